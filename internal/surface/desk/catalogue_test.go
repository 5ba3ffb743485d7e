package desk_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// assistance is a small catalogue of the county: a row within a term, one by the
// quarter, and one whose subject nobody knows.
const assistance = "社会救助领域基层政务公开标准目录,,,,,,,\n" +
	"序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开方式\n" +
	"1,低保,办事指南,条件和材料,暂行办法,10个工作日内,县教育局、县公安局,主动\n" +
	"2,低保,资金使用,支出情况,,每季度,县教育局,主动\n" +
	"3,低保,监督,投诉电话,,择机,县天文台,主动\n"

// imported goes from the file to the draft, through the dry run, and returns its address.
func (b *browser) imported(t *testing.T, text string) string {
	t.Helper()
	doc := b.uploadCatalogue("/desk/catalogue/import", text, 200, "确认导入", "3 个公开事项")
	form := url.Values{}
	for _, in := range doc.All("form.form input") {
		form.Set(in.Attr("name"), in.Attr("value"))
	}
	res := b.do("POST", "/desk/catalogue/import/confirm", formType, form.Encode())
	to := res.Header.Get("Location")
	if res.StatusCode != 303 || !strings.HasPrefix(to, "/desk/catalogue/") {
		t.Fatalf("confirm answers %d to %q", res.StatusCode, to)
	}
	return to
}

// uploadCatalogue sends a file for the domain of assistance.
func (b *browser) uploadCatalogue(path, text string, status int, has ...string) *webtest.Doc {
	b.w.t.Helper()
	const edge = "edge-of-the-parts"
	body := "--" + edge + "\r\nContent-Disposition: form-data; name=\"domain\"\r\n\r\nassistance\r\n" +
		"--" + edge + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + text + "\r\n--" + edge + "--\r\n"
	return b.page(b.do("POST", path, "multipart/form-data; boundary="+edge, body), path, status, has)
}

// binds are the addresses at which the units of rows are set.
func binds(doc *webtest.Doc) (out []string) {
	for _, a := range doc.All("td a") {
		if href := a.Attr("href"); strings.HasPrefix(href, "/desk/catalogue/bind/") {
			out = append(out, href)
		}
	}
	return out
}

func TestCatalogue(t *testing.T) {
	w := newWorld(t)
	office := w.signedIn("officer")
	office.get("/desk/catalogue", 200, "还没有现行的标准目录", "导入目录", "未导入", "还有 26 个没有导入标准目录", "生态环境")
	office.get("/desk/catalogue/versions", 200, "还没有导入过目录")
	office.uploadCatalogue("/desk/catalogue/import", "姓名,电话\n某甲,1\n", 422, "没有找到目录表格")
	office.uploadCatalogue("/desk/catalogue/import", "序号,一级事项,二级事项,公开内容\n1,,,全文\n", 422, "这一行没有公开事项的名称")
	at := office.imported(t, assistance)
	office.get(at, 200, "第 1 版", "草稿", "需要核对（2）", "没有读懂时限“择机”", "“县天文台”不是本地区的单位", "1 个事项没有指定公开单位", "启用目录", "作废草稿", "县教育局；县公安局")

	id := strings.TrimPrefix(at, "/desk/catalogue/")
	doc := office.get(at, 200)
	third := binds(doc)[2]
	office.get(third, 200, "指定公开单位和时限", "目录写明的公开主体：县天文台", "公开时限：择机")
	office.post(third, url.Values{"rev": {"1"}, "units": {"县天文台"}, "term": {"择机"}}, 422, "“县天文台”不是本地区的单位", "没有读懂时限“择机”")
	res := office.do("POST", third, formType, url.Values{"rev": {"1"}, "units": {"县公安局"}, "term": {"5个工作日内"}}.Encode())
	if to := res.Header.Get("Location"); !strings.HasPrefix(to, at+"#r") {
		t.Errorf("binding leads to %q", to)
	}
	office.get("/desk/catalogue/enforce/"+id, 200, "启用后向社会公布")
	office.send("/desk/catalogue/enforce/"+id, url.Values{"rev": {"1"}}, at)
	office.get(at, 200, "现行", "启用目录")
	office.get("/desk/catalogue", 200, "社会救助", "0/4", "领域和单位")
	office.get("/desk/catalogue/rows?domain=assistance&state=owed", 200, "低保 / 资金使用", "有待公开", "共 1 条")
	office.get("/desk/catalogue/rows?unit="+fmt.Sprint(w.police), 200, "共 2 条", "从未公开")
	office.get("/desk/catalogue/rows.csv?domain=assistance", 200, "公开事项", "低保 / 监督")
	if body := office.do("GET", "/desk/catalogue/export/"+id, "", ""); body.Header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" {
		t.Errorf("export is %s", body.Header.Get("Content-Type"))
	}

	// a clerk says that something was formed; the duty is theirs
	clerk := w.signedIn("clerk")
	rows, err := w.Catalogues.Rows(w.as(w.clerk), catalogue.Question{Text: "办事指南", Unit: w.education}, db.Page{})
	must(t, err)
	row := fmt.Sprintf("/desk/catalogue/row/%d", rows.Items[0].ID)
	clerk.get(row, 200, "低保 / 办事指南", "登记信息形成", "县公安局", "从未公开", "还没有登记")
	formed := fmt.Sprintf("/desk/catalogue/formed/%d", rows.Items[0].ID)
	clerk.get(formed, 200, "10个工作日内")
	in := url.Values{"unit": {fmt.Sprint(w.education)}, "title": {"低保办事指南"}, "day": {"2023-10-08"}}
	clerk.post(formed, url.Values{"unit": {fmt.Sprint(w.education)}, "title": {"低保办事指南"}, "day": {"2023-12-01"}}, 422, "不能晚于今天（2023-10-09）")
	clerk.send(formed, in, row)
	clerk.get(row, 200, "低保办事指南", "2023-10-08", "待公开", "有待公开")
	clerk.get("/desk/duty?rule=catalogue.publish", 200, "社会救助：低保 / 办事指南（低保办事指南）", "标准目录公开")
	clerk.get("/desk/catalogue/import", 403)
	if len(binds(clerk.get(at, 200))) != 0 {
		t.Error("a clerk is offered to bind units")
	}

	// the next version shows what it changes
	next := strings.Replace(assistance, "10个工作日内", "20个工作日内", 1)
	second := office.imported(t, next)
	office.get(second, 200, "第 2 版", "与上一版的差异（1）", "20个工作日内", "修改")
	office.send("/desk/catalogue/discard/"+strings.TrimPrefix(second, "/desk/catalogue/"), url.Values{"rev": {"1"}}, "/desk/catalogue/versions")
	office.get(second, 404)
}

func TestColumns(t *testing.T) {
	w := newWorld(t)
	w.Units.Columns = w.Columns.Load
	p, err := profile.Open("sample")
	must(t, err)
	p.Digest += "x"
	_, err = w.Units.Load(w.machine(), p, false)
	must(t, err)
	b := w.signedIn("clerk")
	b.get("/desk/column", 200, "栏目更新情况", "对照检查指标", "空白栏目（", "不合格", "青岚概况")
	w.clock.Set("2023-10-20")
	b = w.signedIn("clerk")
	b.get("/desk/column", 200, "超过周期未更新（1）", "超过 1 天未更新", "青岚动态")
	b.get("/desk/column/all?state=late", 200, "共 1 条", "10 天", "2023-10-19")
	b.get("/desk/column/all?kind=topic", 200, "脱贫攻坚专题", "已归档", "不要求定期更新")
	b.get("/desk/column/all.csv", 200, "栏目,类别,维护单位", "青岚动态")
	doc := b.get("/desk/column/all?text=预算", 200)
	at := doc.One(t, "td.ti a").Attr("href")
	b.get(at, 200, "财政预算、决算信息", "县财政局", "12 个月", "新设栏目")
	b.get(fmt.Sprintf("/desk/unit/%d", w.unit("QL-008")), 200, "维护的栏目（1）", "预算决算")
	b.get("/desk/column/1", 404)
}
