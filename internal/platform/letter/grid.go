package letter

import "slices"

// A slot is a cell in its place.
type slot struct {
	cell         Cell
	row, col     int
	down, across int
}

// A grid is a table with each of its places taken. All rows are as wide as the widest.
type grid struct {
	slots []*slot
	at    [][]*slot // by row and column
}

// grid puts the cells of a table in their places: a cell goes to the first that
// the cells above and before it leave free. What would go past the last row ends there.
func (t *Table) grid() grid {
	var g grid
	g.at = make([][]*slot, len(t.Rows))
	width := len(t.Widths)
	for r, row := range t.Rows {
		c := 0
		for _, cell := range row {
			for c < len(g.at[r]) && g.at[r][c] != nil {
				c++
			}
			s := &slot{cell, r, c, min(max(cell.Down, 1), len(t.Rows)-r), max(cell.Across, 1)}
			for y := r; y < r+s.down; y++ {
				g.at[y] = append(g.at[y], make([]*slot, max(0, c+s.across-len(g.at[y])))...)
				for x := c; x < c+s.across; x++ {
					g.at[y][x] = s
				}
			}
			g.slots = append(g.slots, s)
			c += s.across
		}
		width = max(width, len(g.at[r]))
	}
	g.fill(width)
	return g
}

// fill puts an empty cell wherever there is none.
func (g *grid) fill(width int) {
	for r := range g.at {
		g.at[r] = append(g.at[r], make([]*slot, width-len(g.at[r]))...)
		for c, s := range g.at[r] {
			if s == nil {
				g.at[r][c] = &slot{Cell{}, r, c, 1, 1}
				g.slots = append(g.slots, g.at[r][c])
			}
		}
	}
	slices.SortStableFunc(g.slots, func(a, b *slot) int {
		if a.row != b.row {
			return a.row - b.row
		}
		return a.col - b.col
	})
}

func (g *grid) width() int {
	if len(g.at) == 0 {
		return 0
	}
	return len(g.at[0])
}

// cuts reports whether the table may be cut before row r: no cell reaches over it.
func (g *grid) cuts(r int) bool {
	return !slices.ContainsFunc(g.at[r], func(s *slot) bool { return s.row < r })
}

// blank reports whether a row has an empty cell that somebody has to fill in.
func (g *grid) blank(r int) bool {
	return slices.ContainsFunc(g.at[r], func(s *slot) bool { return s.row == r && s.cell.Text == "" })
}

// The widths of columns by what they hold: characters, in ems.
const (
	narrowest = 3.5
	widest    = 22.0
)

// widths are the shares of the columns, which add up to one.
func (t *Table) widths(g *grid) []float64 {
	out := slices.Clone(t.Widths)
	if len(out) != g.width() {
		out = make([]float64, g.width())
		for _, s := range g.slots {
			if s.across == 1 {
				out[s.col] = max(out[s.col], min(ems(s.cell.Text)+1, widest), narrowest)
			}
		}
		for _, s := range g.slots { // only what the columns of a wide cell lack
			have := 0.0
			for c := s.col; c < s.col+s.across; c++ {
				out[c] = max(out[c], narrowest)
				have += out[c]
			}
			if want := min(ems(s.cell.Text)+1, widest); s.across > 1 && want > have {
				out[s.col+s.across-1] += want - have
			}
		}
	}
	share(out, width/t.size())
	return out
}

// labelMost is how wide a column may be that keeps its width while others give way, in ems.
const labelMost = 9

// share makes widths in ems shares that add up to one. If there is not room for
// all, the columns of labels stay as wide as they have to be.
func share(out []float64, room float64) {
	labels, rest := 0.0, 0.0
	for _, w := range out {
		if w <= labelMost {
			labels += w
		} else {
			rest += w
		}
	}
	sum := labels + rest
	for i, w := range out {
		if sum > room && labels < room/2 && w > labelMost {
			out[i] = w * (room - labels) / rest
		}
	}
	sum = 0
	for _, w := range out {
		sum += w
	}
	for i := range out {
		out[i] /= max(sum, 1e-9)
	}
}

// ems is about how wide the widest line of a text is, in characters.
func ems(s string) float64 {
	most, n := 0.0, 0.0
	for _, r := range s {
		switch {
		case r == '\n':
			n = 0
		case r < 0x2000:
			n += 0.5
		default:
			n++
		}
		most = max(most, n)
	}
	return most
}
