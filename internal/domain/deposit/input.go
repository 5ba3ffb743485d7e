package deposit

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// The longest texts, in characters.
const (
	maxLine = 100
	maxNote = 1000
)

func long(f *fault.Check, field, text string, most int) {
	f.That(len([]rune(text)) <= most, field, "publish.too_long", most)
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

func (in Seen) check(f *fault.Check) { f.That(in.Rev > 0, "rev", "db.no_rev") }

// Because is the input of an act that needs a reason.
type Because struct {
	Seen
	Reason string `form:"reason" json:"reason" label:"deposit.reason" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the reason.
func (in Because) Check() error {
	var f fault.Check
	in.check(&f)
	f.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	long(&f, "reason", in.Reason, maxNote)
	return f.Err()
}

// Handing says how and when a package was handed over.
type Handing struct {
	Seen
	Channel   Channel      `form:"channel" json:"channel" label:"deposit.channel" options:"system,disc,courier,mail,counter" type:"radio" required:"true"`
	On        calendar.Day `form:"on" json:"on" label:"deposit.handed" type:"date" required:"true"`
	Reference string       `form:"reference" json:"reference" label:"deposit.reference" hint:"deposit.reference_hint" max:"100"`
}

// Check asks for the channel and the day.
func (in Handing) Check() error {
	var f fault.Check
	in.check(&f)
	f.That(slices.Contains(Channels, in.Channel), "channel", "required")
	f.That(in.On.Valid(), "on", "publish.bad_day")
	long(&f, "reference", in.Reference, maxLine)
	return f.Err()
}

// Receipt is what the city says when it has the package.
type Receipt struct {
	Seen
	Number string       `form:"number" json:"number" label:"deposit.receipt" hint:"deposit.receipt_hint" required:"true" max:"100"`
	On     calendar.Day `form:"on" json:"on" label:"deposit.received_on" type:"date" required:"true"`
	Taken  int          `form:"taken" json:"taken" label:"deposit.taken" hint:"deposit.taken_hint" required:"true"`
	Sure   bool         `form:"sure" json:"sure" label:"deposit.sure" hint:"deposit.sure_hint"` // the city does not ask for the rest
	Note   string       `form:"note" json:"note" label:"deposit.note" hint:"deposit.note_hint" type:"textarea" rows:"3" max:"1000"`
}

// Check asks for the number, the day and how many.
func (in Receipt) Check() error {
	var f fault.Check
	in.check(&f)
	f.That(strings.TrimSpace(in.Number) != "", "number", "required")
	long(&f, "number", in.Number, maxLine)
	f.That(in.On.Valid(), "on", "publish.bad_day")
	f.That(in.Taken >= 0, "taken", "deposit.taken_bad")
	long(&f, "note", in.Note, maxNote)
	return f.Err()
}

// Refusal is what the city says when it gives a package back.
type Refusal struct {
	Because
	On calendar.Day `form:"on" json:"on" label:"deposit.returned_on" type:"date" required:"true"`
}

// Check asks for the reason and the day.
func (in Refusal) Check() error {
	if err := in.Because.Check(); err != nil {
		return err
	}
	var f fault.Check
	f.That(in.On.Valid(), "on", "publish.bad_day")
	return f.Err()
}

// Comparison says what the list of the city is compared with.
type Comparison struct {
	On      calendar.Day `form:"on" json:"on" label:"deposit.list_on" hint:"deposit.list_on_hint" type:"date" required:"true"`
	Scope   Scope        `form:"scope" json:"scope" label:"deposit.scope" hint:"deposit.scope_hint" options:"all,force" type:"radio" required:"true"`
	Deposit ID           `form:"deposit" json:"deposit" label:"deposit.after" hint:"deposit.after_hint" type:"select"` // 0: on its own
}

// Check asks for the day and the scope.
func (in Comparison) Check() error {
	var f fault.Check
	f.That(in.On.Valid(), "on", "publish.bad_day")
	f.That(in.Scope == All || in.Scope == InForce, "scope", "required")
	return f.Err()
}

// Saying is why a line differs.
type Saying struct {
	Seen
	Note string `form:"note" json:"note" label:"deposit.why" hint:"deposit.why_hint" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the words.
func (in Saying) Check() error {
	var f fault.Check
	in.check(&f)
	f.That(strings.TrimSpace(in.Note) != "", "note", "required")
	long(&f, "note", in.Note, maxNote)
	return f.Err()
}

// Find narrows the list of deposits.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"deposit.state" options:"ready,handed,received,returned,voided"`
}

// FindDocument narrows the documents of a package.
type FindDocument struct {
	Deposit ID     `form:"deposit" json:"deposit" type:"hidden"`
	Change  Change `form:"change" json:"change,omitempty" label:"deposit.change" options:"new,changed,ended,same,gone"`
	Text    string `form:"text" json:"text,omitempty" label:"policy.text" max:"100"`
}

// At is the address of the list at a path.
func (q FindDocument) At(path string) string {
	return path + "?" + url.Values{"deposit": {strconv.FormatInt(int64(q.Deposit), 10)}, "change": {string(q.Change)}}.Encode()
}

// FindDifference narrows the list of differences.
type FindDifference struct {
	Progress Progress `form:"state" json:"state,omitempty" label:"deposit.progress" options:"waiting,settled,replaced"`
	Deposit  ID       `form:"deposit" json:"deposit,omitempty" type:"hidden"`
}

// FindLine narrows the lines of a difference.
type FindLine struct {
	Difference DifferenceID `form:"difference" json:"difference" type:"hidden"`
	Kind       Kind         `form:"kind" json:"kind,omitempty" label:"deposit.kind" options:"differing,ours,theirs,ambiguous,same"`
	Side       Side         `form:"side" json:"side,omitempty" type:"hidden"` // of those that are ambiguous
	Stage      Stage        `form:"stage" json:"stage,omitempty" label:"deposit.stage" options:"open,noted,cleared,passed"`
	Text       string       `form:"text" json:"text,omitempty" label:"policy.text" max:"100"`
}

// At is the address of the list at a path.
func (q FindLine) At(path string) string {
	v := url.Values{"difference": {strconv.FormatInt(int64(q.Difference), 10)}}
	for key, value := range map[string]string{"kind": string(q.Kind), "side": string(q.Side), "stage": string(q.Stage)} {
		if value != "" {
			v.Set(key, value)
		}
	}
	return path + "?" + v.Encode()
}
