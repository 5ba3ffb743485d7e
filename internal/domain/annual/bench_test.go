package annual_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// BenchmarkYear draws up the report of the government over 100,000 cases of five years:
// compiled from the records, with its examination and every number. Budget: 1 s.
func BenchmarkYear(b *testing.B) {
	for name, open := range map[string]func(testing.TB, *dbtest.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			clock := dbtest.At(today)
			w := newWorld(b, open(b, clock), clock)
			w.many(100_000)
			id := w.begun(w.bureau).ID
			for b.Loop() {
				v := w.view(id)
				if number(v, "3/1/total") < whole(15_000) {
					b.Fatalf("%v", number(v, "3/1/total"))
				}
			}
		})
	}
}

// many stores requests of five years in the bureau.
func (w *world) many(n int) {
	w.Helper()
	results := []string{"A1", "A2", "A3", "N5", "U1", "S1", "O3"}
	for first := 0; first < n; first += 5000 {
		w.write(func(tx *db.Tx) error {
			for i := first; i < first+5000; i++ {
				day := calendar.Day("2021-01-01").Add(i * 1825 / n)
				id, ended := tx.ID(), string(day.Add(20))
				if _, err := tx.Exec(`INSERT INTO foi_request (id, rev, unit_id, first_id, number, year, code, token, kind, person, applicant, shown, want, form, way, channel, submitted, received, state, sort_day, ended, answered, counts)
					VALUES (?, 1, ?, ?, ?, ?, '', ?, ?, '', '', '王*', '决算', 'mail', 'mail', 'counter', ?, ?, 'archived', '9999-12-31', ?, ?, 1)`,
					id, w.bureau, w.bureau, fmt.Sprintf("m-%06d", i), day.Year(), fmt.Sprintf("m-%06d", i), foi.Kinds[i%len(foi.Kinds)], day, day, ended, ended); err != nil {
					return err
				}
				if _, err := tx.Exec("INSERT INTO foi_item (id, rev, request_id, sort, text, result) VALUES (?, 1, ?, 1, '决算', ?)", tx.ID(), id, results[i%len(results)]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if w.db.Engine() == "postgres" { // what the server does by itself within a minute
		w.write(func(tx *db.Tx) error { _, err := tx.Exec("ANALYZE"); return err })
	}
}
