package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Redirect sends the reader on with 303. Only paths of this site are allowed.
type Redirect string

// Render sends the reader on.
func (u Redirect) Render(w http.ResponseWriter, _ *Req) error {
	if !local(string(u)) {
		return fmt.Errorf("redirect to %q, which is not a path of this site", string(u))
	}
	w.Header().Set("Location", string(u))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Moved says with 301 that a thing is at another path of this site for good.
type Moved string

// Render sends the reader on.
func (u Moved) Render(w http.ResponseWriter, r *Req) error {
	return Redirect(u).Render(&statusWriter{ResponseWriter: w, code: http.StatusMovedPermanently}, r)
}

// Saved is a Redirect whose next page shows Text once.
type Saved struct {
	To   string
	Text fault.Text
}

// Render sets the note and sends the reader on.
func (s Saved) Render(w http.ResponseWriter, r *Req) error {
	setFlash(w, r, s.Text)
	return Redirect(s.To).Render(w, r)
}

// WithStatus is rep sent with another status.
func WithStatus(code int, rep Reply) Reply { return withStatus{code, rep} }

type withStatus struct {
	code int
	Reply
}

func (s withStatus) Render(w http.ResponseWriter, r *Req) error {
	return s.Reply.Render(&statusWriter{ResponseWriter: w, code: s.code}, r)
}

type statusWriter struct {
	http.ResponseWriter
	code int
	sent bool
}

func (w *statusWriter) WriteHeader(int) {
	if !w.sent {
		w.sent = true
		w.ResponseWriter.WriteHeader(w.code)
	}
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.WriteHeader(w.code)
	return w.ResponseWriter.Write(b)
}

// WithCookie is rep with a cookie.
func WithCookie(c *http.Cookie, rep Reply) Reply { return withCookie{c, rep} }

type withCookie struct {
	cookie *http.Cookie
	Reply
}

func (c withCookie) Render(w http.ResponseWriter, r *Req) error {
	http.SetCookie(w, c.cookie)
	return c.Reply.Render(w, r)
}

// JSON sends V as JSON.
type JSON struct{ V any }

// Render writes the JSON.
func (j JSON) Render(w http.ResponseWriter, _ *Req) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(j.V)
}

// Bytes is a download held in memory.
type Bytes struct {
	Name string // file name offered to the reader
	Type string // media type; "" is application/octet-stream
	Data []byte
	// Private is one person's own: nothing on the way keeps it, nor does the browser.
	Private bool
}

// Head sets the headers of the download.
func (b Bytes) Head(h http.Header) { download(h, b.Name, b.Type) }

// Render writes the download.
func (b Bytes) Render(w http.ResponseWriter, _ *Req) error {
	b.Head(w.Header())
	if b.Private {
		w.Header().Set("Cache-Control", "private, no-store")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b.Data)))
	_, err := io.Copy(w, bytes.NewReader(b.Data))
	return err
}

// File is a download that is streamed, with ranges. Content is closed afterwards if it can be.
type File struct {
	Name     string
	Type     string
	Modified time.Time
	Inline   bool // a picture, which a page shows
	Private  bool // as in Bytes
	Content  io.ReadSeeker
}

// Render streams the download past the page buffer.
func (f File) Render(_ http.ResponseWriter, r *Req) error {
	if c, ok := f.Content.(io.Closer); ok {
		defer func() { _ = c.Close() }()
	}
	if r.done != nil { // the reader may be slow
		r.done()
	}
	r.streamed = true
	download(r.raw.Header(), f.Name, f.Type)
	if f.Private {
		r.raw.Header().Set("Cache-Control", "private, no-store")
	}
	if f.Inline {
		r.raw.Header().Del("Content-Disposition")
	}
	http.ServeContent(r.raw, r.Request, "", f.Modified, f.Content)
	return nil
}

// download sets the headers with which a file of somebody else is safe to send:
// it is saved and never drawn, and could do nothing if it were.
func download(h http.Header, name, typ string) {
	if typ == "" {
		typ = "application/octet-stream"
	}
	h.Set("Content-Type", typ)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", disposition(name))
}

// disposition names a download by RFC 6266: a plain name for old readers and
// filename* in the percent form of RFC 8187.
func disposition(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, name)
	plain := strings.Map(func(c rune) rune {
		if c > '~' || c == '"' || c == '%' {
			return '_'
		}
		return c
	}, name)
	if plain == "" {
		plain, name = "download", "download"
	}
	star := strings.NewReplacer("+", "%20", "(", "%28", ")", "%29", "*", "%2A", "'", "%27").Replace(url.QueryEscape(name))
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, star)
}
