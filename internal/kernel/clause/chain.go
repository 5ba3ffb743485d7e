package clause

import "gongkai.example/gongkai/internal/kernel/calendar"

// A Chain is the history of a document without its words, which are stored one whole text a version: what
// a noun keeps beside them as JSON. Lines are the clauses of a text by their index.
type Chain struct {
	Versions []Version `json:"versions"`
	Events   []Event   `json:"events,omitempty"`
}

// A Version is a text of the document.
type Version struct {
	From    calendar.Day `json:"from"`              // the first day on which it is in force
	By      string       `json:"by"`                // what made it so: the number of a decision
	Prev    []int        `json:"prev"`              // of each clause: what it was in the version before, -1 for a new one
	Changed []int        `json:"changed,omitempty"` // the clauses whose words are other than before
}

// A What says what an event does.
type What string

// The events.
const (
	Commence What = "commence" // clauses that begin later than their version
	Suspend  What = "suspend"  // until Until, or until it is resumed
	Resume   What = "resume"
	Repeal   What = "repeal" // the whole, or clauses
	Lapse    What = "lapse"  // the term of the document has run out; Day is the first day without it
)

// An Event is what befalls a document, or clauses of it, besides amendments.
type Event struct {
	What    What         `json:"what"`
	Day     calendar.Day `json:"day"`
	Until   calendar.Day `json:"until,omitempty"` // the first day on which a suspension has ended; "" is open
	By      string       `json:"by"`
	Version int          `json:"version"`         // whose clauses Lines are
	Lines   []int        `json:"lines,omitempty"` // none for the whole document
}

// A Status says how a document or clause stands on a day.
type Status string

// The statuses.
const (
	Coming    Status = "coming" // not yet in force
	InForce   Status = "in_force"
	Suspended Status = "suspended"
	Repealed  Status = "repealed"
	Lapsed    Status = "lapsed"
)

// A State is a document on a day.
type State struct {
	Day     calendar.Day `json:"day"`
	Version int          `json:"version"` // the text to show
	Status  Status       `json:"status"`
	Partly  bool         `json:"partly"` // a clause stands otherwise than the whole
	From    calendar.Day `json:"from"`   // the first day on which all is as on this one; "" before the first version
	Until   calendar.Day `json:"until"`  // the day before the next change that is known; "" for none
	By      string       `json:"by"`     // what made it so
	Clauses []Force      `json:"clauses"`
}

// A Force is how one clause stands: its words are in force from a day until another.
type Force struct {
	Status Status       `json:"status"`
	From   calendar.Day `json:"from"`            // since when it has these words; if it is coming, from when they will be in force
	Until  calendar.Day `json:"until,omitempty"` // the last day with these words in this status, "" if none is known
	By     string       `json:"by"`              // what gave it these words or this status
}

// NewChain begins the history of a document with its first text.
func NewChain(t Text, from calendar.Day, by string) Chain {
	c := Chain{Versions: []Version{{From: from, By: by, Prev: make([]int, len(t.Clauses))}}}
	for i := range c.Versions[0].Prev {
		c.Versions[0].Prev[i] = -1
	}
	return c
}

// Amend adds a version: text is the whole of it, old that of the last version.
//
// Errors: Invalid if from is no day or lies before the last version.
func (c *Chain) Amend(old, text Text, from calendar.Day, by string) error { return nil }

// Add adds an event.
//
// Errors: Invalid if a day, a version or a line is not there.
func (c *Chain) Add(e Event) error { return nil }

// On is the document on a day.
func (c Chain) On(day calendar.Day) State { return State{Day: day} }
