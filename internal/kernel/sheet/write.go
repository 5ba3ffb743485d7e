package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Names and widths that the programs allow.
const (
	sheetName = 31 // characters
	minWidth  = 8  // in widths of a digit
	maxWidth  = 60
	lineWidth = 90 // of a sheet that is a text
)

// Write makes an XLSX file: the first row of each sheet is bold and stays in
// view, unless it is plain. Text is written as text, also where it starts as a formula would;
// numbers and dates are such cells.
func Write(b Book) (_ []byte, err error) {
	defer fault.Wrap(&err, "sheet.Write")
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // it has no file behind it
	look, err := styles(f)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for i, s := range b.Sheets {
		name := freeName(s.Name, used)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return nil, err
		}
		if err := writeSheet(f, name, s, look); err != nil {
			return nil, err
		}
		if s.Hidden {
			if err := f.SetSheetVisible(name, false); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return ordered(out.Bytes())
}

// ordered is an archive with its parts by name. The library puts sheets in any order, and the same
// book has to be the same bytes, as its hash stands in lists and proofs.
func ordered(file []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		if err := out.Copy(part); err != nil {
			return nil, err
		}
	}
	err = out.Close()
	return b.Bytes(), err
}

type style struct{ head, body, day, moment, form int }

func styles(f *excelize.File) (s style, err error) {
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	var lines []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, x := range []struct {
		to *int
		is excelize.Style
	}{
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&s.body, excelize.Style{Alignment: top}},
		{&s.form, excelize.Style{Alignment: middle, Border: lines}},
		{&s.day, excelize.Style{Alignment: top, CustomNumFmt: &day}},
		{&s.moment, excelize.Style{Alignment: top, CustomNumFmt: &moment}},
	} {
		if *x.to, err = f.NewStyle(&x.is); err != nil {
			return s, err
		}
	}
	return s, nil
}

// freeName makes a name that a sheet may have and no other has.
func freeName(name string, used map[string]bool) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name), "' ")
	if name == "" {
		name = "Sheet"
	}
	try := cut(name, sheetName)
	for n := 2; used[strings.ToLower(try)]; n++ {
		tail := " " + strconv.Itoa(n)
		try = cut(name, sheetName-len(tail)) + tail
	}
	used[strings.ToLower(try)] = true
	return try
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

func writeSheet(f *excelize.File, name string, s Sheet, look style) error {
	if s.Plain { // a form to be printed: as wide as the paper, which lies across for many columns
		if err := onPaper(f, name, s); err != nil {
			return err
		}
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for col, width := range widths(s) {
		if err := w.SetColWidth(col+1, col+1, width); err != nil {
			return err
		}
	}
	if len(s.Rows) > 0 && !s.Plain {
		if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	if err := merge(w, s.Spans); err != nil {
		return err
	}
	for i, r := range s.Rows {
		cells := make([]any, len(r.Cells))
		for j, c := range r.Cells {
			x := value(c, look)
			switch {
			case s.Plain:
				x.StyleID = s.lookOf(r, look)
			case i == 0:
				x = excelize.Cell{StyleID: look.head, Value: c.Text}
			}
			cells[j] = x
		}
		if err := w.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

// merge has cells cover others.
func merge(w *excelize.StreamWriter, spans []Span) error {
	for _, m := range spans {
		from, err := excelize.CoordinatesToCellName(m.Column+1, m.Row+1)
		if err != nil {
			return err
		}
		to, err := excelize.CoordinatesToCellName(m.Column+max(m.Across, 1), m.Row+max(m.Down, 1))
		if err != nil {
			return err
		}
		if err := w.MergeCell(from, to); err != nil {
			return err
		}
	}
	return nil
}

// lookOf is how the cells of a row of a form look: those of a table have lines; over a
// table a line of text runs on to the right.
func (s Sheet) lookOf(r Row, look style) int {
	switch {
	case len(r.Cells) > 1:
		return look.form
	case s.columns() > 1:
		return 0
	}
	return look.body
}

// columns is how many there are in the widest row.
func (s Sheet) columns() (n int) {
	for _, r := range s.Rows {
		n = max(n, len(r.Cells))
	}
	return n
}

// across is from how many columns on the paper lies across.
const across = 8

// onPaper has a sheet printed on the width of a page, A4.
func onPaper(f *excelize.File, name string, s Sheet) error {
	fit, wide, high, size, lies := true, 1, 0, 9, "portrait"
	if s.columns() >= across {
		lies = "landscape"
	}
	if err := f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &lies, FitToWidth: &wide, FitToHeight: &high})
}

// digits is how many digits of a number the programs keep; longer ones, such as
// identity numbers, stay text.
const digits = 15

func value(c Cell, look style) excelize.Cell {
	out := excelize.Cell{StyleID: look.body, Value: c.Text}
	switch c.Kind {
	case Number:
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil && len(strings.Trim(c.Text, "-.")) <= digits {
			out.Value = f
		}
	case Date:
		if t, err := time.Parse(time.DateOnly, c.Text); err == nil && t.Year() >= 1901 {
			out.Value, out.StyleID = t, look.day
		} else if t, err := time.Parse(time.DateTime, c.Text); err == nil && t.Year() >= 1901 {
			out.Value, out.StyleID = t, look.moment
		}
	case Empty, Text, Bool, Bad:
	}
	return out
}

// widths fits the columns to their longest line; a Chinese character takes two digits.
func widths(s Sheet) []float64 {
	var out []float64
	if s.Plain && s.columns() == 1 {
		return []float64{lineWidth}
	}
	for y, r := range s.Rows {
		for i, c := range r.Cells {
			if i == len(out) {
				out = append(out, minWidth)
			}
			if s.Plain && (len(r.Cells) == 1 || slices.ContainsFunc(s.Spans, func(m Span) bool { return m.Row == y && m.Column == i && m.Across > 1 })) {
				continue // it has the width of several
			}
			for line := range strings.Lines(c.Text) {
				out[i] = min(max(out[i], float64(2+wide(line))), maxWidth)
			}
		}
	}
	return out
}

func wide(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

// WriteCSV makes a CSV file of one sheet, in UTF-8 with the mark by which
// Excel knows it. Text that starts as a formula would gets an apostrophe before it.
func WriteCSV(s Sheet) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(bom)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, r := range s.Rows {
		record := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			if record[i] = c.Text; c.Kind != Number && isFormula(c.Text) {
				record[i] = "'" + c.Text
			}
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("sheet.WriteCSV: %w", err)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// isFormula reports whether a program would compute a cell that starts like s.
func isFormula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

// Texts is a row of text cells.
func Texts(line int, texts ...string) Row {
	r := Row{Line: line}
	for _, t := range texts {
		r.Cells = append(r.Cells, Cell{Text: t, Kind: Text})
	}
	return r
}
