package desk_test

import (
	"archive/zip"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// depositPolicy says who hands over.
var depositPolicy = deposit.Policy

// depositsOf is the service of deposits over what the desk has.
func depositsOf(d *desk.Desk, documents *policy.Service) *deposit.Service {
	return deposit.New(deposit.Needs{DB: d.DB, Duties: d.Duties, Documents: documents, Files: d.Files, Words: d.Items.Words})
}

// comes asks for a file.
func (w *bureau) comes(as auth.Actor, path string) *http.Response {
	w.t.Helper()
	return webtest.Scenario{As: as, URL: path}.Do(w.t, w.handler)
}

// TestDeposit takes a package from its making to the receipt of the city, with the words of each page; it comes down as it
// was made, under its name, and nothing keeps it.
func TestDeposit(t *testing.T) {
	w := newBureau(t)
	w.rule("甲管理办法")
	office := w.person(78, "沈砚秋", w.unit("区政府办"), auth.Office, auth.Units{All: true})
	w.get(w.officer, "/desk/deposit", http.StatusOK, "还没有报送过", "生成报送包", "css:a[href=/desk/deposit/difference]", "css:a[href=/desk/deposit/new]")
	w.get(w.officer, "/desk/deposit/new", http.StatusOK, "生成报送包", "SHA-256")
	page := w.goes(w.send(w.officer, "/desk/deposit/new", url.Values{}))
	id := lastPart(page)
	w.get(w.officer, page, http.StatusOK, "待报送", "第一次报送", "css:a[href=/desk/deposit/document?change=new&deposit="+id+"]", "css:a[href=/desk/deposit/package/"+id+"]")
	w.get(w.officer, "/desk/deposit/document?change=new&deposit="+id, http.StatusOK, "甲管理办法", "新增")
	w.get(w.officer, "/desk/deposit/hand-over/"+id, http.StatusOK, "您现在不能办理这一步")
	w.get(office, "/desk", http.StatusOK, "文件库报送等您办理", "待报送")
	for _, path := range []string{"/desk/deposit/package/" + id, "/desk/policy/export"} {
		res := w.comes(office, path)
		body := webtest.Body(t, res)
		z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
		if err != nil || len(z.File) < 3 || res.Header.Get("Content-Type") != "application/zip" || !strings.Contains(res.Header.Get("Cache-Control"), "no-store") || !strings.Contains(res.Header.Get("Content-Disposition"), ".zip") {
			t.Errorf("%s: %v %v", path, err, res.Header)
		}
	}
	w.get(w.officer, "/desk/policy", http.StatusOK, "导出整个文件库", "css:a[href=/desk/policy/export]")
	w.stays(w.fill(office, "/desk/deposit/hand-over/"+id, url.Values{"channel": {"disc"}, "on": {"2022-01-01"}}), http.StatusUnprocessableEntity, "不能早于")
	w.goes(w.fill(office, "/desk/deposit/hand-over/"+id, url.Values{"channel": {"disc"}, "reference": {"盘 1"}}))
	w.get(w.officer, page, http.StatusOK, "已报送", "光盘等介质", "盘 1", "比对市级清单")
	if got := w.answers(w.officer, "/desk/deposit/difference/new?deposit="+id, nil); got.Get("deposit") != id || got.Get("on") == "" || got.Get("scope") != "all" {
		t.Errorf("the form of a comparison begins with %v", got)
	}
	receive := "/desk/deposit/receive/" + id
	w.stays(w.upload(w.officer, receive, w.answers(w.officer, receive, url.Values{"number": {"收 1"}, "taken": {"0"}}), "file", "回执.txt", []byte("收到")), http.StatusUnprocessableEntity, "请写明缺哪些", "收 1")
	w.goes(w.upload(w.officer, receive, w.answers(w.officer, receive, url.Values{"number": {"收 1"}, "taken": {"1"}}), "file", "回执.txt", []byte("收到")))
	w.get(w.officer, page, http.StatusOK, "已接收", "收 1", "1 份，报送 1 份", "css:a[href=/desk/deposit/receipt/"+id+"]")
	if body := webtest.Body(t, w.comes(w.officer, "/desk/deposit/receipt/"+id)); body != "收到" {
		t.Errorf("the receipt is %q", body)
	}
	next := w.goes(w.send(w.officer, "/desk/deposit/new", url.Values{}))
	w.get(w.officer, next, http.StatusOK, "上一次市级已接收的报送", "css:a[href="+page+"]")
	w.stays(w.send(office, "/desk/deposit/new", url.Values{}), http.StatusConflict, "已有一个报送包待报送")
	w.goes(w.fill(office, "/desk/deposit/hand-over/"+lastPart(next), url.Values{"channel": {"system"}}))
	w.goes(w.fill(w.officer, "/desk/deposit/return/"+lastPart(next), url.Values{"reason": {"缺少附件"}}))
	w.get(w.officer, next, http.StatusOK, "已退回", "缺少附件")
	third := w.goes(w.send(w.officer, "/desk/deposit/new", url.Values{}))
	w.goes(w.fill(w.officer, "/desk/deposit/void/"+lastPart(third), url.Values{"reason": {"重复"}}))
	w.get(w.officer, third, http.StatusOK, "作废", "重复")
}

// TestDifference compares a list of the city: every number opens its lines, each line shows both sides, and the whole comes
// down as a table.
func TestDifference(t *testing.T) {
	w := newBureau(t)
	d := w.rule("甲管理办法")
	w.get(w.officer, "/desk/deposit/difference", http.StatusOK, "还没有比对过", "css:a[href=/desk/deposit/difference/new]")
	form := "/desk/deposit/difference/new"
	w.get(w.officer, form, http.StatusOK, "清单的列", "文件名称")
	send := func(text string) reply {
		return w.upload(w.officer, form, w.answers(w.officer, form, url.Values{"scope": {"all"}}), "file", "清单.csv", []byte(text))
	}
	w.stays(send("甲,乙\n1,2\n"), http.StatusUnprocessableEntity, "名称")
	page := w.goes(send("文件名称,文号,公布日期,效力状态\n" + d.Title + "," + d.Number + ",去年,废止\n乙办法,外〔2023〕1号,2023-1-1,有效\n"))
	id := lastPart(page)
	w.get(w.officer, page, http.StatusOK, "待核对", "市级 2 行 = 一致 0", "清单里读不懂的地方", "发布日期",
		"css:a[href=/desk/deposit/line?difference="+id+"&kind=differing]", "css:a[href=/desk/deposit/line?difference="+id+"&kind=theirs]")
	w.get(w.officer, "/desk", http.StatusOK, "市级清单比对", "2 项待核对")
	w.get(w.officer, "/desk/deposit/line?difference="+id+"&kind=differing", http.StatusOK, "甲管理办法", "内容不一致", "公布日期、效力状态")
	rows, err := w.Deposits.Lines(w.as(w.officer), deposit.FindLine{Kind: deposit.Differing, Difference: differenceOf(t, w)}, db.Page{})
	must(t, err)
	line := "/desk/" + rows.Items[0].Ref()
	w.get(w.officer, line, http.StatusOK, "两边的内容", "去年", "废止", "不一致", "css:a[href=/desk/"+d.Ref()+"]")
	w.stays(w.fill(w.officer, line+"/explain", nil), http.StatusUnprocessableEntity)
	w.goes(w.fill(w.officer, line+"/explain", url.Values{"note": {"市级录入有误"}}))
	w.get(w.officer, line, http.StatusOK, "已说明", "市级录入有误")
	for form, has := range map[string]string{"csv": "市级录入有误", "xlsx": "PK"} {
		res := w.comes(w.officer, "/desk/deposit/file/"+id+"/"+form)
		if body := webtest.Body(t, res); res.StatusCode != http.StatusOK || !strings.Contains(body, has) {
			t.Errorf("%s: %d", form, res.StatusCode)
		}
	}
	w.get(w.officer, "/desk/deposit/file/"+id+"/pdf", http.StatusNotFound)
}

// differenceOf is the newest difference.
func differenceOf(t *testing.T, w *bureau) deposit.DifferenceID {
	t.Helper()
	rows, err := w.Deposits.Differences(w.as(w.officer), deposit.FindDifference{}, db.Page{})
	must(t, err)
	return rows.Items[0].ID
}
