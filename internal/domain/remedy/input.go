package remedy

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A Party is who took a remedy about a request.
type Party string

// The parties.
const (
	Applicant Party = "applicant" // of the request
	Other     Party = "other"     // a third party (第三方), anybody else
)

// An Entry is a case as staff register it.
type Entry struct {
	Kind     Kind         `form:"kind" json:"kind" label:"remedy.kind" type:"radio" options:"complaint,review,suit" required:"true"`
	Unit     int64        `form:"unit" json:"unit" label:"remedy.unit" hint:"remedy.unit_hint" type:"select" required:"true"`
	Request  string       `form:"request" json:"request,omitempty" label:"remedy.request_no" hint:"remedy.request_hint" max:"30"`
	Party    Party        `form:"party" json:"party,omitempty" label:"remedy.party" hint:"remedy.party_hint" type:"radio" options:"applicant,other"`
	Way      Way          `form:"way" json:"way" label:"remedy.way" type:"radio" options:"notice,visit,post,phone" required:"true"`
	Received calendar.Day `form:"received" json:"received" label:"remedy.received" hint:"remedy.received_hint" type:"date" required:"true"`
	Organ    string       `form:"organ" json:"organ,omitempty" label:"remedy.organ" hint:"remedy.organ_hint" group:"remedy.group.organ" max:"100"`
	FileNo   string       `form:"file_no" json:"file_number,omitempty" label:"remedy.file_no" hint:"remedy.file_no_hint" max:"60"`
	Simple   bool         `form:"simple" json:"simple,omitempty" label:"remedy.simple"`
	After    bool         `form:"after" json:"after_review,omitempty" label:"remedy.after"`
	Text     string       `form:"text" json:"text,omitempty" label:"remedy.text" hint:"remedy.text_hint" group:"remedy.group.complaint" type:"textarea" rows:"6" max:"2000"`
	Name     string       `form:"name" json:"name,omitempty" label:"remedy.name" hint:"remedy.name_hint" max:"50"`
	Contact  string       `form:"contact" json:"contact,omitempty" label:"remedy.contact" hint:"remedy.contact_hint" max:"200"`
}

// Check says which fields break a rule.
func (in Entry) Check() error {
	var c fault.Check
	c.That(in.Kind == Complaint || in.Kind == Review || in.Kind == Suit, "kind", "remedy.need.kind")
	c.That(in.Unit > 0, "unit", "remedy.need.unit")
	c.That(in.Way == Visit || in.Way == Post || in.Way == Phone || in.Way == Notice, "way", "remedy.need.way")
	c.That(in.Received.Valid(), "received", "remedy.need.day")
	c.That(in.Party == "" || in.Party == Applicant || in.Party == Other, "party", "remedy.need.party")
	c.That(in.Party != "" || strings.TrimSpace(in.Request) == "", "party", "remedy.need.party")
	if in.Kind == Complaint {
		c.That(strings.TrimSpace(in.Text) != "", "text", "remedy.need.text")
		return c.Err()
	}
	c.That(strings.TrimSpace(in.Organ) != "", "organ", "remedy.need.organ")
	c.That(strings.TrimSpace(in.FileNo) != "", "file_no", "remedy.need.file_no")
	return c.Err()
}

// A Complain is a complaint as the applicant writes it.
type Complain struct {
	Text string `form:"text" json:"text" label:"remedy.text" hint:"remedy.my_text_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
}

// leastText is how many characters a complaint has at least: less says nothing.
const leastText = 4

// Check says which fields break a rule.
func (in Complain) Check() error {
	var c fault.Check
	c.That(len([]rune(strings.TrimSpace(in.Text))) >= leastText, "text", "remedy.need.text")
	return c.Err()
}

func checkRev(c *fault.Check, rev int64) { c.That(rev > 0, "rev", "db.no_rev") }

// On is a day on which something was done, and how.
type On struct {
	Rev  int64        `form:"rev" type:"hidden" json:"rev"`
	Day  calendar.Day `form:"day" json:"day" label:"remedy.day" type:"date" required:"true"`
	Note string       `form:"note" json:"note" label:"remedy.note" hint:"remedy.note_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in On) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Day.Valid(), "day", "remedy.need.day")
	c.That(strings.TrimSpace(in.Note) != "", "note", "remedy.need.note")
	return c.Err()
}

// A Within is the time in which an outcome wants something done.
type Within struct {
	Days int      `form:"days" json:"days,omitempty" label:"remedy.days" hint:"remedy.days_hint"`
	Unit law.Unit `form:"count" json:"count,omitempty" label:"remedy.count" options:"workday,day" type:"radio"`
}

// mostDays is more than any decision gives.
const mostDays = 365

func (in Within) check(c *fault.Check) {
	c.That(in.Days >= 0 && in.Days <= mostDays, "days", "remedy.bad.days", mostDays)
	c.That(in.Days == 0 || in.Unit == law.Workday || in.Unit == law.CalDay, "count", "remedy.need.count")
}

// Redo is the term; one of no days is left to the law.
func (in Within) Redo() law.Term {
	return law.Term{N: in.Days, Unit: in.Unit, Roll: in.Unit == law.CalDay, Basis: ordered}
}

// A Decision is the outcome of a review or a suit.
type Decision struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Outcome string       `form:"outcome" json:"outcome" label:"remedy.outcome" type:"radio" required:"true"`
	Day     calendar.Day `form:"day" json:"day" label:"remedy.decided" hint:"remedy.decided_hint" type:"date" required:"true"`
	Within
	Note string `form:"note" json:"note,omitempty" label:"remedy.note" hint:"remedy.decision_hint" type:"textarea" rows:"3" max:"500"`
}

// Check says which fields break a rule.
func (in Decision) Check() error {
	var c fault.Check
	in.check(&c)
	return c.Err()
}

func (in Decision) check(c *fault.Check) {
	checkRev(c, in.Rev)
	c.That(in.Outcome != "", "outcome", "remedy.bad.outcome")
	c.That(in.Day.Valid(), "day", "remedy.need.day")
	in.Within.check(c)
}

// A Judgement ends a complaint.
type Judgement struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Outcome string `form:"outcome" json:"outcome" label:"remedy.finding" type:"radio" required:"true"`
	Answer  string `form:"answer" json:"answer" label:"remedy.answer_text" hint:"remedy.answer_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
	Within
}

// Check says which fields break a rule.
func (in Judgement) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Outcome != "", "outcome", "remedy.bad.outcome")
	c.That(strings.TrimSpace(in.Answer) != "", "answer", "remedy.need.answer")
	in.check(&c)
	return c.Err()
}

// Because is a reason that stays.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"remedy.reason" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Because) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "remedy.need.reason")
	return c.Err()
}
