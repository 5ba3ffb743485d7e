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
	words                     map[string][]string
	patterns                  map[string]*regexp.Regexp // of prose; one of several is enough
	ordinal, chief, below     *regexp.Regexp
	page, title, year, figure *regexp.Regexp
	blank                     string
}

// patterned are the rules that are patterns of prose.
var patterned = []string{
	"stop", "sentence", "aside", "whole", "elsewhere", "earlier", "current", "mounting", "vague", "among", "carried",
	"asks", "disclosure", "reviews", "suits", "others", "body", "apart", "ours", "seat", "government", "wide", "office",
}

var lang = sync.OnceValue(func() *lexicon {
	l := &lexicon{words: map[string][]string{}, patterns: map[string]*regexp.Regexp{}}
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
	for _, name := range patterned {
		l.patterns[name] = regexp.MustCompile(strings.Join(l.words[name], "|"))
	}
	l.blank = strings.Join(l.words["blank"], "") + " "
	return l
})

// of is a rule of prose, and has reports whether it is met.
func (l *lexicon) of(name string) *regexp.Regexp { return l.patterns[name] }

func (l *lexicon) has(name, text string) bool { return l.of(name).MatchString(text) }

// says reports whether a text has one of the words of a rule.
func (l *lexicon) says(name, text string) bool {
	return slices.ContainsFunc(l.words[name], func(w string) bool { return strings.Contains(text, w) })
}
