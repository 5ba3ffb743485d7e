package calendar

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Kind is what a notice makes of a day.
type Kind string

// The kinds.
const (
	Holiday Kind = "holiday" // a day inside an announced holiday, a weekend day too
	Workday Kind = "workday" // a Saturday or Sunday that is worked in exchange
)

// An Exception is a day of which a notice of the State Council says that it is
// off, or that it is worked.
type Exception struct {
	Day    Day    `json:"date"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"`   // of the festival, as the notice has it
	Notice string `json:"source"` // number of the notice, such as 国办发明电〔2025〕7号
}

// Notices are of the years from the first of the Republic to a far one: a
// slip of the pen in a year is an error and not a table of a million days.
const firstYear, lastYear = 1949, 2199

// check returns the column at fault and what is wrong with it; "" if all is well.
func (e Exception) check() (string, fault.Text) {
	switch y := e.Day.Year(); {
	case y < firstYear, y > lastYear:
		return "date", fault.T("calendar.bad_date", string(e.Day))
	case e.Kind != Holiday && e.Kind != Workday:
		return "kind", fault.T("calendar.bad_kind", string(e.Kind))
	case e.Kind == Workday && e.Day.Weekday() != time.Saturday && e.Day.Weekday() != time.Sunday:
		return "kind", fault.T("calendar.not_weekend", string(e.Day))
	case e.Name == "":
		return "name", fault.T("calendar.no_name")
	case notice(e.Notice) == noNotice:
		return "source", fault.T("calendar.bad_notice", e.Notice)
	}
	return "", fault.Text{}
}

// number orders notices: the year in brackets, then the serial number.
type number struct{ year, serial int }

var noNotice number

// notice reads the two figures of a number such as 国办发明电〔2025〕7号; noNotice if it has not both.
func notice(s string) number {
	var figures []int
	for run := range strings.FieldsFuncSeq(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(run) > 6 {
			return noNotice
		}
		n := 0
		for _, c := range run {
			n = 10*n + int(c-'0')
		}
		figures = append(figures, n)
	}
	if len(figures) != 2 || figures[0] < firstYear || figures[0] > lastYear || figures[1] == 0 {
		return noNotice
	}
	return number{figures[0], figures[1]}
}

// SameNotice reports whether two numbers name one notice, however their brackets are written.
func SameNotice(a, b string) bool { return notice(a) == notice(b) }

// later reports whether e rests on a later notice than f, which it then replaces.
func (e Exception) later(f Exception) bool {
	a, b := notice(e.Notice), notice(f.Notice)
	return cmp.Or(cmp.Compare(a.year, b.year), cmp.Compare(a.serial, b.serial)) > 0
}

// columns are the names in the first line of a file of exceptions.
var columns = []string{"date", "kind", "name", "source"}

// ReadCSV reads a file with the columns date, kind, name, source and one
// exception a line; law/format.md says what may stand in them. A byte order mark
// and CRLF line ends are fine. Where two lines speak of one day, the one with the
// later notice holds.
//
// Errors: Invalid with every row at fault and its line. They are a line that is
// not CSV or not UTF-8, a bad date, an unknown kind, a make-up day that is no
// weekend day, a missing name or number, a day given twice, and a line that
// contradicts an earlier one without a later notice.
func ReadCSV(r io.Reader) ([]Exception, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, fault.Rows([]fault.Row{{Text: fault.T("calendar.not_utf8")}})
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	in.TrimLeadingSpace = true
	if head, err := in.Read(); err != nil || !slices.Equal(trim(head), columns) {
		return nil, fault.Rows([]fault.Row{{Line: 1, Text: fault.T("calendar.bad_head", strings.Join(columns, ","))}})
	}
	t := table{line: map[Day]int{}, at: map[Day]Exception{}}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			t.rows = append(t.rows, fault.Row{Line: bad.Line, Text: fault.T("calendar.bad_line")})
			break
		}
		line, _ := in.FieldPos(0)
		t.add(line, trim(record))
	}
	if err := fault.Rows(t.rows); err != nil {
		return nil, err
	}
	return t.sorted(), nil
}

// A table collects the lines of a file.
type table struct {
	line map[Day]int
	at   map[Day]Exception
	rows []fault.Row
}

func (t *table) add(line int, record []string) {
	if len(record) != len(columns) {
		t.rows = append(t.rows, fault.Row{Line: line, Text: fault.T("calendar.bad_line")})
		return
	}
	e := Exception{Day(record[0]), Kind(record[1]), record[2], record[3]}
	if column, text := e.check(); column != "" {
		t.rows = append(t.rows, fault.Row{Line: line, Column: column, Text: text})
		return
	}
	old, twice := t.at[e.Day]
	switch {
	case !twice || e.later(old):
		t.at[e.Day], t.line[e.Day] = e, line
	case e.Kind == old.Kind:
		t.rows = append(t.rows, fault.Row{Line: line, Column: "date", Text: fault.T("calendar.twice", string(e.Day), t.line[e.Day])})
	default:
		t.rows = append(t.rows, fault.Row{Line: line, Column: "kind", Text: fault.T("calendar.contradicts", string(e.Day), t.line[e.Day], old.Notice)})
	}
}

func (t *table) sorted() []Exception {
	out := make([]Exception, 0, len(t.at))
	for _, e := range t.at {
		out = append(out, e)
	}
	slices.SortFunc(out, byDay)
	return out
}

func byDay(a, b Exception) int { return cmp.Compare(a.Day, b.Day) }

func trim(record []string) []string {
	for i, s := range record {
		record[i] = strings.TrimSpace(s)
	}
	return record
}
