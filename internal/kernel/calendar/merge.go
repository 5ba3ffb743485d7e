package calendar

import "slices"

// A Change is a day of which a merge alters what is known.
type Change struct {
	Day    Day       `json:"date"`
	Before Exception `json:"before,omitzero"` // zero: the day is added
	After  Exception `json:"after,omitzero"`  // zero: the day is removed
	Flips  bool      `json:"flips"`           // a working day becomes a day off, or the other way round
}

// Merge returns the calendar with one or more further notices, and what that
// changes, by day. Where two notices speak of one day the later one holds, in
// whatever order they come. Of a notice that c has already, the rows in
// exceptions are the whole: what it had and has no longer is removed, so that a
// slip can be put right, and the same file twice changes nothing. A notice is
// known by its year and serial number.
//
// Errors: Invalid as for New, where two rows of one notice may not have one day.
func (c *Calendar) Merge(exceptions []Exception) (*Calendar, []Change, error) {
	come := map[number]bool{}
	for _, e := range exceptions {
		come[notice(e.Notice)] = true
	}
	at := map[Day]Exception{}
	for _, e := range c.exceptions {
		if !come[notice(e.Notice)] {
			at[e.Day] = e
		}
	}
	var twice []Exception
	for _, e := range exceptions {
		old, settled := at[e.Day]
		switch {
		case !settled || e.later(old):
			at[e.Day] = e
		case !old.later(e):
			twice = append(twice, e)
		}
	}
	all := twice
	for _, e := range at {
		all = append(all, e)
	}
	next, err := New(all)
	if err != nil {
		return nil, nil, err
	}
	return next, Changes(c, next), nil
}

// Changes lists the days that two calendars know differently, by day.
func Changes(from, to *Calendar) []Change {
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
