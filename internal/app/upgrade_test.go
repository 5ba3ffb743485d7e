package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/simulate"
)

// TestUpgrade: the database of an earlier program, full of rows, comes through every
// later step of the schema on both engines. The log verifies as it was signed then, no
// row is lost, what was public is shown and found, and the doctor has nothing to say of it.
func TestUpgrade(t *testing.T) {
	released, err := filepath.Glob(filepath.Join("testdata", "released-*"))
	must(t, err)
	if len(released) == 0 {
		t.Fatal("no released database")
	}
	for _, from := range released {
		t.Run(filepath.Base(from), func(t *testing.T) {
			engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) { upgrade(t, newOffice(t), from) })
		})
	}
}

func upgrade(t *testing.T, c app.Config, from string) {
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Today)
	c.Clock = clock.Now
	dir, keys := filepath.Join(from, "backup"), private(t, filepath.Join(from, "keys"))
	all, _, err := backup.List(dir)
	must(t, err)
	old := all[len(all)-1].Database
	out, err := app.Restore(t.Context(), c, app.Restoring{Dir: dir, Keys: keys})
	must(t, err)
	if out.Journal.Finding != nil || out.Journal.Size < 1000 || out.Found < 10 {
		t.Errorf("log %+v, %d found", out.Journal, out.Found)
	}
	a := start(t, c)
	steps, err := a.DB.Migrations(t.Context())
	must(t, err)
	if len(steps) <= int(old.Schema) {
		t.Errorf("the released schema %d is no older than that of today", old.Schema)
	}
	type item struct {
		Title string `db:"title"`
	}
	var newest item
	must(t, a.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		for _, table := range old.Tables {
			if table.Rows == 0 { // a later step may have taken it away
				continue
			}
			n, err := db.One[int64](tx, "SELECT count(*) FROM "+table.Name)
			if err != nil || n < table.Rows {
				t.Errorf("%s: %d rows of %d, %v", table.Name, n, table.Rows, err)
			}
		}
		newest, err = db.Get[item](tx, "FROM publish_edition WHERE state = 'live' ORDER BY released_at DESC, id DESC LIMIT 1")
		return err
	}))
	url, stop := serve(t, a)
	for path, want := range map[string]string{"/": newest.Title, "/plan": "2023年", "/journal": "localhost/log", "/search?q=" + newest.Title: newest.Title} {
		if code, body := get(t, url+path); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s answers %d without %q", path, code, want)
		}
	}
	must(t, stop())
	for _, f := range app.Examine(t.Context(), c, clock.Now()) {
		if f.State == app.Bad && f.Check != "clock" { // it is 2023 here
			t.Errorf("the doctor: %s %v", f.Check, f.Text)
		}
	}
}

// private is a copy of a folder of keys whose files are for their owner alone, which a
// checkout does not keep.
func private(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(from)))
	files, err := filepath.Glob(filepath.Join(to, "*"))
	must(t, err)
	for _, f := range files {
		must(t, os.Chmod(f, 0o600))
	}
	return to
}
