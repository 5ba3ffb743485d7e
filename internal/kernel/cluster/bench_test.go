package cluster_test

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/cluster"
)

// manyLetters are made letters: clauses of the labelled ones, of one theme each, among words that mean nothing
// together, drawn as people use words, few often and most seldom. A third are of no theme.
func manyLetters(n int) []cluster.Doc {
	r := rand.New(rand.NewPCG(1, 2))
	docs, is := labelled(letters)
	clauses, all := map[string][]string{}, []string{}
	var themes []string
	for i, d := range docs {
		if clauses[is[i]] == nil && is[i] != "-" {
			themes = append(themes, is[i])
		}
		parts := strings.FieldsFunc(d.Text, func(c rune) bool { return strings.ContainsRune("，。？、", c) })
		clauses[is[i]] = append(clauses[is[i]], parts...)
		all = append(all, parts...)
	}
	signs := []rune(strings.Join(all, ""))
	words := make([]string, 20000)
	for i := range words {
		words[i] = string([]rune{signs[r.IntN(len(signs))], signs[r.IntN(len(signs))]})
	}
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(words)-1))
	out := make([]cluster.Doc, n)
	for i := range out {
		var b strings.Builder
		theme := "-"
		if r.IntN(3) > 0 {
			theme = themes[r.IntN(1+r.IntN(len(themes)))]
		}
		for range 2 + r.IntN(3) {
			from := clauses[theme]
			if theme == "-" {
				from = nil
			}
			if len(from) > 0 {
				b.WriteString(from[r.IntN(len(from))] + "，")
			}
			for range 3 + r.IntN(6) {
				b.WriteString(words[zipf.Uint64()])
			}
			b.WriteString("。")
		}
		out[i].Text = b.String()
	}
	return out
}

// A year of a large district: 100,000 letters have to be grouped within a minute.
func BenchmarkFind(b *testing.B) {
	docs := manyLetters(100_000)
	for b.Loop() {
		themes := cluster.Find(cluster.NewCutter(), docs, nil)
		b.ReportMetric(float64(len(themes)), "themes")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
}
