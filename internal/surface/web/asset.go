package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static/*.css static/*.js
var staticFiles embed.FS

const staticPath = "/static/"

// An asset is a file of static/ as it is sent: without comments, under a name
// that changes with its content, so that a browser may keep it for ever.
type asset struct {
	path         string // /static/base.3f9c1a2b.css
	typ          string
	plain, small []byte // small is gzipped
}

// assets has every file by its plain name; byPath has it by the path it is served at.
var assets, byPath = mustAssets()

func mustAssets() (byName, byPath map[string]*asset) {
	byName, byPath = map[string]*asset{}, map[string]*asset{}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		a, err := newAsset(e.Name(), b)
		if err != nil {
			panic(err)
		}
		byName[e.Name()], byPath[a.path] = a, a
	}
	return byName, byPath
}

func newAsset(name string, b []byte) (*asset, error) {
	ext := path.Ext(name)
	if ext == ".css" {
		b = []byte(squeeze(string(b)))
	}
	sum := sha256.Sum256(b)
	a := &asset{
		path: staticPath + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
		typ:  mime.TypeByExtension(ext), plain: b,
	}
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	a.small = z.Bytes()
	return a, nil
}

// assetPath is the address of a file of static/, for templates.
func assetPath(name string) (string, error) {
	a, ok := assets[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return a.path, nil
}

func serveAsset(w http.ResponseWriter, r *http.Request) bool {
	a, ok := byPath[r.URL.Path]
	if !ok {
		return false
	}
	h, body := w.Header(), a.plain
	h.Set("Content-Type", a.typ)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.small
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the reader has gone if this fails
	return true
}

// squeeze drops comments and needless blanks from a style sheet. Strings stay as they are.
func squeeze(css string) string {
	var b strings.Builder
	blank := false
	last := byte('}')
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case strings.HasPrefix(css[i:], "/*"):
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return b.String()
			}
			i += end + 3
			continue
		case strings.IndexByte(" \t\r\n", c) >= 0:
			blank = true
			continue
		}
		if blank && strings.IndexByte("{};,:>", last) < 0 && strings.IndexByte("{};,>!", c) < 0 {
			b.WriteByte(' ')
		}
		blank = false
		if c == '"' {
			end := strings.IndexByte(css[i+1:], '"') + i + 2
			b.WriteString(css[i:end])
			i = end - 1
		} else {
			b.WriteByte(c)
		}
		last = c
	}
	return strings.ReplaceAll(b.String(), ";}", "}")
}
