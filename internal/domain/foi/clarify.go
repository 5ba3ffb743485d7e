package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A Clarify asks the applicant to make the request clear (Article 30): once, and
// within seven working days of receipt.
type Clarify struct {
	Rev  int64  `form:"rev" type:"hidden" json:"rev"`
	What string `form:"what" json:"what" label:"foi.clarify_what" hint:"foi.clarify_what_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
	Tip  string `form:"tip" json:"tip" label:"foi.clarify_tip" hint:"foi.clarify_tip_hint" type:"textarea" rows:"3" required:"true" max:"1000"`
	Sending
}

// Check says which fields break a rule.
func (in Clarify) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.What) != "", "what", "foi.need.clarify_what")
	c.That(strings.TrimSpace(in.Tip) != "", "tip", "foi.need.clarify_tip")
	for field, text := range map[string]string{"what": in.What, "tip": in.Tip} {
		c.That(!says(folded(text), "purpose"), field, "foi.bad.clarify_purpose")
	}
	in.check(&c)
	return c.Err()
}

// Clarify sends the 补正告知书. One that goes out after the seventh working day is
// noted as a breach: the clock is read both ways from then on, and the earlier
// day is the one to keep.
func (s *Service) Clarify(ctx context.Context, id ID, in Clarify) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActClarify, rev: in.Rev, day: in.Day}
	st.move.Key, st.move.Term = deadline.ForAmendment, termClarify
	st.change = func(tx *db.Tx, r *Request) error {
		if err := s.noneAsked(tx, r); err != nil {
			return err
		}
		due, err := r.lastDay(r.Clock.Started(), termClarify)
		if err != nil {
			return err
		}
		r.late(ActClarify, due, in.Day)
		return s.awaits(tx, r, in.got(), profile.FOIAmend)
	}
	st.then = func(tx *db.Tx, r *Request) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		_, err = s.issue(tx, r, paper{kind: letterClarify, send: in.Sending, values: letter.Values{Text: map[string]string{
			"unclear": in.What, "amend_how": in.Tip, "amend_within": s.workdays(settings.Int(profile.FOIAmend)),
		}}})
		return err
	}
	return s.do(ctx, id, st)
}

// awaits notes by when the applicant has to do something, once it is known on
// which day the letter came.
func (s *Service) awaits(tx *db.Tx, r *Request, got calendar.Day, setting profile.IntKey) error {
	r.Until = ""
	if got == "" {
		return nil
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	t := law.Term{N: settings.Int(setting), Unit: law.Workday, Basis: unclear}
	r.Until, err = r.lastDay(got, t)
	return err
}

// workdays writes a number of working days as a letter does.
func (s *Service) workdays(n int) string { return s.words("foi.workdays", n) }

// An Amend is what the applicant wrote to make it clear.
type Amend struct {
	Rev  int64        `form:"rev" type:"hidden" json:"rev"`
	Want string       `form:"want" json:"want" label:"foi.amended" hint:"foi.amended_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
	Day  calendar.Day `form:"day" json:"day" label:"foi.amended_on" hint:"foi.amended_on_hint" type:"date"`
}

// Check says which fields break a rule.
func (in Amend) Check() error {
	var c fault.Check
	Wish{Unit: 1, Want: in.Want}.tidied().check(&c)
	return c.Err()
}

// Amend notes at the desk what came on paper. The twenty working days begin
// afresh on the day after it came.
func (s *Service) Amend(ctx context.Context, id ID, in Amend) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.amending(in, false).byTaker())
}

// byTaker is a step that stands in the table for the applicant and is noted by who may
// receive requests.
func (st step) byTaker() step {
	change := st.change
	st.change = func(tx *db.Tx, r *Request) error {
		if !tx.Actor.CanAt(Take, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		return change(tx, r)
	}
	return st
}

// amending is the step that notes a correction. One that came after the last day takes
// a good reason (Article 30).
func (s *Service) amending(in Amend, excused bool) step {
	st := step{act: ActAmend, rev: in.Rev, day: in.Day}
	st.move.Key = deadline.ForAmendment
	st.change = func(_ *db.Tx, r *Request) error {
		if strings.TrimSpace(in.Want) == strings.TrimSpace(r.Want) {
			return fault.Field("want", "foi.same_want")
		}
		if r.Until != "" && r.move.Day > r.Until && !excused {
			return fault.Field("want", "foi.bad.amended_late", r.Until)
		}
		r.Want = r.Want + "\n\n" + s.words("foi.amended_text", strings.TrimSpace(in.Want))
		r.Until = ""
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if err := s.unchase(tx, r, r.move.Day, func(m *Mailed) bool { return m.Kind == letterClarify }); err != nil {
			return err
		}
		if r.Pieces != 1 {
			return nil
		}
		_, err := tx.Exec("UPDATE foi_item SET text = ?, rev = rev + 1 WHERE request_id = ?", r.Want, r.ID)
		return err
	}
	return st
}

// A Wonder asks why somebody asks so much or so often (Article 35).
type Wonder struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Counts string `form:"counts" json:"counts" label:"foi.wonder_counts" hint:"foi.wonder_counts_hint" required:"true" max:"100"`
	Period string `form:"period" json:"period" label:"foi.wonder_period" required:"true" max:"100"`
	Why    string `form:"why" json:"why" label:"foi.wonder_why" hint:"foi.wonder_why_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
	Days   int    `form:"days" json:"days" label:"foi.wonder_days" required:"true" min:"1" max:"60"`
	Sending
}

// Check says which fields break a rule.
func (in Wonder) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Why) != "", "why", "foi.need.wonder_why")
	c.That(strings.TrimSpace(in.Counts) != "", "counts", "foi.need.wonder_counts")
	c.That(strings.TrimSpace(in.Period) != "", "period", "foi.need.wonder_period")
	c.That(in.Days >= 1 && in.Days <= 60, "days", "foi.bad.days")
	in.check(&c)
	return c.Err()
}

// Wonder sends the 说明理由告知书. The clock goes on: the law stops it for nobody's reasons.
func (s *Service) Wonder(ctx context.Context, id ID, in Wonder) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActWonder, rev: in.Rev, day: in.Day, change: func(_ *db.Tx, r *Request) error {
		if day := r.delayed(); day != "" {
			return fault.New(fault.Conflict, "foi.delayed_already", day)
		}
		r.Often = Often{Asked: in.Day}
		return nil
	}, then: func(tx *db.Tx, r *Request) error {
		_, err := s.issue(tx, r, paper{kind: letterWonder, send: in.Sending, values: letter.Values{Text: map[string]string{
			"counts": in.Counts, "period": in.Period, "explain": in.Why, "explain_within": s.workdays(in.Days),
		}}})
		return err
	}})
}
