package faq_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// TestLife: an entry is drafted, made public by another person, and not found before.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		clerk, head, other := w.As(auth.Clerk), w.As(auth.Head), auth.With(w.Context(), w.Other)
		d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
		_, err := w.s.Make(other, w.meal(d))
		w.Want(err, fault.Forbidden, "")
		e, err := w.s.Make(clerk, w.meal(d))
		w.Must(err)
		in := w.meal(d).Edit
		in.Rev, in.Audience = e.Rev, "本区六十岁以上的老年人"
		e, err = w.s.Edit(clerk, e.ID, in)
		w.Must(err)
		_, err = w.s.Edit(clerk, e.ID, in)
		w.Want(err, fault.Conflict, "")
		_, err = w.s.View(other, e.ID)
		w.Want(err, fault.NotFound, "")
		e, err = w.s.Ask(clerk, e.ID, faq.Asking{Rev: e.Rev})
		w.Must(err)
		_, err = w.s.Approve(clerk, e.ID, faq.Seen{Rev: e.Rev})
		w.Want(err, fault.Forbidden, "not_allowed")
		if found := w.browse("老人补贴"); len(found) != 0 {
			t.Errorf("found before it is public: %+v", found)
		}
		_, err = w.s.Show(w.Context(), e.ID)
		w.Want(err, fault.NotFound, "")
		e, err = w.s.Return(head, e.ID, faq.Because{Rev: e.Rev, Reason: "补充问法"})
		w.Must(err)
		e = w.publish(e)
		s := w.show(e)
		if s.Status != faq.Open || len(s.Quotes) != 2 || s.Quotes[0].Name != "第二条" || s.Quotes[0].Words != "每月给予200元服务补贴" || s.Quotes[0].Number != d.Number {
			t.Errorf("shown: %+v", s)
		}
		if s.Quotes[1].Words != "（一）年满60周岁；" {
			t.Errorf("without words the whole clause is quoted: %q", s.Quotes[1].Words)
		}
		if of, err := w.s.Of(w.Context(), d.ID); err != nil || len(of) != 1 {
			t.Errorf("of the document: %+v, %v", of, err)
		}
		_, err = w.s.Withdraw(head, e.ID, faq.Because{Rev: e.Rev})
		w.WantField(err, "reason", "required")
		e, err = w.s.Withdraw(head, e.ID, faq.Because{Rev: e.Rev, Reason: "重写"})
		w.Must(err)
		if found := w.browse("老人补贴"); len(found) != 0 {
			t.Errorf("found while it is written anew: %+v", found)
		}
		_, err = w.s.Discard(clerk, e.ID, faq.Because{Rev: e.Rev, Reason: "不再需要"})
		w.Must(err)
		n := 0
		w.Must(w.DB.Read(w.Context(), func(tx *db.Tx) error {
			rows, err := journal.For(tx, e.Ref(), db.Page{})
			n = len(rows.Items)
			return err
		}))
		if n != 8 {
			t.Errorf("%d steps in the journal", n)
		}
	})
}

func (w *world) browse(q string) []faq.Shown {
	w.Helper()
	out, err := w.s.Browse(w.Context(), faq.Browse{Q: q})
	w.Must(err)
	return out
}

// TestQuote: what is quoted stands in a clause of a document in force, sign by sign, and without
// a quote nothing is handed in.
func TestQuote(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.As(auth.Clerk)
		pending := w.Drafted("没有公布的办法", "第一条　每月给予500元。", nil)
		gone := w.Issue(w.Drafted("旧补贴办法", "第一条　每月给予100元。", nil))
		w.Issue(w.Drafted("关于废止旧补贴办法的决定", "第一条　废止旧补贴办法。", &policy.Affect{Kind: policy.Repeal, Target: gone.Number}))
		d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
		for _, tt := range []struct {
			field, key string
			change     func(*faq.Edit)
		}{
			{"question", "required", func(in *faq.Edit) { in.Question = " " }},
			{"question", "faq.too_long", func(in *faq.Edit) { in.Question = strings.Repeat("问", 61) }},
			{"others", "faq.too_many", func(in *faq.Edit) { in.Others = strings.Repeat("问\n", 11) }},
			{"topic", "faq.no_topic", func(in *faq.Edit) { in.Topic = "月球" }},
			{"contact", "required", func(in *faq.Edit) { in.Contact = "" }},
			{"quotes.1.document", "faq.no_document", func(in *faq.Edit) { in.Quotes[0].Document = "红民规〔2023〕999号" }},
			{"quotes.1.document", "faq.no_document", func(in *faq.Edit) { in.Quotes[0].Document = "" }},
			{"quotes.1.document", "policy.cites.unissued", func(in *faq.Edit) { in.Quotes[0].Document = pending.Title }},
			{"quotes.1.document", "policy.cites.standing", func(in *faq.Edit) { in.Quotes[0].Document = gone.Number }},
			{"quotes.1.clause", "faq.no_clause", func(in *faq.Edit) { in.Quotes[0].Clause = "第九条" }},
			{"quotes.1.clause", "faq.no_clause", func(in *faq.Edit) { in.Quotes[0].Clause = "' OR 1=1 --" }},
			{"quotes.1.words", "faq.not_verbatim", func(in *faq.Edit) { in.Quotes[0].Words = "每月给予300元服务补贴" }},
			{"quotes.1.words", "faq.not_verbatim", func(in *faq.Edit) { in.Quotes[0].Words = "每月给予２00元服务补贴" }},
			{"quotes.2.words", "faq.not_verbatim", func(in *faq.Edit) { in.Quotes[1].Words = "每月给予200元服务补贴" }},
			{"explanation", "policy.cites.standing", func(in *faq.Edit) { in.Explanation = "按《旧补贴办法》办。" }},
			{"links.1.label", "required", func(in *faq.Edit) { in.Links[0].Label = "" }},
			{"links.1.href", "faq.bad_link", func(in *faq.Edit) { in.Links[0].Href = "javascript:alert(1)" }},
			{"links.1.href", "faq.bad_link", func(in *faq.Edit) { in.Links[0].Href = "//a.example/" }},
		} {
			in := w.meal(d)
			tt.change(&in.Edit)
			_, err := w.s.Make(clerk, in)
			w.WantField(err, tt.field, tt.key)
		}
		in := w.meal(d)
		in.Explanation = "身份证号36010219500101001X的老人每月200元"
		if _, err := w.s.Make(clerk, in); fault.Of(err) != fault.Invalid || fault.As(err).Fields["explanation"].Key == "" {
			t.Errorf("an identity number is taken: %v", err)
		}
		in = w.meal(d)
		in.Quotes = [faq.MaxQuotes]faq.Quoted{}
		e, err := w.s.Make(clerk, in)
		w.Must(err)
		_, err = w.s.Ask(clerk, e.ID, faq.Asking{Rev: e.Rev, Sure: true})
		w.Want(err, fault.Conflict, "faq.no_quote")
	})
}

// TestFigures: a figure that stands in no quoted clause is named, and handed in only when
// somebody has confirmed it.
func TestFigures(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.As(auth.Clerk)
		d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
		in := w.meal(d)
		in.Explanation = "有，每月200元，材料齐全的15个工作日办好。"
		e, err := w.s.Make(clerk, in)
		w.Must(err)
		_, err = w.s.Ask(clerk, e.ID, faq.Asking{Rev: e.Rev})
		w.WantField(err, "sure", "faq.figures")
		if args := fault.As(err).Fields["sure"].Args; len(args) != 1 || args[0] != "15" {
			t.Errorf("figures: %v", args)
		}
		e, err = w.s.Ask(clerk, e.ID, faq.Asking{Rev: e.Rev, Sure: true})
		w.Must(err)
		if !e.Sure {
			t.Error("who confirmed it is forgotten")
		}
	})
}

// TestAmended: an entry is in doubt from the day on which its own clause changes, and not for
// that of another; its unit owes a look, and what is upheld quotes the words of today.
func TestAmended(t *testing.T) {
	each(t, func(w *world) {
		e, d := w.open()
		now := strings.Replace(policytest.Subsidy, "不享受", "不再享受", 1)
		w.amend(d, "将第四条中的“不享受”修改为“不再享受”。", now)
		if s := w.show(e); s.Status != faq.Open || w.owed(e) != "" {
			t.Errorf("another clause was amended: %+v", s)
		}
		w.Clock.Set("2023-03-20")
		w.amend(d, "将第三条第（一）项中的“60周岁”修改为“60周岁以上”。", strings.Replace(now, "60周岁", "60周岁以上", 1))
		s := w.show(e)
		if s.Status != faq.Doubted || len(s.Doubts) != 1 || s.Doubts[0].Kind != policy.Changed || s.Doubts[0].Now != "（一）年满60周岁以上；" || s.Held || s.Explanation == "" {
			t.Fatalf("its clause was amended: %+v", s)
		}
		if due := w.owed(e); due != "2023-03-27" {
			t.Errorf("owed until %q", due)
		}
		if found := w.browse("老人居家服务补多少钱"); len(found) != 1 || found[0].Status != faq.Doubted {
			t.Errorf("found in doubt: %+v", found)
		}
		if all, err := w.s.Suggest(w.Context(), "老人补贴"); err != nil || len(all) != 0 {
			t.Errorf("suggested in doubt: %+v, %v", all, err)
		}
		w.set(profile.FAQDoubted, "暂不显示答案")
		if s := w.show(e); !s.Held || s.Explanation != "" || s.Quotes != nil || len(s.Doubts) != 1 {
			t.Errorf("not held back: %+v", s)
		}
		v, err := w.s.View(w.As(auth.Head), e.ID)
		w.Must(err)
		_, err = w.s.Uphold(w.As(auth.Clerk), e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "不变"})
		w.Want(err, fault.Forbidden, "")
		e, err = w.s.Uphold(w.As(auth.Head), e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "解答不变"})
		w.Must(err)
		if s := w.show(e); s.Status != faq.Open || s.Quotes[1].Words != "（一）年满60周岁以上；" || s.Looked != "2023-03-20" || w.owed(e) != "" {
			t.Errorf("upheld: %+v", s)
		}
		w.Clock.Set("2023-03-21")
		w.RunJobs()
		if s := w.show(e); s.Status != faq.Open {
			t.Errorf("after the night: %+v", s)
		}
	})
}

// TestOverturned: an answer whose figure or whose words the clause does not have any more is not
// upheld, only written anew.
func TestOverturned(t *testing.T) {
	each(t, func(w *world) {
		e, d := w.open()
		now := strings.Replace(policytest.Subsidy, "60周岁", "65周岁", 1)
		w.amend(d, "将第三条第（一）项中的“60周岁”修改为“65周岁”。", now)
		head := w.As(auth.Head)
		v, err := w.s.View(head, e.ID)
		w.Must(err)
		_, err = w.s.Uphold(head, e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "不变"})
		w.Want(err, fault.Conflict, "faq.figure_gone")
		w.amend(d, "将第二条中的“服务补贴”修改为“服务津贴”。", strings.Replace(now, "元服务补贴", "元服务津贴", 1))
		v, err = w.s.View(head, e.ID)
		w.Must(err)
		if len(v.Entry.Doubts) != 2 {
			t.Errorf("doubts: %+v", v.Entry.Doubts)
		}
		_, err = w.s.Uphold(head, e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "不变"})
		w.Want(err, fault.Conflict, "faq.words_gone")
		e, err = w.s.Withdraw(head, e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "年龄和名称都改了"})
		w.Must(err)
		in := v.Written
		in.Rev, in.Explanation = e.Rev, "有。满65岁每月二百元。"
		_, err = w.s.Edit(w.As(auth.Clerk), e.ID, in)
		w.WantField(err, "quotes.1.words", "faq.not_verbatim")
		in.Quotes[0].Words, in.Quotes[1].Words = "每月给予200元服务津贴", ""
		e, err = w.s.Edit(w.As(auth.Clerk), e.ID, in)
		w.Must(err)
		if s := w.show(w.publish(e)); s.Status != faq.Open || s.Quotes[1].Words != "（一）年满65周岁；" {
			t.Errorf("written anew: %+v", s)
		}
	})
}

// TestSuspended: a document that is suspended takes its answers with it at once.
func TestSuspended(t *testing.T) {
	each(t, func(w *world) {
		e, d := w.open()
		w.Issue(w.Drafted("关于暂停施行补贴办法的决定", "第一条　暂停施行。", &policy.Affect{Kind: policy.Suspend, Target: d.Number, Until: "2023-06-30"}))
		if s := w.show(e); s.Status != faq.Doubted || s.Doubts[0].Kind != policy.Void || s.Doubts[0].Standing != policy.Suspended || w.owed(e) == "" {
			t.Errorf("suspended: %+v", s)
		}
		v, err := w.s.View(w.As(auth.Head), e.ID)
		w.Must(err)
		_, err = w.s.Uphold(w.As(auth.Head), e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "不变"})
		w.Want(err, fault.Conflict, "faq.doubtful")
		w.Clock.Set("2023-07-01")
		w.RunJobs()
		_, err = w.s.Uphold(w.As(auth.Head), e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "恢复施行"})
		w.Must(err)
	})
}

// TestLapsed: who reads the page on the day after the term of the document is told, before any job
// has run; the night asks for a look, and a person ends it.
func TestLapsed(t *testing.T) {
	each(t, func(w *world) {
		e, d := w.open()
		w.Clock.Set("2025-03-01")
		if s := w.show(e); s.Status != faq.Doubted || s.Doubts[0].Standing != policy.Lapsed {
			t.Errorf("before the night: %+v", s)
		}
		w.RunJobs()
		if w.owed(e) == "" {
			t.Error("nobody owes a look")
		}
		v, err := w.s.View(w.As(auth.Head), e.ID)
		w.Must(err)
		e, err = w.s.End(w.As(auth.Head), e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "文件到期失效"})
		w.Must(err)
		if s := w.show(e); s.Status != faq.Ended || w.owed(e) != "" {
			t.Errorf("ended: %+v", s)
		}
		if found := w.browse("在家养老有补贴吗"); len(found) != 0 {
			t.Errorf("found after its end: %+v", found)
		}
		_, err = w.s.Make(w.As(auth.Clerk), w.meal(d))
		w.WantField(err, "quotes.1.document", "policy.cites.standing")
	})
}

// TestTerm: an entry ends with its own term, by itself.
func TestTerm(t *testing.T) {
	each(t, func(w *world) {
		d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
		in := w.meal(d)
		in.Until = "2023-12-31"
		e, err := w.s.Make(w.As(auth.Clerk), in)
		w.Must(err)
		e = w.publish(e)
		w.Clock.Set("2023-12-31")
		w.RunJobs()
		if s := w.show(e); s.Status != faq.Open {
			t.Errorf("on its last day: %+v", s)
		}
		w.Clock.Set("2024-01-01")
		if s, found := w.show(e), w.browse(""); s.Status != faq.Ended || len(found) != 0 {
			t.Errorf("the day after: %+v, %+v", s, found)
		}
		w.RunJobs()
		if v, err := w.s.View(w.As(auth.Head), e.ID); err != nil || v.Entry.Status != faq.Ended {
			t.Errorf("after the night: %+v, %v", v, err)
		}
	})
}

// TestBrowse: a question in everyday words finds the entry; what means nothing finds none.
func TestBrowse(t *testing.T) {
	each(t, func(w *world) {
		e, _ := w.open()
		for _, q := range []string{"在家养老有补贴吗", "老人 补贴", "我妈妈是老人，在家养老，每月能领多少补贴？", "高龄老人补助", ""} {
			if found := w.browse(q); len(found) != 1 || found[0].ID != e.ID {
				t.Errorf("%q finds %+v", q, found)
			}
		}
		for _, q := range []string{"户外广告", "<script>alert(1)</script>", "%' --", "？？"} {
			if found := w.browse(q); len(found) != 0 {
				t.Errorf("%q finds %+v", q, found)
			}
		}
		for topic, n := range map[string]int{"养老": 1, "上学": 0, "月球": 0} {
			if found, err := w.s.Browse(w.Context(), faq.Browse{Topic: topic}); err != nil || len(found) != n {
				t.Errorf("%s: %+v, %v", topic, found, err)
			}
		}
	})
}

// TestVote: votes are two numbers; machines are bounded, and nothing of a person is kept.
func TestVote(t *testing.T) {
	each(t, func(w *world) {
		e, _ := w.open()
		for _, useful := range []bool{true, false, true} {
			w.Must(w.s.Vote(w.Context(), e.ID, useful))
		}
		v, err := w.s.View(w.As(auth.Head), e.ID)
		w.Must(err)
		if v.Votes != (faq.Votes{Useful: 2, Useless: 1}) {
			t.Errorf("votes: %+v", v.Votes)
		}
		for range 297 {
			w.Must(w.s.Vote(w.Context(), e.ID, true))
		}
		w.Want(w.s.Vote(w.Context(), e.ID, true), fault.TooMany, "")
		w.Want(w.s.Vote(w.Context(), 1, true), fault.NotFound, "")
	})
}
