package simulate

import (
	"bytes"
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A Leak is a secret on a page that anybody may read.
type Leak struct {
	Page   string `json:"page"`
	Secret int    `json:"secret"` // number of the errand that it is of: the secret itself is not told once more
	Kind   string `json:"kind"`
}

// Planted is something that stands in a request and nowhere in public.
type planted struct {
	text string
	n    int
	kind string
}

// secrets are the identity numbers, telephones, addresses and sealed words of everybody
// who asked.
func (w *World) secrets() (out []planted) {
	for _, day := range w.days() {
		for _, e := range w.errands(day) {
			out = append(out, planted{e.PaperNo, e.n, "identity"}, planted{e.Phone, e.n, "phone"}, planted{e.mark, e.n, "request"}, planted{e.Token, e.n, "token"})
			if a, has := w.access[e.n]; has {
				out = append(out, planted{a.Code, e.n, "code"})
			}
		}
	}
	return out
}

// A reader reads what is served, and looks for secrets in it.
type reader struct {
	handler http.Handler
	find    *regexp.Regexp
	secrets map[string]planted
	seen    map[string]bool
	queue   []string
	most    int // pages that are read
	pages   int
	leaks   []Leak
	broken  []string // pages that a link leads to and that are not there
}

// newReader looks for secrets on at most so many pages.
func newReader(h http.Handler, all []planted, most int) *reader {
	r := &reader{handler: h, secrets: map[string]planted{}, seen: map[string]bool{}, most: most}
	var texts []string
	for _, s := range all {
		if s.text != "" {
			r.secrets[s.text] = s
			texts = append(texts, regexp.QuoteMeta(s.text))
		}
	}
	slices.Sort(texts)
	if len(texts) > 0 {
		r.find = regexp.MustCompile(strings.Join(slices.Compact(texts), "|"))
	}
	return r
}

// look notes the secrets in a text.
func (r *reader) look(page string, text []byte) {
	if r.find == nil {
		return
	}
	for _, hit := range r.find.FindAll(text, -1) {
		s := r.secrets[string(hit)]
		r.leaks = append(r.leaks, Leak{page, s.n, s.kind})
	}
}

var links = regexp.MustCompile(`(?:href|src)="(/[^"#]*)|<(?:loc|link)>(?:https?://[^/<]+)?(/[^<]*)`)

// skipped are addresses that every page has and that lead to no other page: forms that
// are drawn anew each time, and a page in another dress.
var skipped = []string{"/view", "/sign-in", "/foi/track", "/assets/"}

// crawl reads what the addresses lead to, and whatever those pages lead to.
func (r *reader) crawl(ctx context.Context, from ...string) {
	r.queue = append(r.queue, from...)
	for len(r.queue) > 0 && r.pages < r.most && ctx.Err() == nil {
		page := r.queue[0]
		r.queue = r.queue[1:]
		if r.seen[page] {
			continue
		}
		r.seen[page] = true
		status, body := r.get(ctx, page)
		r.pages++
		if status == http.StatusNotFound || status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
			r.broken = append(r.broken, page)
		}
		r.look(page, body)
		for _, m := range links.FindAllSubmatch(body, -1) {
			to := html.UnescapeString(string(m[1]) + string(m[2]))
			if asked(page) && asked(to) && !strings.Contains(to, "after=") {
				continue // a filter on a filter shows less of the same
			}
			if !r.seen[to] && !slices.ContainsFunc(skipped, func(s string) bool { return strings.HasPrefix(to, s) }) {
				r.queue = append(r.queue, to)
			}
		}
	}
}

// asked reports whether an address narrows a list down.
func asked(page string) bool { return strings.Contains(page, "?") }

// get asks the program itself, without a network.
func (r *reader) get(ctx context.Context, path string) (status int, body []byte) {
	at, err := url.Parse("http://localhost" + path)
	if err != nil {
		return http.StatusNotFound, nil
	}
	req := (&http.Request{Method: http.MethodGet, URL: at, Host: at.Host, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, RemoteAddr: client + ":1", RequestURI: path}).WithContext(ctx)
	out := &answer{header: http.Header{}, status: http.StatusOK}
	r.handler.ServeHTTP(out, req)
	return out.status, out.Bytes()
}

// answer is what a handler writes.
type answer struct {
	bytes.Buffer
	header http.Header
	status int
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }
