package foi_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
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

// TestFiguresOfPassed: a request that was passed on counts with the unit that had it when the
// span ended, as in the annual report, and its days stay with the unit that had it on them.
func TestFiguresOfPassed(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		was, passed, answered := r.Received, calendar.Day("2026-09-18"), calendar.Day("2026-09-30")
		w.on(passed)
		r, err := w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: r.Rev, Unit: w.office.ID, Reason: "由区政府办公室制作"})
		w.must(err)
		w.change(fmt.Sprintf("UPDATE foi_request SET state = 'answered', answered = '%s', ended = '%s' WHERE id = %d", answered, answered, r.ID))
		w.on("2026-10-20")
		count := func(unit int64, to calendar.Day) (n int) {
			span := foi.Span{From: "2026-09-01", To: to, Unit: unit}
			f, err := w.s.Figures(w.as(auth.Office), span)
			w.must(err)
			for _, x := range f.Rows {
				if x.Line == foi.Came {
					n += x.N
				}
			}
			w.same(fmt.Sprint(span), n, w.pieces(foi.Count{Span: span, Row: foi.Came}))
			return n
		}
		for _, row := range []struct {
			to             calendar.Day
			bureau, office int
		}{{"2026-09-17", 1, 0}, {passed, 0, 1}, {"2026-12-31", 0, 1}} {
			if b, o := count(w.bureau.ID, row.to), count(w.office.ID, row.to); b != row.bureau || o != row.office {
				t.Errorf("until %s the bureau has %d and the office %d, want %d and %d", row.to, b, o, row.bureau, row.office)
			}
		}
		f, err := w.s.Figures(w.as(auth.Office), foi.Span{From: "2026-09-01", To: "2026-12-31"})
		w.must(err)
		cal := law.Calendar()
		want := map[int64]foi.Speed{
			w.bureau.ID: {UnitID: w.bureau.ID, Passed: 1, Days: float64(cal.WorkBetween(was, passed)), Most: cal.WorkBetween(was, passed)},
			w.office.ID: {UnitID: w.office.ID, Answered: 1, InTime: 1, Open: 1, Days: float64(cal.WorkBetween(passed, answered)), Most: cal.WorkBetween(passed, answered)},
		}
		if len(f.Units) != len(want) || f.Kinds[0].Most != cal.WorkBetween(was, answered) {
			t.Fatalf("%+v %+v", f.Units, f.Kinds)
		}
		for _, s := range f.Units {
			if s != want[s.UnitID] || s.Days == 0 {
				t.Errorf("%+v, want %+v", s, want[s.UnitID])
			}
		}
		for unit, n := range map[int64]int{w.bureau.ID: 1, w.office.ID: 0} {
			rows, err := w.s.Find(w.as(auth.Office), foi.Find{Passed: unit, From: "2026-09-01", To: "2026-12-31"}, db.Page{})
			if err != nil || rows.Total != n {
				t.Errorf("%d leads to %d requests, want %d: %v", unit, rows.Total, n, err)
			}
		}
		own, err := w.s.Figures(w.as(auth.Office), foi.Span{From: "2026-09-01", To: "2026-12-31", Unit: w.bureau.ID})
		w.must(err)
		if len(own.Units) != 1 || own.Units[0] != want[w.bureau.ID] {
			t.Errorf("of the bureau alone %+v", own.Units)
		}
	})
}

// TestFiguresOfReturned: a request that came back counts once with who answered it, with all of
// its days there, and as passed on with the other.
func TestFiguresOfReturned(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		days := []calendar.Day{r.Received, "2026-09-18", "2026-09-24", "2026-09-30"}
		for i, to := range []int64{w.office.ID, w.bureau.ID} {
			w.on(days[i+1])
			var err error
			r, err = w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: r.Rev, Unit: to, Reason: "由其制作"})
			w.must(err)
		}
		w.change(fmt.Sprintf("UPDATE foi_request SET state = 'answered', answered = '%s', ended = '%s' WHERE id = %d", days[3], days[3], r.ID))
		w.on("2026-10-20")
		span := foi.Span{From: "2026-09-01", To: "2026-12-31"}
		f, err := w.s.Figures(w.as(auth.Office), span)
		w.must(err)
		cal := law.Calendar()
		own, other := cal.WorkBetween(days[0], days[1])+cal.WorkBetween(days[2], days[3]), cal.WorkBetween(days[1], days[2])
		for _, s := range f.Units {
			want := foi.Speed{UnitID: w.office.ID, Passed: 1, Days: float64(other), Most: other}
			if s.UnitID == w.bureau.ID {
				want = foi.Speed{UnitID: w.bureau.ID, Answered: 1, InTime: 1, Open: s.Open, Days: float64(own), Most: own}
			}
			if s != want {
				t.Errorf("%+v, want %+v", s, want)
			}
			rows, err := w.s.Find(w.as(auth.Office), foi.Find{Passed: s.UnitID, From: span.From, To: span.To}, db.Page{})
			if err != nil || rows.Total != s.Passed {
				t.Errorf("%d passed on, listed %d, %v", s.Passed, rows.Total, err)
			}
		}
		if len(f.Units) != 2 || own == 0 || other == 0 {
			t.Errorf("%+v", f.Units)
		}
	})
}
