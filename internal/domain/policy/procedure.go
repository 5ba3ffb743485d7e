package policy

import (
	"context"
	"errors"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The rules of the duties that documents open.
const (
	RuleLegal = "policy.legal" // 国办发〔2018〕115号: the review takes no more than 15 working days
	RuleFile  = "policy.file"  // 备案
)

// Assess notes the assessment (评估论证).
func (s *Service) Assess(ctx context.Context, id ID, in Taken, e Evidence) (*Document, error) {
	return s.take(ctx, id, ActAssess, Assess, in, e)
}

// Consult notes the consultation (征求意见), with how opinions were taken up. It lasts as
// long as it has to, or says why it did not.
func (s *Service) Consult(ctx context.Context, id ID, in Taken, e Evidence) (*Document, error) {
	return s.take(ctx, id, ActConsult, Consult, in, e)
}

// Fair notes the review of fair competition (公平竞争审查).
func (s *Service) Fair(ctx context.Context, id ID, in Taken, e Evidence) (*Document, error) {
	return s.take(ctx, id, ActFair, Fair, in, e)
}

// take notes a step that the drafters take themselves.
//
// Errors: Invalid about the field, among them a consultation that was too short for no
// reason.
func (s *Service) take(ctx context.Context, id ID, act Act, k StepKind, in Taken, e Evidence) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		d.came = in.Result
		if err := in.fits(k, tx.Today); err != nil {
			return err
		}
		if k == Consult && strings.TrimSpace(in.Reason) == "" {
			t, err := s.terms(tx)
			if err != nil {
				return err
			}
			if term := t.consultation(d); in.On < t.end(in.From, term) {
				return fault.Field("on", "policy.lack.short", term.N)
			}
		}
		return s.note(tx, d, k, in, e)
	}})
}

// note keeps a step with its evidence; the one before it of the same kind is void.
func (s *Service) note(tx *db.Tx, d *Document, k StepKind, in Taken, e Evidence) error {
	if e.name == "" {
		return fault.Field("file", "policy.no_file")
	}
	f, err := s.files.Save(tx, files.Upload{Staged: e.staged, Name: e.name, Noun: noun, Ref: int64(d.ID)})
	if err != nil {
		return err
	}
	if err := voidSteps(tx, d.ID, k); err != nil {
		return err
	}
	return db.Insert(tx, "policy_step", Step{
		ID: StepID(tx.ID()), Document: d.ID, Kind: k, Result: in.Result, Number: strings.TrimSpace(in.Number), From: in.From, On: in.On, Note: strings.TrimSpace(in.Note),
		Reason: strings.TrimSpace(in.Reason), File: f.ID, ByID: tx.Actor.Who(), ByName: tx.Actor.Name, At: tx.Now, Hash: d.hash(),
	})
}

// Ask hands a document to the legal review. From this day on the reviewer has 15 working
// days (国办发〔2018〕115号).
//
// Errors: Invalid with the fields that the record lacks; Conflict naming each step that is
// missing.
func (s *Service) Ask(ctx context.Context, id ID, in Seen) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAsk, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		t, err := s.terms(tx)
		if err != nil {
			return err
		}
		if err := t.ready(d, tx.Today); err != nil {
			return err
		}
		steps, err := stepsOf(tx, d.ID)
		if err != nil {
			return err
		}
		d.Asked = tx.Today
		return errors.Join(t.gate(d, steps, Assess, Consult, Fair), stillApply(tx, d))
	}, then: func(tx *db.Tx, d *Document) error {
		reviewer, err := s.reviewer(tx)
		if err != nil {
			return err
		}
		_, err = s.duties.Open(tx, duty.Owed{
			UnitID: reviewer.ID, Rule: RuleLegal, Ref: d.Ref(), Under: noun, Title: d.Title, Basis: law.Title(legality),
			Term: law.MustTerm("norm.legality"), Again: d.Rev,
		})
		return err
	}})
}

// reviewer is the unit that reviews: the one that the district names, or else the office.
func (s *Service) reviewer(tx *db.Tx) (unit.Unit, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return unit.Unit{}, err
	}
	if code := settings.Text(profile.PolicyReviewer); code != "" {
		u, err := unit.ByCode(tx, code)
		if err == nil && u.Closed == "" {
			return u, nil
		}
		if err != nil && fault.Of(err) != fault.NotFound {
			return u, err
		}
	}
	return unit.InCharge(tx)
}

// Judge is the legal review with one of its three results. With 合法 the document goes on;
// with the others it comes back to its drafters.
//
// Errors: Invalid about the reason when the review took less than 5 working days and no
// reason such as an emergency is given.
func (s *Service) Judge(ctx context.Context, id ID, in Taken, e Evidence) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	act := ActObject
	if in.Result == "legal" {
		act = ActJudge
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		d.came, in.From, in.On = in.Result, d.Asked, tx.Today
		if err := in.fits(Legal, tx.Today); err != nil {
			return err
		}
		t, err := s.terms(tx)
		if err != nil {
			return err
		}
		least := law.MustTerm("norm.legality_least")
		if strings.TrimSpace(in.Reason) == "" && in.Result == "legal" && tx.Today < t.end(d.Asked, least) {
			return fault.Field("reason", "policy.too_fast", least.N)
		}
		d.Reason = strings.TrimSpace(in.Note)
		return nil
	}, then: func(tx *db.Tx, d *Document) error { // after what comes back is void
		if err := s.note(tx, d, Legal, in, e); err != nil {
			return err
		}
		return s.duties.CountOpen(tx, RuleLegal, d.Ref(), tx.Today)
	}})
}

// Deliberate notes what the meeting decided (集体审议). A text that it changed is handed in
// with it: what is issued is what was decided.
func (s *Service) Deliberate(ctx context.Context, id ID, in Deliberation, e Evidence) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	act := ActDeliberate
	if in.Result == "fail" {
		act = ActDefer
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		d.came = in.Result
		if err := in.fits(Deliberate, tx.Today); err != nil {
			return err
		}
		t, err := s.terms(tx)
		if err != nil {
			return err
		}
		steps, err := stepsOf(tx, d.ID)
		if err != nil {
			return err
		}
		if err := t.gate(d, steps, Assess, Consult, Fair, Legal); err != nil {
			return err
		}
		if legal := latest(steps, Legal); in.On < legal.On {
			return fault.Field("on", "policy.before_legal", legal.On)
		}
		if in.Result == "revised" {
			d.Body = textOf(in.Body)
			if bad := begins(d.Later, d.Body, d.Starts, d.Until); bad.Key != "" {
				return fault.Field("body", bad.Key, bad.Args...)
			}
		}
		d.Reason = strings.TrimSpace(in.Note)
		return nil
	}, then: func(tx *db.Tx, d *Document) error { return s.note(tx, d, Deliberate, in.Taken, e) }})
}
