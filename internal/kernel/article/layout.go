package article

import (
	"slices"
	"strings"
)

// joint stands between the names of a head of several rows, which a text has in one: the
// name of a group, and below it that of a column.
const joint = "－"

// A Square is a cell of a table as a page draws it. As in HTML, a row has only the squares
// that begin in it.
type Square struct {
	Cell
	Across, Down int  // columns and rows that it covers, at least 1
	Label        bool // below the head: names its row, or the rows that it reaches over
}

// A Layout is a table with its merged cells.
type Layout struct {
	Head, Rows [][]Square
}

// Layout is the table as it was before its heads were joined: names that neighbours share
// stand over them, columns of one and the same name are one, and what stands below these
// is the label of its row: what is repeated reaches down, what is empty belongs to the cell
// on its left. A row with nothing but its first cell is a heading over the rows below it;
// where these have a head of their own, their last cells take what is left of the width.
// A table without any of this is drawn as it is typed.
func (g *Grid) Layout() Layout {
	var l Layout
	paths := g.paths()
	if g.Head != nil {
		l.Head = g.heads(paths)
	}
	labels := 0
	if len(l.Head) > 1 && len(paths[0]) == 1 { // nothing stands over it and its neighbours
		for labels = 1; labels < len(paths) && slices.Equal(paths[labels], paths[0]); labels++ {
			continue
		}
	}
	wide := 0 // columns that the rows below a heading have, if these have a head of their own
	for i := range g.Rows {
		if labels == 0 && g.heading(i) {
			s := Square{Cell: g.Rows[i].Cells[0], Across: len(g.Rows[i].Cells), Down: 1, Label: true}
			l.Rows, wide = append(l.Rows, []Square{s}), g.block(i+1)
			continue
		}
		row := g.row(i, labels)
		if wide > 0 && wide < len(row) {
			row = row[:wide]
			row[wide-1].Across = len(g.Rows[i].Cells) - wide + 1
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// headingWide is how many columns a table has at least whose rows may be headings: in
// one of two, a lone cell is a question without an answer.
const headingWide = 3

// heading reports whether a row has nothing but its first cell.
func (g *Grid) heading(i int) bool {
	cells := g.Rows[i].Cells
	return len(cells) >= headingWide && Words(cells[0].Text) != "" && !cells[0].Number && filled(cells) == 1
}

// filled is how many cells there are up to the last that has a text.
func filled(cells []Cell) int {
	n := len(cells)
	for n > 0 && Words(cells[n-1].Text) == "" {
		n--
	}
	return n
}

// block is how many columns the rows from i up to the next heading fill, if the first of
// them begins as the head of the table does; else 0.
func (g *Grid) block(i int) (wide int) {
	if g.Head == nil || i >= len(g.Rows) || Words(g.Rows[i].Cells[0].Text) != Words(g.Head[0].Text) {
		return 0
	}
	for ; i < len(g.Rows) && !g.heading(i); i++ {
		wide = max(wide, filled(g.Rows[i].Cells))
	}
	return wide
}

// paths are the names that stand over each column, the highest first.
func (g *Grid) paths() [][]string {
	parts := make([][]string, len(g.Head))
	for j, c := range g.Head {
		parts[j] = strings.Split(Words(c.Text), joint)
	}
	out := make([][]string, len(parts))
	for j, p := range parts {
		n := 0
		for _, k := range []int{j - 1, j + 1} {
			if k >= 0 && k < len(parts) {
				n = max(n, shared(p, parts[k]))
			}
		}
		out[j] = append(slices.Clone(p[:n]), strings.Join(p[n:], joint))
	}
	return out
}

// shared is how many names two columns have above their own.
func shared(a, b []string) (n int) {
	for n < len(a)-1 && n < len(b)-1 && a[n] == b[n] {
		n++
	}
	return n
}

// heads are the rows of the head.
func (g *Grid) heads(paths [][]string) [][]Square {
	deep := 0
	for _, p := range paths {
		deep = max(deep, len(p))
	}
	out := make([][]Square, deep)
	for d := range out {
		for j := 0; j < len(paths); {
			p := paths[j]
			if len(p) <= d {
				j++
				continue
			}
			last := d == len(p)-1
			n := 1
			for deep > 1 && j+n < len(paths) && len(paths[j+n]) > d && (d == len(paths[j+n])-1) == last && slices.Equal(paths[j+n][:d+1], p[:d+1]) {
				n++
			}
			s := Square{Cell: Cell{Text: []Inline{{Text: p[d]}}}, Across: n, Down: 1}
			if last {
				s.Down = deep - d
			}
			if deep == 1 {
				s.Cell = g.Head[j]
			}
			out[d] = append(out[d], s)
			j += n
		}
	}
	return out
}

// row is a row below the head, whose first columns are labels.
func (g *Grid) row(i, labels int) (out []Square) {
	cells := g.Rows[i].Cells
	for j := 0; j < len(cells); {
		s := Square{Cell: cells[j], Across: 1, Down: 1, Label: j < labels}
		if s.Label {
			for j+s.Across < labels && Words(cells[j+s.Across].Text) == "" {
				s.Across++
			}
			if g.repeats(i, j, labels) {
				j++
				continue
			}
			for g.repeats(i+s.Down, j, labels) {
				s.Down++
			}
		}
		out = append(out, s)
		j += s.Across
	}
	return out
}

// repeats reports whether a label is that of the row above it, and so are those on its
// left, with a label of its own on the right in both.
func (g *Grid) repeats(i, j, labels int) bool {
	if i < 1 || i >= len(g.Rows) || j+1 >= labels {
		return false
	}
	for k := range j + 1 {
		text := Words(g.Rows[i].Cells[k].Text)
		if text == "" || text != Words(g.Rows[i-1].Cells[k].Text) {
			return false
		}
	}
	own := func(r int) bool { return Words(g.Rows[r].Cells[j+1].Text) != "" }
	return own(i) && own(i-1)
}
