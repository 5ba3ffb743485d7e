package app_test

import (
	"path/filepath"
	"syscall"
	"testing"

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
