package cleanup_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestCleanup: every document of every organ gets a verdict by four eyes, the board counts
// them by unit, the announcement lists them, what has lapsed does so by itself, and what is
// to be amended is owed until it is.
func TestCleanup(t *testing.T) {
	each(t, func(w *world) {
		keep, amend := w.issue(w.justice, "甲办法", nil), w.issue(w.justice, "乙办法", nil)
		repeal, lapse := w.issue(w.finance, "丙办法", nil), w.issue(w.finance, "丁办法", nil)
		w.clock.Set("2023-09-01")
		late := w.issue(w.finance, "戊办法", nil) // after the day of the clean-up
		c := w.started(w.plan())
		if due := w.owed(cleanup.RuleJudge, c.Ref(), w.finance); due != "2023-10-31" {
			t.Errorf("finance owes its verdicts by %q", due)
		}
		v, err := w.clean.View(w.as(w.office), c.ID)
		w.must(err)
		if len(v.Board) != 2 || v.Total.Documents != 4 || v.Total.Open != 4 {
			t.Fatalf("the board: %+v", v)
		}
		w.fourEyes(c)
		w.judged(c, "乙办法", cleanup.Amend)
		if due := w.owed(cleanup.RuleJudge, c.Ref(), w.justice); due != "" {
			t.Errorf("justice has judged both and owes them by %s", due)
		}
		_, err = w.clean.Compile(w.as(w.office), c.ID, cleanup.Compile{Rev: c.Rev, Sure: true})
		w.want(err, fault.Conflict, "cleanup.missing")
		w.judged(c, "丙办法", cleanup.Repeal)
		w.judged(c, "丁办法", cleanup.Lapse)
		if p, err := w.clean.Page(w.Context(), c.ID); err != nil || p.Total.Approved != 4 || p.Total.Keep != 0 {
			t.Errorf("what everybody sees before the announcement: %+v %v", p, err)
		}
		w.clock.Set("2023-11-01")
		c, err = w.clean.Compile(w.as(w.office), c.ID, cleanup.Compile{Rev: c.Rev})
		w.must(err)
		_, err = w.release(c.Item, w.clerk[w.justice])
		w.must(err)
		it, err := w.items.Page(w.Context(), c.Item)
		w.must(err)
		_, annex, _ := strings.Cut(it.Content.Body, "\n附件\n")
		for title, listed := range map[string]bool{"甲办法": true, "乙办法": true, "丙办法": true, "丁办法": false, "戊办法": true} {
			if strings.Contains(annex, "| "+title+" |") != listed {
				t.Errorf("%s on the list: %v", title, !listed)
			}
		}
		if p := w.standing(lapse, ""); p.State.Standing != policy.Lapsed || p.StateBy == nil || !strings.Contains(p.StateBy.Title, "公告") || p.State.Since != "2023-11-01" {
			t.Errorf("lapsed: %+v %+v", p.State, p.StateBy)
		}
		for _, d := range []*policy.Document{keep, amend, repeal, late} {
			if p := w.standing(d, ""); p.State.Standing != policy.Valid {
				t.Errorf("%s: %s", d.Title, p.State.Standing)
			}
		}
		w.settles(c, amend, repeal)
		w.noLook()
	})
}

// noLook: the announcement that lists a document owes no look at what has become of it since.
func (w *world) noLook() {
	w.Helper()
	rows, err := w.duties.Find(w.as(w.office), duty.Find{Rule: policy.RuleLook}, db.Page{})
	w.must(err)
	for _, d := range rows.Items {
		w.Errorf("owed: %s", d.Title)
	}
}

// fourEyes: whoever proposes does not approve, one of another unit does neither, and what
// is given back is proposed again.
func (w *world) fourEyes(c *cleanup.Cleanup) {
	w.Helper()
	v := w.verdict(c, "甲办法")
	clerk, head := w.as(w.clerk[w.justice]), w.as(w.head[w.justice])
	_, err := w.clean.Propose(clerk, v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: cleanup.Keep})
	w.wantField(err, "note", "required")
	_, err = w.clean.Propose(w.as(w.clerk[w.finance]), v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: cleanup.Keep, Note: "理由"})
	w.want(err, fault.NotFound, "not_found")
	v, err = w.clean.Propose(head, v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: cleanup.Keep, Note: "理由"})
	w.must(err)
	_, err = w.clean.Approve(head, v.ID, cleanup.Seen{Rev: v.Rev})
	w.want(err, fault.Forbidden, "flow.four_eyes")
	_, err = w.clean.Approve(clerk, v.ID, cleanup.Seen{Rev: v.Rev})
	w.want(err, fault.Forbidden, "not_allowed")
	v, err = w.clean.Refuse(w.as(w.office), v.ID, cleanup.Because{Rev: v.Rev, Reason: "请写明依据"})
	w.must(err)
	if v.Stage != cleanup.Open || v.Reason != "请写明依据" {
		w.Errorf("given back: %+v", v)
	}
	w.judged(c, "甲办法", cleanup.Keep)
}

// settles: what is to be amended or repealed is owed until a document does it.
func (w *world) settles(c *cleanup.Cleanup, amend, repeal *policy.Document) {
	w.Helper()
	one, two := w.verdict(c, amend.Title), w.verdict(c, repeal.Title)
	if a, b := w.owed(cleanup.RuleSettle, one.Ref(), w.justice), w.owed(cleanup.RuleSettle, two.Ref(), w.finance); a != "2023-12-31" || b != a {
		w.Errorf("owed by %q and %q", a, b)
	}
	rows, err := w.clean.Verdicts(w.as(w.office), cleanup.FindVerdict{Cleanup: c.ID, Owed: true}, db.Page{})
	w.must(err)
	p, err := w.clean.Page(w.Context(), c.ID)
	w.must(err)
	if rows.Total != 2 || p.Total.Owed != 2 || p.Total.Keep != 1 || p.Total.Lapse != 1 {
		w.Errorf("owed: %d in the list, %+v", rows.Total, p.Total)
	}
	words := "将第一条修改为：“第一条 已经修改。”"
	w.issueText(w.justice, "关于修改乙办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: amend.Number, Words: words, Body: "第一条 已经修改。"})
	w.issue(w.finance, "关于废止丙办法的决定", &policy.Affect{Kind: policy.Repeal, Target: repeal.Number})
	if a, b := w.owed(cleanup.RuleSettle, one.Ref(), w.justice), w.owed(cleanup.RuleSettle, two.Ref(), w.finance); a != "" || b != "" {
		w.Errorf("done and still owed by %q and %q", a, b)
	}
	if p, err = w.clean.Page(w.Context(), c.ID); err != nil || p.Total.Owed != 0 {
		w.Errorf("still owed: %+v %v", p.Total, err)
	}
}

// TestMeanwhile: a document that is amended between its verdict and the announcement is not
// to be amended once more; one that is judged anew is.
func TestMeanwhile(t *testing.T) {
	each(t, func(w *world) {
		one, two := w.issue(w.justice, "甲办法", nil), w.issue(w.finance, "乙办法", nil)
		c := w.started(w.plan())
		words := "将第一条修改为：“第一条 已经修改。”"
		amend := func(d *policy.Document, u int64) {
			w.issueText(u, "关于修改"+d.Title+"的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: "第一条 已经修改。"})
		}
		for _, d := range []*policy.Document{one, two} {
			w.judged(c, d.Title, cleanup.Amend)
		}
		amend(one, w.justice)
		amend(two, w.finance)
		if v := w.verdict(c, one.Title); v.Settled != "2023-09-04" {
			t.Errorf("amended, and settled on %q", v.Settled)
		}
		v := w.verdict(c, two.Title)
		_, err := w.clean.Back(w.as(w.office), v.ID, cleanup.Because{Rev: v.Rev, Reason: "第二条也要修改"})
		w.must(err)
		w.judged(c, two.Title, cleanup.Amend)
		c, err = w.clean.Compile(w.as(w.office), c.ID, cleanup.Compile{Rev: w.get(c.ID).Rev})
		w.must(err)
		_, err = w.release(c.Item, w.clerk[w.justice])
		w.must(err)
		it, err := w.items.Page(w.Context(), c.Item)
		w.must(err)
		listed, _, _ := strings.Cut(it.Content.Body, "\n附件\n")
		if strings.Count(listed, "其中 1 份在本公告编制以前已经办结") != 1 || !strings.Contains(listed, "| 甲办法 |") || strings.Count(listed, "| 2023-09-04 |") != 1 {
			t.Errorf("announced: %s", listed)
		}
		a, b := w.verdict(c, one.Title), w.verdict(c, two.Title)
		if a, b := w.owed(cleanup.RuleSettle, a.Ref(), w.justice), w.owed(cleanup.RuleSettle, b.Ref(), w.finance); a != "" || b != "2023-12-31" {
			t.Errorf("owed by %q and %q", a, b)
		}
		if p, err := w.clean.Page(w.Context(), c.ID); err != nil || p.Total.Amend != 2 || p.Total.Owed != 1 {
			t.Errorf("to be amended: %+v %v", p.Total, err)
		}
	})
}

// TestStrict: what is not on the list is void from the day that the clean-up says, without
// anybody doing anything; what was announced is what was judged.
func TestStrict(t *testing.T) {
	each(t, func(w *world) {
		keep, none, repeal := w.issue(w.justice, "甲办法", nil), w.issue(w.justice, "乙办法", nil), w.issue(w.finance, "丙办法", nil)
		in := w.plan()
		in.Strict, in.VoidOn = true, "2024-01-01"
		c := w.started(in)
		w.judged(c, "甲办法", cleanup.Keep)
		w.judged(c, "丙办法", cleanup.Repeal)
		w.clock.Set("2023-11-01")
		_, err := w.clean.Compile(w.as(w.office), c.ID, cleanup.Compile{Rev: c.Rev})
		w.wantField(err, "sure", "cleanup.missing_strict")
		c, err = w.clean.Compile(w.as(w.office), c.ID, cleanup.Compile{Rev: c.Rev, Sure: true})
		w.must(err)
		v := w.verdict(c, "乙办法")
		_, err = w.clean.Propose(w.as(w.clerk[w.justice]), v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: cleanup.Keep, Note: "理由"})
		w.want(err, fault.Conflict, "cleanup.not_running")
		w.issue(w.justice, "新办法", nil) // the list is not complete any more
		_, err = w.release(c.Item, w.clerk[w.justice])
		w.want(err, fault.Conflict, "cleanup.other_text")
		c, err = w.clean.Reopen(w.as(w.office), c.ID, cleanup.Because{Rev: c.Rev, Reason: "目录不全"})
		w.must(err)
		c, err = w.clean.Compile(w.as(w.office), c.ID, cleanup.Compile{Rev: c.Rev, Sure: true})
		w.must(err)
		_, err = w.release(c.Item, w.clerk[w.justice])
		w.must(err)
		for _, d := range []*policy.Document{keep, none, repeal} {
			if p := w.standing(d, "2023-12-31"); p.State.Standing != policy.Valid {
				t.Errorf("%s before the day: %s", d.Title, p.State.Standing)
			}
		}
		w.clock.Set("2024-01-01")
		w.must(w.docs.Turn(w.Context()))
		for d, want := range map[*policy.Document]policy.Standing{keep: policy.Valid, none: policy.Lapsed, repeal: policy.Repealed} {
			if p := w.standing(d, ""); p.State.Standing != want || p.Standing != want {
				t.Errorf("%s on the day: %s, %s in lists; want %s", d.Title, p.State.Standing, p.Standing, want)
			}
		}
		if c = w.get(c.ID); c.Status != cleanup.Announced || w.owed(cleanup.RuleJudge, c.Ref(), w.justice) != "" {
			t.Errorf("announced, and still owed: %+v", c)
		}
	})
}

// TestCourse: a day that is to come, nothing in force, a later day, an end without a result.
func TestCourse(t *testing.T) {
	each(t, func(w *world) {
		bad := w.plan()
		bad.Due, bad.Column = "2023-08-01", 0
		_, err := w.clean.Make(w.as(w.office), w.justice, bad)
		w.wantField(err, "due", "cleanup.before")
		w.wantField(err, "column", "required")
		_, err = w.clean.Make(w.as(w.clerk[w.justice]), w.justice, w.plan())
		w.want(err, fault.Forbidden, "not_allowed")
		c, err := w.clean.Make(w.as(w.office), w.justice, w.plan())
		w.must(err)
		_, err = w.clean.View(w.as(w.clerk[w.justice]), c.ID)
		w.want(err, fault.NotFound, "not_found")
		_, err = w.clean.Start(w.as(w.office), c.ID, cleanup.Seen{Rev: c.Rev})
		w.want(err, fault.Conflict, "cleanup.as_of_ahead")
		w.clock.Set("2023-09-04")
		_, err = w.clean.Start(w.as(w.office), c.ID, cleanup.Seen{Rev: c.Rev})
		w.want(err, fault.Conflict, "cleanup.nothing")
		w.clock.Set("2023-08-01")
		w.issue(w.finance, "甲办法", nil)
		w.clock.Set("2023-09-04")
		c, err = w.clean.Start(w.as(w.office), c.ID, cleanup.Seen{Rev: c.Rev})
		w.must(err)
		_, err = w.clean.Extend(w.as(w.office), c.ID, cleanup.Later{Because: cleanup.Because{Rev: c.Rev, Reason: "文件多"}, Due: "2023-10-31"})
		w.wantField(err, "due", "cleanup.not_later")
		c, err = w.clean.Extend(w.as(w.office), c.ID, cleanup.Later{Because: cleanup.Because{Rev: c.Rev, Reason: "文件多"}, Due: "2023-11-30"})
		w.must(err)
		if due := w.owed(cleanup.RuleJudge, c.Ref(), w.finance); due != "2023-11-30" {
			t.Errorf("owed by %s", due)
		}
		w.judged(c, "甲办法", cleanup.Lapse)
		v := w.verdict(c, "甲办法")
		_, err = w.clean.Back(w.as(w.office), v.ID, cleanup.Because{Rev: v.Rev, Reason: "仍在执行"})
		w.must(err)
		if due := w.owed(cleanup.RuleJudge, c.Ref(), w.finance); due != "2023-11-30" {
			t.Errorf("asked again, and owed by %q", due)
		}
		c, err = w.clean.Stop(w.as(w.office), c.ID, cleanup.Because{Rev: c.Rev, Reason: "另行安排"})
		w.must(err)
		if due := w.owed(cleanup.RuleJudge, c.Ref(), w.finance); due != "" || c.Status != cleanup.Stopped {
			t.Errorf("stopped, and owed by %q", due)
		}
		if p, err := w.clean.Page(w.Context(), c.ID); err != nil || p.Status != cleanup.Stopped || p.Reason != "另行安排" {
			t.Errorf("what everybody sees of it: %+v %v", p, err)
		}
		c, err = w.clean.Make(w.as(w.office), w.justice, w.plan())
		w.must(err)
		_, err = w.clean.Page(w.Context(), c.ID)
		w.want(err, fault.NotFound, "not_found")
		_, err = w.clean.Discard(w.as(w.office), c.ID, cleanup.Because{Rev: c.Rev, Reason: "重复"})
		w.must(err)
	})
}
