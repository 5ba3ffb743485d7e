package finder

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/profile"
)

// small are attributes that can be answered in few ways, so that all can be tried.
var small = []profile.Attribute{
	{Code: "a", Name: "甲", Kind: profile.Number, Min: 0, Max: 5},
	{Code: "b", Name: "乙", Kind: profile.Choice, Options: []string{"x", "y", "z"}},
	{Code: "c", Name: "丙", Kind: profile.Choice, Options: []string{"有", "没有"}},
	{Code: "d", Name: "丁", Kind: profile.Number, Min: 1, Max: 4},
}

func domain(a profile.Attribute) (out []Value) {
	for _, o := range a.Options {
		out = append(out, Value{Option: o})
	}
	for n := a.Min; n <= a.Max && a.Kind == profile.Number; n++ {
		out = append(out, Value{N: n})
	}
	return out
}

// random is a condition or a group of them, now and then one that all meet or none.
func random(r *rand.Rand, depth int) Node {
	if depth > 0 && r.IntN(3) > 0 {
		n := Node{Op: []Op{All, Any}[r.IntN(2)]}
		for range 1 + r.IntN(3) {
			n.Nodes = append(n.Nodes, random(r, depth-1))
		}
		return n
	}
	a := small[r.IntN(len(small))]
	n := Node{Attr: a.Code, Op: comparisons[a.Kind][r.IntN(len(comparisons[a.Kind]))]}
	if a.Kind == profile.Choice {
		n.Options = slices.Clone(a.Options[:1+r.IntN(len(a.Options))])
		return n
	}
	n.N = a.Min + r.IntN(a.Max-a.Min+1)
	n.To = n.N + r.IntN(3)
	return n
}

// plain judges with every answer known, as one reads the conditions.
func (n *Node) plain(a Answers) bool {
	if n.Op == All {
		return !slices.ContainsFunc(n.Nodes, func(c Node) bool { return !c.plain(a) })
	}
	if n.Op == Any {
		return slices.ContainsFunc(n.Nodes, func(c Node) bool { return c.plain(a) })
	}
	return n.holds(a[n.Attr])
}

// completions calls f with every way to answer what is open.
func completions(a Answers, open []profile.Attribute, f func(Answers)) {
	if len(open) == 0 {
		f(a)
		return
	}
	for _, v := range domain(open[0]) {
		completions(a.with(open[0].Code, v), open[1:], f)
	}
}

// TestExact: whatever is not answered, the result is Fits exactly if every completion of the
// answers fits, Not exactly if none does; and a question matters exactly if there are two
// completions that differ in it alone and come out differently.
func TestExact(t *testing.T) {
	at := byCode(small)
	seen := map[Result]int{}
	for seed := range 3000 {
		r := rand.New(rand.NewPCG(uint64(seed), 6))
		n := random(r, 3)
		a := Answers{}
		var open []profile.Attribute
		for _, row := range small {
			if r.IntN(2) == 0 {
				a[row.Code] = domain(row)[r.IntN(len(domain(row)))]
			} else {
				open = append(open, row)
			}
		}
		yes, no := 0, 0
		var matters []string
		completions(a, open, func(full Answers) {
			was := n.plain(full)
			if was {
				yes++
			} else {
				no++
			}
			for _, row := range open {
				for _, v := range domain(row) {
					if n.plain(full.with(row.Code, v)) != was && !slices.Contains(matters, row.Code) {
						matters = append(matters, row.Code)
					}
				}
			}
		})
		want := Unknown
		if yes == 0 {
			want = Not
		} else if no == 0 {
			want = Fits
		}
		seen[want]++
		if got := n.Judge(at, a); got != want {
			t.Fatalf("seed %d: %+v on %v is %s, want %s", seed, n, a, got, want)
		}
		slices.Sort(matters)
		if got := n.Matters(at, a); !slices.Equal(got, matters) {
			t.Fatalf("seed %d: %+v on %v: %v matter, want %v", seed, n, a, got, matters)
		}
	}
	if seen[Fits] < 100 || seen[Not] < 100 || seen[Unknown] < 100 {
		t.Errorf("the cases are not fair: %v", seen)
	}
}

// TestOrder: first comes the question that settles most; what decides nothing is not asked;
// an answer takes away the questions that it makes needless.
func TestOrder(t *testing.T) {
	has := func(code string, options ...string) Node { return Node{Op: Is, Attr: code, Options: options} }
	all := []Node{
		{Op: All, Nodes: []Node{{Op: Least, Attr: "a", N: 3}, has("b", "x")}},
		{Op: All, Nodes: []Node{{Op: Below, Attr: "a", N: 3}, has("c", "有")}},
		{Op: All, Nodes: []Node{{Op: Least, Attr: "a", N: 2}}},
	}
	codes := func(a Answers) (out []string) {
		for _, r := range Order(small, all, a) {
			out = append(out, r.Code)
		}
		return out
	}
	for _, tt := range []struct {
		known Answers
		want  string
	}{
		{Answers{}, "[a b c]"}, // b settles by two of three answers, as one condition reads it by one of two
		{Answers{"a": {N: 4}}, "[b]"},
		{Answers{"a": {N: 1}}, "[c]"},
		{Answers{"b": {Option: "y"}, "c": {Option: "没有"}}, "[a]"},
	} {
		if got := fmt.Sprint(codes(tt.known)); got != tt.want {
			t.Errorf("known %v: %s, want %s", tt.known, got, tt.want)
		}
	}
}
