package plan_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// together runs all at once and returns what each said.
func together(all ...func() error) []error {
	out := make([]error, len(all))
	var wg sync.WaitGroup
	for i, f := range all {
		wg.Go(func() { out[i] = f() })
	}
	wg.Wait()
	return out
}

// one asks that one of them was done, and that the others were refused with a Conflict.
func (w *world) one(about string, errs []error) {
	w.Helper()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if fault.Of(err) != fault.Conflict {
			w.Errorf("%s: %v", about, err)
		}
	}
	if done != 1 {
		w.Errorf("%s: %d were done: %v", about, done, errs)
	}
}

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) { n, err = db.One[int](tx, query, args...); return err }))
	return n
}

// TestTogether has people meet: nothing is done twice and nothing is lost.
func TestTogether(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		office := w.as(w.office)
		issue := func() error { _, err := w.plans.Issue(office, p.ID, plan.Confirm{}); return err }
		w.one("issue", together(issue, issue, issue))
		if n := w.count("SELECT count(*) FROM journal_entry WHERE act = 'plan.issue'"); n != 1 {
			t.Errorf("issued %d times", n)
		}
		if n, m := w.count("SELECT count(*) FROM duty_duty"), w.count("SELECT count(*) FROM journal_entry WHERE act = 'duty.open'"); n != m || n == 0 {
			t.Errorf("%d duties were opened by %d entries", n, m)
		}

		for unit, final := range map[string]bool{"区司法局": true, "区财政局": false} {
			clerk, d := w.as(w.clerk(unit)), w.dutyOf(p, 11, unit, "2023")
			in := done()
			in.Final = final
			tell := func() error { _, err := w.plans.Report(clerk, d.ID, in.Telling(nil)); return err }
			w.one("report", together(tell, tell, tell, tell))
			rows, err := w.plans.FindReports(clerk, plan.FindReport{}, db.Page{})
			w.must(err)
			if len(rows.Items) != 1 {
				t.Fatalf("%d reports", len(rows.Items))
			}
			id := rows.Items[0].ID
			errs := together(
				func() error { _, err := w.plans.Accept(office, id, plan.Decision{}); return err },
				func() error { _, err := w.plans.Withdraw(clerk, id, plan.Because{Reason: "撤回"}); return err },
				func() error { _, err := w.plans.Return(office, id, plan.Because{Reason: "补充"}); return err },
				func() error { _, err := w.plans.Accept(office, id, plan.Decision{}); return err },
			)
			if errs[2] == nil && errs[1] == nil { // a returned report may still be withdrawn: these two in turn are both right
				errs[1] = fault.New(fault.Conflict, "db.rev")
			}
			w.one("decide", errs)
			for _, r := range w.reviews() {
				if r.Status != duty.Met {
					t.Errorf("the office still owes a decision: %+v", r)
				}
			}
		}
	})
}

// TestImportTogether imports one ledger several times at once: what each is told
// is what each file has, however often the database made it begin again.
func TestImportTogether(t *testing.T) {
	each(t, func(w *world) {
		var all []func() error
		for range 5 {
			all = append(all, func() error {
				out, err := w.plans.Import(w.as(w.office), w.ledger(ledger2022), false)
				if err == nil && (out.Tasks != 4 || len(out.Warnings) != 2) {
					return fmt.Errorf("%d tasks, %d warnings", out.Tasks, len(out.Warnings))
				}
				return err
			})
		}
		for _, err := range together(all...) {
			w.must(err)
		}
		if plans, tasks := w.count("SELECT count(*) FROM plan_plan"), w.count("SELECT count(*) FROM plan_task"); plans != 5 || tasks != 20 {
			t.Errorf("%d plans, %d tasks", plans, tasks)
		}
	})
}

// TestRereadTogether reads a circular again while somebody corrects points of it.
func TestRereadTogether(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		text := strings.Replace(string(seed(t)), "总结好经验，分享好做法", "总结好经验", 1)
		all := []func() error{func() error {
			_, err := w.plans.Reread(ctx, p.ID, plan.Reading{Name: "二稿.txt", File: []byte(text)})
			return err
		}}
		saved := make([]bool, 5)
		for i := range saved {
			all = append(all, func() error {
				in, err := w.plans.PointForm(ctx, o.Lines[i].Point.ID)
				if err != nil {
					return err
				}
				in.Lead = "区教体局"
				_, err = w.plans.EditPoint(ctx, o.Lines[i].Point.ID, in)
				saved[i] = err == nil
				if fault.Of(err) == fault.Conflict {
					return nil
				}
				return err
			})
		}
		for _, err := range together(all...) {
			w.must(err)
		}
		o, err = w.plans.Overview(ctx, p.ID)
		w.must(err)
		for i, ok := range saved {
			if kept := len(o.Lines[i].Units[plan.Lead]) == 1; kept != ok {
				t.Errorf("point %d: saved %v, kept %v", i+1, ok, kept)
			}
		}
	})
}
