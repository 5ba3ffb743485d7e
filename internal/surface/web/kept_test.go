package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// counted is a site whose answers say how often they were made.
type counted struct {
	http.Handler
	memory *web.Memory
	n      int
}

func (c *counted) html(*web.Req) (web.Reply, error) {
	c.n++
	return show.With(change{Title: strings.Repeat(fmt.Sprintf("made %d ", c.n), 200)}), nil
}

func (c *counted) json(r *web.Req) (web.Reply, error) {
	c.n++
	web.Shows(r.Context(), "thing/"+r.PathValue("id"))
	return web.JSON{V: c.n}, nil
}

func (c *counted) with(status int) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		rep, err := c.html(r)
		return web.WithStatus(status, rep), err
	}
}

func newCounted() *counted {
	c := &counted{memory: web.NewMemory(8 << 20)}
	k := webtest.Kit(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	k.Memory = c.memory
	c.Handler = k.Handler([]web.Route{
		web.Public("/any", c.html),
		web.Public("/noun", c.html).On("thing"),
		web.Public("/thing/{id}", c.html).On("thing/{id}"),
		web.Public("/noted/{id}", c.json).On(),
		web.Public("/gone", c.with(http.StatusGone)),
		web.Public("/wrong", c.with(http.StatusUnprocessableEntity)),
		web.Public("/none", func(*web.Req) (web.Reply, error) { c.n++; return nil, fault.New(fault.NotFound, "not_found") }).On("thing/1"),
		web.Public("/bad", func(*web.Req) (web.Reply, error) { c.n++; return nil, fmt.Errorf("bad") }),
		web.Public("/moved", func(*web.Req) (web.Reply, error) { c.n++; return web.Moved("/any"), nil }),
		web.Public("/cookie", func(r *web.Req) (web.Reply, error) {
			rep, err := c.html(r)
			return web.WithCookie(&http.Cookie{Name: "a", Value: "b"}, rep), err
		}),
		web.GET("/own", auth.Public, c.html),
	})
	return c
}

func (c *counted) get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	s := webtest.Scenario{URL: path, Header: map[string]string{}}
	for i := 0; i < len(header); i += 2 {
		s.Header[header[i]] = header[i+1]
	}
	return s.Do(t, c)
}

// TestKept says after which changes an address answers anew.
func TestKept(t *testing.T) {
	for _, c := range []struct {
		path, changed string
		made          int // in two requests with the change between them
	}{
		{"/any", "", 1},
		{"/any", "other/1", 2},
		{"/noun", "other/1", 1},
		{"/noun", "thing/9", 2},
		{"/thing/1", "thing/1", 2},
		{"/thing/1", "thing/2", 1},
		{"/noted/1", "thing/1", 2},
		{"/noted/1", "thing/2", 1},
		{"/none", "thing/1", 2},
		{"/none", "thing/2", 1},
		{"/gone", "", 1},
		{"/moved", "", 1},
		{"/wrong", "", 2},
		{"/bad", "", 2},
		{"/cookie", "", 2},
		{"/own", "", 2},
	} {
		site := newCounted()
		first := site.get(t, c.path)
		webtest.Body(t, first)
		if c.changed != "" {
			site.memory.Changed(c.changed)
		}
		second := site.get(t, c.path)
		webtest.Body(t, second)
		if site.n != c.made || first.StatusCode != second.StatusCode {
			t.Errorf("%s, changed %q: made %d times, want %d; %d and %d", c.path, c.changed, site.n, c.made, first.StatusCode, second.StatusCode)
		}
	}
}

// TestKeptVaries asks in ways that must not share an answer, and in ways that must.
func TestKeptVaries(t *testing.T) {
	for name, c := range map[string]struct {
		ask  func(*testing.T, *counted) *http.Response
		made int
	}{
		"the same":  {func(t *testing.T, s *counted) *http.Response { return s.get(t, "/any") }, 1},
		"elder":     {func(t *testing.T, s *counted) *http.Response { return s.get(t, "/any", "Cookie", "view=elder") }, 2},
		"strangers": {func(t *testing.T, s *counted) *http.Response { return s.get(t, "/any", "Cookie", "__jsluid=1") }, 1},
		"query":     {func(t *testing.T, s *counted) *http.Response { return s.get(t, "/any?a=1") }, 2},
		"host":      {func(t *testing.T, s *counted) *http.Response { return s.get(t, "http://other.example/any") }, 2},
		"head": {func(t *testing.T, s *counted) *http.Response {
			return webtest.Scenario{Method: http.MethodHead, URL: "/any"}.Do(t, s)
		}, 1},
		"signed in": {func(t *testing.T, s *counted) *http.Response {
			return webtest.Scenario{As: clerk, URL: "/any"}.Do(t, s)
		}, 2},
		"with words": {func(t *testing.T, s *counted) *http.Response {
			return s.get(t, "/any", "Cookie", "flash=eyJrZXkiOiJ3ZWIuc2F2ZWQifQ")
		}, 2},
	} {
		site := newCounted()
		webtest.Body(t, site.get(t, "/any"))
		res := c.ask(t, site)
		webtest.Body(t, res)
		if site.n != c.made {
			t.Errorf("%s: made %d times, want %d", name, site.n, c.made)
		}
		if private := !strings.HasPrefix(res.Header.Get("Cache-Control"), "public"); private != (name == "signed in" || name == "with words") {
			t.Errorf("%s: %q", name, res.Header.Get("Cache-Control"))
		}
	}
}

// TestKeptHead holds the head of what is kept to RFC 9110.
func TestKeptHead(t *testing.T) {
	site := newCounted()
	plain, small := site.get(t, "/any"), site.get(t, "/any", "Accept-Encoding", "gzip")
	text := webtest.Body(t, plain)
	packed := webtest.Body(t, small)
	if plain.Header.Get("Cache-Control") != "public, max-age=0, s-maxage=10" || plain.Header.Get("Vary") != "Accept-Encoding, Cookie" ||
		plain.Header.Get("X-Request-Id") == small.Header.Get("X-Request-Id") || plain.Header.Get("Content-Security-Policy") == "" {
		t.Error(plain.Header)
	}
	if small.Header.Get("Content-Encoding") != "gzip" || len(packed) >= len(text)/2 || small.Header.Get("Content-Length") != fmt.Sprint(len(packed)) {
		t.Errorf("%d bytes of %d: %v", len(packed), len(text), small.Header)
	}
	tags := []string{plain.Header.Get("ETag"), small.Header.Get("ETag")}
	if tags[0] == tags[1] || strings.HasPrefix(tags[0], "W/") || !strings.HasPrefix(tags[0], `"`) {
		t.Errorf("tags %q: each coding has a strong one of its own", tags)
	}
	for _, given := range []string{tags[0], tags[1], "W/" + tags[0], `"other", ` + tags[1], "*"} {
		res := site.get(t, "/any", "If-None-Match", given)
		if body := webtest.Body(t, res); res.StatusCode != http.StatusNotModified || body != "" || res.Header.Get("ETag") == "" || res.Header.Get("Cache-Control") == "" {
			t.Errorf("%s: %d, %d bytes", given, res.StatusCode, len(body))
		}
	}
	if res := site.get(t, "/any", "If-None-Match", `"other"`); res.StatusCode != http.StatusOK || webtest.Body(t, res) != text {
		t.Error("another tag is taken for ours")
	}
	moved := site.get(t, "/moved")
	if webtest.Body(t, moved); moved.StatusCode != http.StatusMovedPermanently || moved.Header.Get("Location") != "/any" {
		t.Error(moved.StatusCode, moved.Header)
	}
	if site.n != 2 {
		t.Errorf("made %d times", site.n)
	}
}

// TestShared lets programs of other sites read data, and never pages.
func TestShared(t *testing.T) {
	site := newCounted()
	for path, want := range map[string]string{"/noted/1": "*", "/any": "", "/own": ""} {
		res := site.get(t, path, "Origin", "https://other.example")
		webtest.Body(t, res)
		corp := "same-origin"
		if want != "" {
			corp = "cross-origin"
		}
		if res.Header.Get("Access-Control-Allow-Origin") != want || res.Header.Get("Access-Control-Allow-Credentials") != "" || res.Header.Get("Cross-Origin-Resource-Policy") != corp {
			t.Errorf("%s: %v", path, res.Header)
		}
	}
	res := webtest.Scenario{Method: http.MethodOptions, URL: "/noted/1", Header: map[string]string{"Origin": "https://other.example", "Access-Control-Request-Headers": "if-none-match"}}.Do(t, site)
	if webtest.Body(t, res); res.StatusCode != http.StatusNoContent || res.Header.Get("Access-Control-Allow-Headers") != "Accept, If-None-Match" {
		t.Error(res.StatusCode, res.Header)
	}
}

// TestHant has every public page a second time, converted, and its links lead to the like.
func TestHant(t *testing.T) {
	k := webtest.Kit(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	k.URL, k.Memory = "https://www.example.gov.cn", web.NewMemory(1<<20)
	k.Hant = func(page []byte) []byte { return []byte(strings.ReplaceAll(string(page), "网站", "網站")) }
	k.Nav = []web.Item{{Label: "网站", Path: "/thing"}, {Label: "网站", Path: "/own"}, {Label: "网站", Path: "/thing/new"}}
	h := k.Handler([]web.Route{
		web.Public("/{$}", func(*web.Req) (web.Reply, error) { return show.With(change{Title: "网站"}), nil }),
		web.Public("/thing/{id}", func(*web.Req) (web.Reply, error) { return show.With(change{Title: "网站"}), nil }),
		web.Public("/thing", func(*web.Req) (web.Reply, error) { return show.With(change{Title: "网站"}), nil }),
		web.Public("/moved", func(*web.Req) (web.Reply, error) { return web.Moved("/thing?a=1"), nil }),
		web.Public("/data", func(*web.Req) (web.Reply, error) { return web.JSON{V: "网站"}, nil }),
		web.PublicForm("/form", web.Make(bare, nil, func(context.Context, change) (web.Redirect, error) { return "/thing/1", nil }, nil)),
		web.GET("/own", auth.Public, func(*web.Req) (web.Reply, error) { return show.With(change{Title: "网站"}), nil }),
		web.GET("/thing/new", auth.Public, func(*web.Req) (web.Reply, error) { return show.With(change{Title: "网站"}), nil }),
	})
	alternates := []string{`hreflang="zh-Hans" href="https://www.example.gov.cn/thing"`, `hreflang="zh-Hant" href="https://www.example.gov.cn/hant/thing"`}
	webtest.Run(t, h,
		webtest.Scenario{Name: "simplified", URL: "/thing", Has: append(alternates, "<h1>网站</h1>", "繁體", `href="/thing" aria-current="page"`, `rel="canonical" href="https://www.example.gov.cn/thing"`)},
		webtest.Scenario{Name: "traditional", URL: "/hant/thing", Has: append(alternates, "<h1>網站</h1>", "简体", `<a href="/hant/thing" aria-current="page"`, `<a href="/own"`, `<a href="/thing/new"`, `<a href="/hant/">`,
			`rel="canonical" href="https://www.example.gov.cn/hant/thing"`, `href="/static/`, "back=%2Fhant%2Fthing")},
		webtest.Scenario{Name: "home", URL: "/hant/", Has: []string{"網站"}},
		webtest.Scenario{Name: "one", URL: "/hant/thing/1", Has: []string{"網站"}},
		webtest.Scenario{Name: "data", URL: "/hant/data", Has: []string{"网站"}},
		webtest.Scenario{Name: "moved", URL: "/hant/moved", Status: http.StatusMovedPermanently, Location: "/hant/thing?a=1"},
		webtest.Scenario{Name: "form", URL: "/hant/form", Has: []string{`action="/hant/form"`}},
		webtest.Scenario{Name: "sent", URL: "/hant/form", Form: url.Values{"title": {"x"}}, Status: http.StatusSeeOther, Location: "/hant/thing/1"},
		webtest.Scenario{Name: "not public", URL: "/hant/own", Status: http.StatusNotFound},
		webtest.Scenario{Name: "only one script", URL: "/own", Not: []string{"繁體", "hreflang"}},
	)
}
