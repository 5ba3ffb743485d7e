package jobs

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime/debug"
	"time"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	maxBackoff  = time.Hour
	settleFor   = 10 * time.Second
	settlePause = 100 * time.Millisecond
)

var (
	errLost     = errors.New("jobs: another runner has taken the job over")
	errStopping = errors.New("jobs: the runner stops")
)

// hold notes that j is being worked on, so that its lease is renewed, and
// returns the context for its handler.
func (r *Runner) hold(parent context.Context, j Job) (context.Context, *holding) {
	ctx, stop := context.WithCancelCause(auth.With(parent, auth.Machine(j.Kind)))
	h := &holding{job: j, stop: stop}
	r.mu.Lock()
	r.held[j.ID] = h
	r.mu.Unlock()
	return ctx, h
}

// try runs the handler of a held job and writes how it ended.
func (r *Runner) try(ctx context.Context, h *holding) error {
	defer h.stop(nil)
	start := r.db.Now()
	def := r.kinds[h.job.Kind]
	err := r.call(ctx, def, h.job.Args)
	if err == nil && r.cfg.Doubt != nil && r.cfg.Doubt() {
		err = r.call(ctx, def, h.job.Args)
	}
	next := r.outcome(ctx, h.job, def.tries, err)
	settled := r.settle(ctx, h.job, next)
	r.mu.Lock()
	delete(r.held, h.job.ID)
	r.mu.Unlock()
	if r.cfg.Observe != nil {
		next.ID, next.Kind, next.Args, next.PutAt = h.job.ID, h.job.Kind, h.job.Args, h.job.PutAt
		r.cfg.Observe(Run{Job: next, Took: r.db.Now().Sub(start), Err: err})
	}
	return errors.Join(err, settled)
}

func (r *Runner) call(ctx context.Context, def *definition, args string) (err error) {
	ctx, stop := context.WithTimeout(ctx, def.timeout)
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			r.cfg.Log.ErrorContext(ctx, "jobs: a handler panicked", "kind", def.name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return def.run(ctx, args)
}

// outcome is the row of j after a try that ended with err.
func (r *Runner) outcome(ctx context.Context, j Job, tries int64, err error) Job {
	now := r.db.Now()
	next := Job{RunAt: j.RunAt, Attempt: j.Attempt, LastError: errorText(err)}
	switch {
	case err == nil:
		next.State, next.DoneAt = Done, now
	case errors.Is(context.Cause(ctx), errStopping): // not the job's fault: the try does not count
		next.State, next.RunAt, next.Attempt = Ready, now, j.Attempt-1
	case IsFatal(err) || j.Attempt >= tries:
		next.State, next.DoneAt = Dead, now
	default:
		next.State, next.RunAt = Ready, now.Add(r.pause(j))
	}
	return next
}

// pause doubles from Backoff to an hour. A part that depends on the job keeps
// those that failed together from coming back together.
func (r *Runner) pause(j Job) time.Duration {
	p := r.cfg.Backoff
	for i := int64(1); i < j.Attempt && p < maxBackoff; i++ {
		p *= 2
	}
	p = min(p, maxBackoff)
	hash := fnv.New32a()
	_, _ = fmt.Fprint(hash, j.ID, j.Attempt) // a hash takes every byte
	return p + p/4*time.Duration(hash.Sum32()%1000)/1000
}

// settle writes the outcome even if the runner is told to stop meanwhile, and
// tries for a while if the database is away. If it stays away the lease runs out.
func (r *Runner) settle(ctx context.Context, held, next Job) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer stop()
	for {
		ours := false
		err := r.db.Queue(ctx, func(tx *db.Tx) (err error) {
			ours, err = settle(tx, held, next)
			return err
		})
		switch {
		case err == nil && !ours:
			return errLost
		case err == nil:
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the outcome is not written: %w", err)
		case <-time.After(settlePause):
		}
	}
}

// renew moves the leases of the held jobs when a third of the lease is over,
// and stops the handler of a job that is lost.
func (r *Runner) renew(ctx context.Context) error {
	now := r.db.Now()
	r.mu.Lock()
	var held []*holding
	if now.Sub(r.renewed) >= r.cfg.Lease/3 {
		for _, h := range r.held {
			held = append(held, h)
		}
	}
	r.mu.Unlock()
	var lost []*holding
	if len(held) > 0 {
		err := r.db.Queue(ctx, func(tx *db.Tx) error {
			lost = nil
			for _, h := range held {
				ours, err := renew(tx, h.job, r.cfg.Lease)
				if err != nil {
					return err
				}
				if !ours {
					lost = append(lost, h)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.mu.Lock()
		r.renewed = now
		r.mu.Unlock()
	}
	for _, h := range lost {
		h.stop(errLost)
	}
	return nil
}

// drain waits for the running jobs, then stops them, and waits a little more.
func (r *Runner) drain(ctx context.Context, stop context.CancelCauseFunc) error {
	idle := make(chan struct{})
	go func() {
		r.wg.Wait()
		close(idle)
	}()
	over, look := time.After(r.cfg.Drain), time.NewTicker(r.cfg.Poll)
	defer look.Stop()
	for stopped := false; ; {
		select {
		case <-idle:
			return nil
		case <-look.C:
			if err := r.renew(ctx); err != nil {
				r.cfg.Log.WarnContext(ctx, "jobs: cannot renew the leases", "err", err)
			}
		case <-over:
			if stopped {
				r.mu.Lock()
				defer r.mu.Unlock()
				return fmt.Errorf("jobs: %d handlers did not stop; their leases run out", len(r.held))
			}
			stop(errStopping)
			over, stopped = time.After(r.cfg.LetGo), true
		}
	}
}
