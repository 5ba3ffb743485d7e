package interpret

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Limits in characters.
const (
	maxTitle   = 200
	maxLine    = 200
	maxNote    = 1000
	maxElement = 10_000
	maxText    = 50_000
	maxPieces  = 30
)

// Subject names the document that is to be interpreted: one of the two.
type Subject struct {
	Policy   policy.ID  `form:"policy" json:"policy,omitempty" label:"interpret.policy" hint:"interpret.policy_hint" type:"select"`
	Document publish.ID `form:"document" json:"document,omitempty" label:"interpret.document" hint:"interpret.document_hint"`
}

// Check asks for one document.
func (in Subject) Check() error {
	var f fault.Check
	f.That((in.Policy == 0) != (in.Document == 0), "policy", "interpret.one_document")
	return f.Err()
}

// Edit is the plan and the elements as their form gives them.
type Edit struct {
	Rev        int64        `form:"rev" type:"hidden" json:"rev"`
	Title      string       `form:"title" json:"title" label:"interpret.title" required:"true" max:"200" group:"interpret.group.plan"`
	Outline    string       `form:"outline" json:"outline" label:"interpret.outline" hint:"interpret.outline_hint" type:"textarea" rows:"3" max:"1000" required:"later"`
	Forms      []string     `form:"forms" json:"forms" label:"interpret.forms" hint:"interpret.forms_hint" type:"checks" options:"text,picture,video,scene,press,expert,qa,live,roadshow" required:"later"`
	Channels   []string     `form:"channels" json:"channels" label:"interpret.channels" type:"checks" options:"site,media,wechat,video,hall,village,other" required:"later"`
	On         calendar.Day `form:"on" json:"on" label:"interpret.on" hint:"interpret.on_hint" type:"date" required:"later"`
	Person     string       `form:"person" json:"person" label:"interpret.person" hint:"interpret.person_hint" max:"100" required:"later"`
	Post       string       `form:"post" json:"post" label:"interpret.post" max:"100"`
	Contact    string       `form:"contact" json:"contact" label:"interpret.contact" hint:"interpret.contact_hint" max:"200" required:"later"`
	Purpose    string       `form:"purpose" json:"purpose" label:"interpret.element.purpose" hint:"interpret.hint.purpose" type:"textarea" rows:"4" max:"10000" required:"later" group:"interpret.group.five"`
	Main       string       `form:"main" json:"main" label:"interpret.element.main" hint:"interpret.hint.main" type:"textarea" rows:"6" max:"10000" required:"later"`
	Scope      string       `form:"scope" json:"scope" label:"interpret.element.scope" hint:"interpret.hint.scope" type:"textarea" rows:"4" max:"10000" required:"later"`
	Process    string       `form:"process" json:"process" label:"interpret.element.process" hint:"interpret.hint.process" type:"textarea" rows:"4" max:"10000" required:"later"`
	Changes    string       `form:"changes" json:"changes" label:"interpret.element.changes" hint:"interpret.hint.changes" type:"textarea" rows:"4" max:"10000" required:"later"`
	Background string       `form:"background" json:"background" label:"interpret.element.background" type:"textarea" rows:"3" max:"10000" group:"interpret.group.more"`
	Goals      string       `form:"goals" json:"goals" label:"interpret.element.goals" type:"textarea" rows:"3" max:"10000"`
	Standards  string       `form:"standards" json:"standards" label:"interpret.element.standards" type:"textarea" rows:"3" max:"10000"`
	Benefits   string       `form:"benefits" json:"benefits" label:"interpret.element.benefits" type:"textarea" rows:"3" max:"10000"`
	Terms      string       `form:"terms" json:"terms" label:"interpret.element.terms" type:"textarea" rows:"3" max:"10000"`
	Notes      string       `form:"notes" json:"notes" label:"interpret.element.notes" type:"textarea" rows:"3" max:"10000"`
}

// elements is where the form has each element.
func (in *Edit) elements() map[Element]*string {
	return map[Element]*string{
		Purpose: &in.Purpose, Main: &in.Main, Scope: &in.Scope, Process: &in.Process, Changes: &in.Changes, Background: &in.Background,
		Goals: &in.Goals, Standards: &in.Standards, Benefits: &in.Benefits, Terms: &in.Terms, Notes: &in.Notes,
	}
}

// Check asks for what can be stored; what goes with a document needs more: see Content.lack.
func (in Edit) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(strings.TrimSpace(in.Title) != "", "title", "required")
	f.That(in.On == "" || in.On.Valid(), "on", "publish.bad_day")
	for _, v := range in.Forms {
		f.That(slices.Contains(Forms, Form(v)), "forms", "required")
	}
	for _, v := range in.Channels {
		f.That(slices.Contains(Channels, v), "channels", "required")
	}
	long(&f, "title", in.Title, maxTitle)
	long(&f, "outline", in.Outline, maxNote)
	for name, text := range map[string]string{"person": in.Person, "post": in.Post, "contact": in.Contact} {
		long(&f, name, text, maxLine)
	}
	for e, text := range in.elements() {
		long(&f, string(e), *text, maxElement)
	}
	return f.Err()
}

func long(f *fault.Check, field, text string, most int) {
	f.That(len([]rune(text)) <= most, field, "publish.too_long", most)
}

// apply puts what was typed into the content.
func (c *Content) apply(in Edit) {
	c.Title = strings.TrimSpace(in.Title)
	c.Plan = Plan{
		Outline: clean(in.Outline), Channels: in.Channels, On: in.On, Person: strings.TrimSpace(in.Person), Post: strings.TrimSpace(in.Post), Contact: strings.TrimSpace(in.Contact),
	}
	for _, v := range in.Forms {
		c.Plan.Forms = append(c.Plan.Forms, Form(v))
	}
	c.Elements = map[Element]string{}
	for e, text := range in.elements() {
		if t := clean(*text); t != "" {
			c.Elements[e] = t
		}
	}
}

func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// FormOf is the form of an interpretation as it is stored.
func FormOf(x *Interpretation) Edit {
	c := &x.Content
	in := Edit{
		Rev: x.Rev, Title: c.Title, Outline: c.Plan.Outline, Channels: c.Plan.Channels, On: c.Plan.On, Person: c.Plan.Person, Post: c.Plan.Post, Contact: c.Plan.Contact,
	}
	for _, f := range c.Plan.Forms {
		in.Forms = append(in.Forms, string(f))
	}
	for e, at := range in.elements() {
		*at = c.Elements[e]
	}
	return in
}

// Add is a piece as its form gives it; the files come beside it.
type Add struct {
	Rev        int64        `form:"rev" type:"hidden" json:"rev"`
	Form       Form         `form:"kind" type:"hidden" json:"kind"`
	Title      string       `form:"title" json:"title" label:"interpret.title" required:"true" max:"200"`
	People     string       `form:"people" json:"people" label:"interpret.people" hint:"interpret.people_hint" max:"200"`
	On         calendar.Day `form:"on" json:"on" label:"interpret.day" type:"date"`
	Clock      string       `form:"clock" json:"clock" label:"interpret.clock" hint:"interpret.clock_hint" max:"5"`
	Place      string       `form:"place" json:"place" label:"interpret.place" max:"200"`
	Audience   string       `form:"audience" json:"audience" label:"interpret.audience" hint:"interpret.audience_hint" max:"200"`
	URL        string       `form:"url" json:"url" label:"interpret.url" hint:"interpret.url_hint" max:"500"`
	Alt        string       `form:"alt" json:"alt" label:"interpret.alt" hint:"interpret.alt_hint" type:"textarea" rows:"3" max:"1000"`
	Transcript string       `form:"transcript" json:"transcript" label:"interpret.transcript" hint:"interpret.transcript_hint" type:"textarea" rows:"8" max:"50000"`
	Text       string       `form:"text" json:"text" label:"interpret.text" hint:"interpret.text_hint" type:"textarea" rows:"8" max:"50000"`
}

// Check asks for what can be stored; which fields a form needs is asked with its files.
func (in Add) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(slices.Contains(Forms, in.Form), "kind", "interpret.no_form")
	f.That(strings.TrimSpace(in.Title) != "", "title", "required")
	f.That(in.On == "" || in.On.Valid(), "on", "publish.bad_day")
	_, err := time.Parse("15:04", in.Clock)
	f.That(in.Clock == "" || err == nil, "clock", "publish.bad_clock")
	u, err := url.Parse(in.URL)
	f.That(in.URL == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "", "url", "interpret.bad_url")
	for name, text := range map[string]string{"people": in.People, "place": in.Place, "audience": in.Audience, "title": in.Title} {
		long(&f, name, text, maxLine)
	}
	long(&f, "url", in.URL, 500)
	long(&f, "alt", in.Alt, maxNote)
	long(&f, "text", in.Text, maxText)
	long(&f, "transcript", in.Transcript, maxText)
	return f.Err()
}

// piece is what the form says; a field that the form does not have is left out.
func (in Add) piece() Piece {
	p := Piece{Form: in.Form, Title: strings.TrimSpace(in.Title), On: in.On}
	for _, v := range []struct {
		name, text string
		to         *string
	}{
		{"people", in.People, &p.People},
		{"clock", in.Clock, &p.Clock},
		{"place", in.Place, &p.Place},
		{"audience", in.Audience, &p.Audience},
		{"url", in.URL, &p.URL},
		{"alt", in.Alt, &p.Alt},
		{"transcript", in.Transcript, &p.Transcript},
		{"text", in.Text, &p.Text},
	} {
		if has, _ := Has(in.Form, v.name); has {
			*v.to = clean(v.text)
		}
	}
	if has, _ := Has(in.Form, "on"); !has {
		p.On = ""
	}
	return p
}

// Drop takes a piece away.
type Drop struct {
	Rev   int64 `form:"rev" type:"hidden" json:"rev"`
	Piece int64 `form:"piece" json:"piece" label:"interpret.piece" type:"select" required:"true"`
}

// Check asks for the piece.
func (in Drop) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(in.Piece > 0, "piece", "required")
	return f.Err()
}

// Exception lets a document go before its interpretation: who decided it, and why.
type Exception struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Decider string `form:"decider" json:"decider" label:"interpret.decider" hint:"interpret.decider_hint" required:"true" max:"100"`
	Reason  string `form:"reason" json:"reason" label:"interpret.reason" hint:"interpret.reason_hint" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the name and the reason.
func (in Exception) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(strings.TrimSpace(in.Decider) != "", "decider", "required")
	f.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	long(&f, "decider", in.Decider, maxLine)
	long(&f, "reason", in.Reason, maxNote)
	return f.Err()
}

// Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"interpret.reason" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the reason.
func (in Because) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	long(&f, "reason", in.Reason, maxNote)
	return f.Err()
}

// Find narrows a list of interpretations at the desk.
type Find struct {
	Text   string `form:"text" json:"text,omitempty" label:"interpret.search" max:"100"`
	Status Status `form:"state" json:"state,omitempty" label:"interpret.state" options:"draft,excepted,released,discarded"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"interpret.unit" type:"select"`
	Forms  string `form:"forms" json:"forms,omitempty" label:"interpret.forms" options:"nontext,textonly,picture,video,scene,press,expert,qa,live,roadshow"`
	Links  string `form:"links" json:"links,omitempty" label:"interpret.links" options:"broken"`
	Late   string `form:"late" json:"late,omitempty" label:"interpret.late" options:"late"`
}
