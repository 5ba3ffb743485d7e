package export

import (
	"net/http"
	"os"
	"syscall"
	"testing"

	"gongkai.example/gongkai/internal/visitor"
)

// mounted is an empty disk of a size, mounted for the test.
func mounted(t *testing.T, options string, flags uintptr) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, options); err != nil {
		t.Skip("SKIP nothing may be mounted here:", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(dir, 0)) })
	return dir
}

// TestDisk: an export lies whole on a disk that is mounted where it is to lie, and leaves
// nothing on one that is full or may not be written.
func TestDisk(t *testing.T) {
	t.Run("whole", func(t *testing.T) {
		dir := mounted(t, "size=1m", 0)
		p, err := placeOf(dir)
		must(t, err)
		filled(t, p)
		must(t, p.end())
		if _, err := os.Stat(dir + "/" + sumsFile); err != nil {
			t.Error(err)
		}
	})
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(make([]byte, 1<<16))
	})
	for want, options := range map[string]string{"disk.full": "size=64k", "disk.read_only": "size=1m"} {
		t.Run(want, func(t *testing.T) {
			flags := uintptr(0)
			if want == "disk.read_only" {
				flags = syscall.MS_RDONLY
			}
			dir := mounted(t, options, flags)
			for _, at := range []string{dir, dir + "/new"} {
				_, err := Site{Visitor: visitor.Visitor{Handler: pages}}.Write(t.Context(), at)
				if keyOf(err) != want {
					t.Errorf("%s: %v", at, err)
				}
			}
			if left := all(t, dir); left != "" {
				t.Errorf("left there: %s", left)
			}
		})
	}
}
