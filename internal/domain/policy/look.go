package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleLook is the rule of what is owed when a document falls that something public cites.
const RuleLook = "policy.look"

// A CitationStage is how far a citation is.
type CitationStage string

// The states of a citation.
const (
	Noted  CitationStage = "noted"  // the document is in force
	Fallen CitationStage = "fallen" // somebody owes a look
	Looked CitationStage = "looked"
)

// The acts on a citation.
const (
	ActCite Act = "policy.cite" // an item that cites a document came on line
	ActFall Act = "policy.fall" // the document is no longer in force
	ActLook Act = "policy.look"
)

// CitationFlow is the life of a citation. A new release of the item begins it anew.
var CitationFlow = flow.Table[CitationStage, Act]{
	{Act: ActCite, To: Noted},
	{From: []CitationStage{Noted, Looked}, Act: ActFall, To: Fallen},
	{From: []CitationStage{Fallen}, Act: ActLook, To: Looked, Perm: Write, Basis: norm},
}

// Ref names the citation in the journal and in duties.
func (c *Citation) Ref() string { return fmt.Sprintf("citation/%d", c.ID) }

// Owner is the unit that answers for the item.
func (c *Citation) Owner() int64 { return c.UnitID }

// State is where the citation stands in CitationFlow.
func (c *Citation) State() CitationStage { return c.Stage }

// Move sets where the citation stands; only flow.Do calls it.
func (c *Citation) Move(to CitationStage) { c.Stage = to }

// DoneBy is not kept: a look asks for no second person.
func (c *Citation) DoneBy(Act) int64 { return 0 }

// noteCitations keeps which documents an item cites that has come on line, in place of what its
// edition before cited. Whoever released it has looked. An item whose attachments are still being
// read is read again at night.
func (s *Service) noteCitations(tx *db.Tx, item publish.ID) error {
	was, err := db.All[Citation](tx, "FROM policy_citation WHERE item_id = ?", item)
	if err != nil {
		return err
	}
	for i := range was {
		if was[i].Stage == Fallen {
			if err := s.duties.CountOpen(tx, RuleLook, was[i].Ref(), tx.Today); err != nil {
				return err
			}
		}
		tx.Changed(RefOf(was[i].Document))
	}
	if len(was) > 0 {
		if _, err := tx.Exec("DELETE FROM policy_citation WHERE item_id = ?", item); err != nil {
			return err
		}
	}
	_, err = s.cited(tx, item, nil)
	return err
}

// cited keeps the documents that an item cites beside those that are known of it, and returns
// what is new.
func (s *Service) cited(tx *db.Tx, item publish.ID, known []Citation) (out []Citation, err error) {
	it, e, err := publish.Standing(tx, item)
	if err != nil {
		return nil, err
	}
	found, err := s.restsOn(tx, item, &e)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		if slices.ContainsFunc(known, func(k Citation) bool { return k.Document == m.ID }) {
			continue
		}
		c := &Citation{ID: CitationID(tx.ID()), Rev: 1, Document: m.ID, Item: item, UnitID: it.UnitID, Title: e.Title}
		if err := flow.Do(tx, CitationFlow, c, ActCite, nil); err != nil {
			return nil, err
		}
		if err := db.Insert(tx, "policy_citation", c); err != nil {
			return nil, err
		}
		out = append(out, *c)
	}
	return out, nil
}

// restsOn reads which documents an edition names; none for one that only lists them.
func (s *Service) restsOn(tx *db.Tx, item publish.ID, e *publish.Edition) ([]Mention, error) {
	if s.Lists != nil {
		if lists, err := s.Lists(tx, item); err != nil || lists {
			return nil, errors.Join(err, markRead(tx, item, e.ID, true))
		}
	}
	text, whole, err := publish.Spoken(tx, e)
	if err != nil {
		return nil, err
	}
	if err := markRead(tx, item, e.ID, whole); err != nil {
		return nil, err
	}
	return Mentions(tx, text)
}

// markRead notes that an edition was read; one that was not read whole is read again.
func markRead(tx *db.Tx, item publish.ID, edition publish.EditionID, whole bool) error {
	if _, err := tx.Exec("DELETE FROM policy_read WHERE item_id = ?", item); err != nil {
		return err
	}
	if !whole {
		edition = 0
	}
	_, err := tx.Exec("INSERT INTO policy_read (item_id, edition_id) VALUES (?, ?)", item, edition)
	return err
}

// recited is how many items are read in one transaction.
const recited = 200

// Recite reads the items in public that nobody has read for what they cite: those from before
// the library was kept here or before a part of it was taken over, and those whose attachments
// were not read when they came on line. Who cites what is over by then owes a look.
func (s *Service) Recite(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "policy.Recite")
	for last := publish.ID(0); ; {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			all, err := publish.Unread(tx, "policy_read", last, recited)
			if err != nil {
				return err
			}
			n = len(all)
			for _, item := range all {
				if err := s.recite(tx, item); err != nil {
					return err
				}
				last = item
			}
			return nil
		})
		if err != nil || n < recited {
			return err
		}
	}
}

// recite notes what an item cites that was not read before, and asks for a look at what is over.
func (s *Service) recite(tx *db.Tx, item publish.ID) error {
	known, err := db.All[Citation](tx, "FROM policy_citation WHERE item_id = ?", item)
	if err != nil {
		return err
	}
	seen, err := db.One[int](tx, "SELECT count(*) FROM policy_read WHERE item_id = ?", item)
	if err != nil {
		return err
	}
	more, err := s.cited(tx, item, known)
	if err != nil || seen > 0 { // whoever released it has looked
		return err
	}
	for _, c := range more {
		d, err := Peek(tx, c.Document)
		if err != nil {
			return err
		}
		if d.Item == item || !d.Standing.over() && d.Standing != Suspended {
			continue
		}
		if err := s.fallen(tx, d, []Citation{c}); err != nil {
			return err
		}
	}
	return nil
}

// fall asks who answers for what cites a document to look at it: nothing may rest on it
// any more.
func (s *Service) fall(tx *db.Tx, d *Document) error {
	all, err := citations(tx, d, Noted, Looked)
	if err != nil || len(all) == 0 {
		return err
	}
	return s.fallen(tx, d, all)
}

// fallApart asks the same about what cites a clause that is not in force, of a document that is.
// Whoever has looked once is not asked again.
func (s *Service) fallApart(tx *db.Tx, d *Document) error {
	some, err := db.One[int](tx, "SELECT count(*) FROM policy_chain WHERE document_id = ?", d.ID)
	if err != nil || some == 0 {
		return err
	}
	all, err := citations(tx, d, Noted)
	if err != nil {
		return err
	}
	rests := all[:0]
	for _, c := range all {
		_, e, err := publish.Standing(tx, c.Item)
		if err != nil {
			return err
		}
		text, _, err := publish.Spoken(tx, &e)
		if err != nil {
			return err
		}
		found, err := Mentions(tx, text)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(found, func(m Mention) bool { return m.ID == d.ID && m.Bad.Key != "" }) {
			rests = append(rests, c)
		}
	}
	if len(rests) == 0 {
		return nil
	}
	return s.fallen(tx, d, rests)
}

// citations are those of a document by items in public, in some of the states.
func citations(tx *db.Tx, d *Document, in ...CitationStage) ([]Citation, error) {
	var w db.Where
	w.And("document_id = ? AND item_id <> ?", d.ID, d.Item)
	w.In("state", db.Anys(in)...)
	publish.ShownIn(&w, "item_id")
	return db.All[Citation](tx, "FROM policy_citation"+w.String()+" ORDER BY document_id, id", w.Args...)
}

func (s *Service) fallen(tx *db.Tx, d *Document, all []Citation) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	for i := range all {
		c := &all[i]
		own, err := db.One[int](tx, "SELECT count(*) FROM policy_effect WHERE target_id = ? AND by_id IN (SELECT id FROM policy_document WHERE item_id = ?)", d.ID, c.Item)
		if err != nil {
			return err
		}
		if own > 0 { // what ended it speaks of it
			continue
		}
		err = flow.Do(tx, CitationFlow, c, ActFall, func() error { c.Fell, c.Looked, c.Note = tx.Today, "", ""; return nil })
		if err != nil {
			return err
		}
		if err := db.Update(tx, "policy_citation", c); err != nil {
			return err
		}
		_, err = s.duties.Open(tx, duty.Owed{
			UnitID: c.UnitID, Rule: RuleLook, Ref: c.Ref(), Under: noun, Title: s.words("policy.owe_look", c.Title, d.Title), Basis: law.Title(norm), Period: string(tx.Today),
			Term: law.Term{N: settings.Int(profile.PolicyLook), Unit: law.Workday},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A CitationView is a citation with the document that fell.
type CitationView struct {
	Citation Citation `json:"citation"`
	Document Author   `json:"document"`
	Standing Standing `json:"standing"`
	Acts     []Act    `json:"acts"`
}

// Citation returns a citation of a unit of the actor.
func (s *Service) Citation(ctx context.Context, id CitationID) (v CitationView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := citation(tx, id)
		if err != nil {
			return err
		}
		d, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?", c.Document)
		v = CitationView{*c, Author{d.ID, d.Title, d.Number, d.Ref()}, d.Standing, nil}
		if c.Stage == Fallen {
			v.Acts = CitationFlow.Next(tx.Actor, c)
		}
		return err
	})
	return v, err
}

func citation(tx *db.Tx, id CitationID) (*Citation, error) {
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Citation](tx, "FROM policy_citation"+w.String(), w.Args...)
	return &c, err
}

// Look is what somebody found who looked at an item that cites a fallen document: that it
// may stand, or what was done about it.
func (s *Service) Look(ctx context.Context, id CitationID, in Because) (c *Citation, err error) {
	defer fault.Wrap(&err, "policy.Look(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = citation(tx, id); err != nil {
			return err
		}
		c.Rev = in.Rev
		err := flow.Do(tx, CitationFlow, c, ActLook, func() error { c.Looked, c.Note = tx.Today, strings.TrimSpace(in.Reason); return nil })
		if err != nil {
			return err
		}
		if err := db.Update(tx, "policy_citation", c); err != nil {
			return err
		}
		return s.duties.CountOpen(tx, RuleLook, c.Ref(), tx.Today)
	})
	return c, err
}
