package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestUnconfirmed: an office that does not confirm is late for the reply when the days
// from the filing are over, in the list, under its light and on the board; confirming
// then makes nothing good.
func TestUnconfirmed(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		f, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		late := func() int {
			w.Helper()
			rows, err := w.s.Find(w.as(auth.Clerk), foi.Find{Lamp: foi.Overdue}, db.Page{})
			w.must(err)
			b, err := w.s.Board(w.as(auth.Office))
			w.must(err)
			if b.Total.Lamps[foi.Overdue] != rows.Total {
				w.Errorf("%d late on the board, %d in the list", b.Total.Lamps[foi.Overdue], rows.Total)
			}
			return rows.Total
		}
		if r := w.load(f.ID); r.Due != "2026-03-30" || late() != 0 {
			w.Errorf("due %q, late %d", r.Due, late())
		}
		w.on("2026-03-31")
		if late() != 1 {
			w.Errorf("nobody is late on the day after")
		}
		r := w.load(f.ID)
		r, err = w.s.Confirm(w.as(auth.Clerk), r.ID, foi.Confirm{Rev: r.Rev, Day: "2026-03-31", How: "电话"})
		w.must(err)
		if r.Missed != "2026-03-30" || late() != 1 {
			w.Errorf("missed %q, late %d", r.Missed, late())
		}
	})
}

// TestConfirmMonday: what was filed on a Saturday is confirmed on the next working day.
func TestConfirmMonday(t *testing.T) {
	each(t, "2026-09-12", func(w *world) {
		f, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		r := w.load(f.ID)
		if owed := w.owed(r, "foi.confirm"); len(owed) != 1 || owed[0].Due != "2026-09-14" {
			w.Errorf("owed %+v", owed)
		}
		w.on("2026-09-14")
		r, err = w.s.Confirm(w.as(auth.Clerk), r.ID, foi.Confirm{Rev: r.Rev, Day: "2026-09-14", How: "电话"})
		w.must(err)
		if len(r.Late) != 0 {
			w.Errorf("late %v", r.Late)
		}
	})
}

// TestLateNotice: no fee is asked for after the term, and a correction that is asked for
// after it leaves the request late.
func TestLateNotice(t *testing.T) {
	each(t, "2026-06-01", func(w *world) {
		r := w.received("2026-06-01")
		due := r.Due
		w.on("2026-07-20")
		_, err := w.s.ProposeFee(w.as(auth.Clerk), r.ID, foi.FeeProposal{Rev: r.Rev, Standard: law.Page, Pages: 40, Pay: "凭缴款码缴纳"})
		if fault.As(err).Text.Key != "foi.charge_late" {
			w.Errorf("charged after the term: %v", err)
		}
		r, err = w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand("2026-07-20")})
		w.must(err)
		w.must(w.s.AmendBy(w.Context(), w.access(r), "2024年度财政局部门决算", "203.0.113.9"))
		if r = w.load(r.ID); r.Missed != due || r.Due <= due {
			w.Errorf("missed %q of %q, due %q", r.Missed, due, r.Due)
		}
		rows, err := w.s.Find(w.as(auth.Clerk), foi.Find{Lamp: foi.Overdue}, db.Page{})
		w.must(err)
		if rows.Total != 1 {
			w.Errorf("%d are late", rows.Total)
		}
	})
}

// TestChargeEnds: a request that is taken back owes no fee, and what was charged for is
// not split any more.
func TestChargeEnds(t *testing.T) {
	each(t, "2026-04-20", func(w *world) {
		charge := foi.FeeProposal{Standard: law.Page, Pages: 40, Pay: "凭缴款码缴纳"}
		r := w.charged(w.received("2026-04-20"), charge)
		r, err := w.s.WithdrawOnPaper(w.as(auth.Clerk), r.ID, foi.Because{Rev: r.Rev, Reason: "本人书面撤回"})
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if v.Charges[0].State != foi.Dropped || r.Until != "" {
			w.Errorf("the fee is %s, until %q", v.Charges[0].State, r.Until)
		}
		r = w.charged(w.received("2026-04-20"), charge)
		r, err = w.s.Pay(w.as(auth.Clerk), r.ID, foi.Payment{Rev: r.Rev, Day: "2026-04-20", Receipt: "赣财0001"})
		w.must(err)
		if _, err := w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: "2022年度部门决算\n2023年度部门决算", Reason: "两件事", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"}); fault.As(err).Text.Key != "foi.charged_already" {
			w.Errorf("split after the fee was paid: %v", err)
		}
	})
}
