package remedy

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// Withdraw takes the open complaint of who has the number and code of a request back.
//
// Errors: those of foi.Service.Enter; Conflict if none is open.
func (s *Service) Withdraw(ctx context.Context, who foi.Access, client string) (err error) {
	defer fault.Wrap(&err, "remedy.Withdraw")
	id, err := s.requests.Enter(ctx, who, client)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		c, err := openComplaint(tx, id)
		if err != nil {
			return err
		}
		if c == nil {
			return fault.New(fault.Conflict, "remedy.none_open")
		}
		c.brief = Brief{Day: tx.Today}
		if err := flow.Do(tx, Flow, c, ActWithdraw, func() error { return s.withdraw(tx, c) }); err != nil {
			return err
		}
		return db.Update(tx, table, c)
	})
}

// WithdrawOnPaper notes that who complained took it back in writing or by telephone.
func (s *Service) WithdrawOnPaper(ctx context.Context, id ID, in Because) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActWithdraw, Brief{Note: strings.TrimSpace(in.Reason)}, func(tx *db.Tx, c *Case) error {
		if !mayWithdraw(tx.Actor, c) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		c.Reason = strings.TrimSpace(in.Reason)
		return s.withdraw(tx, c)
	})
}

// mayWithdraw is asked of staff, who note it for somebody: the row of Flow has no
// permission, for the code of the request stands for who complains. Whom a complaint
// is about does not say that it was taken back (see impartial), nor does anybody of the
// department in charge if that is complained of.
func mayWithdraw(a auth.Actor, c *Case) bool {
	return !c.elsewhere() && a.CanAt(Judge, c.UnitID)
}

func (s *Service) withdraw(tx *db.Tx, c *Case) error {
	c.Answered = tx.Today
	return s.duties.WaiveAll(tx, c.Ref(), s.words("remedy.taken_back"))
}

// openComplaint is the complaint of the applicant of a request that is being looked
// into; nil if there is none.
func openComplaint(tx *db.Tx, id foi.ID) (*Case, error) {
	all, err := ofRequest(tx, id)
	for i := range all {
		if c := &all[i]; c.Kind == Complaint && c.ByApplicant && c.Status == Open {
			return c, nil
		}
	}
	return nil, err
}
