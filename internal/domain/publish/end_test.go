package publish_test

import (
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// next is an approved edition that follows the one that stands.
func (w *world) next(id publish.ID, change func(*publish.Edit)) *publish.Edition {
	w.Helper()
	e, err := w.items.Revise(w.as(w.clerk), id)
	w.must(err)
	e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, change), nil)
	w.must(err)
	e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
	w.must(err)
	return w.approve(e)
}

func (w *world) edition(id publish.EditionID) *publish.Edition {
	w.Helper()
	e, err := w.items.Get(w.as(w.office), id)
	w.must(err)
	return e
}

func more(in *publish.Edit) { in.Body += "\n二、其他事项\n另行通知。\n" }

func (w *world) remove(id publish.EditionID) *publish.Edition {
	w.Helper()
	e := w.edition(id)
	e, err := w.items.Remove(w.as(w.signer), e.ID, publish.Remove{Because: because(e)})
	w.must(err)
	return e
}

// TestRemoveEndsWhatWasBegun: with an item ends the edition that was planned on it: its
// hour brings nothing, nothing is owed any more, and who wrote and signed it is told.
func TestRemoveEndsWhatWasBegun(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		n := w.next(e.ItemID, more)
		n, err := w.items.Schedule(w.as(w.clerk), n.ID, publish.Plan{Rev: n.Rev, Day: "2023-10-27", Clock: "09:00"})
		w.must(err)
		w.remove(e.ID)
		if n = w.edition(n.ID); n.Status != publish.Discarded || n.Reason != "内容有误" || !n.Planned.IsZero() {
			t.Errorf("the planned edition is %s, %q", n.Status, n.Reason)
		}
		if owed := w.stillOwed(); len(owed) != 0 {
			t.Errorf("still owed: %+v", owed)
		}
		w.clock.Set("2023-10-28")
		w.due()
		if p := w.page(e.ItemID); p.Status != publish.Removed || p.Content != nil {
			t.Errorf("after the hour: %s", p.Status)
		}
	})
}

// TestRemoveEarlier: what an edition should not have said can be taken away without the
// item: its address, its files and its change note are gone, and what stands, stands.
func TestRemoveEarlier(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		d, err := w.items.Draft(w.as(w.clerk), w.finance, in, w.attach("名单.txt", "第一批名单"))
		w.must(err)
		d, err = w.items.Submit(w.as(w.clerk), d.ID, check(d))
		w.must(err)
		e := w.release(w.approve(d))
		file := e.Attachments[0].File
		n := w.release(w.next(e.ItemID, func(in *publish.Edit) { in.Keep = nil; more(in) }))
		_, err = w.items.Remove(w.as(w.signer), e.ID, publish.Remove{Because: because(w.edition(e.ID)), Successor: w.live(w.notice()).ItemID})
		w.wantField(err, "successor")
		e = w.remove(e.ID)
		if p := w.page(e.ItemID); p.Status != publish.Live || p.Version != "1.1" || p.Content == nil || len(p.History) != 2 || p.History[1].Status != publish.Removed || p.History[1].Reason != "内容有误" {
			t.Errorf("the item: %s %s %+v", p.Status, p.Version, p.History)
		}
		p, err := w.items.PageAt(w.Context(), e.ItemID, e.Address()[len(e.Ref())+1:])
		w.must(err)
		if p.Content != nil || p.Status != publish.Removed || p.Reason != "内容有误" {
			t.Errorf("the edition: %s, %v", p.Status, p.Content)
		}
		_, err = w.items.File(w.Context(), e.ItemID, file)
		w.want(err, fault.NotFound, "")
		_, err = w.items.FileAt(w.Context(), e.ItemID, e.Address()[len(e.Ref())+1:], file)
		w.want(err, fault.NotFound, "")
		w.release(w.next(n.ItemID, more)) // and the next one comes
	})
}

// TestNothingToConfirm: an emergency release that was taken back, or that a reviewed
// edition has replaced, is no longer owed a confirmation; one that is archived is.
func TestNothingToConfirm(t *testing.T) {
	each(t, func(w *world) {
		for name, then := range map[string]func(*publish.Edition) error{
			"withdrawn": func(e *publish.Edition) error {
				_, err := w.items.Withdraw(w.as(w.signer), e.ID, because(e))
				return err
			},
			"removed":  func(e *publish.Edition) error { w.remove(e.ID); return nil },
			"replaced": func(e *publish.Edition) error { w.release(w.next(e.ItemID, more)); return nil },
			"archived": func(e *publish.Edition) error {
				e, err := w.items.Archive(w.as(w.signer), e.ID, because(e))
				w.must(err)
				if n := len(w.confirming()); n != 1 {
					t.Errorf("archived: %d owed", n)
				}
				_, err = w.items.Confirm(w.as(w.office), e.ID, agree(e))
				return err
			},
		} {
			e := w.draft(w.notice())
			e, err := w.items.Emergency(w.as(w.signer), e.ID, because(e))
			w.must(err)
			w.must(then(e))
			if n := len(w.confirming()); n != 0 {
				t.Errorf("%s: %d owed", name, n)
			}
		}
	})
}

// confirming is what is still owed for emergency releases.
func (w *world) confirming() (out []duty.Seen) {
	w.Helper()
	for _, d := range w.owed(publish.RuleConfirm) {
		if d.Status == duty.Open {
			out = append(out, d)
		}
	}
	return out
}

// TestLastDay: nothing comes on line after its last day, and nothing stays, whatever
// became of it meanwhile; an earlier edition has a last day of its own.
func TestLastDay(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Until = "2023-10-27"
		late := w.approve(w.submitted(in))
		_, err := w.items.Schedule(w.as(w.clerk), late.ID, publish.Plan{Rev: late.Rev, Day: "2023-10-28", Clock: "09:00"})
		w.wantField(err, "day")
		gone := []publish.ID{}
		for _, end := range []func(*publish.Edition) (*publish.Edition, error){
			func(e *publish.Edition) (*publish.Edition, error) {
				return w.items.Withdraw(w.as(w.signer), e.ID, because(e))
			},
			func(e *publish.Edition) (*publish.Edition, error) {
				return w.items.Archive(w.as(w.signer), e.ID, because(e))
			},
		} {
			e, err := end(w.live(in))
			w.must(err)
			gone = append(gone, e.ItemID)
		}
		e := w.live(in)
		w.release(w.next(e.ItemID, func(in *publish.Edit) { in.Until = ""; more(in) }))
		w.clock.Set("2023-10-28")
		w.due()
		_, err = w.items.Release(w.as(w.clerk), late.ID, agree(late))
		w.want(err, fault.Conflict, "publish.is_over")
		for _, id := range gone {
			if p := w.page(id); p.Content != nil || p.Status != publish.Removed {
				t.Errorf("read after its last day: %s", p.Status)
			}
		}
		p := w.page(e.ItemID)
		if p.Status != publish.Live || p.Content == nil || p.History[1].Status != publish.Removed {
			t.Errorf("the edition without a last day: %s %+v", p.Status, p.History)
		}
		w.due() // and again: nothing is left to take down
	})
}

// TestArchived: a document that is no longer kept up can be repealed and taken back.
func TestArchived(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		e, err := w.items.Archive(w.as(w.signer), e.ID, because(e))
		w.must(err)
		mark := publish.Mark{Rev: e.Rev, Validity: publish.Repealed, On: "2023-10-19", By: "红财字〔2023〕15号"}
		_, err = w.items.Mark(w.as(w.signer), e.ID, mark)
		w.wantField(err, "on") // before the document was made
		mark.On = "2023-10-26"
		e, err = w.items.Mark(w.as(w.signer), e.ID, mark)
		w.must(err)
		if p := w.page(e.ItemID); p.Status != publish.Archived || p.Validity != publish.Repealed {
			t.Errorf("%s %s", p.Status, p.Validity)
		}
		e, err = w.items.Withdraw(w.as(w.signer), e.ID, because(e))
		w.must(err)
		if e.Status != publish.Withdrawn {
			t.Error(e.Status)
		}
	})
}

// TestChanged: the catalogue of a unit bears the time of the last thing that everybody saw
// happen to its items, and of nothing else.
func TestChanged(t *testing.T) {
	each(t, func(w *world) {
		unit := w.unit("区财政局")
		at := func(want time.Time) {
			t.Helper()
			if got, err := w.items.Changed(w.Context(), unit); err != nil || !got.Equal(want) {
				t.Errorf("changed at %s, want %s (%v)", got, want, err)
			}
		}
		at(time.Time{})
		e := w.live(w.notice())
		at(e.At)
		w.clock.Add(24 * time.Hour)
		w.draft(w.notice())
		at(e.At)
		w.clock.Add(24 * time.Hour)
		e, err := w.items.Mark(w.as(w.office), e.ID, publish.Mark{Rev: e.Rev, Validity: publish.Lapsed, On: calendar.DayOf(w.clock.Now())})
		w.must(err)
		marked := w.clock.Now()
		at(marked)
		w.clock.Add(24 * time.Hour)
		e, err = w.items.Remove(w.as(w.office), e.ID, publish.Remove{Because: because(e)})
		w.must(err)
		at(e.Ended)
		if other, err := w.items.Changed(w.Context(), w.unit("区司法局")); err != nil || !other.IsZero() {
			t.Errorf("of another unit: %s (%v)", other, err)
		}
	})
}
