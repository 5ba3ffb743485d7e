package cleanup

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Edit is a clean-up as its form gives it.
type Edit struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Title   string       `form:"title" json:"title" label:"cleanup.title" hint:"cleanup.title_hint" required:"true" max:"100"`
	Basis   string       `form:"basis" json:"basis" label:"cleanup.basis" hint:"cleanup.basis_hint" required:"true" max:"200"`
	About   string       `form:"about" json:"about" label:"cleanup.about" hint:"cleanup.about_hint" type:"textarea" rows:"4" max:"2000"`
	Contact string       `form:"contact" json:"contact" label:"cleanup.contact" max:"100"`
	AsOf    calendar.Day `form:"as_of" json:"as_of" label:"cleanup.as_of" hint:"cleanup.as_of_hint" type:"date" required:"true"`
	Due     calendar.Day `form:"due" json:"due" label:"cleanup.due" hint:"cleanup.due_hint" type:"date" required:"true"`
	Settle  calendar.Day `form:"settle" json:"settle" label:"cleanup.settle_by" hint:"cleanup.settle_hint" type:"date" required:"true"`
	Column  int64        `form:"column" json:"column" label:"cleanup.column" type:"select" required:"true"`
	Strict  bool         `form:"strict" json:"strict" label:"cleanup.strict" hint:"cleanup.strict_hint"`
	VoidOn  calendar.Day `form:"void_on" json:"void_on" label:"cleanup.void_on" hint:"cleanup.void_hint" type:"date"`
}

// Check asks for what a clean-up needs.
func (in Edit) Check() error {
	var f fault.Check
	f.That(strings.TrimSpace(in.Title) != "", "title", "required")
	f.That(strings.TrimSpace(in.Basis) != "", "basis", "required")
	f.That(in.AsOf.Valid(), "as_of", "publish.bad_day")
	f.That(in.Due.Valid(), "due", "publish.bad_day")
	f.That(in.Due >= in.AsOf, "due", "cleanup.before", in.AsOf)
	f.That(in.Settle.Valid(), "settle", "publish.bad_day")
	f.That(in.Settle >= in.Due, "settle", "cleanup.before", in.Due)
	f.That(in.VoidOn == "" || in.VoidOn.Valid(), "void_on", "publish.bad_day")
	f.That(in.Column > 0, "column", "required")
	for field, l := range map[string]struct {
		text string
		most int
	}{"title": {in.Title, 100}, "basis": {in.Basis, 200}, "about": {in.About, 2000}, "contact": {in.Contact, 100}} {
		f.That(len([]rune(l.text)) <= l.most, field, "publish.too_long", l.most)
	}
	return f.Err()
}

func (in Edit) facts() Facts {
	return Facts{
		Title: strings.TrimSpace(in.Title), Basis: strings.TrimSpace(in.Basis), About: strings.TrimSpace(strings.ReplaceAll(in.About, "\r\n", "\n")),
		Contact: strings.TrimSpace(in.Contact), AsOf: in.AsOf, Due: in.Due, Settle: in.Settle, Strict: in.Strict, VoidOn: in.VoidOn, Column: in.Column,
	}
}

// FormOf is the form of a clean-up as it is stored.
func FormOf(c *Cleanup) Edit {
	return Edit{c.Rev, c.Title, c.Basis, c.About, c.Contact, c.AsOf, c.Due, c.Settle, c.Column, c.Strict, c.VoidOn}
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	return f.Err()
}

// Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"cleanup.reason" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the rev and the reason.
func (in Because) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	says(&f, "reason", in.Reason)
	return f.Err()
}

func says(f *fault.Check, field, text string) {
	f.That(strings.TrimSpace(text) != "", field, "required")
	f.That(len([]rune(text)) <= 1000, field, "publish.too_long", 1000)
}

// Later gives the units a later last day.
type Later struct {
	Because
	Due calendar.Day `form:"due" json:"due" label:"cleanup.new_due" type:"date" required:"true"`
}

// Check asks for the day too.
func (in Later) Check() error {
	if err := in.Because.Check(); err != nil {
		return err
	}
	var f fault.Check
	f.That(in.Due.Valid(), "due", "publish.bad_day")
	return f.Err()
}

// Compile asks for the announcement to be written.
type Compile struct {
	Rev  int64 `form:"rev" type:"hidden" json:"rev"`
	Sure bool  `form:"sure" json:"sure" label:"cleanup.sure" hint:"cleanup.sure_hint"` // documents without a verdict become void
}

// Check asks for the rev.
func (in Compile) Check() error { return Seen{in.Rev}.Check() }

// Proposal is a verdict as its form gives it.
type Proposal struct {
	Rev     int64     `form:"rev" type:"hidden" json:"rev"`
	Verdict Judgement `form:"verdict" json:"verdict" label:"cleanup.verdict" options:"keep,amend,repeal,lapse" type:"radio" required:"true"`
	Note    string    `form:"note" json:"note" label:"cleanup.note" hint:"cleanup.note_hint" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the verdict and its reason.
func (in Proposal) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(slices.Contains(Judgements, in.Verdict), "verdict", "required")
	says(&f, "note", in.Note)
	return f.Err()
}

// Find narrows the list of clean-ups.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"cleanup.state" options:"draft,running,compiled,announced,stopped,discarded"`
}

// FindVerdict narrows the list of the documents of clean-ups.
type FindVerdict struct {
	Cleanup ID        `form:"cleanup" json:"cleanup,omitempty" type:"hidden"`
	Unit    int64     `form:"unit" json:"unit,omitempty" label:"cleanup.unit" type:"select"`
	Stage   Stage     `form:"state" json:"state,omitempty" label:"cleanup.stage" options:"open,proposed,approved"`
	Verdict Judgement `form:"verdict" json:"verdict,omitempty" label:"cleanup.verdict" options:"keep,amend,repeal,lapse"`
	Owed    bool      `form:"owed" json:"owed,omitempty" label:"cleanup.owed"`
	Text    string    `form:"text" json:"text,omitempty" label:"policy.text" max:"100"`
}

// At is the address of the list at a path.
func (q FindVerdict) At(path string) string {
	v := url.Values{}
	for key, value := range map[string]string{"state": string(q.Stage), "verdict": string(q.Verdict)} {
		if value != "" {
			v.Set(key, value)
		}
	}
	for key, n := range map[string]int64{"cleanup": int64(q.Cleanup), "unit": q.Unit} {
		if n != 0 {
			v.Set(key, strconv.FormatInt(n, 10))
		}
	}
	if q.Owed {
		v.Set("owed", "true")
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
