package policy

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Limits in characters.
const (
	maxTitle = 200
	maxLine  = 100
	maxLines = 2000
	maxNote  = 1000
	maxBody  = 300_000
)

// Edit is a document as its form gives it.
type Edit struct {
	Rev      int64        `form:"rev" type:"hidden" json:"rev"`
	Organ    int64        `form:"organ" json:"organ" label:"policy.organ" hint:"policy.organ_hint" type:"select" required:"true" group:"policy.group.what"`
	Title    string       `form:"title" json:"title" label:"policy.title" required:"true" max:"200"`
	Genre    string       `form:"genre" json:"genre" label:"publish.genre" type:"select" required:"later"`
	Theme    string       `form:"theme" json:"theme" label:"publish.theme" type:"select"`
	Column   int64        `form:"column" json:"column" label:"publish.column" type:"select" required:"later"`
	Joint    string       `form:"joint" json:"joint" label:"policy.joint" hint:"policy.lines_hint" type:"textarea" rows:"2" max:"2000"`
	Basis    string       `form:"basis" json:"basis" label:"policy.basis" hint:"policy.basis_hint" type:"textarea" rows:"3" max:"2000"`
	Keywords string       `form:"keywords" json:"keywords" label:"publish.keywords" hint:"publish.keywords_hint" max:"100"`
	Contact  string       `form:"contact" json:"contact" label:"policy.contact" hint:"policy.contact_hint" max:"100"`
	Business bool         `form:"business" json:"business" label:"policy.business" hint:"policy.business_hint" group:"policy.group.touches"`
	Vital    bool         `form:"vital" json:"vital" label:"policy.vital" hint:"policy.vital_hint"`
	Trial    bool         `form:"trial" json:"trial" label:"policy.trial" hint:"policy.trial_hint" group:"policy.group.term"`
	Starts   calendar.Day `form:"starts" json:"starts" label:"policy.starts" hint:"policy.starts_hint" type:"date"`
	Until    calendar.Day `form:"until" json:"until" label:"policy.until" hint:"policy.until_hint" type:"date" required:"later"`
	Later    string       `form:"later" json:"later" label:"policy.later" hint:"policy.later_hint" type:"textarea" rows:"2" max:"2000"`
	Body     string       `form:"body" json:"body" label:"policy.body" hint:"policy.body_hint" type:"textarea" rows:"24" max:"300000" required:"later" group:"policy.group.text"`
}

// Check asks for what can be stored; what a review needs is asked before it.
func (in Edit) Check() error {
	var f fault.Check
	f.That(in.Organ > 0, "organ", "required")
	f.That(strings.TrimSpace(in.Title) != "", "title", "required")
	for _, l := range []struct {
		field, text string
		most        int
	}{{"title", in.Title, maxTitle}, {"joint", in.Joint, maxLines}, {"basis", in.Basis, maxLines}, {"keywords", in.Keywords, maxLine}, {"later", in.Later, maxLines}, {"contact", in.Contact, maxLine}, {"body", in.Body, maxBody}} {
		long(&f, l.field, l.text, l.most)
	}
	f.That(in.Genre == "" || isClass(law.Genre, in.Genre), "genre", "publish.bad_class")
	f.That(in.Theme == "" || isClass(law.Theme, in.Theme), "theme", "publish.bad_class")
	f.That(in.Starts == "" || in.Starts.Valid(), "starts", "publish.bad_day")
	f.That(in.Until == "" || in.Until.Valid(), "until", "publish.bad_day")
	f.That(in.Until == "" || in.Starts == "" || in.Until >= in.Starts, "until", "policy.until_early")
	if bad := begins(in.Later, textOf(in.Body), in.Starts, in.Until); bad.Key != "" {
		f.That(false, "later", bad.Key, bad.Args...)
	}
	return f.Err()
}

func long(f *fault.Check, field, text string, most int) {
	f.That(len([]rune(text)) <= most, field, "publish.too_long", most)
}

func isClass(s law.Scheme, code string) bool {
	_, ok := law.ClassOf(s, code)
	return ok
}

func (d *Document) apply(in Edit) {
	d.OrganID = in.Organ
	d.Facts = Facts{
		Title: strings.TrimSpace(in.Title), Genre: in.Genre, Theme: in.Theme, Column: in.Column, Keywords: strings.TrimSpace(in.Keywords),
		Joint: strings.TrimSpace(in.Joint), Basis: strings.TrimSpace(in.Basis), Contact: strings.TrimSpace(in.Contact),
		Business: in.Business, Vital: in.Vital, Trial: in.Trial, Starts: in.Starts, Until: in.Until, Later: textOf(in.Later),
	}
	d.Body = textOf(in.Body)
}

func textOf(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// FormOf is the form of a document as it is stored.
func FormOf(d *Document) Edit {
	return Edit{
		Rev: d.Rev, Organ: d.OrganID, Title: d.Title, Genre: d.Genre, Theme: d.Theme, Column: d.Column, Joint: d.Joint, Basis: d.Basis, Keywords: d.Keywords,
		Contact: d.Contact, Business: d.Business, Vital: d.Vital, Trial: d.Trial, Starts: d.Starts, Until: d.Until, Later: d.Later, Body: d.Body,
	}
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
	Reason string `form:"reason" json:"reason" label:"policy.reason" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the rev and the reason.
func (in Because) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	long(&f, "reason", in.Reason, maxNote)
	return f.Err()
}

// Taken is a step of the procedure as the form gives it. Which of the fields a step has,
// and what it can come to, goes by its kind: see [Results] and [Fields].
type Taken struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	Result string       `form:"result" json:"result" label:"policy.result" type:"radio" required:"true"`
	Number string       `form:"number" json:"number" label:"policy.step_number" hint:"policy.step_number_hint" max:"100"`
	From   calendar.Day `form:"from" json:"from" label:"policy.step_from" type:"date"`
	On     calendar.Day `form:"on" json:"on" label:"policy.step_on" type:"date"`
	Note   string       `form:"note" json:"note" label:"policy.step_note" hint:"policy.step_note_hint" type:"textarea" rows:"3" max:"1000"`
	Reason string       `form:"reason" json:"reason" label:"policy.step_reason" hint:"policy.step_reason_hint" type:"textarea" rows:"2" max:"1000"`
}

// Check asks for what every step has.
func (in Taken) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(in.Result != "", "result", "required")
	f.That(in.From == "" || in.From.Valid(), "from", "publish.bad_day")
	f.That(in.On == "" || in.On.Valid(), "on", "publish.bad_day")
	long(&f, "number", in.Number, maxLine)
	long(&f, "note", in.Note, maxNote)
	long(&f, "reason", in.Reason, maxNote)
	return f.Err()
}

// Fields are the fields that a step has beside its result and its file. The legal review
// has no days of its own: it begins when it is asked for and ends when it is given.
func Fields(k StepKind) []string {
	return map[StepKind][]string{
		Assess:     {"number", "on", "note"},
		Consult:    {"from", "on", "note", "reason"},
		Fair:       {"number", "on", "note"},
		Legal:      {"number", "note", "reason"},
		Deliberate: {"number", "on", "note"},
	}[k]
}

// fits asks for what a step of a kind needs.
func (in Taken) fits(k StepKind, today calendar.Day) error {
	var f fault.Check
	f.That(slices.Contains(results[k], in.Result), "result", "required")
	if k != Legal {
		f.That(in.On != "", "on", "required")
		f.That(in.On <= today, "on", "policy.future", today)
	}
	switch k {
	case Consult:
		f.That(in.From != "", "from", "required")
		f.That(in.From <= in.On, "on", "policy.ends_early")
		f.That(strings.TrimSpace(in.Note) != "", "note", "policy.no_adoption")
	case Fair:
		f.That(in.Result != "exception" || strings.TrimSpace(in.Note) != "", "note", "policy.no_exception")
	case Legal:
		f.That(strings.TrimSpace(in.Number) != "", "number", "required")
		f.That(in.Result == "legal" || strings.TrimSpace(in.Note) != "", "note", "policy.no_opinion")
	case Deliberate:
		f.That(strings.TrimSpace(in.Number) != "", "number", "required")
	case Assess:
	}
	return f.Err()
}

// Deliberation is the decision of the meeting; the text that it passed with changes is
// handed in with it, for that is the text that is issued.
type Deliberation struct {
	Taken
	Body string `form:"body" json:"body" label:"policy.revised_body" hint:"policy.revised_body_hint" type:"textarea" rows:"16" max:"300000"`
}

// Check asks for the text where the meeting changed it.
func (in Deliberation) Check() error {
	if err := in.Taken.Check(); err != nil {
		return err
	}
	var f fault.Check
	f.That(in.Result != "revised" || strings.TrimSpace(in.Body) != "", "body", "policy.no_revised")
	long(&f, "body", in.Body, maxBody)
	return f.Err()
}

// Registration gives a document its numbers.
type Registration struct {
	Rev  int64  `form:"rev" type:"hidden" json:"rev"`
	Word string `form:"word" json:"word" label:"policy.word" hint:"policy.word_hint" required:"true" max:"20"`
}

// Check asks for the word that the number begins with.
func (in Registration) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(wordForm.MatchString(in.Word), "word", "policy.bad_word")
	return f.Err()
}

// Filing is what the organ above answered (备案).
type Filing struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	On     calendar.Day `form:"on" json:"on" label:"policy.filed_on" type:"date" required:"true"`
	Number string       `form:"number" json:"number" label:"policy.filed_no" required:"true" max:"100"`
}

// Check asks for the day and the number.
func (in Filing) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(in.On.Valid(), "on", "publish.bad_day")
	f.That(strings.TrimSpace(in.Number) != "", "number", "required")
	long(&f, "number", in.Number, maxLine)
	return f.Err()
}

// Find narrows a list of documents at the desk.
type Find struct {
	Text     string   `form:"text" json:"text,omitempty" label:"policy.text" max:"100"`
	Status   Status   `form:"state" json:"state,omitempty" label:"policy.state" options:"draft,reviewing,reviewed,deliberated,registered,held,issued,voided,discarded"`
	Standing Standing `form:"standing" json:"standing,omitempty" label:"publish.validity" options:"valid,amended,pending,suspended,lapsed,repealed"`
	Unit     int64    `form:"unit" json:"unit,omitempty" label:"policy.unit" type:"select"`
}
