package clause

import (
	"slices"
	"strconv"
	"strings"
)

// A Step is one number of an address. Of the frame, N counts the lines of the kind from 1.
type Step struct {
	Kind Kind `json:"kind"`
	N    int  `json:"n"`
	Of   int  `json:"of,omitempty"` // 1 of 之一
}

// An Address says where a clause stands: 第三条第二款第（一）项. It begins with the annex, if the clause
// stands in one. An article is not below its chapter, as the numbers of articles run on through all of
// them; and what stands below the first paragraph of an article is below the article, so that it keeps
// its address when a second paragraph comes.
type Address []Step

// Equal reports whether two addresses are the same.
func (a Address) Equal(b Address) bool { return slices.Equal(a, b) }

// Under reports whether a is b or stands below it.
func (a Address) Under(b Address) bool { return len(a) >= len(b) && slices.Equal(a[:len(b)], b) }

// String writes an address in words; ParseAddress reads it.
func (a Address) String() string {
	g := lang()
	law := slices.ContainsFunc(a, func(s Step) bool { return s.Kind == Article })
	var b strings.Builder
	for _, s := range a {
		b.WriteString(g.step(s, law))
	}
	return b.String()
}

// ID names the clause in a page, in letters and digits that every address of the web takes as they are:
// article3-item1 is 第三条第（一）项, article3_2-paragraph2 is 第三条之二第二款, annex1-part2 is 附件1 二、. It is
// made of the address alone, so that a link holds as long as the clause bears its number.
func (a Address) ID() string {
	var b strings.Builder
	for i, s := range a {
		if i > 0 {
			b.WriteByte('-')
		}
		b.WriteString(string(s.Kind) + digits(s.N))
		if s.Of > 0 {
			b.WriteString("_" + digits(s.Of))
		}
	}
	return b.String()
}

// digits writes a number in digits.
func digits(n int) string { return strconv.Itoa(n) }

// step writes one number of an address: in words below an article, else as the line itself begins.
func (g *grammar) step(s Step, law bool) string {
	if w, ok := g.frames[s.Kind]; ok {
		switch {
		case s.Kind == Annex && s.N > 0:
			w += digits(s.N)
		case s.N > 1:
			w += g.word("ordinal") + Words(s.N) + g.lineWord()
		}
		return w
	}
	n := numberOf(s)
	if !law && rank[s.Kind] >= rank[Paragraph] {
		if s.Kind == Paragraph {
			return g.word("ordinal") + n + g.lineWord()
		}
		return n + map[Kind]string{Part: g.word("pause"), Point: "."}[s.Kind]
	}
	n = g.word("ordinal") + n + g.kinds[s.Kind]
	if s.Of > 0 {
		n += g.word("after") + Words(s.Of)
	}
	return n
}

// numberOf writes a number as the clauses of its kind bear it.
func numberOf(s Step) string {
	if s.Kind == Circle {
		return string('\u2460' + rune(s.N) - 1) //nolint:gosec // at most 20
	}
	n := Words(s.N)
	if s.Kind == Point || s.Kind == Sub {
		n = digits(s.N)
	}
	if s.Kind == Item || s.Kind == Sub {
		n = "\uff08" + n + "\uff09"
	}
	return n
}

// lineWord is the word for a paragraph of a document without articles.
func (g *grammar) lineWord() string { return g.word("line") }
