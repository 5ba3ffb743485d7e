package circular

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/document"
)

// A grid is a table whose heading row is understood.
type grid struct {
	table *document.Table
	head  []int    // rows of the heading
	means []string // of each column; "" if unknown
	cells map[*document.Cell]*para
}

// grid reads the heading of a table; nil if the table is no list of tasks, which
// has at least two columns that are understood, one of them a task's.
func (r *reader) grid(t *document.Table) *grid {
	const deepest = 6 // rows that a title above the heading may take
	g := &grid{table: t, means: make([]string, t.Cols), cells: map[*document.Cell]*para{}}
	for i := range t.Cells {
		s := t.Cells[i].Span
		if text := r.src[s.Start:s.End]; len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' {
			s = between(s.Start+1, s.End-1)
		}
		g.cells[&t.Cells[i]] = r.g.foldSpan(r.src, s)
	}
	for row := range min(deepest, t.Rows) {
		if r.headingRow(g, row) {
			g.head = append(g.head, row)
		} else if len(g.head) > 0 {
			break
		}
	}
	known := 0
	for _, m := range g.means {
		if m != "" {
			known++
		}
	}
	if known < 2 || !slices.Contains(g.means, "title") && !slices.Contains(g.means, "text") {
		return nil
	}
	return g
}

// isQuoted reports whether a cell stands in quotation marks, as a spreadsheet
// copies a cell with line breaks.
func (r *reader) isQuoted(s Span) bool {
	return s.End-s.Start > 1 && r.src[s.Start] == '"' && r.src[s.End-1] == '"'
}

func (r *reader) markQuotes(g *grid) {
	for _, c := range g.table.Cells {
		if r.isQuoted(c.Span) {
			r.out.Marks = append(r.out.Marks, Mark{Kind: "layout", Span: between(c.Span.Start, c.Span.Start+1)},
				Mark{Kind: "layout", Span: between(c.Span.End-1, c.Span.End)})
		}
	}
}

// headingRow reads the meanings of the columns from a row; false if fewer than two cells have one.
func (r *reader) headingRow(g *grid, row int) bool {
	found, seen := 0, map[*document.Cell]bool{}
	means := slices.Clone(g.means)
	for col := range g.table.Cols {
		c := g.table.At(row, col)
		if c == nil {
			continue
		}
		m := r.g.columns.of[strings.TrimRight(g.cells[c].text, ":")]
		if m == "" || c.ColSpan > 1 && c.ColSpan == g.table.Cols {
			continue
		}
		means[col] = m
		if !seen[c] {
			found++
		}
		seen[c] = true
	}
	if found < 2 {
		return false
	}
	g.means = means
	return true
}

// readGrid makes sections and points of the rows.
func (r *reader) readGrid(g *grid) {
	first := len(g.head) + g.head[0]
	for row := range g.table.Rows {
		if row < first || g.repeatsHead(row) {
			r.markRow(g, row)
		}
	}
	r.markQuotes(g)
	section, category := 0, (*document.Cell)(nil)
	for row := first; row < g.table.Rows; row++ {
		if g.repeatsHead(row) {
			continue
		}
		if c := g.sectionRow(row); c != nil {
			r.gridSection(g, c)
			section, category = len(r.out.Sections), nil
			continue
		}
		if c := g.column(row, "section"); c != nil && c != category && g.cells[c].text != "" {
			category = c
			r.gridSection(g, c)
			section = len(r.out.Sections)
		}
		last := row
		for n := g.column(row, "number"); n != nil && last+1 < n.Row+n.RowSpan; last++ {
		}
		r.gridPoint(g, row, last, section)
		row = last
	}
}

func (r *reader) markRow(g *grid, row int) {
	for col := range g.table.Cols {
		if c := g.table.At(row, col); c != nil && c.Row == row && c.Col == col && g.cells[c].text != "" {
			r.out.Marks = append(r.out.Marks, Mark{"table_head", g.cells[c].plain(0, len(g.cells[c].text)), c.Span})
		}
	}
}

// repeatsHead reports whether the row is of the heading, or repeats a row of it as at the top of a page.
func (g *grid) repeatsHead(row int) bool {
	return slices.ContainsFunc(g.head, func(h int) bool {
		for col := range g.table.Cols {
			if g.textAt(row, col) != g.textAt(h, col) {
				return false
			}
		}
		return true
	})
}

func (g *grid) textAt(row, col int) string {
	if c := g.table.At(row, col); c != nil {
		return g.cells[c].text
	}
	return ""
}

// sectionRow returns the one cell of a row that has text, if it reaches over
// the row or begins with the number of a section.
func (g *grid) sectionRow(row int) *document.Cell {
	var only *document.Cell
	for col := range g.table.Cols {
		c := g.table.At(row, col)
		if c == nil || c == only || g.cells[c].text == "" {
			continue
		}
		if only != nil {
			return nil
		}
		only = c
	}
	if only == nil || only.Row != row || only.ColSpan*2 <= g.table.Cols && only.Col != 0 {
		return nil
	}
	return only
}

// column returns the first cell of a row whose column has the meaning.
func (g *grid) column(row int, means string) *document.Cell {
	for col, m := range g.means {
		if m == means {
			return g.table.At(row, col)
		}
	}
	return nil
}

func (r *reader) gridSection(g *grid, c *document.Cell) {
	p := g.cells[c]
	r.g.outlineOf(p)
	r.out.Sections = append(r.out.Sections, Section{
		Number: p.num, Label: p.plain(0, p.from), Title: p.plain(p.from, len(p.text)), Level: 1, Span: c.Span, LabelSpan: p.span(0, p.from),
	})
}

// gridPoint makes a point of the rows from first to last, which share a number. A
// merged cell counts once; columns with an unknown meaning are kept as text.
func (r *reader) gridPoint(g *grid, first, last, section int) {
	d := &draft{reader: r, Point: Point{
		Section: section,
		Units:   []Unit{}, Deadlines: []Deadline{}, Sentences: []Sentence{}, Parts: []Part{}, Warnings: []Warning{}, UnitSpans: []Span{},
	}}
	d.Span = between(-1, -1)
	seen := map[*document.Cell]bool{}
	for row := first; row <= last; row++ {
		for col, means := range g.means {
			c := g.table.At(row, col)
			if c == nil || seen[c] || g.cells[c].text == "" || means == "section" {
				continue
			}
			seen[c] = true
			if c.Row >= first {
				d.grow(c.Span)
			}
			d.cell(g.cells[c], means, c)
		}
		if row < last && len(d.Units) > 0 {
			d.ended = true
		}
	}
	if d.Span.Start < 0 {
		return
	}
	d.finish()
	r.out.Points = append(r.out.Points, d.Point)
}

func (d *draft) grow(s Span) {
	if d.Span.Start < 0 {
		d.Span = s
	}
	d.Span.Start, d.Span.End = min(d.Span.Start, s.Start), max(d.Span.End, s.End)
}

// cell reads one cell of a point.
func (d *draft) cell(p *para, means string, c *document.Cell) {
	switch means {
	case "number":
		d.Label, d.Number = p.plain(0, len(p.text)), d.g.number(strings.Trim(p.text, openers+closers+".、 "))
		d.LabelSpan = c.Span
	case "title":
		d.gridTitle(p)
	case "text", "other", "":
		if d.Title == "" && means == "text" {
			d.gridTitle(p)
			return
		}
		d.findClauses(p)
		d.paragraph(p, 0)
	case "deadline":
		d.UnitSpans = append(d.UnitSpans, c.Span)
		d.limit(p, segment{i: 0, j: len(p.text)})
	case "person":
		d.note("circular.person", c.Span, p.plain(0, len(p.text)))
	default:
		d.clause(p, clause{i: 0, j: len(p.text), labelled: true, segments: []segment{{means: means, i: 0, j: len(p.text)}}})
	}
}

// gridTitle reads the cell of the task: its number if it has one, and its title.
func (d *draft) gridTitle(p *para) {
	d.g.outlineOf(p)
	if d.Number == 0 {
		d.Number, d.Label, d.LabelSpan = p.num, p.plain(0, p.from), p.span(0, p.from)
	}
	d.findClauses(p)
	next := d.title(p)
	if next < len(p.text) {
		d.paragraph(p, next)
	}
}
