package replica_test

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/replica"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// server is an S3 in this process, with a bucket.
func server(t *testing.T) replica.Config {
	t.Helper()
	mem := s3mem.New()
	must(t, mem.CreateBucket("gongkai"))
	srv := httptest.NewServer(gofakes3.New(mem, gofakes3.WithoutVersioning()).Server())
	t.Cleanup(srv.Close)
	return replica.Config{URL: srv.URL, Bucket: "gongkai", Region: "us-east-1", Prefix: "office", Key: "key", Secret: "secret", Keep: time.Hour}
}

func open(t *testing.T, file string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{DSN: file})
	must(t, err)
	return d
}

// write commits rows, one a transaction, of so many bytes each.
func write(t *testing.T, d *db.DB, from, to, size int) {
	t.Helper()
	for i := from; i < to; i++ {
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO journal_pending (entry, leaf) VALUES (?, ?)", i, fmt.Sprint(i)+strings.Repeat("x", size))
			return err
		}))
	}
}

func count(t *testing.T, file string) (n int) {
	t.Helper()
	d := open(t, file)
	defer func() { must(t, d.Close()) }()
	must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int](tx, "SELECT count(*) FROM journal_pending")
		return err
	}))
	return n
}

// TestReplica: what was committed is in the bucket, while the program goes on writing,
// over a new start, and when a piece is larger than what is sent at once.
func TestReplica(t *testing.T) {
	c, dir := server(t), t.TempDir()
	file := filepath.Join(dir, "gongkai.db")
	d := open(t, file)
	_, err := d.Migrate(t.Context())
	must(t, err)
	if _, err := replica.Moment(t.Context(), c, time.Time{}); fault.Of(err) != fault.NotFound {
		t.Errorf("an empty bucket: %v", err)
	}
	for round, size := range []int{10, 10, 3 << 20} { // the last is 30 MB in ten commits
		r, err := replica.Start(t.Context(), file, c, slog.New(slog.DiscardHandler))
		must(t, err)
		write(t, d, round*10, round*10+5, size)
		must(t, r.Sync(t.Context()))
		copied := filepath.Join(dir, fmt.Sprintf("running%d.db", round))
		must(t, replica.Restore(t.Context(), c, copied, time.Time{}))
		if n := count(t, copied); n != round*10+5 {
			t.Errorf("round %d: %d rows while it runs", round, n)
		}
		write(t, d, round*10+5, round*10+10, size)
		must(t, r.Close(t.Context()))
		copied = filepath.Join(dir, fmt.Sprintf("closed%d.db", round))
		must(t, replica.Restore(t.Context(), c, copied, time.Time{}))
		if n := count(t, copied); n != round*10+10 {
			t.Errorf("round %d: %d rows after the end", round, n)
		}
	}
	must(t, d.Close())
	if at, err := replica.Moment(t.Context(), c, time.Time{}); at.IsZero() || err != nil {
		t.Errorf("%v %v", at, err)
	}
	if err := replica.Restore(t.Context(), c, file, time.Time{}); err == nil {
		t.Error("restored over a file")
	}
	c.Bucket = "nobody"
	if _, err := replica.Start(t.Context(), file, c, slog.New(slog.DiscardHandler)); fault.Of(err) != fault.Busy {
		t.Errorf("a bucket that is not there: %v", err)
	}
}

// TestEarlierMoment: what somebody did by mistake is not in the state of the moment before.
func TestEarlierMoment(t *testing.T) {
	c, dir := server(t), t.TempDir()
	file := filepath.Join(dir, "gongkai.db")
	d := open(t, file)
	_, err := d.Migrate(t.Context())
	must(t, err)
	r, err := replica.Start(t.Context(), file, c, slog.New(slog.DiscardHandler))
	must(t, err)
	write(t, d, 0, 5, 10)
	must(t, r.Sync(t.Context()))
	if since := time.Since(r.Sent()); since > time.Minute {
		t.Errorf("last sent %v ago", since)
	}
	const clearOf = 1500 * time.Millisecond // a bucket keeps the time in seconds
	time.Sleep(clearOf)
	moment := time.Now()
	time.Sleep(clearOf)
	write(t, d, 5, 20, 10)
	must(t, r.Close(t.Context()))
	must(t, d.Close())
	for name, want := range map[string]struct {
		at   time.Time
		rows int
	}{"before": {moment, 5}, "now": {time.Time{}, 20}, "later": {moment.Add(time.Hour), 20}} {
		copied := filepath.Join(dir, name+".db")
		must(t, replica.Restore(t.Context(), c, copied, want.at))
		if n := count(t, copied); n != want.rows {
			t.Errorf("%s: %d rows, want %d", name, n, want.rows)
		}
	}
	err = replica.Restore(t.Context(), c, filepath.Join(dir, "never.db"), moment.Add(-time.Hour))
	if fault.As(err).Text.Key != "replica.too_early" {
		t.Errorf("before the first state: %v", err)
	}
}
