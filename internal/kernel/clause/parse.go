package clause

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/article"
)

// headMost is the longest heading of a chapter, in characters: a longer line only cites one.
const headMost = 40

// Parse finds the clauses of a text. It never fails, loses nothing, and repairs nothing: what is wrong with
// the numbers is in Findings.
func Parse(source string) Text {
	return parse(source, article.Lines(source))
}

// parseBare is Parse for a piece of a document, which has no frame.
func parseBare(source string) Text {
	lines := article.Lines(source)
	for i := range lines {
		if framed(lines[i].Kind) {
			lines[i].Kind = article.Paragraph
		}
	}
	return parse(source, lines)
}

func parse(source string, lines []article.Line) Text {
	p := &parser{grammar: lang(), text: Text{source: source, Clauses: make([]Clause, 0, len(lines))}}
	p.styles(lines)
	p.begin(-1)
	at, runes := 0, 0
	to := func(n int) int { // from characters to bytes
		for ; runes < n; runes++ {
			_, size := utf8.DecodeRuneInString(source[at:])
			at += size
		}
		return at
	}
	for i, l := range lines {
		c := Clause{Text: l.Text, Span: l.Span, Parent: -1, from: to(l.Span.Start), to: to(l.Span.End)}
		p.line(i, l, c)
	}
	p.pop(0)
	p.number()
	return p.text
}

// A parser goes through the lines once.
type parser struct {
	*grammar
	text    Text
	docs    []int // the line that each attached document begins with, in order
	doc     int   // the document that the line stands in, 0 is the main one
	annex   Address
	open    []int // the clauses that the next may stand below
	counts  map[Kind]int
	content string // the first line of a table of contents, while the lines of it go on
	listing bool
}

// A label is the number that a line begins with.
type label struct {
	kind  Kind
	text  string
	n, of int
}

// rank orders the kinds that bear numbers, the widest first.
var rank = map[Kind]int{Book: 1, Division: 2, Chapter: 3, Section: 4, Article: 5, Paragraph: 6, Part: 7, Item: 8, Point: 9, Sub: 10, Circle: 11}

// styles finds the attached documents, and in which documents there are articles.
func (p *parser) styles(lines []article.Line) {
	body, has := false, false
	for i, l := range lines {
		starts := l.Kind == article.Annex || l.Kind == article.Title && body && lines[i-1].Kind != article.Annex && lines[i-1].Kind != article.Title
		if starts {
			p.docs, body = append(p.docs, i), false
			p.text.annexes, has = append(p.text.annexes, has), false
		}
		switch l.Kind {
		case article.Heading, article.Paragraph, article.List, article.Table, article.Signature, article.Date:
			body = true
		case article.Title, article.Subtitle, article.Mark, article.Number, article.Image, article.Addressee, article.Attachments, article.Annotation, article.Annex, article.Imprint:
		}
		has = has || p.label(l.Text).kind == Article
	}
	p.text.annexes = append(p.text.annexes, has)
}

// begin makes ready for the document that begins with line i; -1 is the main one.
func (p *parser) begin(i int) {
	p.pop(0)
	p.counts = map[Kind]int{}
	p.content, p.listing = "", false
	if i >= 0 {
		p.doc++
	}
}

func (p *parser) pop(to int) {
	for _, i := range p.open[min(to, len(p.open)):] {
		p.text.Clauses[i].End = len(p.text.Clauses)
	}
	p.open = p.open[:min(to, len(p.open))]
}

func (p *parser) line(i int, l article.Line, c Clause) {
	if len(p.docs) > p.doc && p.docs[p.doc] == i {
		p.begin(i)
		p.annexed(l)
		if l.Kind == article.Annex {
			c.Kind, c.Address = Annex, p.annex
			p.add(c)
			return
		}
	}
	lb := p.label(l.Text)
	switch {
	case p.lists(l.Text, lb):
		c.Kind = Contents
	case framed(l.Kind) && (rank[lb.kind] == 0 || rank[lb.kind] > rank[Article]):
		c.Kind = Kind(l.Kind)
	case lb.kind != "":
		p.labelled(c, lb)
		return
	case !p.text.annexes[p.doc] && p.begins("closing", l.Text) != "":
		c.Kind = Closing
	case len(p.open) == 0:
		c.Kind = Preamble
		if l.Kind == article.Table || l.Kind == article.Image {
			c.Kind = Kind(l.Kind)
		}
	default:
		p.paragraph(c)
		return
	}
	p.frame(c)
}

// annexed notes the number of an attached document.
func (p *parser) annexed(l article.Line) {
	n := 0
	if l.Kind == article.Annex {
		s := fold(strings.TrimPrefix(l.Text, p.frames[Annex]))
		n = Number(s[:p.numeral(s)])
	}
	for _, c := range p.text.Clauses {
		if len(c.Address) > 0 && c.Address[0] == (Step{Kind: Annex, N: n}) { // a doubled number: the place counts
			n = p.doc
		}
	}
	p.annex = Address{{Kind: Annex, N: n}}
}

// framed reports whether a line of the kind stands outside the clauses.
func framed(k article.Kind) bool {
	switch k {
	case article.Title, article.Subtitle, article.Mark, article.Number, article.Addressee, article.Attachments, article.Signature, article.Date, article.Annotation, article.Imprint, article.Annex:
		return true
	case article.Heading, article.Paragraph, article.List, article.Table, article.Image:
	}
	return false
}

// lists reports whether the line belongs to a table of contents: it goes on until its first line comes again.
func (p *parser) lists(s string, lb label) bool {
	if strings.Join(strings.Fields(s), "") == p.word("contents") {
		p.listing = true
		return true
	}
	if !p.listing {
		return false
	}
	if rank[lb.kind] == 0 || rank[lb.kind] >= rank[Article] || p.content == lb.text {
		p.listing = false
		return false
	}
	if p.content == "" {
		p.content = lb.text
	}
	return true
}

// frame adds a line that is no clause. Those at the end of a document close its clauses.
func (p *parser) frame(c Clause) {
	if c.Kind != Contents {
		p.pop(0)
	}
	p.counts[c.Kind]++
	c.Address = append(p.annex.clone(), Step{Kind: c.Kind, N: p.counts[c.Kind]})
	p.add(c)
}

func (p *parser) add(c Clause) int {
	c.End = len(p.text.Clauses) + 1
	p.text.Clauses = append(p.text.Clauses, c)
	return len(p.text.Clauses) - 1
}

// labelled adds a clause with a number.
func (p *parser) labelled(c Clause, lb label) {
	depth := len(p.open)
	law := p.text.annexes[p.doc]
	for depth > 0 {
		above := p.text.Clauses[p.open[depth-1]].Kind
		if rank[above] < rank[lb.kind] && (law || above != Paragraph) {
			break
		}
		depth--
	}
	p.pop(depth)
	c.Kind, c.Label = lb.kind, lb.text
	c.Text = trim(c.Text[len(lb.text):])
	c.Address = p.annex.clone()
	if depth > 0 {
		c.Parent = p.open[depth-1]
		if lb.kind != Article {
			c.Address = p.below(c.Parent)
		}
	}
	c.Address = append(c.Address, Step{Kind: lb.kind, N: lb.n, Of: lb.of})
	p.open = append(p.open, p.add(c))
}

// below is the address that those below a clause begin with.
func (p *parser) below(i int) Address {
	a := p.text.Clauses[i].Address
	if last := a[len(a)-1]; last.Kind == Paragraph && last.N == 1 {
		a = a[:len(a)-1]
	}
	return a.clone()
}

// paragraph adds a line without a number. Below an article it is a paragraph of it; in a document without
// articles it belongs to the innermost clause.
func (p *parser) paragraph(c Clause) {
	depth := len(p.open)
	for i, o := range p.open {
		if p.text.Clauses[o].Kind == Article {
			depth = i + 1
		}
	}
	for depth > 1 && p.text.Clauses[p.open[depth-1]].Kind == Paragraph {
		depth--
	}
	p.pop(depth)
	c.Kind, c.Parent = Paragraph, p.open[depth-1]
	above := &p.text.Clauses[c.Parent]
	n := 1
	if above.Text != "" && !heading(above) {
		n = 2
	}
	for _, x := range p.text.Clauses[c.Parent+1:] {
		if x.Kind == Paragraph && x.Parent == c.Parent {
			n++
		}
	}
	c.Address = append(p.below(c.Parent), Step{Kind: Paragraph, N: n})
	p.open = append(p.open, p.add(c))
}

// heading reports whether the words of a clause are a heading, and not its first paragraph.
func heading(c *Clause) bool {
	r, _ := utf8.DecodeLastRuneInString(c.Text)
	return rank[c.Kind] < rank[Article] || c.Kind != Article && !strings.ContainsRune("\u3002\uff01\uff1f\uff1b\uff1a;:", r)
}

func (a Address) clone() Address { return append(make(Address, 0, len(a)+2), a...) }

// blank reports whether r shows nothing.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

func trim(s string) string { return strings.TrimFunc(s, blank) }

// label returns the number that a line begins with.
func (p *parser) label(s string) label {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case strings.HasPrefix(s, p.word("ordinal")):
		return p.ordinal(s, len(p.word("ordinal")))
	case r == '(' || r == '\uff08':
		n := p.numeral(s[size:])
		end, width := utf8.DecodeRuneInString(s[size+n:])
		if n == 0 || end != ')' && end != '\uff09' {
			return label{}
		}
		lb := label{kind: Item, text: s[:size+n+width], n: Number(s[size : size+n])}
		if in, _ := utf8.DecodeRuneInString(s[size:]); arabic(in) {
			lb.kind = Sub
		}
		return lb.sure()
	case r >= '\u2460' && r <= '\u2473':
		return label{kind: Circle, text: s[:size], n: int(r-'\u2460') + 1}
	}
	n := p.numeral(s)
	if n == 0 {
		return label{}
	}
	sign, width := utf8.DecodeRuneInString(s[n:])
	next, _ := utf8.DecodeRuneInString(s[n+width:])
	pause := string(sign) == p.word("pause")
	lb := label{kind: Part, text: s[:n+width], n: Number(s[:n])}
	switch {
	case !arabic(r) && pause:
		return lb.sure()
	case arabic(r) && (sign == '\uff0e' || pause || sign == '.' && !arabic(next)) && n <= 3*utf8.UTFMax:
		lb.kind = Point
		return lb.sure()
	}
	return label{}
}

// sure is the label if its number can be read.
func (l label) sure() label {
	if l.n == 0 {
		return label{}
	}
	return l
}

// ordinal reads 第三章, 第三条 and 第三条之一. at is the length of 第.
func (p *parser) ordinal(s string, at int) label {
	size := p.numeral(s[at:])
	n := Number(s[at : at+size])
	if n == 0 {
		return label{}
	}
	at += size
	for _, k := range []Kind{Article, Book, Division, Chapter, Section} {
		w := p.kinds[k]
		if !strings.HasPrefix(s[at:], w) {
			continue
		}
		lb := label{kind: k, text: s[:at+len(w)], n: n}
		rest := s[at+len(w):]
		if after := p.word("after"); strings.HasPrefix(rest, after) {
			if m := p.numeral(rest[len(after):]); m > 0 {
				lb.of = Number(rest[len(after) : len(after)+m])
				lb.text, rest = s[:len(lb.text)+len(after)+m], rest[len(after)+m:]
			}
		}
		next, _ := utf8.DecodeRuneInString(rest)
		if rest != "" && !blank(next) && (p.begins("cited", rest) != "" || k != Article && (utf8.RuneCountInString(s) > headMost || endsSentence(s))) {
			return label{}
		}
		return lb
	}
	return label{}
}

func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("\u3002\uff1b\uff1a\uff0c\u3001", r)
}
