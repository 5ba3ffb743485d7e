package deadline

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Act is the word of an event.
type Act string

// The acts.
const (
	Receive Act = "receive" // the period begins
	Ask     Act = "ask"     // X is asked
	Heard   Act = "heard"   // X answered
	Silent  Act = "silent"  // X got the letter on that day and says nothing
	Clarify Act = "clarify" // the applicant is asked to correct the request
	Amend   Act = "amend"   // and did
	Fee     Act = "fee"     // the applicant is asked to pay
	Paid    Act = "paid"    // and did
	Prolong Act = "extend"  // the period is extended
	Defer   Act = "delay"   // the organ sets so many working days more
	Reply   Act = "reply"   // the answer was sent
)

// An Event is something that happened to a case, as one writes it for the calculator.
type Event struct {
	Act Act          `json:"act"`
	Who string       `json:"who,omitempty"` // of ask, heard and silent; of delay the number of days
	Day calendar.Day `json:"day"`
}

// String is the event as ParseEvents reads it.
func (e Event) String() string {
	return strings.Join(slices.DeleteFunc([]string{string(e.Act), e.Who, string(e.Day)}, func(s string) bool { return s == "" }), " ")
}

// The limits of what the calculator takes.
const (
	maxEvents = 100
	maxName   = 60 // characters
	firstYear = 1949
	lastYear  = 2199
	maxDelay  = 250 // working days, about a year: no law has a number
)

// ParseEvents reads events such as "receive 2026-01-28; ask A 2026-02-03; heard
// A 2026-03-02": the act, for ask, heard and silent a name, for delay a number of
// working days, and the day. They are parted by a semicolon or a line end.
//
// Errors: Invalid, with the number and the text of the event that is wrong.
func ParseEvents(s string) ([]Event, error) {
	var out []Event
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if len(out) == maxEvents {
			return nil, fault.New(fault.TooLarge, "deadline.too_many_events", maxEvents)
		}
		e, err := parseEvent(strings.Fields(part))
		if err != nil {
			return nil, blame(len(out), part, err)
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, fault.Field("events", "deadline.no_events")
	}
	return out, nil
}

func parseEvent(words []string) (Event, error) {
	e := Event{Act: Act(strings.ToLower(words[0]))}
	named := slices.Contains([]Act{Ask, Heard, Silent, Defer}, e.Act)
	if !named && !slices.Contains([]Act{Receive, Clarify, Amend, Fee, Paid, Prolong, Reply}, e.Act) {
		return e, fault.New(fault.Invalid, "deadline.bad_act")
	}
	last := len(words) - 1
	e.Day = calendar.Day(words[last])
	if y := e.Day.Year(); last == 0 || y < firstYear || y > lastYear {
		return e, fault.New(fault.Invalid, "deadline.bad_day", e.Day)
	}
	e.Who = strings.Join(words[1:last], " ")
	switch {
	case e.Act == Defer && e.delay() == 0:
		return e, fault.New(fault.Invalid, "deadline.bad_delay", maxDelay)
	case named && e.Who == "":
		return e, fault.New(fault.Invalid, "deadline.no_name")
	case !named && e.Who != "":
		return e, fault.New(fault.Invalid, "deadline.no_need_of_name", e.Who)
	case len([]rune(e.Who)) > maxName:
		return e, fault.New(fault.Invalid, "deadline.long_name", maxName)
	}
	return e, nil
}

// delay is how many working days the event adds; 0 if its name is no such number.
func (e Event) delay() int {
	n, err := strconv.Atoi(e.Who)
	if err != nil || n < 1 || n > maxDelay {
		return 0
	}
	return n
}

// blame returns err as one about the event of that number.
func blame(i int, event string, err error) error {
	if r := []rune(event); len(r) > 2*maxName {
		event = string(r[:2*maxName])
	}
	e := fault.As(err)
	text := e.Text
	for _, t := range e.Fields {
		text = t
	}
	text = fault.T("deadline.event", i+1, event, text)
	return &fault.Error{Kind: e.Kind, Text: text, Fields: map[string]fault.Text{"events": text}}
}

// A rulebook gives the terms of one kind of case: those whose keys begin with
// the same word. "foi.reply" is extended by "foi.extend", and so on.
type rulebook struct {
	limit  law.Limit
	family string
}

// term returns the term of the family with that name; Invalid if the law of this kind of case has none.
func (b rulebook) term(name string) (Term, error) {
	l, err := law.Find(b.family + "." + name)
	if err != nil {
		return Term{}, fault.New(fault.Invalid, "deadline.no_rule", b.limit.Name)
	}
	return l.Term, nil
}

// move returns what an event does to the clock.
func (b rulebook) move(e Event) (m Move, err error) {
	m = Move{Day: e.Day, Key: e.Who}
	switch e.Act {
	case Receive:
		m.Effect, m.Term = Start, b.limit.Term
	case Ask:
		m.Effect = Pause
		_, err = b.term("consult")
	case Heard:
		m.Effect = Resume
	case Silent:
		m.Effect = Resume
		m.Term, err = b.term("consult")
	case Clarify:
		m.Effect, m.Key = Clear, ForAmendment
		m.Term, err = b.term("clarify")
	case Amend:
		m.Effect, m.Key = Start, ForAmendment
	case Fee:
		m.Effect, m.Key = Clear, ForPayment
		_, err = b.term("pay")
	case Paid:
		m.Effect, m.Key = Start, ForPayment
	case Prolong:
		m.Effect = Extend
		m.Term, err = b.term("extend")
	case Defer:
		m.Effect, m.Key = Delay, ""
		m.Term, err = b.term("delay")
		m.Term.N = e.delay()
	case Reply:
		m.Effect = Stop
	}
	return m, err
}

// Play returns the clock after events; the register says which terms it has.
// The key is that of the period, such as "foi.reply".
//
// Errors: Invalid for an unknown key; otherwise as for Apply, with the number
// and the text of the event that cannot be. Here an answer from somebody said to
// be silent is one of them.
func Play(cal *calendar.Calendar, key string, events []Event) (Clock, error) {
	var c Clock
	limit, err := law.Find(key)
	if err != nil {
		return c, err
	}
	family, _, _ := strings.Cut(key, ".")
	b := rulebook{limit, family}
	for i, e := range events {
		m, err := b.move(e)
		if err == nil && e.Act == Heard && slices.ContainsFunc(c.Pauses, func(p Interval) bool { return p.Key == e.Who && p.To == "" && p.Got != "" }) {
			err = fault.New(fault.Conflict, "deadline.heard_though_silent", e.Who)
		}
		if err == nil {
			c, err = c.Apply(cal, m)
		}
		if err != nil {
			return c, blame(i, e.String(), err)
		}
	}
	return c, nil
}

// Run returns the derivation of the period with a key such as "foi.reply" after
// events. Its errors are those of Play.
func Run(cal *calendar.Calendar, key string, events []Event) (Derivation, error) {
	c, err := Play(cal, key, events)
	if err != nil {
		return Derivation{}, err
	}
	d := c.Explain(cal)
	limit, err := law.Find(key)
	d.Unverified = limit.Unverified()
	return d, err
}

// Simple returns the derivation of a term that began on a day, with no events.
//
// Errors: Invalid for a term that is none, or is in hours, and for a day that is
// none or not of the years from 1949 to 2199.
func Simple(cal *calendar.Calendar, from calendar.Day, t Term) (Derivation, error) {
	if y := from.Year(); y < firstYear || y > lastYear {
		return Derivation{}, fault.Field("from", "deadline.bad_day", from)
	}
	return once(cal, Move{Effect: Start, Day: from, Term: t})
}

// SimpleAt is Simple for a term in hours: it runs on the wall clock from at on, day and night.
func SimpleAt(cal *calendar.Calendar, at time.Time, t Term) (Derivation, error) {
	return once(cal, Move{Effect: Start, At: at, Term: t})
}

func once(cal *calendar.Calendar, m Move) (Derivation, error) {
	c, err := Clock{}.Apply(cal, m)
	if err != nil {
		return Derivation{}, err
	}
	return c.Explain(cal), nil
}
