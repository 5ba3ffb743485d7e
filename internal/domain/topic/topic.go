package topic

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See  auth.Perm = "topic.see"
	Edit auth.Perm = "topic.edit"
)

// Policy says who has them.
var Policy = auth.Policy{
	See:  {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Edit: {auth.Office},
}

// A Status is where a topic stands.
type Status string

// The states of a topic.
const (
	Draft     Status = "draft"
	Live      Status = "live"
	Closed    Status = "closed"
	Removed   Status = "removed"
	Discarded Status = "discarded"
)

// An Act is what is done to a topic.
type Act string

// The acts on a topic.
const (
	ActMake    Act = "topic.make"
	ActEdit    Act = "topic.edit"
	ActOpen    Act = "topic.open"
	ActClose   Act = "topic.close"
	ActRemove  Act = "topic.remove"
	ActDiscard Act = "topic.discard"
)

// Flow is the life of a topic.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Edit},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Edit},
	{From: []Status{Live}, Act: ActEdit, To: Live, Perm: Edit},
	{From: []Status{Closed}, Act: ActEdit, To: Closed, Perm: Edit}, // its words alone
	{From: []Status{Draft, Live}, Act: ActOpen, To: Live, Perm: Edit, NotBy: []Act{ActEdit}, Shown: true},
	{From: []Status{Closed}, Act: ActOpen, To: Closed, Perm: Edit, NotBy: []Act{ActEdit}, Shown: true},
	{From: []Status{Live}, Act: ActClose, To: Closed, Perm: Edit, Shown: true},
	{From: []Status{Live, Closed}, Act: ActRemove, To: Removed, Perm: Edit, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Edit},
}

// ID names a topic.
type ID int64

// An Order says how the items of a topic stand.
type Order string

// The orders.
const (
	Newest Order = "newest" // by release
	Made   Order = "made"   // by the day of the document
)

// A Rule says which items a topic shows. Those that are pinned stand first.
type Rule struct {
	publish.Look
	Pins []publish.ID `json:"pins,omitempty"`
}

// A Topic is one 专题.
type Topic struct {
	ID       ID        `db:"id" json:"id"`
	Rev      int64     `db:"rev" json:"rev"`
	UnitID   int64     `db:"unit_id" json:"unit_id"`
	Code     string    `db:"code" json:"code"` // in its address
	Title    string    `db:"title" json:"title"`
	Intro    string    `db:"intro" json:"intro,omitempty"`
	Rule     Rule      `db:"rule,json" json:"rule"`
	Status   Status    `db:"state" json:"state"`
	Next     *Change   `db:"next,json" json:"next,omitempty"` // of a live one: what waits for the second person
	EditBy   int64     `db:"edit_by" json:"-"`
	OpenedAt time.Time `db:"opened_at" json:"opened_at,omitzero"`
	ClosedAt time.Time `db:"closed_at" json:"closed_at,omitzero"`

	RemovedAt time.Time `db:"removed_at" json:"removed_at,omitzero"`
	Reason    string    `db:"reason" json:"reason,omitempty"` // why it was taken down: everybody reads it

	frozen []publish.ID // by the step that closes it
}

// Ref names the topic in the journal.
func (t *Topic) Ref() string { return fmt.Sprintf("topic/%d", t.ID) }

// Owner is the office that keeps it.
func (t *Topic) Owner() int64 { return t.UnitID }

// State is where the topic stands in Flow.
func (t *Topic) State() Status { return t.Status }

// Move sets where the topic stands; only flow.Do calls it.
func (t *Topic) Move(to Status) { t.Status = to }

// DoneBy is who wrote its words.
func (t *Topic) DoneBy(act Act) int64 {
	if act == ActEdit {
		return t.EditBy
	}
	return 0
}

type publicTopic struct {
	Code   string       `json:"code"`
	Title  string       `json:"title,omitempty"`
	Intro  string       `json:"intro,omitempty"`
	Rule   *Rule        `json:"rule,omitempty"`
	State  Status       `json:"state"`
	Items  []publish.ID `json:"items,omitempty"`  // of a closed one
	Reason string       `json:"reason,omitempty"` // of one that was taken down, and nothing else of it
}

// Public is what the log shows of the topic.
func (t *Topic) Public() any {
	if t.Status == Removed {
		return publicTopic{Code: t.Code, State: t.Status, Reason: t.Reason}
	}
	return publicTopic{Code: t.Code, Title: t.Title, Intro: t.Intro, Rule: &t.Rule, State: t.Status, Items: t.frozen}
}

// Remove is the input of taking a topic down.
type Remove struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"topic.reason" hint:"topic.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for the rev and the reason.
func (in Remove) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// Change is a topic as its form gives it.
type Change struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Title   string       `form:"title" json:"title" label:"topic.title" required:"true" max:"100"`
	Code    string       `form:"code" json:"code" label:"topic.code" hint:"topic.code_hint" required:"true" max:"40"`
	Intro   string       `form:"intro" json:"intro" label:"topic.intro" hint:"topic.intro_hint" type:"textarea" rows:"4" max:"1000"`
	Columns []int64      `form:"columns" json:"columns" label:"topic.columns" hint:"topic.columns_hint" type:"checks"`
	Units   []int64      `form:"units" json:"units" label:"topic.units" type:"checks"`
	Theme   string       `form:"theme" json:"theme" label:"publish.theme" type:"select"`
	Genre   string       `form:"genre" json:"genre" label:"publish.genre" type:"select"`
	Anchor  law.Ref      `form:"anchor" json:"anchor" label:"publish.anchor" type:"select"`
	Words   string       `form:"words" json:"words" label:"topic.words" hint:"topic.words_hint" max:"200"`
	From    calendar.Day `form:"from" json:"from" label:"topic.from" type:"date"`
	To      calendar.Day `form:"to" json:"to" label:"topic.to" type:"date"`
	Order   Order        `form:"order" json:"order" label:"topic.order" options:"newest,made" type:"radio" required:"true"`
	Pins    string       `form:"pins" json:"pins" label:"topic.pins" hint:"topic.pins_hint" type:"textarea" rows:"3" max:"2000"`
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// Check asks for a rule that finds something in particular.
func (in Change) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Title) != "", "title", "required")
	c.That(codeForm.MatchString(in.Code), "code", "topic.bad_code")
	c.That(in.Order == Newest || in.Order == Made, "order", "required")
	c.That(in.From == "" || in.From.Valid(), "from", "publish.bad_day")
	c.That(in.To == "" || in.To.Valid() && in.To >= in.From, "to", "publish.bad_day")
	r, bad := in.rule()
	c.That(bad == "", "pins", "publish.no_item", bad)
	narrow := len(r.Columns)+len(r.Units)+len(r.Words)+len(r.Pins) > 0 || r.Theme != "" || r.Genre != "" || r.Anchor != ""
	c.That(narrow, "words", "topic.no_rule")
	return c.Err()
}

// rule reads the rule; bad is a line of the pins that is no item.
func (in Change) rule() (r Rule, bad string) {
	r = Rule{Look: publish.Look{
		Columns: in.Columns, Units: in.Units, Theme: in.Theme, Genre: in.Genre, Anchor: in.Anchor, From: in.From, To: in.To,
		ByMade: in.Order == Made, Words: strings.FieldsFunc(in.Words, func(r rune) bool { return strings.ContainsRune("、，,; ；\u3000 ", r) }),
	}}
	for line := range strings.Lines(in.Pins) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		path := line
		if u, err := url.Parse(line); err == nil { // the whole address of its page
			path = u.Path
		}
		id, ok := publish.ParseRef(path)
		if !ok {
			return r, line
		}
		r.Pins = append(r.Pins, id)
	}
	return r, ""
}

// FormOf is the form of a topic as it is stored, with what waits to be opened.
func FormOf(t *Topic) Change {
	if t.Next != nil {
		in := *t.Next
		in.Rev = t.Rev
		return in
	}
	r := t.Rule
	pins := make([]string, len(r.Pins))
	for i, id := range r.Pins {
		pins[i] = publish.RefOf(id)
	}
	order := Newest
	if r.ByMade {
		order = Made
	}
	return Change{
		Rev: t.Rev, Title: t.Title, Code: t.Code, Intro: t.Intro, Columns: slices.Clone(r.Columns), Units: slices.Clone(r.Units), Theme: r.Theme, Genre: r.Genre,
		Anchor: r.Anchor, Words: strings.Join(r.Words, " "), From: r.From, To: r.To, Order: order, Pins: strings.Join(pins, "\n"),
	}
}

// Find narrows a list of topics.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"topic.status" options:"draft,live,closed,removed"`
}
