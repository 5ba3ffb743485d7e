package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/desk"
)

// gazettePolicy is the rights that the people of the bureau have over issues.
var gazettePolicy = gazette.Policy

func gazettesOf(d *desk.Desk) *gazette.Service {
	return gazette.New(gazette.Needs{DB: d.DB, Duties: d.Duties, Items: d.Items, Fonts: system(), Words: i18n.T})
}

// TestGazette takes an issue from its draft to its release, with the words of each page.
func TestGazette(t *testing.T) {
	w := newBureau(t)
	first, second := w.rule("甲管理办法"), w.rule("乙管理办法")
	w.get(w.officer, "/desk/gazette", http.StatusOK, "还没有出版政府公报", "新建一期")
	w.get(w.writer, "/desk/gazette/new", http.StatusForbidden)
	in := url.Values{"unit": {fmt.Sprint(w.unit("区政府办"))}, "total": {"x"}, "note": {"卷首的话"}}
	w.stays(w.send(w.officer, "/desk/gazette/new", in), http.StatusUnprocessableEntity, "发布栏目", "卷首的话")
	in.Set("column", w.library())
	in.Set("total", "12")
	page := w.goes(w.send(w.officer, "/desk/gazette/new", in))
	w.get(w.officer, page, http.StatusOK, "2023年第1期政府公报（总第12期）", "编辑中", "部门、镇、街道文件（2）", "甲管理办法", "乙管理办法")
	w.get(w.writer, page, http.StatusNotFound)
	w.stays(w.send(w.officer, "/desk/gazette/new", in), http.StatusConflict, "一次只编辑一期")
	w.stays(w.fill(w.officer, page+"/edit", url.Values{"documents": {fmt.Sprint(first.Item)}, "more": {"随便写的"}}), http.StatusUnprocessableEntity, "“随便写的”不是信息的网址", "随便写的")
	w.goes(w.fill(w.officer, page+"/edit", url.Values{"documents": {fmt.Sprint(first.Item)}, "more": {""}}))
	w.get(w.officer, page, http.StatusOK, "部门、镇、街道文件（1）", "还没有刊登的规范性文件（1）")
	w.goes(w.fill(w.officer, page+"/edit", url.Values{"documents": {}, "more": {"https://gk.example.gov.cn/" + publish.RefOf(first.Item) + "\n/" + publish.RefOf(second.Item)}}))
	w.goes(w.fill(w.officer, page+"/compile", nil))
	w.get(w.officer, page, http.StatusOK, "待出版", "发布情况", "退回编辑")
	w.goes(w.fill(w.officer, page+"/reopen", url.Values{"reason": {"补充文件"}}))
	w.get(w.officer, page, http.StatusOK, "编辑中", "补充文件")
	w.goes(w.fill(w.officer, page+"/discard", url.Values{"reason": {"本季度不出"}}))
	w.get(w.officer, page, http.StatusOK, "已作废")
	again := w.goes(w.send(w.officer, "/desk/gazette/new", in))
	w.get(w.officer, again, http.StatusOK, "2023年第1期政府公报（总第12期）")
}
