package letter

import (
	"strings"
	"unicode"
)

// A glyph is a character as it is set: in a font, so wide, with the space after it.
type glyph struct {
	r    rune
	font *font
	wide float64
}

// A row is a line of glyphs. One that is full is stretched to the width.
type row struct {
	glyphs []glyph
	wide   float64
	full   bool
}

// breaker finds where lines end (避头尾, kinsoku): no punctuation begins a line, no
// opening bracket ends one, and a word or number of another script is not cut
// unless it is longer than a line.
type breaker struct{ noStart, noEnd string }

// rows breaks glyphs into lines, the first of another width than the others. A
// line break in the text ends a line that is not full.
func (b breaker) rows(gs []glyph, first, width float64) []row {
	var out []row
	room := first
	for start := 0; ; {
		at, wide := start, 0.0
		for at < len(gs) && gs[at].r != '\n' && (wide+gs[at].wide <= room+0.01 || gs[at].r == ' ' || at == start) {
			wide += gs[at].wide
			at++
		}
		full := at < len(gs) && gs[at].r != '\n'
		if full {
			at = b.back(gs, start, at)
		}
		out = append(out, set(gs[start:at], full))
		if !full && at >= len(gs) {
			return out
		}
		if start, room = at, width; !full {
			start++ // behind the line break
		}
	}
}

// back goes back from a place where the line is full to one where it may be cut.
func (b breaker) back(gs []glyph, start, at int) int {
	for i := at; i > start; i-- {
		if b.cuts(gs[i-1].r, gs[i].r) {
			return i
		}
	}
	return at
}

// cuts reports whether a line may be cut between two characters.
func (b breaker) cuts(before, after rune) bool {
	switch {
	case strings.ContainsRune(b.noStart, after) || strings.ContainsRune(b.noEnd, before) || unicode.Is(unicode.M, after) || after == ' ':
		return false
	case before == ' ':
		return true
	case before == '/' || before == '-' || before == '?' || before == '&':
		return !unicode.IsDigit(after)
	}
	return !latin(before) || !latin(after)
}

func latin(r rune) bool { return r > ' ' && r < 0x2000 }

// set makes a line, without the blanks at its end.
func set(gs []glyph, full bool) row {
	for len(gs) > 0 && gs[len(gs)-1].r == ' ' {
		gs = gs[:len(gs)-1]
	}
	r := row{glyphs: gs, full: full}
	for _, g := range gs {
		r.wide += g.wide
	}
	return r
}
