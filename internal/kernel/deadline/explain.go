package deadline

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Sort says what a step of a derivation did.
type Sort string

// The sorts.
const (
	DayZero Sort = "day_zero" // the period begins; the day itself does not count
	Restart Sort = "restart"  // the same, after what ran before became void
	Counted Sort = "counted"
	MakeUp  Sort = "make_up" // counted, though it is a weekend day
	Weekend Sort = "weekend"
	Holiday Sort = "holiday"
	Held    Sort = "held"   // somebody is asked
	Await   Sort = "await"  // nothing runs
	Fixed   Sort = "fixed"  // on the way to a fixed date or instant
	Rolled  Sort = "rolled" // the last day was a day off
)

// A Step is some days of a derivation that are of one sort.
type Step struct {
	From        calendar.Day `json:"from"`
	To          calendar.Day `json:"to,omitempty"` // "" of the last step: nobody knows until when
	Sort        Sort         `json:"sort"`
	First       int          `json:"first,omitempty"`  // the days counted are the First to the Last of the term
	Last        int          `json:"last,omitempty"`   //
	Who         []string     `json:"who,omitempty"`    // of Held: who is asked; of Await: what for
	Name        string       `json:"name,omitempty"`   // of the festival
	Notice      string       `json:"notice,omitempty"` // that makes the day off or worked
	Provisional bool         `json:"provisional,omitempty"`
	Text        fault.Text   `json:"text"`            // the step in words
	Notes       []fault.Text `json:"notes,omitempty"` // what happened on the day; such a step has only one
}

// A Derivation is a last day and how it comes about. The steps are in order, and
// every day from the first day zero to Due is in exactly one of them.
type Derivation struct {
	Due
	Term       Term         `json:"term"`
	Extension  Term         `json:"extension,omitzero"`
	Delay      Term         `json:"delay,omitzero"`
	Risk       calendar.Day `json:"risk,omitempty"` // the earliest of Risks
	Risks      []Risk       `json:"risks,omitempty"`
	Unverified bool         `json:"unverified,omitempty"` // the length of the term is a setting: 待核实
	Steps      []Step       `json:"steps"`
}

// Explain derives Due day by day. It walks the calendar and does not use the
// arithmetic of Due, so that each is a check of the other.
func (c Clock) Explain(cal *calendar.Calendar) Derivation {
	out := Derivation{Due: c.Due(cal), Risks: c.Risks(cal), Steps: []Step{}}
	if len(out.Risks) > 0 {
		out.Risk = out.Risks[0].Day
	}
	if len(c.Rounds) == 0 {
		return out
	}
	w := walk{cal: cal, clock: c, notes: c.notesOf(cal)}
	for i, r := range c.Rounds {
		out.Term, out.Extension, out.Delay = r.Term, r.Extension, r.Delay
		w.round(i, out.Due)
	}
	for i := range w.steps {
		w.steps[i].Text = w.steps[i].words(out.Term.Unit)
	}
	out.Steps = w.steps
	return out
}

// A walk goes from day to day and writes down the steps.
type walk struct {
	cal   *calendar.Calendar
	clock Clock
	notes map[calendar.Day][]fault.Text
	steps []Step
	n     int // days counted in this round
}

// round writes the steps of one round: day zero, the days to its end, and the
// time until the next one. A day on which the next round begins is left to that.
func (w *walk) round(i int, due Due) {
	r, last := w.clock.Rounds[i], i+1 == len(w.clock.Rounds)
	end := due.Day
	switch {
	case r.Cleared != "":
		end = r.Cleared
	case end == "":
		end = w.openFrom()
	}
	next := forever
	if !last {
		next = w.clock.Rounds[i+1].From
		end = min(end, next.Add(-1))
	}
	w.n = 0
	if next != r.From {
		sort := DayZero
		if i > 0 {
			sort = Restart
		}
		w.add(Step{From: r.From, To: r.From, Sort: sort})
	}
	for d := r.From.Add(1); d <= end; d = d.Add(1) {
		w.add(w.day(d, r, due))
	}
	switch {
	case r.Cleared != "":
		w.await(r, next)
	case due.Day == "" && end != "":
		w.steps = append(w.steps, Step{From: end.Add(1), Sort: Held, Who: due.For})
	}
}

// await writes the time in which nothing runs.
func (w *walk) await(r Round, next calendar.Day) {
	s := Step{From: r.Cleared.Add(1), Sort: Await, Who: []string{r.For}}
	switch {
	case next != forever:
		for d := s.From; d < next; d = d.Add(1) {
			w.add(Step{From: d, To: d, Sort: Await, Who: s.Who})
		}
	case w.clock.Stopped == "":
		w.steps = append(w.steps, s)
	case w.clock.Stopped > r.Cleared:
		s.To = w.clock.Stopped
		w.steps = append(w.steps, s)
	}
}

// openFrom returns the last day before the pause with no end that keeps Due from
// being known; "" if there is none.
func (w *walk) openFrom() calendar.Day {
	for _, g := range w.clock.gaps(w.cal, nil) {
		if g.to == forever {
			return max(g.from, w.clock.Started())
		}
	}
	return ""
}

// day says what one day of a round did.
func (w *walk) day(d calendar.Day, r Round, due Due) Step {
	s := Step{From: d, To: d}
	t := r.whole()
	timeless := t.Unit == Date || t.Unit == Hour
	if who, provisional := w.clock.held(w.cal, d); who != nil {
		s.Sort, s.Who, s.Provisional = Held, who, provisional && !timeless
		return s
	}
	switch most := t.days(r.From); {
	case timeless:
		s.Sort = Fixed
		return s
	case t.Unit == Workday:
		at := w.cal.Status(d)
		s.Sort, s.Name, s.Notice, s.Provisional = sorts[at.Reason], at.Name, at.Notice, at.Provisional
		if !at.Works {
			return s
		}
	case w.n >= most && r.Cleared == "":
		s.Sort, s.Provisional = Rolled, due.Provisional
		return s
	default:
		s.Sort = Counted
		s.Provisional = t.Roll && w.n+1 == most && w.cal.Provisional(d.Add(-1), d)
	}
	w.n++
	s.First, s.Last = w.n, w.n
	return s
}

var sorts = map[calendar.Reason]Sort{
	calendar.Ordinary: Counted, calendar.MakeUp: MakeUp, calendar.Weekend: Weekend, calendar.Festival: Holiday,
}

// add writes a step of one day, joined with the one before if it says the same
// and nothing happened on either.
func (w *walk) add(s Step) {
	s.Notes = w.notes[s.From]
	if n := len(w.steps) - 1; n >= 0 {
		p := &w.steps[n]
		if s.Notes == nil && p.Notes == nil && p.Sort == s.Sort && p.Name == s.Name && p.Notice == s.Notice &&
			p.Provisional == s.Provisional && slices.Equal(p.Who, s.Who) && p.Last+min(s.Last, 1) == s.Last {
			p.To, p.Last = s.To, s.Last
			return
		}
	}
	w.steps = append(w.steps, s)
}

// notesOf returns what happened on each day.
func (c Clock) notesOf(cal *calendar.Calendar) map[calendar.Day][]fault.Text {
	out := map[calendar.Day][]fault.Text{}
	note := func(d calendar.Day, key string, args ...any) {
		if d != "" {
			out[d] = append(out[d], fault.T(key, args...))
		}
	}
	for _, p := range c.Pauses {
		g := c.gap(cal, p)
		switch {
		case p.Key == "":
			note(p.From, "deadline.note.paused")
			note(p.To, "deadline.note.resumed")
			continue
		case p.Got != "":
			note(p.Got, "deadline.note.got", p.Key, p.Term.Text())
		}
		note(p.From, "deadline.note.asked", p.Key)
		note(p.To, "deadline.note.heard", p.Key)
		if p.Got != "" && g.to != p.To && g.to != c.Stopped {
			note(g.to, "deadline.note.lapsed", p.Key)
		}
	}
	for _, r := range c.Rounds {
		note(r.Extended, "deadline.note.extended", r.Extension.Text())
		note(r.Delayed, "deadline.note.delayed", r.Delay.Text())
		note(r.Cleared, "deadline.note.cleared", waitText(r.For))
	}
	note(c.Stopped, "deadline.note.stopped")
	return out
}

// words says a step in words.
func (s Step) words(unit law.Unit) fault.Text {
	var t fault.Text
	switch s.Sort {
	case DayZero:
		t = fault.T("deadline.step.day_zero")
	case Restart:
		t = fault.T("deadline.step.restart")
	case Counted:
		t = s.counted(unit)
	case MakeUp:
		t = fault.T("deadline.step.make_up", s.First, s.Name, s.Notice)
	case Weekend:
		t = fault.T("deadline.step.weekend")
	case Holiday:
		t = fault.T("deadline.step.holiday", s.Name, s.Notice)
	case Held:
		t = fault.T("deadline.step.held")
		if who := strings.Join(s.Who, "、"); who != "" {
			t = fault.T("deadline.step.asked", who)
		}
	case Await:
		t = fault.T("deadline.step.await", waitText(s.Who[0]))
	case Fixed:
		t = fault.T("deadline.step.fixed")
	case Rolled:
		t = fault.T("deadline.step.rolled")
	}
	if s.Provisional {
		return fault.T("deadline.step.provisional", t)
	}
	return t
}

func (s Step) counted(unit law.Unit) fault.Text {
	one := s.First == s.Last
	switch {
	case unit == Workday && one:
		return fault.T("deadline.step.workday", s.First)
	case unit == Workday:
		return fault.T("deadline.step.workdays", s.First, s.Last)
	case one:
		return fault.T("deadline.step.day", s.First)
	}
	return fault.T("deadline.step.days", s.First, s.Last)
}
