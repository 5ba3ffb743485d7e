package cluster

import (
	"cmp"
	"math"
	"slices"
)

// A Doc is a text to be grouped.
type Doc struct {
	Title string // its terms count double
	Text  string
}

// A Term is a term of a theme with its weight; the weights of a theme are a vector of length 1.
type Term struct {
	Text   string  `json:"t"`
	Weight float64 `json:"w"`
}

// A Theme is a group of texts that are about the same.
type Theme struct {
	Known   int      // place in the themes that were known; -1 for one that is new
	Profile []Term   // what binds it, the heaviest first
	Words   []string // the same as words to read, the heaviest first
	Members []Member // by their place in the texts, ascending
}

// A Member is a text of a theme.
type Member struct {
	Doc int
	Fit float64 // how alike the text and its theme are, from 0 to 1
}

// Bounds of what is a theme. They were chosen by the labelled letters of testdata.
const (
	Least       = 3    // texts that a theme has at least; of many texts more, see least
	profileMost = 40   // terms by which a theme is known
	centreMost  = 120  // terms by which texts are compared with it
	seedsMost   = 4000 // candidates, the strongest
	coherent    = 0.02 // how alike the texts of a candidate are, two by two, without it
	apart       = 3    // times as alike as any two texts
	same        = 0.30 // from which two candidates are one theme
	joined      = 0.30 // from which two themes are one when their texts are counted
	fits        = 0.12 // from which a text belongs to a theme
	rounds      = 4    // in which texts find their theme
	remembers   = 0.5  // how much of a known theme stays beside its texts of this run
)

// Find groups texts into themes, those with the most texts first. A text is in one theme at most; which are
// together does not depend on the order of the texts. Known are the profiles of themes of earlier runs: a
// theme that is one of them says so, and there may be none with texts.
func Find(c *Cutter, docs []Doc, known [][]Term) []Theme {
	order := make([]int, len(docs)) // sums are made in one order, whatever the order of the texts
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(docs[a].Text, docs[b].Text), cmp.Compare(docs[a].Title, docs[b].Title))
	})
	sorted := make([]Doc, len(docs))
	for i, d := range order {
		sorted[i] = docs[d]
	}
	f := &finding{corpus: newCorpus(c, sorted), docs: sorted, least: least(len(docs))}
	f.sum = newSum(len(f.names))
	f.begin(known)
	f.seed()
	for range rounds {
		f.assign()
		f.settle()
	}
	f.assign()
	return f.themes(order)
}

// least is how many texts a theme has at least among so many: what 3 of 200 share is a matter, what 3 of 100,000
// share is chance.
func least(texts int) int { return max(Least, int(math.Ceil(math.Sqrt(float64(texts))/10))) }

// A finding is the work of one run.
type finding struct {
	*corpus
	docs   []Doc
	least  int
	sum    *sum
	groups []group
	of     []int32 // of each text, its group; -1 for none
	fit    []float32
}

// A group is a theme in the making.
type group struct {
	known  int    // -1: new
	past   vector // what is known of it
	centre vector
	size   int
}

// begin takes what is known.
func (f *finding) begin(known [][]Term) {
	for k, profile := range known {
		for _, t := range profile {
			if p, ok := f.place[t.Text]; ok {
				f.sum.add(vector{{p, float32(t.Weight)}}, 1)
			}
		}
		v := f.sum.take(centreMost)
		f.groups = append(f.groups, group{known: k, past: v, centre: v})
	}
}

// A candidate is a term that may bind a theme.
type candidate struct {
	term     int32
	strength float64
	centre   vector
}

// seed lets the strongest terms begin themes, or join one that has begun.
func (f *finding) seed() {
	for _, s := range f.candidates() {
		best, most := -1, same
		for i := range f.groups {
			if l := dot(s.centre, f.groups[i].centre); l > most {
				best, most = i, l
			}
		}
		if best < 0 {
			f.groups = append(f.groups, group{known: -1, centre: s.centre, size: int(f.held[s.term])})
			continue
		}
		g := &f.groups[best]
		if g.known >= 0 {
			continue // a known theme stays what it is until its texts are counted
		}
		n := int(f.held[s.term])
		f.sum.add(g.centre, float64(g.size))
		f.sum.add(s.centre, float64(n))
		g.centre, g.size = f.sum.take(centreMost), g.size+n
	}
}

// candidates are the terms whose texts are like each other beside it, the strongest first.
func (f *finding) candidates() (out []candidate) {
	having := make([][]int32, len(f.names))
	for i, v := range f.texts {
		for _, e := range v {
			if int(f.held[e.term]) >= f.least {
				having[e.term] = append(having[e.term], int32(i)) // #nosec G115 -- fewer texts than 2^31
			}
		}
	}
	base := f.background()
	for t, texts := range having {
		if len(texts) < f.least {
			continue
		}
		alike, centre := f.coherence(int32(t), texts) // #nosec G115 -- as above
		if !f.named[t] && (alike < coherent || alike < apart*base) {
			continue
		}
		alike = max(alike, coherent)
		out = append(out, candidate{int32(t), alike * float64(min(len(texts), 50)), centre}) // #nosec G115 -- as above
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.strength, a.strength), cmp.Compare(a.term, b.term))
	})
	return out[:min(len(out), seedsMost)]
}

// background is how alike any two texts are.
func (f *finding) background() float64 {
	all := make([]int32, len(f.texts))
	for i := range all {
		all[i] = int32(i) // #nosec G115 -- fewer texts than 2^31
	}
	alike, _ := f.coherence(-1, all)
	return alike
}

// coherence is how alike the texts that have a term are, two by two, without it and the terms that overlap with
// it, and the centre of them with it.
func (f *finding) coherence(term int32, texts []int32) (alike float64, centre vector) {
	own := 0.0
	for _, i := range texts {
		for _, e := range f.texts[i] {
			if term >= 0 && overlaps(f.names[term], f.names[e.term]) {
				continue
			}
			own += float64(e.weight) * float64(e.weight)
			f.sum.add(vector{e}, 1)
		}
	}
	all := 0.0
	for _, t := range f.sum.touched {
		all += f.sum.weight[t] * f.sum.weight[t]
	}
	f.sum.take(0)
	if term < 0 {
		n := float64(len(texts))
		return (all - own) / max(n*(n-1), 1), nil
	}
	n := float64(len(texts))
	alike = (all - own) / max(n*(n-1), 1)
	if alike < coherent && !f.named[term] {
		return alike, nil
	}
	for _, i := range texts {
		f.sum.add(f.texts[i], 1)
	}
	return alike, f.sum.take(centreMost)
}

// overlaps reports whether two pairs of signs may be parts of one word.
func overlaps(a, b string) bool {
	const sign = 3 // bytes of a Chinese sign
	return a == b || len(a) == 2*sign && len(b) == 2*sign && (a[sign:] == b[:sign] || b[sign:] == a[:sign])
}

// assign brings each text to the theme that it is most like.
func (f *finding) assign() {
	if f.of == nil {
		f.of, f.fit = make([]int32, len(f.texts)), make([]float32, len(f.texts))
	}
	having := make([][]entry, len(f.names)) // of each term, the groups with its weight
	for g := range f.groups {
		for _, e := range f.groups[g].centre {
			having[e.term] = append(having[e.term], entry{int32(g), e.weight}) // #nosec G115 -- fewer groups than terms
		}
	}
	s := scores{of: make([]float64, len(f.groups))}
	for i, v := range f.texts {
		for _, e := range v {
			s.add(e.weight, having[e.term])
		}
		best, most := s.best()
		f.of[i], f.fit[i] = best, float32(most)
	}
}

// scores are how alike a text and each group are.
type scores struct {
	of      []float64
	touched []int32
}

// add counts a term of a text with the groups that have it.
func (s *scores) add(weight float32, groups []entry) {
	for _, g := range groups {
		if s.of[g.term] == 0 {
			s.touched = append(s.touched, g.term)
		}
		s.of[g.term] += float64(weight) * float64(g.weight)
	}
}

// best is the group that the text fits best, the first of equal ones, and -1 for none; the next text begins anew.
func (s *scores) best() (best int32, most float64) {
	best, most = -1, fits
	for _, g := range s.touched {
		if l := s.of[g]; l > most || l == most && g < best {
			best, most = g, l
		}
		s.of[g] = 0
	}
	s.touched = s.touched[:0]
	return best, most
}

// settle makes the themes anew from their texts, gives up those that are too few, and joins those that are one.
func (f *finding) settle() {
	members := make([][]int, len(f.groups))
	for i, g := range f.of {
		if g >= 0 {
			members[g] = append(members[g], i)
		}
	}
	var kept []group
	for g := range f.groups {
		old := f.groups[g]
		if len(members[g]) < f.least && old.known < 0 {
			continue
		}
		if len(members[g]) > 0 {
			for _, i := range members[g] {
				f.sum.add(f.texts[i], 1)
			}
			v := f.sum.take(centreMost)
			if len(old.past) > 0 {
				f.sum.add(v, 1)
				f.sum.add(old.past, remembers)
				v = f.sum.take(centreMost)
			}
			old.centre = v
		}
		old.size = len(members[g])
		kept = append(kept, old)
	}
	f.groups = kept
	f.join()
}

// join makes one of themes that are alike, the most alike first. Two that were known apart stay apart.
func (f *finding) join() {
	near := make([]pair, len(f.groups))
	for i := range f.groups {
		near[i] = f.nearest(i)
	}
	for a := closest(near); a >= 0; a = closest(near) {
		b := near[a].with
		f.merge(a, b)
		near[b].with = -1
		for i := range f.groups {
			switch {
			case f.groups[i].centre == nil:
			case i == a || near[i].with == a || near[i].with == b:
				near[i] = f.nearest(i)
			case i < a:
				if l := f.alike(i, a); l > near[i].alike {
					near[i] = pair{a, l}
				}
			}
		}
	}
	f.groups = slices.DeleteFunc(f.groups, func(g group) bool { return g.centre == nil && g.known < 0 })
}

// alike is how alike two groups are; 0 for two that were known apart.
func (f *finding) alike(i, j int) float64 {
	if f.groups[i].known >= 0 && f.groups[j].known >= 0 {
		return 0
	}
	return dot(f.groups[i].centre, f.groups[j].centre)
}

// nearest is the group behind one that it is most like, if they are one theme.
func (f *finding) nearest(i int) pair {
	best := pair{-1, joined}
	for j := i + 1; j < len(f.groups); j++ {
		if l := f.alike(i, j); l > best.alike {
			best = pair{j, l}
		}
	}
	return best
}

// closest is the first of the two groups that are most alike; -1 for none.
func closest(near []pair) int {
	a := -1
	for i, p := range near {
		if p.with >= 0 && (a < 0 || p.alike > near[a].alike) {
			a = i
		}
	}
	return a
}

// A pair is a theme with another one.
type pair struct {
	with  int
	alike float64
}

// merge takes the second of two groups into the first, and leaves nothing of it.
func (f *finding) merge(a, b int) {
	x, y := &f.groups[a], &f.groups[b]
	if x.known < 0 {
		x.known, x.past = y.known, y.past
	}
	f.sum.add(x.centre, float64(max(x.size, 1)))
	f.sum.add(y.centre, float64(max(y.size, 1)))
	x.centre, x.size = f.sum.take(centreMost), x.size+y.size
	*y = group{known: -1}
}

// themes are the groups as a caller has them.
func (f *finding) themes(order []int) (out []Theme) {
	out = make([]Theme, len(f.groups))
	texts := make([][]int, len(f.groups))
	for i, g := range f.of {
		if g >= 0 {
			out[g].Members = append(out[g].Members, Member{order[i], float64(f.fit[i])})
			texts[g] = append(texts[g], i)
		}
	}
	kept := out[:0]
	for g := range out {
		t := out[g]
		if len(t.Members) < f.least && (f.groups[g].known < 0 || len(t.Members) == 0) {
			continue
		}
		t.Known = f.groups[g].known
		t.Profile = f.profile(&f.groups[g], texts[g])
		t.Words = f.words(t.Profile, texts[g])
		slices.SortFunc(t.Members, func(a, b Member) int { return a.Doc - b.Doc })
		kept = append(kept, t)
	}
	slices.SortStableFunc(kept, func(a, b Theme) int { // equal ones by what binds them
		return cmp.Or(len(b.Members)-len(a.Members), cmp.Compare(first(a.Words), first(b.Words)))
	})
	return kept
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
