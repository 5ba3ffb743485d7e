package portal_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

const surveyAsked = `1. 您的年龄段？（单选，基本情况）
59 岁以下
60 岁以上
2. 您通过什么渠道了解政策？（多选，最多2项）
网站
公众号
亲友
3. 您对政务公开总体满意吗？（打分，1至5）
4. 哪些地方要改进？（填空，选答，第3题选1、2时填写）
`

// asking is a survey that takes answers, and who looks after it.
func asking(t *testing.T, identity survey.Identity) (id survey.ID, clerk, head context.Context) {
	t.Helper()
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	clerk = auth.With(t.Context(), lived.actor(901, "经办", auth.Clerk, bureau.ID))
	head = auth.With(t.Context(), lived.actor(902, "负责人", auth.Head, bureau.ID))
	step := func(x *survey.Survey, err error) *survey.Survey {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := step(lived.Surveys.Make(clerk, bureau.ID, survey.Edit{
		Title: "政务公开评议（" + string(identity) + "）", About: "了解群众的评价。", Questions: surveyAsked, Identity: identity, Until: lived.DB.Today().Add(20), Contact: "0791-80000000",
	}))
	x = step(lived.Surveys.Ask(clerk, x.ID, survey.Seen{Rev: x.Rev}))
	x = step(lived.Surveys.Approve(head, x.ID, survey.Seen{Rev: x.Rev}))
	return x.ID, clerk, head
}

// TestSurvey: what is wrong is told at the question and what was answered stays; sent twice it
// counts once; the results name nobody.
func TestSurvey(t *testing.T) {
	id, clerk, head := asking(t, survey.Anyone)
	page := fmt.Sprintf("/survey/%d", id)
	webtest.Run(t, lived.handler,
		webtest.Scenario{Name: "list", URL: "/survey", Has: []string{page, "正在进行", "政务公开评议（anyone）"}},
		webtest.Scenario{Name: "talk", URL: "/talk", Has: []string{"css:section a[href='" + page + "']"}},
		webtest.Scenario{Name: "map", URL: "/sitemap", Has: []string{page}},
		webtest.Scenario{Name: "search", URL: "/search?q=政务公开总体满意", Has: []string{page}},
		webtest.Scenario{Name: "page", URL: page, Has: []string{"填写问卷（4 题）", "不用登录", page + "/answer"}},
		webtest.Scenario{Name: "no results", URL: page + "/results.csv", Status: http.StatusNotFound},
		webtest.Scenario{Name: "no survey", URL: "/survey/1", Status: http.StatusNotFound},
		webtest.Scenario{Name: "form", URL: page + "/answer", Has: []string{"css:fieldset input[type=radio][name='q.1']", "css:input[type=checkbox][name='q.2']", "css:textarea[name='q.4']", "最多选 2 项", "第 3 题选“1、2”的回答"}, Not: []string{"css:input[name=phone]", "css:input[name=code]"}},
	)
	form := url.Values{"token": {"t1"}, "q.1": {"1"}, "q.2": {"1", "3"}, "q.3": {"5"}, "q.4": {""}}
	for _, tt := range []struct {
		field string
		value []string
		says  string
	}{{"q.1", nil, "请选一项"}, {"q.2", []string{"1", "2", "3"}, "最多选 2 项"}, {"q.3", []string{"6"}, "没有这个选项"}, {"q.3", []string{"x"}, "没有这个选项"}} {
		wrong := maps.Clone(form)
		wrong[tt.field] = tt.value
		bad(t, page+"/answer", wrong, tt.says, `value="1" checked`)
	}
	ok(t, page+"/answer", form, "问卷已经收到", "谢谢您的意见")
	ok(t, page+"/answer", form, "没有重复计算")
	for n := range 20 {
		more := maps.Clone(form)
		more["token"] = []string{fmt.Sprint("more", n)}
		ok(t, page+"/answer", more)
	}
	lone := url.Values{"token": {"t2"}, "q.1": {"2"}, "q.2": {"2"}, "q.3": {"1"}, "q.4": {"字太小"}}
	ok(t, page+"/answer", lone)

	v, err := lived.Surveys.View(head, id)
	if err != nil || v.Answers != 22 {
		t.Fatalf("%d answers, %v", v.Answers, err)
	}
	x, err := lived.Surveys.Close(head, id, survey.Because{Rev: v.Survey.Rev, Reason: "意见已经充分"})
	if err != nil {
		t.Fatal(err)
	}
	_, shut := get(t, lived.handler, page)
	if !strings.Contains(shut, "结果整理出来以后") || strings.Contains(shut, "字太小") {
		t.Error("after the close the page shows no word of it, or an answer")
	}
	if code, _, _ := send(t, page+"/answer", form); code != http.StatusConflict {
		t.Errorf("late: %d", code)
	}
	x, err = lived.Surveys.Conclude(clerk, id, survey.Finding{Rev: x.Rev, Findings: "有人反映字太小，已经改大。"})
	if err == nil {
		_, err = lived.Surveys.Tell(head, id, survey.Seen{Rev: x.Rev})
	}
	if err != nil {
		t.Fatal(err)
	}
	webtest.Run(t, lived.handler, webtest.Scenario{Name: "told", URL: page, Has: []string{"共收到 22 份", "已经改大", "21</td>", "22 人回答", "—", "按“您的年龄段？”看", "结果已公布"}},
		webtest.Scenario{Name: "found", URL: "/search?q=已经改大", Has: []string{page}})
	_, table := get(t, lived.handler, page+"/results.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		if r[3] != "" && r[4] == "2" && r[6] != "" && r[6] != "0" {
			t.Errorf("the only one of her age can be told: %v", r)
		}
	}
	_, codebook := get(t, lived.handler, page+"/questions.csv")
	if !strings.Contains(codebook, "最多2项") || !strings.Contains(codebook, "公众号") {
		t.Errorf("codebook:\n%s", codebook)
	}
}

// TestSurveyCode asks for a code where the survey wants one.
func TestSurveyCode(t *testing.T) {
	id, clerk, _ := asking(t, survey.Invite)
	page := fmt.Sprintf("/survey/%d/answer", id)
	webtest.Run(t, lived.handler, webtest.Scenario{Name: "form", URL: page, Has: []string{"css:input[name=code]"}, Not: []string{"css:input[name=phone]"}})
	codes, err := lived.Surveys.Codes(clerk, id, survey.Invitation{Codes: 1})
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"token": {"c1"}, "q.1": {"1"}, "q.2": {"1"}, "q.3": {"4"}, "code": {"123"}}
	bad(t, page, form, "验证码或者邀请码不对", `value="4" checked`)
	form.Set("code", codes[0])
	ok(t, page, form, "谢谢您的意见")
	form.Set("token", "c2")
	bad(t, page, form, "已经用过")
}
