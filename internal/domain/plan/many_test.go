package plan_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// communities adds units, and returns their names as a form has them.
func (w *world) communities(n int) string {
	w.Helper()
	var names []string
	w.must(w.db.Write(w.as(w.office), func(tx *db.Tx) error {
		for i := range n {
			name := fmt.Sprintf("第%d社区", i+1)
			names = append(names, name)
			u := unit.Unit{ID: tx.ID(), Rev: 1, Code: fmt.Sprintf("v%d", i), Name: name, Short: name, Kind: unit.Community, Pos: 1000 + i, End: 1000 + i}
			if err := db.Insert(tx, "unit_unit", u); err != nil {
				return err
			}
		}
		return nil
	}))
	return strings.Join(names, "、")
}

// drafted is a plan with one task a point, and every task with the same units.
func (w *world) drafted(names string) *plan.Plan {
	w.Helper()
	p := w.read()
	ctx := w.as(w.office)
	o, err := w.plans.Overview(ctx, p.ID)
	w.must(err)
	for _, l := range o.Lines {
		in := plan.EditPoint{Rev: l.Point.Rev, Title: l.Point.Title, Names: plan.Names{Responsible: names}, Checked: true}
		_, err = w.plans.EditPoint(ctx, l.Point.ID, in)
		w.must(err)
		task := plan.EditTask{Rev: l.Tasks[0].Rev, Title: l.Tasks[0].Title, Cadence: plan.Once, Due: "2023-12-31"}
		_, err = w.plans.EditTask(ctx, l.Tasks[0].ID, task)
		w.must(err)
	}
	return p
}

// manyUnits owe each of the 15 tasks.
const manyUnits = 300

// TestIssueMany issues a plan to many units while others open duties all the
// time: on PostgreSQL its long transaction must not give way to theirs for ever.
// The log has how long it took, and the pages after it.
func TestIssueMany(t *testing.T) {
	if testing.Short() {
		t.Skip("many units")
	}
	each(t, func(w *world) {
		p := w.drafted(w.communities(manyUnits))
		ctx := w.as(w.office)
		stop, ended := make(chan struct{}), make(chan error)
		go func() { ended <- w.openOthers(stop) }()
		start := time.Now()
		_, err := w.plans.Issue(ctx, p.ID, plan.Confirm{})
		took := time.Since(start)
		close(stop)
		w.must(<-ended)
		w.must(err)
		n := w.count("SELECT count(*) FROM duty_duty WHERE rule = ?", plan.RuleReport)
		w.Logf("%d duties in %s", n, took)
		if n != 15*manyUnits {
			w.Errorf("%d duties", n)
		}
		for name, look := range map[string]func() error{
			"board":    func() error { _, err := w.plans.Board(ctx, p.ID); return err },
			"page":     func() error { _, err := w.plans.Page(w.Context(), p.ID); return err },
			"export":   func() error { _, err := w.plans.Export(ctx, p.ID); return err },
			"overview": func() error { _, err := w.plans.Overview(ctx, p.ID); return err },
		} {
			start := time.Now()
			w.must(look())
			w.Logf("%s: %s", name, time.Since(start))
		}
	})
}

// openOthers opens one duty after the other.
func (w *world) openOthers(stop <-chan struct{}) error {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return nil
		case <-time.After(20 * time.Millisecond):
		}
		err := w.db.Write(w.as(w.office), func(tx *db.Tx) error {
			_, err := w.duties.Open(tx, duty.Owed{UnitID: 7, Rule: "x", Ref: "x/1", Period: fmt.Sprint(i), Term: law.Term{N: 5, Unit: law.Workday}})
			return err
		})
		if err != nil {
			return err
		}
	}
}

// TestQueries counts what pages ask of the database: no more for many reports than for one.
func TestQueries(t *testing.T) {
	var asked atomic.Int64
	clock := dbtest.At("2023-08-14")
	d, err := db.Open(t.Context(), db.Config{
		DSN: filepath.Join(t.TempDir(), "test.db"), Unsafe: true, Clock: clock.Now,
		Trace: func(string, []any) { asked.Add(1) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := district(t, clock, d)
	p := w.issued()
	o, err := w.plans.Overview(w.as(w.office), p.ID)
	w.must(err)
	task := o.Lines[10].Tasks[0].ID
	var last *plan.Report
	looks := map[string]func() error{
		"task":    func() error { _, err := w.plans.Task(w.as(w.office), task); return err },
		"reports": func() error { _, err := w.plans.FindReports(w.as(w.office), plan.FindReport{}, db.Page{}); return err },
		"page":    func() error { _, err := w.plans.Page(w.Context(), p.ID); return err },
		"told":    func() error { _, _, err := w.plans.Told(w.Context(), last.ID); return err },
		"export":  func() error { _, err := w.plans.Export(w.as(w.office), p.ID); return err },
	}
	first := map[string]int64{}
	for _, short := range []string{"区司法局", "区财政局", "区审计局", "区教体局", "区发改委"} {
		r := w.report(short, w.dutyOf(p, 11, short, "2023").ID, done())
		last, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{})
		w.must(err)
		for name, look := range looks {
			before := asked.Load()
			w.must(look())
			n := asked.Load() - before
			if first[name] == 0 {
				first[name] = n
			}
			if n > first[name] || n > 25 {
				t.Errorf("%s: %d queries, %d for one report", name, n, first[name])
			}
		}
	}
}
