package annual_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// working is the draft that is under way on an item.
func (w *world) working(id publish.ID) *publish.Edition {
	w.Helper()
	it, _, err := w.items.Item(w.as(auth.Clerk), id)
	w.must(err)
	e, err := w.items.Get(w.as(auth.Clerk), it.Working)
	w.must(err)
	return e
}

// released takes the draft of an item to the public.
func (w *world) released(id publish.ID) *publish.Page {
	w.Helper()
	e := w.working(id)
	self := publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true}
	got, err := w.items.Submit(w.as(auth.Clerk), e.ID, self)
	w.must(err)
	got, err = w.items.Review(w.as(auth.Head), e.ID, publish.Agree{Rev: got.Rev})
	w.must(err)
	got, err = w.items.Clear(w.as(auth.Secrecy), e.ID, publish.Clearance{Rev: got.Rev, Verdict: publish.Publish, Together: "没有汇聚风险"})
	w.must(err)
	got, err = w.items.Sign(w.as(auth.Signer), e.ID, publish.Agree{Rev: got.Rev})
	w.must(err)
	_, err = w.items.Release(w.as(auth.Clerk), e.ID, publish.Agree{Rev: got.Rev})
	w.must(err)
	page, err := w.items.Page(w.Context(), id)
	w.must(err)
	return page
}

// drafted begins the draft of a report.
func (w *world) drafted(id annual.ID) *annual.Report {
	w.Helper()
	r, err := w.s.Draft(w.as(auth.Clerk), id, annual.Seen{Rev: w.view(id).Report.Rev})
	w.must(err)
	return r
}

// dropped discards the draft that is under way on an item.
func (w *world) dropped(id publish.ID) {
	w.Helper()
	e := w.working(id)
	_, err := w.items.Discard(w.as(auth.Clerk), e.ID, publish.Because{Rev: e.Rev, Reason: "第五部分需要重写"})
	w.must(err)
}

// reported is the report of the bureau on its year, accepted.
func (w *world) reported() *annual.Report {
	w.Helper()
	w.lived()
	clerk := w.as(auth.Clerk)
	return w.accepted(clerk, w.people[auth.Head], w.frozen(clerk, w.begun(w.bureau)))
}

// restated is the next edition of a report, accepted.
func (w *world) restated(by context.Context, id annual.ID) *annual.Report {
	w.Helper()
	next, err := w.s.Restate(by, id, annual.Because{Rev: w.view(id).Report.Rev, Reason: "漏登一件信函申请"})
	w.must(err)
	next, err = w.s.Freeze(by, next.ID, annual.Seen{Rev: next.Rev})
	w.must(err)
	return w.accepted(by, w.people[auth.Head], next)
}

// is asks where a report stands.
func (w *world) is(id annual.ID, want annual.Status) {
	w.Helper()
	if got := w.view(id).Report.Status; got != want {
		w.Errorf("it is %s, want %s", got, want)
	}
}

// TestRestatedInPublic: the report that takes the place of one that was published is the
// next edition of the same item; both keep their address.
func TestRestatedInPublic(t *testing.T) {
	each(t, func(w *world) {
		r := w.drafted(w.reported().ID)
		w.released(r.Item)
		w.asked(w.bureau, foi.Business, "2025-12-31", "", "")
		next := w.drafted(w.restated(w.as(auth.Clerk), r.ID).ID)
		page := w.released(next.Item)
		if next.Item != r.Item || page.Version != "2.0" || len(page.History) != 2 || !strings.Contains(page.Content.Body, "新收政府信息公开申请8件") || len(page.Content.Attachments) > 3 {
			t.Errorf("item %d and %d, %s, %d attachments", r.Item, next.Item, page.Version, len(page.Content.Attachments))
		}
		w.is(next.ID, annual.Published)
	})
}

// TestDraftBeginsNothing: who has not seen the report as it is, or does not draw it up,
// begins no draft of it: no item, and no edition of one that stands.
func TestDraftBeginsNothing(t *testing.T) {
	each(t, func(w *world) {
		editions := func() (n int) {
			w.read(func(tx *db.Tx) (err error) {
				n, err = db.One[int](tx, "SELECT count(*) FROM publish_edition")
				return err
			})
			return n
		}
		refused := func(r *annual.Report) {
			w.Helper()
			was := editions()
			_, err := w.s.Draft(w.as(auth.Clerk), r.ID, annual.Seen{Rev: r.Rev - 1})
			w.want(err, fault.Conflict, "db.rev")
			_, err = w.s.Draft(w.as(auth.Head), r.ID, annual.Seen{Rev: r.Rev})
			w.want(err, fault.Forbidden, "not_allowed")
			if now := editions(); now != was {
				w.Errorf("%d editions were begun", now-was)
			}
		}
		r := w.reported()
		refused(r)
		r = w.drafted(r.ID)
		w.released(r.Item)
		next := w.restated(w.as(auth.Clerk), r.ID)
		refused(next)
		if next = w.drafted(next.ID); next.Item != r.Item {
			t.Errorf("the next edition is item %d, not %d", next.Item, r.Item)
		}
	})
}

// TestDraftAnew: a draft that was discarded is begun anew: of the first edition as another
// item, of a restatement on the item that stands.
func TestDraftAnew(t *testing.T) {
	each(t, func(w *world) {
		first := w.drafted(w.reported().ID)
		w.dropped(first.Item)
		again := w.drafted(first.ID)
		if again.Item == first.Item {
			t.Error("a discarded item has a draft again")
		}
		w.released(again.Item)
		next := w.drafted(w.restated(w.as(auth.Clerk), first.ID).ID)
		w.dropped(next.Item)
		next = w.drafted(next.ID)
		if page := w.released(next.Item); next.Item != again.Item || page.Version != "2.0" {
			t.Errorf("item %d and %d, %s", again.Item, next.Item, page.Version)
		}
		w.is(next.ID, annual.Published)
	})
}

// TestReleasedLate: the draft of a report that was restated meanwhile may still come on
// line, as the edition that it was: the report that took its place is not public by that.
func TestReleasedLate(t *testing.T) {
	each(t, func(w *world) {
		old := w.drafted(w.reported().ID)
		next := w.restated(w.as(auth.Clerk), old.ID)
		_, err := w.s.Draft(w.as(auth.Clerk), next.ID, annual.Seen{Rev: next.Rev})
		w.want(err, fault.Conflict, "annual.has_draft")
		w.released(old.Item)
		w.is(old.ID, annual.Restated)
		w.is(next.ID, annual.Accepted)
		if w.owed(w.bureau) == "" {
			t.Error("nothing is owed, and the report that counts is not public")
		}
		next = w.drafted(next.ID)
		if page := w.released(next.Item); next.Item != old.Item || page.Version != "2.0" {
			t.Errorf("item %d and %d, %s", old.Item, next.Item, page.Version)
		}
		w.is(next.ID, annual.Published)
		if due := w.owed(w.bureau); due != "" {
			t.Errorf("still due on %s", due)
		}
	})
}
