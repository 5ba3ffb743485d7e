package faq

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/kernel/clause"
)

//go:embed figures.tsv
var figuresFile string

// patterns are how figures are read, by their words in figures.tsv.
var patterns = readPatterns(figuresFile)

func readPatterns(file string) map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for line := range strings.Lines(file) {
		if name, p, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			out[name] = regexp.MustCompile(p)
		}
	}
	return out
}

// A figure is a number of a text: an amount, a date, a share.
type figure struct {
	at            int
	written, mean string
}

// missing lists the figures of an explanation that stand in no quoted clause, as they are
// written, each once. 200 and 二百 are the same, 80% and 百分之八十 too, 80 and 80% are not. In
// words a figure counts where a unit stands behind it: 一般 has none.
func missing(explanation string, quotes []Quote) (out []string) {
	known := map[string]bool{}
	for _, q := range quotes {
		for _, f := range figuresOf(q.Text, "words") {
			known[f.mean] = true
		}
	}
	for _, f := range figuresOf(explanation, "counted") {
		if !known[f.mean] && !slices.Contains(out, f.written) {
			out = append(out, f.written)
		}
	}
	return out
}

// figuresOf are the figures of a text in its order; words names how those in words are read.
func figuresOf(text, words string) (out []figure) {
	text = patterns["skip"].ReplaceAllStringFunc(width.Fold.String(text), func(s string) string { return strings.Repeat(" ", len(s)) })
	take := func(name string, mean func(m []string) string) {
		text = replaceEach(patterns[name], text, func(at int, m []string) {
			if v := mean(m); v != "" {
				out = append(out, figure{at, strings.TrimSpace(m[0]), v})
			}
		})
	}
	take("percent", func(m []string) string { return spoken(m[1]) + "%" })
	take("digits", func(m []string) string { return times(strings.ReplaceAll(m[1], ",", ""), m[2]) + m[3] })
	take(words, func(m []string) string { return times(spoken(m[1]), m[2]) })
	slices.SortStableFunc(out, func(a, b figure) int { return a.at - b.at })
	return out
}

// replaceEach calls f with each match and its groups, and blanks it out.
func replaceEach(p *regexp.Regexp, text string, f func(at int, m []string)) string {
	b := []byte(text)
	for _, at := range p.FindAllStringSubmatchIndex(text, -1) {
		m := make([]string, len(at)/2)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		f(at[0], m)
		for i := at[0]; i < at[1]; i++ {
			b[i] = ' '
		}
	}
	return string(b)
}

// spoken writes a number in words in digits; one that it cannot read stays as it is.
func spoken(words string) string {
	if n := clause.Number(words); n > 0 {
		return strconv.Itoa(n)
	}
	return words
}

// units of ten thousand and of a hundred million, by the number of their zeros.
var zeros = map[string]int{"\u4e07": 4, "\u4ebf": 8}

// times multiplies a number in digits by its unit, exactly.
func times(number, unit string) string {
	whole, part, _ := strings.Cut(number, ".")
	if n := zeros[unit]; n > 0 {
		part += strings.Repeat("0", max(n-len(part), 0))
		whole, part = whole+part[:n], part[n:]
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if part = strings.TrimRight(part, "0"); part != "" {
		return whole + "." + part
	}
	return whole
}
