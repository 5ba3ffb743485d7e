package duty

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "duty_duty"

// load reads a duty that the actor may know of.
func load(tx *db.Tx, id ID) (*Duty, error) {
	w := scope(tx)
	w.And("id = ?", id)
	d, err := db.Get[Duty](tx, "FROM duty_duty"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// scope narrows every read to the units whose duties the actor may see.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// narrow adds the conditions of q. What a light means on a day is said once
// more here, for the index: Light says it for one duty.
func narrow(w *db.Where, q Find, today, soon calendar.Day) {
	inTime := "(claimed <> '' AND claimed <= due)"
	switch q.Light {
	case Late:
		w.And("state = ?", Open)
		w.And("due < ? AND due <> '' AND NOT "+inTime, today)
	case Soon:
		w.And("state = ?", Open)
		w.And("due >= ? AND due <= ? AND NOT "+inTime, today, soon)
	case InTime:
		w.And("state = ?", Open)
		w.And("due > ? AND NOT "+inTime, soon)
	case Claimed:
		w.And("state = ?", Open)
		w.And(inTime)
	case Paused:
		w.And("state = ?", Suspended)
	case Done:
		w.And("state = ? AND (met_on <= due OR due = '')", Met)
	case DoneLate:
		w.And("state = ? AND met_on > due AND due <> ''", Met)
	case Void:
		w.And("state = ?", Waived)
	case "":
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Rule != "" {
		w.And("rule = ?", q.Rule)
	}
	if q.Under != "" {
		w.And("under = ?", q.Under)
	}
	if q.From != "" {
		w.And("ref = ?", q.From)
	}
	if q.Text != "" {
		w.Like("title", q.Text)
	}
}

func find(tx *db.Tx, q Find, p db.Page, soon calendar.Day) (db.Rows[Duty], error) {
	w := scope(tx)
	narrow(&w, q, tx.Today, soon)
	return db.List[Duty](tx, p, db.Query{From: table, Where: w, Order: []string{"due", "id"}})
}

// A Tally counts duties by light.
type Tally struct {
	Late     int `db:"late" json:"late"`
	Soon     int `db:"soon" json:"soon"`
	InTime   int `db:"intime" json:"intime"`
	Claimed  int `db:"claimed_n" json:"claimed"`
	Paused   int `db:"paused" json:"paused"`
	Done     int `db:"done" json:"done"`
	DoneLate int `db:"donelate" json:"donelate"`
}

// Owed is how many are not met yet.
func (t Tally) Owed() int { return t.Late + t.Soon + t.InTime + t.Claimed + t.Paused }

// All is how many there are.
func (t Tally) All() int { return t.Owed() + t.Done + t.DoneLate }

// Worst is the worst light among them; Void if there are none.
func (t Tally) Worst() Light {
	for i, n := range []int{t.Late, t.Soon, t.InTime, t.Claimed, t.Paused, t.DoneLate, t.Done} {
		if n > 0 {
			return Lights[i]
		}
	}
	return Void
}

// Add returns the sum of two tallies.
func (t Tally) Add(u Tally) Tally {
	return Tally{
		t.Late + u.Late, t.Soon + u.Soon, t.InTime + u.InTime, t.Claimed + u.Claimed,
		t.Paused + u.Paused, t.Done + u.Done, t.DoneLate + u.DoneLate,
	}
}

// A Cell is the tally of one unit under one heading of a board.
type Cell struct {
	Under  string `db:"under" json:"under"`
	UnitID int64  `db:"unit_id" json:"unit_id"`
	Tally
}

// tallies is the count of duties by light. SQLite and PostgreSQL both answer it
// from the index duty_duty_board alone.
const tallies = `sum(CASE WHEN state = 'open' AND due < ? AND due <> '' AND (claimed = '' OR claimed > due) THEN 1 ELSE 0 END) AS late,
	sum(CASE WHEN state = 'open' AND due >= ? AND due <= ? AND (claimed = '' OR claimed > due) THEN 1 ELSE 0 END) AS soon,
	sum(CASE WHEN state = 'open' AND due > ? AND (claimed = '' OR claimed > due) THEN 1 ELSE 0 END) AS intime,
	sum(CASE WHEN state = 'open' AND claimed <> '' AND claimed <= due THEN 1 ELSE 0 END) AS claimed_n,
	sum(CASE WHEN state = 'suspended' THEN 1 ELSE 0 END) AS paused,
	sum(CASE WHEN state = 'met' AND (due = '' OR met_on <= due) THEN 1 ELSE 0 END) AS done,
	sum(CASE WHEN state = 'met' AND due <> '' AND met_on > due THEN 1 ELSE 0 END) AS donelate`

// board counts by heading and unit.
func board(tx *db.Tx, w db.Where, soon calendar.Day) ([]Cell, error) {
	args := append([]any{tx.Today, tx.Today, soon, soon}, w.Args...)
	return db.All[Cell](tx, "FROM (SELECT under, unit_id, "+tallies+" FROM duty_duty"+w.String()+" GROUP BY under, unit_id) cells", args...)
}

// tally counts all that w admits.
func tally(tx *db.Tx, w db.Where, soon calendar.Day) (Tally, error) {
	args := append([]any{tx.Today, tx.Today, soon, soon}, w.Args...)
	all, err := db.All[Cell](tx, "FROM (SELECT '' AS under, unit_id, "+tallies+" FROM duty_duty"+w.String()+" GROUP BY unit_id) cells", args...)
	var t Tally
	for _, c := range all {
		t = t.Add(c.Tally)
	}
	return t, err
}
