package cleanup

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/flow"
)

type (
	// ID names a clean-up.
	ID int64
	// VerdictID names the verdict on one document.
	VerdictID int64
)

// Facts is what is said of a clean-up when it is drafted.
type Facts struct {
	Title   string       `db:"title" json:"title"`
	Basis   string       `db:"basis" json:"basis"`
	About   string       `db:"about" json:"about,omitempty"`
	Contact string       `db:"contact" json:"contact,omitempty"`
	AsOf    calendar.Day `db:"as_of" json:"as_of"`   // what is in force on this day is judged
	Due     calendar.Day `db:"due" json:"due"`       // last day for the verdicts of the units
	Settle  calendar.Day `db:"settle" json:"settle"` // last day for what has to be amended or repealed
	Strict  bool         `db:"strict" json:"strict"` // what is not on the list is void
	VoidOn  calendar.Day `db:"void_on" json:"void_on,omitempty"`
	Column  int64        `db:"column_id" json:"column"` // of the announcement
}

// A Cleanup is one clean-up.
type Cleanup struct {
	ID     ID    `db:"id" json:"id"`
	Rev    int64 `db:"rev" json:"rev"`
	UnitID int64 `db:"unit_id" json:"unit_id"` // leads it
	Facts
	Status    Status          `db:"state" json:"state"`
	Reason    string          `db:"reason" json:"reason,omitempty"` // of the last act that needed one
	Item      publish.ID      `db:"item_id" json:"item,omitempty"`  // the announcement
	Compiled  calendar.Day    `db:"compiled_on" json:"compiled_on,omitempty"`
	Announced calendar.Day    `db:"announced_on" json:"announced_on,omitempty"`
	By        flow.Hands[Act] `db:"done_by,json" json:"-"`
	MadeAt    time.Time       `db:"made_at" json:"made_at"`

	count Tally // for the public log
}

// Ref names the clean-up in the journal.
func (c *Cleanup) Ref() string { return RefOf(c.ID) }

// RefOf names a clean-up in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("cleanup/%d", id) }

// Owner is the unit that leads it.
func (c *Cleanup) Owner() int64 { return c.UnitID }

// State is where the clean-up stands in Flow.
func (c *Cleanup) State() Status { return c.Status }

// Move sets where the clean-up stands; only flow.Do calls it.
func (c *Cleanup) Move(to Status) { c.Status = to }

// DoneBy is who did an act last.
func (c *Cleanup) DoneBy(act Act) int64 { return c.By[act] }

// from is the first day on which what the announcement ends is no more.
func (c *Cleanup) from(announced calendar.Day) calendar.Day { return max(c.VoidOn, announced) }

// publicCleanup is what the log shows of a clean-up.
type publicCleanup struct {
	Title     string       `json:"title"`
	State     Status       `json:"state"`
	AsOf      calendar.Day `json:"as_of"`
	Due       calendar.Day `json:"due"`
	Strict    bool         `json:"strict"`
	VoidOn    calendar.Day `json:"void_on,omitempty"`
	Count     Tally        `json:"count"`
	Item      string       `json:"item,omitempty"`
	Announced calendar.Day `json:"announced_on,omitempty"`
}

// Public is what the log shows of the clean-up.
func (c *Cleanup) Public() any {
	item := ""
	if c.Item != 0 {
		item = publish.RefOf(c.Item)
	}
	return publicCleanup{c.Title, c.Status, c.AsOf, c.Due, c.Strict, c.VoidOn, c.count, item, c.Announced}
}

// A Judgement is what is to become of a document.
type Judgement string

// The judgements.
const (
	Keep   Judgement = "keep"   // 继续有效
	Amend  Judgement = "amend"  // 修改; in force until then
	Repeal Judgement = "repeal" // 废止
	Lapse  Judgement = "lapse"  // 宣布失效
)

// Judgements lists them in the order of menus.
var Judgements = []Judgement{Keep, Amend, Repeal, Lapse}

// A Verdict is a document in a clean-up. Its title and number are those of the day of the start.
type Verdict struct {
	ID        VerdictID       `db:"id" json:"id"`
	Rev       int64           `db:"rev" json:"rev"`
	CleanupID ID              `db:"cleanup_id" json:"cleanup"`
	Document  policy.ID       `db:"document_id" json:"document"`
	UnitID    int64           `db:"unit_id" json:"unit_id"` // owes the verdict
	Organ     string          `db:"organ" json:"organ"`
	Title     string          `db:"title" json:"title"`
	Number    string          `db:"number" json:"number"`
	Issued    calendar.Day    `db:"issued_on" json:"issued_on"`
	Stage     Stage           `db:"state" json:"state"`
	Judgement Judgement       `db:"verdict" json:"verdict,omitempty"`
	Note      string          `db:"note" json:"note,omitempty"`     // why
	Reason    string          `db:"reason" json:"reason,omitempty"` // of who gave it back
	Settled   calendar.Day    `db:"settled_on" json:"settled_on,omitempty"`
	By        flow.Hands[Act] `db:"done_by,json" json:"-"`
}

// Ref names the verdict in the journal.
func (v *Verdict) Ref() string { return fmt.Sprintf("cleanup/verdict/%d", v.ID) }

// Owner is the unit that owes the verdict.
func (v *Verdict) Owner() int64 { return v.UnitID }

// State is where the verdict stands in VerdictFlow.
func (v *Verdict) State() Stage { return v.Stage }

// Move sets where the verdict stands; only flow.Do calls it.
func (v *Verdict) Move(to Stage) { v.Stage = to }

// DoneBy is who did an act last: whoever proposes a verdict does not approve it.
func (v *Verdict) DoneBy(act Act) int64 { return v.By[act] }

// owes reports whether an approved verdict asks for a document of its own.
func (v *Verdict) owes() bool {
	return v.Stage == Approved && (v.Judgement == Amend || v.Judgement == Repeal)
}

// A Tally counts the documents of a clean-up, or of one unit in it.
type Tally struct {
	Documents int `json:"documents"`
	Open      int `json:"open"`
	Proposed  int `json:"proposed"`
	Approved  int `json:"approved"`
	Keep      int `json:"keep"` // of those approved
	Amend     int `json:"amend"`
	Repeal    int `json:"repeal"`
	Lapse     int `json:"lapse"`
	Owed      int `json:"owed"` // announced, and neither amended nor repealed yet
}

func (t *Tally) add(v *Verdict, announced bool) {
	t.Documents++
	*map[Stage]*int{Open: &t.Open, Proposed: &t.Proposed, Approved: &t.Approved}[v.Stage]++
	if v.Stage != Approved {
		return
	}
	*map[Judgement]*int{Keep: &t.Keep, Amend: &t.Amend, Repeal: &t.Repeal, Lapse: &t.Lapse}[v.Judgement]++
	if announced && v.owes() && v.Settled == "" {
		t.Owed++
	}
}
