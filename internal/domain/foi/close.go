package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// ProposeClose asks another person to agree that what came by the portal or the mail, and
// was not received yet, is no request.
func (s *Service) ProposeClose(ctx context.Context, id ID, in Because) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActProposeClose, rev: in.Rev, note: in.Reason, change: func(_ *db.Tx, r *Request) error {
		r.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Close ends what is no request: an empty form, a test, a double. It is counted nowhere,
// so two people have to agree, and the applicant reads why.
//
// Errors: Conflict for what was not received yet and nobody has proposed to close.
func (s *Service) Close(ctx context.Context, id ID, in Because) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := s.ending(ActClose, in)
	change := st.change
	st.change = func(tx *db.Tx, r *Request) error {
		if r.Status == Waiting && r.By[ActProposeClose] == 0 {
			return fault.New(fault.Conflict, "foi.close_not_proposed")
		}
		return change(tx, r)
	}
	return s.do(ctx, id, st)
}

// closedFor is why a request was closed as none; "" if it was not.
func (r *Request) closedFor() string {
	if r.Status == Closed || r.Status == Archived && r.By[ActClose] != 0 && r.Answered == "" {
		return r.Reason
	}
	return ""
}
