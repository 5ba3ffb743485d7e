package finder

import (
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// An Edit is a measure as its drafter writes it.
type Edit struct {
	Rev        int64        `form:"rev" type:"hidden" json:"rev"`
	Title      string       `form:"title" json:"title" label:"finder.title" hint:"finder.title_hint" required:"true" max:"60"`
	Who        Who          `form:"who" json:"who" label:"finder.who" options:"person,company" type:"radio" required:"true"`
	Gives      string       `form:"gives" json:"gives" label:"finder.gives" hint:"finder.gives_hint" type:"textarea" rows:"3" required:"true" max:"500"`
	By         string       `form:"gives_by" json:"gives_by" label:"finder.gives_by" hint:"finder.gives_by_hint" required:"true" max:"60"`
	Conditions string       `form:"conditions" json:"conditions" label:"finder.conditions" hint:"finder.conditions_hint" type:"textarea" rows:"10" required:"true" max:"5000"`
	Apply      string       `form:"apply" json:"apply" label:"finder.apply" hint:"finder.apply_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
	Until      calendar.Day `form:"until" json:"until" label:"finder.until" hint:"finder.until_hint" type:"date"`
	Contact    string       `form:"contact" json:"contact" label:"finder.contact" hint:"finder.contact_hint" required:"true" max:"100"`
}

// Check says which fields break a rule that needs no document.
func (in Edit) Check() error {
	var c fault.Check
	for _, f := range []struct{ name, text string }{
		{"title", in.Title}, {"gives", in.Gives}, {"gives_by", in.By}, {"conditions", in.Conditions}, {"apply", in.Apply}, {"contact", in.Contact},
	} {
		c.That(strings.TrimSpace(f.text) != "", f.name, "required")
	}
	c.That(in.Who == Person || in.Who == Company, "who", "required")
	c.That(in.Until == "" || in.Until.Valid(), "until", "finder.bad_day")
	return c.Err()
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
	Reason string `form:"reason" json:"reason" label:"finder.reason" hint:"finder.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// A Find narrows a list of measures.
type Find struct {
	Status   Status    `form:"state" json:"state,omitempty" label:"finder.state" options:"draft,asked,open,doubted,ended"`
	Who      Who       `form:"who" json:"who,omitempty" label:"finder.who" options:"person,company"`
	Unit     int64     `form:"unit" json:"unit,omitempty" label:"finder.unit" type:"select"`
	Document policy.ID `form:"document" json:"document,omitempty" type:"hidden"`
}

// Pairs reads answers that are written as code=answer.
func Pairs(all []string) map[string]string {
	out := map[string]string{}
	for _, s := range all {
		code, v, _ := strings.Cut(s, "=")
		out[strings.TrimSpace(code)] = v
	}
	return out
}
