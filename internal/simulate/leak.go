package simulate

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/visitor"
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
// who asked, wrote, or had a record corrected.
func (w *World) secrets() (out []planted) {
	for _, day := range w.days() {
		for _, e := range w.errands(day) {
			out = append(out, planted{e.PaperNo, e.n, "identity"}, planted{e.Phone, e.n, "phone"}, planted{e.mark, e.n, "request"}, planted{e.Token, e.n, "token"}, planted{w.access[e.n].Code, e.n, "code"})
		}
		for _, x := range w.notes(day) {
			out = append(out, planted{x.Phone, x.n, "phone"}, planted{w.receipts[x.n].Code, x.n, "code"})
			if !x.Consent {
				out = append(out, planted{x.mark, x.n, "letter"})
			}
		}
	}
	out = append(out, w.confided()...)
	for _, m := range w.mends() {
		out = append(out, planted{m.PaperNo, m.n, "identity"}, planted{m.Phone, m.n, "phone"}, planted{m.mark, m.n, "correction"}, planted{m.Token, m.n, "token"})
	}
	return slices.DeleteFunc(out, func(p planted) bool { return p.text == "" }) // a code that nobody has in hand
}

// confided are the telephones and codes of those who took part in what an office asked them
// to, and what was found and is not public.
func (w *World) confided() (out []planted) {
	for _, q := range w.inquiries() {
		for i := range q.said {
			out = append(out, planted{q.said[i].Phone, q.said[i].n, "phone"}, planted{w.spoke[q.said[i].n].Code, q.said[i].n, "code"})
		}
	}
	for _, p := range w.polls() {
		for _, x := range p.voices {
			out = append(out, planted{x.phone, x.n, "phone"})
			if p.identity == survey.Invite { // the six digits that are sent to a telephone are good for minutes, and stand in every hash
				out = append(out, planted{w.codes[x.n], x.n, "code"})
			}
		}
	}
	for _, h := range w.happenings() {
		for i := range h.guests {
			g := &h.guests[i]
			out = append(out, planted{g.Phone, g.n, "phone"}, planted{w.tickets[g.n].Code, g.n, "code"})
		}
	}
	for _, x := range w.worries() {
		out = append(out, planted{x.mark, x.n, "concern"})
	}
	return out
}

// A reader reads what is served, and looks for secrets in it.
type reader struct {
	visitor.Visitor
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
	r := &reader{Visitor: visitor.Visitor{Handler: h}, secrets: map[string]planted{}, seen: map[string]bool{}, most: most}
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

// skipped are addresses that every page has and that lead to no other page: forms that
// are drawn anew each time, and a page in another dress.
var skipped = []string{"/view", "/sign-in", "/foi/track", "/message/track", "/message/new", "/consult/track", "/assets/"}

// crawl reads what the addresses lead to, and whatever those pages lead to.
func (r *reader) crawl(ctx context.Context, from ...string) error {
	r.queue = append(r.queue, from...)
	for len(r.queue) > 0 && r.pages < r.most {
		page := r.queue[0]
		r.queue = r.queue[1:]
		if r.seen[page] {
			continue
		}
		r.seen[page] = true
		a, err := r.Get(ctx, page)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		r.pages++
		if a.Status == http.StatusNotFound || a.Status >= http.StatusInternalServerError && a.Status != http.StatusServiceUnavailable {
			r.broken = append(r.broken, page)
		}
		r.look(page, a.Body)
		for _, href := range a.Links() {
			if to := r.leads(page, href); to != "" && !r.seen[to] {
				r.queue = append(r.queue, to)
			}
		}
	}
	return nil
}

// leads is where a link of a page leads on this site; "" if it leads elsewhere, or to
// less of the same.
func (r *reader) leads(page, href string) string {
	base, err := url.Parse(r.Base() + page)
	if err != nil {
		return ""
	}
	to, err := base.Parse(href)
	if err != nil || to.Host != base.Host || to.Scheme != base.Scheme {
		return ""
	}
	at := to.RequestURI()
	if slices.ContainsFunc(skipped, func(s string) bool { return strings.HasPrefix(at, s) }) {
		return ""
	}
	if base.RawQuery != "" && to.RawQuery != "" && !to.Query().Has("after") { // a filter on a filter
		return ""
	}
	return at
}
