package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Ground is why a request that counted as given up is taken up again.
type Ground string

// The grounds.
const (
	CameInTime Ground = "intime"  // it came up to the last day, and was noted later
	Excused    Ground = "excused" // it came later, with good reason: Article 30 lapses only 无正当理由
)

// restoreNoun is whose the evidence is that a request did not lapse.
const restoreNoun = "foi_restore"

// A Restore takes a request up again that counted as given up for want of a
// correction: the correction had come, or comes with good reason.
type Restore struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	Ground Ground       `form:"ground" json:"ground" label:"foi.ground" hint:"foi.ground_hint" type:"radio" options:"intime,excused" required:"true"`
	Day    calendar.Day `form:"day" json:"day" label:"foi.amended_on" hint:"foi.amended_on_hint" type:"date" required:"true"`
	Want   string       `form:"want" json:"want" label:"foi.amended" hint:"foi.amended_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
	Reason string       `form:"reason" json:"reason" label:"foi.restore_reason" hint:"foi.restore_reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Restore) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	c.That(in.Ground == CameInTime || in.Ground == Excused, "ground", "foi.need.ground")
	c.That(in.Day.Valid(), "day", "foi.need.day")
	Wish{Unit: 1, Want: in.Want}.tidied().check(&c)
	return c.Err()
}

// Restore undoes the lapse and notes the correction with the day on which it came, in
// one transaction. The evidence stays with the case, both days in the journal.
//
// Errors: Conflict if the request did not lapse for want of a correction; Invalid for a
// day that does not fit the ground, and without evidence.
func (s *Service) Restore(ctx context.Context, id ID, in Restore, evidence ...files.Upload) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	fits := func(r *Request) error {
		switch {
		case in.Ground == CameInTime && in.Day > r.Until:
			return fault.Field("day", "foi.bad.restore_late", r.Until)
		case in.Ground == Excused && in.Day <= r.Until:
			return fault.Field("ground", "foi.bad.restore_intime", r.Until)
		}
		return nil
	}
	return s.restore(ctx, id, restoring{
		act: ActRestore, of: deadline.ForAmendment, rev: in.Rev, day: in.Day, reason: in.Reason, fits: fits, evidence: evidence,
		next: s.amending(Amend{Want: in.Want, Day: in.Day}, in.Ground == Excused),
	})
}

// A RestoreFee takes a request up again that counted as given up for want of a payment
// that had been made.
type RestoreFee struct {
	Payment
	Reason string `form:"reason" json:"reason" label:"foi.restore_reason" hint:"foi.restore_reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in RestoreFee) Check() error {
	var c fault.Check
	checkReason(&c, in.Reason)
	if err := in.Payment.Check(); err != nil {
		return err
	}
	return c.Err()
}

// RestoreFee undoes the lapse and notes the payment with its day. A payment after the
// last day is none: 费办法第六条 knows no good reason.
//
// Errors: as for Restore and Pay.
func (s *Service) RestoreFee(ctx context.Context, id ID, in RestoreFee, evidence ...files.Upload) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.restore(ctx, id, restoring{
		act: ActRestoreFee, of: deadline.ForPayment, rev: in.Rev, day: in.Day, reason: in.Reason, evidence: evidence,
		next: s.paying(in.Payment),
		then: func(tx *db.Tx, r *Request) error {
			_, err := tx.Exec("UPDATE foi_fee SET state = ?, rev = rev + 1 WHERE request_id = ? AND state = ?", Noticed, r.ID, Unpaid)
			return err
		},
	})
}

// A restoring is the lapse that is undone, and the step that had been made in time.
type restoring struct {
	act      Act
	of       string // what the clock had waited for
	rev      int64
	day      calendar.Day // on which it came
	reason   string
	fits     func(*Request) error
	next     step
	then     func(*db.Tx, *Request) error
	evidence []files.Upload
}

func (s *Service) restore(ctx context.Context, id ID, re restoring) (r *Request, err error) {
	defer fault.Wrap(&err, "%s(%d)", re.act, id)
	if len(re.evidence) == 0 {
		return nil, fault.Field("scans", "foi.need.evidence")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		if err := s.step(tx, r, s.restoringStep(re)); err != nil {
			return err
		}
		re.next.rev = 0 // the step before has moved it
		return s.step(tx, r, re.next)
	})
	return r, err
}

// restoringStep undoes the lapse alone: the request waits again as it did before.
func (s *Service) restoringStep(re restoring) step {
	st := step{act: re.act, rev: re.rev, note: strings.TrimSpace(re.reason)}
	st.change = func(_ *db.Tx, r *Request) error {
		switch {
		case !r.lapsedFor(re.of):
			return fault.New(fault.Conflict, "foi.not_lapsed")
		case r.Forgotten != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
		case re.fits != nil:
			if err := re.fits(r); err != nil {
				return err
			}
		}
		delete(r.By, ActLapse)
		r.Archived = ""
		r.brief.Day, r.brief.Last = re.day, r.Until
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if _, err := tx.Exec("UPDATE foi_item SET result = '', rev = rev + 1 WHERE request_id = ?", r.ID); err != nil {
			return err
		}
		if re.then != nil {
			if err := re.then(tx, r); err != nil {
				return err
			}
		}
		if err := s.saveSealed(tx, restoreNoun, int64(r.ID), re.evidence); err != nil {
			return err
		}
		return s.owe(tx, r)
	}
	return st
}

// lapsedFor reports whether the request counts as given up because something did not come.
func (r *Request) lapsedFor(what string) bool {
	_, lapsed := r.By[ActLapse]
	n := len(r.Clock.Rounds)
	return lapsed && n > 0 && r.Clock.Rounds[n-1].Cleared != "" && r.Clock.Rounds[n-1].For == what
}
