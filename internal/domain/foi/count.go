package foi

import (
	"cmp"
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

// over is the span with what was left open: the year of the other end, or this one.
func (q Span) over(today calendar.Day) Span {
	if q.From == "" {
		q.From = YearOf(cmp.Or(q.To, today)).From
	}
	if q.To == "" {
		q.To = YearOf(q.From).To
	}
	return q
}

// YearOf is the calendar year of a day, as the annual report counts.
func YearOf(d calendar.Day) Span {
	return Span{From: calendar.Day(fmt.Sprintf("%04d-01-01", d.Year())), To: calendar.Day(fmt.Sprintf("%04d-12-31", d.Year()))}
}

func (q Span) where(tx *db.Tx) db.Where {
	w := scope(tx)
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	return w
}

// A Figure is one number of the figures: 件 of a line, a result and a kind of
// applicant. Count with these and the span finds them.
type Figure struct {
	Line   Line   `json:"line"`
	Row    string `json:"row,omitempty"`    // of table 3 of the annual report, for a result: 3.1
	Result string `json:"result,omitempty"` // code of law.Result
	Kind   Kind   `json:"kind"`
	N      int    `json:"n"`
}

// Figures is what the office sees and the annual report counts: every number is
// a query over the records.
type Figures struct {
	Span     Span     `json:"span"`
	Rows     []Figure `json:"rows"`
	Units    []Speed  `json:"units"`
	Kinds    []Speed  `json:"kinds"`
	Channels []Speed  `json:"channels"`
	Results  []Speed  `json:"results"` // 件, with those that ended without a reply
	Fees     Sums     `json:"fees"`
}

// Figures counts over the units that the actor may see.
func (s *Service) Figures(ctx context.Context, q Span) (f Figures, err error) {
	defer fault.Wrap(&err, "foi.Figures")
	if err := q.Check(); err != nil {
		return f, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f.Span = q.over(tx.Today)
		cal, err := s.holidays.In(tx)
		if err != nil {
			return err
		}
		for _, line := range []Line{Came, Before, After} {
			if err := f.count(tx, line); err != nil {
				return err
			}
		}
		if err := f.conclude(tx, cal); err != nil {
			return err
		}
		slices.SortFunc(f.Rows, func(a, b Figure) int {
			return cmp.Or(cmp.Compare(slices.Index(lines, a.Line), slices.Index(lines, b.Line)), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Result, b.Result),
				cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)))
		})
		if err := s.speeds(tx, cal, &f); err != nil {
			return err
		}
		f.Fees, err = sums(tx, f.Span)
		return err
	})
	return f, err
}

// lines is the order of table 3.
var lines = []Line{Came, Before, Concluded, After}

// count adds the numbers of a line that has no results.
func (f *Figures) count(tx *db.Tx, line Line) error {
	type row struct {
		Kind Kind `db:"kind"`
		N    int  `db:"count(*)"`
	}
	w := Count{Span: f.Span, Row: line}.where(tx)
	return db.Each(tx, func(r row) error {
		f.Rows = append(f.Rows, Figure{Line: line, Kind: r.Kind, N: r.N})
		return nil
	}, "FROM "+pieces+w.String()+" GROUP BY kind", w.Args...)
}

// conclude adds the numbers of the results, and how fast each came.
func (f *Figures) conclude(tx *db.Tx, cal *calendar.Calendar) error {
	sums, speeds := map[Figure]int{}, measure[string]{}
	type row struct {
		Kind     Kind         `db:"kind"`
		Result   string       `db:"result"`
		Received calendar.Day `db:"received"`
		Due      calendar.Day `db:"due"`
		Ended    calendar.Day `db:"ended"`
	}
	w := Count{Span: f.Span, Row: Concluded}.where(tx)
	err := db.Each(tx, func(p row) error {
		g := Figure{Line: Concluded, Result: p.Result, Kind: p.Kind}
		if res, ok := law.ResultOf(p.Result); ok {
			g.Row = res.Row
		}
		sums[g]++
		speeds.of(p.Result, func(s *Speed) { s.Result = p.Result }).made(cal.WorkBetween(p.Received, p.Ended), p.Due == "" || p.Ended <= p.Due)
		return nil
	}, "FROM "+pieces+w.String(), w.Args...)
	for g, n := range sums {
		g.N = n
		f.Rows = append(f.Rows, g)
	}
	f.Results = speeds.sorted(slices.Sorted(maps.Keys(speeds)))
	return err
}

// A GridRow is a line of table 3, or one result of it, over the kinds of applicant.
type GridRow struct {
	Line   Line   `json:"line"`
	Row    string `json:"row,omitempty"`
	Result string `json:"result,omitempty"`
	N      []int  `json:"n"` // in the order of Kinds
}

// Sum is the last column (总计).
func (g GridRow) Sum() (n int) {
	for _, k := range g.N {
		n += k
	}
	return n
}

// Grid is table 3 with its four lines, and of the results those that there are
// below the third, which is their sum.
func (f Figures) Grid() (out []GridRow) {
	for _, line := range lines {
		sum := GridRow{Line: line, N: make([]int, len(Kinds))}
		var parts []GridRow
		for _, g := range f.Rows {
			if g.Line != line {
				continue
			}
			col := slices.Index(Kinds, g.Kind)
			sum.N[col] += g.N
			if line != Concluded {
				continue
			}
			if len(parts) == 0 || parts[len(parts)-1].Result != g.Result {
				parts = append(parts, GridRow{Line: line, Row: g.Row, Result: g.Result, N: make([]int, len(Kinds))})
			}
			parts[len(parts)-1].N[col] += g.N
		}
		out = append(append(out, sum), parts...)
	}
	return out
}
