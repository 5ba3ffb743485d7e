package cleanup

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// A VerdictView is all that the desk shows of the verdict on a document.
type VerdictView struct {
	Verdict Verdict `json:"verdict"`
	Cleanup Cleanup `json:"cleanup"`
	Unit    string  `json:"unit"`
	Acts    []Act   `json:"acts"`
}

// Verdicts lists the documents of clean-ups that the actor may know of, in the order of
// their issue.
func (s *Service) Verdicts(ctx context.Context, q FindVerdict, p db.Page) (rows db.Rows[Verdict], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = findVerdicts(tx, scope(tx), q, p)
		return err
	})
	return rows, err
}

// Waiting lists the verdicts of running clean-ups that wait for the actor.
func (s *Service) Waiting(ctx context.Context, q FindVerdict, p db.Page) (rows db.Rows[Verdict], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		w.And("cleanup_id IN (SELECT id FROM policy_cleanup WHERE state = ?)", Running)
		rows, err = findVerdicts(tx, w, q, p)
		return err
	})
	return rows, err
}

// Verdict returns the verdict on a document that the actor may know of.
func (s *Service) Verdict(ctx context.Context, id VerdictID) (v VerdictView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, c, err := loadVerdict(tx, id)
		if err != nil {
			return err
		}
		v = VerdictView{Verdict: *x, Cleanup: *c}
		u, err := unit.Get(tx, x.UnitID)
		v.Unit = u.Name
		if c.Status == Running {
			v.Acts = pressed(VerdictFlow.Next(tx.Actor, x))
		}
		return err
	})
	return v, err
}

// judge makes a step on a verdict while the clean-up runs.
//
// Errors: Conflict afterwards: what was compiled is what is announced.
func (s *Service) judge(ctx context.Context, id VerdictID, rev int64, act Act, change func(*Verdict), then func(*db.Tx, *Verdict, *Cleanup) error) (v *Verdict, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var c *Cleanup
		if v, c, err = loadVerdict(tx, id); err != nil {
			return err
		}
		if c.Status != Running {
			return fault.New(fault.Conflict, "cleanup.not_running")
		}
		v.Rev = rev
		if err := s.step(tx, v, act, change); err != nil {
			return err
		}
		tx.Changed(c.Ref())
		if then == nil {
			return nil
		}
		return then(tx, v, c)
	})
	return v, err
}

// step makes a step on a verdict that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, v *Verdict, act Act, change func(*Verdict)) error {
	err := flow.Do(tx, VerdictFlow, v, act, func() error {
		v.By.Did(act, tx.Actor.Who())
		change(v)
		return nil
	})
	if err != nil {
		return err
	}
	return db.Update(tx, verdictTable, v)
}

// Propose gives the verdict of a unit on a document, with its reason.
func (s *Service) Propose(ctx context.Context, id VerdictID, in Proposal) (*Verdict, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.judge(ctx, id, in.Rev, ActPropose, func(v *Verdict) {
		v.Judgement, v.Note, v.Reason = in.Verdict, strings.TrimSpace(in.Note), ""
	}, nil)
}

// Approve agrees to a verdict that somebody else proposed. With the last one, the unit has
// done what it owes.
func (s *Service) Approve(ctx context.Context, id VerdictID, in Seen) (*Verdict, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.judge(ctx, id, in.Rev, ActApprove, func(*Verdict) {}, func(tx *db.Tx, v *Verdict, c *Cleanup) error {
		left, err := db.One[int](tx, "SELECT count(*) FROM policy_verdict WHERE cleanup_id = ? AND unit_id = ? AND state <> ?", c.ID, v.UnitID, Approved)
		if err != nil || left > 0 {
			return err
		}
		open, err := s.duties.Owing(tx, RuleJudge, c.Ref(), v.UnitID)
		for _, d := range open {
			if err := s.duties.Count(tx, d.ID, c.Ref(), tx.Today); err != nil {
				return err
			}
		}
		return err
	})
}

// Refuse gives a verdict back to who proposed it.
func (s *Service) Refuse(ctx context.Context, id VerdictID, in Because) (*Verdict, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.judge(ctx, id, in.Rev, ActRefuse, func(v *Verdict) { v.Reason = strings.TrimSpace(in.Reason) }, nil)
}

// Back asks a unit for another verdict. If it had done what it owed, it owes once more.
func (s *Service) Back(ctx context.Context, id VerdictID, in Because) (*Verdict, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.judge(ctx, id, in.Rev, ActBack, func(v *Verdict) { v.Reason, v.Settled = strings.TrimSpace(in.Reason), "" }, func(tx *db.Tx, v *Verdict, c *Cleanup) error {
		open, err := s.duties.Owing(tx, RuleJudge, c.Ref(), v.UnitID)
		if err != nil || len(open) > 0 {
			return err
		}
		return s.oweVerdicts(tx, c, v.UnitID, 1, v.Rev)
	})
}

// pressed leaves out what nobody presses.
func pressed(acts []Act) []Act {
	return slices.DeleteFunc(acts, func(a Act) bool { return slices.Contains(byItself, a) })
}

// settle notes that what a verdict asked for has been done.
func (s *Service) settle(tx *db.Tx, v *Verdict) error {
	return s.step(tx, v, ActSettle, func(v *Verdict) { v.Settled = tx.Today })
}

// oweSettling opens the duty to amend or repeal a document.
func (s *Service) oweSettling(tx *db.Tx, c *Cleanup, v *Verdict) error {
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: v.UnitID, Rule: RuleSettle, Ref: v.Ref(), Under: noun, Title: s.words("cleanup.owe_settle."+string(v.Judgement), v.Title), Basis: c.Title, Term: dateTerm(c.Settle),
	})
	return err
}
