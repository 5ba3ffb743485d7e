package circular

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed grammar.tsv
var grammarText string

// A grammar is grammar.tsv, compiled.
type grammar struct {
	macros     []string // name and pattern in turn
	digits     map[rune]int
	ten        []rune // the signs for 10 and 100
	fold       map[rune]rune
	opening    map[rune]bool
	outline    []outlineRule
	inline     *regexp.Regexp
	labels     words // to their role, "deadline" or "person"
	columns    words // to what the column holds
	before     []string
	along      []string
	verbs      []verb
	tail       *regexp.Regexp
	tailSigns  map[rune]bool
	each       []string
	strong     words
	weak       words
	group      []string
	more       words
	deadlines  []deadlineRule
	cues       map[rune]uint32 // the rules, as bits, of which a cue begins with the character
	periods    map[string]Period
	halves     map[string]int
	parts      map[string]int
	ahead      []string
	trigger    *regexp.Regexp
	continuous []string // longest first
	skipped    []string
	head       []headRule
	organ      words
	titleEnd   words
	titleIn    []string
	about      []string
	inlineSign []string
	box        string // signs that OCR makes of the brackets of a year
	yearIn     *regexp.Regexp
}

type outlineRule struct {
	level level
	re    *regexp.Regexp
}

type verb struct {
	role Role
	word string
}

type deadlineRule struct {
	kind       Kind
	bare       bool // only behind a label or in a table
	confidence float64
	cues       []string
	re         *regexp.Regexp
	group      map[string]int
}

type headRule struct {
	kind string
	re   *regexp.Regexp
}

// words are words with what they mean, found by the end of a text.
type words struct {
	of      map[string]string
	longest int // in bytes
}

func (w *words) add(meaning, list string) {
	if w.of == nil {
		w.of = map[string]string{}
	}
	for s := range strings.FieldsSeq(list) {
		w.of[s] = meaning
		w.longest = max(w.longest, len(s))
	}
}

// end returns the longest word that s ends with, "" if none, and its meaning.
func (w *words) end(s string) (word, meaning string) {
	for i := max(0, len(s)-w.longest); i < len(s); i++ {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		if m, ok := w.of[s[i:]]; ok {
			return s[i:], m
		}
	}
	return "", ""
}

// lang is the grammar; it is compiled once, at the first reading.
var lang = sync.OnceValue(func() *grammar {
	g := &grammar{
		fold: map[rune]rune{}, digits: map[rune]int{}, opening: map[rune]bool{},
		tailSigns: map[rune]bool{}, cues: map[rune]uint32{},
		periods: map[string]Period{}, halves: map[string]int{}, parts: map[string]int{},
	}
	for line := range strings.Lines(grammarText) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			g.rule(strings.Split(line, "\t"))
		}
	}
	for i, r := range g.deadlines {
		g.cue(i, r.cues)
	}
	g.cue(continuousCue, g.continuous)
	slices.SortStableFunc(g.continuous, func(a, b string) int { return len(b) - len(a) })
	return g
})

// continuousCue is the bit of the continuous words in grammar.cues.
const continuousCue = 31

func (g *grammar) cue(bit int, list []string) {
	for _, w := range list {
		c, _ := utf8.DecodeRuneInString(w)
		g.cues[c] |= 1 << bit
	}
}

// compile expands the macros.
func (g *grammar) compile(pattern string) *regexp.Regexp {
	return regexp.MustCompile(strings.NewReplacer(g.macros...).Replace(pattern))
}

// rule takes one line; the data is part of the program, so a wrong line panics in every test.
func (g *grammar) rule(f []string) {
	switch f[0] {
	case "macro":
		g.macros = append(g.macros, "{"+f[1]+"}", f[2])
	case "digit", "fold", "ten", "opening", "tail_signs", "box":
		g.signs(f[0], []rune(f[1]))
	case "outline":
		g.outline = append(g.outline, outlineRule{level(slices.Index(levelNames, f[1])), g.compile(f[2])})
	case "head":
		g.head = append(g.head, headRule{f[1], g.compile(f[2])})
	case "deadline":
		g.addDeadline(f)
	case "inline", "tail", "trigger", "year_in":
		*map[string]**regexp.Regexp{"inline": &g.inline, "tail": &g.tail, "trigger": &g.trigger, "year_in": &g.yearIn}[f[0]] = g.compile(f[1])
	case "label", "column", "verb", "suffix", "period", "half", "part":
		g.meaning(f[0], f[1], f[2])
	case "more", "organ", "title_end":
		map[string]*words{"more": &g.more, "organ": &g.organ, "title_end": &g.titleEnd}[f[0]].add(f[0], f[1])
	default:
		list, ok := map[string]*[]string{
			"before": &g.before, "along": &g.along, "ahead": &g.ahead, "each": &g.each, "group": &g.group,
			"continuous": &g.continuous, "continuous_skip": &g.skipped, "title_in": &g.titleIn, "about": &g.about, "inline_sign": &g.inlineSign,
		}[f[0]]
		if !ok {
			panic("grammar.tsv: " + f[0])
		}
		*list = strings.Fields(f[1])
	}
}

// signs takes a line of single characters; digit and fold have them in pairs.
func (g *grammar) signs(name string, r []rune) {
	switch name {
	case "digit":
		for i := 0; i < len(r); i += 2 {
			g.digits[r[i]] = int(r[i+1] - '0')
		}
	case "fold":
		for i := 0; i < len(r); i += 2 {
			g.fold[r[i]] = r[i+1]
		}
	case "ten":
		g.ten = r
	case "opening", "tail_signs":
		for _, c := range r {
			map[string]map[rune]bool{"opening": g.opening, "tail_signs": g.tailSigns}[name][c] = true
		}
	case "box":
		g.box = string(r)
	}
}

// meaning takes a line of words that mean the same.
func (g *grammar) meaning(name, meaning, list string) {
	switch name {
	case "label":
		g.labels.add(meaning, list)
		g.columns.add(meaning, list)
	case "column":
		g.columns.add(meaning, list)
	case "suffix":
		if meaning == "strong" {
			g.strong.add(meaning, list)
		}
		g.weak.add(meaning, list)
	case "verb":
		for w := range strings.FieldsSeq(list) {
			g.verbs = append(g.verbs, verb{Role(meaning), w})
		}
	case "period":
		for w := range strings.FieldsSeq(list) {
			g.periods[w] = Period(meaning)
		}
	default:
		n, err := strconv.Atoi(meaning)
		if err != nil {
			panic(err)
		}
		for w := range strings.FieldsSeq(list) {
			map[string]map[string]int{"half": g.halves, "part": g.parts}[name][w] = n
		}
	}
}

func (g *grammar) addDeadline(f []string) {
	conf, err := strconv.ParseFloat(f[2], 64)
	if err != nil {
		panic(err)
	}
	kind, bare := strings.CutPrefix(f[1], "bare ")
	r := deadlineRule{Kind(kind), bare, conf, strings.Split(f[3], "|"), g.compile(f[4]), map[string]int{}}
	for i, name := range r.re.SubexpNames() {
		if name != "" {
			r.group[name] = i
		}
	}
	g.deadlines = append(g.deadlines, r)
}
