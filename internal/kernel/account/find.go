package account

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/kernel/law"
)

// bare is a label as people write it in many ways: without number, blanks and marks.
func bare(s string) string {
	s = lang().ordinal.ReplaceAllString(s, "")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, width.Fold.String(s))
}

// shortest is the length from which a label may be a part of what is written, or the
// other way round; typos is how many characters of one twice as long may be others.
const (
	shortest = 4
	typos    = 2
)

// like reports whether bare words are those of a label, or these with words left out
// at one end or added, or with two characters changed.
func like(label, got []rune) bool {
	short, long := label, got
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < shortest {
		return slices.Equal(short, long)
	}
	return slices.Equal(long[:len(short)], short) || slices.Equal(long[len(long)-len(short):], short) ||
		len(short) >= 2*shortest && len(long)-len(short) <= typos && apart(label, got) <= typos
}

// apart is how many characters have to be changed, added or taken away.
func apart(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		before := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := before
			if x != y {
				change++
			}
			before, row[j+1] = row[j+1], min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// labelOf is the code that a row of a table is labelled with: the one furthest to the
// right, since what stands over several rows is repeated on the left of each.
func (f *Form) labelOf(labels []law.ReportLabel, row []string) string {
	for _, same := range []func(a, b []rune) bool{slices.Equal[[]rune], like} {
		for _, text := range slices.Backward(row) {
			if text == "" || valueOf(text).Known {
				continue
			}
			got := []rune(bare(text))
			if i := slices.IndexFunc(labels, func(l law.ReportLabel) bool { return len(got) > 0 && same(f.words[l.Label], got) }); i >= 0 {
				return labels[i].Code
			}
		}
	}
	return ""
}

// table takes the numbers of a table of the report, whichever it is.
func (r *Report) table(grid [][]string) {
	labels, rows := r.Form.Of(law.ReportRow), map[string]bool{}
	for _, row := range grid {
		if code := r.Form.labelOf(labels, row); code != "" {
			rows[code] = true
		}
	}
	switch {
	case len(rows) >= shortest:
		r.requests(grid)
	case r.Form.spoken(grid, law.ReportPath) && r.Form.spoken(grid, law.ReportEnd):
		r.remedies(grid)
	default:
		r.disclosed(grid)
	}
}

// spoken reports whether the first label of a part stands in a table.
func (f *Form) spoken(grid [][]string, part law.ReportPart) bool {
	word := string(f.words[f.Of(part)[0].Label])
	return slices.ContainsFunc(grid, func(row []string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return strings.Contains(bare(s), word) })
	})
}

// requests reads table 3. Its columns are found by what stands above them; where that
// is unclear, they are the last seven.
func (r *Report) requests(grid [][]string) {
	labels, kinds := r.Form.Of(law.ReportRow), r.Form.Of(law.ReportApplicant)
	columns := r.Form.columnsOf(grid, labels, kinds)
	for _, row := range grid {
		code := r.Form.labelOf(labels, row[:min(len(row), columns[0])])
		if code == "" {
			continue
		}
		for i, k := range kinds {
			if columns[i] < len(row) {
				r.take(Place{Requests, code, k.Code}, row[columns[i]])
			}
		}
	}
}

// columnsOf is the index of each column: of the first that has its label above the
// first row, from left to right.
func (f *Form) columnsOf(grid [][]string, rows, columns []law.ReportLabel) []int {
	wide, first := 0, len(grid)
	for i, row := range grid {
		wide = max(wide, len(row))
		if i < first && f.labelOf(rows, row) != "" {
			first = i
		}
	}
	out, from := make([]int, len(columns)), 0
	for i, c := range columns {
		out[i] = -1
		for col := from; col < wide && out[i] < 0; col++ {
			for _, row := range grid[:first] {
				if col < len(row) && f.headed(row[col], c.Label) {
					out[i], from = col, col+1
				}
			}
		}
	}
	if slices.Contains(out, -1) {
		for i := range out {
			out[i] = max(0, wide-len(columns)+i)
		}
	}
	return out
}

// headed reports whether a cell names a column, alone or below what stands over it.
func (f *Form) headed(text, label string) bool {
	want := string(f.words[label])
	i := strings.LastIndex(text, "－") // of several rows of a head that were joined
	return bare(text) == want || i >= 0 && bare(text[i:]) == want
}

// remedies reads table 4: the row of its fifteen numbers.
func (r *Report) remedies(grid [][]string) {
	all := r.Form.Places(Remedies)
	for _, row := range slices.Backward(grid) {
		known := 0
		for _, text := range row {
			if v := valueOf(text); v.Known {
				known++
			}
		}
		if len(row) < len(all) || known == 0 {
			continue
		}
		for i, p := range all {
			r.take(p, row[len(row)-len(all)+i])
		}
		return
	}
}

// disclosed reads a part of table 2: lines below a head that names the columns.
func (r *Report) disclosed(grid [][]string) {
	lines, heads := r.Form.Of(law.ReportLine), r.Form.Of(law.ReportHead)
	var above []string
	for _, row := range grid {
		if slices.ContainsFunc(row, func(s string) bool {
			return slices.ContainsFunc(heads, func(h law.ReportLabel) bool { return r.Form.headed(s, h.Label) })
		}) {
			above = row
			continue
		}
		if len(row) == 0 || above == nil {
			continue
		}
		code := r.Form.labelOf(lines, row[:1])
		i := slices.IndexFunc(lines, func(l law.ReportLabel) bool { return l.Code == code })
		if i < 0 {
			continue
		}
		for _, h := range heads {
			if h.Group != lines[i].Group {
				continue
			}
			if col := slices.IndexFunc(above, func(s string) bool { return r.Form.headed(s, h.Label) }); col >= 0 && col < len(row) {
				r.take(Place{Disclosed, lines[i].Code, h.Code}, row[col])
			}
		}
	}
}

// take keeps the first value of a place.
func (r *Report) take(p Place, text string) {
	if _, ok := r.Values[p]; !ok {
		r.Values[p] = p.valueOf(text)
	}
	if !r.Has(p.Table) {
		r.Found = append(r.Found, p.Table)
	}
}
