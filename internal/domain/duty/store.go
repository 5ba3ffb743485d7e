package duty

import (
	"cmp"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "duty_duty"

// insert stores a duty that is new, with the stamp that boards find it by.
func insert(tx *db.Tx, d *Duty) (err error) {
	if d.Changed, err = tx.Stamp(); err != nil {
		return err
	}
	return db.Insert(tx, table, d)
}

// update saves a duty, with the stamp that boards find it by.
func update(tx *db.Tx, d *Duty) (err error) {
	if d.Changed, err = tx.Stamp(); err != nil {
		return err
	}
	return db.Update(tx, table, d)
}

// owed reads what is still owed for a thing under a rule, by last day. The order is made
// here: asked for an order, SQLite goes through all that the thing ever owed, which for a
// column is every update of every year.
func owed(tx *db.Tx, rule, ref string, of auth.Units) ([]Duty, error) {
	var w db.Where
	w.And("ref = ? AND rule = ? AND state IN (?, ?)", ref, rule, Open, Suspended)
	w.Units("unit_id", of)
	ds, err := db.All[Duty](tx, "FROM duty_duty"+w.String(), w.Args...)
	slices.SortFunc(ds, func(a, b Duty) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	return ds, err
}

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
func narrow(w *db.Where, q Find, now time.Time, soon calendar.Day) {
	today := calendar.DayOf(now)
	inTime := "(claimed <> '' AND claimed <= due)"
	switch q.Light {
	case Late:
		w.And("state = ?", Open)
		w.And("due <= ? AND due <> '' AND (due < ? OR due_at > 0 AND due_at < ?) AND NOT "+inTime, today, today, now)
	case Soon:
		w.And("state = ?", Open)
		w.And("due >= ? AND due <= ? AND NOT (due_at > 0 AND due_at < ?) AND NOT "+inTime, today, soon, now)
	case InTime:
		w.And("state = ?", Open)
		w.And("due > ? AND NOT "+inTime, soon)
	case Claimed:
		w.And("state = ?", Open)
		w.And(inTime)
	case Paused:
		w.And("state = ?", Suspended)
	case Done:
		w.And("state = ? AND (met_on <= due OR due = '') AND NOT (due_at > 0 AND met_at > due_at)", Met)
	case DoneLate:
		w.And("state = ? AND (met_on > due AND due <> '' OR due_at > 0 AND met_at > due_at)", Met)
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
	if q.Until != "" {
		w.And(pressing+" AND due <= ?", Open, today, q.Until)
	}
	if q.Text != "" {
		w.Like("title", q.Text)
	}
}

func find(tx *db.Tx, q Find, p db.Page, soon calendar.Day) (db.Rows[Duty], error) {
	w := scope(tx)
	narrow(&w, q, tx.Now, soon)
	return db.List[Duty](tx, p, db.Query{From: table, Where: w, Order: []string{"due", "id"}})
}
