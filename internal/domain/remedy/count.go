package remedy

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Block is one of the three of table 4 of the annual report.
type Block string

// The blocks.
const (
	Reviews Block = "review" // 行政复议
	Direct  Block = "direct" // 行政诉讼: 未经复议直接起诉
	After   Block = "after"  // 行政诉讼: 复议后起诉
)

// Blocks are those of the table, in its order.
var Blocks = []Block{Reviews, Direct, After}

// where narrows to a block.
func (b Block) where(w *db.Where) {
	switch b {
	case Reviews:
		w.And("kind = ?", Review)
	case Direct:
		w.And("kind = ? AND reviewed = 0", Suit)
	case After:
		w.And("kind = ? AND reviewed = 1", Suit)
	}
}

// A Span is a year of table 4, of one unit or of all that the actor may see.
type Span struct {
	Year int   `form:"year" json:"year" label:"remedy.year"`
	Unit int64 `form:"unit" json:"unit,omitempty" label:"remedy.unit" type:"select"`
}

// Check refuses what is no year.
func (q Span) Check() error {
	var c fault.Check
	c.That(q.Year == 0 || q.Year >= 2008 && q.Year <= 9999, "year", "remedy.bad.year")
	c.That(q.Unit >= 0, "unit", "not_found")
	return c.Err()
}

// A Count is one cell of table 4.
type Count struct {
	Block Block    `json:"block"`
	Cell  law.Cell `json:"cell"`
	N     int      `json:"n"`
}

// Total is the column 总计 of a block.
const Total law.Cell = "total"

// A Table is table 4 of a year: 行政复议、行政诉讼情况, blocks and cells in the
// order of the form. What was decided counts in the year in which it was;
// what was received by 31 December and had not been decided then is pending.
// 总计 is no sum of the cells: it counts every case that the year has to do with. A
// block whose cells do not add up to it is faulty: a case stands in no cell, or in two.
type Table struct {
	Span   Span          `json:"span"`
	Counts []Count       `json:"counts"`
	Sums   map[Block]int `json:"sums"` // 总计 of each block, counted by itself
	Faulty []Block       `json:"faulty,omitempty"`
}

// Table counts table 4 over the units that the actor may see. Without a year it
// is this one.
func (s *Service) Table(ctx context.Context, q Span) (t Table, err error) {
	if err := q.Check(); err != nil {
		return t, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if q.Year == 0 {
			q.Year = yearOf(tx.Today)
		}
		t = Table{Span: q, Sums: map[Block]int{}}
		for _, b := range Blocks {
			for _, cell := range law.Cells {
				n, err := count(tx, q, b, cell)
				if err != nil {
					return err
				}
				t.Counts = append(t.Counts, Count{b, cell, n})
			}
			if t.Sums[b], err = count(tx, q, b, Total); err != nil {
				return err
			}
			if t.added(b) != t.Sums[b] {
				t.Faulty = append(t.Faulty, b)
			}
		}
		return nil
	})
	return t, err
}

// added is what the cells of a block add up to.
func (t *Table) added(b Block) (n int) {
	for _, c := range t.Counts {
		if c.Block == b {
			n += c.N
		}
	}
	return n
}

func count(tx *db.Tx, q Span, b Block, cell law.Cell) (int, error) {
	w := scope(tx)
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	b.where(&w)
	inCell(&w, string(cell), q.Year)
	return db.One[int](tx, "SELECT count(*) FROM remedy_case"+w.String(), w.Args...)
}

// inCell narrows to what a cell counts in a year. One condition serves the number
// and the list behind it.
func inCell(w *db.Where, cell string, year int) {
	first, last := calendar.Day(fmt.Sprintf("%04d-01-01", year)), calendar.Day(fmt.Sprintf("%04d-12-31", year))
	w.And("state <> ? AND kind <> ?", Void, Complaint) // a complaint counts nowhere
	switch law.Cell(cell) {
	case law.Pending:
		w.And("received <= ? AND (decided = '' OR decided > ?)", last, last)
		return
	case Total:
		w.And("received <= ? AND (decided = '' OR decided >= ?)", last, first)
		return
	case law.Kept, law.Corrected, law.OtherEnd:
	}
	w.And("decided >= ? AND decided <= ?", first, last)
	var codes []any
	for _, kind := range []Kind{Review, Suit} {
		for _, o := range law.Outcomes(string(kind)) {
			if string(o.Cell) == cell {
				codes = append(codes, string(kind)+"/"+o.Code)
			}
		}
	}
	w.In("kind || '/' || outcome", codes...)
}

// Yearly is every case as table 4 counts it, a SELECT for the noun that draws the
// annual report up: kind is the block, result the outcome. What Table counts, it lists.
const Yearly = `SELECT id AS ref, id AS thing, number, unit_id, CASE WHEN kind = 'review' THEN 'review' WHEN reviewed = 1 THEN 'after' ELSE 'direct' END AS kind,
	outcome AS result, received AS came, decided AS ended FROM remedy_case WHERE state <> 'void' AND kind <> 'complaint'`

// Cell is the column of table 4 that an outcome of a block counts in.
func (b Block) Cell(outcome string) law.Cell {
	kind := Suit
	if b == Reviews {
		kind = Review
	}
	for _, o := range law.Outcomes(string(kind)) {
		if o.Code == outcome {
			return o.Cell
		}
	}
	return law.OtherEnd
}
