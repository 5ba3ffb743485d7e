package search

import (
	_ "embed"
	"unicode"
)

//go:embed fold.txt
var variants string

// folded maps each rune of the basic plane to the one that stands for it: half
// width, small letters, simplified characters. One rune becomes one rune, so a
// place in the folded text is a place in the text. The pairs of fold.txt are
// made from kSimplifiedVariant, kZVariant and kSemanticVariant of the Unihan
// database (Unicode licence), where the simplified one is a character of
// GB 2312.
var folded = foldTable()

// The full-width forms of ASCII stand in one block, in the order of ASCII.
const (
	wideFirst = 0xFF01
	wideLast  = 0xFF5E
	wideShift = wideFirst - '!'
)

func foldTable() []rune {
	t := make([]rune, 1<<16)
	for i := range t {
		r := rune(i)
		if r >= wideFirst && r <= wideLast {
			r -= wideShift
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			r = ' '
		}
		t[i] = unicode.ToLower(r)
	}
	from := rune(0)
	for _, r := range variants {
		switch {
		case r == '\n':
		case from == 0:
			from = r
		default:
			t[from], from = r, 0
		}
	}
	return t
}

func fold(r rune) rune {
	if int(r) < len(folded) {
		return folded[r]
	}
	return unicode.ToLower(r)
}

// A plain is a text as it is compared: folded, without the blanks inside a run
// of Chinese characters, which a line break or a justified heading leaves there.
type plain struct {
	r  []rune
	at []int32 // where each rune begins in the text, in bytes, and the end of the text
}

// plainOf folds a text of a document.
func plainOf(text string) plain {
	p := plain{make([]rune, 0, len(text)/3+8), make([]int32, 0, len(text)/3+9)}
	p.add(text, 0)
	p.at = append(p.at, int32(len(text))) // #nosec G115 -- no text has 2 GB
	return p
}

// add folds a text that begins at byte base.
func (p *plain) add(text string, base int) {
	blanks := 0 // at the end, behind a Chinese character
	for i, r := range text {
		if invisible(r) {
			continue
		}
		r = fold(r)
		switch {
		case r == ' ':
			if n := len(p.r); n == 0 || p.r[n-1] == ' ' {
				continue
			}
			blanks = 1
		case blanks > 0:
			n := len(p.r)
			if isHan(r) && n > 1 && isHan(p.r[n-2]) {
				p.r, p.at = p.r[:n-1], p.at[:n-1]
			}
			blanks = 0
		}
		p.r = append(p.r, r)
		p.at = append(p.at, int32(base+i)) // #nosec G115 -- as above
	}
}

// foldText folds what somebody typed: blanks part words there.
func foldText(text string) []rune {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if !invisible(r) {
			out = append(out, fold(r))
		}
	}
	return out
}

// invisible are marks of no width, and what is no character at all.
func invisible(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200F || r == 0xFEFF || r == unicode.ReplacementChar || r == 0
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r > 0x7F && unicode.Is(unicode.Han, r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isWord reports whether r is part of a word of letters or of a number.
func isWord(r rune) bool {
	return isDigit(r) || r >= 'a' && r <= 'z' || r > 0x7F && !isHan(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// runs calls f with each run of Chinese characters and each other word.
func runs(r []rune, f func(run []rune, start int, han bool)) {
	for i := 0; i < len(r); {
		is, han := isWord, isHan(r[i])
		if han {
			is = isHan
		}
		j := i
		for j < len(r) && is(r[j]) {
			j++
		}
		if j == i {
			i++
			continue
		}
		f(r[i:j], i, han)
		i = j
	}
}

// letters returns what is left of r without blanks and punctuation.
func letters(r []rune) []rune {
	out := make([]rune, 0, len(r))
	runs(r, func(run []rune, _ int, _ bool) { out = append(out, run...) })
	return out
}
