package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A block is a stretch of cells of a sheet.
type block struct {
	sheet       string // "" is the formula's own
	top, bottom int    // lines from 1
	left, right int    // columns from 0
}

const farLine, farCol = 1 << 20, 1 << 14

var (
	// strung are the texts in a formula, which refer to nothing.
	strung = regexp.MustCompile(`"(?:[^"]|"")*"`)
	// reference is a cell, two with a colon, whole columns or whole lines, of this sheet or another.
	reference = regexp.MustCompile(`(?i)((?:'(?:[^']|'')+'|[\p{L}\p{N}_.]+)!)?(?:(\$?)([a-z]{1,3})(\$?)(\d{1,7})(?::(\$?)([a-z]{1,3})(\$?)(\d{1,7}))?|\$?([a-z]{1,3}):\$?([a-z]{1,3})|\$?(\d{1,7}):\$?(\d{1,7}))`)
	// moving are functions that make a place of a text or a number.
	moving    = regexp.MustCompile(`(?i)\b(?:INDIRECT|OFFSET)\s*\(`)
	functions = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_.]*\s*\(`)
	// defined is what is left when places and functions are gone: a name that stands for something that the book defines.
	defined = regexp.MustCompile(`[\p{L}_\\][\p{L}\p{N}_.\\]*`)
)

// refers lists what a formula refers to, moved by lines and columns where it
// is a copy of another's; all is true if it cannot be told.
func refers(formula string, lines, cols int) (out []block, all bool) {
	f := strung.ReplaceAllString(formula, "0")
	if strings.Contains(f, "[") || moving.MatchString(f) {
		return nil, true
	}
	rest := reference.ReplaceAllStringFunc(f, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		out = append(out, blockOf(m, lines, cols))
		return " "
	})
	return out, defined.MatchString(functions.ReplaceAllString(rest, "("))
}

func blockOf(m []string, lines, cols int) block {
	b := block{sheet: strings.ReplaceAll(strings.Trim(strings.TrimSuffix(m[1], "!"), "'"), "''", "'")}
	line := func(fixed, s string) int {
		n, _ := strconv.Atoi(s) // seven digits
		if fixed == "" {
			n += lines
		}
		return n
	}
	col := func(fixed, s string) int {
		n, _ := column(strings.ToUpper(s))
		if fixed == "" {
			n += cols
		}
		return n
	}
	switch {
	case m[3] != "":
		b.left, b.top = col(m[2], m[3]), line(m[4], m[5])
		b.right, b.bottom = b.left, b.top
		if m[7] != "" {
			b.right, b.bottom = col(m[6], m[7]), line(m[8], m[9])
		}
	case m[10] != "": // whole columns; a copy may have moved, so all beside count too
		b.left, b.right, b.top, b.bottom = 0, farCol, 1, farLine
		if cols == 0 {
			b.left, b.right = col("$", m[10]), col("$", m[11])
		}
	default:
		b.left, b.right, b.top, b.bottom = 0, farCol, 1, farLine
		if lines == 0 {
			b.top, b.bottom = line("$", m[12]), line("$", m[13])
		}
	}
	return block{b.sheet, min(b.top, b.bottom), max(b.top, b.bottom), min(b.left, b.right), max(b.left, b.right)}
}

// A spot is a cell of the book.
type spot struct{ sheet, line, col int }

// A loss is a cell that loses something, and why.
type loss struct {
	spot
	limb string
}

// losses are the cells of a book that lose something, and those found last.
type losses struct {
	*xlsx
	lost  map[spot]bool
	fresh []loss
}

func (l *losses) add(sheet int, c *cell, limb string) {
	at := spot{sheet, c.line, c.col}
	if !l.lost[at] {
		l.lost[at] = true
		l.fresh = append(l.fresh, loss{at, limb})
		l.sheets[sheet].lost(c)
	}
}

// marked adds the cells of a sheet that cuts touch.
func (l *losses) marked(sheet int, cuts []cut) {
	g := l.sheets[sheet]
	for _, k := range cuts {
		if k.part != g.name {
			continue
		}
		from, _ := slices.BinarySearchFunc(g.cells, k.start+1, func(c *cell, start int) int { return cmp.Compare(c.end, start) })
		for _, c := range g.cells[from:] {
			if c.start >= k.end {
				break
			}
			l.add(sheet, c, k.limb)
		}
	}
}

// derive adds to cuts the cells that were computed from cells that lose something:
// a sum beside its other parts, or a copy, would say what was there.
func (w *xlsx) derive(cuts []cut) []cut {
	l := &losses{xlsx: w, lost: map[spot]bool{}}
	for i := range w.sheets {
		l.marked(i, cuts)
	}
	formulas := w.formulas()
	for len(l.fresh) > 0 {
		last := l.fresh
		l.fresh = nil
		for _, f := range formulas {
			if l.lost[spot{f.sheet, f.cell.line, f.cell.col}] {
				continue
			}
			if limb := f.from(w, last); limb != "" {
				l.add(f.sheet, f.cell, limb)
				cuts = append(cuts, cut{part: w.sheets[f.sheet].name, start: f.cell.start, end: f.cell.end, limb: limb, only: true, derived: true})
			}
		}
	}
	return cuts
}

// lost notes that a cell has lost something: its column and row must not say how much.
func (g *grid) lost(c *cell) {
	g.wide[c.col] = true
	c.row.unset(func(a string) bool { return a == "ht" || a == "customHeight" })
}

// A formula is a cell that was computed, and from what.
type formula struct {
	sheet  int
	cell   *cell
	blocks []block
	all    bool
}

func (w *xlsx) formulas() []formula {
	var out []formula
	for i, g := range w.sheets {
		first := map[string]*cell{} // of each group that shares a formula
		for _, c := range g.cells {
			if c.shared != "" && c.formula != "" {
				first[c.shared] = c
			}
		}
		for _, c := range g.cells {
			from := c
			if c.formula == "" && c.shared != "" {
				from = first[c.shared]
			}
			switch {
			case c.formula == "" && c.shared == "":
				continue
			case from == nil:
				out = append(out, formula{sheet: i, cell: c, all: true})
				continue
			}
			blocks, all := refers(from.formula, c.line-from.line, c.col-from.col)
			out = append(out, formula{i, c, blocks, all})
		}
	}
	return out
}

// from returns the limb of a loss that the formula was computed from, "" if there is none.
func (f formula) from(w *xlsx, losses []loss) string {
	for _, l := range losses {
		if f.all {
			return l.limb
		}
		for _, b := range f.blocks {
			own := b.sheet == "" && l.sheet == f.sheet || b.sheet != "" && strings.EqualFold(w.sheets[l.sheet].sheet.Name, b.sheet)
			if own && l.line >= b.top && l.line <= b.bottom && l.col >= b.left && l.col <= b.right {
				return l.limb
			}
		}
	}
	return ""
}
