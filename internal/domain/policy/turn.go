package policy

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleEvaluate is the rule of what is owed before a term ends: 届满前评估.
const RuleEvaluate = "policy.evaluate"

// Kinds returns the jobs of documents: each night, what the day changes by itself, and what was
// not read yet for what it cites.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{
		jobs.Define("policy.turn", func(ctx context.Context, _ jobs.Slot) error { return s.Turn(ctx) }, jobs.Daily("00:10")),
		jobs.Define("policy.recite", func(ctx context.Context, _ jobs.Slot) error { return s.Recite(ctx) }, jobs.Daily("00:20")),
	}
}

// Turn brings every document up to the day: who began, lapsed or was suspended over night
// stands so on its page, in lists and in search, and whose term ends is announced to its
// owner. A day that was missed is made up for by the next run.
func (s *Service) Turn(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "policy.Turn")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		all, err := db.All[Document](tx, "FROM policy_document WHERE state = ? ORDER BY id", Issued)
		if err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		for i := range all {
			if err := s.turn(tx, &all[i]); err != nil {
				return err
			}
			if err := s.fallApart(tx, &all[i]); err != nil {
				return err
			}
			if err := s.warn(tx, &all[i], settings); err != nil {
				return err
			}
		}
		return nil
	})
}

// turn gives a document the standing that it has today, if it has another one.
func (s *Service) turn(tx *db.Tx, d *Document) error {
	l, err := lifeOf(tx, d)
	if err != nil {
		return err
	}
	was := *d
	if err := d.stand(tx, l); err != nil {
		return err
	}
	now := *d
	if *d = was; now.Standing == d.Standing && now.StandingOn == d.StandingOn && now.StandingBy == d.StandingBy && now.Ends == d.Ends {
		return nil
	}
	if err := d.join(tx); err != nil {
		return err
	}
	return s.move(tx, d, step{act: ActTurn, change: func(tx *db.Tx, d *Document) error { return d.stand(tx, l) }, then: func(tx *db.Tx, d *Document) error {
		if err := s.mark(tx, d); err != nil || d.Standing.InForce() || d.Standing == Pending {
			return err
		}
		if err := s.fall(tx, d); err != nil || !d.Standing.over() {
			return err
		}
		return s.affected(tx, d.ID, Lapse)
	}})
}

// stand gives a document the standing of today by its life.
func (d *Document) stand(tx *db.Tx, l *life) error {
	now, by := l.at(tx.Today), ""
	author, err := now.author(tx)
	if author != nil {
		by = cmp.Or(author.Number, author.Title)
	}
	d.Standing, d.StandingOn, d.StandingBy, d.Ends = now.Standing, now.Since, by, l.term(tx.Today)
	return err
}

// mark gives the item of a document its validity.
func (s *Service) mark(tx *db.Tx, d *Document) error {
	return s.items.Follow(tx, d.Item, publish.Validity(d.Standing), d.StandingOn, d.StandingBy)
}

// warn tells who writes for the unit that the term of a document ends, once at each of
// the days that the district sets, and opens the duty to evaluate it.
func (s *Service) warn(tx *db.Tx, d *Document, settings profile.Settings) error {
	l, err := lifeOf(tx, d)
	if err != nil {
		return err
	}
	until := l.term(tx.Today)
	if until == "" || until < tx.Today || !d.Standing.InForce() && d.Standing != Suspended {
		return nil
	}
	left := until.Sub(tx.Today)
	if left <= settings.Int(profile.PolicyEvaluate) {
		if err := s.oweEvaluation(tx, d, until); err != nil {
			return err
		}
	}
	stage := 0
	for _, n := range settings.Ints(profile.PolicyWarn) { // the largest first
		if left <= n {
			stage = n
		}
	}
	if stage == 0 {
		return nil
	}
	people, err := s.duties.Holders(tx, Write, d.UnitID)
	if err != nil {
		return err
	}
	for _, account := range people {
		err := s.duties.Tell(tx, notify.Notice{
			Account: account, Key: fmt.Sprintf("policy.told.ends %d %s %d", d.ID, until, stage), Link: d.Ref(), Text: fault.T("policy.told.ends", d.Title, until, left),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// oweEvaluation opens the duty to evaluate a document before the last day of its term.
func (s *Service) oweEvaluation(tx *db.Tx, d *Document, until calendar.Day) error {
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: d.UnitID, Rule: RuleEvaluate, Ref: d.Ref(), Under: noun, Title: d.Title, Basis: law.Title(norm), Period: string(until),
		Term: law.Term{Unit: law.Date, Date: string(until)},
	})
	return err
}

// Evaluation is what a unit concludes before the end of a term.
type Evaluation struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Result string `form:"result" json:"result" label:"policy.evaluation" options:"prolong,amend,repeal,lapse" type:"radio" required:"true"`
	Note   string `form:"note" json:"note" label:"policy.reason" hint:"policy.evaluation_hint" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the conclusion and its reason.
func (in Evaluation) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(in.Result == "prolong" || in.Result == "amend" || in.Result == "repeal" || in.Result == "lapse", "result", "required")
	f.That(strings.TrimSpace(in.Note) != "", "note", "required")
	long(&f, "note", in.Note, maxNote)
	return f.Err()
}

// Evaluate notes what the evaluation before the end of a term came to (届满前评估). What it
// asks for is done by a document of its own; without one the document lapses on its day.
func (s *Service) Evaluate(ctx context.Context, id ID, in Evaluation) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEvaluate, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		if !d.Standing.InForce() && d.Standing != Suspended {
			return fault.New(fault.Conflict, "policy.is_over")
		}
		d.Evaluation, d.Reason = in.Result, strings.TrimSpace(in.Note)
		return nil
	}, then: func(tx *db.Tx, d *Document) error { return s.duties.CountOpen(tx, RuleEvaluate, d.Ref(), tx.Today) }})
}

// Keeps reports whether the validity of an item is that of a document.
func (s *Service) Keeps(tx *db.Tx, item publish.ID) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM policy_document WHERE item_id = ? AND state = ?", item, Issued)
	return n > 0, err
}
