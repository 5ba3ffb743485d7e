package publish_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
)

// fiscal is a catalogue of two rows that bind the bureau of finance.
const fiscal = `序号,一级事项,二级事项,公开内容（要素）,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级
1,财政预决算,收费目录,涉企收费目录清单,政府信息公开条例,自信息形成之日起10个工作日内,区财政局,政府网站,全社会,主动,县级
2,财政预决算,政府债务,债务限额和余额,预算法,自信息形成之日起20个工作日内,区财政局,政府网站,全社会,主动,县级
`

// TestCatalogue: an item under a row of a catalogue fulfils what is owed under
// it, once and not twice, and the coverage moves.
func TestCatalogue(t *testing.T) {
	each(t, func(w *world) {
		w.office.Unit = w.unit("区政府办")
		in, err := w.catalogues.Import(w.as(w.office), catalogue.Upload{Name: "a.csv", File: []byte(fiscal), Domain: "财政预决算"}, false)
		w.must(err)
		_, err = w.catalogues.Enforce(w.as(w.office), in.Version.ID, catalogue.Confirm{Rev: in.Version.Rev})
		w.must(err)
		v, err := w.catalogues.View(w.as(w.office), in.Version.ID)
		w.must(err)
		row := v.Rows[0]
		formed, err := w.catalogues.Formed(w.as(w.clerk), row.ID, catalogue.FormInput{Unit: w.finance, Title: "2023年清单", Day: "2023-10-20"})
		w.must(err)
		if formed.DutyID == 0 {
			t.Fatal("nothing is owed")
		}
		item := w.notice()
		item.Row = int64(row.ID)
		e := w.submitted(item)
		if owed := w.owed(publish.RuleRelease); len(owed) != 0 {
			t.Errorf("owed twice: %+v", owed)
		}
		live := func() (n int) {
			board, err := w.catalogues.Board(w.as(w.office))
			w.must(err)
			return board.Total.Live
		}
		if live() != 0 {
			t.Error("covered before the release")
		}
		e = w.release(w.approve(e))
		owed := w.owed(catalogue.RulePublish)
		if len(owed) != 1 || owed[0].Due != "2023-11-03" || owed[0].Light != duty.Done || owed[0].Evidence != e.Ref() {
			t.Errorf("owed %+v", owed)
		}
		if live() != 1 {
			t.Error("the coverage does not move")
		}
		w.clock.Set("2023-12-20")
		e = w.release(w.next(e.ItemID, more))
		if owed := w.owed(catalogue.RulePublish); len(owed) != 1 {
			t.Errorf("to mend what was public in time is late: %+v", owed)
		}
		w.clock.Set("2023-10-26")
		w.live(w.notice()) // under no row
		for _, c := range []struct {
			look publish.Look
			want int
		}{
			{publish.Look{Listed: true}, 1}, {publish.Look{Rows: []int64{int64(row.ID)}}, 1}, {publish.Look{Rows: []int64{int64(v.Rows[1].ID)}}, 0}, {publish.Look{}, 2},
		} {
			if rows, err := w.items.Latest(w.Context(), c.look, db.Page{}); err != nil || rows.Total != c.want {
				t.Errorf("%+v: %d items, %v", c.look, rows.Total, err)
			}
		}
		_, err = w.items.Withdraw(w.as(w.office), e.ID, because(e))
		w.must(err)
		if live() != 0 {
			t.Error("what was withdrawn covers still")
		}
		item.Row = int64(v.Rows[1].ID)
		w.submitted(item) // nobody had announced it: the twenty days of the regulation
		if owed := w.stillOwed(); len(owed) != 1 {
			t.Errorf("owed %+v", owed)
		}
		item.Row = 4711
		_, err = w.items.Draft(w.as(w.clerk), w.finance, item, nil)
		w.wantField(err, "row")
		item.Row = int64(row.ID)
		_, err = w.items.Draft(w.as(w.office), w.unit("区司法局"), item, nil)
		w.wantField(err, "row")
	})
}
