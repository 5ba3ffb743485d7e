package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed grammar.tsv
var grammarText string

// A grammar is grammar.tsv: lists of words, and the signs of numbers.
type grammar struct {
	words map[string][]string
	signs map[string]map[rune]bool
	date  []rune // the signs after year, month and day
}

// lang is the grammar; it is read once, at the first text.
var lang = sync.OnceValue(func() *grammar {
	g := &grammar{words: map[string][]string{}, signs: map[string]map[rune]bool{}}
	for line := range strings.Lines(grammarText) {
		name, list, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		switch name {
		case "numeral", "date_digits":
			g.signs[name] = map[rune]bool{}
			for _, r := range list {
				g.signs[name][r] = true
			}
		case "date_signs":
			g.date = []rune(list)
		default:
			g.words[name] = strings.Fields(list)
		}
	}
	return g
})

// begins returns the longest word of the list that s begins with, "" if none.
func (g *grammar) begins(list, s string) string { return longest(g.words[list], s, strings.HasPrefix) }

// ends returns the longest word of the list that s ends with, "" if none.
func (g *grammar) ends(list, s string) string { return longest(g.words[list], s, strings.HasSuffix) }

func longest(list []string, s string, fits func(s, word string) bool) string {
	best := ""
	for _, w := range list {
		if len(w) > len(best) && fits(s, w) {
			best = w
		}
	}
	return best
}

// numeral returns the number in words that s begins with.
func (g *grammar) numeral(s string) string {
	for i, r := range s {
		if !g.signs["numeral"][r] {
			return s[:i]
		}
	}
	return s
}

// isDate reports whether s is a date and nothing else, in digits or in words: what a document bears below its signature.
func (g *grammar) isDate(s string) bool {
	if utf8.RuneCountInString(s) > 16 {
		return false
	}
	part, digits := 0, 0
	for _, r := range s {
		switch {
		case r == ' ' || r == '\u3000':
		case part < len(g.date) && r == g.date[part]:
			if digits == 0 {
				return false
			}
			part, digits = part+1, 0
		case g.signs["date_digits"][r] && part < len(g.date):
			digits++
		default:
			return false
		}
	}
	return part == len(g.date)
}
