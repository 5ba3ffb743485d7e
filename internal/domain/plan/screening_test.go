package plan_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/files"
)

const number = "11010519491231002X" // of nobody: the example of GB 11643

// TestToldIsScreened: what a report says to the public is screened when it is handed
// in, and with its files when it is accepted; what stays inside may be accepted.
func TestToldIsScreened(t *testing.T) {
	each(t, func(w *world) {
		store, err := files.Open(w.db, files.Config{Dir: t.TempDir()})
		w.must(err)
		t.Cleanup(func() { _ = store.Close() })
		w.plans = plan.New(w.db, w.duties, store, rules)
		d := w.dutyOf(w.issued(), 11, "区司法局", "2023")
		clerk := w.as(w.clerk("区司法局"))
		told := func(change func(*plan.Told)) plan.Tell {
			in := plan.Tell{Told: plan.Told{Progress: "清理 12 件", Links: "https://hgt.nc.gov.cn/qlgg.html 清理结果公告", Open: true}, Final: true}
			change(&in.Told)
			return in
		}
		for field, spoil := range map[string]func(*plan.Told){
			"progress": func(in *plan.Told) { in.Progress = "已告知张三，身份证号" + number },
			"links":    func(in *plan.Told) { in.Links += "\nhttps://hgt.nc.gov.cn/b.html 身份证号" + number },
		} {
			_, err := w.plans.Report(clerk, d.ID, told(spoil).Telling(nil))
			if fault.As(err).Fields[field].Key != "screen.not_to_show" {
				t.Errorf("%s: %v", field, err)
			}
		}
		hand := func(name, content string) []plan.Attached {
			staged, err := store.Stage(t.Context(), strings.NewReader(content))
			w.must(err)
			return []plan.Attached{{Name: name, Staged: staged}}
		}
		_, err = w.plans.Report(clerk, d.ID, told(func(*plan.Told) {}).Telling(hand("身份证号"+number+".txt", "目录")))
		if fault.As(err).Fields["files"].Key != "screen.not_to_show" {
			t.Errorf("the name of a file: %v", err)
		}
		r, err := w.plans.Report(clerk, d.ID, told(func(*plan.Told) {}).Telling(hand("名单.csv", "姓名,身份证号\n张三,"+number+"\n")))
		w.must(err)
		_, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev})
		if e := fault.As(err); e.Text.Key != "plan.red_files" || len(e.Rows) == 0 || e.Rows[0].File != "名单.csv" {
			t.Fatalf("a file with identity numbers: %v", err)
		}
		if strings.Contains(err.Error(), number) {
			t.Error("the message repeats the number")
		}
		r, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev, Inside: true})
		w.must(err)
		if r.Open {
			t.Error("it is public")
		}
	})
}

// TestIssuedIsScreened: a circular that names an identity number does not become public.
func TestIssuedIsScreened(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		third := o.Lines[2].Point.ID
		in, err := w.plans.PointForm(w.as(w.office), third)
		w.must(err)
		in.Title, in.Checked = "联系张三，身份证号"+number, true
		_, err = w.plans.EditPoint(w.as(w.office), third, in)
		w.must(err)
		for name, do := range map[string]func() error{
			"issue":   func() error { _, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{}); return err },
			"archive": func() error { _, err := w.plans.Archive(w.as(w.office), p.ID, plan.Confirm{}); return err },
		} {
			if rows := fault.As(do()).Rows; len(rows) != 1 || rows[0].Line != 3 || rows[0].Text.Key != "screen.not_to_show" {
				t.Errorf("%s: %v", name, rows)
			}
		}
	})
}
