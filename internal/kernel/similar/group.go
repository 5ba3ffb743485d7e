package similar

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strings"
)

// negations are words that turn what is said into its opposite: texts that differ in them are no copies.
//
//go:embed words.txt
var negations string

// Group groups texts into exact and near copies. A group is around the text that comes most often, then the longest;
// every other is at least as like it as Alike, and denies as often as it does: "我不同意" is no copy of
// "我同意". Each group lists its members by their index, in order; groups are in the order of their first
// member. Every text is in exactly one, and which are together does not depend on the order of the texts.
func Group(texts []string) [][]int {
	copies := map[string][]int{}
	for i, t := range texts {
		key := letters(t)
		if key == "" {
			key = "\x00" + strings.TrimSpace(t)
		}
		copies[key] = append(copies[key], i)
	}
	alike := map[int][]string{} // by how often they deny
	for key := range copies {
		n := denials(key)
		alike[n] = append(alike[n], key)
	}
	out := make([][]int, 0, len(copies))
	for _, keys := range alike {
		slices.SortFunc(keys, func(a, b string) int {
			return cmp.Or(len(copies[b])-len(copies[a]), len(b)-len(a), cmp.Compare(a, b))
		})
		for _, group := range InOrder(keys, Alike) {
			var members []int
			for _, k := range group {
				members = append(members, copies[keys[k]]...)
			}
			slices.Sort(members)
			out = append(out, members)
		}
	}
	slices.SortFunc(out, func(a, b []int) int { return a[0] - b[0] })
	return out
}

func denials(text string) int {
	n := 0
	for w := range strings.FieldsSeq(negations) {
		n += strings.Count(text, w)
	}
	return n
}

// InOrder groups texts by the first that each is like, at least by the given likeness. Two texts that share so
// much share one of the rarest pairs of each, so only those are compared: with thousands of texts, few are.
func InOrder(texts []string, least float64) (out [][]int) {
	sets, count := counted(texts)
	first := map[uint64][]int{} // groups by the rare pairs of their first text
	var seen []int              // of each group, the text that has been compared with it last, from 1
	for i, set := range sets {
		rare := rarest(set, count, least)
		best, most := -1, least
		for _, p := range rare {
			for _, g := range first[p] {
				if seen[g] == i+1 {
					continue
				}
				seen[g] = i + 1
				if l := likeness(set, sets[out[g][0]], least); l > most || l == most && best < 0 {
					best, most = g, l
				}
			}
		}
		if best >= 0 {
			out[best] = append(out[best], i)
			continue
		}
		for _, p := range rare {
			first[p] = append(first[p], len(out))
		}
		out, seen = append(out, []int{i}), append(seen, 0)
	}
	return out
}

// counted returns the pairs of each text, and how many texts have each.
func counted(texts []string) (sets []Pairs, count map[uint64]int) {
	sets, count = make([]Pairs, len(texts)), map[uint64]int{}
	for i, t := range texts {
		sets[i] = PairsOf(t)
		for _, p := range sets[i] {
			count[p]++
		}
	}
	return sets, count
}

// rarest are as many pairs of a set as two alike sets cannot both do without.
func rarest(set Pairs, count map[uint64]int, least float64) []uint64 {
	all := slices.Clone(set)
	slices.SortFunc(all, func(a, b uint64) int { return cmp.Or(count[a]-count[b], cmp.Compare(a, b)) })
	return all[:len(all)-int(math.Ceil(least*float64(len(all))))+min(1, len(all))]
}
