package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
)

// An Extension is asked for by who handles, and decided by the head (Article 33(2)).
type Extension struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"foi.extend_reason" hint:"foi.extend_reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Extension) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	return c.Err()
}

// Propose asks the head for an extension.
func (s *Service) Propose(ctx context.Context, id ID, in Extension) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActPropose, rev: in.Rev, note: in.Reason, change: func(_ *db.Tx, r *Request) error {
		if day := r.delayed(); day != "" {
			return fault.New(fault.Conflict, "deadline.delayed_before", day)
		}
		r.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// An ExtendBy is the head's consent, with the letter that tells the applicant.
type ExtendBy struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
	Sending
}

// Check says which fields break a rule.
func (in ExtendBy) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	in.check(&c)
	return c.Err()
}

// Extend lengthens the term by twenty working days, once. It needs a proposal, the
// consent of another person, and that the applicant is told before the term is
// over: the day that counts is the one on which the letter went out.
func (s *Service) Extend(ctx context.Context, id ID, in ExtendBy) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActExtend, rev: in.Rev, day: in.Day}
	st.move.Term = termExtend
	var old calendar.Day
	st.change = func(_ *db.Tx, r *Request) error {
		if r.By[ActPropose] == 0 {
			return fault.New(fault.Conflict, "foi.not_proposed")
		}
		old = r.Due
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		_, err := s.issue(tx, r, paper{kind: letterExtend, send: in.Sending, values: letter.Values{Text: map[string]string{
			"old_deadline": s.Date(old), "new_deadline": s.Date(r.Due), "extend_reason": r.Reason,
		}}})
		return err
	}
	return s.do(ctx, id, st)
}
