package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestFigures: every 件 that came in or was there has one row at the end.
func TestFigures(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.must(w.submit(r))
		r = w.load(r.ID)
		r, err := w.s.Review(w.as(auth.Head), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		r, err = w.s.Clear(w.as(auth.Secrecy), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		r, err = w.s.Sign(w.as(auth.Signer), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		w.on("2026-10-14")
		_, err = w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: hand("2026-10-14")})
		w.must(err)
		back := w.received("2026-10-15")
		_, err = w.s.WithdrawOnPaper(w.as(auth.Clerk), back.ID, foi.Because{Rev: back.Rev, Reason: "书面撤回"})
		w.must(err)
		w.received("2026-10-16")
		f, err := w.s.Figures(w.as(auth.Office), foi.Span{})
		w.must(err)
		got := map[string]int{}
		for _, x := range f.Rows {
			got[x.Row] += x.N
		}
		want := map[string]int{"1": 4, "3.1": 1, "3.3.5": 1, "3.6.3": 1, "4": 1}
		for row, n := range want {
			if got[row] != n {
				w.Errorf("row %s: %d, want %d", row, got[row], n)
			}
		}
		if len(got) != len(want) {
			w.Errorf("rows %v", got)
		}
		if u := f.Units[0]; u.Answered != 1 || u.InTime != 1 || u.Days != 20 || u.Open != 1 || u.Share() != 100 {
			w.Errorf("%+v", u)
		}
		next, err := w.s.Figures(w.as(auth.Office), foi.Span{From: "2027-01-01", To: "2027-12-31"})
		w.must(err)
		if len(next.Rows) != 2 || next.Rows[0].Row != "2" || next.Rows[0].N != 1 {
			w.Errorf("carried over: %+v", next.Rows)
		}
	})
}
