package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestAnnualAtTheDesk: from the numbers so far to what the office has taken over, and
// from there to the draft that is published.
func TestAnnualAtTheDesk(t *testing.T) {
	w := newWorld(t)
	head, secrecy, signer := w.hire("head", w.education, auth.Head), w.hire("secrecy", w.education, auth.Secrecy), w.hire("signer", w.education, auth.Signer)
	asked := w.answered(w.clerk, head, secrecy, signer, "1")
	clerk, other := w.signedIn("clerk"), w.signedIn("other")
	clerk.get("/desk/annual", http.StatusOK, "还没有年度报告")
	clerk.get("/desk/annual/new", http.StatusOK, "已有的报告")
	clerk.post("/desk/annual/new", url.Values{"unit": {fmt.Sprint(w.education)}, "year": {"23"}, "source": {"records"}}, http.StatusUnprocessableEntity, "四位数年份")
	clerk.post("/desk/annual/new", url.Values{"unit": {fmt.Sprint(w.education)}, "year": {"2023"}, "source": {"records"}}, http.StatusSeeOther)
	rows, err := w.Reports.Find(w.as(w.clerk), annual.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/annual/%d", rows.Items[0].ID)
	doc := clerk.get(page, http.StatusOK, "2023 年还没有结束", "一、本年新收政府信息公开申请数量", "第五部分没有写")
	if len(doc.All("a[href='"+page+"/freeze']")) > 0 {
		t.Error("the year is not over")
	}
	list := page + "/cases?table=3&row=1&column=total"
	clerk.get(list, http.StatusOK, asked.Request.Number, "表3，一、本年新收政府信息公开申请数量，总计")
	clerk.get(page+"/cases?table=3&row=9&column=total", http.StatusNotFound)
	other.get(page, http.StatusNotFound)
	other.get(list, http.StatusNotFound)

	w.clock.Set("2024-01-10")
	clerk = w.signedIn("clerk")
	officer := w.signedIn("officer")
	boss := w.signedIn("head")
	clerk.get(page+"/edit", http.StatusOK, "{新收申请}", "本年新收政府信息公开申请数量")
	clerk.post(page+"/edit", url.Values{"rev": {"1"}, "five": {"有{没有的数字}"}}, http.StatusUnprocessableEntity, "{没有的数字}", "不是可以引用的数字")
	clerk.post(page+"/enter", url.Values{"rev": {"1"}, "licence": {"一百"}, "licence_from": {"台账"}, "penalty": {"0.5"}}, http.StatusUnprocessableEntity, "一百", "请填写整数")
	clerk.send(page+"/enter", url.Values{
		"rev": {"1"}, "licence": {"12"}, "licence_from": {"行政审批台账"}, "penalty": {"0"}, "coercion": {"0"}, "penalty_from": {"司法局统计表"}, "charge": {"1.25"}, "charge_from": {"财政局"},
	}, page)
	clerk.send(page+"/freeze", url.Values{"rev": {"2"}}, page)
	clerk.get(page, http.StatusOK, "数字已锁定", "1.25", "行政审批台账")
	clerk.get(list, http.StatusOK, asked.Request.Number)
	clerk.send(page+"/edit", url.Values{"rev": {"3"}, "one": {"全年收到政府信息公开申请128件。"}, "five": {"说理不够充分，下一年组织评查。"}}, page)
	clerk.get(page, http.StatusOK, "现为 128，应为 1", "不成立")
	clerk.post(page+"/submit", url.Values{"rev": {"4"}}, http.StatusUnprocessableEntity, "128", "应为 1")
	clerk.send(page+"/edit", url.Values{"rev": {"4"}, "one": {"全年收到政府信息公开申请{新收申请}件。"}, "five": {"说理不够充分，下一年组织评查。"}}, page)
	clerk.get(page, http.StatusOK, "全年收到政府信息公开申请1件。")
	for format, typ := range map[string]string{"html": "text/html", "docx": "officedocument.wordprocessingml", "xlsx": "officedocument.spreadsheetml"} {
		res := clerk.do(http.MethodGet, page+"/file/"+format, "", "")
		if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !strings.Contains(got, typ) || !strings.Contains(res.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %s %s", format, res.StatusCode, got, res.Header.Get("Content-Disposition"))
		}
	}
	clerk.get(page+"/file/odt", http.StatusNotFound)
	clerk.send(page+"/submit", url.Values{"rev": {"5"}}, page)
	clerk.get(page+"/approve", http.StatusForbidden)
	boss.send(page+"/return", url.Values{"rev": {"6"}, "reason": {"第五部分请再具体"}}, page)
	clerk.get(page, http.StatusOK, "已退回", "第五部分请再具体")
	clerk.send(page+"/freeze", url.Values{"rev": {"7"}}, page)
	clerk.send(page+"/submit", url.Values{"rev": {"8"}}, page)
	boss.send(page+"/approve", url.Values{"rev": {"9"}}, page)
	officer.get(page, http.StatusOK, "待接收", "接收")
	officer.send(page+"/accept", url.Values{"rev": {"10"}}, page)
	clerk.send(page+"/draft", url.Values{"rev": {"11"}}, page)
	clerk.get(page, http.StatusOK, "已接收，待公布", "公布的信息", "更正重报")
	clerk.post(page+"/restate", url.Values{"rev": {"12"}, "reason": {"漏登一件"}}, http.StatusSeeOther)
	officer.get("/desk/annual?state=draft", http.StatusOK, "第 2 次")
}

// TestAnnualOnPaper: the file of a year on paper is tried before it is kept.
func TestAnnualOnPaper(t *testing.T) {
	w := newWorld(t)
	clerk := w.signedIn("clerk")
	clerk.post("/desk/annual/new", url.Values{"unit": {fmt.Sprint(w.education)}, "year": {"2022"}, "source": {"paper"}}, http.StatusSeeOther)
	rows, err := w.Reports.Find(w.as(w.clerk), annual.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/annual/%d", rows.Items[0].ID)
	clerk.get(page, http.StatusOK, "读入文件")
	clerk.get(page+"/read", http.StatusOK, "系统先读一遍")
	data, err := os.ReadFile("../../demo/annual2022.html")
	must(t, err)
	doc := clerk.upload(page+"/read", "file", "年报.html", string(data), http.StatusOK, "还没有保存", "一、本年新收政府信息公开申请数量", "12")
	clerk.get(page, http.StatusOK, "还没有写")
	in := url.Values{}
	for _, name := range []string{"rev", "name", "data"} {
		in.Set(name, doc.One(t, "input[name="+name+"]").Attr("value"))
	}
	clerk.send(page+"/read/confirm", in, page)
	clerk.get(page, http.StatusOK, "部分预算公开表格不便阅读", "12")
	clerk.get(page+"/cases?table=3&row=1&column=total", http.StatusNotFound) // no cases stand behind a number on paper
	clerk.upload(page+"/read", "file", "年报.txt", "没有表格", http.StatusUnprocessableEntity, "没有找到表2")
}

// TestAnnualUnsure: a file with a blank cell is kept only by who says that the paper has it
// so: the cell is named, what was chosen stays, and the cell is blank on the page of the
// report. With a cell that is no number there is nothing to keep.
func TestAnnualUnsure(t *testing.T) {
	w := newWorld(t)
	clerk := w.signedIn("clerk")
	clerk.post("/desk/annual/new", url.Values{"unit": {fmt.Sprint(w.education)}, "year": {"2022"}, "source": {"paper"}}, http.StatusSeeOther)
	rows, err := w.Reports.Find(w.as(w.clerk), annual.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/annual/%d", rows.Items[0].ID)
	data, err := os.ReadFile("../../demo/annual2022.html")
	must(t, err)
	const charge = `<td>行政事业性收费</td><td colspan="3">`
	spoilt := strings.Replace(string(data), charge+"0<", charge+"约3万<", 1)
	doc := clerk.upload(page+"/read", "file", "年报.html", spoilt, http.StatusOK, "不是数字的格子", "填写的“约3万”不是数字", "表2，行政事业性收费")
	if n := len(doc.All("input[name=data]")); n > 0 {
		t.Error("what is no number can be kept")
	}
	doc = clerk.upload(page+"/read", "file", "年报.html", strings.Replace(string(data), charge+"0<", charge+"<", 1), http.StatusOK, "要与原件核对的格子", "表2，行政事业性收费", "（空）")
	in := url.Values{}
	for _, name := range []string{"rev", "name", "data"} {
		in.Set(name, doc.One(t, "input[name="+name+"]").Attr("value"))
	}
	doc = clerk.post(page+"/read/confirm", in, http.StatusUnprocessableEntity, "没有保存", "表2，行政事业性收费", "（空）", "一、本年新收政府信息公开申请数量")
	if got := doc.One(t, "input[name=data]").Attr("value"); got != in.Get("data") {
		t.Error("the file is to be chosen again")
	}
	doc.One(t, "input[name=sure]")
	in.Set("sure", "true")
	stale := url.Values{"rev": {"9"}, "name": in["name"], "data": in["data"], "sure": {"true"}}
	doc = clerk.post(page+"/read/confirm", stale, http.StatusConflict)
	if !doc.One(t, "input[name=sure]").Has("checked") {
		t.Error("what was chosen is forgotten")
	}
	clerk.send(page+"/read/confirm", in, page)
	clerk.get(page, http.StatusOK, "（空）", "原件空着 1 格")
}

// TestAnnualFilled: a report on paper is copied into the tables of its form. What does not
// add up stands at its cell with both sides, what was typed is still there, and empty
// squares become 0 before they are kept, where the clerk sees them.
func TestAnnualFilled(t *testing.T) {
	w := newWorld(t)
	clerk := w.signedIn("clerk")
	clerk.post("/desk/annual/new", url.Values{"unit": {fmt.Sprint(w.education)}, "year": {"2022"}, "source": {"paper"}}, http.StatusSeeOther)
	rows, err := w.Reports.Find(w.as(w.clerk), annual.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/annual/%d", rows.Items[0].ID)
	clerk.get(page, http.StatusOK, "逐格录入")
	doc := clerk.get(page+"/fill", http.StatusOK, "照原件逐格抄录", "自然人", "未经复议直接起诉")
	if got, want := len(doc.All(".grids td input")), 10+25*7-0+15; got < want-20 || got > want+20 {
		t.Errorf("%d squares", got)
	}
	in := url.Values{"rev": {"1"}, "cells.3/1/citizen": {"12"}, "cells.3/3.1/citizen": {"11"}, "do": {"zero"}}
	doc = clerk.post(page+"/fill", in, http.StatusOK)
	in.Del("do")
	for _, i := range doc.All(".grids td input") {
		if i.Attr("value") == "" {
			t.Fatalf("%s is empty", i.Attr("name"))
		}
		in.Set(i.Attr("name"), i.Attr("value"))
	}
	in.Set("cells.3/1/total", "十二")
	doc = clerk.post(page+"/fill", in, http.StatusUnprocessableEntity, "表3，一、本年新收政府信息公开申请数量，总计", "现为 0，应为 11")
	if got := doc.One(t, "input[name='cells.3/1/total']"); got.Attr("value") != "十二" || got.Attr("aria-invalid") != "true" {
		t.Errorf("the cell has %q", got.Attr("value"))
	}
	for place, n := range map[string]string{"1/total": "12", "3.1/citizen": "12", "3.1/total": "12", "3.7/citizen": "12", "3.7/total": "12"} {
		in.Set("cells.3/"+place, n)
	}
	clerk.send(page+"/fill", in, page)
	clerk.get(page, http.StatusOK, "已保存录入的数字", "12")
	clerk.get(page+"/fill", http.StatusOK)
}
