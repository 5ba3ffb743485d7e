package search_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// noise is how many made-up documents the golden ones stand among.
const noise = 3000

// TestGolden asks what readers ask, of documents with traps among noise. Every
// document that a query is for has to be among the first five, and the first one
// of them first or nearly so; both engines have to give one answer to the last word.
func TestGolden(t *testing.T) {
	queries := table(t, "golden.tsv")
	if len(queries) < 70 {
		t.Fatalf("%d queries", len(queries))
	}
	answers := map[string][]string{}
	dbtest.EachAt(t, dbtest.At("2026-03-02"), func(t *testing.T, d *db.DB) {
		x := golden(t, d)
		recall, mrr := 0.0, 0.0
		for _, q := range queries {
			r := find(t, d, x, search.Query{Text: q[0]})
			found, first := judged(ids(r), numbers(t, q[1]))
			recall, mrr = recall+found, mrr+first
			if found < 1 || first < 1 {
				t.Logf("%s (%s): want %s, got %v of %d, words %v, relaxed %v", q[0], q[2], q[1], ids(r), r.Total, r.Words, r.Relaxed)
			}
			newest := find(t, d, x, search.Query{Text: q[0], Newest: true, Size: 50})
			x.Stretch(noise / 100)
			if inParts := find(t, d, x, search.Query{Text: q[0]}); !reflect.DeepEqual(inParts, r) {
				t.Errorf("%s: in stretches %+v, at once %+v", q[0], inParts, r)
			}
			x.Stretch(search.FirstStretch)
			answers[d.Engine()] = append(answers[d.Engine()], fmt.Sprintf("%s: %+v", q[0], r), fmt.Sprintf("%s: %+v", q[0], newest))
		}
		for _, sets := range benchQueries(theCorpus(), noise, 3) {
			for _, q := range sets {
				answers[d.Engine()] = append(answers[d.Engine()], fmt.Sprintf("%+v: %+v", q, find(t, d, x, q)))
			}
		}
		recall, mrr = recall/float64(len(queries)), mrr/float64(len(queries))
		t.Logf("%d queries: recall@5 %.4f, MRR %.4f", len(queries), recall, mrr)
		if recall < 1 || mrr < 0.95 {
			t.Errorf("recall@5 %.4f, want 1; MRR %.4f, want 0.95", recall, mrr)
		}
	})
	for _, all := range answers {
		slices.Sort(all)
	}
	if lite, big := answers["sqlite"], answers["postgres"]; len(big) > 0 {
		for i := range lite {
			if lite[i] != big[i] {
				t.Errorf("sqlite   %s\npostgres %s", lite[i], big[i])
			}
		}
	}
}

// judged returns the share of the wanted that is among the first five, and one
// over the place of the first of them.
func judged(got, want []int64) (recall, first float64) {
	found := 0
	for _, id := range want {
		at := slices.Index(got, id)
		if at >= 0 && at < 5 {
			found++
		}
		if at >= 0 {
			first = max(first, 1/float64(at+1))
		}
	}
	return float64(found) / float64(len(want)), first
}

// golden is an index with the documents of docs.tsv and noise.
func golden(t *testing.T, d *db.DB) *search.Index {
	t.Helper()
	p, err := profile.Open("honggutan")
	must(t, err)
	x, s := search.New(d, search.NewLexicon(p.SameWords())), shelf{}
	x.Add(s.source("item"))
	var docs []search.Doc
	for i, f := range table(t, "docs.tsv") {
		id := numbers(t, f[0])[0]
		on := calendar.Day(f[3])
		doc := search.Doc{
			ID: id, Title: f[1], Number: f[2], On: on, Year: on.Time().Year(), State: search.State(f[4]), Text: f[5],
			Unit: int64(i%20 + 1), Column: int64(i%7 + 1), Kind: "policy",
		}
		if name, text, ok := strings.Cut(f[6], "="); ok {
			doc.Parts = []search.Part{{Name: name, Text: text}}
		}
		docs = append(docs, doc)
	}
	if len(docs) < 120 {
		t.Fatalf("%d documents", len(docs))
	}
	around := quiet(t, p)
	for n := range int64(noise) {
		doc := around.doc(n + 1)
		doc.ID += 1000
		docs = append(docs, doc)
	}
	put(t, d, x, s, docs...)
	return x
}

// quiet is the corpus without the words that the queries are for: a document
// that has them in its title would be a right answer.
func quiet(t *testing.T, p *profile.Profile) *corpus {
	t.Helper()
	var asked []string
	for _, q := range table(t, "golden.tsv") {
		asked = append(asked, q[0])
	}
	in := func(w string) bool {
		return slices.ContainsFunc(asked, func(a string) bool { return strings.Contains(a, w) })
	}
	for _, group := range p.SameWords() {
		if slices.ContainsFunc(group, in) {
			asked = append(asked, group...)
		}
	}
	c := *theCorpus()
	c.own = slices.DeleteFunc(slices.Clone(c.own), in)
	if len(c.own) < 300 {
		t.Fatalf("%d words are left", len(c.own))
	}
	return &c
}

// table reads the rows of a file of testdata, padded to seven fields.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	must(t, err)
	var out [][]string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && line[0] != '#' {
			f := strings.Split(line, "\t")
			out = append(out, append(f, make([]string, 7)...)[:7])
		}
	}
	return out
}

func numbers(t *testing.T, list string) []int64 {
	t.Helper()
	var out []int64
	for part := range strings.SplitSeq(list, ",") {
		n, err := strconv.ParseInt(part, 10, 64)
		must(t, err)
		out = append(out, n)
	}
	return out
}
