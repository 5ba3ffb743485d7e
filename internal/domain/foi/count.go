package foi

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Span narrows the figures to a time and to units.
type Span struct {
	From calendar.Day `form:"from" json:"from" label:"foi.from" type:"date"`
	To   calendar.Day `form:"to" json:"to" label:"foi.to" type:"date"`
	Unit int64        `form:"unit" json:"unit,omitempty" label:"foi.unit" type:"select"`
}

// Check asks for a span that is one.
func (q Span) Check() error {
	var c fault.Check
	c.That(q.From == "" || q.From.Valid(), "from", "foi.need.day")
	c.That(q.To == "" || q.To.Valid(), "to", "foi.need.day")
	c.That(q.From == "" || q.To == "" || q.From <= q.To, "to", "foi.bad.span")
	c.That(q.Unit >= 0, "unit", "not_found")
	return c.Err()
}

// YearOf is the calendar year of a day, as the annual report counts.
func YearOf(d calendar.Day) Span {
	return Span{From: calendar.Day(fmt.Sprintf("%04d-01-01", d.Year())), To: calendar.Day(fmt.Sprintf("%04d-12-31", d.Year()))}
}

// A Figure is one number of the figures: 件 of a row and a kind of applicant.
type Figure struct {
	Row    string `json:"row"`              // of table 3: 1 received, 2 carried over, 3.1 …, 4 carried on
	Result string `json:"result,omitempty"` // code of law.Result
	Kind   Kind   `json:"kind"`
	N      int    `json:"n"`
}

// Speed is how fast replies were made, over the requests answered in the span.
type Speed struct {
	UnitID   int64   `json:"unit_id"`
	Answered int     `json:"answered"`
	InTime   int     `json:"in_time"`
	Days     float64 `json:"days"` // working days from receipt to service, on the mean
	Most     int     `json:"most"`
	Open     int     `json:"open"`
	Late     int     `json:"late"` // open and past their last day
}

// Share is the part in time, in per cent; 100 with none.
func (s Speed) Share() float64 {
	if s.Answered == 0 {
		return 100
	}
	return float64(s.InTime) * 100 / float64(s.Answered)
}

// Figures is what the office sees and the annual report counts: every number is
// a query over the records.
type Figures struct {
	Span    Span     `json:"span"`
	Rows    []Figure `json:"rows"`
	Units   []Speed  `json:"units"`
	Notices int      `json:"fee_notices"` // 收费通知
	Asked   int64    `json:"fee_asked"`   // 分
	Paid    int64    `json:"fee_paid"`    // 分: received, refunds taken off
}

// The rows of table 3 that are no results.
const (
	rowReceived = "1"
	rowBefore   = "2"
	rowAfter    = "4"
)

// Figures counts over the units that the actor may see.
func (s *Service) Figures(ctx context.Context, q Span) (f Figures, err error) {
	if err := q.Check(); err != nil {
		return f, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if year := YearOf(tx.Today); q.From == "" {
			q.From = year.From
		}
		if q.To == "" {
			q.To = YearOf(q.From).To
		}
		f.Span = q
		f.Rows, err = s.rows(tx, q)
		if err != nil {
			return err
		}
		if f.Units, err = s.speeds(tx, q); err != nil {
			return err
		}
		return fees(tx, &f)
	})
	return f, err
}

func (q Span) where(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	return w
}

// rows counts 件 by row and kind of applicant. What is closed as no request
// counts nowhere; what lapsed or was withdrawn has its row.
func (s *Service) rows(tx *db.Tx, q Span) ([]Figure, error) {
	type row struct {
		Result string `db:"result"`
		Kind   Kind   `db:"kind"`
		N      int    `db:"count(*)"`
	}
	sums := map[Figure]int{}
	for _, part := range []struct {
		row  string
		cond string
		args []any
	}{
		{rowReceived, "received >= ? AND received <= ?", []any{q.From, q.To}},
		{rowBefore, "received <> '' AND received < ? AND (ended = '' OR ended >= ?)", []any{q.From, q.From}},
		{rowAfter, "received <> '' AND received <= ? AND (ended = '' OR ended > ?)", []any{q.To, q.To}},
		{"", "ended >= ? AND ended <= ? AND received <> ''", []any{q.From, q.To}},
	} {
		w := q.where(tx)
		w.And("state <> ? AND redo_of = 0", Closed)
		w.And(part.cond, part.args...)
		result := "result"
		if part.row != "" {
			result = "'' AS result"
		}
		rows, err := db.All[row](tx, `FROM (SELECT kind, `+result+` FROM foi_request r JOIN foi_item i ON i.request_id = r.id`+w.String()+`) x GROUP BY result, kind`, w.Args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			f := Figure{Row: part.row, Result: r.Result, Kind: r.Kind}
			if res, ok := law.ResultOf(r.Result); ok {
				f.Row = res.Row
			}
			if f.Row != "" {
				sums[f] += r.N
			}
		}
	}
	out := slices.Collect(maps.Keys(sums))
	for i := range out {
		n := sums[out[i]]
		out[i].N = n
	}
	slices.SortFunc(out, func(a, b Figure) int {
		return slices.Compare([]string{a.Row, a.Result, string(a.Kind)}, []string{b.Row, b.Result, string(b.Kind)})
	})
	return out, nil
}

// speeds measures the requests that were answered in the span, unit by unit.
func (s *Service) speeds(tx *db.Tx, q Span) ([]Speed, error) {
	cal, err := s.holidays.In(tx)
	if err != nil {
		return nil, err
	}
	type row struct {
		Unit     int64        `db:"unit_id"`
		Received calendar.Day `db:"received"`
		Answered calendar.Day `db:"answered"`
		Due      calendar.Day `db:"due"`
		Sort     string       `db:"sort_day"`
	}
	by := map[int64]*Speed{}
	w := q.where(tx)
	w.And("redo_of = 0 AND received <> '' AND (answered >= ? AND answered <= ? OR sort_day < ?)", q.From, q.To, never)
	err = db.Each(tx, func(r row) error {
		u := by[r.Unit]
		if u == nil {
			u = &Speed{UnitID: r.Unit}
			by[r.Unit] = u
		}
		if r.Sort < never && r.Answered == "" {
			u.Open++
			if r.Due != "" && r.Due < tx.Today {
				u.Late++
			}
			return nil
		}
		days := cal.WorkBetween(r.Received, r.Answered)
		u.Answered++
		u.Days += float64(days)
		u.Most = max(u.Most, days)
		if r.Due == "" || r.Answered <= r.Due {
			u.InTime++
		}
		return nil
	}, "FROM foi_request"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	var out []Speed
	for _, id := range slices.Sorted(maps.Keys(by)) {
		u := by[id]
		if u.Answered > 0 {
			u.Days /= float64(u.Answered)
		}
		out = append(out, *u)
	}
	return out, nil
}

// fees sums the ledger of the span: it adds up to the fen.
func fees(tx *db.Tx, f *Figures) error {
	w := f.Span.where(tx)
	w.And("sent >= ? AND sent <= ?", f.Span.From, f.Span.To)
	type row struct {
		N     int   `db:"count(*)"`
		Asked int64 `db:"coalesce(sum(fen), 0)"`
	}
	asked, err := db.Get[row](tx, "FROM foi_fee"+w.String(), w.Args...)
	if err != nil {
		return err
	}
	w = f.Span.where(tx)
	w.And("paid >= ? AND paid <= ? AND state = ?", f.Span.From, f.Span.To, Settled)
	paid, err := db.Get[row](tx, "FROM foi_fee"+w.String(), w.Args...)
	f.Notices, f.Asked, f.Paid = asked.N, asked.Asked, paid.Asked
	return err
}

// Ledger lists the fees that the actor may know of, the newest first.
func (s *Service) Ledger(ctx context.Context, q Span, p db.Page) (rows db.Rows[Charge], err error) {
	if err := q.Check(); err != nil {
		return rows, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := q.where(tx)
		if q.From != "" {
			w.And("sent >= ?", q.From)
		}
		if q.To != "" {
			w.And("sent <= ?", q.To)
		}
		rows, err = db.List[Charge](tx, p, db.Query{From: chargeTable, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}
