package search

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed words.txt
var ownWords string

// A vocabulary is what words.txt says.
type vocabulary struct {
	words   map[string]bool
	stops   map[string]bool
	units   map[string]bool
	endings map[rune]bool
}

var base = parseWords(ownWords)

// parseWords reads the sections of words.txt.
func parseWords(text string) vocabulary {
	v := vocabulary{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[rune]bool{}}
	section := ""
	for line := range strings.Lines(text) {
		if line[0] == '#' {
			continue
		}
		if name, is := strings.CutPrefix(line, "["); is {
			section, line, _ = strings.Cut(name, "]")
			if section != "word" {
				continue // what the section is for
			}
		}
		for w := range strings.FieldsSeq(line) {
			switch section {
			case "stop":
				v.stops[w], v.words[w] = true, true
			case "unit":
				v.units[w], v.words[w] = true, true
			case "ending":
				v.endings[[]rune(w)[0]] = true
			default:
				v.words[w] = true
			}
		}
	}
	return v
}

// A Lexicon knows the words that cut a query into parts, and which of them mean
// the same. It does not change; a district that is loaded again has a new one.
// What is in the index does not depend on it.
type Lexicon struct {
	short map[uint64]bool     // words of up to three characters
	long  map[uint64][][]rune // longer ones, by their first three
	same  map[string][]string // a word and all that it stands for
}

// NewLexicon returns the words of the program with groups of words that mean
// the same, and with names such as those of the units.
func NewLexicon(same [][]string, names ...string) *Lexicon {
	l := &Lexicon{short: map[uint64]bool{}, long: map[uint64][][]rune{}, same: map[string][]string{}}
	for w := range base.words {
		l.add(w)
	}
	for _, n := range names {
		l.add(string(letters(foldText(n))))
	}
	for _, group := range same {
		var all []string
		for _, w := range group {
			if w = string(letters(foldText(w))); w != "" {
				all = append(all, w)
			}
		}
		for _, w := range all {
			l.add(w)
			for _, other := range all {
				if !slices.Contains(l.same[w], other) {
					l.same[w] = append(l.same[w], other)
				}
			}
		}
	}
	return l
}

// keyOf is up to three characters as one number.
func keyOf(r []rune) (k uint64) {
	for _, c := range r {
		k = k<<gramBits | uint64(c) // #nosec G115 -- a rune is not negative
	}
	return k
}

const shortest = 3

func (l *Lexicon) add(w string) {
	r := []rune(w)
	switch {
	case len(r) == 0:
	case len(r) <= shortest:
		l.short[keyOf(r)] = true
	default:
		k := keyOf(r[:shortest])
		l.long[k] = append(l.long[k], r)
	}
}

// each calls f with the length of each word with which r begins.
func (l *Lexicon) each(r []rune, f func(n int)) {
	k := uint64(0)
	for n := 1; n <= min(shortest, len(r)); n++ {
		k = k<<gramBits | uint64(r[n-1]) // #nosec G115 -- a rune is not negative
		if l.short[k] {
			f(n)
		}
	}
	if len(r) > shortest {
		for _, w := range l.long[k] {
			if len(w) <= len(r) && slices.Equal(w, r[:len(w)]) {
				f(len(w))
			}
		}
	}
}

// alternatives returns w and the words that mean the same.
func (l *Lexicon) alternatives(w string) []string {
	if all := l.same[w]; all != nil {
		return all
	}
	return []string{w}
}

// Costs of the ways to cut a run. A known word costs a bit more than nothing, so
// that few long words win; a character of no known word costs as much as two words.
const (
	costWord    = 10
	costOne     = 13 // a known word of one character
	costUnknown = 21
)

// A piece is one word of a run that was cut.
type piece struct {
	start, end int
	known      bool
}

// cut divides a run of Chinese characters into words, the cheapest way. What no
// word covers stays together.
func (l *Lexicon) cut(run []rune) []piece {
	n := len(run)
	best := make([]int, n+1)
	size := make([]int, n) // of the first word from here; 0 is an unknown character
	for i := n - 1; i >= 0; i-- {
		best[i], size[i] = best[i+1]+costUnknown, 0
		l.each(run[i:], func(k int) {
			cost := costWord
			if k == 1 {
				cost = costOne
			}
			if c := best[i+k] + cost; c < best[i] {
				best[i], size[i] = c, k
			}
		})
	}
	var out []piece
	for i := 0; i < n; {
		k := max(size[i], 1)
		out = append(out, piece{i, i + k, size[i] > 0})
		i += k
	}
	return together(out)
}

// together joins characters that stand alone next to one that no word covers:
// they are most likely one name. One that is a word, between two longer pieces, stays a word.
func together(in []piece) []piece {
	var out []piece
	for i, p := range in {
		n := len(out)
		between := p.known && n > 0 && !out[n-1].one() && i+1 < len(in) && !in[i+1].one()
		if n > 0 && p.one() && !between && out[n-1].joins(p) {
			out[n-1].end, out[n-1].known = p.end, false
			continue
		}
		out = append(out, p)
	}
	return out
}

func (p piece) one() bool { return p.end-p.start == 1 }

// joins reports whether p and the single character behind it are one name: at
// least one of the two is in no word.
func (p piece) joins(next piece) bool {
	return (p.one() || !p.known) && (!p.known || !next.known)
}

// splits reports whether a known word of the run around [start,end) reaches over
// one of its ends: the two characters are no word there, as 和服 is none in 受理和服务.
func (l *Lexicon) splits(r []rune, start, end int) bool {
	const around = 6
	from, to := start, end
	for from > 0 && start-from < around && isHan(r[from-1]) {
		from--
	}
	for to < len(r) && to-end < around && isHan(r[to]) {
		to++
	}
	if !l.crosses(r[from:to], start-from) && !l.crosses(r[from:to], end-from) {
		return false // most of the time
	}
	for _, p := range l.cut(r[from:to]) {
		a, b := from+p.start, from+p.end
		if p.known && b-a > 1 && (a < start && b > start && b < end || a > start && a < end && b > end) {
			return true
		}
	}
	return false
}

// crosses reports whether any known word reaches over at.
func (l *Lexicon) crosses(r []rune, at int) bool {
	found := false
	for i := range at {
		l.each(r[i:], func(n int) { found = found || i+n > at })
	}
	return found
}
