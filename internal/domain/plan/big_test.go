package plan_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

const bigTasks = 100_000

// BenchmarkBig looks at a draft of 100,000 tasks, which is far more than a
// province has: the overview, one of its points, and the list of plans.
func BenchmarkBig(b *testing.B) {
	clock := dbtest.At("2023-08-14")
	w := district(b, clock, dbtest.SQLite(b, clock))
	p := w.read()
	ctx := w.as(w.office)
	o, err := w.plans.Overview(ctx, p.ID)
	w.must(err)
	for first := 0; first < bigTasks; first += 5000 {
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			for i := range 5000 {
				row := plan.Task{
					ID: plan.TaskID(tx.ID()), Rev: 1, PlanID: p.ID, PointID: o.Lines[i%15].Point.ID, Sort: first + i,
					Title: "及时公开有关信息", Cadence: plan.Quarter, Need: 1, Status: plan.TaskDraft,
				}
				if err := db.Insert(tx, "plan_task", row); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	for _, look := range []struct {
		what string
		do   func() error
	}{
		{"overview", func() error { _, err := w.plans.Overview(ctx, p.ID); return err }},
		{"review", func() error { _, err := w.plans.Review(ctx, o.Lines[0].Point.ID); return err }},
		{"preview", func() error { _, err := w.plans.Preview(ctx, p.ID); return err }},
		{"rows", func() error { _, err := w.plans.Rows(ctx, plan.Find{}, db.Page{}); return err }},
	} {
		b.Run(look.what, func(b *testing.B) {
			for b.Loop() {
				w.must(look.do())
			}
		})
	}
}
