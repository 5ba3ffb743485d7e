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
	"gongkai.example/gongkai/internal/platform/mailbox/imaptest"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestIncomingAtTheDesk: a letter is looked at, registered with what it says already,
// and another is set aside; a stranger sees neither.
func TestIncomingAtTheDesk(t *testing.T) {
	w := newWorld(t)
	server := imaptest.New(t)
	w.needs.Intake = foi.Intake{Mailbox: server.Config(), Unit: "QL-003"}
	*w.Requests = *foi.New(w.needs)
	now := w.clock.Now()
	server.Put(now, "From: =?utf-8?B?546L5bCP5piO?= <wang@example.com>\r\nSubject: shenqing\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n身份证110101196001010011，申请公开2022年度教育经费决算\r\n"+
		"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=list.txt\r\n\r\nthe list\r\n"+
		"--b\r\nContent-Type: application/x-msdownload\r\nContent-Disposition: attachment; filename=setup.exe\r\n\r\nMZ\r\n--b--\r\n")
	server.Put(now, "From: shop@example.com\r\nSubject: sale\r\n\r\nbuy\r\n")
	must(t, w.Requests.Collect(auth.With(t.Context(), auth.Machine("foi.collect"))))

	clerk, other := w.signedIn("clerk"), w.signedIn("other")
	clerk.get("/desk", http.StatusOK, "待处理的来信", "shenqing")
	list := clerk.get("/desk/foi/incoming", http.StatusOK, "shenqing", "sale", "w***@example.com", "1 个，另有 1 个没有接收")
	if strings.Contains(list.One(t, "main").Text(), "wang@example.com") {
		t.Error("the list tells the sender")
	}
	rows, err := w.Requests.FindIncoming(w.as(w.clerk), foi.FindIncoming{}, db.Page{})
	must(t, err)
	page, spam := fmt.Sprintf("/desk/foi/incoming/%d", rows.Items[1].ID), fmt.Sprintf("/desk/foi/incoming/%d", rows.Items[0].ID)
	doc := clerk.get(page, http.StatusOK, "2022年度教育经费决算", "setup.exe", "没有接收", "第 1 份")
	if text := doc.One(t, "main").Text(); strings.Contains(text, "110101196001010011") || strings.Contains(text, "wang@example.com") {
		t.Error("the page tells who writes")
	}
	for _, at := range []string{"", "/register", "/set-aside", "/open"} {
		other.get(page+at, http.StatusNotFound)
	}
	clerk.post(page+"/open", url.Values{}, http.StatusUnprocessableEntity)
	clerk.post(page+"/open", url.Values{"reason": {"核对"}}, http.StatusOK, "110101196001010011", "wang@example.com")
	form := clerk.get(page+"/register", http.StatusOK, "wang@example.com", "王小明", "2022年度教育经费决算")
	if len(form.All("select[name=channel]")) > 0 {
		t.Error("the form asks how the letter came")
	}
	in := url.Values{
		"rev": {"1"}, "kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {""}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"2022年度教育经费决算"}, "form": {"email"}, "way": {"email"},
	}
	clerk.post(page+"/register", in, http.StatusUnprocessableEntity, "王小明")
	in.Set("paper_no", "110101196001010011")
	clerk.post(page+"/register", in, http.StatusOK, "已经登记", "查询码")
	clerk.post(page+"/register", in, http.StatusOK, "已经登记", "查询码") // pressed twice
	found, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(t, err)
	if len(found.Items) != 1 || found.Items[0].Channel != foi.Mail {
		t.Fatalf("requests: %+v", found.Items)
	}
	clerk.get(fmt.Sprintf("/desk/foi/case/%d", found.Items[0].ID), http.StatusOK, "待确认", "来信", "第 1 份", "有 1 个附件没有接收")
	clerk.get(page, http.StatusOK, "已登记为申请", found.Items[0].Number, "查看来信原文", "核对")
	x, err := w.Requests.Incoming(w.as(w.clerk), rows.Items[1].ID)
	must(t, err)
	file := fmt.Sprintf("/desk/foi/sealed/%d", x.Kept[0].ID)
	clerk.get(file, http.StatusOK, "来信的附件")
	clerk.post(file, url.Values{}, http.StatusUnprocessableEntity)
	if got := webtest.Body(t, clerk.do(http.MethodPost, file, "application/x-www-form-urlencoded", "reason=%E6%A0%B8%E5%AF%B9")); got != "the list" {
		t.Errorf("the attachment is %q", got)
	}
	other.get(file, http.StatusNotFound)

	clerk.post(spam+"/set-aside", url.Values{"rev": {"1"}}, http.StatusUnprocessableEntity)
	clerk.send(spam+"/set-aside", url.Values{"rev": {"1"}, "reason": {"垃圾邮件"}}, "/desk/foi/incoming")
	clerk.get(spam, http.StatusOK, "不作为申请", "垃圾邮件")
	clerk.send(spam+"/take-back", url.Values{"rev": {"2"}}, spam)
	clerk.get("/desk/foi/incoming?state=unsorted", http.StatusOK, "sale")
}
