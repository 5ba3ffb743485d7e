package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"time"

	lite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A program that was just told to stop takes a moment to be gone.
const (
	goneTries = 10
	gonePause = 300 * time.Millisecond
)

// untilGone asks again and again whether others are there, and is the fault of those who stay.
func untilGone(ctx context.Context, others func() (bool, error)) error {
	for try := 1; ; try++ {
		there, err := others()
		if err != nil || !there {
			return err
		}
		if try == goneTries {
			return fault.New(fault.Conflict, "db.in_use")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(gonePause):
		}
	}
}

// HoldFile keeps a SQLite file from everybody else until it is released, which changes
// nothing in it. Whoever has it open, and be it without doing anything, holds a lock that
// every connection has in WAL mode; so a running server is found. A file that is no
// database, or is damaged, is nobody's.
//
// Errors: Conflict if somebody has it open.
func HoldFile(ctx context.Context, file string) (release func() error, err error) {
	defer fault.Wrap(&err, "db.HoldFile")
	q := url.Values{"mode": {"rw"}, "_pragma": {"locking_mode(EXCLUSIVE)", "busy_timeout(0)"}}
	d, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	d.SetMaxOpenConns(1)
	err = untilGone(ctx, func() (bool, error) {
		var tables int
		err := d.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables)
		if failed, ok := errors.AsType[*lite.Error](err); ok {
			switch failed.Code() & 0xff {
			case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
				return true, nil
			case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
				return false, nil
			}
		}
		return false, err
	})
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d.Close, nil
}

// Unused asks that no other program of this kind is connected to the database of a
// server: nodes of one database have the same name there (see [openPostgres]).
//
// Errors: Conflict if one is.
func (d *DB) Unused(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "db.Unused")
	if d.engine != postgres {
		return nil
	}
	return untilGone(ctx, func() (bool, error) {
		others := 0
		err := d.Read(ctx, func(tx *Tx) (err error) { others, err = connected(tx); return err })
		return others > 0, err
	})
}

// connected is how many connections there are with our name, beside the one that asks.
func connected(tx *Tx) (int, error) {
	return One[int](tx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
		AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()`)
}
