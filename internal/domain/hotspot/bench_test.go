package hotspot_test

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/secret"
)

// benchLetters is how many letters a year of a large district has.
const benchLetters = 100_000

// BenchmarkHotspot looks over a year of 100,000 letters: reads and opens them, masks what is personal, groups them and
// writes down what it has found. It may take a minute (issue 6).
func BenchmarkHotspot(b *testing.B) {
	clock := dbtest.At("2023-12-31")
	d := dbtest.SQLite(b, clock)
	w := newWorld(b, d, clock)
	clock.Set("2024-01-02")
	w.Must(d.Write(b.Context(), func(tx *db.Tx) error { return w.fill(tx, benchLetters) }))
	for b.Loop() {
		r, err := w.s.Ask(w.As(auth.Office), hotspot.Look{Span: hotspot.Year, Last: "2023-12-31"})
		w.Must(err)
		began := time.Now()
		w.Must(w.s.Make(auth.With(w.Context(), auth.Machine("jobs")), r.ID))
		b.ReportMetric(time.Since(began).Seconds(), "s/look")
		made, err := w.s.Newest(w.As(auth.Office))
		w.Must(err)
		if made.Letters != benchLetters {
			b.Fatalf("%d letters", made.Letters)
		}
		b.ReportMetric(float64(made.Themes), "themes")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
}

// fill writes made letters over a year: clauses of the labelled ones, of one theme each, among words that mean nothing
// together, drawn as people use words: few often, most seldom. A third are of no theme.
func (w *world) fill(tx *db.Tx, n int) error {
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.Must(err)
	r := rand.New(rand.NewPCG(1, 2))
	var clauses [][]string
	for _, theme := range []string{"heating", "school", "noise", "parking", "wages", "water", "bus", "elevator", "medical", "garbage", "housing", "pension", "food", "road", "housefund", "dogs"} {
		var some []string
		for _, text := range w.labelled(theme) {
			some = append(some, strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("，。？、", c) })...)
		}
		clauses = append(clauses, some)
	}
	signs := []rune(strings.Join(clauses[0], "") + strings.Join(clauses[4], "") + strings.Join(clauses[9], "") + strings.Join(w.labelled("-"), ""))
	words := make([]string, 20000)
	for i := range words {
		words[i] = string([]rune{signs[r.IntN(len(signs))], signs[r.IntN(len(signs))]})
	}
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(words)-1))
	sender, err := box.SealJSON(message.Sender{Name: "来信人", Phone: "13900000000"}, "message.sender")
	w.Must(err)
	for range n {
		var b strings.Builder
		theme := -1
		if r.IntN(3) > 0 {
			theme = r.IntN(1 + r.IntN(len(clauses)))
		}
		for range 2 + r.IntN(3) {
			if theme >= 0 {
				b.WriteString(clauses[theme][r.IntN(len(clauses[theme]))] + "，")
			}
			for range 3 + r.IntN(6) {
				b.WriteString(words[zipf.Uint64()])
			}
			b.WriteString("。")
		}
		id := tx.ID()
		day := calendar.Day("2023-01-01").Add(r.IntN(365))
		letter, err := box.SealJSON(message.Letter{Unit: w.Bureau, Title: string([]rune(b.String())[:6]), Text: b.String()}, "message.letter")
		w.Must(err)
		if _, err := tx.Exec(`INSERT INTO message_message (id, rev, unit_id, number, code, token, channel, kind, sender, shown, letter, consent, received, state)
			VALUES (?, 1, ?, ?, '', ?, 'portal', 'consult', ?, '', ?, 0, ?, 'handling')`, id, w.Bureau, id, id, sender, letter, day); err != nil {
			return err
		}
	}
	return nil
}
