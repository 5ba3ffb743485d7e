package foi

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// mostExported is how many rows one file holds.
const mostExported = 50_000

// An Exported is what the journal keeps of a file that was taken out.
type Exported struct {
	What string `json:"what"`
	Rows int    `json:"rows"`
	Of   any    `json:"of"` // the question: it names no applicant
}

// Export writes a list of requests as XLSX, the applicants masked. That it was
// taken out, by whom and what of, stays in the journal.
//
// Errors: TooLarge above 50,000 rows.
func (s *Service) Export(ctx context.Context, q Find) ([]byte, error) {
	return s.export(ctx, "requests", q, q.Check, func(tx *db.Tx, t *tables) error {
		w, err := s.where(tx, q)
		if err != nil {
			return err
		}
		soon, err := s.duties.SoonDay(tx)
		if err != nil {
			return err
		}
		w.Units("unit_id", tx.Actor.Over(Export))
		t.begin("foi.requests", "foi.sheet_requests")
		return db.Each(tx, func(r Row) error {
			return t.add(text(r.Number), text(t.units[r.UnitID]), text(s.words("foi.state."+string(r.Status))), text(s.words("foi.stands."+string(r.Lamp(tx.Today, soon)))),
				text(s.words("foi.kind."+string(r.Kind))), text(r.Shown), text(s.words("foi.channel."+string(r.Channel))),
				day(r.Submitted), day(r.Received), day(r.Due), day(r.Answered), whole(int64(r.Pieces)))
		}, "FROM foi_request"+w.String()+" ORDER BY id DESC", w.Args...)
	})
}

// ExportPieces writes the 件 behind a number of the figures as XLSX.
func (s *Service) ExportPieces(ctx context.Context, q Count) ([]byte, error) {
	return s.export(ctx, "pieces", q, q.Check, func(tx *db.Tx, t *tables) error {
		w := q.where(tx)
		w.Units("unit_id", tx.Actor.Over(Export))
		t.begin("foi.pieces_of_figure", "foi.sheet_pieces")
		return db.Each(tx, func(p Piece) error {
			return t.add(text(p.Number), whole(int64(p.Sort)), text(t.units[p.UnitID]), text(s.words("foi.kind."+string(p.Kind))), text(s.words("foi.channel."+string(p.Channel))),
				text(s.words("foi.state."+string(p.Status))), text(rowOf(p.Result)), text(resultName(p.Result)), day(p.Received), day(p.Due), day(p.Ended))
		}, "FROM "+pieces+w.String()+" ORDER BY id DESC", w.Args...)
	})
}

// ExportLedger writes the ledger of fees as XLSX, with a last line that the column
// of amounts adds up to.
func (s *Service) ExportLedger(ctx context.Context, q Dues) ([]byte, error) {
	return s.export(ctx, "fees", q, q.Check, func(tx *db.Tx, t *tables) error {
		w := q.where(tx)
		w.Units("unit_id", tx.Actor.Over(Export))
		t.begin("foi.fees", "foi.sheet_fees")
		sum := int64(0)
		err := db.Each(tx, func(c LedgerRow) error {
			sum += c.Fen
			return t.add(text(c.Notice), text(c.Number), text(t.units[c.UnitID]), text(c.Shown), text(c.Month), text(s.words("foi.standard."+string(c.Standard))),
				whole(int64(c.Before)), whole(int64(c.Pieces)), whole(int64(c.Pages)), text(s.calculation(c.Charge)), money(c.Fen),
				text(s.words("foi.paid_state."+string(c.State))), day(c.Sent), day(c.Got), day(c.Until), day(c.Paid), text(c.Receipt), day(c.Booked), day(c.Refunded), text(c.Why), text(c.Proposer), text(c.Approver))
		}, "FROM foi_fee"+w.String()+" ORDER BY id DESC", w.Args...)
		if err != nil {
			return err
		}
		total := make([]sheet.Cell, ledgerSum+1)
		total[0], total[ledgerSum] = text(s.words("foi.total")), money(sum)
		return t.add(total...)
	})
}

// ledgerSum is the column of amounts in foi.sheet_fees.
const ledgerSum = 10

// calculation is how a fee comes about, a band a line.
func (s *Service) calculation(c Charge) string {
	lines := make([]string, len(c.Lines))
	for i, l := range c.Lines {
		band := l.Band(c.Standard)
		lines[i] = s.words("foi.fee_line", s.words(band.Key, band.Args...), s.words("foi.rate."+string(c.Standard), Yuan(l.Rate)), Yuan(l.Amount))
	}
	return strings.Join(lines, "\n")
}

// ExportFigures writes the figures of a span as XLSX: table 3 by kind of applicant,
// and a sheet each of how fast replies came.
func (s *Service) ExportFigures(ctx context.Context, q Span) ([]byte, error) {
	f, err := s.Figures(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.export(ctx, "figures", f.Span, q.Check, func(_ *db.Tx, t *tables) error {
		if err := s.tableThree(t, f); err != nil {
			return err
		}
		for _, part := range []struct {
			title string
			rows  []Speed
			name  func(Speed) string
		}{
			{"foi.by_unit", f.Units, func(p Speed) string { return t.units[p.UnitID] }},
			{"foi.by_kind", f.Kinds, func(p Speed) string { return s.words("foi.kind." + string(p.Kind)) }},
			{"foi.by_channel", f.Channels, func(p Speed) string { return s.words("foi.channel." + string(p.Channel)) }},
			{"foi.by_result", f.Results, func(p Speed) string { return resultName(p.Result) }},
		} {
			t.begin(part.title, "foi.sheet_speed")
			for _, p := range part.rows {
				if err := t.add(text(part.name(p)), whole(int64(p.Answered)), whole(int64(p.Passed)), whole(int64(p.InTime)), decimal(p.Share()), decimal(p.Days), whole(int64(p.Most)), whole(int64(p.Open)), whole(int64(p.Late))); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// tableThree writes the lines of table 3 that have numbers: a column a kind, and their sum.
func (s *Service) tableThree(t *tables, f Figures) error {
	t.begin("foi.table_three", "foi.sheet_figures")
	for _, g := range f.Grid() {
		cells := []sheet.Cell{text(s.words("foi.line." + string(g.Line))), text(g.Row), text(resultName(g.Result))}
		for _, n := range append(g.N, g.Sum()) {
			cells = append(cells, whole(int64(n)))
		}
		if err := t.add(cells...); err != nil {
			return err
		}
	}
	return nil
}

// tables are the sheets of a file in the making.
type tables struct {
	book  sheet.Book
	units map[int64]string
	words func(string, ...any) string
	rows  int
}

// begin begins a sheet; heads is the key of its headings, with strokes between.
func (t *tables) begin(title, heads string) {
	t.book.Sheets = append(t.book.Sheets, sheet.Sheet{Name: t.words(title), Rows: []sheet.Row{sheet.Texts(1, strings.Split(t.words(heads), "|")...)}})
}

func (t *tables) add(cells ...sheet.Cell) error {
	if t.rows++; t.rows > mostExported {
		return fault.New(fault.TooLarge, "foi.export_too_large", mostExported)
	}
	s := &t.book.Sheets[len(t.book.Sheets)-1]
	s.Rows = append(s.Rows, sheet.Row{Line: len(s.Rows) + 1, Cells: cells})
	return nil
}

// export makes a file and leaves an entry of it. It reads in the transaction that
// writes the entry, so that the entry says how many rows went out.
func (s *Service) export(ctx context.Context, what string, of any, check func() error, fill func(*db.Tx, *tables) error) (file []byte, err error) {
	defer fault.Wrap(&err, "foi.export(%s)", what)
	if err := check(); err != nil {
		return nil, err
	}
	var t *tables
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(Export) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		all, err := unit.All(tx)
		if err != nil {
			return err
		}
		t = &tables{units: map[int64]string{}, words: s.words}
		for _, u := range all {
			t.units[u.ID] = u.Short
		}
		if err := fill(tx, t); err != nil {
			return err
		}
		return journal.Add(tx, string(Export), "foi", Exported{what, t.rows, of})
	})
	if err != nil {
		return nil, err
	}
	return sheet.Write(t.book)
}

func text(s string) sheet.Cell { return sheet.Cell{Text: s, Kind: sheet.Text} }

func day(d calendar.Day) sheet.Cell {
	if d == "" {
		return sheet.Cell{}
	}
	return sheet.Cell{Text: string(d), Kind: sheet.Date}
}

func whole(n int64) sheet.Cell {
	return sheet.Cell{Text: strconv.FormatInt(n, 10), Kind: sheet.Number}
}

func decimal(f float64) sheet.Cell {
	return sheet.Cell{Text: strconv.FormatFloat(f, 'f', 1, 64), Kind: sheet.Number}
}

// money is an amount of 分 in yuan, as a number that programs can add.
func money(amount int64) sheet.Cell {
	return sheet.Cell{Text: fmt.Sprintf("%d.%02d", amount/fen, amount%fen), Kind: sheet.Number}
}

func resultName(code string) string {
	r, _ := law.ResultOf(code)
	return cmp.Or(r.Name, code)
}

func rowOf(code string) string {
	r, _ := law.ResultOf(code)
	return r.Row
}
