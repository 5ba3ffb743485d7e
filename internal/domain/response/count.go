package response

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Set is what a number of the figures counts; with the month it finds the concerns. All
// count by the month in which a concern was found, so that they add up.
type Set string

// The sets.
const (
	Came    Set = "came"    // found in the month
	Grave   Set = "grave"   // of them 特别重大、重大突发事件
	InTime  Set = "intime"  // of them answered in time
	TooLate Set = "late"    // of them answered late, or late and not answered
	Open    Set = "open"    // of them not answered, and in time yet or not judged
	Void    Set = "void"    // of them closed without an answer
	Ended   Set = "settled" // of them settled
	Looked  Set = "looked"  // of them looked back at
)

// Sets lists them in the order of the figures: came = intime + late + open + void.
var Sets = []Set{Came, Grave, InTime, TooLate, Open, Void, Ended, Looked}

// A Find narrows a list of concerns.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"response.state" options:"found,handling,doubted,responded,settled,reviewed,unfounded"`
	Lamp   Lamp   `form:"clock" json:"clock,omitempty" label:"response.clock" options:"late,soon,intime,donelate,done"`
	Level  Level  `form:"level" json:"level,omitempty" label:"response.level" options:"extreme,major,larger,ordinary"`
	Theme  Theme  `form:"theme" json:"theme,omitempty" label:"response.theme" options:"housing,wages,environment,food,life,safety,hardship,other"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"response.unit" type:"select"`
	Text   string `form:"text" json:"text,omitempty" label:"response.text" max:"100"`
	Month  string `form:"month" json:"month,omitempty" label:"response.month" max:"7"` // 2026-03
	Set    Set    `form:"set" json:"set,omitempty" label:"response.set" options:"came,grave,intime,late,open,void,settled,looked"`
}

// Check asks for a month where a set is asked for.
func (q Find) Check() error {
	var f fault.Check
	_, err := time.Parse("2006-01", q.Month)
	f.That(q.Month == "" || err == nil, "month", "message.bad.month")
	f.That(q.Set == "" || q.Month != "", "month", "message.need.month")
	return f.Err()
}

// unanswered and answered are said once, for lamps and figures.
const (
	judged     = "due_at > 0"
	answered   = judged + " AND first_at > 0"
	unanswered = judged + " AND first_at = 0"
)

func (l Lamp) narrow(w *db.Where, now time.Time) {
	w.And("state <> ?", Unfounded)
	switch l {
	case LampLate:
		w.And(unanswered+" AND due_at < ?", now)
	case LampSoon:
		w.And(unanswered+" AND due_at >= ? AND due_at <= ?", now, now.Add(near))
	case LampInTime:
		w.And(unanswered+" AND due_at > ?", now.Add(near))
	case LampDone:
		w.And(answered + " AND first_at <= due_at")
	case LampDoneLate:
		w.And(answered + " AND first_at > due_at")
	}
}

func (t Set) narrow(w *db.Where, now time.Time) {
	if t == InTime || t == TooLate || t == Open {
		w.And("state <> ?", Unfounded)
	}
	switch t {
	case Came:
	case Grave:
		w.And("why = ?", Emergency)
		w.In("level", Extreme, Major)
	case InTime:
		w.And(answered + " AND first_at <= due_at")
	case TooLate:
		w.And(judged+" AND (first_at > due_at OR first_at = 0 AND due_at < ?)", now)
	case Open:
		w.And("first_at = 0 AND (due_at = 0 OR due_at >= ?)", now)
	case Void:
		w.And("state = ?", Unfounded)
	case Ended:
		w.And("settled_on <> ''")
	case Looked:
		w.And("state = ?", Reviewed)
	}
}

func (q Find) where(tx *db.Tx, w db.Where) db.Where {
	for _, c := range []struct {
		on   bool
		cond string
		arg  any
	}{
		{q.Status != "", "state = ?", q.Status},
		{q.Level != "", "level = ?", q.Level},
		{q.Theme != "", "theme = ?", q.Theme},
		{q.Unit != 0, "unit_id = ?", q.Unit},
	} {
		if c.on {
			w.And(c.cond, c.arg)
		}
	}
	if q.Text != "" {
		w.Like("title", q.Text)
	}
	if q.Lamp != "" {
		q.Lamp.narrow(&w, tx.Now)
	}
	if q.Month != "" {
		first := calendar.Day(q.Month + "-01")
		w.And("found_at >= ? AND found_at < ?", first.Start(), first.AddMonths(1).Start())
	}
	if q.Set != "" {
		q.Set.narrow(&w, tx.Now)
	}
	return w
}

// Find lists concerns that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Row], err error) {
	defer fault.Wrap(&err, "response.Find")
	if err := q.Check(); err != nil {
		return rows, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		found, err := db.List[Concern](tx, p, db.Query{From: table, Where: q.where(tx, scope(tx)), Order: []string{"found_at", "id"}, Desc: true})
		if err != nil {
			return err
		}
		rows = db.Rows[Row]{Next: found.Next, Total: found.Total, More: found.More}
		for _, c := range found.Items {
			r, err := rowOf(tx, c)
			if err != nil {
				return err
			}
			rows.Items = append(rows.Items, r)
		}
		return nil
	})
	return rows, err
}

// A Month is the figures of one month: each number is what Find finds with its set.
type Month struct {
	Month string      `json:"month"` // 2026-03
	N     map[Set]int `json:"n"`
	Hours string      `json:"hours"` // mean hours from the start of the clock to the first release, of the answered; "" without any
}

// A Span is a year of the figures, of one unit or of all.
type Span struct {
	Year int   `form:"year" json:"year" label:"message.year"`
	Unit int64 `form:"unit" json:"unit,omitempty" label:"response.unit" type:"select"`
}

// Check refuses what is no year.
func (q Span) Check() error {
	var f fault.Check
	f.That(q.Year == 0 || q.Year >= 2008 && q.Year <= 9999, "year", "remedy.bad.year")
	return f.Err()
}

// Figures counts a year month by month, over the units that the actor may see.
func (s *Service) Figures(ctx context.Context, q Span) (out []Month, err error) {
	defer fault.Wrap(&err, "response.Figures")
	if err := q.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		out = nil
		year, last := q.Year, 12
		if year == 0 {
			year = tx.Today.Year()
		}
		if year == tx.Today.Year() {
			last = int(tx.Today.Time().Month())
		}
		for n := last; n >= 1; n-- {
			m, err := monthOf(tx, fmt.Sprintf("%04d-%02d", year, n), q.Unit)
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

func monthOf(tx *db.Tx, month string, unitID int64) (m Month, err error) {
	m = Month{Month: month, N: map[Set]int{}}
	where := func(t Set) db.Where { return Find{Unit: unitID, Month: month, Set: t}.where(tx, scope(tx)) }
	for _, t := range Sets {
		w := where(t)
		if m.N[t], err = db.One[int](tx, "SELECT count(*) FROM response_concern"+w.String(), w.Args...); err != nil {
			return m, err
		}
	}
	w := where(Came)
	w.And(answered)
	n, err := db.One[int](tx, "SELECT count(*) FROM response_concern"+w.String(), w.Args...)
	if err != nil || n == 0 {
		return m, err
	}
	took, err := db.One[int64](tx, "SELECT coalesce(sum(first_at - start_at), 0) FROM response_concern"+w.String(), w.Args...)
	m.Hours = strconv.FormatFloat(float64(took)/float64(n)/float64(time.Hour.Milliseconds()), 'f', 1, 64)
	return m, err
}
