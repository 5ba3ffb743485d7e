package publish_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// old is n items of an earlier site.
func old(n int) publish.Source {
	var b bytes.Buffer
	for i := range n {
		line, err := json.Marshal(map[string]string{
			"title": fmt.Sprintf("红谷滩区财政局第%d号公告", i+1), "unit": []string{"区财政局", "南昌市红谷滩区司法局"}[i%2], "column": "收费项目",
			"body": strings.Repeat("现将有关收费项目及其依据、标准予以公布。\n", 10), "earlier": fmt.Sprintf("202%d-0%d-1%d 09:30", i%3, i%9+1, i%9),
			"old_url": fmt.Sprintf("http://www.hgt.example.gov.cn/art/%d.html", i+1),
		})
		if err != nil {
			panic(err)
		}
		b.Write(append(line, '\n'))
	}
	return publish.Source{Name: "old.jsonl", File: b.Bytes()}
}

// TestBatch: a dry run keeps nothing; one reads, another releases; old addresses
// lead to the items; and all of it can be undone.
func TestBatch(t *testing.T) {
	each(t, func(w *world) {
		w.office.Unit = w.unit("区政府办")
		everywhere := w.signer
		everywhere.Grants[0].Units.All = true
		src := old(7)
		dry, err := w.items.Import(w.as(w.office), src, true)
		w.must(err)
		if dry.Total != 7 || dry.Batch != nil || len(dry.Columns) != 1 {
			t.Errorf("dry run %+v", dry)
		}
		if rows, err := w.items.Find(w.as(w.office), publish.Find{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("a dry run keeps %d items, %v", rows.Total, err)
		}
		_, err = w.items.Import(w.as(w.clerk), src, false)
		w.want(err, fault.Forbidden, "")
		in, err := w.items.Import(w.as(w.office), src, false)
		w.must(err)
		_, err = w.items.Import(w.as(w.office), src, false)
		w.want(err, fault.Invalid, "invalid_rows") // each address is known now
		if _, err = w.items.Moved(w.Context(), "http://www.hgt.example.gov.cn/art/3.html"); fault.Of(err) != fault.NotFound {
			t.Errorf("a draft is found by its old address: %v", err)
		}
		_, err = w.items.Admit(w.as(w.office), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
		w.want(err, fault.Forbidden, "")
		b, err := w.items.Admit(w.as(everywhere), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
		w.must(err)
		w.due()
		v, err := w.items.Batch(w.as(w.office), b.ID)
		w.must(err)
		if v.Batch.Status != publish.BatchLive || v.Batch.Done != 7 || v.Items[publish.Live] != 7 || len(v.Items) != 1 || !slices.Equal(v.Acts, []publish.BatchAct{publish.ActUndo}) {
			t.Errorf("%+v", v)
		}
		if rows, err := w.items.BatchItems(w.as(w.office), b.ID, db.Page{Size: 5}); err != nil || rows.Total != 7 || rows.Items[0].Title != "红谷滩区财政局第1号公告" {
			t.Errorf("the items: %+v %v", rows, err)
		}
		_, err = w.items.BatchItems(w.as(w.clerk), b.ID, db.Page{})
		w.want(err, fault.NotFound, "")
		id, err := w.items.Moved(w.Context(), "http://www.hgt.example.gov.cn/art/3.html")
		w.must(err)
		p := w.page(id)
		if p.Version != "1.0" || p.Content.Earlier != "2022-03-12" || p.Content.MadeOn != "2022-03-12" || !strings.HasPrefix(p.Index, "360113001/2022-0000") || p.Released.Year() != 2023 {
			t.Errorf("%+v earlier %q made %q index %s", p.Released, p.Content.Earlier, p.Content.MadeOn, p.Index)
		}
		if rows, err := w.items.Latest(w.Context(), publish.Look{Since: w.clock.Now().Add(-24 * time.Hour)}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("what was public on the earlier site is news: %+v %v", rows, err)
		}
		b, err = w.items.Undo(w.as(w.office), b.ID, publish.Because{Rev: v.Batch.Rev, Reason: "导入了错误的文件"})
		w.must(err)
		w.due()
		if p = w.page(id); p.Status != publish.Removed || p.Content != nil {
			t.Errorf("after the undo: %s", p.Status)
		}
		if v, err = w.items.Batch(w.as(w.office), b.ID); err != nil || v.Batch.Status != publish.BatchUndone || v.Batch.Done != 7 || v.Items[publish.Removed] != 7 {
			t.Errorf("%+v %v", v, err)
		}
		if in, err = w.items.Import(w.as(w.office), src, false); err != nil {
			t.Errorf("the right file after the wrong one: %v", err)
		}
		b, err = w.items.Admit(w.as(everywhere), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
		w.must(err)
		w.due()
		if again, err := w.items.Moved(w.Context(), "http://www.hgt.example.gov.cn/art/3.html"); err != nil || again == id || w.page(again).Status != publish.Live {
			t.Errorf("the old address leads to %d, undone was %d (%v)", again, id, err)
		}
		v, err = w.items.Batch(w.as(w.office), b.ID)
		w.must(err)
		_, err = w.items.Undo(w.as(w.office), b.ID, publish.Because{Rev: v.Batch.Rev, Reason: "再次导入"})
		w.must(err)
		w.due()
		if in, err = w.items.Import(w.as(w.office), src, false); err != nil {
			t.Errorf("a third time: %v", err)
		}
		if b, err = w.items.Undo(w.as(w.office), in.Batch.ID, publish.Because{Rev: in.Batch.Rev, Reason: "重复"}); err != nil {
			t.Errorf("undo of drafts: %v", err)
		}
		w.due()
		if v, err = w.items.Batch(w.as(w.office), b.ID); err != nil || v.Batch.Status != publish.BatchUndone || v.Items[publish.Discarded] != 7 {
			t.Errorf("%+v %v", v, err)
		}
		if rows, err := w.items.Batches(w.as(w.office), publish.FindBatch{Status: publish.BatchUndone}, db.Page{}); err != nil || rows.Total != 3 {
			t.Errorf("%d batches, %v", rows.Total, err)
		}
	})
}

// TestBatchFaults: each row at fault is named with its field, and nothing is kept.
func TestBatchFaults(t *testing.T) {
	each(t, func(w *world) {
		good := `"title":"公告","unit":"区财政局","column":"收费项目","body":"正文","made_on":"2023-01-05"`
		for _, c := range []struct{ line, field string }{
			{`{` + good + `}`, ""},
			{`{"title":"","unit":"区财政局","column":"收费项目","body":"正文","made_on":"2023-01-05"}`, "标题"},
			{`{` + good + `,"unit":"区不存在局"}`, "发布机构"},
			{`{` + good + `,"column":"没有这个栏目"}`, "栏目编码"},
			{`{` + good + `,"column":"政府信息公开"}`, "栏目编码"}, // has columns below it
			{`{` + good + `,"body":" "}`, "正文"},
			{`{` + good + `,"made_on":"去年"}`, "成文日期"},
			{`{` + good + `,"made_on":"2099-01-05"}`, "成文日期"},
			{`{` + good + `,"anchor":"foi:99"}`, "公开依据"},
			{`{` + good + `,"theme":"天文"}`, "主题分类"},
			{`{` + good + `,"old_url":"http://[bad"}`, "原网址"},
			{`{` + good + `,"colour":"red"}`, "colour"},
			{`{` + good + `,"title":7}`, "-"},
		} {
			_, err := w.items.Import(w.as(w.office), publish.Source{Name: "a.jsonl", File: []byte(c.line)}, true)
			rows := fault.As(errOf(err)).Rows
			switch {
			case c.field == "" && err != nil:
				t.Errorf("%s: %v", c.line, err)
			case c.field == "-" && len(rows) != 1:
				t.Errorf("%s: %v", c.line, err)
			case c.field != "" && c.field != "-" && (len(rows) != 1 || rows[0].Column != c.field || rows[0].Line != 1):
				t.Errorf("%s: %v, want a fault about %s", c.line, rows, c.field)
			}
		}
		// what is read and what cannot be read is told in one run, each at its line of the file
		mixed := "\uFEFF{" + good + `,"theme":"天文"}` + "\r\n\r\n" + `{"title":` + "\r\n{" + good + "}\r\n{" + good + `,"colour":"red","column":"没有这个栏目"}` + "\r\n"
		for _, name := range []string{"a.jsonl", "-"} { // the standard input has no name
			_, err := w.items.Import(w.as(w.office), publish.Source{Name: name, File: []byte(mixed)}, true)
			var got []string
			for _, r := range fault.As(errOf(err)).Rows {
				got = append(got, fmt.Sprint(r.Line, r.Column))
			}
			if want := []string{"1主题分类", "3", "5colour", "5栏目编码"}; !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
			marked := publish.Source{Name: name, File: []byte("\uFEFF{" + good + "}\n{" + good + "}\n")}
			if out, err := w.items.Import(w.as(w.office), marked, true); err != nil || out.Total != 2 {
				t.Errorf("%s with a mark of its encoding: %+v %v", name, out, err)
			}
		}
		two := []byte(`{` + good + `,"old_url":"/a.html"}` + "\n" + `{` + good + `,"old_url":"/a.html"}`)
		_, err := w.items.Import(w.as(w.office), publish.Source{Name: "a.jsonl", File: two}, false)
		if rows := fault.As(errOf(err)).Rows; len(rows) != 1 || rows[0].Line != 2 {
			t.Errorf("one address twice: %v", err)
		}
		_, err = w.items.Import(w.as(w.office), publish.Source{Name: "a.jsonl"}, true)
		w.wantField(err, "file")
		csv := publish.Source{Name: "a.csv", File: []byte("标题,发布单位,栏目,正文,发布日期\n公告,区财政局,收费项目,正文,2021/3/4\n")}
		if out, err := w.items.Import(w.as(w.office), csv, true); err != nil || out.Total != 1 || len(out.Warnings) != 0 {
			t.Errorf("a table: %+v %v", out, err)
		}
		csv.File = []byte("标题,发布单位,栏目,正文,文件号,空列,发布日期\n公告,区财政局,收费项目,正文,红财字〔2021〕3号,,2021/3/4\n")
		if out, err := w.items.Import(w.as(w.office), csv, true); err != nil || len(out.Warnings) != 1 || out.Warnings[0].Column != "文件号" {
			t.Errorf("a column under a name that is not known: %+v %v", out, err)
		}
		if rows, err := w.items.Find(w.as(w.office), publish.Find{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("kept %d, %v", rows.Total, err)
		}
		doubtful := publish.Source{Name: "a.jsonl", File: []byte(`{` + good + `,"summary":"联系电话：0791-83951234"}`)}
		out, err := w.items.Import(w.as(auth.Machine("cli")), doubtful, false)
		w.must(err)
		if len(out.Warnings) != 1 || out.Warnings[0].Column != "内容概述" || out.Batch.UnitID == 0 {
			t.Errorf("what only needs a look: %+v", out)
		}
	})
}

func errOf(err error) error {
	if err == nil {
		return &fault.Error{}
	}
	return err
}

// BenchmarkImport takes over many items of an earlier site and puts them on
// line; budget: 100,000 in 3 minutes on SQLite.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{2_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 2_000 && !testing.Verbose() {
				b.Skip("100,000 items take minutes: run with -v")
			}
			for b.Loop() {
				w := bench(b)
				src := old(n)
				b.ResetTimer()
				in, err := w.items.Import(w.as(w.office), src, false)
				w.must(err)
				_, err = w.items.Admit(w.as(w.signer), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
				w.must(err)
				w.due()
				done, err := w.items.Batch(w.as(w.office), in.Batch.ID)
				w.must(err)
				if done.Batch.Status != publish.BatchLive {
					b.Fatal(done.Batch.Status)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}

// TestBatchAsRead: who signs a batch signs what was read in. A draft that somebody
// has changed since is not put on line with it, and goes the way of every draft.
func TestBatchAsRead(t *testing.T) {
	each(t, func(w *world) {
		w.office.Unit = w.unit("区政府办")
		everywhere := w.signer
		everywhere.Grants[0].Units.All = true
		in, err := w.items.Import(w.as(w.office), old(3), false)
		w.must(err)
		rows, err := w.items.BatchItems(w.as(w.office), in.Batch.ID, db.Page{})
		w.must(err)
		e, err := w.items.Get(w.as(w.office), rows.Items[0].ID)
		w.must(err)
		changed := edit(e, func(in *publish.Edit) { in.Body = "导入以后加进来的一段，没有人看过。\n" })
		e, err = w.items.Edit(w.as(w.clerk), e.ID, changed, w.attach("名单.txt", "身份证号11010519491231002X"))
		w.must(err)
		b, err := w.items.Admit(w.as(everywhere), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
		w.must(err)
		w.due()
		if _, err = w.items.Page(w.Context(), e.ItemID); fault.Of(err) != fault.NotFound {
			t.Errorf("what nobody has seen is public: %v", err)
		}
		v, err := w.items.Batch(w.as(w.office), b.ID)
		w.must(err)
		if v.Batch.Status != publish.BatchLive || v.Batch.Done != 2 || v.Items[publish.Live] != 2 || v.Items[publish.Drafted] != 1 {
			t.Errorf("%+v %v", v.Batch, v.Items)
		}
		if _, err = w.items.Submit(w.as(w.clerk), e.ID, check(e)); fault.Of(err) != fault.Invalid {
			t.Errorf("what is attached to it is screened as ever: %v", err)
		}
		e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Keep = nil }), nil)
		w.must(err)
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		w.release(w.approve(e))
	})
}

// TestBatchUndoAll: an undo leaves nothing of a batch behind, wherever its items stand.
func TestBatchUndoAll(t *testing.T) {
	each(t, func(w *world) {
		w.office.Unit = w.unit("区政府办")
		everywhere := w.signer
		everywhere.Grants[0].Units.All = true
		in, err := w.items.Import(w.as(w.office), old(7), false)
		w.must(err)
		rows, err := w.items.BatchItems(w.as(w.office), in.Batch.ID, db.Page{})
		w.must(err)
		e, err := w.items.Get(w.as(w.office), rows.Items[0].ID)
		w.must(err)
		_, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		b, err := w.items.Admit(w.as(everywhere), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
		w.must(err)
		w.due()
		for i, end := range []func(*publish.Edition) (*publish.Edition, error){
			func(e *publish.Edition) (*publish.Edition, error) {
				return w.items.Withdraw(w.as(w.office), e.ID, because(e))
			},
			func(e *publish.Edition) (*publish.Edition, error) {
				return w.items.Archive(w.as(w.office), e.ID, because(e))
			},
		} {
			e, err := w.items.Get(w.as(w.office), rows.Items[i+1].ID)
			w.must(err)
			_, err = end(e)
			w.must(err)
		}
		v, err := w.items.Batch(w.as(w.office), b.ID)
		w.must(err)
		_, err = w.items.Undo(w.as(w.office), b.ID, publish.Because{Rev: v.Batch.Rev, Reason: "导入了错误的文件"})
		w.must(err)
		w.due()
		v, err = w.items.Batch(w.as(w.office), b.ID)
		w.must(err)
		if v.Batch.Status != publish.BatchUndone || v.Items[publish.Removed] != 6 || v.Items[publish.Discarded] != 1 || len(v.Items) != 2 {
			t.Errorf("%s %v", v.Batch.Status, v.Items)
		}
	})
}
