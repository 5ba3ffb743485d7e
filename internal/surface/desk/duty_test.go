package desk_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

func TestToday(t *testing.T) {
	w := newWorld(t)
	w.owe(w.education, "期末考试安排", "2023-09-04", 5)
	w.owe(w.education, "义务教育招生", "2023-09-28", 3)
	w.owe(w.police, "户籍办理指南", "2023-10-08", 20)
	late := w.owe(w.police, "听取汇报", "2023-12-25", 15)
	_, err := w.Duties.Suspend(w.as(w.officer), late, duty.Because{Reason: "等待批复"})
	must(t, err)
	w.Blocks = append(w.Blocks, func(context.Context) ([]desk.Block, error) {
		return []desk.Block{
			{Title: "没有内容的栏", All: web.Link{Href: "/desk/duty"}},
			{Title: "待我审核", Lines: []desk.Line{{Href: "/desk/duty", Title: "一份报告", Note: "昨日报送"}}},
		}, nil
	})

	doc := w.signedIn("officer").get("/desk", 200, "全部单位的事项", "2023 年 10 月 9 日", "待我审核", "一份报告", "逾期 16 个工作日", "最后一个工作日")
	if got := counts(doc); got != "1 1 1 1" {
		t.Errorf("the office sees %s", got)
	}
	if strings.Contains(doc.One(t, "main").Text(), "没有内容的栏") {
		t.Error("a block without lines is drawn")
	}
	if got := doc.All("nav a em"); len(got) == 0 || got[0].Text() != "2项" {
		t.Errorf("the menu counts %v", got)
	}

	doc = w.signedIn("clerk").get("/desk", 200, "本单位事项", "期末考试安排")
	if got := counts(doc); got != "1 1 0 0" {
		t.Errorf("the bureau sees %s", got)
	}
	if strings.Contains(doc.One(t, "main").Text(), "户籍办理指南") {
		t.Error("the bureau sees what another owes")
	}
}

// counts are the numbers of the four lights.
func counts(doc *webtest.Doc) string {
	var out []string
	for _, n := range doc.All("div.lights b") {
		out = append(out, n.Text())
	}
	return strings.Join(out, " ")
}

func TestDutyList(t *testing.T) {
	w := newWorld(t)
	w.owe(w.education, "期末考试安排", "2023-09-04", 5)
	w.owe(w.police, "户籍办理指南", "2023-10-08", 20)
	b := w.signedIn("officer")
	doc := b.get("/desk/duty?light=late", 200, "共 1 条", "期末考试安排", "县教育局", "已选")
	if len(doc.All("table tbody tr")) != 1 {
		t.Error("the filter does not narrow the list")
	}
	b.get("/desk/duty?light=void", 200, "没有符合条件的内容")
	b.get(fmt.Sprintf("/desk/duty?unit=%d", w.police), 200, "共 1 条", "户籍办理指南")
	b.get("/desk/duty?light=purple", 422, "请从给出的选项中选择")
	b.get("/desk/duty.csv?light=late", 200, "期末考试安排")
	w.signedIn("other").get("/desk/duty", 200, "共 1 条", "户籍办理指南")
}

func TestDuty(t *testing.T) {
	w := newWorld(t)
	id := w.owe(w.education, "国庆前后的公开事项", "2023-09-25", 10)
	at := fmt.Sprintf("/desk/duty/%d", id)
	b := w.signedIn("officer")
	b.get(at, 200, "中秋节、国庆节放假，不计入（国办发明电〔2022〕16号）", "调休上班", "第 1 至第 3 个工作日", "2023 年 10 月 13 日（星期五）", "立项", "调整时限", `href="/desk/plan/task/1"`)
	b.get("/desk/duty/999", 404)
	b.get("/desk/duty/first", 404)

	b.post(at+"/extend", url.Values{"rev": {"1"}, "due": {"2023-10-10"}, "reason": {"区里统一安排"}}, 422, "应晚于原来的时限（2023-10-13）", "区里统一安排")
	b.post(at+"/extend", url.Values{"rev": {"1"}, "due": {"明天"}, "reason": {"区里统一安排"}}, 422, "“明天”不是日期", `value="明天"`)
	b.post(at+"/extend", url.Values{"rev": {"1"}, "due": {"2023-11-30"}}, 422, "请填写理由", `value="2023-11-30"`)
	b.send(at+"/extend", url.Values{"rev": {"1"}, "due": {"2023-11-30"}, "reason": {"区里统一安排"}}, at)
	doc := b.get(at, 200, "区里统一安排", "2023-11-30")
	if got := doc.One(t, "dl.chg").Text(); !strings.Contains(got, "原为：2023-10-13") {
		t.Errorf("the history shows %q", got)
	}

	// Two officers: the second sees what the first did, and loses nothing.
	form := url.Values{"rev": {"2"}, "due": {"2023-12-29"}, "reason": {"先打开的人写的"}}
	b.send(at+"/extend", url.Values{"rev": {"2"}, "due": {"2023-12-08"}, "reason": {"后打开先保存"}}, at)
	doc = b.post(at+"/extend", form, 409, "已被其他人修改", "先打开的人写的", `value="2023-12-29"`)
	form.Set("rev", doc.One(t, "input[name=rev]").Attr("value"))
	b.send(at+"/extend", form, at)
	b.get(at, 200, "先打开的人写的", "2023-12-29")

	b.send(at+"/suspend", url.Values{"rev": {"4"}, "reason": {"征求意见"}}, at)
	b.get(at, 200, "计时暂停", "恢复计时")
	b.post(at+"/extend", url.Values{"rev": {"5"}, "due": {"2024-01-31"}, "reason": {"再延"}}, 409, "当前状态不能办理这一步")
	b.send(at+"/resume", url.Values{"rev": {"5"}, "due": {"2024-03-29"}, "reason": {"已答复"}}, at)
	b.get(at, 200, "2024-03-29", "已答复")
	b.send(at+"/waive", url.Values{"rev": {"6"}, "reason": {"任务取消"}}, at)
	b.get(at, 200, "不再要求", "任务取消")
}

// TestScope asks that a bureau cannot see or move what another one owes.
func TestScope(t *testing.T) {
	w := newWorld(t)
	id := w.owe(w.education, "义务教育招生", "2023-09-28", 10)
	at := fmt.Sprintf("/desk/duty/%d", id)
	other, clerk := w.signedIn("other"), w.signedIn("clerk")
	other.get(at, 404, "没有找到")
	other.post(at+"/waive", url.Values{"reason": {"不想做"}}, 403)
	clerk.get(at, 200)
	clerk.get(at+"/extend", 403, "不能办理")
	clerk.get("/desk/user", 403)
	clerk.get("/desk/jobs", 403)
	clerk.get("/desk/journal", 403)
}

func TestProvisional(t *testing.T) {
	w := newWorld(t)
	id := w.owe(w.education, "跨年事项", "2026-12-25", 10)
	w.signedIn("clerk").get(fmt.Sprintf("/desk/duty/%d", id), 200, "暂定", "还没有公布放假安排", "暂定：该年放假安排尚未公布")
}
