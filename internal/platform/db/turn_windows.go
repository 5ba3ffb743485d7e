package db

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// turnGoes says whether the file may be removed while others have it open.
const turnGoes = false

// tryLock locks an open file, if nobody has.
func tryLock(f *os.File) (ours bool, err error) {
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}
