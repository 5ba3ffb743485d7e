package search_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/search"
)

// BenchmarkFind builds an index of documents of real length and measures what
// readers ask: eight kinds of queries, in turn. GONGKAI_SEARCH_DOCS is how many
// documents, 100,000 if it says nothing. With GONGKAI_SEARCH_KEEP, a directory,
// the index is kept for the next run: a file there, or the schema
// search_bench_<documents> of the test server. Both are for you to delete.
//
//	go test -run - -bench Find/sqlite -benchtime 1x -timeout 60m ./internal/platform/search/
//	GONGKAI_SEARCH_DOCS=1000000 go test -run - -bench Find/sqlite -benchtime 1x -timeout 90m ./internal/platform/search/
func BenchmarkFind(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		if dir := keepIn(); dir != "" {
			benchFind(b, kept(b, filepath.Join(dir, fmt.Sprintf("search_bench_%d.db", benchSize(b)))))
			return
		}
		benchFind(b, dbtest.SQLite(b, nil))
	})
	b.Run("postgres", func(b *testing.B) {
		if server := os.Getenv("GONGKAI_TEST_POSTGRES"); server != "" && keepIn() != "" {
			benchFind(b, keptSchema(b, server, fmt.Sprintf("search_bench_%d", benchSize(b))))
			return
		}
		benchFind(b, dbtest.Postgres(b, nil))
	})
}

func keepIn() string { return os.Getenv("GONGKAI_SEARCH_KEEP") }

// kept opens a database that outlives the benchmark.
func kept(b *testing.B, dsn string) *db.DB {
	b.Helper()
	d, err := db.Open(b.Context(), db.Config{DSN: dsn, Unsafe: true})
	must(b, err)
	b.Cleanup(func() { must(b, d.Close()) })
	_, err = d.Migrate(b.Context())
	must(b, err)
	return d
}

func keptSchema(b *testing.B, server, schema string) *db.DB {
	b.Helper()
	d, err := db.Open(b.Context(), db.Config{DSN: server, Unsafe: true})
	must(b, err)
	must(b, d.Write(b.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE SCHEMA IF NOT EXISTS " + schema)
		return err
	}))
	must(b, d.Close())
	u, err := url.Parse(server)
	must(b, err)
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return kept(b, u.String())
}

func benchSize(b *testing.B) int64 {
	b.Helper()
	text := os.Getenv("GONGKAI_SEARCH_DOCS")
	if text == "" {
		return 100_000
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// benchQueries are n queries of each kind, drawn as readers would: words by how
// common they are, phrases from texts.
func benchQueries(c *corpus, docs int64, n int) map[string][]search.Query {
	r := rand.New(rand.NewPCG(3, 4))
	out := map[string][]search.Query{}
	add := func(kind string, q search.Query) { out[kind] = append(out[kind], q) }
	for range n {
		d := c.doc(r.Int64N(docs) + 1)
		text := []rune(strings.Map(onlyHan, d.Text))
		at := r.IntN(len(text) - 12)
		two := c.own[zipf(r, len(c.own))]
		add("1 character", search.Query{Text: string([]rune(two)[:1])})
		add("2 characters", search.Query{Text: string([]rune(two)[:2])})
		add("4 characters", search.Query{Text: c.own[zipf(r, len(c.own))] + c.own[zipf(r, len(c.own))]})
		add("phrase", search.Query{Text: `"` + string(text[at:at+7]) + `"`})
		add("3 words", search.Query{Text: c.word(r) + " " + c.word(r) + " " + c.word(r)})
		add("filtered", search.Query{Text: two, Units: []int64{d.Unit}, Years: []int{d.Year}})
		add("newest", search.Query{Text: two, Newest: true})
		add("title", search.Query{Text: d.Title})
	}
	return out
}

// onlyHan leaves out numbers with what stands around them, and punctuation.
func onlyHan(r rune) rune {
	if r < 0x4E00 || strings.ContainsRune("年月", r) {
		return -1
	}
	return r
}

func benchFind(b *testing.B, d *db.DB) {
	b.Helper()
	c, n := theCorpus(), benchSize(b)
	x := search.New(d, search.NewLexicon(nil))
	x.Add(c.source(n))
	built := build(b, d, x, n)
	b.Logf("%d documents in %.1f s", n, built.Seconds())
	sets := benchQueries(c, n, 40)
	for b.Loop() {
		took := map[string][]time.Duration{}
		for pass := range 2 { // the first one warms up
			for i := range 40 {
				for kind, set := range sets {
					start := time.Now()
					r := find(b, d, x, set[i])
					if pass > 0 {
						took[kind] = append(took[kind], time.Since(start))
					}
					if kind == "phrase" && r.Total == 0 {
						b.Errorf("nothing for %v", set[i])
					}
				}
			}
		}
		var all []time.Duration
		for kind, t := range took {
			slices.Sort(t)
			all = append(all, t...)
			b.Logf("%-13s p50 %6.1f ms  p95 %6.1f ms", kind, ms(t[len(t)/2]), ms(t[len(t)*95/100]))
		}
		slices.Sort(all)
		b.ReportMetric(ms(all[len(all)/2]), "p50-ms")
		b.ReportMetric(ms(all[len(all)*95/100]), "p95-ms")
		b.ReportMetric(built.Seconds(), "build-s")
		b.ReportMetric(float64(indexBytes(b, d))/1e6, "index-MB")
		b.ReportMetric(resident(b), "rss-MB")
		b.ReportMetric(0, "ns/op")
	}
}

// build fills the index, unless it was kept.
func build(b *testing.B, d *db.DB, x *search.Index, n int64) time.Duration {
	b.Helper()
	start := time.Now()
	var there int64
	must(b, d.Read(b.Context(), func(tx *db.Tx) (err error) {
		there, err = db.One[int64](tx, "SELECT count(*) FROM search_doc")
		return err
	}))
	if there != n {
		_, err := x.Rebuild(b.Context(), func(done int) {
			if done%50_000 == 0 {
				b.Logf("%d after %.1f s", done, time.Since(start).Seconds())
			}
		})
		must(b, err)
	}
	return time.Since(start)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// indexBytes is the size of all tables of the index.
func indexBytes(b *testing.B, d *db.DB) (n int64) {
	b.Helper()
	query := "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search%'"
	if d.Engine() == "postgres" {
		query = "SELECT pg_total_relation_size('search_token') + pg_total_relation_size('search_doc')"
	}
	must(b, d.Read(b.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int64](tx, query)
		return err
	}))
	return n
}

// resident is the memory that the process holds now.
func resident(b *testing.B) float64 {
	b.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	must(b, err)
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	must(b, err)
	return kb / 1000
}
