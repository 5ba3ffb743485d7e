package search

import (
	"slices"
	"strings"
)

// A spot is a place in a folded text where a word was found.
type spot struct {
	start, end int
	word       int
	apart      bool // the characters belong to other words there
}

// A spotter finds the words of a query in a text.
type spotter struct {
	lex   *Lexicon
	words []word
	first map[rune][]candidate // by the first character
	other bool                 // there are numbers or dates
}

type candidate struct {
	text []rune
	word int
}

func newSpotter(l *Lexicon, words []word) *spotter {
	s := &spotter{lex: l, words: words, first: map[rune][]candidate{}}
	for i, w := range words {
		if w.number != nil || w.date != "" {
			s.other = true
			continue
		}
		for _, a := range w.alts {
			s.first[a[0]] = append(s.first[a[0]], candidate{a, i})
		}
	}
	return s
}

// looks is at how many places of a word in a text it is looked whether it is a word there.
const looks = 3

// spots returns where the words stand in r, in order; the longest where several begin.
func (s *spotter) spots(r []rune) []spot {
	var out []spot
	looked := make([]int, len(s.words))
	for i := 0; i < len(r); i++ {
		best := spot{}
		for _, c := range s.first[r[i]] {
			if end := i + len(c.text); end > best.end && hasAt(r, i, c.text) {
				best = spot{start: i, end: end, word: c.word}
			}
		}
		if best.end == 0 {
			continue
		}
		if looked[best.word]++; looked[best.word] <= looks {
			best.apart = s.lex.splits(r, best.start, best.end)
		}
		out = append(out, best)
		i = best.end - 1
	}
	if s.other {
		out = s.special(r, out)
	}
	return out
}

// hasAt reports whether text stands at i, with no letter or digit that would
// make another word of its first or last one.
func hasAt(r []rune, i int, text []rune) bool {
	end := i + len(text)
	if end > len(r) {
		return false
	}
	for j, c := range text {
		if r[i+j] != c {
			return false
		}
	}
	return (i == 0 || !alike(r[i-1], r[i])) && (end == len(r) || !alike(r[end-1], r[end]))
}

// alike reports whether two runes are part of one number, or of one word.
func alike(a, b rune) bool {
	return isDigit(a) && isDigit(b) || isWord(a) && isWord(b) && !isDigit(a) && !isDigit(b)
}

// special adds numbers and dates.
func (s *spotter) special(r []rune, out []spot) []spot {
	var more []spot
	numbers, dates := numbersIn(r), datesIn(r)
	for i, w := range s.words {
		if w.number != nil {
			for _, n := range numbers {
				if strings.HasSuffix(n.key(), w.number.key()) {
					more = append(more, spot{start: n.start + max(len(n.letters)-len(w.number.letters), 0), end: n.end, word: i})
				} else if strings.HasSuffix(w.number.key(), n.key()) {
					more = append(more, spot{start: n.start, end: n.end, word: i})
				}
			}
		}
		if w.date != "" {
			for _, d := range dates {
				if strings.HasPrefix(d.day, w.date) {
					more = append(more, spot{start: d.start, end: d.end, word: i})
				}
			}
		}
	}
	return merge(out, more)
}

// merge puts more into the order of out; what overlaps an earlier one is left out.
func merge(out, more []spot) []spot {
	for _, m := range more {
		at := 0
		clash := false
		for _, o := range out {
			clash = clash || m.start < o.end && o.start < m.end
			if o.start < m.start {
				at++
			}
		}
		if !clash {
			out = append(out, spot{})
			copy(out[at+1:], out[at:])
			out[at] = m
		}
	}
	return out
}

// A tally is how far a document has the words.
type tally struct {
	uses  []float64 // of each word, in the text and the attachments
	early []bool    // at the beginning of the text
	all   bool      // each word is there, also where its tokens do not tell surely
}

func (s *spotter) tally(d *Doc) tally {
	t := tally{uses: make([]float64, len(s.words)), early: make([]bool, len(s.words))}
	has := make([]bool, len(s.words))
	for i, w := range s.words {
		has[i] = !w.loose()
	}
	look := func(text string, count, lead bool) {
		for _, f := range s.spots(plainOf(text).r) {
			has[f.word] = true
			switch {
			case !count:
			case f.apart:
				t.uses[f.word] += ofApart
			default:
				t.uses[f.word]++
				t.early[f.word] = t.early[f.word] || lead && f.start < early
			}
		}
	}
	look(d.Title, false, false)
	look(d.Number, false, false)
	look(d.Text, true, true)
	for _, p := range d.Parts {
		look(p.Name, true, false)
		look(p.Text, true, false)
	}
	t.all = !slices.Contains(has, false)
	return t
}

// A Piece is a part of a text, marked if it is what was looked for.
type Piece struct {
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"`
}

// pieces cuts text[from:to], places of p, at the spots.
func (p plain) pieces(text string, from, to int, spots []spot) []Piece {
	var out []Piece
	add := func(a, b int, mark bool) {
		if a < b {
			out = append(out, Piece{text[p.at[a]:p.endOf(b)], mark})
		}
	}
	at := from
	for _, s := range spots {
		if s.start < at || s.end > to {
			continue
		}
		add(at, s.start, false)
		add(s.start, s.end, true)
		at = s.end
	}
	add(at, to, false)
	return out
}

// endOf is where the runes before b end: at b, so that marks of no width and
// blanks that were folded away stay in the text.
func (p plain) endOf(b int) int32 { return p.at[b] }

const (
	excerptLength = 110 // characters
	excerptBefore = 24  // of them before the first word
)

// excerpt returns the part of a text around the place with the most different
// words; how many those are; from its beginning if there are none.
func (s *spotter) excerpt(text string) (out []Piece, words int) {
	p := plainOf(text)
	spots := s.spots(p.r)
	start, words := densest(spots)
	from := max(start-excerptBefore, 0)
	to := min(from+excerptLength, len(p.r))
	from = max(min(from, to-excerptLength), 0)
	for _, sp := range spots { // a word is not cut
		if sp.start < from && sp.end > from {
			from = sp.start
		}
		if sp.start < to && sp.end > to {
			to = sp.end
		}
	}
	out = p.pieces(text, from, to, spots)
	const dots = "…"
	if from > 0 && len(out) > 0 {
		out = append([]Piece{{Text: dots}}, out...)
	}
	if to < len(p.r) {
		out = append(out, Piece{Text: dots})
	}
	return out, words
}

// densest returns where the part of an excerpt's length with the most different
// words begins, and how many those are.
func densest(spots []spot) (start, words int) {
	if len(spots) > 0 {
		start = spots[0].start
	}
	for i, first := range spots {
		seen := map[int]bool{}
		for _, o := range spots[i:] {
			if o.end > first.start+excerptLength-excerptBefore {
				break
			}
			if !o.apart {
				seen[o.word] = true
			}
		}
		if len(seen) > words {
			start, words = first.start, len(seen)
		}
	}
	return start, words
}
