package article

import (
	"strings"
	"unicode/utf8"
)

// padMost bounds the empty cells that make all rows of a table as wide as the widest.
const padMost = 1 << 14

// cellLinesMost bounds the lines of one pasted cell.
const cellLinesMost = 50

// table makes a table of neighbouring rows.
func (p *parser) table(l line) bool {
	rows, n := p.tabRows()
	headed := false
	if piped(l) != nil {
		rows, n, headed = p.barRows()
	}
	if n == 0 {
		return false
	}
	g := &Grid{Rows: rows}
	g.pad()
	if len(g.Rows) > 0 && (headed || len(g.Rows) > 1 && names(g.Rows[0].Cells)) {
		g.Head, g.Rows = g.Rows[0].Cells, g.Rows[1:]
	}
	p.body()
	start := p.captioned(g)
	p.add(n, Block{Kind: Table, Grid: g})
	if start >= 0 {
		p.doc.Blocks[len(p.doc.Blocks)-1].Span.Start = start
	}
	return true
}

// barRows returns the rows of bars from the current line, how many lines they are, and whether a line of
// dashes says that the first is the head.
func (p *parser) barRows() (rows []Row, n int, headed bool) {
	for q := p.peek(p.at); q != nil && (n == 0 || !q.gap); q = p.peek(p.at + n) {
		cells := piped(*q)
		if cells == nil {
			break
		}
		if n == 1 && ruler(cells) {
			headed = true
		} else {
			rows = append(rows, Row{q.span, cells})
		}
		n++
	}
	return rows, n, headed
}

// tabRows returns the rows of cells between tabs from the current line, and how many lines they are;
// none if they are fewer than two.
func (p *parser) tabRows() (rows []Row, n int) {
	tabs := 0
	for q := p.peek(p.at); q != nil && (n == 0 || !q.gap) && p.found[p.at+n] == ""; q = p.peek(p.at + n) {
		cells, used := p.tabbed(p.at + n)
		k := len(cells) - 1
		if k == 0 || !strings.Contains(q.text, "\t") && used == 1 && (n == 0 || k != tabs) {
			break
		}
		tabs = k
		n += used
		rows = append(rows, Row{Span{q.span.Start, p.lines[p.at+n-1].span.End}, cells})
	}
	if len(rows) < 2 {
		return nil, 0
	}
	return rows, n
}

// tabbed returns the cells of the line at i, and how many lines they take: a cell that a spreadsheet
// put in quotation marks goes on to the line that closes them.
func (p *parser) tabbed(i int) (cells []Cell, used int) {
	s := p.lines[i].raw
	used = 1
	for more := s; opened(s) && unclosed(more) && used < cellLinesMost && i+used < len(p.lines); {
		more += "\n" + p.lines[i+used].raw
		if used++; !unclosed(more) {
			s = more
			break
		}
	}
	if !strings.Contains(s, "\n") {
		used = 1
	}
	for c := range strings.SplitSeq(s, "\t") {
		if in, ok := strings.CutPrefix(c, `"`); ok && strings.Contains(in, "\n") {
			c = strings.ReplaceAll(strings.Join(strings.Fields(strings.TrimSuffix(in, `"`)), " "), `""`, `"`)
		}
		cells = append(cells, cell(c))
	}
	return cells, used
}

// opened reports whether the last cell of a row begins with a quotation mark that is not closed.
func opened(s string) bool {
	return strings.HasPrefix(s[strings.LastIndexByte(s, '\t')+1:], `"`) && unclosed(s)
}

func unclosed(s string) bool { return strings.Count(s, `"`)%2 == 1 }

// piped returns the cells of a row such as | a | b |, nil if the line is none. A bar after a backslash is text.
func piped(l line) []Cell {
	s := l.text
	first, size := utf8.DecodeRuneInString(s)
	if first != '|' && first != '\uff5c' || len(s) == size {
		return nil
	}
	if end := last(s); end != first || strings.HasSuffix(s, `\|`) {
		return nil
	}
	s = s[size : len(s)-size]
	var cells []Cell
	from := 0
	for i, r := range s {
		if r == first && (i == 0 || s[i-1] != '\\') {
			cells = append(cells, cell(s[from:i]))
			from = i + size
		}
	}
	return append(cells, cell(s[from:]))
}

func cell(s string) Cell {
	s = strings.ReplaceAll(trim(s), `\|`, "|")
	return Cell{Text: inlines(s), Number: numeric(s)}
}

// numeric reports whether s is a number, with its separators and a per cent sign.
func numeric(s string) bool {
	s = strings.TrimLeft(s, "+-−")
	s = strings.TrimRight(s, "%‰")
	return s != "" && s[0] >= '0' && s[0] <= '9' && strings.Trim(s, "0123456789.,") == ""
}

// ruler reports whether a row is the line of dashes below a head.
func ruler(cells []Cell) bool {
	for _, c := range cells {
		if s := Words(c.Text); strings.Trim(s, "-: ") != "" || !strings.Contains(s, "--") && !strings.Contains(s, ":-") && !strings.Contains(s, "-:") {
			return false
		}
	}
	return true
}

// names reports whether a row can be the head: each cell has words.
func names(cells []Cell) bool {
	for _, c := range cells {
		if c.Number || Words(c.Text) == "" {
			return false
		}
	}
	return len(cells) > 1
}

func (g *Grid) pad() {
	widest, all := 0, 0
	for _, r := range g.Rows {
		widest = max(widest, len(r.Cells))
		all += len(r.Cells)
	}
	if widest*len(g.Rows)-all > padMost {
		return
	}
	for i := range g.Rows {
		for len(g.Rows[i].Cells) < widest {
			g.Rows[i].Cells = append(g.Rows[i].Cells, cell(""))
		}
	}
}

// captioned takes the lines before the table that name it and its unit of measure into the grid, and
// returns where they begin, -1 if there are none.
func (p *parser) captioned(g *Grid) int {
	start := -1
	for range 2 {
		n := len(p.doc.Blocks)
		if n == 0 || p.doc.Blocks[n-1].Kind != Paragraph || p.doc.Blocks[n-1].Level > 0 {
			break
		}
		b := p.doc.Blocks[n-1]
		s := Words(b.Text)
		switch {
		case g.Unit == "" && g.Caption == "" && p.measures(s):
			g.Unit = s
		case g.Caption == "" && p.captions(s):
			g.Caption = s
		default:
			return start
		}
		start = b.Span.Start
		p.doc.Blocks = p.doc.Blocks[:n-1]
	}
	return start
}

func (g *grammar) captions(s string) bool {
	if utf8.RuneCountInString(s) > headingMost || strings.ContainsAny(s, stops+pauses+colons) {
		return false
	}
	return g.tableNumber(s) || g.ends("caption_end", s) != ""
}

// tableNumber reports whether s begins with the number of a table.
func (g *grammar) tableNumber(s string) bool {
	w := g.begins("caption", s)
	rest := strings.TrimLeftFunc(s[len(w):], blank)
	return w != "" && (g.numeral(rest) != "" || rest != "" && rest[0] >= '0' && rest[0] <= '9')
}

func (g *grammar) measures(s string) bool {
	if in, ok := inBrackets(s); ok {
		s = in
	}
	w := g.begins("unit", s)
	return w != "" && strings.IndexAny(s[len(w):], colons) == 0 && utf8.RuneCountInString(s) <= 20
}
