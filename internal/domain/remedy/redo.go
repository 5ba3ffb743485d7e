package remedy

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// An Anew has the request of a case answered anew: the new reply names the decision that
// ordered it, and says when it came.
type Anew struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	FileNo string       `form:"file_no" json:"file_no" label:"remedy.anew_no" hint:"remedy.anew_no_hint" max:"60"`
	Got    calendar.Day `form:"got" json:"got" label:"remedy.anew_got" type:"date"`
	Reason string       `form:"reason" json:"reason" label:"remedy.reason" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Anew) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "remedy.need.reason")
	return c.Err()
}

// annulled is the code of the outcome that takes the reply away.
const annulled = "annulled"

// order is the decision of the case, as the new reply tells it.
func (c *Case) order(tx *db.Tx, in Anew) (foi.Order, error) {
	o := foi.Order{By: foi.Orderer(c.Kind), Organ: c.Organ, FileNo: strings.TrimSpace(in.FileNo), Decided: c.Decided, Got: in.Got, Annulled: c.Outcome == annulled}
	if c.Kind == Complaint {
		judge, err := unit.Get(tx, c.JudgeID)
		o.Organ = judge.Name
		return o, err
	}
	var f fault.Check
	f.That(o.FileNo != "", "file_no", "foi.need.order_no")
	f.That(o.Got.Valid(), "got", "foi.need.order_got")
	f.That(o.Got == "" || o.Got >= c.Decided, "got", "remedy.bad.before", c.Decided)
	return o, f.Err()
}

// Redo has the request of a case answered anew, as its outcome ordered, within the days
// that it gives. The new request is the case's own: no other fulfils it.
//
// Errors: those of foi.Service.Redo.
func (s *Service) Redo(ctx context.Context, id ID, in Anew) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Reason)
	return s.step(ctx, id, in.Rev, ActRedo, Brief{Note: reason}, func(tx *db.Tx, c *Case) error {
		n, count := c.RedoN, c.RedoUnit
		if n == 0 {
			n, count = termDisclose.N, termDisclose.Unit
		}
		order, err := c.order(tx, in)
		if err != nil {
			return err
		}
		made, err := s.requests.RedoIn(tx, c.Request, foi.Redo{Reason: reason, Day: c.Decided, Days: n, Count: count, Order: order})
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
