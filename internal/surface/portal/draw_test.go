package portal

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
)

// TestDraw narrows a plan to a unit, to what is late, and to what a page can hold.
func TestDraw(t *testing.T) {
	late, done := duty.Tally{Late: 2}, duty.Tally{Done: 3, DoneLate: 1}
	a, b := plan.Unit{ID: 1, Short: "甲局"}, plan.Unit{ID: 2, Short: "乙局"}
	page := &plan.Page{Plan: plan.PagePlan{ID: 7}, Total: late.Add(done), Points: []plan.PagePoint{
		{ID: 1, Number: "(一)", Title: "大事(上)", Section: "一、", Total: late.Add(done), Units: []plan.PageUnit{
			{Unit: a, Role: plan.Lead, Tally: late},
			{Unit: b, Role: plan.Responsible, Tally: done},
			{Unit: plan.Unit{ID: 3, Short: "丙局"}, Role: plan.Cooperate},
		}},
		{ID: 2, Number: "（二）", Title: "小事", Section: "二、", Total: done, Units: []plan.PageUnit{{Unit: b, Role: plan.Lead, Tally: done}}},
	}}
	for range 250 {
		page.Points[0].Tasks = append(page.Points[0].Tasks, plan.PageTask{Title: "任务", Cadence: plan.Count, Due: "2023-12-31", Need: 4})
		page.Points[0].Told = append(page.Points[0].Told, plan.PageTold{Unit: b}, plan.PageTold{Unit: a})
	}

	v := planFilter{}.draw(page)
	first := v.Sections[0].Points[0]
	if v.Shown != 2 || len(v.Sections) != 2 || v.Told != 500 || v.Totals.All != 6 || v.Totals.Percent != 66 {
		t.Errorf("%+v", v.Totals)
	}
	if first.Title != "（一）大事(上)" || first.Light.Kind != "late" || first.Lines[0].When != "2023 年 12 月 31 日前完成 4 次" {
		t.Errorf("%+v", first.Title)
	}
	if len(first.Lines) != tasksMost || len(first.Recent) != recentMost || len(first.Older) != toldMost-recentMost || first.Hidden != 150+300 {
		t.Errorf("%d tasks, %d and %d reports, %d hidden", len(first.Lines), len(first.Recent), len(first.Older), first.Hidden)
	}
	if n := len(first.Roles); n != 3 || first.Roles[0].Lights[0].Units[0].Done != "0/2" || first.Roles[2].Lights[0].Light.Text != "" {
		t.Errorf("%+v", first.Roles)
	}

	v = planFilter{Unit: 2}.draw(page)
	first = v.Sections[0].Points[0]
	if v.Shown != 2 || v.Unit != "乙局" || v.Totals.All != 8 || first.Totals.All != 4 || first.Light.Kind != "donelate" || first.Hidden != 150+50 {
		t.Errorf("%+v %+v", v.Totals, first.Totals)
	}
	if v.Chosen[0].Without != "/plan/7" || len(first.Roles) != 1 {
		t.Errorf("%+v", v.Chosen)
	}

	v = planFilter{Late: true}.draw(page)
	if v.Shown != 1 || len(v.Sections[0].Points[0].Roles) != 1 || v.Chosen[0].Without != "/plan/7" {
		t.Errorf("%+v", v.Sections)
	}
	if v = (planFilter{Unit: 2, Late: true}).draw(page); v.Shown != 0 || v.Chosen[1].Without != "/plan/7?unit=2" {
		t.Errorf("%+v", v.Chosen)
	}
}

// TestBar has the parts side by side, with nothing left over.
func TestBar(t *testing.T) {
	v := totalsOf(duty.Tally{Late: 1, Soon: 1, InTime: 1, Claimed: 1, Paused: 1, Done: 1, DoneLate: 1})
	x := 0
	for _, p := range v.Parts {
		if p.X != x || p.W < barLength/7 {
			t.Errorf("%+v begins at %d", p, x)
		}
		x += p.W
	}
	if len(v.Parts) != 7 || x != barLength {
		t.Errorf("%d parts, %d long", len(v.Parts), x)
	}
	if v := totalsOf(duty.Tally{Done: 199, Late: 1}); v.Percent != 99 {
		t.Errorf("%d %% of what is not whole", v.Percent)
	}
	if v := totalsOf(duty.Tally{}); v.Parts != nil || v.Percent != 0 {
		t.Errorf("%+v", v)
	}
}

func TestPeriodText(t *testing.T) {
	for key, want := range map[string]string{"2023": "2023 年", "2023-H2": "2023 年下半年", "2023-Q4": "2023 年第 4 季度", "2023-10": "2023 年 10 月"} {
		if got := periodText(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
