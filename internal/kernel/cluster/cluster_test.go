package cluster_test

import (
	_ "embed"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/cluster"
)

//go:embed testdata/letters.tsv
var letters string

//go:embed testdata/later.tsv
var later string

// labelled are letters with the theme of each; "-" has none.
func labelled(letters string) (docs []cluster.Doc, themes []string) {
	for l := range strings.Lines(letters) {
		theme, text, ok := strings.Cut(strings.TrimSpace(l), "\t")
		if ok && theme[0] != '#' {
			docs, themes = append(docs, cluster.Doc{Text: text}), append(themes, theme)
		}
	}
	return docs, themes
}

// A quality is how well themes were found, each from 0 to 1.
type quality struct {
	purity   float64 // of the letters in themes, those that are of what most of their theme are
	complete float64 // of the letters of a matter, those that are in one theme
	found    float64 // of the matters, those that most letters of some theme are of
	alone    float64 // of the letters that are of no matter, those in no theme
}

func measure(themes []cluster.Theme, is []string) quality {
	all, best, got := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, t := range is {
		all[t]++
	}
	pure, in, alone := 0, 0, all["-"]
	for _, t := range themes {
		n := map[string]int{}
		for _, m := range t.Members {
			n[is[m.Doc]]++
		}
		alone -= n["-"]
		delete(n, "-")
		top := ""
		for theme, k := range n {
			if k > n[top] || k == n[top] && theme < top {
				top = theme
			}
			best[theme] = max(best[theme], k)
		}
		pure, in, got[top] = pure+n[top], in+len(t.Members), true
	}
	whole := 0
	for _, k := range best {
		whole += k
	}
	share := func(a, b int) float64 { return float64(a) / float64(b) }
	return quality{share(pure, in), share(whole, len(is)-all["-"]), share(len(got), len(all)-1), share(alone, all["-"])}
}

// TestLabelled measures what is found in letters of which it is known what they are about. The floors are a bit below
// what was measured: 0.98, 0.98, 1, 0.97 for the letters by which words and bounds were chosen, and 1, 0.94, 1, 1 for
// those written afterwards, in which five of seven matters are in no list of words.
func TestLabelled(t *testing.T) {
	for name, tt := range map[string]struct {
		letters string
		floor   quality
	}{
		"letters": {letters, quality{0.95, 0.95, 1, 0.9}},
		"later":   {later, quality{0.95, 0.9, 1, 0.9}},
	} {
		docs, is := labelled(tt.letters)
		q := measure(cluster.Find(cluster.NewCutter(), docs, nil), is)
		if q.purity < tt.floor.purity || q.complete < tt.floor.complete || q.found < tt.floor.found || q.alone < tt.floor.alone {
			t.Errorf("%s: %+v, want at least %+v", name, q, tt.floor)
		}
	}
}

// said is what was found as it does not depend on the order of the texts.
func said(docs []cluster.Doc, themes []cluster.Theme) (out [][]string) {
	for _, t := range themes {
		one := slices.Clone(t.Words)
		for _, p := range t.Profile {
			one = append(one, p.Text)
		}
		var texts []string
		for _, m := range t.Members {
			texts = append(texts, docs[m.Doc].Text)
		}
		slices.Sort(texts)
		out = append(out, append(one, texts...))
	}
	return out
}

// TestOrder: the same letters in any order are the same themes, to the last bit of every weight.
func TestOrder(t *testing.T) {
	docs, _ := labelled(letters)
	docs = append(docs, docs[:40]...) // some come twice
	first := cluster.Find(cluster.NewCutter(), docs, nil)
	want := said(docs, first)
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		again := cluster.Find(cluster.NewCutter(), docs, nil)
		if got := said(docs, again); !reflect.DeepEqual(got, want) {
			t.Fatalf("in another order:\n%v\nwant\n%v", got, want)
		}
		for i := range first {
			if !reflect.DeepEqual(again[i].Profile, first[i].Profile) {
				t.Fatalf("theme %d weighs %v, and was %v", i, again[i].Profile, first[i].Profile)
			}
		}
	}
}

// TestKnown: a theme of an earlier run is the same theme among other letters of its matter, though none of them was there;
// one that nobody writes about any more is not there.
func TestKnown(t *testing.T) {
	docs, is := labelled(letters)
	var known [][]cluster.Term
	var names []string
	for _, x := range cluster.Find(cluster.NewCutter(), docs, nil) {
		known, names = append(known, x.Profile), append(names, is[x.Members[0].Doc])
	}
	docs, is = labelled(later)
	got := map[string]string{}
	for _, x := range cluster.Find(cluster.NewCutter(), docs, known) {
		was := ""
		if x.Known >= 0 {
			was = names[x.Known]
		}
		got[is[x.Members[0].Doc]] = was
	}
	for theme, was := range map[string]string{"heating": "heating", "parking": "parking", "bikes": "", "wedding": "", "library": ""} {
		if now, there := got[theme]; !there || now != was {
			t.Errorf("%s is known as %q (%v), want %q", theme, now, there, was)
		}
	}
	for _, was := range got {
		if was != "" && was != "heating" && was != "parking" {
			t.Errorf("%s is there, and nobody wrote about it", was)
		}
	}
}

// TestParted: letters of one matter that a person has parted stay parted when they are known so.
func TestParted(t *testing.T) {
	all, is := labelled(letters)
	var cards, lines, docs []cluster.Doc
	for i, d := range all {
		switch {
		case is[i] != "bus":
		case strings.Contains(d.Text, "卡"):
			cards = append(cards, d)
		default:
			lines = append(lines, d)
		}
	}
	docs = append(slices.Clone(cards), lines...)
	one := cluster.Find(cluster.NewCutter(), docs, nil)
	if len(one) != 1 {
		t.Fatalf("%d themes, want 1", len(one))
	}
	c := cluster.NewCutter()
	a, _ := c.Profile(lines)
	b, words := c.Profile(cards)
	if len(words) == 0 {
		t.Error("no words")
	}
	two := cluster.Find(c, docs, [][]cluster.Term{a, b})
	if len(two) != 2 || two[0].Known != 0 || two[1].Known != 1 || len(two[1].Members) != len(cards) {
		t.Errorf("%+v, want %d and %d apart", two, len(lines), len(cards))
	}
}

// TestTerms: what says nothing of a matter, and where it is, are left out; what stands for words of one matter is added.
func TestTerms(t *testing.T) {
	for text, want := range map[string]string{
		"我们希望尽快解决":     "",
		"请问公积金怎么提取":    "公积 积金 提取 公积金",
		"凤凰花园3栋暖气不热":   "暖气 气不 不热 供暖",
		"丰和大道路灯坏了":     "路灯 灯坏 道路",
		"ETC扣费":        "etc 扣费",
		"打13900001111": "",
		"红角洲的停车场":      "停车 车场 停车",
	} {
		if got := strings.Join(cluster.NewCutter("红角洲").Terms(text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestRise: what grew much comes before what grew to little, and what everything grew with did not rise.
func TestRise(t *testing.T) {
	for _, tt := range []struct {
		now, all, before, allBefore int
		want                        float64
	}{{3, 1000, 0, 1000, 4.2}, {80, 1000, 40, 1000, 14.4}, {40, 1000, 80, 1000, -14.4}, {50, 1000, 25, 500, 0}, {0, 1000, 0, 1000, 0}, {10, 100, 0, 0, 0}} {
		if got := cluster.Rise(tt.now, tt.all, tt.before, tt.allBefore); math.Abs(got-tt.want) > 0.1 {
			t.Errorf("%d of %d after %d of %d: %.2f, want %.2f", tt.now, tt.all, tt.before, tt.allBefore, got, tt.want)
		}
	}
}

// TestFew: no texts, few texts and empty ones make no themes.
func TestFew(t *testing.T) {
	for _, docs := range [][]cluster.Doc{nil, {{Text: "暖气不热"}}, {{}, {}, {}, {}}, {{Text: "暖气不热"}, {Text: "公交车太少"}, {Text: "停车难"}}} {
		if got := cluster.Find(cluster.NewCutter(), docs, nil); len(got) != 0 {
			t.Errorf("%v: %+v", docs, got)
		}
	}
}
