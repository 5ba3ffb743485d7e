package account

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The words and patterns of the language are data: words.tsv.
//
//go:embed words.tsv
var wordsFile string

// A lexicon is the file, made ready.
type lexicon struct {
	words                             map[string][]string
	ordinal, chief, below             *regexp.Regexp
	page, title, year, figure, breaks *regexp.Regexp
	blank                             string
}

var lang = sync.OnceValue(func() *lexicon {
	l := &lexicon{words: map[string][]string{}}
	for line := range strings.Lines(wordsFile) {
		if name, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			l.words[name] = strings.Fields(rest)
		}
	}
	pattern := func(name string) *regexp.Regexp { return regexp.MustCompile(l.words[name][0]) }
	either := func(name string) string {
		out := make([]string, len(l.words[name]))
		for i, w := range l.words[name] {
			out[i] = regexp.QuoteMeta(w)
		}
		return strings.Join(out, "|")
	}
	l.ordinal, l.chief, l.below = pattern("ordinal"), pattern("chief"), pattern("below")
	l.page, l.title, l.year = pattern("page"), pattern("title"), pattern("year")
	l.figure = regexp.MustCompile(`(\d[\d,]*(?:\.\d+)?)\s*(` + either("many") + `)?\s*(` + either("counted") + `)`)
	l.breaks = regexp.MustCompile(either("stop"))
	l.blank = strings.Join(l.words["blank"], "") + " "
	return l
})

// says reports whether a text has one of the words of a rule.
func (l *lexicon) says(name, text string) bool {
	return slices.ContainsFunc(l.words[name], func(w string) bool { return strings.Contains(text, w) })
}
