package cluster

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed words.txt
var wordsText string

// What a word does to a text.
type use byte

const (
	keeps  use = iota + 1 // it stays whole
	breaks                // the text is cut at it
	places                // it ends the name of a place
)

// A word is what the program knows of a word.
type word struct {
	use  use
	same string // the word that stands for it
}

// A Cutter cuts texts into terms. It may be used by many at once.
type Cutter struct {
	words   map[string]word
	longest map[rune]int // of the words that begin with a sign
}

// own are the words of the program. What stands in two sections has the use of the later one.
var own = sync.OnceValue(func() map[string]word {
	out := map[string]word{}
	as := map[string]use{"[break]": breaks, "[keep]": keeps, "[place]": places, "[same]": keeps}
	section := ""
	for line := range strings.Lines(wordsText) {
		if line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			section, _, _ = strings.Cut(line, " ")
			continue
		}
		all := strings.Fields(line)
		for _, w := range all {
			is := word{use: as[section]}
			if section == "[same]" {
				is.same = all[0]
			}
			out[w] = is
		}
	}
	return out
})

// NewCutter returns a cutter that leaves out names too, such as those of the units and villages of a
// district: letters from one place are not about one matter.
func NewCutter(names ...string) *Cutter {
	c := &Cutter{words: maps.Clone(own())}
	for _, n := range names {
		if n = strings.TrimSpace(n); len([]rune(n)) > 1 {
			c.words[n] = word{use: breaks}
		}
	}
	c.longest = map[rune]int{}
	for w := range c.words {
		r := []rune(w)
		c.longest[r[0]] = max(c.longest[r[0]], len(r))
	}
	return c
}

// Terms are the terms of a text, each as often as it comes: its pairs of signs, and the words that stand for those
// by which people speak of the same matter.
func (c *Cutter) Terms(text string) (out []string) {
	stretches, same := c.stretches(text)
	for _, s := range stretches {
		if !unicode.Is(unicode.Han, s[0]) {
			out = append(out, string(s))
			continue
		}
		for i := range len(s) - 1 {
			out = append(out, string(s[i:i+2]))
		}
	}
	return append(out, same...)
}

// latinMost is how long a Latin word is at most: what is longer is an address or a key.
const latinMost = 12

// stretches are what is left of a text between the words at which it is cut, and what stands for words of it.
func (c *Cutter) stretches(text string) (out [][]rune, same []string) {
	r := []rune(strings.ToLower(text))
	start := 0
	end := func(at int) {
		if at-start > 1 {
			out = append(out, r[start:at])
		}
	}
	for i := 0; i < len(r); {
		if !unicode.Is(unicode.Han, r[i]) {
			end(i)
			j := latin(r, i)
			if j-i > 1 && j-i <= latinMost {
				out = append(out, r[i:j])
			}
			i = max(j, i+1)
			start = i
			continue
		}
		n, w := c.at(r[i:])
		switch w.use {
		case breaks:
			end(i)
			start = i + n
		case places:
			end(max(start, i-placeBefore))
			start = i + n
		case keeps:
		}
		if w.same != "" {
			same = append(same, w.same)
		}
		i += max(n, 1)
	}
	end(len(r))
	return out, same
}

// latin is where a Latin word that begins at i ends.
func latin(r []rune, i int) int {
	for i < len(r) && r[i] >= 'a' && r[i] <= 'z' {
		i++
	}
	return i
}

// placeBefore is how many signs before the end of a name of a place belong to it.
const placeBefore = 2

// at is the longest word with which r begins, and what it does; a sign of no word is left as it is.
func (c *Cutter) at(r []rune) (n int, w word) {
	for n = min(len(r), c.longest[r[0]]); n > 0; n-- {
		if w := c.words[string(r[:n])]; w.use != 0 {
			return n, w
		}
	}
	return 0, word{}
}

// counted are the terms of a text with how often each comes, sorted.
func counted(terms []string) (out []string, n []int) {
	terms = slices.Clone(terms)
	slices.Sort(terms)
	for i, t := range terms {
		if i == 0 || t != terms[i-1] {
			out, n = append(out, t), append(n, 0)
		}
		n[len(n)-1]++
	}
	return out, n
}
