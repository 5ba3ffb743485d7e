package db_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestNewerSchema: a database with a step that the program does not know is refused by
// whoever asks for its schema, changes it or copies it.
func TestNewerSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		note := func(query string) {
			must(t, d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query); return err }))
		}
		all, err := d.Migrations(t.Context())
		must(t, err)
		for _, m := range all {
			if !m.Applied {
				t.Errorf("%s is not applied", m.Name)
			}
		}
		note("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
		defer note("DELETE FROM goose_db_version WHERE version_id = 9999") // the next test has this schema
		_, seen := d.Migrations(t.Context())
		_, up := d.Migrate(t.Context())
		_, dumped := d.Dump(t.Context(), nil, nil)
		for what, err := range map[string]error{"status": seen, "up": up, "dump": dumped} {
			if fault.As(err).Text.Key != "db.newer_schema" {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestMigrateFileTogether: several open a new SQLite file at once and migrate it. One takes the
// steps, the others wait and find them taken, and nothing stays behind.
func TestMigrateFileTogether(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "new.db")
	var all sync.WaitGroup
	var mu sync.Mutex
	steps := 0
	for range 6 {
		all.Go(func() {
			d, err := db.Open(t.Context(), db.Config{DSN: file, Unsafe: true})
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = d.Close() }()
			done, err := d.Migrate(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			steps += len(done)
		})
	}
	all.Wait()
	d, err := db.Open(t.Context(), db.Config{DSN: file})
	must(t, err)
	defer func() { must(t, d.Close()) }()
	known, err := d.Migrations(t.Context())
	must(t, err)
	if steps != len(known) {
		t.Errorf("%d steps were taken of %d", steps, len(known))
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*-migrating")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestTrouble: what the machine does to a database has a name.
func TestTrouble(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	must(t, os.WriteFile(text, bytes.Repeat([]byte("letter "), 1000), 0o600))
	_, err := db.Open(t.Context(), db.Config{DSN: text})
	if db.TroubleOf(err) != db.Damaged {
		t.Errorf("no database: %v", err)
	}
	d, err := db.Open(t.Context(), db.Config{DSN: filepath.Join(dir, "small.db"), Unsafe: true})
	must(t, err)
	defer func() { must(t, d.Close()) }()
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{"CREATE TABLE a (b TEXT)", "PRAGMA max_page_count = 3", "INSERT INTO a VALUES (zeroblob(100000))"} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	})
	if db.TroubleOf(err) != db.Full {
		t.Errorf("no room: %v", err)
	}
	if got := db.TroubleOf(fault.New(fault.Invalid, "invalid")); got != db.None {
		t.Errorf("a mistake of somebody is %d", got)
	}
}
