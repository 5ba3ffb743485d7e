package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// handled is a request that the clerk handles, its item with a result.
func (w *world) handled(result string) (page, item string, at foi.ID) {
	w.t.Helper()
	w.hire("head", w.education, auth.Head)
	out, err := w.Requests.Receive(w.as(w.clerk), foi.Receipt{Channel: foi.Counter, Submitted: "2023-10-09", Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000", Mail: "wang@example.com"},
		Wish:      foi.Wish{Unit: w.education, Want: "会议纪要"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail}, Token: "one",
	}}, foi.Papers{})
	must(w.t, err)
	page = fmt.Sprintf("/desk/foi/case/%d", out.ID)
	w.signedIn("head").send(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, page)
	item = fmt.Sprintf("/desk/foi/item/%d", w.itemOf(out.ID).ID)
	w.signedIn("clerk").send(item, url.Values{"rev": {"1"}, "result": {result}}, item+"/facts")
	return page, item, out.ID
}

func (w *world) itemOf(id foi.ID) foi.Item {
	w.t.Helper()
	v, err := w.Requests.View(w.as(w.clerk), id)
	must(w.t, err)
	return v.Items[0]
}

// TestGapsInRows: what stands behind rows that somebody has emptied is still there when the
// form comes back with a fault, and when it is sent.
func TestGapsInRows(t *testing.T) {
	w := newWorld(t)
	_, item, id := w.handled("A2")
	clerk := w.signedIn("clerk")
	in := map[string]string{"rev": "2", "form": "email", "given.7.title": "会议纪要", "given.7.pages": "2", "given.8.title": "签到表", "given.8.pages": "many"}
	doc := clerk.page(clerk.withFile(item+"/facts", in, "papers", "a.txt", "审批单\n"), item, http.StatusUnprocessableEntity, []string{"签到表"})
	if doc.One(t, "input[name='given.8.title']").Attr("value") != "签到表" || doc.One(t, "input[name='given.7.title']").Attr("value") != "会议纪要" {
		t.Error("what was typed is not there")
	}
	in["given.8.pages"] = "1"
	clerk.withFile(item+"/facts", in, "papers", "a.txt", "审批单\n")
	if got := w.itemOf(id).Given; len(got) != 2 || got[1].Title != "签到表" {
		t.Errorf("kept: %+v", got)
	}
}

// TestGiveAtTheDesk: what is given out and what stays on file come by two fields, and a
// paper that is called like a document stays on file.
func TestGiveAtTheDesk(t *testing.T) {
	w := newWorld(t)
	page, item, id := w.handled("A2")
	clerk, other := w.signedIn("clerk"), w.signedIn("other")
	clerk.get(item+"/facts", http.StatusOK, "只存案卷")
	res := clerk.withFile(item+"/facts", map[string]string{"rev": "2", "form": "email", "given.1.title": "会议纪要", "given.1.pages": "2"}, "papers", "会议纪要.txt", "内部审批单\n")
	clerk.arrives(res, item+"/facts", page)
	clerk.get(page, http.StatusOK, "还没有放入文件", "会议纪要.txt")
	it := w.itemOf(id)
	other.get(item+"/give", http.StatusNotFound)
	clerk.get(item+"/give", http.StatusOK, "会议纪要")
	clerk.page(clerk.withFile(item+"/give", map[string]string{"rev": fmt.Sprint(it.Rev), "document": "预算"}, "file", "纪要.txt", "公开的纪要\n"), item, http.StatusUnprocessableEntity, []string{"f-document-e"})
	clerk.arrives(clerk.withFile(item+"/give", map[string]string{"rev": fmt.Sprint(it.Rev), "document": "会议纪要"}, "file", "纪要.txt", "公开的纪要\n"), item, page)
	it = w.itemOf(id)
	copied, paper := fmt.Sprintf("/desk/foi/file/%d", it.Given[0].File), fmt.Sprintf("/desk/foi/file/%d", it.Papers[0].ID)
	if got := webtest.Body(t, clerk.do(http.MethodGet, copied, "", "")); got != "公开的纪要\n" {
		t.Errorf("the copy is %q", got)
	}
	if got := webtest.Body(t, clerk.do(http.MethodGet, paper, "", "")); !strings.Contains(got, "内部审批单") {
		t.Errorf("the paper on file is %q", got)
	}
	other.get(copied, http.StatusNotFound)
	clerk.send(paper+"/take-out", url.Values{"rev": {fmt.Sprint(it.Rev)}}, page)
	clerk.get(paper, http.StatusNotFound)
}

// withFile sends a form with one file.
func (b *browser) withFile(path string, fields map[string]string, field, name, text string) *http.Response {
	b.w.t.Helper()
	const edge = "edge-of-the-parts"
	var body strings.Builder
	for k, v := range fields {
		fmt.Fprintf(&body, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", edge, k, v)
	}
	fmt.Fprintf(&body, "--%s\r\nContent-Disposition: form-data; name=%q; filename=\"%s\"\r\n\r\n%s\r\n--%s--\r\n", edge, field, name, text, edge)
	return b.do(http.MethodPost, path, "multipart/form-data; boundary="+edge, body.String())
}

// TestFactsAtTheDesk: the page of the case and the preview show what a decision rests on to whoever decides after.
func TestFactsAtTheDesk(t *testing.T) {
	w := newWorld(t)
	page, item, _ := w.handled("U1")
	clerk := w.signedIn("clerk")
	clerk.arrives(clerk.withFile(item+"/facts", map[string]string{
		"rev": "2", "scope": "2020年以来的文书档案", "systems": "档案管理系统", "keywords": "绩效考核", "searched_on": "2023-10-09", "searchers": "档案管理人员",
	}, "papers", "检索记录.txt", "没有找到\n"), item+"/facts", page)
	v := w.signedIn("head")
	for _, path := range []string{page, page + "/review"} {
		v.get(path, http.StatusOK, "2020年以来的文书档案", "档案管理人员", "检索记录.txt")
	}
	clerk.send(page+"/draft", url.Values{"rev": {fmt.Sprint(w.revOf(page))}, "remedy": {"R-B"}, "online": {"https://xzfy.example.gov.cn"}}, page)
	v.get(page+"/preview", http.StatusOK, "2020年以来的文书档案", "检索记录.txt")
}

// revOf is the revision of the request with a page.
func (w *world) revOf(page string) int64 {
	w.t.Helper()
	var id foi.ID
	_, err := fmt.Sscanf(page, "/desk/foi/case/%d", &id)
	must(w.t, err)
	v, err := w.Requests.View(w.as(w.clerk), id)
	must(w.t, err)
	return v.Request.Rev
}

// TestCounterTwice: the form of the counter that is sent twice makes one request, with one receipt.
func TestCounterTwice(t *testing.T) {
	w := newWorld(t)
	clerk := w.signedIn("clerk")
	token := regexp.MustCompile(`name="token"[^>]*value="([^"]+)"`).FindStringSubmatch(webtest.Body(t, clerk.do(http.MethodGet, "/desk/foi/new", "", "")))
	if token == nil {
		t.Fatal("the form has no token")
	}
	form := url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"会议纪要"}, "form": {"email"}, "way": {"email"}, "channel": {"counter"}, "submitted": {"2023-10-09"}, "token": {token[1]},
	}
	receipt := regexp.MustCompile(`<b>(\d{4}-\d{3}-\d{5})</b>[\s\S]*<b>((?:\d{4} ){3})</b>`)
	read := func() []string {
		m := receipt.FindStringSubmatch(webtest.Body(t, clerk.do(http.MethodPost, "/desk/foi/new", formType, form.Encode())))
		if m == nil {
			t.Fatal("no receipt")
		}
		return m[1:]
	}
	first, again := read(), read()
	if first[0] != again[0] || first[1] != again[1] {
		t.Errorf("two receipts: %v, %v", first, again)
	}
	rows, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(t, err)
	if rows.Total != 1 {
		t.Errorf("%d requests", rows.Total)
	}
}

// TestGraveActs: who has nothing to do next is not led to what cannot be taken back.
func TestGraveActs(t *testing.T) {
	w := newWorld(t)
	out, err := w.Requests.Receive(w.as(w.clerk), foi.Receipt{Channel: foi.Counter, Submitted: "2023-10-09", Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000", Mail: "wang@example.com"},
		Wish:      foi.Wish{Unit: w.education, Want: "会议纪要"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail}, Token: "one",
	}}, foi.Papers{})
	must(t, err)
	body := webtest.Body(t, w.signedIn("clerk").do(http.MethodGet, fmt.Sprintf("/desk/foi/case/%d", out.ID), "", ""))
	link := regexp.MustCompile(`<a[^>]*href="[^"]*/withdraw"[^>]*>`).FindString(body)
	if link == "" || !strings.Contains(link, `"btn s"`) {
		t.Errorf("the button is %q", link)
	}
}
