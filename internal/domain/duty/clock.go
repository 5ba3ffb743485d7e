package duty

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
)

// Tick applies what a step does to the clock; flow.Do calls it.
//
// A duty to report on a period has the end of the period as day zero. What
// happens before it, happens to the clock on day zero: nothing ran until then.
func (d *Duty) Tick(e deadline.Effect, on calendar.Day) error {
	m := deadline.Move{Effect: e, Day: max(on, d.Opened)}
	if e == deadline.Start {
		m.Day, m.At, m.Term = d.Opened, d.at, d.term
	}
	c, err := d.Clock.Apply(d.cal, m)
	if err != nil {
		return err
	}
	d.Clock = c
	if e == deadline.Resume && d.later != "" {
		d.set(d.later)
		return nil
	}
	if e != deadline.Stop { // a duty that is met keeps the day that it was measured by
		d.refresh()
	}
	return nil
}

// set gives the duty a fixed day: the clock begins afresh with it, and what it
// was before stays in the journal.
func (d *Duty) set(day calendar.Day) {
	d.Clock = deadline.Clock{Rounds: []deadline.Round{{From: d.Clock.Started(), Term: fixed(day)}}}
	d.refresh()
}

// refresh computes the last day from the facts.
func (d *Duty) refresh() {
	due := d.Clock.Due(d.cal)
	d.Due, d.DueAt, d.Provisional = due.Day, due.At, due.Provisional
}
