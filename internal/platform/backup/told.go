package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Told is an error of the disk in words that say which place it was, dir if the error does
// not, and what was wrong there. Any other error stays as it is.
func Told(err error, dir string) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	return told(err, placeOf(err, dir))
}

// below is Told for what lies in a folder that is open as a root: its errors name it from there.
func below(err error, dir string) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	at := placeOf(err, dir)
	if at != dir && !filepath.IsAbs(at) && !strings.HasPrefix(at, dir+string(filepath.Separator)) {
		at = filepath.Join(dir, at)
	}
	return told(err, at)
}

func told(err error, at string) error {
	switch {
	case isFull(err):
		return fault.Caused(err, fault.Conflict, "backup.full", at)
	case errors.Is(err, syscall.EROFS):
		return fault.Caused(err, fault.Conflict, "backup.read_only", at)
	case errors.Is(err, syscall.ENOTDIR):
		return fault.Caused(err, fault.Invalid, "backup.not_folder", at)
	case errors.Is(err, fs.ErrPermission):
		return fault.Caused(err, fault.Forbidden, "backup.no_right", at)
	case errors.Is(err, syscall.EIO):
		return fault.Caused(err, fault.Conflict, "backup.broken_disk", at)
	}
	return err
}

// placeOf is the file that an error names, or dir.
func placeOf(err error, dir string) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.New
	}
	return dir
}

// isFull reports whether an error says that there is no room left.
func isFull(err error) bool {
	return errors.Is(err, syscall.EDQUOT) || db.TroubleOf(err) == db.Full
}

// makeFolder makes a folder for its owner alone.
func makeFolder(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		return nil
	}
	if told := Told(err, dir); fault.Of(told) != fault.Internal {
		return told
	}
	return fault.Caused(err, fault.Invalid, "backup.closed", dir) // such as a folder of /proc
}
