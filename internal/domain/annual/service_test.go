package annual_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestCounted: the numbers of a year are those of its cases, and what came before, after
// or to nothing counts nowhere.
func TestCounted(t *testing.T) {
	each(t, func(w *world) {
		w.lived()
		v := w.view(w.begun(w.bureau).ID)
		for place, n := range map[string]int{
			"3/1/citizen": 5, "3/1/legal": 1, "3/1/welfare": 1, "3/1/total": 7,
			"3/2/citizen": 1, "3/2/business": 1, "3/2/total": 2,
			"3/3.1/citizen": 2, "3/3.2/citizen": 1, "3/3.3.4/business": 1, "3/3.4.1/legal": 1, "3/3.5.1/citizen": 1, "3/3.6.3/citizen": 1, "3/3.7/total": 7,
			"3/4/welfare": 1, "3/4/citizen": 1, "3/4/total": 2,
			"4/review/kept": 1, "4/review/pending": 1, "4/review/total": 2, "4/after/corrected": 1, "4/direct/total": 0,
			"2/normative/made": 1, "2/normative/abolished": 1, "2/normative/inforce": 2,
		} {
			if got := number(v, place); got != whole(n) {
				t.Errorf("%s is %v, want %d", place, got, n)
			}
		}
		w.listed(v)
	})
}

// listed asks of every number that its list is as long, and that each case in it has a name.
func (w *world) listed(v annual.View) {
	w.Helper()
	asked := 0
	for _, n := range v.Numbers {
		rows, err := w.s.Cases(w.as(auth.Office), v.Report.ID, annual.Behind{Table: n.Place.Table, Row: n.Place.Row, Column: n.Place.Column}, db.Page{Size: 200})
		if !n.Listed {
			w.want(err, fault.NotFound, "")
			continue
		}
		w.must(err)
		if whole(rows.Total) != n.Number {
			w.Errorf("%v is %v, its list has %d", n.Place, n.Number, rows.Total)
		}
		if slices.ContainsFunc(rows.Items, func(c annual.Case) bool { return c.Number == "" }) {
			w.Errorf("%v has a case without a number", n.Place)
		}
		asked++
	}
	if asked < 190 {
		w.Errorf("%d numbers have a list", asked)
	}
}

// TestLife: from the first of January to the page of the public, by four people.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		w.lived()
		r := w.begun(w.bureau)
		if due := w.owed(w.bureau); due != "2026-01-31" { // a Saturday: the day does not move
			t.Errorf("due on %s", due)
		}
		if due := w.owed(w.root); due != "2026-03-31" {
			t.Errorf("the government is due on %s", due)
		}
		clerk := w.as(auth.Clerk)
		_, err := w.s.Freeze(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.want(err, fault.Conflict, "annual.not_entered")
		r = w.frozen(clerk, r)
		v := w.view(r.ID)
		w.listed(v)
		if v.Result.Verdict != account.Passed && v.Result.Verdict != account.Doubtful {
			t.Errorf("%s %+v", v.Result.Verdict, v.Result.Findings)
		}
		if one, _ := v.Composed().Section("1"); !strings.Contains(strings.Join(one.Lines, ""), "新收政府信息公开申请7件，上年结转2件，办结7件，结转下年度办理2件") {
			t.Errorf("%q", one.Lines)
		}
		r, err = w.s.Submit(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		_, err = w.s.Approve(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Edit(clerk, r.ID, written(r))
		w.want(err, fault.Conflict, "")
		r, err = w.s.Approve(w.as(auth.Head), r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		r, err = w.s.Return(w.as(auth.Office), r.ID, annual.Because{Rev: r.Rev, Reason: "第五部分请再具体"})
		w.must(err)
		r, err = w.s.Freeze(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		r = w.accepted(clerk, w.people[auth.Head], r)
		r, err = w.s.Draft(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		_, err = w.s.Draft(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.want(err, fault.Conflict, "annual.has_draft")
		page := w.released(r.Item)
		if len(page.Content.Attachments) < 2 || !strings.Contains(page.Content.Body, "第二十条第（一）项") {
			t.Errorf("%+v %q", page.Content.Attachments, page.Content.Body)
		}
		if v := w.view(r.ID); v.Report.Status != annual.Published {
			t.Errorf("it is %s", v.Report.Status)
		}
		if due := w.owed(w.bureau); due != "" {
			t.Errorf("still due on %s", due)
		}
	})
}

// TestFrozen: what becomes of a case after the freeze moves no number; it is shown which
// one would move, and a restatement keeps both.
func TestFrozen(t *testing.T) {
	each(t, func(w *world) {
		w.lived()
		item := w.asked(w.bureau, foi.Science, "2025-09-02", "2025-09-20", "A2")
		clerk := w.as(auth.Clerk)
		r := w.frozen(clerk, w.begun(w.bureau))
		was := w.view(r.ID)
		w.write(func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE foi_item SET result = 'N5' WHERE id = ?", item)
			return err
		})
		w.asked(w.bureau, foi.Business, "2025-12-31", "", "") // a letter of the last day, noted later
		w.asked(w.bureau, foi.Business, "2026-01-02", "", "")
		now := w.view(r.ID)
		for i, n := range now.Numbers {
			if n != was.Numbers[i] {
				t.Errorf("%v moved from %v to %v", n.Place, was.Numbers[i].Number, n.Number)
			}
		}
		w.listed(now)
		if len(was.Moves) != 0 || len(now.Moves) != 2 {
			t.Fatalf("%d moves before, %d after", len(was.Moves), len(now.Moves))
		}
		moved := map[account.Place][2]account.Number{}
		for _, d := range now.Differences {
			moved[d.Place] = [2]account.Number{d.Was, d.Now}
		}
		for place, want := range map[string][2]int{"3/3.1/science": {1, 0}, "3/3.3.5/science": {0, 1}, "3/1/business": {0, 1}, "3/1/total": {8, 9}, "3/4/business": {0, 1}, "3/4/total": {2, 3}} {
			if got := moved[at(place)]; got != [2]account.Number{whole(want[0]), whole(want[1])} {
				t.Errorf("%s would go from %v to %v, want %v", place, got[0], got[1], want)
			}
		}
		r = w.accepted(clerk, w.people[auth.Head], r)
		next, err := w.s.Restate(clerk, r.ID, annual.Because{Rev: r.Rev, Reason: "漏登一件信函申请"})
		w.must(err)
		_, err = w.s.Restate(clerk, r.ID, annual.Because{Rev: r.Rev, Reason: "漏登一件信函申请"})
		w.want(err, fault.Conflict, "annual.in_hand")
		next, err = w.s.Freeze(clerk, next.ID, annual.Seen{Rev: next.Rev})
		w.must(err)
		if got := number(w.view(next.ID), "3/1/total"); got != whole(9) {
			t.Errorf("restated as %v", got)
		}
		next = w.accepted(clerk, w.people[auth.Head], next)
		old := w.view(r.ID)
		if old.Report.Status != annual.Restated || number(old, "3/1/total") != whole(8) || next.Edition != 2 || len(old.Editions) != 2 {
			t.Errorf("%s %v %d", old.Report.Status, number(old, "3/1/total"), len(old.Editions))
		}
	})
}

// TestRefused: what a report may not say. The message has both sides.
func TestRefused(t *testing.T) {
	each(t, func(w *world) {
		w.lived()
		clerk := w.as(auth.Clerk)
		r := w.begun(w.bureau)
		in := written(r)
		in.One = "全年新收到政府信息公开申请128件，{没有}"
		_, err := w.s.Edit(clerk, r.ID, in)
		if fault.As(err).Fields["one"].Key != "annual.bad.figure" {
			t.Errorf("%v", err)
		}
		good := written(r)
		r = w.frozen(clerk, r)
		in = written(r)
		in.One, in.Five = "全年新收到政府信息公开申请128件。", ""
		r, err = w.s.Edit(clerk, r.ID, in)
		w.must(err)
		_, err = w.s.Submit(clerk, r.ID, annual.Seen{Rev: r.Rev})
		if said := rowsText(err); fault.Of(err) != fault.Invalid || !strings.Contains(said, "128") || !strings.Contains(said, "应为 7") || !strings.Contains(said, "第五部分") {
			t.Errorf("%v\n%s", err, said)
		}
		// Last year left three, this one says that two came over: there has to be a word.
		w.paper(w.bureau, 2024, account.Cells{at("3/4/citizen"): whole(3), at("3/1/citizen"): whole(3)})
		good.Rev = r.Rev
		r, err = w.s.Edit(clerk, r.ID, good)
		w.must(err)
		_, err = w.s.Submit(clerk, r.ID, annual.Seen{Rev: r.Rev})
		if said := rowsText(err); !strings.Contains(said, "上年报告的结转下年度") {
			t.Errorf("%v\n%s", err, said)
		}
		good.Rev, good.Explain = r.Rev, "上年报告误将一件咨询计入结转，本年更正。"
		r, err = w.s.Edit(clerk, r.ID, good)
		w.must(err)
		_, err = w.s.Submit(clerk, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		told := w.view(r.ID)
		if six, _ := told.Composed().Section("6"); !strings.Contains(strings.Join(six.Lines, ""), "误将一件咨询") {
			t.Errorf("the word is not in section six: %q", six.Lines)
		}
	})
}

// TestForms: what a report is written as is read again as the same report.
func TestForms(t *testing.T) {
	each(t, func(w *world) {
		w.lived()
		r := w.frozen(w.as(auth.Clerk), w.begun(w.bureau))
		want := w.view(r.ID)
		for _, as := range []annual.Format{annual.HTML, annual.DOCX, annual.XLSX, annual.PDF} {
			out, err := w.s.Output(w.as(auth.Clerk), r.ID, as)
			if as == annual.PDF && fault.Of(err) == fault.NotFound {
				t.Log("no font on this machine: no PDF")
				continue
			}
			w.must(err)
			if as == annual.PDF {
				if !bytes.HasPrefix(out.Data, []byte("%PDF")) {
					t.Error("no PDF")
				}
				continue
			}
			for _, data := range [][]byte{out.Data, framed(t, as, out.Data)} {
				got, err := account.Read(out.Name, data)
				w.must(err)
				for _, n := range want.Numbers {
					if v, ok := got.At(n.Place); !ok || v != n.Number {
						t.Errorf("%s: %v is %v (%v), want %v", as, n.Place, v, ok, n.Number)
					}
				}
				if res := account.Check(got, account.Against{NoRules: true}); res.Verdict == account.Broken || res.Verdict == account.NotAssessable {
					t.Errorf("%s: %s %+v", as, res.Verdict, res.Findings)
				}
				if got.Year != 2025 || !strings.HasSuffix(want.Title, got.Title) || as == annual.HTML && got.Title != want.Title {
					t.Errorf("%s: %d %q", as, got.Year, got.Title)
				}
			}
		}
		_, err := w.s.Output(w.as(auth.Clerk), r.ID, "odt")
		w.want(err, fault.NotFound, "")
	})
}

// TestScope: the clerk of another unit knows of no report of this one.
func TestScope(t *testing.T) {
	each(t, func(w *world) {
		r := w.begun(w.bureau)
		other := w.people[auth.Clerk]
		other.Grants = []auth.Grant{{Role: auth.Clerk, Perms: other.Grants[0].Perms, Units: auth.Units{IDs: []int64{w.root}}}}
		ctx := auth.With(t.Context(), other)
		_, err := w.s.View(ctx, r.ID)
		w.want(err, fault.NotFound, "")
		_, err = w.s.Enter(ctx, r.ID, entered(r))
		w.want(err, fault.NotFound, "")
		_, err = w.s.Begin(ctx, annual.Begin{Unit: w.bureau, Year: 2020, Source: annual.Paper})
		w.want(err, fault.Invalid, "")
		_, err = w.s.Cases(ctx, r.ID, annual.Behind{Table: "3", Row: "1", Column: "total"}, db.Page{})
		w.want(err, fault.NotFound, "")
	})
}
