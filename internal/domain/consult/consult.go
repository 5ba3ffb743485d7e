package consult

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a consultation.
type ID int64

// A Kind is what the draft is; it decides how long the public is asked.
type Kind string

// The kinds.
const (
	Major    Kind = "major"    // 重大行政决策: 30 days (重大行政决策程序暂行条例, Article 15)
	Business Kind = "business" // 与市场主体密切相关的文件: 30 days (优化营商环境条例, Article 62(2))
	Norm     Kind = "norm"     // another normative document: a setting of the district
	Other    Kind = "other"    // a setting of the district
)

// Kinds lists them.
var Kinds = []Kind{Major, Business, Norm, Other}

// Facts is what a drafter says of a consultation.
type Facts struct {
	Title    string `db:"title" json:"title"`
	Kind     Kind   `db:"kind" json:"kind"`
	Explain  string `db:"explain_text" json:"explain"`  // 起草说明
	Draft    string `db:"draft" json:"draft"`           // the text that the public is asked about
	Days     int    `db:"days" json:"days"`             // after the day on which it begins
	Short    string `db:"short" json:"short,omitempty"` // public: why fewer than the rule has
	Post     string `db:"post" json:"post,omitempty"`   // where letters go
	Counter  string `db:"counter" json:"counter,omitempty"`
	Contact  string `db:"contact" json:"contact"`
	Document int64  `db:"document_id" json:"document,omitempty"` // of package policy, whose procedure asks for this
}

// A Consult is a consultation, and where it stands.
type Consult struct {
	ID     ID    `db:"id" json:"id"`
	Rev    int64 `db:"rev" json:"rev"`
	UnitID int64 `db:"unit_id" json:"unit_id"`
	Facts
	Status   Status          `db:"state" json:"state"`
	Opened   calendar.Day    `db:"opened" json:"opened,omitempty"`
	Until    calendar.Day    `db:"until_day" json:"until,omitempty"` // the last day on which opinions are taken
	Ended    calendar.Day    `db:"ended" json:"ended,omitempty"`     // that day, once it has passed
	Final    string          `db:"final" json:"final,omitempty"`     // the text as it was changed
	Findings string          `db:"findings" json:"findings,omitempty"`
	ToldOn   calendar.Day    `db:"told" json:"told,omitempty"`
	Sum      string          `db:"sum" json:"outcome_sha256,omitempty"` // of the outcome, once it is told
	Reason   string          `db:"reason" json:"reason,omitempty"`      // of the last act that needed one
	By       flow.Hands[Act] `db:"by_whom,json" json:"-"`
	MadeAt   time.Time       `db:"made_at" json:"made_at"`
}

// RefOf names a consultation in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("consult/%d", id) }

// Ref names the consultation in the journal.
func (c *Consult) Ref() string { return RefOf(c.ID) }

// Owner is the unit that asks.
func (c *Consult) Owner() int64 { return c.UnitID }

// State is where the consultation stands in Flow.
func (c *Consult) State() Status { return c.Status }

// Move sets where the consultation stands; only flow.Do calls it.
func (c *Consult) Move(to Status) { c.Status = to }

// DoneBy is who did an act last.
func (c *Consult) DoneBy(act Act) int64 { return c.By[act] }

// Takes reports whether opinions are taken on a day.
func (c *Consult) Takes(day calendar.Day) bool { return c.Status == Open && day <= c.Until }

// publicConsult is what the log shows: what was asked about and for how long, and what came of it.
type publicConsult struct {
	Title    string       `json:"title"`
	Kind     Kind         `json:"kind"`
	State    Status       `json:"state"`
	Draft    string       `json:"draft_sha256"`
	Explain  string       `json:"explain_sha256"`
	Opened   calendar.Day `json:"opened"`
	Until    calendar.Day `json:"until"`
	Short    string       `json:"short,omitempty"`
	Final    string       `json:"final_sha256,omitempty"`
	Findings string       `json:"findings,omitempty"`
	Outcome  string       `json:"outcome_sha256,omitempty"`
}

// Public is what the log shows of the consultation.
func (c *Consult) Public() any {
	p := publicConsult{
		Title: c.Title, Kind: c.Kind, State: c.Status, Draft: proof.SHA256(c.Draft), Explain: proof.SHA256(c.Explain),
		Opened: c.Opened, Until: c.Until, Short: c.Short,
	}
	if c.Status == Told {
		p.Final, p.Findings, p.Outcome = proof.SHA256(c.Final), c.Findings, c.Sum
	}
	return p
}

// entry is what the journal keeps of a step inside.
type entry struct {
	Title  string `json:"title"`
	Draft  string `json:"draft_sha256"`
	Final  string `json:"final_sha256,omitempty"`
	State  Status `json:"state"`
	Reason string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (c *Consult) Entry() any {
	e := entry{Title: c.Title, Draft: proof.SHA256(c.Draft), State: c.Status, Reason: c.Reason}
	if c.Final != "" {
		e.Final = proof.SHA256(c.Final)
	}
	return e
}
