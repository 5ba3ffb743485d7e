package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/desk"
)

// concernPolicy is the rights that the people of the bureau have over concerns.
var concernPolicy = response.Policy

// concernsOf is the service of concerns over what the desk has.
func concernsOf(d *desk.Desk) *response.Service {
	return response.New(response.Needs{DB: d.DB, Duties: d.Duties, Holidays: d.Holidays, Items: d.Items, Words: i18n.T})
}

// TestResponse takes a concern from its find to what was learned, with the words of each page.
func TestResponse(t *testing.T) {
	w := newBureau(t)
	finance := []int64{w.finance}
	head := w.person(77, "顾长川", w.finance, auth.Head, auth.Units{IDs: finance})
	second := w.person(78, "沈望舒", w.unit("区政府办"), auth.Office, auth.Units{All: true})
	today := string(w.DB.Today())
	w.get(w.officer, "/desk/response", http.StatusOK, "没有符合条件的舆情", "登记舆情")
	w.get(w.writer, "/desk/response/new", http.StatusOK, "css:input[name=found_on][value="+today+"]")
	in := url.Values{
		"unit": {fmt.Sprint(w.finance)}, "title": {"网传补贴停发"}, "found_on": {today}, "found_time": {"25:00"}, "place": {"红谷滩区"}, "source": {"video"}, "theme": {"hardship"}, "about": {"视频称惠农补贴停发。"},
	}
	w.stays(w.send(w.writer, "/desk/response/new", in), http.StatusUnprocessableEntity, "视频称惠农补贴停发。")
	in.Set("found_time", "00:00")
	page := w.goes(w.send(w.writer, "/desk/response/new", in))
	w.get(w.writer, page, http.StatusOK, "待研判", "由政务公开主管部门研判", "还没有研判")
	w.get(w.clerk, page, http.StatusNotFound)
	w.get(w.officer, "/desk", http.StatusOK, "舆情等您办理", "网传补贴停发")
	w.get(w.writer, page+"/judge", http.StatusOK, "您现在不能办理这一步")
	judge := url.Values{"why": {"misread"}, "level": {"larger"}, "unit": {fmt.Sprint(w.finance)}, "opinion": {"核实发放情况"}}
	w.stays(w.fill(w.officer, page+"/judge", url.Values{"why": {"misread"}}), http.StatusUnprocessableEntity)
	w.goes(w.fill(w.officer, page+"/judge", judge))
	w.get(w.writer, page, http.StatusOK, "待回应", "还剩", "首次回应时限", "还没有一条公开发布的信息", "还没有登记措施")
	w.get(w.writer, "/desk/response?clock=intime", http.StatusOK, "网传补贴停发")
	w.get(w.writer, "/desk/duty?rule=response.answer", http.StatusOK, "公开回应", "小时")
	w.stays(w.fill(w.writer, page+"/link", url.Values{"item": {"/publish/9"}}), http.StatusUnprocessableEntity, "没有这条信息")
	w.goes(w.fill(w.writer, page+"/draft", url.Values{"title": {"关于惠农补贴发放的说明"}, "column": {w.library()}, "body": {"补贴照常发放。"}}))
	w.get(w.writer, page, http.StatusOK, "关于惠农补贴发放的说明", "还没有发布", "请先发布或者取消关联")
	var id response.ID
	_, err := fmt.Sscan(page[strings.LastIndexByte(page, '/')+1:], &id)
	must(t, err)
	v, err := w.Concerns.View(w.as(w.officer), id)
	must(t, err)
	w.online(v.Releases[0].Item)
	w.get(w.writer, page, http.StatusOK, "已回应，处置中", "按时回应", "首次回应", "css:a[href=/"+publish.RefOf(v.Releases[0].Item)+"]")
	w.stays(w.fill(w.writer, page+"/settle", nil), http.StatusConflict, "处置措施：还没有登记")
	w.goes(w.fill(w.writer, page+"/measure", url.Values{"text": {"逐村核对发放名单"}}))
	w.get(w.writer, page, http.StatusOK, "逐村核对发放名单")
	w.goes(w.fill(w.writer, page+"/settle", nil))
	w.get(head, "/desk", http.StatusOK, "舆情等您办理", "已办结，待复盘")
	w.goes(w.fill(head, page+"/reopen", url.Values{"reason": {"还有两个村没有核对"}}))
	w.get(w.writer, page, http.StatusOK, "还有两个村没有核对", "已回应，处置中")
	w.goes(w.fill(w.writer, page+"/settle", nil))
	w.goes(w.fill(head, page+"/review", url.Values{"lessons": {"政策说明应当同步到村。"}}))
	w.get(head, page, http.StatusOK, "已复盘", "政策说明应当同步到村。")
	w.get(w.officer, "/desk/response/figures", http.StatusOK, "舆情回应统计", "css:a[href=/desk/response?month="+today[:7]+"&set=intime]")
	w.get(w.officer, "/desk/response?month="+today[:7]+"&set=intime", http.StatusOK, "网传补贴停发")

	page = w.goes(w.send(w.officer, "/desk/response/new", in))
	w.goes(w.fill(w.officer, page+"/edit", url.Values{"title": {"网传停水"}}))
	w.goes(w.fill(w.officer, page+"/judge", judge))
	w.goes(w.fill(w.officer, page+"/doubt", url.Values{"ground": {"untrue"}, "reason": {"水务部门核实供水正常"}}))
	w.get(w.officer, page+"/dismiss", http.StatusOK, "您现在不能办理这一步")
	w.goes(w.fill(second, page+"/refuse", url.Values{"reason": {"请附核实材料"}}))
	w.goes(w.fill(w.officer, page+"/doubt", url.Values{"ground": {"untrue"}, "reason": {"附核实材料"}}))
	w.goes(w.fill(second, page+"/dismiss", nil))
	w.get(second, page, http.StatusOK, "已关闭", "经核实不属实", "附核实材料")
}
