package hotspot

import (
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/cluster"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Look asks for a look over a period.
type Look struct {
	Span Span         `form:"span" json:"span" label:"hotspot.span" hint:"hotspot.span_hint" options:"month,quarter,year" type:"radio" required:"true"`
	Last calendar.Day `form:"last" json:"last" label:"hotspot.last" hint:"hotspot.last_hint" type:"date" required:"true"`
}

// Check asks for both.
func (in Look) Check() error {
	var f fault.Check
	f.That(months[in.Span] > 0, "span", "required")
	f.That(in.Last.Valid(), "last", "publish.bad_day")
	return f.Err()
}

// run is the period that is asked for: as many months as the span has, ending on the last day.
func (in Look) run() Run {
	n := months[in.Span]
	next := in.Last.Add(1)
	return Run{Span: in.Span, First: next.AddMonths(-n), Last: in.Last, From: next.AddMonths(-2 * n)}
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	return f.Err()
}

// Naming gives a theme its name.
type Naming struct {
	Rev  int64  `form:"rev" type:"hidden" json:"rev"`
	Name string `form:"name" json:"name" label:"hotspot.name_of" hint:"hotspot.name_hint" required:"true" max:"40"`
}

// Check asks for the name.
func (in Naming) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	says(&f, "name", in.Name, 40)
	return f.Err()
}

// Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"hotspot.reason" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for the reason.
func (in Because) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	says(&f, "reason", in.Reason, 500)
	return f.Err()
}

// Merging takes a theme into another one.
type Merging struct {
	Rev  int64 `form:"rev" type:"hidden" json:"rev"`
	Into ID    `form:"into" json:"into" label:"hotspot.into" hint:"hotspot.into_hint" type:"select" required:"true"`
}

// Check asks for the other theme.
func (in Merging) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	f.That(in.Into > 0, "into", "required")
	return f.Err()
}

// Splitting makes a theme of some members of another one.
type Splitting struct {
	Rev     int64    `form:"rev" type:"hidden" json:"rev"`
	Members []string `form:"members" json:"members" label:"hotspot.members" hint:"hotspot.members_hint" type:"checks" required:"true"`
}

// Check asks for as many members as a theme has.
func (in Splitting) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	f.That(len(in.Members) >= cluster.Least, "members", "hotspot.few", cluster.Least)
	f.That(!slices.ContainsFunc(in.Members, func(m string) bool { _, _, ok := parsed(m); return !ok }), "members", "hotspot.no_member")
	return f.Err()
}

// Handle is how a form names a member.
func (m Member) Handle() string { return string(m.Kind) + "/" + strconv.FormatInt(m.Of, 10) }

func parsed(handle string) (Kind, int64, bool) {
	kind, id, _ := strings.Cut(handle, "/")
	n, err := strconv.ParseInt(id, 10, 64)
	return Kind(kind), n, err == nil && slices.Contains([]Kind{Letter, Request, Search}, Kind(kind))
}

// Answering says of a document whether it answers.
type Answering struct {
	Rev    int64     `form:"rev" type:"hidden" json:"rev"`
	Policy policy.ID `form:"policy" json:"policy" label:"hotspot.policy" hint:"hotspot.policy_hint" type:"select" required:"true"`
}

// Check asks for the document.
func (in Answering) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	f.That(in.Policy > 0, "policy", "required")
	return f.Err()
}

func says(f *fault.Check, field, text string, most int) {
	f.That(strings.TrimSpace(text) != "", field, "required")
	f.That(len([]rune(text)) <= most, field, "publish.too_long", most)
}

func seen(f *fault.Check, rev int64) { f.That(rev > 0, "rev", "db.no_rev") }
