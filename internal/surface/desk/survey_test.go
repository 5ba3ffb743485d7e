package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestSurveyAtTheDesk: drafted with a fault that is told by its line, approved by another person,
// closed, concluded and told.
func TestSurveyAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	in := url.Values{
		"unit": {fmt.Sprint(w.education)}, "title": {"校园餐满意度调查"}, "about": {"改进校园餐。"}, "identity": {"invite"}, "until": {"2023-10-31"}, "contact": {"0791-80000001"},
		"questions": {"1. 您是？（单选，基本情况）\n家长\n2. 打几分？（打分）"},
	}
	clerk.get("/desk/survey/new", http.StatusOK, "一题一段")
	clerk.post("/desk/survey/new", in, http.StatusUnprocessableEntity, "第 1 行的题目至少要有两个选项", "校园餐满意度调查")
	in.Set("questions", "1. 您是？（单选，基本情况）\n家长\n学生\n2. 打几分？（打分）")
	res := clerk.do(http.MethodPost, "/desk/survey/new", "application/x-www-form-urlencoded", in.Encode())
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("made: %d", res.StatusCode)
	}
	rows, err := w.Surveys.Find(w.as(w.clerk), survey.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/survey/%d", rows.Items[0].ID)
	other.get(page, http.StatusNotFound)
	clerk.get(page+"/edit", http.StatusOK, "打分，1至5")
	clerk.send(page+"/ask", url.Values{"rev": {"1"}}, page)
	head.get("/desk", http.StatusOK, "校园餐满意度调查", "待批准")
	clerk.post(page+"/approve", url.Values{"rev": {"2"}}, http.StatusForbidden)
	head.send(page+"/approve", url.Values{"rev": {"2"}}, page)
	clerk.get(page, http.StatusOK, "生成邀请码", "公众看到的页面")
	clerk.post(page+"/codes", url.Values{"codes": {"0"}}, http.StatusUnprocessableEntity, "1 到 2000")
	clerk.post(page+"/codes", url.Values{"codes": {"2"}}, http.StatusOK, "邀请码（2 个）")
	clerk.get(page+"/answers.csv", http.StatusConflict)
	head.post(page+"/extend", url.Values{"rev": {"3"}, "reason": {"人少"}, "until": {"2023-10-31"}}, http.StatusUnprocessableEntity, "要晚于")
	head.send(page+"/close", url.Values{"rev": {"3"}, "reason": {"意见充分"}}, page)
	if res := clerk.do(http.MethodGet, page+"/answers.csv", "", ""); res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the table of the answers: %d %v", res.StatusCode, res.Header)
	}
	clerk.send(page+"/find", url.Values{"rev": {"4"}, "findings": {"没有收到意见。"}}, page)
	head.send(page+"/tell", url.Values{"rev": {"5"}}, page)
	clerk.get(page, http.StatusOK, "结果已公布", "没有收到意见")
}
