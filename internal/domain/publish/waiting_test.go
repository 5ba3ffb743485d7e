package publish_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// stages makes an edition in every state of the way, open and not, by more than one person.
func (w *world) stages() []*publish.Edition {
	w.Helper()
	closed := w.notice()
	closed.Attribute, closed.Limb, closed.Column, closed.Anchor = publish.Closed, "process", 0, ""
	refuse := func(e *publish.Edition) publish.Clearance {
		return publish.Clearance{Rev: e.Rev, Verdict: publish.Not, Basis: "条例第十六条第二款", Together: "无"}
	}
	step := func(e *publish.Edition, err error) *publish.Edition {
		w.Helper()
		w.must(err)
		return e
	}
	reviewed := func(in publish.Edit) *publish.Edition {
		e := w.submitted(in)
		return step(w.items.Review(w.as(w.head), e.ID, agree(e)))
	}
	cleared := reviewed(w.notice())
	cleared = step(w.items.Clear(w.as(w.secrecy), cleared.ID, clear(cleared)))
	proposed := reviewed(closed)
	proposed = step(w.items.Clear(w.as(w.secrecy), proposed.ID, refuse(proposed)))
	kept := reviewed(closed)
	kept = step(w.items.Clear(w.as(w.secrecy), kept.ID, refuse(kept)))
	kept = step(w.items.Keep(w.as(w.office), kept.ID, because(kept)))
	returned := w.submitted(w.notice())
	returned = step(w.items.Return(w.as(w.head), returned.ID, because(returned)))
	byHead := step(w.items.Draft(w.as(w.head), w.finance, w.notice(), nil))
	byHead = step(w.items.Submit(w.as(w.second), byHead.ID, check(byHead)))
	planned := w.approve(w.submitted(w.notice()))
	planned = step(w.items.Schedule(w.as(w.clerk), planned.ID, publish.Plan{Rev: planned.Rev, Day: "2023-10-31", Clock: "09:00"}))
	return []*publish.Edition{
		w.draft(w.notice()), w.submitted(w.notice()), byHead, reviewed(w.notice()), reviewed(closed), cleared, proposed, kept, returned,
		w.approve(w.submitted(w.notice())), planned, w.live(w.notice()),
	}
}

// TestWaiting: what waits for a person is what the table lets that person do
// next, and nothing else: for every role, of this unit and of another, and for
// somebody who has all roles.
func TestWaiting(t *testing.T) {
	each(t, func(w *world) {
		all := w.stages()
		people := []auth.Actor{w.clerk, w.second, w.head, w.secrecy, w.signer, w.office}
		elsewhere, everything := auth.Units{IDs: []int64{w.unit("区司法局")}}, auth.Actor{Kind: auth.Person, ID: 2}
		for i, r := range auth.Roles {
			people = append(people, w.actor(int64(20+i), elsewhere, r), w.actor(int64(40+i), auth.Units{IDs: []int64{w.finance}}, r))
			everything.Grants = append(everything.Grants, w.actor(2, auth.Units{All: true}, r).Grants...)
		}
		seen := 0
		for _, who := range append(people, everything) {
			rows, err := w.items.Waiting(w.as(who), publish.Wait{}, db.Page{Size: 200})
			w.must(err)
			var got, want []publish.EditionID
			for _, r := range rows.Items {
				got = append(got, r.ID)
			}
			for _, e := range all {
				v, err := w.items.View(w.as(who), e.ID)
				if err == nil && w.turn(who, &v) {
					want = append(want, e.ID)
				}
			}
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s %d: %v waits, want %v", who.Name, who.ID, got, want)
			}
			seen += len(got)
		}
		if seen < 20 {
			t.Errorf("only %d turns in all", seen)
		}
		if rows, err := w.items.Waiting(w.as(w.clerk), publish.Wait{Status: publish.Returned}, db.Page{}); err != nil || len(rows.Items) != 1 {
			t.Errorf("returned to the clerk: %+v %v", rows, err)
		}
		if got := publish.TurnsOf(w.secrecy); !slices.Equal(got, []publish.Status{publish.Reviewed}) {
			t.Errorf("turns of the secrecy reviewer: %v", got)
		}
	})
}

// turn reports by the acts that are offered whether it is who's turn.
func (w *world) turn(who auth.Actor, v *publish.View) bool {
	can := func(act publish.Act) bool { return slices.Contains(v.Acts, act) }
	if at := v.Edition.Status; at == publish.Drafted || at == publish.Returned {
		return can(publish.ActEdit) && v.Edition.EditBy == who.ID
	} else if at == publish.Scheduled {
		return false
	}
	return slices.ContainsFunc([]publish.Act{publish.ActReview, publish.ActClear, publish.ActSign, publish.ActKeep, publish.ActRelease}, can)
}

// TestWaitingPlan: the list reads the index of states, not every edition ever released.
func TestWaitingPlan(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At("2023-10-26"))
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		plan, err := db.Plan(tx, "SELECT id FROM publish_edition WHERE state IN (?, ?) AND ((state = ? AND unit_id IN (?)) OR (state = ? AND edit_by <> ?)) ORDER BY id LIMIT 21",
			"submitted", "reviewed", "submitted", 1, "reviewed", 2)
		if err == nil && !strings.Contains(plan, "publish_edition_state") && !strings.Contains(plan, "publish_edition_unit") {
			t.Errorf("plan:\n%s", plan)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWithheld: the office sees what is proposed as not open, and when what it kept has to be looked at again.
func TestWithheld(t *testing.T) {
	each(t, func(w *world) {
		w.stages()
		rows, err := w.items.Withheld(w.as(w.office), publish.Withhold{}, db.Page{})
		w.must(err)
		var states []publish.Status
		for _, r := range rows.Items {
			states = append(states, r.Status)
			if (r.Status == publish.Kept) != (r.Due == "2024-10-26") || r.Limb != "process" {
				t.Errorf("%+v", r)
			}
		}
		slices.Sort(states)
		if !slices.Equal(states, []publish.Status{publish.Cleared, publish.Kept, publish.Reviewed}) {
			t.Errorf("states %v", states)
		}
		kept, err := w.items.Withheld(w.as(w.office), publish.Withhold{Status: publish.Kept, Unit: w.finance, Attribute: publish.Closed}, db.Page{})
		w.must(err)
		if len(kept.Items) != 1 {
			t.Errorf("kept %+v", kept)
		}
		other, err := w.items.Withheld(w.as(w.actor(9, auth.Units{IDs: []int64{w.unit("区司法局")}}, auth.Office)), publish.Withhold{}, db.Page{})
		w.must(err)
		if len(other.Items) != 0 {
			t.Errorf("of another unit %+v", other)
		}
	})
}

// TestJudgements: the table of a month has each review that holds, once, and none of another month.
func TestJudgements(t *testing.T) {
	each(t, func(w *world) {
		e := w.approve(w.submitted(w.notice()))
		e, err := w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Title += "（修订）" }), nil)
		w.must(err)
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		w.clock.Set("2023-10-31")
		w.approve(e)
		w.clock.Set("2023-11-01")
		w.approve(w.submitted(w.notice()))
		month, all, err := w.items.Judgements(w.as(w.office), publish.Month{Month: "2023-10"})
		w.must(err)
		if month != "2023-10" || len(all) != 1 || all[0].Title != e.Title || all[0].By != "secrecy" || all[0].Record.Verdict != publish.Publish {
			t.Errorf("%s %+v", month, all)
		}
		if month, all, err = w.items.Judgements(w.as(w.office), publish.Month{}); err != nil || month != "2023-11" || len(all) != 1 {
			t.Errorf("%s %+v %v", month, all, err)
		}
		_, _, err = w.items.Judgements(w.as(w.office), publish.Month{Month: "2023-13"})
		w.wantField(err, "month")
	})
}
