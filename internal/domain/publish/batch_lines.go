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

// rows reads the file in either form; unread are the lines that cannot be read, which
// does not keep the others from being looked at.
func (in Source) rows() (rows []sheet.Record, unread []fault.Row, err error) {
	in.File = bytes.TrimPrefix(in.File, []byte("\uFEFF"))
	if strings.EqualFold(path.Ext(in.Name), ".jsonl") || bytes.HasPrefix(bytes.TrimSpace(in.File), []byte("{")) {
		return in.lines()
	}
	rows, err = sheet.Records(in.Name, in.File, BatchColumns)
	return rows, nil, err
}

// lines reads JSONL: one object a line, every value a string.
func (in Source) lines() (rows []sheet.Record, unread []fault.Row, err error) {
	n := 0
	for line := range bytes.Lines(in.File) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		cells := map[string]string{}
		if json.Unmarshal(line, &cells) != nil {
			unread = append(unread, fault.Row{File: in.Name, Line: n, Text: fault.T("publish.bad_json")})
			continue
		}
		for key := range cells {
			if !slices.ContainsFunc(BatchColumns, func(c sheet.Column) bool { return c.Key == key }) {
				unread = append(unread, fault.Row{File: in.Name, Line: n, Column: key, Text: fault.T("publish.bad_key")})
			}
		}
		rows = append(rows, sheet.Record{Line: n, Cells: cells})
	}
	if len(rows) == 0 && len(unread) == 0 {
		return nil, nil, fault.Field("file", "sheet.no_rows")
	}
	return rows, unread, nil
}

// inOrder joins faults in the order of their lines, as many as one run tells.
func inOrder(a, b []fault.Row) []fault.Row {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y fault.Row) int { return x.Line - y.Line })
	return all[:min(len(all), maxRows)]
}
