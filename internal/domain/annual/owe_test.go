package annual_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// owed is the last day of the report that a unit owes, which it owes once.
func (w *world) owed(unitID int64) (due string) {
	w.Helper()
	rows, err := w.duties.Find(w.as(auth.Office), duty.Find{Unit: unitID, Rule: annual.RuleReport}, db.Page{})
	w.must(err)
	for _, d := range rows.Items {
		if d.Status != duty.Open {
			continue
		}
		if due != "" {
			w.Error("the report of a year is owed twice")
		}
		due = string(d.Due)
	}
	return due
}

// TestOwedOnce: the report of a year is owed until it is public, whichever edition that
// is, and what is restated later is not owed again.
func TestOwedOnce(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		owed := func(r *annual.Report, want string) {
			w.Helper()
			w.night()
			if due, said := w.owed(w.bureau), string(w.view(r.ID).Due); due != want || said != want {
				w.Errorf("due on %q, its page says %q, want %q", due, said, want)
			}
		}
		restate := func(r *annual.Report) *annual.Report {
			w.Helper()
			r, err := w.s.Restate(office, r.ID, annual.Because{Rev: w.view(r.ID).Report.Rev, Reason: "漏登一件"})
			w.must(err)
			return r
		}
		const day = "2026-01-31"
		r := w.reported()
		owed(r, day)
		next := restate(r)
		owed(next, day)
		_, err := w.s.Discard(office, next.ID, annual.Because{Rev: next.Rev, Reason: "原报告没有错"})
		w.must(err)
		owed(r, day)
		next = w.restated(office, r.ID)
		owed(next, day)
		if said := w.view(r.ID).Due; said != "" {
			t.Errorf("what was restated is due on %s", said)
		}
		w.released(w.drafted(next.ID).Item)
		owed(next, "")
		w.clock.Set("2026-02-02")
		owed(restate(next), "")
	})
}

// TestDiscarded: what the office has discarded no job begins again, and nothing is owed
// until a person begins it.
func TestDiscarded(t *testing.T) {
	each(t, func(w *world) {
		r := w.begun(w.bureau)
		_, err := w.s.Discard(w.as(auth.Office), r.ID, annual.Because{Rev: r.Rev, Reason: "不使用本系统"})
		w.must(err)
		w.night()
		rows, err := w.s.Find(w.as(auth.Office), annual.Find{Year: 2025, Unit: w.bureau}, db.Page{})
		w.must(err)
		if due := w.owed(w.bureau); len(rows.Items) != 0 || due != "" {
			t.Errorf("%d reports were begun again, due on %q", len(rows.Items), due)
		}
		_, err = w.s.Begin(w.as(auth.Office), annual.Begin{Unit: w.bureau, Year: 2025, Source: annual.Paper})
		w.must(err)
		w.night()
		if due := w.owed(w.bureau); due != "2026-01-31" {
			t.Errorf("due on %q", due)
		}
	})
}
