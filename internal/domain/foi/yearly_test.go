package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestYearly: a request stands in a year with the unit that had it when the year ended, and
// ended on the day of its reply also when that comes back after New Year.
func TestYearly(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		replied := w.answered(w.decided("R-A", "R-B"), "2026-09-30")
		w.on("2026-12-21")
		r := w.received("2026-12-21")
		w.on("2027-01-06")
		passed, err := w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: r.Rev, Unit: w.office.ID, Reason: "由区政府办公室制作"})
		w.must(err)
		_, err = w.s.Bounce(w.as(auth.Clerk), replied.ID, foi.On{Rev: replied.Rev, Day: "2027-01-06", Note: "查无此人"})
		w.must(err)
		w.on("2027-01-11")
		_, err = w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: passed.Rev, Unit: r.UnitID, Reason: "由原单位制作"})
		w.must(err)
		for day, want := range map[calendar.Day]int64{"2026-12-31": r.UnitID, "2027-01-06": w.office.ID, "2027-01-10": w.office.ID, "2027-01-11": r.UnitID, "2027-12-31": r.UnitID} {
			type row struct {
				Thing int64        `db:"thing"`
				Unit  int64        `db:"unit_id"`
				Ended calendar.Day `db:"ended"`
			}
			var rows []row
			w.must(w.db.Read(dbtest.As(t, auth.Machine("test")), func(tx *db.Tx) (err error) {
				on, err := foi.UnitOn(tx, r.ID, day)
				if err != nil || on != want {
					t.Errorf("%s: UnitOn says %d, want %d (%v)", day, on, want, err)
				}
				sql, args := foi.Yearly(day)
				rows, err = db.All[row](tx, "FROM ("+sql+") yearly ORDER BY thing", args...)
				return err
			}))
			if len(rows) != 3 {
				t.Fatalf("%s: %v", day, rows)
			}
			for _, x := range rows {
				switch {
				case foi.ID(x.Thing) == r.ID && (x.Unit != want || x.Ended != ""):
					t.Errorf("%s: %v, want unit %d", day, x, want)
				case foi.ID(x.Thing) == replied.ID && x.Ended != "2026-09-30":
					t.Errorf("%s: %v", day, x)
				}
			}
		}
	})
}
