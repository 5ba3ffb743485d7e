package sheet

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Column is one that an import looks for. Its names are data of the caller,
// the one for messages first.
type Column struct {
	Key      string
	Names    []string
	Required bool
}

// An Index says in which column of a table each Key stands.
type Index map[string]int

// Map finds the columns by their names in a header. Spaces, line breaks, width
// of letters, a mark of duty (*) and a note in brackets make no difference. A
// name of two rows (see Join) may be given whole, or by its lower part. The
// problems are required columns that are missing and names that stand twice.
func Map(header Row, columns []Column) (Index, []fault.Row) {
	index := Index{}
	var problems []fault.Row
	for _, c := range columns {
		at := find(header, c.Names)
		switch {
		case len(at) == 0 && c.Required:
			problems = append(problems, fault.Row{Line: header.Line, Column: c.Names[0], Text: fault.T("sheet.no_column", strings.Join(c.Names, " / "))})
		case len(at) > 1:
			problems = append(problems, fault.Row{Line: header.Line, Column: c.Names[0], Text: fault.T("sheet.two_columns", Letters(at[0]), Letters(at[1]))})
		case len(at) == 1:
			index[c.Key] = at[0]
		}
	}
	return index, problems
}

// readings are the ways to take a header, the strictest first.
var readings = []func(string) string{
	func(s string) string { return s },
	noNote,
	func(s string) string { return s[strings.LastIndex(s, "/")+1:] },
	func(s string) string { return noNote(s[strings.LastIndex(s, "/")+1:]) },
}

// find returns the columns of the header that bear one of the names, by the
// strictest reading that finds any.
func find(header Row, names []string) []int {
	want := make([]string, len(names))
	for i, n := range names {
		want[i] = fold(n)
	}
	for _, read := range readings {
		var at []int
		for i, c := range header.Cells {
			// a header merged over several columns is the first of them
			if c.Merged && i > 0 && header.Cells[i-1].Text == c.Text {
				continue
			}
			if s := read(fold(c.Text)); s != "" && slices.Contains(want, s) {
				at = append(at, i)
			}
		}
		if len(at) > 0 {
			return at
		}
	}
	return nil
}

// fold is a name without what readers do not see as part of it.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.C) || r == '*' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// noNote is s without the bracket at its end.
func noNote(s string) string {
	if i := strings.LastIndex(s, "("); i > 0 && strings.HasSuffix(s, ")") {
		return s[:i]
	}
	return s
}

// Join makes one header of two rows, as tables with groups of columns have
// them: "upper/lower", or one of them where the other is empty or the same.
func Join(upper, lower Row) Row {
	out := Row{Line: lower.Line}
	for i := range max(len(upper.Cells), len(lower.Cells)) {
		u, l := upper.At(i), lower.At(i)
		text := u + "/" + l
		if u == "" || l == "" || u == l {
			text = u
			if u == "" {
				text = l
			}
		}
		out.Cells = append(out.Cells, Cell{Text: text, Kind: Text})
	}
	return out
}

// headerRows is how far down a header is looked for, below titles and notes.
const headerRows = 12

// A Table is a sheet whose columns are known.
type Table struct {
	Header Row
	Index  Index
	Body   []Row // below the header
}

// unread names the columns of the header that stand for none of those that are read,
// and are not empty, for a message about the file.
func (t Table) unread(file string) (out []fault.Row) {
	read := map[int]bool{}
	for _, at := range t.Index {
		read[at] = true
	}
	for i, c := range t.Header.Cells {
		if text := strings.TrimSpace(c.Text); text != "" && !c.Merged && !read[i] && slices.ContainsFunc(t.Body, func(r Row) bool { return strings.TrimSpace(r.At(i)) != "" }) {
			out = append(out, fault.Row{File: file, Line: t.Header.Line, Column: text, Text: fault.T("sheet.unread_column")})
		}
	}
	return out
}

// Find looks for the header that names the most columns, in one row or in two,
// and returns what stands below it.
func Find(s Sheet, columns []Column) (Table, []fault.Row) {
	best, found := Table{Index: Index{}}, false
	var problems []fault.Row
	try := func(h Row, below int) {
		if index, bad := Map(h, columns); len(index) > len(best.Index) || !found {
			best, problems, found = Table{h, index, s.Rows[below:]}, bad, true
		}
	}
	for i := range min(len(s.Rows), headerRows) {
		try(s.Rows[i], i+1)
		if i+1 < len(s.Rows) && slices.ContainsFunc(slices.Concat(s.Rows[i].Cells, s.Rows[i+1].Cells), func(c Cell) bool { return c.Merged }) {
			try(Join(s.Rows[i], s.Rows[i+1]), i+2)
		}
	}
	if !found {
		_, problems = Map(Row{}, columns)
	}
	for i := range problems {
		problems[i].File = s.Name
	}
	return best, problems
}

// Day reads a date as people write it in a cell: 2026-3-1, 2026/03/01,
// 2026.3.1, 20260301, or with the words for year, month and day. It returns
// the form 2006-01-02.
func Day(s string) (string, bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-/.", r) || unicode.Is(unicode.Han, r) || r == ' ' })
	if len(parts) != 3 || len(parts[0]) != 4 {
		return "", false
	}
	for i, p := range parts[1:] {
		if len(p) > 2 {
			return "", false
		}
		parts[i+1] = strings.Repeat("0", 2-len(p)) + p
	}
	day := strings.Join(parts, "-")
	return day, validDay(day)
}
