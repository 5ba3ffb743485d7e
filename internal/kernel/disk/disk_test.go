package disk_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// says asks for the words of an error, and the place in them; no key is an error that stays.
func says(t *testing.T, err error, key, place string) {
	t.Helper()
	if key == "" {
		if err != nil && fault.Of(err) != fault.Internal {
			t.Errorf("%v", err)
		}
		return
	}
	if e := fault.As(err); e.Text.Key != key || len(e.Text.Args) == 0 || e.Text.Args[0] != place {
		t.Errorf("%v, want %s %s", err, key, place)
	}
}

func TestTold(t *testing.T) {
	for errno, key := range map[syscall.Errno]string{
		syscall.ENOSPC: "disk.full", syscall.EDQUOT: "disk.full", syscall.EROFS: "disk.read_only", syscall.EACCES: "disk.no_right",
		syscall.EPERM: "disk.no_right", syscall.ENOTDIR: "disk.not_folder", syscall.EIO: "disk.failed", syscall.ENOENT: "disk.none",
		syscall.EISDIR: "disk.folder",
	} {
		there := &os.PathError{Op: "write", Path: "there", Err: errno}
		says(t, disk.Told(there, "dir"), key, "there")
		says(t, disk.Told(fmt.Errorf("write: %w", there), "dir"), key, "there")
		says(t, disk.Told(&os.LinkError{Op: "rename", Old: "here", New: "there", Err: errno}, "dir"), key, "there")
		says(t, disk.Below(there, "dir"), key, filepath.Join("dir", "there"))
	}
	abs, err := filepath.Abs("there")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{abs: abs, "dir": "dir", filepath.Join("dir", "x"): filepath.Join("dir", "x")} {
		says(t, disk.Below(&os.PathError{Op: "open", Path: path, Err: syscall.EIO}, "dir"), "disk.failed", want)
	}
	says(t, disk.Told(syscall.ENOSPC, "dir"), "disk.full", "dir")
	says(t, disk.Told(&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EACCES)}, "dir"), "", "")
	says(t, disk.Told(errors.New("own"), "dir"), "", "")
	says(t, disk.Told(nil, "dir"), "", "")
	known := fault.Caused(syscall.ENOSPC, fault.Invalid, "known", "x")
	says(t, disk.Told(known, "dir"), "known", "x")
}
