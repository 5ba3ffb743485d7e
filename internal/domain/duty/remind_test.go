package duty_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
)

// The people of the reminders: the finance bureau is unit 7, the audit bureau 8.
const (
	finance, audit = 7, 8

	financeClerk = iota + 10
	auditClerk
	bothClerk
	financeHead
	bothHead // heads unit 8 and is a clerk of unit 7
	district // watches over everything
)

// holders says who holds what over which unit.
var holders = map[auth.Perm]map[int64][]int64{
	duty.Meet:  {finance: {financeClerk, bothClerk, bothHead}, audit: {auditClerk, bothClerk}},
	duty.Watch: {finance: {financeHead, district}, audit: {bothHead, district}},
}

// A desk is the register with its people and its jobs.
type desk struct {
	*world
	notices *notify.Service
	run     *jobs.Runner
	refs    int
}

func eachDesk(t *testing.T, f func(w *desk)) {
	t.Helper()
	each(t, func(w *world) {
		n, err := notify.New(w.db, notify.Config{})
		if err != nil {
			t.Fatal(err)
		}
		w.s.Notices = n
		w.s.People = func(_ *db.Tx, p auth.Perm, unitID int64) ([]int64, error) { return holders[p][unitID], nil }
		w.do(func(tx *db.Tx) error {
			for id, short := range map[int64]string{finance: "区财政局", audit: "区审计局"} {
				if err := db.Insert(tx, "unit_unit", unit.Unit{ID: id, Code: short, Short: short, Path: short}); err != nil {
					return err
				}
			}
			return nil
		})
		f(&desk{world: w, notices: n, run: w.runner()})
	})
}

func (w *world) runner() *jobs.Runner {
	w.t.Helper()
	r, err := jobs.NewRunner(w.db, jobs.Config{}, w.s.Kinds()...)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// on is a day: the jobs of it are run.
func (w *desk) on(day calendar.Day) {
	w.t.Helper()
	w.clock.Set(day)
	if _, err := w.run.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// told is everything that a person was told, the earliest first.
func (w *desk) told(who int64) []notify.Notice {
	w.t.Helper()
	rows, err := w.notices.List(w.as(auth.Actor{Kind: auth.Person, ID: who}), notify.Find{}, db.Page{Size: 200})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Reverse(rows.Items)
	return rows.Items
}

// days is when a person was told something.
func (w *desk) days(who int64) string {
	var out []string
	for _, n := range w.told(who) {
		out = append(out, string(calendar.DayOf(n.At))[5:])
	}
	return strings.Join(out, " ")
}

// year runs the jobs every day from first to last.
func (w *desk) year(first, last calendar.Day) {
	for day := first; day <= last; day = day.Add(1) {
		w.on(day)
	}
}

func (w *desk) wantDays(who int64, want string) {
	w.t.Helper()
	if got := w.days(who); got != want {
		w.t.Errorf("%d was told on %s, want %s", who, got, want)
	}
}

func (w *desk) wantText(who int64, want ...string) {
	w.t.Helper()
	var got []string
	for _, n := range w.told(who) {
		got = append(got, i18n.Text(n.Text))
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("%d was told %q, want %q", who, got, want)
	}
}

func TestRemindOnItsDays(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.open(byDay(finance, "2023-10-31"))
		w.year("2023-10-10", "2023-11-16")
		w.wantDays(financeClerk, "10-24 10-26 10-30 10-31 11-01 11-08 11-15")
		w.wantDays(bothClerk, "10-24 10-26 10-30 10-31 11-01 11-08 11-15")
		w.wantDays(financeHead, "11-01 11-08 11-15")
		w.wantDays(district, "11-01 11-08 11-15")
		w.wantDays(auditClerk, "")
		w.wantText(
			financeClerk,
			"区财政局有 1 项任务将在 5 个工作日内到期", "区财政局有 1 项任务将在 3 个工作日内到期", "区财政局有 1 项任务将在 1 个工作日内到期",
			"区财政局有 1 项任务今天是期限内最后一个工作日", "区财政局有 1 项任务已逾期", "区财政局有 1 项任务已逾期", "区财政局有 1 项任务已逾期",
		)
	})
}

// TestRemindOverAHoliday: 2023-09-29 to 10-06 are off, 10-07 and 10-08, a
// Saturday and a Sunday, are worked. A last day in the holiday is told of before it.
func TestRemindOverAHoliday(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.clock.Set("2023-09-20")
		w.owe(finance, "2023-10-06", "2023-10-08")
		w.year("2023-09-20", "2023-10-11")
		w.wantDays(financeClerk, "09-21 09-25 09-27 09-28 10-07 10-08 10-09")
		w.wantDays(financeHead, "10-07 10-09")
		texts := w.told(financeClerk)
		for i, want := range map[int]string{
			3: "区财政局有 1 项任务今天是期限内最后一个工作日",
			4: "区财政局有 1 项任务将在 1 个工作日内到期、1 项已逾期",
			5: "区财政局有 1 项任务今天是期限内最后一个工作日、1 项已逾期",
			6: "区财政局有 2 项任务已逾期",
		} {
			if got := i18n.Text(texts[i].Text); got != want {
				t.Errorf("%s: %q, want %q", calendar.DayOf(texts[i].At), got, want)
			}
		}
	})
}

// TestRemindMissedDays: a stage that passed while nothing ran is told by the
// next run, once, and what ran before the office opens on a later day tells nothing.
func TestRemindMissedDays(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.open(byDay(finance, "2023-10-31"))
		w.on("2023-10-27") // two days are left: the stage of three has passed
		w.wantDays(financeClerk, "10-27")
		w.clock.Set("2023-10-30")
		w.clock.Add(-6 * 3600e9) // three in the night: the slot is that of Sunday
		if _, err := w.run.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.wantDays(financeClerk, "10-27")
		w.on("2023-11-03") // two days late
		w.on("2023-11-06")
		w.wantDays(financeClerk, "10-27 11-03")
	})
}

func TestRemindOnce(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.open(byDay(finance, "2023-10-31"))
		w.clock.Set("2023-10-26")
		other := w.runner() // another node
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for _, r := range []*jobs.Runner{w.run, other} {
					if _, err := r.RunDue(t.Context()); err != nil {
						t.Error(err)
					}
				}
				if _, err := w.s.Remind(w.as(office), "2023-10-26"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		again, err := w.s.Remind(w.as(office), "2023-10-26")
		if err != nil || again != 0 {
			t.Errorf("the last run told %d people, %v", again, err)
		}
		w.wantDays(financeClerk, "10-26")
		w.wantDays(bothClerk, "10-26")
	})
}

// owe opens duties of a unit, one for each last day.
func (w *desk) owe(unitID int64, days ...string) (ids []duty.ID) {
	w.t.Helper()
	for _, day := range days {
		w.refs++
		o := byDay(unitID, day)
		o.Ref, o.Title = fmt.Sprintf("plan/task/%d", w.refs), fmt.Sprintf("第 %d 项", w.refs)
		ids = append(ids, w.open(o).ID)
	}
	return ids
}

// listed counts the list that the last notice of a person leads to, as one who
// sees the given units.
func (w *desk) listed(who int64, sees auth.Units) int {
	w.t.Helper()
	all := w.told(who)
	list, query, _ := strings.Cut(all[len(all)-1].Link, "?")
	q, err := url.ParseQuery(query)
	if err != nil || list != "duty" {
		w.t.Fatalf("link %s?%s: %v", list, query, err)
	}
	rows, err := w.s.Find(w.as(actor(who, sees, duty.See)), duty.Find{Until: calendar.Day(q.Get("until"))}, db.Page{})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows.Total
}

// TestRemindCounts has duties of every sort on one morning. The numbers of a
// digest are those of the list that it leads to.
func TestRemindCounts(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.owe(finance, "2023-10-19", "2023-10-25", "2023-10-26", "2023-10-26", "2023-11-30")
		w.owe(audit, "2023-10-20", "2023-10-23")
		rest := w.owe(finance, "2023-10-18", "2023-10-24", "2023-10-25", "2023-10-26") // nobody's work on the day
		w.do(func(tx *db.Tx) error { return w.s.Claim(tx, rest[0]) })
		w.do(func(tx *db.Tx) error { return w.s.Count(tx, rest[1], "plan/report/1", "2023-10-09") })
		if _, err := w.s.Suspend(w.as(office), rest[2], duty.Because{Reason: "区里另有安排"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Waive(w.as(office), rest[3], duty.Because{Reason: "不再要求"}); err != nil {
			t.Fatal(err)
		}
		later := byDay(finance, "2023-10-24")
		later.Ref, later.Starts = "plan/task/later", "2023-10-24"
		w.open(later)

		w.on("2023-10-23")
		w.wantText(financeClerk, "区财政局有 3 项任务将在 3 个工作日内到期、1 项已逾期")
		w.wantText(auditClerk, "区审计局有 1 项任务今天是期限内最后一个工作日、1 项已逾期")
		w.wantText(bothClerk, "2 个单位有 4 项任务将在 3 个工作日内到期、2 项已逾期")
		w.wantText(bothHead, "2 个单位有 3 项任务将在 3 个工作日内到期、2 项已逾期")
		w.wantText(financeHead, "区财政局有 1 项任务已逾期")
		w.wantText(district, "2 个单位有 2 项任务已逾期")
		of := func(ids ...int64) auth.Units { return auth.Units{IDs: ids} }
		for who, want := range map[int64]struct {
			sees auth.Units
			n    int
		}{
			financeClerk: {of(finance), 4}, auditClerk: {of(audit), 2}, bothClerk: {of(finance, audit), 6},
			financeHead: {of(finance), 1}, district: {auth.Units{All: true}, 2},
		} {
			if n := w.listed(who, want.sees); n != want.n {
				t.Errorf("the list of %d has %d duties, want %d", who, n, want.n)
			}
		}

		w.on("2023-10-24")
		if all := w.told(financeClerk); len(all) != 2 || i18n.Text(all[1].Text) != "区财政局有 2 项任务将在 1 个工作日内到期、1 项已逾期" {
			t.Errorf("the next day: %+v", all)
		}
		if n := w.listed(financeClerk, of(finance)); n != 3 {
			t.Errorf("the list of the next day has %d duties", n)
		}
		if len(w.told(financeHead)) != 1 || len(w.told(district)) != 2 { // the duty of the audit bureau is new to it
			t.Error("of what is late, watchers are told when it is new, and then now and again")
		}
	})
}

// TestRemindANewDay: a later last day has stages of its own.
func TestRemindANewDay(t *testing.T) {
	eachDesk(t, func(w *desk) {
		d := w.open(byDay(finance, "2023-10-31"))
		w.year("2023-10-23", "2023-10-26")
		d, err := w.s.Extend(w.as(office), d.ID, duty.Extend{Due: "2023-11-10", Reason: "区政府同意延期"})
		if err != nil {
			t.Fatal(err)
		}
		w.year("2023-10-27", "2023-11-07")
		w.wantDays(financeClerk, "10-24 10-26 11-03 11-07")
		if _, err := w.s.Extend(w.as(office), d.ID, duty.Extend{Rev: d.Rev, Due: "2023-11-20", Reason: "再延期"}); err != nil {
			t.Errorf("a reminder made the form of somebody out of date: %v", err)
		}
	})
}

func TestRemindLines(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.owe(audit, "2023-10-20", "2023-10-10")
		for range 12 {
			w.owe(finance, "2023-10-11", "2023-10-23")
		}
		w.on("2023-10-23")
		n := w.told(bothClerk)[0]
		if got := i18n.Text(n.Text); got != "2 个单位有 12 项任务今天是期限内最后一个工作日、14 项已逾期" {
			t.Error(got)
		}
		var lines []string
		for _, l := range n.Lines {
			lines = append(lines, i18n.Text(l))
		}
		if len(lines) != 21 || lines[0] != "2023-10-10 区审计局：第 2 项" || lines[1] != "2023-10-11 区财政局：第 3 项" ||
			lines[13] != "2023-10-20 区审计局：第 1 项" || lines[14] != "2023-10-23 区财政局：第 4 项" || lines[20] != "另有 6 项，请登录后查看" {
			t.Errorf("%d lines: %s", len(lines), strings.Join(lines, "\n"))
		}
	})
}

// TestRemindNobody: duties of a unit without people are in nobody's way, and a
// service without an app tells nobody.
func TestRemindNobody(t *testing.T) {
	eachDesk(t, func(w *desk) {
		w.owe(audit, "2023-10-20")
		w.s.People, w.s.Notices = nil, nil
		w.clock.Set("2023-10-20")
		if n, err := w.s.Remind(w.as(office), "2023-10-20"); n != 0 || err != nil {
			t.Errorf("%d people, %v", n, err)
		}
	})
}
