package jobs

import (
	"context"

	"gongkai.example/gongkai/internal/platform/db"
)

// Claim takes jobs as Run does and never works on them: a node that died.
func (r *Runner) Claim(ctx context.Context, n int) ([]Job, error) { return r.claim(ctx, n) }

// Settle ends a claimed job as done, and reports whether it was still r's.
func (r *Runner) Settle(ctx context.Context, held Job) (ours bool, err error) {
	err = r.db.Queue(ctx, func(tx *db.Tx) (err error) {
		ours, err = settle(tx, held, Job{State: Done, RunAt: held.RunAt, DoneAt: tx.Now, Attempt: held.Attempt})
		return err
	})
	return ours, err
}

// ErrorText is errorText.
var ErrorText = errorText
