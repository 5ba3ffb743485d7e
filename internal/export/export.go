// Package export writes everything that a site has made public into a folder that needs
// neither the site nor the program: the pages as the portal serves them, the rows as JSON
// and CSV with their schemas, the attachments, the public log, a proof of each act, and a
// page that checks proofs by itself.
//
//	DIR/index.html     where a reader begins, from a disk, without a server or scripts
//	DIR/pages/         the portal; links are relative
//	DIR/data/          rows, each kind with its JSON Schema
//	DIR/log/           the log as C2SP tlog-tiles: checkpoint, key, tile/…
//	DIR/verify.html    checks a proof, and the whole log, offline
//	DIR/SHA256SUMS     of every other file, for "sha256sum -c"
//
// It asks the site as a visitor does, so it cannot have what a visitor cannot read. What
// only a running site can do (search, forms, signing in) leads to the site.
//
// Two exports of the same state are the same in every byte. What is published while an
// export is made may be in some pages and not yet in others; the log is written last, so it has
// every act that a page shows. To export one instant, restore a backup and export that.
package export

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/visitor"
)

//go:embed static/*
var static embed.FS

// A Site is what is exported.
type Site struct {
	visitor.Visitor // of everything that is served
	Journal         *journal.Journal
	Name            string
}

// Figures are how much was exported.
type Figures struct {
	Pages  int    `json:"pages"`
	Files  int    `json:"files"`  // attachments, feeds, tables, style sheets
	Rows   int    `json:"rows"`   // in data
	Proofs int    `json:"proofs"` // of single acts
	Leaves int64  `json:"leaves"` // of the log
	Root   string `json:"root"`
	Bytes  int64  `json:"bytes"`
}

const (
	pagesDir = "pages"
	dataDir  = "data"
	logDir   = "log"
)

// Write exports the site into dir, which must not be there or be empty. Until it is whole
// it lies in dir.partial, or in dir/.partial if dir is there; what is cut off goes.
//
// Errors: Conflict if something is in dir or it is no folder, or the disk is full or broken;
// Forbidden if nothing may be written there; Busy if nothing was signed yet.
func (s Site) Write(ctx context.Context, dir string) (f Figures, err error) {
	defer fault.Wrap(&err, "export.Write")
	p, err := placeOf(dir)
	if err != nil {
		return f, err
	}
	root, err := p.begin()
	if err != nil {
		return f, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(p.at))
		}
	}()
	w := &writer{Site: s, root: root, dir: p.dir, ctx: ctx, sums: map[string]string{}}
	err = w.run(ctx)
	if err := errors.Join(err, root.Close()); err != nil {
		return w.Figures, err
	}
	return w.Figures, p.end()
}

// writer is one export.
type writer struct {
	Site
	Figures
	ctx  context.Context
	root *os.Root
	dir  string            // where it comes to lie
	sums map[string]string // path from the folder to SHA-256
}

func (w *writer) run(ctx context.Context) error {
	if err := w.pages(); err != nil {
		return err
	}
	if err := w.data(); err != nil {
		return err
	}
	if err := w.log(ctx); err != nil {
		return err
	}
	if err := w.viewer(); err != nil {
		return err
	}
	var b bytes.Buffer
	names := make([]string, 0, len(w.sums))
	for name := range w.sums {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s  %s\n", w.sums[name], name)
	}
	return w.file(sumsFile, b.Bytes())
}

// log writes the log with everything that was done until now.
func (w *writer) log(ctx context.Context) error {
	if _, err := w.Journal.Sequence(ctx); err != nil { // what waits for a server that does not run
		return err
	}
	key := w.Journal.Key()
	err := w.Journal.Export(ctx, 0, func(name string, data []byte) error {
		if name == "checkpoint" {
			c, err := key.Open(string(data))
			if err != nil {
				return err
			}
			w.Leaves, w.Root = c.Size, c.Root.String()
		}
		return w.file(path.Join(logDir, name), data)
	})
	if err != nil {
		return err
	}
	return w.file(path.Join(logDir, "key"), []byte(key.String()+"\n"))
}

// viewer writes the pages around what was exported.
func (w *writer) viewer() error {
	live := w.URL
	if live == "" {
		live = "live.html"
	}
	fill := strings.NewReplacer(
		"[[name]]", html.EscapeString(w.Name), "[[live]]", html.EscapeString(live),
		"[[pages]]", strconv.Itoa(w.Pages), "[[files]]", strconv.Itoa(w.Files), "[[rows]]", strconv.Itoa(w.Rows), "[[proofs]]", strconv.Itoa(w.Proofs),
		"[[leaves]]", strconv.FormatInt(w.Leaves, 10), "[[root]]", w.Root, "[[key]]", w.Journal.Key().String(), "[[fingerprint]]", w.Journal.Key().Fingerprint(),
	)
	entries, err := fs.ReadDir(static, "static")
	if err != nil {
		return err
	}
	for _, e := range entries {
		text, err := static.ReadFile("static/" + e.Name())
		if err != nil {
			return err
		}
		if err := w.file(e.Name(), []byte(fill.Replace(string(text)))); err != nil {
			return err
		}
	}
	return nil
}

// file writes a small file and notes its sum.
func (w *writer) file(name string, data []byte) error {
	out, err := w.create(name)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return errors.Join(err, out.Close())
}

// An output is a file that is being written; Close notes its sum. Its errors are those of
// the disk, in words.
type output struct {
	buf   *bufio.Writer
	close func() error
	dir   string
}

func (o output) Write(p []byte) (int, error) {
	n, err := o.buf.Write(p)
	return n, spoken(err, o.dir)
}

func (o output) Close() error { return spoken(o.close(), o.dir) }

func (w *writer) create(name string) (io.WriteCloser, error) {
	if err := w.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return nil, spoken(err, w.dir)
	}
	f, err := w.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, spoken(err, w.dir)
	}
	h, n := sha256.New(), counter(0)
	buf := bufio.NewWriter(io.MultiWriter(f, h, &n))
	return output{buf, func() error {
		err := errors.Join(buf.Flush(), f.Close())
		w.sums[name] = hex.EncodeToString(h.Sum(nil))
		w.Bytes += int64(n)
		return err
	}, w.dir}, nil
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
