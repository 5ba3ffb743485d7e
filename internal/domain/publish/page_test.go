package publish_test

import (
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestNews: what is released is news once, and again with its next edition; what is withdrawn is none.
func TestNews(t *testing.T) {
	each(t, func(w *world) {
		news := func(since time.Time, ids ...publish.ID) (n int) {
			rows, err := w.items.Latest(w.Context(), publish.Look{Columns: []int64{w.fees}, Since: since}, db.Page{})
			w.must(err)
			w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
				some, err := publish.NewsOf(tx, ids, since)
				if len(some) != rows.Total {
					t.Errorf("%d of %d are news", len(some), rows.Total)
				}
				return err
			}))
			return rows.Total
		}
		start := w.clock.Now().Add(-time.Second)
		one, two := w.live(w.notice()), w.live(w.notice())
		ids := []publish.ID{two.ItemID, one.ItemID}
		if n := news(start, ids...); n != 2 {
			t.Errorf("%d of two releases are news", n)
		}
		told := w.clock.Now()
		if n := news(told, ids...); n != 0 {
			t.Errorf("%d are news again", n)
		}
		w.clock.Add(time.Hour)
		e, err := w.items.Revise(w.as(w.clerk), one.ItemID)
		w.must(err)
		e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Body += "附则。\n"; in.Note = "补充附则" }), nil)
		w.must(err)
		if n := news(told, ids...); n != 0 {
			t.Error("a draft is news")
		}
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		e = w.release(w.approve(e))
		if n := news(told, ids...); n != 1 {
			t.Errorf("%d of one new edition are news", n)
		}
		_, err = w.items.Withdraw(w.as(w.signer), e.ID, because(e))
		w.must(err)
		if n := news(told, ids...); n != 0 {
			t.Error("what was withdrawn is news")
		}
	})
}
