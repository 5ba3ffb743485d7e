package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestSteady: what a page that only reads is made of is of one moment, to its last line,
// and nobody who takes long over a file holds a moment fast. What is kept for everybody,
// and what does something, reads what is newest.
func TestSteady(t *testing.T) {
	type moment struct{}
	open, whole, sent := 0, false, false
	within := func(r *web.Req) bool { return open == 1 && r.Context().Value(moment{}) != nil }
	handle := func(r *web.Req) (web.Reply, error) {
		whole = within(r) && r.Actor.ID == clerk.ID && auth.From(r.Context()).ID == clerk.ID
		return probe(func(r *web.Req) { whole = whole && within(r) }), nil
	}
	slow := &slowly{Reader: strings.NewReader("text"), read: func() { sent, whole = true, open > 0 }}
	file := func(r *web.Req) (web.Reply, error) {
		if !within(r) {
			t.Error("a file is looked for outside")
		}
		return web.File{Name: "a.txt", Type: "text/plain", Content: slow}, nil
	}
	kit := webtest.Kit(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC))
	kit.Steady = func(ctx context.Context) (context.Context, func()) {
		open++
		ended := false
		return context.WithValue(ctx, moment{}, true), func() {
			if !ended {
				open--
			}
			ended = true
		}
	}
	kit.Actor = func(*http.Request) (auth.Actor, error) { return clerk, nil }
	h := kit.Handler([]web.Route{
		web.GET("/desk/page", edit, handle), web.POST("/desk/page", edit, handle), web.GET("/desk/file", edit, file), web.Public("/page", handle).On(),
	})
	for _, c := range []struct {
		method, path string
		want         bool
	}{
		{http.MethodGet, "/desk/page", true},
		{http.MethodPost, "/desk/page", false},
		{http.MethodGet, "/page", false},
		{http.MethodGet, "/desk/file", false},
		{http.MethodGet, "/desk/nowhere", false},
	} {
		whole = false
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), c.method, c.path, http.NoBody))
		if whole != c.want || open != 0 {
			t.Errorf("%s %s: of one moment %v, want %v; %d are left", c.method, c.path, whole, c.want, open)
		}
	}
	if !sent {
		t.Error("the file was not read")
	}
}

// A probe is a reply that looks at where it is drawn.
type probe func(*web.Req)

func (p probe) Render(_ http.ResponseWriter, r *web.Req) error { p(r); return nil }

// slowly is a file of which somebody notices when it is read.
type slowly struct {
	*strings.Reader
	read func()
}

func (s *slowly) Read(b []byte) (int, error) { s.read(); return s.Reader.Read(b) }
