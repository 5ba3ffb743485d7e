package foi

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Count asks for the 件 behind a number of the figures. The figures count what
// it finds, so a number and its list cannot differ.
type Count struct {
	Span
	Row    Line   `form:"row" json:"row,omitempty" label:"foi.line" options:"received,before,ended,after"` // "": the first two
	Result string `form:"result" json:"result,omitempty" label:"foi.result" type:"select"`                 // code of law.Result; with Ended
	Kind   Kind   `form:"kind" json:"kind,omitempty" label:"foi.kind" options:"citizen,business,science,welfare,legal,other"`
	Timely bool   `form:"timely" json:"timely,omitempty" label:"foi.timely"` // ended up to the last day
}

// A Line is a part of table 3 of the annual report. The first two together are as
// many as the last two.
type Line string

// The lines of table 3.
const (
	Came      Line = "received" // 一、本年新收
	Before    Line = "before"   // 二、上年结转
	Concluded Line = "ended"    // 三、本年度办理结果
	After     Line = "after"    // 四、结转下年度继续办理
)

// A Piece is one 件: a thing that was asked for, with the request that it stands in.
type Piece struct {
	ID       ItemID       `db:"id" json:"id"`
	Request  ID           `db:"request_id" json:"request_id"`
	Number   string       `db:"number" json:"number"`
	Sort     int          `db:"sort" json:"sort"`       // which thing of the request
	UnitID   int64        `db:"unit_id" json:"unit_id"` // that had it when the span ended
	Kind     Kind         `db:"kind" json:"kind"`
	Channel  Channel      `db:"channel" json:"channel"`
	Status   Status       `db:"state" json:"state"`
	Result   string       `db:"result" json:"result,omitempty"`
	Received calendar.Day `db:"received" json:"received"`
	Came     calendar.Day `db:"came" json:"came"` // from which it counts: mostly Received
	Due      calendar.Day `db:"due" json:"due,omitempty"`
	Missed   calendar.Day `db:"missed_day" json:"missed,omitempty"` // see Request
	Ended    calendar.Day `db:"ended" json:"ended,omitempty"`
}

// pieces is every 件 that counts, with the unit that had its request at the end of a day, the
// first argument, as the annual report has it (Yearly): one that was passed on later had been
// another's until then. What was closed as no request counts nowhere.
const pieces = `(SELECT i.id AS id, i.request_id AS request_id, i.sort AS sort, i.result AS result,
	CASE WHEN i.came = '' THEN r.received ELSE i.came END AS came, r.number AS number, COALESCE((SELECT t.from_unit FROM foi_transfer t WHERE t.request_id = r.id AND t.day > ? ORDER BY t.id LIMIT 1), r.unit_id) AS unit_id, r.kind AS kind, r.channel AS channel, r.state AS state, r.received AS received, r.due AS due, r.missed_day AS missed_day, r.ended AS ended
	FROM foi_item i JOIN foi_request r ON r.id = i.request_id WHERE r.counts = 1 AND r.received <> '') piece`

// where narrows pieces, whose argument comes first.
func (q Count) where(tx *db.Tx) db.Where {
	q.Span = q.over(tx.Today)
	w := q.Span.where(tx)
	w.Args = slices.Insert(w.Args, 0, any(q.To))
	switch q.Row {
	case Came:
		w.And("came >= ? AND came <= ?", q.From, q.To)
	case Before:
		w.And("came < ? AND (ended = '' OR ended >= ?)", q.From, q.From)
	case Concluded:
		w.And("ended >= ? AND ended <= ?", q.From, q.To)
	case After:
		w.And("came <= ? AND (ended = '' OR ended > ?)", q.To, q.To)
	case "":
		w.And("came <= ? AND (ended = '' OR ended >= ?)", q.To, q.From)
	}
	if q.Result != "" {
		w.And("result = ?", q.Result)
	}
	if q.Kind != "" {
		w.And("kind = ?", q.Kind)
	}
	if q.Timely {
		w.And("missed_day = '' AND (due = '' OR ended <= due)")
	}
	return w
}

// Pieces lists the 件 behind a number of the figures, the newest first.
func (s *Service) Pieces(ctx context.Context, q Count, p db.Page) (db.Rows[Piece], error) {
	return listOf[Piece](ctx, s, q, p, pieces, q.where)
}

// listOf is a page of what a question finds, the newest first.
func listOf[T any](ctx context.Context, s *Service, q interface{ Check() error }, p db.Page, from string, where func(*db.Tx) db.Where) (rows db.Rows[T], err error) {
	defer fault.Wrap(&err, "foi.listOf(%T)", q)
	if err := q.Check(); err != nil {
		return rows, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List[T](tx, p, db.Query{From: from, Where: where(tx), Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}
