package jobs

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// State says where a job is.
type State string

// The states. Only a running job leaves Running; a person moves Dead and Cancelled back to Ready.
const (
	Ready     State = "ready"     // waits for its time
	Running   State = "running"   // a runner has it, until LockedUntil
	Done      State = "done"      // succeeded; kept so that its id is known
	Dead      State = "dead"      // failed too often, or for good
	Cancelled State = "cancelled" // a person took it out
)

// States lists every state in the order of menus.
var States = []State{Ready, Running, Done, Dead, Cancelled}

// Text is the name of the state.
func (s State) Text() fault.Text { return fault.T("jobs.state." + string(s)) }

// A Job is one row of work.
type Job struct {
	ID          string    `db:"id" json:"id"` // kind@key
	Kind        string    `db:"kind" json:"kind"`
	Args        string    `db:"args" json:"args"` // JSON
	State       State     `db:"state" json:"state"`
	PutAt       time.Time `db:"put_at" json:"put_at"`
	RunAt       time.Time `db:"run_at" json:"run_at"`   // not before
	DoneAt      time.Time `db:"done_at" json:"done_at"` // zero until it is done, dead or cancelled
	Attempt     int64     `db:"attempt" json:"attempt"` // tries begun
	LockedBy    string    `db:"locked_by" json:"locked_by"`
	LockedUntil time.Time `db:"locked_until" json:"locked_until"`
	LastError   string    `db:"last_error" json:"last_error"` // of the last failed try; for administrators
}

const errorSize = 1000

// errorText is what is kept of an error: valid, with no NUL, and short.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	s := strings.ReplaceAll(strings.ToValidUTF8(err.Error(), "?"), "\x00", "?")
	for len(s) > errorSize {
		_, n := utf8.DecodeLastRuneInString(s[:errorSize+1])
		s = s[:errorSize+1-n]
	}
	return s
}

// A claimer is a runner as claim knows it.
type claimer struct {
	name  string
	kinds map[string]*definition
	lease time.Duration
	held  map[string]bool // ids that it works on
}

// claim takes up to n jobs for c: first those whose runner is gone, then those
// whose time has come.
func claim(tx *db.Tx, c claimer, n int) ([]Job, error) {
	out, err := takeOver(tx, c, n)
	if err != nil {
		return nil, err
	}
	if len(out) < n {
		ready, err := pick(tx, c.kinds, n-len(out), "state = 'ready' AND run_at <= ?")
		if err != nil {
			return nil, err
		}
		out = append(out, ready...)
	}
	for i := range out {
		j := &out[i]
		j.State, j.Attempt, j.LockedBy, j.LockedUntil = Running, j.Attempt+1, c.name, tx.Now.Add(c.lease)
		_, err := tx.Exec("UPDATE jobs_job SET state = 'running', attempt = ?, locked_by = ?, locked_until = ? WHERE id = ?", j.Attempt, c.name, j.LockedUntil, j.ID)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// takeOver returns up to n jobs whose lease ran out. One that had its last try
// is dead instead: it may be what kills the runners. One that c works on itself
// stays with it: the clock was moved, or the machine slept, and renew comes next.
func takeOver(tx *db.Tx, c claimer, n int) ([]Job, error) {
	lost, err := pick(tx, c.kinds, n+len(c.held), "state = 'running' AND locked_until < ?")
	if err != nil {
		return nil, err
	}
	var out []Job
	for _, j := range lost {
		switch {
		case c.held[j.ID] && j.LockedBy == c.name, len(out) == n:
		case j.Attempt < c.kinds[j.Kind].tries:
			out = append(out, j)
		default:
			_, err := tx.Exec("UPDATE jobs_job SET state = 'dead', done_at = ?, last_error = ?, locked_by = '', locked_until = 0 WHERE id = ?", tx.Now, "the lease ran out on the last try", j.ID)
			if err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// pick returns the first n jobs of the kinds that fulfil a condition. To ask for the kinds by name
// costs more than all the rest; a job of another kind stands there only while nodes of another
// version work on the same database.
func pick(tx *db.Tx, kinds map[string]*definition, n int, cond string) ([]Job, error) {
	var w db.Where
	w.And(cond, tx.Now)
	jobs, err := first(tx, w, n)
	if err != nil || !slices.ContainsFunc(jobs, func(j Job) bool { return kinds[j.Kind] == nil }) {
		return jobs, err
	}
	w = ofKinds(kinds)
	w.And(cond, tx.Now)
	return first(tx, w, n)
}

func first(tx *db.Tx, w db.Where, n int) ([]Job, error) {
	return db.All[Job](tx, "FROM jobs_job"+w.String()+" ORDER BY run_at, id LIMIT ?"+tx.SkipLocked(), append(w.Args, n)...)
}

func ofKinds(kinds map[string]*definition) db.Where {
	names := make([]any, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	var w db.Where
	w.In("kind", names...)
	return w
}

// anyDue looks without locking whether claim would find something.
func anyDue(tx *db.Tx, kinds map[string]*definition) (bool, error) {
	for _, cond := range []string{"state = 'ready' AND run_at <= ?", "state = 'running' AND locked_until < ?"} {
		w := ofKinds(kinds)
		w.And(cond, tx.Now)
		n, err := db.One[int64](tx, "SELECT count(*) FROM (SELECT 1 FROM jobs_job"+w.String()+" LIMIT 1) found", w.Args...)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// renew moves the lease of j; false means that j is no longer its runner's.
func renew(tx *db.Tx, j Job, lease time.Duration) (bool, error) {
	n, err := tx.Exec("UPDATE jobs_job SET locked_until = ? WHERE id = ? AND state = 'running' AND locked_by = ? AND attempt = ?",
		tx.Now.Add(lease), j.ID, j.LockedBy, j.Attempt)
	return n > 0, err
}

// settle writes how the try of held ended, as next has it, unless another
// runner has taken the job over meanwhile: then it changes nothing and returns false.
func settle(tx *db.Tx, held, next Job) (bool, error) {
	n, err := tx.Exec(`UPDATE jobs_job SET state = ?, run_at = ?, done_at = ?, attempt = ?, last_error = ?, locked_by = '', locked_until = 0
		WHERE id = ? AND state = 'running' AND locked_by = ? AND attempt = ?`,
		next.State, next.RunAt, next.DoneAt, next.Attempt, next.LastError, held.ID, held.LockedBy, held.Attempt)
	return n > 0, err
}

const pruneBatch = 1000

// prune forgets up to pruneBatch jobs that were settled before the given time.
func prune(tx *db.Tx, before time.Time) (int64, error) {
	var n int64
	for _, s := range []State{Done, Cancelled} {
		k, err := tx.Exec("DELETE FROM jobs_job WHERE id IN (SELECT id FROM jobs_job WHERE state = ? AND run_at < ? ORDER BY run_at, id LIMIT ?)", s, before, pruneBatch)
		if err != nil {
			return n, err
		}
		n += k
	}
	return n, nil
}
