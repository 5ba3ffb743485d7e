package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestConsultAtTheDesk: too short without a reason is told at the field; letters are typed in;
// copies are decided at once, and one that differs by itself; another person publishes.
func TestConsultAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	in := url.Values{
		"unit": {fmt.Sprint(w.education)}, "title": {"征求校园餐管理办法意见"}, "kind": {"major"}, "explain": {"说明。"}, "draft": {"第一条 每周公布菜单。\n第二条 每月公布账目。"}, "days": {"10"}, "contact": {"0791-80000001"},
	}
	clerk.post("/desk/consult/new", in, http.StatusUnprocessableEntity, "规定不少于 30 日", "每周公布菜单")
	in.Set("days", "30")
	clerk.do(http.MethodPost, "/desk/consult/new", "application/x-www-form-urlencoded", in.Encode())
	rows, err := w.Consults.Find(w.as(w.clerk), consult.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/consult/case/%d", rows.Items[0].ID)
	other.get(page, http.StatusNotFound)
	clerk.send(page+"/ask", url.Values{"rev": {"1"}}, page)
	head.get("/desk", http.StatusOK, "征求校园餐管理办法意见", "待批准")
	clerk.post(page+"/approve", url.Values{"rev": {"2"}}, http.StatusForbidden)
	head.send(page+"/approve", url.Values{"rev": {"2"}}, page)
	letter := url.Values{"channel": {"letter"}, "day": {"2023-10-09"}, "clause": {"1"}, "text": {"菜单要提前一周公布，方便家长安排孩子的饮食"}, "name": {"王小明"}, "phone": {"13900000001"}}
	clerk.post(page+"/take", url.Values{"channel": {"letter"}, "day": {"2023-10-10"}, "text": {"来信内容"}}, http.StatusUnprocessableEntity, "之间", "来信内容")
	clerk.post(page+"/take", letter, http.StatusOK, "已经登记", "查询码")
	letter.Set("phone", "13900000002")
	letter.Set("text", "菜单要提前一周公布，方便家长安排孩子的饮食！")
	clerk.post(page+"/take", letter, http.StatusOK, "已经登记")
	w.clock.Set("2023-11-09")
	must(t, w.Consults.End(auth.With(t.Context(), auth.Machine("test"))))
	clerk, head = w.signedIn("clerk"), w.signedIn("head")
	clerk.get(page, http.StatusOK, "等待决定的意见（2 件，1 组）")
	v, err := w.Consults.View(w.as(w.clerk), rows.Items[0].ID)
	must(t, err)
	g := v.Groups[0]
	clerk.get(page+"/opinions", http.StatusOK, "来信", "第一条")
	one := fmt.Sprintf("/desk/consult/opinion/%d", g.First)
	clerk.get(one, http.StatusOK, "方便家长", "王**", "从相同意见中分出来")
	clerk.post(one+"/sender", url.Values{"reason": {"核实意见"}}, http.StatusOK, "13900000001")
	decide := fmt.Sprintf("/desk/consult/group/%d/decide", g.First)
	clerk.get(decide, http.StatusOK, "一并办理的意见（2 件）", "方便家长")
	said := url.Values{"group": {fmt.Sprint(g.ID)}, "count": {"2"}, "gist": {"提前一周公布菜单"}, "verdict": {"adopt"}, "clauses": {"new/第一条"}}
	clerk.post(decide, said, http.StatusUnprocessableEntity, "还没有修改后的文本", "提前一周公布菜单")
	clerk.send(page+"/revise", url.Values{"rev": {fmt.Sprint(v.Consult.Rev)}, "final": {"第一条 提前一周公布菜单。\n第二条 每月公布账目。"}}, page)
	clerk.send(decide, said, page)
	clerk.get(page, http.StatusOK, "采纳情况（1 项）", "每一件意见都有了决定")
	clerk.send(page+"/find", url.Values{"rev": {fmt.Sprint(v.Consult.Rev + 2)}, "findings": {"采纳 2 件。"}}, page)
	head.send(page+"/tell", url.Values{"rev": {fmt.Sprint(v.Consult.Rev + 3)}}, page)
	clerk.get(page, http.StatusOK, "采纳情况已公布", "采纳 2 件")
}
