package publish

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Withdraw takes an item back: the page stays with a banner that says why and since when.
func (s *Service) Withdraw(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.end(ctx, id, ActWithdraw, in)
}

// Archive marks an item as no longer kept up (已归档); the page stays.
func (s *Service) Archive(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.end(ctx, id, ActArchive, in)
}

func (s *Service) end(ctx context.Context, id EditionID, act Act, in Because) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := ending(act, in.Rev, in.Reason)
	st.says, st.words = "reason", in.Reason
	return s.do(ctx, id, st)
}

func ending(act Act, rev int64, reason string) step {
	return step{act: act, rev: rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason, e.Ended = reason, tx.Now
		return nil
	}}
}

// Remove takes the page away. Its address tells the reason, or leads to the
// item that replaces it. No edition of it can be read any more.
func (s *Service) Remove(ctx context.Context, id EditionID, in Remove) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := ending(ActRemove, in.Rev, in.Reason)
	st.says, st.words = "reason", in.Reason
	st.then = func(tx *db.Tx, e *Edition) error {
		if in.Successor == 0 {
			return nil
		}
		to, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", in.Successor)
		if err != nil || to.Status != Live || to.ID == e.ItemID {
			return fault.Field("successor", "publish.no_item", RefOf(in.Successor))
		}
		// One hop: what led here leads there now.
		_, err = tx.Exec("UPDATE publish_item SET successor_id = ? WHERE id = ? OR successor_id = ?", to.ID, e.ItemID, e.ItemID)
		return err
	}
	return s.do(ctx, id, st)
}

// Mark says that a document is amended, has lapsed or is repealed, or is in
// force after all: it shows on the page of what was published (国办发〔2017〕47号).
func (s *Service) Mark(ctx context.Context, id EditionID, in Mark) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActMark, rev: in.Rev, says: "by", words: in.By, change: func(tx *db.Tx, e *Edition) error {
		if in.On > tx.Today {
			return fault.Field("on", "publish.not_yet", tx.Today)
		}
		e.item.Validity, e.item.ValidOn, e.item.ValidBy = in.Validity, string(in.On), in.By
		return db.Update(tx, itemTable, e.item)
	}})
}

// expire takes down what was public until a day: a 公示 comes down at the end of
// its period, and the copy stays inside for the archive.
func (s *Service) expire(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		over, err := db.All[Edition](tx, "FROM publish_edition WHERE state = ? AND until_day <> '' AND until_day < ? ORDER BY id", Live, tx.Today)
		if err != nil {
			return err
		}
		for i := range over {
			if err := over[i].join(tx); err != nil {
				return err
			}
			if err := s.move(tx, &over[i], ending(ActRemove, 0, s.Words("publish.expired", over[i].Until))); err != nil {
				return err
			}
		}
		return nil
	})
}
