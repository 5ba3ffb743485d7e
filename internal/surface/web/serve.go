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
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"

func (k *Kit) secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if k.HTTPS {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

type contextKey int

const (
	idKey contextKey = iota
	addressKey
)

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey).(string)
	return id
}

// ClientAddress is the network address that the request of ctx came from.
func ClientAddress(ctx context.Context) string {
	a, _ := ctx.Value(addressKey).(string)
	return a
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
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		start := k.Now()
		w := &counted{ResponseWriter: rw}
		id := newID()
		ctx := context.WithValue(r.Context(), idKey, id)
		r = r.WithContext(context.WithValue(ctx, addressKey, k.address(r)))
		k.secure(w.Header())
		w.Header().Set("X-Request-Id", id)
		defer func() {
			k.caught(recover(), w, r)
			// The query may hold what a person typed, so only the path is logged.
			k.Log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path,
				"status", w.code, "bytes", w.n, "ms", k.Now().Sub(start).Milliseconds(), "id", id)
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
	head http.Header
	code int
	body bytes.Buffer
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
	if compressible(out.Get("Content-Type")) && len(body) > 1000 {
		out.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r.Request) {
			body = zipped(body)
			out.Set("Content-Encoding", "gzip")
		}
	}
	if h.code != http.StatusSeeOther {
		out.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(h.code)
	_, _ = w.Write(body) // the reader has gone if this fails
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

var zippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, 5) // 5 is a level, so there is no error
	return w
}}

func zipped(body []byte) []byte {
	var out bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&out)
	_, _ = z.Write(body) // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}
