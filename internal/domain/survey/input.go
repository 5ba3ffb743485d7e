package survey

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// An Edit is a survey as its drafter writes it.
type Edit struct {
	Rev       int64        `form:"rev" type:"hidden" json:"rev"`
	Title     string       `form:"title" json:"title" label:"survey.title" hint:"survey.title_hint" required:"true" max:"100"`
	About     string       `form:"about" json:"about" label:"survey.about" hint:"survey.about_hint" type:"textarea" rows:"4" required:"true" max:"2000"`
	Questions string       `form:"questions" json:"questions" label:"survey.questions" hint:"survey.questions_hint" type:"textarea" rows:"18" required:"true" max:"20000"`
	Identity  Identity     `form:"identity" json:"identity" label:"survey.identity" hint:"survey.identity_hint" options:"anyone,phone,invite" required:"true"`
	Assess    bool         `form:"assess" json:"assess" label:"survey.assess" hint:"survey.assess_hint"`
	Until     calendar.Day `form:"until" json:"until" label:"survey.until" hint:"survey.until_hint" type:"date" required:"true"`
	Contact   string       `form:"contact" json:"contact" label:"survey.contact" hint:"survey.contact_hint" required:"true" max:"100"`
}

// Check says which fields break a rule.
func (in Edit) Check() error {
	var c fault.Check
	for _, f := range []struct{ name, text string }{{"title", in.Title}, {"about", in.About}, {"questions", in.Questions}, {"contact", in.Contact}} {
		c.That(strings.TrimSpace(f.text) != "", f.name, "required")
	}
	c.That(in.Identity == Anyone || in.Identity == Phone || in.Identity == Invite, "identity", "required")
	c.That(in.Until.Valid(), "until", "survey.need_day")
	if err := c.Err(); err != nil {
		return err
	}
	_, err := Parse(in.Questions)
	return err
}

// facts is what was typed, once it is checked.
func (in Edit) facts() Facts {
	qs, _ := Parse(in.Questions) // checked
	return Facts{
		Title: strings.TrimSpace(in.Title), About: strings.TrimSpace(strings.ReplaceAll(in.About, "\r\n", "\n")), Questions: qs,
		Identity: in.Identity, Assess: in.Assess, Until: in.Until, Contact: strings.TrimSpace(in.Contact),
	}
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	return c.Err()
}

// A Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"survey.reason" hint:"survey.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// An Extend gives a survey a later last day.
type Extend struct {
	Because
	Until calendar.Day `form:"until" json:"until" label:"survey.until" type:"date" required:"true"`
}

// Check says which fields break a rule.
func (in Extend) Check() error {
	var c fault.Check
	c.That(in.Until.Valid(), "until", "survey.need_day")
	if err := c.Err(); err != nil {
		return err
	}
	return in.Because.Check()
}

// A Finding is what was found, and what is done about it.
type Finding struct {
	Rev      int64  `form:"rev" type:"hidden" json:"rev"`
	Findings string `form:"findings" json:"findings" label:"survey.findings" hint:"survey.findings_hint" type:"textarea" rows:"8" required:"true" max:"5000"`
}

// Check says which fields break a rule.
func (in Finding) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Findings) != "", "findings", "required")
	return c.Err()
}

// An Invitation asks for so many codes.
type Invitation struct {
	Codes int `form:"codes" json:"codes" label:"survey.codes" hint:"survey.codes_hint" required:"true"`
}

// MaxCodes is how many codes are made at once.
const MaxCodes = 2000

// Check asks for a number that can be made.
func (in Invitation) Check() error {
	var c fault.Check
	c.That(in.Codes >= 1 && in.Codes <= MaxCodes, "codes", "survey.bad_codes", MaxCodes)
	return c.Err()
}

// A Submission is what somebody answers.
type Submission struct {
	Token   string  `json:"token"` // of the form: sent twice, it counts once
	Phone   string  `json:"phone,omitempty"`
	Code    string  `json:"code,omitempty"` // sent to the telephone, or of the invitation
	Answers Answers `json:"answers"`
}

// A Find narrows a list of surveys.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"survey.state" options:"draft,asked,open,closed,found,told"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"survey.unit" type:"select"`
}
