package account

import (
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/law"
)

// A Report is what a file says.
type Report struct {
	Name     string
	Title    string
	Year     int // 0: the file does not say
	Form     *Form
	Sections []Section       // as they follow one another
	Values   map[Place]Value // the cells that were found
	Found    []Table         // the tables that were found
	Claims   []Claim         // numbers that the text gives for cells
}

// A Section is a part of the report below one of its headings.
type Section struct {
	Code  string   // of the form; "" before the first
	Title string   // as it stands there
	Lines []string // its paragraphs; tables have none
}

// Section returns the section with a code; false if the report has none.
func (r *Report) Section(code string) (Section, bool) {
	i := slices.IndexFunc(r.Sections, func(s Section) bool { return s.Code == code })
	if i < 0 {
		return Section{}, false
	}
	return r.Sections[i], true
}

// Has reports whether a table was found.
func (r *Report) Has(t Table) bool { return slices.Contains(r.Found, t) }

// At returns the number of a place; false where there is none.
func (r *Report) At(p Place) (Number, bool) {
	v, ok := r.Values[p]
	return v.Number, ok && v.Known
}

// sum adds the numbers of places; false if one is missing.
func (r *Report) sum(places []Place) (n Number, ok bool) {
	for _, p := range places {
		v, known := r.At(p)
		if !known {
			return 0, false
		}
		n += v
	}
	return n, true
}

// A part is a paragraph or a table of a file, in its order.
type part struct {
	text string
	grid [][]string
}

// assemble finds the parts of a report in those of a file.
func assemble(name string, parts []part) *Report {
	r := &Report{Name: name, Form: formOf(parts), Values: map[Place]Value{}}
	heads := r.Form.Of(law.ReportSection)
	r.Sections = []Section{{}}
	for _, p := range parts {
		last := &r.Sections[len(r.Sections)-1]
		if p.grid != nil {
			r.table(p.grid)
			continue
		}
		if code := r.Form.sectionOf(heads, p.text); code != "" {
			r.Sections = append(r.Sections, Section{Code: code, Title: p.text})
			continue
		}
		last.Lines = append(last.Lines, p.text)
	}
	r.titled()
	r.Claims = r.claims()
	slices.Sort(r.Found)
	return r
}

// formOf is the version whose labels of table 3 the tables have most of.
func formOf(parts []part) *Form {
	best, most := FormOf(""), 0
	for _, f := range forms() {
		rows, found := f.Of(law.ReportRow), map[string]bool{}
		for _, p := range parts {
			for _, row := range p.grid {
				if code := f.labelOf(rows, row); code != "" {
					found[code] = true
				}
			}
		}
		// Every row of the older form but one is also in the newer: what counts is
		// how many there are of those that there should be.
		if score := 1000 * len(found) / len(rows); score > most && len(found) > 0 {
			best, most = f, score
		}
	}
	return best
}

// headingMost is how long a heading may be, in characters.
const headingMost = 40

// sectionOf is the code of the section that a line heads. A report may leave out the
// mark of the number or a part of the words, so likeness is enough; whether it is
// exact is for Check.
func (f *Form) sectionOf(heads []law.ReportLabel, text string) string {
	if len([]rune(text)) > headingMost {
		return ""
	}
	return f.labelOf(heads, []string{text})
}

// titled takes the title, and the year from it.
func (r *Report) titled() {
	first := slices.Concat([]string{r.Name}, r.Sections[0].Lines)
	slices.Reverse(first[1:])
	for _, s := range first {
		if lang().title.MatchString(strings.ReplaceAll(s, " ", "")) && len([]rune(s)) < 80 {
			r.Title = s
		}
	}
	for _, s := range slices.Concat([]string{r.Title}, r.Sections[0].Lines) {
		if m := lang().year.FindStringSubmatch(s); m != nil {
			r.Year, _ = strconv.Atoi(m[1])
			return
		}
	}
}
