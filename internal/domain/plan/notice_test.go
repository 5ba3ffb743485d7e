package plan_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/notify"
)

// shared is the account of one person who is the clerk of two units.
const shared = 5

// withPeople gives every unit the clerk that world.clerk makes, and two of them
// a second one whom they share.
func (w *world) withPeople() (told func(int64) []notify.Notice) {
	w.Helper()
	n, err := notify.New(w.db, notify.Config{})
	w.must(err)
	both := []int64{w.unit("区司法局"), w.unit("区财政局")}
	w.duties.Notices = n
	w.duties.People = func(_ *db.Tx, p auth.Perm, unitID int64) ([]int64, error) {
		switch {
		case p != duty.Meet && p != plan.Account:
			return nil, nil
		case slices.Contains(both, unitID):
			return []int64{shared, unitID}, nil
		}
		return []int64{unitID}, nil
	}
	return func(account int64) []notify.Notice {
		w.Helper()
		rows, err := n.List(w.as(auth.Actor{Kind: auth.Person, ID: account}), notify.Find{}, db.Page{})
		w.must(err)
		return rows.Items
	}
}

// tasksOf is the tasks that some units owe reports on, from the duties that were opened.
func (w *world) tasksOf(units ...string) map[string]bool {
	w.Helper()
	out := map[string]bool{}
	for _, short := range units {
		for p := (db.Page{Size: 200}); ; {
			rows, err := w.duties.Find(w.as(w.office), duty.Find{Unit: w.unit(short)}, p)
			w.must(err)
			for _, d := range rows.Items {
				out[d.From] = true
			}
			if p.After = rows.Next; p.After == "" {
				break
			}
		}
	}
	return out
}

func TestIssueTellsTheClerksOnce(t *testing.T) {
	each(t, func(w *world) {
		told := w.withPeople()
		p := w.read()
		w.ready(p)
		if n := told(w.unit("区司法局")); len(n) != 0 {
			t.Errorf("a draft is told: %v", n)
		}
		p, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.must(err)
		for _, c := range []struct {
			account int64
			tasks   int
		}{
			{w.unit("区司法局"), len(w.tasksOf("区司法局"))},
			{w.unit("区税务局"), len(w.tasksOf("区税务局"))},
			{shared, len(w.tasksOf("区司法局", "区财政局"))},
		} {
			n := told(c.account)
			if len(n) != 1 || c.tasks == 0 || n[0].Link != p.Ref() || i18n.Text(n[0].Text) != i18n.T("plan.told.issued", p.Title, c.tasks) {
				t.Errorf("%d with %d tasks was told %+v", c.account, c.tasks, n)
			}
		}
		if n := told(w.office.ID); len(n) != 0 {
			t.Errorf("the office is told what it did: %v", n)
		}
	})
}

func TestReporterIsToldTheDecision(t *testing.T) {
	each(t, func(w *world) {
		told := w.withPeople()
		p := w.issued()
		clerk := w.clerk("区司法局")
		last := func(account int64, n int, want string) {
			t.Helper()
			got := told(account)
			if len(got) != n || i18n.Text(got[0].Text) != want {
				t.Errorf("%d was told %d things, want %d; the last is %+v", account, len(got), n, got[0])
			}
		}
		d := w.dutyOf(p, 11, "区司法局", "2023")
		in := plan.Tell{Told: plan.Told{Progress: "清理 12 件。", Links: "https://hgt.nc.gov.cn/qlgg.html"}, Final: true}
		r, err := w.plans.Report(w.as(clerk), d.ID, in.Telling(nil))
		w.must(err)
		for n, reason := range []string{"请补充目录", "请再补充文号"} {
			r, err = w.plans.Return(w.as(w.office), r.ID, plan.Because{Rev: r.Rev, Reason: reason})
			w.must(err)
			last(clerk.ID, n+2, i18n.T("plan.told.returned", short(d.Title), reason))
			in.Rev = r.Rev
			r, err = w.plans.Revise(w.as(clerk), r.ID, in.Telling(nil))
			w.must(err)
		}
		r, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev})
		w.must(err)
		last(clerk.ID, 4, i18n.T("plan.told.accepted", short(d.Title), ""))
		if got := told(clerk.ID)[0].Link; got != r.Ref() {
			t.Errorf("leads to %s", got)
		}
		if n := told(shared); len(n) != 1 {
			t.Errorf("a colleague is told of the decisions: %v", n)
		}

		// Somebody who has left the unit since is not told; those who do its work are.
		gone := clerk
		gone.ID = 77
		d = w.dutyOf(p, 13, "区司法局", "2023")
		in.Rev = 0
		r, err = w.plans.Report(w.as(gone), d.ID, in.Telling(nil))
		w.must(err)
		_, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev, Note: "很好"})
		w.must(err)
		want := i18n.T("plan.told.accepted", short(d.Title), "很好")
		last(shared, 2, want)
		last(clerk.ID, 5, want)
		if n := told(gone.ID); len(n) != 0 {
			t.Errorf("one who left is told: %v", n)
		}
	})
}

// short is a title as notices have it.
func short(title string) string {
	if r := []rune(title); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return title
}
