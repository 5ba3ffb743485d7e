package files

import (
	"context"
	"io/fs"
	"path"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// Kinds returns the jobs of the store: the nightly sweep, and the reading of contents.
func (s *Store) Kinds() []jobs.Definition {
	sweep := jobs.Define("files.sweep", func(ctx context.Context, _ jobs.Slot) error {
		_, err := s.Sweep(ctx)
		return err
	}, jobs.Daily("03:40"))
	return []jobs.Definition{sweep, s.texts}
}

// Sweep removes contents that no row names and uploads that were cut off, if
// they are older than the time of grace, and the text of contents that are
// gone. It returns how many files it removed.
func (s *Store) Sweep(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "files.Sweep")
	before := s.db.Now().Add(-s.grace)
	if n, err = s.sweepStaging(ctx, before); err != nil {
		return n, err
	}
	removed, err := s.blobs.sweep(ctx, before, (&holdings{db: s.db}).held(ctx))
	if n += removed; err != nil {
		return n, err
	}
	return n, s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM files_text WHERE NOT EXISTS (SELECT 1 FROM files_file f WHERE f.sha256 = files_text.sha256 AND f.sealed = 0)")
		return err
	})
}

// holdings asks which contents a row names. Contents are asked about in their order,
// so one question is enough for many. A row that comes after the question is none for
// an old content: Save takes only what was staged a short time ago.
type holdings struct {
	db       *db.DB
	from, to string // what shas says
	shas     map[string]bool
}

const holdingsAtOnce = 1000

func (h *holdings) held(ctx context.Context) func(sha string) (bool, error) {
	return func(sha string) (bool, error) {
		if h.shas != nil && h.from <= sha && sha <= h.to {
			return h.shas[sha], nil
		}
		err := h.db.Read(ctx, func(tx *db.Tx) error {
			next, err := db.All[struct {
				SHA string `db:"sha256"`
			}](tx, "FROM (SELECT DISTINCT sha256 FROM files_file WHERE sha256 >= ?) held ORDER BY sha256 LIMIT ?", sha, holdingsAtOnce)
			h.shas, h.from, h.to = make(map[string]bool, len(next)), sha, "g" // hexadecimal ends before it
			for _, s := range next {
				h.shas[s.SHA] = true
			}
			if len(next) == holdingsAtOnce {
				h.to = next[len(next)-1].SHA
			}
			return err
		})
		return h.shas[sha], err
	}
}

// sweepStaging removes uploads that were cut off.
func (s *Store) sweepStaging(ctx context.Context, before time.Time) (n int, err error) {
	entries, err := fs.ReadDir(s.root.FS(), staging)
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		p := path.Join(staging, e.Name())
		old, err := older(s.root, p, before)
		if err == nil && old {
			n++
			err = s.root.Remove(p)
		}
		if err != nil {
			return n, err
		}
	}
	return n, err
}
