package policy_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// apart is which clauses of a document stand otherwise than the whole on a day, in words.
func (w *world) apart(id policy.ID, on calendar.Day) string {
	w.Helper()
	var out []string
	for _, a := range w.page(id, on).Apart {
		out = append(out, strings.Join(a.Clauses, "、")+" "+string(a.Standing)+" "+string(a.From)+" "+string(a.Until))
	}
	return strings.Join(out, "; ")
}

// TestBeginsApart: clauses that begin later than the rest do so on their day with nobody doing
// anything, and only clauses that are there, after the rest.
func TestBeginsApart(t *testing.T) {
	each(t, func(w *world) {
		in := w.plain("甲办法", body)
		for _, bad := range []struct{ later, key string }{
			{"第三条", "policy.bad_later"}, {"第三条 明年", "policy.bad_later"}, {"第九条 2024-07-01", "policy.no_clause"}, {"第三条、序言 2024-07-01", "policy.no_clause"},
		} {
			in.Later = bad.later
			_, err := w.docs.Make(w.as(w.clerk), w.justice, in)
			w.wantField(err, "later", bad.key)
		}
		in.Later, in.Starts = "第三条 2023-05-01", "2023-05-01"
		_, err := w.docs.Make(w.as(w.clerk), w.justice, in)
		w.wantField(err, "later", "policy.later_early")
		in.Later, in.Starts = "第三条 "+string(in.Until.Add(1)), ""
		_, err = w.docs.Make(w.as(w.clerk), w.justice, in)
		w.wantField(err, "later", "policy.later_late")
		in.Later, in.Starts = "第二条、第3条　2023年7月1日\n", ""
		d := w.issued(in)
		if got := w.apart(d.ID, ""); got != "第二条、第三条 pending 2023-07-01 " {
			t.Errorf("at the issue: %q", got)
		}
		p := w.page(d.ID, "2023-06-30")
		if len(p.Apart) != 1 || p.Apart[0].By != nil || !slices.Equal(p.Apart[0].Heads, []int{2, 3}) || p.State.Standing != policy.Valid || !slices.Contains(p.Changes, "2023-07-01") || len(p.Done) != 0 || len(p.Does) != 0 {
			t.Errorf("the day before: %+v", p)
		}
		if got := w.apart(d.ID, "2023-07-01"); got != "" {
			t.Errorf("on the day: %q", got)
		}
		revised := w.plain("丙办法", body)
		revised.Later = "第三条 2023-09-01"
		r, err := w.docs.Ask(w.as(w.clerk), w.prepared(revised).ID, policy.Seen{Rev: w.rev(revised.Title)})
		w.must(err)
		w.day(w.db.Today().Add(14))
		r, err = w.docs.Judge(w.as(w.counsel), r.ID, policy.Taken{Rev: r.Rev, Result: "legal", Number: "红司审〔2023〕9号"}, w.paper())
		w.must(err)
		_, err = w.docs.Deliberate(w.as(w.clerk), r.ID, policy.Deliberation{Taken: policy.Taken{Rev: r.Rev, Result: "revised", Number: "第13次常务会议", On: w.db.Today()}, Body: body[:strings.Index(body, "第三条")]}, w.paper())
		w.wantField(err, "body", "policy.no_clause")

		late := w.plain("乙办法", body)
		late.Later = "第三条 " + string(w.db.Today().Add(1))
		e := w.approve(w.registered(late))
		w.day(w.db.Today().Add(2))
		_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
		w.want(err, fault.Conflict, "policy.later_early")
	})
}

// TestSuspendClauses: what is suspended is the clause, wherever an amendment moves it, until
// its last day or until it is resumed.
func TestSuspendClauses(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued(w.plain("甲办法", body))
		draft := w.make(w.plain("试办", body))
		for _, bad := range []struct {
			in         policy.Affect
			field, key string
		}{
			{policy.Affect{Kind: policy.Repeal, Clauses: "第三条"}, "clauses", "policy.only_part"},
			{policy.Affect{Kind: policy.Suspend, Clauses: "第九条"}, "clauses", "policy.no_clause"},
			{policy.Affect{Kind: policy.Resume, Clauses: "第三条"}, "clauses", "policy.clause_runs"},
		} {
			bad.in.Rev, bad.in.Target = draft.Rev, d.Number
			_, err := w.docs.Affect(w.as(w.clerk), draft.ID, bad.in)
			w.wantField(err, bad.field, bad.key)
		}
		stop := w.decision("关于暂停甲办法部分条款的决定", policy.Affect{Kind: policy.Suspend, Target: d.Number, Clauses: "第3条"})
		from := stop.Issued
		if got := w.apart(d.ID, ""); got != "第三条 suspended "+string(from)+" " {
			t.Errorf("suspended: %q", got)
		}
		p := w.page(d.ID, "")
		if p.State.Standing != policy.Valid || p.Apart[0].By.ID != stop.ID || len(p.Done) != 1 || !slices.Equal(p.Done[0].Clauses, []string{"第三条"}) {
			t.Errorf("the page: %+v", p)
		}
		if got := w.apart(d.ID, from.Add(-1)); got != "" {
			t.Errorf("the day before: %q", got)
		}
		again := w.make(w.plain("再停", body))
		_, err := w.docs.Affect(w.as(w.clerk), again.ID, policy.Affect{Rev: again.Rev, Kind: policy.Suspend, Target: d.Number, Clauses: "第三条"})
		w.wantField(err, "clauses", "policy.clause_idle")

		const words = "增加一条，作为第二条：“第二条 小型餐饮服务是指面积不足五十平方米的餐饮服务。”\n条文顺序作相应调整。"
		made, err := clause.Apply(clause.Parse(body), words)
		w.must(err)
		amend := w.decision("关于修改甲办法的决定", policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: made.Text.String()})
		if got := w.apart(d.ID, ""); got != "第四条 suspended "+string(from)+" " {
			t.Errorf("moved: %q", got)
		}
		if got := w.apart(d.ID, amend.Issued.Add(-1)); got != "第三条 suspended "+string(from)+" " {
			t.Errorf("before it moved: %q", got)
		}
		resume := w.decision("关于恢复甲办法部分条款的决定", policy.Affect{Kind: policy.Resume, Target: d.Number, Clauses: "第四条"})
		if got := w.apart(d.ID, ""); got != "" {
			t.Errorf("resumed: %q", got)
		}
		if got := w.apart(d.ID, resume.Issued.Add(-1)); got != "第四条 suspended "+string(from)+" "+string(resume.Issued.Add(-1)) {
			t.Errorf("before it was resumed: %q", got)
		}
		last := w.decision("关于暂停甲办法第一条的决定", policy.Affect{Kind: policy.Suspend, Target: d.Number, Clauses: "第一条", Until: w.db.Today().Add(400)})
		if got := w.apart(d.ID, ""); !strings.HasPrefix(got, "第一条 suspended "+string(last.Issued)+" ") {
			t.Errorf("for a time: %q", got)
		}
		if end := w.page(d.ID, "").Apart[0].Until; end == "" || w.apart(d.ID, end.Add(1)) != "" {
			t.Errorf("after its last day: %q", w.apart(d.ID, end.Add(1)))
		}
	})
}

// TestCitesClause: nothing may rest on a clause that is not in force, and who cites one that
// falls owes a look; the other clauses can be cited.
func TestCitesClause(t *testing.T) {
	each(t, func(w *world) {
		in := w.plain("甲办法", body)
		in.Later = "第二条 " + string(in.Until)
		d := w.issued(in)
		e, err := w.article("根据《甲办法》第三条，由区市场监管局责令改正。")
		w.must(err)
		w.decision("关于暂停甲办法第三条的决定", policy.Affect{Kind: policy.Suspend, Target: d.Number, Clauses: "第三条"})
		for _, tt := range []struct{ text, want string }{
			{"根据《甲办法》办理", ""},
			{"根据《甲办法》第四条", ""},
			{"根据《甲办法》第三条", "apart.suspended 《甲办法》"},
			{"根据《甲办法》第四条、第三条", "apart.suspended 《甲办法》"},
			{"根据《甲办法》（" + d.Number + "）第二条规定", "apart.pending 《甲办法》"},
			{"《甲办法》第四条说的，和" + d.Number + "第3条说的", "apart.suspended 《甲办法》"},
			{"第三条见《甲办法》", ""},
		} {
			if got := strings.Join(w.says(tt.text, ""), "; "); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
			}
		}
		var c policy.Citation
		for _, x := range w.view(d.ID).Citing {
			if x.Item == e.ItemID {
				c = x
			} else if x.Stage == policy.Fallen {
				t.Errorf("%s speaks of it and owes a look", x.Title)
			}
		}
		if c.Stage != policy.Fallen || w.owing(policy.RuleLook, c.Ref()) == "" {
			t.Errorf("not asked to look: %+v", c)
		}
		_, err = w.docs.Look(w.as(w.clerk), c.ID, policy.Because{Rev: c.Rev, Reason: "只是说明沿革"})
		w.must(err)
		w.day(w.db.Today().Add(1))
		w.must(w.docs.Turn(w.Context()))
		if due := w.owing(policy.RuleLook, c.Ref()); due != "" {
			t.Errorf("looked, and asked again by %s", due)
		}
		if _, err = w.article("根据《甲办法》第三条办理。"); fault.Of(err) != fault.Invalid {
			t.Errorf("an item that rests on it came on line: %v", err)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			r, err := policy.Read(tx, d.ID, tx.Today)
			c := policy.Clause{Name: "第三条", Text: "第三条 违反本办法的，由区市场监管局责令改正。"}
			if got := r.Doubts(func(f func(*policy.Clause)) { f(&c) }); len(got) != 1 || got[0].Kind != policy.Idle {
				t.Errorf("what rests on it: %+v", got)
			}
			return err
		}))
	})
}
