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
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
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

// TestReplyTemplates: the office keeps a template, a clerk begins a reply with it, what was
// typed stays, and a place that is left open is not handed in.
func TestReplyTemplates(t *testing.T) {
	w := newWorld(t)
	w.hire("office", w.unit("QL"), auth.Office)
	clerk, office := w.signedIn("clerk"), w.signedIn("office")
	clerk.get("/desk/message/reply/template/new", http.StatusForbidden)
	form := url.Values{"name": {"到账时间"}, "kind": {"consult"}, "opening": {"您好。"}, "text": {"您好，您的来信收悉，谢谢。"}}
	office.post("/desk/message/reply/template/new", form, http.StatusUnprocessableEntity, "没有实际内容", "到账时间")
	form.Set("text", "补贴将于【日期】前打入一卡通账户。")
	res := office.do(http.MethodPost, "/desk/message/reply/template/new", formType, form.Encode())
	_ = res.Body.Close()
	one := res.Header.Get("Location")
	office.get(one, http.StatusOK, "使用中", "【日期】", "修改模板", "停用模板")
	office.get("/desk/message/reply/template", http.StatusOK, "到账时间", "咨询")
	_, err := w.Messages.Receive(w.as(w.clerk), message.Receipt{Channel: message.Counter, Day: "2023-10-09", Kind: message.Consult, Letter: message.Letter{Unit: w.education, Title: "助学补贴", Text: "助学补贴什么时候发放？要带什么材料？"}})
	must(t, err)
	rows, err := w.Messages.Find(w.as(w.clerk), message.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/message/%d", rows.Items[0].ID)
	clerk.send(page+"/sign", url.Values{"rev": {"1"}}, page)
	id := one[strings.LastIndex(one, "/")+1:]
	in := url.Values{"rev": {"2"}, "answers.1.text": {""}, "answers.2.text": {"带学生证到学校办理。"}, "do": {"template"}}
	clerk.post(page+"/reply", in, http.StatusUnprocessableEntity, "请选择一个模板", "带学生证到学校办理。")
	in.Set("template", id)
	doc := clerk.post(page+"/reply", in, http.StatusOK, "带学生证到学校办理。", "您好。")
	if text := doc.One(t, "textarea[name='answers.1.text']").Text(); text != "补贴将于【日期】前打入一卡通账户。" {
		t.Errorf("the first answer begins with %q", text)
	}
	in.Del("do")
	in.Set("answers.1.text", "补贴将于【日期】前打入一卡通账户。")
	clerk.post(page+"/reply", in, http.StatusUnprocessableEntity, "【日期】还没有填写")
	in.Set("answers.1.text", "补贴将于10月20日前打入一卡通账户。")
	clerk.send(page+"/reply", in, page)
	office.send(one+"/template-end", url.Values{"rev": {"1"}}, one)
	office.get(one, http.StatusOK, "已停用", "恢复使用")
}

// TestOrdersAtTheDesk: a table of the hotline is tried, corrected, imported, and what came
// of it fetched as a table.
func TestOrdersAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("office", w.unit("QL"), auth.Office)
	w.hire("head", w.education, auth.Head)
	office := w.signedIn("office")
	w.signedIn("head").get("/desk/message/order/import", http.StatusForbidden)
	office.get("/desk/message/order", http.StatusOK, "还没有 12345 工单", "导入工单")
	office.get("/desk/message/order/import", http.StatusOK, "工单编号", "按平台的", "必填")
	table := "工单号,时间,诉求类型,内容,承办单位,天气\nA1,2023-10-09 08:01,咨询,食堂卫生谁来管？,县教育局,晴\n"
	office.upload("/desk/message/order/import", "file", "a.csv", strings.Replace(table, "咨询", "表扬", 1), http.StatusUnprocessableEntity, "“表扬”不认识", "诉求类型")
	doc := office.upload("/desk/message/order/import", "file", "a.csv", table, http.StatusOK, "1 件新工单可以导入", "天气", "没有读的列")
	office.get("/desk/message/order", http.StatusOK, "还没有 12345 工单")
	in := url.Values{}
	for _, f := range doc.All("main input[type=hidden]") {
		in.Set(f.Attr("name"), f.Attr("value"))
	}
	office.send("/desk/message/order/import/confirm", in, "/desk/message/order")
	office.get("/desk/message/order", http.StatusOK, "已经导入 1 件工单", "A1", "食堂卫生谁来管", "待签收", web.Nothing)
	office.get("/desk/message/order.csv", http.StatusOK, "工单号", "是否解决", "A1")
	if file := webtest.Body(t, office.do(http.MethodGet, "/desk/message/order.csv", "", "")); strings.Contains(file, web.Nothing) {
		t.Errorf("a program reads the day on which an open order ended:\n%s", file)
	}
	office.get("/desk/message/order?from=2023-10-09", http.StatusOK, "没有符合条件的内容")
	office.upload("/desk/message/order/import", "file", "a.csv", table, http.StatusOK, "0 件新工单可以导入", "1 件已经登记过")
	office.send("/desk/message/order/import/confirm", in, "/desk/message/order")
	office.get("/desk/message/order", http.StatusOK, "没有导入：表里的工单都已经登记过")
}
