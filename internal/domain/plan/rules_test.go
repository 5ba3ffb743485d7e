package plan

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/circular"
)

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		cadence Cadence
		from    calendar.Day
		want    string // key starts due
	}{
		{Quarter, "2023-01-01", "2023-Q1 2023-01-01 2023-03-31; 2023-Q2 2023-04-01 2023-06-30; 2023-Q3 2023-07-01 2023-09-30; 2023-Q4 2023-10-01 2023-12-31"},
		{Quarter, "2023-08-14", "2023-Q3 2023-08-14 2023-09-30; 2023-Q4 2023-10-01 2023-12-31"},
		{Quarter, "2023-09-30", "2023-Q3 2023-09-30 2023-09-30; 2023-Q4 2023-10-01 2023-12-31"},
		{Half, "2023-07-01", "2023-H2 2023-07-01 2023-12-31"},
		{Month, "2023-11-30", "2023-11 2023-11-30 2023-11-30; 2023-12 2023-12-01 2023-12-31"},
		{Year, "2023-08-14", "2023 2023-08-14 2023-12-31"},
		{Month, "2024-01-01", ""},
		{Once, "2023-01-01", ""},
	} {
		var got []string
		for _, p := range tt.cadence.Periods(2023, tt.from) {
			got = append(got, strings.Join([]string{p.Key, string(p.Starts), string(p.Due)}, " "))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s from %s:\n got %s\nwant %s", tt.cadence, tt.from, strings.Join(got, "; "), tt.want)
		}
	}
	if p := Month.Periods(2024, "2024-02-01")[0]; p.Due != "2024-02-29" {
		t.Errorf("February of a leap year ends on %s", p.Due)
	}
}

func TestPropose(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Task
	}{
		{"在 2023 年 10 月底前完成清理工作。", Task{Cadence: Once, Due: "2023-10-31", Need: 1}},
		{"各单位主要负责同志年内至少听取一次汇报。", Task{Cadence: Count, Due: "2023-12-31", Need: 1}},
		{"每季度至少开展1次培训。", Task{Cadence: Quarter, Need: 1}},
		{"每周更新一次。", Task{Cadence: Month, Need: 1}},
		{"及时公开有关信息。", Task{Cadence: Half, Need: 1}},
		{"加强组织领导。", Task{Cadence: Half, Need: 1}},
		{"每月报送一次，2023年11月15日前全部完成。", Task{Cadence: Once, Due: "2023-11-15", Need: 1}},
	} {
		c := circular.ReadText("2023年工作要点\n一、总则\n（一）任务\n"+tt.text+"（责任单位：区财政局）\n（二）别的\n别的工作。（责任单位：区财政局）", nil)
		if len(c.Points) != 2 {
			t.Fatalf("%q: %d points", tt.text, len(c.Points))
		}
		got := propose("", c.Points[0].Deadlines, 2023, Half)
		if got.Cadence != tt.want.Cadence || got.Due != tt.want.Due || got.Need != tt.want.Need {
			t.Errorf("%q: %s %s %d, want %s %s %d", tt.text, got.Cadence, got.Due, got.Need, tt.want.Cadence, tt.want.Due, tt.want.Need)
		}
	}
}

// TestSplitLosesNothing asks that every sentence is in exactly one task, whatever was chosen.
func TestSplitLosesNothing(t *testing.T) {
	p := circular.Point{Sentences: make([]circular.Sentence, 5)}
	for i := range p.Sentences {
		p.Sentences[i].Text = string(rune('a' + i))
	}
	for _, tt := range []struct {
		cuts []int64
		want string
	}{
		{nil, "abcde"},
		{[]int64{0}, "abcde"},
		{[]int64{2}, "ab|cde"},
		{[]int64{4, 1}, "a|bcd|e"},
		{[]int64{1, 1, 9, -3}, "a|bcde"},
		{[]int64{0, 1, 2, 3, 4}, "a|b|c|d|e"},
	} {
		var parts []string
		for _, ss := range split(p, tt.cuts) {
			var b strings.Builder
			for _, s := range ss {
				b.WriteString(s.Text)
			}
			parts = append(parts, b.String())
		}
		if got := strings.Join(parts, "|"); got != tt.want {
			t.Errorf("cuts %v: %s, want %s", tt.cuts, got, tt.want)
		}
	}
}

func TestRolesOf(t *testing.T) {
	got := rolesOf([]Party{
		{Role: Cooperate, Units: []int64{1, 2}},
		{Role: Implement, Units: []int64{1, 3}},
		{Role: Lead, Units: []int64{3}},
	})
	if got[1] != Implement || got[2] != Cooperate || got[3] != Lead || len(got) != 3 {
		t.Errorf("%v", got)
	}
}

func TestLinks(t *testing.T) {
	for _, tt := range []struct{ in, want, bad string }{
		{"https://hgt.nc.gov.cn/a/1.html 清理公告", "清理公告=https://hgt.nc.gov.cn/a/1.html", ""},
		{"公告 https://hgt.nc.gov.cn/a/1.html\n\nhttp://x.cn/?id=2", "公告=https://hgt.nc.gov.cn/a/1.html http://x.cn/?id=2=http://x.cn/?id=2", ""},
		{"", "", ""},
		{"https://hgt.nc.gov.cn/", "", "plan.url_home"},
		{"https://hgt.nc.gov.cn", "", "plan.url_home"},
		{"httpfoo", "", "plan.url_bad"},
		{"见门户网站", "", "plan.url_none"},
		{"上次报告 plan/report/123", "上次报告=", ""},
		{"javascript:alert(1)", "", "plan.url_none"},
	} {
		es, bad := links(tt.in)
		var got []string
		for _, e := range es {
			got = append(got, e.Title+"="+e.URL)
		}
		if strings.Join(got, " ") != tt.want || bad.Key != tt.bad {
			t.Errorf("%q: %v %q", tt.in, got, bad.Key)
		}
	}
}

func TestFlows(t *testing.T) {
	if err := Flow.Check(Closed, Archived, Discarded); err != nil {
		t.Error(err)
	}
	if err := TaskFlow.Check(TaskCancelled); err != nil {
		t.Error(err)
	}
	if err := ReportFlow.Check(Accepted, Withdrawn); err != nil {
		t.Error(err)
	}
	for _, s := range ReportFlow {
		if (s.Act == ActAccept || s.Act == ActReturn) && !slices.Contains(s.NotBy, ActReport) {
			t.Errorf("%s may be done by who reported", s.Act)
		}
	}
}
