package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestMessageAtTheDesk: typed in, signed for, answered question by question, reviewed by
// the head and the office, made public; the page tells nobody who wrote, another unit
// knows nothing, and each number of the figures opens its list.
func TestMessageAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	w.hire("office", w.unit("QL"), auth.Office)
	clerk, head, office, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("office"), w.signedIn("other")
	in := url.Values{
		"channel": {"phone"}, "day": {"2023-10-09"}, "kind": {"complain"}, "unit": {fmt.Sprint(w.education)}, "title": {"学校食堂卫生"},
		"text": {"我是王小明。食堂卫生谁来管？什么时候检查？"}, "name": {"王小明"}, "phone": {""}, "consent": {"true"},
	}
	clerk.post("/desk/message/new", in, http.StatusUnprocessableEntity, "请填写联系电话", "食堂卫生谁来管")
	in.Set("phone", "13800000000")
	clerk.post("/desk/message/new", in, http.StatusOK, "已经登记", "查询码")
	rows, err := w.Messages.Find(w.as(w.clerk), message.Find{}, db.Page{})
	must(t, err)
	id := rows.Items[0].ID
	page := fmt.Sprintf("/desk/message/%d", id)
	doc := clerk.get(page, http.StatusOK, "学校食堂卫生", "王**", "什么时候检查")
	if text := doc.One(t, "main").Text(); strings.Contains(text, "13800000000") {
		t.Error("the page tells how the sender is reached")
	}
	clerk.get("/desk", http.StatusOK, "待办的留言", "学校食堂卫生")
	clerk.get("/desk/message", http.StatusOK, rows.Items[0].Number, "待签收")
	clerk.get("/desk/message?clock=late", http.StatusOK, "没有符合条件的内容")
	clerk.get("/desk/message.csv", http.StatusOK, rows.Items[0].Number)
	for _, path := range []string{page, page + "/sign", page + "/sender", page + "/reply"} {
		other.get(path, http.StatusNotFound)
	}
	clerk.send(page+"/sign", url.Values{"rev": {"1"}}, page)
	clerk.get(page+"/reply", http.StatusOK, "对第 1 个问题", "对第 2 个问题", "要逐一答复的问题")
	answer := url.Values{"rev": {"2"}, "answers.1.text": {"由区教育局和市场监管局共同管理，区教育局牵头。"}, "answers.2.text": {"已收悉，请咨询相关部门。"}}
	clerk.post(page+"/reply", answer, http.StatusUnprocessableEntity, "没有实际内容", "区教育局牵头")
	answer.Set("answers.2.text", "本周五前完成检查，结果在学校公示栏张贴。")
	clerk.send(page+"/reply", answer, page)
	clerk.post(page+"/pass", url.Values{"rev": {"3"}}, http.StatusForbidden)
	head.post(page+"/return", url.Values{"rev": {"3"}}, http.StatusUnprocessableEntity)
	head.send(page+"/pass", url.Values{"rev": {"3"}}, page)
	office.send(page+"/answer", url.Values{"rev": {"4"}}, page)
	doc = office.get(page+"/publish", http.StatusOK, "请逐字核对")
	if text := doc.One(t, "form textarea[name=text]").Text(); strings.Contains(text, "王小明") {
		t.Errorf("the name stands in %q", text)
	}
	public := url.Values{"rev": {"5"}, "title": {"学校食堂卫生"}, "text": {"食堂卫生谁来管？什么时候检查？"}, "answer": {"由区教育局牵头，本周五前完成检查。"}}
	office.post(page+"/publish", public, http.StatusUnprocessableEntity, "请核对个人信息")
	public.Set("sure", "true")
	office.send(page+"/publish", public, page)
	clerk.get(page, http.StatusOK, "已答复", "公开日期")
	clerk.post(page+"/sender", url.Values{}, http.StatusUnprocessableEntity)
	clerk.post(page+"/sender", url.Values{"reason": {"电话回访"}}, http.StatusOK, "王小明", "13800000000")
	clerk.get(page, http.StatusOK, "电话回访")
	office.get("/desk/message/figures", http.StatusOK, "set=done")
	office.get("/desk/message?month=2023-10&set=done", http.StatusOK, rows.Items[0].Number)
	office.get("/desk/message?set=done", http.StatusUnprocessableEntity)
}
