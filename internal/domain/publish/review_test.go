package publish_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
)

// reviewed is an edition that waits for the secrecy review.
func (w *world) reviewed(in publish.Edit) *publish.Edition {
	w.Helper()
	e := w.submitted(in)
	e, err := w.items.Review(w.as(w.head), e.ID, agree(e))
	w.must(err)
	return e
}

// TestVerdicts: every verdict that the form offers can be given, is on the record, and
// leads to where the edition belongs.
func TestVerdicts(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct {
			attribute publish.Attribute
			verdict   publish.Verdict
			then      publish.Status
		}{
			{publish.Open, publish.Publish, publish.Cleared},
			{publish.Open, publish.Partly, publish.Cleared},
			{publish.Open, publish.OnAsk, publish.Returned},
			{publish.Open, publish.Not, publish.Returned},
			{publish.Open, publish.Refer, publish.Reviewed},
			{publish.Request, publish.OnAsk, publish.Cleared},
			{publish.Request, publish.Publish, publish.Returned},
			{publish.Closed, publish.Not, publish.Cleared},
			{publish.Closed, publish.Refer, publish.Reviewed},
		} {
			in := w.notice()
			if in.Attribute = c.attribute; c.attribute == publish.Closed {
				in.Limb = "process"
			}
			e := w.reviewed(in)
			e, err := w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: c.verdict, Basis: "条例第十四条", Together: "无", Words: "见附注"})
			w.must(err)
			if e.Status != c.then || e.Record.Verdict != c.verdict || e.Record.Basis != "条例第十四条" {
				t.Errorf("%s, %s: %s, %+v", c.attribute, c.verdict, e.Status, e.Record)
			}
			v, err := w.items.View(w.as(w.office), e.ID)
			w.must(err)
			if said := v.Opinions[len(v.Opinions)-1]; !strings.Contains(said.Words, "见附注") {
				t.Errorf("%s, %s: said %+v", c.attribute, c.verdict, said)
			}
			if c.then == publish.Returned && !strings.Contains(e.Reason, "条例第十四条") {
				t.Errorf("the writer reads %q", e.Reason)
			}
			if c.verdict == publish.Refer { // the department has answered
				if e, err = w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Not, Basis: "保密行政管理部门答复", Together: "无"}); err != nil || e.Record.Verdict != publish.Not {
					t.Errorf("after the answer: %v", err)
				}
			}
		}
	})
}

// TestKeptStays: what the office has judged not to be open leaves the register by the
// office alone, and what it was to be looked at for ends then.
func TestKeptStays(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Attribute, in.Limb = publish.Closed, "process"
		e := w.reviewed(in)
		e, err := w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Not, Basis: "条例第十六条", Together: "无"})
		w.must(err)
		e, err = w.items.Keep(w.as(w.office), e.ID, because(e))
		w.must(err)
		e, err = w.items.Reopen(w.as(w.clerk), e.ID, because(e))
		w.must(err)
		if owed := w.owed(publish.RuleReassess); len(owed) != 1 || owed[0].Status != duty.Open {
			t.Errorf("proposed anew: %+v", owed)
		}
		_, err = w.items.Discard(w.as(w.office), e.ID, because(e))
		w.must(err)
		if owed := w.owed(publish.RuleReassess); owed[0].Light != duty.Void {
			t.Errorf("discarded by the office: %s", owed[0].Light)
		}
	})
}

// TestNothingChanged: an edition that says what is public already is no news. After a
// withdrawal the same text may come back.
func TestNothingChanged(t *testing.T) {
	each(t, func(w *world) {
		first := w.live(w.notice())
		e, err := w.items.Revise(w.as(w.clerk), first.ItemID)
		w.must(err)
		_, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.wantField(err, "body")
		_, err = w.items.Emergency(w.as(w.signer), e.ID, because(e))
		w.wantField(err, "body")
		first = w.edition(first.ID)
		_, err = w.items.Withdraw(w.as(w.signer), first.ID, because(first))
		w.must(err)
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		w.release(w.approve(e))
	})
}
