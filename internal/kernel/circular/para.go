package circular

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A level is how deep a kind of outline number usually stands; 0 is no number.
type level int

const (
	usualPoint  level = 4 // （一）
	inlineLevel level = 8 // 一是 … ; 二是 …
)

var levelNames = []string{"", "part", "section", "article", "point", "item", "sub", "circled", "inline"}

// A para is a logical paragraph: the folded text that the grammar reads, and for
// each byte of it the place in the source of the character it comes from. Width is folded, characters
// without width are left out, and so are spaces except between two ASCII characters. Where a page break
// divides a paragraph, its pieces are joined.
type para struct {
	src  string
	text string
	at   []int

	level level
	num   int // of the outline
	from  int // where the text after the number begins

	clauses []clause
}

// foldSpan reads a piece of the source.
func (g *grammar) foldSpan(src string, s Span) *para {
	p := &para{src: src, at: make([]int, 0, s.End-s.Start)}
	buf := make([]byte, 0, s.End-s.Start)
	space := -1
	for i := s.Start; i < s.End; {
		r, n := utf8.DecodeRuneInString(src[i:s.End])
		switch {
		case unicode.IsSpace(r) || r < ' ':
			space = i
		case !invisible(r):
			if space >= 0 && len(buf) > 0 && buf[len(buf)-1] < utf8.RuneSelf && r < utf8.RuneSelf {
				buf, p.at = append(buf, ' '), append(p.at, space)
			}
			space = -1
			buf = g.appendFolded(buf, r)
			for len(p.at) < len(buf) {
				p.at = append(p.at, i)
			}
		}
		i += n
	}
	p.text = string(buf)
	return p
}

// invisible reports whether r has no width: marks of order, joiners, byte order marks.
func invisible(r rune) bool { return r == '\u00ad' || r >= 0x80 && unicode.Is(unicode.Cf, r) }

func (g *grammar) appendFolded(buf []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
	case r >= 0x4e00 && r <= 0x9fff:
		if s, ok := g.fold[r]; ok {
			r = s
		}
	case r >= 0xff01 && r <= 0xff5e:
		r -= 0xfee0
	case r >= 0x2460 && r <= 0x2473, r >= 0x2010 && r <= 0x2027, r >= 0x3001 && r <= 0x301f:
		// Circled numbers are a level of their own; quotation marks and brackets stay.
	default:
		return norm.NFKC.AppendString(buf, string(r))
	}
	return utf8.AppendRune(buf, r)
}

// join puts the pieces of one paragraph together.
func join(pieces []*para) *para {
	if len(pieces) == 1 {
		return pieces[0]
	}
	p := *pieces[0]
	var b strings.Builder
	var at []int
	for i, q := range pieces {
		if i > 0 && b.Len() > 0 && q.text != "" {
			last := pieces[i-1].text
			if last != "" && last[len(last)-1] < utf8.RuneSelf && q.text[0] < utf8.RuneSelf {
				b.WriteByte(' ')
				at = append(at, pieces[i-1].span(0, len(last)).End)
			}
		}
		b.WriteString(q.text)
		at = append(at, q.at...)
	}
	p.text, p.at = b.String(), at
	return &p
}

// slice returns the part i to j of p as a paragraph without a number.
func (p *para) slice(i, j int) *para { return &para{src: p.src, text: p.text[i:j], at: p.at[i:j]} }

// span returns the place in the source of the bytes i to j of the folded text.
func (p *para) span(i, j int) Span {
	switch {
	case len(p.at) == 0:
		return Span{}
	case i >= len(p.at):
		end := p.after(len(p.at))
		return between(end, end)
	case j <= i:
		return between(p.at[i], p.at[i])
	}
	return between(p.at[i], p.after(j))
}

// after returns the source offset after the character that the byte before j belongs to.
func (p *para) after(j int) int {
	at := p.at[j-1]
	_, n := utf8.DecodeRuneInString(p.src[at:])
	return at + n
}

func (p *para) whole() Span { return p.span(0, len(p.text)) }

// gap reports whether the source has a space or a break before the byte j.
func (p *para) gap(j int) bool {
	if j <= 0 || j >= len(p.at) || p.at[j] == p.at[j-1] {
		return false
	}
	return strings.ContainsFunc(p.src[p.after(j):p.at[j]], unicode.IsSpace) || p.text[j-1] == ' '
}

// plain returns the source of the bytes i to j without spaces and breaks.
func (p *para) plain(i, j int) string { return p.show(i, j, false) }

// shown returns the source of the bytes i to j with its spaces, each as one, but without breaks.
func (p *para) shown(i, j int) string { return p.show(i, j, true) }

func (p *para) show(i, j int, spaces bool) string {
	var b strings.Builder
	b.Grow(j - i)
	last, end := -1, -1
	for k := i; k < j; k++ {
		at := p.at[k]
		if at == last {
			continue
		}
		if spaces && end >= 0 && at > end && blank(p.src[end:at]) {
			b.WriteByte(' ')
		}
		r, n := utf8.DecodeRuneInString(p.src[at:])
		switch {
		case !unicode.IsSpace(r):
			b.WriteRune(r)
		case spaces:
			b.WriteByte(' ')
		}
		last, end = at, at+n
	}
	return b.String()
}

// blank reports whether a gap of the source is spaces within a line.
func blank(gap string) bool {
	seen := false
	for _, r := range gap {
		switch {
		case r == '\n' || r == '\r' || r == '\f' || r == '\v' || r == '\u2028' || r == '\u2029':
			return false
		case unicode.IsSpace(r):
			seen = true
		case !invisible(r):
			return false
		}
	}
	return seen
}

// number reads a numeral: digits, characters with ten and hundred, characters as digits, or a circled number.
func (g *grammar) number(s string) int {
	total, cur := 0, 0
	for _, r := range s {
		d, ok := g.digits[r]
		switch {
		case r >= '0' && r <= '9':
			cur = cur*10 + int(r-'0')
		case r >= 0x2460 && r <= 0x2473:
			return int(r) - 0x2460 + 1
		case r == g.ten[0]:
			total, cur = total+max(1, cur)*10, 0
		case r == g.ten[1]:
			total, cur = total+max(1, cur)*100, 0
		case ok:
			cur = cur*10 + d
		}
		cur = min(cur, 99999)
	}
	return total + cur
}
