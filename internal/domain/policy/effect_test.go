package policy_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
)

// plain is a document that touches neither market entities nor the public.
func (w *world) plain(title, text string) policy.Edit {
	in := w.rule()
	in.Title, in.Body, in.Business, in.Vital = title, text, false, false
	in.Until = w.db.Today().Add(300)
	return in
}

// decision is a document in force that does something to another.
func (w *world) decision(title string, in policy.Affect) *policy.Document {
	w.Helper()
	if in.Words == "" {
		in.Words = title
	}
	d := w.make(w.plain(title, in.Words))
	in.Rev = d.Rev
	d, err := w.docs.Affect(w.as(w.clerk), d.ID, in)
	w.must(err)
	d, err = w.docs.Assess(w.as(w.clerk), d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: w.db.Today()}, w.paper())
	w.must(err)
	d, err = w.docs.Ask(w.as(w.clerk), d.ID, policy.Seen{Rev: d.Rev})
	w.must(err)
	w.day(w.db.Today().Add(14))
	d, err = w.docs.Judge(w.as(w.counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "1"}, w.paper())
	w.must(err)
	d, err = w.docs.Deliberate(w.as(w.clerk), d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "1", On: w.db.Today()}}, w.paper())
	w.must(err)
	d, err = w.docs.Register(w.as(w.office), d.ID, policy.Registration{Rev: d.Rev, Word: "红府规"})
	w.must(err)
	e := w.approve(d)
	_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	return w.get(d.ID)
}

func (w *world) page(id policy.ID, on calendar.Day) *policy.Page {
	w.Helper()
	p, err := w.docs.Page(w.Context(), id, on)
	w.must(err)
	return p
}

// validity is what the page of the item says, and the index of search.
func (w *world) validity(d *policy.Document) (publish.Validity, search.State) {
	w.Helper()
	it, err := w.items.Page(w.Context(), d.Item)
	w.must(err)
	var found search.Result
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		found, err = w.search.Find(tx, search.Query{Text: d.Title})
		return err
	}))
	for _, h := range found.Hits {
		if h.ID == int64(d.Item) {
			return it.Validity, h.State
		}
	}
	w.Fatalf("%s is not found", d.Title)
	return "", ""
}

// changes is what makes the newer text.
const changes = "将第三条中的“责令改正”修改为“责令限期改正”。"

// TestLogged: the log of an issue says what it does to others, to which clauses, and what the text
// is then, and the journal what each step came to and what the document touches.
func TestLogged(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued(w.plain("甲办法", body))
		newer := strings.Replace(body, "责令改正", "责令限期改正", 1)
		by := w.decision("关于修改甲办法的决定", policy.Affect{Kind: policy.Amend, Target: d.Number, From: d.Issued.Add(60), Words: changes, Body: newer})
		touching := w.rule()
		touching.Title = "乙办法"
		other := w.make(touching)
		var said []string
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			for _, ref := range []string{by.Ref(), other.Ref()} {
				rows, err := journal.For(tx, ref, db.Page{})
				if err != nil {
					return err
				}
				for _, e := range rows.Items {
					said = append(said, e.Act+" "+string(e.Body))
				}
			}
			return nil
		}))
		for _, want := range [][]string{
			{"policy.issue", `"kind":"amend"`, `"document":"` + d.Ref() + `"`, `"from":"` + string(d.Issued.Add(60)) + `"`, `"clauses":["第三条"]`, `"text":"` + proof.SHA256(newer) + `"`},
			{"policy.judge", `"result":"legal"`},
			{"policy.deliberate", `"result":"pass"`, `"text":"` + proof.SHA256(by.Body) + `"`},
			{"policy.register", `"code":"` + by.Code + `"`},
			{"policy.make", `"business":true`, `"vital":true`},
		} {
			if !slices.ContainsFunc(said, func(line string) bool {
				return !slices.ContainsFunc(want, func(part string) bool { return !strings.Contains(line, part) })
			}) {
				t.Errorf("no entry says %q: %q", want, said)
			}
		}
	})
}

// TestAmend: the text of each day is the one that stood on it, both are compared, and the
// document is marked wherever it is found.
func TestAmend(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued(w.plain("甲办法", body))
		issued := d.Issued
		newer := strings.Replace(body, "责令改正", "责令限期改正", 1)
		draft := w.make(w.plain("试改", changes))
		try := policy.Affect{Rev: draft.Rev, Kind: policy.Amend, Target: d.Number, Words: changes, Body: strings.Replace(newer, "小型", "微型", 1)}
		_, err := w.docs.Affect(w.as(w.clerk), draft.ID, try)
		w.wantField(err, "body", "policy.differs")
		try.Words, try.Body = "将第九条修改为：“第九条 废止。”", newer
		_, err = w.docs.Affect(w.as(w.clerk), draft.ID, try)
		w.wantField(err, "words", "policy.not_in_decision")
		wrong := w.make(w.plain("错改", try.Words))
		try.Rev = wrong.Rev
		_, err = w.docs.Affect(w.as(w.clerk), wrong.ID, try)
		w.wantField(err, "words", "policy.not_carried_out")
		if len(fault.As(err).Rows) != 1 {
			t.Errorf("rows %v", fault.As(err).Rows)
		}
		_, err = w.docs.Page(w.Context(), d.ID, issued.Add(-1))
		w.want(err, fault.NotFound, "policy.not_yet")
		by := w.decision("关于修改甲办法的决定", policy.Affect{Kind: policy.Amend, Target: d.Number, From: issued.Add(60), Words: changes, Body: newer})
		if p := w.page(d.ID, issued.Add(59)); p.Body != body || p.State.Standing != policy.Valid || p.To != issued.Add(59) {
			t.Errorf("the day before: %s until %s", p.State.Standing, p.To)
		}
		p := w.page(d.ID, issued.Add(60))
		if p.Body != newer || p.State.Standing != policy.Amended || p.StateBy.ID != by.ID || p.From != issued.Add(60) || len(p.Done) != 1 {
			t.Errorf("amended: %+v", p.State)
		}
		if does := w.page(by.ID, ""); len(does.Does) != 1 || does.Does[0].Other.ID != d.ID {
			t.Errorf("the other way: %+v", does.Does)
		}
		two, err := w.docs.Compare(w.Context(), d.ID, "", issued.Add(60))
		w.must(err)
		if two.Old != body || two.New != newer {
			t.Errorf("compared: %+v", two)
		}
		if v, s := w.validity(d); v != publish.Valid || s != search.Valid {
			t.Errorf("before the day: %s, %s", v, s)
		}
		w.day(issued.Add(60))
		w.must(w.docs.Turn(w.Context()))
		if v, s := w.validity(d); v != publish.Amended || s != search.Amended {
			t.Errorf("on the day: %s, %s", v, s)
		}
		rows, err := w.docs.Library(w.Context(), policy.Browse{Standing: policy.Amended}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].StandingBy != by.Number {
			t.Errorf("the list: %+v", rows.Items)
		}
	})
}

// TestRepeal: what is repealed at the issue of another is so at once, everywhere, and
// nothing more can be done to it; only its own organ or the government can.
func TestRepeal(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued(w.plain("乙办法", body))
		foreign := w.plain("无关办法", body)
		foreign.Organ = w.finance
		other := w.make(foreign)
		_, err := w.docs.Affect(w.as(w.clerk), other.ID, policy.Affect{Rev: other.Rev, Kind: policy.Repeal, Target: "《乙办法》"})
		w.wantField(err, "target", "policy.not_own")
		_, err = w.docs.Affect(w.as(w.clerk), other.ID, policy.Affect{Rev: other.Rev, Kind: policy.Repeal, Target: "红府规〔2020〕9号"})
		w.wantField(err, "target", "policy.no_document")
		late := w.make(w.plain("丙决定", changes))
		late, err = w.docs.Affect(w.as(w.clerk), late.ID, policy.Affect{Rev: late.Rev, Kind: policy.Amend, Target: "乙办法", Words: changes, Body: strings.Replace(body, "责令改正", "责令限期改正", 1)})
		w.must(err)
		by := w.decision("关于废止乙办法的决定", policy.Affect{Kind: policy.Repeal, Target: "《乙办法》"})
		if v, s := w.validity(d); v != publish.Repealed || s != search.Repealed {
			t.Errorf("repealed: %s, %s", v, s)
		}
		if p := w.page(d.ID, ""); p.State.Standing != policy.Repealed || p.StateBy.Number != by.Number || p.State.Since != by.Issued {
			t.Errorf("repealed: %+v", p.State)
		}
		if p := w.page(d.ID, by.Issued.Add(-1)); p.State.Standing != policy.Valid || p.State.Until != by.Issued.Add(-1) {
			t.Errorf("the day before: %+v", p.State)
		}
		_, err = w.docs.Affect(w.as(w.clerk), late.ID, policy.Affect{Rev: late.Rev, Kind: policy.Suspend, Target: "乙办法"})
		w.wantField(err, "target", "policy.not_in_force")
		_, all, err := w.items.Item(w.as(w.office), d.Item)
		w.must(err)
		_, err = w.items.Mark(w.as(w.signer), all[0].ID, publish.Mark{Rev: all[0].Rev, Validity: publish.Valid, On: w.db.Today()})
		w.want(err, fault.Conflict, "publish.is_kept")
	})
}

// TestLapse: the owner is warned, an evaluation is owed, and on the day after its last the
// document lapses with nobody doing anything.
func TestLapse(t *testing.T) {
	each(t, func(w *world) {
		told := map[string]int{}
		w.duties.People = w.people
		d := w.issued(w.plain("丁办法", body))
		w.watch(told)
		w.day(d.Until.Add(-181))
		w.must(w.docs.Turn(w.Context()))
		if due := w.owed(policy.RuleEvaluate, d.ID); due != "" {
			t.Errorf("owed too early: %s", due)
		}
		for _, left := range []int{180, 91, 90, 89, 30, 29, 8, 7, 1, 0} {
			w.day(d.Until.Add(-left))
			w.must(w.docs.Turn(w.Context()))
		}
		w.watch(told)
		if told["policy.told.ends"] != 3 {
			t.Errorf("told %v", told)
		}
		if due := w.owed(policy.RuleEvaluate, d.ID); due != d.Until {
			t.Errorf("the evaluation is owed by %s", due)
		}
		if v, _ := w.validity(d); v != publish.Valid {
			t.Errorf("on the last day: %s", v)
		}
		d = w.get(d.ID)
		_, err := w.docs.Evaluate(w.as(w.clerk), d.ID, policy.Evaluation{Rev: d.Rev, Result: "lapse", Note: "任务已经完成"})
		w.must(err)
		if due := w.owed(policy.RuleEvaluate, d.ID); due != "" {
			t.Errorf("evaluated and still owed by %s", due)
		}
		w.day(d.Until.Add(1))
		w.must(w.docs.Turn(w.Context()))
		if v, s := w.validity(d); v != publish.Lapsed || s != search.Lapsed {
			t.Errorf("after it: %s, %s", v, s)
		}
		d = w.get(d.ID)
		if d.Standing != policy.Lapsed || d.StandingOn != d.Until.Add(1) {
			t.Errorf("stands %s since %s", d.Standing, d.StandingOn)
		}
		_, err = w.docs.Evaluate(w.as(w.clerk), d.ID, policy.Evaluation{Rev: d.Rev, Result: "lapse", Note: "任务已经完成"})
		w.want(err, fault.Conflict, "policy.is_over")
		rev := d.Rev
		w.must(w.docs.Turn(w.Context()))
		if again := w.get(d.ID); again.Rev != rev {
			t.Error("a night without a change makes one")
		}
	})
}

// TestLater: a document that commences later is not in force until then, one that is
// suspended is not for that time, and one that is prolonged does not lapse.
func TestLater(t *testing.T) {
	each(t, func(w *world) {
		in := w.plain("戊办法", body)
		in.Starts = "2023-06-01"
		d := w.issued(in)
		if v, s := w.validity(d); v != publish.Pending || s != search.Pending || d.Standing != policy.Pending {
			t.Errorf("before it commences: %s, %s, %s", v, s, d.Standing)
		}
		w.day("2023-06-01")
		w.must(w.docs.Turn(w.Context()))
		if v, _ := w.validity(d); v != publish.Valid {
			t.Errorf("on the first day: %s", v)
		}
		w.decision("关于暂停施行戊办法的决定", policy.Affect{Kind: policy.Suspend, Target: "戊办法", Until: "2023-08-31"})
		if v, _ := w.validity(d); v != publish.Suspended {
			t.Errorf("suspended: %s", v)
		}
		w.decision("关于恢复施行戊办法的决定", policy.Affect{Kind: policy.Resume, Target: "戊办法"})
		if v, _ := w.validity(d); v != publish.Valid {
			t.Errorf("resumed: %s", v)
		}
		late := w.make(w.plain("己决定", "恢复施行戊办法。"))
		_, err := w.docs.Affect(w.as(w.clerk), late.ID, policy.Affect{Rev: late.Rev, Kind: policy.Resume, Target: "戊办法"})
		w.wantField(err, "target", "policy.not_suspended")
		w.decision("关于再次暂停施行戊办法的决定", policy.Affect{Kind: policy.Suspend, Target: "戊办法", Until: "2023-08-31"})
		if v, _ := w.validity(d); v != publish.Suspended {
			t.Errorf("suspended again: %s", v)
		}
		w.day("2023-09-01")
		w.must(w.docs.Turn(w.Context()))
		if v, _ := w.validity(d); v != publish.Valid {
			t.Errorf("in force again: %s", v)
		}
		w.decision("关于延长戊办法有效期的决定", policy.Affect{Kind: policy.Prolong, Target: "戊办法", Until: d.Until.Add(365)})
		w.day(d.Until.Add(1))
		w.must(w.docs.Turn(w.Context()))
		if v, _ := w.validity(d); v != publish.Valid || w.get(d.ID).Ends != d.Until.Add(365) {
			t.Errorf("prolonged: %s until %s", v, w.get(d.ID).Ends)
		}
	})
}
