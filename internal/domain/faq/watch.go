package faq

import (
	"context"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleLook is the rule of what is owed when a clause changes that an entry quotes.
const RuleLook = "faq.look"

// Kinds returns the jobs of entries: each night, after the documents were brought up to the
// day, whether the clauses are as they were and the terms are over.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("faq.watch", func(ctx context.Context, _ jobs.Slot) error { return s.Watch(ctx) }, jobs.Daily("00:25"))}
}

// Watch ends what has come to the end of its term, and reads again what every other public
// entry quotes.
func (s *Service) Watch(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "faq.Watch")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		over, err := in(tx, offered, func(w *db.Where) { w.And("until_day <> '' AND until_day < ?", tx.Today) })
		if err != nil {
			return err
		}
		for i := range over {
			if err := s.step(tx, &over[i], step{act: ActLapse, then: s.settled}); err != nil {
				return err
			}
		}
		return s.watch(tx, nil)
	})
}

// Affected is told by policy what was done to a document.
func (s *Service) Affected(tx *db.Tx, id policy.ID, _ policy.Kind) error { return s.watch(tx, of(id)) }

func (s *Service) watch(tx *db.Tx, and func(*db.Where)) error {
	all, err := in(tx, offered, and)
	if err != nil {
		return err
	}
	texts := policy.NewReadings(tx)
	return policy.Watch(all, func(e *Entry) []Doubt { return e.Doubts }, func(e *Entry) ([]Doubt, error) { return doubtsOf(texts, e) },
		func(e *Entry, doubts []Doubt) error { return s.doubt(tx, e, doubts) })
}

// doubtsOf are what has changed below an entry, by the documents that it quotes. One that is
// not yet in force is none that it may quote.
func doubtsOf(texts *policy.Readings, e *Entry) (out []Doubt, err error) {
	for _, d := range e.documents() {
		text, err := texts.Of(d)
		if err != nil {
			return nil, err
		}
		found := text.Doubts(e.clauses(d))
		if len(found) == 0 && !text.Standing.InForce() {
			found = []policy.Doubt{{Kind: policy.Void}}
		}
		for _, f := range found {
			doubt := Doubt{f, d, text.Title, ""}
			if f.Kind == policy.Void {
				doubt.Standing = text.Standing
			}
			out = append(out, doubt)
		}
	}
	return out, nil
}

// Text is a doubt in words.
func (d Doubt) Text() fault.Text {
	if d.Standing != "" {
		return fault.T("faq.doubt.void", d.Subject, fault.T("publish.validity."+string(d.Standing)))
	}
	return fault.T("faq.doubt.clause", d.Subject, d.Doubt.Text())
}

// doubt marks an entry for everybody, and asks its unit for a look.
func (s *Service) doubt(tx *db.Tx, e *Entry, doubts []Doubt) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	return s.step(tx, e, step{act: ActDoubt, change: func(tx *db.Tx, e *Entry) error {
		e.Doubts, e.Since = doubts, tx.Today
		return nil
	}, then: func(tx *db.Tx, e *Entry) error {
		if err := s.index(tx, e); err != nil {
			return err
		}
		_, err := s.duties.Open(tx, duty.Owed{
			UnitID: e.UnitID, Rule: RuleLook, Ref: e.Ref(), Under: Noun, Title: s.words("faq.owe", e.Question), Basis: law.Title(norm), Period: string(tx.Today),
			Term: law.Term{N: settings.Int(profile.FAQLook), Unit: law.Workday},
		})
		return err
	}})
}
