package search

import (
	"cmp"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// PostgreSQL finds all that fits before it knows the newest of it, so the newest
// of a word that every third document has would cost as much as there are
// documents. A few of the newest documents tell how common a thing is: what is
// rare is then looked for in all at once, what is common only as far back as
// there should be enough of it.
const (
	// firstStretch is how many of the newest documents, at least, tell it.
	firstStretch = 3000
	// manyStretches is of how many such there have to be documents, and broadStretches
	// of how many hits, for a part of them to cost less than all.
	manyStretches  = 100
	broadStretches = 6
	// fewTokens is how many tokens something common is asked for by, at most.
	fewTokens = 3
	// maxCover is up to how many months and years are a help.
	maxCover = 40
)

// A daySize is how many documents there are of one day, given as its first slot over slotsDay.
type daySize struct {
	day int64
	n   int
}

// A span is what a search looks through: the slots from low to high.
type span struct {
	low, high int64
	days      []daySize // that have documents, the newest first
	docs      int
	first     int  // documents of the first stretch
	atOnce    bool // there is nothing to gain
}

// A stretch is a part of a span that is asked for at once.
type stretch struct {
	low, high int64
	docs      int
	cover     db.Match // what every document there has; empty if nothing short is
}

// spanOf returns the slots from low to high, with those of days that are in it.
func spanOf(days []daySize, low, high int64, first int) span {
	at := func(slot int64) int {
		i, _ := slices.BinarySearchFunc(days, slot, func(d daySize, slot int64) int { return cmp.Compare(d.day<<slotBits, slot) })
		return i
	}
	s := span{low: low, high: high, first: first, days: days[at(low):max(at(low), at(high))]}
	for _, d := range s.days {
		s.docs += d.n
	}
	return s
}

// begin returns the stretch that m is asked for in first.
func (s span) begin(m db.Match) stretch {
	if s.atOnce || s.docs < manyStretches*s.first || m.Least() > fewTokens {
		return s.rest(s.low)
	}
	return s.next(s.low, s.first)
}

// after returns the stretch behind one that brought found of limit hits, together
// with those before it, which had seen documents.
func (s span) after(last stretch, seen, found, limit int) stretch {
	if float64(found)*float64(s.docs) <= float64(broadStretches*s.first)*float64(seen) {
		return s.rest(last.high)
	}
	return s.next(last.high, (limit-found)*seen/found*5/4)
}

// next returns the stretch with n documents or more that begins with slot from. It
// ends with a month, so that months and years cover it.
func (s span) next(from int64, n int) stretch {
	have := 0
	for i, d := range s.days {
		if d.day<<slotBits < from {
			continue
		}
		have += d.n
		if have >= n && i+1 < len(s.days) && dayAt(d.day)[:7] != dayAt(s.days[i+1].day)[:7] {
			to := dayBase(dayAt(d.day)[:8]+"01") + slotsDay
			return stretch{from, to, have, s.cover(from, to)}
		}
	}
	return s.rest(from)
}

// rest returns all from a slot on.
func (s span) rest(from int64) stretch {
	return stretch{from, s.high, s.docs, s.cover(from, s.high)}
}

func dayAt(day int64) calendar.Day { return farDay.Add(-int(day)) }

// cover is a condition that every document from slot low to high fits: one of
// their months, or years where they are whole. The newest may be of a day that was
// put on another node a moment ago.
func (s span) cover(low, high int64) db.Match {
	if s.atOnce || high > dayBase(firstDay) || len(s.days) == 0 { // some may have no day
		return db.Match{}
	}
	first, last := dayAt((high-1)>>slotBits), dayAt(low>>slotBits)
	if low == 0 {
		last = calendar.Date(max(first.Year(), dayAt(s.days[0].day).Year())+1, 12, 31)
	}
	var any []db.Match
	for d := first; d <= last && len(any) <= maxCover; {
		year := d[:4]
		if d[5:7] == "01" && last >= year+"-12-01" {
			any = append(any, db.Term(factTime(string(year))))
			d = calendar.Date(d.Year()+1, 1, 1)
			continue
		}
		any = append(any, db.Term(factTime(string(year+d[5:7]))))
		d = (d[:8] + "01").AddMonths(1)
	}
	if len(any) > maxCover {
		return db.Match{}
	}
	return db.AnyOf(any...)
}
