package finder

import (
	"context"
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
	texts := policy.NewReadings(tx)
	return policy.Watch(all, func(m *Measure) []policy.Doubt { return m.Doubts }, func(m *Measure) ([]policy.Doubt, error) {
		text, err := texts.Of(m.Document)
		if err != nil {
			return nil, err
		}
		return s.doubts(tx, m, text)
	}, func(m *Measure, doubts []policy.Doubt) error { return s.doubt(tx, m, doubts) })
}

// doubts are what has changed below a measure: in the document, and in what the profile asks.
func (s *Service) doubts(tx *db.Tx, m *Measure, text policy.Reading) ([]policy.Doubt, error) {
	out := text.Doubts(m.clauses)
	if len(out) > 0 && out[0].Kind == policy.Void {
		return out, nil
	}
	rows, err := s.asks(tx)
	if err == nil && !m.Conditions.asked(byCode(rowsFor(rows, m.Who))) {
		out = slices.Insert(out, 0, policy.Doubt{Kind: Asked})
	}
	return out, err
}

// doubt marks a measure for everybody, and asks its unit for a look.
func (s *Service) doubt(tx *db.Tx, m *Measure, doubts []policy.Doubt) error {
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
