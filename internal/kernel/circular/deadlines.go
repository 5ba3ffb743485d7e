package circular

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A found is a deadline at the bytes i to j of a paragraph.
type found struct {
	Deadline
	i, j int
	warn *fault.Text
}

// clauseEnds divide a text into the pieces that a pattern of time is looked for in.
const clauseEnds = "。;!?,:"

const longestPiece = 600 // bytes that are searched at once, and that a title of a document may have

// deadlines finds the statements of time in the bytes i to j of p. In a cell or
// behind a label (bare) a date counts without the word "before".
func (r *reader) deadlines(p *para, i, j int, bare bool) []found {
	var out []found
	for from := i; from < j; {
		end := min(j, from+longestPiece)
		for end < j && !utf8.RuneStart(p.text[end]) {
			end--
		}
		if k := strings.IndexAny(p.text[from:end], clauseEnds); k >= 0 {
			end = from + k
		}
		out = r.timesIn(p, from, end, bare, out)
		from = end
		if c, n := utf8.DecodeRuneInString(p.text[end:j]); strings.ContainsRune(clauseEnds, c) {
			from += n
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Compare(a.i, b.i) })
	return out
}

// timesIn applies every rule to one piece; earlier rules win where two overlap.
func (r *reader) timesIn(p *para, i, j int, bare bool, out []found) []found {
	t := p.text[i:j]
	old := len(out)
	var cues uint32
	for _, c := range t {
		cues |= r.g.cues[c]
	}
	for k := range r.g.deadlines {
		rule := &r.g.deadlines[k]
		if cues>>k&1 == 0 || rule.bare && !bare || !slices.ContainsFunc(rule.cues, func(c string) bool { return strings.Contains(t, c) }) {
			continue
		}
		for _, m := range rule.re.FindAllStringSubmatchIndex(t, -1) {
			if m[0] == m[1] || overlaps(out[old:], i+m[0], i+m[1]) || r.quoted(p, i+m[0]) {
				continue
			}
			if f, ok := r.time(p, hit{rule, t, m, i}, bare); ok {
				out = append(out, f)
			}
		}
	}
	if cues>>continuousCue&1 == 0 {
		return out
	}
	return r.words(p, i, j, out, old)
}

// words finds the words of the bytes i to j that set no day, where out from old on does not overlap them.
func (r *reader) words(p *para, i, j int, out []found, old int) []found {
	t := p.text[i:j]
	for k := 0; k < len(t); {
		w := r.continuousAt(t[k:])
		if w == "" {
			_, n := utf8.DecodeRuneInString(t[k:])
			k += n
			continue
		}
		if !overlaps(out[old:], i+k, i+k+len(w)) && !r.quoted(p, i+k) && !r.skippedAt(t, k, len(w)) {
			out = append(out, r.place(p, found{Deadline: Deadline{Kind: Continuous, Confidence: 0.6}, i: i + k, j: i + k + len(w)}))
		}
		k += len(w)
	}
	return out
}

func overlaps(all []found, i, j int) bool {
	return slices.ContainsFunc(all, func(f found) bool { return i < f.j && f.i < j })
}

func (r *reader) continuousAt(t string) string {
	for _, w := range r.g.continuous {
		if strings.HasPrefix(t, w) {
			return w
		}
	}
	return ""
}

// skippedAt reports whether the word at k is part of a longer word of another meaning.
func (r *reader) skippedAt(t string, k, n int) bool {
	return slices.ContainsFunc(r.g.skipped, func(w string) bool {
		at := strings.Index(t[max(0, k-len(w)):min(len(t), k+n+len(w))], w)
		return at >= 0
	})
}

// quoted reports whether the place i lies within a title of a document.
func (r *reader) quoted(p *para, i int) bool {
	before, after := p.text[max(0, i-longestPiece):i], p.text[i:min(len(p.text), i+longestPiece)]
	open := strings.LastIndex(before, "《")
	return open >= 0 && !strings.Contains(before[open:], "》") && strings.Contains(after, "》")
}

func (r *reader) place(p *para, f found) found {
	f.Raw = p.plain(f.i, f.j)
	f.Span = p.span(f.i, f.j)
	return f
}

// A hit is a match m of a rule in the text t, which begins at the byte base of its paragraph.
type hit struct {
	rule *deadlineRule
	t    string
	m    []int
	base int
}

// group returns a named group, "" if the rule has none or it is empty.
func (h hit) group(name string) string {
	k, ok := h.rule.group[name]
	if !ok || h.m[2*k] < 0 {
		return ""
	}
	return h.t[h.m[2*k]:h.m[2*k+1]]
}

// time makes a deadline of a hit; false if the hit means none.
func (r *reader) time(p *para, h hit, bare bool) (found, bool) {
	f := found{i: h.base + h.m[0], j: h.base + h.m[1]}
	f.Kind, f.Confidence = h.rule.kind, h.rule.confidence
	f.Count = r.g.number(h.group("n"))
	y := r.yearOf(h)
	if r.numeralBefore(p, f.i) && y == 0 && h.rule.kind != Relative {
		return f, false // 三年内 is a length of time
	}
	if r.digitBefore(p, f.i) {
		return f, false
	}
	if y == 0 {
		y = r.year
	}
	if h.group("next") != "" {
		y++
	}
	ok := true
	switch f.Kind {
	case Times:
		f.Period = Year
		f.Due = r.day(&f, y, 12, 31)
	case Recurring:
		r.recurrence(&f, h, y)
	case Relative:
		f.Period = r.g.periods[h.group("x")]
		f.Trigger = r.trigger(p, f.i)
	case Absolute:
		ok = r.absolute(&f, h, y, bare)
	case Continuous, Unspecified:
		ok = false // no rule is of these kinds
	}
	return r.place(p, f), ok
}

func (r *reader) yearOf(h hit) int {
	for _, name := range []string{"y", "y2"} {
		if s := h.group(name); s != "" {
			return r.g.number(s)
		}
	}
	return 0
}

// numeralBefore reports whether a numeral stands right before i.
func (r *reader) numeralBefore(p *para, i int) bool {
	c, _ := utf8.DecodeLastRuneInString(p.text[:i])
	_, digit := r.g.digits[c]
	return digit || slices.Contains(r.g.ten, c)
}

func (r *reader) digitBefore(p *para, i int) bool {
	return i > 0 && (p.text[i-1] >= '0' && p.text[i-1] <= '9' || p.text[i-1] == '.')
}

func (r *reader) recurrence(f *found, h hit, y int) {
	x := h.group("x")
	if x == "" {
		x = h.group("x2")
	}
	f.Period = r.g.periods[x]
	f.Count = max(1, f.Count)
	if e := r.g.number(h.group("e")); e > 1 {
		f.Every = e
	}
	if m := r.g.number(h.group("m")); m > 0 {
		d := r.g.number(h.group("d"))
		if d == 0 {
			d = lastDay(y, m)
		}
		f.Due = r.day(f, y, m, d)
	}
}

// absolute sets the day; false if the words name a time without setting a limit.
func (r *reader) absolute(f *found, h hit, y int, bare bool) bool {
	month, x := h.group("m"), h.group("x")
	switch {
	case x != "":
		f.Due = r.day(f, y, r.half(x), 0)
	case month == "":
		f.Due = r.day(f, y, 12, 31)
	default:
		return r.monthDay(f, h, y, bare)
	}
	return true
}

// half returns the last month of a half year or a quarter.
func (r *reader) half(x string) int {
	if k, ok := r.g.halves[x]; ok {
		return k
	}
	for _, c := range x {
		if n := r.g.number(string(c)); n >= 1 && n <= 4 {
			return 3 * n
		}
	}
	return 12
}

// monthDay reads a month with a day or a part. In running text a date sets a
// limit only with 前, 止 or the like, or with the end of the month or a 旬.
func (r *reader) monthDay(f *found, h hit, y int, bare bool) bool {
	m, d, part, q := r.g.number(h.group("m")), r.g.number(h.group("d")), h.group("part"), h.group("q")
	if !bare && q == "" && (part == "" || r.g.parts[part] == 0) {
		return false
	}
	if m < 1 || m > 12 {
		return false
	}
	switch {
	case h.group("d") != "":
	case r.g.parts[part] > 0:
		d = r.g.parts[part]
	case part == "" && slices.Contains(r.g.ahead, q) && m > 1:
		// "6月前" ends before June begins; officials also mean the month itself.
		m, d, f.Confidence = m-1, 31, 0.5
	default:
		d = 31
	}
	if part != "" || h.group("d") == "" {
		d = min(d, lastDay(y, m))
	}
	f.Due = r.day(f, y, m, d)
	return true
}

// lastDay is the last day of a month; of an unknown year February has 28 days.
func lastDay(y, m int) int {
	if y == 0 {
		y = 2001
	}
	d := calendar.Day(fmt.Sprintf("%04d-%02d-01", y, min(max(m, 1), 12)))
	return d.Time().AddDate(0, 1, -1).Day()
}

// day returns the date, with the last day of the month for d = 0. Without a year, or for a date that
// does not exist, it is "" and f carries a warning.
func (r *reader) day(f *found, y, m, d int) calendar.Day {
	if d == 0 {
		d = lastDay(y, m)
	}
	if y == 0 {
		f.warn = &fault.Text{Key: "circular.year_unknown"}
		return ""
	}
	day := calendar.Day(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	if !day.Valid() {
		f.warn = &fault.Text{Key: "circular.bad_date"}
		return ""
	}
	if r.year > 0 && y < r.year {
		f.Confidence = min(f.Confidence, 0.4) // a look back
	}
	return day
}

// trigger returns what a term counts from, as the text before it says.
func (r *reader) trigger(p *para, i int) string {
	const reach = 40 * utf8.UTFMax
	from := max(0, i-reach)
	for from < i && !utf8.RuneStart(p.text[from]) {
		from++
	}
	m := r.g.trigger.FindStringSubmatch(p.text[from:i])
	if m == nil {
		return ""
	}
	return m[r.g.trigger.SubexpIndex("t")]
}

// Deadlines reads the words in which a table or a form gives a deadline, such
// as 10月底前 or 每季度一次. A day without a year is of year. Spans point into text.
func Deadlines(text string, year int) []Deadline {
	r := &reader{g: lang(), src: text, out: &Circular{}, year: year}
	p := r.g.foldSpan(text, between(0, len(text)))
	out := []Deadline{}
	for _, f := range r.deadlines(p, 0, len(p.text), true) {
		out = append(out, f.Deadline)
	}
	return out
}
