package duty_test

import (
	"fmt"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
)

const notice2027 = "date,kind,name,source\n2027-01-01,holiday,元旦,国办发明电〔2026〕8号\n2027-01-02,workday,元旦,国办发明电〔2026〕8号\n2027-01-03,workday,元旦,国办发明电〔2026〕8号\n2027-10-01,holiday,国庆节,国办发明电〔2026〕8号\n"

func tenDays(unit int64, period string) duty.Owed {
	o := byDay(unit, "")
	o.Period, o.Term = period, deadline.Term{N: 10, Unit: deadline.Workday}
	return o
}

// TestNoticeWhileEvidenceWaits brings the last day forward, to before the day on
// which evidence came in time. It stays in time; once it is returned, the day of
// the notice holds, and the days to mend it.
func TestNoticeWhileEvidenceWaits(t *testing.T) {
	clock := dbtest.At("2026-12-21")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2026-12-21")
		h := holidays.New(d, law.Calendar())
		w := &world{t, d, clock, duty.New(d, h), h}
		h.Recompute = w.s.Recompute
		claimed, open, still := w.open(tenDays(7, "1")), w.open(tenDays(7, "2")), w.open(tenDays(7, "3"))
		if _, err := w.s.Suspend(w.as(office), still.ID, duty.Because{Reason: "r"}); err != nil {
			t.Fatal(err)
		}
		clock.Set(claimed.Due)
		w.do(func(tx *db.Tx) error { return w.s.Claim(tx, claimed.ID) })
		if _, err := h.Import(w.as(office), []byte(notice2027), false); err != nil {
			t.Fatal(err)
		}
		moved := w.look(open.ID)
		if moved.Due >= open.Due || moved.Provisional {
			t.Fatalf("the notice did not bring the day forward: %s, %s before", moved.Due, open.Due)
		}
		w.want(claimed.ID, claimed.Due.Add(1), claimed.Due, duty.Claimed)
		w.want(still.ID, claimed.Due.Add(1), "", duty.Paused)
		w.do(func(tx *db.Tx) error { return w.s.Return(tx, claimed.ID, "r", 5) })
		if got := w.look(claimed.ID); got.Light != duty.InTime || got.Due <= claimed.Due {
			t.Errorf("returned: %s %s", got.Due, got.Light)
		}
		w.do(func(tx *db.Tx) error { return w.s.Claim(tx, open.ID) })
		w.do(func(tx *db.Tx) error { return w.s.Reject(tx, open.ID) })
		w.want(open.ID, claimed.Due.Add(1), moved.Due, duty.Late)
	})
}

// TestOpenAndNoticeTogether opens duties while a notice is imported: each has
// the day of the calendar that is in force afterwards.
func TestOpenAndNoticeTogether(t *testing.T) {
	clock := dbtest.At("2026-12-21")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		h := holidays.New(d, law.Calendar())
		s := duty.New(d, h)
		h.Recompute = s.Recompute
		ctx := auth.With(t.Context(), office)
		const n = 24
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error { _, err := s.Open(tx, tenDays(7, fmt.Sprint(i/2))); return err }) // each twice
				if err != nil {
					t.Error(err)
				}
			})
			if i == n/2 {
				wg.Go(func() {
					if _, err := h.Import(ctx, []byte(notice2027), false); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		rows, err := s.Find(ctx, duty.Find{}, db.Page{Size: 200})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows.Items) != n/2 {
			t.Errorf("%d duties", len(rows.Items))
		}
		for _, r := range rows.Items {
			if r.Due != rows.Items[0].Due || r.Provisional {
				t.Errorf("period %s: due %s provisional %v", r.Period, r.Due, r.Provisional)
			}
		}
	})
}

// TestManyHeadings asks for more headings, things and duties at once than an
// engine takes arguments.
func TestManyHeadings(t *testing.T) {
	each(t, func(w *world) {
		d := w.open(byDay(7, "2023-10-31"))
		refs, ids := []string{d.Under, d.From}, []duty.ID{d.ID}
		for i := range 70_000 {
			refs, ids = append(refs, fmt.Sprint("x/", i)), append(ids, duty.ID(-i))
		}
		err := w.db.Read(w.as(office), func(tx *db.Tx) error {
			cells, err := w.s.Board(tx, refs)
			if err != nil || len(cells) != 1 || cells[0].InTime != 1 {
				t.Errorf("board: %+v, %v", cells, err)
			}
			seen, err := w.s.Of(tx, refs...)
			if err != nil || len(seen) != 1 {
				t.Errorf("of: %d, %v", len(seen), err)
			}
			periods, err := w.s.Periods(tx, ids)
			if err != nil || len(periods) != 1 || periods[d.ID] != "2023" {
				t.Errorf("periods: %v, %v", periods, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestSuspendedDecision ends the duty of an office that had stopped its own clock.
func TestSuspendedDecision(t *testing.T) {
	each(t, func(w *world) {
		d := w.open(byDay(7, "2023-10-31"))
		if _, err := w.s.Suspend(w.as(office), d.ID, duty.Because{Reason: "r"}); err != nil {
			t.Fatal(err)
		}
		w.do(func(tx *db.Tx) error { return w.s.CountOpen(tx, d.Rule, d.From, tx.Today) })
		w.want(d.ID, "2023-10-10", "", duty.Done)
	})
}
