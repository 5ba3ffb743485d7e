// Package dbtest gives a test a fresh database of each engine.
package dbtest

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// Clock is a clock that a test sets.
type Clock struct{ ms atomic.Int64 }

// At returns a clock that stands at nine in the morning of day.
func At(day calendar.Day) *Clock {
	c := &Clock{}
	c.Set(day)
	return c
}

// Set puts the clock to nine in the morning of day.
func (c *Clock) Set(day calendar.Day) { c.ms.Store(day.Time().Add(time.Hour).UnixMilli()) }

// Add moves the clock.
func (c *Clock) Add(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// Now is the time of the clock.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()) }

// As returns a context in which a acts, for the length of the test.
func As(t testing.TB, a auth.Actor) context.Context {
	t.Helper()
	return auth.With(t.Context(), a)
}

// Each runs f on a fresh, migrated SQLite database, and on a fresh PostgreSQL
// schema when GONGKAI_TEST_POSTGRES names a server. With GONGKAI_TEST_SQLITE=skip the
// first is left out, for a run that has it behind it.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachAt(t, nil, f)
}

// EachAt is Each under a clock; nil is the wall clock.
func EachAt(t *testing.T, clock *Clock, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { MaySkipSQLite(t); f(t, SQLite(t, clock)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t, clock)) })
}

// MaySkipSQLite skips a half of a test; see Each.
func MaySkipSQLite(t testing.TB) {
	t.Helper()
	if os.Getenv("GONGKAI_TEST_SQLITE") == "skip" {
		t.Skip("SKIP sqlite: GONGKAI_TEST_SQLITE is skip")
	}
}

var template struct {
	sync.Once
	file []byte
	err  error
}

// SQLite returns a fresh SQLite database, copied from one that was migrated once.
func SQLite(t testing.TB, clock *Clock) *db.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "test.db")
	template.Do(func() { template.file, template.err = migrated(t.Context(), file+".template") })
	if err := cmp.Or(template.err, os.WriteFile(file, template.file, 0o600)); err != nil {
		t.Fatal(err)
	}
	return open(t, db.Config{DSN: file, Unsafe: true}, clock)
}

// migrated makes a SQLite database at path and returns its bytes.
func migrated(ctx context.Context, path string) ([]byte, error) {
	d, err := db.Open(ctx, db.Config{DSN: path, Unsafe: true})
	if err != nil {
		return nil, err
	}
	_, err = d.Migrate(ctx)
	if err := errors.Join(err, d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func open(t testing.TB, c db.Config, clock *Clock) *db.DB {
	t.Helper()
	if clock != nil {
		c.Clock = clock.Now
	}
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// A Recorder keeps the SELECTs of a database, to look at their plans.
type Recorder struct {
	mu      sync.Mutex
	queries []recorded
}

type recorded struct {
	query string
	args  []any
}

// Trace is a db.Config.Trace.
func (r *Recorder) Trace(query string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if strings.HasPrefix(query, "SELECT") {
		r.queries = append(r.queries, recorded{query, slices.Clone(args)})
	}
}

// Unsorted fails the test if SQLite would sort any recorded SELECT with an
// ORDER BY in a temporary tree: a list must come from an index in order.
func (r *Recorder) Unsorted(t *testing.T, d *db.DB) {
	t.Helper()
	r.mu.Lock()
	queries := slices.Clone(r.queries)
	r.mu.Unlock()
	for _, q := range queries {
		if !strings.Contains(q.query, "ORDER BY") {
			continue
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			plan, err := db.Plan(tx, q.query, q.args...)
			if strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("sorted in a temporary tree:\n%s\n%s", q.query, plan)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Traced is SQLite with a recorder.
func Traced(t *testing.T, clock *Clock) (*db.DB, *Recorder) {
	t.Helper()
	r := &Recorder{}
	file := filepath.Join(t.TempDir(), "test.db")
	d := open(t, db.Config{DSN: file, Unsafe: true, Trace: r.Trace}, clock)
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d, r
}
