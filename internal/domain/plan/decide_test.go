package plan_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// done is a report that says that all is done.
func done() plan.Tell {
	return plan.Tell{Told: plan.Told{Progress: "清理 12 件，废止 3 件。", Links: "https://hgt.nc.gov.cn/qlgg.html 清理结果公告", Open: true}, Final: true}
}

func (w *world) report(short string, d duty.ID, in plan.Tell) *plan.Report {
	w.Helper()
	r, err := w.plans.Report(w.as(w.clerk(short)), d, in.Telling(nil))
	w.must(err)
	return r
}

// reviews is the decisions that the office owes, or owed.
func (w *world) reviews() []duty.Seen {
	w.Helper()
	rows, err := w.duties.Find(w.as(w.office), duty.Find{Rule: plan.RuleReview}, db.Page{})
	w.must(err)
	return rows.Items
}

// TestDecideOnWhatIsNoLongerOwed has a report wait while its task is cancelled,
// its duty waived or suspended: no decision is owed for nothing, none is stuck,
// and what was returned is not handed in for nothing.
func TestDecideOnWhatIsNoLongerOwed(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		office := w.as(w.office)
		accepted, returned, moving := w.dutyOf(p, 11, "区司法局", "2023"), w.dutyOf(p, 11, "区财政局", "2023"), w.dutyOf(p, 11, "区审计局", "2023")
		first := w.report("区司法局", accepted.ID, done())
		second := w.report("区财政局", returned.ID, done())
		partly := done()
		partly.Final = false
		third := w.report("区审计局", moving.ID, partly)

		_, err := w.duties.Suspend(office, accepted.ID, duty.Because{Reason: "机构改革"})
		w.must(err)
		_, err = w.duties.Suspend(office, returned.ID, duty.Because{Reason: "机构改革"})
		w.must(err)
		_, err = w.plans.Accept(office, first.ID, plan.Decision{})
		w.must(err)
		if d := w.dutyOf(p, 11, "区司法局", "2023"); d.Light != duty.Done {
			t.Errorf("accepted while the clock stood still: %s", d.Light)
		}
		second, err = w.plans.Return(office, second.ID, plan.Because{Reason: "请补充"})
		w.must(err)
		if d := w.dutyOf(p, 11, "区财政局", "2023"); d.Light != duty.Paused || d.Claimed != "" {
			t.Errorf("returned while the clock stood still: %s", d.Light)
		}

		_, err = w.plans.Cancel(office, first.TaskID, plan.Because{Rev: 2, Reason: "并入市级任务"})
		w.must(err)
		for _, d := range w.reviews() {
			if d.Status == duty.Open {
				t.Errorf("a decision is owed on %s, whose task is cancelled", d.From)
			}
		}
		_, err = w.plans.Accept(office, third.ID, plan.Decision{})
		w.must(err)
		in := done()
		in.Rev = second.Rev
		_, err = w.plans.Revise(w.as(w.clerk("区财政局")), second.ID, in.Telling(nil))
		w.wantKind(err, fault.Conflict, "handed in again for a task that is cancelled")
		_, err = w.plans.Withdraw(w.as(w.clerk("区财政局")), second.ID, plan.Because{Reason: "任务已取消"})
		w.must(err)
	})
}

// TestReviewOwedAgain hands a report in, back and in again within one instant:
// the office owes two decisions.
func TestReviewOwedAgain(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		r := w.report("区司法局", w.dutyOf(p, 11, "区司法局", "2023").ID, done())
		r, err := w.plans.Return(w.as(w.office), r.ID, plan.Because{Reason: "请补充"})
		w.must(err)
		in := done()
		_, err = w.plans.Revise(w.as(w.clerk("区司法局")), r.ID, in.Telling(nil))
		w.wantKind(err, fault.Invalid, "handed in again by somebody who does not say what was seen")
		in.Rev = r.Rev
		_, err = w.plans.Revise(w.as(w.clerk("区司法局")), r.ID, in.Telling(nil))
		w.must(err)
		owed := w.reviews()
		if len(owed) != 2 || owed[0].Status == owed[1].Status {
			t.Errorf("%d decisions: %+v", len(owed), owed)
		}
	})
}

// TestFourEyesThroughToken has one person with two posts report by a program of
// theirs, and accept at the desk.
func TestFourEyesThroughToken(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		both := w.clerk("区司法局")
		both.Grants = append(both.Grants, w.office.Grants...)
		program := both
		program.Kind, program.ID, program.Owner = auth.Token, 99, both.ID
		r, err := w.plans.Report(w.as(program), w.dutyOf(p, 11, "区司法局", "2023").ID, done().Telling(nil))
		w.must(err)
		_, err = w.plans.Accept(w.as(both), r.ID, plan.Decision{})
		w.wantKind(err, fault.Forbidden, "accepts what the own program reported")
		_, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{})
		w.must(err)
	})
}

// TestIssueOnTime asks that nobody is late on the day on which a plan is issued.
func TestIssueOnTime(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		w.clock.Set("2023-11-01")
		_, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		if e := fault.As(err); e.Kind != fault.Invalid || len(e.Rows) != 1 || e.Rows[0].Text.Key != "plan.gap_late" {
			t.Errorf("issued with a day that has passed: %v", err)
		}
		w.clock.Set("2023-10-31")
		p, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.must(err)
		b, err := w.plans.Board(w.as(w.office), p.ID)
		w.must(err)
		if b.Total.Late != 0 || b.Total.All() == 0 {
			t.Errorf("%+v", b.Total)
		}
	})
}

// TestClosedUnit closes a unit after the circular was read, and after the plan was issued.
func TestClosedUnit(t *testing.T) {
	each(t, func(w *world) {
		closeUnit := func(id int64, day string) {
			w.must(w.db.Write(w.as(w.office), func(tx *db.Tx) error {
				_, err := tx.Exec("UPDATE unit_unit SET closed = ? WHERE id = ?", day, id)
				return err
			}))
		}
		p := w.read()
		w.ready(p)
		gone := w.unit("区司法局")
		closeUnit(gone, "2023-08-14")
		_, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		e := fault.As(err)
		if e.Kind != fault.Invalid || e.Rows[0].Text.Key != "plan.gap_closed" || e.Rows[0].Text.Args[0] != "区司法局" {
			t.Errorf("assigned to a unit that is no more: %v", err)
		}
		closeUnit(gone, "")
		p, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.must(err)
		closeUnit(gone, "2023-09-01")
		page, err := w.plans.Page(w.Context(), p.ID)
		w.must(err)
		for _, u := range page.Points[10].Units {
			if u.Short == "" {
				t.Errorf("unit %d has lost its name", u.ID)
			}
		}
	})
}

func TestBriefingOfAnotherYear(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		task := o.Lines[12].Tasks[0]
		_, err = w.plans.EditTask(ctx, task.ID, plan.EditTask{Rev: task.Rev, Title: task.Title, Cadence: plan.Count, Due: "2023-12-31", Need: 2, Kind: plan.Briefing})
		w.must(err)
		_, err = w.plans.Issue(ctx, p.ID, plan.Confirm{})
		w.must(err)
		d := w.dutyOf(p, 13, "区财政局", "2023")
		in := plan.TellBriefing{Told: plan.Told{Progress: "听取一次"}, Day: "2022-12-30", Meeting: "局长办公会", Chair: "局长", Topic: "政务公开工作"}
		_, err = w.plans.Report(w.as(w.clerk("区财政局")), d.ID, in.Telling(nil))
		w.wantKind(err, fault.Invalid, "a briefing of the year before")
		for _, day := range []string{"2023-12-29", "2024-01-05"} { // the second is late, and it is the one that was needed
			w.clock.Set("2024-01-05")
			in.Day = "2023-12-29"
			if day < "2024" {
				w.clock.Set("2023-12-29")
			}
			r, err := w.plans.Report(w.as(w.clerk("区财政局")), d.ID, in.Telling(nil))
			w.must(err)
			w.clock.Set("2024-01-10")
			_, err = w.plans.Accept(ctx, r.ID, plan.Decision{})
			w.must(err)
		}
		if got := w.dutyOf(p, 13, "区财政局", "2023"); got.Light != duty.DoneLate || got.MetOn != "2024-01-05" || got.Have != 2 {
			t.Errorf("%s on %s with %d", got.Light, got.MetOn, got.Have)
		}
	})
}
