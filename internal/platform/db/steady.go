package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Steady returns a context whose reads see one snapshot, the one of the first, until done
// is called: a page that is put together from many never shows two states, and what [Once]
// keeps is kept for all of them. A write ends the snapshot, so what is read after it knows
// of it; so does a read that breaks, since PostgreSQL refuses what follows in its
// transaction.
//
// The snapshot holds a connection. So nobody may meanwhile wait for others who may need
// one, nor make anything that they shall take for newer than it is.
func (d *DB) Steady(ctx context.Context) (own context.Context, done func()) {
	s := &steady{begin: func() (*sql.Tx, error) { return d.read.BeginTx(ctx, d.reading()) }}
	return context.WithValue(ctx, steadily{}, s), s.close
}

type steadily struct{}

func steadyOf(ctx context.Context) *steady {
	s, _ := ctx.Value(steadily{}).(*steady)
	return s
}

// steady is the snapshot of many reads.
type steady struct {
	begin func() (*sql.Tx, error)

	mu    sync.Mutex // a transaction has one statement at a time
	sql   *sql.Tx    // nil before the first read, and after a write
	now   time.Time
	known map[any]any
	over  bool
	old   atomic.Bool // a write came while a read ran: the next begins another
}

// read runs f over the snapshot and reports whether it did: it does not when all is over,
// nor beside another read, which would have to wait for its own end if f runs within it.
func (s *steady) read(ctx context.Context, d *DB, f func(*Tx) error) (ran bool, err error) {
	if !s.mu.TryLock() {
		return false, nil
	}
	defer s.mu.Unlock()
	if s.over {
		return false, nil
	}
	if s.old.Swap(false) {
		s.drop()
	}
	if s.sql == nil {
		if s.sql, err = s.begin(); err != nil {
			return true, fmt.Errorf("begin: %w", err)
		}
		s.now, s.known = d.Now(), map[any]any{}
	}
	sound := false
	defer func() { // also when f panics
		if !sound {
			s.drop()
		}
	}()
	tx := d.tx(ctx, s.sql, s.now)
	tx.known = s.known
	if err := f(tx); err != nil {
		kind := fault.Of(err)
		sound = kind != fault.Internal && kind != fault.Busy
		return true, err
	}
	sound = true
	for _, f := range tx.after {
		f()
	}
	return true, nil
}

// end gives the snapshot back; the next read begins another.
func (s *steady) end() {
	if !s.mu.TryLock() {
		s.old.Store(true)
		return
	}
	defer s.mu.Unlock()
	s.drop()
}

func (s *steady) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.drop()
}

func (s *steady) drop() {
	if s.sql != nil {
		_ = s.sql.Rollback() // it only read: if that fails the connection is given up, and nothing is lost
	}
	s.sql, s.known = nil, nil
}
