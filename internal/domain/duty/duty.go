package duty

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// An ID names a duty.
type ID int64

// A Duty is one thing that one unit owes.
type Duty struct {
	ID          ID             `db:"id" json:"id"`
	Rev         int64          `db:"rev" json:"rev"`
	UnitID      int64          `db:"unit_id" json:"unit_id"`
	Rule        string         `db:"rule" json:"rule"`                   // what kind of duty: plan.report
	Key         string         `db:"open_key" json:"-"`                  // a duty is opened once for each key
	From        string         `db:"ref" json:"ref"`                     // the thing that it comes from: plan/task/17
	Under       string         `db:"under" json:"under"`                 // what a board groups it by: plan/point/3
	Title       string         `db:"title" json:"title"`                 // what is owed, in words
	Basis       string         `db:"basis" json:"basis"`                 // the point of the circular, or the article
	Period      string         `db:"period" json:"period,omitempty"`     // 2023, 2023-H2, 2023-Q4, 2023-10
	Opened      calendar.Day   `db:"opened" json:"opened"`               // day zero of the clock
	Starts      calendar.Day   `db:"starts" json:"starts"`               // from when it is work to do
	Due         calendar.Day   `db:"due" json:"due,omitempty"`           // last day in time; "" while the clock stands still
	DueAt       time.Time      `db:"due_at" json:"due_at,omitzero"`      // of a term in hours: the last instant in time, on the day Due
	Provisional bool           `db:"provisional" json:"provisional"`     // a notice of holidays is not out yet
	Clock       deadline.Clock `db:"clock,json" json:"clock"`            // the facts that Due is computed from
	Status      Status         `db:"state" json:"state"`                 //
	Need        int            `db:"need" json:"need"`                   // pieces of evidence owed
	Have        int            `db:"have" json:"have"`                   // pieces accepted
	Claimed     calendar.Day   `db:"claimed" json:"claimed,omitempty"`   // evidence of this day waits for a decision
	MetOn       calendar.Day   `db:"met_on" json:"met_on,omitempty"`     // day of the evidence that fulfilled it
	MetAt       time.Time      `db:"met_at" json:"met_at,omitzero"`      // of a term in hours: the instant of that evidence
	Evidence    string         `db:"evidence" json:"evidence,omitempty"` // the last record that counted: plan/report/9
	Changed     int64          `db:"changed" json:"-"`                   // stamp of the write that changed it last
	Followed    bool           `db:"followed" json:"followed,omitempty"` // the clock is that of the thing, and moves with its life only
	Reminded    string         `db:"reminded" json:"-"`                  // stage of the last reminder, and the last day that it was about

	// What the journal keeps of the last step.
	Reason string       `json:"reason,omitempty"`
	OldDue calendar.Day `json:"old_due,omitempty"`

	cal   *calendar.Calendar // in force in the transaction
	term  deadline.Term      // of a duty being opened
	at    time.Time          // from which a term in hours runs
	later calendar.Day       // given when the clock is resumed
}

// Ref names the duty in the journal.
func (d *Duty) Ref() string { return fmt.Sprintf("duty/%d", d.ID) }

// Owner is the unit that owes.
func (d *Duty) Owner() int64 { return d.UnitID }

// State is where the duty stands in Flow.
func (d *Duty) State() Status { return d.Status }

// Move sets where the duty stands; only flow.Do calls it.
func (d *Duty) Move(to Status) { d.Status = to }

// DoneBy is not kept: four eyes are on the evidence, not on the duty.
func (d *Duty) DoneBy(Act) int64 { return 0 }

// passed reports whether an instant in hours has passed at now; a duty in days has none.
func (d *Duty) passed(now time.Time) bool { return !d.DueAt.IsZero() && now.After(d.DueAt) }

// Light is the light of d for whoever looks at now; soon is the last day that
// counts as "due soon". A duty in hours is late from its instant on, to the millisecond:
// the end of its day does not count.
func (d *Duty) Light(now time.Time, soon calendar.Day) Light {
	today := calendar.DayOf(now)
	switch d.Status {
	case Met:
		if d.MetOn > d.Due && d.Due != "" || d.passed(d.MetAt) {
			return DoneLate
		}
		return Done
	case Waived:
		return Void
	case Suspended:
		return Paused
	case Open:
	}
	switch {
	case d.Claimed != "" && (d.Due == "" || d.Claimed <= d.Due):
		return Claimed
	case d.Due == "":
		return Paused
	case d.Due < today, d.passed(now):
		return Late
	case d.Due <= soon:
		return Soon
	}
	return InTime
}

// A Light says how a duty stands on a day. It is always shown as shape, colour and words.
type Light string

// The lights, the worst first.
const (
	Late     Light = "late"    // ▲ the day has passed
	Soon     Light = "soon"    // ◆ within the working days that the district has set
	InTime   Light = "intime"  // ●
	Claimed  Light = "claimed" // ● evidence came in time and waits for a decision
	Paused   Light = "paused"  // ■ the clock stands still
	DoneLate Light = "donelate"
	Done     Light = "done"
	Void     Light = "void" // no longer owed
)

// Lights lists every light, the worst first.
var Lights = []Light{Late, Soon, InTime, Claimed, Paused, DoneLate, Done, Void}

// An Owed is what a noun says when it opens a duty.
type Owed struct {
	UnitID int64
	Rule   string
	Ref    string // of the thing that owes
	Under  string
	Title  string
	Basis  string
	Period string
	From   calendar.Day // day zero of the term; "" is today
	Starts calendar.Day // from when it is work to do; "" is today
	Term   law.Term
	At     time.Time // from which a term in hours runs, whatever the days are; zero for other terms
	Need   int       // 0 is 1
	Again  int64     // tells apart what is owed several times for one thing and period
}

func (o Owed) key() string {
	key := fmt.Sprintf("%s|%s|%d|%s", o.Rule, o.Ref, o.UnitID, o.Period)
	if o.Again != 0 {
		key += fmt.Sprintf("|%d", o.Again)
	}
	return key
}

// Extend gives a duty a later day. The reason stays.
type Extend struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	Due    calendar.Day `form:"due" json:"due" label:"duty.new_due" hint:"duty.new_due_hint" required:"true"`
	Reason string       `form:"reason" json:"reason" label:"duty.reason" hint:"duty.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a day and a reason, and for the rev that the person has seen:
// only within the program may a decision leave it out.
func (in Extend) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(in.Due.Valid(), "due", "duty.bad_day")
	checkReason(&c, in.Reason)
	return c.Err()
}

// Because is the input of an act that needs only a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"duty.reason" hint:"duty.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason, and for the rev as Extend does.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	checkReason(&c, in.Reason)
	return c.Err()
}

func checkReason(c *fault.Check, reason string) {
	c.That(reason != "", "reason", "required")
	c.That(len([]rune(reason)) <= 500, "reason", "duty.reason_long", 500)
}

// Resume lets the clock of a duty go on, if wished to a new day.
type Resume struct {
	Because
	Due calendar.Day `form:"due" json:"due" label:"duty.new_due" hint:"duty.resume_hint" type:"date"`
}

// Find narrows a list of duties.
type Find struct {
	Light Light  `form:"light" json:"light,omitempty" label:"duty.light" options:"late,soon,intime,claimed,paused,done,donelate,void"`
	Unit  int64  `form:"unit" json:"unit,omitempty" label:"duty.unit" type:"select"`
	Rule  string `form:"rule" json:"rule,omitempty" label:"duty.rule" options:"plan.report,plan.review,publish.release,publish.confirm,publish.reassess,column.update,catalogue.publish,foi.confirm,foi.reply,foi.serve,foi.chase,foi.aid,foi.sort,foi.uphold,proposal.decide,proposal.publish,correction.tell,message.judge,message.forward,message.sign,message.reply,message.report,annual.report,remedy.answer,remedy.judge,remedy.pass,remedy.fulfil,policy.legal,policy.file,policy.evaluate,interpret.follow,policy.look,finder.look,faq.look,gazette.print,cleanup.judge,cleanup.settle,deposit.hand_over,deposit.look,response.judge,response.first,response.press,response.answer,response.review,survey.tell,consult.tell,consult.material,event.tell"`
	Text  string `form:"text" json:"text,omitempty" label:"duty.text" max:"100"`
	// Until finds what somebody has to do something about up to a last day, late or not.
	Until calendar.Day `form:"until" json:"until,omitempty" label:"duty.until"`
	Under string       `form:"under" json:"under,omitempty" type:"hidden"`
	From  string       `form:"ref" json:"ref,omitempty" type:"hidden"`
}
