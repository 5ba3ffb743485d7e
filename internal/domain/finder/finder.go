package finder

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a measure.
type ID int64

// A Who says whom a measure is for.
type Who string

// The kinds of people that a measure is for.
const (
	Person  Who = "person"
	Company Who = "company"
)

// Facts is what a clerk says of a measure.
type Facts struct {
	Title      string        `db:"title" json:"title"`
	Who        Who           `db:"who" json:"who"`
	Gives      string        `db:"gives" json:"gives"`                // what one gets
	By         policy.Clause `db:"gives_by,json" json:"gives_by"`     // the clause that gives it
	Apply      string        `db:"apply" json:"apply"`                // how one gets it
	Until      calendar.Day  `db:"until_day" json:"until"`            // last day to apply; "" has none
	Contact    string        `db:"contact" json:"contact"`            // who can be asked
	Conditions Node          `db:"conditions,json" json:"conditions"` // what one has to be
}

// A Measure is one thing that a document gives, and to whom.
type Measure struct {
	ID       ID        `db:"id" json:"id"`
	Rev      int64     `db:"rev" json:"rev"`
	UnitID   int64     `db:"unit_id" json:"unit_id"`
	Document policy.ID `db:"document_id" json:"document"`
	Facts
	Status Status          `db:"state" json:"state"`
	Opened calendar.Day    `db:"opened" json:"opened,omitempty"` // since when everybody knows of it
	Doubts []policy.Doubt  `db:"doubts,json" json:"doubts,omitempty"`
	Since  calendar.Day    `db:"doubted" json:"doubted,omitempty"` // day of the doubts
	Looked calendar.Day    `db:"looked" json:"looked,omitempty"`   // somebody last found that it holds
	Reason string          `db:"reason" json:"reason,omitempty"`   // of the last act that needed one
	Acted  flow.Hands[Act] `db:"by_whom,json" json:"-"`
	MadeAt time.Time       `db:"made_at" json:"made_at"`
}

// Asked is the doubt of a measure for which the profile does not ask in this way any more.
const Asked policy.DoubtKind = "asked"

// Say puts a doubt into words.
func Say(d policy.Doubt) fault.Text {
	if d.Kind == Asked {
		return fault.T("finder.doubt.asked")
	}
	return d.Text()
}

// RefOf names a measure in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("finder/%d", id) }

// Ref names the measure in the journal.
func (m *Measure) Ref() string { return RefOf(m.ID) }

// Owner is the unit that answers for it.
func (m *Measure) Owner() int64 { return m.UnitID }

// State is where the measure stands in Flow.
func (m *Measure) State() Status { return m.Status }

// Move sets where the measure stands; only flow.Do calls it.
func (m *Measure) Move(to Status) { m.Status = to }

// DoneBy is who did an act last.
func (m *Measure) DoneBy(act Act) int64 { return m.Acted[act] }

// Takes reports whether one can still apply on a day.
func (m *Measure) Takes(day calendar.Day) bool { return m.Until == "" || day <= m.Until }

// clauses calls f for each clause that the measure rests on, the one that gives it first.
func (m *Measure) clauses(f func(*policy.Clause)) {
	f(&m.By)
	m.Conditions.leaves(func(n *Node) { f(&n.Clause) })
}

// names are how documents cite these clauses, each once.
func (m *Measure) names() (out []string) {
	m.clauses(func(c *policy.Clause) {
		if !slices.Contains(out, c.Name) {
			out = append(out, c.Name)
		}
	})
	return out
}

// hash is of what somebody has to be, with the clauses.
func (m *Measure) hash() string {
	b, _ := json.Marshal(m.Conditions) // text and numbers
	return proof.SHA256(string(b))
}

// publicMeasure is what the log shows.
type publicMeasure struct {
	Title      string       `json:"title"`
	Who        Who          `json:"who"`
	Document   string       `json:"document"`
	Gives      string       `json:"gives"`
	Clause     string       `json:"gives_by"`
	Clauses    []string     `json:"clauses"` // all that it rests on, each once
	Until      calendar.Day `json:"until,omitempty"`
	Conditions string       `json:"conditions_sha256"`
	State      Status       `json:"state"`
	Doubts     int          `json:"doubts,omitempty"`
	Reason     string       `json:"reason,omitempty"`
}

// Public is what the log shows of the measure.
func (m *Measure) Public() any {
	return publicMeasure{m.Title, m.Who, policy.RefOf(m.Document), m.Gives, m.By.Name, m.names(), m.Until, m.hash(), m.Status, len(m.Doubts), m.Reason}
}

// entry is what the journal keeps of a step inside.
type entry struct {
	Title      string `json:"title"`
	Conditions string `json:"conditions_sha256"`
	State      Status `json:"state"`
	Reason     string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (m *Measure) Entry() any { return entry{m.Title, m.hash(), m.Status, m.Reason} }
