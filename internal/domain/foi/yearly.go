package foi

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A passed is that a request went from a unit to another.
type passed struct {
	ID      int64        `db:"id"`
	Request ID           `db:"request_id"`
	Day     calendar.Day `db:"day"`
	From    int64        `db:"from_unit"`
}

// yearly is every 件 that counts, of the unit that is put into it.
func yearly(unit, from string) string {
	return `SELECT i.id AS ref, r.id AS thing, r.number AS number, ` + unit + ` AS unit_id, r.kind AS kind, i.result AS result,
	CASE WHEN i.came = '' THEN r.received ELSE i.came END AS came, r.ended AS ended FROM ` + from + ` WHERE r.counts = 1 AND r.received <> '' AND `
}

// Yearly is every 件 as table 3 of the annual report counts it, a SELECT for the noun
// that draws the report up: from came on it is there, on ended it had its result. It
// stands with the unit that had it at the end of the day last: a request counts only for
// the organ that answers it, and one that is passed on later had been another's until then.
func Yearly(last calendar.Day) (sql string, args []any) {
	sql = yearly("r.unit_id", "foi_item i JOIN foi_request r ON r.id = i.request_id") + `r.id NOT IN (SELECT request_id FROM foi_transfer WHERE day > ?) UNION ALL ` +
		yearly("t.from_unit", "foi_transfer t CROSS JOIN foi_request r CROSS JOIN foi_item i") + `r.id = t.request_id AND i.request_id = r.id AND t.day > ?
		AND NOT EXISTS (SELECT 1 FROM foi_transfer b WHERE b.request_id = t.request_id AND b.day > ? AND b.id < t.id)`
	return sql, []any{last, last, last}
}

// PassedOn lists the requests that went from a unit to another within a time.
func PassedOn(tx *db.Tx, from, to calendar.Day) ([]ID, error) {
	all, err := db.All[passed](tx, "FROM foi_transfer WHERE day >= ? AND day <= ? ORDER BY id", from, to)
	out := make([]ID, len(all))
	for i, p := range all {
		out[i] = p.Request
	}
	return out, err
}

// UnitOn is the unit that had a request at the end of a day.
func UnitOn(tx *db.Tx, id ID, day calendar.Day) (int64, error) {
	first, err := db.All[passed](tx, "FROM foi_transfer WHERE request_id = ? AND day > ? ORDER BY id LIMIT 1", id, day)
	if err != nil || len(first) > 0 {
		return append(first, passed{})[0].From, err
	}
	return db.One[int64](tx, "SELECT unit_id FROM foi_request WHERE id = ?", id)
}

// A Year is what the text of the annual report says of requests beside its table.
type Year struct {
	Fees Sums `json:"fees"`
	Late int  `json:"late"` // 件 that ended after their last day
}

// YearIn counts a year over one unit, or over all that the actor may see.
func YearIn(tx *db.Tx, q Span) (y Year, err error) {
	if y.Fees, err = sums(tx, q); err != nil {
		return y, err
	}
	n := func(timely bool) (int, error) {
		w := Count{Span: q, Row: Concluded, Timely: timely}.where(tx)
		return db.One[int](tx, "SELECT count(*) FROM "+pieces+w.String(), w.Args...)
	}
	all, err := n(false)
	if err != nil {
		return y, err
	}
	timely, err := n(true)
	y.Late = all - timely
	return y, err
}
