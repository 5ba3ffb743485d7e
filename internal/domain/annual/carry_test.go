package annual_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

func (w *world) coded(code string) (id int64) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		id, err = db.One[int64](tx, "SELECT id FROM unit_unit WHERE code = ?", code)
		return err
	})
	return id
}

// passes has a request go to another unit, as foi.Transfer does.
func (w *world) passes(item, to int64, day calendar.Day) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		id, err := db.One[int64](tx, "SELECT request_id FROM foi_item WHERE id = ?", item)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO foi_transfer (id, request_id, day, from_unit) SELECT ?, id, ?, unit_id FROM foi_request WHERE id = ?", tx.ID(), day, id); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE foi_request SET unit_id = ? WHERE id = ?", to, id)
		return err
	})
}

func (w *world) ends(item int64, day calendar.Day, result string) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("UPDATE foi_item SET result = ? WHERE id = ?", result, item); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE foi_request SET ended = ?, answered = ? WHERE id = (SELECT request_id FROM foi_item WHERE id = ?)", day, day, item)
		return err
	})
}

// next is the report of a unit on 2026, seen at the beginning of 2027.
func (w *world) next(unitID int64) annual.View {
	w.Helper()
	w.clock.Set("2027-01-08")
	w.night()
	rows, err := w.s.Find(w.as(auth.Office), annual.Find{Year: 2026, Unit: unitID}, db.Page{})
	w.must(err)
	return w.view(rows.Items[0].ID)
}

func (w *world) numbers(v annual.View, want map[string]int) {
	w.Helper()
	for place, n := range want {
		if got := number(v, place); got != whole(n) {
			w.Errorf("%s on %d: %s is %v, want %d", v.Unit, v.Report.Year, place, got, n)
		}
	}
}

// TestPassedOn: whoever had a request at the end of a year counts it in that year, on
// whichever day the report is drawn up and however often it is passed on afterwards; in the
// next year the unit that answers does, as carried over. Nobody counts it twice, and the
// numbers of the two years fit.
func TestPassedOn(t *testing.T) {
	each(t, func(w *world) {
		office, third := w.coded("qfb"), w.coded("jtj")
		once := w.asked(w.bureau, foi.Citizen, "2025-12-20", "", "")
		twice := w.asked(office, foi.Business, "2025-12-22", "", "")
		early := w.asked(office, foi.Citizen, "2025-11-03", "", "")
		w.passes(early, w.bureau, "2025-12-30") // before the year ended
		was := w.frozen(w.as(auth.Clerk), w.begun(w.bureau))
		w.passes(once, office, "2026-01-09")
		w.passes(twice, third, "2026-01-09")
		w.passes(twice, w.bureau, "2026-01-12")
		live := w.begun(office) // not frozen: it counts what it had when the year ended all the same
		w.numbers(w.view(live.ID), map[string]int{"3/1/business": 1, "3/1/citizen": 0, "3/4/business": 1})
		w.numbers(w.view(was.ID), map[string]int{"3/1/citizen": 2, "3/4/citizen": 2, "3/1/business": 0})
		if v := w.view(was.ID); len(v.Moves) != 0 {
			t.Errorf("a transfer after the year moves %+v", v.Moves)
		}
		w.numbers(w.view(w.begun(third).ID), map[string]int{"3/1/total": 0})
		w.accepted(w.as(auth.Clerk), w.people[auth.Head], was)

		w.ends(once, "2026-02-03", "A2")
		w.ends(twice, "2026-02-03", "U1")
		w.ends(early, "2026-01-20", "A2")
		v := w.next(w.bureau)
		w.numbers(v, map[string]int{"3/1/total": 0, "3/2/citizen": 1, "3/2/business": 1, "3/3.4.1/business": 1, "3/3.1/citizen": 1, "3/4/total": 0})
		w.listed(v)
		ways := map[annual.Way]string{}
		for _, c := range v.Carries {
			ways[c.Way] = c.Other
		}
		if len(v.Carries) != 2 || ways[annual.PassedIn] == "" || ways[annual.PassedOut] == "" {
			t.Errorf("%+v", v.Carries)
		}
		for _, f := range v.Result.Findings {
			if f.Rule == account.RuleCarried || f.Rule == account.RuleText {
				t.Errorf("%+v", f)
			}
		}
		six, _ := v.Composed().Section("6")
		if said := strings.Join(six.Lines, "\n"); !strings.Contains(said, "1件申请，今年转由本机关答复") || !strings.Contains(said, "1件申请，今年转由"+ways[annual.PassedOut]+"答复") {
			t.Errorf("section six says %q", said)
		}
		w.numbers(w.next(office), map[string]int{"3/1/total": 0, "3/2/citizen": 1, "3/2/business": 0, "3/3.1/citizen": 1})
		w.numbers(w.next(third), map[string]int{"3/2/total": 0, "3/3.7/total": 0})
		// Of somebody who was told otherwise it is still found: the word is of these requests alone.
		w.passes(w.asked(w.bureau, foi.Legal, "2025-12-24", "", ""), office, "2025-12-28")
		if v := w.next(w.bureau); len(v.Carries) != 2 {
			t.Errorf("%+v", v.Carries)
		}
	})
}

// TestTakenUpAgain: what an accepted report has counted as ended is not counted again when
// it is taken up, until that report is restated; then it is carried over.
func TestTakenUpAgain(t *testing.T) {
	each(t, func(w *world) {
		lapsed := w.asked(w.bureau, foi.Citizen, "2025-11-20", "2025-12-18", "O1")
		was := w.frozen(w.as(auth.Clerk), w.begun(w.bureau))
		was = w.accepted(w.as(auth.Clerk), w.people[auth.Head], was)
		w.ends(lapsed, "", "") // it had been made clear in time
		v := w.view(was.ID)
		w.numbers(v, map[string]int{"3/3.6.1/citizen": 1, "3/4/citizen": 0})
		if len(v.Moves) != 1 {
			t.Errorf("%+v", v.Moves)
		}
		w.ends(lapsed, "2026-02-10", "A2")
		v = w.next(w.bureau)
		w.numbers(v, map[string]int{"3/2/total": 0, "3/3.7/total": 0, "3/4/total": 0})
		w.listed(v)
		if len(v.Carries) != 1 || v.Carries[0].Way != annual.Told {
			t.Errorf("%+v", v.Carries)
		}
		for _, f := range v.Result.Findings {
			if f.Rule == account.RuleCarried {
				t.Errorf("%+v", f)
			}
		}
		w.restated(w.as(auth.Clerk), was.ID)
		v = w.next(w.bureau)
		w.numbers(v, map[string]int{"3/2/citizen": 1, "3/3.1/citizen": 1})
		for _, f := range v.Result.Findings {
			if f.Rule == account.RuleCarried {
				t.Errorf("%+v", f)
			}
		}
		if len(v.Carries) != 0 {
			t.Errorf("%+v", v.Carries)
		}
	})
}
