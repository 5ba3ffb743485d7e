package remedy

import (
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/flow"
)

// ID names a case.
type ID int64

// A Kind is which remedy somebody took.
type Kind string

// The kinds.
const (
	Complaint Kind = "complaint" // 投诉、举报
	Review    Kind = "review"    // 行政复议
	Suit      Kind = "suit"      // 行政诉讼
)

// A Way is how it came.
type Way string

// The ways.
const (
	Portal Way = "portal" // the page of the request
	Visit  Way = "visit"
	Post   Way = "post"
	Phone  Way = "phone"
	Notice Way = "notice" // of the organ of review, or of the court
)

// A Case is one complaint, review or suit.
type Case struct {
	ID        ID     `db:"id" json:"id"`
	Rev       int64  `db:"rev" json:"rev"`
	UnitID    int64  `db:"unit_id" json:"unit_id"`             // whose act is disputed
	JudgeID   int64  `db:"judge_id" json:"judge_id,omitempty"` // of a complaint: who looks into it; 0 if that is for the organ above
	Number    string `db:"number" json:"number"`
	Year      int    `db:"year" json:"year"`
	Kind      Kind   `db:"kind" json:"kind"`
	Way       Way    `db:"way" json:"way"`
	After     bool   `db:"reviewed" json:"after_review,omitempty"` // of a suit: 复议后起诉
	Simple    bool   `db:"simple" json:"simple,omitempty"`         // of a review: 简易程序
	Request   foi.ID `db:"request_id" json:"request_id,omitempty"`
	RequestNo string `db:"request_no" json:"request,omitempty"`
	Organ     string `db:"organ" json:"organ,omitempty"`
	FileNo    string `db:"file_no" json:"file_number,omitempty"`
	// ByApplicant is whether the applicant of the request took it, and not a third party.
	ByApplicant bool            `db:"by_applicant" json:"by_applicant,omitempty"`
	Words       string          `db:"words" json:"-"`  // Words, sealed
	Answer      string          `db:"answer" json:"-"` // sealed
	Received    calendar.Day    `db:"received" json:"received"`
	Due         calendar.Day    `db:"due" json:"due"` // by when the unit answers, or the office judges
	Status      Status          `db:"state" json:"state"`
	Answered    calendar.Day    `db:"answered" json:"answered,omitempty"`
	Outcome     string          `db:"outcome" json:"outcome,omitempty"`
	Decided     calendar.Day    `db:"decided" json:"decided,omitempty"`
	RedoBy      calendar.Day    `db:"redo_by" json:"act_by,omitempty"`
	RedoN       int             `db:"redo_n" json:"-"` // the days that the outcome gives; 0: those of the law
	RedoUnit    law.Unit        `db:"redo_unit" json:"-"`
	RedoID      foi.ID          `db:"redo_id" json:"redo_id,omitempty"` // the request that is answered anew for it
	Fulfilled   calendar.Day    `db:"fulfilled" json:"fulfilled,omitempty"`
	Reason      string          `db:"reason" json:"-"`
	Forgotten   calendar.Day    `db:"forgotten" json:"forgotten,omitempty"`
	By          flow.Hands[Act] `db:"by_whom,json" json:"-"`

	brief Brief
}

// Ref names the case in the journal and in duties.
func (c *Case) Ref() string { return RefOf(c.ID) }

// RefOf names a case.
func RefOf(id ID) string { return fmt.Sprintf("remedy/%d", id) }

// Owner is the unit whose act is disputed.
func (c *Case) Owner() int64 { return c.UnitID }

// State is where the case stands in Flow.
func (c *Case) State() Status { return c.Status }

// Move sets where the case stands; only flow.Do calls it.
func (c *Case) Move(to Status) { c.Status = to }

// DoneBy is who did an act last.
func (c *Case) DoneBy(act Act) int64 { return c.By[act] }

// A Brief is what the journal keeps of a step: days, and what staff wrote.
type Brief struct {
	Status  Status       `json:"state"`
	Unit    int64        `json:"unit_id"`
	Kind    Kind         `json:"kind"`
	Day     calendar.Day `json:"day,omitempty"`
	Due     calendar.Day `json:"due,omitempty"`
	Outcome string       `json:"outcome,omitempty"`
	After   bool         `json:"after_review,omitempty"` // of a suit: the annual report counts it apart
	Note    string       `json:"note,omitempty"`
	Was     string       `json:"was,omitempty"`     // the outcome that was put right
	WasDay  calendar.Day `json:"was_day,omitempty"` // and its day
}

// Entry is what the journal keeps of the step just made.
func (c *Case) Entry() any { return c.noted(c.brief) }

// noted is b with what every entry of the case says.
func (c *Case) noted(b Brief) Brief {
	b.Status, b.Unit, b.Kind, b.Outcome, b.After = c.Status, c.UnitID, c.Kind, c.Outcome, c.After
	return b
}

// term is how long the unit has to answer, or the office to judge.
func (c *Case) term() law.Term {
	switch {
	case c.elsewhere():
		return termPass
	case c.Kind == Complaint:
		return termComplaint
	case c.Kind == Suit:
		return termSuit
	case c.Simple:
		return termSimple
	}
	return termReview
}

var (
	termComplaint = law.MustTerm("complaint.answer")
	termPass      = law.MustTerm("complaint.pass")
	termReview    = law.MustTerm("review.reply")
	termSimple    = law.MustTerm("review.answer")
	termSuit      = law.MustTerm("suit.answer")
	termDisclose  = law.MustTerm("court.disclose")
)

// Ended is how it ended; false while it has not.
func (c *Case) Ended() (law.Outcome, bool) { return law.OutcomeOf(string(c.Kind), c.Outcome) }
