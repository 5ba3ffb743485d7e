package account

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

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
	Twice    []Table         // those of them that stand there twice, with other numbers
	Claims   []Claim         // numbers that the text gives for cells
}

// A Section is a part of the report below one of its headings.
type Section struct {
	Code  string   // of the form; "" before the first
	Title string   // as it stands there
	Lines []string // its paragraphs; tables have none
}

// Section returns the section with a code, with all that stands below its heading if that is
// there twice; false if the report has none.
func (r *Report) Section(code string) (out Section, ok bool) {
	for _, s := range r.Sections {
		switch {
		case s.Code != code:
		case !ok:
			out, ok = s, true
		default:
			out.Lines = slices.Concat(out.Lines, s.Lines)
		}
	}
	return out, ok
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
	f := finder{r: r, from: map[Place]int{}, homed: map[Table]bool{}}
	heads := r.Form.Of(law.ReportSection)
	r.Sections = []Section{{}}
	for _, p := range parts {
		last := &r.Sections[len(r.Sections)-1]
		if p.grid != nil {
			f.table(p.grid, last.Code)
			continue
		}
		if code := r.Form.sectionOf(heads, p.text); code != "" {
			r.Sections = append(r.Sections, Section{Code: code, Title: p.text})
			f.above = nil
			continue
		}
		last.Lines = append(last.Lines, p.text)
	}
	r.titled()
	r.Claims = r.claims()
	slices.Sort(r.Found)
	slices.Sort(r.Twice)
	return r
}

// formOf is the version of which the tables have most of what no other version has, and by
// the year that is written where they have nothing of that kind.
func formOf(parts []part) *Form {
	has := map[string]bool{}
	for _, p := range parts {
		for _, row := range p.grid {
			for _, text := range row {
				has[bare(text)] = true
			}
		}
	}
	best, most := FormOf(law.ReportVersion(yearOf(parts))), 0
	for _, f := range forms() {
		n := 0
		for word := range f.own {
			if has[word] {
				n++
			}
		}
		if n > most {
			best, most = f, n
		}
	}
	return best
}

// yearOf is the year of the first title.
func yearOf(parts []part) int {
	for _, p := range parts {
		if year := yearIn(p.text); year != 0 && lang().title.MatchString(p.text) {
			return year
		}
	}
	return 0
}

// headingMost is how long a heading may be, in characters.
const headingMost = 40

// sectionOf is the code of the section that a line heads. A report may leave out the
// mark of the number or a part of the words, so likeness is enough; whether it is
// exact is for Check. A heading within a section often says a part of the same words: it
// is numbered in another way, or not, and then says less of them.
func (f *Form) sectionOf(heads []law.ReportLabel, text string) string {
	if len([]rune(text)) > headingMost || lang().below.MatchString(text) {
		return ""
	}
	code := f.labelOf(heads, []string{text})
	if code == "" || lang().chief.MatchString(text) {
		return code
	}
	i := slices.IndexFunc(heads, func(l law.ReportLabel) bool { return l.Code == code })
	want, got := len(f.words[heads[i].Label]), len([]rune(bare(text)))
	if 5*min(want, got) < 4*max(want, got) {
		return ""
	}
	return code
}

// titled takes the title, and the year. A page of the web often lists the reports of all
// years above the one that it shows: that is the last above the first section, or the one
// of the year whose first day is named there.
func (r *Report) titled() {
	intro := r.Sections[0].Lines
	titles := slices.DeleteFunc(slices.Clone(intro), func(s string) bool { return !titleLike(s) })
	if len(titles) == 0 && titleLike(r.Name) {
		titles = []string{r.Name}
	}
	first, period := r.firstDay()
	for _, s := range titles {
		r.Title = s
		if period && yearIn(s) == first {
			break
		}
	}
	for _, s := range slices.Concat([]string{r.Title}, intro) {
		if r.Year = yearIn(s); r.Year != 0 {
			return
		}
	}
}

// titleLike reports whether a line may be the title of a report.
func titleLike(s string) bool {
	return lang().title.MatchString(strings.Join(strings.Fields(s), "")) && len([]rune(s)) < titleMost
}

// titleMost is how long a title may be, in characters.
const titleMost = 80

// firstDay is the year whose first day is named before the tables.
func (r *Report) firstDay() (year int, ok bool) {
	one, _ := r.Section("1")
	for _, s := range slices.Concat(r.Sections[0].Lines, one.Lines) {
		before, _, named := strings.Cut(strings.Join(strings.Fields(s), ""), lang().words["period"][0])
		if all := lang().year.FindAllString(before, -1); named && len(all) > 0 {
			return yearIn(all[len(all)-1]), true
		}
	}
	return 0, false
}

// yearIn is the year that a text names first; 0 if it names none.
func yearIn(s string) int {
	m := lang().year.FindStringSubmatch(width.Fold.String(s))
	if m == nil {
		return 0
	}
	year, _ := strconv.Atoi(m[1]) // four digits
	return year
}
