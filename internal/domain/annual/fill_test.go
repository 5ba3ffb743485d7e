package annual_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// filled is a year on paper as it is copied: n requests of citizens, all answered.
func filled(r *annual.Report, n int) annual.Filled {
	f := account.FormOf(r.Version)
	cells := account.Cells{at("3/1/citizen"): whole(n), at("3/3.1/citizen"): whole(n), at("4/review/kept"): whole(2)}
	f.Totals(cells)
	in := annual.Filled{Rev: r.Rev, Cells: map[string]string{}}
	for _, t := range account.Tables {
		for _, p := range f.Places(t) {
			in.Cells[p.Key()] = cells[p].String()
		}
	}
	return in
}

// TestFill: a report on paper is copied cell by cell. What is no number is refused at its
// cell; what does not add up is, with both sides, until it is said that the paper has it
// so; nothing is kept of what was refused.
func TestFill(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2023, Source: annual.Paper})
		w.must(err)
		for _, c := range []struct {
			name, cell, text string
			sure             bool
			at, key          string // "" is kept
		}{
			{"no number", "3/1/citizen", "四十一", true, "3/1/citizen", "account.no_number"},
			{"negative", "3/2/citizen", "-1", true, "3/2/citizen", "account.negative"},
			{"not whole", "4/review/kept", "2.5", true, "4/review/kept", "account.not_whole"},
			{"no such cell", "3/9/citizen", "1", true, "3/9/citizen", "annual.bad.cell"},
			{"no such table", "5/1/citizen", "1", true, "5/1/citizen", "annual.bad.cell"},
			{"flow", "3/2/citizen", "1", false, "3/3.7/citizen", "annual.sides"},
			{"row", "3/1/total", "42", false, "3/1/total", "annual.sides"},
			{"block", "4/review/total", "3", false, "4/review/total", "annual.sides"},
			{"blank", "3/2/business", "", false, "3/2/business", "annual.bad.blank"},
			{"rules", "2/rules/made", "1", false, "2/rules/made", "annual.sides"},
		} {
			in := filled(r, 41)
			in.Cells[c.cell], in.Sure = c.text, c.sure
			_, err := w.s.Fill(office, r.ID, in)
			w.want(err, fault.Invalid, "")
			e := fault.As(err)
			if e == nil {
				continue
			}
			got, ok := e.Fields["cells."+c.at]
			if !ok || got.Key != c.key {
				t.Errorf("%s: %v", c.name, e.Fields)
			}
			if c.key == "annual.sides" && (len(got.Args) != 3 || got.Args[1] == got.Args[2]) {
				t.Errorf("%s: both sides are %v", c.name, got.Args)
			}
		}
		if v := w.view(r.ID); v.Report.Rev != r.Rev || len(v.Report.Cells) > 0 {
			t.Errorf("something is kept: %v", v.Report.Cells)
		}
		in := filled(r, 41)
		r, err = w.s.Fill(office, r.ID, in)
		w.must(err)
		if v := w.view(r.ID); number(v, "3/1/total") != whole(41) || r.Status != annual.Draft {
			t.Errorf("%s %v", r.Status, v.Numbers)
		}
		if again := annual.FilledOf(r); len(again.Cells) != len(in.Cells) || again.Cells["3/1/total"] != "41" {
			t.Errorf("the form begins with %v", again.Cells)
		}
		in = filled(r, 41)
		in.Cells["3/1/total"], in.Sure = "42", true // as it was published
		delete(in.Cells, "2/rules/made")
		r, err = w.s.Fill(office, r.ID, in)
		w.must(err)
		if _, blank := r.Cells[at("2/rules/made")]; blank || r.Cells[at("3/1/total")] != whole(42) {
			t.Errorf("%v", r.Cells)
		}
		_, err = w.s.Fill(w.as(auth.Clerk), r.ID, annual.Filled{Rev: r.Rev - 1, Cells: in.Cells, Sure: true})
		w.want(err, fault.Conflict, "db.rev")
	})
}

// TestFilledGoesTheWay: what was copied goes the way of every report, by the form of its
// year; a report from records takes nothing that is copied.
func TestFilledGoesTheWay(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		old, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2020, Source: annual.Paper})
		w.must(err)
		in := annual.Filled{Rev: old.Rev, Sure: true, Cells: map[string]string{"3/3.6/citizen": "1"}}
		if old, err = w.s.Fill(office, old.ID, in); err != nil || old.Version != "2019" {
			t.Fatalf("%v %v", old, err)
		}
		in = annual.Filled{Rev: old.Rev, Sure: true, Cells: map[string]string{"3/3.6.1/citizen": "1"}}
		_, err = w.s.Fill(office, old.ID, in)
		if fault.As(err) == nil || fault.As(err).Fields["cells.3/3.6.1/citizen"].Key != "annual.bad.cell" {
			t.Errorf("a row of the later form: %v", err)
		}

		r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2024, Source: annual.Paper})
		w.must(err)
		r, err = w.s.Fill(office, r.ID, filled(r, 9))
		w.must(err)
		text := written(r)
		text.Intro = "统计期限为2024年1月1日至2024年12月31日。"
		r, err = w.s.Edit(office, r.ID, text)
		w.must(err)
		r, err = w.s.Freeze(office, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		r = w.accepted(office, w.signers[auth.Head], r)
		if v := w.view(r.ID); v.Result.Verdict != account.Passed || number(v, "3/3.1/total") != whole(9) {
			t.Errorf("%v", v.Result.Findings)
		}
		live := w.begun(w.bureau)
		_, err = w.s.Fill(office, live.ID, filled(live, 1))
		w.want(err, fault.Conflict, "annual.from_records")
	})
}
