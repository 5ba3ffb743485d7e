package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// policy lets a page load its own files and nothing else: no script or style
// written into it could run.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"

// secure is the head of every answer. The values are shared: whoever wants
// another sets it, and so replaces them.
func (k *Kit) secure() []line {
	all := []line{
		{"Content-Security-Policy", []string{policy}},
		{"Referrer-Policy", []string{"same-origin"}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"X-Frame-Options", []string{"DENY"}},
		{"Permissions-Policy", []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
	}
	if k.HTTPS {
		all = append(all, line{"Strict-Transport-Security", []string{"max-age=31536000; includeSubDomains"}})
	}
	return all
}

type contextKey struct{}

// A visit is what is known of a request before it is answered.
type visit struct {
	kit  *Kit
	from *http.Request
	id   string
}

func requestID(ctx context.Context) string {
	v, _ := ctx.Value(contextKey{}).(visit)
	return v.id
}

// ClientAddress is the network address that the request of ctx came from.
func ClientAddress(ctx context.Context) string {
	v, ok := ctx.Value(contextKey{}).(visit)
	if !ok {
		return ""
	}
	return v.kit.address(v.from)
}

func (k *Kit) address(r *http.Request) string {
	if k.Address != nil {
		return k.Address(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// newID is short enough to be read out on the telephone.
func newID() string { return rand.Text()[:10] }

// frame is what every request passes through first and last.
func (k *Kit) frame(next http.Handler) http.Handler {
	head := k.secure()
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		start := k.Now()
		w := &counted{ResponseWriter: rw}
		id := newID()
		r = r.WithContext(context.WithValue(r.Context(), contextKey{}, visit{k, r, id}))
		out := w.Header()
		for _, l := range head {
			out[l.name] = l.value
		}
		out["X-Request-Id"] = []string{id}
		defer func() {
			k.caught(recover(), w, r)
			// The query may hold what a person typed, so only the path is logged.
			k.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("status", w.code), slog.Int64("bytes", w.n), slog.Int64("ms", k.Now().Sub(start).Milliseconds()), slog.String("id", id))
		}()
		if isRead(r.Method) && serveAsset(w, r) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// caught turns a panic into the page for a fault of the program.
func (k *Kit) caught(p any, w *counted, r *http.Request) {
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	k.Log.ErrorContext(r.Context(), "panic", "value", p, "stack", string(debug.Stack()), "id", requestID(r.Context()))
	if w.code != 0 {
		panic(http.ErrAbortHandler) // half an answer is out: cut the line, so that nobody takes it for a whole one
	}
	req := &Req{Request: r, View: viewOf(r), RequestID: requestID(r.Context()), kit: k, raw: w}
	k.fail(w, req, fault.New(fault.Internal, "internal"))
}

// counted remembers what was sent, for the log.
type counted struct {
	http.ResponseWriter
	code int
	n    int64
}

func (w *counted) WriteHeader(code int) {
	if w.code == 0 {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *counted) Write(b []byte) (int, error) {
	if w.code == 0 {
		w.code = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.n += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (w *counted) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// held keeps an answer back until it is whole.
type held struct {
	head     http.Header
	code     int
	body     bytes.Buffer
	streamed bool // it has gone out already
}

func newHeld() *held { return &held{head: http.Header{}} }

func (h *held) Header() http.Header { return h.head }

func (h *held) WriteHeader(code int) {
	if h.code == 0 {
		h.code = code
	}
}

func (h *held) Write(b []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(b)
}

// send writes the answer: not at all when the reader has it already, gzipped when it pays.
func (h *held) send(w http.ResponseWriter, r *Req) {
	if h.streamed {
		return
	}
	h.WriteHeader(http.StatusOK)
	out := w.Header()
	maps.Copy(out, h.head)
	body := h.body.Bytes()
	if out.Get("Cache-Control") == "" {
		h.cache(out, r, body)
	}
	if tag := out.Get("ETag"); tag != "" && matches(r.Header.Get("If-None-Match"), tag) {
		out.Del("Content-Type")
		out.Del("Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if compressible(out.Get("Content-Type")) && len(body) > smallest {
		out.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r.Request) {
			body = zipped(body, quickly)
			out.Set("Content-Encoding", "gzip")
		}
	}
	if h.code != http.StatusSeeOther {
		out.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(h.code)
	_, _ = w.Write(body) // #nosec G705 -- made by html/template, or a file that is sent as one; if it fails the reader has gone
}

// cache says who may keep the answer. What a visitor sees may be kept and asked
// for again by its tag; what is somebody's own may be kept by that browser only.
func (h *held) cache(out http.Header, r *Req, body []byte) {
	out.Add("Vary", "Cookie")
	switch {
	case len(out.Values("Set-Cookie")) > 0 || !isRead(r.Method):
		out.Set("Cache-Control", "no-store")
	case r.Actor.Kind != auth.Visitor:
		out.Set("Cache-Control", "private, no-cache")
	case h.code == http.StatusOK:
		sum := sha256.Sum256(body)
		out.Set("Cache-Control", "no-cache")
		out.Set("ETag", fmt.Sprintf(`W/"%s"`, hex.EncodeToString(sum[:12])))
	default:
		out.Set("Cache-Control", "no-cache")
	}
}

func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// matches compares If-None-Match with a tag, weakly (RFC 9110, 13.1.2).
func matches(given, tag string) bool {
	if given == "*" {
		return true
	}
	for t := range strings.SplitSeq(given, ",") {
		if strings.TrimPrefix(strings.TrimSpace(t), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

func compressible(typ string) bool {
	return strings.HasPrefix(typ, "text/") || strings.HasPrefix(typ, "application/json") ||
		strings.HasPrefix(typ, "image/svg") || strings.Contains(typ, "xml")
}

func acceptsGzip(r *http.Request) bool {
	for e := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(e), ";")
		if name == "gzip" && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// smallest is the size from which it pays to gzip.
const smallest = 1000

// Writers for what is sent once, and for what is kept and sent often.
var quickly, well = zippers(5), zippers(8)

func zippers(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, level) // both are levels, so there is no error
		return w
	}}
}

func zipped(body []byte, how *sync.Pool) []byte {
	var out bytes.Buffer
	z := how.Get().(*gzip.Writer)
	defer how.Put(z)
	z.Reset(&out)
	_, _ = z.Write(body) // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}

var unzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}

// unzipped takes back zipped.
func unzipped(small []byte) []byte {
	z := unzippers.Get().(*gzip.Reader)
	defer unzippers.Put(z)
	var out bytes.Buffer
	_ = z.Reset(bytes.NewReader(small)) // made by zipped, so it is whole
	_, _ = out.ReadFrom(z)
	return out.Bytes()
}
