package app_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// noted makes an office with a signed note of one text, which is closed again.
func noted(t *testing.T, c app.Config, text string) {
	t.Helper()
	a, err := app.New(t.Context(), c)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	must(t, a.DB.Write(auth.With(t.Context(), auth.Machine("test")), func(tx *db.Tx) error { return journal.Public(tx, "note.add", "note/1", text) }))
	_, err = a.Journal.Sequence(t.Context())
	must(t, err)
}

// notes are the texts of an office, whose log has to verify with its keys.
func notes(t *testing.T, c app.Config) (texts []string) {
	t.Helper()
	c.Existing = true
	a, err := app.New(t.Context(), c)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	r, err := a.Journal.Verify(t.Context(), nil)
	must(t, errorsOf(r, err))
	type entry struct {
		Body string `db:"body"`
	}
	must(t, a.DB.Read(t.Context(), func(tx *db.Tx) error {
		if !c.SQLite() {
			left, err := db.One[int](tx, "SELECT count(*) FROM pg_namespace WHERE nspname = current_schema() || '_restoring'")
			if err != nil || left > 0 {
				t.Errorf("a schema is left behind, or %v", err)
			}
		}
		all, err := db.All[entry](tx, "FROM journal_entry WHERE ref = 'note/1' ORDER BY id")
		for _, e := range all {
			texts = append(texts, e.Body)
		}
		return err
	}))
	return texts
}

func errorsOf(r journal.Report, err error) error {
	if err == nil {
		err = r.Err()
	}
	return err
}

// inFolder are the files of an office with their sums: the keys, and which others there are.
func inFolder(t *testing.T, c app.Config) (out []string) {
	t.Helper()
	must(t, filepath.WalkDir(c.Data, func(p string, e fs.DirEntry, err error) error {
		if err != nil || strings.HasSuffix(p, "-wal") || strings.HasSuffix(p, "-shm") {
			return err
		}
		if filepath.Dir(p) == c.Keys() {
			text, err := os.ReadFile(p)
			p += sumOf(text)
			out = append(out, p)
			return err
		}
		out = append(out, p)
		return nil
	}))
	return out
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// tamper changes a text in the log of a backup, and every sum, as somebody does who knows how it is made.
func tamper(t *testing.T, dir, name, old, text string) {
	t.Helper()
	rel := filepath.Join(name, "tables", "journal_entry.copy.gz")
	in, err := os.ReadFile(filepath.Join(dir, rel))
	must(t, err)
	z, err := gzip.NewReader(bytes.NewReader(in))
	must(t, err)
	rows, err := io.ReadAll(z)
	must(t, err)
	if !bytes.Contains(rows, []byte(old)) {
		t.Fatalf("no %q", old)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err = w.Write(bytes.ReplaceAll(rows, []byte(old), []byte(text)))
	must(t, err)
	must(t, w.Close())
	must(t, os.WriteFile(filepath.Join(dir, rel), out.Bytes(), 0o600))
	list := filepath.Join(dir, name, "SHA256SUMS")
	sums, err := os.ReadFile(list)
	must(t, err)
	sums = bytes.ReplaceAll(sums, []byte(sumOf(in)), []byte(sumOf(out.Bytes())))
	must(t, os.WriteFile(list, sums, 0o600))
	manifest := filepath.Join(dir, name, "manifest.json")
	in, err = os.ReadFile(manifest)
	must(t, err)
	var m backup.Manifest
	must(t, json.Unmarshal(in, &m))
	m.Sums = sumOf(sums)
	in, err = json.Marshal(m)
	must(t, err)
	must(t, os.WriteFile(manifest, in, 0o600))
}

// ofSchema has the manifest of a backup say that it is of another version of the schema.
func ofSchema(t *testing.T, dir, name string, version int64) {
	t.Helper()
	file := filepath.Join(dir, name, "manifest.json")
	in, err := os.ReadFile(file)
	must(t, err)
	var m backup.Manifest
	must(t, json.Unmarshal(in, &m))
	m.Database.Schema = version
	in, err = json.Marshal(m)
	must(t, err)
	must(t, os.WriteFile(file, in, 0o600))
}

// TestRestoreFails: a backup of a newer program, and one whose log does not verify, leave
// the database and the keys that are there as they were, however often it is tried.
func TestRestoreFails(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		from, to := newOffice(t), newOffice(t)
		noted(t, from, "their words")
		noted(t, to, "our words")
		newer, changed, keys := t.TempDir(), t.TempDir(), t.TempDir()
		m, _, err := app.Backup(t.Context(), from, changed, keys, 0, "test")
		must(t, err)
		tamper(t, changed, m.Name, "their words", "other words")
		m, _, err = app.Backup(t.Context(), from, newer, "", 0, "test")
		must(t, err)
		ofSchema(t, newer, m.Name, 999999)

		before := inFolder(t, to)
		for range 2 {
			for _, dry := range []bool{true, false} {
				_, err := app.Restore(t.Context(), to, app.Restoring{Dir: newer, Keys: keys, Replace: true, Dry: dry})
				if fault.As(err).Text.Key != "db.newer_dump" {
					t.Errorf("of a newer program, dry %v: %v", dry, err)
				}
			}
			if _, err := app.Restore(t.Context(), to, app.Restoring{Dir: changed, Keys: keys, Replace: true}); fault.Of(err) != fault.Conflict {
				t.Errorf("a log that was changed: %v", err)
			}
			if got := notes(t, to); len(got) != 1 || !strings.Contains(got[0], "our words") {
				t.Errorf("the database has now %q", got)
			}
			if after := inFolder(t, to); !slices.Equal(before, after) {
				t.Errorf("%q\nbecame\n%q", before, after)
			}
		}
		empty := newOffice(t)
		if _, err := app.Restore(t.Context(), empty, app.Restoring{Dir: changed, Keys: keys}); fault.Of(err) != fault.Conflict {
			t.Errorf("into nothing: %v", err)
		}
		if _, err := os.Stat(empty.Keys()); err == nil {
			t.Error("keys were left where nothing was restored")
		}
	})
}

// TestRestoreTwice: what made way is never written over by what makes way later, and the
// report says where it is.
func TestRestoreTwice(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		from, to := newOffice(t), newOffice(t)
		noted(t, from, "their words")
		noted(t, to, "our words")
		key, err := os.ReadFile(to.BoxKey())
		must(t, err)
		dir, keys := t.TempDir(), t.TempDir()
		_, _, err = app.Backup(t.Context(), from, dir, keys, 0, "test")
		must(t, err)
		first, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys, Replace: true})
		must(t, err)
		var all []string
		for range 3 {
			out, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys, Replace: true})
			must(t, err)
			all = append(all, out.Aside...)
		}
		if got := notes(t, to); len(got) != 1 || !strings.Contains(got[0], "their words") {
			t.Errorf("restored: %q", got)
		}
		old := to
		if to.SQLite() {
			if len(first.Aside) != 3 || len(all) != 3 {
				t.Fatalf("put aside: %v, then %v", first.Aside, all)
			}
			old.DSN = first.Aside[0]
		} else if len(first.Aside) != 2 || len(all) != 0 {
			t.Fatalf("put aside: %v, then %v", first.Aside, all)
		}
		all = append(all, first.Aside...)
		slices.Sort(all)
		if len(slices.Compact(slices.Clone(all))) != len(all) {
			t.Errorf("a name came twice: %v", all)
		}
		for _, name := range all {
			if _, err := os.Stat(name); err != nil {
				t.Error(err)
			}
		}
		i := slices.IndexFunc(first.Aside, func(name string) bool { return strings.HasPrefix(filepath.Base(name), "box.key.before-") })
		if kept, err := os.ReadFile(first.Aside[i]); err != nil || !bytes.Equal(kept, key) {
			t.Errorf("the old key: %v", err)
		}
		if to.SQLite() { // with its keys, the old office is whole
			old.Data = t.TempDir()
			must(t, os.Mkdir(old.Keys(), 0o700))
			for _, name := range first.Aside[1:] {
				base, _, _ := strings.Cut(filepath.Base(name), ".before-")
				text, err := os.ReadFile(name)
				must(t, err)
				must(t, os.WriteFile(filepath.Join(old.Keys(), base), text, 0o600))
			}
			if got := notes(t, old); len(got) != 1 || !strings.Contains(got[0], "our words") {
				t.Errorf("put aside: %q", got)
			}
		}
	})
}

// TestRestoreRunning: nothing is restored under a program that runs; a dry run says so.
func TestRestoreRunning(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		c := newOffice(t)
		noted(t, c, "our words")
		dir, keys := t.TempDir(), t.TempDir()
		_, _, err := app.Backup(t.Context(), c, dir, keys, 0, "test")
		must(t, err)
		r := app.Restoring{Dir: dir, Keys: keys, Replace: true}
		dry := r
		dry.Dry = true
		a, err := app.New(t.Context(), c)
		must(t, err)
		_, stop := serve(t, a)
		if _, err := app.Restore(t.Context(), c, r); fault.As(err).Text.Key != "db.in_use" {
			t.Errorf("under a running program: %v", err)
		}
		if out, err := app.Restore(t.Context(), c, dry); err != nil || !out.Running {
			t.Errorf("a dry run sees no running program: %+v %v", out.Running, err)
		}
		must(t, stop())
		must(t, a.Close())
		if out, err := app.Restore(t.Context(), c, dry); err != nil || out.Running {
			t.Errorf("a dry run of a stopped one: %v %v", out.Running, err)
		}
		_, err = app.Restore(t.Context(), c, r)
		must(t, err)
	})
}

// TestRestoreElsewhere: a machine of another address, without keys, goes on with the log as it was called.
func TestRestoreElsewhere(t *testing.T) {
	from, to := settings(t, "GONGKAI_PUBLIC_URL=https://old.example"), settings(t, "GONGKAI_PUBLIC_URL=https://new.example")
	noted(t, from, "their words")
	dir, keys := t.TempDir(), t.TempDir()
	_, _, err := app.Backup(t.Context(), from, dir, keys, 0, "test")
	must(t, err)
	_, err = app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys})
	must(t, err)
	if got := notes(t, to); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

// TestRestoreDamaged: a database that is none any more hinders no restoration over it.
func TestRestoreDamaged(t *testing.T) {
	c := settings(t)
	noted(t, c, "our words")
	dir, keys := t.TempDir(), t.TempDir()
	_, _, err := app.Backup(t.Context(), c, dir, keys, 0, "test")
	must(t, err)
	must(t, os.WriteFile(c.Database(), []byte(strings.Repeat("no database ", 1000)), 0o600))
	out, err := app.Restore(t.Context(), c, app.Restoring{Dir: dir, Keys: keys, Replace: true})
	must(t, err)
	if len(notes(t, c)) != 1 || len(out.Aside) != 1 {
		t.Errorf("%+v", out)
	}
}

// TestRestorePlaces: a folder that is none is named.
func TestRestorePlaces(t *testing.T) {
	c := settings(t)
	noted(t, c, "our words")
	dir, keys := t.TempDir(), t.TempDir()
	_, _, err := app.Backup(t.Context(), c, dir, keys, 0, "test")
	must(t, err)
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	to := settings(t)
	to.Data = filepath.Join(file, "data")
	for _, dry := range []bool{true, false} {
		_, err = app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys, Dry: dry})
		if e := fault.As(err); e.Text.Key != "disk.not_folder" {
			t.Errorf("into a file: %v", err)
		}
	}
	_, err = app.Restore(t.Context(), to, app.Restoring{Dir: file})
	if e := fault.As(err); e.Text.Key != "disk.not_folder" || e.Text.Args[0] != file {
		t.Errorf("from a file: %v", err)
	}
}
