package publish

import (
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Edit is an edition as its form gives it.
type Edit struct {
	Rev       int64        `form:"rev" type:"hidden" json:"rev"`
	Title     string       `form:"title" json:"title" label:"publish.title" group:"publish.group.text" required:"true" max:"200"`
	Body      string       `form:"body" json:"body" label:"publish.body" required:"later" hint:"publish.body_hint" type:"textarea" rows:"24" max:"300000"`
	Attribute Attribute    `form:"attribute" json:"attribute" label:"publish.attribute" required:"later" hint:"publish.attribute_hint" group:"publish.group.open" options:"open,request,closed" type:"radio"`
	Anchor    law.Ref      `form:"anchor" json:"anchor" label:"publish.anchor" required:"later" hint:"publish.anchor_hint" type:"select"`
	Term      string       `form:"term" json:"term" label:"publish.term" hint:"publish.term_hint" type:"select"`
	Limb      string       `form:"limb" json:"limb" label:"publish.limb" hint:"publish.limb_hint" type:"select"`
	LimbNote  string       `form:"limb_note" json:"limb_note" label:"publish.limb_note" hint:"publish.limb_note_hint" max:"500"`
	Until     calendar.Day `form:"until" json:"until" label:"publish.until" hint:"publish.until_hint" type:"date"`
	Column    int64        `form:"column" json:"column" label:"publish.column" required:"later" group:"publish.group.catalogue" type:"select"`
	Row       int64        `form:"row" json:"catalogue_row" label:"publish.row" hint:"publish.row_hint" type:"select"`
	Number    string       `form:"number" json:"number" label:"publish.number" hint:"publish.number_hint" max:"100"`
	MadeOn    calendar.Day `form:"made_on" json:"made_on" label:"publish.made_on" required:"later" hint:"publish.made_on_hint" type:"date"`
	Theme     string       `form:"theme" json:"theme" label:"publish.theme" type:"select"`
	Genre     string       `form:"genre" json:"genre" label:"publish.genre" type:"select"`
	Summary   string       `form:"summary" json:"summary" label:"publish.summary" hint:"publish.summary_hint" type:"textarea" rows:"3" max:"300"`
	Keywords  string       `form:"keywords" json:"keywords" label:"publish.keywords" hint:"publish.keywords_hint" max:"100"`
	Source    string       `form:"source" json:"source" label:"publish.source" hint:"publish.source_hint" max:"200"`
	Author    string       `form:"author" json:"author" label:"publish.author" max:"100"`
	Explains  string       `form:"explains" json:"explains" label:"publish.explains" hint:"publish.link_hint" group:"publish.group.related" type:"textarea" rows:"2" max:"4000"`
	Explained string       `form:"explained" json:"explained" label:"publish.explained" hint:"publish.link_hint" type:"textarea" rows:"2" max:"4000"`
	Basis     string       `form:"basis" json:"basis" label:"publish.link_basis" hint:"publish.link_hint" type:"textarea" rows:"2" max:"4000"`
	Beside    string       `form:"beside" json:"beside" label:"publish.beside" hint:"publish.link_hint" type:"textarea" rows:"2" max:"4000"`
	Big       bool         `form:"big" json:"big" label:"publish.big" hint:"publish.big_hint" group:"publish.group.version"`
	Note      string       `form:"note" json:"note" label:"publish.note" hint:"publish.note_hint" type:"textarea" rows:"2" max:"500"`
	Keep      []int64      `form:"keep" json:"keep" label:"publish.kept_files" hint:"publish.kept_files_hint" group:"publish.group.files" type:"checks"`
	Replaces  int64        `form:"replaces" json:"replaces" label:"publish.replaces" hint:"publish.replaces_hint" type:"select"` // of Keep, by the one file that is added
}

// Check asks for what can be stored; what a review needs is asked when it is handed in.
func (in Edit) Check() error {
	var f fault.Check
	for _, l := range in.links() {
		if _, bad := l.read(); bad.Key != "" {
			f.That(false, string(l.kind), bad.Key, bad.Args...)
		}
	}
	c := in.content(nil)
	c.check(&f)
	f.That(len([]rune(in.Note)) <= maxNote, "note", "publish.too_long", maxNote)
	return f.Err()
}

// content is what the form says; the attachments are those that are kept.
func (in Edit) content(was []Attachment) Content {
	c := Content{
		Facts: Facts{
			Title: strings.TrimSpace(in.Title), Number: strings.TrimSpace(in.Number), MadeOn: in.MadeOn, ColumnID: in.Column,
			Theme: in.Theme, Genre: in.Genre, Anchor: in.Anchor, RowID: in.Row, Attribute: in.Attribute,
		},
		Body: strings.ReplaceAll(in.Body, "\r\n", "\n"), Summary: strings.TrimSpace(in.Summary), Term: in.Term, Limb: in.Limb, LimbNote: strings.TrimSpace(in.LimbNote),
		Source: strings.TrimSpace(in.Source), Author: strings.TrimSpace(in.Author), Keywords: strings.TrimSpace(in.Keywords),
		Until: string(in.Until),
	}
	for _, l := range in.links() {
		more, _ := l.read() // Check has told what is wrong with it
		c.Related = append(c.Related, more...)
	}
	for _, a := range was {
		if slices.Contains(in.Keep, a.File) {
			c.Attachments = append(c.Attachments, a)
		}
	}
	return c
}

// A linkText is what was typed about one kind of link, one a line: the address
// of a page of this site or of another, or publish/17, and its title.
type linkText struct {
	kind LinkKind
	text string
}

func (in Edit) links() []linkText {
	return []linkText{{Explains, in.Explains}, {Explained, in.Explained}, {Basis, in.Basis}, {Beside, in.Beside}}
}

func (l linkText) read() ([]Link, fault.Text) {
	var out []Link
	for line := range strings.Lines(l.text) {
		address, title, _ := strings.Cut(strings.TrimSpace(line), " ")
		if address == "" {
			continue
		}
		link := Link{Kind: l.kind, Title: strings.TrimSpace(title)}
		if id, ok := ParseRef(address); ok {
			link.Item = id
		} else if link.URL = address; !wellFormed(address) {
			return nil, fault.T("publish.bad_url", address)
		}
		out = append(out, link)
	}
	return out, fault.Text{}
}

// A Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"publish.reason" hint:"publish.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason, and for the rev that the person has seen.
func (in Because) Check() error {
	var f fault.Check
	checkRev(&f, in.Rev)
	checkReason(&f, in.Reason)
	return f.Err()
}

func checkReason(f *fault.Check, reason string) {
	f.That(strings.TrimSpace(reason) != "", "reason", "required")
	f.That(len([]rune(reason)) <= maxNote, "reason", "publish.too_long", maxNote)
}

// Agree is the input of those who sign.
type Agree struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Words string `form:"words" json:"words" label:"publish.words" type:"textarea" rows:"2" max:"500"`
}

// Check asks for the rev: who agrees, agrees to what was seen.
func (in Agree) Check() error {
	var f fault.Check
	checkRev(&f, in.Rev)
	f.That(len([]rune(in.Words)) <= maxNote, "words", "publish.too_long", maxNote)
	return f.Err()
}

// Plan is the day and hour of a release.
type Plan struct {
	Rev   int64        `form:"rev" type:"hidden" json:"rev"`
	Day   calendar.Day `form:"day" json:"day" label:"publish.plan_day" type:"date" required:"true"`
	Clock string       `form:"clock" json:"clock" label:"publish.plan_clock" hint:"publish.plan_clock_hint" required:"true" max:"5"`
}

// Check asks for a day and for an hour such as 09:00.
func (in Plan) Check() error {
	var f fault.Check
	checkRev(&f, in.Rev)
	f.That(in.Day.Valid(), "day", "publish.bad_day")
	_, err := time.Parse("15:04", in.Clock)
	f.That(err == nil, "clock", "publish.bad_clock")
	return f.Err()
}

// at is the moment that is meant.
func (in Plan) at() (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04", string(in.Day)+" "+in.Clock, calendar.Zone)
}

// Mark says that a document is no longer in force as it was.
type Mark struct {
	Rev      int64        `form:"rev" type:"hidden" json:"rev"`
	Validity Validity     `form:"validity" json:"validity" label:"publish.validity" options:"valid,amended,lapsed,repealed" type:"radio" required:"true"`
	On       calendar.Day `form:"on" json:"on" label:"publish.validity_on" type:"date" required:"true"`
	By       string       `form:"by" json:"by" label:"publish.validity_by" hint:"publish.validity_by_hint" max:"200"`
}

// Check asks what did it, unless time alone did.
func (in Mark) Check() error {
	var f fault.Check
	checkRev(&f, in.Rev)
	f.That(slices.Contains(Validities[:4], in.Validity), "validity", "required")
	f.That(in.On.Valid(), "on", "publish.bad_day")
	f.That(in.Validity != Amended && in.Validity != Repealed || in.By != "", "by", "required")
	return f.Err()
}

// Remove takes a page away.
type Remove struct {
	Because
	Successor ID `form:"successor" json:"successor" label:"publish.successor" hint:"publish.successor_hint"`
}

// Find narrows the list of items at the desk.
type Find struct {
	Text      string    `form:"text" json:"text,omitempty" label:"publish.text" max:"100"`
	Status    Status    `form:"state" json:"state,omitempty" label:"publish.status" options:"draft,submitted,returned,reviewed,cleared,approved,scheduled,live,withdrawn,archived,removed,kept"`
	Unit      int64     `form:"unit" json:"unit,omitempty" label:"publish.unit" type:"select"`
	Column    int64     `form:"column" json:"column,omitempty" label:"publish.column" type:"select"`
	Attribute Attribute `form:"attribute" json:"attribute,omitempty" label:"publish.attribute" options:"open,request,closed"`
}

func checkRev(f *fault.Check, rev int64) { f.That(rev > 0, "rev", "db.no_rev") }
