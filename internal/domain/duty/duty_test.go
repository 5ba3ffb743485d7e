package duty_test

import (
	"context"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
)

// world is a register of duties under a clock.
type world struct {
	t     *testing.T
	db    *db.DB
	clock *dbtest.Clock
	s     *duty.Service
	h     *holidays.Holidays
}

// each runs f on both engines, from 2023-10-09, the first Monday after the holiday.
func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-10-09")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-10-09")
		h := holidays.New(d, law.Calendar())
		s := duty.New(d, h)
		h.Recompute = s.Recompute
		f(&world{t, d, clock, s, h})
	})
}

// office may do everything everywhere; clerk sees unit 7 only.
var (
	office = actor(1, auth.Units{All: true}, duty.See, duty.Move, holidays.Edit)
	clerk  = actor(2, auth.Units{IDs: []int64{7}}, duty.See)
)

func actor(id int64, units auth.Units, perms ...auth.Perm) auth.Actor {
	g := auth.Grant{Perms: map[auth.Perm]bool{}, Units: units}
	for _, p := range perms {
		g.Perms[p] = true
	}
	return auth.Actor{Kind: auth.Person, ID: id, Grants: []auth.Grant{g}}
}

func (w *world) as(a auth.Actor) context.Context { return auth.With(w.t.Context(), a) }

func (w *world) open(o duty.Owed) *duty.Duty {
	w.t.Helper()
	var d *duty.Duty
	w.do(func(tx *db.Tx) (err error) { d, err = w.s.Open(tx, o); return err })
	return d
}

func (w *world) do(f func(*db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.as(office), f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) look(id duty.ID) duty.Seen {
	w.t.Helper()
	d, err := w.s.Get(w.as(office), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) want(id duty.ID, day calendar.Day, due calendar.Day, light duty.Light) {
	w.t.Helper()
	w.clock.Set(day)
	if d := w.look(id); d.Due != due || d.Light != light {
		w.t.Errorf("on %s: due %q light %s, want %q %s", day, d.Due, d.Light, due, light)
	}
}

func byDay(unit int64, day string) duty.Owed {
	return duty.Owed{UnitID: unit, Rule: "plan.report", Ref: "plan/task/1", Under: "plan/point/1", Title: "清理规范性文件", Basis: "红谷府办发〔2023〕55号（十一）", Period: "2023", Term: deadline.Term{Unit: deadline.Date, Date: day}}
}

func TestLightsOfOneDuty(t *testing.T) {
	each(t, func(w *world) {
		d := w.open(byDay(7, "2023-10-31"))
		w.want(d.ID, "2023-10-25", "2023-10-31", duty.InTime) // four working days before
		w.want(d.ID, "2023-10-26", "2023-10-31", duty.Soon)   // three: the default of the district
		w.want(d.ID, "2023-10-31", "2023-10-31", duty.Soon)   // the last day is in time
		w.want(d.ID, "2023-11-01", "2023-10-31", duty.Late)
	})
}

func TestClaimStopsTheBlame(t *testing.T) {
	each(t, func(w *world) {
		d := w.open(byDay(7, "2023-10-31"))
		w.clock.Set("2023-10-31")
		w.do(func(tx *db.Tx) error { return w.s.Claim(tx, d.ID) })
		w.want(d.ID, "2023-11-06", "2023-10-31", duty.Claimed) // the office is slow, not the unit
		w.do(func(tx *db.Tx) error { return w.s.Reject(tx, d.ID) })
		w.want(d.ID, "2023-11-06", "2023-10-31", duty.Late)
		w.do(func(tx *db.Tx) error { return w.s.Claim(tx, d.ID) })
		w.want(d.ID, "2023-11-07", "2023-10-31", duty.Late) // handed in after the day
		w.do(func(tx *db.Tx) error { return w.s.Count(tx, d.ID, "plan/report/9", "2023-11-06") })
		w.want(d.ID, "2023-11-08", "2023-10-31", duty.DoneLate)
		if err := w.db.Write(w.as(office), func(tx *db.Tx) error { return w.s.Claim(tx, d.ID) }); fault.Of(err) != fault.Conflict {
			t.Errorf("evidence for a duty that is met: %v", err)
		}
	})
}

func TestOpenOnceAndCount(t *testing.T) {
	each(t, func(w *world) {
		o := byDay(7, "2023-12-31")
		o.Need = 2
		d := w.open(o)
		if again := w.open(o); again.ID != d.ID {
			t.Error("the same duty was opened twice")
		}
		o.Period = "2024"
		if other := w.open(o); other.ID == d.ID {
			t.Error("another period is another duty")
		}
		w.do(func(tx *db.Tx) error { return w.s.Count(tx, d.ID, "plan/report/1", "2023-10-10") })
		w.want(d.ID, "2023-10-11", "2023-12-31", duty.InTime)
		w.do(func(tx *db.Tx) error { return w.s.Count(tx, d.ID, "plan/report/2", "2023-10-11") })
		w.want(d.ID, "2023-10-11", "2023-12-31", duty.Done)
		if got := w.look(d.ID); got.Have != 2 || got.MetOn != "2023-10-11" || got.Evidence != "plan/report/2" {
			t.Errorf("%+v", got.Duty)
		}
	})
}

// TestPeriod reports on a quarter within ten working days of its end: before
// that end the duty can be met, and its clock has not begun to run.
func TestPeriod(t *testing.T) {
	each(t, func(w *world) {
		o := byDay(7, "")
		o.From, o.Starts, o.Period, o.Term = "2023-12-31", "2023-10-01", "2023-Q4", deadline.Term{N: 10, Unit: deadline.Workday}
		d := w.open(o)
		w.want(d.ID, "2023-10-09", "2024-01-15", duty.InTime) // 01-01 is off
		w.do(func(tx *db.Tx) error { return w.s.Count(tx, d.ID, "plan/report/1", "2023-10-09") })
		w.want(d.ID, "2023-10-10", "2024-01-15", duty.Done)
	})
}

func TestExtendSuspendResumeWaive(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.as(office)
		d := w.open(byDay(7, "2023-10-31"))
		for _, bad := range []calendar.Day{"2023-10-31", "2023-10-01", ""} {
			if _, err := w.s.Extend(ctx, d.ID, duty.Extend{Due: bad, Reason: "r"}); fault.Of(err) != fault.Invalid {
				t.Errorf("extended to %q: %v", bad, err)
			}
		}
		if _, err := w.s.Extend(w.as(clerk), d.ID, duty.Extend{Due: "2023-11-30", Reason: "r"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("a clerk extended: %v", err)
		}
		got, err := w.s.Extend(ctx, d.ID, duty.Extend{Rev: d.Rev, Due: "2023-11-30", Reason: "市里统一延后"})
		if err != nil || got.Due != "2023-11-30" || got.OldDue != "2023-10-31" || got.Reason == "" {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, err := w.s.Extend(ctx, d.ID, duty.Extend{Rev: d.Rev, Due: "2023-12-15", Reason: "r"}); fault.Of(err) != fault.Conflict {
			t.Errorf("a second person saved over the first: %v", err)
		}
		if _, err := w.s.Suspend(ctx, d.ID, duty.Because{Reason: "机构改革"}); err != nil {
			t.Fatal(err)
		}
		w.want(d.ID, "2023-12-05", "", duty.Paused)
		if _, err := w.s.Resume(ctx, d.ID, duty.Resume{Because: duty.Because{Reason: "r"}, Due: "2023-12-20"}); err != nil {
			t.Fatal(err)
		}
		w.want(d.ID, "2023-12-05", "2023-12-20", duty.InTime)
		if _, err := w.s.Waive(ctx, d.ID, duty.Because{Reason: "职能划出"}); err != nil {
			t.Fatal(err)
		}
		w.want(d.ID, "2024-01-05", "2023-12-20", duty.Void)
	})
}

// TestNotice imports the notice for a year that was provisional: the duty moves,
// and the old day stays in its history.
func TestNotice(t *testing.T) {
	clock := dbtest.At("2026-12-21")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		h := holidays.New(d, law.Calendar())
		w := &world{t, d, clock, duty.New(d, h), h}
		h.Recompute = w.s.Recompute
		o := byDay(7, "")
		o.Term = deadline.Term{N: 10, Unit: deadline.Workday}
		made := w.open(o)
		if !made.Provisional {
			t.Fatalf("due %s in a year without a notice is not provisional", made.Due)
		}
		notice := "date,kind,name,source\n2027-01-01,holiday,元旦,国办发明电〔2026〕8号\n2027-01-02,holiday,元旦,国办发明电〔2026〕8号\n2027-01-03,holiday,元旦,国办发明电〔2026〕8号\n2027-10-01,holiday,国庆节,国办发明电〔2026〕8号\n"
		out, err := h.Import(w.as(office), []byte(notice), false)
		if err != nil || out.Moved != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		if got := w.look(made.ID); got.Provisional || got.Due <= made.Due {
			t.Errorf("due %s provisional %v after the notice, %s before", got.Due, got.Provisional, made.Due)
		}
	})
}

func TestScope(t *testing.T) {
	each(t, func(w *world) {
		mine, other := w.open(byDay(7, "2023-10-31")), w.open(byDay(8, "2023-10-31"))
		if _, err := w.s.Get(w.as(clerk), mine.ID); err != nil {
			t.Error(err)
		}
		if _, err := w.s.Get(w.as(clerk), other.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("a clerk knows of another unit's duty: %v", err)
		}
		for a, want := range map[*auth.Actor]int{&office: 2, &clerk: 1, {}: 0} {
			rows, err := w.s.Find(w.as(*a), duty.Find{}, db.Page{})
			if err != nil || len(rows.Items) != want {
				t.Errorf("actor %d finds %d duties, want %d (%v)", a.ID, len(rows.Items), want, err)
			}
			today, err := w.s.Today(w.as(*a))
			if err != nil || today.Tally.All() != want || len(today.First) != want {
				t.Errorf("actor %d has %d to do, want %d (%v)", a.ID, today.Tally.All(), want, err)
			}
		}
	})
}

// TestListsAgree asks that the light of a duty, the filter of the list and the
// tally of the board say the same on every day.
func TestListsAgree(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.as(office)
		for i, day := range []string{"2023-10-09", "2023-10-12", "2023-10-16", "2023-10-31", "2023-11-30"} {
			o := byDay(7, day)
			o.Period = day
			d := w.open(o)
			switch i {
			case 1:
				w.do(func(tx *db.Tx) error { return w.s.Claim(tx, d.ID) })
			case 2:
				w.do(func(tx *db.Tx) error { return w.s.Count(tx, d.ID, "x", "2023-10-09") })
			case 3:
				if _, err := w.s.Suspend(ctx, d.ID, duty.Because{Reason: "r"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for day := calendar.Day("2023-10-09"); day < "2023-12-05"; day = day.Add(1) {
			w.clock.Set(day)
			all, err := w.s.Find(ctx, duty.Find{}, db.Page{})
			if err != nil {
				t.Fatal(err)
			}
			want := map[duty.Light]int{}
			for _, d := range all.Items {
				want[d.Light]++
			}
			today, err := w.s.Today(ctx)
			if err != nil {
				t.Fatal(err)
			}
			c := today.Tally
			counted := []int{c.Late, c.Soon, c.InTime, c.Claimed, c.Paused, c.DoneLate, c.Done}
			for i, l := range duty.Lights[:7] {
				rows, err := w.s.Find(ctx, duty.Find{Light: l}, db.Page{})
				if err != nil {
					t.Fatal(err)
				}
				if len(rows.Items) != want[l] || counted[i] != want[l] {
					t.Errorf("%s %s: %d by light, %d in the list, %d in the tally", day, l, want[l], len(rows.Items), counted[i])
				}
			}
		}
	})
}

func TestListsUseAnIndex(t *testing.T) {
	d, rec := dbtest.Traced(t, dbtest.At("2023-10-09"))
	s := duty.New(d, holidays.New(d, law.Calendar()))
	for _, a := range []auth.Actor{office, clerk} {
		ctx := dbtest.As(t, a)
		for _, q := range []duty.Find{{}, {Light: duty.Late}, {Light: duty.Done}, {From: "plan/task/1"}, {Unit: 7}} {
			if _, err := s.Find(ctx, q, db.Page{}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Today(ctx); err != nil {
			t.Fatal(err)
		}
	}
	rec.Unsorted(t, d)
}

func TestFlow(t *testing.T) {
	if err := duty.Flow.Check(duty.Waived, duty.Met); err != nil {
		t.Error(err)
	}
	perms := []auth.Perm{}
	for p := range duty.Policy {
		perms = append(perms, p)
	}
	for _, s := range duty.Flow {
		if s.Perm != auth.Public && !slices.Contains(perms, s.Perm) {
			t.Errorf("%s asks for %s, which no role has", s.Act, s.Perm)
		}
	}
}
