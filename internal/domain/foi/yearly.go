package foi

import (
	"gongkai.example/gongkai/internal/platform/db"
)

// Yearly is every 件 as table 3 of the annual report counts it, a SELECT for the noun
// that draws the report up: from came on it is there, on ended it had its result.
const Yearly = `SELECT i.id AS ref, r.id AS thing, r.number AS number, r.unit_id AS unit_id, r.kind AS kind, i.result AS result,
	CASE WHEN i.came = '' THEN r.received ELSE i.came END AS came, r.ended AS ended
	FROM foi_item i JOIN foi_request r ON r.id = i.request_id WHERE r.counts = 1 AND r.received <> ''`

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
