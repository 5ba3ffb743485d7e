// Package sheet reads and writes tables that people keep in files: XLSX, and
// CSV in UTF-8 or GB18030.
//
// Read takes files as they come from offices and from strangers. It inflates no
// more than its limits allow, runs no formula, follows no link, and says in the
// reader's words what is wrong with a file it cannot take.
package sheet

import (
	"bytes"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Kind is what a cell holds.
type Kind string

// The kinds of cell. Every cell of a CSV file is Text or Empty.
const (
	Empty  Kind = ""
	Text   Kind = "text"
	Number Kind = "number" // Text is decimal, with no grouping
	Date   Kind = "date"   // Text is 2006-01-02, 2006-01-02 15:04:05 or 15:04:05
	Bool   Kind = "bool"   // Text is TRUE or FALSE
	Bad    Kind = "bad"    // a formula that failed; Text is what the program showed, such as #REF!
)

// A Book is a file of tables.
type Book struct {
	Encoding string // of a CSV file: utf-8, utf-16 or gb18030
	Sheets   []Sheet
	Warnings []fault.Row // what was read and may be wrong; File is the sheet, Column its letters
}

// A Sheet is one table. Rows with nothing in them are left out.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   []Row
	Margin []string // the headers and footers of the printed pages
	Plain  bool     // to be written without a head of its own
	Spans  []Span   // to be written: cells that cover others, which have to be there and empty

	hidden []area // columns that are not shown
}

// A Span is a cell that covers others: counted from 0, and how many columns and rows; 0 is 1.
type Span struct{ Row, Column, Across, Down int }

// HiddenColumn reports whether the column at index i is not shown.
func (s Sheet) HiddenColumn(i int) bool {
	for _, a := range s.hidden {
		if i >= a.left && i <= a.right {
			return true
		}
	}
	return false
}

// A Row is one line of a table.
type Row struct {
	Line   int // as the program counts it, from 1
	Hidden bool
	Cells  []Cell
}

// A Cell is one value.
type Cell struct {
	Text    string // trimmed; lines end in \n
	Kind    Kind
	Merged  bool // the value stands in another cell of the same merged area
	Formula bool // the value is what the program computed last
	Hidden  bool // its column is not shown, or its format shows nothing
}

// At returns the text of the cell at index i, or "" past the end.
func (r Row) At(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i].Text
}

// Letters names a column as programs do: 0 is A, 26 is AA.
func Letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// Limits bound a file; a zero field is the default in brackets.
type Limits struct {
	Size     int   // bytes of the file [20 MiB]
	Inflated int64 // bytes of all parts read [128 MiB]
	Entries  int   // parts of the file [2,000]
	Sheets   int   // [100]
	Rows     int   // line number of the last row [100,000]
	Columns  int   // [256]
	Cells    int   // of the whole book [2,000,000]
	Runes    int   // characters of one cell [32,767, as of the programs]
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		to *int
		is int
	}{{&l.Size, 20 << 20}, {&l.Entries, 2_000}, {&l.Sheets, 100}, {&l.Rows, 100_000}, {&l.Columns, 256}, {&l.Cells, 2_000_000}, {&l.Runes, 32_767}} {
		if *f.to == 0 {
			*f.to = f.is
		}
	}
	if l.Inflated == 0 {
		l.Inflated = 128 << 20
	}
	return l
}

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	// encrypted is a name in the directory of a workbook with a password, in UTF-16.
	encrypted = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// Read reads a file. What it is follows from its content; the name only gives
// the name of the one sheet of a CSV file.
func Read(name string, data []byte, lim Limits) (*Book, error) {
	lim = lim.withDefaults()
	switch {
	case len(data) > lim.Size:
		return nil, fault.New(fault.TooLarge, "sheet.too_large", lim.Size>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fault.New(fault.Invalid, "sheet.empty")
	case bytes.HasPrefix(data, oleMagic) && bytes.Contains(data, encrypted):
		return nil, fault.New(fault.Invalid, "sheet.encrypted")
	case bytes.HasPrefix(data, oleMagic):
		return nil, fault.New(fault.Invalid, "sheet.old_excel")
	case bytes.HasPrefix(data, zipMagic):
		return readXLSX(data, lim)
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	return readCSV(strings.TrimSuffix(name, path.Ext(name)), data, lim)
}

// A counter holds a book being read to its limits.
type counter struct {
	lim   Limits
	cells int
}

func (c *counter) row(line int) error {
	if line > c.lim.Rows {
		return fault.New(fault.TooLarge, "sheet.rows", c.lim.Rows)
	}
	return nil
}

func (c *counter) cell(line, col int, text string) error {
	c.cells++
	switch {
	case col >= c.lim.Columns:
		return fault.New(fault.TooLarge, "sheet.columns", line, c.lim.Columns)
	case c.cells > c.lim.Cells:
		return fault.New(fault.TooLarge, "sheet.cells", c.lim.Cells)
	case len(text) > c.lim.Runes && utf8.RuneCountInString(text) > c.lim.Runes:
		return fault.New(fault.TooLarge, "sheet.cell", Letters(col)+strconv.Itoa(line), c.lim.Runes)
	}
	return nil
}

// maxWarnings keeps a sheet of formulas from burying everything else.
const maxWarnings = 200

func (b *Book) warn(sheet string, line, col int, key string, args ...any) {
	if len(b.Warnings) < maxWarnings {
		b.Warnings = append(b.Warnings, fault.Row{File: sheet, Line: line, Column: Letters(col), Text: fault.T(key, args...)})
	}
}

// clean trims a value and takes out what no one can see.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(norm.NFC.String(s))
}
