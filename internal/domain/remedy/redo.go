package remedy

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Redo has the request of a case answered anew, as its outcome ordered, within the days
// that it gives. The new request is the case's own: no other fulfils it.
//
// Errors: those of foi.Service.Redo.
func (s *Service) Redo(ctx context.Context, id ID, in Because) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Reason)
	return s.step(ctx, id, in.Rev, ActRedo, Brief{Note: reason}, func(tx *db.Tx, c *Case) error {
		n, count := c.RedoN, c.RedoUnit
		if n == 0 {
			n, count = termDisclose.N, termDisclose.Unit
		}
		made, err := s.requests.RedoIn(tx, c.Request, foi.Redo{Reason: reason, Day: c.Decided, Days: n, Count: count})
		if err != nil {
			return err
		}
		c.RedoID, c.brief.Note = made.ID, made.Number+" "+reason
		return nil
	})
}

// redone asks for the new reply that the outcome ordered: that which was begun for this
// case; or, of a request that had no reply when it was decided, its first. A complaint
// may be made good without one.
func (c *Case) redone(tx *db.Tx, on calendar.Day) error {
	if c.Request == 0 || c.Kind == Complaint && c.RedoID == 0 {
		return nil
	}
	id := c.Request
	if c.RedoID != 0 {
		id = c.RedoID
	}
	reply, err := foi.DisputedOf(tx, id)
	switch {
	case err != nil:
		return err
	case c.RedoID != 0 && reply.Answered == "":
		return fault.New(fault.Conflict, "remedy.redo_open", reply.Number)
	case reply.Answered == "" || reply.Answered < c.Decided:
		return fault.New(fault.Conflict, "remedy.need.redo")
	case reply.Answered > on:
		return fault.Field("day", "remedy.bad.before", reply.Answered)
	}
	return nil
}
