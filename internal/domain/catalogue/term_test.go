package catalogue

import (
	"cmp"
	"strconv"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

func TestParseTerm(t *testing.T) {
	for _, c := range []struct {
		text string
		want Term
		sure bool
	}{
		{"", Term{Kind: ByLaw}, true},
		{"自信息形成或者变更之日起20个工作日内", Term{Kind: Within, N: 20, Unit: "workday"}, true},
		{"制定或获取信息之日起10个工作日内", Term{Kind: Within, N: 10, Unit: "workday"}, true},
		{"信息形成或变更之日起２０个工作日内予以公开", Term{Kind: Within, N: 20, Unit: "workday"}, true},
		{"自该信息形成或变更之日起\n20个\n工作日内", Term{Kind: Within, N: 20, Unit: "workday"}, true},
		{"二十个工作日内", Term{Kind: Within, N: 20, Unit: "workday"}, true},
		{"十五个工作日内", Term{Kind: Within, N: 15, Unit: "workday"}, true},
		{"5工作日内", Term{Kind: Within, N: 5, Unit: "workday"}, true},
		{"人大批准后20日内", Term{Kind: Within, N: 20, Unit: "day"}, true},
		{"批复后二十日内", Term{Kind: Within, N: 20, Unit: "day"}, true},
		{"调查结束后3天之内", Term{Kind: Within, N: 3, Unit: "day"}, true},
		{"获取信息之日起2个月内", Term{Kind: Within, N: 2, Unit: "month"}, true},
		{"一周内", Term{Kind: Within, N: 7, Unit: "day"}, true},
		{"两周内", Term{Kind: Within, N: 14, Unit: "day"}, true},
		{"24小时内", Term{Kind: Within, N: 1, Unit: "day"}, true},
		{"48小时以内", Term{Kind: Within, N: 2, Unit: "day"}, true},
		{"制定或获取信息之日起10个工作日内，公示7个工作日", Term{Kind: Within, N: 10, Unit: "workday"}, true},
		{"公示7个工作日；自作出决定之日起10个工作日内", Term{Kind: Within, N: 10, Unit: "workday"}, true},
		{"公示期7日", Term{Kind: ByLaw}, true},
		{"及时公开", Term{Kind: Prompt}, true},
		{"实时公开", Term{Kind: Prompt}, true},
		{"按进展情况及时公开，不超过20个工作日", Term{Kind: Within, N: 20, Unit: "workday"}, true},
		{"长期公开", Term{Kind: Standing}, true},
		{"按照《政府信息公开条例》规定", Term{Kind: ByLaw}, true},
		{"每年", Term{Kind: Period, Every: Year}, true},
		{"每季度", Term{Kind: Period, Every: Quarter}, true},
		{"按季度公开", Term{Kind: Period, Every: Quarter}, true},
		{"每半年公开一次", Term{Kind: Period, Every: Half}, true},
		{"每月公开", Term{Kind: Period, Every: Month}, true},
		{"每季度结束后10个工作日内", Term{Kind: Period, Every: Quarter, N: 10, Unit: "workday"}, true},
		{"每年3月31日前", Term{Kind: Period, Every: Year, By: "03-31"}, true},
		{"每年三月底前", Term{Kind: Period, Every: Year, By: "03-31"}, true},
		{"每年2月底前", Term{Kind: Period, Every: Year, By: "02-28"}, true},
		{"每年2月30日前", Term{Kind: Period, Every: Year}, false},
		{"9月30日前", Term{Kind: Unread}, false}, // of which year?
		{"每月10日前", Term{Kind: Period, Every: Month, N: 10, Unit: "day"}, true},
		{"次月5日前", Term{Kind: Period, Every: Month, N: 5, Unit: "day"}, true},
		{"每月五号前公开上月情况", Term{Kind: Period, Every: Month, N: 5, Unit: "day"}, true},
		{"每季度的首个月20日", Term{Kind: Period, Every: Quarter, N: 20, Unit: "day"}, true},
		{"季度结束后次月10日前", Term{Kind: Period, Every: Quarter, N: 10, Unit: "day"}, true},
		{"次月5个工作日内", Term{Kind: Period, Every: Month, N: 5, Unit: "workday"}, true},
		{"每半年", Term{Kind: Period, Every: Half}, true},
		{"半年", Term{Kind: Period, Every: Half}, true},
		{"次年1月31日前", Term{Kind: Period, Every: Year, By: "01-31"}, true},
		{"实时/及时", Term{Kind: Prompt}, true},
		{"每月32日前", Term{Kind: Period, Every: Month}, false},
		{"视情况而定", Term{Kind: Unread}, false},
		{"—", Term{Kind: Unread}, false},
		{"0个工作日内", Term{Kind: Unread}, false},
		{"99999个工作日内", Term{Kind: Unread}, false},
	} {
		got, sure := ParseTerm(c.text)
		if got != c.want || sure != c.sure {
			t.Errorf("%q: %+v %v, want %+v %v", c.text, got, sure, c.want, c.sure)
		}
	}
}

func TestTermLaw(t *testing.T) {
	for _, c := range []struct {
		term   Term
		want   string
		domain string
	}{
		{Term{Kind: Prompt}, "20 workday", ""},
		{Term{Kind: Prompt}, "20 day", "budget"},        // 预算法第十四条
		{Term{Kind: ByLaw}, "10 workday", "assistance"}, // 社会救助
		{Term{Kind: Within, N: 5, Unit: "workday"}, "5 workday", "budget"},
		{Term{Kind: Unread}, "20 workday", ""},
		{Term{Kind: Period, Every: Month}, "20 workday", ""},
		{Term{Kind: Within, N: 10, Unit: "workday"}, "10 workday", ""},
		{Term{Kind: Within, N: 20, Unit: "day"}, "20 day", ""},
		{Term{Kind: Period, Every: Year, By: "03-31"}, "03-31 date", ""},
	} {
		l := c.term.Law(cmp.Or(c.domain, "education"))
		got := l.Date + " " + string(l.Unit)
		if l.Date == "" {
			got = strconv.Itoa(l.N) + " " + string(l.Unit)
		}
		if got != c.want || l.Check() != nil {
			t.Errorf("%+v: %s, want %s", c.term, got, c.want)
		}
	}
}

func TestAround(t *testing.T) {
	for _, c := range []struct {
		every Cadence
		day   calendar.Day
		want  span
	}{
		{Month, "2024-02-29", span{"2024-02", "2024-02-01", "2024-02-29"}},
		{Quarter, "2023-08-14", span{"2023-Q3", "2023-07-01", "2023-09-30"}},
		{Quarter, "2023-12-31", span{"2023-Q4", "2023-10-01", "2023-12-31"}},
		{Half, "2023-06-30", span{"2023-H1", "2023-01-01", "2023-06-30"}},
		{Half, "2023-07-01", span{"2023-H2", "2023-07-01", "2023-12-31"}},
		{Year, "2023-08-14", span{"2023", "2023-01-01", "2023-12-31"}},
	} {
		if got := c.every.around(c.day); got != c.want {
			t.Errorf("%s %s: %v, want %v", c.every, c.day, got, c.want)
		}
	}
}
