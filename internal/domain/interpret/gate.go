package interpret

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleFollow is the rule of what is owed when a document went first: its interpretation
// within three working days of the release (policy.interpret).
const RuleFollow = "interpret.follow"

// gates are the acts on the item of a document that it may not take without the
// interpretation that it needs.
var gates = []publish.Act{publish.ActSubmit, publish.ActRelease, publish.ActEmergency}

// moreElements are the elements that the district asks for beside the five.
func moreElements(tx *db.Tx) (out []Element, err error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return nil, err
	}
	for _, w := range settings.Texts(profile.InterpretElements) {
		out = append(out, Element(w))
	}
	return out, nil
}

// needs reports whether the district asks a normative document for an interpretation.
func needsPolicy(tx *db.Tx, d *policy.Document) (bool, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return false, err
	}
	switch settings.Word(profile.InterpretPolicy) {
	case "all":
		return true, nil
	case "vital":
		return d.Vital || d.Business, nil
	}
	return false, nil
}

// needsItem reports whether the district asks an item for one: by its column.
func needsItem(tx *db.Tx, it *publish.Item) (bool, error) {
	settings, err := unit.Settings(tx)
	if err != nil || it.ColumnID == 0 {
		return false, err
	}
	codes := settings.Texts(profile.InterpretColumns)
	if len(codes) == 0 {
		return false, nil
	}
	c, err := column.Get(tx, column.ID(it.ColumnID))
	return slices.Contains(codes, c.Code), err
}

// ready returns a fault that names what an interpretation lacks before it goes with its
// document.
func (x *Interpretation) ready(tx *db.Tx) error {
	more, err := moreElements(tx)
	if err != nil {
		return err
	}
	if lacks := x.Content.lack(more); len(lacks) > 0 {
		return fault.New(fault.Conflict, "interpret.lacks", lacks)
	}
	return nil
}

// Moved is told of each act on a normative document. One that needs an interpretation is
// not handed to its review without it (同步审签); with its number, the interpretation is owed
// to the public as the document is; where the document is given up, so is the interpretation.
func (s *Service) Moved(tx *db.Tx, d *policy.Document, act policy.Act) error {
	if !slices.Contains([]policy.Act{policy.ActAsk, policy.ActEdit, policy.ActRegister, policy.ActVoid, policy.ActDiscard}, act) {
		return nil
	}
	x, err := byPolicy(tx, d.ID)
	if err != nil {
		return err
	}
	if act == policy.ActAsk {
		return allows(tx, x, func() (bool, error) { return needsPolicy(tx, d) })
	}
	if x == nil || x.Status == Released {
		return nil
	}
	if act == policy.ActVoid || act == policy.ActDiscard {
		return s.move(tx, x, s.discarding(Because{Reason: s.words("interpret.given_up")}))
	}
	x.Subject = d.Title
	if act == policy.ActRegister {
		x.Document = d.Item
		if err := s.write(tx, x, nil); err != nil {
			return err
		}
	}
	return db.Update(tx, table, x)
}

// allows returns a fault unless a document may go on: it has its interpretation, or was
// excepted, or needs none.
func allows(tx *db.Tx, x *Interpretation, needs func() (bool, error)) error {
	switch {
	case x != nil && x.Status == Draft:
		return x.ready(tx)
	case x != nil:
		return nil
	}
	need, err := needs()
	if err == nil && need {
		err = fault.New(fault.Conflict, "interpret.none")
	}
	return err
}

// With names the item of the interpretation that takes a step together with an item, for
// publish, and refuses a step of a document that lacks the interpretation it needs. Only
// the first release of a document brings out both; later editions go by themselves.
func (s *Service) With(tx *db.Tx, item publish.ID, act publish.Act) ([]publish.ID, error) {
	mine, err := byItem(tx, item)
	if err != nil {
		return nil, err
	}
	if mine != nil {
		if slices.Contains(gates, act) {
			err = mine.ready(tx)
		}
		return nil, err
	}
	it, err := publish.Peek(tx, item)
	if err != nil {
		return nil, err
	}
	x, err := byDocument(tx, item)
	if err != nil {
		return nil, err
	}
	if slices.Contains(gates, act) && it.FirstAt.IsZero() {
		err := allows(tx, x, func() (bool, error) {
			d, err := policy.ByItem(tx, item)
			if fault.Of(err) == fault.NotFound {
				return needsItem(tx, &it)
			}
			if err != nil {
				return false, err
			}
			return needsPolicy(tx, d)
		})
		if err != nil {
			return nil, err
		}
	}
	if x == nil || x.Status != Draft || !it.FirstAt.IsZero() {
		return nil, nil
	}
	return []publish.ID{x.Item}, nil
}

// Ready is asked by publish before an item comes on line. An interpretation comes on line
// with its document or after it, as its record has it.
//
// Errors: Conflict that says which of these does not hold.
func (s *Service) Ready(tx *db.Tx, item publish.ID, c *publish.Content) error {
	x, err := byItem(tx, item)
	if err != nil || x == nil {
		return err
	}
	u, err := unit.Get(tx, x.UnitID)
	if err != nil {
		return err
	}
	switch {
	case x.Status == Discarded:
		return fault.New(fault.Conflict, "interpret.is_over")
	case clean(c.Body) != s.body(x, u.Name) || c.Title != x.Title:
		return fault.New(fault.Conflict, "interpret.other_text")
	case x.Document == 0:
		return fault.New(fault.Conflict, "interpret.comes_with", x.Subject)
	}
	it, err := publish.Peek(tx, x.Document)
	if err == nil && it.FirstAt.IsZero() {
		err = fault.New(fault.Conflict, "interpret.comes_with", x.Subject)
	}
	return err
}

// Released is told of each item that has come on line: of an interpretation, whose text
// everybody reads from then on, and of a document.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	if x, err := byItem(tx, item); err != nil || x != nil {
		if err != nil {
			return err
		}
		return s.move(tx, x, step{act: ActRelease, change: func(tx *db.Tx, x *Interpretation) error {
			x.Shown, x.Forms = x.Content, x.Content.formText()
			if x.Released == "" {
				x.Released = tx.Today
			}
			return s.duties.CountOpen(tx, RuleFollow, x.Ref(), tx.Today)
		}})
	}
	x, err := byDocument(tx, item)
	if err != nil || x == nil || x.Issued != "" {
		return err
	}
	x.Issued = tx.Today
	if x.Status == Excepted {
		if err := s.oweFollowing(tx, x); err != nil {
			return err
		}
	}
	return db.Update(tx, table, x)
}

// oweFollowing opens the duty to bring out the interpretation after its document.
func (s *Service) oweFollowing(tx *db.Tx, x *Interpretation) error {
	term := law.MustTerm("policy.interpret")
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: x.UnitID, Rule: RuleFollow, Ref: x.Ref(), Under: noun, Title: x.Title, Basis: law.Title(together), From: x.Issued, Term: term,
	})
	return err
}

// DocumentOf is the item of the document that an item interprets; the item itself if it
// interprets none.
func DocumentOf(tx *db.Tx, item publish.ID) (publish.ID, error) {
	x, err := byItem(tx, item)
	if x == nil || x.Document == 0 {
		return item, err
	}
	return x.Document, nil
}
