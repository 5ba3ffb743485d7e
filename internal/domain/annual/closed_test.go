package annual_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// closes ends a unit, as a profile without it does.
func (w *world) closes(unitID int64, day calendar.Day) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE unit_unit SET closed = ? WHERE id = ?", day, unitID)
		return err
	})
}

// inCharge is the department in charge of disclosure.
func (w *world) inCharge() (id int64) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		u, err := unit.InCharge(tx)
		id = u.ID
		return err
	})
	return id
}

// ofUnit is somebody who has a role in one unit alone.
func (w *world) ofUnit(r auth.Role, id, unitID int64) auth.Actor {
	a := w.people[r]
	g := a.Grants[0]
	g.Units = auth.Units{IDs: []int64{unitID}}
	a.ID, a.Unit, a.Grants = id, unitID, []auth.Grant{g}
	return a
}

func (w *world) member(of annual.ID, unitID int64) *annual.Member {
	w.Helper()
	for _, m := range w.view(of).Members {
		if m.UnitID == unitID {
			return &m
		}
	}
	return nil
}

// TestClosedInTheYear: a unit that was closed in the year is in the report of the
// government with the requests that it answered and those that it left. What it passed on
// is counted where it went, and once.
func TestClosedInTheYear(t *testing.T) {
	each(t, func(w *world) {
		office, successor := w.as(auth.Office), w.coded("jtj")
		w.asked(w.bureau, foi.Citizen, "2024-12-20", "2025-01-10", "A2")
		w.asked(w.bureau, foi.Citizen, "2025-03-01", "2025-03-20", "A2")
		passed := w.asked(w.bureau, foi.Citizen, "2025-09-10", "", "")
		left := w.asked(w.bureau, foi.Business, "2025-09-20", "", "")
		w.closes(w.bureau, "2025-10-01")
		w.passes(passed, successor, "2025-10-02")

		root := w.begun(w.root)
		root, err := w.s.Enter(office, root.ID, entered(root))
		w.must(err)
		w.allAccepted(root.ID, 0)
		root, err = w.s.Edit(office, root.ID, written(root))
		w.must(err)
		root, err = w.s.Freeze(office, root.ID, annual.Seen{Rev: root.Rev})
		w.must(err)
		v := w.view(root.ID)
		w.numbers(v, map[string]int{"3/1/citizen": 2, "3/1/business": 1, "3/1/total": 3, "3/2/total": 1, "3/3.7/total": 2, "3/4/total": 2})
		w.listed(v)
		if len(v.Differences) > 0 || len(v.Moves) > 0 {
			t.Errorf("%v %v", v.Differences, v.Moves)
		}
		for _, f := range v.Result.Findings {
			if f.Verdict == account.Broken {
				t.Errorf("%+v", f)
			}
		}
		w.numbers(w.view(w.member(root.ID, w.bureau).Report.ID), map[string]int{"3/1/total": 2, "3/2/total": 1, "3/4/citizen": 0, "3/4/business": 1})
		w.numbers(w.view(w.member(root.ID, successor).Report.ID), map[string]int{"3/1/total": 1, "3/4/total": 1})

		// In the next year who answers carries both over: row 2 is row 4 of the year before.
		w.passes(left, successor, "2026-01-13")
		w.ends(passed, "2026-01-20", "A2")
		next := w.next(successor)
		w.numbers(next, map[string]int{"3/2/total": 2, "3/3.7/total": 1, "3/4/total": 1})
		for _, f := range next.Result.Findings {
			if f.Rule == account.RuleCarried {
				t.Errorf("%+v", f)
			}
		}
		if m := w.member(w.next(w.root).Report.ID, w.bureau); m != nil {
			t.Errorf("a unit without cases that was gone before the year: %+v", m)
		}
	})
}

// TestClosedWithCases: a unit that was gone before the year counts in it for what it still has.
func TestClosedWithCases(t *testing.T) {
	each(t, func(w *world) {
		empty := w.coded("jtj")
		w.asked(w.bureau, foi.Citizen, "2024-11-20", "", "")
		w.closes(w.bureau, "2025-01-01") // on no day of 2025 was it there
		w.closes(empty, "2025-01-01")
		root := w.begun(w.root)
		m := w.member(root.ID, w.bureau)
		if m == nil || m.Report == nil {
			t.Fatalf("%+v", m)
		}
		w.numbers(w.view(m.Report.ID), map[string]int{"3/2/total": 1, "3/4/total": 1})
		if m := w.member(root.ID, empty); m != nil {
			t.Errorf("%+v", m)
		}
	})
}

// TestClosedCompiled: the report of a unit that is no more is drawn up by the department in
// charge, which owes it; also of one that is closed after the year, whose duty goes over.
func TestClosedCompiled(t *testing.T) {
	each(t, func(w *world) {
		by, gone := w.inCharge(), w.coded("jtj")
		w.closes(w.bureau, "2025-10-01")
		w.night()
		w.closes(gone, "2026-01-11")
		r := w.begun(w.bureau)
		owed := map[int64]map[string]calendar.Day{}
		rows, err := w.duties.Find(w.as(auth.Office), duty.Find{Rule: annual.RuleReport}, db.Page{Size: 200})
		w.must(err)
		for _, d := range rows.Items {
			if d.Status == duty.Open {
				if owed[d.UnitID] == nil {
					owed[d.UnitID] = map[string]calendar.Day{}
				}
				owed[d.UnitID][d.From] = d.Due
			}
		}
		late := w.begun(gone)
		if len(owed[w.bureau])+len(owed[gone]) > 0 || len(owed[by]) != 3 || owed[by][r.Ref()] != "2026-01-31" || owed[by][late.Ref()] != "2026-01-31" {
			t.Errorf("%v", owed)
		}
		if v := w.view(r.ID); v.Due != "2026-01-31" || v.Compiler == "" {
			t.Errorf("due on %q, drawn up by %q", v.Due, v.Compiler)
		}
		clerk, head := auth.With(w.Context(), w.ofUnit(auth.Clerk, 201, by)), w.ofUnit(auth.Head, 202, by)
		_, err = w.s.Enter(w.as(auth.Clerk), r.ID, entered(r)) // whose post is in the unit that is no more
		w.want(err, fault.Forbidden, "")
		_, err = w.s.View(auth.With(w.Context(), w.ofUnit(auth.Clerk, 203, gone)), r.ID)
		w.want(err, fault.NotFound, "")
		r = w.accepted(clerk, head, w.frozen(clerk, r))
		r, err = w.s.Draft(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		for i, role := range []auth.Role{auth.Clerk, auth.Head, auth.Secrecy, auth.Signer} {
			w.people[role] = w.ofUnit(role, int64(301+i), by) // where the item is, too
		}
		w.released(r.Item)
		if v := w.view(r.ID); v.Report.Status != annual.Published || v.Due != "" {
			t.Errorf("%s, due on %q", v.Report.Status, v.Due)
		}
	})
}
