package proposal

import (
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a proposal.
type ID int64

// A Proposal is that something which was asked for should be made public.
type Proposal struct {
	ID         ID              `db:"id" json:"id"`
	Rev        int64           `db:"rev" json:"rev"`
	UnitID     int64           `db:"unit_id" json:"unit_id"`
	Title      string          `db:"title" json:"title,omitempty"` // in the office's words; "" as long as it has none
	Lead       foi.ItemID      `db:"lead_id" json:"-"`             // whose words stand for it until then
	Status     Status          `db:"state" json:"state"`
	Requests   int             `db:"requests" json:"requests"`     // of the evidence
	Applicants int             `db:"applicants" json:"applicants"` // different ones
	Given      int             `db:"given" json:"given"`           // requests in which it was given out
	Opened     calendar.Day    `db:"opened" json:"opened"`
	Decided    calendar.Day    `db:"decided" json:"decided,omitempty"`
	Reason     string          `db:"reason" json:"reason,omitempty"` // of the decision
	Item       publish.ID      `db:"item_id" json:"item_id,omitempty"`
	Released   calendar.Day    `db:"released" json:"released,omitempty"`
	By         flow.Hands[Act] `db:"by_whom,json" json:"-"`
}

// Ref names the proposal in the journal.
func (p *Proposal) Ref() string { return fmt.Sprintf("proposal/%d", p.ID) }

// Owner is the unit that was asked.
func (p *Proposal) Owner() int64 { return p.UnitID }

// State is where the proposal stands in Flow.
func (p *Proposal) State() Status { return p.Status }

// Move sets where the proposal stands; only flow.Do calls it.
func (p *Proposal) Move(to Status) { p.Status = to }

// DoneBy is who did an act last.
func (p *Proposal) DoneBy(act Act) int64 { return p.By[act] }

// A Brief is what the journal keeps of a step: counts, and the reason that staff
// wrote; no word of what was asked.
type Brief struct {
	Status     Status     `json:"state"`
	Unit       int64      `json:"unit_id"`
	Requests   int        `json:"requests"`
	Applicants int        `json:"applicants"`
	Note       string     `json:"note,omitempty"`
	Item       publish.ID `json:"item_id,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (p *Proposal) Entry() any {
	return Brief{p.Status, p.UnitID, p.Requests, p.Applicants, p.Reason, p.Item}
}

// A Kind is why an item of a request speaks for a proposal.
type Kind string

// The kinds of evidence.
const (
	Asked     Kind = "asked"     // several applicants asked for the same
	Given     Kind = "given"     // the same record was given out several times
	Lapsed    Kind = "lapsed"    // it was withheld as a process matter, which may have ended
	Suggested Kind = "suggested" // its applicant suggests it (Article 44(2))
	Raised    Kind = "raised"    // staff propose it
)

// An Evidence is one item of a request that speaks for a proposal, as it was when it
// was noted. It does not say who asked, nor what.
type Evidence struct {
	ID       int64        `db:"id" json:"id"`
	Proposal ID           `db:"proposal_id" json:"-"`
	Kind     Kind         `db:"kind" json:"kind"`
	Item     foi.ItemID   `db:"item_id" json:"item_id"`
	Request  foi.ID       `db:"request_id" json:"request_id"`
	Number   string       `db:"number" json:"number"`
	Received calendar.Day `db:"received" json:"received,omitempty"`
	Answered calendar.Day `db:"answered" json:"answered,omitempty"`
	Result   string       `db:"result" json:"result,omitempty"`
	Words    string       `db:"words" json:"words,omitempty"` // stored sealed
	Made     calendar.Day `db:"made" json:"made"`
}

// evidenceOf is what an item says for a proposal.
func evidenceOf(k Kind, w *foi.Wanted) Evidence {
	return Evidence{Kind: k, Item: w.Item, Request: w.Request, Number: w.Number, Received: w.Received, Answered: w.Answered, Result: w.Result}
}

const (
	maxTitle = 200
	maxWords = 500
)

// A Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"proposal.reason" hint:"proposal.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason, and for the rev.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	checkWords(&c, "reason", in.Reason)
	return c.Err()
}

func checkWords(c *fault.Check, field, words string) {
	c.That(strings.TrimSpace(words) != "", field, "required")
	c.That(len([]rune(words)) <= maxWords, field, "proposal.too_long", maxWords)
}

// An Accept begins the draft of what is to be public: its title, and which of the
// copies that were given out are attached.
type Accept struct {
	Rev    int64   `form:"rev" type:"hidden" json:"rev"`
	Title  string  `form:"title" json:"title" label:"proposal.title" hint:"proposal.title_hint" required:"true" max:"200"`
	Files  []int64 `form:"files" json:"files" label:"proposal.files" hint:"proposal.files_hint" type:"checks"`
	Reason string  `form:"reason" json:"reason" label:"proposal.reason" hint:"proposal.accept_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Accept) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Title) != "", "title", "required")
	c.That(len([]rune(in.Title)) <= maxTitle, "title", "proposal.too_long", maxTitle)
	checkWords(&c, "reason", in.Reason)
	return c.Err()
}

// A Draft begins the draft anew.
type Draft struct {
	Rev   int64   `form:"rev" type:"hidden" json:"rev"`
	Title string  `form:"title" json:"title" label:"proposal.title" hint:"proposal.title_hint" required:"true" max:"200"`
	Files []int64 `form:"files" json:"files" label:"proposal.files" hint:"proposal.files_hint" type:"checks"`
}

// Check says which fields break a rule.
func (in Draft) Check() error {
	return Accept{Rev: in.Rev, Title: in.Title, Reason: in.Title}.Check()
}

// A Why is what somebody says for a proposal.
type Why struct {
	Reason string `form:"reason" json:"reason" label:"proposal.why" hint:"proposal.why_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for it.
func (in Why) Check() error {
	var c fault.Check
	checkWords(&c, "reason", in.Reason)
	return c.Err()
}

// A Find narrows a list of proposals.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"proposal.state" options:"open,accepted,declined,released"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"proposal.unit" type:"select"`
}
