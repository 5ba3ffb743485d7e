package user_test

import (
	"slices"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

func TestGrantsFollowPosts(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		_, err := d.Assign(d.machine(), id, user.Assign{Unit: town, Role: auth.Head, Starts: "2026-03-10", Ends: "2026-03-20"})
		must(t, err)
		for _, c := range []struct {
			day  calendar.Day
			over []int64
		}{
			{"2026-03-02", []int64{bureau, station}},
			{"2026-03-09", []int64{bureau, station}},
			{"2026-03-10", []int64{bureau, station, town}},
			{"2026-03-20", []int64{bureau, station, town}},
			{"2026-03-21", []int64{bureau, station}},
		} {
			d.clock.Set(c.day)
			a, err := d.Actor(t.Context(), id)
			must(t, err)
			if got := a.Over("plan.report"); got.All || !slices.Equal(got.IDs, c.over) || a.Unit != bureau || a.Can("plan.issue") {
				t.Errorf("on %s over %+v", c.day, got)
			}
		}
		whole, part := d.hire("ban", root, auth.Office), d.hire("ju", bureau, auth.Office)
		if a := auth.From(d.as(whole)); !a.Over("plan.issue").All {
			t.Errorf("the office of the district is over %+v", a.Over("plan.issue"))
		}
		if a := auth.From(d.as(part)); a.Over("plan.issue").All || !a.CanAt("plan.issue", station) || a.CanAt("plan.issue", town) {
			t.Errorf("the office of a bureau is over %+v", a.Over("plan.issue"))
		}
	})
}

func TestPosts(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		_, err := d.Assign(d.machine(), id, user.Assign{Unit: bureau, Role: auth.Clerk})
		fails(t, err, "user.post_twice")
		_, err = d.Assign(d.machine(), id, user.Assign{Unit: town, Role: auth.Clerk, Ends: "2026-03-01"})
		fails(t, err, "user.ends_early") // the start is today
		_, err = d.Assign(d.machine(), id, user.Assign{Unit: closed, Role: auth.Clerk})
		fails(t, err, "user.bad_unit")
		p, err := d.Get(d.machine(), id)
		must(t, err)
		must(t, d.EndPost(d.machine(), p.Posts[0].ID))
		if a := auth.From(d.as(id)); a.Can("plan.report") {
			t.Error("the post still gives rights")
		}
		fails(t, d.EndPost(d.machine(), p.Posts[0].ID), "user.post_over")
		fails(t, d.EndPost(d.machine(), 99), "not_found")
		_, err = d.Assign(d.machine(), id, user.Assign{Unit: bureau, Role: auth.Clerk})
		must(t, err) // again
		p, err = d.Get(d.machine(), id)
		must(t, err)
		if len(p.Posts) != 2 || !p.Posts[0].Over("2026-03-02") || p.Posts[1].Over("2026-03-02") {
			t.Errorf("posts %+v", p.Posts)
		}
	})
}

func TestScope(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		boss, local := d.hire("boss", root, auth.Admin), d.hire("local", bureau, auth.Admin)
		below, beside := d.hire("below", station, auth.Clerk), d.hire("beside", town, auth.Clerk)
		wide := d.hire("wide", bureau, auth.Clerk)
		_, err := d.Assign(d.as(boss), wide, user.Assign{Unit: root, Role: auth.Office})
		must(t, err)
		ctx := d.as(local)

		rows, err := d.List(ctx, user.Find{}, db.Page{})
		must(t, err)
		if got := logins(rows.Items); got != "below local wide" {
			t.Errorf("the bureau's administrator sees %s", got)
		}
		if _, err := d.Get(ctx, beside); fault.Of(err) != fault.NotFound {
			t.Errorf("somebody of another unit: %v", err)
		}
		acts := map[string]func(int64) error{
			"edit":    func(id int64) error { _, err := d.Edit(ctx, id, user.Details{Name: "x", Unit: bureau}); return err },
			"disable": func(id int64) error { return d.Disable(ctx, id) },
			"enable":  func(id int64) error { return d.Enable(ctx, id) },
			"reset":   func(id int64) error { _, err := d.ResetPassword(ctx, id); return err },
			"totp":    func(id int64) error { return d.ResetTOTP(ctx, id) },
			"out":     func(id int64) error { return d.SignOutEverywhere(ctx, id) },
			"assign": func(id int64) error {
				_, err := d.Assign(ctx, id, user.Assign{Unit: bureau, Role: auth.Head})
				return err
			},
		}
		for name, act := range acts {
			if err := act(beside); fault.Of(err) != fault.NotFound {
				t.Errorf("%s of somebody of another unit: %v", name, err)
			}
			// who could sign in as wide would have the rights of the district's office
			if err := act(wide); fault.Of(err) != fault.Forbidden {
				t.Errorf("%s of somebody with wider rights: %v", name, err)
			}
		}
		_, err = d.Assign(ctx, below, user.Assign{Unit: town, Role: auth.Clerk})
		fails(t, err, "not_allowed")
		_, err = d.Create(ctx, user.Create{Login: "new", Name: "新人", Unit: town})
		fails(t, err, "not_allowed")
		p, err := d.Get(ctx, below)
		must(t, err)
		_, err = d.Edit(ctx, below, user.Details{Rev: p.Rev, Name: "x", Unit: town})
		fails(t, err, "not_allowed")
		must(t, d.Disable(ctx, below))
		_, err = d.Create(ctx, user.Create{Login: "new", Name: "新人", Unit: station, Role: auth.Head})
		must(t, err)

		clerk := d.as(beside) // sees nobody but itself, changes nobody
		if _, err := d.Get(clerk, beside); err != nil {
			t.Errorf("oneself: %v", err)
		}
		rows, err = d.List(clerk, user.Find{}, db.Page{})
		must(t, err)
		if len(rows.Items) != 0 {
			t.Errorf("a clerk sees %s", logins(rows.Items))
		}
		_, err = d.Edit(clerk, beside, user.Details{Name: "x", Unit: town})
		fails(t, err, "not_allowed")
		_, err = d.ResetPassword(clerk, boss)
		fails(t, err, "not_allowed")
	})
}

func TestLastAdmin(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		one, two := d.hire("one", root, auth.Admin), d.hire("two", root, auth.Admin)
		d.hire("local", bureau, auth.Admin) // does not count: not over the district
		must(t, d.Disable(d.as(one), two))
		fails(t, d.Disable(d.machine(), one), "user.last_admin")
		p, err := d.Get(d.machine(), one)
		must(t, err)
		fails(t, d.EndPost(d.as(one), p.Posts[0].ID), "user.last_admin")
		fails(t, d.Disable(d.as(one), one), "user.not_self")
		must(t, d.Enable(d.as(one), two))
		must(t, d.EndPost(d.as(one), p.Posts[0].ID))
		if auth.From(d.as(one)).Can(user.Edit) {
			t.Error("still an administrator")
		}
		// one whose term has a last day does not count either
		three := d.hire("three", town, "")
		_, err = d.Assign(d.as(two), three, user.Assign{Unit: root, Role: auth.Admin, Ends: "2026-12-31"})
		must(t, err)
		fails(t, d.Disable(d.as(three), two), "user.last_admin")
		fails(t, d.Enable(d.as(two), three), "user.is_active")
	})
}

// Two administrators who close each other's account at the same moment: one of them stays.
func TestLastAdminAtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		one, two := d.hire("one", root, auth.Admin), d.hire("two", root, auth.Admin)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		asOne, asTwo := d.as(one), d.as(two)
		wg.Go(func() { errs[0] = d.Disable(asOne, two) })
		wg.Go(func() { errs[1] = d.Disable(asTwo, one) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("closed by one another: %v, %v", errs[0], errs[1])
		}
	})
}
