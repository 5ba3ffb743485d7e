package publish

import (
	"context"
	"errors"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
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
// item that replaces it. No edition of it can be read any more, and what was begun
// on it ends. Of an edition before the last only that edition is taken away: what
// was mended by the next must not stay where it was (个人信息保护法第四十七条).
func (s *Service) Remove(ctx context.Context, id EditionID, in Remove) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := s.removing(in.Rev, in.Reason)
	st.says, st.words = "reason", in.Reason
	rest := st.then
	st.then = func(tx *db.Tx, e *Edition) error {
		if in.Successor != 0 {
			if err := lead(tx, e, in.Successor); err != nil {
				return err
			}
		}
		return rest(tx, e)
	}
	return s.do(ctx, id, st)
}

// removing is the step that takes an item away, or one of its earlier editions.
func (s *Service) removing(rev int64, reason string) step {
	st := ending(ActRemove, rev, reason)
	st.then = func(tx *db.Tx, e *Edition) error {
		if e.item.Standing != e.ID || e.item.Working == 0 {
			return nil
		}
		w, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", e.item.Working)
		if err != nil {
			return err
		}
		w.item, w.unit = e.item, e.unit
		err = s.move(tx, &w, step{act: ActDrop, change: func(_ *db.Tx, w *Edition) error {
			w.Reason, w.Planned = reason, time.Time{}
			return nil
		}, then: s.tellDropped})
		if err != nil {
			return err
		}
		return s.duties.Lapse(tx, RuleRelease, e.Ref(), e.UnitID, reason)
	}
	return st
}

// lead has the address of an item lead to another one.
func lead(tx *db.Tx, e *Edition, successor ID) error {
	to, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", successor)
	if err != nil || to.Status != Live || to.ID == e.ItemID || e.item.Standing != e.ID {
		return fault.Field("successor", "publish.no_item", RefOf(successor))
	}
	// One hop: what led here leads there now.
	_, err = tx.Exec("UPDATE publish_item SET successor_id = ? WHERE id = ? OR successor_id = ?", to.ID, e.ItemID, e.ItemID)
	return err
}

// Mark says that a document is amended, has lapsed or is repealed, or is in
// force after all: it shows on the page of what was published (国办发〔2017〕47号).
func (s *Service) Mark(ctx context.Context, id EditionID, in Mark) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActMark, rev: in.Rev, says: "by", words: in.By, change: func(tx *db.Tx, e *Edition) error {
		if s.Keeps != nil {
			if kept, err := s.Keeps(tx, e.ItemID); err != nil || kept {
				return errors.Join(err, fault.New(fault.Conflict, "publish.is_kept"))
			}
		}
		if in.On > tx.Today {
			return fault.Field("on", "publish.not_yet", tx.Today)
		}
		if in.On < e.MadeOn {
			return fault.Field("on", "publish.not_before", e.MadeOn)
		}
		e.item.Validity, e.item.ValidOn, e.item.ValidBy = in.Validity, string(in.On), in.By
		return db.Update(tx, itemTable, e.item)
	}})
}

// Follow gives an item the validity that the noun which keeps it has found, from a day on
// and by a document. What is not in public any more, or is marked so already, stays.
func (s *Service) Follow(tx *db.Tx, id ID, v Validity, on calendar.Day, by string) error {
	it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", id)
	if err != nil || !slices.Contains([]Status{Live, Archived}, it.Status) || it.Validity == v && it.ValidOn == string(on) && it.ValidBy == by {
		return err
	}
	e, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", it.Standing)
	if err != nil {
		return err
	}
	if err := e.join(tx); err != nil {
		return err
	}
	return s.move(tx, &e, step{act: ActFollow, change: func(tx *db.Tx, e *Edition) error {
		e.item.Validity, e.item.ValidOn, e.item.ValidBy = v, string(on), by
		return db.Update(tx, itemTable, e.item)
	}})
}

// ShownIn narrows a query of another noun to what makes an item of which everybody reads
// the text; col has the id of the item.
func ShownIn(w *db.Where, col string) {
	var in db.Where
	in.In("state", db.Anys(Shown)...)
	w.And(col+" IN (SELECT id FROM publish_item"+in.String()+")", in.Args...)
}

// expire takes down what was public until a day: a 公示 comes down at the end of
// its period, whatever became of it meanwhile, and the copy stays inside for the
// archive. An earlier edition has its own last day.
func (s *Service) expire(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("state", Live, Withdrawn, Archived, Superseded)
		w.And("until_day <> ''")
		w.And("until_day < ?", tx.Today)
		w.And("item_id NOT IN (SELECT id FROM publish_item WHERE state = ?)", Removed)
		over, err := db.All[Edition](tx, "FROM publish_edition"+w.String()+" ORDER BY id", w.Args...)
		if err != nil {
			return err
		}
		for i := range over {
			if err := over[i].join(tx); err != nil {
				return err
			}
			if err := s.move(tx, &over[i], s.removing(0, s.Words("publish.expired", over[i].Until))); err != nil {
				return err
			}
		}
		return nil
	})
}
