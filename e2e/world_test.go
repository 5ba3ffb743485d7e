package e2e

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/simulate"
)

// A world is the whole program under a clock of the test, with the demo people
// and nothing done yet.
type world struct {
	*testing.T
	app   *app.App
	clock *simulate.Clock
	base  string
}

// newWorld starts the program on SQLite, or on the PostgreSQL schema of dsn,
// with the demo people and more settings.
func newWorld(t *testing.T, dsn string, more ...string) *world {
	t.Helper()
	w := emptyWorld(t, dsn, more...)
	if _, err := w.district().Hire(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return w
}

func emptyWorld(t *testing.T, dsn string, more ...string) *world {
	t.Helper()
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	env := append([]string{"GONGKAI_DATA=" + t.TempDir(), "GONGKAI_PROFILE=honggutan"}, more...)
	if dsn != "" {
		env = append(env, "GONGKAI_DSN="+dsn)
	}
	c, err := config.Load(env)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Config: c, Clock: clock.Now, Unsafe: true, Notice: "测试网站", Hash: secret.Params{Memory: 64, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(func() {
		srv.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{t, a, clock, srv.URL}
}

func (w *world) district() simulate.District {
	w.Helper()
	p, err := profile.Open("honggutan")
	if err != nil {
		w.Fatal(err)
	}
	return simulate.District{App: w.app, Profile: p, Clock: w.clock}
}

// runDue runs the jobs that are due.
func (w *world) runDue() {
	w.Helper()
	if _, err := w.app.Jobs.RunDue(context.WithoutCancel(w.Context())); err != nil {
		w.Fatal(err)
	}
}

// sequence moves what was done into the tree, as the program does each second.
func (w *world) sequence() {
	w.Helper()
	if _, err := w.app.Journal.Sequence(context.WithoutCancel(w.Context())); err != nil {
		w.Fatal(err)
	}
}

const circular = "../profiles/honggutan/circulars/2023.txt"
