package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Query is what a reader asks for. The zero Query asks for everything.
type Query struct {
	Text    string
	Nouns   []string
	Kinds   []string
	Units   []int64
	Columns []int64
	Years   []int
	States  []State
	From    calendar.Day // made public on this day or later
	To      calendar.Day // or on this day or earlier
	Newest  bool         // the newest first, not the best
	Strict  bool         // only what has every word, however little that is
	Page    int          // from 1
	Size    int          // hits a page; 0 is 20, at most 50
}

// check refuses what is no unit, column or year; a document without one has 0.
func (q Query) check() error {
	var c fault.Check
	bad := func(n int64) bool { return n < 0 }
	c.That(!slices.ContainsFunc(q.Units, bad), "unit", "search.bad_filter")
	c.That(!slices.ContainsFunc(q.Columns, bad), "column", "search.bad_filter")
	c.That(!slices.ContainsFunc(q.Years, func(n int) bool { return n < 0 }), "year", "search.bad_filter")
	return c.Err()
}

const (
	// maxTyped is how much of a query is read, in characters: more than any title.
	maxTyped = 120
	// maxWords is how many words of a query count.
	maxWords = 8
)

// A word is one thing that a document has to have.
type word struct {
	alts   [][]rune // one of these
	number *number  // or this document number
	date   string   // or this day or month
}

// A reading is a query as it was understood.
type reading struct {
	words []word
	all   []rune // every letter, to compare with titles
}

// read cuts a query into words.
func (l *Lexicon) read(typed string) reading {
	r := foldText(firstRunes(typed, maxTyped))
	out := reading{all: letters(r)}
	for _, n := range numbersIn(r) {
		n.letters = slices.Clone(n.letters) // r is blanked below
		out.words = append(out.words, word{number: &n, alts: [][]rune{slices.Clone(r[n.start:n.end])}})
		blank(r[n.start:n.end])
	}
	for _, d := range datesIn(r) {
		out.words = append(out.words, word{date: d.day, alts: [][]rune{slices.Clone(r[d.start:d.end])}})
		blank(r[d.start:d.end])
	}
	for _, p := range phrases(r) {
		if phrase := squeeze(r[p[0]+1 : p[1]]); len(letters(phrase)) > 0 {
			out.words = append(out.words, word{alts: [][]rune{phrase}})
		}
		blank(r[p[0] : p[1]+1])
	}
	strong, weak := l.cutAll(r)
	if len(out.words)+len(strong) == 0 {
		strong = weak
	}
	out.words = distinct(append(out.words, strong...))
	out.words = out.words[:min(len(out.words), maxWords)]
	return out
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func blank(r []rune) {
	for i := range r {
		r[i] = ' '
	}
}

// squeeze leaves out blanks at the ends of a phrase and between Chinese characters.
func squeeze(r []rune) []rune { return plainOf(strings.TrimSpace(string(r))).r }

// quotes are the pairs of marks around words that are to stand together.
var quotes = map[rune]rune{'"': '"', '“': '”', '「': '」', '『': '』', '‘': '’'}

// phrases finds what stands in quotation marks: the places of both marks.
func phrases(r []rune) [][2]int {
	var out [][2]int
	for i := 0; i < len(r); i++ {
		end, opens := quotes[r[i]]
		if !opens {
			continue
		}
		if n := slices.Index(r[i+1:], end); n >= 0 {
			out = append(out, [2]int{i, i + 1 + n})
			i += n + 1
		}
	}
	return out
}

// cutAll cuts what is no number, date or phrase. Weak words count only if there
// is nothing else: those that say nothing, single characters such as that for
// district, and what stands behind a number.
func (l *Lexicon) cutAll(r []rune) (strong, weak []word) {
	behind := -1 // where the last number ended
	runs(r, func(run []rune, start int, han bool) {
		if !han {
			strong = append(strong, word{alts: [][]rune{run}})
			if isDigit(run[len(run)-1]) {
				behind = start + len(run)
			}
			return
		}
		pieces := l.cut(run)
		for _, p := range pieces {
			s := string(run[p.start:p.end])
			w := word{}
			for _, a := range l.alternatives(s) {
				w.alts = append(w.alts, []rune(a))
			}
			alone := p.end-p.start == 1 && p.known && len(pieces) > 1
			if base.stops[s] || alone || base.units[s] && start+p.start == behind {
				weak = append(weak, w)
			} else {
				strong = append(strong, w)
			}
		}
	})
	return strong, weak
}

// distinct leaves out a word that was asked for already.
func distinct(words []word) []word {
	seen := map[string]bool{}
	return slices.DeleteFunc(words, func(w word) bool {
		key := w.date
		if w.number != nil {
			key = w.number.key()
		} else if key == "" {
			key = string(w.alts[0])
		}
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// loose reports whether a document may have the tokens of w and not w.
func (w word) loose() bool {
	for _, a := range w.alts {
		if w.number == nil && w.date == "" && len(a) > 2 && slices.ContainsFunc(a, isHan) {
			return true
		}
	}
	return false
}

// match is the condition that a document has w, by the tokens with a mark.
func (w word) match(mark string) db.Match {
	switch {
	case w.number != nil:
		return w.number.match()
	case w.date != "":
		return db.Term(dated + w.date)
	}
	var any []db.Match
	for _, a := range w.alts {
		longer := func(o []rune) bool { return len(o) < len(a) && contains(a, o) }
		if !slices.ContainsFunc(w.alts, longer) { // the shorter one finds it too
			any = append(any, allTokens(a, mark))
		}
	}
	return db.AnyOf(any...)
}

// match fits documents that have the number and those that name it. Letters may
// be missing at its front; or words stand there that are none of it.
func (n number) match() db.Match {
	any := []db.Match{db.Term(numbered + n.key()), db.Term(names + n.key())}
	for i := range n.letters {
		if i > 0 {
			any = append(any, db.Term(whole+string(n.letters[i:])+n.tail()))
		}
	}
	return db.AnyOf(any...)
}

// allTokens is the condition that a document has a text, as closely as tokens
// tell: every two characters that follow each other, every number and word.
func allTokens(r []rune, mark string) db.Match {
	var all []db.Match
	runs(r, func(run []rune, _ int, han bool) {
		if !han {
			all = append(all, wordToken(string(run), mark))
			return
		}
		n := min(len(run), 2)
		m := mark
		if n == 1 && mark == often {
			m = ""
		}
		for i := 0; i+n <= len(run); i++ {
			all = append(all, db.Term(m+string(run[i:i+n])))
		}
	})
	return db.AllOf(all...)
}

func wordToken(w, mark string) db.Match {
	if mark == often {
		mark = ""
	}
	t := db.Term(mark + plainNumber(w))
	if utf8.RuneCountInString(w) == 4 && yearAt([]rune(w), 0) {
		return db.AnyOf(t, db.Term(fact+"y"+w))
	}
	return t
}

// strict fits documents that have every word.
func (r reading) strict(mark string) db.Match {
	var all []db.Match
	for _, w := range r.words {
		all = append(all, w.match(mark))
	}
	return db.AllOf(all...)
}

// exact fits documents with this very title, or with one of the numbers.
func (r reading) exact() db.Match {
	any := []db.Match{db.Term(titled + hash(r.all))}
	for _, w := range r.words {
		if w.number != nil {
			any = append(any, w.number.match())
		}
	}
	return db.AnyOf(any...)
}

// maxParts is how many words a relaxed query looks at, the longest; it asks for
// each choice of some of them.
const maxParts = 4

// relaxed returns the words of which a document needs to have some only: at most
// top of them are asked for, and not fewer than least as long as there is a hit.
// A single long word falls into pairs of characters.
func (r reading) relaxed() (parts []word, least, top int) {
	if len(r.words) > 1 {
		parts = slices.Clone(r.words)
		slices.SortStableFunc(parts, func(a, b word) int { return len(b.alts[0]) - len(a.alts[0]) })
		parts = parts[:min(len(parts), maxParts)]
		return parts, (len(parts) + 1) / 2, len(parts) - 1
	}
	w := r.words[0]
	if w.number != nil || w.date != "" || len(w.alts) > 1 {
		return nil, 0, 0
	}
	runs(w.alts[0], func(run []rune, _ int, han bool) {
		for i := 0; han && i+2 <= len(run); i++ {
			parts = append(parts, word{alts: [][]rune{run[i : i+2]}})
		}
	})
	if len(parts) < 2 {
		return nil, 0, 0
	}
	parts = parts[:min(len(parts), maxParts)]
	return parts, (len(parts) + 2) / 2, len(parts)
}

// atLeast fits documents that have k of the parts, by the tokens with a mark.
func atLeast(parts []word, k int, mark string) db.Match {
	var any []db.Match
	var choose func(from int, chosen []db.Match)
	choose = func(from int, chosen []db.Match) {
		if len(chosen) == k {
			any = append(any, db.AllOf(slices.Clone(chosen)...))
			return
		}
		for i := from; i <= len(parts)-(k-len(chosen)); i++ {
			choose(i+1, append(chosen, parts[i].match(mark)))
		}
	}
	choose(0, nil)
	return db.AnyOf(any...)
}

// scope is the condition of the filters: at least that it is a document.
func (q Query) scope() db.Match {
	all := []db.Match{}
	add := func(facts []string) {
		if len(facts) > 0 {
			any := make([]db.Match, len(facts))
			for i, f := range facts {
				any[i] = db.Term(f)
			}
			all = append(all, db.AnyOf(any...))
		}
	}
	add(each(q.Nouns, factNoun))
	add(each(q.Kinds, factKind))
	add(each(q.Units, factUnit))
	add(each(q.Columns, factColumn))
	add(each(q.Years, factYear))
	add(each(q.States, factState))
	if len(all) == 0 {
		return db.Match{}
	}
	return db.AllOf(all...)
}

// slots is the range of days as slots.
func (q Query) slots() (low, high int64) {
	if q.To.Valid() {
		low = dayBase(q.To)
	}
	return low, dayBase(q.From) + slotsDay
}

func each[T any](values []T, f func(T) string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}

// within joins a condition with the filters.
func within(m, scope db.Match) db.Match {
	if scope.Empty() {
		return m
	}
	if m.Empty() {
		return scope
	}
	return db.AllOf(m, scope)
}
