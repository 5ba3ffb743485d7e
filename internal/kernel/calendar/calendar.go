// Package calendar counts working days, with the public holidays and the
// weekend days that a yearly notice of the State Council turns into working days.
//
// The notice for a year comes out in the autumn before it. Days of years that
// have no notice yet are counted Monday to Friday, and every answer that looked
// at one of them is provisional and says so.
package calendar

import (
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Calendar knows which days are worked. It never changes, so that it may be
// shared; use New or Merge to make one.
type Calendar struct {
	exceptions []Exception // by day
	years      []int       // with a notice, in order
	covered    []span      // the same as days, adjoining years in one

	// The table holds the days from first on. before[i] is how many working days
	// lie before day first+i in it, and nth[k] is the day of the (k+1)th of them.
	first  int
	before []int32
	nth    []int32
}

// A span is the days from lo to hi, both in it.
type span struct{ lo, hi int }

// New returns the calendar with the given exceptions, in any order.
//
// Errors: Invalid with a row for each exception that breaks a rule of ReadCSV,
// or whose day another one has.
func New(exceptions []Exception) (*Calendar, error) {
	c := &Calendar{exceptions: slices.Clone(exceptions)}
	slices.SortStableFunc(c.exceptions, byDay)
	var rows []fault.Row
	for i, e := range c.exceptions {
		column, text := e.check()
		if column == "" && i > 0 && c.exceptions[i-1].Day == e.Day {
			column, text = "date", fault.T("calendar.same_day", string(e.Day))
		}
		if column != "" {
			rows = append(rows, fault.Row{Column: column, Text: text})
		}
	}
	if err := fault.Rows(rows); err != nil {
		return nil, err
	}
	c.cover()
	c.tabulate()
	return c, nil
}

// cover finds the years that have their notice. Rows of a year alone do not
// show it: the notice for 2023 begins on 2022-12-31. But every notice has New
// Year's Day and the first of October, which the State Council's rules on
// holidays (全国年节及纪念日放假办法, article 2) fix, so a year is covered when
// both are there; half a notice covers nothing.
func (c *Calendar) cover() {
	for _, e := range c.exceptions {
		y := e.Day.Year()
		if e.Day == Date(y, time.October, 1) && e.Kind == Holiday && c.exception(Date(y, time.January, 1)).Kind == Holiday {
			c.years = append(c.years, y)
			s := span{numberOf(y, 1, 1), numberOf(y, 12, 31)}
			if last := len(c.covered) - 1; last >= 0 && c.covered[last].hi+1 == s.lo {
				c.covered[last].hi = s.hi
			} else {
				c.covered = append(c.covered, s)
			}
		}
	}
}

// tabulate makes the table over the years that have an exception.
func (c *Calendar) tabulate() {
	c.before = []int32{0}
	if len(c.exceptions) == 0 {
		return
	}
	c.first = numberOf(c.exceptions[0].Day.Year(), 1, 1)
	days := numberOf(c.exceptions[len(c.exceptions)-1].Day.Year(), 12, 31) - c.first + 1
	works := make([]bool, days)
	for i := range works {
		works[i] = weekIndex(c.first+i) < 5
	}
	for _, e := range c.exceptions {
		x, _ := e.Day.number()
		works[x-c.first] = e.Kind == Workday
	}
	for i, w := range works {
		if w {
			c.nth = append(c.nth, int32(c.first+i)) // #nosec G115 -- a day number is below 2^22
		}
		c.before = append(c.before, int32(len(c.nth))) // #nosec G115
	}
}

// exception returns the exception on d; the zero Exception if there is none.
func (c *Calendar) exception(d Day) Exception {
	i, found := slices.BinarySearchFunc(c.exceptions, Exception{Day: d}, byDay)
	if !found {
		return Exception{}
	}
	return c.exceptions[i]
}

// Exceptions returns all exceptions by day.
func (c *Calendar) Exceptions() []Exception { return slices.Clone(c.exceptions) }

// Years returns the years that have their notice, in order.
func (c *Calendar) Years() []int { return slices.Clone(c.years) }

// Covered returns the first and the last day of the latest unbroken run of years
// that have their notice; "" and "" if no year has one.
func (c *Calendar) Covered() (first, last Day) {
	if len(c.covered) == 0 {
		return "", ""
	}
	s := c.covered[len(c.covered)-1]
	return dayAt(s.lo), dayAt(s.hi)
}

// Provisional reports whether the year of a day in (a, b] has no notice yet.
func (c *Calendar) Provisional(a, b Day) bool {
	x, ok := a.number()
	y, alsoOK := b.number()
	return ok && alsoOK && c.provisional(x, y)
}

func (c *Calendar) provisional(a, b int) bool {
	if b <= a {
		return false
	}
	for _, s := range c.covered {
		if s.lo <= a+1 && b <= s.hi {
			return false
		}
	}
	return true
}

// Works reports whether d is a working day. What is not a date is not one.
func (c *Calendar) Works(d Day) bool {
	x, ok := d.number()
	return ok && c.rank(x) > c.rank(x-1)
}

// AddWork returns the nth working day after d, where d itself is day zero; for
// a negative n the nth before d; d for 0. The answer is provisional if a day
// between them, or the answer itself, is of a year that has no notice yet. It is
// "" if d is not a date or the answer is past the year 9999.
func (c *Calendar) AddWork(d Day, n int) (due Day, provisional bool) {
	x, ok := d.number()
	switch {
	case !ok || n > lastDay || n < -lastDay:
		return "", false
	case n > 0:
		y := c.choose(c.rank(x) + n)
		return dayAt(y), c.provisional(x, y)
	case n < 0:
		y := c.choose(c.rank(x-1) + n + 1)
		return dayAt(y), c.provisional(y-1, x-1)
	}
	return d, false
}

// OnOrAfter returns d if it is worked, else the next working day, and whether
// that is provisional. What the law calls 法定休假日 is every day that is not
// worked, so a make-up Saturday is none.
func (c *Calendar) OnOrAfter(d Day) (due Day, provisional bool) { return c.AddWork(d.Add(-1), 1) }

// OnOrBefore returns d if it is worked, else the last working day before it, and whether that is provisional.
func (c *Calendar) OnOrBefore(d Day) (due Day, provisional bool) { return c.AddWork(d.Add(1), -1) }

// WorkBetween returns the number of working days in (a, b]; negative those of
// (b, a] if b is earlier; 0 if one of them is not a date.
func (c *Calendar) WorkBetween(a, b Day) int {
	x, ok := a.number()
	y, alsoOK := b.number()
	if !ok || !alsoOK {
		return 0
	}
	return c.rank(y) - c.rank(x)
}

// rank counts the working days up to and with day x: from the first day of the
// table on, and negative before it. Outside the table Monday to Friday are worked.
func (c *Calendar) rank(x int) int {
	i := x - c.first + 1
	last := len(c.before) - 1
	switch {
	case i < 0:
		return weekdays(x) - weekdays(c.first-1)
	case i > last:
		return int(c.before[last]) + weekdays(x) - weekdays(c.first+last-1)
	}
	return int(c.before[i])
}

// choose is the inverse of rank: the day of the kth working day.
func (c *Calendar) choose(k int) int {
	switch {
	case k < 1:
		return weekday(weekdays(c.first-1) + k)
	case k > len(c.nth):
		return weekday(weekdays(c.first+len(c.before)-2) + k - len(c.nth))
	}
	return int(c.nth[k-1])
}

// weekdays counts the days from Monday to Friday up to and with day x, from the
// Monday before the year 1 on; weekday is its inverse.
func weekdays(x int) int {
	n := x - firstDay + 7 // 0001-01-01 is a Monday
	return n/7*5 + min(n%7+1, 5)
}

func weekday(k int) int { return (k-1)/5*7 + (k-1)%5 + firstDay - 7 }
