package deposit

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
)

// A Kind is what a line of a difference is.
type Kind string

// The kinds.
const (
	Alike      Kind = "same"
	Differing  Kind = "differing"
	OnlyOurs   Kind = "ours"
	OnlyTheirs Kind = "theirs"
	Ambiguous  Kind = "ambiguous" // could be one of several of the other side
)

// Kinds lists them in the order of menus.
var Kinds = []Kind{Differing, OnlyOurs, OnlyTheirs, Ambiguous, Alike}

// A Side is whose row an ambiguous line is.
type Side string

// The sides.
const (
	Ours   Side = "ours"
	Theirs Side = "theirs"
)

// A Scope is what the list of the city has.
type Scope string

// The scopes.
const (
	All     Scope = "all"
	InForce Scope = "force" // only what is in force: that it lacks what is over is no difference
)

// A Record is a document as one of the sides has it; theirs as it stands in the list, dates excepted.
type Record struct {
	Sheet    string `json:"sheet,omitempty"`
	Row      int    `json:"row,omitempty"`
	Title    string `json:"title"`
	Number   string `json:"number"`
	Organ    string `json:"organ"`
	Issued   string `json:"issued_on"`
	Starts   string `json:"starts"`
	Standing string `json:"standing"` // ours is a policy.Standing, theirs a word
}

// Fields are what is compared, in the order of pages.
var Fields = []string{"title", "number", "organ", "issued", "starts", "standing"}

// field is a value of a record by the key of its column.
func (r *Record) field(key string) *string {
	return map[string]*string{"title": &r.Title, "number": &r.Number, "organ": &r.Organ, "issued": &r.Issued, "starts": &r.Starts, "standing": &r.Standing}[key]
}

// Of is a value of a record by the key of its column.
func (r Record) Of(key string) string { return *r.field(key) }

// An ours is a document of our library.
type ours struct {
	Record
	id       policy.ID
	organ    int64
	standing policy.Standing
}

func oursOf(s *policy.Stood) ours {
	return ours{Record{
		Title: s.Title, Number: s.Number, Organ: s.Organ, Issued: string(s.Issued), Starts: string(s.Starts), Standing: string(s.State.Standing),
	}, s.ID, s.OrganID, s.State.Standing}
}

// fold is a text without what does not tell two names apart: blanks, quotes, the width of letters and the
// form of brackets.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.In(r, unicode.C), strings.ContainsRune("\u300a\u300b\u201c\u201d\u2018\u2019\"'*", r):
			return -1
		case strings.ContainsRune("[\u3010\u3014\u3016", r):
			return '('
		case strings.ContainsRune("]\u3011\u3015\u3017", r):
			return ')'
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// markForm is the state that some sites write at the head or the end of a title: 【已失效】.
var markForm = func() *regexp.Regexp {
	words := strings.Join(slices.Sorted(maps.Keys(listCodes["mark"])), "|")
	return regexp.MustCompile(`^\((?:` + words + `)\)|\((?:` + words + `)\)$`)
}()

func titleKey(s string) string { return markForm.ReplaceAllString(fold(s), "") }

// zeroForm is the number behind the year with what does not belong to it: 第, zeros.
var zeroForm = regexp.MustCompile(`\)\x{7b2c}?0*([0-9])`)

// numberKey is 发文字号 without the forms that it is written in: 府发〔2023〕5号, 府发(2023)05.
func numberKey(s string) string {
	return zeroForm.ReplaceAllString(strings.TrimRight(fold(s), "\u53f7"), ")$1")
}

// A matching pairs the rows of two lists. The order of the lists makes no difference to which are paired.
type matching struct {
	ours    []ours
	theirs  []theirs
	pair    map[int]int // ours to theirs
	taken   map[int]bool
	group   [2]map[int]int // of ambiguous rows: ours, theirs
	groups  int
	organOf func(string) int64
}

// compare sorts the rows of both sides into lines: by number first, then by title. Rows of one number are told apart by
// their titles, those of one title by their days and organs; what cannot be told apart is ambiguous. organOf is the unit that a
// name stands for, 0 for none.
func compare(o []ours, t []theirs, scope Scope, organOf func(string) int64) []Line {
	m := &matching{o, t, map[int]int{}, map[int]bool{}, [2]map[int]int{{}, {}}, 0, organOf}
	m.pass(numberKey, "number", func(*ours, *theirs) bool { return true })
	m.pass(titleKey, "title", fits)
	return m.lines(scope)
}

// fits reports whether two rows of one title can be one document: not if they have other numbers and other days of issue.
func fits(o *ours, t *theirs) bool {
	number := o.Number != "" && t.Number != "" && numberKey(o.Number) != numberKey(t.Number)
	day := t.issued != "" && calendar.Day(o.Issued) != t.issued
	return !number || !day
}

// pass pairs the rows that have a key in common, as far as they can be told apart.
func (m *matching) pass(key func(string) string, field string, fits func(*ours, *theirs) bool) {
	type rows struct{ o, t []int }
	groups := map[string]*rows{}
	at := func(k string) *rows {
		if groups[k] == nil {
			groups[k] = &rows{}
		}
		return groups[k]
	}
	for i := range m.ours {
		if k := key(m.ours[i].Of(field)); k != "" && m.freeOurs(i) {
			at(k).o = append(at(k).o, i)
		}
	}
	for i := range m.theirs {
		if k := key(m.theirs[i].Of(field)); k != "" && m.freeTheirs(i) {
			at(k).t = append(at(k).t, i)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(groups)) {
		if g := groups[k]; len(g.o) > 0 && len(g.t) > 0 {
			m.tell(g.o, g.t, fits)
		}
	}
}

func (m *matching) freeOurs(i int) bool {
	_, paired := m.pair[i]
	_, grouped := m.group[0][i]
	return !paired && !grouped
}

func (m *matching) freeTheirs(i int) bool {
	_, grouped := m.group[1][i]
	return !m.taken[i] && !grouped
}

// finer tells rows of one key apart, the coarsest first.
var finer = []func(r *Record) string{
	func(r *Record) string { return titleKey(r.Title) },
	func(r *Record) string { return titleKey(r.Title) + "|" + r.Issued },
	func(r *Record) string { return titleKey(r.Title) + "|" + fold(r.Organ) },
	func(r *Record) string { return titleKey(r.Title) + "|" + r.Issued + "|" + fold(r.Organ) },
}

// tell pairs the rows of one key that are alone in being alike, then the one that is left on either side;
// more of them are ambiguous.
func (m *matching) tell(o, t []int, fits func(*ours, *theirs) bool) {
	for _, by := range finer {
		m.alone(o, t, by, fits)
		o, t = slices.DeleteFunc(o, func(i int) bool { return !m.freeOurs(i) }), slices.DeleteFunc(t, func(i int) bool { return !m.freeTheirs(i) })
	}
	if len(o) == 1 && len(t) == 1 {
		if fits(&m.ours[o[0]], &m.theirs[t[0]]) {
			m.pair[o[0]], m.taken[t[0]] = t[0], true
		}
		return
	}
	m.groups++
	for _, i := range o {
		for _, j := range t {
			if fits(&m.ours[i], &m.theirs[j]) {
				m.group[0][i], m.group[1][j] = m.groups, m.groups
			}
		}
	}
}

// alone pairs the rows that are the only ones of their side to be alike.
func (m *matching) alone(o, t []int, by func(*Record) string, fits func(*ours, *theirs) bool) {
	left, right := map[string][]int{}, map[string][]int{}
	for _, i := range o {
		k := by(&m.ours[i].Record)
		left[k] = append(left[k], i)
	}
	for _, i := range t {
		k := by(&m.theirs[i].Record)
		right[k] = append(right[k], i)
	}
	for k, l := range left {
		if r := right[k]; len(l) == 1 && len(r) == 1 && fits(&m.ours[l[0]], &m.theirs[r[0]]) {
			m.pair[l[0]], m.taken[r[0]] = r[0], true
		}
	}
}

// differs lists in what two rows differ, as far as the list has it.
func (m *matching) differs(o *ours, t *theirs) (out []string) {
	same := map[string]bool{
		"title":    titleKey(o.Title) == titleKey(t.Title),
		"number":   numberKey(o.Number) == numberKey(t.Number),
		"organ":    fold(o.Organ) == fold(t.Organ) || m.organ(t.Organ) == o.organ,
		"issued":   o.Issued == t.Issued,
		"starts":   o.Starts == t.Starts,
		"standing": slices.Contains(accepts[t.standing], o.standing),
	}
	for _, f := range Fields {
		if t.has[f] && !same[f] {
			out = append(out, f)
		}
	}
	return out
}

// organ is the unit that a cell names; of several, the first.
func (m *matching) organ(cell string) int64 {
	if id := m.organOf(cell); id != 0 || cell == "" {
		return id
	}
	first := strings.FieldsFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;\u3001\uff0c\uff1b", r) })
	if len(first) < 2 {
		return 0
	}
	return m.organOf(first[0])
}

// lines puts every row of both sides into exactly one line, in the order of Kinds.
func (m *matching) lines(scope Scope) (out []Line) {
	for i := range m.ours {
		o := &m.ours[i]
		line := Line{Kind: OnlyOurs, Side: Ours, Document: o.id, Ours: o.Record}
		if j, paired := m.pair[i]; paired {
			t := &m.theirs[j]
			line.Kind, line.Side, line.Theirs, line.Fields = Alike, "", t.Record, m.differs(o, t)
			if len(line.Fields) > 0 {
				line.Kind = Differing
			}
		} else if g := m.group[0][i]; g != 0 {
			line.Kind, line.Group = Ambiguous, g
		} else if scope == InForce && over(o.standing) {
			continue
		}
		out = append(out, line)
	}
	for j := range m.theirs {
		if m.taken[j] {
			continue
		}
		line := Line{Kind: OnlyTheirs, Side: Theirs, Theirs: m.theirs[j].Record}
		if g := m.group[1][j]; g != 0 {
			line.Kind, line.Group = Ambiguous, g
		}
		out = append(out, line)
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)), cmp.Compare(a.Group, b.Group))
	})
	for i := range out {
		l := &out[i]
		l.Pos, l.Title = i+1, cmp.Or(l.Ours.Title, l.Theirs.Title, l.Theirs.Number)
		l.Digest = l.digest()
	}
	return out
}

// digest is of all that a line says, wherever it stands in the list.
func (l *Line) digest() string {
	a, b := l.Ours, l.Theirs
	b.Sheet, b.Row = "", 0
	return proof.SHA256(fmt.Sprintf("%q", []any{l.Kind, l.Fields, a, b}))
}

// names are those that a later list may have a line under.
func (l *Line) names() (out []string) {
	if l.Document != 0 {
		out = append(out, policy.RefOf(l.Document))
	}
	if l.Theirs.Title != "" || l.Theirs.Number != "" {
		out = append(out, numberKey(l.Theirs.Number)+"|"+titleKey(l.Theirs.Title))
	}
	return out
}

// A Count is how many lines of each kind a difference has.
type Count struct {
	Theirs          int `db:"theirs" json:"theirs"` // rows of the list
	Ours            int `db:"ours" json:"ours"`     // documents of our library that were compared
	Same            int `db:"same" json:"same"`
	Differing       int `db:"differing" json:"differing"`
	OnlyOurs        int `db:"only_ours" json:"only_ours"`
	OnlyTheirs      int `db:"only_theirs" json:"only_theirs"`
	AmbiguousOurs   int `db:"ambiguous_ours" json:"ambiguous_ours"`
	AmbiguousTheirs int `db:"ambiguous_theirs" json:"ambiguous_theirs"`
}

func countOf(lines []Line) (n Count) {
	for i := range lines {
		l := &lines[i]
		if l.Side != Theirs {
			n.Ours++
		}
		if l.Side != Ours {
			n.Theirs++
		}
		switch l.Kind {
		case Alike:
			n.Same++
		case Differing:
			n.Differing++
		case OnlyOurs:
			n.OnlyOurs++
		case OnlyTheirs:
			n.OnlyTheirs++
		case Ambiguous:
			*map[Side]*int{Ours: &n.AmbiguousOurs, Theirs: &n.AmbiguousTheirs}[l.Side]++
		}
	}
	return n
}

// Differs is how many lines are not the same on both sides.
func (n Count) Differs() int {
	return n.Differing + n.OnlyOurs + n.OnlyTheirs + n.AmbiguousOurs + n.AmbiguousTheirs
}
