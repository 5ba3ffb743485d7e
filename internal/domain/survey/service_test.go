package survey_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestLife goes through a whole life: what is asked is looked at by a second person, it
// closes by itself, what was found is owed, and published by a second person.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		clerk, head := w.as(auth.Clerk), w.as(auth.Head)
		x, err := w.s.Make(clerk, w.bureau, edit(survey.Anyone))
		w.must(err)
		in := edit(survey.Anyone)
		in.Rev, in.Title = x.Rev, "2026年政务公开群众评议"
		x, err = w.s.Edit(clerk, x.ID, in)
		w.must(err)
		_, err = w.s.Edit(clerk, x.ID, in)
		w.want(err, fault.Conflict, "")
		if _, err := w.s.Show(w.Context(), x.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("a draft is shown: %v", err)
		}
		_, err = w.s.View(auth.With(w.Context(), w.other), x.ID)
		w.want(err, fault.NotFound, "")
		x, err = w.s.Ask(clerk, x.ID, survey.Seen{Rev: x.Rev})
		w.must(err)
		_, err = w.s.Approve(clerk, x.ID, survey.Seen{Rev: x.Rev})
		w.want(err, fault.Forbidden, "not_allowed")
		x, err = w.s.Return(head, x.ID, survey.Because{Rev: x.Rev, Reason: "第3题说得不清楚"})
		w.must(err)
		x, err = w.s.Ask(clerk, x.ID, survey.Seen{Rev: x.Rev})
		w.must(err)
		x, err = w.s.Approve(head, x.ID, survey.Seen{Rev: x.Rev})
		w.must(err)
		_, err = w.s.Edit(clerk, x.ID, in)
		w.want(err, fault.Conflict, "")

		for n := range 12 {
			w.must(w.answer(x.ID, says(fmt.Sprint(n), n%2, 5, "")))
		}
		w.must(w.answer(x.ID, says("unhappy", 1, 1, "字太小")))
		if v, err := w.s.View(clerk, x.ID); err != nil || v.Answers != 13 || v.Results.N != 0 {
			t.Errorf("before the close: %+v, %v", v, err)
		}
		x, err = w.s.Extend(head, x.ID, survey.Extend{Because: survey.Because{Rev: x.Rev, Reason: "收到的问卷少"}, Until: "2026-04-10"})
		w.must(err)

		w.clock.Set("2026-04-11")
		w.want(w.answer(x.ID, says("late", 0, 5, "")), fault.Conflict, "survey.closed")
		w.jobs()
		v, err := w.s.View(clerk, x.ID)
		w.must(err)
		if v.Survey.Status != survey.Closed || v.Survey.Ended != "2026-04-10" || v.Survey.N != 13 || v.Survey.SHA == "" || v.Results.Tallies[1].Counts[4] != 12 {
			t.Errorf("after the close: %+v", v)
		}
		owed, err := w.duties.Find(head, duty.Find{Rule: survey.RuleTell}, db.Page{})
		w.must(err)
		if len(owed.Items) != 1 || owed.Items[0].Due != "2026-05-10" {
			t.Errorf("owed: %+v", owed.Items)
		}
		x, err = w.s.Conclude(clerk, x.ID, survey.Finding{Rev: v.Survey.Rev, Findings: "群众总体满意；有人反映字太小，已经改大。"})
		w.must(err)
		x, err = w.s.Refuse(head, x.ID, survey.Because{Rev: x.Rev, Reason: "写明何时改好"})
		w.must(err)
		x, err = w.s.Conclude(clerk, x.ID, survey.Finding{Rev: x.Rev, Findings: "群众总体满意；有人反映字太小，4月1日已经改大。"})
		w.must(err)
		if a, err := w.s.Show(w.Context(), x.ID); err != nil || a.Results.N != 0 || a.Takes {
			t.Errorf("before it is told: %+v, %v", a, err)
		}
		_, err = w.s.Tell(head, x.ID, survey.Seen{Rev: x.Rev})
		w.must(err)
		a, err := w.s.Show(w.Context(), x.ID)
		if err != nil || a.Results.N != 13 || a.Results.Tallies[1].Counts[0] != 1 {
			t.Errorf("told: %+v, %v", a, err)
		}
		for _, c := range a.Results.Crosses {
			if slices.Contains(c.Cells[0], 1) {
				t.Errorf("the only unhappy one can be told: %+v", c)
			}
		}
		owed, err = w.duties.Find(head, duty.Find{Rule: survey.RuleTell, Light: duty.Done}, db.Page{})
		if err != nil || len(owed.Items) != 1 {
			t.Errorf("the duty is open: %+v, %v", owed.Items, err)
		}
	})
}

// TestInput names the field that is wrong.
func TestInput(t *testing.T) {
	each(t, func(w *world) {
		for field, change := range map[string]func(*survey.Edit){
			"title":     func(in *survey.Edit) { in.Title = " " },
			"questions": func(in *survey.Edit) { in.Questions = "1. 甲？（单选）\n是" },
			"until":     func(in *survey.Edit) { in.Until = "2026-03-01" },
			"identity":  func(in *survey.Edit) { in.Identity = "blood" },
			"about":     func(in *survey.Edit) { in.About = "联系人身份证号110101199003070011" },
		} {
			in := edit(survey.Anyone)
			change(&in)
			if _, err := w.s.Make(w.as(auth.Clerk), w.bureau, in); fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key == "" || len(fault.As(err).Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := w.s.Make(auth.With(w.Context(), w.other), w.bureau, edit(survey.Anyone))
		w.want(err, fault.Forbidden, "not_allowed")
		id := w.open(survey.Anyone)
		w.wantField(w.answer(id, says("x", 7, 5, "")), "q.1", "survey.no_such")
		w.wantField(w.answer(id, survey.Submission{Token: "x"}), "q.2", "survey.need.scale")
		w.want(w.answer(id+1, says("x", 0, 5, "")), fault.NotFound, "")
	})
}

// TestOnce counts a form once, a telephone once, an invitation once.
func TestOnce(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(survey.Anyone)
		w.must(w.answer(id, says("a", 0, 5, "")))
		again, err := w.s.Answer(w.Context(), id, says("a", 1, 1, ""), network)
		if err != nil || !again {
			t.Errorf("sent twice: %v, %v", again, err)
		}
		if v, err := w.s.View(w.as(auth.Clerk), id); err != nil || v.Answers != 1 {
			t.Errorf("%d answers, %v", v.Answers, err)
		}

		id = w.open(survey.Invite)
		codes, err := w.s.Codes(w.as(auth.Clerk), id, survey.Invitation{Codes: 3})
		w.must(err)
		in := says("b", 0, 5, "")
		w.wantField(w.answer(id, in), "code", "survey.bad_code")
		in.Code = codes[0]
		w.must(w.answer(id, in))
		in.Token = "c"
		w.wantField(w.answer(id, in), "code", "survey.bad_code")
		if v, err := w.s.View(w.as(auth.Clerk), id); err != nil || v.Answers != 1 || v.Codes != 2 {
			t.Errorf("%+v, %v", v, err)
		}
		_, err = w.s.Codes(auth.With(w.Context(), w.other), id, survey.Invitation{Codes: 3})
		w.want(err, fault.NotFound, "")
		w.wantCodes(id, `survey.invite {"codes":3,"state":"open"}`)
		for range 70 {
			in.Token += "x"
			err = w.answer(id, in)
		}
		w.want(err, fault.TooMany, "")
		v, err := w.s.View(w.as(auth.Head), id)
		w.must(err)
		_, err = w.s.Close(w.as(auth.Head), id, survey.Because{Rev: v.Survey.Rev, Reason: "提前结束"})
		w.must(err)
		w.wantCodes(id, `survey.invite {"codes":3,"state":"open"}`, `survey.lapse {"codes":2,"state":"closed"}`)
	})
}

// wantCodes asks the journal how many invitations were given out and how many lapsed.
func (w *world) wantCodes(id survey.ID, want ...string) {
	w.Helper()
	var got []string
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		rows, err := journal.For(tx, survey.RefOf(id), db.Page{Size: 50})
		for _, e := range rows.Items {
			if e.Act == string(survey.ActInvite) || e.Act == string(survey.ActLapse) {
				got = append(got, e.Act+" "+string(e.Body))
			}
		}
		return err
	}))
	slices.Sort(got)
	if !slices.Equal(got, want) {
		w.Errorf("the journal has %q, want %q", got, want)
	}
}

// TestTelephone sends a code and takes one answer a number. The number stands nowhere once the
// code has gone out.
func TestTelephone(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(survey.Phone)
		w.wantField(w.s.AskCode(w.Context(), id, "12345", network), "phone", "survey.bad_phone")
		code := func() string {
			w.must(w.s.AskCode(w.Context(), id, "138 0000 0000", network))
			w.jobs()
			all := w.gate.Shorts()
			return all[len(all)-1].Params[0]
		}
		in := says("a", 0, 5, "")
		in.Phone, in.Code = "13800000000", code()
		wrong := in
		wrong.Code = "000000"
		if in.Code == wrong.Code {
			wrong.Code = "000001"
		}
		w.wantField(w.answer(id, wrong), "code", "survey.bad_code")
		w.must(w.answer(id, in))
		in.Token, in.Code = "b", code()
		w.want(w.answer(id, in), fault.Conflict, "survey.has_answered")
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM survey_code WHERE phone <> '' OR code <> ''")
			if n != 0 {
				t.Errorf("%d telephones are still there", n)
			}
			return err
		}))
		// Old codes are none; guesses end.
		in.Token, in.Phone = "c", "13900000000"
		w.must(w.s.AskCode(w.Context(), id, in.Phone, network))
		w.jobs()
		all := w.gate.Shorts()
		right := all[len(all)-1].Params[0]
		for n := range 12 {
			in.Code = fmt.Sprintf("%06d", n)
			if in.Code != right {
				_ = w.answer(id, in)
			}
		}
		in.Code = right
		w.want(w.answer(id, in), fault.TooMany, "")
		for range 6 {
			_ = w.s.AskCode(w.Context(), id, "13700000000", network)
		}
		w.want(w.s.AskCode(w.Context(), id, "13700000000", network), fault.TooMany, "")
	})
}

// TestUnlinkable finds nothing that leads from a person to an answer, from one survey to the next,
// or, after the close, to anybody.
func TestUnlinkable(t *testing.T) {
	each(t, func(w *world) {
		var marks [2][]string
		for i := range marks {
			id := w.open(survey.Phone)
			w.must(w.s.AskCode(w.Context(), id, "13800000000", network))
			w.jobs()
			all := w.gate.Shorts()
			in := says(fmt.Sprint(i), 0, 1, "")
			in.Phone, in.Code = "13800000000", all[len(all)-1].Params[0]
			w.must(w.answer(id, in))
			w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
				marks[i], err = texts(tx, "SELECT mark AS text FROM survey_mark WHERE survey_id = ?", id)
				return err
			}))
			x, err := w.s.View(w.as(auth.Head), id)
			w.must(err)
			_, err = w.s.Close(w.as(auth.Head), id, survey.Because{Rev: x.Survey.Rev, Reason: "提前结束"})
			w.must(err)
		}
		for _, m := range marks[0] {
			if slices.Contains(marks[1], m) {
				t.Errorf("%s stands in both", m)
			}
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			left, err := texts(tx, "SELECT mark AS text FROM survey_mark UNION ALL SELECT salt AS text FROM survey_survey WHERE salt <> '' UNION ALL SELECT mark AS text FROM survey_code")
			if len(left) != 0 {
				t.Errorf("after the close: %v", left)
			}
			rows, err2 := journal.For(tx, "", db.Page{Size: 500})
			for _, e := range rows.Items {
				if strings.Contains(fmt.Sprintf("%+v", e), "13800000000") || strings.HasPrefix(e.Act, "survey.answer") {
					t.Errorf("the journal has %+v", e)
				}
			}
			return errors.Join(err, err2)
		}))
	})
}

func texts(tx *db.Tx, query string, args ...any) (out []string, err error) {
	type row struct {
		Text string `db:"text"`
	}
	rows, err := db.All[row](tx, "FROM ("+query+") x", args...)
	for _, r := range rows {
		out = append(out, r.Text)
	}
	return out, err
}

// TestTogether loses nothing and doubles nothing when many send at once, some of them twice.
func TestTogether(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(survey.Anyone)
		var group sync.WaitGroup
		for n := range 100 {
			for range 2 {
				group.Go(func() {
					_, err := w.s.Answer(w.Context(), id, says(fmt.Sprint(n), n%2, 1+n%5, ""), fmt.Sprintf("198.51.100.%d", n))
					if err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		if v, err := w.s.View(w.as(auth.Clerk), id); err != nil || v.Answers != 100 {
			t.Errorf("%d answers, %v", v.Answers, err)
		}
	})
}

// BenchmarkAnswer is one answer: the bound is 200 a second on SQLite.
func BenchmarkAnswer(b *testing.B) {
	open := map[string]func(testing.TB, *dbtest.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			clock := dbtest.At(today)
			w := newWorld(b, open[name](b, clock), clock)
			id := w.open(survey.Anyone)
			n := 0
			for b.Loop() {
				n++
				if _, err := w.s.Answer(b.Context(), id, says(fmt.Sprint(n), n%2, 1+n%5, ""), fmt.Sprintf("10.%d.%d.%d", n>>16, n>>8&255, n&255)); err != nil {
					b.Fatal(err)
				}
			}
			v, err := w.s.View(w.as(auth.Clerk), id)
			if err != nil || v.Answers != n {
				b.Errorf("%d answers of %d, %v", v.Answers, n, err)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "answers/s")
		})
	}
}
