package account

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A Claim is a number that the text gives for a cell, or for the rows under a title.
type Claim struct {
	Place  Place
	Number Number
	Text   string // the words that it stands in
}

// prose says which words before a number mean which cell. It is language, no law.
//
//go:embed prose.tsv
var prose string

// A saying is a line of it: all of words (each one of several) and none of without.
type saying struct {
	place   Place
	words   [][]string
	without []string
}

var sayings = sync.OnceValue(func() (out []saying) {
	for line := range strings.Lines(prose) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if f[0] == "table" {
			continue
		}
		s := saying{place: Place{Table(f[0]), f[1], f[2]}}
		for w := range strings.FieldsSeq(f[3]) {
			s.words = append(s.words, strings.Split(w, "|"))
		}
		if f[4] != "" {
			s.without = strings.Split(f[4], "|")
		}
		out = append(out, s)
	}
	return out
})

// claims reads the numbers of the text: what they are is said by the words between
// the last stop and the number.
func (r *Report) claims() (out []Claim) {
	for _, s := range r.Sections {
		for _, line := range s.Lines {
			out = append(out, r.claimed(width.Fold.String(line))...)
		}
	}
	return out
}

func (r *Report) claimed(line string) (out []Claim) {
	from := 0
	for _, m := range lang().figure.FindAllStringSubmatchIndex(line, -1) {
		before := line[from:m[0]]
		from = m[1]
		if b := lang().breaks.FindAllStringIndex(before, -1); b != nil {
			before = before[b[len(b)-1][1]:]
		}
		n, ok := number(strings.ReplaceAll(line[m[2]:m[3]], ",", ""))
		if !ok || m[4] != m[5] || r.otherYear(before) || lang().says("elsewhere", before) {
			continue
		}
		for _, s := range sayings() {
			if s.said(before) {
				out = append(out, Claim{s.place, n, clip(before) + line[m[0]:m[1]]})
			}
		}
	}
	return out
}

func (s saying) said(text string) bool {
	has := func(w string) bool { return strings.Contains(text, w) }
	return !slices.ContainsFunc(s.words, func(any []string) bool { return !slices.ContainsFunc(any, has) }) && !slices.ContainsFunc(s.without, has)
}

// otherYear reports whether words name a year, and not that of the report.
func (r *Report) otherYear(text string) bool {
	m := lang().year.FindStringSubmatch(text)
	return m != nil && r.Year != 0 && m[1] != strconv.Itoa(r.Year)
}

// clip keeps the end of words for a message.
func clip(s string) string {
	const most = 30
	if n := utf8.RuneCountInString(s); n > most {
		s = string([]rune(s)[n-most:])
	}
	return s
}
