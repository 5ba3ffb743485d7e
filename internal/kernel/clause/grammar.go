package clause

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed grammar.tsv
var grammarText string

// A grammar is grammar.tsv, read.
type grammar struct {
	digits   map[rune]int
	units    map[rune]int
	say      []rune // the ten digits
	sayUnits []rune // thousand, hundred, ten
	kinds    map[Kind]string
	frames   map[Kind]string
	words    map[string][]string
	macros   []string // name and pattern in turn
	ops      []op
	skips    []*regexp.Regexp
}

// An op is a way to say an instruction.
type op struct {
	verb string
	re   *regexp.Regexp
}

// lang is the grammar; it is read once, at the first text.
var lang = sync.OnceValue(func() *grammar {
	g := &grammar{
		digits: map[rune]int{}, units: map[rune]int{}, kinds: map[Kind]string{},
		frames: map[Kind]string{}, words: map[string][]string{},
	}
	for r := range 10 {
		g.digits['0'+rune(r)], g.digits['\uff10'+rune(r)] = r, r
	}
	for line := range strings.Lines(grammarText) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			g.rule(strings.Split(line, "\t"))
		}
	}
	return g
})

func (g *grammar) rule(f []string) {
	switch f[0] {
	case "digit":
		rs := []rune(f[1])
		for i := 0; i+1 < len(rs); i += 2 {
			g.digits[rs[i]] = int(rs[i+1] - '0')
		}
	case "unit":
		for w := range strings.FieldsSeq(f[1]) {
			r, n := utf8.DecodeRuneInString(w)
			g.units[r], _ = strconv.Atoi(w[n:])
		}
	case "say":
		g.say = []rune(f[1])
	case "say_unit":
		g.sayUnits = []rune(f[1])
	case "kind":
		g.kinds[Kind(f[1])] = f[2]
	case "macro":
		g.macros = append(g.macros, "{"+f[1]+"}", "(?:"+f[2]+")")
	case "op":
		g.ops = append(g.ops, op{f[1], g.pattern(f[2])})
	case "skip":
		g.skips = append(g.skips, g.pattern(f[1]))
	case "frame":
		g.frames[Kind(f[1])] = f[2]
	default:
		g.words[f[0]] = strings.Fields(f[1])
	}
}

func (g *grammar) pattern(s string) *regexp.Regexp {
	return regexp.MustCompile(strings.NewReplacer(g.macros...).Replace(s))
}

// word is the first word of a list.
func (g *grammar) word(list string) string { return g.words[list][0] }

// begins returns the longest word of the list that s begins with, "" if none.
func (g *grammar) begins(list, s string) string {
	best := ""
	for _, w := range g.words[list] {
		if len(w) > len(best) && strings.HasPrefix(s, w) {
			best = w
		}
	}
	return best
}
