package article

import (
	"cmp"
	"slices"

	"znkr.io/diff"
)

// How alike units are to be held for the same, as a share of common pairs of characters.
const (
	similar   = 0.5
	inPlace   = 0.3 // between the same neighbours
	contained = 0.8 // of the shorter in the longer: a paragraph that was divided or joined
	absorbed  = 0.7 // of a neighbour in the other side of a pair

	absorbedShort = 0.9 // of a short one
)

// What bounds the work: a text that is nothing but one phrase a thousand times is compared in order alone.
const (
	postingsMost   = 24 // units that share a pair of characters
	candidatesMost = 4
	nearMost       = 16
	knownLeast     = 4  // characters that a text needs to be known again elsewhere
	containLeast   = 10 // pairs that a text needs to be found within another
	absorbedLeast  = 4
)

// An aligner pairs the units of two editions.
type aligner struct {
	old, new []unit
	to, from []int // for each new unit its old one, and the reverse; -1 for none
}

// A group is a run of old units and what became of it, ends excluded.
type group struct{ old, oldEnd, new, newEnd int }

func none(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

func (a *aligner) pair(o, n int) { a.to[n], a.from[o] = o, n }

// equal pairs units of the same text: those in the same order, then those that stand elsewhere.
func (a *aligner) equal() {
	ids := map[string]int{}
	number := func(us []unit) []int {
		out := make([]int, len(us))
		for i, u := range us {
			id, ok := ids[u.key]
			if !ok {
				id = len(ids)
				ids[u.key] = id
			}
			out[i] = id
		}
		return out
	}
	x, y := number(a.old), number(a.new)
	o, n := 0, 0
	for _, e := range diff.Edits(x, y) {
		switch e.Op {
		case diff.Match:
			a.pair(o, n)
			o, n = o+1, n+1
		case diff.Delete:
			o++
		case diff.Insert:
			n++
		}
	}
	waiting := map[int][]int{}
	for o, n := range a.from {
		if n < 0 && a.old[o].size >= knownLeast {
			waiting[x[o]] = append(waiting[x[o]], o)
		}
	}
	for n, o := range a.to {
		if q := waiting[y[n]]; o < 0 && len(q) > 0 {
			a.pair(q[0], n)
			waiting[y[n]] = q[1:]
		}
	}
}

// A match is a pair that may be.
type match struct {
	old, new int
	score    float64
}

// alike pairs the units that are left by what they have in common, the most alike first.
func (a *aligner) alike() {
	postings := map[uint32][]int{}
	for o, n := range a.from {
		if n >= 0 {
			continue
		}
		a.old[o].pairs()
		for _, g := range a.old[o].grams {
			postings[g] = append(postings[g], o)
		}
	}
	var found []match
	votes := make([]int, len(a.old))
	for n, o := range a.to {
		if o >= 0 || len(postings) == 0 {
			continue
		}
		a.new[n].pairs()
		for _, o := range candidates(a.new[n].grams, postings, votes) {
			if s := likeness(&a.old[o], &a.new[n]); s >= similar {
				found = append(found, match{o, n, s})
			}
		}
	}
	slices.SortFunc(found, func(x, y match) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(abs(x.old-x.new), abs(y.old-y.new)), cmp.Compare(x.new, y.new), cmp.Compare(x.old, y.old))
	})
	for _, m := range found {
		if a.to[m.new] < 0 && a.from[m.old] < 0 {
			a.pair(m.old, m.new)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// candidates returns the old units that share most pairs with the grams. votes is scratch space, all zero.
func candidates(grams []uint32, postings map[uint32][]int, votes []int) []int {
	var seen []int
	for _, g := range grams {
		list := postings[g]
		if len(list) > postingsMost {
			continue
		}
		for _, o := range list {
			if votes[o] == 0 {
				seen = append(seen, o)
			}
			votes[o]++
		}
	}
	slices.SortFunc(seen, func(x, y int) int { return cmp.Or(votes[y]-votes[x], x-y) })
	for _, o := range seen {
		votes[o] = 0
	}
	return seen[:min(len(seen), candidatesMost)]
}

// pairs computes the grams of a unit, once.
func (u *unit) pairs() {
	if u.grams != nil {
		return
	}
	before := rune(0)
	for _, r := range u.key {
		if before != 0 || u.size == 1 {
			u.grams = append(u.grams, uint32(before)*0x9e3779b1+uint32(r)) //nolint:gosec // a hash
		}
		before = r
	}
	slices.Sort(u.grams)
	u.grams = slices.Compact(u.grams)
}

// common counts the grams that both have.
func common(x, y []uint32) int {
	if len(x) > len(y) {
		x, y = y, x
	}
	n := 0
	if len(x)*16 < len(y) {
		for _, g := range x {
			if _, ok := slices.BinarySearch(y, g); ok {
				n++
			}
		}
		return n
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// likeness is from 0 to 1; a row of a table is never like a line of text.
func likeness(x, y *unit) float64 {
	if (x.cells == nil) != (y.cells == nil) || len(x.grams) == 0 || len(y.grams) == 0 {
		return 0
	}
	n := float64(common(x.grams, y.grams))
	s := 2 * n / float64(len(x.grams)+len(y.grams))
	least := min(len(x.grams), len(y.grams))
	if c := n / float64(least); x.cells == nil && least >= containLeast && c >= contained {
		s = max(s, c*similar/contained)
	}
	return s
}

// between pairs what is left between the same neighbours: what has the same part in the document, such as
// its date, or is somewhat alike.
func (a *aligner) between() {
	for n := 0; n < len(a.new); n++ {
		if a.to[n] >= 0 {
			continue
		}
		end := n
		for end < len(a.new) && a.to[end] < 0 {
			end++
		}
		lo, hi := 0, len(a.old)
		if n > 0 {
			lo = a.to[n-1] + 1
		}
		if end < len(a.new) {
			hi = a.to[end]
		}
		for ; n < end; n++ {
			if o := a.near(lo, hi, n); o >= 0 {
				a.pair(o, n)
				lo = o + 1
			}
		}
	}
}

func (a *aligner) near(lo, hi, n int) int {
	y := &a.new[n]
	y.pairs()
	for o := lo; o < min(hi, lo+nearMost); o++ {
		if a.from[o] >= 0 {
			return -1
		}
		x := &a.old[o]
		x.pairs()
		if x.kind == y.kind && (part(x.kind) || x.cells != nil && marked(x.cells[0].Text) == marked(y.cells[0].Text)) || likeness(x, y) >= inPlace {
			return o
		}
	}
	return -1
}

// part reports whether a document has one of the kind at a place.
func part(k Kind) bool {
	switch k {
	case Title, Number, Mark, Addressee, Signature, Date, Annex:
		return true
	case Subtitle, Heading, Paragraph, List, Table, Image, Attachments, Annotation, Imprint:
	}
	return false
}

// groups makes a group of each pair, with the neighbours that have no partner and are contained in its other side.
func (a *aligner) groups() []group {
	var out []group
	for n, o := range a.to {
		if o < 0 {
			continue
		}
		g := group{o, o + 1, n, n + 1}
		x, y := &a.old[o], &a.new[n]
		if x.key == y.key || x.cells != nil {
			out = append(out, g)
			continue
		}
		x.pairs()
		y.pairs()
		for g.newEnd < len(a.new) && within(a.to, g.newEnd, a.new, x, y) {
			g.newEnd++
		}
		for g.new > 0 && within(a.to, g.new-1, a.new, x, y) {
			g.new--
		}
		for g.oldEnd < len(a.old) && within(a.from, g.oldEnd, a.old, y, x) {
			g.oldEnd++
		}
		for g.old > 0 && within(a.from, g.old-1, a.old, y, x) {
			g.old--
		}
		take(a.to[g.new:n], a.to[n+1:g.newEnd])
		take(a.from[g.old:o], a.from[o+1:g.oldEnd])
		out = append(out, g)
	}
	return out
}

// taken marks units that belong to the pair of a neighbour.
const taken = -2

func take(runs ...[]int) {
	for _, r := range runs {
		for i := range r {
			r[i] = taken
		}
	}
}

// within reports whether unit i of us has no partner and is contained in the whole, and not
// already in the unit that is paired with it.
func within(partner []int, i int, us []unit, whole, paired *unit) bool {
	u := &us[i]
	if partner[i] != -1 || u.cells != nil {
		return false
	}
	u.pairs()
	n := len(u.grams)
	share := absorbed
	if n < containLeast {
		share = absorbedShort
	}
	return n >= absorbedLeast && float64(common(u.grams, whole.grams)) >= share*float64(n) && float64(common(u.grams, paired.grams)) < similar*float64(n)
}

// staying reports which groups kept their order: the longest run that rises, so that as few as possible moved.
func staying(groups []group) []bool {
	var tails []int // of the best run of each length, the group it ends in
	before := none(len(groups))
	for i, g := range groups {
		n, _ := slices.BinarySearchFunc(tails, g.old, func(t, old int) int { return cmp.Compare(groups[t].old, old) })
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	out := make([]bool, len(groups))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			out[i] = true
		}
	}
	return out
}
