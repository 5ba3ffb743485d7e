package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	// most is how many hits are counted and put in order. More are "more than".
	most = 10_000
	// deepest is how many hits can be paged through: further down nobody looks,
	// and a filter helps better.
	deepest = 1_000
	// few hits have the query asked again with fewer words.
	few = 5

	defaultSize = 20
	maxSize     = 50
)

// A Hit is one document of a result.
type Hit struct {
	ID      int64        `json:"id"`
	Noun    string       `json:"noun"`
	Kind    string       `json:"kind,omitempty"`
	Title   []Piece      `json:"title"`
	Number  string       `json:"number,omitempty"`
	Excerpt []Piece      `json:"excerpt"`        // of the text, around the words that were found
	Part    string       `json:"part,omitempty"` // attachment that the excerpt is from
	Unit    int64        `json:"unit,omitempty"`
	Column  int64        `json:"column,omitempty"`
	On      calendar.Day `json:"on"`
	Year    int          `json:"year,omitempty"`
	State   State        `json:"state"`
}

// A Result is one page of what was found.
type Result struct {
	Hits    []Hit    `json:"hits"`
	Total   int      `json:"total"`             // hits, counted up to 10,000
	More    bool     `json:"more,omitempty"`    // there are more than Total; Facets count the newest Total of them
	Words   []string `json:"words"`             // what was looked for
	Relaxed bool     `json:"relaxed,omitempty"` // few have every word: hits with some of them are here too
	Page    int      `json:"page"`
	Pages   int      `json:"pages"` // that can be looked at; the hits behind the first 1,000 cannot
	Facets  Facets   `json:"facets"`
}

// Find looks for what q asks.
func (x *Index) Find(tx *db.Tx, q Query) (_ Result, err error) {
	defer fault.Wrap(&err, "search.Find")
	if err := q.check(); err != nil {
		return Result{}, err
	}
	s := &finding{x: x, tx: tx, q: q, lex: x.lexicon.Load(), scope: q.scope(), rows: map[int64]row{}, texts: map[int64]*Doc{}}
	s.read = s.lex.read(q.Text)
	out := Result{Hits: []Hit{}, Words: s.said(), Page: min(max(q.Page, 1), deepest+1)}
	if len(s.read.words) == 0 && strings.TrimSpace(q.Text) != "" {
		return out, nil // nothing but punctuation
	}
	if s.span, err = x.facts.span(tx, q); err != nil {
		return out, err
	}
	if err := s.hits(); err != nil {
		return out, err
	}
	out.Total, out.More, out.Relaxed = min(len(s.all), most), len(s.all) > most, s.relaxed
	s.all = s.all[:out.Total]
	if out.Facets, err = x.facts.count(tx, s.all); err != nil {
		return out, err
	}
	size := q.Size
	if size <= 0 {
		size = defaultSize
	}
	size = min(size, maxSize)
	reach := min(out.Total, deepest)
	out.Pages = (reach + size - 1) / size
	from := (out.Page - 1) * size
	if from >= reach {
		return out, nil
	}
	order, err := s.order()
	if err != nil {
		return out, err
	}
	out.Hits, err = s.show(order[from:min(from+size, reach)])
	return out, err
}

// A finding is one search under way.
type finding struct {
	x       *Index
	tx      *db.Tx
	q       Query
	lex     *Lexicon
	read    reading
	scope   db.Match
	span    span
	all     []int64       // hits, the newest first, up to one more than most
	better  map[int64]int // how many of the words those few have that have more than level
	relaxed bool
	level   int            // how many of the parts a relaxed hit has
	looked  []word         // what hits are judged by: the words, or parts of one
	rows    map[int64]row  // that were read, by slot
	texts   map[int64]*Doc // that were read, by id; nil if the source has none
}

func (s *finding) said() []string {
	out := []string{}
	for _, w := range s.read.words {
		out = append(out, string(w.alts[0]))
	}
	return out
}

// An ask is one condition, and how many documents to return at most.
type ask struct {
	match db.Match
	limit int
}

// slots returns for each ask the documents that fit it and the filters, the newest first.
func (s *finding) slots(asked ...ask) ([][]int64, error) {
	for i, a := range asked {
		if asked[i].match = within(a.match, s.scope); asked[i].match.Empty() {
			asked[i].match = db.Term(every)
		}
	}
	return slotsOf(s.tx, s.span, asked...)
}

// A want is an ask of which more may be wanted.
type want struct {
	ask
	n     int // which of those asked
	part  stretch
	seen  int // documents in the parts before
	found []int64
}

// slotsOf asks the engine, all with one statement for each part of the span.
func slotsOf(tx *db.Tx, in span, asked ...ask) ([][]int64, error) {
	out := make([][]int64, len(asked))
	wanting := make([]want, len(asked))
	for i, a := range asked {
		wanting[i] = want{ask: a, n: i, part: in.begin(a.match)}
	}
	for len(wanting) > 0 {
		if err := slotsNow(tx, wanting); err != nil {
			return nil, err
		}
		for i, w := range wanting {
			out[w.n] = w.found
			w.seen += w.part.docs
			if len(w.found) < w.limit && w.part.high < in.high {
				w.part = in.after(w.part, w.seen, len(w.found), w.limit)
			} else {
				w.limit = 0
			}
			wanting[i] = w
		}
		wanting = slices.DeleteFunc(wanting, func(w want) bool { return w.limit == 0 })
	}
	return out, nil
}

// A list is what the engine answers to one ask: slots as one text, because a row
// each would cost more than finding them.
type list struct {
	N     int    `db:"n"`
	Slots string `db:"slots"`
}

// slotsNow adds what is found in the parts that are next.
func slotsNow(tx *db.Tx, wanting []want) error {
	var b strings.Builder
	var args []any
	for i, w := range wanting {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		cond, arg := tx.Match("search_token", within(w.match, w.part.cover))
		fmt.Fprintf(&b, `SELECT %d AS n, COALESCE(string_agg(CAST(rowid AS TEXT), ' '), '') AS slots FROM (
			SELECT rowid FROM search_token WHERE %s AND rowid >= ? AND rowid < ? ORDER BY rowid LIMIT ?) AS found`, i, cond)
		args = append(args, arg, w.part.low, w.part.high, w.limit-len(w.found))
	}
	return db.Each(tx, func(l list) error {
		more, err := numbersOf(l.Slots)
		wanting[l.N].found = append(wanting[l.N].found, more...)
		return err
	}, "FROM ("+b.String()+") AS lists", args...)
}

func numbersOf(list string) ([]int64, error) {
	if list == "" {
		return nil, nil
	}
	out := make([]int64, 0, strings.Count(list, " ")+1)
	for part := range strings.SplitSeq(list, " ") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// hits finds what has every word, and if that is little, what has some of them.
func (s *finding) hits() error {
	s.looked = s.read.words
	lists, err := s.slots(ask{s.read.strict(""), most + 1})
	if s.all = lists[0]; err != nil || len(s.read.words) == 0 {
		return err
	}
	if err := s.verify(); err != nil || s.q.Strict || !s.wanting() {
		return err
	}
	parts, least, top := s.read.relaxed()
	s.better = map[int64]int{}
	note := func(k int) {
		for _, slot := range s.all {
			if _, had := s.better[slot]; !had {
				s.better[slot] = k
			}
		}
	}
	note(len(parts) + 1)
	for k := top; k > 0 && (k >= least || len(s.all) == 0) && len(s.all) < few; k-- {
		lists, err := s.slots(ask{atLeast(parts, k, ""), most + 1})
		if err != nil {
			return err
		}
		if more := union(s.all, lists[0]); len(more) > len(s.all) {
			s.all, s.relaxed, s.looked, s.level = more, true, parts, k
			if len(more) < few {
				note(k)
			}
		}
	}
	return nil
}

// wanting reports whether there are so few hits that fewer words should do. One
// word, or many, that a document does have are what was meant.
func (s *finding) wanting() bool {
	n := len(s.read.words)
	return len(s.all) == 0 || len(s.all) < few && n > 1 && n < maxParts
}

// verifyMost is up to how many hits are all read, to leave out those that have
// the characters of a word and not the word: 财政 and 民政局 are no 财政局. Among more
// hits those are put behind the others as far as hits are judged by their texts.
const verifyMost = judgeTexts

func (s *finding) verify() error {
	if len(s.all) == 0 || len(s.all) > verifyMost || !slices.ContainsFunc(s.looked, word.loose) {
		return nil
	}
	rows, err := s.rowsOf(s.all)
	if err != nil {
		return err
	}
	if err := s.load(rows); err != nil {
		return err
	}
	sp := newSpotter(s.lex, s.looked)
	missing := map[int64]bool{}
	for _, r := range rows {
		if d := s.texts[r.ID]; d == nil || !sp.tally(d).all {
			missing[r.Slot] = true
		}
	}
	s.all = slices.DeleteFunc(s.all, func(slot int64) bool { return missing[slot] })
	return nil
}

// union joins two lists in the order of slots.
func union(a, b []int64) []int64 {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}
