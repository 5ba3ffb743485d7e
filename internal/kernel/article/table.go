package article

import (
	"strings"
	"unicode/utf8"
)

// padMost bounds the empty cells that make all rows of a table as wide as the widest.
const padMost = 1 << 14

// table makes a table of neighbouring rows.
func (p *parser) table(l line) bool {
	n, row := 0, piped
	if piped(l) != nil {
		for q := p.peek(p.at); q != nil && (n == 0 || !q.gap) && piped(*q) != nil; q = p.peek(p.at + n) {
			n++
		}
	} else if n = p.tabRows(); n > 0 {
		row = tabbed
	}
	if n == 0 {
		return false
	}
	g := &Grid{}
	headed := false
	for i, q := range p.lines[p.at : p.at+n] {
		cells := row(q)
		if i == 1 && ruler(cells) {
			headed = true
			continue
		}
		g.Rows = append(g.Rows, Row{q.span, cells})
	}
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

func tabbed(l line) []Cell {
	var cells []Cell
	for c := range strings.SplitSeq(l.raw, "\t") {
		cells = append(cells, cell(c))
	}
	return cells
}

// tabRows returns how many lines from the current one are rows with tabs, 0 if fewer than two.
func (p *parser) tabRows() int {
	n, tabs := 0, 0
	for q := p.peek(p.at); q != nil && (n == 0 || !q.gap) && p.found[p.at+n] == ""; q = p.peek(p.at + n) {
		k := strings.Count(q.raw, "\t")
		if k == 0 || !strings.Contains(q.text, "\t") && (n == 0 || k != tabs) {
			break
		}
		tabs = k
		n++
	}
	if n < 2 {
		return 0
	}
	return n
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
		if s := words(c.Text); strings.Trim(s, "-: ") != "" || !strings.Contains(s, "--") {
			return false
		}
	}
	return true
}

// names reports whether a row can be the head: each cell has words.
func names(cells []Cell) bool {
	for _, c := range cells {
		if c.Number || words(c.Text) == "" {
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
		s := words(b.Text)
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
	w := g.begins("caption", s)
	rest := strings.TrimLeftFunc(s[len(w):], blank)
	return w != "" && (g.numeral(rest) != "" || rest != "" && rest[0] >= '0' && rest[0] <= '9') || g.ends("caption_end", s) != ""
}

func (g *grammar) measures(s string) bool {
	if in, ok := inBrackets(s); ok {
		s = in
	}
	w := g.begins("unit", s)
	return w != "" && strings.IndexAny(s[len(w):], colons) == 0 && utf8.RuneCountInString(s) <= 20
}
