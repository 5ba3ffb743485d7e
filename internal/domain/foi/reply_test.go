package foi_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
)

// decided is a request of two items, each with its result, and a draft.
func (w *world) decided(remedies ...string) *foi.Request {
	w.Helper()
	r := w.received("2026-09-10")
	r, err := w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: "2022年度部门决算\n绩效考核讨论记录", Reason: "两件事", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"})
	w.must(err)
	return w.decides(r, remedies...)
}

// decides drafts the reply to a request of two things.
func (w *world) decides(r *foi.Request, remedies ...string) *foi.Request {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	public, inside := v.Items[0], v.Items[1]
	public.Result = "A1"
	public.Facts = map[string]string{"title": "2022年度部门决算", "url": "https://gk.example.gov.cn/publish/17", "public_proof": "网页打印件存卷"}
	inside.Result, inside.Reason, inside.Whole = "N5", "该记录是内部人事管理的工作过程，对外不产生影响", true
	inside.Facts = map[string]string{"affair": "personnel", "affair_proof": "会议通知存卷"}
	for _, it := range []foi.Item{public, inside} {
		r, err = w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it)
		w.must(err)
	}
	r, err = w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: remedies, Online: "https://xzfy.example.gov.cn", Contact: "公开办"})
	w.must(err)
	return r
}

// signs hands a draft in and has three others sign it.
func (w *world) signs(r *foi.Request) *foi.Request {
	w.Helper()
	if err := w.submit(r); err != nil {
		v, _ := w.s.View(w.as(auth.Clerk), r.ID)
		w.Fatalf("%v %+v", err, v.Found)
	}
	r = w.load(r.ID)
	for _, by := range []struct {
		role auth.Role
		act  func(context.Context, foi.ID, foi.Seen) (*foi.Request, error)
	}{{auth.Head, w.s.Review}, {auth.Secrecy, w.s.Clear}, {auth.Signer, w.s.Sign}} {
		next, err := by.act(w.as(by.role), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		r = next
	}
	return r
}

// TestReply: drafted, read by the lint, signed by three others, served, come back, served again, filed.
func TestReply(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		if _, err := w.s.Sign(w.as(auth.Signer), r.ID, foi.Seen{Rev: r.Rev}); fault.Of(err) != fault.Conflict {
			w.Errorf("signed before it was reviewed: %v", err)
		}
		r = w.signs(r)
		text := w.lastLetter(r)
		for _, want := range []string{"王小明", "2026年9月10日", "https://gk.example.gov.cn/publish/17", "人事管理", "应当先申请行政复议", "南昌市红谷滩区财政局"} {
			if !strings.Contains(text, want) {
				w.Errorf("the reply does not say %s:\n%s", want, text)
			}
		}
		w.on("2026-10-15")
		r, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.PostalMail, Day: "2026-10-15", Tracking: "EX123456789CN"}})
		w.must(err)
		if r.Status != foi.Answered || len(r.Late) != 1 || r.Late[0] != (foi.Breach{Act: foi.ActServe, Due: "2026-10-14", On: "2026-10-15"}) {
			w.Errorf("%s, late %v", r.Status, r.Late)
		}
		if n := len(w.owed(r, "foi.reply")); n != 0 {
			w.Errorf("%d duties are still owed", n)
		}
		w.on("2026-10-20")
		r, err = w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-10-20", Note: "查无此人"})
		w.must(err)
		if n := w.openDuties(r); n != 1 {
			w.Errorf("%d duties after it came back", n)
		}
		r, err = w.s.Resend(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: hand("2026-10-20")})
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		r, err = w.s.Prove(w.as(auth.Clerk), r.ID, v.Letters[0].ID, foi.Prove{Rev: r.Rev, Outcome: foi.BySelf, Day: "2026-10-20"})
		w.must(err)
		r, err = w.s.Archive(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		if r.Status != foi.Archived || w.openDuties(r) != 0 {
			w.Errorf("%s with %d duties", r.Status, w.openDuties(r))
		}
	})
}

// TestWrongRemedy: whoever tells a withheld item "review or suit" is stopped.
func TestWrongRemedy(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-B")
		if err := w.submit(r); fault.Of(err) != fault.Conflict {
			w.Errorf("a wrong remedy was handed in: %v", err)
		}
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if len(v.Found) == 0 || v.Found[0].Severity != foi.Blocks {
			w.Errorf("found %+v", v.Found)
		}
	})
}

// TestChangedAfterApproval: whoever changes the decision behind the approvals stops the signature.
func TestChangedAfterApproval(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.must(w.submit(r))
		r = w.load(r.ID)
		w.change("UPDATE foi_item SET reason = 'x' WHERE result = 'N5'")
		if _, err := w.s.Review(w.as(auth.Head), r.ID, foi.Seen{Rev: r.Rev}); fault.Of(err) != fault.Conflict {
			w.Errorf("approved what was changed: %v", err)
		}
		r, err := w.s.Return(w.as(auth.Head), r.ID, foi.Because{Rev: r.Rev, Reason: "重办"})
		w.must(err)
		if r.Status != foi.Handling || r.Hash != "" {
			w.Errorf("%s %q", r.Status, r.Hash)
		}
	})
}

// TestDecideBrings: a decision and its evidence are one: refused together, kept together;
// and evidence is never what is given out.
func TestDecideBrings(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		it := w.item(r)
		it.Result, it.Given = "A2", []foi.Given{{Title: "部门决算", Pages: 12}}
		staged, err := w.files.Stage(w.Context(), strings.NewReader("内部审批单\n"))
		w.must(err)
		if _, err := w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it, files.Upload{Staged: staged, Name: "部门决算.exe"}); fault.Of(err) != fault.Invalid {
			w.Errorf("a name that lies: %v", err)
		}
		if got := w.item(r); got.Result != "" || len(got.Papers) != 0 {
			w.Errorf("refused in part: %+v", got)
		}
		w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it, files.Upload{Staged: staged, Name: "部门决算.txt"}))
		got := w.item(r)
		if len(got.Papers) != 1 || len(got.Copies) != 0 || got.Given[0].File != 0 {
			w.Errorf("kept: %+v", got)
		}
		got.Given[0].File = got.Papers[0].ID // by a crafted decision
		w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, got))
		if got = w.item(r); got.Given[0].File != 0 {
			w.Errorf("evidence is given out: %+v", got.Given)
		}
		if err := got.Check(); err == nil || fault.As(err).Fields["given"].Key != "foi.result.given_copy" {
			w.Errorf("complete without a copy: %v", err)
		}
	})
}

// TestChangedLetter: what the letter is made of voids the signatures when it changes, up
// to the day of its service; another day does not.
func TestChangedLetter(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.must(w.submit(r))
		r = w.load(r.ID)
		r, err := w.s.Review(w.as(auth.Head), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		refused := func(why string) {
			w.Helper()
			if _, err := w.s.Clear(w.as(auth.Secrecy), r.ID, foi.Seen{Rev: r.Rev}); fault.Of(err) != fault.Conflict || fault.As(err).Text.Key != "foi.changed" {
				w.Errorf("%s: %v", why, err)
			}
		}
		w.change(`UPDATE unit_unit SET review = replace(review, '[', '["火星政府",')`)
		refused("another review organ")
		w.change(`UPDATE unit_unit SET review = replace(review, '"火星政府",', '')`)
		w.on("2026-09-11") // a day changes nothing
		r, err = w.s.Clear(w.as(auth.Secrecy), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		r, err = w.s.Sign(w.as(auth.Signer), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		w.change(`UPDATE unit_unit SET court = '火星法院'`)
		if _, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: hand("2026-09-11")}); fault.Of(err) != fault.Conflict {
			w.Errorf("served with what nobody signed: %v", err)
		}
	})
}
