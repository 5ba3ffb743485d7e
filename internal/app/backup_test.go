package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// engines are settings of a new office on each engine.
func engines(t *testing.T, f func(t *testing.T, new func(t *testing.T) app.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dbtest.MaySkipSQLite(t)
		f(t, func(t *testing.T) app.Config { t.Helper(); return settings(t) })
	})
	t.Run("postgres", func(t *testing.T) {
		f(t, func(t *testing.T) app.Config { t.Helper(); return settings(t, "GONGKAI_DSN="+dbtest.PostgresDSN(t)) })
	})
}

// clerk is somebody who attaches a file and writes it down, again and again, and
// remembers what was acknowledged.
type clerk struct {
	mu    sync.Mutex
	acked []string
}

func (c *clerk) work(ctx context.Context, t *testing.T, a *app.App, who int) {
	t.Helper()
	for n := 0; ctx.Err() == nil; n++ {
		ref := fmt.Sprintf("note/%d", who*1_000_000+n)
		staged, err := a.Files.Stage(ctx, strings.NewReader("content of "+ref))
		if err == nil {
			err = a.DB.Write(ctx, func(tx *db.Tx) error {
				if _, err := a.Files.Save(tx, files.Upload{Staged: staged, Name: "a.txt", Noun: "note", Ref: int64(n)}); err != nil {
					return err
				}
				return journal.Public(tx, "note.add", ref, map[string]string{"sha": staged.SHA256})
			})
		}
		if err == nil {
			c.mu.Lock()
			c.acked = append(c.acked, ref)
			c.mu.Unlock()
		} else if ctx.Err() == nil {
			t.Error(err)
			return
		}
	}
}

func (c *clerk) soFar() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.acked)
}

// TestBackup: while the program serves and people write, a backup has everything that
// was acknowledged before it began, with its files, and the log in it verifies; on both
// engines, restored into either.
func TestBackup(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		c := newOffice(t)
		a := start(t, c)
		_, stop := serve(t, a)
		ctx, end := context.WithCancel(auth.With(t.Context(), auth.Machine("test")))
		var work sync.WaitGroup
		who := &clerk{}
		for i := range 3 {
			work.Go(func() { who.work(ctx, t, a, i+1) })
		}
		for len(who.soFar()) < 30 || signed(t, a) < 10 {
			time.Sleep(10 * time.Millisecond)
		}
		dir, keys := t.TempDir(), t.TempDir()
		before := who.soFar()
		m, _, err := app.Backup(ctx, c, dir, keys, 0, "test")
		must(t, err)
		after := len(who.soFar())
		end()
		work.Wait()
		must(t, stop())
		if len(before) < 30 || after == len(before) || m.Contents < len(before) || len(m.Missing) > 0 {
			t.Fatalf("%d acknowledged before, %d after, %d contents, missing %v", len(before), after, m.Contents, m.Missing)
		}
		engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
			to := newOffice(t)
			out, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys})
			must(t, err)
			if out.Contents != m.Contents || out.Journal.Size == 0 || out.Journal.Entries < int64(len(before)) {
				t.Errorf("restored %+v of %d contents", out, m.Contents)
			}
			holds(t, to, before)
			if _, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys}); fault.Of(err) != fault.Conflict {
				t.Errorf("a second one, over the first: %v", err)
			}
			_, err = app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys, Replace: true})
			must(t, err)
			holds(t, to, before)
		})
	})
}

// signed is how many leaves the last checkpoint has.
func signed(t *testing.T, a *app.App) int64 {
	t.Helper()
	text, err := a.Journal.Checkpoint(t.Context())
	if fault.Of(err) == fault.Busy {
		return 0
	}
	must(t, err)
	c, err := a.Journal.Key().Open(text)
	must(t, err)
	return c.Size
}

// holds asks that a restored office has those notes, each with its file whole, goes on
// from where it was, and has its old log in the new one.
func holds(t *testing.T, c app.Config, refs []string) {
	t.Helper()
	c.Existing = true
	a, err := app.New(t.Context(), c)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	old, err := a.Journal.Checkpoint(t.Context())
	must(t, err)
	must(t, a.DB.Read(t.Context(), func(tx *db.Tx) error {
		for _, ref := range refs {
			if n, err := db.One[int](tx, "SELECT count(*) FROM journal_entry WHERE ref = ?", ref); n != 1 || err != nil {
				t.Errorf("%s: %d entries, %v", ref, n, err)
			}
		}
		all, err := db.All[files.File](tx, "FROM files_file ORDER BY id")
		for _, f := range all {
			must(t, a.Files.Verify(t.Context(), f))
		}
		if len(all) < len(refs) {
			t.Errorf("%d files of %d", len(all), len(refs))
		}
		return err
	}))
	must(t, a.DB.Write(auth.With(t.Context(), auth.Machine("test")), func(tx *db.Tx) error { return journal.Public(tx, "note.add", "note/1", "after") }))
	_, err = a.Journal.Sequence(t.Context())
	must(t, err)
	if r, err := a.Journal.Verify(t.Context(), nil, old); err != nil || r.Finding != nil {
		t.Errorf("the log does not go on: %v %v", r.Finding, err)
	}
}

// TestRestoreRefused: nothing is touched unless the backup, the keys and the place are
// what they have to be.
func TestRestoreRefused(t *testing.T) {
	c := settings(t)
	a := start(t, c)
	_, err := a.Journal.Sequence(t.Context())
	must(t, err)
	dir, keys := t.TempDir(), t.TempDir()
	m, _, err := app.Backup(t.Context(), c, dir, keys, 0, "test")
	must(t, err)

	to := settings(t)
	if _, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir}); fault.Of(err) != fault.NotFound {
		t.Errorf("without keys: %v", err)
	}
	if _, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys, Name: "20000101T000000Z"}); fault.Of(err) != fault.NotFound {
		t.Errorf("of another name: %v", err)
	}
	_, err = app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys, Dry: true})
	must(t, err)
	if _, err := os.Stat(to.Data); err == nil {
		t.Error("a dry run left something behind")
	}
	if _, _, err := app.Backup(t.Context(), c, dir, filepath.Join(dir, "keys"), 0, "test"); fault.As(err).Fields["keys"].Key != "backup.keys_inside" {
		t.Errorf("keys inside: %v", err)
	}

	other := settings(t) // an office of its own, with its own keys
	must(t, start(t, other).Close())
	other.DSN = filepath.Join(t.TempDir(), "nothing.db")
	if _, err := app.Restore(t.Context(), other, app.Restoring{Dir: dir, Keys: keys}); fault.Of(err) != fault.Conflict {
		t.Errorf("over other keys: %v", err)
	}
	out, err := app.Restore(t.Context(), other, app.Restoring{Dir: dir, Keys: keys, Replace: true})
	must(t, err)
	if n := len(out.Aside); n != 2 || !strings.HasPrefix(out.Aside[1], other.LogKey()+".before-") {
		t.Errorf("put aside: %v", out.Aside)
	}

	table := filepath.Join(dir, m.Name, "tables", "journal_entry.copy.gz")
	must(t, os.WriteFile(table, []byte("nothing"), 0o600))
	_, err = app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys})
	if e := fault.As(err); e.Kind != fault.Invalid || len(e.Rows) != 1 || !strings.Contains(e.Rows[0].File, "journal_entry") {
		t.Errorf("a damaged table: %v", err)
	}
	if all, _, err := backup.List(dir); len(all) != 1 || err != nil {
		t.Errorf("%v %v", all, err)
	}
}
