package cluster

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// profile is what binds a theme: terms that at least Least of its texts have, heavy in its centre and rarer elsewhere.
func (f *finding) profile(g *group, texts []int) []Term {
	held := map[int32]int{}
	for _, i := range texts {
		for _, e := range f.texts[i] {
			held[e.term]++
		}
	}
	var v vector
	for _, e := range g.centre {
		if n := held[e.term]; n >= min(Least, len(texts)) {
			share := float32(n) / float32(f.held[e.term]) // of the texts that have it
			v = append(v, entry{e.term, e.weight * share})
		}
	}
	slices.SortFunc(v, func(a, b entry) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term)) })
	v = v[:min(len(v), profileMost)]
	v.normalise()
	out := make([]Term, len(v))
	for i, e := range v {
		out[i] = Term{f.names[e.term], float64(e.weight)}
	}
	return out
}

const (
	wordsMost   = 8   // words that are shown of a theme
	wordLongest = 6   // signs
	lookedAt    = 500 // texts in which the ends of a word are looked for
	oneWord     = 0.7 // from which share two pairs that overlap are one word
)

// words are the terms of a profile as words: pairs that overlap and mostly come together are one, as 公积 and 积金 are
// 公积金; a pair that is a part of a word said already is not said again.
func (f *finding) words(profile []Term, texts []int) (out []string) {
	var all []string
	for _, i := range texts[:min(len(texts), lookedAt)] {
		all = append(all, f.docs[i].Title+"\n"+f.docs[i].Text)
	}
	count := func(w string) (n int) {
		for _, t := range all {
			if strings.Contains(t, w) {
				n++
			}
		}
		return n
	}
	for _, t := range profile {
		if len(out) == wordsMost {
			break
		}
		w := longer(t.Text, profile, count)
		if slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, w) || strings.Contains(w, o) }) {
			continue
		}
		out = append(out, w)
	}
	return out
}

// longer is the word that a pair of signs is a part of.
func longer(w string, profile []Term, count func(string) int) string {
	for grown := true; grown && len([]rune(w)) < wordLongest; {
		grown = false
		r, n := []rune(w), count(w)
		for _, t := range profile {
			p := []rune(t.Text)
			if len(p) != 2 {
				continue
			}
			var next string
			switch {
			case p[0] == r[len(r)-1]:
				next = w + string(p[1])
			case p[1] == r[0]:
				next = string(p[0]) + w
			default:
				continue
			}
			if float64(count(next)) >= oneWord*float64(min(n, count(t.Text))) && count(next) >= 2 && float64(count(next)) >= 0.5*float64(n) {
				w, grown = next, true
				break
			}
		}
	}
	return w
}

// Profile is what binds texts that a person has put together, without any others beside them, and the words of it.
func (c *Cutter) Profile(docs []Doc) (profile []Term, words []string) {
	f := &finding{corpus: newCorpus(c, docs), docs: docs}
	f.sum = newSum(len(f.names))
	all := make([]int, len(docs))
	for i, v := range f.texts {
		f.sum.add(v, 1)
		all[i] = i
	}
	profile = f.profile(&group{centre: f.sum.take(centreMost)}, all)
	return profile, f.words(profile, all)
}

// Mix is the profile of two themes together, each with the weight of how many texts it has.
func Mix(a []Term, n int, b []Term, m int) (out []Term) {
	weight := map[string]float64{}
	for _, t := range a {
		weight[t.Text] += float64(max(n, 1)) * t.Weight
	}
	for _, t := range b {
		weight[t.Text] += float64(max(m, 1)) * t.Weight
	}
	sum := 0.0
	for _, t := range slices.Sorted(maps.Keys(weight)) {
		out = append(out, Term{t, weight[t]})
		sum += weight[t] * weight[t]
	}
	for i := range out {
		out[i].Weight /= math.Sqrt(sum)
	}
	slices.SortFunc(out, func(a, b Term) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Text, b.Text)) })
	return out[:min(len(out), profileMost)]
}
