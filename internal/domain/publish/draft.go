package publish

import (
	"context"
	"errors"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// Noun is the name of items in files, duties and the search.
const Noun = "publish"

func unfinished(s Status) bool { return slices.Contains(Unfinished, s) }

// Draft begins an item of a unit, and gives it its index number.
//
// Errors: Forbidden for a unit that the actor does not write for; Invalid as Edit.
func (s *Service) Draft(ctx context.Context, unitID int64, in Edit, attached []Attached) (e *Edition, err error) {
	defer fault.Wrap(&err, "publish.Draft")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { e, err = s.DraftIn(tx, unitID, in, attached); return err })
	return e, err
}

// DraftIn is Draft in the transaction of a noun whose decision begins the item.
func (s *Service) DraftIn(tx *db.Tx, unitID int64, in Edit, attached []Attached) (*Edition, error) {
	u, err := unit.Get(tx, unitID)
	if err != nil {
		return nil, fault.Field("unit", "publish.no_unit")
	}
	it := &Item{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
	e, err := s.begin(tx, it, u, in, attached)
	if err != nil {
		return nil, err
	}
	prefix, serial, err := nextIndex(tx, u, tx.Today.Year(), 1)
	if err != nil {
		return nil, err
	}
	it.Index = indexNumber(prefix, tx.Today.Year(), serial)
	it.follow(e)
	if err := db.Insert(tx, itemTable, it); err != nil {
		return nil, err
	}
	return e, s.owe(tx, e)
}

// Revise begins the next edition of an item as a copy of the one that stands.
//
// Errors: Conflict when one is unfinished already, or when the item is removed.
func (s *Service) Revise(ctx context.Context, id ID) (e *Edition, err error) {
	defer fault.Wrap(&err, "publish.Revise(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error { e, err = s.revise(tx, id); return err })
	return e, err
}

func (s *Service) revise(tx *db.Tx, id ID) (*Edition, error) {
	it, err := loadItem(tx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case it.Working != 0:
		return nil, fault.New(fault.Conflict, "publish.unfinished")
	case it.Standing == 0 || it.Status == Removed || it.Status == Kept:
		return nil, fault.New(fault.Conflict, "publish.nothing_stands")
	}
	was, err := load(tx, it.Standing)
	if err != nil {
		return nil, err
	}
	e := &Edition{
		ID: EditionID(tx.ID()), Rev: 1, ItemID: it.ID, UnitID: it.UnitID, Content: was.again(), EditBy: tx.Actor.Who(), EditAt: tx.Now, item: it, unit: was.unit,
	}
	if err := flow.Do(tx, Flow, e, ActDraft, nil); err != nil {
		return nil, err
	}
	if err := db.Insert(tx, editionTable, e); err != nil {
		return nil, err
	}
	return e, s.settle(tx, e, true, false)
}

// begin makes the first edition of an item.
func (s *Service) begin(tx *db.Tx, it *Item, u unit.Unit, in Edit, attached []Attached) (*Edition, error) {
	e := &Edition{ID: EditionID(tx.ID()), Rev: 1, ItemID: it.ID, UnitID: u.ID, item: it, unit: u.Name}
	err := flow.Do(tx, Flow, e, ActDraft, func() error { return s.fill(tx, e, in, attached) })
	if err != nil {
		return nil, err
	}
	return e, db.Insert(tx, editionTable, e)
}

// Edit changes an unfinished edition. Whatever was signed of it is void then: who
// signed is told, and sees at the next review what has changed.
//
// Errors: Invalid about the field; Conflict when somebody else saved first.
func (s *Service) Edit(ctx context.Context, id EditionID, in Edit, attached []Attached) (*Edition, error) {
	var f fault.Check
	checkRev(&f, in.Rev) // that of a draft which does not exist yet is 0
	if err := errors.Join(in.Check(), f.Err()); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.editing(in, attached))
}

// EditIn is Edit in the transaction of a noun whose record the item shows. What is on
// line stays as it is: the change begins the next edition.
func (s *Service) EditIn(tx *db.Tx, id ID, change func(*Edit), attached []Attached) (*Edition, error) {
	it, err := loadItem(tx, id)
	if err != nil {
		return nil, err
	}
	var e *Edition
	if it.Working == 0 {
		e, err = s.revise(tx, id)
	} else {
		e, err = load(tx, it.Working)
	}
	if err != nil {
		return nil, err
	}
	in := FormOf(e)
	change(&in)
	if err := in.Check(); err != nil {
		return nil, err
	}
	return e, s.move(tx, e, s.editing(in, attached))
}

// editing is the step that changes an unfinished edition.
func (s *Service) editing(in Edit, attached []Attached) step {
	return step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		was, err := e.signs()
		if err != nil {
			return err
		}
		if err := s.fill(tx, e, in, attached); err != nil {
			return err
		}
		now, err := e.signs()
		if err != nil {
			return err
		}
		return s.void(tx, e, was != now)
	}, then: s.owe}
}

// void takes back what was signed. Who hands in again is asked for all of it
// once more, changed or not; the journal and the opinions say what was there.
func (s *Service) void(tx *db.Tx, e *Edition, changed bool) error {
	if e.Hash == "" {
		return nil
	}
	if changed {
		if err := s.tellVoid(tx, e); err != nil {
			return err
		}
	}
	e.Hash, e.SubmitBy, e.ReviewBy, e.ClearBy, e.SignBy, e.Planned = "", 0, 0, 0, 0, time.Time{}
	_, err := tx.Exec("UPDATE publish_opinion SET void = 1 WHERE edition_id = ?", e.ID)
	return err
}

// fill puts what was typed and attached into the edition.
func (s *Service) fill(tx *db.Tx, e *Edition, in Edit, attached []Attached) error {
	was := e.Attachments
	e.Content = in.content(was)
	e.Note, e.Big = in.Note, in.Big
	e.EditBy, e.EditAt = tx.Actor.Who(), tx.Now
	if err := checkColumn(tx, e.ColumnID); err != nil {
		return err
	}
	if err := checkRow(tx, e); err != nil {
		return err
	}
	if err := s.checkLinks(tx, e); err != nil {
		return err
	}
	if err := s.attach(tx, e, was, in.Replaces, attached); err != nil {
		return err
	}
	return s.dropUnused(tx, e, was)
}

// checkColumn asks for a column that takes items: one that is, and not archived.
func checkColumn(tx *db.Tx, id int64) error {
	if id == 0 {
		return nil
	}
	c, err := column.Get(tx, column.ID(id))
	if err != nil || c.Closed != "" || c.Archived || !c.Leaf() {
		return fault.Field("column", "publish.bad_column")
	}
	return nil
}

// checkRow asks for a row in force that binds the unit.
func checkRow(tx *db.Tx, e *Edition) error {
	if e.RowID == 0 {
		return nil
	}
	r, err := catalogue.Get(tx, catalogue.RowID(e.RowID))
	if err != nil || !slices.Contains(r.Units, e.UnitID) {
		return fault.Field("row", "publish.bad_row")
	}
	return nil
}

// checkLinks asks that the items which are linked are public: a link must lead somewhere.
func (s *Service) checkLinks(tx *db.Tx, e *Edition) error {
	for i := range e.Related {
		l := &e.Related[i]
		if path, ours := s.ours(l.URL); l.Item == 0 && ours {
			if id, isItem := ParseRef(path); isItem {
				l.Item, l.URL = id, ""
			}
		}
		if l.Item == 0 {
			continue
		}
		it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", l.Item)
		if err != nil || !slices.Contains(Shown, it.Status) || it.ID == e.ItemID {
			return fault.Field(string(l.Kind), "publish.no_item", RefOf(l.Item))
		}
		if l.Title == "" {
			l.Title = it.Title
		}
	}
	return nil
}

// Discard ends an unfinished edition. What the office has judged once not to be open does
// not leave its register (条例第十八条) by the hand of who wrote it: the office ends that.
//
// Errors: Forbidden.
func (s *Service) Discard(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, s.discarding(in))
}

// DiscardIn is Discard in the transaction of a noun that began the item and gives it up.
// What came on line stays.
func (s *Service) DiscardIn(tx *db.Tx, id ID, reason string) error {
	it, err := loadItem(tx, id)
	if err != nil || it.Working == 0 {
		return err
	}
	e, err := load(tx, it.Working)
	if err != nil {
		return err
	}
	return s.move(tx, e, s.discarding(Because{Reason: reason}))
}

// discarding is the step that ends an unfinished edition.
func (s *Service) discarding(in Because) step {
	return step{act: ActDiscard, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason, e.Planned = in.Reason, time.Time{}
		kept, err := wasKept(tx, e)
		if err == nil && kept && !tx.Actor.CanAt(Judge, e.UnitID) {
			err = fault.New(fault.Forbidden, "publish.was_kept")
		}
		return err
	}, then: func(tx *db.Tx, e *Edition) error {
		for _, rule := range []string{RuleRelease, RuleReassess} { // what stands in public owes as before
			if err := s.duties.Lapse(tx, rule, e.Ref(), e.UnitID, in.Reason); err != nil {
				return err
			}
		}
		if e.item.Batch != 0 && e.item.FirstAt.IsZero() {
			return s.undone(tx, e)
		}
		return nil
	}}
}

// because keeps the reason of an act with the edition, for the journal and the page.
func because(reason string) func(*db.Tx, *Edition) error {
	return func(_ *db.Tx, e *Edition) error { e.Reason = reason; return nil }
}
