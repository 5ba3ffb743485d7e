package policy

import (
	"context"
	"errors"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// anchor is why a document is public: 规章和规范性文件.
const anchor law.Ref = "foi:20-1"

// Return sends a document back from the registration. The reason says what to mend.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReturn, rev: in.Rev, change: because(in.Reason)})
}

// Register is 统一登记 and 统一编号: the document gets its two numbers, and the item of
// publish begins that makes it public by its four signatures (统一印发).
//
// Errors: Conflict naming each step that is missing, or that the district has no code.
func (s *Service) Register(ctx context.Context, id ID, in Registration) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActRegister, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		t, err := s.terms(tx)
		if err != nil {
			return err
		}
		steps, err := stepsOf(tx, d.ID)
		if err != nil {
			return err
		}
		if err := t.gate(d, steps, StepKinds...); err != nil {
			return err
		}
		return d.enter(tx, in.Word)
	}, then: func(tx *db.Tx, d *Document) error {
		e, err := s.items.DraftIn(tx, d.UnitID, publish.Edit{
			Title: d.Title, Body: d.Body, Attribute: publish.Open, Anchor: anchor, Column: d.Column, Number: d.Number, MadeOn: d.Registered,
			Theme: d.Theme, Genre: d.Genre, Keywords: d.Keywords,
		}, nil)
		if err == nil {
			d.Item = e.ItemID
		}
		return err
	}})
}

// enter gives a document its numbers of the year.
func (d *Document) enter(tx *db.Tx, word string) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	code := settings.Text(profile.PolicyCode)
	if code == "" {
		return fault.New(fault.Conflict, "policy.no_code")
	}
	year := tx.Today.Year()
	n, err := next(tx, word, year)
	if err != nil {
		return err
	}
	m, err := next(tx, code, year)
	d.Number, d.Code, d.Registered = numberOf(word, year, n), codeOf(code, year, m), tx.Today
	return err
}

// Void ends a document that was registered and will not be issued. Its number stays in
// the register with the reason, so that the series shows no gap, and the draft of its item
// ends with it.
func (s *Service) Void(ctx context.Context, id ID, in Because) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActVoid, rev: in.Rev, change: because(in.Reason), then: func(tx *db.Tx, d *Document) error {
		return s.items.DiscardIn(tx, d.Item, in.Reason)
	}})
}

// Ready is asked by publish before an item comes on line. What makes a document public is
// the text that was deliberated, under the number that it was given, after each step that
// it needs: whoever asks for the release, and however.
//
// Errors: Conflict that says which of these does not hold.
func (s *Service) Ready(tx *db.Tx, item publish.ID, c *publish.Content) error {
	d, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case d.Status == Voided:
		return fault.New(fault.Conflict, "policy.is_void", d.Number)
	case c.Attribute != publish.Open:
		return fault.New(fault.Conflict, "policy.not_open")
	case textOf(c.Body) != d.Body:
		return fault.New(fault.Conflict, "policy.other_text")
	case c.Number != d.Number || c.Title != d.Title:
		return fault.New(fault.Conflict, "policy.other_number", d.Title, d.Number)
	case d.Status == Registered && d.Starts != "" && d.Starts < tx.Today:
		return fault.New(fault.Conflict, "policy.starts_past", d.Starts)
	case d.Status != Registered:
		return nil
	}
	t, err := s.terms(tx)
	if err != nil {
		return err
	}
	steps, err := stepsOf(tx, d.ID)
	if err != nil {
		return err
	}
	bad := begins(d.Later, d.Body, max(d.Starts, tx.Today), d.Until)
	if bad.Key != "" {
		return fault.New(fault.Conflict, bad.Key, bad.Args...)
	}
	return errors.Join(t.gate(d, steps, StepKinds...), stillApply(tx, d))
}

// Released is told of each item that has come on line: with its own, a document is issued.
// Its text is kept from this day on, whatever becomes of it later.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	if err := s.noteCitations(tx, item); err != nil {
		return err
	}
	d, err := byItem(tx, item)
	switch {
	case fault.Of(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	case d.Status == Held:
		return s.admit(tx, d)
	case d.Status != Registered:
		return nil
	}
	return s.move(tx, d, step{act: ActIssue, change: func(tx *db.Tx, d *Document) error {
		d.Issued = tx.Today
		if d.Starts == "" {
			d.Starts = tx.Today
		}
		l := life{starts: d.Starts, until: d.Until}
		now := l.at(tx.Today)
		d.Standing, d.StandingOn, d.Ends = now.Standing, now.Since, d.Until
		first := text{dated{tx.ID(), d.ID, d.Starts, 0}, d.Body}
		var err error
		if d.does, err = deeds(tx, d); err != nil {
			return err
		}
		return errors.Join(db.Insert(tx, "policy_text", first), d.commence(tx, first.ID))
	}, then: func(tx *db.Tx, d *Document) error {
		return errors.Join(s.oweFiling(tx, d), s.mark(tx, d), s.takeEffect(tx, d))
	}})
}

// oweFiling opens the duty to file a document with the organ above. The number of days is
// the district's own: local rules have 15 or 30.
func (s *Service) oweFiling(tx *db.Tx, d *Document) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	_, err = s.duties.Open(tx, duty.Owed{
		UnitID: d.UnitID, Rule: RuleFile, Ref: d.Ref(), Under: noun, Title: d.Title, Basis: law.Title(norm),
		Term: law.Term{N: settings.Int(profile.PolicyFiling), Unit: law.CalDay},
	})
	return err
}

// File notes that the organ above has the document (备案).
func (s *Service) File(ctx context.Context, id ID, in Filing) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActFile, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		if in.On > tx.Today {
			return fault.Field("on", "policy.future", tx.Today)
		}
		if in.On < d.Issued {
			return fault.Field("on", "policy.before_issue", d.Issued)
		}
		d.Filed, d.FiledNo = in.On, in.Number
		return nil
	}, then: func(tx *db.Tx, d *Document) error { return s.duties.CountOpen(tx, RuleFile, d.Ref(), in.On) }})
}
