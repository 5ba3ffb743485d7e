package account

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/law"
)

// A finder finds the numbers of a report in the tables of a file, one after another.
type finder struct {
	r     *Report
	from  map[Place]int  // in which table of the file the number of a place stands
	homed map[Table]bool // tables that stand below the heading of their section
	grid  int            // the table that is read
	code  string         // of the section that it stands in
	above *layout        // of the table 3 that goes on in the next table, on the next page
}

// A layout says which columns of a table the columns of the form are.
type layout struct {
	columns []int
	wide    int // up to the last of them
}

// table takes the numbers of a table of the report, whichever it is.
func (f *finder) table(grid [][]string, code string) {
	f.grid++
	f.code = code
	form := f.r.Form
	rows := form.rowsIn(grid)
	switch {
	case form.head(grid, law.ReportEnd) >= 0:
		f.remedies(grid)
		f.above = nil
	case form.head(grid, law.ReportApplicant) < 0 && f.above != nil && rows > 0:
		f.requests(grid, f.above.below(grid))
	case form.head(grid, law.ReportApplicant) >= 0 || rows >= shortest:
		f.above = form.layoutOf(grid)
		f.requests(grid, f.above.columns)
	default:
		f.disclosed(grid)
		f.above = nil
	}
}

// rowsIn is how many rows of table 3 a table has.
func (f *Form) rowsIn(grid [][]string) int {
	labels, rows := f.Of(law.ReportRow), map[string]bool{}
	for _, row := range grid {
		if code := f.labelOf(labels, row); code != "" {
			rows[code] = true
		}
	}
	return len(rows)
}

// head is the last row of a table that names columns of the form, by at least four of them;
// -1 if none does.
func (f *Form) head(grid [][]string, columns law.ReportPart) int {
	labels := f.Of(columns)
	for i, row := range slices.Backward(grid) {
		found := map[string]bool{}
		for _, text := range row {
			for _, l := range labels {
				if f.headed(text, l.Label) {
					found[l.Code] = true
				}
			}
		}
		if len(found) >= shortest {
			return i
		}
	}
	return -1
}

// requests reads rows of table 3: what stands left of the numbers names each.
func (f *finder) requests(grid [][]string, columns []int) {
	labels, kinds := f.r.Form.Of(law.ReportRow), f.r.Form.Of(law.ReportApplicant)
	for _, row := range grid[f.r.Form.head(grid, law.ReportApplicant)+1:] {
		code := f.r.Form.labelOf(labels, row[:max(0, min(len(row), columns[0]))])
		if code == "" {
			continue
		}
		for i, k := range kinds {
			if columns[i] < len(row) {
				f.take(Place{Requests, code, k.Code}, row[columns[i]])
			}
		}
	}
}

// layoutOf finds each column of table 3 by what stands above it, from left to right. Where
// that is unclear, they are the last seven.
func (f *Form) layoutOf(grid [][]string) *layout {
	columns, rows := f.Of(law.ReportApplicant), f.Of(law.ReportRow)
	first := f.head(grid, law.ReportApplicant) + 1
	l, from := &layout{columns: make([]int, len(columns))}, 0
	for i, c := range columns {
		l.columns[i] = -1
		for _, col := range f.columns(grid[:first], c.Label) {
			if col >= from && l.columns[i] < 0 {
				l.columns[i], from = col, col+1
			}
		}
	}
	if slices.Contains(l.columns, -1) {
		wide := 0
		for _, row := range grid[first:] {
			if f.labelOf(rows, row) != "" {
				wide = max(wide, filled(row))
			}
		}
		for i := range l.columns {
			l.columns[i] = max(0, wide-len(columns)+i)
		}
	}
	l.wide = l.columns[len(columns)-1] + 1
	return l
}

// below are the columns in a table that goes on without a head. What stood on the left over
// many rows may be missing there.
func (l *layout) below(grid [][]string) []int {
	out := slices.Clone(l.columns)
	if lost := l.wide - widest(grid); lost > 0 {
		for i := range out {
			out[i] = max(0, out[i]-lost)
		}
	}
	return out
}

// widest is how many cells the longest row has.
func widest(grid [][]string) (n int) {
	for _, row := range grid {
		n = max(n, len(row))
	}
	return n
}

// filled is how many cells of a row there are up to the last that is not empty.
func filled(row []string) int {
	for i, text := range slices.Backward(row) {
		if strings.TrimSpace(text) != "" {
			return i + 1
		}
	}
	return 0
}

// headed reports whether a cell names a column, alone or below what stands over it, with
// what the form says in brackets (a unit) or without.
func (f *Form) headed(text, label string) bool {
	if i := strings.LastIndex(text, "－"); i >= 0 && f.headed(text[i+len("－"):], label) { // of several rows of a head that were joined
		return true
	}
	got := bare(text)
	short, _, more := strings.Cut(label, "（")
	return got == string(f.words[label]) || more && got == bare(short)
}

// remedies reads table 4, which may stand there as one for each path: the last row below its
// heads that has a number, or anything.
func (f *finder) remedies(grid [][]string) {
	form, head := f.r.Form, f.r.Form.head(grid, law.ReportEnd)
	paths, ends := form.Of(law.ReportPath), form.Of(law.ReportEnd)
	var starts []int // of the columns of a path, by the head of which there are most
	for j, e := range ends {
		if columns := form.columns(grid[:head+1], e.Label); len(columns) > len(starts) && columns[0] >= j {
			starts = columns
			for i := range starts {
				starts[i] -= j
			}
		}
	}
	if len(starts) < len(paths) {
		paths = slices.DeleteFunc(paths, func(p law.ReportLabel) bool { return !form.spoken(grid, p.Label) })
	}
	if len(paths) == 0 { // a table of one path may have its name above it
		paths = form.Of(law.ReportPath)
	}
	paths = paths[:min(len(paths), len(starts))]
	row := numbered(grid[head+1:])
	for i, p := range paths {
		for j, e := range ends {
			if col := starts[i] + j; col < len(row) {
				f.take(Place{Remedies, p.Code, e.Code}, row[col])
			}
		}
	}
}

// columns are those that a label stands above, from left to right.
func (f *Form) columns(head [][]string, label string) (out []int) {
	for col := range widest(head) {
		if slices.ContainsFunc(head, func(row []string) bool { return col < len(row) && f.headed(row[col], label) }) {
			out = append(out, col)
		}
	}
	return out
}

// numbered is the last row with a number, or else the last that is not empty.
func numbered(grid [][]string) (out []string) {
	for _, row := range slices.Backward(grid) {
		switch {
		case slices.ContainsFunc(row, func(s string) bool { return valueOf(s).Known }):
			return row
		case out == nil && filled(row) > 0:
			out = row
		}
	}
	return out
}

// spoken reports whether a label stands in a table.
func (f *Form) spoken(grid [][]string, label string) bool {
	word := string(f.words[label])
	return slices.ContainsFunc(grid, func(row []string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return strings.Contains(bare(s), word) })
	})
}

// disclosed reads a part of table 2: lines below a head that names the columns.
func (f *finder) disclosed(grid [][]string) {
	form := f.r.Form
	lines, heads := form.Of(law.ReportLine), form.Of(law.ReportHead)
	var above []string
	for _, row := range grid {
		if slices.ContainsFunc(row, func(s string) bool {
			return slices.ContainsFunc(heads, func(h law.ReportLabel) bool { return form.headed(s, h.Label) })
		}) {
			above = row
			continue
		}
		if len(row) == 0 || above == nil {
			continue
		}
		code := form.labelOf(lines, row[:1])
		i := slices.IndexFunc(lines, func(l law.ReportLabel) bool { return l.Code == code })
		if i < 0 {
			continue
		}
		for _, h := range heads {
			if h.Group != lines[i].Group {
				continue
			}
			if col := slices.IndexFunc(above, func(s string) bool { return form.headed(s, h.Label) }); col >= 0 && col < len(row) {
				f.take(Place{Disclosed, lines[i].Code, h.Code}, row[col])
			}
		}
	}
}

// take keeps what stands at a place. A table may stand there twice: then the one below the
// heading of its section counts, since the other may be of another year; and if both are
// there, or none, and differ, nobody can say which is meant.
func (f *finder) take(p Place, text string) {
	r, v := f.r, p.valueOf(text)
	home := f.code == string(p.Table)
	switch {
	case home && !f.homed[p.Table]:
		f.homed[p.Table] = true
		r.Twice = slices.DeleteFunc(r.Twice, func(t Table) bool { return t == p.Table })
		for q := range r.Values {
			if q.Table == p.Table {
				delete(r.Values, q)
			}
		}
	case !home && f.homed[p.Table]:
		return
	}
	old, has := r.Values[p]
	switch {
	case !has || old.Blank() && !v.Blank():
		r.Values[p], f.from[p] = v, f.grid
	case f.from[p] != f.grid && !v.Blank() && (v.Number != old.Number || v.Known != old.Known) && !slices.Contains(r.Twice, p.Table):
		r.Twice = append(r.Twice, p.Table)
	}
	if !r.Has(p.Table) {
		r.Found = append(r.Found, p.Table)
	}
}
