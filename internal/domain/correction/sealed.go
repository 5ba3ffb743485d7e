package correction

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Unmask opens who the applicant is. That it was looked at, by whom and why, stays in
// the journal.
func (s *Service) Unmask(ctx context.Context, id ID, in Unseal) (a foi.Applicant, err error) {
	defer fault.Wrap(&err, "correction.Unmask(%d)", id)
	if err := in.Check(); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := opening(tx, id)
		if err != nil {
			return err
		}
		if err := s.box.OpenJSON(c.Sealed, aboutApplicant, &a); err != nil {
			return err
		}
		return journal.Add(tx, "correction.unmask", c.Ref(), Brief{c.Status, c.UnitID, in.Reason})
	})
	return a, err
}

// opening is a correction of which the actor may open what is sealed.
func opening(tx *db.Tx, id ID) (*Correction, error) {
	c, err := read(tx, id)
	switch {
	case err != nil:
	case !tx.Actor.CanAt(Unmask, c.UnitID):
		err = fault.New(fault.Forbidden, "not_allowed")
	case c.Gone != "":
		err = fault.New(fault.Conflict, "foi.is_forgotten", c.Gone)
	}
	return c, err
}

// Of is the correction of a proof that the actor may know of.
func (s *Service) Of(ctx context.Context, proof int64) (id ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f, err := proofFile(tx, proof)
		if err != nil {
			return err
		}
		c, err := read(tx, ID(f.Ref))
		id = c.ID
		return err
	})
	return id, err
}

// Open returns a proof as it came. That it was opened, by whom and why, stays in the
// journal.
//
// Errors: NotFound for one of another unit, as for one that is none.
func (s *Service) Open(ctx context.Context, proof int64, in Unseal) (f files.File, content []byte, err error) {
	defer fault.Wrap(&err, "correction.Open(%d)", proof)
	if err := in.Check(); err != nil {
		return f, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if f, err = proofFile(tx, proof); err != nil {
			return err
		}
		c, err := opening(tx, ID(f.Ref))
		if err != nil {
			return err
		}
		return journal.Add(tx, "correction.unseal", c.Ref(), Brief{c.Status, c.UnitID, in.Reason})
	})
	if err == nil {
		content, err = s.files.Unlock(ctx, f)
	}
	return f, content, err
}

func proofFile(tx *db.Tx, id int64) (files.File, error) {
	f, err := files.GetLocked(tx, id)
	if err == nil && f.Noun != proofNoun {
		err = fault.New(fault.NotFound, "not_found")
	}
	return f, err
}
