// Package hant writes a finished page in traditional characters (Taiwan's standard): its text and the
// attributes that people read, never an address, an id, a script or what somebody typed. One character at a time is
// not enough, for one simplified character may stand for several traditional ones; chars.txt
// has the usual form of each and phrases.tsv, which is ours, the words with another.
package hant

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed chars.txt
var charsText string

//go:embed phrases.tsv
var phrasesText string

// The block of Chinese characters that is converted. Each takes three bytes before and after, so that a text keeps its length.
const (
	low   = 0x4e00
	high  = 0x9fff
	width = 3
)

// A table says what becomes of each character and of the words that begin with it.
type table struct {
	single [high - low + 1]uint16
	first  [high - low + 1]uint16 // the place in words plus 1, 0 for none
	words  [][]word               // by their first character, the longest first
}

// A word is written in its own way, except before one of some characters.
type word struct {
	simple, traditional string
	not                 string
}

var tables = sync.OnceValue(load)

// load reads the data; it is part of the program, so a wrong line panics in every test.
func load() *table {
	t := &table{}
	for i := range t.single {
		t.single[i] = uint16(low + i)
	}
	for line := range strings.Lines(charsText) {
		if !strings.HasPrefix(line, "#") {
			t.pairs(strings.TrimSpace(line))
		}
	}
	var rows [][]string
	for line := range strings.Lines(phrasesText) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		switch {
		case len(f) == 2 && f[0] == "default":
			t.pairs(f[1])
		case len(f) == 3 && !strings.HasPrefix(line, "#"):
			rows = append(rows, f)
		}
	}
	for _, f := range rows {
		for w := range strings.FieldsSeq(f[2]) {
			t.add(f[0], f[1], w)
		}
	}
	for _, list := range t.words {
		slices.SortStableFunc(list, func(a, b word) int { return len(b.simple) - len(a.simple) })
	}
	return t
}

// pairs takes characters with their traditional forms.
func (t *table) pairs(s string) {
	r := []rune(s)
	for i := 0; i+1 < len(r); i += 2 {
		t.single[r[i]-low] = uint16(r[i+1]) //nolint:gosec // the data has characters of the block alone
	}
}

// add takes a word in which one character has the given form, or one that is written out.
func (t *table) add(from, to, w string) {
	w, not, _ := strings.Cut(w, "!")
	simple, traditional, out := strings.Cut(w, "=")
	if !out {
		traditional = strings.Map(func(r rune) rune {
			if string(r) == from {
				c, _ := utf8.DecodeRuneInString(to)
				return c
			}
			return rune(t.single[r-low])
		}, simple)
	}
	if len(simple) != len(traditional) {
		panic("phrases.tsv: " + w)
	}
	c, _ := utf8.DecodeRuneInString(simple)
	if t.first[c-low] == 0 {
		t.words = append(t.words, nil)
		t.first[c-low] = uint16(len(t.words)) //nolint:gosec // as many as there are characters
	}
	list := &t.words[t.first[c-low]-1]
	if !slices.ContainsFunc(*list, func(o word) bool { return o.simple == simple }) {
		*list = append(*list, word{simple, traditional, not})
	}
}

// text converts a text in its place.
func (t *table) text(b []byte) {
	for i := 0; i < len(b); {
		c := b[i]
		if c < 0xe4 || c > 0xe9 || i+width > len(b) {
			i++
			continue
		}
		at := (rune(c&0x0f)<<12 | rune(b[i+1]&0x3f)<<6 | rune(b[i+2]&0x3f)) - low
		if at < 0 {
			i += width
			continue
		}
		if f := t.first[at]; f > 0 {
			if n := t.word(t.words[f-1], b[i:]); n > 0 {
				i += n
				continue
			}
		}
		if r := t.single[at]; r != uint16(at+low) { //nolint:gosec // within the block
			utf8.AppendRune(b[:i], rune(r))
		}
		i += width
	}
}

// word converts the word that b begins with, and returns its length, 0 if there is none.
func (t *table) word(list []word, b []byte) int {
	for i := range list {
		w := &list[i]
		n := len(w.simple)
		if len(b) < n || string(b[:n]) != w.simple {
			continue
		}
		if w.not != "" && len(b) > n {
			if r, _ := utf8.DecodeRune(b[n:]); strings.ContainsRune(w.not, r) {
				continue
			}
		}
		copy(b, w.traditional)
		return n
	}
	return 0
}
