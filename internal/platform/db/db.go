// Package db is the program's only user of database/sql. One SQL text runs on
// SQLite and on PostgreSQL; a write carries its time, its actor and what is to
// happen once it is committed.
//
// Reads see one snapshot. Writes are serialisable on both engines: SQLite has
// one writer, PostgreSQL runs them at SERIALIZABLE, and Write repeats the
// closure when the engine asks for it. So a closure may run more than once and
// must have no effect outside its transaction; those belong in Tx.After.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// Config says which database to open and how.
type Config struct {
	// DSN is "postgres://…" or the path of a SQLite file.
	DSN string
	// Schema of PostgreSQL, instead of the one that the address leads to.
	Schema string
	// Clock is the time of every transaction; nil is the wall clock.
	Clock func() time.Time
	// Unsafe leaves out waiting for the disk, for tests and demos.
	Unsafe bool
	// Trace sees every statement; for tests.
	Trace func(query string, args []any)
	// Disturb is asked at every moment of every write, and what it returns is the
	// outcome of the write: for whoever proves that the program bears a bad machine.
	// It may take its time, or end the process. nil disturbs nothing.
	Disturb func(Moment) error
}

// A Moment is one at which a machine may fail.
type Moment int

// The moments of a write.
const (
	Beginning  Moment = iota // nothing was done
	Committing               // everything was done, and nothing of it is kept
	Committed                // all of it is kept, and nobody knows
)

// DB is an open database of either engine.
type DB struct {
	engine      engine
	file        string // of SQLite
	read, write *sql.DB
	clock       func() time.Time
	trace       func(string, []any)
	watch       func(refs []string)
	disturb     func(Moment) error
	ids         ids
	kept        sync.Map // by Kept
}

// Open opens the database; it does not migrate.
func Open(ctx context.Context, c Config) (_ *DB, err error) {
	defer fault.Wrap(&err, "db.Open")
	d := &DB{clock: c.Clock, trace: c.Trace, disturb: c.Disturb}
	if d.clock == nil {
		d.clock = wall
	}
	d.ids.node = rand.Int64N(idNodes)
	if strings.HasPrefix(c.DSN, "postgres://") || strings.HasPrefix(c.DSN, "postgresql://") {
		d.engine = postgres
		d.read, d.write, err = openPostgres(c)
	} else {
		d.engine, d.file = sqlite, c.DSN
		d.read, d.write, err = openSQLite(c)
	}
	if err != nil {
		return nil, err
	}
	if err := d.reach(ctx); err != nil {
		_ = d.Close()
		return nil, fault.Caused(err, fault.Busy, "db.unreachable")
	}
	return d, nil
}

// reach makes the first connection. Of several that open a new SQLite file at once, one has it
// keep a WAL, which nobody else may have open meanwhile; those that had looked before are
// refused, at once or after busyFor, and find it done when they look again.
func (d *DB) reach(ctx context.Context) error {
	for end := wall().Add(busyFor + time.Second); ; {
		err := d.write.PingContext(ctx)
		if err == nil || d.engine.retry(err) != always || wall().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(turnEvery):
		}
	}
}

// Close closes every connection.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Engine names the engine: "sqlite" or "postgres".
func (d *DB) Engine() string { return string(d.engine) }

// Watch has f told, after each commit and before Write returns, what the
// transaction changed. It is set once, before the first write.
func (d *DB) Watch(f func(refs []string)) { d.watch = f }

// Now is the time that a transaction started now would carry.
func (d *DB) Now() time.Time { return d.clock().UTC().Truncate(time.Millisecond) }

// Today is the civil date of Now.
func (d *DB) Today() calendar.Day { return calendar.DayOf(d.Now()) }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// A Tx is one transaction.
type Tx struct {
	Now   time.Time    // UTC, whole milliseconds, fixed for the transaction
	Today calendar.Day // the civil date of Now
	Actor auth.Actor

	ctx    context.Context
	db     *DB
	sql    *sql.Tx
	after  []func()
	writes bool
	stamp  int64 // 0 until it is asked for
	among  bool  // counts as one of business

	changed []string
	known   map[any]any // by Once
}

// Once is what f reads in a transaction, and in one that only reads it is read once: what
// many parts of a page ask for, such as the settings of the district, is the same for all
// of them. The key is a type of the caller's own. In a write f runs each time, since what it
// reads may have been changed. What it returns is shared; do not change it.
func Once[K comparable, V any](tx *Tx, key K, f func() (V, error)) (V, error) {
	if tx.writes {
		return f()
	}
	if v, ok := tx.known[key].(V); ok {
		return v, nil
	}
	v, err := f()
	if err != nil {
		return v, err
	}
	if tx.known == nil {
		tx.known = map[any]any{}
	}
	tx.known[key] = v
	return v, nil
}

// Kept is what f makes of rows that seldom change. It is made again when their version is
// another: a number that every change of them makes larger. The key is a type of the caller's
// own; what is returned is shared, so do not change it. A write keeps nothing, since what it
// reads may never be there for others.
func Kept[K comparable, V any](tx *Tx, key K, version int64, f func() (V, error)) (V, error) {
	type made struct {
		version int64
		value   V
	}
	if m, ok := tx.db.kept.Load(key); ok {
		if m, ok := m.(made); ok && m.version == version {
			return m.value, nil
		}
	}
	v, err := f()
	if err == nil && !tx.writes {
		tx.db.kept.Store(key, made{version, v})
	}
	return v, err
}

// Context is the context of the transaction; Read and Write refuse to nest in it.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Writes reports whether tx may write: then it sees rows that nobody else sees
// yet, and that nobody may ever see.
func (tx *Tx) Writes() bool { return tx.writes }

// After has f run once the transaction is committed.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }

// Changed notes that the transaction changes the thing ref, such as "plan/17",
// for whoever keeps what was made of it. Every entry of the journal does.
func (tx *Tx) Changed(ref string) { tx.changed = append(tx.changed, ref) }

// ID returns a new id: a positive number below 2^53 that grows with time.
func (tx *Tx) ID() int64 { return tx.db.ids.next(wall()) }

// Lock is the clause that locks the rows of a SELECT until the end of the
// transaction. SQLite needs none: a write already holds the whole file.
func (tx *Tx) Lock() string {
	if tx.db.engine == postgres {
		return " FOR UPDATE"
	}
	return ""
}

// SkipLocked is Lock that leaves out rows which another transaction holds.
func (tx *Tx) SkipLocked() string {
	if tx.db.engine == postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	tx.traced(query, args)
	in, err := encodeAll(args)
	if err != nil {
		return 0, err
	}
	r, err := tx.sql.ExecContext(tx.ctx, tx.db.rebind(query), in...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", brief(query), err)
	}
	return r.RowsAffected()
}

func (tx *Tx) query(query string, args []any) (*sql.Rows, error) {
	tx.traced(query, args)
	in, err := encodeAll(args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.sql.QueryContext(tx.ctx, tx.db.rebind(query), in...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", brief(query), err)
	}
	return rows, nil
}

func (tx *Tx) traced(query string, args []any) {
	if tx.db.trace != nil {
		tx.db.trace(query, args)
	}
}

type inside struct{}

var errNested = errors.New("db: a transaction inside a transaction")

// Read runs f over one snapshot. Statements that write fail.
func (d *DB) Read(ctx context.Context, f func(*Tx) error) error {
	if s := steadyOf(ctx); s != nil && ctx.Value(inside{}) == nil {
		if ran, err := s.read(ctx, d, f); ran {
			return err
		}
	}
	return d.run(ctx, d.read, d.reading(), f)
}

func (d *DB) reading() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: d.engine.readLevel()}
}

func (d *DB) writing() *sql.TxOptions { return &sql.TxOptions{Isolation: d.engine.writeLevel()} }

// tries is how often a write is begun before its conflict is given to the caller.
const tries = 12

// patience is how many of them are made beside other writes.
const patience = 3

// Business has tx wait while a write of business runs alone, and count as one
// from now on. Every act of business is an entry of the journal, which calls it.
func (tx *Tx) Business() error {
	if tx.among || tx.db.engine != postgres { // SQLite has one writer at a time
		return nil
	}
	_, err := tx.Exec("LOCK TABLE db_write IN ROW SHARE MODE")
	tx.among = err == nil
	return err
}

// alone is f with no other write of business beside it. PostgreSQL has the later
// of two transactions give way, so a long one would give way to short ones for
// ever. The lock comes before the snapshot, so f sees all that it waited for.
func (d *DB) alone(f func(*Tx) error) func(*Tx) error {
	if d.engine != postgres {
		return f
	}
	return func(tx *Tx) error {
		if _, err := tx.Exec("LOCK TABLE db_write IN EXCLUSIVE MODE"); err != nil {
			return err
		}
		tx.among = true
		return f(tx)
	}
}

// Write runs f in a serialisable transaction, again from the start if the
// engine asks for it, and then whatever f left in After.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	if s := steadyOf(ctx); s != nil {
		s.end()
	}
	opts := d.writing()
	for try := 1; ; try++ {
		if try == patience+1 {
			f = d.alone(f)
		}
		err := d.run(ctx, d.write, opts, f)
		again := d.engine.retry(err)
		if again == no || try == tries || again == once && try > 2 {
			if again != no {
				return fault.Caused(err, fault.Conflict, "db.clash")
			}
			return err
		}
		pause := time.Duration(rand.Int64N(int64(try)*5)+1) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// pool is where a transaction begins: all connections, or one of them.
type pool interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

func (d *DB) run(ctx context.Context, pool pool, opts *sql.TxOptions, f func(*Tx) error) (err error) {
	if ctx.Value(inside{}) != nil {
		return errNested
	}
	if err := d.disturbed(Beginning, opts); err != nil {
		return err
	}
	s, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() { // also when f panics: the pool of one writer must not leak
		if !done {
			_ = s.Rollback()
		}
	}()
	tx := d.tx(ctx, s, d.Now())
	tx.writes = !opts.ReadOnly
	if err := f(tx); err != nil {
		return err
	}
	if err := d.disturbed(Committing, opts); err != nil {
		return err
	}
	done = true
	if err := s.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if err := d.disturbed(Committed, opts); err != nil {
		return err
	}
	if d.watch != nil && len(tx.changed) > 0 {
		d.watch(tx.changed)
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// tx is what whoever acts in ctx sees of a transaction that began at a time.
func (d *DB) tx(ctx context.Context, s *sql.Tx, now time.Time) *Tx {
	return &Tx{Now: now, Today: calendar.DayOf(now), Actor: auth.From(ctx), ctx: context.WithValue(ctx, inside{}, true), db: d, sql: s}
}

// disturbed is what Config.Disturb says of a moment of a write.
func (d *DB) disturbed(m Moment, opts *sql.TxOptions) error {
	if d.disturb == nil || opts.ReadOnly {
		return nil
	}
	return d.disturb(m)
}
