package jobs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// Config sets a Runner; zero fields have the values in brackets.
type Config struct {
	Workers int           // jobs at a time [4]
	Poll    time.Duration // real time between looks when nothing wakes it [1s]
	Lease   time.Duration // a job is taken over so long after its node died [1m]
	Backoff time.Duration // pause after the first failed try; doubles, up to an hour [10s]
	Drain   time.Duration // how long Run waits for running jobs when it ends [20s]
	LetGo   time.Duration // and then for those that it told to stop [2s]
	Keep    time.Duration // how long a done job is known; at least seven days [30 days]
	Log     *slog.Logger  // [slog.Default]
	Observe func(Run)     // sees every try, for metrics; may be nil
	// Doubt has a job that ended well delivered once more before that is written down, as when
	// a node dies that has done it and could not say so. nil never: it is a fault for tests.
	Doubt func() bool
}

// A Run is one try of a job.
type Run struct {
	Job  Job
	Took time.Duration // by the database's clock
	Err  error
}

func (c Config) withDefaults() Config {
	c.Workers = or(c.Workers, 4)
	c.Poll = or(c.Poll, time.Second)
	c.Lease = or(c.Lease, time.Minute)
	c.Backoff = or(c.Backoff, 10*time.Second)
	c.Drain = or(c.Drain, 20*time.Second)
	c.LetGo = or(c.LetGo, 2*time.Second)
	c.Keep = max(or(c.Keep, 30*24*time.Hour), maxEvery)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

func or[V comparable](v, other V) V {
	var zero V
	if v == zero {
		return other
	}
	return v
}

// A Runner works on the jobs of its kinds. Any number may share a database.
type Runner struct {
	db    *db.DB
	cfg   Config
	name  string // new for every Runner: a node that comes back is another one
	kinds map[string]*definition
	waker chan struct{}

	mu      sync.Mutex
	held    map[string]*holding
	renewed time.Time            // when leases were last looked after
	slots   map[string]time.Time // the last slot put, by kind
	wg      sync.WaitGroup
}

type holding struct {
	job  Job
	stop context.CancelCauseFunc
}

// NewRunner returns a runner of the kinds, and of the one that forgets old jobs.
func NewRunner(d *db.DB, c Config, kinds ...Definition) (*Runner, error) {
	r := &Runner{
		db: d, cfg: c.withDefaults(), name: rand.Text(), kinds: map[string]*definition{},
		waker: make(chan struct{}, 1), held: map[string]*holding{}, slots: map[string]time.Time{},
	}
	for _, k := range append(kinds, Define("jobs.prune", r.prune, Daily("03:20"))) {
		def := k.definition()
		if err := def.check(); err != nil {
			return nil, err
		}
		if r.kinds[def.name] != nil {
			return nil, fmt.Errorf("jobs: two kinds %s", def.name)
		}
		r.kinds[def.name] = def
	}
	for _, def := range r.kinds {
		def.bind(r.wake)
	}
	return r, nil
}

// wake makes Run look now.
func (r *Runner) wake() {
	select {
	case r.waker <- struct{}{}:
	default:
	}
}

// Run works until ctx ends, and then lets running jobs finish, for at most
// Config.Drain; those that do not are stopped and given back untried. A fault
// of the database is logged and tried again: Run does not end by it. It returns
// an error if a handler did not stop.
func (r *Runner) Run(ctx context.Context) error {
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	for ctx.Err() == nil {
		if err := r.round(ctx, work); err != nil && ctx.Err() == nil {
			r.cfg.Log.WarnContext(ctx, "jobs: cannot look for work", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-r.waker:
		case <-time.After(r.cfg.Poll):
		}
	}
	return r.drain(work, stop)
}

// RunDue runs every job that is due at the present clock, and what those put
// for the present clock, one after another, by time and then by id. It returns
// how many tries it made, and the errors of those that failed.
func (r *Runner) RunDue(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "jobs.RunDue")
	if err := r.tick(ctx); err != nil {
		return 0, err
	}
	var failed []error
	for {
		jobs, err := r.claim(ctx, 1)
		if err != nil {
			return n, errors.Join(append(failed, err)...)
		}
		if len(jobs) == 0 {
			return n, errors.Join(failed...)
		}
		hctx, h := r.hold(ctx, jobs[0])
		if err := r.try(hctx, h); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", jobs[0].ID, err))
		}
		n++
	}
}

// Redeliver hands every job that was done since then to its handler once more, as a node
// does that comes late with what another has finished. No outcome is written. It returns how
// many it handed over: it is a fault for tests, as Config.Doubt is.
func (r *Runner) Redeliver(ctx context.Context, since time.Time) (n int, err error) {
	defer fault.Wrap(&err, "jobs.Redeliver")
	var done []Job
	err = r.db.Read(ctx, func(tx *db.Tx) error {
		w := ofKinds(r.kinds)
		w.And("state = ? AND done_at >= ?", Done, since)
		done, err = db.All[Job](tx, "FROM jobs_job"+w.String()+" ORDER BY run_at, id", w.Args...)
		return err
	})
	var failed []error
	for _, j := range done {
		if err := r.call(auth.With(ctx, auth.Machine(j.Kind)), r.kinds[j.Kind], j.Args); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", j.ID, err))
		}
	}
	return len(done), errors.Join(append(failed, err)...)
}

// round looks after the leases and timers and starts what is due.
func (r *Runner) round(ctx, work context.Context) error {
	if err := r.renew(ctx); err != nil {
		return err
	}
	if err := r.tick(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	free := r.cfg.Workers - len(r.held)
	r.mu.Unlock()
	if free == 0 {
		return nil // the first to finish wakes us
	}
	due := false
	err := r.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = anyDue(tx, r.kinds)
		return err
	})
	if err != nil || !due {
		return err
	}
	jobs, err := r.claim(ctx, free)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		hctx, h := r.hold(work, j)
		r.wg.Go(func() {
			if err := r.try(hctx, h); err != nil {
				r.cfg.Log.WarnContext(hctx, "jobs: a try failed", "job", j.ID, "attempt", j.Attempt, "err", err)
			}
			r.wake()
		})
	}
	return nil
}

func (r *Runner) claim(ctx context.Context, n int) (jobs []Job, err error) {
	c := claimer{name: r.name, kinds: r.kinds, lease: r.cfg.Lease, held: map[string]bool{}}
	r.mu.Lock()
	for id := range r.held {
		c.held[id] = true
	}
	r.mu.Unlock()
	err = r.db.Queue(ctx, func(tx *db.Tx) (err error) {
		jobs, err = claim(tx, c, n)
		return err
	})
	return jobs, err
}

// tick puts the jobs of slots that have begun.
func (r *Runner) tick(ctx context.Context) error {
	now := r.db.Now()
	for _, name := range slices.Sorted(maps.Keys(r.kinds)) {
		def := r.kinds[name]
		if def.every == nil {
			continue
		}
		at := def.every.last(now)
		r.mu.Lock()
		known := r.slots[name].Equal(at)
		r.mu.Unlock()
		if known {
			continue
		}
		args, err := json.Marshal(Slot{at})
		if err != nil {
			return err
		}
		err = r.db.Queue(ctx, func(tx *db.Tx) error { return def.putOnce(tx, slotKey(at), string(args), at) })
		if err != nil {
			return err
		}
		r.mu.Lock()
		r.slots[name] = at
		r.mu.Unlock()
	}
	return nil
}

func (r *Runner) prune(ctx context.Context, _ Slot) error {
	for {
		var n int64
		err := r.db.Queue(ctx, func(tx *db.Tx) (err error) {
			n, err = prune(tx, tx.Now.Add(-r.cfg.Keep))
			return err
		})
		if err != nil || n < pruneBatch {
			return err
		}
	}
}
