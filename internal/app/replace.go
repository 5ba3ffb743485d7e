package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
)

// aside is what is put behind the name of a file that makes way for a restored one; the
// time of the restoration follows.
const aside = ".before-"

// fileEnds are the files of a SQLite database: the second has writes that are not in the first yet.
var fileEnds = []string{"", "-wal", "-shm"}

func removeFile(name string) error {
	for _, end := range fileEnds {
		if err := gone(os.Remove(name + end)); err != nil {
			return err
		}
	}
	return nil
}

// gone leaves out that a file is not there.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// keyFolder is the folder of the keys, and one in it where those lie that are verified:
// a rename reaches no further than a disk.
type keyFolder struct {
	dir, tmp string
	was      bool // before
}

func folderOf(dir string) keyFolder {
	_, err := os.Stat(dir)
	tmp := filepath.Join(dir, ".restoring")
	_ = os.RemoveAll(tmp) // copies, of a program that was killed; what stays is found to be another key
	return keyFolder{dir, tmp, err == nil}
}

// remove removes the inner folder, and the other if there was none and all failed.
func (k keyFolder) remove(failed bool) error {
	err := os.RemoveAll(k.tmp)
	if failed && !k.was {
		_ = os.Remove(k.dir) // as far as it is empty
		_ = os.Remove(filepath.Dir(k.dir))
	}
	return err
}

// changedKeys are the names of the keys that do not lie where they are used, or another there.
func (x *restoration) changedKeys() (names []string, err error) {
	want, err := backup.Hashes(x.keys)
	if err != nil {
		return nil, err
	}
	for _, file := range x.keys {
		name := filepath.Base(file)
		_, err := backup.KeysIn(x.config.Keys(), map[string]string{name: want[name]})
		if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Conflict {
			names = append(names, name)
		} else if err != nil {
			return nil, err
		}
	}
	return names, nil
}

// otherKeys are the names of keys in whose place another one lies.
func (x *restoration) otherKeys() ([]string, error) {
	names, err := x.changedKeys()
	return slices.DeleteFunc(names, func(name string) bool {
		_, err := os.Lstat(filepath.Join(x.config.Keys(), name))
		return errors.Is(err, fs.ErrNotExist)
	}), err
}

// A move is a file that takes the place of another, if it is there.
type move struct{ from, to string }

// replaceFiles renames what lies where files are to go, and puts those there. It writes
// over nothing: the names of what made way end in one that none of them has. It returns
// them, and undo, which has everything as it was, as it is when there is an error.
func replaceFiles(moves []move, end string) (away []string, undo func() error, err error) {
	end = freeEnd(moves, end)
	var done []move
	undo = func() (err error) {
		for _, m := range slices.Backward(done) {
			err = errors.Join(err, os.Rename(m.to, m.from))
		}
		return err
	}
	for _, m := range moves {
		if _, err := os.Lstat(m.to); err == nil {
			done = append(done, move{m.to, asideOf(m.to, end)})
		}
	}
	old := len(done)
	for _, m := range slices.Backward(moves) { // a SQLite file itself comes last
		if _, err := os.Lstat(m.from); err == nil {
			done = append(done, m)
		}
	}
	all := done
	for i, m := range all {
		done = all[:i]
		if err := os.Rename(m.from, m.to); err != nil {
			return nil, nil, errors.Join(err, undo())
		}
		if i < old {
			away = append(away, m.to)
		}
	}
	done = all
	for _, m := range moves {
		if err := disk.Sync(os.Open(filepath.Dir(m.to))); err != nil {
			return nil, nil, errors.Join(err, undo())
		}
	}
	return away, undo, nil
}

// asideOf is the name of a file that made way. The files of a SQLite database go on to belong together.
func asideOf(name, end string) string {
	for _, e := range fileEnds[1:] {
		if base, is := strings.CutSuffix(name, e); is {
			return base + end + e
		}
	}
	return name + end
}

// freeEnd is an end that no file has that made way before.
func freeEnd(moves []move, end string) string {
	for n, free := 2, end; ; n++ {
		if !slices.ContainsFunc(moves, func(m move) bool { _, err := os.Lstat(asideOf(m.to, free)); return err == nil }) {
			return free
		}
		free = end + "-" + strconv.Itoa(n)
	}
}
