package calendar

import "time"

// Zone is the civil time of the whole country.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// A Day is a civil date with no zone, in "2006-01-02" form, of the years 0001
// to 9999. It sorts as text; "" is no day.
type Day string

// DayOf returns the civil date of t in Zone.
func DayOf(t time.Time) Day { return Day(t.In(Zone).Format(time.DateOnly)) }

// Date returns the day of a year, month and day of the month; "" if there is none.
func Date(year int, month time.Month, day int) Day {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > monthLength(year, int(month)) {
		return ""
	}
	return dayAt(numberOf(year, int(month), day))
}

// Time returns midnight UTC of d; the zero time if d is not a date.
func (d Day) Time() time.Time {
	x, ok := d.split()
	if !ok {
		return time.Time{}
	}
	return time.Date(x.year, time.Month(x.month), x.day, 0, 0, 0, 0, time.UTC)
}

// Start is the moment at which d begins, in the civil time of the country; the zero time
// if d is not a date.
func (d Day) Start() time.Time {
	x, ok := d.split()
	if !ok {
		return time.Time{}
	}
	return time.Date(x.year, time.Month(x.month), x.day, 0, 0, 0, 0, Zone)
}

// Valid reports whether d is a date of the calendar.
func (d Day) Valid() bool {
	_, ok := d.split()
	return ok
}

// Add returns d moved by n calendar days: "" if d is not a date, or if there is
// no such day between the years 1 and 9999.
func (d Day) Add(n int) Day {
	x, ok := d.number()
	if !ok || n > lastDay-firstDay || n < firstDay-lastDay {
		return ""
	}
	return dayAt(x + n)
}

// AddMonths returns the day n months after d. It has the same number in its
// month; where the month has no such day it is the last one: 没有对应日的，月末日为
// 期间的最后一日 (Civil Code, article 202). It is "" where Add would be.
func (d Day) AddMonths(n int) Day {
	x, ok := d.split()
	if !ok || n > 12*9999 || n < -12*9999 {
		return ""
	}
	months := 12*x.year + x.month - 1 + n
	y, m := months/12, months%12+1
	if months < 12 || y > 9999 {
		return ""
	}
	return dayAt(numberOf(y, m, min(x.day, monthLength(y, m))))
}

// Sub returns the calendar days from e to d, so that e.Add(d.Sub(e)) == d; 0 if one of them is not a date.
func (d Day) Sub(e Day) int {
	x, ok := d.number()
	y, alsoOK := e.number()
	if !ok || !alsoOK {
		return 0
	}
	return x - y
}

// Weekday returns the day of the week of d; Sunday if d is not a date.
func (d Day) Weekday() time.Weekday {
	x, ok := d.number()
	if !ok {
		return time.Sunday
	}
	return time.Weekday((weekIndex(x) + 1) % 7)
}

// Year returns the year of d; 0 if d is not a date.
func (d Day) Year() int {
	x, _ := d.split()
	return x.year
}

// Days are counted from 1970-01-01, a Thursday. The first and the last that a Day can be:
const (
	firstDay = -719162 // 0001-01-01
	lastDay  = 2932896 // 9999-12-31
)

// A date is a Day taken apart.
type date struct{ year, month, day int }

// split reads "2006-01-02" without package time, which takes ten times as long.
func (d Day) split() (date, bool) {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return date{}, false
	}
	for _, i := range [...]int{0, 1, 2, 3, 5, 6, 8, 9} {
		if d[i] < '0' || d[i] > '9' {
			return date{}, false
		}
	}
	x := date{
		year:  int(d[0]-'0')*1000 + int(d[1]-'0')*100 + int(d[2]-'0')*10 + int(d[3]-'0'),
		month: int(d[5]-'0')*10 + int(d[6]-'0'),
		day:   int(d[8]-'0')*10 + int(d[9]-'0'),
	}
	if x.year < 1 || x.month < 1 || x.month > 12 || x.day < 1 || x.day > monthLength(x.year, x.month) {
		return date{}, false
	}
	return x, true
}

// number returns the days from 1970-01-01 to d.
func (d Day) number() (int, bool) {
	x, ok := d.split()
	if !ok {
		return 0, false
	}
	return numberOf(x.year, x.month, x.day), true
}

func monthLength(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// numberOf and dayAt count in years that begin on 1 March, so that the leap day
// is the last of its year and the months before it have lengths that repeat:
// (153*m+2)/5 is the number of days before month m of such a year.
func numberOf(year, month, day int) int {
	if month < 3 {
		year--
		month += 12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468
}

// dayAt returns the day x days after 1970-01-01; "" if a Day cannot be that.
func dayAt(x int) Day {
	if x < firstDay || x > lastDay {
		return ""
	}
	const era = 146097 // days in 400 years
	x += 719468        // from 0000-03-01
	n := x % era
	y := (n - n/1460 + n/36524 - n/(era-1)) / 365
	n -= 365*y + y/4 - y/100
	m := (5*n + 2) / 153
	day := n - (153*m+2)/5 + 1
	y += x / era * 400
	if m += 3; m > 12 {
		m -= 12
		y++
	}
	const digits = "0123456789"
	return Day([]byte{
		digits[y/1000], digits[y/100%10], digits[y/10%10], digits[y%10], '-',
		digits[m/10], digits[m%10], '-', digits[day/10], digits[day%10],
	})
}

// weekIndex returns 0 for Monday to 6 for Sunday.
func weekIndex(x int) int { return ((x+3)%7 + 7) % 7 }
