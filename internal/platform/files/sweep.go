package files

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// Kinds returns the jobs of the store: the nightly sweep.
func (s *Store) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("files.sweep", func(ctx context.Context, _ jobs.Slot) error {
		_, err := s.Sweep(ctx)
		return err
	}, jobs.Daily("03:40"))}
}

// Sweep removes contents that no row names and uploads that were cut off, if
// they are older than the time of grace. It returns how many it removed.
func (s *Store) Sweep(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "files.Sweep")
	before := s.db.Now().Add(-s.grace)
	err = fs.WalkDir(s.root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		old, err := s.older(p, before)
		if err != nil || !old {
			return err
		}
		gone, err := s.sweep(ctx, p, before)
		if gone {
			n++
		}
		return err
	})
	return n, err
}

// older reports whether the file at p was last staged before t; one that is gone is not.
func (s *Store) older(p string, t time.Time) (bool, error) {
	info, err := s.root.Stat(p)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.ModTime().Before(t), err
}

func (s *Store) sweep(ctx context.Context, p string, before time.Time) (gone bool, err error) {
	if path.Dir(p) == staging {
		return true, s.root.Remove(p)
	}
	held := int64(0)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		held, err = db.One[int64](tx, "SELECT count(*) FROM (SELECT 1 FROM files_file WHERE sha256 = ? LIMIT 1) held", path.Base(p))
		return err
	})
	if err != nil || held > 0 {
		return false, err
	}
	// Somebody may stage the same content in this moment. It is moved away
	// first: if it turns out to be new it goes back, and nobody can have
	// marked it as new after that look.
	aside := path.Join(staging, path.Base(p))
	if err := s.root.Rename(p, aside); err != nil {
		return false, err
	}
	if old, err := s.older(aside, before); err != nil || !old {
		return false, errors.Join(err, s.root.Rename(aside, p))
	}
	return true, s.root.Remove(aside)
}
