// Package replica keeps a copy of the SQLite file in a bucket, about a second behind:
// each commit is sent as soon as it is there. It is Litestream as a library; what it
// keeps, the program of that name reads too.
//
// It saves the database from the loss of a machine, and from nothing else: a mistake is
// copied as faithfully. The contents of attachments and the keys are not in it.
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

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Config says which bucket. It is there already.
type Config struct {
	URL         string // of the server, such as https://s3.example.gov.cn
	Bucket      string
	Region      string // "" is that of the server
	Prefix      string // of the names in the bucket, for several offices in one
	Key, Secret string
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
	s.Logger = log
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

// Last is when the newest change was made that the bucket has, as exactly as the server
// keeps the time.
//
// Errors: NotFound if there is nothing yet, Busy if the bucket does not answer.
func Last(ctx context.Context, c Config) (at time.Time, err error) {
	defer fault.Wrap(&err, "replica.Last")
	b, err := openBucket(c)
	if err != nil {
		return at, err
	}
	_, at, err = litestream.NewReplicaWithClient(nil, b).TimeBounds(ctx)
	switch {
	case err != nil:
		return at, away(err, c)
	case at.IsZero():
		return at, fault.New(fault.NotFound, "replica.none", c.Bucket)
	}
	return at, nil
}

// Restore writes the newest state that the bucket has into a file that is not there yet,
// and checks it page by page.
//
// Errors: NotFound if there is nothing, Busy if the bucket does not answer.
func Restore(ctx context.Context, c Config, file string) (err error) {
	defer fault.Wrap(&err, "replica.Restore")
	if _, err := Last(ctx, c); err != nil {
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
	d := litestream.NewDB(file) // which is not opened: it has the logger
	d.SetLogger(slog.New(slog.DiscardHandler))
	return litestream.NewReplicaWithClient(d, b).Restore(ctx, opt)
}
