package foi

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Lamp is how the reply to a request stands on a day.
type Lamp string

// The lamps.
const (
	Overdue    Lamp = "late"     // owed, and past its last day
	DueSoon    Lamp = "soon"     // the last day is near
	InTime     Lamp = "intime"   // there is time left
	Unclocked  Lamp = "paused"   // no day is running: somebody else has to do something first
	Unreceived Lamp = "waiting"  // to be confirmed the same day; late and soon by the careful reading
	MadeIn     Lamp = "done"     // the reply was made in time
	MadeLate   Lamp = "donelate" // and this one was not
	Ended      Lamp = "void"     // without a reply
)

// RunningLamps are those of requests that are owed a reply, the
// most pressing first.
var RunningLamps = []Lamp{Overdue, DueSoon, InTime, Unclocked}

// Lamp is how the reply stands; soon is the last day that counts as near. It says
// in Go what Lamp.among asks the database.
func (r Row) Lamp(today, soon calendar.Day) Lamp {
	switch {
	case r.Answered != "" && (r.Missed != "" || r.Due != "" && r.Answered > r.Due):
		return MadeLate
	case r.Answered != "":
		return MadeIn
	case r.Sort == never:
		return Ended
	case r.Missed != "", r.Due != "" && r.Due < today:
		return Overdue
	case r.Due == "":
		return Unclocked
	case r.Due <= soon:
		return DueSoon
	case r.Status == Waiting:
		return Unreceived
	}
	return InTime
}

// owed reports whether a reply is still owed under l.
func (l Lamp) owed() bool { return l != "" && l != MadeIn && l != MadeLate && l != Ended }

// among narrows a question to the requests that stand so.
func (l Lamp) among(w *db.Where, today, soon calendar.Day) {
	if l.owed() {
		w.And("sort_day < ? AND answered = ''", never)
	}
	switch l {
	case MadeLate:
		w.And("answered <> '' AND (missed_day <> '' OR due <> '' AND answered > due)")
	case MadeIn:
		w.And("answered <> '' AND missed_day = '' AND (due = '' OR answered <= due)")
	case Ended:
		w.And("sort_day = ? AND answered = ''", never)
	case Unreceived:
		w.And("state = ? AND missed_day = '' AND due >= ? AND due > ?", Waiting, today, soon)
	case Unclocked:
		w.And("missed_day = '' AND due = ''")
	case Overdue:
		w.And("(missed_day <> '' OR due <> '' AND due < ?)", today)
	case DueSoon:
		w.And("missed_day = '' AND due >= ? AND due <= ?", today, soon)
	case InTime:
		w.And("state <> ? AND missed_day = '' AND due >= ? AND due > ?", Waiting, today, soon)
	}
}

// FirstDue is the last day that the reply is measured by: the first one that passed.
func (r Row) FirstDue() calendar.Day {
	if r.Missed != "" {
		return r.Missed
	}
	return r.Due
}
