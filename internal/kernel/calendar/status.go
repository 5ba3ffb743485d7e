package calendar

import "gongkai.example/gongkai/internal/kernel/fault"

// Reason says why a day is worked or not.
type Reason string

// The reasons.
const (
	Ordinary Reason = "ordinary" // Monday to Friday
	Weekend  Reason = "weekend"
	Festival Reason = "festival" // off by a notice
	MakeUp   Reason = "make_up"  // a weekend day that a notice makes a working day
)

// Status is what the calendar knows of a day.
type Status struct {
	Day         Day    `json:"day"`
	Works       bool   `json:"works"`
	Reason      Reason `json:"reason"`
	Name        string `json:"name,omitempty"`   // of the festival
	Notice      string `json:"source,omitempty"` // that says so
	Provisional bool   `json:"provisional"`      // the year has no notice yet
}

// Status returns what is known of d, which must be a date.
func (c *Calendar) Status(d Day) Status {
	e := c.exception(d)
	s := Status{Day: d, Works: c.Works(d), Reason: Ordinary, Name: e.Name, Notice: e.Notice, Provisional: c.Provisional(d.Add(-1), d)}
	switch {
	case e.Kind == Holiday:
		s.Reason = Festival
	case e.Kind == Workday:
		s.Reason = MakeUp
	case !s.Works:
		s.Reason = Weekend
	}
	return s
}

// Text says it in words.
func (s Status) Text() fault.Text {
	var t fault.Text
	switch s.Reason {
	case Ordinary:
		t = fault.T("calendar.ordinary")
	case Weekend:
		t = fault.T("calendar.weekend")
	case Festival:
		t = fault.T("calendar.festival", s.Name, s.Notice)
	case MakeUp:
		t = fault.T("calendar.make_up", s.Name, s.Notice)
	}
	if s.Provisional {
		return fault.T("calendar.provisional", t)
	}
	return t
}
