package account

import (
	_ "embed"
	"regexp"
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
	Means  [][]Place // the sums that it may be, one of which is enough; none: Place alone
	Number Number
	Text   string // the words that it stands in
}

// prose says which words around a number mean which cell. It is language, no law.
//
//go:embed prose.tsv
var prose string

// A saying is a line of it.
type saying struct {
	place   Place
	topics  []string // none: any
	among   bool     // it is also said of a part of the number before
	none    bool     // it has no number, and says 0
	means   [][]Place
	words   *regexp.Regexp
	without *regexp.Regexp // nil: nothing
}

// noTopic stands in the file for a paragraph that has been about nothing so far.
const noTopic = "-"

var sayings = sync.OnceValue(func() (out []saying) {
	names := []string{}
	for line := range strings.Lines(prose) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(f[0], "{"): // it may use those above it
			names = append(names, f[0], "(?:"+strings.NewReplacer(names...).Replace(f[1])+")")
			continue
		case len(f) < 8 || f[0] == "table":
			continue
		}
		full := strings.NewReplacer(names...)
		s := saying{place: Place{Table(f[0]), f[1], f[2]}, among: f[4] != "", none: !strings.Contains(f[6], "#"), words: regexp.MustCompile(full.Replace(f[6]))}
		if f[3] != "" {
			s.topics = strings.Split(f[3], "|")
		}
		for reading := range strings.FieldsSeq(f[5]) {
			s.means = append(s.means, s.place.rows(reading))
		}
		if f[7] != "" {
			s.without = regexp.MustCompile(full.Replace(f[7]))
		}
		out = append(out, s)
	}
	return out
})

// rows are the places of a column in several rows, written with a plus between them.
func (p Place) rows(codes string) (out []Place) {
	for row := range strings.SplitSeq(codes, "+") {
		out = append(out, Place{p.Table, row, p.Column})
	}
	return out
}

// claims reads the numbers of the text: what they are is said by the words around the
// number, and by what the paragraph is about. A line that is only a heading says that
// for the lines below it, and the heading of the section for all of them.
func (r *Report) claims() (out []Claim) {
	for _, s := range r.Sections {
		top := topicOf("", r.plain(width.Fold.String(s.Title)))
		if s.Code != string(Requests) && s.Code != string(Remedies) {
			top = ""
		}
		about := top
		for _, line := range s.Lines {
			line = width.Fold.String(line)
			if lang().ordinal.MatchString(line) {
				about = top
				if utf8.RuneCountInString(line) < headingMost && !lang().figure.MatchString(line) {
					about = topicOf(top, r.plain(line))
				}
			}
			out = append(out, r.claimed(line, about)...)
		}
	}
	return out
}

// A window is what stands around one number, up to the next stop or number; or what
// stands between two stops, without a number.
type window struct {
	before, text string // text: # for the number
	from, to     int
	figure       []int
	last         bool // of its sentence
}

// windows cuts a line. Words in brackets and the names of documents are not read.
func (r *Report) windows(line string) (out []window) {
	figures := lang().figure.FindAllStringSubmatchIndex(line, -1)
	shown := []byte(line)
	for _, m := range lang().of("aside").FindAllStringIndex(line, -1) {
		if !lang().figure.MatchString(line[m[0]:m[1]]) {
			copy(shown[m[0]:m[1]], strings.Repeat(" ", m[1]-m[0]))
		}
	}
	hidden := slices.Clone(shown) // a comma of a number is no stop
	for _, m := range figures {
		copy(hidden[m[0]:m[1]], strings.Repeat(" ", m[1]-m[0]))
	}
	at := 0
	for _, stop := range append(lang().of("stop").FindAllIndex(hidden, -1), []int{len(line), len(line)}) {
		var in [][]int
		for len(figures) > 0 && figures[0][0] < stop[0] {
			in, figures = append(in, figures[0]), figures[1:]
		}
		from := at
		for i, m := range in {
			to := stop[0]
			if i+1 < len(in) {
				to = in[i+1][0]
			}
			before := r.plain(string(shown[from:m[0]]))
			out = append(out, window{before: before, text: before + "#" + line[m[6]:m[7]] + r.plain(string(shown[m[1]:to])), from: from, to: m[1], figure: m})
			from = m[1]
		}
		if text := r.plain(string(shown[at:stop[0]])); in == nil {
			out = append(out, window{before: text, text: text, from: at, to: stop[0]})
		}
		out[len(out)-1].last = stop[0] == len(line) || lang().has("sentence", line[stop[0]:stop[1]])
		at = stop[1]
	}
	return out
}

// plain is a text in which years are called by how they stand to that of the report,
// without spaces and without the words that mean all requests.
func (r *Report) plain(text string) string {
	text = lang().year.ReplaceAllStringFunc(strings.Join(strings.Fields(text), ""), r.called)
	return lang().of("whole").ReplaceAllString(text, "")
}

// called is how a year stands to that of the report; a file that does not say which
// year it is about has one.
func (r *Report) called(year string) string {
	names := lang().words["called"]
	n, _ := strconv.Atoi(lang().year.FindStringSubmatch(year)[1])
	switch {
	case r.Year == 0 || n == r.Year:
		return names[1]
	case n == r.Year-1:
		return names[0]
	case n == r.Year+1:
		return names[2]
	}
	return year
}

// A reading is what a paragraph has said so far.
type reading struct {
	r                       *Report
	topic                   string
	earlier, current, apart bool // of the sentence; apart: it speaks of somebody else
	among                   bool // of the window
	split                   bool // the window was nothing but the word for a part
}

// claimed reads a line that is about something.
func (r *Report) claimed(line, about string) (out []Claim) {
	all := r.windows(line)
	t := reading{r: r, topic: about}
	for i, w := range all {
		t.read(w)
		next := ""
		if i+1 < len(all) {
			next = all[i+1].text
		}
		for _, s := range sayings() {
			if s.none == (w.figure == nil) && t.says(s, w) {
				if c, ok := s.claim(line, w, next, r.plain(line[w.from:w.to])); ok {
					out = append(out, c)
				}
			}
		}
		if w.last {
			t.earlier, t.current, t.apart, t.split = false, false, false, false
		}
	}
	return out
}

// claim makes the claim of a window. What holds the number of the year before is new
// and carried over.
func (s saying) claim(line string, w window, next, raw string) (Claim, bool) {
	c := Claim{s.place, s.means, 0, clip(strings.TrimSpace(line[w.from:w.to]))}
	if s.none {
		return c, true
	}
	m := w.figure
	n, ok := number(line[m[2]:m[3]])
	c.Number = n
	if s.place.Table == Requests && s.place.Row == RowNew && (lang().has("carried", next) || lang().has("carried", raw)) {
		c.Means = [][]Place{s.place.rows(RowNew + "+" + RowBefore)}
	}
	return c, ok && m[4] == m[5]
}

// read goes on to the next window.
func (t *reading) read(w window) {
	l := lang()
	t.topic = topicOf(t.topic, w.text)
	switch {
	case l.has("earlier", w.before):
		t.earlier, t.current = true, false
	case l.has("current", w.before):
		t.earlier, t.current = false, true
	}
	switch other, ours := t.r.others(w.before); {
	case other && (w.figure != nil || !l.has("apart", w.before)):
		t.apart = true
	case ours:
		t.apart = false
	}
	t.among = t.split || l.has("among", w.before)
	t.split = w.figure == nil && l.of("among").ReplaceAllString(w.before, "") == "" && t.among
}

// says reports whether a window says something of the whole year and the whole organ.
func (t *reading) says(s saying, w window) bool {
	l := lang()
	topic := t.topic
	if topic == "" {
		topic = noTopic
	}
	switch {
	case t.earlier, t.apart, t.among && !s.among, s.topics != nil && !slices.Contains(s.topics, topic):
		return false
	case l.has("elsewhere", w.before), l.has("vague", w.text), l.has("mounting", w.before) && !t.current:
		return false
	}
	return s.words.MatchString(w.text) && (s.without == nil || !s.without.MatchString(w.before))
}

// The topics of prose.tsv.
const (
	aboutAsks   = "ask"
	aboutReview = "review"
	aboutSuit   = "suit"
	aboutBoth   = "both"
	aboutOther  = "other"
)

// topicOf is what words are about that stand behind others. Remedies are those of
// disclosure only where that is said; a body of a district also decides other ones.
func topicOf(was, text string) string {
	l := lang()
	review, suit := l.has("reviews", text), l.has("suits", text)
	ours := l.has("disclosure", text) || slices.Contains([]string{aboutReview, aboutSuit, aboutBoth}, was)
	switch {
	case (review || suit) && !ours:
		return aboutOther
	case review && suit:
		return aboutBoth
	case review:
		return aboutReview
	case suit:
		return aboutSuit
	case l.has("asks", text):
		return aboutAsks
	case l.has("others", text):
		return aboutOther
	}
	return was
}

// others reports whether words speak of somebody who does not report here, or may not
// be the one; and whether they speak of the one who does. The numbers of an office are
// a part of those of its district, and those of a district are not those of its office.
func (r *Report) others(text string) (other, ours bool) {
	l := lang()
	title := width.Fold.String(r.Title)
	office := l.has("office", strings.Join(strings.Fields(title), ""))
	for _, m := range l.of("wide").FindAllStringSubmatch(text, -1) {
		if office || title != "" && !strings.Contains(title, m[1]) {
			return true, false
		}
		ours = true
	}
	if ours || l.has("ours", text) {
		return false, true
	}
	if l.has("seat", text) && !l.has("government", title) && !office {
		return true, false
	}
	return l.has("body", text) && !office, false
}

// clip keeps the end of words for a message.
func clip(s string) string {
	const most = 30
	if n := utf8.RuneCountInString(s); n > most {
		s = string([]rune(s)[n-most:])
	}
	return s
}
