package backup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
)

// TestBad: a backup that cannot be read hinders no other one, and nothing of it is removed.
func TestBad(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	only := w.attach(t, "only the bad one has it")
	bad := w.make(t)
	must(t, w.source.DB.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, only.ID) }))
	first, second := w.make(t), w.make(t)
	spoil := filepath.Join(w.dir, bad.Name, "manifest.json")
	whole, err := os.ReadFile(spoil)
	must(t, err)
	for _, text := range []string{"", `{"format":"gongkai-backup/9","name":"` + bad.Name + `"}`, "{"} {
		must(t, os.WriteFile(spoil, []byte(text), 0o600))
		all, broken, err := backup.List(w.dir)
		if err != nil || len(all) != 2 || len(broken) != 1 || broken[0].Name != bad.Name || fault.Of(broken[0].Err) != fault.Invalid {
			t.Errorf("%q: %v %v %v", text, all, broken, err)
		}
		must(t, verify(t, w.dir, first.Name))
		must(t, verify(t, w.dir, ""))
	}
	p, err := backup.Prune(t.Context(), w.dir, 2, time.Now().Add(48*time.Hour))
	if err != nil || len(p.Gone) != 0 || len(p.Bad) != 1 {
		t.Errorf("the bad one counts: %+v %v", p, err)
	}
	p, err = backup.Prune(t.Context(), w.dir, 1, time.Now().Add(48*time.Hour))
	if err != nil || len(p.Gone) != 1 || p.Gone[0] != first.Name {
		t.Errorf("%+v %v", p, err)
	}
	must(t, os.WriteFile(spoil, whole, 0o600))
	must(t, verify(t, w.dir, bad.Name)) // with its content

	sums := filepath.Join(w.dir, second.Name, "SHA256SUMS")
	whole, err = os.ReadFile(sums)
	must(t, err)
	must(t, os.WriteFile(sums, nil, 0o600))
	p, err = backup.Prune(t.Context(), w.dir, 1, time.Now().Add(48*time.Hour))
	if err != nil || len(p.Gone) != 0 || len(p.Bad) != 1 || p.Bad[0].Name != second.Name {
		t.Errorf("one without its sums counts: %+v %v", p, err)
	}
	must(t, os.WriteFile(sums, whole, 0o600))
	must(t, verify(t, w.dir, second.Name))

	must(t, os.Remove(filepath.Join(w.dir, second.Name, "manifest.json")))
	if _, err := backup.Open(w.dir, ""); fault.As(err).Text.Key != "backup.newest_bad" {
		t.Errorf("an older one was opened for the newest: %v", err)
	}
	must(t, verify(t, w.dir, bad.Name))
	for _, name := range []string{"20000101T000000Z", "../x", "files"} {
		if _, err := backup.Open(w.dir, name); fault.Of(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTold: what the disk refuses is said with its place.
func TestTold(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	w.make(t)
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	says := func(err error, key, place string) {
		t.Helper()
		e := fault.As(err)
		if e.Text.Key != key || len(e.Text.Args) == 0 || e.Text.Args[0] != place {
			t.Errorf("%v, want %s %s", err, key, place)
		}
	}
	_, err := w.source.Make(t.Context(), file)
	says(err, "disk.not_folder", file)
	_, err = w.source.Make(t.Context(), "/proc/x")
	says(err, "disk.none", "/proc/x")
	_, err = backup.Open(file, "")
	says(err, "disk.not_folder", file)
	says(backup.CopyKeys(w.source.Keys, file, ""), "disk.not_folder", file)
}
