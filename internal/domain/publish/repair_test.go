package publish_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
)

// TestRepair: what the screening proposes stands in every field afterwards, the
// rest as it was; signatures fall, and the repaired text can be handed in.
func TestRepair(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body += "经办人身份证号" + synthetic + "，另一人" + synthetic + "。\n"
		in.Summary = "身份证号" + synthetic
		e := w.draft(in)
		_, err := w.items.Repair(w.as(w.clerk), e.ID, agree(e))
		w.want(err, fault.Conflict, "publish.not_screened")
		_, err = w.items.Screen(w.as(w.clerk), e.ID)
		w.must(err)
		_, err = w.items.Repair(w.as(w.head), e.ID, agree(e))
		w.must(err) // who may write may repair
		v, err := w.items.View(w.as(w.clerk), e.ID)
		w.must(err)
		const masked = "110105********002X"
		if got := v.Edition.Body; strings.Count(got, masked) != 2 || strings.Contains(got, synthetic) || !strings.HasPrefix(got, w.notice().Body) {
			t.Errorf("the body: %s", strings.ReplaceAll(got, synthetic, "(plain)"))
		}
		if v.Edition.Summary != "身份证号"+masked || v.Edition.Title != in.Title {
			t.Errorf("summary %q title %q", v.Edition.Summary, v.Edition.Title)
		}
		if !v.Screened || v.Edition.EditBy == e.EditBy {
			t.Errorf("screened %v", v.Screened)
		}
		for _, f := range v.Findings {
			if f.Open() {
				t.Errorf("left: %+v", f)
			}
		}
		_, err = w.items.Repair(w.as(w.clerk), e.ID, agree(&v.Edition))
		w.want(err, fault.Conflict, "publish.nothing_to_repair")
		_, err = w.items.Repair(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
		w.want(err, fault.Conflict, "")
		_, err = w.items.Submit(w.as(w.clerk), e.ID, check(&v.Edition))
		w.must(err)
	})
}

// TestRepairVoids: a repair after the signatures takes them back.
func TestRepairVoids(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body += "车牌号赣AD1234。\n"
		e := w.draft(in)
		_, err := w.items.Screen(w.as(w.clerk), e.ID)
		w.must(err)
		v, err := w.items.View(w.as(w.clerk), e.ID)
		w.must(err)
		if len(v.Findings) == 0 || !v.Findings[0].Repairable() || v.Findings[0].Severity != screen.Hold {
			t.Fatalf("%+v", v.Findings)
		}
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		e, err = w.items.Repair(w.as(w.clerk), e.ID, agree(e))
		w.must(err)
		if e.Status != publish.Drafted || e.Hash != "" || e.SubmitBy != 0 {
			t.Errorf("%s %q", e.Status, e.Hash)
		}
	})
}
