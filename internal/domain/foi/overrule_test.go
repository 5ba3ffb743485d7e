package foi_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// objected is a request about which a third party was asked, and does not agree.
func (w *world) objected(opinion foi.Opinion) *foi.Request {
	w.Helper()
	r := w.received("2026-03-02")
	r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例建设有限公司", Subject: "合同总价", Harm: "商业秘密", Sending: hand("2026-03-02")})
	w.must(err)
	w.on("2026-03-05")
	r, err = w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Hear{Rev: r.Rev, Day: "2026-03-05", Opinion: opinion, Reason: "总价是商业秘密"})
	w.must(err)
	w.proved(r, "2026-03-02")
	return w.load(r.ID)
}

// discloses drafts a reply that gives all or a part of what was asked for.
func (w *world) discloses(r *foi.Request, result string) *foi.Request {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	it := v.Items[0]
	it.Result, it.Facts, it.Given = result, map[string]string{"form": "email"}, []foi.Given{{Title: "施工合同", Pages: 12}}
	remedy := "R-B"
	if result == "A3" {
		it.Parts = []foi.Withheld{{What: "经办人的批注", Limb: "process", Reason: "是讨论时的批注", How: "遮盖"}}
		maps.Copy(it.Facts, map[string]string{"original": "存卷", "process": "discussion", "pending": "yes", "process_proof": "存卷"})
		remedy = "R-A"
	}
	r, err = w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it)
	w.must(err)
	r = w.gives(r)
	r, err = w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: []string{remedy}, Online: "https://xzfy.example.gov.cn", Contact: "公开办"})
	w.must(err)
	return r
}

// TestOverrule: what a third party objected to is disclosed only by a decision that
// says why, and the third party is told in writing before the reply goes out (Article 32).
func TestOverrule(t *testing.T) {
	for _, tt := range []struct {
		result  string
		opinion foi.Opinion
		why     foi.Why
		says    string
	}{
		{"A2", foi.Objects, foi.Unfounded, "不同意公开的理由不成立"},
		{"A3", foi.Objects, foi.Grave, "不公开可能对公共利益造成重大影响"},
		{"A2", foi.Partly, foi.Grave, "部分同意公开"},
	} {
		each(t, "2026-03-02", func(w *world) {
			r := w.discloses(w.objected(tt.opinion), tt.result)
			if found := w.found(r); !slices.Contains(found, "consult_untold") {
				w.Errorf("%s: disclosed against an objection, and the findings are %v", tt.result, found)
			}
			if err := w.submit(r); fault.Of(err) != fault.Conflict {
				w.Errorf("%s: submitted: %v", tt.result, err)
			}
			q := w.asked(r, 0)
			r = w.load(r.ID)
			in := foi.Overrule{Rev: r.Rev, Why: tt.why, Content: "施工合同的总价", Reason: "工程使用财政资金"}
			r, err := w.s.Overrule(w.as(auth.Clerk), r.ID, q.ID, in)
			w.must(err)
			r = w.signs(r)
			text := w.lastLetter(r)
			for _, want := range []string{"示例建设有限公司", tt.says, "工程使用财政资金", "施工合同的总价", "总价是商业秘密", "第三十二条", "行政复议", "6个月", "2026年3月5日"} {
				if !strings.Contains(text, want) {
					w.Errorf("%s: the third party is not told %s:\n%s", tt.result, want, text)
				}
			}
			if strings.Contains(text, "王小明") {
				w.Errorf("%s: the third party learns who asked:\n%s", tt.result, text)
			}
			serve := foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.Electronic, Day: "2026-03-05"}}
			if _, err := w.s.Serve(w.as(auth.Clerk), r.ID, serve); fault.As(err).Text.Key != "foi.not_informed" {
				w.Errorf("%s: served before the third party was told: %v", tt.result, err)
			}
			r = w.load(r.ID)
			told := w.letterTo(r, "D8")
			if _, err := w.s.Dispatch(w.as(auth.Clerk), r.ID, told, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.Electronic, Day: "2026-03-05"}}); fields(err) != "how" {
				w.Errorf("%s: told online with no online review: %v", tt.result, err)
			}
			if _, err := w.s.Dispatch(w.as(auth.Clerk), r.ID, told, foi.Serve{Rev: r.Rev, Sending: hand("2026-03-04")}); fields(err) != "day" {
				w.Errorf("%s: told before it was written: %v", tt.result, err)
			}
			r, err = w.s.Dispatch(w.as(auth.Clerk), r.ID, told, foi.Serve{Rev: r.Rev, Sending: posted("2026-03-05")})
			w.must(err)
			r, err = w.s.Back(w.as(auth.Clerk), r.ID, told, foi.On{Rev: r.Rev, Day: "2026-03-05"})
			w.must(err)
			serve.Rev = r.Rev
			if _, err := w.s.Serve(w.as(auth.Clerk), r.ID, serve); fault.As(err).Text.Key != "foi.not_informed" {
				w.Errorf("%s: served although the letter came back: %v", tt.result, err)
			}
			r, err = w.s.Dispatch(w.as(auth.Clerk), r.ID, told, foi.Serve{Rev: w.load(r.ID).Rev, Sending: hand("2026-03-05")})
			w.must(err)
			serve.Rev = r.Rev
			_, err = w.s.Serve(w.as(auth.Clerk), r.ID, serve)
			w.must(err)
			m, err := w.s.Track(w.Context(), w.access(r), "192.0.2.1")
			w.must(err)
			for _, l := range m.Letters {
				if l.Kind == "D8" {
					w.Error("the applicant reads the letter to the third party")
				}
			}
		})
	}
}

// TestOverruleVoid: the letter of a decision that was given back does not go out.
func TestOverruleVoid(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.discloses(w.objected(foi.Objects), "A2")
		r, err := w.s.Overrule(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Overrule{Rev: r.Rev, Why: foi.Grave, Content: "总价", Reason: "理由"})
		w.must(err)
		r = w.signs(r)
		r, err = w.s.Return(w.as(auth.Signer), r.ID, foi.Because{Rev: r.Rev, Reason: "再核对一次"})
		w.must(err)
		if _, err := w.s.Dispatch(w.as(auth.Clerk), r.ID, w.letterTo(r, "D8"), foi.Serve{Rev: r.Rev, Sending: hand("2026-03-05")}); fault.As(err).Text.Key != "foi.letter_void" {
			w.Errorf("sent: %v", err)
		}
	})
}

// letterTo is the newest letter of a kind.
func (w *world) letterTo(r *foi.Request, kind string) (id int64) {
	w.Helper()
	for _, m := range w.letters(r) {
		if m.Kind == kind {
			id = m.ID
		}
	}
	return id
}

// TestOverruleNobody: who agreed is not overruled.
func TestOverruleNobody(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.objected(foi.Agrees)
		_, err := w.s.Overrule(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Overrule{Rev: r.Rev, Why: foi.Grave, Content: "总价", Reason: "理由"})
		if fault.Of(err) != fault.Conflict {
			w.Errorf("%v", err)
		}
	})
}

// TestConsultsEach: of several that were asked the reply tells each with its own days, and
// names nobody.
func TestConsultsEach(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.objected(foi.Agrees)
		ask := foi.Ask{Rev: r.Rev, Kind: foi.Organ, Party: "区住房和城乡建设局", Subject: "验收情况", Sending: hand(w.db.Today())}
		sent := w.db.Today()
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, ask)
		w.must(err)
		w.on(sent.Add(1))
		q := w.asked(r, 1)
		r, err = w.s.Hear(w.as(auth.Clerk), r.ID, q.ID, foi.Hear{Rev: w.load(r.ID).Rev, Day: sent.Add(1), Opinion: foi.Agrees})
		w.must(err)
		d, err := w.s.Preview(w.as(auth.Clerk), w.discloses(r, "A2").ID)
		w.must(err)
		w.says(d.Text(), "（一）2026年3月2日征求第三方的意见，于2026年3月5日结束；（二）"+w.s.Date(sent)+"征求其他机关的意见，于"+w.s.Date(sent.Add(1))+"结束；所需时间不计算在答复期限内")
		if strings.Contains(d.Text(), "示例公司") {
			w.Error("the applicant is told who was asked")
		}
	})
}

// TestConsultEnd: the reply tells the day of the answer as the end of the
// consultation, and not the last day that there was for it.
func TestConsultEnd(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.discloses(w.objected(foi.Agrees), "A2")
		d, err := w.s.Preview(w.as(auth.Clerk), r.ID)
		w.must(err)
		w.says(d.Text(), "征求第三方的意见，于2026年3月5日结束；所需")
	})
}
