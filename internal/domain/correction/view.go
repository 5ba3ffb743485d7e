package correction

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
)

// A View is a correction as the desk shows it.
type View struct {
	Correction Correction    `json:"correction"`
	Unit       string        `json:"unit"`
	Applicant  foi.Applicant `json:"applicant"` // masked
	Claim      Claim         `json:"claim"`
	Outcome    string        `json:"outcome,omitempty"`
	Title      string        `json:"title,omitempty"` // of the notice
	Proofs     []files.File  `json:"proofs,omitempty"`
	Acts       []Act         `json:"acts"`
}

// Find lists corrections that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Correction], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, p); return err })
	return rows, err
}

// View returns a correction that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "correction.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := read(tx, id)
		if err != nil {
			return err
		}
		in, outcome, err := s.opened(c)
		if err != nil {
			return err
		}
		v = View{Correction: *c, Applicant: in.Masked(), Claim: in.Claim, Outcome: outcome}
		if c.Result != "" {
			v.Title = titleOf(c.Result)
		}
		u, err := unit.Get(tx, c.UnitID)
		if err != nil {
			return err
		}
		v.Unit = u.Short
		v.Acts = slices.DeleteFunc(Flow.Next(tx.Actor, c), func(a Act) bool { return a == ActWithdraw && !tx.Actor.CanAt(Take, c.UnitID) })
		v.Proofs, err = files.Locked(tx, proofNoun, int64(c.ID))
		return err
	})
	return v, err
}

// Notice is the notice of the result as it goes out, or as it would be written now.
// That one which went out was taken out stays in the journal.
//
// Errors: Conflict as long as there is no result.
func (s *Service) Notice(ctx context.Context, id ID) (d letter.Document, err error) {
	defer fault.Wrap(&err, "correction.Notice(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := read(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, c.UnitID) && !tx.Actor.CanAt(Tell, c.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		switch {
		case c.Result == "":
			return fault.New(fault.Conflict, "correction.no_result")
		case c.Gone != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", c.Gone)
		}
		if c.Letter == "" {
			d, err = s.document(tx, c, s.words("foi.no_number"), "")
		} else {
			err = s.box.OpenJSON(c.Letter, aboutLetter, &d)
		}
		if err != nil {
			return err
		}
		return journal.Add(tx, "correction.issue", c.Ref(), Brief{c.Status, c.UnitID, c.LetterNo})
	})
	return d, err
}

func badDay(from, to calendar.Day) error { return fault.Field("day", "foi.bad.got", from, to) }
