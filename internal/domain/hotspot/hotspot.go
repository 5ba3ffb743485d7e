package hotspot

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/cluster"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a theme.
type ID int64

// A RunID names a look.
type RunID int64

// A Span is how long the period of a look is.
type Span string

// The spans.
const (
	Month   Span = "month"
	Quarter Span = "quarter"
	Year    Span = "year"
)

// months are how many months a span has.
var months = map[Span]int{Month: 1, Quarter: 3, Year: 12}

// A Run is a look over a period.
type Run struct {
	ID       RunID        `db:"id" json:"id"`
	Span     Span         `db:"span" json:"span"`
	First    calendar.Day `db:"first_day" json:"first"`
	Last     calendar.Day `db:"last_day" json:"last"`
	From     calendar.Day `db:"before_day" json:"before_first"` // first day of the period before
	AskedAt  time.Time    `db:"asked_at" json:"asked_at"`
	MadeAt   time.Time    `db:"made_at" json:"made_at,omitzero"` // zero: it is being made
	Letters  int          `db:"letters" json:"letters"`
	Requests int          `db:"requests" json:"requests"`
	Searches int          `db:"searches" json:"searches"` // how often
	Before   int          `db:"before" json:"before"`     // letters and requests of the period before
	Themes   int          `db:"themes" json:"themes"`
	Alone    int          `db:"alone" json:"alone"` // letters and requests of no theme
}

// Ref names the look in the journal.
func (r *Run) Ref() string { return fmt.Sprintf("hotspot/run/%d", r.ID) }

// Now is how many letters and requests the period has.
func (r *Run) Now() int { return r.Letters + r.Requests }

// A MonthCount is the letters and requests of a theme in a month.
type MonthCount struct {
	Month string `json:"month"` // 2026-03
	N     int    `json:"n"`
}

// Counts is what a look has counted of a theme: letters and requests, and searches beside.
type Counts struct {
	N        int   `db:"n" json:"n"`
	Before   int   `db:"before" json:"before"`
	Searches int   `db:"searches" json:"searches"`
	Rise     int64 `db:"rise" json:"rise"` // log-likelihood ratio G² in thousandths; below 0: it fell
}

// A Trend is whether there is more of a theme than before.
type Trend string

// The trends.
const (
	Rises Trend = "rises" // surely more: G² at least Sure
	Falls Trend = "falls"
	Stays Trend = "stays"
)

// Sure is the G² from which there is surely more, or under its negative surely less.
const Sure = cluster.Sure

// G is the log-likelihood ratio G².
func (c Counts) G() float64 { return float64(c.Rise) / thousand }

// Trend is what the rise says: what chance may do is none.
func (c Counts) Trend() Trend {
	switch g := c.G(); {
	case g >= Sure:
		return Rises
	case g <= -Sure:
		return Falls
	}
	return Stays
}

// Said is what was approved to be public of a theme.
type Said struct {
	Name  string       `json:"name"`
	First calendar.Day `json:"first"`
	Last  calendar.Day `json:"last"`
	N     int          `json:"n,omitempty"` // 0: fewer than Least
	Least int          `json:"least"`       // of the district then
	Trend Trend        `json:"trend"`
}

// A Spot is a theme.
type Spot struct {
	ID       ID             `db:"id" json:"id"`
	Rev      int64          `db:"rev" json:"rev"`
	UnitID   int64          `db:"unit_id" json:"unit_id"`
	Name     string         `db:"name" json:"name,omitempty"`
	Proposed string         `db:"proposed" json:"proposed"`
	Words    []string       `db:"words,json" json:"words"`
	Profile  []cluster.Term `db:"profile,json" json:"profile"`
	RunID    RunID          `db:"run_id" json:"run"`
	Counts
	Months []MonthCount    `db:"months,json" json:"months"`
	Into   ID              `db:"into_id" json:"into,omitempty"`
	Reason string          `db:"reason" json:"reason,omitempty"`
	Said   Said            `db:"said,json" json:"said,omitzero"`
	Open   calendar.Day    `db:"shown_on" json:"shown,omitempty"`
	Status Status          `db:"state" json:"state"`
	By     flow.Hands[Act] `db:"done_by,json" json:"-"`

	from ID  // it was parted from, by the step that is being made
	sum  int // letters and requests of the theme that has taken it in, with its own
}

// RefOf names a theme in the journal.
func RefOf(id ID) string { return fmt.Sprintf("hotspot/%d", id) }

// Ref names the theme in the journal.
func (s *Spot) Ref() string { return RefOf(s.ID) }

// Owner is the office.
func (s *Spot) Owner() int64 { return s.UnitID }

// State is where the theme stands in Flow.
func (s *Spot) State() Status { return s.Status }

// Move sets where the theme stands; only flow.Do calls it.
func (s *Spot) Move(to Status) { s.Status = to }

// DoneBy is who did an act last.
func (s *Spot) DoneBy(act Act) int64 { return s.By[act] }

// Called is the name of a theme, or what the machine proposes.
func (s *Spot) Called() string {
	if s.Name != "" {
		return s.Name
	}
	return s.Proposed
}

// A Brief is what the journal keeps of a step.
type Brief struct {
	Status Status `json:"state"`
	Name   string `json:"name,omitempty"`
	N      int    `json:"n"`
	Into   ID     `json:"into,omitempty"`
	Sum    int    `json:"into_n,omitempty"` // of the theme that has taken it in, then
	From   ID     `json:"from,omitempty"`   // it was parted from
	Reason string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (s *Spot) Entry() any { return Brief{s.Status, s.Name, s.N, s.Into, s.sum, s.from, s.Reason} }

// Public is what the log shows of the theme.
func (s *Spot) Public() any {
	return struct {
		Said
		State  Status `json:"state"`
		Reason string `json:"reason,omitempty"`
	}{s.Said, s.Status, s.Reason}
}

// A Kind is what a member is.
type Kind string

// The kinds.
const (
	Letter  Kind = "letter"
	Request Kind = "request"
	Search  Kind = "search"
)

// A Member is one letter, request or search of a theme.
type Member struct {
	Kind   Kind         `db:"kind" json:"kind"`
	Of     int64        `db:"ref_id" json:"of"`
	SpotID ID           `db:"spot_id" json:"-"`
	UnitID int64        `db:"unit_id" json:"unit_id,omitempty"`
	Day    calendar.Day `db:"day" json:"day"`
	N      int          `db:"n" json:"n"`
}

// A Say is what was said of a document that may answer a theme.
type Say string

// What can be said.
const (
	Suggested Say = "suggested" // by the machine
	Confirmed Say = "confirmed" // by a person
	Removed   Say = "removed"   // by a person: it does not answer
	Fallen    Say = "fallen"    // it was confirmed, and is no longer in force
)

// An Answer is a document that may answer a theme.
type Answer struct {
	SpotID ID           `db:"spot_id" json:"-"`
	Policy policy.ID    `db:"policy_id" json:"policy"`
	Score  int          `db:"score" json:"score"`
	Say    Say          `db:"state" json:"state"`
	On     calendar.Day `db:"set_on" json:"on"`
}
