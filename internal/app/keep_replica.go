package app

import (
	"context"
	"time"
)

// How long a replica whose bucket does not answer at the start waits for the next try,
// at first and at most; each pause is twice the one before.
const (
	replicaFirst = time.Second
	replicaMost  = 5 * time.Minute
)

// replicaWithin is how long one try may take, with those that the client makes by itself.
const replicaWithin = 30 * time.Second

// keepReplica has the SQLite file copied, if the settings say where to, and tries again
// for as long as the bucket does not answer: the public site does not go down with the
// storage of its copy. The end that it returns sends what was written last.
func (a *App) keepReplica(ctx context.Context) (end func(context.Context) error) {
	if a.Config.Replica.S3 == "" {
		return func(context.Context) error { return nil }
	}
	running := a.figures.set.GetOrCreateGauge("gongkai_replica_running", nil)
	running.Set(0)
	ctx, stop := context.WithCancel(ctx)
	begun := make(chan func(context.Context) error, 1)
	go func() {
		end := a.beginReplica(ctx)
		if end != nil {
			running.Set(1)
		}
		begun <- end
	}()
	return func(late context.Context) error {
		stop()
		select {
		case end := <-begun:
			running.Set(0)
			if end == nil { // it never began, which the log says
				return nil
			}
			return end(late)
		case <-late.Done():
			return late.Err()
		}
	}
}

// beginReplica tries until the copy is under way, and returns its end; nil if ctx ends before.
func (a *App) beginReplica(ctx context.Context) (end func(context.Context) error) {
	for pause := replicaFirst; ; pause = min(2*pause, replicaMost) {
		try, done := context.WithTimeout(ctx, replicaWithin)
		end, err := a.startReplica(try)
		done()
		switch {
		case err == nil:
			return end
		case ctx.Err() != nil:
			return nil
		}
		a.Config.Log.ErrorContext(ctx, "the database is not copied", "err", err, "again", pause)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}
