package correction

import (
	"context"
	"errors"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Forget takes away what names people in the corrections that ended longer ago than
// the district keeps its cases, each in a transaction of its own, and returns how
// many. Number, days, result and the hash of the notice stay: a notice on paper can
// still be checked.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "correction.Forget")
	var due []Correction
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		before := tx.Today.AddMonths(-12 * settings.Int(profile.FOIKeep))
		due, err = db.All[Correction](tx, "FROM correction_correction WHERE forgotten = '' AND ended <> '' AND ended < ? ORDER BY ended, id", before)
		return err
	})
	for _, c := range due {
		failed := s.db.Write(ctx, func(tx *db.Tx) error { return s.forgetOne(tx, c.ID) })
		if err = errors.Join(err, failed); failed == nil {
			n++
		}
	}
	return n, err
}

func (s *Service) forgetOne(tx *db.Tx, id ID) error {
	if err := tx.Business(); err != nil {
		return err
	}
	c, err := db.Get[Correction](tx, "FROM correction_correction WHERE id = ?"+tx.Lock(), id)
	if err != nil || c.Gone != "" {
		return err // forgotten since the list was made
	}
	if _, err := files.DropLocked(tx, proofNoun, int64(id)); err != nil {
		return err
	}
	c.Sealed, c.Claim, c.Outcome, c.Letter, c.Code, c.Tracking = "", "", "", "", "", ""
	c.Shown, c.Gone = s.words("foi.forgotten"), tx.Today
	if err := db.Update(tx, table, &c); err != nil {
		return err
	}
	return journal.Add(tx, "correction.forget", c.Ref(), c.Entry())
}
