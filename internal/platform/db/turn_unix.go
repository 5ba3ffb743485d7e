//go:build unix

package db

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// turnGoes says whether the file may be removed while others have it open.
const turnGoes = true

// tryLock locks an open file, if nobody has.
func tryLock(f *os.File) (ours bool, err error) {
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) || errors.Is(err, unix.EINTR) {
		return false, nil
	}
	return err == nil, err
}
