package search

import (
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
	s := &finding{x: x, tx: tx, q: q, lex: x.lexicon.Load(), scope: q.scope(), marked: map[int64]*Doc{}}
	s.read = s.lex.read(q.Text)
	s.low, s.high = dayBase(q.To), dayBase(q.From)+slotsDay
	if !q.To.Valid() {
		s.low = 0
	}
	out := Result{Hits: []Hit{}, Words: s.said(), Page: max(q.Page, 1)}
	if len(s.read.words) == 0 && strings.TrimSpace(q.Text) != "" {
		return out, nil // nothing but punctuation
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
	x         *Index
	tx        *db.Tx
	q         Query
	lex       *Lexicon
	read      reading
	scope     db.Match
	low, high int64   // slots of the range of days
	all       []int64 // hits, the newest first, up to one more than most
	strict    int     // how many of them have every word, if relaxed
	relaxed   bool
	level     int            // how many of the parts a relaxed hit has
	looked    []word         // what hits are judged by: the words, or parts of one
	marked    map[int64]*Doc // texts that were read, by id
}

func (s *finding) said() []string {
	out := []string{}
	for _, w := range s.read.words {
		out = append(out, string(w.alts[0]))
	}
	return out
}

// slots returns up to limit documents that fit m and the filters, the newest first.
func (s *finding) slots(m db.Match, limit int) ([]int64, error) {
	m = within(m, s.scope)
	if m.Empty() {
		m = db.Term(every)
	}
	return slotsOf(s.tx, m, s.low, s.high, limit)
}

// slotsOf asks the engine. The slots come as one text: a row each would cost more than finding them.
func slotsOf(tx *db.Tx, m db.Match, low, high int64, limit int) ([]int64, error) {
	cond, arg := tx.Match("search_token", m)
	list, err := db.One[string](tx, `SELECT COALESCE(string_agg(CAST(rowid AS TEXT), ' '), '') FROM (
		SELECT rowid FROM search_token WHERE `+cond+` AND rowid >= ? AND rowid < ? ORDER BY rowid LIMIT ?) AS found`, arg, low, high, limit)
	if err != nil || list == "" {
		return nil, err
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
	var err error
	s.looked = s.read.words
	if s.all, err = s.slots(s.read.strict(""), most+1); err != nil || len(s.read.words) == 0 || len(s.all) >= few {
		return err
	}
	s.strict = len(s.all)
	parts, least := s.read.relaxed()
	top := len(parts) - 1
	if len(parts) > 0 && parts[0].split {
		top++ // all pairs, and not one behind the other
	}
	for k := top; k >= least && k > 0; k-- {
		more, err := s.slots(atLeast(parts, k, ""), most+1)
		if err != nil {
			return err
		}
		if len(more) > s.strict {
			s.all, s.relaxed, s.looked, s.level = union(s.all, more), true, parts, k
		}
		if len(s.all) >= few {
			break
		}
	}
	return nil
}

// union joins two lists in the order of slots.
func union(a, b []int64) []int64 {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}
