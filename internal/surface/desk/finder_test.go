package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestMeasureAtTheDesk: written beside its document, with what may be asked and the text in
// view; a fault is told by its line; whoever wrote it does not make it public.
func TestMeasureAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	d, err := w.Documents.Make(w.as(w.clerk), w.education, policy.Edit{Organ: w.education, Title: "校园餐补助办法", Body: "第一条　为支持校园餐，制定本办法。\n第二条　对种地的家庭每人补助500元。", Until: "2025-12-31"})
	must(t, err)
	clerk.get("/desk/"+d.Ref(), http.StatusOK, "政策措施", fmt.Sprintf("/desk/finder/new?document=%d", d.ID))
	form := fmt.Sprintf("/desk/finder/new?document=%d", d.ID)
	clerk.get(form, http.StatusOK, "条件里可以写的", "务农情况", "种、不种", "0 至 120 周岁", "对种地的家庭每人补助500元")
	in := url.Values{
		"document": {fmt.Sprint(d.ID)}, "title": {"校园餐补助"}, "who": {"person"}, "gives": {"每人 500 元"}, "gives_by": {"第二条"}, "apply": {"到学校填表"}, "contact": {"0791-80000001"},
		"conditions": {"1. 务农情况 是 种\n"},
	}
	clerk.post("/desk/finder/new", in, http.StatusUnprocessableEntity, "第 1 行：要写依据", "校园餐补助", "对种地的家庭每人补助500元")
	in.Set("conditions", "1. 务农情况 是 种，依据 第二条\n")
	if res := clerk.do(http.MethodPost, "/desk/finder/new", "application/x-www-form-urlencoded", in.Encode()); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("made: %d", res.StatusCode)
	}
	rows, err := w.Finders.Find(w.as(w.clerk), finder.Find{}, db.Page{})
	must(t, err)
	page := "/desk/" + rows.Items[0].Ref()
	other.get(page, http.StatusNotFound)
	clerk.get("/desk/finder", http.StatusOK, "校园餐补助", "个人和家庭")
	clerk.get(page, http.StatusOK, "务农情况 是 种", "第二条　对种地的家庭", "校园餐补助办法")
	clerk.get(page+"/edit", http.StatusOK, "1. 务农情况 是 种，依据 第二条", "条件里可以写的")
	clerk.send(page+"/ask", url.Values{"rev": {"1"}}, page)
	head.get("/desk", http.StatusOK, "校园餐补助", "待复核")
	clerk.get(page+"/approve", http.StatusOK, "您现在不能办理这一步")
	clerk.post(page+"/approve", url.Values{"rev": {"2"}}, http.StatusForbidden)
	head.post(page+"/approve", url.Values{"rev": {"2"}}, http.StatusConflict, "还没有公布")
	head.send(page+"/return", url.Values{"rev": {"2"}, "reason": {"等公布"}}, page)
	clerk.get("/desk/"+d.Ref(), http.StatusOK, page)
	clerk.send(page+"/discard", url.Values{"rev": {"3"}, "reason": {"不办了"}}, page)
}
