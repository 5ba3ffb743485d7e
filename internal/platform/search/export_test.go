package search

import (
	"cmp"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// What tests look at inside.

// Cut returns the words of a text, as a query is cut.
func (l *Lexicon) Cut(text string) []string {
	r := foldText(text)
	var out []string
	for _, p := range l.cut(r) {
		out = append(out, string(r[p.start:p.end]))
	}
	return out
}

// Numbers returns the keys of the document numbers in a text.
func Numbers(text string) []string {
	var out []string
	for _, n := range numbersIn(plainOf(text).r) {
		out = append(out, n.key())
	}
	return out
}

// Dates returns the days and months in a text.
func Dates(text string) []string {
	var out []string
	for _, d := range datesIn(plainOf(text).r) {
		out = append(out, d.day)
	}
	return out
}

// Fold returns a text as it is compared.
func Fold(text string) string { return string(plainOf(text).r) }

// Words returns what is looked for.
func (l *Lexicon) Words(typed string) []string {
	var out []string
	for _, w := range l.read(typed).words {
		out = append(out, string(w.alts[0]))
	}
	return out
}

// Tokens returns the tokens of a document.
func Tokens(d Doc) string { return tokensOf(&d) }

// Mark marks the words of a query in a text.
func (l *Lexicon) Mark(typed, text string) []Piece {
	return newSpotter(l, l.read(typed).words).mark(text)
}

// Excerpt returns the part of a text around the words of a query.
func (l *Lexicon) Excerpt(typed, text string) []Piece {
	out, _ := newSpotter(l, l.read(typed).words).excerpt(text)
	return out
}

// Stretch has searches ask for the newest n documents first.
func (x *Index) Stretch(n int) { x.facts.first = n }

// The limits of a reading.
const (
	MaxWords  = maxWords
	MaxTokens = maxTokens
	Most      = most
	Deepest   = deepest

	FirstStretch = firstStretch
)

// A Range is a stretch as a test looks at it: its last and first day, and its cover.
type Range struct {
	To, From calendar.Day
	Cover    db.Match
}

// Ranges returns the stretches that m is asked for in, with found of 100 hits
// after each but the last.
func Ranges(sizes map[calendar.Day]int, q Query, m db.Match, first int, found ...int) []Range {
	var days []daySize
	for day, n := range sizes {
		days = append(days, daySize{dayBase(day) >> slotBits, n})
	}
	slices.SortFunc(days, func(x, y daySize) int { return cmp.Compare(x.day, y.day) })
	low, high := q.slots()
	s := spanOf(days, low, high, first)
	part, seen := s.begin(m), 0
	var out []Range
	for i := 0; ; i++ {
		out = append(out, Range{dayAt(part.low >> slotBits), dayAt((part.high - 1) >> slotBits), part.cover})
		if part.high >= s.high {
			return out
		}
		seen += part.docs
		part = s.after(part, seen, found[i], 100)
	}
}
