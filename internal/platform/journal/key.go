package journal

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
)

// OpenKey reads the key that signs the log origin, and makes it if there is no
// file. The file is for its owner alone (0600); one that others can read is
// refused. Every node of a site needs the same file, and losing it ends the log.
func OpenKey(path, origin string) (_ *proof.Signer, err error) {
	defer fault.Wrap(&err, "journal.OpenKey(%q)", path)
	b, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path, origin); err != nil {
			return nil, err
		}
		b, err = readKey(path)
	}
	if err != nil {
		return nil, err
	}
	s, err := proof.ParseSigner(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, err
	}
	if s.Key().Origin() != origin {
		return nil, fault.New(fault.Invalid, "journal.key_origin", s.Key().Origin(), origin)
	}
	return s, nil
}

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// Windows keeps no such bits; there the folder has to be closed.
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fault.New(fault.Invalid, "journal.key_mode", path, mode.String())
	}
	return os.ReadFile(path) //nolint:gosec // the path is a setting of whoever runs the program
}

// makeKey writes a new key. The one of another node that starts at once may be first, and stays.
func makeKey(path, origin string) error {
	s, err := proof.NewSigner(rand.Reader, origin)
	if err != nil {
		return err
	}
	if err := disk.Make(path, []byte(s.Secret()+"\n")); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
