package e2e

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/simulate"
)

// A world is the whole program under a clock of the test, with the demo people
// and nothing done yet.
type world struct {
	*testing.T
	district simulate.District
	base     string
}

// newWorld starts the program on SQLite, or on the PostgreSQL schema of dsn,
// with the demo people and more settings.
func newWorld(t *testing.T, dsn string, more ...string) *world {
	t.Helper()
	w := emptyWorld(t, dsn, more...)
	if _, err := w.district.Hire(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return w
}

func emptyWorld(t *testing.T, dsn string, more ...string) *world {
	t.Helper()
	ready(t)
	return worldIn(t, t.TempDir(), dsn, more...)
}

// filledWorld is the district of the demo as it is told to a reader who comes in: a copy of
// one in which that was done once.
func filledWorld(t *testing.T) *world {
	t.Helper()
	ready(t)
	told, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "data")
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", told, data).CombinedOutput(); err != nil { // keys keep their modes
		t.Fatalf("%v: %s", err, out)
	}
	w := worldIn(t, data, "")
	w.district.Clock.Run(demo.Today)
	return w
}

// filled is the folder of a district in which the demo was told.
var filled = sync.OnceValues(func() (dir string, err error) {
	dir = filepath.Join(scratch, "told")
	ctx, clock := context.Background(), &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	a, err := open(ctx, clock, "GONGKAI_DATA="+dir)
	if err != nil {
		return "", err
	}
	if _, err = demo.Fill(ctx, a, 1); err == nil {
		_, err = a.Journal.Sequence(ctx)
	}
	return dir, errors.Join(err, a.Close())
})

// scratch is a folder that lives as long as the tests.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "e2e")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	for _, end := range shared.end {
		end()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// open starts the program under a clock.
func open(ctx context.Context, clock *simulate.Clock, env ...string) (d simulate.District, err error) {
	c, err := config.Load(append([]string{"GONGKAI_PROFILE=" + demo.Profile}, env...))
	if err != nil {
		return d, err
	}
	return simulate.Open(ctx, app.Config{Config: c, Unsafe: true, Notice: "测试网站"}, clock)
}

func worldIn(t *testing.T, data, dsn string, more ...string) *world {
	t.Helper()
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	env := append([]string{"GONGKAI_DATA=" + data}, more...)
	if dsn != "" {
		env = append(env, "GONGKAI_DSN="+dsn)
	}
	a, err := open(t.Context(), clock, env...)
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
	return &world{t, a, srv.URL}
}

// runDue runs the jobs that are due.
func (w *world) runDue() {
	w.Helper()
	if _, err := w.district.Jobs.RunDue(context.WithoutCancel(w.Context())); err != nil {
		w.Fatal(err)
	}
}

// sequence moves what was done into the tree, as the program does each second.
func (w *world) sequence() {
	w.Helper()
	if _, err := w.district.Journal.Sequence(context.WithoutCancel(w.Context())); err != nil {
		w.Fatal(err)
	}
}

const circular = "../profiles/honggutan/circulars/2023.txt"
