package screen

import "slices"

// numeral is the digit that a sign stands for which is none itself: 一, 壹, ①, ⑴, ¹.
func numeral(r rune) (digit rune, ok bool) {
	if r < 0x80 || !is("numeral", r) {
		return 0, false
	}
	return '0' + rune(slices.Index(lang().order["numeral"], r)%10), true
}

// spelled is how many signs a number has at least that is read although other signs than
// digits are in it: as many as the shortest that is looked for, a mobile number.
const spelled = 11

// A spelling is a run of digits and numerals, with blanks and strokes between them.
type spelling struct {
	start, end, n int
	odd           bool // there are numerals in it
}

// spells takes the folded rune at i into the run, or ends the run there.
func (s *scan) spells(w *spelling, i int, c rune) {
	switch {
	case c == hidden || c == ' ' || c == '-':
		return
	case c >= 0x80 && is("numeral", c):
		w.odd = true
	case !digit(c):
		s.spell(w)
		return
	}
	if w.n == 0 {
		w.start = i
	}
	w.n, w.end = w.n+1, i+1
}

// spell folds the numerals of a run to digits, if it is long enough. One before or
// behind plain digits is the number of a paragraph or of a note.
func (s *scan) spell(w *spelling) {
	defer func() { *w = spelling{} }()
	if !w.odd || w.n < spelled {
		return
	}
	inner := s.f[w.start:w.end]
	if _, ok := numeral(inner[0]); ok {
		inner = inner[1:]
	}
	if _, ok := numeral(inner[len(inner)-1]); ok {
		inner = inner[:len(inner)-1]
	}
	plain := true
	for _, c := range inner {
		_, odd := numeral(c)
		plain = plain && !odd
	}
	if plain {
		return
	}
	for i := w.start; i < w.end; i++ {
		if d, ok := numeral(s.f[i]); ok {
			s.f[i] = d
		}
	}
}
