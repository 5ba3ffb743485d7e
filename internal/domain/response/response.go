package response

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a concern.
type ID int64

// A Source is where a concern was found.
type Source string

// A Theme is what it is about: those to watch by point (六) of the circular, and the rest.
type Theme string

// A Why is why it has to be answered: one of the six kinds of 国办发〔2016〕61号.
type Why string

// Emergency is 涉及突发事件处置和自然灾害应对: its level decides which clocks run.
const Emergency Why = "emergency"

// A Level is how grave it is.
type Level string

// The levels.
const (
	Extreme  Level = "extreme"  // 特别重大
	Major    Level = "major"    // 重大
	Larger   Level = "larger"   // 较大
	Ordinary Level = "ordinary" // 一般
)

// A Ground is why a concern is closed without an answer.
type Ground string

// Facts is what was found.
type Facts struct {
	Title      string    `db:"title" json:"title"`
	Place      string    `db:"place" json:"place"`
	Source     Source    `db:"source" json:"source"`
	Link       string    `db:"link" json:"link,omitempty"`
	About      string    `db:"about" json:"about"`
	Theme      Theme     `db:"theme" json:"theme"`
	HappenedAt time.Time `db:"happened_at" json:"happened_at,omitzero"`
	FoundAt    time.Time `db:"found_at" json:"found_at"`
}

// Verdict is what the office says of it.
type Verdict struct {
	Why      Why    `db:"why" json:"why,omitempty"`
	Level    Level  `db:"level" json:"level,omitempty"`
	Involved string `db:"involved" json:"involved,omitempty"` // 涉事单位
	Opinion  string `db:"opinion" json:"opinion,omitempty"`   // 研判意见
	Topic    string `db:"topic" json:"topic,omitempty"`       // code of the 专题 that belongs to it
}

// urgent reports whether the short clocks run: 涉特别重大、重大突发事件.
func (v Verdict) urgent() bool { return v.Why == Emergency && (v.Level == Extreme || v.Level == Major) }

// A Concern is one record.
type Concern struct {
	ID        ID     `db:"id" json:"id"`
	Rev       int64  `db:"rev" json:"rev"`
	UnitID    int64  `db:"unit_id" json:"unit_id"` // 第一责任主体; until it is judged, who found it
	FoundUnit int64  `db:"found_unit" json:"found_unit"`
	Number    string `db:"number" json:"number"`
	Facts
	Verdict
	NotedAt  time.Time       `db:"noted_at" json:"noted_at"`             // true time of the record
	JudgedAt time.Time       `db:"judged_at" json:"judged_at,omitzero"`  // first
	StartAt  time.Time       `db:"start_at" json:"start_at,omitzero"`    // from which the hours run
	DueAt    time.Time       `db:"due_at" json:"due_at,omitzero"`        // of the first release
	PressDue time.Time       `db:"press_due" json:"press_due,omitzero"`  // of the press conference
	FirstAt  time.Time       `db:"first_at" json:"first_at,omitzero"`    // when the first release was public
	PressAt  time.Time       `db:"press_at" json:"press_at,omitzero"`    // when the press conference was held
	PressOf  string          `db:"press_of" json:"press_of,omitempty"`   // where, and who spoke
	Settled  calendar.Day    `db:"settled_on" json:"settled,omitempty"`  //
	Lessons  string          `db:"lessons" json:"lessons,omitempty"`     // 复盘
	Reviewed calendar.Day    `db:"reviewed_on" json:"reviewed,omitzero"` //
	Ground   Ground          `db:"ground" json:"ground,omitempty"`       // why it is to be closed without an answer
	Reason   string          `db:"reason" json:"reason,omitempty"`       // of the last act that needed one
	Closed   calendar.Day    `db:"closed_on" json:"closed,omitempty"`    // without an answer
	Reminded string          `db:"reminded" json:"-"`                    // the last stage that people were told of
	Status   Status          `db:"state" json:"state"`
	By       flow.Hands[Act] `db:"done_by,json" json:"-"`
}

// RefOf names a concern in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("response/%d", id) }

// Ref names the concern in the journal.
func (c *Concern) Ref() string { return RefOf(c.ID) }

// Owner is the unit that answers for it.
func (c *Concern) Owner() int64 { return c.UnitID }

// State is where the concern stands in Flow.
func (c *Concern) State() Status { return c.Status }

// Move sets where the concern stands; only flow.Do calls it.
func (c *Concern) Move(to Status) { c.Status = to }

// DoneBy is who did an act last.
func (c *Concern) DoneBy(act Act) int64 { return c.By[act] }

// Urgent reports whether the clocks of 特别重大、重大突发事件 run.
func (c *Concern) Urgent() bool { return c.urgent() }

// Late reports whether the first release came, or is still to come, after its instant.
func (c *Concern) Late(now time.Time) bool {
	switch {
	case c.DueAt.IsZero() || c.Status == Unfounded:
		return false
	case c.FirstAt.IsZero():
		return now.After(c.DueAt)
	}
	return c.FirstAt.After(c.DueAt)
}

// A Brief is what the journal keeps of a step: nothing of what was found.
type Brief struct {
	Status  Status    `json:"state"`
	Unit    int64     `json:"unit_id"`
	Why     Why       `json:"why,omitempty"`
	Level   Level     `json:"level,omitempty"`
	FoundAt time.Time `json:"found_at,omitzero"`
	StartAt time.Time `json:"start_at,omitzero"`
	DueAt   time.Time `json:"due_at,omitzero"`
	FirstAt time.Time `json:"first_at,omitzero"`
	Reason  string    `json:"reason,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (c *Concern) Entry() any {
	return Brief{c.Status, c.UnitID, c.Why, c.Level, c.FoundAt, c.StartAt, c.DueAt, c.FirstAt, c.Reason}
}

// A Release is an item that answers a concern.
type Release struct {
	ConcernID ID         `db:"concern_id" json:"-"`
	Item      publish.ID `db:"item_id" json:"item"`
	LinkedAt  time.Time  `db:"linked_at" json:"linked_at"`
	CountedAt time.Time  `db:"counted_at" json:"counted_at,omitzero"` // when it was public; zero: it is not yet
	First     bool       `db:"first" json:"first"`
}

// A Measure is what was done beside the words.
type Measure struct {
	ID        int64        `db:"id" json:"id"`
	ConcernID ID           `db:"concern_id" json:"-"`
	UnitID    int64        `db:"unit_id" json:"unit_id"` // did it
	On        calendar.Day `db:"done_on" json:"on"`
	Text      string       `db:"text" json:"text"`
}
