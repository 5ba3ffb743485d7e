package circular

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Read reads the outline of a circular from a document. It does not fail: what
// it does not understand is in the warnings, each at its place.
func Read(doc *document.Document, dict Dictionary) *Circular {
	r := &reader{
		g: lang(), src: doc.Text, dict: dict,
		out: &Circular{Sections: []Section{}, Points: []Point{}, Marks: []Mark{}, Warnings: []Warning{}},
	}
	r.out.Warnings = append(r.out.Warnings, doc.Warnings...)
	r.read(r.lines(doc))
	r.unplaced()
	return r.out
}

// ReadText reads a circular from text that was pasted.
func ReadText(text string, dict Dictionary) *Circular { return Read(document.FromText(text), dict) }

type reader struct {
	g    *grammar
	src  string
	dict Dictionary
	out  *Circular
	year int
}

// A line is a line of the source or a table.
type line struct {
	*para
	table *document.Table
	grid  *grid // of a table that is understood
	kind  string
	span  Span
}

// lines divides the blocks into lines.
func (r *reader) lines(doc *document.Document) []line {
	var out []line
	for _, b := range doc.Blocks {
		if b.Table != nil {
			out = append(out, line{table: b.Table, grid: r.grid(b.Table), span: b.Span})
			if out[len(out)-1].grid == nil {
				out = append(out[:len(out)-1], r.rows(b.Table)...)
			}
			continue
		}
		for at := b.Span.Start; at < b.Span.End; {
			end := b.Span.End
			if k := strings.IndexByte(r.src[at:end], '\n'); k >= 0 {
				end = at + k
			}
			out = r.addLine(out, between(at, end))
			at = end + 1
		}
	}
	return out
}

func (r *reader) addLine(out []line, s Span) []line {
	p := r.g.foldSpan(r.src, s)
	if p.text == "" {
		return out
	}
	r.g.outlineOf(p)
	l := line{para: p, span: s}
	l.kind = r.kindOf(p)
	return append(out, l)
}

// rows makes a line of each row of a table that is not understood.
func (r *reader) rows(t *document.Table) []line {
	var out []line
	for i := 0; i < len(t.Cells); {
		s, row := t.Cells[i].Span, t.Cells[i].Row
		for i < len(t.Cells) && t.Cells[i].Row == row {
			s.End = max(s.End, t.Cells[i].Span.End)
			i++
		}
		out = r.addLine(out, s)
	}
	if len(out) > 0 {
		r.warn("circular.table_unknown", between(out[0].span.Start, out[len(out)-1].span.End))
	}
	return out
}

func (r *reader) warn(key string, s Span, args ...any) {
	r.out.Warnings = append(r.out.Warnings, Warning{Text: fault.T(key, args...), Span: s})
}

func (r *reader) mark(kind string, p *para) {
	r.out.Marks = append(r.out.Marks, Mark{Kind: kind, Text: p.plain(0, len(p.text)), Span: p.whole()})
}

// outlineOf reads the number that a line begins with.
func (g *grammar) outlineOf(p *para) {
	c, _ := utf8.DecodeRuneInString(p.text)
	_, digit := g.digits[c]
	if !digit && !g.opening[c] && !slices.Contains(g.ten, c) && (c < '0' || c > '9') && (c < 0x2460 || c > 0x2473) {
		return
	}
	head := p.text[:min(len(p.text), 64)]
	for _, rule := range g.outline {
		m := rule.re.FindStringSubmatchIndex(head)
		if m == nil {
			continue
		}
		mark, n := rule.re.SubexpIndex("mark"), rule.re.SubexpIndex("n")
		p.level, p.from = rule.level, m[2*mark+1]
		p.num = g.number(head[m[2*n]:m[2*n+1]])
		return
	}
}

// read divides the lines into what stands before the outline, the outline, and
// what follows it.
func (r *reader) read(lines []line) {
	start := slices.IndexFunc(lines, func(l line) bool { return l.table != nil || l.level != 0 && l.kind == "" })
	if start < 0 {
		r.head(lines)
		r.warn("circular.no_points", between(0, len(r.src)))
		return
	}
	r.head(lines[:start])
	body, annex := r.cutAnnex(lines[start:])
	body, tail := r.cutTail(body)
	r.tail(tail)
	r.body(body)
	if len(r.out.Points) == 0 && len(annex) > 0 {
		r.body(annex[1:])
		annex = annex[:1]
	}
	for _, l := range annex {
		r.out.Marks = append(r.out.Marks, Mark{"annex", excerpt(r.src[l.span.Start:l.span.End], longestMark), l.span})
	}
	if len(annex) > 1 {
		r.warn("circular.annex", between(annex[0].span.Start, annex[len(annex)-1].span.End))
	}
	if len(r.out.Points) == 0 {
		r.warn("circular.no_points", between(lines[start].span.Start, lines[len(lines)-1].span.End))
	}
	r.checkNumbers()
}

const (
	longestMark  = 60  // characters of an excerpt in a mark or a warning
	longestWords = 200 // characters of Unit.Clause
)

// excerpt shortens a text to so many characters, with one space for each blank.
func excerpt(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// body reads the outline: paragraphs are put together, their unit clauses found, and the points made.
func (r *reader) body(lines []line) {
	var run []*para
	flush := func() {
		if len(run) > 0 {
			r.outline(run)
			run = nil
		}
	}
	for i := 0; i < len(lines); {
		if lines[i].table != nil {
			flush()
			r.readGrid(lines[i].grid)
			i++
			continue
		}
		n := i
		for n < len(lines) && lines[n].table == nil {
			n++
		}
		run = r.paragraphs(lines[i:n])
		flush()
		i = n
	}
}

// paragraphs joins the lines that a page break divided.
func (r *reader) paragraphs(lines []line) []*para {
	var out, cur []*para
	depth, open := 0, 0
	flush := func() {
		if len(cur) > 0 {
			out = append(out, join(cur))
		}
		cur, depth, open = nil, 0, 0
	}
	for _, l := range lines {
		if l.kind != "" {
			r.mark(l.kind, l.para)
			continue
		}
		if len(cur) > 0 && r.continues(cur, l.para, depth > 0 && open < longestClause) {
			before := cur[len(cur)-1].whole().End
			r.out.Marks = append(r.out.Marks, Mark{Kind: "layout", Span: between(before, l.whole().Start)})
		} else {
			flush()
		}
		cur = append(cur, l.para)
		depth, open = depthAfter(l.text, depth), open+len(l.text)
		if depth == 0 {
			open = 0
		}
	}
	flush()
	return out
}

const (
	longestClause  = 1200 // bytes that a bracket may reach over breaks
	longestHeading = 40   // characters, as in the custom of such circulars
)

// depthAfter counts the brackets that are open after t.
func depthAfter(t string, depth int) int {
	for _, c := range t {
		switch {
		case isOpener(c):
			depth++
		case isCloser(c):
			depth = max(0, depth-1)
		}
	}
	return depth
}

// sentenceEnds are the signs that a line ends with unless a break divides it.
const sentenceEnds = "。!?:;)”.】』」…"

// continues reports whether next goes on with the paragraph of the lines cur.
func (r *reader) continues(cur []*para, next *para, open bool) bool {
	last := cur[len(cur)-1].text
	if next.level != 0 {
		return false
	}
	if open && strings.ContainsAny(next.text, closers) {
		return true
	}
	end, _ := utf8.DecodeLastRuneInString(last)
	first, _ := utf8.DecodeRuneInString(next.text)
	if strings.ContainsRune(sentenceEnds, end) || strings.ContainsRune(openers, first) {
		return false
	}
	if r.labelAt(next, 0, len(next.text)) != "" {
		return false
	}
	return len(cur) > 1 || !cur[0].headingLike()
}

// headingLike reports whether p is a heading and nothing else.
func (p *para) headingLike() bool {
	t := p.text[p.from:]
	return p.level != 0 && !strings.ContainsAny(t, stops) && utf8.RuneCountInString(t) <= longestHeading
}
