package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"gongkai.example/gongkai/internal/kernel/disk"
)

// A folder keeps contents in one. Nodes that share a database share the folder.
type folder struct {
	root *os.Root // no name leads out of it
}

// put moves a staged file to its place, on the disk for good. Content that is
// there already is only marked as new, which keeps it from being swept.
func (d folder) put(_ context.Context, f *os.File, tmp string, c Staged) error {
	to := blobPath(c.SHA256)
	if d.whole(c.SHA256, c.Size) {
		err := d.root.Chtimes(to, c.At, c.At)
		if !errors.Is(err, fs.ErrNotExist) { // swept in this moment: then it is new after all
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := d.root.Chtimes(tmp, c.At, c.At); err != nil {
		return err
	}
	if err := d.root.MkdirAll(path.Dir(to), 0o700); err != nil {
		return err
	}
	if err := d.root.Rename(tmp, to); err != nil {
		return err
	}
	return disk.Sync(d.root.Open(path.Dir(to)))
}

func (d folder) whole(sha string, size int64) bool {
	info, err := d.root.Stat(blobPath(sha))
	return err == nil && info.Size() == size
}

func (d folder) has(_ context.Context, sha string, size int64) (bool, error) {
	return d.whole(sha, size), nil
}

func (d folder) open(_ context.Context, sha string) (io.ReadSeekCloser, error) {
	f, err := d.root.Open(blobPath(sha))
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d folder) sweep(ctx context.Context, before time.Time, held func(sha string) (bool, error)) (n int, err error) {
	err = fs.WalkDir(d.root.FS(), blobs, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // taken away in this moment
			return nil
		}
		if err != nil || !info.ModTime().Before(before) {
			return err
		}
		is, err := held(path.Base(p))
		if err != nil || is {
			return err
		}
		gone, err := d.remove(p, before)
		if gone {
			n++
		}
		return err
	})
	return n, err
}

// remove takes a content away that nothing holds. Somebody may stage the same
// content in this moment. It is moved away first: if it turns out to be new it
// goes back, and nobody can have marked it as new after that look.
func (d folder) remove(p string, before time.Time) (bool, error) {
	aside := path.Join(staging, path.Base(p))
	if err := d.root.Rename(p, aside); err != nil {
		return false, err
	}
	if old, err := older(d.root, aside, before); err != nil || !old {
		return false, errors.Join(err, d.root.Rename(aside, p))
	}
	return true, d.root.Remove(aside)
}

// older reports whether the file at p was last staged before t; one that is gone is not.
func older(root *os.Root, p string, t time.Time) (bool, error) {
	info, err := root.Stat(p)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.ModTime().Before(t), err
}
