package survey

import "slices"

// A table of counts by group tells of a person where a cell is small, and as much where
// a small cell follows from the sums beside it. Both are kept out: small cells are
// left out first (primary suppression), then others (secondary), the
// smallest first, until whoever knows every sum and every other cell can tell of none that
// is left out more than a range at least as wide as the bound. The ranges are exact: in a table with sums the
// cells left out are a flow between rows and columns, and how far one can rise or fall is
// a largest flow (Gusfield 1988, A graph theoretic approach to statistical data security).

// Protect says which cells of a table are left out so that no cell above 0 and below
// least can be told. Sums of rows and columns are known. Rest is one more column that is
// shown nowhere, and that whoever knows a row and its sum can tell: of those who named no
// group. Without them it is nil.
func Protect(table [][]int, rest []int, least int) [][]bool {
	p := newProtection(table, rest)
	for i, row := range p.table {
		for j, n := range row {
			p.out[i][j] = n > 0 && n < least || j >= len(table[i])
		}
	}
	for {
		i, j, ok := p.exposed(least)
		if !ok || !p.widen(i, j) {
			break
		}
	}
	for i := range table {
		p.out[i] = p.out[i][:len(table[i])]
	}
	return p.out
}

type protection struct {
	table      [][]int
	out        [][]bool
	rows, cols int
}

func newProtection(table [][]int, rest []int) *protection {
	p := &protection{rows: len(table)}
	for i, row := range table {
		if rest != nil {
			row = append(slices.Clip(row), rest[i])
		}
		p.table, p.out, p.cols = append(p.table, row), append(p.out, make([]bool, len(row))), len(row)
	}
	return p
}

// exposed finds a cell that is left out and small, and can be told more narrowly than the bound.
func (p *protection) exposed(least int) (i, j int, ok bool) {
	for i := range p.rows {
		for j := range p.cols {
			if n := p.table[i][j]; p.out[i][j] && n > 0 && n < least && p.up(i, j, least)+p.down(i, j, least) < least {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// widen leaves out the smallest cell in the row or the column of a cell; of two alike one
// above 0, since a 0 gives no room to fall. It reports whether there was one.
func (p *protection) widen(i, j int) bool {
	type cell struct{ i, j, n int }
	var more []cell
	for c := range p.cols {
		if !p.out[i][c] {
			more = append(more, cell{i, c, p.table[i][c]})
		}
	}
	for r := range p.rows {
		if !p.out[r][j] {
			more = append(more, cell{r, j, p.table[r][j]})
		}
	}
	if len(more) == 0 {
		return p.widenAny()
	}
	at := slices.MinFunc(more, func(a, b cell) int { return cost(a.n) - cost(b.n) })
	p.out[at.i][at.j] = true
	return true
}

// widenAny leaves out the smallest cell that is still there.
func (p *protection) widenAny() bool {
	at, ok := [2]int{}, false
	for i := range p.rows {
		for j := range p.cols {
			if !p.out[i][j] && (!ok || cost(p.table[i][j]) < cost(p.table[at[0]][at[1]])) {
				at, ok = [2]int{i, j}, true
			}
		}
	}
	if ok {
		p.out[at[0]][at[1]] = true
	}
	return ok
}

const manyAsZero = 1 << 30

func cost(n int) int {
	if n == 0 {
		return manyAsZero
	}
	return n
}

// up is how far a cell that is left out can rise, most at the most, and every sum stay.
func (p *protection) up(i, j, most int) int { return p.flow(i, j, most, true) }

// down is how far it can fall.
func (p *protection) down(i, j, most int) int { return p.flow(i, j, min(most, p.table[i][j]), false) }

// flow moves units around circles of cells that are left out: in a row one falls as
// another rises. A cell can rise without end and fall to 0.
func (p *protection) flow(i, j, most int, rise bool) int {
	moved := make([][]int, p.rows) // by how much a cell has risen
	for r := range moved {
		moved[r] = make([]int, p.cols)
	}
	n := 0
	for n < most {
		path := p.path(i, j, rise, moved)
		if path == nil {
			break
		}
		// The first cell of a path, in the column of the cell, goes against it; then in turn.
		step := 1
		if rise {
			step = -1
		}
		for _, at := range path {
			moved[at[0]][at[1]] += step
			step = -step
		}
		n++
	}
	return n
}

// path finds cells, in turn in one column and in one row, that take back what the cell
// (i, j) rises or falls by one: from its column to its row.
func (p *protection) path(i, j int, rise bool, moved [][]int) [][2]int {
	type node struct {
		row bool
		at  int
	}
	from := map[node][2]int{}
	before := map[node]node{}
	seen := map[node]bool{{false, j}: true}
	queue := []node{{false, j}}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n.row && n.at == i {
			var path [][2]int
			for n != (node{false, j}) {
				path = append(path, from[n])
				n = before[n]
			}
			slices.Reverse(path)
			return path
		}
		for k := range p.across(n.row) {
			r, c := k, n.at
			if n.row {
				r, c = n.at, k
			}
			// From a column its cells go against the cell in question, from a row with it.
			falls := rise != n.row
			next := node{!n.row, k}
			if seen[next] || !p.out[r][c] || r == i && c == j || falls && p.table[r][c]+moved[r][c] == 0 {
				continue
			}
			seen[next], from[next], before[next] = true, [2]int{r, c}, n
			queue = append(queue, next)
		}
	}
	return nil
}

func (p *protection) across(row bool) int {
	if row {
		return p.cols
	}
	return p.rows
}
