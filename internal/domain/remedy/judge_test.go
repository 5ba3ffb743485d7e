package remedy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

func (w *world) told(about int64, way remedy.Way) *remedy.Case {
	w.Helper()
	c, err := w.s.Register(w.as(auth.Office), remedy.Entry{Kind: remedy.Complaint, Unit: about, Way: way, Received: w.db.Today(), Text: "没有人接电话"})
	w.must(err)
	return c
}

// TestNobodyJudgesHimself: a complaint about the department in charge, or about the
// government that it works for, is passed on to the organ above; who works where the
// complaint is about, or had a hand in the request, judges nothing.
func TestNobodyJudgesHimself(t *testing.T) {
	each(t, func(w *world) {
		var root unit.Unit
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) { root, err = unit.Root(tx); return err }))
		for _, about := range []int64{w.office.ID, root.ID} {
			c := w.told(about, remedy.Phone)
			if c.JudgeID != 0 || c.Organ != "南昌市人民政府办公室" || c.Due != "2023-09-25" { // five working days
				t.Errorf("taken as %+v", c)
			}
			if d := w.owed(c); len(d) != 1 || d[0].UnitID != w.office.ID || d[0].Rule != "remedy.pass" {
				t.Errorf("owed %+v", d)
			}
			judge := remedy.Judgement{Rev: c.Rev, Outcome: "unfounded", Answer: "不属实"}
			if _, err := w.s.Judge(w.as(auth.Office), c.ID, judge); fault.Of(err) != fault.Conflict {
				t.Errorf("the office judges itself: %v", err)
			}
			if _, err := w.s.WithdrawOnPaper(w.as(auth.Office), c.ID, remedy.Because{Rev: c.Rev, Reason: "投诉人不投诉了"}); fault.Of(err) != fault.Forbidden {
				t.Errorf("the office says that it was taken back: %v", err)
			}
			pass := remedy.Pass{Rev: c.Rev, Organ: "南昌市人民政府办公室", Day: "2023-09-18", Note: "机要交换"}
			if _, err := w.s.Pass(w.as(auth.Clerk), c.ID, pass); fault.Of(err) != fault.NotFound {
				t.Errorf("another unit passes it on: %v", err)
			}
			c, err := w.s.Pass(w.as(auth.Office), c.ID, pass)
			if err != nil || c.Status != remedy.Passed || len(w.owed(c)) != 0 {
				t.Errorf("passed on %+v %v", c, err)
			}
		}

		own := w.people[auth.Office]
		own.ID, own.Unit = 99, w.bureau.ID
		c := w.told(w.bureau.ID, remedy.Visit)
		if _, err := w.s.Judge(auth.With(w.Context(), own), c.ID, remedy.Judgement{Rev: c.Rev, Outcome: "unfounded", Answer: "不属实"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("who works there judges it: %v", err)
		}
		if _, err := w.s.Unmask(auth.With(w.Context(), own), c.ID, remedy.Unseal{Reason: "核实"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("and opens who complains: %v", err)
		}
		v, err := w.s.View(auth.With(w.Context(), own), c.ID)
		w.must(err)
		if slices.Contains(v.Acts, remedy.ActJudge) || v.Unmasks {
			t.Errorf("is offered %v", v.Acts)
		}

		mine, err := w.s.Complain(w.Context(), w.access(), remedy.Complain{Text: "补正告知书看不懂"}, "192.0.2.1")
		w.must(err)
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE foi_request SET handler = ? WHERE id = ?", w.people[auth.Office].ID, int64(w.filed.ID))
			return err
		}))
		judge := remedy.Judgement{Rev: mine.Rev, Outcome: "unfounded", Answer: "不属实"}
		if _, err := w.s.Judge(w.as(auth.Office), mine.ID, judge); fault.Of(err) != fault.Forbidden {
			t.Errorf("who handled the request judges the complaint: %v", err)
		}
		another := w.people[auth.Office]
		another.ID = 98
		if _, err := w.s.Judge(auth.With(w.Context(), another), mine.ID, judge); err != nil {
			t.Errorf("another person judges it: %v", err)
		}
	})
}

// TestWithdrawn: who complained takes it back, and may complain again; for somebody
// without a request the office notes it. What was owed is owed no more.
func TestWithdrawn(t *testing.T) {
	each(t, func(w *world) {
		if err := w.s.Withdraw(w.Context(), w.access(), "192.0.2.1"); fault.Of(err) != fault.Conflict {
			t.Errorf("nothing is open: %v", err)
		}
		c, err := w.s.Complain(w.Context(), w.access(), remedy.Complain{Text: "没有人联系我"}, "192.0.2.1")
		w.must(err)
		wrong := w.access()
		wrong.Code = "000000000000"
		if err := w.s.Withdraw(w.Context(), wrong, "192.0.2.1"); fault.Of(err) != fault.Invalid {
			t.Errorf("a stranger takes it back: %v", err)
		}
		w.must(w.s.Withdraw(w.Context(), w.access(), "192.0.2.1"))
		st, err := w.s.Standing(w.Context(), w.filed.ID)
		w.must(err)
		if st.Open || len(st.Cases) != 1 || st.Cases[0].Status != remedy.Withdrawn || len(w.owed(c)) != 0 {
			t.Errorf("taken back: %+v, owed %v", st, w.owed(c))
		}
		if _, err := w.s.Complain(w.Context(), w.access(), remedy.Complain{Text: "还是没有人联系我"}, "192.0.2.1"); err != nil {
			t.Errorf("once more: %v", err)
		}
		phone := w.told(w.bureau.ID, remedy.Phone)
		if _, err := w.s.WithdrawOnPaper(w.as(auth.Clerk), phone.ID, remedy.Because{Rev: phone.Rev, Reason: "来电"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("the unit says that it was taken back: %v", err)
		}
		phone, err = w.s.WithdrawOnPaper(w.as(auth.Office), phone.ID, remedy.Because{Rev: phone.Rev, Reason: "来电表示已经解决"})
		if err != nil || phone.Status != remedy.Withdrawn || len(w.owed(phone)) != 0 {
			t.Errorf("noted: %+v %v", phone, err)
		}
		review := w.review()
		if _, err := w.s.WithdrawOnPaper(w.as(auth.Office), review.ID, remedy.Because{Rev: review.Rev, Reason: "r"}); fault.Of(err) != fault.Conflict {
			t.Errorf("a review is taken back before the organ, and noted as its outcome: %v", err)
		}
	})
}

// TestSomebodyElse: a complaint about a request by somebody else does not stand on the
// page of its applicant.
func TestSomebodyElse(t *testing.T) {
	each(t, func(w *world) {
		in := remedy.Entry{Kind: remedy.Complaint, Unit: w.bureau.ID, Request: w.filed.Number, Party: remedy.Other, Way: remedy.Visit, Received: "2023-09-18", Text: "把我的材料给了别人"}
		_, err := w.s.Register(w.as(auth.Office), in)
		w.must(err)
		in.Party, in.Text = remedy.Applicant, "还没有收到答复"
		_, err = w.s.Register(w.as(auth.Office), in)
		w.must(err)
		st, err := w.s.Standing(w.Context(), w.filed.ID)
		w.must(err)
		if len(st.Cases) != 1 || st.Cases[0].Text != "还没有收到答复" {
			t.Errorf("the applicant sees %+v", st.Cases)
		}
		in.Party = ""
		if _, err := w.s.Register(w.as(auth.Office), in); fault.As(err).Fields["party"].Key == "" {
			t.Errorf("of nobody knows whom: %v", err)
		}
	})
}

// TestAmend: a wrongly recorded outcome is put right by another person, with a reason;
// the journal keeps both, what is owed and table 4 follow.
func TestAmend(t *testing.T) {
	each(t, func(w *world) {
		w.on("2023-11-20")
		c := w.review()
		c, err := w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: "ordered", Day: "2023-11-20", Within: remedy.Within{Days: 15, Unit: law.Workday}})
		w.must(err)
		w.on("2024-01-04")
		in := remedy.Amend{Decision: remedy.Decision{Rev: c.Rev, Outcome: "upheld", Day: "2024-01-03"}, Reason: "决定书是维持，登记时选错"}
		if _, err := w.s.Amend(w.as(auth.Clerk), c.ID, in); fault.Of(err) != fault.Forbidden {
			t.Errorf("who recorded it puts it right: %v", err)
		}
		none := in
		none.Reason = " "
		if _, err := w.s.Amend(w.as(auth.Office), c.ID, none); fault.As(err).Fields["reason"].Key == "" {
			t.Errorf("without a reason: %v", err)
		}
		same := remedy.Amend{Decision: remedy.Decision{Rev: c.Rev, Outcome: "ordered", Day: "2023-11-20", Within: remedy.Within{Days: 15, Unit: law.Workday}}, Reason: "没有变"}
		if _, err := w.s.Amend(w.as(auth.Office), c.ID, same); fault.As(err).Fields["outcome"].Key != "remedy.same" {
			t.Errorf("nothing changes: %v", err)
		}
		c, err = w.s.Amend(w.as(auth.Office), c.ID, in)
		w.must(err)
		if c.Status != remedy.Decided || c.Outcome != "upheld" || c.RedoBy != "" || len(w.owed(c)) != 0 {
			t.Errorf("put right: %+v, owed %+v", c, w.owed(c))
		}
		for year, want := range map[int]law.Cell{2023: law.Pending, 2024: law.Kept} {
			tab, err := w.s.Table(w.as(auth.Office), remedy.Span{Year: year})
			w.must(err)
			for _, n := range tab.Counts {
				if is := n.Block == remedy.Reviews && n.Cell == want; (n.N == 1) != is {
					t.Errorf("table 4 of %d: %+v", year, n)
				}
			}
		}
		v, err := w.s.View(w.as(auth.Office), c.ID)
		w.must(err)
		var b remedy.Brief
		for _, e := range v.History {
			if e.Act == "remedy.amend" {
				w.must(json.Unmarshal([]byte(e.Body), &b))
			}
		}
		if b.Was != "ordered" || b.WasDay != "2023-11-20" || b.Outcome != "upheld" || b.Day != "2024-01-03" || !strings.Contains(b.Note, "选错") {
			t.Errorf("the journal keeps %+v", b)
		}
		back := remedy.Amend{Decision: remedy.Decision{Rev: c.Rev, Outcome: "ordered", Day: "2024-01-03"}, Reason: "又选错"}
		if _, err := w.s.Amend(w.as(auth.Office), c.ID, back); fault.Of(err) != fault.Forbidden {
			t.Errorf("who recorded the one that stands: %v", err)
		}
		c, err = w.s.Amend(w.as(auth.Clerk), c.ID, back)
		w.must(err)
		if d := w.owed(c); c.RedoBy != "2024-01-31" || len(d) != 1 || d[0].Status != duty.Open || d[0].Due != c.RedoBy {
			t.Errorf("ordered after all: %+v, owed %+v", c, d)
		}
	})
}
