package clause

import (
	"cmp"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// A turn is a day from which on something stands otherwise.
type turn struct {
	day    calendar.Day
	status Status
	by     string
}

// A track is how a clause stands through the days: turns in order, the first from ever.
type track []turn

// track puts the events of the whole document and those of one clause together. What has ended does not come
// back; what is suspended for itself stays so when the whole is resumed.
func (c Chain) track(own []Event) track {
	var whole []Event
	for _, e := range c.Events {
		if len(e.Lines) == 0 {
			whole = append(whole, e)
		}
	}
	days := []calendar.Day{""}
	for _, e := range slices.Concat(whole, own) {
		days = append(days, e.Day)
		if e.Until != "" {
			days = append(days, e.Until)
		}
	}
	slices.Sort(days)
	var out track
	for _, d := range slices.Compact(days) {
		t := turn{day: d, status: InForce}
		for _, events := range [][]Event{whole, own} {
			if s, by := standing(events, d); weight[s] > weight[t.status] {
				t.status, t.by = s, by
			}
		}
		if n := len(out); n == 0 || out[n-1].status != t.status {
			out = append(out, t)
		}
	}
	return out
}

// weight orders the statuses: the heavier one is what a reader has to know.
var weight = map[Status]int{InForce: 0, Suspended: 1, Coming: 2, Lapsed: 3, Repealed: 4}

// standing is the status on a day by the events alone.
func standing(events []Event, day calendar.Day) (Status, string) {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.Day, b.Day) })
	status, by := InForce, ""
	var until calendar.Day
	for _, e := range events {
		if e.What == Commence && e.Day > day {
			return Coming, e.By
		}
		if e.Day > day {
			continue
		}
		if until != "" && until <= e.Day {
			status, by, until = InForce, "", ""
		}
		switch e.What {
		case Suspend:
			status, by, until = Suspended, e.By, e.Until
		case Resume, Commence:
			status, by, until = InForce, "", ""
		case Repeal:
			return Repealed, e.By
		case Lapse:
			return Lapsed, e.By
		}
	}
	if until != "" && until <= day {
		return InForce, ""
	}
	return status, by
}

// on returns how it stands on a day, and the day before the next turn; "" for none. The turn is from "" if it was ever so.
func (t track) on(day calendar.Day) (now turn, until calendar.Day) {
	for i, x := range t {
		if x.day > day {
			break
		}
		now, until = x, ""
		if i+1 < len(t) {
			until = t[i+1].day.Add(-1)
		}
	}
	return now, until
}
