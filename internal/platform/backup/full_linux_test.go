package backup_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestFull: a disk that is full is said to be full, and what was there before is whole.
func TestFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("SKIP a small disk: ", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(dir, 0)) })
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	w.dir = dir
	w.attach(t, "small")
	m := w.make(t)
	w.attach(t, strings.Repeat("large", 400_000))
	clock.Add(time.Second)
	if _, err := w.source.Make(t.Context(), dir); fault.As(err).Text.Key != "disk.full" {
		t.Errorf("%v", err)
	}
	if all, _, err := backup.List(dir); len(all) != 1 || err != nil {
		t.Errorf("%v %v", all, err)
	}
	must(t, verify(t, dir, m.Name))
	left, err := filepath.Glob(filepath.Join(dir, ".partial*"))
	if inFiles, _ := filepath.Glob(filepath.Join(dir, "files", ".partial*")); err != nil || len(left)+len(inFiles) > 0 {
		t.Errorf("left behind: %v %v", left, inFiles)
	}
}
