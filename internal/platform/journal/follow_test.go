package journal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestFollow tells each change once, whether its leaf waits or is in the tree by then.
func TestFollow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		var f journal.Follower
		next := func(want string) {
			t.Helper()
			got := "?"
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				refs, known, err := f.Next(tx)
				if known {
					slices.Sort(refs)
					got = strings.Join(refs, " ")
				}
				return err
			})
			if err != nil || got != want {
				t.Errorf("told %q (%v), want %q", got, err, want)
			}
		}
		add := func(refs ...string) {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				for _, ref := range refs {
					if err := journal.Add(tx, "plan.issue", ref, nil); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		add("plan/0")
		next("?")
		next("")
		add("plan/1", "unit/2")
		next("plan/1 unit/2")
		next("")
		sequence(t, j, 3)
		next("checkpoint")
		add("plan/3")
		sequence(t, j, 1)
		next("checkpoint plan/3")
		add("plan/4")
		next("plan/4")
		add("plan/5")
		sequence(t, j, 2)
		next("checkpoint plan/5")
		var many []string
		for i := range 501 {
			many = append(many, fmt.Sprintf("plan/%d", i))
		}
		add(many...)
		next("?")
		sequence(t, j, 501)
		next("?")
		next("")
	})
}

// TestWatch hears of what was committed, before Write returns, and of nothing else.
func TestWatch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		var heard []string
		d.Watch(func(refs []string) { heard = append(heard, refs...) })
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return journal.Add(tx, "plan.issue", "plan/1", nil) }); err != nil {
			t.Fatal(err)
		}
		failed := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := journal.Add(tx, "plan.issue", "plan/2", nil); err != nil {
				return err
			}
			return errNot
		})
		sequence(t, j, 1)
		if fmt.Sprint(heard) != "[plan/1 checkpoint]" || failed == nil {
			t.Errorf("heard of %v", heard)
		}
	})
}

var errNot = fmt.Errorf("not this time")
