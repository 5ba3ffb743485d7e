package publish

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// A reading is what a file has.
type reading struct {
	rows   []sheet.Record
	unread []fault.Row // lines that cannot be read, which does not keep the others from being looked at
	doubts []fault.Row // what is left out of a table
}

// read reads the file in either form.
func (in Source) read() (out reading, err error) {
	in.File = bytes.TrimPrefix(in.File, []byte("\uFEFF"))
	if strings.EqualFold(path.Ext(in.Name), ".jsonl") || bytes.HasPrefix(bytes.TrimSpace(in.File), []byte("{")) {
		return in.lines()
	}
	out.rows, out.doubts, err = sheet.Records(in.Name, in.File, BatchColumns)
	return out, err
}

// lines reads JSONL: one object a line, every value a string.
func (in Source) lines() (out reading, err error) {
	n := 0
	for line := range bytes.Lines(in.File) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		cells := map[string]string{}
		if json.Unmarshal(line, &cells) != nil {
			out.unread = append(out.unread, fault.Row{File: in.Name, Line: n, Text: fault.T("publish.bad_json")})
			continue
		}
		for key := range cells {
			if !slices.ContainsFunc(BatchColumns, func(c sheet.Column) bool { return c.Key == key }) {
				out.unread = append(out.unread, fault.Row{File: in.Name, Line: n, Column: key, Text: fault.T("publish.bad_key")})
			}
		}
		out.rows = append(out.rows, sheet.Record{Line: n, Cells: cells})
	}
	if len(out.rows) == 0 && len(out.unread) == 0 {
		return out, fault.Field("file", "sheet.no_rows")
	}
	return out, nil
}

// inOrder joins faults in the order of their lines, as many as one run tells.
func inOrder(a, b []fault.Row) []fault.Row {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y fault.Row) int { return x.Line - y.Line })
	return all[:min(len(all), maxRows)]
}
