package letter

// The measures of tables, in points.
const (
	tableSize  = 12.0
	leading    = 1.3 // of the lines in cells, by the size
	padAcross  = 4.0
	padDown    = 4.0
	hairline   = 0.5
	afterwards = 8.0 // below a table
)

func (t *Table) size() float64 {
	if t.Size > 0 {
		return t.Size
	}
	return tableSize
}

// A layout is a table with its measures.
type layout struct {
	grid
	t    *Table
	x    []float64 // edges of the columns
	h    []float64 // heights of the rows
	rows map[*slot][]row
	line float64
}

// table draws a table: rows that no cell joins may stand on several pages, each of
// which begins with the head.
func (p *printer) table(t *Table) {
	if len(t.Rows) == 0 {
		return
	}
	l := p.layout(t)
	for start := 0; start < len(l.h); {
		y := p.y
		if start > 0 && t.Head < start {
			for _, h := range l.h[:t.Head] {
				y += h
			}
		}
		end, most := l.fits(start, top+height-y)
		if end == start && p.y > top && (most == start || l.joined(start) <= height) {
			p.newPage()
			continue
		}
		if end == start { // higher than a page: cut all the same
			end = max(most, start+1)
		}
		if start > 0 && t.Head < start {
			p.band(l, 0, t.Head)
		}
		p.band(l, start, end)
		if start = end; start < len(l.h) {
			p.newPage()
		}
	}
	p.y += afterwards
}

// layout measures a table.
func (p *printer) layout(t *Table) *layout {
	l := &layout{grid: t.grid(), t: t, rows: map[*slot][]row{}, line: t.size() * leading}
	l.x = []float64{left}
	for _, w := range t.widths(&l.grid) {
		l.x = append(l.x, l.x[len(l.x)-1]+w*width)
	}
	l.h = make([]float64, len(l.at))
	for r := range l.h {
		l.h[r] = l.line + 2*padDown
		if l.blank(r) {
			l.h[r] = max(l.h[r], t.Blank)
		}
	}
	for _, tall := range []bool{false, true} { // cells of several rows only need what the others leave
		for _, s := range l.slots {
			if s.down > 1 != tall {
				continue
			}
			room := l.x[s.col+s.across] - l.x[s.col] - 2*padAcross
			l.rows[s] = p.rows(p.glyphs([]span{{fang, s.cell.Text}}, t.size()), room, room)
			have := 0.0
			for _, h := range l.h[s.row : s.row+s.down] {
				have += h
			}
			if need := float64(len(l.rows[s]))*l.line + 2*padDown; need > have {
				l.h[s.row+s.down-1] += need - have
			}
		}
	}
	return l
}

// fits returns where the rows from start on may be cut if so much is free, and how
// far they would go if they could be cut anywhere.
func (l *layout) fits(start int, free float64) (best, most int) {
	best, most = start, start
	for most < len(l.h) && l.h[most] <= free+0.5 {
		free -= l.h[most]
		if most++; most == len(l.h) || l.cuts(most) && most >= l.t.Head {
			best = most
		}
	}
	return best, most
}

// joined is how high the rows are that belong together from start on.
func (l *layout) joined(start int) float64 {
	h := l.h[start]
	for end := start + 1; end < len(l.h) && !l.cuts(end); end++ {
		h += l.h[end]
	}
	return h
}

// band draws the rows from start to end. A cell that is cut shows its text where it begins.
func (p *printer) band(l *layout, start, end int) {
	y := []float64{p.y}
	for _, h := range l.h[start:end] {
		y = append(y, y[len(y)-1]+h)
	}
	p.pdf.SetLineWidth(hairline)
	for _, s := range l.slots {
		from, to := max(s.row, start), min(s.row+s.down, end)
		if from >= to {
			continue
		}
		x0, x1, y0, y1 := l.x[s.col], l.x[s.col+s.across], y[from-start], y[to-start]
		p.pdf.RectFromUpperLeftWithStyle(x0, y0, x1-x0, y1-y0, "D")
		if s.row < start {
			continue
		}
		at := max(y0+padDown, y0+(y1-y0-float64(len(l.rows[s]))*l.line)/2)
		align := s.cell.Align
		if align == "" {
			align = Left
		}
		for _, r := range l.rows[s] {
			p.aligned(r, &par{align: align, size: l.t.size(), line: l.line}, x0+padAcross, at, x1-x0-2*padAcross)
			at += l.line
		}
	}
	p.y = y[len(y)-1]
}
