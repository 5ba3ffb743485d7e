package account

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/law"
)

// A Square is a cell of a table as the form prints it. As in HTML, a row has only the
// squares that begin in it.
type Square struct {
	Text   string
	Across int // columns that it covers; 0 is 1
	Down   int // rows that it covers; 0 is 1
	Place  *Place
}

// A Grid is a table of the form: how many of its rows head it, and how many columns it has.
type Grid struct {
	Table Table
	Rows  [][]Square
	Head  int
	Wide  int
}

// label is the text of a label.
func (f *Form) label(part law.ReportPart, code string) string {
	for _, l := range f.labels {
		if l.Part == part && l.Code == code {
			return l.Label
		}
	}
	return ""
}

// Grid lays a table out with its merged heads. The squares of numbers have their place
// and no text.
func (f *Form) Grid(t Table) Grid {
	switch t {
	case Disclosed:
		return f.second()
	case Requests:
		return f.third()
	case Remedies:
	}
	return f.fourth()
}

// second is table 2: a block has its heading, a row of column heads and its lines. The
// last column of a block takes what is left of the width.
func (f *Form) second() Grid {
	g := Grid{Table: Disclosed}
	heads, lines := f.Of(law.ReportHead), f.Of(law.ReportLine)
	in := func(all []law.ReportLabel, block string) (out []law.ReportLabel) {
		for _, l := range all {
			if l.Group == block {
				out = append(out, l)
			}
		}
		return out
	}
	for _, b := range f.Of(law.ReportBlock) {
		g.Wide = max(g.Wide, 1+len(in(heads, b.Code)))
	}
	for _, b := range f.Of(law.ReportBlock) {
		own := in(heads, b.Code)
		rest := g.Wide - len(own)
		last := func(i int) int {
			if i == len(own)-1 {
				return rest
			}
			return 1
		}
		g.Rows = append(g.Rows, []Square{{Text: b.Label, Across: g.Wide}})
		row := []Square{{Text: f.label(law.ReportCorner, "content")}}
		for i, h := range own {
			row = append(row, Square{Text: h.Label, Across: last(i)})
		}
		g.Rows = append(g.Rows, row)
		for _, l := range in(lines, b.Code) {
			row := []Square{{Text: l.Label}}
			for i, h := range own {
				row = append(row, Square{Across: last(i), Place: &Place{Disclosed, l.Code, h.Code}})
			}
			g.Rows = append(g.Rows, row)
		}
	}
	return g
}

// labelWide is how many columns the labels of table 3 take.
const labelWide = 3

// third is table 3: three columns of labels, one for each depth, and the kinds of applicant.
func (f *Form) third() Grid {
	kinds := f.Of(law.ReportApplicant)
	g := Grid{Table: Requests, Head: 3, Wide: labelWide + len(kinds)}
	top, under := grouped(kinds, 2)
	g.Rows = [][]Square{
		{{Text: f.label(law.ReportCorner, "caption"), Across: labelWide, Down: g.Head}, {Text: f.label(law.ReportCorner, "applicants"), Across: len(kinds)}},
		top, under,
	}
	depth := map[string]int{"": 0}
	var begun []Square // titles whose first row is still to come
	for _, l := range f.labels {
		switch l.Part {
		case law.ReportTitle:
			depth[l.Code] = depth[l.Group] + 1
			begun = append(begun, Square{Text: l.Label, Down: len(f.Under(l.Code))})
		case law.ReportRow:
			row := append(begun, Square{Text: l.Label, Across: labelWide - depth[l.Group]})
			begun = nil
			for _, k := range kinds {
				row = append(row, Square{Place: &Place{Requests, l.Code, k.Code}})
			}
			g.Rows = append(g.Rows, row)
		case law.ReportForm, law.ReportSection, law.ReportCorner, law.ReportBlock, law.ReportHead, law.ReportLine, law.ReportApplicant, law.ReportEnd, law.ReportPath:
		}
	}
	return g
}

// grouped are two rows of heads: what stands over several columns, and these. What
// stands over none reaches down over both.
func grouped(labels []law.ReportLabel, down int) (top, under []Square) {
	for i, l := range labels {
		switch {
		case l.Group == "":
			top = append(top, Square{Text: l.Label, Down: down})
			continue
		case i == 0 || labels[i-1].Group != l.Group:
			top = append(top, Square{Text: l.Group})
		}
		top[len(top)-1].Across++
		under = append(under, Square{Text: l.Label})
	}
	return top, under
}

// fourth is table 4: the ends of each path side by side, and one row of numbers.
func (f *Form) fourth() Grid {
	paths, ends := f.Of(law.ReportPath), f.Of(law.ReportEnd)
	g := Grid{Table: Remedies, Head: 3, Wide: len(paths) * len(ends)}
	top, under := grouped(paths, 2)
	for _, row := range [][]Square{top, under} {
		for i := range row {
			row[i].Across = max(row[i].Across, 1) * len(ends)
		}
	}
	var heads, numbers []Square
	for _, p := range paths {
		for _, e := range ends {
			heads = append(heads, Square{Text: e.Label})
			numbers = append(numbers, Square{Place: &Place{Remedies, p.Code, e.Code}})
		}
	}
	g.Rows = [][]Square{slices.Clone(top), under, heads, numbers}
	return g
}
