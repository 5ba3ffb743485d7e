package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// TestMake: of many who make a file at once one does, its content stays, and nothing is left beside it.
func TestMake(t *testing.T) {
	for name, make := range map[string]func(string, []byte) error{"linked": Make, "plain": makePlain} {
		dir := t.TempDir()
		file := filepath.Join(dir, "key")
		made := race(t, file, make)
		got, err := os.ReadFile(file)
		if err != nil || len(got) != 1 || got[0] != made {
			t.Errorf("%s: %q, %v; %q made it", name, got, err, made)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("%s: it leaves %v, %v", name, left, err)
		}
	}
	if err := Make(filepath.Join(t.TempDir(), "none", "key"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without its folder: %v", err)
	}
}

// race has eight make a file at once, and returns which one did.
func race(t *testing.T, file string, make func(string, []byte) error) (by byte) {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	for i := range byte(8) {
		all.Go(func() {
			err := make(file, []byte{'a' + i})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil && by == 0:
				by = 'a' + i
			case !errors.Is(err, fs.ErrExist):
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	return by
}

func TestWritable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, there := range []string{dir, filepath.Join(dir, "later", "below")} {
		if err := Writable(there); err != nil {
			t.Errorf("%s: %v", there, err)
		}
	}
	for _, at := range []string{file, filepath.Join(file, "below")} {
		if e := fault.As(Writable(at)); e.Text.Key != "disk.not_folder" {
			t.Errorf("%s: %v", at, e)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

// TestSync: a folder that cannot be flushed is none the worse for it; one that is not there is told.
func TestSync(t *testing.T) {
	if err := Sync(os.Open(t.TempDir())); err != nil {
		t.Error(err)
	}
	if err := Sync(os.Open(filepath.Join(t.TempDir(), "none"))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of none: %v", err)
	}
	f, err := os.Open("/proc") // flushes nothing
	if err != nil {
		t.Skip("SKIP a folder that is not flushed: ", err)
	}
	if err := Sync(f, nil); err != nil {
		t.Error(err)
	}
	if err := Sync(f, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("it is still open: %v", err)
	}
}
