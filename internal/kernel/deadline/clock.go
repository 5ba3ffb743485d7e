// Package deadline computes when a statutory period ends, and shows how. It is
// pure: it holds no clock and no database, and every term names its article.
//
// A [Clock] is the facts: when the period began, what paused it, whether it was
// extended, set aside and begun again, and when it ended. [Clock.Apply] adds a
// fact and refuses what the law does not know; [Clock.Due] gives the last day in
// time; [Clock.Explain] derives it day by day. [Run] does the same for a line of
// events such as "receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02".
//
// The rules: the day of the event is day zero and day one is the next day that
// counts. The days after a question was sent, up to and with the day its answer
// came, do not count; several questions at once are counted out once (条例第三十三条
// 第三款). A correction and a payment begin the whole period afresh. It may be
// extended once, before it ends. Whoever has good reasons to ask for very much may be
// answered within a longer time that the organ sets (第三十五条): a delay, which is no
// extension and uses none up. Periods of days and months that end on a day off roll
// over; fixed dates never do.
package deadline

import (
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A Term is a length of time that the law sets, or a fixed day.
type Term = law.Term

// The units of a term.
const (
	Workday = law.Workday
	CalDay  = law.CalDay
	Month   = law.Month
	Hour    = law.Hour
	Date    = law.Date
)

// Effect is what a step does to a clock.
type Effect string

// The effects.
const (
	None   Effect = ""
	Start  Effect = "start"  // from the day of the step, which is day zero; again after a Clear
	Clear  Effect = "clear"  // what has run is void, and nothing runs until the next Start
	Pause  Effect = "pause"  // somebody is asked: the days after this one do not count
	Resume Effect = "resume" // the answer came: the days after this one count again
	Extend Effect = "extend" // by a further term, once
	Delay  Effect = "delay"  // by a time that the organ sets, once in a round
	Stop   Effect = "stop"   // met, or no longer owed
	Reopen Effect = "reopen" // the stop is void: what it rested on was not so
)

// What a cleared clock waits for. A Clear may name something else too.
const (
	ForAmendment = "amend" // the applicant corrects the request
	ForPayment   = "paid"  // the applicant pays the fee
)

// A Move is a step that does something to a clock.
type Move struct {
	Effect Effect
	Day    calendar.Day // of the step; for a Resume with a term: the day on which the letter arrived
	At     time.Time    // of a Start with a term in hours: the instant

	// Term is of a Start the period (none for a second one: the same again), of an
	// Extend and a Delay what is added, of a Clear the time within which it had to come (none:
	// the period itself), and of a Resume the time after which silence ends the pause.
	Term Term

	// Key is of a Pause and its Resume who is asked, and of a Clear and the Start
	// after it what is waited for.
	Key string
}

// A Clock is one period as the facts have it. It is a value: Apply returns
// another one. The zero Clock has not started.
type Clock struct {
	Rounds  []Round      `json:"rounds,omitempty"` // the last one counts
	Pauses  []Interval   `json:"pauses,omitempty"`
	Stopped calendar.Day `json:"stopped,omitempty"`
}

// A Round is the period from one day zero on.
type Round struct {
	From      calendar.Day `json:"from"`
	At        time.Time    `json:"at,omitzero"` // of a term in hours
	Term      Term         `json:"term"`
	Extended  calendar.Day `json:"extended,omitempty"`
	Extension Term         `json:"extension,omitzero"`
	Delayed   calendar.Day `json:"delayed,omitempty"` // when the organ set a longer time
	Delay     Term         `json:"delay,omitzero"`    // by so much
	Cleared   calendar.Day `json:"cleared,omitempty"` // when the round became void
	For       string       `json:"for,omitempty"`     // and what the next one waits for
	Within    Term         `json:"within,omitzero"`   // when that had to be asked for
}

// An Interval is the time that a question takes: the days after From up to and with its end.
type Interval struct {
	Key  string       `json:"key,omitempty"`
	From calendar.Day `json:"from"`          // the question was sent
	To   calendar.Day `json:"to,omitempty"`  // the answer came
	Got  calendar.Day `json:"got,omitempty"` // the question arrived, and silence ends the pause
	Term Term         `json:"term,omitzero"` // after this time
}

// Started returns day zero of the round that counts; "" before the first.
func (c Clock) Started() calendar.Day {
	if len(c.Rounds) == 0 {
		return ""
	}
	return c.Rounds[len(c.Rounds)-1].From
}

// earliest returns the first day that m may have: facts become known in any order, so
// it is not the day of the last one, but of the one that m follows from. What answers a
// question follows from the question, what begins the period afresh from what set it
// aside, and what lengthens a round from its beginning. Nothing may be noted into a
// round that something else has set aside since, and a stop ends all.
func (c Clock) earliest(m Move) calendar.Day {
	switch m.Effect {
	case Resume:
		if i := c.asked(m.Key); i >= 0 {
			return max(c.Pauses[i].From, c.Pauses[i].Got)
		}
	case Start, Extend, Delay, Pause:
		if n := len(c.Rounds); n > 0 {
			return max(c.Rounds[n-1].From, c.Rounds[n-1].Cleared)
		}
	case Clear:
		return c.busy()
	case Reopen:
		return c.Stopped
	case None, Stop:
	}
	return c.last()
}

// busy returns the day of the last fact of the round that counts: what was done in it
// was not done in a void one.
func (c Clock) busy() calendar.Day {
	if len(c.Rounds) == 0 {
		return ""
	}
	r := c.Rounds[len(c.Rounds)-1]
	d := max(r.From, r.Extended, r.Delayed, r.Cleared)
	for _, p := range c.Pauses {
		d = max(d, p.From)
	}
	return d
}

// last returns the day of the last fact.
func (c Clock) last() calendar.Day {
	var d calendar.Day
	for _, r := range c.Rounds {
		d = max(d, r.From, r.Extended, r.Delayed, r.Cleared)
	}
	for _, p := range c.Pauses {
		d = max(d, p.From, p.To, p.Got)
	}
	return d
}

// Apply returns the clock after m. The calendar tells whether an extension is still in time.
// Facts may be applied in the order in which they become known: what is computed from
// them goes by their days.
//
// Errors: Invalid for a day or a term that is none. Conflict for what cannot
// happen: a step dated before the one that it follows from, or made after the stop; a
// stop before the last fact; a reopening of what has not stopped; a second start, or
// one that does not bring what is waited for; an answer from somebody who is not
// being asked; a second question to somebody who is; asking twice for the same
// correction or payment; an extension after the last day, a second one, or one of a
// round that was delayed; a delay after the last day, or a second one of the round.
func (c Clock) Apply(cal *calendar.Calendar, m Move) (Clock, error) {
	if m.Effect == None {
		return c, nil
	}
	if m.Effect == Start && m.Day == "" && !m.At.IsZero() {
		m.Day = calendar.DayOf(m.At)
	}
	switch first := c.earliest(m); {
	case !m.Day.Valid():
		return c, fault.New(fault.Invalid, "deadline.bad_day", m.Day)
	case c.Stopped != "" && m.Effect != Reopen:
		return c, fault.New(fault.Conflict, "deadline.stopped", c.Stopped)
	case m.Day < first:
		return c, fault.New(fault.Conflict, "deadline.out_of_order", m.Day, first)
	}
	if m.Term != (Term{}) {
		if err := m.Term.Check(); err != nil {
			return c, err
		}
	}
	next := Clock{slices.Clone(c.Rounds), slices.Clone(c.Pauses), c.Stopped}
	if err := next.move(cal, m); err != nil {
		return c, err
	}
	return next, nil
}

func (c *Clock) move(cal *calendar.Calendar, m Move) error {
	switch m.Effect {
	case None:
		return nil
	case Start:
		return c.start(m)
	case Clear:
		return c.clear(m)
	case Pause:
		return c.pause(m)
	case Resume:
		return c.resume(m)
	case Extend:
		return c.extend(cal, m)
	case Delay:
		return c.delay(cal, m)
	case Stop:
		if len(c.Rounds) == 0 {
			return fault.New(fault.Conflict, "deadline.not_started")
		}
		c.Stopped = m.Day
		return nil
	case Reopen:
		if c.Stopped == "" {
			return fault.New(fault.Conflict, "deadline.not_stopped")
		}
		c.Stopped = ""
		return nil
	}
	return fault.New(fault.Invalid, "deadline.bad_effect", m.Effect)
}

// round returns the round that counts now.
func (c *Clock) round() (*Round, error) {
	if len(c.Rounds) == 0 {
		return nil, fault.New(fault.Conflict, "deadline.not_started")
	}
	r := &c.Rounds[len(c.Rounds)-1]
	if r.Cleared != "" {
		return nil, fault.New(fault.Conflict, "deadline.waiting", waitText(r.For))
	}
	return r, nil
}

func (c *Clock) start(m Move) error {
	r := Round{From: m.Day, At: m.At, Term: m.Term}
	if n := len(c.Rounds); n > 0 {
		old := c.Rounds[n-1]
		switch {
		case old.Cleared == "" && m.Key != "":
			return fault.New(fault.Conflict, "deadline.not_awaited", waitText(m.Key))
		case old.Cleared == "":
			return fault.New(fault.Conflict, "deadline.started", old.From)
		case m.Key != old.For:
			return fault.New(fault.Conflict, "deadline.waiting", waitText(old.For))
		case r.Term == (Term{}):
			r.Term = old.Term
		}
	} else if m.Key != "" {
		return fault.New(fault.Conflict, "deadline.not_awaited", waitText(m.Key))
	}
	switch {
	case r.Term == (Term{}):
		return fault.New(fault.Invalid, "deadline.no_length")
	case r.Term.Unit == Hour && r.At.IsZero():
		return fault.New(fault.Invalid, "deadline.no_instant")
	}
	c.Rounds = append(c.Rounds, r)
	return nil
}

func (c *Clock) clear(m Move) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	for _, old := range c.Rounds {
		if old.Cleared != "" && old.For == m.Key && m.Key != "" {
			return fault.New(fault.Conflict, "deadline.cleared_already", waitText(m.Key), old.Cleared)
		}
	}
	r.Cleared, r.For, r.Within = m.Day, m.Key, m.Term
	return nil
}

func (c *Clock) pause(m Move) error {
	if _, err := c.round(); err != nil {
		return err
	}
	if c.asked(m.Key) >= 0 {
		return fault.New(fault.Conflict, "deadline.asked_already", m.Key)
	}
	c.Pauses = append(c.Pauses, Interval{Key: m.Key, From: m.Day})
	return nil
}

// asked returns the place of the open question to key; -1 if there is none.
func (c *Clock) asked(key string) int {
	return slices.IndexFunc(c.Pauses, func(p Interval) bool { return p.Key == key && p.To == "" })
}

func (c *Clock) resume(m Move) error {
	i := c.asked(m.Key)
	switch {
	case i < 0:
		return fault.New(fault.Conflict, "deadline.not_asked", m.Key)
	case m.Term == (Term{}):
		c.Pauses[i].To = m.Day
	case c.Pauses[i].Got != "":
		return fault.New(fault.Conflict, "deadline.silent_already", m.Key, c.Pauses[i].Got)
	case m.Term.Unit == Hour:
		return fault.New(fault.Invalid, "deadline.no_instant")
	default:
		c.Pauses[i].Got, c.Pauses[i].Term = m.Day, m.Term
	}
	return nil
}

func (c *Clock) extend(cal *calendar.Calendar, m Move) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	for _, old := range c.Rounds {
		if old.Extended != "" {
			return fault.New(fault.Conflict, "deadline.extended_already", old.Extended)
		}
	}
	if r.Delayed != "" {
		return fault.New(fault.Conflict, "deadline.delayed_before", r.Delayed)
	}
	if due := c.Due(cal).Day; due != "" && m.Day > due {
		return fault.New(fault.Conflict, "deadline.extended_late", m.Day, due)
	}
	if err := r.lengthens(m.Term); err != nil {
		return err
	}
	r.Extended, r.Extension = m.Day, m.Term
	return nil
}

// delay has the organ set a longer time (条例第三十五条). Who does so has found that the
// term of Article 33 does not suffice, so the extension of that term is over with it;
// one that was used before stays.
func (c *Clock) delay(cal *calendar.Calendar, m Move) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if r.Delayed != "" {
		return fault.New(fault.Conflict, "deadline.delayed_already", r.Delayed)
	}
	if due := c.Due(cal).Day; due != "" && m.Day > due {
		return fault.New(fault.Conflict, "deadline.delayed_late", m.Day, due)
	}
	if err := r.lengthens(m.Term); err != nil {
		return err
	}
	r.Delayed, r.Delay = m.Day, m.Term
	return nil
}

// lengthens reports whether t can be added to the round: it is in the unit of the
// round, or a fixed date in its place.
func (r *Round) lengthens(t Term) error {
	unit := r.whole().Unit
	switch {
	case t == (Term{}):
		return fault.New(fault.Invalid, "deadline.no_length")
	case t.Unit != unit && t.Unit != Date || unit == Hour && t.Unit == Date:
		return fault.New(fault.Invalid, "deadline.other_unit")
	}
	return nil
}

// waitText says what a cleared clock waits for.
func waitText(key string) fault.Text {
	switch key {
	case ForAmendment:
		return fault.T("deadline.for.amend")
	case ForPayment:
		return fault.T("deadline.for.paid")
	}
	return fault.T("deadline.for.start")
}
