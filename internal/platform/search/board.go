package search

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/platform/db"
)

// A board has the facts of every document in memory, by its slot, so that the
// hits of a query are counted by unit, column, year, kind and state without
// asking the engine. It is loaded once; a change on this node comes in when it is
// committed, one on another node by the version, which is read once a second.
type board struct {
	mu      sync.RWMutex
	days    map[int64][]facts // by day, the latest slot of a day first
	units   ids
	columns ids
	nouns   ids
	kinds   ids
	states  ids
	sizes   []daySize // of days, the newest first; nil if one has changed
	first   int       // documents of the first stretch
	version int64
	loaded  bool
	checked time.Time
}

// facts are what one document is counted by, as places in the lists of the board.
type facts struct {
	unit, column, noun, kind, state uint16
	year                            int16
}

// ids gives each value a place, counted from 1.
type ids struct {
	place map[string]uint16
	value []string
}

func (s *ids) of(v string) uint16 {
	if p, ok := s.place[v]; ok {
		return p
	}
	if s.place == nil {
		s.place = map[string]uint16{}
	}
	if len(s.value) == 1<<16-2 {
		return 0
	}
	s.value = append(s.value, v)
	p := uint16(len(s.value)) // #nosec G115 -- looked at above
	s.place[v] = p
	return p
}

// put notes the facts of a row. Before the board is loaded there is nothing to
// note: loading reads the row.
func (b *board) put(r row) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.loaded {
		b.set(r)
	}
}

func (b *board) set(r row) {
	day, n := r.Slot>>slotBits, int(slotsDay-1-r.Slot&(slotsDay-1))
	list := b.days[day]
	if n >= len(list) {
		list = append(list, make([]facts, n+1-len(list))...)
		b.days[day] = list
		b.sizes = nil
	}
	list[n] = facts{
		unit: b.units.of(strconv.FormatInt(r.Unit, 10)), column: b.columns.of(strconv.FormatInt(r.Column, 10)),
		noun: b.nouns.of(r.Noun), kind: b.kinds.of(r.Kind), state: b.states.of(string(r.State)), year: int16(r.Year), // #nosec G115 -- a year
	}
}

// at returns the facts of a slot.
func (b *board) at(slot int64) (facts, bool) {
	list := b.days[slot>>slotBits]
	n := int(slotsDay - 1 - slot&(slotsDay-1))
	if n >= len(list) || list[n].noun == 0 {
		return facts{}, false
	}
	return list[n], true
}

// fresh brings the board up to date if a second has passed, or at once if force.
func (b *board) fresh(tx *db.Tx, force bool) error {
	b.mu.RLock()
	due := force || !b.loaded || tx.Now.Sub(b.checked).Abs() >= time.Second
	known := b.version
	b.mu.RUnlock()
	if !due {
		return nil
	}
	now, err := version(tx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.checked = tx.Now
	if b.loaded && now == known {
		return nil
	}
	if b.days == nil {
		b.days = map[int64][]facts{}
	}
	err = db.Each(tx, func(r row) error { b.set(r); return nil }, "FROM search_doc WHERE changed > ?", known)
	if err == nil {
		b.loaded, b.version = true, max(now, known)
	}
	return err
}

// span is what a search for q looks through.
func (b *board) span(tx *db.Tx, q Query) (span, error) {
	if err := b.fresh(tx, false); err != nil {
		return span{}, err
	}
	b.mu.RLock()
	sizes := b.sizes
	b.mu.RUnlock()
	if sizes == nil {
		sizes = b.measure()
	}
	low, high := q.slots()
	s := spanOf(sizes, low, high, b.first)
	s.atOnce = tx.StopsEarly()
	return s, nil
}

// measure counts the documents of each day.
func (b *board) measure() []daySize {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sizes = make([]daySize, 0, len(b.days))
	for day, list := range b.days {
		b.sizes = append(b.sizes, daySize{day, len(list)})
	}
	slices.SortFunc(b.sizes, func(x, y daySize) int { return cmp.Compare(x.day, y.day) })
	return b.sizes
}

// A Count is one value that hits have, and how many have it.
type Count[T any] struct {
	Value T   `json:"value"`
	N     int `json:"count"`
}

// Facets are the counts of hits by what they can be filtered by, the most first.
type Facets struct {
	Nouns   []Count[string] `json:"nouns"`
	Kinds   []Count[string] `json:"kinds"`
	Units   []Count[int64]  `json:"units"`
	Columns []Count[int64]  `json:"columns"`
	Years   []Count[int]    `json:"years"` // the latest first
	States  []Count[State]  `json:"states"`
}

// count counts hits.
func (b *board) count(tx *db.Tx, slots []int64) (Facets, error) {
	err := b.fresh(tx, false)
	if err == nil && !b.knows(slots) { // another node has put one less than a second ago
		err = b.fresh(tx, true)
	}
	if err != nil {
		return Facets{}, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	units, columns := make([]int, len(b.units.value)+1), make([]int, len(b.columns.value)+1)
	nouns, kinds, states := make([]int, len(b.nouns.value)+1), make([]int, len(b.kinds.value)+1), make([]int, len(b.states.value)+1)
	years := map[int16]int{}
	for _, s := range slots {
		if f, ok := b.at(s); ok {
			units[f.unit]++
			columns[f.column]++
			nouns[f.noun]++
			kinds[f.kind]++
			states[f.state]++
			years[f.year]++
		}
	}
	out := Facets{
		Nouns: counts(b.nouns, nouns, asText), Kinds: counts(b.kinds, kinds, asText), States: counts(b.states, states, func(s string) State { return State(s) }),
		Units: counts(b.units, units, asNumber), Columns: counts(b.columns, columns, asNumber), Years: []Count[int]{},
	}
	for y, n := range years {
		if y != 0 {
			out.Years = append(out.Years, Count[int]{int(y), n})
		}
	}
	slices.SortFunc(out.Years, func(a, b Count[int]) int { return b.Value - a.Value })
	return out, nil
}

func (b *board) knows(slots []int64) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, s := range slots {
		if _, ok := b.at(s); !ok {
			return false
		}
	}
	return true
}

func asText(s string) string { return s }

func asNumber(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// counts lists the values that were counted; nothing and zero are no values.
func counts[T cmp.Ordered](of ids, n []int, value func(string) T) []Count[T] {
	out := []Count[T]{}
	for i, v := range of.value {
		if c := n[i+1]; c > 0 && v != "" && v != "0" {
			out = append(out, Count[T]{value(v), c})
		}
	}
	slices.SortFunc(out, func(a, b Count[T]) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Value, b.Value)) })
	return out
}
