package db

import (
	"context"
	"errors"
	"os"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// turnFile is put behind the name of a SQLite file for the one that is held while its
// schema changes.
const turnFile = "-migrating"

// How often a process that waits for another's migration looks, and for how long.
const (
	turnEvery = 50 * time.Millisecond
	turnMost  = askMost * askEvery * time.Second
)

// inTurn runs f while no other process, and no other DB of this one, runs it over the
// same SQLite file. A step is one transaction, but which steps are to be taken is read
// before it. On PostgreSQL goose holds a lock of the server; see oneAtATime.
func (d *DB) inTurn(ctx context.Context, f func() error) (err error) {
	if d.engine == postgres {
		return f()
	}
	end := wall().Add(turnMost)
	for {
		release, err := hold(d.file + turnFile)
		if err != nil {
			return err
		}
		if release != nil {
			return errors.Join(f(), release())
		}
		if wall().After(end) {
			return fault.New(fault.Busy, "db.migrating", d.file)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(turnEvery):
		}
	}
}

// hold makes a file and locks it; release is nil where another has it. The system lets go
// of the lock when a process dies, so a file that stays behind stops nobody.
func hold(name string) (release func() error, err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // beside the database of the settings
	if err != nil {
		return nil, err
	}
	ours, err := tryLock(f)
	if err == nil && ours {
		ours = there(f, name) // else its holder has just removed it, and the next one makes another
	}
	if err != nil || !ours {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		if turnGoes {
			_ = os.Remove(name) // before the lock ends; one that stays does no harm
		}
		return f.Close()
	}, nil
}

// there reports whether f is still the file of its name.
func there(f *os.File, name string) bool {
	a, err := f.Stat()
	b, nameErr := os.Stat(name)
	return err == nil && nameErr == nil && os.SameFile(a, b)
}
