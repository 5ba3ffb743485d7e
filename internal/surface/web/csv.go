package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// maxCSV is how many rows one download holds.
const maxCSV = 100_000

// CSV sends the whole list that p draws a page at a time: the same filters, the
// columns of ListPage. name is the i18n key of the file's name.
func CSV[Q, Row any](p *Page[ListView[Q, Row]], name string, find func(context.Context, Q, db.Page) (db.Rows[Row], error)) Handler {
	return func(r *Req) (Reply, error) {
		q, err := Bind[Q](r)
		if err != nil {
			return nil, err
		}
		out := bytes.NewBufferString("\uFEFF") // so that spreadsheet programs read it as UTF-8
		w := csv.NewWriter(out)
		w.UseCRLF = true
		for n, after := 0, ""; ; {
			rows, err := find(r.Context(), q, db.Page{Size: 200, After: after})
			if err != nil {
				return nil, err
			}
			v := ListView[Q, Row]{Query: q, Rows: rows}
			p.prepare(&v)
			if after == "" {
				writeRecord(w, v.Head, func(h Head) string { return h.Label })
			}
			for _, row := range v.Body {
				writeRecord(w, row, Cell.plain)
			}
			if n += len(rows.Items); n > maxCSV {
				return nil, fault.New(fault.TooLarge, "web.csv_too_large", maxCSV)
			}
			if after = rows.Next; after == "" {
				break
			}
		}
		w.Flush()
		return Bytes{Name: i18n.T(name) + ".csv", Type: "text/csv; charset=utf-8", Data: out.Bytes()}, w.Error()
	}
}

// CSVOf is a table of texts as a file; name is that of the file without its ending.
func CSVOf(name string, rows [][]string) (Bytes, error) {
	out := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(out)
	w.UseCRLF = true
	for _, row := range rows {
		writeRecord(w, row, func(s string) string { return s })
	}
	w.Flush()
	return Bytes{Name: name + ".csv", Type: "text/csv; charset=utf-8", Data: out.Bytes()}, w.Error()
}

// writeRecord writes one line. csv.Writer keeps its first error for Error.
func writeRecord[T any](w *csv.Writer, cells []T, text func(T) string) {
	rec := make([]string, len(cells))
	for i, c := range cells {
		rec[i] = Harmless(text(c))
	}
	_ = w.Write(rec)
}

// Harmless keeps a spreadsheet from taking a text for a formula.
func Harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Nothing is what a page shows where a cell has nothing; a file leaves it empty, for programs read it.
const Nothing = "—"

// plain is the cell in words.
func (c Cell) plain() string {
	var parts []string
	for _, s := range []string{c.Light.Text, c.Text, c.Sub, c.Tag.Text} {
		if s != "" && s != Nothing {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}
