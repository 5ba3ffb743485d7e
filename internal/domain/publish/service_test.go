package publish_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestReview takes an item from a draft to its public page, step by step, each
// by the person whose step it is, and none by anybody else.
func TestReview(t *testing.T) {
	each(t, func(w *world) {
		e := w.draft(w.notice())
		if _, err := w.items.Page(w.Context(), e.ItemID); fault.Of(err) != fault.NotFound {
			t.Errorf("a draft has a public page: %v", err)
		}
		_, err := w.items.Get(w.as(w.actor(9, auth.Units{IDs: []int64{w.unit("区司法局")}}, auth.Head)), e.ID)
		w.want(err, fault.NotFound, "") // of another unit: it does not exist

		_, err = w.items.Submit(w.as(w.clerk), e.ID, publish.SelfCheck{Rev: e.Rev})
		w.wantField(err, "sure")
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		_, err = w.items.Sign(w.as(w.signer), e.ID, agree(e))
		w.want(err, fault.Conflict, "flow.no_step")
		_, err = w.items.Review(w.as(w.clerk), e.ID, agree(e))
		w.want(err, fault.Forbidden, "not_allowed")
		e, err = w.items.Review(w.as(w.head), e.ID, agree(e))
		w.must(err)
		e, err = w.items.Clear(w.as(w.secrecy), e.ID, clear(e))
		w.must(err)
		e, err = w.items.Sign(w.as(w.signer), e.ID, agree(e))
		w.must(err)
		if _, err := w.items.Page(w.Context(), e.ItemID); fault.Of(err) != fault.NotFound {
			t.Errorf("what is approved has a public page before its release: %v", err)
		}
		w.clock.Set("2023-10-27")
		e = w.release(e)
		p := w.page(e.ItemID)
		if p.Version != "1.0" || p.Content.Title != w.notice().Title || !p.Released.Equal(e.At) || !p.FirstAt.Equal(e.At) || p.Validity != publish.Valid || len(p.History) != 1 {
			t.Errorf("page %+v", p)
		}
		if !regexp.MustCompile(`^360113001/2023-00001$`).MatchString(p.Index) {
			t.Errorf("index %s", p.Index)
		}
	})
}

// TestChangeVoids: one character changed, by whoever and at whatever stage, and
// everybody signs anew; the reviewer sees what they judged before.
func TestChangeVoids(t *testing.T) {
	each(t, func(w *world) {
		for _, who := range []auth.Actor{w.clerk, w.second, w.head, w.office} {
			e := w.approve(w.submitted(w.notice()))
			e, err := w.items.Edit(w.as(who), e.ID, edit(e, func(in *publish.Edit) { in.Body += "。" }), nil)
			w.must(err)
			if e.Status != publish.Drafted || e.Hash != "" || e.SignBy != 0 || e.ClearBy != 0 || e.ReviewBy != 0 {
				t.Errorf("by %s: %+v", who.Name, e)
			}
			_, err = w.items.Release(w.as(w.clerk), e.ID, agree(e))
			w.want(err, fault.Conflict, "flow.no_step")
			v, err := w.items.View(w.as(w.head), e.ID)
			w.must(err)
			if len(v.Opinions) != 4 || slices.ContainsFunc(v.Opinions, func(o publish.Opinion) bool { return !o.Void }) {
				t.Errorf("opinions %+v", v.Opinions)
			}
			e, err = w.items.Submit(w.as(w.second), e.ID, check(e))
			w.must(err)
			if v, err = w.items.View(w.as(w.head), e.ID); err != nil || v.Before == nil || v.Before.Content.Body != w.notice().Body {
				t.Errorf("before: %+v %v", v.Before, err)
			}
		}
	})
}

// TestChangeOfNote: the approvals fall with what the public will be told of a change too, and
// the reviewer sees what it was.
func TestChangeOfNote(t *testing.T) {
	each(t, func(w *world) {
		first := w.live(w.notice())
		e, err := w.items.Revise(w.as(w.clerk), first.ItemID)
		w.must(err)
		e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Body += "补充一条。\n"; in.Note = "补充一条" }), nil)
		w.must(err)
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		before := func(note string, big bool, body string) {
			t.Helper()
			v, err := w.items.View(w.as(w.head), e.ID)
			if err != nil || v.Before == nil || v.Before.Note != note || v.Before.Big != big || v.Before.Content.Body != body {
				t.Errorf("before: %+v %v", v.Before, err)
			}
		}
		before("", false, first.Body) // what stands in public
		e = w.approve(e)
		e, err = w.items.Edit(w.as(w.second), e.ID, edit(e, func(in *publish.Edit) { in.Note, in.Big = "换一种说法", true }), nil)
		w.must(err)
		if e.Status != publish.Drafted || e.SignBy != 0 {
			t.Errorf("the note was changed and the approvals stand: %+v", e)
		}
		e, err = w.items.Submit(w.as(w.second), e.ID, check(e))
		w.must(err)
		before("补充一条", false, e.Body)
	})
}

// TestTamper: content that was changed behind the program's back is not released.
func TestTamper(t *testing.T) {
	each(t, func(w *world) {
		for _, column := range []string{"body", "title", "attribute", "attachments", "made_on", "change_note", "is_major"} {
			e := w.approve(w.submitted(w.notice()))
			w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
				value := map[string]string{"attachments": `[{"file":1,"name":"x.pdf","type":"pdf","size":1,"sha256":"00"}]`, "attribute": "request", "change_note": "又一种说法", "is_major": "1"}[column]
				_, err := tx.Exec("UPDATE publish_edition SET "+column+" = ? WHERE id = ?", value, e.ID)
				return err
			}))
			_, err := w.items.Release(w.as(w.clerk), e.ID, agree(e))
			w.want(err, fault.Conflict, "publish.changed")
		}
	})
}

// TestEditions: a second edition leaves the first standing until it is released,
// each keeps its address, and a major one says what is changed.
func TestEditions(t *testing.T) {
	each(t, func(w *world) {
		first := w.live(w.notice())
		next, err := w.items.Revise(w.as(w.clerk), first.ItemID)
		w.must(err)
		_, err = w.items.Revise(w.as(w.second), first.ItemID)
		w.want(err, fault.Conflict, "publish.unfinished")
		next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) { in.Body += "二、收费标准\n"; in.Big = true }), nil)
		w.must(err)
		_, err = w.items.Submit(w.as(w.clerk), next.ID, check(next))
		w.wantField(err, "note")
		next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) { in.Note = "增加收费标准" }), nil)
		w.must(err)
		next, err = w.items.Submit(w.as(w.clerk), next.ID, check(next))
		w.must(err)
		next = w.approve(next)
		if p := w.page(first.ItemID); p.Version != "1.0" || strings.Contains(p.Content.Body, "收费标准") {
			t.Errorf("before the release: %s", p.Version)
		}
		w.clock.Set("2023-11-02")
		w.release(next)
		p := w.page(first.ItemID)
		if p.Version != "2.0" || len(p.History) != 2 || p.History[0].Note != "增加收费标准" || p.History[1].Status != publish.Superseded || p.FirstAt.Equal(p.Released) {
			t.Errorf("after: %+v", p)
		}
		old, err := w.items.PageAt(w.Context(), first.ItemID, "2023-10-26-v1.0")
		w.must(err)
		if old.Version != "1.0" || old.Newest != "2.0" || old.Content.Body != w.notice().Body {
			t.Errorf("the first edition at its address: %+v", old)
		}
		_, err = w.items.PageAt(w.Context(), first.ItemID, "2023-10-25-v1.0")
		w.want(err, fault.NotFound, "")
		if minor := w.release(w.next(first.ItemID, more)); minor.String() != "2.1" {
			t.Errorf("version %s", minor.Version)
		}
	})
}

// TestSchedule: not in the past, not too near, once, with both times when it was late.
func TestSchedule(t *testing.T) {
	each(t, func(w *world) {
		first := w.live(w.notice())
		e := w.next(first.ItemID, more)
		_, err := w.items.Schedule(w.as(w.clerk), e.ID, publish.Plan{Rev: e.Rev, Day: "2023-10-26", Clock: "00:00"})
		w.wantField(err, "clock")
		_, err = w.items.Schedule(w.as(w.clerk), e.ID, publish.Plan{Rev: e.Rev, Day: "2023-10-27", Clock: "25:00"})
		w.wantField(err, "clock")
		_, err = w.items.Schedule(w.as(w.clerk), e.ID, publish.Plan{Rev: e.Rev, Day: "2023-10-27", Clock: "09:00"})
		w.must(err)
		w.due()
		if p := w.page(first.ItemID); p.Version != "1.0" {
			t.Errorf("released before its hour: %s", p.Version)
		}
		w.clock.Set("2023-10-30") // the program was down for three days
		w.due()
		w.due()
		p := w.page(first.ItemID)
		if p.Version != "1.1" || !p.Planned.Equal(w.at("09:00").AddDate(0, 0, 1)) || !p.Released.After(p.Planned) || len(p.History) != 2 {
			t.Errorf("late release: %s planned %v, released %v, %d editions", p.Version, p.Planned, p.Released, len(p.History))
		}
	})
}

// TestScheduleStops: a planned edition that is not what was signed stays where it is.
func TestScheduleStops(t *testing.T) {
	each(t, func(w *world) {
		e := w.approve(w.submitted(w.notice()))
		e, err := w.items.Schedule(w.as(w.clerk), e.ID, publish.Plan{Rev: e.Rev, Day: "2023-10-27", Clock: "09:00"})
		w.must(err)
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE publish_edition SET body = ? WHERE id = ?", "另一篇", e.ID)
			return err
		}))
		w.clock.Set("2023-10-27")
		w.due()
		w.clock.Set("2023-10-28")
		w.due()
		e, err = w.items.Get(w.as(w.clerk), e.ID)
		w.must(err)
		if e.Status != publish.Returned || e.Reason == "" {
			t.Errorf("%s %q", e.Status, e.Reason)
		}
	})
}

// TestUnschedule: a plan that was taken back, or changed, does not run.
func TestUnschedule(t *testing.T) {
	each(t, func(w *world) {
		e := w.approve(w.submitted(w.notice()))
		e, err := w.items.Schedule(w.as(w.clerk), e.ID, publish.Plan{Rev: e.Rev, Day: "2023-10-27", Clock: "09:00"})
		w.must(err)
		e, err = w.items.Unschedule(w.as(w.clerk), e.ID, agree(e))
		w.must(err)
		e, err = w.items.Schedule(w.as(w.clerk), e.ID, publish.Plan{Rev: e.Rev, Day: "2023-10-31", Clock: "09:00"})
		w.must(err)
		w.clock.Set("2023-10-30")
		w.due()
		if e, err = w.items.Get(w.as(w.clerk), e.ID); err != nil || e.Status != publish.Scheduled {
			t.Errorf("%v %v", e, err)
		}
	})
}

// TestEmergency: on line before the review, said so for good, and confirmed by another person in time.
func TestEmergency(t *testing.T) {
	each(t, func(w *world) {
		e := w.draft(w.notice())
		_, err := w.items.Emergency(w.as(w.head), e.ID, because(e))
		w.want(err, fault.Forbidden, "not_allowed")
		e, err = w.items.Emergency(w.as(w.signer), e.ID, because(e))
		w.must(err)
		p := w.page(e.ItemID)
		if !p.History[0].Emergency || p.History[0].Confirmed || p.Reason == "" {
			t.Errorf("page %+v", p.History)
		}
		owed := w.owed(publish.RuleConfirm)
		if len(owed) != 1 || owed[0].Due != "2023-10-27" {
			t.Fatalf("owed %+v", owed)
		}
		_, err = w.items.Confirm(w.as(w.signer), e.ID, agree(e))
		w.want(err, fault.Forbidden, "flow.four_eyes")
		e, err = w.items.Confirm(w.as(w.office), e.ID, agree(e))
		w.must(err)
		_, err = w.items.Confirm(w.as(w.office), e.ID, agree(e))
		w.want(err, fault.Conflict, "publish.no_emergency")
		if p = w.page(e.ItemID); !p.History[0].Confirmed || w.owed(publish.RuleConfirm)[0].Light != duty.Done {
			t.Errorf("after: %+v", p.History)
		}
	})
}

func (w *world) owed(rule string) []duty.Seen {
	w.Helper()
	rows, err := w.duties.Find(w.as(w.office), duty.Find{Rule: rule}, db.Page{})
	w.must(err)
	return rows.Items
}

// TestTwentyDays: what is open is owed within 20 working days of its formation (条例第二十六条).
func TestTwentyDays(t *testing.T) {
	each(t, func(w *world) {
		e := w.submitted(w.notice()) // of 2023-10-20
		owed := w.owed(publish.RuleRelease)
		if len(owed) != 1 || owed[0].Due != "2023-11-17" || owed[0].UnitID != w.finance {
			t.Fatalf("owed %+v", owed)
		}
		w.release(w.approve(e))
		if owed = w.owed(publish.RuleRelease); owed[0].Light != duty.Done {
			t.Errorf("after the release: %s", owed[0].Light)
		}
		w.clock.Set("2024-03-01")
		next, err := w.items.Revise(w.as(w.clerk), e.ItemID)
		w.must(err)
		next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) { in.Body += "补充一句。\n" }), nil)
		w.must(err)
		_, err = w.items.Submit(w.as(w.clerk), next.ID, check(next))
		w.must(err)
		for _, d := range w.owed(publish.RuleRelease) { // from the day of the change
			if d.Light != duty.Done && d.Due != "2024-03-29" {
				t.Errorf("a second edition is owed by %s", d.Due)
			}
		}
		w.discardOne(w.notice())
	})
}

func (w *world) discardOne(in publish.Edit) {
	w.Helper()
	e := w.submitted(in)
	_, err := w.items.Discard(w.as(w.clerk), e.ID, because(e))
	w.must(err)
	for _, d := range w.owed(publish.RuleRelease) {
		if d.From == e.Ref() && d.Light != duty.Void {
			w.Errorf("discarded, and still owed: %s", d.Light)
		}
	}
}

// TestClosed: what is proposed as not open is judged by the office, never signed,
// never public, and looked at again after a year.
func TestClosed(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Attribute, in.Limb, in.Column, in.Anchor = publish.Closed, "process", 0, ""
		e := w.submitted(in)
		e, err := w.items.Review(w.as(w.head), e.ID, agree(e))
		w.must(err)
		e, err = w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Not, Basis: "条例第十六条第二款", Together: "无"})
		w.must(err)
		_, err = w.items.Sign(w.as(w.signer), e.ID, agree(e))
		w.want(err, fault.Conflict, "publish.not_open")
		_, err = w.items.Oppose(w.as(w.signer), e.ID, because(e))
		w.want(err, fault.Forbidden, "not_allowed")
		e, err = w.items.Oppose(w.as(w.office), e.ID, because(e))
		w.must(err)
		if e.Status != publish.Returned || e.Reason == "" || len(w.owed(publish.RuleReassess)) != 0 {
			t.Errorf("the office finds that it can be open: %s, %q", e.Status, e.Reason)
		}
		e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.LimbNote = "尚在讨论" }), nil)
		w.must(err)
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		e, err = w.items.Review(w.as(w.head), e.ID, agree(e))
		w.must(err)
		e, err = w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Not, Basis: "条例第十六条第二款", Together: "无"})
		w.must(err)
		e, err = w.items.Keep(w.as(w.office), e.ID, because(e))
		w.must(err)
		_, err = w.items.Page(w.Context(), e.ItemID)
		w.want(err, fault.NotFound, "")
		if owed := w.owed(publish.RuleReassess); len(owed) != 1 || owed[0].Due != "2024-10-26" {
			t.Fatalf("owed %+v", owed)
		}
		w.clock.Set("2024-10-10")
		e, err = w.items.Reassess(w.as(w.office), e.ID, because(e))
		w.must(err)
		owed := w.owed(publish.RuleReassess)
		if len(owed) != 2 || owed[0].Light != duty.Done || owed[1].Due != "2025-10-10" {
			t.Errorf("after a year %+v", owed)
		}
		e, err = w.items.Reopen(w.as(w.clerk), e.ID, because(e))
		w.must(err)
		e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) {
			in.Attribute, in.Limb, in.Column, in.Anchor = publish.Open, "", w.fees, "foi:20-8"
		}), nil)
		w.must(err)
		_, err = w.items.Discard(w.as(w.clerk), e.ID, because(e)) // by the office alone
		w.want(err, fault.Forbidden, "publish.was_kept")
		if owed = w.owed(publish.RuleReassess); owed[1].Light == duty.Done {
			t.Error("who proposes it anew has met the duty to look at it again")
		}
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		if e = w.release(w.approve(e)); e.String() != "1.0" {
			t.Errorf("version %s", e.Version)
		}
		if owed = w.owed(publish.RuleReassess); owed[1].Light != duty.Done {
			t.Errorf("public, and still to be looked at again: %s", owed[1].Light)
		}
	})
}

// TestEnd: withdrawn and archived pages stay with their reason; a removed one has
// no text at any address, and leads on in one hop.
func TestEnd(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		_, err := w.items.Withdraw(w.as(w.clerk), e.ID, because(e))
		w.want(err, fault.Forbidden, "not_allowed")
		_, err = w.items.Withdraw(w.as(w.office), e.ID, publish.Because{Rev: e.Rev})
		w.wantField(err, "reason")
		e, err = w.items.Withdraw(w.as(w.office), e.ID, because(e))
		w.must(err)
		if p := w.page(e.ItemID); p.Status != publish.Withdrawn || p.Reason != "内容有误" || p.Content == nil || p.Ended.IsZero() {
			t.Errorf("withdrawn %+v", p)
		}
		a, b, c := w.live(w.notice()), w.live(w.notice()), w.live(w.notice())
		remove := func(e *publish.Edition, to publish.ID) error {
			_, err := w.items.Remove(w.as(w.office), e.ID, publish.Remove{Because: because(e), Successor: to})
			return err
		}
		w.wantField(remove(a, e.ItemID), "successor") // withdrawn: it leads nowhere
		w.wantField(remove(a, a.ItemID), "successor")
		w.must(remove(a, b.ItemID))
		w.must(remove(b, c.ItemID))
		p := w.page(a.ItemID)
		if p.Status != publish.Removed || p.Content != nil || p.Successor != c.ItemID || len(p.History) != 0 {
			t.Errorf("removed %+v", p)
		}
		if p, err = w.items.PageAt(w.Context(), a.ItemID, "2023-10-26-v1.0"); err != nil || p.Content != nil {
			t.Errorf("the edition of a removed item: %+v %v", p, err)
		}
		_, err = w.items.Revise(w.as(w.clerk), a.ItemID)
		w.want(err, fault.Conflict, "publish.nothing_stands")
	})
}

// TestTwoSave: the second of two who save one draft loses nothing and changes nothing.
func TestTwoSave(t *testing.T) {
	each(t, func(w *world) {
		e := w.draft(w.notice())
		_, err := w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Title = "甲" }), nil)
		w.must(err)
		_, err = w.items.Edit(w.as(w.second), e.ID, edit(e, func(in *publish.Edit) { in.Title = "乙" }), nil)
		w.want(err, fault.Conflict, "db.rev")
		_, err = w.items.Edit(w.as(w.second), e.ID, edit(e, func(in *publish.Edit) { in.Title, in.Rev = "丙", 0 }), nil)
		w.wantField(err, "rev")
		if e, err = w.items.Get(w.as(w.clerk), e.ID); err != nil || e.Title != "甲" {
			t.Errorf("%v %v", e, err)
		}
	})
}

// TestFiles: an attachment stays as long as an edition names it.
func TestFiles(t *testing.T) {
	each(t, func(w *world) {
		e, err := w.items.Draft(w.as(w.clerk), w.finance, w.notice(), w.attach("清单.csv", "项目,标准\n甲,1\n"))
		w.must(err)
		_, err = w.items.File(w.Context(), e.ItemID, e.Attachments[0].File)
		w.want(err, fault.NotFound, "") // of a draft
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		e = w.release(w.approve(e))
		f, err := w.items.File(w.Context(), e.ItemID, e.Attachments[0].File)
		w.must(err)
		if f.Name != "清单.csv" || f.SHA256 != e.Attachments[0].SHA256 {
			t.Errorf("%+v", f)
		}
		next, err := w.items.Revise(w.as(w.clerk), e.ItemID)
		w.must(err)
		next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) { in.Keep = nil }), nil)
		w.must(err)
		if len(next.Attachments) != 0 {
			t.Errorf("kept %+v", next.Attachments)
		}
		_, err = w.items.File(w.Context(), e.ItemID, f.ID)
		w.must(err) // the first edition names it still
		w.due()
		if got := w.found("项目 标准 甲"); !slices.Contains(got, e.ItemID) {
			t.Errorf("by what its attachment says: %v", got)
		}
	})
}

// TestLinks: an item links what is public, and what is linked knows of it.
func TestLinks(t *testing.T) {
	each(t, func(w *world) {
		doc := w.live(w.notice())
		in := w.notice()
		in.Title, in.Explained = "解读", "https://www.example.gov.cn/"+doc.Ref()+"\n"
		reading := w.live(in)
		if p := w.page(reading.ItemID); p.Content.Related[0].Item != doc.ItemID || p.Content.Related[0].Title != w.notice().Title {
			t.Errorf("related %+v", p.Content.Related)
		}
		p := w.page(doc.ItemID)
		if len(p.Backlinks) != 1 || p.Backlinks[0].Kind != publish.Explained || p.Backlinks[0].ID != reading.ItemID {
			t.Errorf("backlinks %+v", p.Backlinks)
		}
		in.Explained = "publish/" + "12345"
		_, err := w.items.Draft(w.as(w.clerk), w.finance, in, nil)
		w.wantField(err, "explained")
		in.Explained, in.Basis = "", "not an address"
		_, err = w.items.Draft(w.as(w.clerk), w.finance, in, nil)
		w.wantField(err, "basis")
	})
}

// TestJournal: each public act is a leaf with the hashes of the text, and none
// holds the text itself.
func TestJournal(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		_, err := w.items.Withdraw(w.as(w.office), e.ID, because(e))
		w.must(err)
		w.must(w.db.Read(w.as(w.office), func(tx *db.Tx) error {
			rows, err := journal.For(tx, e.Ref(), db.Page{Size: 50})
			var public []string
			for _, x := range rows.Items {
				if strings.Contains(string(x.Body), "现将涉企收费") {
					t.Errorf("%s holds the text", x.Act)
				}
				if x.Form == journal.FormPublic {
					public = append(public, x.Act)
				}
			}
			if !slices.Equal(public, []string{"publish.withdraw", "publish.release"}) {
				t.Errorf("public %v", public)
			}
			return err
		}))
	})
}

// due runs the jobs that are due.
func (w *world) due() {
	w.Helper()
	for range 5 {
		n, err := w.runner.RunDue(w.Context())
		w.must(err)
		if n == 0 {
			return
		}
	}
	w.Fatal("jobs never end")
}

// TestAttachment: a file of a draft is for those who may know of the draft.
func TestAttachment(t *testing.T) {
	each(t, func(w *world) {
		e, err := w.items.Draft(w.as(w.clerk), w.finance, w.notice(), w.attach("清单.csv", "项目,标准\n甲,1\n"))
		w.must(err)
		file := e.Attachments[0].File
		if f, err := w.items.Attachment(w.as(w.head), e.ID, file); err != nil || f.Name != "清单.csv" {
			t.Errorf("%+v %v", f, err)
		}
		_, err = w.items.Attachment(w.as(w.head), e.ID, file+1)
		w.want(err, fault.NotFound, "")
		_, err = w.items.Attachment(w.as(w.actor(9, auth.Units{IDs: []int64{w.unit("区司法局")}}, auth.Head)), e.ID, file)
		w.want(err, fault.NotFound, "")
	})
}
