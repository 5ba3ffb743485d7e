package circular

import (
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A draft is a point in the making.
type draft struct {
	*reader
	Point
	text  []string // of the paragraphs
	part  int      // the part that the text belongs to, from 1
	ended bool     // a clause was the last thing: more text begins another part
	parts []Part
	owned []bool // the part has a clause
	times []found
}

// makePoint makes a point of its paragraphs; the first begins with its number.
func (r *reader) makePoint(paras []*para, section int) Point {
	first := paras[0]
	d := &draft{reader: r, Point: Point{
		Number: first.num, Label: first.plain(0, first.from), Section: section, Span: first.whole(), LabelSpan: first.span(0, first.from),
		Units: []Unit{}, Deadlines: []Deadline{}, Sentences: []Sentence{}, Parts: []Part{}, Warnings: []Warning{}, UnitSpans: []Span{},
	}}
	for i, p := range paras {
		d.Span.End = max(d.Span.End, p.whole().End)
		from := 0
		if i == 0 {
			from = d.title(p)
		}
		d.paragraph(p, from)
	}
	d.finish()
	return d.Point
}

func (d *draft) note(key string, s Span, args ...any) {
	d.Warnings = append(d.Warnings, Warning{Text: fault.T(key, args...), Span: s})
}

// title reads the title of the point and returns where its text begins. A title
// ends at the first full stop or colon; a long sentence without one gives its first clause and stays in the text.
func (d *draft) title(p *para) int {
	end := len(p.text)
	if len(p.clauses) > 0 {
		end = max(p.from, p.clauses[0].i)
	}
	stop, next := headingEnd(p.text, p.from, end)
	if k := strings.IndexByte(p.text[p.from:end], ':'); k > 0 && p.from+k < stop && utf8.RuneCountInString(p.text[p.from:p.from+k]) <= longestHeading/2 && p.from+k+1 < end {
		stop, next = p.from+k, p.from+k+1
	}
	if stop == p.from || utf8.RuneCountInString(p.text[p.from:stop]) > longestHeading+20 {
		stop, next = firstClause(p.text, p.from, end), p.from
		d.note("circular.title_taken", p.span(p.from, stop))
	}
	d.Title, d.TitleSpan = p.plain(p.from, stop), p.span(p.from, stop)
	if next > p.from {
		d.TitleSpan = p.span(p.from, min(next, max(end, p.from)))
		d.times = append(d.times, d.deadlines(p, p.from, stop, false)...)
	}
	return next
}

// firstClause returns the end of the first clause of a sentence, of at most 40 characters.
func firstClause(t string, i, j int) int {
	n := 0
	for k, c := range t[i:j] {
		if n++; n > 4 && strings.ContainsRune(clauseEnds, c) || n > longestHeading {
			return i + k
		}
	}
	return j
}

// paragraph reads the text and the clauses of p from the byte i on.
func (d *draft) paragraph(p *para, i int) {
	var shown strings.Builder
	for _, c := range p.clauses {
		if c.i > i {
			d.run(p, i, c.i, &shown)
		}
		d.clause(p, c)
		i = max(i, c.j)
	}
	if i < len(p.text) {
		d.run(p, i, len(p.text), &shown)
	}
	if shown.Len() > 0 {
		d.text = append(d.text, shown.String())
	}
}

// run reads text between clauses.
func (d *draft) run(p *para, i, j int, shown *strings.Builder) {
	if strings.Trim(p.text[i:j], "。;,. ") == "" && len(d.Sentences) > 0 {
		d.Sentences[len(d.Sentences)-1].Span.End = max(d.Sentences[len(d.Sentences)-1].Span.End, p.span(i, j).End)
		return
	}
	if d.part == 0 || d.ended && d.owned[d.part-1] {
		d.part++
		d.parts = append(d.parts, Part{Span: p.span(i, j)})
		d.owned = append(d.owned, false)
	}
	d.ended = false
	text := p.shown(i, j)
	shown.WriteString(text)
	cur := &d.parts[d.part-1]
	cur.Text += text
	cur.Span.End = p.span(i, j).End
	for _, s := range sentences(p, i, j, d.inlineMarks(p.text[i:j])) {
		d.Sentences = append(d.Sentences, Sentence{Text: p.shown(s[0], s[1]), Part: d.part, Span: p.span(s[0], s[1])})
	}
	d.addTimes(d.deadlines(p, i, j, false))
}

func (d *draft) addTimes(all []found) {
	for _, f := range all {
		f.Part = max(1, d.part)
		d.times = append(d.times, f)
	}
}

// clause reads a unit clause.
func (d *draft) clause(p *para, c clause) {
	if d.part == 0 {
		d.part++
		d.parts = append(d.parts, Part{Span: p.span(c.i, c.i)})
		d.owned = append(d.owned, false)
	}
	whole := p.span(c.i, c.j)
	d.UnitSpans = append(d.UnitSpans, whole)
	if c.open {
		d.note("circular.bracket_open", whole)
	}
	for _, s := range c.segments {
		switch s.means {
		case "deadline":
			d.limit(p, s)
		case "person":
			d.note("circular.person", p.span(s.li, s.j), p.plain(s.i, s.j))
		default:
			d.units(p, s, c.labelled)
		}
	}
	d.parts[d.part-1].Span.End = max(d.parts[d.part-1].Span.End, whole.End)
	d.ended = true
}

// limit reads the value of a label of time.
func (d *draft) limit(p *para, s segment) {
	all := d.deadlines(p, s.i, s.j, true)
	if len(all) == 0 {
		f := found{Deadline: Deadline{Kind: Unspecified, Raw: p.plain(s.i, s.j), Span: p.span(s.i, s.j), Confidence: 0.3}}
		all = append(all, f)
		d.note("circular.due_unclear", f.Span, f.Raw)
	}
	d.addTimes(all)
}

func (d *draft) units(p *para, s segment, labelled bool) {
	names := d.list(p, s.i, s.j, Role(s.means))
	if len(names) == 0 {
		d.note("circular.no_names", p.span(s.li, s.j), s.label)
		return
	}
	for _, u := range names {
		u.Part = d.part
		if !labelled {
			u.Confidence = min(u.Confidence, 0.85)
		}
		if u.Confidence < 0.5 {
			d.note("circular.unit_doubtful", u.Span, u.Raw)
		}
		d.Units = append(d.Units, u.Unit)
		d.owned[d.part-1] = true
	}
}

// finish completes the point after its last paragraph.
func (d *draft) finish() {
	d.Text = strings.Join(d.text, "\n")
	if len(d.Sentences) == 0 && d.Title != "" {
		d.Sentences = append(d.Sentences, Sentence{Text: d.Title, Part: 1, Span: d.TitleSpan})
	}
	if len(d.Units) == 0 {
		d.note("circular.no_units", d.TitleSpan)
	}
	divided := 0
	for _, owned := range d.owned {
		if owned {
			divided++
		}
	}
	if divided > 1 {
		d.Parts = d.parts
		for i, owned := range d.owned {
			if !owned {
				d.note("circular.part_no_units", d.parts[i].Span)
			}
		}
	}
	d.keepTimes()
	if divided > 1 {
		return
	}
	for i := range d.Units {
		d.Units[i].Part = 0
	}
	for i := range d.Sentences {
		d.Sentences[i].Part = 0
	}
	for i := range d.Deadlines {
		d.Deadlines[i].Part = 0
	}
}

// keepTimes keeps each continuous word once for a part, and says so if no time is given.
func (d *draft) keepTimes() {
	type word struct {
		raw  string
		part int
	}
	seen := map[word]bool{}
	for _, f := range d.times {
		w := word{f.Raw, f.Part}
		if f.Kind == Continuous && (seen[w] || seen[word{f.Raw, 0}]) {
			continue
		}
		seen[w] = f.Kind == Continuous
		d.Deadlines = append(d.Deadlines, f.Deadline)
		if f.warn != nil {
			d.Warnings = append(d.Warnings, Warning{Text: fault.T(f.warn.Key, f.Raw), Span: f.Span})
		}
	}
	if len(d.Deadlines) == 0 {
		at := d.TitleSpan.End
		d.Deadlines = append(d.Deadlines, Deadline{Kind: Unspecified, Span: between(at, at), Confidence: 1})
	}
}

// sentences divides the bytes i to j of p at full stops outside quotation marks
// and brackets, and before 一是.
func sentences(p *para, i, j int, marks [][]int) [][2]int {
	var out [][2]int
	begin, depth := i, 0
	cut := func(at int) {
		if strings.Trim(p.text[begin:at], " ") != "" {
			out = append(out, [2]int{begin, at})
		}
		begin = at
	}
	for k, c := range p.text[i:j] {
		k += i
		if len(marks) > 0 && i+marks[0][0] == k {
			cut(k)
			marks = marks[1:]
		}
		switch c {
		case '“', '(', '《':
			depth++
		case '”', ')', '》':
			depth = max(0, depth-1)
		case '。', '!', '?':
			if depth == 0 {
				cut(k + utf8.RuneLen(c))
			}
		}
	}
	cut(j)
	return out
}
