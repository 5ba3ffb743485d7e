package proposal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

const thing = "2022年度区级部门决算公开情况汇总表"

// TestOften: two applicants were given the same record; the office accepts, the draft
// has the copy and nothing else, and its release ends the proposal.
func TestOften(t *testing.T) {
	each(t, func(w *world) {
		w.answered(0, thing, "决算汇总\n")
		w.look()
		if rows, err := w.s.Find(w.as(auth.Office), proposal.Find{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Fatalf("proposed after one request: %+v %v", rows.Items, err)
		}
		w.answered(1, "申请"+thing, "决算汇总\n")
		for range 2 {
			w.look()
		}
		v := w.only()
		p := &v.Proposal
		if p.Status != proposal.Open || p.Requests != 2 || p.Applicants != 2 || p.Given != 2 || len(v.Evidence) != 2 || len(v.Copies) != 1 || len(v.Wants) != 2 {
			t.Fatalf("%+v", v)
		}
		if got := fmt.Sprint(w.owed(p)); got != "[proposal.decide 2026-03-16]" {
			t.Errorf("owed %s", got)
		}
		if !slices.Equal(v.Acts, []proposal.Act{proposal.ActAccept, proposal.ActDecline}) {
			t.Errorf("acts %v", v.Acts)
		}
		in := proposal.Accept{Rev: p.Rev, Title: "2022年度部门决算公开情况汇总", Files: []int64{v.Copies[0].ID}, Reason: "多人申请"}
		for _, r := range []auth.Role{auth.Clerk, auth.Head, auth.Signer} {
			_, err := w.s.Accept(w.as(r), p.ID, in)
			w.want(err, fault.Forbidden, "not_allowed")
		}
		bad := in
		bad.Files = []int64{v.Copies[0].ID + 1}
		_, err := w.s.Accept(w.as(auth.Office), p.ID, bad)
		if fault.As(err).Fields["files"].Key != "proposal.not_given" {
			t.Errorf("a file that was not given: %v", err)
		}
		bad = in
		bad.Rev++
		_, err = w.s.Accept(w.as(auth.Office), p.ID, bad)
		w.want(err, fault.Conflict, "db.rev")
		p, err = w.s.Accept(w.as(auth.Office), p.ID, in)
		w.must(err)
		if got := fmt.Sprint(w.owed(p)); p.Status != proposal.Accepted || got != "[proposal.publish 2026-03-30]" {
			t.Errorf("%s, owed %s", p.Status, got)
		}
		_, editions, err := w.items.Item(w.as(auth.Clerk), p.Item)
		w.must(err)
		if e := editions[0]; e.Title != in.Title || !strings.Contains(e.Body, "第四十四条") || len(e.Attachments) != 1 || e.Attachments[0].SHA256 != v.Copies[0].SHA256 {
			t.Errorf("draft %+v", editions[0])
		}
		_, err = w.s.Draft(w.as(auth.Office), p.ID, proposal.Draft{Rev: p.Rev, Title: "x"})
		w.want(err, fault.Conflict, "proposal.has_draft")
		w.clock.Set("2026-03-20")
		w.release(p)
		v = w.only()
		if v.Proposal.Status != proposal.Released || v.Proposal.Released != "2026-03-20" || v.Stage != publish.Live || len(w.owed(&v.Proposal)) != 0 {
			t.Errorf("after the release: %+v, owed %v", v.Proposal, w.owed(&v.Proposal))
		}
		w.answered(2, thing, "决算汇总\n")
		w.look()
		if w.only().Proposal.Requests != 2 {
			t.Error("what is public is proposed again")
		}
	})
}

// TestDiscarded: the unit throws the draft away, and the office begins another.
func TestDiscarded(t *testing.T) {
	each(t, func(w *world) {
		w.answered(0, thing, "甲\n")
		w.answered(1, thing, "乙\n")
		w.look()
		v := w.only()
		p, err := w.s.Accept(w.as(auth.Office), v.Proposal.ID, proposal.Accept{Rev: v.Proposal.Rev, Title: thing, Reason: "多次提供"})
		w.must(err)
		first := p.Item
		_, all, err := w.items.Item(w.as(auth.Clerk), first)
		w.must(err)
		_, err = w.items.Discard(w.as(auth.Clerk), all[0].ID, publish.Because{Rev: all[0].Rev, Reason: "选错了"})
		w.must(err)
		if v = w.only(); !slices.Contains(v.Acts, proposal.ActDraft) {
			t.Fatalf("acts %v", v.Acts)
		}
		p, err = w.s.Draft(w.as(auth.Office), p.ID, proposal.Draft{Rev: v.Proposal.Rev, Title: thing, Files: []int64{v.Copies[1].ID}})
		w.must(err)
		if p.Item == first || p.Status != proposal.Accepted {
			t.Errorf("%+v", p)
		}
		p, err = w.s.Decline(w.as(auth.Office), p.ID, proposal.Because{Rev: p.Rev, Reason: "审查认为不宜公开"})
		w.must(err)
		if p.Status != proposal.Declined || len(w.owed(p)) != 0 {
			t.Errorf("%s, owed %v", p.Status, w.owed(p))
		}
	})
}

// TestDeclined: what was declined comes back with a new request, and not without.
func TestDeclined(t *testing.T) {
	each(t, func(w *world) {
		w.answered(0, thing, "决算汇总\n")
		w.answered(1, thing, "决算汇总\n")
		w.look()
		v := w.only()
		p, err := w.s.Decline(w.as(auth.Office), v.Proposal.ID, proposal.Because{Rev: v.Proposal.Rev, Reason: "不涉及公众利益"})
		w.must(err)
		w.clock.Set("2026-03-10")
		w.look()
		if v = w.only(); v.Proposal.Status != proposal.Declined || len(w.owed(p)) != 0 {
			t.Fatalf("declined and back with nothing new: %+v", v.Proposal)
		}
		w.answered(2, thing, "决算汇总\n")
		w.look()
		if v = w.only(); v.Proposal.Status != proposal.Open || v.Proposal.Requests != 3 || fmt.Sprint(w.owed(&v.Proposal)) != "[proposal.decide 2026-03-24]" {
			t.Errorf("%+v, owed %v", v.Proposal, w.owed(&v.Proposal))
		}
	})
}

// TestSuggest: the applicant of what was given may suggest it, once, with number and
// code, and is told what becomes of it (条例第四十四条第二款).
func TestSuggest(t *testing.T) {
	each(t, func(w *world) {
		r, access := w.answered(0, thing, "决算汇总\n")
		wrong := access
		wrong.Code = "000000000000"
		suggestion := func(a foi.Access) proposal.Suggestion {
			return proposal.Suggestion{Access: a, Why: proposal.Why{Reason: "关系到全体居民"}}
		}
		if err := w.s.Suggest(w.Context(), suggestion(wrong), "203.0.113.9"); fault.Of(err) != fault.Invalid {
			t.Errorf("without the code: %v", err)
		}
		for range 2 {
			w.must(w.s.Suggest(w.Context(), suggestion(access), "203.0.113.9"))
		}
		v := w.only()
		if len(v.Evidence) != 1 || v.Evidence[0].Kind != proposal.Suggested || v.Evidence[0].Words != "关系到全体居民" {
			t.Errorf("%+v", v.Evidence)
		}
		p, err := w.s.Decline(w.as(auth.Office), v.Proposal.ID, proposal.Because{Rev: v.Proposal.Rev, Reason: "涉及个别单位"})
		w.must(err)
		mine, err := w.s.SuggestedOn(w.Context(), r.ID)
		w.must(err)
		if len(mine) != 1 || mine[0].Status != proposal.Declined || mine[0].Reason != "涉及个别单位" {
			t.Errorf("%+v", mine)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			words, err := db.One[string](tx, "SELECT words FROM proposal_evidence")
			if err != nil || strings.Contains(words, "居民") {
				t.Errorf("the words of the applicant are stored as they are: %v", err)
			}
			rows, err := journal.For(tx, p.Ref(), db.Page{})
			for _, e := range rows.Items {
				if text := string(e.Body); strings.Contains(text, "居民") || strings.Contains(text, "决算") || strings.Contains(text, "王小明") {
					t.Errorf("the journal keeps %s", text)
				}
			}
			if len(rows.Items) != 2 {
				t.Errorf("%d entries", len(rows.Items))
			}
			return err
		}))
	})
}

// TestRaise: staff propose what an item asked for; who does so does not decide, and
// another unit knows nothing of it.
func TestRaise(t *testing.T) {
	each(t, func(w *world) {
		r, _ := w.answered(0, thing, "决算汇总\n")
		it := w.item(r.ID)
		_, err := w.s.Raise(w.as(auth.Clerk), it.ID, proposal.Why{})
		if fault.As(err).Fields["reason"].Key != "required" {
			t.Errorf("without a reason: %v", err)
		}
		stranger := w.people[auth.Clerk]
		stranger.Grants = slices.Clone(stranger.Grants)
		stranger.Grants[0].Units = auth.Units{IDs: []int64{w.bureau + 1}}
		_, err = w.s.Raise(auth.With(w.Context(), stranger), it.ID, proposal.Why{Reason: "理由"})
		w.want(err, fault.NotFound, "")
		p, err := w.s.Raise(auth.With(w.Context(), w.second), it.ID, proposal.Why{Reason: "每年都有人问"})
		w.must(err)
		_, err = w.s.Raise(w.as(auth.Clerk), it.ID, proposal.Why{Reason: "每年都有人问"})
		w.want(err, fault.Conflict, "proposal.proposed")
		_, err = w.s.Accept(auth.With(w.Context(), w.second), p.ID, proposal.Accept{Rev: p.Rev, Title: "x", Reason: "y"})
		w.want(err, fault.Forbidden, "flow.four_eyes")
		_, err = w.s.View(auth.With(w.Context(), stranger), p.ID)
		w.want(err, fault.NotFound, "")
		rows, err := w.s.Find(auth.With(w.Context(), stranger), proposal.Find{}, db.Page{})
		if err != nil || rows.Total != 0 {
			t.Errorf("another unit sees %+v %v", rows.Items, err)
		}
		about, err := w.s.About(w.as(auth.Clerk), it.ID)
		if err != nil || about != p.ID {
			t.Errorf("about %d %v", about, err)
		}
		p, err = w.s.Accept(w.as(auth.Office), p.ID, proposal.Accept{Rev: p.Rev, Title: "x", Reason: "y"})
		w.must(err)
		if p.Item == 0 {
			t.Error("no draft")
		}
	})
}

// TestSameName accepts what several people were given in files of one name: the item has each.
func TestSameName(t *testing.T) {
	each(t, func(w *world) {
		for person, text := range []string{"决算汇总\n", "决算汇总（更正）\n", "决算汇总（再更正）\n"} {
			w.answered(person, thing, text)
		}
		w.look()
		v := w.only()
		var all []int64
		for _, f := range v.Copies {
			all = append(all, f.ID)
		}
		p, err := w.s.Accept(w.as(auth.Office), v.Proposal.ID, proposal.Accept{Rev: v.Proposal.Rev, Title: "2022年度部门决算公开情况汇总", Files: all, Reason: "多人申请"})
		w.must(err)
		_, editions, err := w.items.Item(w.as(auth.Clerk), p.Item)
		w.must(err)
		var names []string
		for _, a := range editions[0].Attachments {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != "决算汇总表.txt 决算汇总表-2.txt 决算汇总表-3.txt" {
			t.Errorf("attached %s", got)
		}
	})
}
