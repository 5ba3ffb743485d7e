package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Make writes a file that is not there yet, for its owner alone, and has it on the disk when
// it returns. Of two processes that make one at once the file of the first stays, and nobody
// reads half of one; on a disk without hard links the second may, and fails then.
//
// Errors: [fs.ErrExist] if it is there.
func Make(file string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	if err := fill(f, content); err != nil {
		return err
	}
	err = os.Link(f.Name(), file)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = makePlain(file, content) // exFAT and some shares of a network know no second name
	}
	if err != nil {
		return err
	}
	return Sync(os.Open(filepath.Dir(file)))
}

// makePlain is Make where a file has one name only.
func makePlain(file string, content []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the caller's
	if err != nil {
		return err
	}
	if err := fill(f, content); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}

// fill writes all that a file has, onto the disk, and closes it.
func fill(f *os.File, content []byte) error {
	_, err := f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// Sync has the disk remember the names in a folder, which it is given as it was opened, and
// closes it: what was written into a file is lost with the name of the file.
func Sync(dir *os.File, err error) error {
	if err != nil {
		return err
	}
	err = dir.Sync()
	if runtime.GOOS == "windows" || errors.Is(err, syscall.EINVAL) { // it and some shares of a network flush no folder
		err = nil
	}
	return errors.Join(err, dir.Close())
}

// Writable asks whether files can be made in a folder, or in the one in which it will be made.
//
// Errors: as [Told].
func Writable(dir string) error {
	info, err := os.Stat(dir)
	for ; errors.Is(err, fs.ErrNotExist) && dir != filepath.Dir(dir); info, err = os.Stat(dir) {
		dir = filepath.Dir(dir)
	}
	if err != nil {
		return Told(err, dir)
	}
	if !info.IsDir() {
		return fault.New(fault.Invalid, "disk.not_folder", dir)
	}
	f, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return At(err, dir)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
