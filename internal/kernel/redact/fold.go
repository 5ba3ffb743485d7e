package redact

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/hant"
)

// border parts what does not belong together: two cells, what stood before and
// behind something that was removed.
const border = "\t"

// A folded text is in the form in which texts are compared: in one width, one
// case and one sort of characters, without blanks and line ends.
type folded struct {
	text string
	at   []int // for each byte the rune of the original that it comes from
}

const (
	hanLow  = 0x4e00
	hanHigh = 0x9fff
)

// traditional has the traditional form of every character, so that 张 and 張 are one.
var traditional = sync.OnceValue(func() *[hanHigh - hanLow + 1]rune {
	t := &[hanHigh - hanLow + 1]rune{}
	for i := range t {
		r, _ := utf8.DecodeRune(hant.Convert([]byte(string(rune(hanLow + i)))))
		t[i] = r
	}
	return t
})

func fold(s string) folded {
	f := folded{at: make([]int, 0, len(s))}
	out := make([]byte, 0, len(s))
	han := traditional()
	n := -1
	for _, r := range s {
		n++
		before := len(out)
		switch {
		case r == '\t':
			out = append(out, border...)
		case r < utf8.RuneSelf && r > ' ':
			out = append(out, byte(unicode.ToLower(r))) //nolint:gosec // ASCII
		case r >= hanLow && r <= hanHigh:
			out = utf8.AppendRune(out, han[r-hanLow])
		default:
			out = foldRare(out, r)
		}
		for range len(out) - before {
			f.at = append(f.at, n)
		}
	}
	f.text = string(out)
	return f
}

// foldRare folds what is neither ASCII nor a common character; blanks, marks of
// order and joiners become nothing.
func foldRare(out []byte, r rune) []byte {
	for _, k := range norm.NFKC.String(string(r)) {
		switch {
		case unicode.IsSpace(k), unicode.IsControl(k), unicode.In(k, unicode.Cf, unicode.Variation_Selector):
		case k >= hanLow && k <= hanHigh:
			out = utf8.AppendRune(out, traditional()[k-hanLow])
		default:
			out = utf8.AppendRune(out, unicode.ToLower(k))
		}
	}
	return out
}

// token reports whether a word is so short a number or word that it counts only by
// itself: 35 is not in 2035.
func token(word string) bool {
	const long = 6
	if len(word) >= long {
		return false
	}
	for i := range len(word) {
		if !alnum(word[i]) {
			return false
		}
	}
	return true
}

func alnum(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' }

// find calls f with the runes of each place where a folded word stands, until it returns false.
func (t folded) find(word string, f func(start, end int) bool) {
	alone := token(word)
	for from := 0; from < len(t.text); {
		i := strings.Index(t.text[from:], word)
		if i < 0 {
			return
		}
		i += from
		k := i + len(word)
		from = i + 1
		if alone && (t.joined(i) || t.joined(k)) {
			continue
		}
		if !f(t.at[i], t.at[k-1]+1) {
			return
		}
		from = k
	}
}

// joined reports whether a number or word goes on across the byte i.
func (t folded) joined(i int) bool {
	return i > 0 && i < len(t.text) && alnum(t.text[i-1]) && alnum(t.text[i]) && t.at[i-1]+1 >= t.at[i]
}

func (t folded) count(word string) (n int) {
	t.find(word, func(int, int) bool { n++; return true })
	return n
}
