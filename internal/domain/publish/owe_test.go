package publish_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// release is the one duty to make an item public.
func (w *world) toRelease(e *publish.Edition) duty.Seen {
	w.Helper()
	var out []duty.Seen
	for _, d := range w.owed(publish.RuleRelease) {
		if d.From == e.Ref() && d.Light != duty.Void {
			out = append(out, d)
		}
	}
	if len(out) != 1 {
		w.Fatalf("%s is owed %d times", e.Ref(), len(out))
	}
	return out[0]
}

// TestReleaseTerms: an anchor for which a law has a term of its own is owed within that one,
// and not within the twenty working days of the regulation (条例第二十六条: 另有规定的，从其规定).
func TestReleaseTerms(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct {
			anchor law.Ref
			term   string
			due    calendar.Day
			basis  law.Ref
		}{
			{"foi:20-1", "", "2023-11-17", "foi:26"},      // 20 working days
			{"foi:20-7", "", "2023-11-09", "budget:14.2"}, // 预算法第十四条: 20 days
			{"foi:20-7", "budget.government", "2023-11-09", "budget:14.1"},
			{"foi:20-6", "", "2023-10-31", "enforce"},                          // 三项制度: 7 working days
			{"foi:20-5", "", "2023-10-31", "enforce"},                          //
			{"foi:20-5", "enforce.other", "2023-11-17", "enforce"},             //
			{"foi:20-5", "publish.release", "2023-11-17", "foi:26"},            // 依据、条件、程序
			{"foi:20-11", "", "2023-11-17", "foi:26"},                          //
			{"foi:20-11", "aid.release", "2023-11-03", "aid"},                  // 社会救助: 10 working days
			{"foi:21-district", "land.approved", "2023-11-10", "landrules:31"}, // 15 working days
		} {
			in := w.notice()
			in.Anchor, in.Term = c.anchor, c.term
			d := w.toRelease(w.draft(in))
			if d.Due != c.due || d.Basis != law.Title(c.basis) {
				t.Errorf("%s %s: by %s under %s, want %s under %s", c.anchor, c.term, d.Due, d.Basis, c.due, law.Title(c.basis))
			}
		}
		in := w.notice()
		in.Anchor, in.Term = "foi:20-8", "enforce.result"
		_, err := w.items.Draft(w.as(w.clerk), w.finance, in, nil)
		w.wantField(err, "term")
		in.Term = "guide.update"
		_, err = w.items.Draft(w.as(w.clerk), w.finance, in, nil)
		w.wantField(err, "term")
	})
}

// TestDraftOwes: what is open is owed from the moment at which a draft has its day, whether
// or not anybody hands it in; the duty follows the draft.
func TestDraftOwes(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.MadeOn = ""
		e := w.draft(in)
		if owed := w.owed(publish.RuleRelease); len(owed) != 0 {
			t.Errorf("owed without a day: %+v", owed)
		}
		save := func(change func(*publish.Edit)) {
			t.Helper()
			var err error
			e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, change), nil)
			w.must(err)
		}
		save(func(in *publish.Edit) { in.MadeOn = "2023-10-20" })
		if d := w.toRelease(e); d.Due != "2023-11-17" || d.Title != in.Title {
			t.Errorf("%+v", d)
		}
		today, err := w.duties.Today(w.as(w.clerk))
		w.must(err)
		if len(today.First) == 0 || today.First[0].From != e.Ref() || today.First[0].Left != 16 {
			t.Errorf("today: %+v", today.First)
		}
		save(func(in *publish.Edit) { in.MadeOn, in.Title = "2023-10-23", "涉企收费目录清单（2023年版）" })
		if d := w.toRelease(e); d.Due != "2023-11-20" || d.Title != e.Title || d.Opened != "2023-10-23" {
			t.Errorf("another day: %+v", d)
		}
		save(func(in *publish.Edit) { in.Anchor = "foi:20-6" })
		if d := w.toRelease(e); d.Due != "2023-11-01" || d.Basis != law.Title("enforce") {
			t.Errorf("another anchor: %+v", d)
		}
		save(func(in *publish.Edit) { in.Attribute, in.Anchor = publish.Request, "" })
		for _, d := range w.owed(publish.RuleRelease) {
			if reason := w.reasonOf(d.Ref()); d.Light != duty.Void || reason != "公开属性已经改变，不再需要主动公开" {
				t.Errorf("on request: %s %q", d.Light, reason)
			}
		}
		save(func(in *publish.Edit) { in.Attribute, in.Anchor = publish.Open, "foi:20-8" })
		if d := w.toRelease(e); d.Due != "2023-11-20" {
			t.Errorf("open again: %+v", d)
		}
		save(func(in *publish.Edit) { in.MadeOn = "" })
		if len(w.stillOwed()) != 0 {
			t.Error("owed without its day")
		}
		save(func(in *publish.Edit) { in.MadeOn = "2023-10-20" })
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		e = w.release(w.approve(e))
		if d := w.toRelease(e); d.Light != duty.Done {
			t.Errorf("released: %s", d.Light)
		}
		w.discardOne(w.notice())
	})
}

// reasonOf is why the last step of a duty was made, as the journal has it.
func (w *world) reasonOf(ref string) string {
	w.Helper()
	var kept struct {
		Reason string `json:"reason"`
	}
	w.must(w.db.Read(w.as(w.office), func(tx *db.Tx) error {
		rows, err := journal.For(tx, ref, db.Page{})
		if err != nil {
			return err
		}
		return rows.Items[0].Decode(&kept)
	}))
	return kept.Reason
}

// stillOwed are the duties to make public that are open.
func (w *world) stillOwed() (out []duty.Seen) {
	w.Helper()
	for _, d := range w.owed(publish.RuleRelease) {
		if d.Status == duty.Open {
			out = append(out, d)
		}
	}
	return out
}

// TestChangeOwes: a later edition is owed from the day on which it was changed first; one
// that says the same as the one in public owes nothing, and discarding it leaves what that owes.
func TestChangeOwes(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		w.clock.Set("2024-03-01")
		next, err := w.items.Revise(w.as(w.clerk), e.ItemID)
		w.must(err)
		next, err = w.items.Edit(w.as(w.clerk), next.ID, publish.FormOf(next), nil)
		w.must(err)
		if owed := w.stillOwed(); len(owed) != 0 {
			t.Errorf("unchanged, and owed: %+v", owed)
		}
		change := func(day calendar.Day, text string) {
			w.clock.Set(day)
			next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) { in.Body += text }), nil)
			w.must(err)
			if owed := w.stillOwed(); len(owed) != 1 || owed[0].Due != "2024-04-01" {
				t.Errorf("changed on %s: %+v", day, owed)
			}
		}
		change("2024-03-04", "补充一句。\n")
		change("2024-03-11", "再补充一句。\n") // no new twenty days
		next, err = w.items.Discard(w.as(w.clerk), next.ID, because(next))
		w.must(err)
		if owed := w.stillOwed(); len(owed) != 0 {
			t.Errorf("discarded, and owed: %+v", owed)
		}
	})
}

// TestRowTerm: a draft under a row with a number has that; the row's own duty is not doubled.
func TestRowTerm(t *testing.T) {
	each(t, func(w *world) {
		w.office.Unit = w.unit("区政府办")
		read, err := w.catalogues.Import(w.as(w.office), catalogue.Upload{Name: "a.csv", File: []byte(fiscal), Domain: "财政预决算"}, false)
		w.must(err)
		_, err = w.catalogues.Enforce(w.as(w.office), read.Version.ID, catalogue.Confirm{Rev: read.Version.Rev})
		w.must(err)
		v, err := w.catalogues.View(w.as(w.office), read.Version.ID)
		w.must(err)
		in := w.notice()
		in.Row = int64(v.Rows[0].ID)
		e := w.draft(in)
		if d := w.toRelease(e); d.Due != "2023-11-03" { // 10 working days
			t.Errorf("%+v", d)
		}
		_, err = w.catalogues.Formed(w.as(w.clerk), v.Rows[0].ID, catalogue.FormInput{Unit: w.finance, Title: "2023年清单", Day: "2023-10-20"})
		w.must(err)
		_, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Body += "附则。\n" }), nil)
		w.must(err)
		if owed := w.stillOwed(); len(owed) != 0 {
			t.Errorf("owed twice: %+v", owed)
		}
	})
}
