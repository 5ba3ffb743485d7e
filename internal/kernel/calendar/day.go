// Package calendar counts working days, with the public holidays and the
// weekend days that a yearly notice of the State Council turns into working days.
package calendar

import "time"

// Zone is the civil time of the whole country.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// A Day is a civil date with no zone, in "2006-01-02" form. It sorts as text; "" is no day.
type Day string

// DayOf returns the civil date of t in Zone.
func DayOf(t time.Time) Day { return Day(t.In(Zone).Format(time.DateOnly)) }

// Time returns midnight UTC of d; the zero time if d is not a date.
func (d Day) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Valid reports whether d is a date of the calendar.
func (d Day) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && Day(t.Format(time.DateOnly)) == d
}

// Add returns d moved by n calendar days.
func (d Day) Add(n int) Day { return Day(d.Time().AddDate(0, 0, n).Format(time.DateOnly)) }
