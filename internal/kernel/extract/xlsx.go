package extract

import (
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/sheet"
)

// sheetLimits take every workbook that a program can make and a machine can read.
var sheetLimits = sheet.Limits{
	Size: maxBytes, Inflated: limits.Inflated, Entries: limits.Entries, Sheets: 1000, Rows: 1 << 20, Columns: 1 << 14, Cells: 4_000_000,
}

// readXLSX makes a part of every sheet, with the hidden cells in one of their own.
func readXLSX(s *source) error {
	book, err := sheet.Read(s.name, s.data, sheetLimits)
	if err != nil {
		return err
	}
	for _, sh := range book.Sheets {
		s.sheet(sh)
	}
	return s.besides()
}

func (s *source) sheet(sh sheet.Sheet) {
	name := "sheet:" + sh.Name
	if sh.Hidden {
		s.trace(HiddenSheet, name, sh.Name)
	}
	var shown, hidden strings.Builder
	for _, row := range sh.Rows {
		s.row(name, sh, row, &shown, &hidden)
	}
	s.part(name, shown.String(), sh.Hidden)
	s.part(name+"#hidden", hidden.String(), true)
	s.part(name+"#margin", strings.Join(sh.Margin, "\n"), sh.Hidden)
}

// row writes the cells of a row, with a tab between, each where it belongs.
func (s *source) row(name string, sh sheet.Sheet, row sheet.Row, shown, hidden *strings.Builder) {
	var said [2]bool
	first := ""
	for col, c := range row.Cells {
		if c.Text == "" || c.Merged {
			continue
		}
		if first == "" {
			first = c.Text
		}
		to, i := shown, 0
		if row.Hidden || c.Hidden {
			to, i = hidden, 1
		}
		if said[i] {
			to.WriteByte('\t')
		}
		said[i] = true
		to.WriteString(c.Text)
		if c.Hidden && !row.Hidden && !sh.Hidden {
			s.hiddenCell(name, sh, col, c.Text)
		}
	}
	if said[0] {
		shown.WriteByte('\n')
	}
	if said[1] {
		hidden.WriteByte('\n')
	}
	if row.Hidden && first != "" && !sh.Hidden {
		s.trace(HiddenRow, name, strconv.Itoa(row.Line)+" "+first)
	}
}

func (s *source) hiddenCell(name string, sh sheet.Sheet, col int, text string) {
	kind := HiddenCell
	if sh.HiddenColumn(col) {
		kind = HiddenColumn
	}
	s.once(kind, name, sheet.Letters(col), text)
}

// once adds a trace unless the one before says the same of the same place.
func (s *source) once(kind, name, place, text string) {
	for i := len(s.file.Traces) - 1; i >= 0 && i > len(s.file.Traces)-20; i-- {
		if t := s.file.Traces[i]; t.Kind == kind && t.Part == s.at+name && strings.HasPrefix(t.Text, place+" ") {
			return
		}
	}
	s.trace(kind, name, place+" "+text)
}
