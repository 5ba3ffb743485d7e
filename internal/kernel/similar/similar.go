package similar

import "strings"

// Alike is the likeness from which two descriptions are held to be of the same thing.
const Alike = 0.6

// Pairs are the pairs of neighbouring letters of a text.
type Pairs map[[2]rune]bool

// PairsOf returns the pairs of a text.
func PairsOf(text string) Pairs {
	out := Pairs{}
	var last rune
	for _, c := range text {
		if !letter(c) {
			continue
		}
		if last != 0 {
			out[[2]rune{last, c}] = true
		}
		last = c
	}
	return out
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
func Likeness(a, b Pairs) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both := common(a, b)
	return float64(both) / float64(len(a)+len(b)-both)
}

// Share is the share of the pairs of a text that another one has too, from 0 to 1; of a text without pairs it is 1.
func Share(of, in Pairs) float64 {
	if len(of) == 0 {
		return 1
	}
	return float64(common(of, in)) / float64(len(of))
}

func common(a, b Pairs) int {
	n := 0
	for p := range a {
		if b[p] {
			n++
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
