package deposit

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The rules of what is owed.
const (
	RuleHand = "deposit.hand_over" // the city has what has changed
	RuleLook = "deposit.look"      // somebody looks at what differs
)

// Kinds returns the jobs of deposits: each night, after policy.turn, what the day has changed by itself is
// owed. A night that was missed is made up for by the next one.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{
		jobs.Define("deposit.owe", func(ctx context.Context, _ jobs.Slot) error { return s.Owe(ctx) }, jobs.Daily("00:30")),
	}
}

// Owe opens what is owed for every document, and ends what is owed for those that nobody reads any
// more. It opens nothing twice.
func (s *Service) Owe(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "deposit.Owe")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.owe(tx); err != nil {
			return err
		}
		c, err := cityOf(tx)
		if err != nil {
			return err
		}
		hidden, err := policy.Hidden(tx)
		for _, id := range hidden {
			if err := s.duties.Lapse(tx, RuleHand, policy.RefOf(id), c.unit.ID, s.words("deposit.hidden")); err != nil {
				return err
			}
		}
		return err
	})
}

// owe opens what is owed for some documents, or for all: a duty for each day on which something
// has changed one of them that the city does not have yet. What changed before the day that the
// profile names opens none.
func (s *Service) owe(tx *db.Tx, only ...policy.ID) error {
	c, err := cityOf(tx)
	if err != nil || c.name == "" {
		return err
	}
	all, err := policy.Events(tx, only...)
	if err != nil {
		return err
	}
	has, err := covered(tx)
	if err != nil {
		return err
	}
	first := calendar.Day(c.profile.Text(profile.DepositSince))
	for _, d := range all {
		x, in := has[d.ID]
		for _, e := range d.Events {
			if e.On < first || in && x.has(e) {
				continue
			}
			kind := string(e.Kind)
			if e.Kind == "" {
				kind = "issue"
			}
			_, err := s.duties.Open(tx, duty.Owed{
				UnitID: c.unit.ID, Rule: RuleHand, Ref: policy.RefOf(d.ID), Under: noun, Title: s.words("deposit.owe."+kind, d.Title), Basis: law.Title(basis),
				Period: string(e.On), From: e.On, Term: law.Term{N: c.days, Unit: law.Workday}, Again: e.Mark,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// has reports whether a package has an event.
func (d *Document) has(e policy.Event) bool { return d.Change != Gone && slices.Contains(d.Events, e) }

// Released is told of each item that has come on line: a document that is issued with it is owed.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	d, err := policy.ByItem(tx, item)
	if fault.Of(err) == fault.NotFound || err == nil && d.Status != policy.Issued {
		return nil
	}
	if err != nil {
		return err
	}
	return s.owe(tx, d.ID)
}

// Affected is told by policy what was done to a document.
func (s *Service) Affected(tx *db.Tx, id policy.ID, _ policy.Kind) error { return s.owe(tx, id) }

// answered follows the answer of the city. A receipt for all that it asks for meets what is owed for
// the documents as the package has them, on the day of the handing-over, and the packages before it
// that came back. Any other answer asks for a new package.
func (s *Service) answered(tx *db.Tx, d *Deposit) error {
	if !d.Whole {
		c, err := cityOf(tx)
		if err != nil {
			return err
		}
		_, err = s.duties.Open(tx, duty.Owed{
			UnitID: d.UnitID, Rule: RuleHand, Ref: d.Ref(), Under: noun, Title: s.words("deposit.owe.again", d.Library), Basis: law.Title(basis),
			From: d.Answered, Term: law.Term{N: c.days, Unit: law.Workday},
		})
		return err
	}
	docs, err := documentsOf(tx, d.ID)
	if err != nil {
		return err
	}
	changes, err := policy.Events(tx)
	if err != nil {
		return err
	}
	events := map[policy.ID][]policy.Event{}
	for _, c := range changes {
		events[c.ID] = c.Events
	}
	for i := range docs {
		if err := s.meet(tx, d, &docs[i], events[docs[i].Document]); err != nil {
			return err
		}
	}
	unmet, err := db.All[Deposit](tx, "FROM deposit_deposit WHERE id < ? AND state IN (?, ?) AND whole = ? ORDER BY id", d.ID, Returned, Received, false)
	for i := range unmet {
		if err := s.duties.CountOpen(tx, RuleHand, unmet[i].Ref(), d.Handed); err != nil {
			return err
		}
	}
	return err
}

// meet ends what is owed for a document on the days of which the package has everything.
func (s *Service) meet(tx *db.Tx, d *Deposit, x *Document, events []policy.Event) error {
	open, err := s.duties.Owing(tx, RuleHand, policy.RefOf(x.Document), d.UnitID)
	for i := range open {
		if !x.covers(events, calendar.Day(open[i].Period)) {
			continue
		}
		if err := s.duties.Count(tx, open[i].ID, d.Ref(), d.Handed); err != nil {
			return err
		}
	}
	return err
}
