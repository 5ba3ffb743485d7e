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
	Unreceived Lamp = "waiting"  // to be confirmed the same day
	MadeIn     Lamp = "done"     // the reply was made in time
	MadeLate   Lamp = "donelate" // and this one was not
	Ended      Lamp = "void"     // without a reply
)

// RunningLamps are those of requests that were received and are owed a reply, the
// most pressing first.
var RunningLamps = []Lamp{Overdue, DueSoon, InTime, Unclocked}

// Lamp is how the reply stands; soon is the last day that counts as near. It says
// in Go what Lamp.among asks the database.
func (r Row) Lamp(today, soon calendar.Day) Lamp {
	switch {
	case r.Answered != "" && r.Due != "" && r.Answered > r.Due:
		return MadeLate
	case r.Answered != "":
		return MadeIn
	case r.Sort == never:
		return Ended
	case r.Status == Waiting:
		return Unreceived
	case r.Due == "":
		return Unclocked
	case r.Due < today:
		return Overdue
	case r.Due <= soon:
		return DueSoon
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
		w.And("answered <> '' AND due <> '' AND answered > due")
	case MadeIn:
		w.And("answered <> '' AND (due = '' OR answered <= due)")
	case Ended:
		w.And("sort_day = ? AND answered = ''", never)
	case Unreceived:
		w.And("state = ?", Waiting)
	case Unclocked:
		w.And("state <> ? AND due = ''", Waiting)
	case Overdue:
		w.And("state <> ? AND due <> '' AND due < ?", Waiting, today)
	case DueSoon:
		w.And("state <> ? AND due >= ? AND due <= ?", Waiting, today, soon)
	case InTime:
		w.And("state <> ? AND due >= ? AND due > ?", Waiting, today, soon)
	}
}
