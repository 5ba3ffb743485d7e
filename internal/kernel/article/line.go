package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A mark is what a line begins with: the number of a heading or an item.
type mark int

const (
	plain     mark = iota
	byWord         // 一、 第一章: level 1
	byBracket      // （一） 第一节: level 2
	byDigit        // 1.: level 3
	byRound        // （1）: level 4
	byCircle       // ①
	byLetter       // 1） and the like, of items only
	bullet         // - or •
	hash           // # to ####: a heading without a number
)

// A line is a line of the source that is not blank.
type line struct {
	span  Span
	raw   string // as it stands, without its end
	text  string // without the blanks around
	gap   bool   // a blank line stands before it
	rest  string // the text behind the prefix
	runes int    // characters of the text
	prefix
}

// A prefix is the mark that a line begins with.
type prefix struct {
	label string // as typed
	mark  mark
	level int // of a heading with this mark, 0 if it marks none
	order int // the number, if it is one in digits; in words it is 0
}

// blank reports whether r shows nothing: white space and the marks of byte order and width.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

func trim(s string) string { return strings.TrimFunc(s, blank) }

// ending returns the length of the line end that s begins with, 0 if it begins with none.
func ending(s string) int {
	switch s[0] {
	case '\n', '\f', '\v':
		return 1
	case '\r':
		if strings.HasPrefix(s, "\r\n") {
			return 2
		}
		return 1
	case 0xe2:
		if strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029") {
			return 3
		}
	}
	return 0
}

// split returns the lines of a text that are not blank.
func split(text string) []line {
	var out []line
	pos, gap := 0, false
	for len(text) > 0 {
		n, end := len(text), 0
		for i := range len(text) {
			if end = ending(text[i:]); end > 0 {
				n = i
				break
			}
		}
		raw := text[:n]
		runes := utf8.RuneCountInString(raw)
		if s := trim(raw); s == "" {
			gap = true
		} else {
			l := line{span: Span{pos, pos + runes}, raw: raw, text: s, rest: s, gap: gap, runes: utf8.RuneCountInString(s)}
			l.prefix = lang().marked(s)
			l.rest = strings.TrimLeftFunc(s[len(l.label):], blank)
			out, gap = append(out, l), false
		}
		pos += runes + utf8.RuneCountInString(text[n:n+end])
		text = text[n+end:]
	}
	return out
}

// marked returns what a line begins with.
func (g *grammar) marked(s string) prefix {
	first, size := utf8.DecodeRuneInString(s)
	switch {
	case first == '#':
		return hashed(s)
	case first >= '0' && first <= '9':
		return counted(s)
	case first == '\uff08' || first == '(':
		return g.bracketed(s, size)
	case first >= '\u2460' && first <= '\u2473': // circled 1 to 20
		return prefix{s[:size], byCircle, 0, int(first-'\u2460') + 1}
	case strings.ContainsRune("-*•·●○■◆▪–", first):
		if r, _ := utf8.DecodeRuneInString(s[size:]); blank(r) || first == '•' || first == '●' || first == '■' || first == '◆' || first == '▪' {
			return prefix{s[:size], bullet, 0, 0}
		}
		return prefix{}
	}
	if n := g.numeral(s); n != "" && strings.HasPrefix(s[len(n):], "、") {
		return prefix{s[:len(n)+len("、")], byWord, 1, 0}
	}
	return g.chaptered(s)
}

func hashed(s string) prefix {
	n := len(s) - len(strings.TrimLeft(s, "#"))
	if r, _ := utf8.DecodeRuneInString(s[n:]); n > 4 || n == len(s) || !blank(r) {
		return prefix{}
	}
	return prefix{s[:n], hash, n, 0}
}

// counted reads 1. 1． 1、 and 1) at the beginning of a line; 1.5 is a number and 2023 a year.
func counted(s string) prefix {
	n, order := 0, 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		order = order*10 + int(s[n]-'0')
		if n++; n > 3 {
			return prefix{}
		}
	}
	sign, size := utf8.DecodeRuneInString(s[n:])
	switch sign {
	case '.', '\uff0e', '、':
		if n+size < len(s) && s[n+size] >= '0' && s[n+size] <= '9' && sign == '.' {
			return prefix{}
		}
		return prefix{s[:n+size], byDigit, 3, order}
	case ')', '\uff09':
		return prefix{s[:n+size], byLetter, 0, order}
	}
	return prefix{}
}

// bracketed reads （一） and （1） at the beginning of a line.
func (g *grammar) bracketed(s string, size int) prefix {
	in := s[size:]
	if n := g.numeral(in); n != "" {
		if c := closing(in[len(n):]); c > 0 {
			return prefix{s[:size+len(n)+c], byBracket, 2, 0}
		}
	}
	n, order := 0, 0
	for n < len(in) && n < 3 && in[n] >= '0' && in[n] <= '9' {
		order = order*10 + int(in[n]-'0')
		n++
	}
	if c := closing(in[n:]); n > 0 && c > 0 {
		return prefix{s[:size+n+c], byRound, 4, order}
	}
	return prefix{}
}

// closing returns the length of the closing bracket that s begins with.
func closing(s string) int {
	switch r, n := utf8.DecodeRuneInString(s); r {
	case ')', '\uff09':
		return n
	}
	return 0
}

// chaptered reads the headings of regulations. Their articles are paragraphs.
func (g *grammar) chaptered(s string) prefix {
	at := len(g.begins("ordinal", s))
	if at == 0 {
		return prefix{}
	}
	n := len(g.numeral(s[at:]))
	if n == 0 {
		return prefix{}
	}
	at += n
	for i, list := range []string{"chapter", "section"} {
		w := g.begins(list, s[at:])
		after, _ := utf8.DecodeRuneInString(s[at+len(w):])
		if w != "" && (at+len(w) == len(s) || blank(after) || after == '\uff1a' || after == '、') {
			return prefix{s[:at+len(w)], mark(i + 1), i + 1, 0}
		}
	}
	return prefix{}
}

// The signs that end a sentence or a part of it: a line that ends in one is no heading and no name.
const (
	stops  = "。！？!?；;"
	pauses = "，、,"
	colons = "：:"
)

// last returns the last character of s.
func last(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func endsIn(s, signs string) bool { return s != "" && strings.ContainsRune(signs, last(s)) }

// inBrackets reports whether the whole of s stands in one pair of brackets, and returns what is in it.
func inBrackets(s string) (string, bool) {
	first, size := utf8.DecodeRuneInString(s)
	if first != '\uff08' && first != '(' || last(s) != '\uff09' && last(s) != ')' {
		return "", false
	}
	in := s[size:]
	_, n := utf8.DecodeLastRuneInString(in)
	in = in[:len(in)-n]
	return in, !strings.ContainsAny(in, "（）()")
}
