package message

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Limits, in characters.
const (
	maxTitle  = 60
	maxText   = 2000
	maxAnswer = 2000
	leastText = 4
)

// A Letter is what somebody writes.
type Letter struct {
	Unit  int64  `form:"unit" json:"unit,omitempty" label:"message.unit" hint:"message.unit_hint" type:"select"`
	Title string `form:"title" json:"title" label:"message.title" hint:"message.title_hint" required:"true" max:"60"`
	Text  string `form:"text" json:"text" label:"message.text" hint:"message.text_hint" type:"textarea" rows:"8" required:"true" max:"2000"`
	Page  string `form:"page" json:"page,omitempty" label:"message.page" hint:"message.page_hint" max:"300"` // of an error on a page
	Firm  string `form:"firm" json:"firm,omitempty" label:"message.firm" hint:"message.firm_hint" max:"60"`  // of a problem of doing business
}

// A Sender is who writes, as far as told.
type Sender struct {
	Name  string `form:"name" json:"name,omitempty" label:"message.name" hint:"message.name_hint" group:"message.group.who" autocomplete:"name" max:"30"`
	Phone string `form:"phone" json:"phone,omitempty" label:"message.phone" hint:"message.phone_hint" type:"tel" autocomplete:"tel" max:"20"`
}

// A Sending is a whole letter as its sender fills it in.
type Sending struct {
	Kind Kind `form:"kind" json:"kind" label:"message.kind" type:"radio" options:"consult,suggest,complain,help,business,mistake" required:"true"`
	Letter
	Sender
	Consent bool `form:"consent" json:"consent" label:"message.consent" hint:"message.consent_hint"`
}

func (in Sending) tidied() Sending {
	for _, s := range []*string{&in.Title, &in.Text, &in.Page, &in.Firm, &in.Name, &in.Phone} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	return in
}

// Check says which fields break a rule.
func (in Sending) Check() error {
	var c fault.Check
	in.tidied().check(&c)
	return c.Err()
}

func (in Sending) check(c *fault.Check) {
	c.That(slices.Contains(Kinds, in.Kind), "kind", "message.need.kind")
	c.That(in.Title != "", "title", "message.need.title")
	c.That(in.Text != "", "text", "message.need.text")
	c.That(in.Text == "" || utf8.RuneCountInString(in.Text) >= leastText, "text", "message.bad.short")
	c.That(in.Kind != Mistake || in.Page != "", "page", "message.need.page")
	c.That(in.Phone == "" || len(phoneDigits(in.Phone)) >= leastPhone, "phone", "message.bad.phone")
	for _, f := range []struct {
		name, text string
		most       int
	}{{"title", in.Title, maxTitle}, {"text", in.Text, maxText}, {"page", in.Page, 300}, {"firm", in.Firm, maxTitle}, {"name", in.Name, 30}, {"phone", in.Phone, 20}} {
		c.That(utf8.RuneCountInString(f.text) <= f.most, f.name, "message.too_long", f.most)
		c.That(!strings.ContainsRune(f.text, 0), f.name, "foi.bad.line")
	}
}

// leastPhone is how many digits the shortest telephone number has that reaches somebody:
// a landline without its area code.
const leastPhone = 7

func phoneDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}

// Hides leaves out what belongs to another kind. Nothing is left out as long as nobody
// has chosen: the form works without a script.
func (in Sending) Hides(field string) bool {
	switch field {
	case "page":
		return in.Kind != "" && in.Kind != Mistake
	case "firm":
		return in.Kind != "" && in.Kind != Business
	}
	return false
}

// A Receipt is a letter that staff type in as it came.
type Receipt struct {
	Channel Channel      `form:"channel" json:"channel" label:"message.channel" group:"message.group.came" options:"counter,phone,post,hotline,above" required:"true"`
	Source  string       `form:"source" json:"source,omitempty" label:"message.source" hint:"message.source_hint" max:"60"`
	Day     calendar.Day `form:"day" json:"day" label:"message.received" type:"date" required:"true"`
	Kind    Kind         `form:"kind" json:"kind" label:"message.kind" options:"consult,suggest,complain,help,business,mistake,state" required:"true"`
	Letter
	Sender
	Consent bool   `form:"consent" json:"consent" label:"message.consented"`
	Token   string `form:"token" json:"token,omitempty" type:"hidden" max:"100"` // of the form: sent twice, it makes one; two alike letters are two
}

func (in Receipt) sending() Sending { return Sending{in.Kind, in.Letter, in.Sender, in.Consent} }

// Check says which fields break a rule.
func (in Receipt) Check() error {
	var c fault.Check
	c.That(slices.Contains([]Channel{Counter, Phone, Post, Hotline, Above}, in.Channel), "channel", "message.need.channel")
	c.That(!in.Channel.reports() || strings.TrimSpace(in.Source) != "", "source", "message.need.source")
	c.That(in.Day.Valid(), "day", "foi.need.day")
	in.sending().tidied().check(&c)
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
	Reason string `form:"reason" json:"reason" label:"message.reason" hint:"message.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// A Transfer gives a letter to another unit. That it should never have come here is
// noted, and counts for nobody.
type Transfer struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Unit   int64  `form:"unit" json:"unit" label:"message.to" type:"select" required:"true"`
	Astray bool   `form:"astray" json:"astray" label:"message.astray" hint:"message.astray_hint"`
	Reason string `form:"reason" json:"reason" label:"message.reason" hint:"message.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Transfer) Check() error {
	var c fault.Check
	c.That(in.Unit > 0, "unit", "foi.need.unit")
	if err := c.Err(); err != nil {
		return err
	}
	return Because{in.Rev, in.Reason}.Check()
}

// A Refusal is why a letter is not dealt with, and what its sender is told beside.
type Refusal struct {
	Rev     int64   `form:"rev" type:"hidden" json:"rev"`
	Verdict Verdict `form:"verdict" json:"verdict" label:"message.verdict" type:"radio" options:"advert,abuse,blank,twice,litigation,petition,discipline,elsewhere" required:"true"`
	Said    string  `form:"said" json:"said" label:"message.said" hint:"message.said_hint" type:"textarea" required:"true" max:"500"`
}

// Verdicts are all reasons not to deal with a letter.
var Verdicts = []Verdict{Advert, Abuse, Blank, Twice, Litigation, Petition, Discipline, Elsewhere}

// Check says which fields break a rule.
func (in Refusal) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(slices.Contains(Verdicts, in.Verdict), "verdict", "message.need.verdict")
	c.That(strings.TrimSpace(in.Said) != "", "said", "required")
	return c.Err()
}

// An Answer is the part of a reply that answers one question.
type Answer struct {
	Text string `form:"text" json:"text" label:"message.answer" type:"textarea" rows:"4" max:"2000"`
}

// A Draft is a reply: to each question of the letter its part.
type Draft struct {
	Rev     int64                `form:"rev" type:"hidden" json:"rev"`
	Opening string               `form:"opening" json:"opening,omitempty" label:"message.opening" hint:"message.opening_hint" type:"textarea" rows:"3" max:"500"`
	Answers [MaxQuestions]Answer `form:"answers" json:"answers" each:"message.answer_label"`
	Cites   string               `form:"cites" json:"cites,omitempty" label:"message.cites" hint:"message.cites_hint" type:"textarea" rows:"2" max:"1000"`
}

// Check asks for the rev; the parts are looked at beside the letter.
func (in Draft) Check() error { return Seen{in.Rev}.Check() }

// checkAnswers looks at each part: none is empty, none made of phrases, and none says the
// question over again (答非所问).
func (in *Draft) checkAnswers(questions []string) error {
	var c fault.Check
	for i, a := range in.Answers {
		field := fmt.Sprintf("answers.%d.text", i+1)
		text := strings.TrimSpace(a.Text)
		c.That(utf8.RuneCountInString(text) <= maxAnswer, field, "message.too_long", maxAnswer)
		if i >= len(questions) {
			c.That(text == "", field, "message.bad.no_question")
			continue
		}
		c.That(text != "", field, "message.need.answer", i+1)
		c.That(text == "" || !saysNothing(text), field, "message.bad.empty")
		c.That(text == "" || saysNothing(text) || !echoes(text, questions[i]), field, "message.bad.echo")
		open := leftOpen(text)
		c.That(open == "", field, "message.bad.left_open", open)
	}
	open := leftOpen(in.Opening)
	c.That(open == "", "opening", "message.bad.left_open", open)
	return c.Err()
}

// repeats lists which of so many parts, counted from 1, say the same as one before them: a
// person looks whether each answers its question.
func (in *Draft) repeats(questions int) (out []int) {
	seen := map[string]bool{}
	for i, a := range in.Answers[:min(questions, len(in.Answers))] {
		text := folded(a.Text)
		if text != "" && seen[text] {
			out = append(out, i+1)
		}
		seen[text] = true
	}
	return out
}

// A Publication is what becomes public of a letter and its reply, with nothing personal.
type Publication struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Title  string `form:"title" json:"title" label:"message.title" required:"true" max:"60"`
	Text   string `form:"text" json:"text" label:"message.text" type:"textarea" rows:"8" required:"true" max:"2000"`
	Answer string `form:"answer" json:"answer" label:"message.reply_text" type:"textarea" rows:"8" required:"true" max:"20000"`
	Sure   bool   `form:"sure" json:"sure" label:"message.masked_sure"`
}

// Check says which fields break a rule.
func (in Publication) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	for _, f := range []struct{ name, text string }{{"title", in.Title}, {"text", in.Text}, {"answer", in.Answer}} {
		c.That(strings.TrimSpace(f.text) != "", f.name, "required")
	}
	c.That(in.Sure, "sure", "message.need.sure")
	return c.Err()
}

// A Told says on which day the answer was reported back.
type Told struct {
	Rev int64        `form:"rev" type:"hidden" json:"rev"`
	Day calendar.Day `form:"day" json:"day" label:"message.reported" type:"date" required:"true"`
}

// Check says which fields break a rule.
func (in Told) Check() error {
	var c fault.Check
	c.That(in.Day.Valid(), "day", "foi.need.day")
	if err := c.Err(); err != nil {
		return err
	}
	return Seen{in.Rev}.Check()
}

// An Unseal says why a contact is opened.
type Unseal struct {
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for the reason.
func (in Unseal) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "foi.need.reason")
	return c.Err()
}

// By is how a sender shows that a letter is theirs: number and code, or the pass of the
// page that they have just opened with them.
type By struct {
	foi.Access
	Pass string `form:"pass" json:"pass,omitempty" type:"hidden"`
}

// Check asks for one of them.
func (in By) Check() error {
	if in.Pass != "" {
		return nil
	}
	return in.Access.Check()
}

// A Words is what a sender adds: why a refusal is wrong, what is not solved.
type Words struct {
	By
	Text string `form:"text" json:"text" label:"message.words" type:"textarea" required:"true" max:"500"`
}

// Check asks for both.
func (in Words) Check() error {
	var c fault.Check
	n := utf8.RuneCountInString(strings.TrimSpace(in.Text))
	c.That(n > 0, "text", "required")
	c.That(n <= 500, "text", "message.too_long", 500)
	if err := c.Err(); err != nil {
		return err
	}
	return in.By.Check()
}

// A Rated is how content a sender is.
type Rated struct {
	By
	Rating Rating `form:"rating" json:"rating" label:"message.rating" type:"radio" options:"content,fairly,not" required:"true"`
}

// Check asks for both.
func (in Rated) Check() error {
	var c fault.Check
	c.That(slices.Contains([]Rating{Content, Fairly, Not}, in.Rating), "rating", "message.need.rating")
	if err := c.Err(); err != nil {
		return err
	}
	return in.By.Check()
}
