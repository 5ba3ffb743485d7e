package foi_test

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// answered brings a decided request to its service on a day.
func (w *world) answered(r *foi.Request, day calendar.Day) *foi.Request {
	w.Helper()
	w.must(w.submit(r))
	r = w.load(r.ID)
	for _, step := range []struct {
		who auth.Role
		do  func(*foi.Request) (*foi.Request, error)
	}{
		{auth.Head, func(r *foi.Request) (*foi.Request, error) {
			return w.s.Review(w.as(auth.Head), r.ID, foi.Seen{Rev: r.Rev})
		}},
		{auth.Secrecy, func(r *foi.Request) (*foi.Request, error) {
			return w.s.Clear(w.as(auth.Secrecy), r.ID, foi.Seen{Rev: r.Rev})
		}},
		{auth.Signer, func(r *foi.Request) (*foi.Request, error) {
			return w.s.Sign(w.as(auth.Signer), r.ID, foi.Seen{Rev: r.Rev})
		}},
	} {
		var err error
		r, err = step.do(r)
		w.must(err)
	}
	w.on(day)
	r, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: posted(day)})
	w.must(err)
	return r
}

// busy is an office with requests in many states on 2026-12-01: what was answered
// in time and late, came back, was taken back, was no request, waits, and is late.
func (w *world) busy() {
	w.Helper()
	w.answered(w.decided("R-A", "R-B"), "2026-10-14")
	late := w.answered(w.decided("R-A", "R-B"), "2026-10-30")
	w.on("2026-11-02")
	_, err := w.s.Bounce(w.as(auth.Clerk), late.ID, foi.On{Rev: late.Rev, Day: "2026-11-02", Note: "查无此人"})
	w.must(err)
	back := w.received("2026-10-15")
	_, err = w.s.WithdrawOnPaper(w.as(auth.Clerk), back.ID, foi.Because{Rev: back.Rev, Reason: "书面撤回"})
	w.must(err)
	none := w.received("2026-10-16")
	none, err = w.s.Close(w.as(auth.Head), none.ID, foi.Because{Rev: none.Rev, Reason: "重复登记"})
	w.must(err)
	_, err = w.s.Archive(w.as(auth.Clerk), none.ID, foi.Seen{Rev: none.Rev})
	w.must(err)
	w.received("2026-10-19") // late on the first of December
	w.received("2026-11-04")
	open := w.received("2026-11-24")
	_, err = w.s.Clarify(w.as(auth.Clerk), open.ID, foi.Clarify{Rev: open.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand("2026-11-24")})
	w.must(err)
	w.on("2026-12-01")
	f := w.filing()
	f.Kind, f.Name, f.Paper, f.PaperNo, f.Contact = foi.Business, "示例商贸有限公司", foi.OtherID, "X-1", "李某"
	_, err = w.s.File(w.Context(), f)
	w.must(err)
}

// TestEveryNumber: each number of the figures and of the board is the length of its list,
// in the whole district and in one unit; the lines of table 3 balance.
func TestEveryNumber(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		w.busy()
		for _, span := range []foi.Span{{}, {Unit: w.bureau.ID}, {Unit: w.office.ID}, {From: "2026-10-01", To: "2026-10-31"}, {From: "2027-01-01"}, {To: "2025-12-31"}} {
			w.figuresAreLists(span)
		}
		w.boardIsLists()
	})
}

func (w *world) pieces(q foi.Count) int {
	w.Helper()
	rows, err := w.s.Pieces(w.as(auth.Office), q, db.Page{})
	w.must(err)
	return rows.Total
}

func (w *world) requests(q foi.Find) int {
	w.Helper()
	rows, err := w.s.Find(w.as(auth.Office), q, db.Page{})
	w.must(err)
	return rows.Total
}

func (w *world) same(what string, n, list int) {
	w.Helper()
	if n != list {
		w.Errorf("%s: the number is %d, its list has %d", what, n, list)
	}
}

func (w *world) figuresAreLists(span foi.Span) {
	w.Helper()
	f, err := w.s.Figures(w.as(auth.Office), span)
	w.must(err)
	sums := map[foi.Line]int{}
	for _, x := range f.Rows {
		sums[x.Line] += x.N
		w.same(fmt.Sprint(span, x), x.N, w.pieces(foi.Count{Span: f.Span, Row: x.Line, Result: x.Result, Kind: x.Kind}))
	}
	if sums[foi.Came]+sums[foi.Before] != sums[foi.Concluded]+sums[foi.After] {
		w.Errorf("%v: table 3 does not balance: %v", span, sums)
	}
	for _, g := range f.Grid() {
		w.same(fmt.Sprint(span, g), g.Sum(), w.pieces(foi.Count{Span: f.Span, Row: g.Line, Result: g.Result}))
	}
	for _, all := range [][]foi.Speed{f.Units, f.Kinds, f.Channels} {
		for _, s := range all {
			of := foi.Find{Unit: max(s.UnitID, span.Unit), Kind: s.Kind, Channel: s.Channel}
			made, timely, open, late := of, of, of, of
			made.From, made.To, timely.From, timely.To, timely.Lamp = f.Span.From, f.Span.To, f.Span.From, f.Span.To, foi.MadeIn
			open.Open, late.Lamp = true, foi.Overdue
			name := fmt.Sprintf("%v %+v", span, of)
			w.same(name+" answered", s.Answered, w.requests(made))
			w.same(name+" in time", s.InTime, w.requests(timely))
			w.same(name+" open", s.Open, w.requests(open))
			w.same(name+" late", s.Late, w.requests(late))
		}
	}
	for _, s := range f.Results {
		of := foi.Count{Span: f.Span, Row: foi.Concluded, Result: s.Result}
		w.same(s.Result, s.Answered, w.pieces(of))
		of.Timely = true
		w.same(s.Result+" in time", s.InTime, w.pieces(of))
	}
}

func (w *world) boardIsLists() {
	w.Helper()
	b, err := w.s.Board(w.as(auth.Office))
	w.must(err)
	for _, r := range append(b.Rows, b.Total) {
		w.same("open", r.Open, w.requests(foi.Find{Unit: r.UnitID, Open: true}))
		for _, l := range foi.RunningLamps {
			w.same(string(l), r.Lamps[l], w.requests(foi.Find{Unit: r.UnitID, Lamp: l}))
		}
		for _, s := range foi.OwedStates {
			w.same(string(s), r.States[s], w.requests(foi.Find{Unit: r.UnitID, Status: s}))
		}
	}
	want := map[foi.Lamp]int{foi.Overdue: 1, foi.DueSoon: 1, foi.Unclocked: 1}
	if b.Total.Open != 5 || fmt.Sprint(b.Total.Lamps) != fmt.Sprint(want) || b.Total.States[foi.Bounced] != 1 {
		w.Errorf("%+v", b.Total)
	}
	all := map[foi.Lamp]int{}
	for _, l := range []foi.Lamp{foi.MadeIn, foi.MadeLate, foi.Ended, foi.InTime, foi.Unreceived} {
		all[l] = w.requests(foi.Find{Lamp: l})
	}
	if fmt.Sprint(all) != fmt.Sprint(map[foi.Lamp]int{foi.MadeIn: 1, foi.MadeLate: 1, foi.Ended: 2, foi.InTime: 0, foi.Unreceived: 1}) {
		w.Errorf("%v", all)
	}
}

// TestFigures: every 件 that came in or was there has one row at the end, and what
// was no request has none, also when it is filed away.
func TestFigures(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		w.busy()
		f, err := w.s.Figures(w.as(auth.Office), foi.Span{})
		w.must(err)
		got := map[string]int{}
		for _, x := range f.Rows {
			got[string(x.Line)+" "+x.Row] += x.N
		}
		want := map[string]int{"received ": 8, "ended 3.1": 2, "ended 3.3.5": 2, "ended 3.6.3": 1, "after ": 3}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			w.Errorf("rows %v, want %v", got, want)
		}
		if u := f.Units[0]; u.Answered != 2 || u.InTime != 1 || u.Days != 26 || u.Most != 32 || u.Open != 5 || u.Late != 1 || u.Share() != 50 {
			w.Errorf("%+v", u)
		}
		next, err := w.s.Figures(w.as(auth.Office), foi.Span{From: "2027-01-01", To: "2027-12-31"})
		w.must(err)
		if len(next.Rows) != 2 || next.Rows[0].Line != foi.Before || next.Rows[0].N != 3 {
			w.Errorf("carried over: %+v", next.Rows)
		}
	})
}

// cells reads the first sheet of a file.
func (w *world) cells(file []byte) [][]string {
	w.Helper()
	b, err := sheet.Read("x.xlsx", file, sheet.Limits{})
	w.must(err)
	var out [][]string
	for _, r := range b.Sheets[0].Rows {
		var line []string
		for i := range r.Cells {
			if r.Cells[i].Formula {
				w.Errorf("a formula in line %d", r.Line)
			}
			line = append(line, r.At(i))
		}
		out = append(out, line)
	}
	return out
}

// TestExports: a file has the rows of its list, masks the applicant, runs no formula,
// is for those who may take it out, and stays in the journal.
func TestExports(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		w.busy()
		f := w.filing()
		f.Kind, f.Name, f.Paper, f.PaperNo, f.Contact, f.Token = foi.Business, "=HYPERLINK(1)", foi.OtherID, "X-2", "李某", "evil"
		_, err := w.s.File(w.Context(), f)
		w.must(err)
		file, err := w.s.Export(w.as(auth.Office), foi.Find{})
		w.must(err)
		rows := w.cells(file)
		if len(rows) != 1+w.requests(foi.Find{}) {
			w.Errorf("%d lines", len(rows))
		}
		all := fmt.Sprint(rows)
		if strings.Contains(all, "王小明") || !strings.Contains(all, "王**") || !strings.Contains(all, "=HYPERLINK(1)") || bytes.Contains(file, []byte("王小明")) {
			w.Errorf("%s", all)
		}
		if file, err = w.s.ExportPieces(w.as(auth.Head), foi.Count{Row: foi.Came}); err != nil || len(w.cells(file)) != 1+w.pieces(foi.Count{Row: foi.Came}) {
			w.Errorf("pieces: %v", err)
		}
		file, err = w.s.ExportFigures(w.as(auth.Head), foi.Span{})
		w.must(err)
		if rows = w.cells(file); rows[1][0] != "一、新收申请" || rows[1][9] != "8" {
			w.Errorf("figures: %v", rows)
		}
		if _, err := w.s.Export(w.as(auth.Clerk), foi.Find{}); fault.Of(err) != fault.Forbidden {
			w.Errorf("a clerk took a list out: %v", err)
		}
		n := 0
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			n, err = db.One[int](tx, "SELECT count(*) FROM journal_entry WHERE act = 'foi.export'")
			return err
		}))
		if n != 3 {
			w.Errorf("%d entries", n)
		}
	})
}

// TestLedger: the file of the ledger adds up to the fen, and so do the figures.
func TestLedger(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		for i, pages := range []int{31, 201} {
			r := w.received("2026-09-10")
			r = w.charged(r, foi.FeeProposal{Standard: law.Page, Pages: pages, Pay: "缴款码"})
			if i == 0 {
				_, err := w.s.Pay(w.as(auth.Clerk), r.ID, foi.Payment{Rev: r.Rev, Day: "2026-09-10", Receipt: "0001"})
				w.must(err)
			}
		}
		w.change("UPDATE foi_fee SET fen = fen + 1 WHERE state = 'paid'") // an odd fen, so that a sum in binary fractions would show
		f, err := w.s.Figures(w.as(auth.Office), foi.Span{})
		w.must(err)
		file, err := w.s.ExportLedger(w.as(auth.Office), foi.Dues{})
		w.must(err)
		rows := w.cells(file)
		column, sum := 10, int64(0)
		fen := func(s string) int64 {
			yuan, err := strconv.ParseFloat(s, 64)
			w.must(err)
			return int64(math.Round(yuan * 100))
		}
		for _, r := range rows[1 : len(rows)-1] {
			sum += fen(r[column])
		}
		if rows[0][column] != "金额（元）" || sum != fen(rows[len(rows)-1][column]) || sum != f.Fees.Asked || f.Fees.Asked != 275001 || f.Fees.Paid != 1001 {
			w.Errorf("%d, %+v:\n%v", sum, f.Fees, rows)
		}
		for state, n := range map[foi.Paid]int{"": f.Fees.Notices, foi.Settled: f.Fees.Payers, foi.Noticed: 1, foi.Refunded: 0} {
			rows, err := w.s.Ledger(w.as(auth.Office), foi.Dues{Span: f.Span, State: state}, db.Page{})
			w.must(err)
			w.same("fees "+string(state), n, rows.Total)
		}
	})
}

// TestClosedYear: the figures of a year that is over stay, whatever becomes of its
// requests: one that is parted adds to the year in which it is, one that is closed as
// no request has its end in that year.
func TestClosedYear(t *testing.T) {
	each(t, "2026-12-22", func(w *world) {
		parted, closed := w.received("2026-12-22"), w.received("2026-12-23")
		year := func(day calendar.Day) map[foi.Line]int {
			f, err := w.s.Figures(w.as(auth.Office), foi.YearOf(day))
			w.must(err)
			w.figuresAreLists(foi.YearOf(day))
			sums := map[foi.Line]int{}
			for _, x := range f.Rows {
				sums[x.Line] += x.N
			}
			return sums
		}
		was := year("2026-12-31")
		w.on("2027-01-05")
		_, err := w.s.Split(w.as(auth.Clerk), parted.ID, foi.Split{Rev: parted.Rev, Reason: "申请人同意", Items: "甲\n乙\n丙", AgreedHow: foi.ByCall, AgreedOn: parted.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"})
		w.must(err)
		parted = w.load(parted.ID)
		closed = w.load(closed.ID)
		_, err = w.s.Close(w.as(auth.Head), closed.ID, foi.Because{Rev: closed.Rev, Reason: "空白表格"})
		w.must(err)
		if now := year("2026-12-31"); fmt.Sprint(now) != fmt.Sprint(was) || was[foi.Came] != 2 || was[foi.After] != 2 {
			t.Errorf("2026 was %v and is %v", was, now)
		}
		if next := year("2027-12-31"); next[foi.Came] != 2 || next[foi.Before] != 2 || next[foi.Concluded] != 1 || next[foi.After] != 3 {
			t.Errorf("2027: %v", next)
		}
		_, err = w.s.Split(w.as(auth.Clerk), parted.ID, foi.Split{Rev: parted.Rev, Reason: "申请人同意", Items: "甲和乙\n丙", AgreedHow: foi.ByCall, AgreedOn: parted.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"})
		w.must(err)
		if next := year("2027-12-31"); next[foi.Came] != 1 || next[foi.Before] != 2 {
			t.Errorf("2027 after another parting: %v", next)
		}
	})
}
