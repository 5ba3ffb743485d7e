package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestCloseTakesTwo: nobody alone makes a request of the portal go away, and its applicant
// reads why it went.
func TestCloseTakesTwo(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		out, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		why := foi.Because{Rev: 1, Reason: "与登记编号相邻的一件重复"}
		closes := func(who auth.Actor) error {
			_, err := w.s.Close(auth.With(w.Context(), who), out.ID, why)
			return err
		}
		if err := closes(w.people[auth.Clerk]); fault.Of(err) != fault.Forbidden {
			w.Errorf("a clerk alone has closed it: %v", err)
		}
		if err := closes(w.people[auth.Head]); fault.As(err).Text.Key != "foi.close_not_proposed" {
			w.Errorf("the head alone has closed it: %v", err)
		}
		r, err := w.s.ProposeClose(w.as(auth.Office), out.ID, why)
		w.must(err)
		if r.Status != foi.Waiting || w.openDuties(r) != 1 {
			w.Errorf("a proposal has closed it: %s", r.Status)
		}
		why.Rev = r.Rev
		if err := closes(w.people[auth.Office]); fault.Of(err) != fault.Forbidden {
			w.Errorf("who proposed it has closed it: %v", err)
		}
		w.must(closes(w.people[auth.Head]))
		r = w.load(out.ID)
		for range 2 { // and once more after it is archived
			mine, err := w.s.Track(w.Context(), foi.Access{Number: out.Number, Code: out.Code}, "203.0.113.9")
			w.must(err)
			if mine.Closed != why.Reason {
				w.Errorf("%s: the applicant reads %q", mine.Status, mine.Closed)
			}
			if r.Status == foi.Closed {
				r, err = w.s.Archive(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev})
				w.must(err)
			}
		}
	})
}
