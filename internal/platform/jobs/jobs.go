// Package jobs runs work outside the request that asks for it, and at set
// times. A job is a row of one table, put in the transaction whose effect it
// is: if that rolls back there is no job, and if it commits the job is run.
//
// A job is run until it succeeds, with growing pauses, and set aside for a
// person to look at after too many tries. A node that dies leaves a lease that
// runs out, and another node takes its jobs over; so a handler may run again
// after a crash and does its effect in one transaction, or under a key.
//
// There is no leader. A timer is a job whose id is its slot, kind@slot: every
// node puts it, one succeeds. Slots that pass while no node runs are not made
// up, save the last one: handlers look at the present state.
//
// Time is the database's clock (db.DB.Now), so a simulated year works; with
// such a clock, call RunDue after each move.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// Policy says who may see the jobs and act on them.
var Policy = auth.Policy{
	"jobs.see":  {auth.Admin},
	"jobs.edit": {auth.Admin},
}

// A Definition is a Kind of any type of arguments, as NewRunner takes them.
type Definition interface{ definition() *definition }

// A Kind is one sort of job with arguments of type A.
type Kind[A any] struct{ def definition }

func (k *Kind[A]) definition() *definition { return &k.def }

type definition struct {
	name    string
	run     func(ctx context.Context, args string) error
	tries   int64
	timeout time.Duration
	every   schedule // nil: only when put

	mu    sync.Mutex
	wakes []func() // of the runners in this process that know the kind
}

const (
	defaultTries   = 12
	defaultTimeout = 15 * time.Minute
)

// An Option changes a Kind.
type Option func(*definition)

// Tries is how often a job is tried before it is dead; 12 if not set, which
// with the pauses between takes about four hours.
func Tries(n int) Option { return func(d *definition) { d.tries = int64(n) } }

// Timeout is how long one try may take; a quarter of an hour if not set.
func Timeout(t time.Duration) Option { return func(d *definition) { d.timeout = t } }

// Define makes a kind of job. Its name is noun.verb, such as "duty.remind", and
// is also the key of its title in the catalogue. The handler acts as
// auth.Machine(name). Mistakes in the options are reported by NewRunner.
func Define[A any](name string, handler func(ctx context.Context, args A) error, opts ...Option) *Kind[A] {
	k := &Kind[A]{def: definition{name: name, tries: defaultTries, timeout: defaultTimeout}}
	k.def.run = func(ctx context.Context, text string) error {
		var args A
		if err := json.Unmarshal([]byte(text), &args); err != nil {
			return Fatal(fmt.Errorf("arguments: %w", err))
		}
		return handler(ctx, args)
	}
	for _, o := range opts {
		o(&k.def)
	}
	return k
}

var kindName = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)

func (d *definition) check() error {
	switch {
	case !kindName.MatchString(d.name):
		return fmt.Errorf("jobs: kind %q is not noun.verb", d.name)
	case d.tries < 1:
		return fmt.Errorf("jobs: %s: %d tries", d.name, d.tries)
	case d.timeout <= 0:
		return fmt.Errorf("jobs: %s: timeout %v", d.name, d.timeout)
	case d.every != nil:
		if err := d.every.check(); err != nil {
			return fmt.Errorf("jobs: %s: %w", d.name, err)
		}
	}
	return nil
}

func (d *definition) bind(wake func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wakes = append(d.wakes, wake)
}

func (d *definition) wake() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, wake := range d.wakes {
		wake()
	}
}

// Opts says which job is put and for when. The zero value is a job of its own, now.
type Opts struct {
	// ID is the job's own key within its kind: a second job with the key of
	// one that is known is the same job and is not put. A job is known for
	// Config.Keep after it is done.
	ID string
	// At is the time before which it is not run; zero is now.
	At time.Time
}

// Put adds a job to the transaction. It is run once tx is committed.
func Put[A any](tx *db.Tx, k *Kind[A], args A, o Opts) error {
	text, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("jobs: %s: arguments: %w", k.def.name, err)
	}
	if o.At.IsZero() {
		o.At = tx.Now
	}
	if o.ID == "" {
		return k.def.insert(tx, fmt.Sprintf("%016d", tx.ID()), string(text), o.At)
	}
	return k.def.putOnce(tx, o.ID, string(text), o.At)
}

func (d *definition) putOnce(tx *db.Tx, key, args string, at time.Time) error {
	known, err := db.One[int64](tx, "SELECT count(*) FROM jobs_job WHERE id = ?", d.name+"@"+key)
	if err != nil || known > 0 {
		return err
	}
	return d.insert(tx, key, args, at)
}

func (d *definition) insert(tx *db.Tx, key, args string, at time.Time) error {
	tx.After(d.wake)
	return db.Insert(tx, "jobs_job", Job{ID: d.name + "@" + key, Kind: d.name, Args: args, State: Ready, PutAt: tx.Now, RunAt: at})
}

type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

// Fatal marks an error that another try would only repeat: the job is dead at once.
func Fatal(err error) error {
	if err == nil {
		return nil
	}
	return fatal{err}
}

// IsFatal reports whether another try would only repeat err.
func IsFatal(err error) bool {
	_, ok := errors.AsType[fatal](err)
	return ok
}
