package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/platform/auth"
)

// Public is a route that shows the same to everybody: its answers are made once
// and kept until something changes. On says what; without it any change counts.
//
//	web.Public("/plan/{id}", p.plan).On("plan/{id}", "unit")
func Public(path string, h Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Perm: auth.Public, Handler: h, public: true}
}

// PublicForm is Form for everybody: the empty form is kept, what is sent is not.
func PublicForm(path string, s *FormScreen) Route {
	rt := Form(path, auth.Public, s)
	rt.public = true
	return rt
}

// On names all that the answers of a route show, beside what its handler notes
// by [Shows]: nouns, "plan", or things, where {id} is that of the path. With
// nothing named, it is what the handler notes and no more. The day, the profile
// and how the page is drawn always count.
func (rt Route) On(refs ...string) Route {
	rt.narrow, rt.shows = true, refs
	return rt
}

// shown answers a request of a public route: from memory where it can.
func (k *Kit) shown(ctx context.Context, w http.ResponseWriter, r *Req, rt Route) {
	if !isRead(r.Method) || r.Actor.Kind != auth.Visitor || r.flash != "" {
		k.whole(ctx, r, rt).send(w, r)
		return
	}
	key := keptKey{r.Host, r.RequestURI, r.View, wantsJSON(r.Request)}
	if k.Memory != nil {
		if p := k.Memory.fresh(key, r.now, r.Today); p != nil {
			p.answer.send(w, r.Request)
			return
		}
	}
	var own *held
	var rec recorder
	build := func() *kept {
		asked := r.recording(&rec) //nolint:contextcheck // the context of r knows who asks
		own = k.whole(ctx, asked, rt)
		return own.keep(asked, rt, rec.refs)
	}
	var p *kept
	if k.Memory == nil {
		p = build()
	} else {
		p = k.Memory.once(ctx, key, r.now, r.Today, build)
	}
	switch {
	case p != nil:
		p.answer.send(w, r.Request)
	case own == nil: // somebody else's was not for everybody
		own = k.whole(ctx, r, rt)
		fallthrough
	default:
		own.send(w, r)
	}
}

// recording is r with a context in which Shows is heard.
func (r *Req) recording(rec *recorder) *Req {
	c := *r
	c.Request = r.WithContext(context.WithValue(r.Context(), recorderKey{}, rec))
	return &c
}

// An answer is what is kept of a page, as it goes out.
type answer struct {
	code         int
	head         []line
	plain, small coding
}

// A line of a head. All answers share the values.
type line struct {
	name  string
	value []string
}

// A coding is the body as it is or gzipped, with the lines that differ. A strong
// tag names one of them (RFC 9110, 8.8.3.3).
type coding struct {
	body []byte // nil: gzipped, there is none that pays; as it is, it is unzipped for who asks
	tag  string
	head []line
}

// keptCodes may be kept: what is there, what has moved, what is not there, what is gone.
var keptCodes = []int{http.StatusOK, http.StatusMovedPermanently, http.StatusNotFound, http.StatusGone}

// answerMost is the largest answer that is kept.
const answerMost = 4 << 20

// forAll lets shared caches keep a page for as long as a change may take to be
// seen. The reader's own browser asks each time, which costs a 304: who has just
// read a page sees at once that it was changed or withdrawn.
const forAll = "public, max-age=0, s-maxage=10"

// keep makes of an answer what is kept; nil if it is not the same for everybody.
func (h *held) keep(r *Req, rt Route, noted []string) *kept {
	h.WriteHeader(http.StatusOK)
	own := h.head.Get("Cache-Control")
	if h.streamed || h.head.Get("Set-Cookie") != "" || own != "" && !strings.HasPrefix(own, "public") ||
		!slices.Contains(keptCodes, h.code) || h.body.Len() > answerMost {
		return nil
	}
	p := &kept{answer: newAnswer(h.code, h.head, h.body.Bytes(), well).lean(), shows: shows{all: !rt.narrow}}
	if rt.narrow {
		for _, ref := range rt.shows {
			p.shows.refs = append(p.shows.refs, fillPath(ref, r))
		}
		p.shows.refs = append(p.shows.refs, noted...)
		slices.Sort(p.shows.refs)
		p.shows.refs = slices.Compact(p.shows.refs)
	}
	return p
}

func newAnswer(code int, head http.Header, body []byte, zip *sync.Pool) *answer {
	typ := head.Get("Content-Type")
	if head.Get("Cache-Control") == "" {
		head.Set("Cache-Control", forAll)
	}
	head.Set("Vary", strings.Join(append(head.Values("Vary"), "Accept-Encoding", "Cookie"), ", "))
	if !strings.HasPrefix(typ, "text/html") {
		share(head)
	}
	a := &answer{code: code}
	for name, value := range head {
		a.head = append(a.head, line{name, slices.Clip(value)})
	}
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:12])
	a.plain = newCoding(body, `"`+tag+`"`)
	if compressible(typ) && len(body) > smallest {
		a.small = newCoding(zipped(body, zip), `"`+tag+`-z"`)
		a.small.head = append(a.small.head, line{"Content-Encoding", []string{"gzip"}})
	}
	return a
}

// lean is a for keeping: four pages fit where one did that is there as it is as
// well, and hardly anybody asks for that.
func (a *answer) lean() *answer {
	if a.small.body != nil {
		a.plain.body = nil
	}
	for _, c := range []*coding{&a.plain, &a.small} {
		c.body = bytes.Clone(c.body) // without the room that its buffer had
	}
	return a
}

// body is what c is sent as.
func (a *answer) body(c *coding) []byte {
	if c == &a.plain && c.body == nil && a.small.body != nil {
		return unzipped(a.small.body)
	}
	return c.body
}

func newCoding(body []byte, tag string) coding {
	return coding{body, tag, []line{{"Etag", []string{tag}}, {"Content-Length", []string{strconv.Itoa(len(body))}}}}
}

// share lets programs on other sites read public data (CORS): nobody's cookie or
// token counts for it.
func share(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// Preflight answers a browser that asks whether a program of another site may
// read public data: without credentials and changing nothing, it may.
func Preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	share(h)
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "Accept, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// SendPublic sends what is the same for everybody and is not kept: with its tag,
// for caches outside, and for programs of other sites.
func SendPublic(w http.ResponseWriter, r *http.Request, code int, body []byte) {
	newAnswer(code, w.Header(), body, quickly).send(w, r)
}

func (a *answer) size() int {
	return len(a.plain.body) + len(a.small.body) + 1000 // the lines of the head
}

// send writes the answer, or that the reader has it already.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	out := w.Header()
	for _, l := range a.head {
		out[l.name] = l.value
	}
	c := &a.plain
	if a.small.body != nil && acceptsGzip(r) {
		c = &a.small
	}
	if given := r.Header["If-None-Match"]; len(given) > 0 && (matches(given[0], a.plain.tag) || a.small.body != nil && matches(given[0], a.small.tag)) {
		out["Etag"] = c.head[0].value
		delete(out, "Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	for _, l := range c.head {
		out[l.name] = l.value
	}
	w.WriteHeader(a.code)
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(a.body(c)) // the reader has gone if this fails
}
