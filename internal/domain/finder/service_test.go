package finder_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestLife: a measure is drafted beside its document, made public by another person once that
// is public, and not found before.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		clerk, head := w.As(auth.Clerk), w.As(auth.Head)
		d := w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil)
		m, err := w.s.Make(clerk, d.ID, subsidy())
		w.Must(err)
		in := subsidy()
		in.Rev, in.Title = m.Rev, "居家养老补贴"
		m, err = w.s.Edit(clerk, m.ID, in)
		w.Must(err)
		_, err = w.s.Edit(clerk, m.ID, in)
		w.Want(err, fault.Conflict, "")
		_, err = w.s.View(auth.With(w.Context(), w.Other), m.ID)
		w.Want(err, fault.NotFound, "")
		_, err = w.s.Make(auth.With(w.Context(), w.Other), d.ID, subsidy())
		w.WantField(err, "document", "finder.no_document")
		m, err = w.s.Ask(clerk, m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		_, err = w.s.Approve(clerk, m.ID, finder.Seen{Rev: m.Rev})
		w.Want(err, fault.Forbidden, "not_allowed")
		_, err = w.s.Approve(head, m.ID, finder.Seen{Rev: m.Rev})
		w.Want(err, fault.Conflict, "finder.not_public")
		m, err = w.s.Return(head, m.ID, finder.Because{Rev: m.Rev, Reason: "等文件公布"})
		w.Must(err)
		w.Issue(d)
		m, err = w.s.Ask(clerk, m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		if out := w.try(nil); len(out.Unknown) != 0 || len(out.Questions) != 0 {
			t.Errorf("found before it is public: %+v", out)
		}
		m, err = w.s.Approve(head, m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		v, err := w.s.View(clerk, m.ID)
		w.Must(err)
		const written = "1. 年龄 至少 60 周岁，依据 第三条第（一）项\n2. 居住地 是 红谷滩区，依据 第三条第（二）项\n3. 任一符合\n3.1 家庭类型 是 低保家庭、特困人员，依据 第三条第（三）项\n3.2 年龄 至少 80 周岁，依据 第三条第（三）项\n4. 居住情况 不是 住在养老机构，依据 第四条\n"
		if v.Written != written {
			t.Errorf("written:\n%s", v.Written)
		}
		if c := v.Lines[0].Clause; c.Text != "（一）年满60周岁；" {
			t.Errorf("clause: %+v", c)
		}
		m, err = w.s.Withdraw(head, m.ID, finder.Because{Rev: m.Rev, Reason: "办理方式有变"})
		w.Must(err)
		if all, err := w.s.Offers(w.Context(), d.ID); err != nil || len(all) != 0 {
			t.Errorf("offered while it is written anew: %+v, %v", all, err)
		}
		_, err = w.s.Discard(clerk, m.ID, finder.Because{Rev: m.Rev, Reason: "不再需要"})
		w.Must(err)
		var acts, clauses []string
		w.Must(w.DB.Read(w.Context(), func(tx *db.Tx) error {
			rows, err := journal.For(tx, m.Ref(), db.Page{})
			for _, e := range rows.Items {
				acts = append(acts, e.Act)
				if e.Act == string(finder.ActApprove) {
					var b struct{ Clauses []string }
					w.Must(e.Decode(&b))
					clauses = b.Clauses
				}
			}
			return err
		}))
		if len(acts) != 8 {
			t.Errorf("journal: %v", acts)
		}
		if !slices.Equal(clauses, []string{"第二条", "第三条第（一）项", "第三条第（二）项", "第三条第（三）项", "第四条"}) {
			t.Errorf("what it rests on is logged as %q", clauses)
		}
	})
}

// TestFaults: what is wrong with a measure is said at its field, with the line.
func TestFaults(t *testing.T) {
	each(t, func(w *world) {
		d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
		for _, tt := range []struct {
			field, key string
			change     func(*finder.Edit)
		}{
			{"title", "required", func(in *finder.Edit) { in.Title = " " }},
			{"who", "required", func(in *finder.Edit) { in.Who = "dog" }},
			{"gives_by", "finder.no_clause", func(in *finder.Edit) { in.By = "第九条" }},
			{"conditions", "finder.wrong.number", func(in *finder.Edit) { in.Conditions = "2. 年龄 至少 60，依据 第二条" }},
			{"conditions", "finder.wrong.no_group", func(in *finder.Edit) {
				in.Conditions = "1. 年龄 至少 60，依据 第二条\n1.1 居住地 是 红谷滩区，依据 第二条"
			}},
			{"conditions", "finder.wrong.empty", func(in *finder.Edit) { in.Conditions = "1. 年龄 至少 60，依据 第二条\n2. 任一符合" }},
			{"conditions", "finder.wrong.no_clause", func(in *finder.Edit) { in.Conditions = "1. 年龄 至少 60" }},
			{"conditions", "finder.wrong.clause", func(in *finder.Edit) { in.Conditions = "1. 年龄 至少 60，依据 第三条第九项" }},
			{"conditions", "finder.wrong.attribute", func(in *finder.Edit) { in.Conditions = "1. 身高 至少 60，依据 第二条" }},
			{"conditions", "finder.wrong.attribute", func(in *finder.Edit) { in.Conditions = "1. 注册地 是 红谷滩区，依据 第二条" }},
			{"conditions", "finder.wrong.compare.number", func(in *finder.Edit) { in.Conditions = "1. 年龄 是 红谷滩区，依据 第二条" }},
			{"conditions", "finder.wrong.compare.choice", func(in *finder.Edit) { in.Conditions = "1. 居住地 至少 60，依据 第二条" }},
			{"conditions", "finder.wrong.option", func(in *finder.Edit) { in.Conditions = "1. 居住地 是 红谷滩区、月球，依据 第二条" }},
			{"conditions", "finder.wrong.range", func(in *finder.Edit) { in.Conditions = "1. 年龄 至少 600，依据 第二条" }},
			{"conditions", "finder.wrong.always", func(in *finder.Edit) { in.Conditions = "1. 年龄 至少 0，依据 第二条" }},
			{"conditions", "finder.wrong.many", func(in *finder.Edit) {
				in.Conditions = ""
				for n := range 31 {
					in.Conditions += fmt.Sprintf("%d. 年龄 至少 %d，依据 第二条\n", n+1, n+1)
				}
			}},
		} {
			in := subsidy()
			tt.change(&in)
			_, err := w.s.Make(w.As(auth.Clerk), d.ID, in)
			w.WantField(err, tt.field, tt.key)
		}
		in := subsidy()
		in.Gives = "身份证号36010219500101001X的老人每月200元"
		if _, err := w.s.Make(w.As(auth.Clerk), d.ID, in); fault.Of(err) != fault.Invalid || fault.As(err).Fields["gives"].Key == "" {
			t.Errorf("an identity number is taken: %v", err)
		}
	})
}

// TestTry: only what matters is asked, each answer is explained by its clause, and 不清楚
// leaves open what it leaves open.
func TestTry(t *testing.T) {
	each(t, func(w *world) {
		m, _ := w.open()
		questions := func(out finder.Outcome) (codes []string) {
			for _, q := range out.Questions {
				codes = append(codes, q.Code)
			}
			return codes
		}
		out := w.try(nil)
		if got := questions(out); len(out.Unknown) != 1 || len(got) != 4 || got[0] != "residence" && got[0] != "age" {
			t.Errorf("first: %v, %+v", got, out.Unknown)
		}
		out = w.try(map[string]string{"age": "85"})
		if got := questions(out); slices.Contains(got, "household") || len(got) != 2 {
			t.Errorf("who is 85 is asked %v", got)
		}
		out = w.try(map[string]string{"age": "８５", "residence": "红谷滩区", "living": "一个人住"})
		if len(out.Fits) != 1 || out.Fits[0].ID != m.ID || len(out.Questions) != 0 {
			t.Fatalf("who fits: %+v", out)
		}
		lines := out.Fits[0].Lines
		if lines[3].Result != finder.Unknown || lines[2].Result != finder.Fits || lines[4].Result != finder.Fits || lines[4].Clause.Name != "第三条第（三）项" {
			t.Errorf("explained: %+v", lines)
		}
		out = w.try(map[string]string{"age": "59"})
		if len(out.Not) != 1 || len(out.Questions) != 0 || out.Not[0].Lines[0].Result != finder.Not {
			t.Errorf("who is 59: %+v", out)
		}
		out = w.try(map[string]string{"age": "70", "residence": "红谷滩区", "living": "一个人住", "household": finder.Unsure})
		if len(out.Unknown) != 1 || len(out.Questions) != 0 || !slices.Equal(out.Unknown[0].Missing, []string{"家庭类型"}) {
			t.Errorf("who does not know: %+v", out)
		}
		_, err := w.s.Try(w.Context(), finder.Person, map[string]string{"age": "old", "residence": "月球"})
		w.WantField(err, "q.age", "finder.bad_number")
		w.WantField(err, "q.residence", "finder.no_option")
		_, err = w.s.Try(w.Context(), "dog", nil)
		w.Want(err, fault.NotFound, "")
		if out, err := w.s.Try(w.Context(), finder.Company, nil); err != nil || len(out.Unknown) != 0 {
			t.Errorf("a company: %+v, %v", out, err)
		}
	})
}

// TestAmended: when a clause is amended the measure says so from the day on which it changes, its
// unit owes a look, and what was not changed is left alone.
func TestAmended(t *testing.T) {
	each(t, func(w *world) {
		m, d := w.open()
		w.Clock.Set("2023-03-06")
		const words = "将第三条第（一）项中的“60周岁”修改为“65周岁”。"
		w.Issue(w.Drafted("关于修改补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, From: "2023-03-20", Words: words, Body: strings.Replace(policytest.Subsidy, "60周岁", "65周岁", 1)}))
		if s, err := w.s.Show(w.Context(), m.ID); err != nil || s.Status != finder.Open {
			t.Errorf("before the day: %+v, %v", s, err)
		}
		w.Clock.Set("2023-03-20")
		w.RunJobs()
		w.RunJobs()
		s, err := w.s.Show(w.Context(), m.ID)
		w.Must(err)
		if s.Status != finder.Doubted || len(s.Doubts) != 1 || s.Doubts[0].Kind != policy.Changed || s.Doubts[0].Now != "（一）年满65周岁；" || s.Since != "2023-03-20" {
			t.Errorf("on the day: %+v", s)
		}
		if due := w.owed(m); due != "2023-03-27" {
			t.Errorf("owed until %q", due)
		}
		if out := w.try(map[string]string{"age": "85", "residence": "红谷滩区", "living": "一个人住"}); len(out.Fits) != 1 || out.Fits[0].Status != finder.Doubted {
			t.Errorf("the doubt is not told: %+v", out)
		}
		v, err := w.s.View(w.As(auth.Head), m.ID)
		w.Must(err)
		_, err = w.s.Uphold(w.As(auth.Clerk), m.ID, finder.Because{Rev: v.Measure.Rev, Reason: "不变"})
		w.Want(err, fault.Forbidden, "")
		m, err = w.s.Withdraw(w.As(auth.Head), m.ID, finder.Because{Rev: v.Measure.Rev, Reason: "年龄改为65周岁"})
		w.Must(err)
		if due := w.owed(m); due != "" {
			t.Errorf("still owed: %s", due)
		}
		in := subsidy()
		in.Rev, in.Conditions = m.Rev, strings.Replace(in.Conditions, "至少 60周岁", "至少 65", 1)
		m, err = w.s.Edit(w.As(auth.Clerk), m.ID, in)
		w.Must(err)
		m, err = w.s.Ask(w.As(auth.Clerk), m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		_, err = w.s.Approve(w.As(auth.Head), m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		if out := w.try(map[string]string{"age": "62"}); len(out.Not) != 1 {
			t.Errorf("who is 62 after all: %+v", out)
		}
	})
}

// TestUpheld: a clause changes without changing the measure, which is said by a person who did not write it.
func TestUpheld(t *testing.T) {
	each(t, func(w *world) {
		m, d := w.open()
		const words = "将第四条中的“不享受”修改为“不再享受”。"
		w.Issue(w.Drafted("关于修改补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: strings.Replace(policytest.Subsidy, "不享受", "不再享受", 1)}))
		v, err := w.s.View(w.As(auth.Head), m.ID)
		w.Must(err)
		if v.Measure.Status != finder.Doubted {
			t.Fatalf("the act of another document is not noticed: %+v", v.Measure)
		}
		m, err = w.s.Uphold(w.As(auth.Head), m.ID, finder.Because{Rev: v.Measure.Rev, Reason: "只改了一个词，条件不变"})
		w.Must(err)
		if m.Status != finder.Open || len(m.Doubts) != 0 || w.owed(m) != "" {
			t.Errorf("upheld: %+v", m)
		}
		w.RunJobs()
		if s, err := w.s.Show(w.Context(), m.ID); err != nil || s.Status != finder.Open || s.Lines[5].Clause.Text != "第四条　居住在养老机构的，不再享受本补贴。" {
			t.Errorf("after the night: %+v, %v", s, err)
		}
	})
}

// TestFallen: what rests on a document that has lapsed is offered to nobody from that day on,
// before any job has run, and is ended by a person.
func TestFallen(t *testing.T) {
	each(t, func(w *world) {
		m, d := w.open()
		w.Clock.Set("2025-03-01")
		if out := w.try(nil); len(out.Unknown) != 0 {
			t.Errorf("offered after its term: %+v", out)
		}
		w.RunJobs()
		v, err := w.s.View(w.As(auth.Head), m.ID)
		w.Must(err)
		if v.Measure.Status != finder.Doubted || v.Measure.Doubts[0].Kind != policy.Void || w.owed(m) == "" {
			t.Errorf("not doubted: %+v", v.Measure)
		}
		_, err = w.s.Uphold(w.As(auth.Head), m.ID, finder.Because{Rev: v.Measure.Rev, Reason: "不变"})
		w.Want(err, fault.Conflict, "finder.doubtful")
		m, err = w.s.End(w.As(auth.Head), m.ID, finder.Because{Rev: v.Measure.Rev, Reason: "文件到期失效"})
		w.Must(err)
		if s, err := w.s.Show(w.Context(), m.ID); err != nil || s.Takes || s.Status != finder.Ended {
			t.Errorf("ended: %+v, %v", s, err)
		}
		in := subsidy()
		_, err = w.s.Make(w.As(auth.Clerk), d.ID, in)
		w.WantField(err, "document", "finder.not_in_force")
	})
}

// TestAsked: an attribute that the profile does not have any more leaves the measure open, and
// its unit owes a look.
func TestAsked(t *testing.T) {
	each(t, func(w *world) {
		m, _ := w.open()
		w.asks = w.asks[1:] // the age
		if out := w.try(nil); len(out.Unknown) != 1 {
			t.Errorf("without a question: %+v", out)
		}
		w.Clock.Set("2023-03-02")
		w.RunJobs()
		if s, err := w.s.Show(w.Context(), m.ID); err != nil || s.Status != finder.Doubted || s.Doubts[0].Kind != finder.Asked {
			t.Errorf("after the night: %+v, %v", s, err)
		}
	})
}

// TestUntil: after its last day a measure is not offered, and its page says so.
func TestUntil(t *testing.T) {
	each(t, func(w *world) {
		m, _ := w.open()
		m, err := w.s.Withdraw(w.As(auth.Head), m.ID, finder.Because{Rev: m.Rev, Reason: "定截止日期"})
		w.Must(err)
		in := subsidy()
		in.Rev, in.Until = m.Rev, "2023-03-31"
		m, err = w.s.Edit(w.As(auth.Clerk), m.ID, in)
		w.Must(err)
		m, err = w.s.Ask(w.As(auth.Clerk), m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		_, err = w.s.Approve(w.As(auth.Head), m.ID, finder.Seen{Rev: m.Rev})
		w.Must(err)
		w.Clock.Set("2023-03-31")
		if out := w.try(nil); len(out.Unknown) != 1 {
			t.Errorf("on the last day: %+v", out)
		}
		w.Clock.Set("2023-04-01")
		if out := w.try(nil); len(out.Unknown) != 0 {
			t.Errorf("after the last day: %+v", out)
		}
		if s, err := w.s.Show(w.Context(), m.ID); err != nil || s.Takes {
			t.Errorf("its page: %+v, %v", s, err)
		}
	})
}
