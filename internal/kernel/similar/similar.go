package similar

import (
	"math"
	"slices"
	"strings"
)

// Alike is the likeness from which two descriptions are held to be of the same thing.
const Alike = 0.6

// Pairs are the pairs of neighbouring letters of a text, each once, as sorted numbers: two sets are
// compared in one pass.
type Pairs []uint64

// PairsOf returns the pairs of a text.
func PairsOf(text string) Pairs {
	out := make(Pairs, 0, len(text)/3) // a Chinese letter has three bytes
	var last rune
	for _, c := range text {
		if !letter(c) {
			continue
		}
		if last != 0 {
			out = append(out, uint64(uint32(last))<<32|uint64(uint32(c))) //nolint:gosec // a rune is not negative
		}
		last = c
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// letter reports whether a sign is a letter or digit: what is left are marks, blanks and signs of East Asian print.
func letter(c rune) bool { return c >= '0' && c <= 0xfeff && (c < 0x3000 || c >= 0x3400) }

// letters are the letters of a text.
func letters(text string) string {
	return strings.Map(func(c rune) rune {
		if letter(c) {
			return c
		}
		return -1
	}, text)
}

// Likeness is the share of pairs that two texts have in common, from 0 to 1.
func Likeness(a, b Pairs) float64 { return likeness(a, b, 0) }

// likeness is Likeness, or 0 where it cannot reach the least.
func likeness(a, b Pairs, least float64) float64 {
	// both / (len(a)+len(b)-both) reaches the least only if so many are common
	both := common(a, b, int(math.Ceil(least/(1+least)*float64(len(a)+len(b))-1e-9)))
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// Share is the share of the pairs of a text that another one has too, from 0 to 1; of a text without pairs it is 1.
func Share(of, in Pairs) float64 {
	if len(of) == 0 {
		return 1
	}
	return float64(common(of, in, 0)) / float64(len(of))
}

// common is how many pairs two texts have in common, or 0 as soon as those that are left cannot make it
// the needed number.
func common(a, b Pairs, need int) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if n+min(len(a)-i, len(b)-j) < need {
			return 0
		}
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// run is how many letters in a row two texts have in common before one is said to copy: shorter
// runs are the words of a field, which everybody who writes of it uses.
const run = 5

// CopiedMost is how much of an interpretation may be taken from its document; above it the text is an extract
// or an abridgement (文件要点摘抄, 文件压缩), which explains nothing.
const CopiedMost = 0.6

// Copied is how much of a text is taken from a source, from 0 to 1: the share of its letters that stand in a run of at
// least five letters that the source has too. An abridgement keeps its runs and is found; the length of the source
// makes no difference. A text of fewer than five letters is not copied.
func Copied(text, source string) float64 {
	of := []rune(letters(text))
	if len(of) < run {
		return 0
	}
	n := 0
	for _, p := range copied(of, source) {
		n += p.end - p.start
	}
	return float64(n) / float64(len(of))
}

// Passages are the stretches of a text that are taken from a source word for word and have at least so many
// letters, as they stand in the text.
func Passages(text, source string, least int) (out []string) {
	all := []rune(text)
	var of []rune
	var at []int // of each letter, in the text
	for i, c := range all {
		if letter(c) {
			of, at = append(of, c), append(at, i)
		}
	}
	for _, p := range copied(of, source) {
		if p.end-p.start >= least {
			out = append(out, string(all[at[p.start]:at[p.end-1]+1]))
		}
	}
	return out
}

// A piece is a stretch of letters, end excluded.
type piece struct{ start, end int }

// copied are the stretches of letters that stand in runs which the source has too.
func copied(of []rune, source string) (out []piece) {
	in := []rune(letters(source))
	held := map[[run]rune]bool{}
	for i := 0; i+run <= len(in); i++ {
		held[[run]rune(in[i:i+run])] = true
	}
	for i := 0; i+run <= len(of); i++ {
		if !held[[run]rune(of[i:i+run])] {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].end >= i {
			out[last].end = i + run
		} else {
			out = append(out, piece{i, i + run})
		}
	}
	return out
}
