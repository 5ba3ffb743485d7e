package circular

import (
	"strings"
	"unicode/utf8"
)

// outline makes sections and points of the paragraphs.
func (r *reader) outline(paras []*para) {
	for _, p := range paras {
		r.findClauses(p)
	}
	paras = r.splitInline(paras)
	at := pointLevel(paras)
	b := builder{reader: r, stack: nil}
	for i, p := range paras {
		switch {
		case p.level == 0 || at != 0 && p.level > at:
			b.text(p)
		case p.level == at || leafPoint(paras[i:], at):
			b.point(p)
		default:
			b.section(p)
		}
	}
	b.finish()
}

// splitInline divides paragraphs at 一是 … 二是 … if the outline has no level below sections.
func (r *reader) splitInline(paras []*para) []*para {
	marks, clauses, sections := 0, 0, 0
	for _, p := range paras {
		if p.level > usualPoint-1 {
			return paras
		}
		if p.level != 0 {
			sections++
		}
		marks += len(r.inlineMarks(p.text))
		clauses += len(p.clauses)
	}
	if marks < 2 || clauses <= sections {
		return paras
	}
	var out []*para
	for _, p := range paras {
		out = append(out, r.splitAt(p, r.inlineMarks(p.text))...)
	}
	return out
}

// inlineMarks are the places of 一是 in a text, each with the place of its number.
func (r *reader) inlineMarks(t string) [][]int {
	if !strings.Contains(t, r.g.inlineSign[0]) {
		return nil
	}
	var out [][]int
	for _, m := range r.g.inline.FindAllStringSubmatchIndex(t, -1) {
		out = append(out, m[2:6])
	}
	return out
}

func (r *reader) splitAt(p *para, marks [][]int) []*para {
	if len(marks) == 0 {
		return []*para{p}
	}
	var out []*para
	if marks[0][0] > 0 {
		first := p.slice(0, marks[0][0])
		first.level, first.num, first.from = p.level, p.num, p.from
		out = append(out, first)
	}
	for i, m := range marks {
		end := len(p.text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		q := p.slice(m[0], end)
		q.level, q.num, q.from = inlineLevel, r.g.number(p.text[m[2]:m[3]]), m[1]-m[0]
		out = append(out, q)
	}
	for _, q := range out {
		r.findClauses(q)
	}
	return out
}

// A census counts the headings of each level: all, those with a unit clause
// below them, and those with a heading of the next level below them.
type census struct {
	all, owning, covered [inlineLevel + 1]int
	open, clause, child  [inlineLevel + 1]bool // of the last heading of each level
	kin                  [inlineLevel + 1]kin  // below the heading that is open above
}

// kin are the headings of one level under one heading.
type kin struct {
	all, owning int
	last        bool // the last one owns a clause
}

// leave closes the headings of level l and deeper.
func (c *census) leave(l level) {
	for k := max(l, 1); k <= inlineLevel; k++ {
		if c.open[k] {
			c.kin[k].all++
			c.kin[k].last = c.clause[k]
		}
		if c.clause[k] {
			c.kin[k].owning++
		}
		if c.child[k] {
			c.covered[k]++
		}
		c.open[k], c.clause[k], c.child[k] = false, false, false
		if k > l {
			c.owning[k] += c.kin[k].owned(k)
			c.kin[k] = kin{}
		}
	}
}

// owned counts the headings with a clause. One clause after the last of several
// subordinate numbers is the clause of the point above them.
func (f kin) owned(l level) int {
	if l > usualPoint && f.all > 1 && f.owning == 1 && f.last {
		return 0
	}
	return f.owning
}

func (c *census) add(p *para) {
	if p.level != 0 {
		c.leave(p.level)
		c.all[p.level]++
		c.open[p.level] = true
		if up := c.above(p.level); up != 0 {
			c.child[up] = true
		}
	}
	if len(p.clauses) > 0 {
		for k := range c.clause {
			c.clause[k] = c.open[k]
		}
	}
}

// above returns the next level above l that occurs, 0 if there is none.
func (c *census) above(l level) level {
	for k := l - 1; k > 0; k-- {
		if c.all[k] > 0 {
			return k
		}
	}
	return 0
}

// pointLevel tells which level the points are: the deepest one of which at
// least half have a unit clause, and which at least half of the level above have below them. Without
// any clause it is the second level.
func pointLevel(paras []*para) level {
	var c census
	for _, p := range paras {
		c.add(p)
	}
	c.leave(0)
	for l := inlineLevel; l > 0; l-- {
		up := c.above(l)
		if c.all[l] > 0 && 2*c.owning[l] >= c.all[l] && (up == 0 || 2*c.covered[up] >= c.all[up]) {
			return l
		}
	}
	var present []level
	for l := level(1); l <= inlineLevel; l++ {
		if c.all[l] > 0 {
			present = append(present, l)
		}
	}
	switch {
	case len(present) == 0:
		return 0
	case len(present) > 1 && 2*c.covered[present[0]] >= c.all[present[0]]:
		return present[1]
	}
	return present[0]
}

// leafPoint reports whether the heading that rest begins with lies above the
// level of points and has none below it, but has a unit clause: then it is a point itself.
func leafPoint(rest []*para, at level) bool {
	for i, p := range rest {
		if i > 0 && p.level != 0 && p.level <= at {
			return false
		}
		if len(p.clauses) > 0 {
			return true
		}
	}
	return false
}

// A builder makes sections and points from paragraphs in their order.
type builder struct {
	*reader
	stack []open  // sections that are open
	draft []*para // the point that is open, heading first
	loose []*para // text of the last section before its first point
}

type open struct {
	level level
	index int // in Circular.Sections, from 1
}

func (b *builder) text(p *para) {
	if len(b.draft) > 0 {
		b.draft = append(b.draft, p)
		return
	}
	b.loose = append(b.loose, p)
}

func (b *builder) point(p *para) {
	b.finish()
	for len(b.stack) > 0 && b.stack[len(b.stack)-1].level >= p.level {
		b.stack = b.stack[:len(b.stack)-1]
	}
	b.draft = []*para{p}
}

func (b *builder) section(p *para) {
	b.finish()
	for len(b.stack) > 0 && b.stack[len(b.stack)-1].level >= p.level {
		b.stack = b.stack[:len(b.stack)-1]
	}
	s := Section{Number: p.num, Label: p.plain(0, p.from), Level: len(b.stack) + 1, Span: p.whole(), LabelSpan: p.span(0, p.from)}
	if len(b.stack) > 0 {
		s.Parent = b.stack[len(b.stack)-1].index
	}
	end, next := headingEnd(p.text, p.from, len(p.text))
	s.Title = p.plain(p.from, end)
	b.out.Sections = append(b.out.Sections, s)
	b.stack = append(b.stack, open{p.level, len(b.out.Sections)})
	if next < len(p.text) {
		rest := p.slice(next, len(p.text))
		b.findClauses(rest)
		b.loose = append(b.loose, rest)
	}
}

// headingEnd returns where the heading that begins at i ends, and where the
// text goes on: at the first full stop within 40 characters if text follows, else at the end.
func headingEnd(t string, i, j int) (end, next int) {
	k := strings.Index(t[i:j], "。")
	if k < 0 {
		return i + len(strings.TrimRight(t[i:j], ":;,. ")), j
	}
	if utf8.RuneCountInString(t[i:i+k]) <= longestHeading {
		return i + k, i + k + len("。")
	}
	return i, i
}

// finish ends the open point, or gives the loose text to its section.
func (b *builder) finish() {
	if len(b.draft) > 0 {
		section := 0
		if len(b.stack) > 0 {
			section = b.stack[len(b.stack)-1].index
		}
		b.out.Points = append(b.out.Points, b.makePoint(b.draft, section))
		b.draft = nil
	}
	for _, p := range b.loose {
		text := p.shown(0, len(p.text))
		if len(b.stack) == 0 {
			b.warn("circular.text_outside", p.whole())
			continue
		}
		s := &b.out.Sections[b.stack[len(b.stack)-1].index-1]
		if s.Text != "" {
			s.Text += "\n"
		}
		s.Text += text
		s.Span.End = max(s.Span.End, p.whole().End)
	}
	b.loose = nil
}
