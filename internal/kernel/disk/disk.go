// Package disk says in words what a disk refuses: where, and why.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Told is an error of the disk in words that say which place it was, at if the error names
// none, and what was wrong there. Any other error stays as it is.
//
// Errors: Conflict if the disk is full, read-only or broken; Forbidden without the right; NotFound;
// Invalid where a part of the path is no folder, or all of it is one.
func Told(err error, at string) error {
	if place := placeOf(err); place != "" {
		at = place
	}
	return At(err, at)
}

// Below is Told for what lies in a folder that is open as a root: its errors name it from there.
func Below(err error, dir string) error {
	at := placeOf(err)
	switch {
	case at == "":
		at = dir
	case at != dir && !filepath.IsAbs(at) && !strings.HasPrefix(at, dir+string(filepath.Separator)):
		at = filepath.Join(dir, at)
	}
	return At(err, at)
}

// Full says that a place did not find room, for whoever knows it of an error.
func Full(err error, at string) error { return fault.Caused(err, fault.Conflict, "disk.full", at) }

// At is Told for who knows the place better than the error does, which may name a file
// that was only tried.
func At(err error, at string) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return Full(err, at)
	case errors.Is(err, syscall.EROFS):
		return fault.Caused(err, fault.Conflict, "disk.read_only", at)
	}
	if placeOf(err) == "" { // a connection is refused in the same words, and is on no disk
		return err
	}
	switch number, ok := errors.AsType[syscall.Errno](err); {
	case errors.Is(err, fs.ErrPermission):
		return fault.Caused(err, fault.Forbidden, "disk.no_right", at)
	case errors.Is(err, fs.ErrNotExist):
		return fault.Caused(err, fault.NotFound, "disk.none", at)
	case errors.Is(err, syscall.ENOTDIR):
		return fault.Caused(err, fault.Invalid, "disk.not_folder", at)
	case errors.Is(err, syscall.EISDIR):
		return fault.Caused(err, fault.Invalid, "disk.folder", at)
	case ok:
		return fault.Caused(err, fault.Conflict, "disk.failed", at, number.Error())
	}
	return err
}

// placeOf is the file that an error names; "" if it names none.
func placeOf(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.New
	}
	return ""
}
