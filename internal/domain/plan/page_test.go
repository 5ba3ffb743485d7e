package plan_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/search"
)

func TestPreviewIsWhatIssueDoes(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		ctx := w.as(w.office)
		v, err := w.plans.Preview(ctx, p.ID)
		w.must(err)
		if len(v.Gaps) != 18 {
			t.Errorf("%d gaps", len(v.Gaps))
		}
		w.ready(p)
		v, err = w.plans.Preview(ctx, p.ID)
		w.must(err)
		if len(v.Gaps) != 0 || v.Tasks != 15 || v.Duties == 0 {
			t.Fatalf("%+v", v)
		}
		_, err = w.plans.Preview(w.as(w.clerk("区司法局")), p.ID)
		w.wantKind(err, fault.NotFound, "a clerk looks at the draft")
		_, err = w.plans.Issue(ctx, p.ID, plan.Confirm{Rev: p.Rev})
		w.must(err)
		b, err := w.plans.Board(ctx, p.ID)
		w.must(err)
		if b.Total.All() != v.Duties || len(b.Units) != len(v.Units) {
			t.Errorf("%d duties of %d units, %d of %d were announced", b.Total.All(), len(b.Units), v.Duties, len(v.Units))
		}
		sum := 0
		for i, sh := range v.Units {
			sum += sh.Duties
			if sh.ID != b.Units[i].ID {
				t.Errorf("%s stands where %s does on the board", sh.Short, b.Units[i].Short)
			}
		}
		if sum != v.Duties {
			t.Errorf("the shares make %d of %d", sum, v.Duties)
		}
		_, err = w.plans.Preview(ctx, p.ID)
		w.wantKind(err, fault.Conflict, "a plan that was issued")
	})
}

func TestRows(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		rows, err := w.plans.Rows(w.as(w.office), plan.Find{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].Gaps != 18 || rows.Items[0].Tally.All() != 0 {
			t.Fatalf("%+v", rows.Items)
		}
		rows, err = w.plans.Rows(w.as(w.clerk("区司法局")), plan.Find{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 0 {
			t.Error("a clerk sees the draft")
		}
		w.ready(p)
		_, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.must(err)
		rows, err = w.plans.Rows(w.as(w.clerk("区司法局")), plan.Find{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].Gaps != 0 || rows.Items[0].Tally.InTime == 0 {
			t.Errorf("%+v", rows.Items)
		}
	})
}

func TestOverviewShowsDoubts(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		src, err := w.plans.Source(w.as(w.office), p.ID)
		w.must(err)
		if o.Sections != 4 || o.Units == 0 || len(src.Points) != 15 || len(src.Doubts) != len(o.Doubts) {
			t.Errorf("%d sections, %d units, %d points", o.Sections, o.Units, len(src.Points))
		}
		none := 0
		for i, d := range o.Doubts {
			if i > 0 && d.Span.Start < o.Doubts[i-1].Span.Start {
				t.Error("the doubts are not in the order of the text")
			}
			if d.Text.Key == "circular.no_units" {
				none++
				if d.Point != o.Lines[11+none].Point.ID || d.Words == "" {
					t.Errorf("%+v", d)
				}
			}
		}
		if none != 3 {
			t.Errorf("%d points without units, want 3", none)
		}
	})
}

// without is the circular without its fourteenth point, and with one word less in the ninth.
func without(t *testing.T) []byte {
	t.Helper()
	text := strings.Replace(string(seed(t)), "总结好经验，分享好做法", "总结好经验", 1)
	before, _, _ := strings.Cut(text, "(十四)")
	_, after, _ := strings.Cut(text, "狠抓工作落实")
	return []byte(before + "（十四）狠抓工作落实" + after)
}

func TestPointThatIsGone(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		there := o.Lines[3].Point.ID
		_, err = w.plans.DropPoint(ctx, there, plan.Confirm{})
		w.wantKind(err, fault.Conflict, "a point that the circular has is dropped")
		_, err = w.plans.Reread(ctx, p.ID, plan.Reading{Name: "二稿.txt", File: without(t)})
		w.must(err)
		gone := o.Lines[13].Point.ID
		v, err := w.plans.Review(ctx, gone)
		w.must(err)
		if !v.Point.Gone || v.Source != "" {
			t.Errorf("%+v", v.Point)
		}
		_, err = w.plans.KeepPoint(w.as(w.clerk("区司法局")), gone, plan.Confirm{})
		w.wantKind(err, fault.NotFound, "a clerk keeps it")
		_, err = w.plans.KeepPoint(ctx, gone, plan.Confirm{Rev: v.Point.Rev - 1})
		w.wantKind(err, fault.Conflict, "a stale page")
		_, err = w.plans.KeepPoint(ctx, gone, plan.Confirm{Rev: v.Point.Rev})
		w.must(err)
		_, err = w.plans.DropPoint(ctx, gone, plan.Confirm{})
		w.wantKind(err, fault.Conflict, "it was kept, and is dropped")

		// The next reading has the point again, as another one, and leaves the kept one alone.
		_, err = w.plans.Reread(ctx, p.ID, plan.Reading{Name: "三稿.txt", File: seed(t)})
		w.must(err)
		o, err = w.plans.Overview(ctx, p.ID)
		w.must(err)
		if len(o.Lines) != 16 {
			t.Fatalf("%d points", len(o.Lines))
		}
		_, err = w.plans.Reread(ctx, p.ID, plan.Reading{Name: "四稿.txt", File: without(t)})
		w.must(err)
		o, err = w.plans.Overview(ctx, p.ID)
		w.must(err)
		dropped := 0
		for _, l := range o.Lines {
			if l.Point.ID == gone && l.Point.Gone {
				t.Error("a later reading took the point that was kept")
			}
			if l.Point.Gone {
				dropped++
				_, err = w.plans.DropPoint(ctx, l.Point.ID, plan.Confirm{Rev: l.Point.Rev})
				w.must(err)
				_, err = w.plans.Review(ctx, l.Point.ID)
				w.wantKind(err, fault.NotFound, "a point that was dropped")
				_, err = w.plans.Task(ctx, l.Tasks[0].ID)
				w.wantKind(err, fault.NotFound, "its task")
			}
		}
		if dropped != 1 {
			t.Errorf("%d points were gone", dropped)
		}
		w.ready(p)
		_, err = w.plans.Issue(ctx, p.ID, plan.Confirm{})
		w.must(err)
		_, err = w.plans.DropPoint(ctx, gone, plan.Confirm{})
		w.wantKind(err, fault.Conflict, "a plan that was issued")
	})
}

func TestRevisionStartsFromWhatWasTold(t *testing.T) {
	each(t, func(w *world) {
		store, err := files.Open(w.db, files.Config{Dir: t.TempDir()})
		w.must(err)
		t.Cleanup(func() { _ = store.Close() })
		w.plans = plan.New(w.db, w.duties, store, search.New(w.db, search.NewLexicon(nil)), rules)
		p := w.issued()
		d := w.dutyOf(p, 11, "区司法局", "2023")
		clerk, other := w.clerk("区司法局"), w.clerk("区财政局")
		staged, err := store.Stage(t.Context(), strings.NewReader("废止文件目录"))
		w.must(err)
		links := "https://hgt.nc.gov.cn/qlgg.html 清理结果公告\nhttps://hgt.nc.gov.cn/b.html\n" + p.Ref() + " 工作要点"
		in := plan.Tell{Told: plan.Told{Progress: "清理 12 件", Links: links, Open: true}, Final: true}
		r, err := w.plans.Report(w.as(clerk), d.ID, in.Telling([]plan.Attached{{Name: "目录.txt", Staged: staged}}))
		w.must(err)
		_, err = w.plans.Revision(w.as(clerk), r.ID)
		w.wantKind(err, fault.Conflict, "a report that waits")
		r, err = w.plans.Return(w.as(w.office), r.ID, plan.Because{Reason: "请补充"})
		w.must(err)
		_, err = w.plans.Revision(w.as(w.office), r.ID)
		w.wantKind(err, fault.Forbidden, "the office revises")
		_, err = w.plans.Revision(w.as(other), r.ID)
		w.wantKind(err, fault.NotFound, "another unit revises")
		v, err := w.plans.Revision(w.as(clerk), r.ID)
		w.must(err)
		file := v.Attached[0].FileID
		got := v.Tell()
		if got.Progress != in.Progress || got.Links != links || !got.Open || !got.Final || len(got.Keep) != 1 || got.Keep[0] != file || got.Rev != r.Rev {
			t.Errorf("%+v", got)
		}
		f, err := w.plans.Attachment(w.as(w.office), r.ID, file)
		w.must(err)
		if f.Name != "目录.txt" {
			t.Errorf("%+v", f)
		}
		_, err = w.plans.Attachment(w.as(other), r.ID, file)
		w.wantKind(err, fault.NotFound, "another unit reads the file")
		_, err = w.plans.Attachment(w.as(clerk), r.ID, file+1)
		w.wantKind(err, fault.NotFound, "a file of another report")
		got.Keep = nil
		_, err = w.plans.Revise(w.as(clerk), r.ID, got.Telling(nil))
		w.must(err)
		_, err = w.plans.Attachment(w.as(clerk), r.ID, file)
		w.wantKind(err, fault.NotFound, "a file that was taken away")
	})
}

func TestRevisionOfSessions(t *testing.T) {
	v := plan.Revision{ReportPage: plan.ReportPage{Report: plan.Report{Rev: 3, Progress: "办了", Evidence: []plan.Evidence{
		{Form: plan.Course, Title: "培训", Topic: "培训", Day: "2023-08-01", Audience: "干部", People: 40, Hours: 4, Chair: "讲师"},
		{Form: plan.Meeting, Title: "局长办公会", Topic: "政务公开", Day: "2023-08-02", Chair: "局长", Minutes: "第 3 号"},
	}}}}
	if in := v.Training(); in.Check() != nil || in.People != 40 || in.Topic != "培训" || in.Chair != "讲师" || in.Hours != 4 || in.Rev != 3 {
		t.Errorf("%+v %v", in, in.Check())
	}
	if in := v.Briefing(); in.Check() != nil || in.Meeting != "局长办公会" || in.Minutes != "第 3 号" || in.Links != "" {
		t.Errorf("%+v %v", in, in.Check())
	}
}

func TestPointStandsAfterIssue(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		v, err := w.plans.Review(w.as(w.clerk("区司法局")), o.Lines[10].Point.ID)
		w.must(err)
		if len(v.Standing) < 20 || v.Standing[0].Short != "区司法局" || v.Standing[0].Role != plan.Lead || v.Standing[0].Tally.Worst() != duty.InTime || v.Previous == 0 || v.Next == 0 {
			t.Errorf("%+v", v.Standing)
		}
	})
}
