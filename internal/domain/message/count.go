package message

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Set is what a number of the figures counts; with the month it finds the letters.
type Set string

// The sets.
const (
	Came      Set = "came"      // received in the month
	Done      Set = "done"      // answered in it, and not opened again since
	Late      Set = "late"      // whose last day, in the month, has passed without an answer, or whose answer in it was late
	Opened    Set = "opened"    // made public in it
	RatedSet  Set = "rated"     // rated in it
	Satisfied Set = "satisfied" // of them content or fairly content
	Moved     Set = "moved"     // received in it and transferred
	Stopped   Set = "stopped"   // received in it and held
	Turned    Set = "turned"    // refused in it
	Objected  Set = "objected"  // received in it, refused and appealed against
	Again     Set = "again"     // received in it and opened again
)

// Sets lists them in the order of the figures.
var Sets = []Set{Came, Done, Late, Opened, RatedSet, Satisfied, Moved, Again, Stopped, Turned, Objected}

// publicSets are those that anybody may count.
var publicSets = []Set{Came, Done, Opened, RatedSet, Satisfied}

// A Find narrows a list of letters.
type Find struct {
	Status  Status  `form:"state" json:"state,omitempty" label:"message.state" options:"held,received,handling,leading,releasing,replied,refused,withdrawn"`
	Kind    Kind    `form:"kind" json:"kind,omitempty" label:"message.kind" options:"consult,suggest,complain,help,business,mistake,state"`
	Unit    int64   `form:"unit" json:"unit,omitempty" label:"message.unit_of" type:"select"`
	Channel Channel `form:"channel" json:"channel,omitempty" label:"message.channel" options:"portal,counter,phone,post,hotline,above"`
	Clock   Lamp    `form:"clock" json:"clock,omitempty" label:"message.clock" options:"late,soon,intime"`
	Month   string  `form:"month" json:"month,omitempty" label:"message.month" max:"7"`
	Set     Set     `form:"set" json:"set,omitempty" label:"message.set" options:"came,done,late,opened,rated,satisfied,moved,again,stopped,turned,objected"`
	Open    bool    `form:"open" json:"open,omitempty" label:"message.open"`
	Wishing bool    `form:"wishing" json:"wishing,omitempty" label:"message.wishing"` // an extension is asked for
}

// A Lamp is how the last day of a letter stands.
type Lamp string

// The lamps.
const (
	LampLate   Lamp = "late"
	LampSoon   Lamp = "soon"
	LampInTime Lamp = "intime"
)

// Check asks for a month where a set is asked for.
func (q Find) Check() error {
	var c fault.Check
	c.That(q.Set == "" || q.Month != "", "month", "message.need.month")
	if err := c.Err(); err != nil {
		return err
	}
	return checkMonth(q.Month)
}

func checkMonth(m string) error {
	var c fault.Check
	_, err := time.Parse("2006-01", m)
	c.That(m == "" || err == nil, "month", "message.bad.month")
	return c.Err()
}

// within asks that a day lies in a month.
func within(w *db.Where, col, month string) {
	w.And(col+" >= ? AND "+col+" <= ?", month+"-01", month+"-31")
}

// Lamp is how the last day of m stands today, "" once nothing is owed; soon is the last
// day that counts as near (duty.Service.SoonDay): the light of its duty.
func (m *Message) Lamp(today, soon calendar.Day) Lamp {
	switch {
	case !slices.Contains(Alive, m.Status):
		return ""
	case m.Due < today:
		return LampLate
	case m.Due <= soon:
		return LampSoon
	}
	return LampInTime
}

// among narrows a question to the letters of which Lamp says so.
func (l Lamp) among(w *db.Where, today, soon calendar.Day) {
	w.In("state", db.Anys(Alive)...)
	switch l {
	case LampLate:
		w.And("due < ?", today)
	case LampSoon:
		w.And("due >= ? AND due <= ?", today, soon)
	case LampInTime:
		w.And("due > ? AND due >= ?", soon, today)
	}
}

func (q Find) where(tx *db.Tx, w db.Where, soon calendar.Day) db.Where {
	for _, c := range []struct {
		on   bool
		cond string
		arg  any
	}{
		{q.Status != "", "state = ?", q.Status},
		{q.Kind != "", "kind = ?", q.Kind},
		{q.Unit != 0, "unit_id = ?", q.Unit},
		{q.Channel != "", "channel = ?", q.Channel},
		{q.Wishing, "wish <> ?", ""},
	} {
		if c.on {
			w.And(c.cond, c.arg)
		}
	}
	if q.Clock != "" {
		q.Clock.among(&w, tx.Today, soon)
	} else if q.Open {
		w.In("state", db.Anys(Alive)...)
	}
	if q.Set != "" {
		q.Set.where(tx, &w, q.Month)
	} else if q.Month != "" {
		within(&w, "received", q.Month)
	}
	return w
}

// where narrows to what a set counts in a month.
func (t Set) where(tx *db.Tx, w *db.Where, month string) {
	day := map[Set]string{Done: "replied", Opened: "published", RatedSet: "rated", Satisfied: "rated", Turned: "ended"}[t]
	if day == "" {
		day = "received"
	}
	if t != Late {
		within(w, day, month)
	}
	switch t {
	case Came, Opened, RatedSet:
	case Done:
		w.And("state = ?", Replied)
	case Late:
		var open, done db.Where
		open.In("state", db.Anys(Alive)...)
		open.And("due < ?", tx.Today)
		within(&open, "due", month)
		done.And("tardy = 1")
		within(&done, "replied", month)
		w.Or(open, done)
	case Satisfied:
		w.In("rating", Content, Fairly)
	case Moved:
		w.And("moves > 0")
	case Stopped:
		w.And("cause <> ''")
	case Turned:
		w.And("state = ?", Refused)
	case Objected:
		w.And("appealed = 1")
	case Again:
		w.And("reopened = 1")
	}
}

// A Month is the figures of one month: each number is what Find finds with its set.
type Month struct {
	Month string      `json:"month"` // 2026-03
	N     map[Set]int `json:"n"`
	Days  string      `json:"days"`  // mean working days to the answer, of the answered; "" without any
	Share string      `json:"share"` // per cent satisfied of the rated; "" without any
}

// A Span is a year of the figures, of one unit or of all.
type Span struct {
	Year int   `form:"year" json:"year" label:"message.year"`
	Unit int64 `form:"unit" json:"unit,omitempty" label:"message.unit_of" type:"select"`
}

// Check refuses what is no year.
func (q Span) Check() error {
	var c fault.Check
	c.That(q.Year == 0 || q.Year >= 2008 && q.Year <= 9999, "year", "remedy.bad.year")
	return c.Err()
}

// Figures counts a year month by month, over the units that the actor may see.
func (s *Service) Figures(ctx context.Context, q Span) (out []Month, err error) {
	return s.figures(ctx, q, Sets, scope)
}

// PublicFigures counts a year month by month over all units: what anybody may know.
func (s *Service) PublicFigures(ctx context.Context, q Span) (out []Month, err error) {
	return s.figures(ctx, q, publicSets, func(*db.Tx) db.Where { return db.Where{} })
}

func (s *Service) figures(ctx context.Context, q Span, sets []Set, over func(*db.Tx) db.Where) (out []Month, err error) {
	defer fault.Wrap(&err, "message.Figures")
	if err := q.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		out = nil
		last := 12
		if q.Year == 0 {
			q.Year = tx.Today.Year()
		}
		if q.Year == tx.Today.Year() {
			last = int(tx.Today.Time().Month())
		}
		for n := last; n >= 1; n-- {
			m, err := monthOf(tx, calendar.Day(fmt.Sprintf("%04d-%02d-01", q.Year, n)), q.Unit, sets, over)
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

func monthOf(tx *db.Tx, first calendar.Day, unitID int64, sets []Set, over func(*db.Tx) db.Where) (m Month, err error) {
	m = Month{Month: string(first[:7]), N: map[Set]int{}}
	where := func(t Set) db.Where { return Find{Unit: unitID, Month: m.Month, Set: t}.where(tx, over(tx), "") }
	for _, t := range sets {
		w := where(t)
		if m.N[t], err = db.One[int](tx, "SELECT count(*) FROM message_message"+w.String(), w.Args...); err != nil {
			return m, err
		}
	}
	if n := m.N[Done]; n > 0 {
		w := where(Done)
		sum, err := db.One[int](tx, "SELECT coalesce(sum(days), 0) FROM message_message"+w.String(), w.Args...)
		if err != nil {
			return m, err
		}
		m.Days = strconv.FormatFloat(float64(sum)/float64(n), 'f', 1, 64)
	}
	if n := m.N[RatedSet]; n > 0 {
		m.Share = strconv.FormatFloat(100*float64(m.N[Satisfied])/float64(n), 'f', 1, 64)
	}
	return m, nil
}
