package consult_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
)

// TestTerm: 30 days or a public reason; the days run from the approval; nobody ends it early.
func TestTerm(t *testing.T) {
	each(t, func(w *world) {
		in := edit()
		in.Days = 10
		_, err := w.s.Make(w.as(auth.Clerk), w.bureau, in)
		w.wantField(err, "short", "consult.need.short")
		in.Kind = consult.Other
		_, err = w.s.Make(w.as(auth.Clerk), w.bureau, in)
		w.must(err)
		in.Kind, in.Short = consult.Major, "汛期将至，需要尽快施行。"
		c, err := w.s.Make(w.as(auth.Clerk), w.bureau, in)
		w.must(err)
		_, err = w.s.Show(w.Context(), c.ID)
		w.want(err, fault.NotFound, "")
		_, err = w.s.View(auth.With(w.Context(), w.other), c.ID)
		w.want(err, fault.NotFound, "")

		c, err = w.s.Ask(w.as(auth.Clerk), c.ID, consult.Seen{Rev: c.Rev})
		w.must(err)
		_, err = w.s.Approve(w.as(auth.Clerk), c.ID, consult.Seen{Rev: c.Rev})
		w.want(err, fault.Forbidden, "not_allowed")
		w.clock.Set("2026-03-06")
		c, err = w.s.Approve(w.as(auth.Head), c.ID, consult.Seen{Rev: c.Rev})
		w.must(err)
		if c.Opened != "2026-03-06" || c.Until != "2026-03-16" {
			t.Errorf("from %s until %s", c.Opened, c.Until)
		}
		a, err := w.s.Show(w.Context(), c.ID)
		w.must(err)
		if !a.Takes || a.Term != 30 || a.Consult.Short == "" || len(a.Clauses) != 6 || a.Clauses[2].Name != "第一条" {
			t.Errorf("shown: %+v", a)
		}
		if acts := w.view(c.ID).Acts; len(acts) != 0 {
			t.Errorf("a clerk may %v with what is open", acts)
		}
		c, err = w.s.Extend(w.as(auth.Head), c.ID, consult.Extend{Because: consult.Because{Rev: c.Rev, Reason: "意见较多"}, Days: 20})
		w.must(err)
		if c.Until != "2026-04-05" {
			t.Errorf("extended until %s", c.Until)
		}
	})
}

// TestLate: what comes after the last day is refused by the clock of the server, before the
// night that closes it and after.
func TestLate(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(edit())
		first := w.send(id, 0, "建议增加遛犬的地方。", "", "")
		w.clock.Set("2026-04-01")
		w.send(id, 0, "最后一天还可以提。", "", "")
		w.clock.Set("2026-04-02")
		_, err := w.s.Send(w.Context(), id, consult.Sending{Text: "迟到的意见"}, "", network)
		w.want(err, fault.Conflict, "consult.over")
		w.until("2026-04-02")
		_, err = w.s.Send(w.Context(), id, consult.Sending{Text: "迟到的意见"}, "", network)
		w.want(err, fault.Conflict, "consult.over")
		_, err = w.s.Withdraw(w.Context(), consult.By{Access: foi.Access{Number: first.Number, Code: first.Code}}, network)
		w.want(err, fault.Conflict, "message.not_now")
		v := w.view(id)
		if v.Consult.Status != consult.Closed || v.Consult.Ended != "2026-04-01" || v.Counts.Received != 2 {
			t.Errorf("closed: %+v", v)
		}
		// A letter that came in time is typed in later; one that did not is not.
		take := consult.Receipt{Channel: consult.Letter, Day: "2026-03-30", Sending: consult.Sending{Text: "来信：建议增加遛犬的地方"}}
		if _, err := w.s.Take(w.as(auth.Clerk), id, take); err != nil {
			t.Error(err)
		}
		take.Day = "2026-04-02"
		_, err = w.s.Take(w.as(auth.Clerk), id, take)
		w.wantField(err, "day", "consult.bad.day")
		owed, err := w.duties.Find(w.as(auth.Head), duty.Find{Rule: consult.RuleTell}, db.Page{})
		w.must(err)
		if len(owed.Items) != 1 || owed.Items[0].Due != "2026-04-30" { // 20 working days after 2026-04-01
			t.Errorf("owed: %+v", owed.Items)
		}
	})
}

// TestLedger: opinions with copies come, each ends in one decision, and the counts are conserved
// at every step; the outcome is published by another person; the receipt says what became of it.
func TestLedger(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(edit())
		var copies []consult.Filed
		for n := range 5 {
			copies = append(copies, w.send(id, 5, "遛犬时间太短，建议从晚上七点开始，上班族才来得及。"+strings.Repeat("！", n), "", fmt.Sprintf("1380000000%d", n)))
		}
		guide := w.send(id, 4, "我叫张三丰，电话13912345678，导盲犬不应当受数量限制。", "张三丰", "13912345678")
		no := w.send(id, 0, "建议全区一律禁止养犬。", "", "")
		advert := w.send(id, 0, "出售名犬，量大从优。", "", "")
		gone := w.send(id, 0, "我写错了。", "", "")
		if again := w.send(id, 0, "建议全区一律禁止养犬。", "", ""); !again.Again || again.Number != no.Number {
			t.Errorf("sent twice: %+v", again)
		}
		m, err := w.s.Withdraw(w.Context(), consult.By{Access: foi.Access{Number: gone.Number, Code: gone.Code}}, network)
		w.must(err)
		if m.Status != consult.Withdrawn {
			t.Errorf("withdrawn: %+v", m)
		}
		o, err := w.s.Opinion(w.as(auth.Clerk), advert.ID)
		w.must(err)
		_, err = w.s.SetAside(w.as(auth.Clerk), advert.ID, consult.Setting{Rev: o.Rev, Cause: consult.Advert, Said: "内容是广告。"})
		w.must(err)
		_, err = w.s.Restore(w.as(auth.Clerk), advert.ID, consult.Because{Rev: o.Rev + 1, Reason: "再看看"})
		w.want(err, fault.Forbidden, "flow.four_eyes")

		w.until("2026-04-02")
		v := w.view(id)
		if len(v.Groups) != 3 || v.Groups[0].N != 5 || v.Groups[0].About != "第三条" || v.Counts.Waiting != 7 || v.Counts.Aside != 1 || v.Counts.Withdrawn != 1 || v.Counts.Received != 9 {
			t.Fatalf("groups: %+v %+v", v.Groups, v.Counts)
		}
		earlier := consult.Judgement{Verdict: consult.Adopt, Gist: "遛犬时间提前到十九时", Clauses: []string{"new/第三条"}}
		w.wantField(w.decide(id, earlier), "clauses", "consult.need.final")
		c, err := w.s.Revise(w.as(auth.Clerk), id, consult.Revision{Rev: v.Consult.Rev, Final: after})
		w.must(err)
		wrong := earlier
		wrong.Clauses = []string{"new/第四条"}
		w.wantField(w.decide(id, wrong), "clauses", "consult.bad.unchanged")
		w.must(w.decide(id, earlier))
		_, err = w.s.Conclude(w.as(auth.Clerk), id, consult.Finding{Rev: c.Rev + 1, Findings: "总体情况。"})
		w.want(err, fault.Conflict, "consult.waits")

		b, err := w.s.Begun(w.as(auth.Clerk), guide.ID)
		w.must(err)
		begun := consult.Deciding{Group: int64(guide.ID), Judgement: b.Judgement}
		if strings.Contains(begun.Gist, "张三丰") || strings.Contains(begun.Gist, "13912345678") {
			t.Errorf("the gist names somebody: %s", begun.Gist)
		}
		begun.Verdict, begun.Why, begun.Clauses = consult.Part, "数量限制仍然需要。", []string{"new/第二条"}
		begun.Count = 2
		_, err = w.s.Decide(w.as(auth.Clerk), id, begun)
		w.want(err, fault.Conflict, "consult.group_moved")
		begun.Count = 1
		_, err = w.s.Decide(w.as(auth.Clerk), id, begun)
		w.must(err)
		w.wantField(w.decide(id, consult.Judgement{Verdict: consult.Reject, Gist: "全区禁止养犬"}), "why", "consult.need.why")
		w.wantField(w.decide(id, consult.Judgement{Verdict: consult.Reject, Gist: "联系人13912345678", Why: "没有上位法依据。"}), "gist", "screen.not_to_show")
		w.must(w.decide(id, consult.Judgement{Verdict: consult.Reject, Gist: "全区禁止养犬", Why: "没有上位法依据。"}))
		if m := w.track(no); m.Judged != nil || m.Stage != consult.Closed {
			t.Errorf("told before the outcome: %+v", m)
		}

		// A text that does not change what a decision names is found with the outcome.
		c = w.reload(id)
		c, err = w.s.Revise(w.as(auth.Clerk), id, consult.Revision{Rev: c.Rev, Final: strings.Replace(after, "，导盲犬不在此限", "", 1)})
		w.must(err)
		_, err = w.s.Conclude(w.as(auth.Clerk), id, consult.Finding{Rev: c.Rev, Findings: "总体情况。"})
		w.want(err, fault.Conflict, "consult.unfit")
		c, err = w.s.Revise(w.as(auth.Clerk), id, consult.Revision{Rev: c.Rev, Final: after})
		w.must(err)
		c, err = w.s.Conclude(w.as(auth.Clerk), id, consult.Finding{Rev: c.Rev, Findings: "共收到意见 9 件，修改 2 条。"})
		w.must(err)
		_, err = w.s.SetAside(w.as(auth.Clerk), no.ID, consult.Setting{Rev: 3, Cause: consult.Blank, Said: "无内容"})
		w.want(err, fault.Conflict, "flow.no_step")
		if a, err := w.s.Show(w.Context(), id); err != nil || a.Consult.Findings != "" || a.Consult.Final != "" || a.Counts != nil || a.Consult.Status != consult.Closed {
			t.Errorf("an outcome that nobody has approved is shown: %+v, %v", a, err)
		}
		_, err = w.s.Tell(w.as(auth.Clerk), id, consult.Seen{Rev: c.Rev})
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Tell(w.as(auth.Head), id, consult.Seen{Rev: c.Rev})
		w.must(err)
		w.told(id, copies, guide, no, advert)
	})
}

func (w *world) reload(id consult.ID) *consult.Consult {
	v := w.view(id)
	return &v.Consult
}

// told looks at what everybody sees of the outcome, and at the receipts.
func (w *world) told(id consult.ID, copies []consult.Filed, guide, no, advert consult.Filed) {
	w.Helper()
	a, err := w.s.Show(w.Context(), id)
	w.must(err)
	if n := a.Counts; !n.Conserved() || n.Decided[consult.Adopt] != 5 || n.Decided[consult.Part] != 1 || n.Decided[consult.Reject] != 1 || n.Causes[consult.Advert] != 1 {
		w.Errorf("counts: %+v", n)
	}
	if len(a.Decisions) != 3 || a.Decisions[0].N != 5 || len(a.Edits) != 2 || a.Decisions[0].Edits[0].Name != "第三条" || len(a.Edits[0].Segments) < 2 {
		w.Errorf("outcome: %+v", a.Decisions)
	}
	for _, f := range copies {
		if m := w.track(f); m.Judged == nil || m.Judged.Verdict != consult.Adopt || m.Judged.Edits[0].Name != "第三条" || m.Judged.N != 5 {
			w.Errorf("receipt: %+v", m)
		}
	}
	if m := w.track(no); m.Judged == nil || m.Judged.Verdict != consult.Reject || m.Judged.Why == "" {
		w.Errorf("receipt: %+v", m)
	}
	if m := w.track(advert); m.Judged != nil || m.Cause != consult.Advert || m.Said == "" {
		w.Errorf("receipt: %+v", m)
	}
	if m := w.track(guide); m.Shown.Name == "张三丰" || m.Shown.Phone == "13912345678" {
		w.Errorf("the receipt shows the contact: %+v", m.Shown)
	}
	owed, err := w.duties.Find(w.as(auth.Head), duty.Find{Rule: consult.RuleTell}, db.Page{})
	w.must(err)
	if len(owed.Items) != 1 || owed.Items[0].Status != duty.Met {
		w.Errorf("owed: %+v", owed.Items)
	}
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		hits, err := w.search.Find(tx, search.Query{Text: "养犬"})
		if err == nil && (len(hits.Hits) != 1 || hits.Hits[0].Noun != consult.Noun) {
			w.Errorf("found: %+v", hits.Hits)
		}
		return err
	}))
	w.noNames(id)
}

// noNames looks for who sent opinions, and what they wrote, in all that the journal keeps and
// in what lies open in the database.
func (w *world) noNames(consult.ID) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		type row struct {
			Content string `db:"content"`
		}
		all, err := db.All[row](tx, "FROM (SELECT sender || body || shown AS content FROM consult_opinion) AS q")
		if err != nil {
			return err
		}
		for _, r := range all {
			if strings.Contains(r.Content, "13912345678") || strings.Contains(r.Content, "张三丰") || strings.Contains(r.Content, "导盲") {
				w.Errorf("lies open: %s", r.Content)
			}
		}
		return journal.Each(tx, func(e journal.Entry) error {
			if s := string(e.Body); strings.Contains(s, "13912345678") || strings.Contains(s, "张三丰") {
				w.Errorf("the journal names somebody: %s", s)
			}
			return nil
		})
	}))
}

// TestApart: one that says more than its copies is decided by itself, and stays out when
// another letter comes in; a decision that is taken back waits again.
func TestApart(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(edit())
		const words = "遛犬时间太短，建议从晚上七点开始，上班族才来得及遛。"
		w.send(id, 5, words, "", "1")
		special := w.send(id, 5, words+"还要设遛犬区。", "", "2")
		w.until("2026-04-02")
		if g := w.view(id).Groups; len(g) != 1 || g[0].N != 2 {
			t.Fatalf("groups: %+v", g)
		}
		o, err := w.s.Opinion(w.as(auth.Clerk), special.ID)
		w.must(err)
		if !slices.Contains(o.Acts, consult.ActApart) {
			t.Errorf("acts: %v", o.Acts)
		}
		_, err = w.s.Apart(w.as(auth.Clerk), special.ID, consult.Seen{Rev: o.Rev})
		w.must(err)
		_, err = w.s.Take(w.as(auth.Clerk), id, consult.Receipt{Channel: consult.Letter, Day: "2026-04-01", Sending: consult.Sending{Clause: 5, Text: words}})
		w.must(err)
		g := w.view(id).Groups
		if len(g) != 2 || g[0].N != 2 || g[1].First != special.ID {
			t.Errorf("groups: %+v", g)
		}
		rejected := consult.Judgement{Verdict: consult.Reject, Gist: "延长遛犬时间", Why: "夜间扰民投诉多。"}
		w.must(w.decide(id, rejected))
		d := w.view(id).Decisions[0]
		rejected.Why = "夜间扰民的投诉较多。"
		_, err = w.s.Change(w.as(auth.Clerk), id, consult.Changing{Decision: int64(d.ID), Judgement: rejected})
		w.must(err)
		if d := w.view(id).Decisions[0]; d.Why != rejected.Why || d.N != 2 {
			t.Errorf("changed: %+v", d)
		}
		_, err = w.s.Undo(w.as(auth.Clerk), id, consult.Undoing{Decision: int64(d.ID), Reason: "重新研究"})
		w.must(err)
		if v := w.view(id); len(v.Decisions) != 0 || v.Counts.Waiting != 3 || len(v.Groups) != 2 {
			t.Errorf("undone: %+v", v)
		}
		_, err = w.s.Begun(auth.With(w.Context(), w.other), g[0].First)
		w.want(err, fault.NotFound, "")
	})
}

// TestEvidence: a consultation with its outcome is the step 征求意见 of its document.
func TestEvidence(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.as(auth.Clerk)
		doc, err := w.docs.Make(clerk, w.bureau, policy.Edit{Organ: w.organ, Title: "红谷滩区养犬管理办法", Genre: "08", Theme: "09", Vital: true, Until: "2029-03-31", Body: draft})
		w.must(err)
		lack := func() string {
			v, err := w.docs.View(clerk, doc.ID)
			w.must(err)
			for _, c := range v.Checks {
				if c.Kind == policy.Consult {
					return c.Lack.Key
				}
			}
			return "no check"
		}
		in := edit()
		in.Kind, in.Document = consult.Norm, int64(doc.ID)
		id := w.open(in)
		w.until("2026-04-02")
		if lack() != "policy.lack.none" {
			t.Errorf("before: %s", lack())
		}
		c, err := w.s.Revise(clerk, id, consult.Revision{Rev: w.reload(id).Rev, Final: draft})
		w.must(err)
		c, err = w.s.Conclude(clerk, id, consult.Finding{Rev: c.Rev, Findings: "征求意见期间没有收到意见。"})
		w.must(err)
		_, err = w.s.Tell(w.as(auth.Head), id, consult.Seen{Rev: c.Rev})
		w.must(err)
		if lack() != "" {
			t.Errorf("after: %s", lack())
		}
	})
}

// TestCodes: a wrong code opens nothing, and after ten of them nothing does.
func TestCodes(t *testing.T) {
	each(t, func(w *world) {
		f := w.send(w.open(edit()), 0, "建议增加遛犬的地方。", "", "")
		for range 10 {
			_, err := w.s.Track(w.Context(), consult.By{Access: foi.Access{Number: f.Number, Code: "0000 0000 0000"}}, network)
			w.wantField(err, "code", "foi.wrong_code")
		}
		_, err := w.s.Track(w.Context(), consult.By{Access: foi.Access{Number: f.Number, Code: f.Code}}, network)
		w.want(err, fault.TooMany, "")
		if m, err := w.s.Track(w.Context(), consult.By{Access: foi.Access{Number: f.Number, Code: f.Code}}, "198.51.100.7"); err != nil || m.Text == "" {
			t.Errorf("from elsewhere: %v", err)
		}
	})
}

// TestForget: after the years of the district nobody can be named, and the counts stay.
func TestForget(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(edit())
		f := w.send(id, 0, "建议增加遛犬的地方。", "张三丰", "13912345678")
		who, err := w.s.Unmask(w.as(auth.Clerk), f.ID, consult.Unseal{Reason: "核实意见"})
		if err != nil || who.Phone != "13912345678" {
			t.Errorf("unmasked: %+v, %v", who, err)
		}
		w.until("2026-04-02")
		w.must(w.decide(id, consult.Judgement{Verdict: consult.Reject, Gist: "增加遛犬的地方", Why: "另行规划。"}))
		c, err := w.s.Revise(w.as(auth.Clerk), id, consult.Revision{Rev: w.reload(id).Rev, Final: draft})
		w.must(err)
		c, err = w.s.Conclude(w.as(auth.Clerk), id, consult.Finding{Rev: c.Rev, Findings: "未作修改。"})
		w.must(err)
		_, err = w.s.Tell(w.as(auth.Head), id, consult.Seen{Rev: c.Rev})
		w.must(err)
		w.until("2029-04-03")
		o, err := w.s.Opinion(w.as(auth.Clerk), f.ID)
		w.must(err)
		if o.Text != "" || o.Contact.Phone != "" || o.Gone == "" {
			t.Errorf("kept: %+v", o)
		}
		_, err = w.s.Unmask(w.as(auth.Clerk), f.ID, consult.Unseal{Reason: "核实意见"})
		w.want(err, fault.Conflict, "foi.is_forgotten")
		if a, err := w.s.Show(w.Context(), id); err != nil || a.Counts.Received != 1 || a.Decisions[0].N != 1 {
			t.Errorf("counts: %+v, %v", a, err)
		}
	})
}
