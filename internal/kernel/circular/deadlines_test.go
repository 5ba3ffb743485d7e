package circular

import (
	"fmt"
	"strings"
	"testing"
)

// TestDeadlines: one line a case, in a circular of 2024: what the sentence says,
// and "kind due count period every trigger" of each statement of time.
func TestDeadlines(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// A day.
		{"在2023年10月底前完成。", "absolute 2023-10-31"},
		{"在 2023 年 10 月 底 前完成。", "absolute 2023-10-31"},
		{"二〇二四年二月底前完成。", "absolute 2024-02-29"},
		{"于10月31日前报送。", "absolute 2024-10-31"},
		{"九月十五日之前报送。", "absolute 2024-09-15"},
		{"12月中旬前公布。", "absolute 2024-12-20"},
		{"3月上旬完成，5月下旬公布。", "absolute 2024-03-10; absolute 2024-05-31"},
		{"6月前完成。", "absolute 2024-05-31"},
		{"年底前完成。", "absolute 2024-12-31"},
		{"2025年底前完成。", "absolute 2025-12-31"},
		{"年内上线。", "absolute 2024-12-31"},
		{"到2025年建成。", "absolute 2025-12-31"},
		{"次年1月15日前报送。", "absolute 2025-01-15"},
		{"上半年完成，第三季度末前验收。", "absolute 2024-06-30; absolute 2024-09-30"},
		{"4月至10月集中整治，10月底完成。", "absolute 2024-10-31"},
		{"2月30日前完成。", "absolute ?"},
		// Times.
		{"主要负责同志年内至少听取一次汇报。", "count 2024-12-31 1 year"},
		{"全年培训不少于两次。", "count 2024-12-31 2 year"},
		{"2024年内开展十二场宣讲。", "count 2024-12-31 12 year"},
		// Again and again.
		{"每季度至少公布1次。", "recurring 1 quarter"},
		{"每月更新。", "recurring 1 month"},
		{"每半年检查两次。", "recurring 2 half_year"},
		{"每季度首月20日前报送。", "recurring 1 quarter"},
		{"按季度公开收支。", "recurring 1 quarter"},
		{"逐月通报。", "recurring 1 month"},
		{"每两个月自查一次。", "recurring 1 month every 2"},
		{"每年3月底前公布年报。", "recurring 2024-03-31 1 year"},
		// After an event.
		{"自信息形成之日起20个工作日内公开。", "relative 20 workday after 信息形成之日起"},
		{"预算批复后二十日内公开。", "relative 20 day after 预算批复后"},
		{"24小时内回应。", "relative 24 hour"},
		{"三年内建成。", "relative 3 year"},
		{"3年内建成。", "relative 3 year"},
		{"办理时限不超过15个工作日。", "relative 15 workday"},
		{"两个月内整改。", "relative 2 month"},
		// No day.
		{"及时公开，定期清理。", "continuous; continuous"},
		{"不定期抽查。", "continuous"},
		{"长期坚持。", "continuous"},
		{"落实“三同步”原则。", "unspecified"},
		{"落实《2023年底前工作方案》。", "unspecified"},
		{"公开2022年度决算，3月5日召开会议。", "unspecified"},
		{"做好公开工作。", "unspecified"},
		// Behind a label a date counts as it stands.
		{"公开。（责任单位：县财政局；完成时限：2024.6.30）", "absolute 2024-06-30"},
		{"公开。（责任单位：县财政局，完成时限：10月31日）", "absolute 2024-10-31"},
		{"公开。（责任单位：县财政局，完成时限：11月）", "absolute 2024-11-30"},
		{"公开。（责任单位：县财政局，完成时限：全年）", "absolute 2024-12-31"},
		{"公开。（责任单位：县财政局，完成时限：长期坚持）", "continuous"},
		{"公开。（责任单位：县财政局，完成时限：视情况定）", "unspecified"},
	} {
		t.Run(c.text, func(t *testing.T) {
			var out []string
			for _, d := range onePoint(t, c.text).Deadlines {
				out = append(out, tell(d))
			}
			if got := strings.Join(out, "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func tell(d Deadline) string {
	s := string(d.Kind)
	if d.Due != "" {
		s += " " + string(d.Due)
	} else if d.Kind == Absolute {
		s += " ?"
	}
	if d.Count > 0 {
		s += fmt.Sprintf(" %d %s", d.Count, d.Period)
	}
	if d.Every > 0 {
		s += fmt.Sprintf(" every %d", d.Every)
	}
	if d.Trigger != "" {
		s += " after " + d.Trigger
	}
	return s
}

// TestNoYear: without a year of the document a date has no day, and says so.
func TestNoYear(t *testing.T) {
	c := ReadText("工作要点\n一、甲\n（一）乙\n10月底前完成。（责任单位：县财政局）\n", nil)
	p := c.Points[0]
	if p.Deadlines[0].Due != "" || len(p.Warnings) != 1 || p.Warnings[0].Key != "circular.year_unknown" {
		t.Errorf("%+v %+v", p.Deadlines, p.Warnings)
	}
}
