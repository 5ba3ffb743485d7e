package sheet

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Columns reads columns from a table of three: key, whether it is required, and its
// names with semicolons between. The first line has the heads.
func Columns(tsv string) (out []Column) {
	for i, line := range strings.Split(strings.TrimSpace(tsv), "\n") {
		if f := strings.Split(line, "\t"); i > 0 {
			out = append(out, Column{Key: f[0], Required: f[1] != "", Names: strings.Split(f[2], ";")})
		}
	}
	return out
}

// A Record is a row below the header, by the keys of its columns.
type Record struct {
	Line  int
	Cells map[string]string
}

// Records reads the first sheet of an XLSX or CSV file that is not hidden or empty.
// unread are the heads of columns with something below them that bear none of the names.
//
// Errors: Invalid with the columns that are missing; about the field file when it has no rows.
func Records(name string, data []byte, columns []Column) (rows []Record, unread []fault.Row, err error) {
	book, err := Read(name, data, Limits{Size: len(data)})
	if err != nil {
		return nil, nil, err
	}
	for _, sh := range book.Sheets {
		if sh.Hidden || len(sh.Rows) == 0 {
			continue
		}
		return sh.Records(name, columns)
	}
	return nil, nil, fault.Field("file", "sheet.no_rows")
}

// Records reads the rows of a sheet; see [Records]. file is what messages call it.
func (s Sheet) Records(file string, columns []Column) (rows []Record, unread []fault.Row, err error) {
	table, problems := Find(s, columns)
	if len(problems) > 0 {
		return nil, nil, fault.Rows(problems)
	}
	out := make([]Record, len(table.Body))
	for i, b := range table.Body {
		out[i] = Record{b.Line, map[string]string{}}
		for key, at := range table.Index {
			out[i].Cells[key] = b.At(at)
		}
	}
	return out, table.unread(file), nil
}

// Words reads what cells say for a code, by column, from a table of three: column, code, and
// its words with semicolons between. A code stands for itself.
func Words(tsv string) map[string]map[string]string {
	out := map[string]map[string]string{}
	for line := range strings.Lines(tsv) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if out[f[0]] == nil {
			out[f[0]] = map[string]string{}
		}
		out[f[0]][f[1]] = f[1]
		for word := range strings.SplitSeq(f[2], ";") {
			out[f[0]][word] = f[1]
		}
	}
	return out
}
