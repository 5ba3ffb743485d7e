package remedy_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestOwnRedo: a review is fulfilled by the new reply that was begun for it, and by no
// other of the same request.
func TestOwnRedo(t *testing.T) {
	each(t, func(w *world) {
		w.answered("2023-09-28", "N4")
		w.on("2023-11-20")
		c := w.review()
		c, err := w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: "annulled", Day: "2023-11-20", Within: remedy.Within{Days: 10, Unit: law.CalDay}})
		w.must(err)
		_, err = w.requests.Redo(w.as(auth.Clerk), w.filed.ID, foi.Redo{Rev: w.request().Rev, Reason: "自行纠正", Day: "2023-11-20", Days: 5, Count: law.Workday, Order: foi.Order{By: foi.OfItself}})
		w.must(err)
		if _, err := w.s.Redo(w.as(auth.Clerk), c.ID, remedy.Anew{Rev: c.Rev, Reason: "复议决定撤销", FileNo: "洪府复决字〔2023〕8号", Got: "2023-11-20"}); fault.Of(err) != fault.Conflict {
			t.Errorf("two at a time: %v", err)
		}
		w.serve("redo_of <> 0", "2023-11-21")
		if _, err := w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-11-21", Note: "已重新答复"}); fault.Of(err) != fault.Conflict {
			t.Errorf("fulfilled by a reply that is not its own: %v", err)
		}
		c, err = w.s.Redo(w.as(auth.Clerk), c.ID, remedy.Anew{Rev: c.Rev, Reason: "复议决定撤销", FileNo: "洪府复决字〔2023〕8号", Got: "2023-11-20"})
		w.must(err)
		v, err := w.requests.View(w.as(auth.Clerk), c.RedoID)
		w.must(err)
		if v.Request.Due != c.RedoBy || c.RedoBy != "2023-11-30" || v.Request.RedoOf != w.filed.ID {
			t.Errorf("begun %+v for %+v", v.Request, c)
		}
		w.serve("answered = ''", "2023-11-22")
		c, err = w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-11-22", Note: "已重新答复"})
		if err != nil || c.Status != remedy.Fulfilled {
			t.Errorf("fulfilled %+v %v", c, err)
		}
	})
}

// TestOrderedToAnswer: who had not answered at all, and was ordered to, fulfils it by
// the first reply.
func TestOrderedToAnswer(t *testing.T) {
	each(t, func(w *world) {
		w.on("2023-12-01")
		c := w.review()
		c, err := w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: "ordered", Day: "2023-12-01"})
		w.must(err)
		if _, err := w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-12-01", Note: "已答复"}); fault.Of(err) != fault.Conflict {
			t.Errorf("done with no reply: %v", err)
		}
		w.answered("2023-12-04", "A1")
		c, err = w.s.Fulfil(w.as(auth.Clerk), c.ID, remedy.On{Rev: c.Rev, Day: "2023-12-04", Note: "已答复"})
		if err != nil || c.Status != remedy.Fulfilled {
			t.Errorf("done: %+v %v", c, err)
		}
	})
}

// serve has the requests that a condition finds answered on a day: the way there is
// proved in package foi.
func (w *world) serve(where, day string) {
	w.Helper()
	w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE foi_request SET state = 'answered', sort_day = '9999', answered = ? WHERE "+where, day)
		return err
	}))
	w.clock.Set(calendar.Day(day))
}

// TestFaultyTable: the total of a block is counted by itself, so that a case in no cell
// is noticed; and a complaint stands in no list of the table.
func TestFaultyTable(t *testing.T) {
	each(t, func(w *world) {
		w.on("2023-10-12")
		w.told(w.bureau.ID, remedy.Phone)
		c := w.review()
		_, err := w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: "upheld", Day: "2023-10-12"})
		w.must(err)
		tab, err := w.s.Table(w.as(auth.Office), remedy.Span{Year: 2023})
		w.must(err)
		if len(tab.Faulty) != 0 || tab.Sums[remedy.Reviews] != 1 {
			t.Errorf("all is well: %+v", tab)
		}
		for _, cell := range []law.Cell{law.Pending, remedy.Total} {
			rows, err := w.s.Find(w.as(auth.Office), remedy.Find{Cell: string(cell), Year: 2023}, db.Page{})
			w.must(err)
			for _, r := range rows.Items {
				if r.Kind == remedy.Complaint {
					t.Errorf("%s lists the complaint %s", cell, r.Number)
				}
			}
		}
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE remedy_case SET outcome = 'unheard' WHERE id = ?", int64(c.ID))
			return err
		}))
		tab, err = w.s.Table(w.as(auth.Office), remedy.Span{Year: 2023})
		w.must(err)
		if len(tab.Faulty) != 1 || tab.Faulty[0] != remedy.Reviews || tab.Sums[remedy.Reviews] != 1 {
			t.Errorf("a case in no cell is not noticed: %+v", tab)
		}
	})
}
