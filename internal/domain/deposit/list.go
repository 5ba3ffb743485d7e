package deposit

import (
	_ "embed"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// The columns of the list of the city by the names that they have, and what cells say for a state.
var (
	//go:embed list.tsv
	listFile string
	//go:embed list_words.tsv
	listWords string
)

// ListColumns are the columns of the list of the city, in the order of the page about them.
var ListColumns = sheet.Columns(listFile)

var listCodes = sheet.Words(listWords)

// accepts are the standings of ours that a state of theirs means: a list that only tells what is in
// force from what is not says 有效 of a document that was amended.
var accepts = map[string][]policy.Standing{
	"valid": {policy.Valid, policy.Amended}, "amended": {policy.Amended}, "pending": {policy.Pending}, "suspended": {policy.Suspended},
	"lapsed": {policy.Lapsed}, "repealed": {policy.Repealed}, "over": {policy.Lapsed, policy.Repealed},
}

// A theirs is a row of the list of the city.
type theirs struct {
	Record
	has            map[string]bool // columns that the list has
	issued, starts calendar.Day    // "" where the cell is empty or cannot be read
	standing       string          // a key of accepts
	bad            []fault.Row
}

// readList reads the list of the city. A cell that cannot be read stays as it is, and differs; it is told with its
// sheet, row and column. No row is left out, but for those with nothing in them.
//
// Errors: Invalid about a file without the columns, or without rows.
func readList(name string, data []byte) (out []theirs, doubts []fault.Row, err error) {
	book, err := sheet.Read(name, data, sheet.Limits{Size: len(data)})
	if err != nil {
		return nil, nil, inFile(err)
	}
	var problems error
	for _, sh := range book.Sheets {
		if sh.Hidden || len(sh.Rows) == 0 {
			continue
		}
		title := sh.Name
		if title == "" {
			title = path.Base(name)
		}
		rows, unread, err := sh.Records(title, ListColumns)
		if err != nil {
			problems = err
			continue
		}
		doubts = append(doubts, unread...)
		for _, r := range rows {
			if t := rowOf(title, r); t != nil {
				out = append(out, *t)
				doubts = append(doubts, t.bad...)
			}
		}
	}
	switch {
	case len(out) == 0 && problems != nil:
		return nil, nil, problems
	case len(out) == 0:
		return nil, nil, fault.Field("file", "sheet.no_rows")
	case problems != nil: // of a sheet that is no list, such as one of explanations
		doubts = append(doubts, fault.As(problems).Rows...)
	}
	return out, doubts, nil
}

// inFile is a fault of the whole file as one about its field.
func inFile(err error) error {
	e := fault.As(err)
	if e.Kind != fault.Invalid && e.Kind != fault.TooLarge || len(e.Rows) > 0 || len(e.Fields) > 0 {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": e.Text}, Err: err}
}

// rowOf reads one row; nil has nothing in it.
func rowOf(sheetName string, r sheet.Record) *theirs {
	t := &theirs{has: map[string]bool{}}
	t.Sheet, t.Row = sheetName, r.Line
	empty := true
	for _, c := range ListColumns {
		text, has := r.Cells[c.Key]
		text = strings.TrimSpace(text)
		t.has[c.Key] = has
		empty = empty && text == ""
		*t.field(c.Key) = text
	}
	if empty {
		return nil
	}
	if t.Title == "" {
		t.fail("title", "deposit.no_title")
	}
	t.issued, t.starts = t.day("issued"), t.day("starts")
	if word := t.Standing; word != "" {
		code, known := listCodes["standing"][strings.Trim(fold(word), "()")]
		if t.standing = code; !known {
			t.fail("standing", "deposit.bad_state", word)
		}
	}
	return t
}

// fail tells what is wrong with a cell.
func (t *theirs) fail(key, text string, args ...any) {
	row := fault.Row{File: t.Sheet, Line: t.Row, Text: fault.T(text, args...)}
	for _, c := range ListColumns {
		if c.Key == key {
			row.Column = c.Names[0]
		}
	}
	t.bad = append(t.bad, row)
}

// day reads a date in any form that tables have, and puts it as all dates stand.
func (t *theirs) day(key string) calendar.Day {
	cell := t.field(key)
	if *cell == "" {
		return ""
	}
	text, _, _ := strings.Cut(*cell, " ") // of a moment, the day
	d, ok := sheet.Day(text)
	if !ok {
		if d, ok = sheet.Day(*cell); !ok {
			t.fail(key, "deposit.bad_day")
			return ""
		}
	}
	*cell = d
	return calendar.Day(d)
}
