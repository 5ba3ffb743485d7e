package annual_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// district is the report of the government, begun, with a case of its own and with what
// no record holds.
func (w *world) district() *annual.Report {
	w.Helper()
	w.lived()
	w.asked(w.root, foi.Citizen, "2025-04-01", "2025-04-10", "A2")
	r := w.begun(w.root)
	r, err := w.s.Enter(w.as(auth.Office), r.ID, entered(r))
	w.must(err)
	return r
}

// allAccepted brings the reports of all units through the hands; that of the nth is read
// from a file with 41 requests.
func (w *world) allAccepted(root annual.ID, onPaper int) (n int) {
	w.Helper()
	office := w.as(auth.Office)
	for _, m := range w.view(root).Members {
		if n++; n == onPaper {
			_, err := w.s.Discard(office, m.Report.ID, annual.Because{Rev: m.Report.Rev, Reason: "不使用本系统"})
			w.must(err)
			w.paper(m.UnitID, 2025, account.Cells{at("3/1/citizen"): whole(41), at("3/3.1/citizen"): whole(41)})
			continue
		}
		w.accepted(office, w.signers[auth.Head], w.frozen(office, m.Report))
	}
	return n
}

// TestMerge: the report of the government is the sum of its own and those of its units,
// and waits for all of them.
func TestMerge(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		root := w.district()
		if v := w.view(root.ID); len(v.Members) < 20 {
			t.Fatalf("%d members", len(v.Members))
		}
		_, err := w.s.Freeze(office, root.ID, annual.Seen{Rev: root.Rev})
		w.want(err, fault.Conflict, "annual.units_missing")
		n := w.allAccepted(root.ID, 3)
		root, err = w.s.Edit(office, root.ID, written(root))
		w.must(err)
		root, err = w.s.Freeze(office, root.ID, annual.Seen{Rev: root.Rev})
		w.must(err)
		v := w.view(root.ID)
		if got := number(v, "3/1/total"); got != whole(7+1+41) {
			t.Errorf("the district has %v", got)
		}
		if got, want := number(v, "2/licence/decided"), whole(12*n); got != want { // one of n is on paper, and the government itself has its own
			t.Errorf("licences %v, want %v", got, want)
		}
		for _, o := range v.Result.Rules {
			if o.Rule == account.RuleUnits && (o.Verdict != account.Passed || o.Asked < 200) {
				t.Errorf("%+v %+v", o, v.Result.Findings)
			}
		}
		rows, err := w.s.Cases(office, root.ID, annual.Behind{Table: "3", Row: "1", Column: "total"}, db.Page{})
		w.must(err)
		if rows.Total != 8 {
			t.Errorf("%d cases of those that work with us", rows.Total)
		}
		for _, m := range v.Members {
			if !m.Added {
				t.Errorf("%s is not added", m.Unit)
			}
		}
		w.accepted(office, w.signers[auth.Head], root)
	})
}

// TestMergeListed: before the government's report is fixed, its numbers are what its own
// records have now and what the accepted reports of units had when they were fixed, and
// so are the lists behind them.
func TestMergeListed(t *testing.T) {
	each(t, func(w *world) {
		root := w.district()
		office := w.as(auth.Office)
		w.accepted(office, w.signers[auth.Head], w.frozen(office, w.begun(w.bureau)))
		w.asked(w.bureau, foi.Business, "2025-12-31", "", "") // noted too late for the report of the bureau
		w.asked(w.root, foi.Business, "2025-12-31", "", "")
		v := w.view(root.ID)
		if got := number(v, "3/1/total"); v.Report.Status != annual.Draft || got != whole(7+2) {
			t.Errorf("%s has %v", v.Report.Status, got)
		}
		w.listed(v)
	})
}

// TestMergeChanged: what a unit restates after the government's report was fixed is not in
// its sum: it is fixed anew before anybody answers for it.
func TestMergeChanged(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		root := w.district()
		w.allAccepted(root.ID, 0)
		root, err := w.s.Edit(office, root.ID, written(root))
		w.must(err)
		root, err = w.s.Freeze(office, root.ID, annual.Seen{Rev: root.Rev})
		w.must(err)
		w.asked(w.bureau, foi.Business, "2025-12-31", "", "")
		w.restated(office, w.begun(w.bureau).ID)
		_, err = w.s.Submit(office, root.ID, annual.Seen{Rev: root.Rev})
		w.want(err, fault.Conflict, "annual.units_changed")
		root, err = w.s.Freeze(office, root.ID, annual.Seen{Rev: root.Rev})
		w.must(err)
		if got := number(w.view(root.ID), "3/1/total"); got != whole(8+1) {
			t.Errorf("the district has %v", got)
		}
		_, err = w.s.Submit(office, root.ID, annual.Seen{Rev: root.Rev})
		w.must(err)
	})
}
