package foi

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed words.tsv
var wordsText string

// words are the roles of words.tsv with what stands for them. The file is part
// of the program and a test reads it.
var words = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for l := range strings.Lines(wordsText) {
		if role, list, ok := strings.Cut(strings.TrimSpace(l), "\t"); ok && !strings.HasPrefix(role, "#") {
			out[role] = strings.Fields(list)
		}
	}
	return out
})

// pattern is a role that is a regular expression.
func pattern(role string) string { return words()[role][0] }

// says reports whether a folded text has a word of a role.
func says(text, role string) bool {
	return slices.ContainsFunc(words()[role], func(w string) bool { return strings.Contains(text, w) })
}

// folded is a text without blanks and with narrow digits and letters, so that
// what an editor did to the lines does not matter.
func folded(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case unicode.IsSpace(c):
			continue
		case c >= 0xff10 && c <= 0xff19, c >= 0xff21 && c <= 0xff3a, c >= 0xff41 && c <= 0xff5a:
			c -= 0xfee0
		}
		_, _ = b.WriteRune(c)
	}
	return b.String()
}

// has reports whether a folded text has a piece of another text, which says something.
func has(text, piece string) bool {
	piece = folded(piece)
	return piece != "" && strings.Contains(text, piece)
}

// numeral reads 36, 三十六 or 二〇: what stands before 条, 款 and 项. 0 is none.
func numeral(s string) int {
	n, digit := 0, 0
	for _, c := range s {
		d := strings.IndexRune(words()["digits"][0], c)
		switch {
		case c >= '0' && c <= '9':
			n, digit = n*10+int(c-'0'), 0
		case string(c) == pattern("zero"):
			digit = 0
		case string(c) == pattern("ten"):
			n, digit = n+10*max(1, digit), 0
		case string(c) == pattern("hundred"):
			n, digit = n+100*max(1, digit), 0
		case d >= 0:
			digit = d / 3 // a digit takes three bytes
		}
	}
	return n + digit
}

var (
	quoting = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern("heading") + "|" + pattern("citation")) })
	further = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern("further")) })
)
