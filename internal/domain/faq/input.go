package faq

import (
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Limits of an answer.
const (
	MaxQuotes = 6
	MaxLinks  = 3
	maxOthers = 10
	maxOther  = 60
)

// An Edit is an entry as its drafter writes it.
type Edit struct {
	Rev         int64             `form:"rev" type:"hidden" json:"rev"`
	Question    string            `form:"question" json:"question" label:"faq.question" hint:"faq.question_hint" required:"true" max:"60"`
	Others      string            `form:"others" json:"others" label:"faq.others" hint:"faq.others_hint" type:"textarea" rows:"3" max:"700"`
	Topic       string            `form:"topic" json:"topic" label:"faq.topic" type:"select" required:"true" max:"20"`
	Audience    string            `form:"audience" json:"audience" label:"faq.audience" hint:"faq.audience_hint" required:"true" max:"60"`
	Explanation string            `form:"explanation" json:"explanation" label:"faq.explanation" hint:"faq.explanation_hint" type:"textarea" rows:"8" required:"true" max:"2000"`
	Quotes      [MaxQuotes]Quoted `form:"quotes" json:"quotes" each:"faq.quote"`
	Contact     string            `form:"contact" json:"contact" label:"faq.contact" hint:"faq.contact_hint" required:"true" max:"100"`
	Links       [MaxLinks]Linked  `form:"links" json:"links" each:"faq.link"`
	Until       calendar.Day      `form:"until" json:"until" label:"faq.until" hint:"faq.until_hint" type:"date"`
}

// A Quoted is a quote as it is typed.
type Quoted struct {
	Document string `form:"document" json:"document" label:"faq.quote_document" hint:"faq.quote_document_hint" max:"120"`
	Clause   string `form:"clause" json:"clause" label:"faq.quote_clause" hint:"faq.quote_clause_hint" max:"60"`
	Words    string `form:"words" json:"words" label:"faq.quote_words" hint:"faq.quote_words_hint" type:"textarea" rows:"3" max:"3000"`
}

// A Linked is a link as it is typed.
type Linked struct {
	Label string `form:"label" json:"label" label:"faq.link_label" max:"40"`
	Href  string `form:"href" json:"href" label:"faq.link_href" hint:"faq.link_href_hint" max:"300"`
}

// Check says which fields break a rule that needs no document.
func (in Edit) Check() error {
	var c fault.Check
	for _, f := range []struct {
		name, text string
		most       int
		must       bool
	}{
		{"question", in.Question, 60, true},
		{"others", in.Others, 700, false},
		{"topic", in.Topic, 20, true},
		{"audience", in.Audience, 60, true},
		{"explanation", in.Explanation, 2000, true},
		{"contact", in.Contact, 100, true},
	} {
		c.That(!f.must || strings.TrimSpace(f.text) != "", f.name, "required")
		c.That(utf8.RuneCountInString(f.text) <= f.most, f.name, "faq.too_long", f.most)
	}
	others := lines(in.Others)
	c.That(len(others) <= maxOthers, "others", "faq.too_many", maxOthers)
	for _, l := range others {
		c.That(utf8.RuneCountInString(l) <= maxOther, "others", "faq.too_long", maxOther)
	}
	c.That(in.Until == "" || in.Until.Valid(), "until", "faq.bad_day")
	return c.Err()
}

// lines are the lines of a text that say something.
func lines(text string) (out []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// A Begin is an entry that is begun: for a unit, and maybe from a letter that was answered.
type Begin struct {
	Unit   int64 `form:"unit" json:"unit" label:"faq.unit" type:"select" required:"true"`
	Letter int64 `form:"letter" json:"letter" type:"hidden"`
	Edit
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

// An Asking hands an entry in.
type Asking struct {
	Rev  int64 `form:"rev" type:"hidden" json:"rev"`
	Sure bool  `form:"sure" json:"sure" label:"faq.sure"`
}

// A Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"faq.reason" hint:"faq.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	c.That(utf8.RuneCountInString(in.Reason) <= 500, "reason", "faq.too_long", 500)
	return c.Err()
}

// A Find narrows a list of entries at the desk.
type Find struct {
	Status   Status    `form:"state" json:"state,omitempty" label:"faq.state" options:"draft,asked,open,doubted,ended"`
	Topic    string    `form:"topic" json:"topic,omitempty" label:"faq.topic" type:"select" max:"20"`
	Unit     int64     `form:"unit" json:"unit,omitempty" label:"faq.unit" type:"select"`
	Document policy.ID `form:"document" json:"document,omitempty" type:"hidden"`
}

// A Browse is what somebody looks for in public: a question in plain words, or a topic.
type Browse struct {
	Q     string `form:"q" json:"q,omitempty" label:"faq.q" hint:"faq.q_hint" max:"100"`
	Topic string `form:"topic" json:"topic,omitempty" label:"faq.topic" type:"select" max:"20"`
}
