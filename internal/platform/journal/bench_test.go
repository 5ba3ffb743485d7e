package journal_test

import (
	"testing"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// BenchmarkMillion builds a log of a million leaves and measures its parts:
//
//	go test -run - -bench Million -benchtime 1x ./internal/platform/journal/
//	GONGKAI_TEST_POSTGRES=… go test -run - -bench Million/postgres -benchtime 1x -timeout 60m ./internal/platform/journal/
func BenchmarkMillion(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { million(b, dbtest.SQLite(b, nil)) })
	b.Run("postgres", func(b *testing.B) { million(b, dbtest.Postgres(b, nil)) })
}

func million(b *testing.B, d *db.DB) {
	b.Helper()
	for b.Loop() {
		f, err := open(b, d).Bench(b.Context(), 1_000_000, nil)
		must(b, err)
		b.ReportMetric(f.Write.Seconds(), "write-s")
		b.ReportMetric(f.Sequence.Seconds(), "sequence-s")
		b.ReportMetric(float64(f.Proof.Microseconds()), "proof-µs")
		b.ReportMetric(float64(f.Check.Microseconds()), "check-µs")
		b.ReportMetric(f.VerifyAll.Seconds(), "verify-s")
		b.ReportMetric(float64(f.TileBytes)/1e6, "tiles-MB")
		b.ReportMetric(float64(f.Bundle), "bundle-B")
		b.ReportMetric(0, "ns/op")
	}
}
