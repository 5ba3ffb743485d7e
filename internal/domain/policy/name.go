package policy

import (
	"regexp"
	"slices"
	"strings"
)

// tailForm is what every number ends in, as folded.
var tailForm = regexp.MustCompile(`\x{3014}\d{4}\x{3015}\d{1,5}\x{53F7}`)

// foldCite writes the brackets and digits of numbers in one way, rune for rune.
func foldCite(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("[(\uFF3B\uFF08\u3010\u3014", r):
			return '\u3014'
		case strings.ContainsRune("])\uFF3D\uFF09\u3011\u3015", r):
			return '\u3015'
		case r >= '\uFF10' && r <= '\uFF19':
			return r - '\uFF10' + '0'
		}
		return r
	}, s)
}

// nameKey is a title or a number as documents are found by it: brackets and digits in one way, the
// marks of a title within it too (single ones by GB/T 15834—2011, 4.15, double ones in many texts),
// no blanks, and no marks around the whole.
func nameKey(name string) string {
	return foldCite(strings.Map(func(r rune) rune {
		switch r {
		case '\u3008', '<', '\uFF1C':
			return '\u300a'
		case '\u3009', '>', '\uFF1E':
			return '\u300b'
		case ' ', '\u3000', '\u00a0', '\t', '\n':
			return -1
		}
		return r
	}, unquoted(name)))
}

// unquoted is a name without the marks around the whole of it.
func unquoted(name string) string {
	runes := []rune(strings.TrimSpace(name))
	for _, p := range quotesIn(runes) {
		if p.start == 0 && p.end == len(runes) {
			return p.title
		}
	}
	return string(runes)
}

// quotesIn are the titles between marks, those within another one too. Signs for less and more are
// marks only within a title.
func quotesIn(runes []rune) (out []place) {
	var opened []int
	for i, r := range runes {
		n := len(opened)
		switch {
		case r == '\u300a' || r == '\u3008' || n > 0 && (r == '<' || r == '\uFF1C'):
			opened = append(opened, i)
		case n > 0 && slices.Contains(closing[runes[opened[n-1]]], r):
			out = append(out, place{start: opened[n-1], end: i + 1, title: string(runes[opened[n-1]+1 : i])})
			opened = opened[:n-1]
		}
	}
	return out
}

// closing are the marks that end what one has opened.
var closing = map[rune][]rune{'\u300a': {'\u300b'}, '\u3008': {'\u3009'}, '<': {'>', '\uFF1E'}, '\uFF1C': {'>', '\uFF1E'}}
