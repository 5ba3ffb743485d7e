package survey

import (
	"encoding/json"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a survey.
type ID int64

// An Identity says how it is kept that a person answers once.
type Identity string

// The identities, the weakest first.
const (
	Anyone Identity = "anyone" // nobody is asked who he is
	Phone  Identity = "phone"  // one answer a number, by a code sent to it
	Invite Identity = "invite" // one answer a code that was given out
)

// Facts is what a drafter says of a survey.
type Facts struct {
	Title     string       `db:"title" json:"title"`
	About     string       `db:"about" json:"about"` // what it is for, and what becomes of the answers
	Questions []Question   `db:"questions,json" json:"questions"`
	Identity  Identity     `db:"identity" json:"identity"`
	Assess    bool         `db:"assess" json:"assess"`   // 社会评议
	Until     calendar.Day `db:"until_day" json:"until"` // last day on which answers are taken
	Contact   string       `db:"contact" json:"contact"` // who can be asked about it
}

// A Survey is a set of questions, and where it stands.
type Survey struct {
	ID     ID    `db:"id" json:"id"`
	Rev    int64 `db:"rev" json:"rev"`
	UnitID int64 `db:"unit_id" json:"unit_id"`
	Facts
	Status   Status          `db:"state" json:"state"`
	Opened   calendar.Day    `db:"opened" json:"opened,omitempty"`
	Ended    calendar.Day    `db:"ended" json:"ended,omitempty"` // the last day on which answers were taken
	N        int             `db:"answers" json:"answers"`       // once it is closed
	SHA      string          `db:"answers_sha" json:"answers_sha256,omitempty"`
	Salt     string          `db:"salt" json:"-"`                      // of the marks of who has answered; thrown away at the close
	Least    int             `db:"least" json:"least,omitempty"`       // people whom a cell of a table by group has at least
	Findings string          `db:"findings" json:"findings,omitempty"` // what was found, and what is done about it
	ToldOn   calendar.Day    `db:"told" json:"told,omitempty"`
	Reason   string          `db:"reason" json:"reason,omitempty"` // of the last act that needed one
	By       flow.Hands[Act] `db:"by_whom,json" json:"-"`
	MadeAt   time.Time       `db:"made_at" json:"made_at"`
}

// RefOf names a survey in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("survey/%d", id) }

// Ref names the survey in the journal.
func (s *Survey) Ref() string { return RefOf(s.ID) }

// Owner is the unit that asks.
func (s *Survey) Owner() int64 { return s.UnitID }

// State is where the survey stands in Flow.
func (s *Survey) State() Status { return s.Status }

// Move sets where the survey stands; only flow.Do calls it.
func (s *Survey) Move(to Status) { s.Status = to }

// DoneBy is who did an act last.
func (s *Survey) DoneBy(act Act) int64 { return s.By[act] }

// Takes reports whether answers are taken on a day.
func (s *Survey) Takes(day calendar.Day) bool { return s.Status == Open && day <= s.Until }

// hash is of the questions, which every answer is to.
func (s *Survey) hash() string {
	b, _ := json.Marshal(s.Questions) // text and numbers
	return proof.SHA256(string(b))
}

// publicSurvey is what the log shows: after the close how many answers there are and
// the hash of all of them, so that none can be added or taken away.
type publicSurvey struct {
	Title     string       `json:"title"`
	Questions string       `json:"questions_sha256"`
	Identity  Identity     `json:"identity"`
	State     Status       `json:"state"`
	Opened    calendar.Day `json:"opened"`
	Until     calendar.Day `json:"until"`
	Answers   int          `json:"answers,omitempty"`
	SHA       string       `json:"answers_sha256,omitempty"`
	Findings  string       `json:"findings,omitempty"`
}

// Public is what the log shows of the survey.
func (s *Survey) Public() any {
	return publicSurvey{s.Title, s.hash(), s.Identity, s.Status, s.Opened, s.Until, s.N, s.SHA, s.Findings}
}

// entry is what the journal keeps of a step inside.
type entry struct {
	Title     string `json:"title"`
	Questions string `json:"questions_sha256"`
	State     Status `json:"state"`
	Reason    string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (s *Survey) Entry() any { return entry{s.Title, s.hash(), s.Status, s.Reason} }

// invitations is what the journal keeps of codes: how many.
type invitations struct {
	State Status `json:"state"`
	Codes int    `json:"codes"`
}
