package article

import (
	"strings"
	"unicode/utf8"
)

// The frame of a document: what stands before its text and after it.

// signersMost is how many organs may sign: a joint document of more has a table.
const signersMost = 12

// closings finds the dates that close a document and who signs above them, before the lines are
// read: a line is a signature only because of what comes after it.
func (p *parser) closings() {
	for i := range p.lines {
		l := &p.lines[i]
		if i == 0 || l.mark != plain && l.mark != byDigit || !p.mayEnd(i) {
			continue
		}
		switch {
		case p.isDate(l.text):
			p.found[i] = Date
			p.signers(i-1, false)
		case p.dated(l.text):
			p.found[i] = Signature
		case i == len(p.lines)-1 || p.framed(&p.lines[i+1]):
			p.signers(i, true)
		}
	}
}

// mayEnd reports whether the document may end with line i: nothing follows, or what follows a document.
func (p *parser) mayEnd(i int) bool {
	next := p.peek(i + 1)
	return next == nil || p.framed(next) || next.mark == plain && next.runes <= titleMost && p.titled(next.text)
}

// framed reports whether the line stands outside the text of a document.
func (p *parser) framed(l *line) bool {
	return p.annotates(l.text) || p.imprints(l.text) || p.attaches(l.text) > 0 || p.annexes(l.text)
}

// signers marks the lines up to i that name who signs. The lowest may be any name above a date; without
// one, and further up, it has to be the name of an organ, below a line that ends a sentence.
func (p *parser) signers(i int, undated bool) {
	for n := 0; n < signersMost && i > 0; n++ {
		l, above := &p.lines[i], &p.lines[i-1]
		if l.mark != plain || l.runes > signMost || p.found[i] != "" || strings.ContainsAny(l.text, stops+pauses+colons+"|\t（(") {
			return
		}
		organ := p.ends("organ", l.text) != ""
		if (n > 0 || undated) && !organ || undated && !endsIn(above.text, stops) {
			return
		}
		p.found[i] = Signature
		i--
		undated = false
	}
}

// dated reports whether a line names an organ and, after a space, a date.
func (g *grammar) dated(s string) bool {
	for i, r := range s {
		if blank(r) && g.ends("organ", s[:i]) != "" && !strings.ContainsAny(s[:i], stops+pauses) && g.isDate(trim(s[i:])) {
			return utf8.RuneCountInString(s) <= addressMost
		}
	}
	return false
}

// close makes a block of a line that closings has recognised, and of its like below it.
func (p *parser) close(k Kind) {
	n := 1
	for k == Signature && p.at+n < len(p.lines) && p.found[p.at+n] == k {
		n++
	}
	b := Block{Kind: k}
	for i, l := range p.lines[p.at : p.at+n] {
		if i > 0 {
			b.Text = append(b.Text, Inline{Text: "\n"})
		}
		b.Text = append(b.Text, inlines(l.text)...)
	}
	p.add(n, b)
	p.open, p.closed = true, true
}

// headed makes the blocks at the head of a document.
func (p *parser) headed(l line) bool {
	if !p.open || l.mark != plain && l.mark != byDigit && !p.below(Title) {
		return false
	}
	_, bracket := inBrackets(l.text)
	switch {
	case p.below(Title) && (bracket || strings.HasPrefix(l.text, "——")) && l.runes <= addressMost:
		p.text(Subtitle)
		return true
	case l.mark != plain:
		return false
	case p.first && p.at == 0 && p.ends("mark", l.text) != "" && l.runes <= headingMost && p.isNumber(p.lineText(1)):
		p.text(Mark)
		return true
	case p.first && p.isNumber(l.text):
		p.text(Number)
		return true
	}
	n := p.title()
	if n == 0 {
		return false
	}
	var in []Inline
	for i, m := range p.lines[p.at : p.at+n] {
		if i > 0 {
			in = append(in, Inline{Text: "\n"})
		}
		in = append(in, Inline{Text: m.text})
	}
	b := Block{Kind: Title, Text: in}
	if p.doc.Title == "" {
		p.doc.Title = strings.ReplaceAll(Words(in), "\n", "")
	} else {
		b.ID = p.id()
	}
	p.add(n, b)
	p.first, p.closed = false, false
	return true
}

func (p *parser) lineText(ahead int) string {
	if l := p.peek(p.at + ahead); l != nil {
		return l.text
	}
	return ""
}

// below reports whether the last block is of the kind.
func (p *parser) below(k Kind) bool {
	n := len(p.doc.Blocks)
	return n > 0 && p.doc.Blocks[n-1].Kind == k
}

// title returns how many lines from the current one are a title: of the whole text, of an annex, or of
// the document that a covering notice brings.
func (p *parser) title() int {
	l := p.lines[p.at]
	next := p.peek(p.at + 1)
	if !p.first && !p.annex && !p.closed || next == nil || !p.titleLine(&l) {
		return 0
	}
	text := l.text
	n := 1
	for ; n < 4 && !p.titled(text); n++ {
		more := p.peek(p.at + n)
		if more == nil || more.gap || !p.titleLine(more) {
			n = 1
			break
		}
		text += more.text
	}
	switch {
	case p.titled(text):
		return n
	case p.annex:
		return 1
	case !p.first:
		return 0
	}
	_, bracket := inBrackets(next.text)
	if p.addresses(next) || next.level == 1 && p.heads(p.at+1) || bracket || next.runes > headingMost || p.tableNumber(next.text) || piped(*next) != nil {
		return 1
	}
	return 0
}

func (p *parser) titleLine(l *line) bool {
	return l.mark == plain && l.runes <= titleMost && !endsIn(l.text, stops+pauses+colons) && !strings.ContainsAny(l.text, "|\t。") && !p.isDate(l.text) && !p.tableNumber(l.text)
}

// titled reports whether s ends as titles do, a bracket such as （试行） aside.
func (g *grammar) titled(s string) bool {
	if i := strings.LastIndexAny(s, "（("); i > 0 {
		if in, ok := inBrackets(s[i:]); ok && g.begins("bracket_title", in) != "" {
			s = trim(s[:i])
		}
	}
	return !endsIn(s, stops+pauses+colons) && g.ends("title_end", s) != ""
}

// isNumber reports whether s is a document number and nothing else.
func (g *grammar) isNumber(s string) bool {
	if utf8.RuneCountInString(s) > signMost || g.ends("serial", s) == "" {
		return false
	}
	open := strings.IndexAny(s, "〔[（(【﹝［")
	end := strings.IndexAny(s, "〕]）)】﹞］")
	if open < 0 || end < open || strings.ContainsAny(s, stops+pauses+colons) {
		return false
	}
	digits := func(s string) int {
		return len(s) - len(strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, s))
	}
	return digits(s[open:end]) == 4 && digits(s[end:]) > 0
}

// addressed makes the block of who is addressed.
func (p *parser) addressed(l line) bool {
	if !p.open || p.closed || !p.addresses(&l) {
		return false
	}
	p.body()
	p.add(1, Block{Kind: Addressee, Text: inlines(l.text)})
	return true
}

// addresses reports whether a line ends in a colon and names readers, rather than what follows.
func (p *parser) addresses(l *line) bool {
	if l.mark != plain || l.runes > addressMost || !endsIn(l.text, colons) || p.attaches(l.text) > 0 {
		return false
	}
	name := strings.TrimRight(l.text, colons)
	if strings.ContainsAny(name, stops+colons) || p.ends("as_follows", name) != "" {
		return false
	}
	return p.ends("address", name) != "" || p.begins("address_start", name) != "" || p.below(Title) && !strings.ContainsRune(name, '，')
}

// noted makes the block of an annotation or of the imprint.
func (p *parser) noted(l line) bool {
	switch {
	case p.annotates(l.text):
		p.text(Annotation)
	case p.imprints(l.text) && (p.closed || p.begins("imprint", l.text) != ""):
		p.text(Imprint)
	default:
		return false
	}
	p.open, p.closed = true, true
	return true
}

func (g *grammar) annotates(s string) bool {
	in, ok := inBrackets(s)
	return ok && g.begins("note", in) != ""
}

func (g *grammar) imprints(s string) bool {
	if w := g.begins("imprint", s); w != "" && strings.IndexAny(s[len(w):], colons) == 0 {
		return true
	}
	return g.ends("printed", s) != "" && utf8.RuneCountInString(s) <= titleMost && strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(s, stops+pauses)
}

// annexes reports whether s is the word that begins an attached document, alone on its line.
func (g *grammar) annexes(s string) bool {
	w := g.begins("attachments", s)
	if w == "" || utf8.RuneCountInString(w) < 2 {
		return false
	}
	rest := trim(strings.TrimRight(s[len(w):], colons))
	rest = strings.Trim(rest, "0123456789-")
	return trim(rest[len(g.numeral(rest)):]) == "" && (!endsIn(s, colons) || trim(strings.TrimRight(s[len(w):], colons)) != "")
}

// attaches returns the length of 附件： or 附件1： that s begins with.
func (g *grammar) attaches(s string) int {
	w := g.begins("attachments", s)
	if w == "" {
		return 0
	}
	rest := strings.TrimLeft(strings.TrimLeftFunc(s[len(w):], blank), "0123456789")
	if strings.IndexAny(rest, colons) != 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(rest)
	return len(s) - len(rest) + n
}

func (p *parser) annexed(l line) bool {
	n := p.attaches(l.text)
	if named := p.closed && n > 0 && n < len(l.text); !named && !p.annexes(l.text) {
		return false
	}
	p.add(1, Block{Kind: Annex, ID: p.id(), Text: inlines(l.text)})
	p.open, p.annex, p.closed = true, true, false
	return true
}

// attached makes the block of the list of attachments, one line each.
func (p *parser) attached(l line) bool {
	n := p.attaches(l.text)
	if n == 0 {
		return false
	}
	b := Block{Kind: Attachments}
	if !strings.ContainsAny(l.text[:n], "0123456789") {
		b.Text = inlines(l.text[:n])
	}
	if rest := trim(l.text[n:]); rest != "" {
		b.Items = append(b.Items, p.attachment(l.text[:n], rest, l.span))
	}
	count := 1
	for next := p.peek(p.at + count); next != nil && p.found[p.at+count] == ""; next = p.peek(p.at + count) {
		if k := p.attaches(next.text); k > 0 && k < len(next.text) {
			b.Items = append(b.Items, p.attachment(next.text[:k], trim(next.text[k:]), next.span))
		} else if next.mark == byDigit && next.order == len(b.Items)+1 {
			b.Items = append(b.Items, Item{Span: next.span, Label: next.label, Text: inlines(next.rest)})
		} else {
			break
		}
		count++
	}
	if len(b.Items) == 0 {
		return false
	}
	p.body()
	p.add(count, b)
	return true
}

// attachment makes an item of the words behind 附件：; a number there, or in 附件1：, is its label.
func (p *parser) attachment(label, rest string, s Span) Item {
	if num := p.marked(rest); num.mark == byDigit {
		return Item{Span: s, Label: num.label, Text: inlines(trim(rest[len(num.label):]))}
	}
	if strings.ContainsAny(label, "0123456789") {
		return Item{Span: s, Label: label, Text: inlines(rest)}
	}
	return Item{Span: s, Text: inlines(rest)}
}
