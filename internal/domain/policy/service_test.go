package policy_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// TestGate: a document that lacks a step goes nowhere, and the message names the step.
func TestGate(t *testing.T) {
	each(t, func(w *world) {
		d := w.make(w.rule())
		_, err := w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		w.want(err, fault.Conflict, "policy.lacks")
		for _, word := range []string{"评估论证", "征求意见", "公平竞争审查"} {
			if text := i18n.Text(fault.As(err).Text); !strings.Contains(text, word) || strings.Contains(text, "集体审议") {
				t.Errorf("%q does not name %s alone", text, word)
			}
		}
		ctx := w.as(w.clerk)
		d, err = w.docs.Assess(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: "2023-03-01"}, w.paper())
		w.must(err)
		_, err = w.docs.Assess(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: "2023-03-02"}, w.paper())
		w.wantField(err, "on", "policy.future")
		_, err = w.docs.Fair(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: "2023-03-01"}, policy.Evidence{})
		w.wantField(err, "file", "policy.no_file")
		_, err = w.docs.Fair(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "legal", On: "2023-03-01"}, w.paper())
		w.wantField(err, "result", "required")
		d, err = w.docs.Fair(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "fail", On: "2023-03-01"}, w.paper())
		w.must(err)
		w.day("2023-04-03")
		short := policy.Taken{Rev: d.Rev, Result: "done", From: "2023-03-02", On: "2023-03-31", Note: "没有收到意见"}
		_, err = w.docs.Consult(ctx, d.ID, short, w.paper())
		w.wantField(err, "on", "policy.lack.short")
		short.On = "2023-04-01" // thirty days after the day of the announcement
		d, err = w.docs.Consult(ctx, d.ID, short, w.paper())
		w.must(err)
		if got := lacks(w.view(d.ID)); len(got) != 3 { // the failed review, and what follows
			t.Errorf("lacks %v", got)
		}
		_, err = w.docs.Ask(ctx, d.ID, policy.Seen{Rev: d.Rev})
		if text := i18n.Text(fault.As(err).Text); !strings.Contains(text, "公平竞争审查") || strings.Contains(text, "征求意见") {
			t.Errorf("says %q", text)
		}
		d, err = w.docs.Fair(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: "2023-04-03"}, w.paper())
		w.must(err)
		d, err = w.docs.Ask(ctx, d.ID, policy.Seen{Rev: d.Rev})
		w.must(err)
		if d.Status != policy.Reviewing {
			t.Errorf("stands at %s", d.Status)
		}
	})
}

// TestFields: a document is not handed over without what its record has to have, and a
// term longer than the district allows is refused.
func TestFields(t *testing.T) {
	each(t, func(w *world) {
		in := w.rule()
		in.Business, in.Vital, in.Until, in.Genre, in.Column, in.Body = false, false, "", "", 0, ""
		d := w.prepared(in)
		_, err := w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		for _, field := range []string{"until", "genre", "column", "body"} {
			if fault.As(err).Fields[field].Key == "" {
				t.Errorf("%s is not missed: %v", field, err)
			}
		}
		in = w.rule()
		in.Business, in.Vital, in.Trial, in.Rev = false, false, true, d.Rev
		d, err = w.docs.Edit(w.as(w.clerk), d.ID, in)
		w.must(err)
		_, err = w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		w.wantField(err, "until", "policy.until_far")
		in.Until, in.Rev = "2025-03-01", d.Rev
		d, err = w.docs.Edit(w.as(w.clerk), d.ID, in)
		w.must(err)
		_, err = w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		w.must(err)
		in.Starts = "2025-03-02"
		_, err = w.docs.Make(w.as(w.clerk), w.justice, in)
		w.wantField(err, "until", "policy.until_early")
		_, err = w.docs.Make(w.as(w.other), w.justice, w.rule())
		w.want(err, fault.Forbidden, "")
		_, err = w.docs.View(w.as(w.other), d.ID)
		w.want(err, fault.NotFound, "")
	})
}

// TestLegal: the review takes from 5 to 15 working days, one of three results, and another
// person than the drafters.
func TestLegal(t *testing.T) {
	each(t, func(w *world) {
		in := w.rule()
		in.Business, in.Vital = false, false
		d := w.prepared(in)
		d, err := w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		w.must(err)
		if due := w.owed(policy.RuleLegal, d.ID); due != "2023-03-22" { // fifteen working days after 1 March
			t.Errorf("the review is due on %s", due)
		}
		ok := policy.Taken{Rev: d.Rev, Result: "legal", Number: "红司审〔2023〕9号"}
		_, err = w.docs.Judge(w.as(w.clerk), d.ID, ok, w.paper())
		w.want(err, fault.Forbidden, "")
		_, err = w.docs.Judge(w.as(w.counsel), d.ID, ok, w.paper())
		w.wantField(err, "reason", "policy.too_fast")
		amend := policy.Taken{Rev: d.Rev, Result: "amend", Number: "红司审〔2023〕8号"}
		_, err = w.docs.Judge(w.as(w.counsel), d.ID, amend, w.paper())
		w.wantField(err, "note", "policy.no_opinion")
		amend.Note = "第三条缺少上位法依据，应当修改"
		d, err = w.docs.Judge(w.as(w.counsel), d.ID, amend, w.paper())
		w.must(err)
		if d.Status != policy.Draft || w.owed(policy.RuleLegal, d.ID) != "" || d.Reason != amend.Note {
			t.Errorf("after the review: %s, %q", d.Status, d.Reason)
		}
		d, err = w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		w.must(err)
		ok.Rev, ok.Reason = d.Rev, "突发事件应急处置"
		d, err = w.docs.Judge(w.as(w.counsel), d.ID, ok, w.paper())
		w.must(err)
		if d.Status != policy.Reviewed {
			t.Errorf("stands at %s", d.Status)
		}
		edit := policy.FormOf(d)
		edit.Body += "\n第五条 本办法由区司法局解释。"
		d, err = w.docs.Edit(w.as(w.clerk), d.ID, edit)
		w.must(err)
		if got := lacks(w.view(d.ID)); len(got) != 2 || d.Status != policy.Draft {
			t.Errorf("a changed text lacks %v at %s", got, d.Status)
		}
	})
}

// TestDeliberation: a meeting can change the text, and what it passed is what is issued.
func TestDeliberation(t *testing.T) {
	each(t, func(w *world) {
		in := w.rule()
		in.Business, in.Vital = false, false
		d := w.prepared(in)
		d, err := w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
		w.must(err)
		w.day("2023-03-08")
		d, err = w.docs.Judge(w.as(w.counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "1"}, w.paper())
		w.must(err)
		meeting := policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "fail", Number: "第1次", On: "2023-03-07"}}
		_, err = w.docs.Deliberate(w.as(w.clerk), d.ID, meeting, w.paper())
		w.wantField(err, "on", "policy.before_legal")
		meeting.On, meeting.Result = "2023-03-08", "revised"
		_, err = w.docs.Deliberate(w.as(w.clerk), d.ID, meeting, w.paper())
		w.wantField(err, "body", "policy.no_revised")
		meeting.Body = body + "\n第五条 本办法由区司法局解释。"
		d, err = w.docs.Deliberate(w.as(w.clerk), d.ID, meeting, w.paper())
		w.must(err)
		if d.Status != policy.Deliberated || d.Body != meeting.Body || len(lacks(w.view(d.ID))) != 0 {
			t.Errorf("after the meeting: %s, lacks %v", d.Status, lacks(w.view(d.ID)))
		}
		d, err = w.docs.Return(w.as(w.office), d.ID, policy.Because{Rev: d.Rev, Reason: "附件不全"})
		w.must(err)
		if got := lacks(w.view(d.ID)); len(got) != 2 {
			t.Errorf("returned, it lacks %v", got)
		}
	})
}

// TestRegister: numbers have no gap, whoever wrote a document does not register it, and a
// number that is not used stays with its reason.
func TestRegister(t *testing.T) {
	each(t, func(w *world) {
		in := w.rule()
		in.Business, in.Vital = false, false
		first := w.registered(in)
		if first.Number != "红府规〔2023〕1号" || first.Code != "HGTGF-2023-1" || first.Item == 0 {
			t.Errorf("numbers %s, %s, item %d", first.Number, first.Code, first.Item)
		}
		void, err := w.docs.Void(w.as(w.office), first.ID, policy.Because{Rev: first.Rev, Reason: "上位法修改，不再公布"})
		w.must(err)
		if it, _, err := w.items.Item(w.as(w.office), first.Item); err != nil || it.Status != publish.Discarded || void.Status != policy.Voided {
			t.Errorf("the item of a void document is %v, %v", it, err)
		}
		second := w.registered(in)
		if second.Number != "红府规〔2023〕2号" || second.Code != "HGTGF-2023-2" {
			t.Errorf("numbers %s, %s", second.Number, second.Code)
		}
		own, err := w.docs.Make(w.as(w.office), w.justice, in)
		w.must(err)
		_, err = w.docs.Register(w.as(w.office), own.ID, policy.Registration{Rev: own.Rev, Word: "红府规"})
		w.want(err, fault.Conflict, "flow.no_step")
		_, err = w.docs.Register(w.as(w.clerk), second.ID, policy.Registration{Rev: second.Rev, Word: "GZ"})
		w.wantField(err, "word", "policy.bad_word")
	})
}

// TestIssue: the release of the item issues the document; whatever differs from what was
// decided is stopped there, and what is issued is filed in time.
func TestIssue(t *testing.T) {
	each(t, func(w *world) {
		d := w.registered(w.rule())
		e := w.approve(d)
		edit := publish.FormOf(e)
		edit.Body = strings.Replace(edit.Body, "责令改正", "处五百元罚款", 1)
		_, err := w.items.Edit(w.as(w.second), e.ID, edit, nil)
		w.must(err)
		e = w.approve(d)
		_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
		w.want(err, fault.Conflict, "policy.other_text")
		edit = publish.FormOf(e)
		edit.Body, edit.Number = d.Body, "红府规〔2023〕99号"
		_, err = w.items.Edit(w.as(w.second), e.ID, edit, nil)
		w.must(err)
		e = w.approve(d)
		_, err = w.items.Emergency(w.as(w.signer), e.ID, publish.Because{Rev: e.Rev, Reason: "紧急"})
		w.want(err, fault.Conflict, "")
		_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
		w.want(err, fault.Conflict, "policy.other_number")
		edit = publish.FormOf(e)
		edit.Number = d.Number
		_, err = w.items.Edit(w.as(w.second), e.ID, edit, nil)
		w.must(err)
		e = w.approve(d)
		// Somebody with the database in hand takes the evidence of the review away.
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE policy_step SET void = 1 WHERE document_id = ? AND kind = 'fair'", d.ID)
			return err
		}))
		_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
		w.want(err, fault.Conflict, "policy.lacks")
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE policy_step SET void = 0 WHERE document_id = ? AND kind = 'fair'", d.ID)
			return err
		}))
		_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
		w.must(err)
		d = w.get(d.ID)
		if d.Status != policy.Issued || d.Issued != w.db.Today() || d.Starts != d.Issued || d.Standing != policy.Valid {
			t.Errorf("issued: %s on %s from %s, %s", d.Status, d.Issued, d.Starts, d.Standing)
		}
		if due := w.owed(policy.RuleFile, d.ID); due != d.Issued.Add(15) {
			t.Errorf("to be filed by %s, issued on %s", due, d.Issued)
		}
		_, err = w.docs.File(w.as(w.clerk), d.ID, policy.Filing{Rev: d.Rev, On: d.Issued.Add(-1), Number: "备1"})
		w.wantField(err, "on", "policy.before_issue")
		d, err = w.docs.File(w.as(w.clerk), d.ID, policy.Filing{Rev: d.Rev, On: d.Issued, Number: "洪备〔2023〕1号"})
		w.must(err)
		if w.owed(policy.RuleFile, d.ID) != "" || d.FiledNo != "洪备〔2023〕1号" {
			t.Errorf("filed: %+v", d)
		}
	})
}
