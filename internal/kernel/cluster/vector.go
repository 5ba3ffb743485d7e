package cluster

import (
	"cmp"
	"math"
	"slices"
)

// An entry is a term of a vector, by its place in the vocabulary, with its weight.
type entry struct {
	term   int32
	weight float32
}

// A vector has the terms of a text or of a theme, in the order of the vocabulary.
type vector []entry

// A corpus is the texts of a run as vectors of length 1.
type corpus struct {
	names []string         // of the terms, sorted
	place map[string]int32 // of a term in names
	held  []int32          // how many texts have a term
	idf   []float64
	named []bool // a term stands for words of the same matter
	texts []vector
}

// among is how many texts there are at least, for the weight of a term: among forty letters of two matters the words of
// both are frequent, and say no less for it.
const among = 1000

// newCorpus makes vectors of texts: terms of a title count double, a term that comes often counts more, one that
// many texts have counts less.
func newCorpus(c *Cutter, docs []Doc) *corpus {
	type raw struct {
		terms []string
		n     []int
	}
	rows := make([]raw, len(docs))
	held := map[string]int32{}
	for i, d := range docs {
		title := c.Terms(d.Title)
		rows[i].terms, rows[i].n = counted(append(append(title, title...), c.Terms(d.Text)...))
		for _, t := range rows[i].terms {
			held[t]++
		}
	}
	x := &corpus{place: make(map[string]int32, len(held))}
	for t := range held {
		x.names = append(x.names, t)
	}
	slices.Sort(x.names)
	x.held, x.idf, x.named = make([]int32, len(x.names)), make([]float64, len(x.names)), make([]bool, len(x.names))
	for i, t := range x.names {
		x.place[t], x.held[i] = int32(i), held[t] // #nosec G115 -- a vocabulary has fewer than 2^31 terms
		x.named[i] = c.words[t].same == t
		x.idf[i] = math.Log(1 + float64(max(len(docs), among))/float64(max(held[t], 2))) // a term of one text is worth no more than one of two
	}
	x.texts = make([]vector, len(docs))
	for i, r := range rows {
		v := make(vector, len(r.terms))
		for j, t := range r.terms {
			p := x.place[t]
			v[j] = entry{p, float32(x.idf[p] * (1 + math.Log(float64(r.n[j]))))}
		}
		v.normalise()
		x.texts[i] = v
		rows[i] = raw{}
	}
	return x
}

func (v vector) normalise() {
	sum := 0.0
	for _, e := range v {
		sum += float64(e.weight) * float64(e.weight)
	}
	if sum == 0 {
		return
	}
	by := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i].weight *= by
	}
}

// dot is how alike two vectors of length 1 are, from 0 to 1.
func dot(a, b vector) (sum float64) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			sum += float64(a[i].weight) * float64(b[j].weight)
			i, j = i+1, j+1
		}
	}
	return sum
}

// A heap of weights of all terms, into which vectors are added one after the other.
type sum struct {
	weight  []float64
	touched []int32
}

func newSum(terms int) *sum { return &sum{weight: make([]float64, terms)} }

func (s *sum) add(v vector, by float64) {
	for _, e := range v {
		if s.weight[e.term] == 0 {
			s.touched = append(s.touched, e.term)
		}
		s.weight[e.term] += by * float64(e.weight)
	}
}

// take returns the heaviest terms of what was added, at most so many, as a vector of length 1, and begins anew.
func (s *sum) take(most int) vector {
	slices.Sort(s.touched)
	v := make(vector, 0, len(s.touched))
	for _, t := range s.touched {
		v = append(v, entry{t, float32(s.weight[t])})
		s.weight[t] = 0
	}
	s.touched = s.touched[:0]
	v = slices.Compact(v) // a weight that fell to 0 on the way is there twice
	if len(v) > most {
		slices.SortFunc(v, func(a, b entry) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term)) })
		v = slices.Clone(v[:most])
		slices.SortFunc(v, func(a, b entry) int { return cmp.Compare(a.term, b.term) })
	}
	v.normalise()
	return v
}
