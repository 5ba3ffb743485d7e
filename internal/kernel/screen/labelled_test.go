package screen

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/labelled.tsv
var labelledText string

// A sample is one string of testdata/labelled.tsv with what stands in it: kind=words|kind=words.
// All numbers are made up: they satisfy their check digits and nobody bears them on purpose.
type sample struct {
	text string
	want []string
}

func samples(t *testing.T) []sample {
	t.Helper()
	var out []sample
	for i, line := range strings.Split(strings.TrimSuffix(labelledText, "\n"), "\n") {
		text, want, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("line %d has no tab", i+1)
		}
		if i == 0 {
			continue
		}
		signs := strings.NewReplacer(`\n`, "\n", `\t`, "\t")
		s := sample{text: signs.Replace(text)}
		if want != "" {
			s.want = strings.Split(want, "|")
			for k := range s.want {
				s.want[k] = signs.Replace(strings.ReplaceAll(s.want[k], "¦", "|"))
			}
		}
		out = append(out, s)
	}
	return out
}

const leastScore = 0.98

// TestLabelled: of what is found enough is right, and of what is there enough is found; in every kind, to the rune.
func TestLabelled(t *testing.T) {
	all := samples(t)
	traps := 0
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	type score struct{ right, extra, missed int }
	scores := map[string]*score{"": {}}
	count := func(kind string, f func(*score)) {
		if scores[kind] == nil {
			scores[kind] = &score{}
		}
		f(scores[kind])
		f(scores[""])
	}
	for _, s := range all {
		if len(s.want) == 0 {
			traps++
		}
		missing := slices.Clone(s.want)
		raw := []rune(s.text)
		for _, f := range r.Text("", s.text) {
			got := string(f.Kind) + "=" + string(raw[f.Start:f.End])
			if i := slices.Index(missing, got); i >= 0 {
				missing = slices.Delete(missing, i, i+1)
				count(string(f.Kind), func(s *score) { s.right++ })
				continue
			}
			t.Logf("extra %s (%s) in %q", got, f.Rule, s.text)
			count(string(f.Kind), func(s *score) { s.extra++ })
		}
		for _, m := range missing {
			kind, _, _ := strings.Cut(m, "=")
			t.Logf("missed %s in %q", m, s.text)
			count(kind, func(s *score) { s.missed++ })
		}
	}
	if len(all) < 400 || 2*traps < len(all) {
		t.Errorf("%d strings, %d of them traps", len(all), traps)
	}
	for _, kind := range slices.Sorted(maps.Keys(scores)) {
		s := scores[kind]
		precision, recall := float64(s.right)/float64(max(1, s.right+s.extra)), float64(s.right)/float64(max(1, s.right+s.missed))
		t.Logf("%-18s right %3d, extra %d, missed %d, precision %.3f, recall %.3f", kind, s.right, s.extra, s.missed, precision, recall)
		if precision < leastScore || recall < leastScore {
			t.Errorf("%q: precision %.3f, recall %.3f, want %.2f", kind, precision, recall, leastScore)
		}
	}
}
