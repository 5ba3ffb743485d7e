package annual

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/account"
)

// figures.tsv names what a text may speak of: the cells, and, with no table, what is
// counted or told beside them. The names are words for officials.
//
//go:embed figures.tsv
var figuresFile string

// A Figure is a name that a text may have in braces, and what it stands for.
type Figure struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Value string `json:"value"`

	place account.Place // of a cell
	key   string        // of a special
}

var figures = sync.OnceValue(func() (out []Figure) {
	for line := range strings.Lines(figuresFile) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		x := Figure{Name: f[0], About: f[4], place: account.Place{Table: account.Table(f[1]), Row: f[2], Column: f[3]}}
		if f[1] == "" {
			x.key, x.place = f[2], account.Place{}
		}
		out = append(out, x)
	}
	return out[1:] // below the heads
})

// nameOf is the name of a special figure.
func nameOf(key string) string {
	return figures()[slices.IndexFunc(figures(), func(f Figure) bool { return f.key == key })].Name
}

var braces = regexp.MustCompile(`\{([^{}\n]*)\}`)

// unknown is the first name in braces that is no figure; "" if there is none.
func unknown(text string) string {
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		if !slices.ContainsFunc(figures(), func(f Figure) bool { return f.Name == m[1] }) {
			return m[0]
		}
	}
	return ""
}

// fill puts the figures in their places.
func fill(text string, values map[string]string) string {
	return braces.ReplaceAllStringFunc(text, func(s string) string {
		if v, ok := values[s[1:len(s)-1]]; ok {
			return v
		}
		return s
	})
}

// values gives each figure its value: of a cell the number, of a special what is told.
func values(f *account.Form, cells account.Cells, specials map[string]string) map[string]string {
	out := map[string]string{}
	for _, x := range figures() {
		if x.key != "" {
			out[x.Name] = specials[x.key]
		} else {
			out[x.Name] = f.Sum(cells, x.place).String()
		}
	}
	return out
}

// lines are the paragraphs of a text.
func lines(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// composed is a report with its text filled, as its readers see it.
func (r *Report) composed(title string, cells account.Cells, figures map[string]string) *account.Report {
	form := r.Form()
	six := append(lines(fill(r.Text.Six, figures)), lines(fill(r.Text.Explain, figures))...)
	if name := nameOf("carried"); !strings.Contains(r.Text.Six+r.Text.Explain, "{"+name+"}") {
		six = append(six, lines(figures[name])...) // why 上年结转 is not what the report of last year left
	}
	of := map[string][]string{"1": lines(fill(r.Text.One, figures)), "5": lines(fill(r.Text.Five, figures)), "6": six}
	sections := []account.Section{{Lines: lines(fill(r.Text.Intro, figures))}}
	for _, s := range form.Headings() {
		sections = append(sections, account.Section{Code: s.Code, Title: s.Label, Lines: of[s.Code]})
	}
	out := account.Compose(r.Year, form, title, sections, cells)
	if r.Source == Paper {
		out.Leave(cells) // the records know what did not happen; paper may say nothing of it
	}
	return out
}
