package law

import (
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Unit is what a term is counted in.
type Unit string

// The units. 日 and 工作日 are never the same thing.
const (
	Workday Unit = "workday" // 工作日
	CalDay  Unit = "day"     // 日
	Month   Unit = "month"   // 月
	Hour    Unit = "hour"    // of the clock on the wall, day and night
	Date    Unit = "date"    // a fixed day, such as 1月31日前
)

// A Term is a length of time that the law sets, or a fixed day. It is stored
// with what it was applied to, so that a later edit of the data changes nothing old.
type Term struct {
	N     int    `json:"n,omitempty"` // how many units; 0 for a date
	Unit  Unit   `json:"unit"`
	Date  string `json:"date,omitempty"` // of the unit date: "01-31", the next one after the start, or "2023-10-31"
	Roll  bool   `json:"roll,omitempty"` // 最后一日是法定休假日的，顺延: days and months only
	Basis Ref    `json:"basis,omitempty"`
}

// The longest terms that are computed.
const (
	maxDays   = 10000
	maxMonths = 300
	maxHours  = 10000
)

// Check returns an Invalid error about the field n, unit, date or roll if t is not a term.
func (t Term) Check() error {
	var c fault.Check
	most, known := map[Unit]int{Workday: maxDays, CalDay: maxDays, Month: maxMonths, Hour: maxHours, Date: 0}[t.Unit]
	c.That(known, "unit", "law.bad_unit", string(t.Unit))
	c.That(!known || t.N >= 0 && t.N <= most, "n", "law.bad_n", t.N, most)
	if t.Unit == Date {
		_, ok := t.on("0001-01-01")
		c.That(ok, "date", "law.bad_date", t.Date)
	} else {
		c.That(t.Date == "", "date", "law.bad_date", t.Date)
	}
	c.That(!t.Roll || t.Unit == CalDay || t.Unit == Month, "roll", "law.bad_roll")
	return c.Err()
}

// On returns the fixed day of a term of the unit date: the first one after start
// if it has no year; "" if there is none.
func (t Term) On(start calendar.Day) calendar.Day {
	if d, ok := t.on(start); ok {
		return d
	}
	return ""
}

func (t Term) on(start calendar.Day) (calendar.Day, bool) {
	if len(t.Date) == len("2023-10-31") {
		d := calendar.Day(t.Date)
		return d, d.Valid()
	}
	// A day that not every year has is no fixed day, hence the common year.
	if !calendar.Day("2023-" + t.Date).Valid() {
		return "", false
	}
	year := string(start[:min(4, len(start))])
	d := calendar.Day(year + "-" + t.Date)
	if d <= start {
		d = d.AddMonths(12)
	}
	return d, d.Valid()
}

// Text says the length in words: 20 个工作日.
func (t Term) Text() fault.Text {
	switch t.Unit {
	case Workday:
		return fault.T("law.unit.workday", t.N)
	case CalDay:
	case Month:
		return fault.T("law.unit.month", t.N)
	case Hour:
		return fault.T("law.unit.hour", t.N)
	case Date:
		return fault.T("law.unit.date", t.Date)
	}
	return fault.T("law.unit.day", t.N)
}

// After returns the instant at which a term of hours that began at from ends.
func (t Term) After(from time.Time) time.Time { return from.Add(time.Duration(t.N) * time.Hour) }

// Sense says which side of the limit is lawful.
type Sense string

// The senses.
const (
	Within  Sense = "within"   // do it no later than that
	AtLeast Sense = "at_least" // it must last that long, or longer
	Ahead   Sense = "ahead"    // do it at least that long before the event
	Every   Sense = "every"    // do it once in each such period
	Prompt  Sense = "prompt"   // 及时、随时: the law gives no number, n is our alarm
)

// A Limit is an entry of the register of terms.
type Limit struct {
	Key string `json:"key"` // "foi.reply"
	Term
	Sense      Sense      `json:"sense"`
	Confidence Confidence `json:"confidence"`
	Name       string     `json:"name"`
	Trigger    string     `json:"trigger"` // what day zero is
	Owner      string     `json:"owner"`   // who owes it
	Note       string     `json:"note,omitempty"`
}

// Unverified reports whether the entry must be shown as 待核实: its number is
// a setting, from recollection or local practice, and not the law's.
func (l Limit) Unverified() bool { return l.Confidence == Low }
