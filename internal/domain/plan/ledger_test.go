package plan_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
)

const ledger2022 = `2022年政务公开重点任务分解表,,,,
工作任务,工作要求,牵头单位,责任单位,完成时限
一、主动公开,,,,
优化营商环境,公开免罚清单,区司法局,区市场监管局、区城管执法局,2022年6月底前
优化营商环境,更新办事指南,,区政数局,每季度一次
二、监督保障,,,,
培训,组织业务培训,区政府办,各乡镇、街道,长期坚持
考核,开展平时考核,区飞碟局,区政府各部门,待定
`

func (w *world) ledger(file string) plan.Ledger {
	return plan.Ledger{Name: "2022台账.csv", File: []byte(file), Year: 2022, Title: "2022年政务公开工作台账"}
}

func TestImportLedger(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.as(w.office)
		for _, dry := range []bool{true, false} {
			out, err := w.plans.Import(ctx, w.ledger(ledger2022), dry)
			w.must(err)
			if out.Points != 3 || out.Tasks != 4 || (out.Plan == nil) != dry {
				t.Fatalf("dry %v: %+v", dry, out)
			}
			var said []string
			for _, r := range out.Warnings {
				said = append(said, r.Text.Key)
			}
			if got := strings.Join(said, " "); got != "plan.unknown_unit plan.due_unread" {
				t.Errorf("dry %v: %s", dry, got)
			}
			rows, err := w.plans.Find(ctx, plan.Find{}, db.Page{})
			w.must(err)
			if (len(rows.Items) == 0) != dry {
				t.Errorf("dry %v: %d plans", dry, len(rows.Items))
			}
			if dry {
				continue
			}
			o, err := w.plans.Overview(ctx, out.Plan.ID)
			w.must(err)
			first := o.Lines[0]
			if first.Point.Title != "优化营商环境" || first.Point.Section != "一、主动公开" || len(first.Tasks) != 2 ||
				first.Tasks[0].Due != "2022-06-30" || first.Tasks[1].Cadence != plan.Quarter {
				t.Errorf("%+v", first)
			}
			p, err := w.plans.Archive(ctx, out.Plan.ID, plan.Confirm{})
			w.must(err)
			if _, err := w.plans.Page(w.Context(), p.ID); err != nil {
				t.Errorf("the public cannot see the ledger of an earlier year: %v", err)
			}
		}
	})
}

func TestImportRefuses(t *testing.T) {
	each(t, func(w *world) {
		for name, file := range map[string]string{
			"no heading that is known": "甲,乙\n1,2\n",
			"nothing below":            "工作任务,工作要求\n",
			"a row without a task":     "工作任务,工作要求,责任单位\n,,区司法局\n",
			"nothing":                  " ",
			"not a table":              "PK\x03\x04xx",
		} {
			_, err := w.plans.Import(w.as(w.office), w.ledger(file), false)
			if e := fault.As(err); e.Kind != fault.Invalid || len(e.Rows) == 0 && len(e.Fields) == 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
		in := w.ledger("事项,谁办\n公开清单,区司法局\n")
		in.Columns = map[string]string{"title": "事项", "responsible": "谁办"}
		out, err := w.plans.Import(w.as(w.office), in, true)
		if err != nil || out.Tasks != 1 || len(out.Warnings) != 0 {
			t.Errorf("columns that the officer named: %+v, %v", out, err)
		}
		_, err = w.plans.Import(w.as(w.clerk("区司法局")), w.ledger(ledger2022), true)
		w.wantKind(err, fault.Forbidden, "a clerk imports")
		rows, err := w.plans.Find(w.as(w.office), plan.Find{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 0 {
			t.Error("something half imported stays")
		}
	})
}

// TestLedgerComesBack writes a plan as a table and reads that again.
func TestLedgerComesBack(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		file, err := w.plans.Export(w.as(w.office), p.ID)
		w.must(err)
		book, err := sheet.Read("x.xlsx", file, sheet.Limits{})
		w.must(err)
		if len(book.Sheets) != 2 || len(book.Sheets[0].Rows) < 16 || len(book.Sheets[1].Rows) < 100 {
			t.Fatalf("%d sheets, %d and %d rows", len(book.Sheets), len(book.Sheets[0].Rows), len(book.Sheets[1].Rows))
		}
		in := w.ledger("")
		in.Name, in.File, in.Year = "x.xlsx", file, 2023
		out, err := w.plans.Import(w.as(w.office), in, true)
		w.must(err)
		if out.Points != 15 || out.Tasks != 15 || len(out.Warnings) != 0 {
			t.Errorf("%+v", out)
		}
		own, err := w.plans.Export(w.as(w.clerk("区司法局")), p.ID)
		w.must(err)
		book, err = sheet.Read("x.xlsx", own, sheet.Limits{})
		w.must(err)
		for _, r := range book.Sheets[1].Rows[1:] {
			if r.At(2) != "区司法局" {
				t.Fatalf("a clerk's table has %s", r.At(2))
			}
		}
	})
}

func TestReadColumns(t *testing.T) {
	got, err := plan.ReadColumns("责任单位=承办科室\n\n 完成时限 ＝ 办结日期 \n")
	if err != nil || len(got) != 2 || got["responsible"] != "承办科室" || got["due"] != "办结日期" {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"责任单位", "责任单位=", "颜色=红", "=x"} {
		if _, err := plan.ReadColumns(bad); fault.As(err).Fields["columns"].Key != "plan.bad_column" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
