package clause

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

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

// Amend adds a version: text is the whole of it, old that of the last version. Where an amendment takes effect in
// parts, each day on which words change is a version of its own; a clause that is new and begins later than its version is
// an event, Commence.
//
// Errors: Invalid if from is no day or lies before the last version, or if old is not the text of that.
func (c *Chain) Amend(old, text Text, from calendar.Day, by string) error {
	last := c.Versions[len(c.Versions)-1]
	switch {
	case !from.Valid() || from < last.From:
		return fault.Field("from", "clause.bad_day", string(from))
	case len(old.Clauses) != len(last.Prev):
		return fault.Field("old", "clause.other_text")
	}
	v := Version{From: from, By: by, Prev: make([]int, len(text.Clauses))}
	for i := range v.Prev {
		v.Prev[i] = -1
	}
	for _, ch := range Compare(old, text) {
		if ch.Verdict == Added || ch.Verdict == Removed {
			continue
		}
		for i := ch.New.First; i < ch.New.End; i++ {
			v.Prev[i] = min(ch.Old.First+i-ch.New.First, ch.Old.End-1)
			if ch.rewritten() {
				v.Changed = append(v.Changed, i)
			}
		}
	}
	slices.Sort(v.Changed)
	c.Versions = append(c.Versions, v)
	return nil
}

// rewritten reports whether the words are other ones.
func (c *Change) rewritten() bool {
	return slices.ContainsFunc(c.Segments, func(s article.Segment) bool { return s.Op != article.Kept })
}

// Add adds an event.
//
// Errors: Invalid if a day, a version or a line is not there, or if what it does is not known.
func (c *Chain) Add(e Event) error {
	switch {
	case !slices.Contains([]What{Commence, Suspend, Resume, Repeal, Lapse}, e.What):
		return fault.Field("what", "clause.bad_event", string(e.What))
	case !e.Day.Valid():
		return fault.Field("day", "clause.bad_day", string(e.Day))
	case e.Until != "" && (!e.Until.Valid() || e.Until <= e.Day || e.What != Suspend):
		return fault.Field("until", "clause.bad_day", string(e.Until))
	case e.Version < 0 || e.Version >= len(c.Versions):
		return fault.Field("version", "clause.bad_event", e.Version)
	}
	for _, l := range e.Lines {
		if l < 0 || l >= len(c.Versions[e.Version].Prev) {
			return fault.Field("lines", "clause.bad_event", l)
		}
	}
	c.Events = append(c.Events, e)
	return nil
}

// On is the document on a day.
func (c Chain) On(day calendar.Day) State {
	v := c.version(day)
	s := State{Day: day, Version: max(v, 0)}
	s.From, s.Until = c.around(day)
	h := c.history()
	whole := c.track(nil)
	now, _ := whole.on(day)
	s.Status, s.By = now.status, now.by
	if v < 0 {
		s.Status, s.By = Coming, c.Versions[0].By
	} else if s.By == "" {
		s.By = c.Versions[v].By
	}
	marks := c.marks(h, s.Version)
	s.Clauses = make([]Force, len(c.Versions[s.Version].Prev))
	for i := range s.Clauses {
		f := c.words(h, s.Version, i)
		t := whole
		if len(marks[i]) > 0 {
			t = c.track(marks[i])
		}
		now, until := t.on(max(day, f.From))
		f.Status = now.status
		if now.by != "" {
			f.By = now.by
		}
		if v < 0 && now.status == InForce {
			f.Status = Coming
		}
		switch {
		case now.status == Coming && until != "":
			f.From, until = until.Add(1), ""
		case now.day > f.From:
			f.From = now.day
		}
		if until != "" && (f.Until == "" || until < f.Until) {
			f.Until = until
		}
		s.Partly = s.Partly || f.Status != s.Status
		s.Clauses[i] = f
	}
	return s
}

// version is the text of a day, -1 before the first.
func (c Chain) version(day calendar.Day) int {
	v := -1
	for i := range c.Versions {
		if c.Versions[i].From <= day {
			v = i
		}
	}
	return v
}

// around returns the first and the last day on which all is as on a day.
func (c Chain) around(day calendar.Day) (from, until calendar.Day) {
	at := func(d calendar.Day) {
		if d == "" {
			return
		}
		if d <= day && d > from {
			from = d
		}
		if d > day && (until == "" || d < until) {
			until = d
		}
	}
	for _, v := range c.Versions {
		at(v.From)
	}
	for _, e := range c.Events {
		at(e.Day)
		at(e.Until)
	}
	if until != "" {
		until = until.Add(-1)
	}
	return from, until
}

// A history is where each clause of a version went: its index in the next one and whether its words stayed.
type history struct {
	next    [][]int
	changed [][]bool // of the clauses of a version, against the one before
}

func (c Chain) history() history {
	h := history{next: make([][]int, len(c.Versions)), changed: make([][]bool, len(c.Versions))}
	for k, v := range c.Versions {
		h.changed[k] = make([]bool, len(v.Prev))
		for _, i := range v.Changed {
			h.changed[k][i] = true
		}
		if k == 0 {
			continue
		}
		h.next[k-1] = make([]int, len(c.Versions[k-1].Prev))
		for i := range h.next[k-1] {
			h.next[k-1][i] = -1
		}
		for i, p := range slices.Backward(v.Prev) {
			if p >= 0 {
				h.next[k-1][p] = i
			}
		}
	}
	return h
}

// words tells how long a clause of a version has had its words, and until when it will.
func (c Chain) words(h history, v, i int) Force {
	k, at := v, i
	for k > 0 && c.Versions[k].Prev[at] >= 0 && !h.changed[k][at] {
		k, at = k-1, c.Versions[k].Prev[at]
	}
	f := Force{From: c.Versions[k].From, By: c.Versions[k].By}
	for k, at = v, i; k+1 < len(c.Versions); k++ {
		n := h.next[k][at]
		if n < 0 || h.changed[k+1][n] {
			f.Until = c.Versions[k+1].From.Add(-1)
			break
		}
		at = n
	}
	return f
}

// marks returns the events that name each clause of a version.
func (c Chain) marks(h history, v int) [][]Event {
	out := make([][]Event, len(c.Versions[v].Prev))
	for _, e := range c.Events {
		for _, l := range e.Lines {
			for k := e.Version; k < v && l >= 0; k++ {
				l = h.next[k][l]
			}
			for k := e.Version; k > v && l >= 0; k-- {
				l = c.Versions[k].Prev[l]
			}
			if l >= 0 {
				out[l] = append(out[l], e)
			}
		}
	}
	return out
}
