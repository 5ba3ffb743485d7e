// Package webtest runs pages in the test's own process: scenarios of request and
// answer, selectors over the HTML that came back, rules that every page must
// keep, and the type check of every template.
package webtest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
)

// Actor is a Kit.Actor that takes the actor of the request's context, where a Scenario puts As.
func Actor(r *http.Request) (auth.Actor, error) { return auth.From(r.Context()), nil }

// Kit returns a kit of a made-up district, whose clock stands at now.
func Kit(now time.Time) *web.Kit {
	return &web.Kit{
		Site: func() web.Site {
			return web.Site{Name: "Test district", Product: "Open government", Desk: "Desk", Phone: "0700-000 0000", Domain: "www.example.gov.cn", Code: "3600000000", Badge: "https://badge.example/", Mistake: "https://mistake.example/"}
		},
		SignIn: "/signin", SignOut: "/signout", Home: "/desk",
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Actor: Actor,
	}
}

// A Scenario is one request and what must be true of the answer.
type Scenario struct {
	Name     string
	As       auth.Actor
	Method   string // "" is GET, or POST where there is a Form
	URL      string
	Form     url.Values
	Header   map[string]string
	Status   int      // 0 is 200
	Has      []string // texts or selectors in the answer: a selector starts with "css:"
	Not      []string
	Location string // of a redirect
}

// Run runs each scenario as a test of its own. Every page that comes back is also held to Sound.
func Run(t *testing.T, h http.Handler, all ...Scenario) {
	t.Helper()
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			t.Helper()
			s.check(t, s.Do(t, h)) //nolint:bodyclose // Body closes it
		})
	}
}

// Do sends the request and returns the answer.
func (s Scenario) Do(t *testing.T, h http.Handler) *http.Response {
	t.Helper()
	method, body := s.Method, ""
	if s.Form != nil {
		body = s.Form.Encode()
		if method == "" {
			method = http.MethodPost
		}
	}
	r := httptest.NewRequestWithContext(auth.With(t.Context(), s.As), method, s.URL, strings.NewReader(body))
	if s.Form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range s.Header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func (s Scenario) check(t *testing.T, res *http.Response) {
	t.Helper()
	want := s.Status
	if want == 0 {
		want = http.StatusOK
	}
	body := Body(t, res)
	if res.StatusCode != want {
		t.Fatalf("status %d, want %d\n%s", res.StatusCode, want, body)
	}
	if got := res.Header.Get("Location"); got != s.Location {
		t.Errorf("location %q, want %q", got, s.Location)
	}
	var doc *Doc
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		doc = Parse(t, body)
		doc.Sound(t)
	}
	for _, text := range s.Has {
		if !holds(t, doc, body, text) {
			t.Errorf("the answer has no %q\n%s", text, body)
		}
	}
	for _, text := range s.Not {
		if holds(t, doc, body, text) {
			t.Errorf("the answer has %q", text)
		}
	}
}

func holds(t *testing.T, doc *Doc, body, text string) bool {
	t.Helper()
	sel, ok := strings.CutPrefix(text, "css:")
	if !ok {
		return strings.Contains(body, text)
	}
	if doc == nil {
		t.Fatalf("%q: the answer is no page", text)
	}
	return len(doc.All(sel)) > 0
}

// Pages type-checks every page made so far: a field that its type has not, on any branch, is an error.
func Pages(t *testing.T) {
	t.Helper()
	for _, p := range web.Pages() {
		if err := templatecheck.CheckHTML(p.Template(), p.Dot); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}
