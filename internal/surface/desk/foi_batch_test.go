package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const paperCases = "单位,编号,申请人类型,提交方式,收到日期,答复日期,办理结果,申请人\n" +
	"县教育局,12,公民,信函,2021-03-01,2021-03-20,3.2,王小明\n"

// TestPaperCases: tried, refused by row and column, taken over, counted in their
// year as paper, and taken back with a reason.
func TestPaperCases(t *testing.T) {
	w := newWorld(t)
	officer := w.signedIn("officer")
	w.signedIn("clerk").get("/desk/foi/batch", http.StatusForbidden)
	officer.get("/desk/foi/batch", http.StatusOK, "还没有导入过往年的纸质案卷", "导入纸质案卷")
	officer.get("/desk/foi/batch/import", http.StatusOK, "年度报告的行次", "必填")
	officer.upload("/desk/foi/batch/import", "file", "2021.csv", strings.Replace(paperCases, "公民", "外星人", 1), http.StatusUnprocessableEntity, "不认识“外星人”", "申请人类型")
	doc := officer.upload("/desk/foi/batch/import", "file", "2021.csv", paperCases, http.StatusOK, "1 件可以导入", "2021 年")
	in := url.Values{}
	for _, f := range doc.All("main input[type=hidden]") {
		in.Set(f.Attr("name"), f.Attr("value"))
	}
	if rows := officer.get("/desk/foi?paper=true", http.StatusOK).One(t, "#n").Text(); rows != "共 0 条" {
		t.Errorf("a dry run kept %s", rows)
	}
	res := officer.do(http.MethodPost, "/desk/foi/batch/import/confirm", "application/x-www-form-urlencoded", in.Encode())
	defer func() { _ = res.Body.Close() }()
	page := res.Header.Get("Location")
	officer.get(page, http.StatusOK, "2021.csv", "已导入", "撤销导入", "导入纸质案卷")
	list := officer.get("/desk/foi?paper=true", http.StatusOK, "P2021-QL-003/12", "往年纸质案卷", "王**")
	if strings.Contains(list.One(t, "main").Text(), "王小明") {
		t.Error("the list tells the name")
	}
	for _, a := range list.All("main td a") {
		officer.get(a.Attr("href"), http.StatusOK, "往年纸质案卷", "部分公开", "2021-03-29")
	}
	officer.get("/desk/foi/figures?from=2021-01-01&to=2021-12-31", http.StatusOK, "部分公开", "3.2", "100.0%")
	undo := url.Values{"rev": {"1"}, "reason": {""}}
	officer.post(page+"/undo", undo, http.StatusUnprocessableEntity, "理由")
	undo.Set("reason", "年度错了")
	officer.send(page+"/undo", undo, page)
	officer.get(page, http.StatusOK, "已撤销", "年度错了")
	officer.get("/desk/foi?paper=true", http.StatusOK, "没有")
}
