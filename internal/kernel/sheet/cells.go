package sheet

import (
	"encoding/xml"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// The size of a sheet in every program that writes the format.
const (
	maxLine   = 1 << 20
	maxColumn = 1 << 14
)

var errOrder = errors.New("sheet: a row or cell out of order")

// An area is a range of merged cells: lines from 1, columns from 0, both ends in it.
type area struct{ top, bottom, left, right int }

// A worksheet is one sheet being read.
type worksheet struct {
	*workbook
	sheet *Sheet
	row   Row // being read
	merge []area
}

func (w *workbook) readSheet(s *Sheet, part string) error {
	ws := &worksheet{workbook: w, sheet: s}
	if err := w.each(part, "worksheet", ws.element); err != nil {
		return err
	}
	ws.endRow()
	return ws.fillMerged()
}

func (ws *worksheet) element(d *xml.Decoder, e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		ws.endRow()
		line := ws.row.Line + 1
		if r := attr(e, "r"); r != "" {
			n, err := strconv.Atoi(r)
			if err != nil || n < line || n > maxLine {
				return errOrder
			}
			line = n
		}
		ws.row = Row{Line: line, Hidden: attr(e, "hidden") == "1" || attr(e, "hidden") == "true"}
	case "c":
		return ws.cell(d, e)
	case "col":
		ws.column(e)
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		var text string
		if err := d.DecodeElement(&text, &e); err != nil {
			return err
		}
		ws.sheet.Margin = append(ws.sheet.Margin, clean(text))
	case "mergeCell":
		a, ok := parseArea(attr(e, "ref"))
		if !ok || len(ws.merge) >= ws.lim.Cells {
			return errOrder
		}
		ws.merge = append(ws.merge, a)
	}
	return nil
}

// column notes columns that are not shown.
func (ws *worksheet) column(e xml.StartElement) {
	if h := attr(e, "hidden"); h != "1" && h != "true" || len(ws.sheet.hidden) >= maxColumn {
		return
	}
	first, err1 := strconv.Atoi(attr(e, "min"))
	last, err2 := strconv.Atoi(attr(e, "max"))
	if err1 == nil && err2 == nil {
		ws.sheet.hidden = append(ws.sheet.hidden, area{left: first - 1, right: last - 1})
	}
}

func (ws *worksheet) endRow() {
	for n := len(ws.row.Cells); n > 0 && ws.row.Cells[n-1].Text == ""; n-- {
		ws.row.Cells = ws.row.Cells[:n-1]
	}
	if len(ws.row.Cells) > 0 {
		ws.sheet.Rows = append(ws.sheet.Rows, ws.row)
	}
	ws.row.Cells = nil
}

type xmlCell struct {
	Ref    string    `xml:"r,attr"`
	Style  string    `xml:"s,attr"`
	Type   string    `xml:"t,attr"`
	F      *struct{} `xml:"f"`
	V      string    `xml:"v"`
	Inline rich      `xml:"is"`
}

func (ws *worksheet) cell(d *xml.Decoder, e xml.StartElement) error {
	var x xmlCell
	if err := d.DecodeElement(&x, &e); err != nil {
		return err
	}
	col := len(ws.row.Cells)
	if x.Ref != "" {
		c, _, ok := parseRef(x.Ref)
		if !ok || c < col {
			return errOrder
		}
		col = c
	}
	c, err := ws.value(x)
	if err != nil {
		return err
	}
	style, err := strconv.Atoi(x.Style)
	c.Hidden = ws.sheet.HiddenColumn(col) || err == nil && style >= 0 && style < len(ws.blank) && ws.blank[style]
	line := ws.row.Line
	if c.Formula {
		ws.book.warn(ws.sheet.Name, line, col, "sheet.formula", c.Text)
	}
	if c.Kind == Bad {
		ws.book.warn(ws.sheet.Name, line, col, "sheet.bad_formula", c.Text)
	}
	if c.Text == "" { // formatted to the edge of the sheet, perhaps
		return nil
	}
	if err := errors.Join(ws.counter.row(line), ws.counter.cell(line, col, c.Text)); err != nil {
		return err
	}
	for len(ws.row.Cells) < col {
		ws.row.Cells = append(ws.row.Cells, Cell{})
	}
	ws.row.Cells = append(ws.row.Cells, c)
	return nil
}

func (ws *worksheet) value(x xmlCell) (Cell, error) {
	c := Cell{Formula: x.F != nil}
	switch x.Type {
	case "s":
		i, err := strconv.Atoi(x.V)
		if err != nil || i < 0 || i >= len(ws.strings) {
			return c, errOrder
		}
		c.Text, c.Kind = ws.strings[i], Text
	case "inlineStr":
		c.Text, c.Kind = clean(x.Inline.String()), Text
	case "str":
		c.Text, c.Kind = clean(x.V), Text
	case "b":
		c.Text, c.Kind = "FALSE", Bool
		if x.V == "1" {
			c.Text = "TRUE"
		}
	case "e":
		c.Text, c.Kind = clean(x.V), Bad
	case "d":
		c.Text, c.Kind = strings.Replace(strings.TrimSuffix(x.V, "T00:00:00"), "T", " ", 1), Date
	default:
		c.Text, c.Kind = ws.number(x)
	}
	if c.Text == "" {
		c.Kind = Empty
	}
	return c, nil
}

// number reads a number, which is a date if its style says so.
func (ws *worksheet) number(x xmlCell) (string, Kind) {
	v := strings.TrimSpace(x.V)
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return clean(v), Text
	}
	if style, err := strconv.Atoi(x.Style); err == nil && style >= 0 && style < len(ws.dates) && ws.dates[style] {
		if s, ok := serial(f, ws.from1904); ok {
			return s, Date
		}
	}
	// Programs show fifteen digits; 0.1+0.2 is 0.3 there.
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		short = f
	}
	return strconv.FormatFloat(short, 'f', -1, 64), Number
}

const (
	lastSerial = 2958466 // the day after 9999-12-31
	offset1904 = 1462    // days between the two ways of counting
)

// serial gives the date of a day number. Day 1 is 1900-01-01, and day 60 the
// 29th of February 1900, which never was: from there on the count is one ahead.
func serial(f float64, from1904 bool) (string, bool) {
	if from1904 {
		f += offset1904
	}
	if f < 0 || f >= lastSerial {
		return "", false
	}
	days, part := math.Modf(f)
	seconds := int(math.Round(part * 86400))
	if days == 0 && !from1904 {
		return time.Unix(int64(seconds), 0).UTC().Format(time.TimeOnly), true
	}
	if days < 60 {
		days++
	}
	t := time.Date(1899, 12, 30, 0, 0, seconds, 0, time.UTC).AddDate(0, 0, int(days))
	if seconds == 0 {
		return t.Format(time.DateOnly), true
	}
	return t.Format(time.DateTime), true
}

// parseRef reads "AB12": the column from 0 and the line from 1.
func parseRef(s string) (col, line int, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z'; i++ {
		if col = col*26 + int(s[i]-'A') + 1; col > maxColumn {
			return 0, 0, false
		}
	}
	line, err := strconv.Atoi(s[i:])
	return col - 1, line, err == nil && col > 0 && line > 0 && line <= maxLine
}

func parseArea(s string) (a area, ok bool) {
	from, to, _ := strings.Cut(s, ":")
	if to == "" {
		to = from
	}
	left, top, ok1 := parseRef(from)
	right, bottom, ok2 := parseRef(to)
	return area{top, bottom, left, right}, ok1 && ok2 && top <= bottom && left <= right
}

// fillMerged repeats the value of a merged area in its other cells, as far as
// the sheet has rows and columns with something in them.
func (ws *worksheet) fillMerged() error {
	width := 0
	for _, r := range ws.sheet.Rows {
		width = max(width, len(r.Cells))
	}
	rows := ws.sheet.Rows
	for _, a := range ws.merge {
		first, ok := slices.BinarySearchFunc(rows, a.top, func(r Row, line int) int { return r.Line - line })
		if !ok || rows[first].At(a.left) == "" {
			continue
		}
		c := rows[first].Cells[a.left]
		c.Merged = true
		right := min(a.right, max(width-1, a.left))
		for i := first; i < len(rows) && rows[i].Line <= a.bottom; i++ {
			from := a.left
			if i == first { // the cell itself
				from++
			}
			if err := ws.repeat(&rows[i], c, from, right); err != nil {
				return err
			}
		}
	}
	return nil
}

// repeat puts c into the columns from to right of r.
func (ws *worksheet) repeat(r *Row, c Cell, from, right int) error {
	for col := from; col <= right; col++ {
		if ws.cells++; ws.cells > ws.lim.Cells {
			return fault.New(fault.TooLarge, "sheet.cells", ws.lim.Cells)
		}
		for len(r.Cells) <= col {
			r.Cells = append(r.Cells, Cell{})
		}
		r.Cells[col] = c
	}
	return nil
}

func validDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
