package app_test

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// TestRestoreFull: a disk that is full, or cannot be written, is said to be, and nothing is left there.
func TestRestoreFull(t *testing.T) {
	from := settings(t)
	noted(t, from, "their words")
	dir, keys := t.TempDir(), t.TempDir()
	_, _, err := app.Backup(t.Context(), from, dir, keys, 0, "test")
	must(t, err)
	for flags, key := range map[uintptr]string{0: "disk.full", syscall.MS_RDONLY: "disk.read_only"} {
		disk := t.TempDir()
		if err := syscall.Mount("tmpfs", disk, "tmpfs", flags, "size=1m"); err != nil {
			t.Skip("SKIP a small disk: ", err)
		}
		t.Cleanup(func() { must(t, syscall.Unmount(disk, 0)) })
		to := settings(t)
		to.Data = disk
		if _, err := app.Restore(t.Context(), to, app.Restoring{Dir: dir, Keys: keys}); fault.As(err).Text.Key != key {
			t.Errorf("%v, want %s", err, key)
		}
		if left, err := filepath.Glob(filepath.Join(disk, "*")); len(left) > 0 || err != nil {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

// TestExamineReadOnly: the doctor says that nothing can be written, and where.
func TestExamineReadOnly(t *testing.T) {
	c := settings(t)
	c.Data = t.TempDir()
	if err := syscall.Mount("tmpfs", c.Data, "tmpfs", syscall.MS_RDONLY, ""); err != nil {
		t.Skip("SKIP a disk that is only read: ", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(c.Data, 0)) })
	found := app.Examine(t.Context(), c, time.Now())
	i := slices.IndexFunc(found, func(f app.Finding) bool { return f.Check == "data" })
	if i < 0 || found[i].State != app.Bad || found[i].Text.Key != "disk.read_only" || found[i].Text.Args[0] != c.Data {
		t.Errorf("%+v", found)
	}
}
