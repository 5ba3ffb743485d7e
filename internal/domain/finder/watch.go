package finder

import (
	"context"
	"reflect"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleLook is the rule of what is owed when a clause changes that a measure rests on.
const RuleLook = "finder.look"

// Kinds returns the jobs of measures: each night, after the documents were brought up to the
// day, whether the clauses are as they were.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("finder.watch", func(ctx context.Context, _ jobs.Slot) error { return s.Watch(ctx) }, jobs.Daily("00:20"))}
}

// Watch reads again what every public measure rests on.
func (s *Service) Watch(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "finder.Watch")
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.watch(tx, nil) })
}

// Affected is told by policy what was done to a document.
func (s *Service) Affected(tx *db.Tx, id policy.ID, _ policy.Kind) error { return s.watch(tx, of(id)) }

func (s *Service) watch(tx *db.Tx, and func(*db.Where)) error {
	all, err := in(tx, offered, and)
	if err != nil {
		return err
	}
	texts := map[policy.ID]policy.Reading{}
	for i := range all {
		m := &all[i]
		text, read := texts[m.Document]
		if !read {
			if text, err = policy.Read(tx, m.Document, tx.Today); err != nil {
				return err
			}
			texts[m.Document] = text
		}
		doubts, err := s.doubts(tx, m, text)
		if err != nil {
			return err
		}
		if len(doubts) == 0 || reflect.DeepEqual(doubts, m.Doubts) {
			continue
		}
		if err := s.doubt(tx, m, doubts); err != nil {
			return err
		}
	}
	return nil
}

// doubts are what has changed below a measure. Where the document is no more the clauses
// are not looked at one by one.
func (s *Service) doubts(tx *db.Tx, m *Measure, text policy.Reading) (out []Doubt, err error) {
	if !text.Open || !mayRest(text) {
		return []Doubt{{Kind: Fallen}}, nil
	}
	rows, err := s.asks(tx)
	if err != nil {
		return nil, err
	}
	at := byCode(rowsFor(rows, m.Who))
	if !m.Conditions.asked(at) {
		out = append(out, Doubt{Kind: Asked})
	}
	clauses := clausesOf(text.Body)
	m.clauses(func(c *Clause) {
		now, there := clauses(c.Name)
		d := Doubt{Changed, *c, now.Text}
		switch {
		case !there:
			d.Kind = Gone
		case now.Text == c.Text:
			return
		}
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	})
	return out, nil
}

// doubt marks a measure for everybody, and asks its unit for a look.
func (s *Service) doubt(tx *db.Tx, m *Measure, doubts []Doubt) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	return s.step(tx, m, step{act: ActDoubt, change: func(tx *db.Tx, m *Measure) error {
		m.Doubts, m.Since = doubts, tx.Today
		return nil
	}, then: func(tx *db.Tx, m *Measure) error {
		_, err := s.duties.Open(tx, duty.Owed{
			UnitID: m.UnitID, Rule: RuleLook, Ref: m.Ref(), Under: Noun, Title: s.words("finder.owe", m.Title), Basis: law.Title(norm), Period: string(tx.Today),
			Term: law.Term{N: settings.Int(profile.FinderLook), Unit: law.Workday},
		})
		return err
	}})
}
