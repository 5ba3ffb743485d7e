package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestRemedyAtTheDesk: a review is registered, answered, decided and acted on; a
// complaint is judged by the office alone; the table counts and leads to its cases.
func TestRemedyAtTheDesk(t *testing.T) {
	w := newWorld(t)
	clerk, officer, other := w.signedIn("clerk"), w.signedIn("officer"), w.signedIn("other")
	in := url.Values{
		"kind": {"review"}, "unit": {fmt.Sprint(w.education)}, "way": {"notice"}, "received": {"2023-10-09"}, "organ": {"某某区人民政府"}, "file_no": {"复〔2023〕5号"},
	}
	clerk.get("/desk/remedy", http.StatusOK, "还没有投诉、行政复议和行政诉讼")
	spoilt := url.Values{"kind": {"review"}, "unit": {fmt.Sprint(w.education)}, "way": {"notice"}, "received": {"2023-10-10"}, "organ": {"某某区人民政府"}}
	clerk.post("/desk/remedy/register", spoilt, http.StatusUnprocessableEntity, "请填写案号", "某某区人民政府")
	spoilt.Set("file_no", "5号")
	clerk.post("/desk/remedy/register", spoilt, http.StatusUnprocessableEntity, "不能晚于今天")
	spoilt.Set("received", "2023-10-09")
	spoilt.Set("request", "2023-999-00001")
	spoilt.Set("party", "applicant")
	clerk.post("/desk/remedy/register", spoilt, http.StatusUnprocessableEntity, "没有这件申请")
	spoilt.Del("request")
	spoilt.Set("unit", fmt.Sprint(w.police))
	clerk.post("/desk/remedy/register", spoilt, http.StatusUnprocessableEntity)
	page := w.registers(clerk, in)
	clerk.get(page, http.StatusOK, "待答复", "2023-10-23", "提交答复（答辩）")
	clerk.get("/desk", http.StatusOK, "待办的投诉和复议诉讼")
	other.get(page, http.StatusNotFound)
	clerk.post(page+"/judge", url.Values{"rev": {"1"}, "outcome": {"founded"}, "answer": {"属实"}}, http.StatusConflict)
	clerk.send(page+"/answer", url.Values{"rev": {"1"}, "day": {"2023-10-09"}, "note": {"已提交"}}, page)
	clerk.post(page+"/answer", url.Values{"rev": {"1"}, "day": {"2023-10-09"}, "note": {"又一次"}}, http.StatusConflict, "又一次")
	clerk.get(page+"/decide", http.StatusOK, "维持原行政行为", "责令履行")
	clerk.send(page+"/decide", url.Values{"rev": {"2"}, "outcome": {"ordered"}, "day": {"2023-10-09"}, "days": {"10"}, "count": {"day"}}, page)
	clerk.get(page, http.StatusOK, "已有结果", "2023-10-19", "履行完毕")
	clerk.get(page, http.StatusOK, "不服复议决定的起诉期限", "2023-10-24", "起 15 日计算")
	clerk.get("/desk/remedy/figures?year=2023", http.StatusOK, "结果纠正", `href="/desk/remedy?block=review&amp;cell=corrected&amp;year=2023&amp;unit=0">1<`)
	clerk.get("/desk/remedy/figures?year=2023", http.StatusOK, `href="/desk/remedy?block=review&amp;cell=total&amp;year=2023&amp;unit=0"><b>1</b>`)
	clerk.get("/desk/remedy?block=review&cell=total&year=2023", http.StatusOK, "复〔2023〕5号")
	res := clerk.do(http.MethodGet, "/desk/remedy/figures.csv?year=2023", "", "")
	if lines := strings.Split(strings.TrimSpace(webtest.Body(t, res)), "\r\n"); len(lines) != 3 || lines[2] != "0,1,0,0,1,0,0,0,0,0,0,0,0,0,0" {
		t.Errorf("table 4 as a file: %q", lines)
	}
	clerk.get("/desk/remedy?block=review&cell=corrected&year=2023&unit=0", http.StatusOK, "复〔2023〕5号")
	clerk.get("/desk/remedy?block=review&cell=kept&year=2023", http.StatusOK, "没有符合条件的内容")
	clerk.get("/desk/remedy?cell=kept", http.StatusUnprocessableEntity, "选定年度")

	in = url.Values{"kind": {"complaint"}, "unit": {fmt.Sprint(w.education)}, "way": {"phone"}, "received": {"2023-10-09"}, "text": {"电话没有人接"}, "contact": {"13800000009"}}
	page = w.registers(officer, in)
	if doc := clerk.get(page, http.StatusOK, "电话没有人接"); strings.Contains(doc.One(t, "main").Text(), "13800000009") {
		t.Error("the unit is told how to reach who complains")
	}
	if doc := officer.get(page, http.StatusOK, "***09"); strings.Contains(doc.One(t, "main").Text(), "13800000009") {
		t.Error("who complains is shown on every view")
	}
	clerk.get(page+"/applicant", http.StatusForbidden)
	officer.post(page+"/applicant", url.Values{"reason": {" "}}, http.StatusUnprocessableEntity, "请填写理由")
	officer.post(page+"/applicant", url.Values{"reason": {"电话核实"}}, http.StatusOK, "13800000009", "您的查看和理由已经记录")
	officer.get(page, http.StatusOK, "查看投诉人信息", "电话核实")
	judge := url.Values{"rev": {"1"}, "outcome": {"unfounded"}, "answer": {"电话一直有人接听"}}
	clerk.post(page+"/judge", judge, http.StatusForbidden)
	officer.send(page+"/judge", judge, page)
	officer.get(page, http.StatusOK, "投诉不属实", "电话一直有人接听")
	officer.get("/desk/remedy.csv", http.StatusOK)
}

// TestRemedyPutRight: an outcome recorded wrongly is put right by another person; what
// somebody complained of by telephone is taken back; nobody is offered the own case.
func TestRemedyPutRight(t *testing.T) {
	w := newWorld(t)
	clerk, officer := w.signedIn("clerk"), w.signedIn("officer")
	page := w.registers(clerk, url.Values{
		"kind": {"review"}, "unit": {fmt.Sprint(w.education)}, "way": {"notice"}, "received": {"2023-10-09"}, "organ": {"某某区人民政府"}, "file_no": {"复〔2023〕5号"},
	})
	clerk.send(page+"/decide", url.Values{"rev": {"1"}, "outcome": {"annulled"}, "day": {"2023-10-09"}, "days": {"0"}}, page)
	wrong := url.Values{"rev": {"2"}, "outcome": {"upheld"}, "day": {"2023-10-09"}, "days": {"0"}, "reason": {"选错了"}}
	clerk.post(page+"/amend", wrong, http.StatusForbidden, "另一位同事")
	officer.get(page+"/amend", http.StatusOK, "原来的登记和理由保留")
	officer.send(page+"/amend", wrong, page)
	officer.get(page, http.StatusOK, "维持原行政行为", "原登记：撤销，责令重新作出（2023-10-09）", "选错了")
	page = w.registers(officer, url.Values{"kind": {"complaint"}, "unit": {fmt.Sprint(w.education)}, "way": {"phone"}, "received": {"2023-10-09"}, "text": {"电话没有人接"}})
	officer.send(page+"/withdraw", url.Values{"rev": {"1"}, "reason": {"来电表示已经解决"}}, page)
	officer.get(page, http.StatusOK, "已撤回", "撤回日期")
	page = w.registers(officer, url.Values{"kind": {"complaint"}, "unit": {fmt.Sprint(w.unit("QL-001"))}, "way": {"phone"}, "received": {"2023-10-09"}, "text": {"主管部门电话没有人接"}})
	officer.get(page, http.StatusOK, "转送上一级机关", "最晚转送日期")
	officer.post(page+"/judge", url.Values{"rev": {"1"}, "outcome": {"unfounded"}, "answer": {"不属实"}}, http.StatusConflict)
	officer.send(page+"/pass", url.Values{"rev": {"1"}, "organ": {"某某市人民政府"}, "day": {"2023-10-09"}, "note": {"机要交换"}}, page)
	officer.get(page, http.StatusOK, "已转送", "某某市人民政府")
}

// TestRemedyPapers: a scan is kept with a case, and opened with a reason that stays.
func TestRemedyPapers(t *testing.T) {
	w := newWorld(t)
	clerk := w.signedIn("clerk")
	page := w.registers(clerk, url.Values{
		"kind": {"suit"}, "unit": {fmt.Sprint(w.education)}, "way": {"notice"}, "received": {"2023-10-09"}, "organ": {"某某法院"}, "file_no": {"初12号"},
	})
	clerk.get(page, http.StatusOK, "还没有材料")
	clerk.get(page+"/bring", http.StatusOK, "证据材料", "扫描件")
	clerk.post(page+"/bring", url.Values{"kind": {"evidence"}}, http.StatusUnprocessableEntity)
	clerk.arrives(clerk.parts(page+"/bring", url.Values{"kind": {"evidence"}, "note": {"证据 3"}, "files": {string(photo(t))}}), page+"/bring", page)
	doc := clerk.get(page, http.StatusOK, "证据材料", "证据 3")
	var at string
	for _, a := range doc.All("a") {
		if href := a.Attr("href"); strings.Contains(href, "/scan/") {
			at = href
		}
	}
	clerk.get(at, http.StatusOK, "打开材料")
	w.signedIn("other").get(at, http.StatusNotFound)
	clerk.post(at, url.Values{"reason": {""}}, http.StatusUnprocessableEntity)
	res := clerk.do(http.MethodPost, at, formType, url.Values{"reason": {"开庭准备"}}.Encode())
	if body := webtest.Body(t, res); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "%PDF") || !strings.Contains(res.Header.Get("Content-Disposition"), ".pdf") {
		t.Errorf("opened: %d %v", res.StatusCode, res.Header)
	}
	clerk.get(page, http.StatusOK, "开庭准备")
}

// registers sends the form of a case and returns its page.
func (w *world) registers(who *browser, in url.Values) string {
	w.t.Helper()
	who.post("/desk/remedy/register", in, http.StatusSeeOther)
	rows, err := w.Remedies.Find(w.as(w.officer), remedy.Find{}, db.Page{})
	must(w.t, err)
	return fmt.Sprintf("/desk/remedy/%d", rows.Items[0].ID)
}
