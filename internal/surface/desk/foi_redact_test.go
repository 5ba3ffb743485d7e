package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestRedactAtTheDesk: a record is taken in, marked in three ways, and its copy
// comes without what was marked; a stranger finds nothing.
func TestRedactAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	clerk.post("/desk/foi/new", url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"会议纪要"}, "form": {"email"}, "way": {"email"}, "channel": {"counter"}, "submitted": {"2023-10-09"},
	}, http.StatusOK)
	rows, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/foi/case/%d", rows.Items[0].ID)
	head.send(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, page)
	v, err := w.Requests.View(w.as(w.clerk), rows.Items[0].ID)
	must(t, err)
	item := fmt.Sprintf("/desk/foi/item/%d", v.Items[0].ID)
	clerk.send(item, url.Values{"rev": {"1"}, "result": {"A3"}}, item+"/facts")
	clerk.get(page, http.StatusOK, "遮盖文件")
	other.get(item+"/redact", http.StatusNotFound)
	clerk.page(clerk.keep(item+"/redact", "纪要.pdf", "张三丰发言\n"), item, http.StatusUnprocessableEntity, []string{"f-file-e"})
	clerk.page(clerk.keep(item+"/redact", "纪要.txt", "张三丰发言\n手机：13912345678\n工资标准\n同意执行\n"), item, http.StatusSeeOther, nil)
	if v, err = w.Requests.View(w.as(w.clerk), rows.Items[0].ID); err != nil || len(v.Records) != 1 {
		t.Fatalf("%v, %d records", err, len(v.Records))
	}
	at := fmt.Sprintf("/desk/foi/redaction/%d", v.Records[0].ID)
	other.get(at, http.StatusNotFound)
	head.get(at, http.StatusForbidden)
	clerk.get(at, http.StatusOK, "<mark>13912345678</mark>", "正在标注")
	clerk.post(at+"/words", url.Values{"rev": {"1"}, "words": {"李四光"}, "limb": {"third"}}, http.StatusUnprocessableEntity, "没有找到", "李四光")
	clerk.post(at+"/words", url.Values{"rev": {"1"}, "words": {"张三丰"}}, http.StatusUnprocessableEntity, "f-limb-e")
	clerk.send(at+"/words", url.Values{"rev": {"1"}, "words": {"张三丰"}, "limb": {"third"}}, at)
	clerk.get(at+"/found", http.StatusOK, "手机号码", "checked")
	clerk.send(at+"/found", url.Values{"rev": {"2"}, "places": {"0.9.20"}, "limb": {"third"}}, at)
	clerk.send(at+"/place", url.Values{"rev": {"3"}, "part": {"text"}, "place": {"3"}, "limb": {"internal"}}, at)
	clerk.get(at, http.StatusOK, "<del>工资标准</del>", "第十五条")
	clerk.get(at+"/unmark", http.StatusOK, "工资标准")
	clerk.get(at+"/copy", http.StatusOK, "重新打开副本")
	clerk.send(at+"/copy", url.Values{"rev": {"4"}}, at)
	clerk.get(at, http.StatusOK, "已生成副本", "下载副本")
	clerk.get(item+"/facts", http.StatusOK, "会议纪要")
	got := webtest.Body(t, clerk.do(http.MethodGet, at+"/copy/file", "", ""))
	for _, gone := range []string{"张三丰", "13912345678", "工资标准"} {
		if strings.Contains(got, gone) {
			t.Errorf("the copy has %s", gone)
		}
	}
	if !strings.Contains(got, "同意执行") {
		t.Errorf("the copy has lost what may be given: %s", got)
	}
	clerk.send(at+"/discard", url.Values{"rev": {"5"}}, page)
	clerk.get(at, http.StatusNotFound)
}

// keep sends a record to be redacted, under the title 会议纪要.
func (b *browser) keep(path, name, text string) *http.Response {
	b.w.t.Helper()
	const edge = "edge-of-the-parts"
	body := "--" + edge + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n会议纪要\r\n--" + edge +
		"\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + text + "\r\n--" + edge + "--\r\n"
	return b.do(http.MethodPost, path, "multipart/form-data; boundary="+edge, body)
}
