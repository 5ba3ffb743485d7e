package plan_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// TestSplitKeeps splits a point of which somebody has entered the target and the
// day, and once more while somebody else saves a task.
func TestSplitKeeps(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		pt, task := o.Lines[12].Point, o.Lines[12].Tasks[0]
		in, err := w.plans.TaskForm(ctx, task.ID)
		w.must(err)
		in.Cadence, in.Due, in.Need, in.Target, in.Lead = plan.Once, "2023-11-15", 0, "各单位全覆盖", "区司法局"
		_, err = w.plans.EditTask(ctx, task.ID, in)
		w.must(err)
		_, err = w.plans.Split(ctx, pt.ID, plan.Split{Rev: pt.Rev, Cuts: []int64{1}})
		w.wantKind(err, fault.Conflict, "split over what somebody else has just entered")
		v, err := w.plans.Review(ctx, pt.ID)
		w.must(err)
		_, err = w.plans.Split(ctx, pt.ID, plan.Split{Rev: v.Point.Rev, Cuts: []int64{1, 1, 99, -5}})
		w.must(err)
		v, err = w.plans.Review(ctx, pt.ID)
		w.must(err)
		first, second := v.Tasks[0], v.Tasks[1]
		if len(v.Tasks) != 2 || first.Target != "各单位全覆盖" || first.Due != "2023-11-15" || len(first.Parties) != 1 {
			t.Errorf("what was entered is lost: %+v", first)
		}
		if second.Cadence != plan.Count || second.Target != "" || len(second.Parties) != 0 {
			t.Errorf("%+v", second)
		}
	})
}

// TestRereadComesBack reads a circular without a point, and then with it again.
func TestRereadComesBack(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		mine := o.Lines[13].Point
		in, err := w.plans.PointForm(ctx, mine.ID)
		w.must(err)
		in.Responsible = "区教体局"
		_, err = w.plans.EditPoint(ctx, mine.ID, in)
		w.must(err)
		text := string(seed(t))
		before, _, _ := strings.Cut(text, "(十四)")
		_, after, _ := strings.Cut(text, "狠抓工作落实")
		for _, text := range []string{before + "（十四）狠抓工作落实" + after, text, text} {
			_, err = w.plans.Reread(ctx, p.ID, plan.Reading{Name: "稿.txt", File: []byte(text)})
			w.must(err)
		}
		o, err = w.plans.Overview(ctx, p.ID)
		w.must(err)
		if len(o.Lines) != 15 || len(o.Plan.Difference) != 0 {
			t.Fatalf("%d points, differences %+v", len(o.Lines), o.Plan.Difference)
		}
		for i, l := range o.Lines {
			if l.Point.Gone || l.Point.Sort != i+1 {
				t.Errorf("%d: %+v", i, l.Point)
			}
		}
		got := o.Lines[13]
		if got.Point.ID != mine.ID || got.Point.Checked || !slices.Equal(got.Units[plan.Responsible], []string{"区教体局"}) {
			t.Errorf("what was entered is lost, or counts as looked at: %+v", got)
		}
	})
}

// TestRevAsked asks that nobody decides, by a form or a program, without saying what was seen.
func TestRevAsked(t *testing.T) {
	for name, in := range map[string]interface{ Check() error }{
		"accept": plan.Decision{Rev: -1},
		"return": plan.Because{Reason: "r"},
		"extend": duty.Extend{Due: "2023-12-31", Reason: "r"},
		"resume": duty.Resume{Because: duty.Because{Reason: "r"}},
	} {
		if e := fault.As(in.Check()); e.Fields["rev"].Key != "db.no_rev" || len(e.Fields) != 1 {
			t.Errorf("%s: %v", name, e)
		}
	}
}

func TestBadInput(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.as(w.office)
		p := w.read()
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		in, err := w.plans.TaskForm(ctx, o.Lines[0].Tasks[0].ID)
		w.must(err)
		in.Kind = "nonsense"
		w.wantKind(in.Check(), fault.Invalid, "a kind that nobody can report on")
		in.Kind, in.Title = plan.Free, "a\x00b"
		_, err = w.plans.EditTask(ctx, o.Lines[0].Tasks[0].ID, in)
		w.wantKind(err, fault.Invalid, "a NUL")
		long := done()
		long.Links = strings.Repeat("https://hgt.nc.gov.cn/a.html\n", 10_000)
		w.wantKind(long.Check(), fault.Invalid, "ten thousand links")
		_, err = w.plans.Read(ctx, plan.Reading{Text: "一、主动公开\n（一）公开\x00信息。内容。\xff\n"})
		if k := fault.Of(err); k != "" && k != fault.Invalid {
			t.Errorf("a circular with a NUL: %v", err)
		}
	})
}
