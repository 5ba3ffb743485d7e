package foi

import (
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Wish is what is asked for. Article 29 asks for a description that tells it
// apart, and nothing of what it is for.
type Wish struct {
	Unit int64  `form:"unit" json:"unit" label:"foi.unit" hint:"foi.unit_hint" group:"foi.group.what" type:"select" required:"true"`
	Want string `form:"want" json:"want" label:"foi.want" hint:"foi.want_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
	Mark string `form:"mark" json:"mark" label:"foi.mark" hint:"foi.mark_hint" max:"200"` // 文号 or what else tells it apart
}

// leastWant is how many characters a description has at least: less says nothing.
const leastWant = 4

func (w Wish) tidied() Wish {
	w.Want, w.Mark = strings.TrimSpace(strings.ReplaceAll(w.Want, "\r\n", "\n")), strings.TrimSpace(w.Mark)
	return w
}

func (w Wish) check(c *fault.Check) {
	c.That(w.Unit != 0, "unit", "foi.need.unit")
	c.That(w.Want != "", "want", "foi.need.want")
	c.That(w.Want == "" || utf8.RuneCountInString(w.Want) >= leastWant, "want", "foi.bad.short")
	c.That(!strings.ContainsRune(w.Want+w.Mark, 0), "want", "foi.bad.line")
}

// Check says which fields break a rule.
func (w Wish) Check() error {
	var c fault.Check
	w.tidied().check(&c)
	return c.Err()
}

// text is the description as the file of the case has it.
func (w Wish) text() string {
	if w.Mark == "" {
		return w.Want
	}
	return w.Want + "\n" + w.Mark
}

// A Delivery is how the applicant wants to get it, and the letters of the case.
type Delivery struct {
	Form Form `form:"form" json:"form" label:"foi.form" group:"foi.group.how" type:"radio" options:"paper,email,disc,other" required:"true"`
	Way  Way  `form:"way" json:"way" label:"foi.way" hint:"foi.way_hint" type:"radio" options:"portal,email,post,collect,onsite" required:"true"`
	Consent
}

// check asks for the address that the way needs.
func (d Delivery) check(c *fault.Check, a Applicant) {
	c.That(d.Way != ByMail || a.Mail != "", "way", "foi.need.mail")
	c.That(d.Way != ByPost || a.Address != "", "way", "foi.need.address")
	d.Consent.check(c, a)
}

// Check says which fields break a rule of their own.
func (a Applicant) Check() error {
	var c fault.Check
	a.Tidied().check(&c)
	return c.Err()
}

// A Filing is a whole request as its applicant writes it.
type Filing struct {
	Applicant
	Wish
	Delivery
	Parts []string `json:"parts,omitempty"`                  // what the applicant agreed to ask for apart, as filed
	Token string   `form:"token" json:"token" type:"hidden"` // of the form: sent twice, it makes one request
}

// tidied is the filing as it is kept.
func (f Filing) tidied() Filing {
	f.Applicant, f.Wish = f.Tidied(), f.Wish.tidied()
	f.Parts = textLines(strings.Join(f.Parts, "\n"))
	return f
}

// Check says which fields break a rule.
func (f Filing) Check() error {
	var c fault.Check
	f = f.tidied()
	f.Applicant.check(&c)
	f.Wish.check(&c)
	f.Delivery.check(&c, f.Applicant)
	if err := c.Err(); err != nil || len(f.Parts) == 0 {
		return err
	}
	return checkParts(f.Parts)
}

// A Receipt is a request that staff type in, as it came: over the counter, by
// post, by fax, by mail.
type Receipt struct {
	Filing
	Channel   Channel      `form:"channel" json:"channel" label:"foi.channel" group:"foi.group.came" options:"counter,express,letter,fax,mail" required:"true"`
	Oral      bool         `form:"oral" json:"oral" label:"foi.oral" hint:"foi.oral_hint"`
	Submitted calendar.Day `form:"submitted" json:"submitted" label:"foi.submitted" hint:"foi.submitted_hint" type:"date" required:"true"`
	Delivered calendar.Day `form:"delivered" json:"delivered" label:"foi.delivered" hint:"foi.delivered_hint" type:"date"`
	Tracking  string       `form:"tracking" json:"tracking" label:"foi.tracking" hint:"foi.tracking_hint" max:"40"`
}

// Check says which fields break a rule.
func (in Receipt) Check() error {
	var c fault.Check
	f := in.tidied()
	f.Applicant.check(&c)
	f.Wish.check(&c)
	f.Delivery.check(&c, f.Applicant)
	c.That(in.Channel != Portal, "channel", "foi.bad.channel")
	c.That(!in.Oral || in.Channel == Counter, "oral", "foi.bad.oral")
	c.That(in.Submitted.Valid(), "submitted", "foi.need.submitted")
	c.That(in.Channel == Counter || in.Delivered.Valid(), "delivered", "foi.need.delivered")
	c.That(in.Delivered == "" || in.Delivered >= in.Submitted, "delivered", "foi.bad.delivered")
	c.That(in.Channel != Express || strings.TrimSpace(in.Tracking) != "", "tracking", "foi.need.tracking")
	return c.Err()
}

// A Confirm notes that both sides have confirmed the receipt (Article 31).
type Confirm struct {
	Rev int64        `form:"rev" type:"hidden" json:"rev"`
	Day calendar.Day `form:"day" json:"day" label:"foi.confirmed" hint:"foi.confirmed_hint" type:"date" required:"true"`
	How string       `form:"how" json:"how" label:"foi.how" hint:"foi.how_hint" required:"true" max:"200"`
}

// Check says which fields break a rule.
func (in Confirm) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(strings.TrimSpace(in.How) != "", "how", "foi.need.how")
	return c.Err()
}

// A Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	return c.Err()
}

// A Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason, and for the rev.
func (in Because) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	return c.Err()
}

// An On is the input of an act that happened on a day.
type On struct {
	Rev  int64        `form:"rev" type:"hidden" json:"rev"`
	Day  calendar.Day `form:"day" json:"day" label:"foi.day" hint:"foi.day_hint" type:"date" required:"true"`
	Note string       `form:"note" json:"note" label:"foi.note" max:"500"`
}

// Check says which fields break a rule.
func (in On) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Day.Valid(), "day", "foi.need.day")
	return c.Err()
}

func checkRev(c *fault.Check, rev int64) { c.That(rev > 0, "rev", "db.no_rev") }

func checkReason(c *fault.Check, reason string) {
	c.That(strings.TrimSpace(reason) != "", "reason", "foi.need.reason")
}

// To gives a request to somebody of the unit.
type To struct {
	Rev    int64 `form:"rev" type:"hidden" json:"rev"`
	Person int64 `form:"person" json:"person" label:"foi.handler" type:"select" required:"true"`
}

// Check says which fields break a rule.
func (in To) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Person > 0, "person", "foi.need.person")
	return c.Err()
}

// A Transfer gives a request to another unit of the district. The day of receipt
// stays: how the offices pass it on is no matter of the applicant.
type Transfer struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Unit   int64  `form:"unit" json:"unit" label:"foi.transfer_to" hint:"foi.transfer_hint" type:"select" required:"true"`
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Transfer) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Unit > 0, "unit", "foi.need.unit")
	checkReason(&c, in.Reason)
	return c.Err()
}
