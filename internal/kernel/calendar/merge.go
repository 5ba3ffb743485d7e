package calendar

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Change is a day of which a merge alters what is known.
type Change struct {
	Day    Day       `json:"date"`
	Before Exception `json:"before,omitzero"` // zero: the day is added
	After  Exception `json:"after,omitzero"`  // zero: the day is removed
	Flips  bool      `json:"flips"`           // a working day becomes a day off, or the other way round
}

// Merge returns the calendar with one or more further notices, and what that
// changes, by day. Of a notice that c has already, the rows in exceptions are
// the whole: what it had and has no longer is removed, so that a slip can be put
// right, and the same file twice changes nothing.
//
// Errors: Invalid as for New, and a row for each day that another notice settled
// which is not earlier.
func (c *Calendar) Merge(exceptions []Exception) (*Calendar, []Change, error) {
	if _, err := New(exceptions); err != nil {
		return nil, nil, err
	}
	come := map[string]bool{}
	for _, e := range exceptions {
		come[e.Notice] = true
	}
	at := map[Day]Exception{}
	for _, e := range c.exceptions {
		if !come[e.Notice] {
			at[e.Day] = e
		}
	}
	var rows []fault.Row
	for _, e := range exceptions {
		if old, settled := at[e.Day]; settled && !e.later(old) {
			rows = append(rows, fault.Row{Column: "date", Text: fault.T("calendar.settled", string(e.Day), old.Notice)})
		}
		at[e.Day] = e
	}
	if err := fault.Rows(rows); err != nil {
		return nil, nil, err
	}
	all := make([]Exception, 0, len(at))
	for _, e := range at {
		all = append(all, e)
	}
	next, err := New(all)
	if err != nil {
		return nil, nil, err
	}
	return next, changes(c, next), nil
}

func changes(from, to *Calendar) []Change {
	days := map[Day]bool{}
	for _, e := range slices.Concat(from.exceptions, to.exceptions) {
		days[e.Day] = true
	}
	var out []Change
	for d := range days {
		before, after := from.exception(d), to.exception(d)
		if before != after {
			out = append(out, Change{d, before, after, from.Works(d) != to.Works(d)})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return a.Day.Sub(b.Day) })
	return out
}
