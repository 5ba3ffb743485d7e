package publish_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// listed is what the catalogue says of an item.
func (w *world) listed(id publish.ID) publish.Listed {
	w.Helper()
	rows, err := w.items.Latest(w.Context(), publish.Look{}, db.Page{})
	w.must(err)
	for _, it := range rows.Items {
		if it.ID == id {
			return it
		}
	}
	w.Fatalf("%d is not listed", id)
	return publish.Listed{}
}

// TestAbout: the catalogue says what each record is about (条例第十二条), in the words of
// the clerk or in those with which the text begins; it follows the edition that stands.
func TestAbout(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body = "红财字[2023] 12号\n\n各有关单位：\n\n现将涉企收费目录清单予以公布。\n\n" + strings.Repeat("请遵照执行。\n\n", 500)
		begins := "现将涉企收费目录清单予以公布。请遵照执行。"
		e := w.live(in)
		for what, got := range map[string]string{"list": w.listed(e.ItemID).Summary, "page": w.page(e.ItemID).Summary} {
			if !strings.HasPrefix(got, begins) || len([]rune(got)) > 200 || strings.Contains(got, "各有关单位") || strings.Contains(got, "12号") {
				t.Errorf("%s: %q", what, got)
			}
		}
		if w.listed(e.ItemID).Summary != w.page(e.ItemID).Summary {
			t.Error("the list and the page say different things")
		}
		next, err := w.items.Revise(w.as(w.clerk), e.ItemID)
		w.must(err)
		next, err = w.items.Edit(w.as(w.clerk), next.ID, edit(next, func(in *publish.Edit) {
			in.Summary, in.Note = "全区涉企收费的项目、标准和依据", "补充概述"
		}), nil)
		w.must(err)
		if got := w.listed(e.ItemID).Summary; !strings.HasPrefix(got, begins) {
			t.Errorf("a draft is in the catalogue: %q", got)
		}
		next, err = w.items.Submit(w.as(w.clerk), next.ID, check(next))
		w.must(err)
		w.release(w.approve(next))
		if a, b := w.listed(e.ItemID).Summary, w.page(e.ItemID).Summary; a != "全区涉企收费的项目、标准和依据" || b != a {
			t.Errorf("list %q, page %q", a, b)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			some, err := publish.ListedOf(tx, []publish.ID{e.ItemID})
			if len(some) != 1 || some[0].Summary == "" {
				t.Errorf("%v", some)
			}
			return err
		}))
	})
}

// TestDescribed: of a text without a sentence the clerk says what it is about.
func TestDescribed(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body = "| 项目 | 标准 |\n| --- | --- |\n| 停车 | 5 元 |\n"
		e := w.draft(in)
		_, err := w.items.Submit(w.as(w.clerk), e.ID, check(e))
		if fault.As(err).Fields["summary"].Key != "publish.no_summary" {
			t.Errorf("%v", err)
		}
		in.Attribute, in.Anchor = publish.Request, ""
		e = w.draft(in)
		_, err = w.items.Submit(w.as(w.clerk), e.ID, check(e)) // not in the public catalogue
		w.must(err)
	})
}
