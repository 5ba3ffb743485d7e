package deadline

import (
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// State says whether there is a last day, and if not, why.
type State string

// The states.
const (
	Unstarted State = "unstarted" // nothing happened yet
	Running   State = "running"   // there is a last day
	Paused    State = "paused"    // somebody is asked, and nobody knows until when
	Waiting   State = "waiting"   // for what begins the period afresh
	Stopped   State = "stopped"   // met, or no longer owed; Day is when it was due, if that is known
)

// Due is when a period ends.
type Due struct {
	Day         calendar.Day `json:"due"`         // the last day in time, to midnight; "" in the states without one
	At          time.Time    `json:"at,omitzero"` // of a term in hours: the instant
	Provisional bool         `json:"provisional"` // a year that was looked at has no notice of holidays yet
	State       State        `json:"state"`
	For         []string     `json:"for,omitempty"` // Paused: who is asked; Waiting: what for
}

// forever ends a pause whose end nobody knows.
const forever calendar.Day = "9999-12-31"

// A gap is days that do not count: those after from up to and with to.
type gap struct {
	from, to    calendar.Day
	provisional bool // the end was computed over a year without a notice
}

// Due returns when the period ends.
func (c Clock) Due(cal *calendar.Calendar) Due {
	if len(c.Rounds) == 0 {
		return Due{State: Unstarted}
	}
	var due Due
	if r := c.Rounds[len(c.Rounds)-1]; r.Cleared != "" {
		due = Due{State: Waiting, For: []string{r.For}}
	} else {
		var few [4]gap
		due = r.due(cal, c.gaps(cal, few[:0]))
		if due.State == Paused {
			due.For = c.open(cal)
		}
	}
	if c.Stopped != "" {
		due.State, due.For = Stopped, nil
	}
	return due
}

// open returns who is being asked with no end known.
func (c Clock) open(cal *calendar.Calendar) []string {
	var out []string
	for _, p := range c.Pauses {
		if c.gap(cal, p).to == forever {
			out = append(out, p.Key)
		}
	}
	return out
}

// PausedBy returns the keys of the pauses that keep d from counting.
func (c Clock) PausedBy(cal *calendar.Calendar, d calendar.Day) []string {
	who, _ := c.held(cal, d)
	return who
}

// held is PausedBy, and whether the end of one of the pauses is provisional.
func (c Clock) held(cal *calendar.Calendar, d calendar.Day) (who []string, provisional bool) {
	for _, p := range c.Pauses {
		if g := c.gap(cal, p); g.from < d && d <= g.to {
			who, provisional = append(who, p.Key), provisional || g.provisional
		}
	}
	return who, provisional
}

// gap returns the days that a question takes. It ends with the answer, or before
// that when the time for it is over: an answer that comes late gives no more days.
// When the clock has stopped nothing is waited for any longer.
func (c Clock) gap(cal *calendar.Calendar, p Interval) gap {
	g := gap{from: p.From, to: forever}
	if p.Got != "" {
		d := Round{From: p.Got, Term: p.Term}.due(cal, nil)
		g.to, g.provisional = d.Day, d.Provisional
	}
	if p.To != "" && p.To < g.to {
		g.to, g.provisional = p.To, false
	}
	if c.Stopped != "" && c.Stopped < g.to {
		g.to, g.provisional = c.Stopped, false
	}
	return g
}

// gaps returns the union of the pauses in order, so that no day is counted out twice.
func (c Clock) gaps(cal *calendar.Calendar, buf []gap) []gap {
	for _, p := range c.Pauses {
		buf = append(buf, c.gap(cal, p))
	}
	slices.SortFunc(buf, func(a, b gap) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	out := buf[:0]
	for _, g := range buf {
		if n := len(out); n > 0 && g.from < out[n-1].to {
			out[n-1].to = max(out[n-1].to, g.to)
			out[n-1].provisional = out[n-1].provisional || g.provisional
		} else if g.to > g.from {
			out = append(out, g)
		}
	}
	return out
}

// whole returns the term with its extension and its delay: all together, or the
// date to which it was moved.
func (r Round) whole() term {
	t := r.Term
	for _, more := range []struct {
		since calendar.Day
		by    Term
	}{{r.Extended, r.Extension}, {r.Delayed, r.Delay}} {
		switch {
		case more.since == "":
		case more.by.Unit == Date:
			t = more.by
		default:
			t.N += more.by.N
		}
	}
	return term(t)
}

// term is a Term with what only this package asks of it.
type term law.Term

// days returns the days of a term that begins at start, as many as have to count.
func (t term) days(start calendar.Day) int {
	if t.Unit != Month {
		return t.N
	}
	end := start.AddMonths(t.N)
	if end == "" {
		end = forever
	}
	return end.Sub(start)
}

// due returns when the round ends if the days in gaps do not count. A fixed date
// and an instant stay where they are, however long the pauses: they only have no
// meaning while one lasts.
func (r Round) due(cal *calendar.Calendar, gaps []gap) Due {
	t := r.whole()
	n := count{Due: Due{Day: r.From, State: Running}, cal: cal, gaps: gaps}
	switch t.Unit {
	case Workday, CalDay, Month:
		n.step(t.Unit, t.days(r.From))
	case Date:
		n.fix(Term(t).On(r.From))
	case Hour:
		n.At = Term(t).After(r.At)
		n.fix(calendar.DayOf(n.At))
	}
	if n.State == Paused {
		return Due{State: Paused}
	}
	if t.Roll {
		d, provisional := cal.OnOrAfter(n.Day)
		n.Day, n.Provisional = d, n.Provisional || provisional
	}
	return n.Due
}

// A count is a term being counted off; Day is how far it has come.
type count struct {
	Due
	cal  *calendar.Calendar
	gaps []gap
}

// fix sets the day, unless a pause with no end began before it.
func (n *count) fix(d calendar.Day) {
	n.Day = d
	for _, g := range n.gaps {
		if g.to == forever && g.from < d {
			n.State = Paused
		}
	}
}

// step moves left units on. Where a gap begins before they are used up, the
// count goes on at its end with what is left.
func (n *count) step(unit law.Unit, left int) {
	if left <= 0 {
		return
	}
	for _, g := range n.gaps {
		if g.to <= n.Day {
			continue
		}
		if g.from > n.Day {
			used := n.between(unit, n.Day, g.from)
			if used >= left {
				break
			}
			left -= used
			n.Provisional = n.Provisional || unit == Workday && n.cal.Provisional(n.Day, g.from)
		}
		if g.to == forever {
			n.State = Paused
			return
		}
		n.Day, n.Provisional = g.to, n.Provisional || g.provisional
	}
	if unit != Workday {
		n.Day = n.Day.Add(left)
		return
	}
	d, provisional := n.cal.AddWork(n.Day, left)
	n.Day, n.Provisional = d, n.Provisional || provisional
}

func (n *count) between(unit law.Unit, a, b calendar.Day) int {
	if unit != Workday {
		return b.Sub(a)
	}
	return n.cal.WorkBetween(a, b)
}

// A Risk is a day by which it is wise to be done: under a stricter reading of
// the law the period ends then already.
type Risk struct {
	Day  calendar.Day `json:"day"`
	Text fault.Text   `json:"text"` // why
}

// Risks returns the stricter readings that give an earlier day than Due, the earliest first:
//   - the day on which an answer came counts again (the law says only that the time needed does not count);
//   - a correction or a fee that was asked for too late does not begin the period afresh;
//   - an extension or a delay that turns out to have come after the last day lengthens nothing:
//     an answer became known later that had come before it;
//   - a fixed date that is a day off is met on the working day before it, since it does not roll.
func (c Clock) Risks(cal *calendar.Calendar) []Risk {
	due := c.Due(cal)
	var out []Risk
	add := func(d calendar.Day, t fault.Text) {
		if d != "" && (due.Day == "" || d < due.Day) {
			out = append(out, Risk{d, t})
		}
	}
	strict := c
	strict.Pauses = slices.Clone(c.Pauses)
	for i, p := range strict.Pauses {
		strict.Pauses[i].To = p.To.Add(-1)
	}
	if due.Day != "" {
		add(strict.Due(cal).Day, fault.T("deadline.risk.strict"))
	}
	for i, r := range c.Rounds {
		if r.Cleared == "" {
			continue
		}
		old := Clock{Rounds: slices.Clone(c.Rounds[:i+1]), Pauses: c.Pauses}
		old.Rounds[i].Cleared = ""
		late := old.Due(cal).Day
		by := late
		if r.Within != (Term{}) {
			by = Round{From: r.From, At: r.At, Term: r.Within}.due(cal, nil).Day
		}
		if by != "" && r.Cleared > by {
			add(late, fault.T("deadline.risk.late_clear", r.Cleared, by, waitText(r.For)))
		}
	}
	out = append(out, c.lateLonger(cal)...)
	if n := len(c.Rounds); n > 0 && due.Day != "" && c.Rounds[n-1].Term.Unit == Date {
		d, _ := cal.OnOrBefore(due.Day)
		add(d, fault.T("deadline.risk.date"))
	}
	slices.SortStableFunc(out, func(a, b Risk) int { return a.Day.Sub(b.Day) })
	return out
}

// lateLonger is the risk that what lengthened the round that counts came after its last
// day, as far as the facts that became known since say so.
func (c Clock) lateLonger(cal *calendar.Calendar) (out []Risk) {
	n := len(c.Rounds)
	if n == 0 {
		return nil
	}
	without := func(since calendar.Day, drop func(*Round)) {
		old := Clock{Rounds: slices.Clone(c.Rounds), Pauses: c.Pauses, Stopped: c.Stopped}
		drop(&old.Rounds[n-1])
		if by := old.Due(cal).Day; since != "" && by != "" && since > by {
			out = append(out, Risk{by, fault.T("deadline.risk.late_longer", since, by)})
		}
	}
	r := c.Rounds[n-1]
	without(r.Extended, func(r *Round) { r.Extended, r.Delayed = "", "" })
	without(r.Delayed, func(r *Round) { r.Delayed = "" })
	return out
}

// Missed returns the first last day that had passed already when something set the
// period aside or lengthened it; "" if there is none. What begins afresh does not make
// good that the period was over.
func (c Clock) Missed(cal *calendar.Calendar) calendar.Day {
	first := calendar.Day("")
	note := func(d calendar.Day) {
		if d != "" && (first == "" || d < first) {
			first = d
		}
	}
	for i, r := range c.Rounds {
		if r.Cleared == "" {
			continue
		}
		old := Clock{Rounds: slices.Clone(c.Rounds[:i+1]), Pauses: c.Pauses}
		old.Rounds[i].Cleared = ""
		if by := old.Due(cal).Day; by != "" && r.Cleared > by {
			note(by)
		}
	}
	for _, r := range c.lateLonger(cal) {
		note(r.Day)
	}
	return first
}
