package desk_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestRedactAtTheDesk: a record is taken in, marked in three ways, and its copy
// comes without what was marked; a stranger finds nothing.
func TestRedactAtTheDesk(t *testing.T) {
	w := newWorld(t)
	clerk, id, item := w.parted()
	head, other := w.signedIn("head"), w.signedIn("other")
	page := fmt.Sprintf("/desk/foi/case/%d", id)
	clerk.get(page, http.StatusOK, "遮盖文件")
	other.get(item+"/redact", http.StatusNotFound)
	clerk.page(clerk.keep(item+"/redact", "纪要.pdf", "张三丰发言\n"), item, http.StatusUnprocessableEntity, []string{"f-file-e"})
	clerk.page(clerk.keep(item+"/redact", "纪要.txt", "张三丰发言\n手机：13912345678\n工资标准\n同意执行\n"), item, http.StatusSeeOther, nil)
	at := w.lastRecord(id)
	other.get(at, http.StatusNotFound)
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
	shut := webtest.Body(t, head.do(http.MethodGet, at, "", ""))
	if strings.Contains(shut, "张三丰") || strings.Contains(shut, "同意执行") || !strings.Contains(shut, "第 3 处") || !strings.Contains(shut, "第十六条") {
		t.Errorf("who reviews reads without a reason:\n%s", shut)
	}
	head.get(at+"/copy/file", http.StatusOK)
	head.post(at+"/inspect", url.Values{"reason": {""}}, http.StatusUnprocessableEntity, "f-reason-e")
	head.post(at+"/inspect", url.Values{"reason": {"核对遮盖是否恰当"}}, http.StatusOK, "<del>工资标准</del>")
	head.get(page, http.StatusOK, "核对遮盖是否恰当")
	res := clerk.do(http.MethodGet, at+"/copy/file", "", "")
	if cc := res.Header.Get("Cache-Control"); cc != "private, no-store" {
		t.Errorf("the copy may be kept: %q", cc)
	}
	got := webtest.Body(t, res)
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

// parted is a request of which the clerk gives the one item in part.
func (w *world) parted() (clerk *browser, id foi.ID, item string) {
	w.t.Helper()
	w.hire("head", w.education, auth.Head)
	clerk = w.signedIn("clerk")
	clerk.post("/desk/foi/new", url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"会议纪要"}, "form": {"email"}, "way": {"email"}, "channel": {"counter"}, "submitted": {"2023-10-09"},
	}, http.StatusOK)
	rows, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(w.t, err)
	id = rows.Items[0].ID
	page := fmt.Sprintf("/desk/foi/case/%d", id)
	w.signedIn("head").send(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, page)
	v, err := w.Requests.View(w.as(w.clerk), id)
	must(w.t, err)
	item = fmt.Sprintf("/desk/foi/item/%d", v.Items[0].ID)
	clerk.send(item, url.Values{"rev": {"1"}, "result": {"A3"}}, item+"/facts")
	return clerk, id, item
}

// lastRecord is the page of the newest record of a request.
func (w *world) lastRecord(id foi.ID) string {
	w.t.Helper()
	v, err := w.Requests.View(w.as(w.clerk), id)
	if err != nil || len(v.Records) == 0 {
		w.t.Fatalf("%v, %d records", err, len(v.Records))
	}
	return fmt.Sprintf("/desk/foi/redaction/%d", v.Records[len(v.Records)-1].ID)
}

// copyOf has the copy made and reads all that it says.
func (b *browser) copyOf(at, rev, name string) string {
	b.w.t.Helper()
	b.send(at+"/copy", url.Values{"rev": {rev}}, at)
	f, err := extract.Read(name, []byte(webtest.Body(b.w.t, b.do(http.MethodGet, at+"/copy/file", "", ""))))
	must(b.w.t, err)
	if len(f.Traces) > 0 {
		b.w.t.Errorf("the copy carries %v", f.Traces)
	}
	var out strings.Builder
	for _, p := range f.Parts {
		out.WriteString(strings.Join(strings.Fields(p.Text), "") + "\n")
	}
	return out.String()
}

// TestRedactTable: a cell goes by its name, words wherever they stand, and with them what is hidden.
func TestRedactTable(t *testing.T) {
	w := newWorld(t)
	clerk, id, item := w.parted()
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]any{"张三丰", "科员", 8765}))
	must(t, book.SetCellStr("Sheet1", "E1", "密栏住址"))
	must(t, book.SetColVisible("Sheet1", "E", false))
	var b bytes.Buffer
	must(t, book.Write(&b))
	clerk.page(clerk.keep(item+"/redact", "工资表.xlsx", b.String()), item, http.StatusSeeOther, nil)
	at := w.lastRecord(id)
	clerk.get(at, http.StatusOK, "张三丰", "8765")
	clerk.send(at+"/words", url.Values{"rev": {"1"}, "words": {"张三丰"}, "limb": {"internal"}}, at)
	clerk.post(at+"/place", url.Values{"rev": {"2"}, "part": {"sheet:Sheet1"}, "place": {"Z99"}, "limb": {"internal"}}, http.StatusUnprocessableEntity, "f-place-e")
	clerk.send(at+"/place", url.Values{"rev": {"2"}, "part": {"sheet:Sheet1"}, "place": {"c1"}, "limb": {"internal"}}, at)
	got := clerk.copyOf(at, "3", "工资表.xlsx")
	if !strings.Contains(got, "科员") || strings.Contains(got, "张三丰") || strings.Contains(got, "8765") || strings.Contains(got, "密栏") {
		t.Errorf("the copy says %s", got)
	}
}

// onePage is a file of one page with some lines, 40 points apart from 142 points below its upper edge.
func onePage(lines ...string) string {
	var text, b, table strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&text, "BT /F 20 Tf 1 0 0 1 72 %d Tm (%s) Tj ET\n", 700-40*i, l)
	}
	b.WriteString("%PDF-1.6\n")
	for n, o := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", text.Len(), text.String()), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	} {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n+1, o)
	}
	return b.String() + fmt.Sprintf("xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table.String(), b.Len())
}

// TestRedactPages: on pages words go by name and an area by its sides.
func TestRedactPages(t *testing.T) {
	w := newWorld(t)
	clerk, id, item := w.parted()
	clerk.page(clerk.keep(item+"/redact", "名单.pdf", onePage("Zhang Sanfeng earns 8765", "Home address", "They agreed")), item, http.StatusSeeOther, nil)
	at := w.lastRecord(id)
	clerk.get(at, http.StatusOK, "Zhang Sanfeng", "第 1 页")
	clerk.send(at+"/words", url.Values{"rev": {"1"}, "words": {"Zhang Sanfeng"}, "limb": {"internal"}}, at)
	area := url.Values{"rev": {"2"}, "part": {"page:1"}, "left": {"20"}, "top": {"55"}, "right": {"10"}, "bottom": {"67"}, "limb": {"internal"}}
	clerk.post(at+"/place", area, http.StatusUnprocessableEntity, "f-right-e")
	area.Set("right", "100")
	clerk.send(at+"/place", area, at)
	got := clerk.copyOf(at, "3", "名单.pdf")
	if strings.Contains(got, "Sanfeng") || strings.Contains(got, "Home") || strings.Contains(got, "address") || !strings.Contains(got, "agreed") {
		t.Errorf("the copy says %s", got)
	}
}

// keep sends a record to be redacted, under the title 会议纪要.
func (b *browser) keep(path, name, text string) *http.Response {
	b.w.t.Helper()
	const edge = "edge-of-the-parts"
	body := "--" + edge + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n会议纪要\r\n--" + edge +
		"\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + text + "\r\n--" + edge + "--\r\n"
	return b.do(http.MethodPost, path, "multipart/form-data; boundary="+edge, body)
}
