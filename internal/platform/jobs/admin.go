package jobs

import (
	"maps"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	see  auth.Perm = "jobs.see"
	edit auth.Perm = "jobs.edit"
)

// A Filter narrows List; zero fields are no condition.
type Filter struct {
	State State  `form:"state" json:"state,omitempty"`
	Kind  string `form:"kind" json:"kind,omitempty"`
}

// Kinds returns the names of the runner's kinds, sorted.
func (r *Runner) Kinds() []string { return slices.Sorted(maps.Keys(r.kinds)) }

// List returns jobs, the latest first. Jobs belong to no unit: who has
// "jobs.see" anywhere sees them all, so arguments hold ids and no personal data.
func (r *Runner) List(tx *db.Tx, f Filter, p db.Page) (db.Rows[Job], error) {
	if !tx.Actor.Can(see) {
		return db.Rows[Job]{}, fault.New(fault.Forbidden, "not_allowed")
	}
	var w db.Where
	if f.State != "" {
		w.And("state = ?", f.State)
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	return db.List[Job](tx, p, db.Query{From: "jobs_job", Where: w, Order: []string{"run_at", "id"}, Desc: true})
}

// Get returns one job.
func (r *Runner) Get(tx *db.Tx, id string) (Job, error) {
	if !tx.Actor.Can(see) {
		return Job{}, fault.New(fault.Forbidden, "not_allowed")
	}
	return db.Get[Job](tx, "FROM jobs_job WHERE id = ?", id)
}

// Retry has a dead or cancelled job run now, with all its tries again.
func (r *Runner) Retry(tx *db.Tx, id string) error {
	return r.move(tx, id, []State{Dead, Cancelled}, "state = 'ready', attempt = 0, run_at = ?, done_at = 0", tx.Now)
}

// Cancel takes out a job that waits or is dead. One that runs is not stopped.
func (r *Runner) Cancel(tx *db.Tx, id string) error {
	return r.move(tx, id, []State{Ready, Dead}, "state = 'cancelled', done_at = ?", tx.Now)
}

func (r *Runner) move(tx *db.Tx, id string, from []State, set string, at time.Time) error {
	if !tx.Actor.Can(edit) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	j, err := db.Get[Job](tx, "FROM jobs_job WHERE id = ?", id)
	if err != nil {
		return err
	}
	n, err := tx.Exec("UPDATE jobs_job SET "+set+" WHERE id = ? AND state IN (?, ?)", at, id, from[0], from[1])
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "jobs.not_now", j.State.Text())
	}
	tx.After(r.wake)
	return nil
}

// A Backlog says how far the work is behind, for health checks and metrics.
type Backlog struct {
	Due     int64     `json:"due"` // ready and past their time
	Running int64     `json:"running"`
	Dead    int64     `json:"dead"`
	Oldest  time.Time `json:"oldest"` // RunAt of the oldest that is due; zero if none is
}

// Backlog counts what is left to do; it asks for no right.
func (r *Runner) Backlog(tx *db.Tx) (b Backlog, err error) {
	defer fault.Wrap(&err, "jobs.Backlog")
	for to, state := range map[*int64]State{&b.Due: Ready, &b.Running: Running, &b.Dead: Dead} {
		if *to, err = db.One[int64](tx, "SELECT count(*) FROM jobs_job WHERE state = ? AND run_at <= ?", state, tx.Now); err != nil {
			return b, err
		}
	}
	if b.Due > 0 {
		b.Oldest, err = db.One[time.Time](tx, "SELECT min(run_at) FROM jobs_job WHERE state = 'ready'")
	}
	return b, err
}
