package backup_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// asNobody runs f as somebody without any right to files, also for root. The thread ends with it.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if os.Getuid() == 0 {
			_ = unix.Setfsuid(65534)
		}
		f()
	}()
	<-done
}

// TestClosed: what may not be read is said with its place.
func TestClosed(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	m := w.make(t)
	closed := filepath.Join(w.dir, m.Name, "tables", "jobs_job.copy.gz")
	for dir := closed; dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && dir != closed && info.Mode().Perm()&0o005 == 0 {
			must(t, os.Chmod(dir, 0o755)) // on the way
		}
	}
	entries, err := filepath.Glob(filepath.Join(w.dir, m.Name, "*"))
	must(t, err)
	more, err := filepath.Glob(filepath.Join(w.dir, m.Name, "tables", "*"))
	must(t, err)
	for _, file := range append(entries, more...) {
		must(t, os.Chmod(file, 0o755))
	}
	says := func(place string, f func() error) {
		t.Helper()
		var err error
		asNobody(t, func() { err = f() })
		if e := fault.As(err); e.Text.Key != "disk.no_right" || e.Text.Args[0] != place {
			t.Errorf("%v, want %s", err, place)
		}
	}
	must(t, os.Chmod(closed, 0))
	b, err := backup.Open(w.dir, m.Name)
	must(t, err)
	defer func() { must(t, b.Close()) }()
	says(closed, func() error { return b.Verify(t.Context()) })
	manifest := filepath.Join(w.dir, m.Name, "manifest.json")
	must(t, os.Chmod(manifest, 0))
	says(manifest, func() error { _, err := backup.Open(w.dir, m.Name); return err })
	must(t, os.Chmod(w.dir, 0))
	says(w.dir, func() error { _, err := backup.Open(w.dir, ""); return err })
	must(t, os.Chmod(w.dir, 0o700))
	says(w.source.Keys[0], func() error { return backup.CopyKeys(w.source.Keys, w.dir, "") })
}
