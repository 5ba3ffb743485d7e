package circular

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Verdict says what became of a point.
type Verdict string

// The verdicts.
const (
	Same    Verdict = "same" // it may have moved or been renumbered
	Changed Verdict = "changed"
	Added   Verdict = "added"
	Removed Verdict = "removed"
)

// A Change is one point in two readings of a circular.
type Change struct {
	Verdict Verdict  `json:"verdict"`
	Old     int      `json:"old"`    // index in the old Points, -1 if it is added
	New     int      `json:"new"`    // index in the new Points, -1 if it is removed
	Fields  []string `json:"fields"` // what differs: number, section, title, text, units, deadlines
	// Units and deadlines that only one of the readings has.
	UnitsAdded       []Unit     `json:"units_added"`
	UnitsRemoved     []Unit     `json:"units_removed"`
	DeadlinesAdded   []Deadline `json:"deadlines_added"`
	DeadlinesRemoved []Deadline `json:"deadlines_removed"`
}

// similar is the share of common pairs of characters from which two points are held for the same.
const similar = 0.5

// Diff tells what became of each point of old in new. Points are paired by equal
// title and text, then by the likeness of their content, then by title, and last by number within the section of the same title.
// The result has every point of new in its order, and after them those that are gone.
func Diff(old, new *Circular) []Change {
	m := &matcher{old: old, new: new, to: fill(len(new.Points)), from: fill(len(old.Points))}
	m.equal(func(_ *Circular, p *Point) string { return squeeze(p.Title) + "\n" + squeeze(p.Text) })
	m.alike()
	m.equal(func(_ *Circular, p *Point) string { return squeeze(p.Title) })
	m.equal(func(c *Circular, p *Point) string {
		if p.Number == 0 {
			return ""
		}
		return sectionTitle(c, p) + "\n" + strconv.Itoa(p.Number)
	})
	var out []Change
	for n, o := range m.to {
		if o < 0 {
			p := &new.Points[n]
			out = append(out, change(Change{Verdict: Added, Old: -1, New: n, UnitsAdded: p.Units, DeadlinesAdded: p.Deadlines}))
			continue
		}
		out = append(out, m.compare(o, n))
	}
	for o, n := range m.from {
		if n < 0 {
			p := &old.Points[o]
			out = append(out, change(Change{Verdict: Removed, Old: o, New: -1, UnitsRemoved: p.Units, DeadlinesRemoved: p.Deadlines}))
		}
	}
	return out
}

// change returns c with copies of its lists, none of them nil.
func change(c Change) Change {
	c.Fields = append([]string{}, c.Fields...)
	c.UnitsAdded, c.UnitsRemoved = append([]Unit{}, c.UnitsAdded...), append([]Unit{}, c.UnitsRemoved...)
	c.DeadlinesAdded, c.DeadlinesRemoved = append([]Deadline{}, c.DeadlinesAdded...), append([]Deadline{}, c.DeadlinesRemoved...)
	return c
}

func fill(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// squeeze leaves out what a new layout changes.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func sectionTitle(c *Circular, p *Point) string {
	if p.Section == 0 {
		return ""
	}
	return squeeze(c.Sections[p.Section-1].Title)
}

type matcher struct {
	old, new *Circular
	to       []int // for each new point its old one, -1 for none
	from     []int
}

func (m *matcher) pair(o, n int) { m.to[n], m.from[o] = o, n }

// equal pairs the points that are left and have the same key, in their order.
func (m *matcher) equal(key func(*Circular, *Point) string) {
	waiting := map[string][]int{}
	for o, n := range m.from {
		if k := key(m.old, &m.old.Points[o]); n < 0 && k != "" {
			waiting[k] = append(waiting[k], o)
		}
	}
	for n, o := range m.to {
		if o >= 0 {
			continue
		}
		k := key(m.new, &m.new.Points[n])
		if q := waiting[k]; len(q) > 0 {
			m.pair(q[0], n)
			waiting[k] = q[1:]
		}
	}
}

// A candidate is an old and a new point and the share of what they have in common.
type candidate struct {
	o, n  int
	share float64
}

// alike pairs the points that are left, those with the most in common first.
func (m *matcher) alike() {
	index := map[[2]rune][]int{} // old points that have a pair of characters
	sizes := map[int]int{}
	for o, n := range m.from {
		if n >= 0 {
			continue
		}
		set := pairs(&m.old.Points[o])
		sizes[o] = len(set)
		for b := range set {
			index[b] = append(index[b], o)
		}
	}
	var all []candidate
	for n, o := range m.to {
		if o < 0 {
			all = append(all, candidates(n, pairs(&m.new.Points[n]), index, sizes)...)
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.n, b.n), cmp.Compare(a.o, b.o))
	})
	for _, c := range all {
		if m.to[c.n] < 0 && m.from[c.o] < 0 {
			m.pair(c.o, c.n)
		}
	}
}

// candidates returns the old points that are like the new point n.
func candidates(n int, set map[[2]rune]bool, index map[[2]rune][]int, sizes map[int]int) []candidate {
	common := map[int]int{}
	for b := range set {
		for _, o := range index[b] {
			common[o]++
		}
	}
	var out []candidate
	for o, k := range common {
		if share := 2 * float64(k) / float64(len(set)+sizes[o]); share >= similar {
			out = append(out, candidate{o, n, share})
		}
	}
	return out
}

// pairs returns the pairs of neighbouring characters of a point's title and text.
func pairs(p *Point) map[[2]rune]bool {
	set := map[[2]rune]bool{}
	var last rune
	for _, c := range squeeze(p.Title + p.Text) {
		if last != 0 {
			set[[2]rune{last, c}] = true
		}
		last = c
	}
	return set
}

// compare tells how two points that belong together differ.
func (m *matcher) compare(o, n int) Change {
	a, b := &m.old.Points[o], &m.new.Points[n]
	c := change(Change{Verdict: Same, Old: o, New: n})
	c.UnitsAdded, c.UnitsRemoved = only(b.Units, a.Units, unitKey), only(a.Units, b.Units, unitKey)
	c.DeadlinesAdded, c.DeadlinesRemoved = only(b.Deadlines, a.Deadlines, deadlineKey), only(a.Deadlines, b.Deadlines, deadlineKey)
	for _, f := range []struct {
		name   string
		differ bool
	}{
		{"number", a.Number != b.Number},
		{"section", sectionTitle(m.old, a) != sectionTitle(m.new, b)},
		{"title", squeeze(a.Title) != squeeze(b.Title)},
		{"text", squeeze(a.Text) != squeeze(b.Text)},
		{"units", len(c.UnitsAdded)+len(c.UnitsRemoved) > 0},
		{"deadlines", len(c.DeadlinesAdded)+len(c.DeadlinesRemoved) > 0},
	} {
		if !f.differ {
			continue
		}
		c.Fields = append(c.Fields, f.name)
		if f.name != "number" && f.name != "section" {
			c.Verdict = Changed
		}
	}
	return c
}

func unitKey(u Unit) string { return u.Name + "\n" + string(u.Role) }

func deadlineKey(d Deadline) string {
	return strings.Join([]string{squeeze(d.Raw), string(d.Kind), string(d.Due), strconv.Itoa(d.Count), string(d.Period)}, "\n")
}

// only returns what a has and b does not.
func only[T any](a, b []T, key func(T) string) []T {
	have := map[string]int{}
	for _, x := range b {
		have[key(x)]++
	}
	out := []T{}
	for _, x := range a {
		if k := key(x); have[k] > 0 {
			have[k]--
		} else {
			out = append(out, x)
		}
	}
	return out
}
