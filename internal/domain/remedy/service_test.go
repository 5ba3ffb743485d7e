package remedy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestComplaint: the applicant complains once, the office judges, and the
// applicant reads the answer; the unit can do neither.
func TestComplaint(t *testing.T) {
	each(t, func(w *world) {
		in := remedy.Complain{Text: "两周没有人联系我，电话也打不通。"}
		if _, err := w.s.Complain(w.Context(), foi.Access{Number: w.filed.Number, Code: "000000000000"}, in, "192.0.2.1"); fault.Of(err) != fault.Invalid {
			t.Errorf("a wrong code complains: %v", err)
		}
		if _, err := w.s.Complain(w.Context(), w.access(), remedy.Complain{Text: " 哼 "}, "192.0.2.1"); fault.As(err).Fields["text"].Key == "" {
			t.Errorf("nothing said: %v", err)
		}
		c, err := w.s.Complain(w.Context(), w.access(), in, "192.0.2.1")
		w.must(err)
		again, err := w.s.Complain(w.Context(), w.access(), in, "192.0.2.1")
		if err != nil || again.ID != c.ID {
			t.Errorf("sent twice: %v %v", again, err)
		}
		if _, err := w.s.Complain(w.Context(), w.access(), remedy.Complain{Text: "另外一件事情"}, "192.0.2.1"); fault.Of(err) != fault.Conflict {
			t.Errorf("a second while one is open: %v", err)
		}
		if c.Number != "2023-0001" || c.Due != "2023-10-13" || c.JudgeID != w.office.ID { // 15 working days over the National Day
			t.Errorf("made %+v", c)
		}
		if !w.request().Kept {
			t.Error("a request that is disputed may be forgotten")
		}
		if d := w.owed(c); len(d) != 1 || d[0].UnitID != w.office.ID || string(d[0].Due) != "2023-10-13" {
			t.Errorf("owed %+v", d)
		}
		judge := remedy.Judgement{Rev: c.Rev, Outcome: "founded", Answer: "已责令区财政局今天与您联系。", Within: remedy.Within{Days: 3, Unit: law.Workday}}
		if _, err := w.s.Judge(w.as(auth.Clerk), c.ID, judge); fault.Of(err) != fault.Forbidden {
			t.Errorf("the unit judges itself: %v", err)
		}
		if _, err := w.s.AnswerBy(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: w.db.Today(), Note: "答复"}); fault.Of(err) != fault.Conflict {
			t.Errorf("a complaint is answered as a review is: %v", err)
		}
		c, err = w.s.Judge(w.as(auth.Office), c.ID, judge)
		w.must(err)
		if c.Status != remedy.Decided || c.RedoBy != "2023-09-21" {
			t.Errorf("judged %+v", c)
		}
		if d := w.owed(c); len(d) != 1 || d[0].UnitID != w.bureau.ID {
			t.Errorf("owed then %+v", d)
		}
		st, err := w.s.Standing(w.Context(), w.filed.ID)
		w.must(err)
		if len(st.Cases) != 1 || st.Open || st.Cases[0].Answer != judge.Answer || st.Cases[0].Outcome != "投诉属实，责令改正" || len(st.Means) != 1 {
			t.Errorf("the applicant sees %+v", st)
		}
		w.on("2023-09-20")
		c, err = w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-09-20", Note: "已电话联系"})
		if err != nil || c.Status != remedy.Fulfilled || len(w.owed(c)) != 0 {
			t.Errorf("fulfilled %+v %v", c, err)
		}
	})
}

// TestTerms: the days of each remedy, from the law.
func TestTerms(t *testing.T) {
	each(t, func(w *world) {
		for _, tt := range []struct {
			in   remedy.Entry
			from calendar.Day
			want calendar.Day
		}{
			{remedy.Entry{Kind: remedy.Review}, "2023-09-18", "2023-10-08"},               // 10 working days, 行政复议法 48, 88
			{remedy.Entry{Kind: remedy.Review, Simple: true}, "2023-09-18", "2023-09-25"}, // 5 working days, 54
			{remedy.Entry{Kind: remedy.Suit}, "2023-09-18", "2023-10-07"},                 // 15 days: 3 October is a holiday, to the working Saturday
			{remedy.Entry{Kind: remedy.Suit, After: true}, "2023-09-01", "2023-09-18"},    // the 16th is a Saturday
			{remedy.Entry{Kind: remedy.Complaint, Text: "没有人接电话"}, "2023-09-18", "2023-10-13"},
		} {
			tt.in.Unit, tt.in.Way, tt.in.Received, tt.in.Organ, tt.in.FileNo = w.bureau.ID, remedy.Notice, tt.from, "某机关", "1号"
			c, err := w.s.Register(w.as(auth.Clerk), tt.in)
			w.must(err)
			if c.Due != tt.want {
				t.Errorf("%s from %s: %s, want %s", tt.in.Kind, tt.from, c.Due, tt.want)
			}
		}
	})
}

// TestReview: the organ answers in time, the reply is annulled, the request is
// answered anew, and counts once.
func TestReview(t *testing.T) {
	each(t, func(w *world) {
		w.answered("2023-09-28", "N4")
		st, err := w.s.Standing(w.Context(), w.filed.ID)
		w.must(err)
		if len(st.Means) != 3 || !st.Means[0].First || st.Means[0].Last != "2023-11-27" || !st.Means[1].After || st.Means[1].Last != "" {
			t.Errorf("can be done: %+v", st.Means)
		}
		w.on("2023-10-12")
		c := w.review()
		c, err = w.s.AnswerBy(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-10-12", Note: "已提交答复书和证据"})
		w.must(err)
		if c.Status != remedy.Pending || len(w.owed(c)) != 0 {
			t.Errorf("answered %+v", c)
		}
		w.on("2023-11-20")
		for _, bad := range []remedy.Decision{
			{Rev: c.Rev, Outcome: "founded", Day: "2023-11-20"},
			{Rev: c.Rev, Outcome: "annulled", Day: "2023-11-21"},
			{Rev: c.Rev, Outcome: "annulled", Day: "2023-10-01"},
			{Rev: c.Rev, Outcome: "annulled", Day: "2023-11-20", Within: remedy.Within{Days: 20}},
			{Outcome: "annulled", Day: "2023-11-20"},
		} {
			if _, err := w.s.Decide(w.as(auth.Clerk), c.ID, bad); fault.Of(err) != fault.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		c, err = w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: "annulled", Day: "2023-11-20", Within: remedy.Within{Days: 15, Unit: law.Workday}})
		w.must(err)
		if c.RedoBy != "2023-12-11" {
			t.Errorf("to be done by %s", c.RedoBy)
		}
		if _, err := w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-11-20", Note: "没有重新答复"}); fault.Of(err) != fault.Conflict {
			t.Errorf("done without a new reply: %v", err)
		}
		c, err = w.s.Redo(w.as(auth.Clerk), c.ID, remedy.Anew{Rev: c.Rev, Reason: "复议决定撤销", FileNo: "洪府复决字〔2023〕8号", Got: "2023-11-20"})
		w.must(err)
		anew, err := w.requests.View(w.as(auth.Clerk), c.RedoID)
		w.must(err)
		made := &anew.Request
		if made.Due != "2023-12-11" || made.Status != foi.Received || made.Number == w.filed.Number {
			t.Errorf("anew: %+v", made)
		}
		if _, err := w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-11-20", Note: "已重新答复"}); fault.Of(err) != fault.Conflict {
			t.Errorf("done before the new reply: %v", err)
		}
		m, err := w.requests.Track(w.Context(), foi.Access{Number: made.Number, Code: w.filed.Code}, "192.0.2.1")
		if err != nil || m.Number != made.Number {
			t.Errorf("the code of the earlier one: %+v %v", m, err)
		}
		if _, err := w.requests.Redo(w.as(auth.Clerk), w.filed.ID, foi.Redo{Rev: w.request().Rev, Reason: "又一次", Day: "2023-11-20", Days: 15, Count: law.Workday, Order: foi.Order{By: foi.OfItself}}); fault.Of(err) != fault.Conflict {
			t.Errorf("anew twice: %v", err)
		}
		f, err := w.requests.Figures(w.as(auth.Office), foi.YearOf("2023-01-01"))
		w.must(err)
		for _, r := range f.Rows {
			if r.N != 1 || r.Row == "4" {
				t.Errorf("figures count it %+v", r)
			}
		}
		w.answered("2023-12-01", "A1")
		if _, err := w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-11-25", Note: "已重新答复"}); fault.Of(err) != fault.Invalid {
			t.Errorf("done before the new reply was served: %v", err)
		}
		c, err = w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-12-01", Note: "已重新答复"})
		if err != nil || c.Status != remedy.Fulfilled {
			t.Errorf("done: %+v %v", c, err)
		}
	})
}

// TestNeverAnswered: an answer that was never handed in stays late, whatever was decided.
func TestNeverAnswered(t *testing.T) {
	each(t, func(w *world) {
		c := w.review()
		w.on("2023-10-20")
		_, err := w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: "upheld", Day: "2023-10-20"})
		w.must(err)
		rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: c.Ref()}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].Light != duty.DoneLate {
			t.Errorf("the duty to answer: %+v", rows.Items)
		}
	})
}

func (w *world) request() *foi.Request {
	w.Helper()
	v, err := w.requests.View(w.as(auth.Clerk), w.filed.ID)
	w.must(err)
	return &v.Request
}

// TestTable: each of the twelve counted cells has exactly its cases, the list
// behind it is as long, and each block adds up.
func TestTable(t *testing.T) {
	each(t, func(w *world) {
		w.on("2024-02-01")
		want := map[string]int{}
		for i, e := range []struct {
			kind    remedy.Kind
			after   bool
			outcome string
			block   remedy.Block
			cell    law.Cell
		}{
			{remedy.Review, false, "upheld", remedy.Reviews, law.Kept},
			{remedy.Review, false, "rejected", remedy.Reviews, law.Kept},
			{remedy.Review, false, "ordered", remedy.Reviews, law.Corrected},
			{remedy.Review, false, "mediated", remedy.Reviews, law.OtherEnd},
			{remedy.Review, false, "", remedy.Reviews, law.Pending},
			{remedy.Suit, false, "rejected", remedy.Direct, law.Kept},
			{remedy.Suit, false, "", remedy.Direct, law.Pending},
			{remedy.Suit, true, "unlawful", remedy.After, law.Corrected},
			{remedy.Suit, true, "dismissed", remedy.After, law.OtherEnd},
			{remedy.Complaint, false, "", "", ""},
		} {
			c, err := w.s.Register(w.as(auth.Clerk), remedy.Entry{
				Kind: e.kind, After: e.after, Unit: w.bureau.ID, Way: remedy.Notice, Received: "2023-06-01", Organ: "某机关", FileNo: fmt.Sprint(i), Text: "没有人接电话",
			})
			w.must(err)
			if e.outcome != "" {
				_, err = w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: e.outcome, Day: "2023-08-01"})
				w.must(err)
			}
			if e.block != "" {
				want[string(e.block)+"/"+string(e.cell)]++
			}
		}
		tab, err := w.s.Table(w.as(auth.Office), remedy.Span{Year: 2023})
		w.must(err)
		sums := map[remedy.Block]int{}
		for _, n := range tab.Counts {
			if n.N != want[string(n.Block)+"/"+string(n.Cell)] {
				t.Errorf("%s %s: %d", n.Block, n.Cell, n.N)
			}
			sums[n.Block] += n.N
			rows, err := w.s.Find(w.as(auth.Office), remedy.Find{Block: n.Block, Cell: string(n.Cell), Year: 2023}, db.Page{})
			w.must(err)
			if rows.Total != n.N || len(rows.Items) != n.N {
				t.Errorf("the list behind %s %s has %d of %d", n.Block, n.Cell, rows.Total, n.N)
			}
		}
		for b, n := range tab.Sums {
			if n != sums[b] {
				t.Errorf("%s: %d is not the sum %d", b, n, sums[b])
			}
		}
		next, err := w.s.Table(w.as(auth.Office), remedy.Span{Year: 2024})
		w.must(err)
		for _, n := range next.Counts {
			if n.Cell == law.Pending && n.N == 0 && n.Block != remedy.After || n.Cell != law.Pending && n.N != 0 {
				t.Errorf("the year after: %+v", n)
			}
		}
	})
}

// TestNobodyLearns: nothing that somebody wrote stands in a row or in the journal
// as it was written, and another unit knows of no case.
func TestNobodyLearns(t *testing.T) {
	each(t, func(w *world) {
		c, err := w.s.Register(w.as(auth.Office), remedy.Entry{Kind: remedy.Complaint, Unit: w.bureau.ID, Way: remedy.Phone, Received: "2023-09-18", Text: "窗口的人骂我，我的电话是13800000009", Name: "王小明", Contact: "13800000009"})
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), c.ID)
		if err != nil || v.Words.Contact != "" || v.Words.Name != "" || v.Unmasks || !strings.Contains(v.Words.Text, "骂我") || strings.Contains(v.Words.Text, "13800000009") {
			t.Errorf("the unit sees %+v %v", v.Words, err)
		}
		v, err = w.s.View(w.as(auth.Office), c.ID)
		if err != nil || v.Words.Contact != "***09" || v.Words.Name != "王***" || !v.Unmasks || strings.Contains(v.Words.Text, "13800000009") {
			t.Errorf("the office sees %+v %v", v.Words, err)
		}
		if _, err := w.s.Unmask(w.as(auth.Clerk), c.ID, remedy.Unseal{Reason: "好奇"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("the unit opens who complains: %v", err)
		}
		if _, err := w.s.Unmask(w.as(auth.Office), c.ID, remedy.Unseal{Reason: " "}); fault.Of(err) != fault.Invalid {
			t.Errorf("opened without a reason: %v", err)
		}
		who, err := w.s.Unmask(w.as(auth.Office), c.ID, remedy.Unseal{Reason: "电话核实"})
		if err != nil || who.Name != "王小明" || who.Contact != "13800000009" || !strings.Contains(who.Text, "13800000009") {
			t.Errorf("opened: %+v %v", who, err)
		}
		v, err = w.s.View(w.as(auth.Office), c.ID)
		w.must(err)
		if !slices.ContainsFunc(v.History, func(e journal.Entry) bool {
			return e.Act == "remedy.unmask" && e.ActorID == w.people[auth.Office].ID && strings.Contains(string(e.Body), "电话核实")
		}) {
			t.Errorf("no trace of the look: %+v", v.History)
		}
		for _, e := range v.History {
			if strings.Contains(fmt.Sprintf("%+v", e), "骂我") || strings.Contains(string(e.Body), "13800000009") {
				t.Errorf("the journal keeps %+v", e)
			}
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			words, err := db.One[string](tx, "SELECT words FROM remedy_case")
			if strings.Contains(words, "骂") || words == "" {
				t.Errorf("stored as %q", words)
			}
			return err
		}))
		stranger := w.people[auth.Clerk]
		stranger.Grants = []auth.Grant{{Role: auth.Clerk, Perms: remedy.Policy.Perms(auth.Clerk), Units: auth.Units{IDs: []int64{w.office.ID}}}}
		if _, err := w.s.View(auth.With(w.Context(), stranger), c.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("another unit sees it: %v", err)
		}
		if _, err := w.s.Void(w.as(auth.Office), c.ID, remedy.Because{Rev: c.Rev, Reason: "登记错了"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("who entered it voids it: %v", err)
		}
		if slices.Contains(v.Acts, remedy.ActVoid) {
			t.Error("and is offered to")
		}
	})
}
