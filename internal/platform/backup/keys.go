package backup

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Hashes are the SHA-256 of key files, by name. A key has 256 bits of chance, so its hash
// tells nothing about it.
//
// Errors: NotFound if one is not there.
func Hashes(names []string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range names {
		data, err := readKey(name)
		if err != nil {
			return nil, err
		}
		out[filepath.Base(name)] = sumOf(data)
	}
	return out, nil
}

func readKey(name string) ([]byte, error) {
	data, err := os.ReadFile(name) //nolint:gosec // the path is the operator's
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Caused(err, fault.NotFound, "backup.no_key", name)
	}
	return data, disk.Told(err, name)
}

// CopyKeys copies key files to a folder of their own, for their owner alone. It never
// writes over a key, and refuses a folder that lies in the one of the backups, or has it
// within: whoever copies one of them must not have both.
//
// Errors: Invalid for such a folder, Conflict if another key is there.
func CopyKeys(names []string, to, backups string) (err error) {
	defer fault.Wrap(&err, "backup.CopyKeys")
	if err := disk.Told(os.MkdirAll(to, 0o700), to); err != nil {
		return err
	}
	if backups != "" {
		if err := apart(to, backups); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := copyKey(name, filepath.Join(to, filepath.Base(name))); err != nil {
			return err
		}
	}
	return nil
}

// apart asks that neither of two folders lies in the other.
func apart(keys, backups string) error {
	if err := disk.Told(os.MkdirAll(backups, 0o700), backups); err != nil {
		return err
	}
	a, err := real(keys)
	if err != nil {
		return err
	}
	b, err := real(backups)
	if err != nil {
		return err
	}
	if within(a, b) || within(b, a) {
		return fault.Field("keys", "backup.keys_inside", keys, backups)
	}
	return nil
}

// real is the path of a folder with no link in it.
func real(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

func within(dir, of string) bool {
	rel, err := filepath.Rel(of, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func copyKey(from, to string) error {
	data, err := readKey(from)
	if err != nil {
		return err
	}
	err = disk.Make(to, data)
	if errors.Is(err, fs.ErrExist) {
		var there []byte
		there, err = os.ReadFile(to) //nolint:gosec // the same
		if err == nil && !bytes.Equal(there, data) {
			err = fault.New(fault.Conflict, "backup.other_key", to)
		}
	}
	return disk.At(err, to)
}

// KeysIn returns the key files of the backup as they lie in a folder.
//
// Errors: as those of the function.
func (b *Backup) KeysIn(dir string) (names []string, err error) { return KeysIn(dir, b.Keys) }

// KeysIn returns the files of a folder that are keys of these hashes, by their names.
//
// Errors: NotFound if one is not there, Conflict if it is another key.
func KeysIn(dir string, keys map[string]string) (names []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		file := filepath.Join(dir, filepath.Base(name))
		got, err := Hashes([]string{file})
		if err != nil {
			return nil, err
		}
		if got[filepath.Base(name)] != keys[name] {
			return nil, fault.New(fault.Conflict, "backup.wrong_key", file)
		}
		names = append(names, file)
	}
	return names, nil
}
