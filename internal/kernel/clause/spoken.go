package clause

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A form is how a number is written; it tells apart what one word may mean.
type form int

const (
	inWords form = iota
	inDigits
	bracketWords
	bracketDigits
)

// A spoken step is a number as people cite it. The word is 条, 项 and so on, or a sign if the label itself is cited.
type spoken struct {
	word  string
	form  form
	n, of int
	frame Kind // a word of the frame, such as 标题
}

// ParseAddress reads what Address.String writes, and what people write for it: 第3条第2款, 第三条第一项,
// 二、（三）2. It reports false for anything else.
func ParseAddress(s string) (Address, bool) {
	a, rest, ok := Leading(s)
	if !ok || rest != "" {
		return nil, false
	}
	return a, true
}

// Leading reads the address that a text begins with, and returns what stands behind it, folded as the readers of
// this package fold digits and brackets.
func Leading(s string) (a Address, rest string, ok bool) {
	g := lang()
	steps, rest := g.spoken(fold(s))
	if len(steps) == 0 {
		return nil, rest, false
	}
	a = make(Address, 0, len(steps))
	for _, st := range steps {
		k := st.frame
		if k == "" {
			k = g.means(st, true)[0]
		}
		if k == Paragraph && len(a) > 0 && rank[a[len(a)-1].Kind] == 0 && a[len(a)-1].Kind != Annex {
			a[len(a)-1].N = st.n // 序言第二段
			continue
		}
		a = append(a, Step{Kind: k, N: st.n, Of: st.of})
	}
	law := slices.ContainsFunc(a, func(s Step) bool { return s.Kind == Article })
	if n := len(a); law && n > 2 { // 第三条第一款第（一）项 is 第三条第（一）项
		a = slices.DeleteFunc(a, func(s Step) bool { return s == Step{Kind: Paragraph, N: 1} && s != a[n-1] })
	}
	return a, rest, true
}

// spoken reads one address at the beginning of folded text and returns what follows it.
func (g *grammar) spoken(s string) (steps []spoken, rest string) {
	for s != "" {
		st, n := g.one(s)
		if n == 0 {
			break
		}
		steps, s = append(steps, st), s[n:]
	}
	return steps, s
}

// one reads one step and returns its length.
func (g *grammar) one(s string) (spoken, int) {
	if st, n := g.framed(s); n > 0 {
		return st, n
	}
	at := 0
	ordinal := strings.HasPrefix(s, g.word("ordinal"))
	if ordinal {
		at = len(g.word("ordinal"))
	}
	bracket := strings.HasPrefix(s[at:], "(")
	if bracket {
		at++
	}
	m := g.numeral(s[at:])
	if m == 0 {
		return g.circled(s)
	}
	st := spoken{n: Number(s[at : at+m])}
	if r, _ := utf8.DecodeRuneInString(s[at:]); arabic(r) {
		st.form = inDigits
	}
	at += m
	if bracket {
		if !strings.HasPrefix(s[at:], ")") {
			return spoken{}, 0
		}
		at++
		st.form += bracketWords - inWords
	}
	if st.n == 0 {
		return spoken{}, 0
	}
	n, ok := g.behind(&st, s[at:], ordinal, bracket)
	if !ok {
		return spoken{}, 0
	}
	return st, at + n
}

// behind reads what stands behind a number, and returns its length.
func (g *grammar) behind(st *spoken, s string, ordinal, bracket bool) (n int, ok bool) {
	w := g.begins("unit_word", s)
	switch {
	case w != "" && (ordinal || bracket):
		st.word = w
		n = len(w)
	case ordinal:
		return 0, false
	case bracket:
	case st.form == inWords && strings.HasPrefix(s, g.word("pause")):
		n = len(g.word("pause"))
	case st.form == inDigits && strings.HasPrefix(s, "."):
		n = 1
	case st.form == inWords:
		return 0, false
	}
	if after := g.word("after"); w != "" && strings.HasPrefix(s[n:], after) {
		if m := g.numeral(s[n+len(after):]); m > 0 {
			st.of = Number(s[n+len(after) : n+len(after)+m])
			n += len(after) + m
		}
	}
	return n, true
}

// framed reads a word of the frame, the longest that fits, with the number of an annex.
func (g *grammar) framed(s string) (spoken, int) {
	st, at := spoken{n: 1}, 0
	for k, w := range g.frames {
		if len(w) > at && strings.HasPrefix(s, w) {
			st.frame, at = k, len(w)
		}
	}
	if st.frame == Annex {
		m := g.numeral(s[at:])
		if words := strings.IndexFunc(s[at:at+m], func(r rune) bool { return !arabic(r) }); words > 0 {
			m = words // 附件1一、 is the first part of annex 1
		}
		st.n = Number(s[at : at+m])
		at += m
	}
	return st, at
}

func (g *grammar) circled(s string) (spoken, int) {
	if r, n := utf8.DecodeRuneInString(s); r >= '\u2460' && r <= '\u2473' {
		return spoken{word: string(Circle), n: int(r-'\u2460') + 1}, n
	}
	return spoken{}, 0
}

// means returns the kinds that a step may mean, in a document with articles or without.
func (g *grammar) means(st spoken, law bool) []Kind {
	if st.word == string(Circle) {
		return []Kind{Circle}
	}
	var all []Kind
	style := "plain"
	if law {
		style = "law"
	}
	if st.word == "" {
		return []Kind{[]Kind{Part, Point, Item, Sub}[st.form]}
	}
	for _, w := range g.words[style+" "+st.word] {
		k := Kind(w)
		switch {
		case st.form == bracketWords && k != Item, st.form == bracketDigits && k != Sub && k != Item:
			continue
		case !law && st.form == inDigits && (k == Item || k == Sub), !law && st.form == inWords && (k == Point || k == Sub):
			continue
		}
		all = append(all, k)
	}
	if len(all) == 0 {
		return []Kind{""}
	}
	return all
}

// list reads several addresses: 第四条第（四）项、第（五）项和第六条, 第三条至第五条. What is left out is that of the one before.
func (g *grammar) list(s string, context []spoken) (out [][]spoken, ok bool) {
	s = fold(s)
	for _, w := range g.words["same_clause"] {
		if rest, found := strings.CutPrefix(s, w); found && len(context) > 0 {
			s = rest
			if s == "" {
				return [][]spoken{context[:1]}, true
			}
		}
	}
	for {
		steps, rest := g.spoken(s)
		if len(steps) == 0 {
			return nil, false
		}
		before := context
		if len(out) > 0 {
			before = out[len(out)-1]
		}
		out = append(out, inherit(before, steps))
		out, rest, ok = g.through(out, rest)
		if !ok || rest == "" {
			return out, ok
		}
		w := g.begins("and", rest)
		if w == "" {
			return nil, false
		}
		s = rest[len(w):]
	}
}

// inherit puts the steps of the address before in front of one that begins lower.
func inherit(before, steps []spoken) []spoken {
	if steps[0].frame != "" {
		return steps
	}
	for i, b := range before {
		if b.word == steps[0].word && (b.form == steps[0].form || b.word != "") {
			return append(slices.Clone(before[:i]), steps...)
		}
	}
	g := lang()
	top := g.means(steps[0], true)[0]
	if rank[top] <= rank[Article] || top == "" {
		return steps
	}
	for i, b := range slices.Backward(before) {
		if rank[g.means(b, true)[0]] < rank[top] {
			return append(slices.Clone(before[:i+1]), steps...)
		}
	}
	return steps
}

// through reads 至第五条 behind an address, if it stands there.
func (g *grammar) through(out [][]spoken, rest string) (all [][]spoken, more string, ok bool) {
	w := g.begins("through", rest)
	if w == "" {
		return out, rest, true
	}
	last, more := g.spoken(rest[len(w):])
	if len(last) == 0 {
		return nil, "", false
	}
	from := out[len(out)-1]
	run := through(from, inherit(from, last))
	return append(out, run...), more, run != nil
}

// through returns the addresses after from up to to.
func through(from, to []spoken) [][]spoken {
	n := len(from)
	if n == 0 || n != len(to) || !slices.Equal(from[:n-1], to[:n-1]) || from[n-1].of+to[n-1].of > 0 || to[n-1].n-from[n-1].n > 200 {
		return nil
	}
	var out [][]spoken
	for i := from[n-1].n + 1; i <= to[n-1].n; i++ {
		st := to[n-1]
		st.n = i
		out = append(out, append(slices.Clone(to[:n-1]), st))
	}
	return out
}
