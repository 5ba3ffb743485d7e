package publish_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

func (w *world) found(text string) (ids []publish.ID) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		r, err := w.search.Find(tx, search.Query{Text: text})
		for _, h := range r.Hits {
			ids = append(ids, publish.ID(h.ID))
		}
		return err
	}))
	return ids
}

// TestFound: an item is found from the moment of its release, by the words that
// stand now; a draft, an earlier edition and a removed item never.
func TestFound(t *testing.T) {
	each(t, func(w *world) {
		e := w.submitted(w.notice())
		if got := w.found("涉企收费目录清单"); len(got) != 0 {
			t.Errorf("what is not released is found: %v", got)
		}
		e = w.release(w.approve(e))
		for _, q := range []string{"红谷滩区2023年涉企收费目录清单", "红财字[2023]12号", "红财字（2023）12号", "收费项目"} {
			if got := w.found(q); !slices.Equal(got, []publish.ID{e.ItemID}) {
				t.Errorf("%s: %v", q, got)
			}
		}
		next, err := w.items.Revise(w.as(w.clerk), e.ItemID)
		w.must(err)
		next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) { in.Body = "二、缴款方式\n按国库集中收缴规定办理。\n" }), nil)
		w.must(err)
		if got := w.found("国库集中收缴"); len(got) != 0 {
			t.Errorf("a draft is found: %v", got)
		}
		next, err = w.items.Submit(w.as(w.clerk), next.ID, check(next))
		w.must(err)
		next = w.release(w.approve(next))
		if got := w.found("国库集中收缴"); len(got) != 1 {
			t.Errorf("the second edition: %v", got)
		}
		if got := w.found(`"予以公布"`); len(got) != 0 {
			t.Errorf("words of the first edition: %v", got)
		}
		next, err = w.items.Withdraw(w.as(w.office), next.ID, because(next))
		w.must(err)
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			r, err := w.search.Find(tx, search.Query{Text: "收费目录清单"})
			if len(r.Hits) != 1 || r.Hits[0].State != search.Withdrawn {
				t.Errorf("withdrawn: %+v", r.Hits)
			}
			return err
		}))
		_, err = w.items.Remove(w.as(w.office), next.ID, publish.Remove{Because: because(next)})
		w.must(err)
		if got := w.found("收费目录清单"); len(got) != 0 {
			t.Errorf("removed: %v", got)
		}
		again := w.live(w.notice())
		n, err := w.search.Rebuild(w.Context(), func(int) {})
		w.must(err)
		if got := w.found("收费目录清单"); n != 1 || !slices.Equal(got, []publish.ID{again.ItemID}) {
			t.Errorf("built anew, %d: %v", n, got)
		}
	})
}
