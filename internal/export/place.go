package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A place is where an export comes to lie, whole or not at all.
type place struct {
	dir    string
	at     string // where it lies until it is whole
	within bool   // dir is there, so at is in it: it may be a disk of its own, which no rename leads to
}

const (
	sumsFile  = "SHA256SUMS"
	frontFile = "index.html"
	partial   = ".partial"
)

// furniture is what an empty disk has at its top.
var furniture = []string{"lost+found", "System Volume Information"}

// parts are what an export has at its top, in the order in which they come to lie there:
// last what a reader opens, and what says that everything is there.
func parts() []string {
	out := []string{pagesDir, dataDir, logDir}
	entries, _ := static.ReadDir("static") // which is built in
	for _, e := range entries {
		if e.Name() != frontFile {
			out = append(out, e.Name())
		}
	}
	return append(out, frontFile, sumsFile)
}

// placeOf looks whether an export may come to lie in dir.
func placeOf(dir string) (place, error) {
	dir = filepath.Clean(dir)
	p := place{dir: dir, at: dir + partial}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(dir); err == nil { // a link that leads nowhere
			return p, fault.New(fault.Conflict, "export.no_folder", dir)
		}
		return p, nil
	case err != nil:
		return p, spoken(err, dir)
	case !info.IsDir():
		return p, fault.New(fault.Conflict, "export.no_folder", dir)
	}
	p.at, p.within = filepath.Join(dir, partial), true
	return p, p.vacant()
}

// vacant asks that nothing is in a folder that is there.
func (p place) vacant() error {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return spoken(err, p.dir)
	}
	for _, e := range entries {
		if e.Name() != partial && !slices.Contains(furniture, e.Name()) {
			return fault.New(fault.Conflict, "export.not_empty", p.dir)
		}
	}
	return nil
}

// begin makes the folder that is written into. What an export that was cut off has left
// in its place goes; anything else of that name is somebody's own, and stays.
func (p place) begin() (*os.Root, error) {
	entries, err := os.ReadDir(p.at)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, spoken(err, p.at)
	}
	for _, e := range entries {
		if !slices.Contains(parts(), e.Name()) {
			return nil, fault.New(fault.Conflict, "export.not_ours", p.at)
		}
	}
	if err := errors.Join(os.RemoveAll(p.at), os.MkdirAll(p.at, 0o755)); err != nil { //nolint:gosec // everything in it is public
		return nil, spoken(err, p.dir)
	}
	root, err := os.OpenRoot(p.at)
	return root, spoken(err, p.dir)
}

// end puts what is whole into its place.
func (p place) end() error {
	if !p.within {
		return spoken(os.Rename(p.at, p.dir), p.dir)
	}
	if err := p.vacant(); err != nil { // a rename would put files over what has come there since
		return err
	}
	for i, name := range parts() {
		if err := os.Rename(filepath.Join(p.at, name), filepath.Join(p.dir, name)); err != nil {
			for _, moved := range parts()[:i] {
				err = errors.Join(err, os.RemoveAll(filepath.Join(p.dir, moved)))
			}
			return spoken(err, p.dir)
		}
	}
	return spoken(os.Remove(p.at), p.dir)
}

// spoken is an error of the disk in words.
func spoken(err error, dir string) error {
	if errors.Is(err, fs.ErrExist) { // with ENOTEMPTY: something has come there since
		return fault.Caused(err, fault.Conflict, "export.not_empty", dir)
	}
	return disk.Below(err, dir)
}
