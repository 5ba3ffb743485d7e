package response

import (
	"context"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// anchor is why an answer is made public by itself: 突发公共事件的应对情况, or 国家有关规定规定应当主动公开的.
func (v Verdict) anchor() law.Ref {
	if v.Why == Emergency {
		return "foi:20-12"
	}
	return "foi:20-15"
}

// Draft begins an item that answers: it goes through the reviews of all items, and counts
// when it is public.
func (s *Service) Draft(ctx context.Context, id ID, in Draft) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDraft, rev: in.Rev, then: func(tx *db.Tx, c *Concern) error {
		col, err := column.Get(tx, column.ID(in.Column))
		if err != nil || col.Closed != "" || col.Archived || !col.Leaf() {
			return fault.Field("column", "publish.bad_column")
		}
		e, err := s.Items.DraftIn(tx, c.UnitID, publish.Edit{
			Title: strings.TrimSpace(in.Title), Body: strings.ReplaceAll(in.Body, "\r\n", "\n"), Attribute: publish.Open, Anchor: c.anchor(), Column: in.Column, MadeOn: tx.Today,
		}, nil)
		if err != nil {
			return err
		}
		return db.Insert(tx, releaseTable, &Release{ConcernID: c.ID, Item: e.ItemID, LinkedAt: tx.Now})
	}})
}

// Link says that an item answers which is there already: one that is public counts from the
// moment at which it was.
//
// Errors: Invalid for what is no item, for one that is linked already or has ended, and for
// one that was public before there was anything to answer.
func (s *Service) Link(ctx context.Context, id ID, in Linking) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActLink, rev: in.Rev, then: func(tx *db.Tx, c *Concern) error {
		item, known := publish.ParseRef(pathOf(in.Item))
		if !known {
			return fault.Field("item", "response.no_item")
		}
		it, err := publish.Peek(tx, item)
		if err != nil {
			return fault.Field("item", "response.no_item")
		}
		linked, err := db.One[int](tx, "SELECT count(*) FROM response_release WHERE concern_id = ? AND item_id = ?", c.ID, item)
		switch {
		case err != nil:
			return err
		case linked > 0:
			return fault.Field("item", "response.linked")
		case it.Status != publish.Live && it.Working == 0:
			return fault.Field("item", "response.ended")
		}
		if err := db.Insert(tx, releaseTable, &Release{ConcernID: c.ID, Item: item, LinkedAt: tx.Now}); err != nil || it.Status != publish.Live {
			return err
		}
		when, err := since(&it, c.StartAt)
		if err != nil && it.Working != 0 { // its next edition will
			return nil
		}
		if err != nil {
			return err
		}
		return s.count(tx, c, item, when)
	}})
}

// pathOf is what an address of an item says of it.
func pathOf(address string) string {
	address = strings.TrimSpace(address)
	if i := strings.Index(address, "/publish/"); i >= 0 {
		return address[i:]
	}
	return address
}

// since is when an item that is public began to answer what is known from start on: what was
// public before does, if it was changed since.
func since(it *publish.Item, start time.Time) (time.Time, error) {
	switch {
	case !it.FirstAt.Before(start):
		return it.FirstAt, nil
	case !it.Released.Before(start):
		return it.Released, nil
	}
	return time.Time{}, fault.Field("item", "response.before")
}

// Unlink says that an item that is not public does not answer.
func (s *Service) Unlink(ctx context.Context, id ID, in Linking) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActUnlink, rev: in.Rev, then: func(tx *db.Tx, c *Concern) error {
		item, _ := publish.ParseRef(pathOf(in.Item))
		n, err := tx.Exec("DELETE FROM response_release WHERE concern_id = ? AND item_id = ? AND counted_at = 0", c.ID, item)
		if err == nil && n == 0 {
			err = fault.Field("item", "response.not_linked")
		}
		return err
	}})
}

// dropPending takes away what would have answered.
func (s *Service) dropPending(tx *db.Tx, c *Concern) error {
	_, err := tx.Exec("DELETE FROM response_release WHERE concern_id = ? AND counted_at = 0", c.ID)
	return err
}

// Released is told of each item that has come on line: what it answers is answered at this
// moment.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	all, err := answeredBy(tx, item)
	for i := range all {
		c := &all[i]
		if err := s.count(tx, c, item, tx.Now); err != nil {
			return err
		}
		if err := db.Update(tx, table, c); err != nil {
			return err
		}
	}
	return err
}

// count notes that an item answers since a moment. The first release meets what is owed;
// one that turns out to have been public before it is the first.
func (s *Service) count(tx *db.Tx, c *Concern, item publish.ID, at time.Time) error {
	first := c.FirstAt.IsZero() || at.Before(c.FirstAt)
	err := flow.Do(tx, Flow, c, ActCount, func() error {
		c.By.Did(ActCount, tx.Actor.Who())
		if first {
			c.FirstAt = at
		}
		return nil
	})
	if err != nil {
		return err
	}
	if first {
		if _, err := tx.Exec("UPDATE response_release SET first = 0 WHERE concern_id = ?", c.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE response_release SET counted_at = ?, first = ? WHERE concern_id = ? AND item_id = ?", at, first, c.ID, item); err != nil {
		return err
	}
	tx.Changed(noun)
	if !first {
		return nil
	}
	for _, rule := range []string{RuleFirst, RuleAnswer} {
		if err := s.Duties.CountAt(tx, rule, c.Ref(), publish.RefOf(item), at); err != nil {
			return err
		}
	}
	return nil
}
