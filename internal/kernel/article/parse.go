package article

import (
	"strconv"
	"strings"
)

// How long lines may be, in characters, to be what they look like.
const (
	headingMost  = 40
	sentenceMost = 25 // a heading that ends in a full stop
	itemMost     = 80
	leadMost     = 30
	titleMost    = 60
	signMost     = 30
	addressMost  = 200
)

// Parse finds the structure of a text.
func Parse(text string) Doc { return parse(text).doc }

func parse(text string) *parser {
	p := &parser{grammar: lang(), lines: split(text), open: true, first: true}
	p.found = make([]Kind, len(p.lines))
	p.closings()
	for p.at < len(p.lines) {
		p.step()
	}
	return p
}

// A parser goes through the lines once.
type parser struct {
	*grammar
	lines  []line
	found  []Kind // of lines that closings has recognised
	at     int
	doc    Doc
	open   bool // a title, or who is addressed, may come: nothing of the text has
	first  bool // no title has been before
	annex  bool // the block before says that an attached document begins
	closed bool // the document has been signed, or annotated
	loose  int  // the lines before this one belong to a run of numbers that is no list
	ids    int
}

// step makes one block of the lines at p.at.
func (p *parser) step() {
	l := p.lines[p.at]
	if k := p.found[p.at]; k != "" {
		p.close(k)
		return
	}
	for _, try := range []func(line) bool{p.table, p.image, p.annexed, p.attached, p.noted, p.headed, p.listed, p.heading} {
		if try(l) {
			return
		}
	}
	p.paragraph(l)
}

// add appends a block of n lines.
func (p *parser) add(n int, b Block) {
	b.Span = Span{p.lines[p.at].span.Start, p.lines[p.at+n-1].span.End}
	p.doc.Blocks = append(p.doc.Blocks, b)
	p.at += n
	p.annex = false
}

// text makes a block of one line.
func (p *parser) text(k Kind) { p.add(1, Block{Kind: k, Text: inlines(p.lines[p.at].text)}) }

func (p *parser) body() { p.open, p.closed, p.first = false, false, false }

func (p *parser) id() string {
	p.ids++
	return "s" + strconv.Itoa(p.ids)
}

// peek returns the line n after the current one, nil if there is none.
func (p *parser) peek(i int) *line {
	if i < 0 || i >= len(p.lines) {
		return nil
	}
	return &p.lines[i]
}

func (p *parser) image(l line) bool {
	pic, ok := picture(l.text)
	if ok {
		p.add(1, Block{Kind: Image, Picture: pic})
	}
	return ok
}

// heading makes a heading of a line with a mark of a level.
func (p *parser) heading(l line) bool {
	if l.level == 0 || l.mark != hash && !p.heads(p.at) {
		return false
	}
	text := l.text
	if l.mark == hash {
		text = l.rest
	}
	p.body()
	p.add(1, Block{Kind: Heading, Level: l.level, ID: p.id(), Text: inlines(text)})
	return true
}

// heads reports whether the line with a mark is a heading: it is short, says no whole sentence, and
// for the lower levels, text of its own follows.
func (p *parser) heads(i int) bool {
	l := p.lines[i]
	size := l.runes
	switch {
	case size > headingMost || l.rest == "" || endsIn(l.text, pauses) || endsIn(l.text, "；;"):
		return false
	case endsIn(l.text, stops):
		if before := p.peek(i - 1); before != nil && before.mark == l.mark && endsIn(before.text, "；;") {
			return false
		}
		return size <= sentenceMost && strings.IndexFunc(l.rest, isStop) == len(l.rest)-len(string(last(l.rest))) && p.hasBody(i)
	case colonInside(l.rest):
		return false
	}
	return l.level <= 2 || p.hasBody(i)
}

func isStop(r rune) bool { return strings.ContainsRune(stops, r) }

// colonInside reports whether text follows a colon, as in a line that says when or where.
func colonInside(s string) bool {
	i := strings.IndexAny(s, colons)
	return i >= 0 && strings.TrimLeft(s[i:], colons) != ""
}

// hasBody reports whether the line after i belongs to the heading at i: it is text, or a heading of a lower level.
func (p *parser) hasBody(i int) bool {
	next := p.peek(i + 1)
	if next == nil || p.found[i+1] != "" {
		return false
	}
	return next.level == 0 || next.mark != p.lines[i].mark && next.level > p.lines[i].level
}

// listed makes a list of neighbouring items.
func (p *parser) listed(l line) bool {
	if p.at < p.loose {
		return false
	}
	n, ok := p.run(l)
	if !ok {
		p.loose = p.at + n
		return false
	}
	b := Block{Kind: List, Ordered: l.mark != bullet}
	for _, m := range p.lines[p.at : p.at+n] {
		it := Item{Span: m.span, Text: inlines(m.rest)}
		if b.Ordered {
			it.Label = m.label
		}
		b.Items = append(b.Items, it)
	}
	p.body()
	p.add(n, b)
	return true
}

// run returns how many lines from the current one count on, and whether they are items of one list. Bullets
// always are; numbers only if they are several and short, and none heads a text.
func (p *parser) run(l line) (n int, items bool) {
	if l.mark == plain || l.mark == hash {
		return 0, false
	}
	n = 1
	short := l.runes <= itemMost && !p.leads(&l)
	for next := p.peek(p.at + n); next != nil && next.mark == l.mark && p.found[p.at+n] == ""; next = p.peek(p.at + n) {
		if l.order > 0 && next.order != l.order+n {
			break
		}
		short = short && next.runes <= itemMost && !p.leads(next)
		n++
	}
	switch l.mark {
	case bullet:
		return n, true
	case byCircle, byLetter, byDigit, byRound:
		return n, n > 1 && short
	case byWord, byBracket: // in a document these are headings, or paragraphs; only where nothing hangs on them, items
		return n, n > 1 && short && (!p.hasBody(p.at+n-1) || endsIn(l.text, "；;"))
	case plain, hash:
	}
	return n, false
}

// leads reports whether the line begins with a heading of its own and goes on.
func (p *parser) leads(l *line) bool { return lead(l.rest) > 0 }

// lead returns the length of the sentence, or the words before a colon, that a numbered paragraph
// begins with as its heading; 0 if there is none.
func lead(s string) int {
	n := 0
	for i, r := range s {
		if n++; n > leadMost || r == '：' && strings.ContainsAny(s[:i], pauses) {
			return 0
		}
		if r == '。' || r == '：' {
			if end := i + len(string(r)); trim(s[end:]) != "" {
				return end
			}
			return 0
		}
	}
	return 0
}

// paragraph makes a paragraph of a line that is nothing else.
func (p *parser) paragraph(l line) {
	if p.addressed(l) {
		return
	}
	b := Block{Kind: Paragraph}
	at := len(p.article(l.text))
	if l.level > 0 && l.mark != hash {
		if n := lead(l.rest); n > 0 {
			at = len(l.text) - len(l.rest) + n
			b.Level, b.ID = l.level, p.id()
		}
	}
	if at > 0 {
		b.Text = append(b.Text, Inline{Text: l.text[:at], Lead: true})
	}
	if at < len(l.text) {
		b.Text = append(b.Text, inlines(l.text[at:])...)
	}
	p.body()
	p.add(1, b)
}

// article returns the number of an article of a regulation, such as 第一条, that s begins with.
func (g *grammar) article(s string) string {
	at := len(g.begins("ordinal", s))
	if at == 0 {
		return ""
	}
	n := at + len(g.numeral(s[at:]))
	w := g.begins("article", s[n:])
	if n == at || w == "" {
		return ""
	}
	return s[:n+len(w)]
}
