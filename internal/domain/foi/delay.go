package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
)

// A Fairness says what the organ thinks of the reasons for asking so much (Article 35).
type Fairness string

// The judgments.
const (
	Fair   Fairness = "fair"   // 理由合理: it is answered, if need be later
	Unfair Fairness = "unfair" // 理由不合理, or none were given: 不予处理
)

// Often is where a request stands that asks too much or too often: the reasons
// were asked for, they came, and they were judged. The zero value is none of it.
type Often struct {
	Asked  calendar.Day `json:"asked,omitempty"`  // the 说明理由告知书 was sent
	Heard  calendar.Day `json:"heard,omitempty"`  // the reasons came; "" of none
	Judged calendar.Day `json:"judged,omitempty"` //
	View   Fairness     `json:"view,omitempty"`   //
	Why    string       `json:"why,omitempty"`    // 认定意见
}

// A Weigh judges the reasons that the applicant gave.
type Weigh struct {
	Rev  int64        `form:"rev" type:"hidden" json:"rev"`
	View Fairness     `form:"view" json:"view" label:"foi.weigh_view" type:"radio" options:"fair,unfair" required:"true"`
	Day  calendar.Day `form:"day" json:"day" label:"foi.weigh_day" hint:"foi.weigh_day_hint" type:"date"`
	Why  string       `form:"why" json:"why" label:"foi.weigh_why" hint:"foi.weigh_why_hint" type:"textarea" rows:"4" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Weigh) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.View == Fair || in.View == Unfair, "view", "foi.need.weigh_view")
	c.That(in.Day == "" || in.Day.Valid(), "day", "foi.need.day")
	c.That(in.View != Fair || in.Day != "", "day", "foi.need.weigh_day") // who gave no reasons has no good ones
	c.That(strings.TrimSpace(in.Why) != "", "why", "foi.need.weigh_why")
	return c.Err()
}

// Weigh notes the judgment. It opens the two ways of Article 35: reasons that are
// not reasonable end as 不予处理, reasonable ones may be answered later.
//
// Errors: Conflict if no reasons were asked for, or a delay rests on the judgment already.
func (s *Service) Weigh(ctx context.Context, id ID, in Weigh) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActWeigh, rev: in.Rev, day: in.Day, note: strings.TrimSpace(in.Why), key: string(in.View), change: func(tx *db.Tx, r *Request) error {
		switch {
		case r.Often.Asked == "":
			return fault.New(fault.Conflict, "foi.not_wondered")
		case r.delayed() != "":
			return fault.New(fault.Conflict, "foi.delayed_already", r.delayed())
		case in.Day != "" && in.Day < r.Often.Asked:
			return fault.Field("day", "foi.bad.before", r.Often.Asked)
		}
		r.Often.Heard, r.Often.Judged, r.Often.View, r.Often.Why = in.Day, tx.Today, in.View, strings.TrimSpace(in.Why)
		return nil
	}})
}

// A DelayBy sets the 延迟答复的合理期限 (Article 35), with the letter that tells the applicant.
type DelayBy struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Days   int    `form:"days" json:"days" label:"foi.delay_days" hint:"foi.delay_days_hint" required:"true" min:"1" max:"250"`
	Reason string `form:"reason" json:"reason" label:"foi.delay_reason" hint:"foi.delay_reason_hint" type:"textarea" required:"true" max:"500"`
	Sending
}

// maxDelay is the most working days, about a year: the law has no number, and a slip of the pen is none.
const maxDelay = 250

// UsualDelay is the length that a form begins with: a setting of law/terms.tsv, 待核实.
func UsualDelay() int { return termDelay.N }

// Check says which fields break a rule.
func (in DelayBy) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Days >= 1 && in.Days <= maxDelay, "days", "foi.bad.delay_days", maxDelay)
	checkReason(&c, in.Reason)
	in.check(&c)
	return c.Err()
}

// Delay has the organ answer later than Article 33 lets it. It needs reasons that were
// judged reasonable, by another person, and that the applicant is told before the
// term is over. It uses up no extension, but it ends the way to one: it says that
// the term of Article 33 does not suffice.
//
// Errors: Conflict for what has to come first, for a last day that nobody knows
// because somebody is asked, and for a second delay of the same term.
func (s *Service) Delay(ctx context.Context, id ID, in DelayBy) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActDelay, rev: in.Rev, day: in.Day, note: strings.TrimSpace(in.Reason)}
	st.move.Term = law.Term{N: in.Days, Unit: law.Workday, Basis: often}
	var old calendar.Day
	st.change = func(_ *db.Tx, r *Request) error {
		switch {
		case r.Often.Asked == "":
			return fault.New(fault.Conflict, "foi.not_wondered")
		case r.Often.View == "":
			return fault.New(fault.Conflict, "foi.not_weighed")
		case r.Often.View != Fair:
			return fault.New(fault.Conflict, "foi.not_fair")
		case r.Due == "":
			return fault.New(fault.Conflict, "foi.delay_open")
		}
		old = r.Due
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		_, err := s.issue(tx, r, paper{kind: letterDelay, send: in.Sending, values: letter.Values{Text: map[string]string{
			"excused": s.Date(r.Often.Heard), "delay_reason": strings.TrimSpace(in.Reason), "delay_within": s.workdays(in.Days),
			"old_deadline": s.Date(old), "new_deadline": s.Date(r.Due),
		}}})
		return err
	}
	return s.do(ctx, id, st)
}

// delayed is the day on which the term that runs was delayed; "" if it was not.
func (r *Request) delayed() calendar.Day {
	if n := len(r.Clock.Rounds); n > 0 {
		return r.Clock.Rounds[n-1].Delayed
	}
	return ""
}

// mayOften reports whether a step on 申请数量、频次 comes after the one before it;
// any other step is none of its business.
func (r *Request) mayOften(a Act) bool {
	delayed := r.delayed() != ""
	switch a { //nolint:exhaustive // the others are none of its business
	case ActWonder:
		return !delayed
	case ActWeigh:
		return !delayed && r.Often.Asked != ""
	case ActDelay:
		return !delayed && r.Often.View == Fair && r.Due != ""
	}
	return true
}
