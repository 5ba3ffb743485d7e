// Package replica keeps a copy of the SQLite file in a bucket, about a second behind:
// each commit is sent as soon as it is there. It is Litestream as a library; what it
// keeps, the program of that name reads too.
//
// It saves the database from the loss of a machine, and, as long as it keeps what was, from
// a mistake, which is copied as faithfully: the state of an earlier moment can be restored.
// The contents of attachments and the keys are not in it.
package replica

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/benbjohnson/litestream"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Config says which bucket. It is there already.
type Config struct {
	URL         string // of the server, such as https://s3.example.gov.cn
	Bucket      string
	Region      string // "" is that of the server
	Prefix      string // of the names in the bucket, for several offices in one
	Key, Secret string
	Keep        time.Duration // how far back a moment can be restored
}

// A Replica copies one file.
type Replica struct {
	store *litestream.Store
	db    *litestream.DB
}

// Start begins to copy the SQLite file. The file is there, and in WAL mode. Close ends
// it; until then nobody else may copy it into the same place.
func Start(ctx context.Context, file string, c Config, log *slog.Logger) (_ *Replica, err error) {
	defer fault.Wrap(&err, "replica.Start")
	b, err := openBucket(c)
	if err != nil {
		return nil, err
	}
	d := litestream.NewDB(file)
	d.Replica = litestream.NewReplicaWithClient(d, b)
	s := litestream.NewStore([]*litestream.DB{d}, litestream.DefaultCompactionLevels)
	s.Logger, s.SnapshotRetention = log, c.Keep
	d.SetLogger(log)
	if err := s.Open(ctx); err != nil {
		return nil, away(err, c)
	}
	return &Replica{s, d}, nil
}

// Sync sends what was committed until now, and returns when the bucket has it.
func (r *Replica) Sync(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "replica.Sync")
	return r.db.SyncAndWait(ctx)
}

// Close sends the rest and ends.
func (r *Replica) Close(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "replica.Close")
	return r.store.Close(ctx)
}

// away is the fault of a bucket that does not answer.
func away(err error, c Config) error {
	return fault.Caused(err, fault.Busy, "replica.away", c.URL, c.Bucket)
}

// Sent is when the bucket last had everything; zero if it never did since Start.
func (r *Replica) Sent() time.Time { return r.db.LastSuccessfulSyncAt() }

// Moment is when the state was made that [Restore] would write, as exactly as the server
// keeps the time: at itself, or the last change if at is later or zero.
//
// Errors: NotFound if there is nothing yet, Busy if the bucket does not answer, Invalid for
// a moment before the oldest state.
func Moment(ctx context.Context, c Config, at time.Time) (_ time.Time, err error) {
	defer fault.Wrap(&err, "replica.Moment")
	b, err := openBucket(c)
	if err != nil {
		return at, err
	}
	first, last, err := litestream.NewReplicaWithClient(nil, b).TimeBounds(ctx)
	switch {
	case err != nil:
		return at, away(err, c)
	case last.IsZero():
		return at, fault.New(fault.NotFound, "replica.none", c.Bucket)
	case at.IsZero() || at.After(last):
		return last, nil
	case at.Before(first):
		return at, fault.New(fault.Invalid, "replica.too_early", first.In(calendar.Zone).Format(time.DateTime))
	}
	return at, nil
}

// Restore writes the state of a moment into a file that is not there yet, and checks it
// page by page; the newest if at is zero. What was committed in the second before the
// moment may not be in it.
//
// Errors: those of [Moment].
func Restore(ctx context.Context, c Config, file string, at time.Time) (err error) {
	defer fault.Wrap(&err, "replica.Restore")
	moment, err := Moment(ctx, c, at)
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there: %w", file, fs.ErrExist)
	}
	b, err := openBucket(c)
	if err != nil {
		return err
	}
	opt := litestream.NewRestoreOptions()
	opt.OutputPath, opt.IntegrityCheck = file, litestream.IntegrityCheckFull
	if moment.Equal(at) {
		opt.Timestamp = at
	}
	d := litestream.NewDB(file) // which is not opened: it has the logger
	d.SetLogger(slog.New(slog.DiscardHandler))
	return litestream.NewReplicaWithClient(d, b).Restore(ctx, opt)
}
