package desk_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
)

// TestNoticesAtTheDesk: a notice that does not arrive stands on the page of today and of
// the case, until somebody has told the applicant otherwise.
func TestNoticesAtTheDesk(t *testing.T) {
	w := newWorld(t)
	mails := smtptest.New(t)
	mails.Refuse("550 no such user")
	var err error
	w.needs.Notify, err = notify.New(w.DB, notify.Config{SMTP: mails.Config()})
	must(t, err)
	*w.Requests = *foi.New(w.needs)
	run, err := jobs.NewRunner(w.DB, jobs.Config{Log: slog.New(slog.DiscardHandler)}, w.Requests.Kinds()...)
	must(t, err)
	clerk, other := w.signedIn("clerk"), w.signedIn("other")
	in := url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"2022年度教育经费决算"}, "form": {"email"}, "way": {"email"}, "channel": {"counter"}, "submitted": {"2023-10-10"}, "notice_mail": {"true"},
	}
	form := clerk.get("/desk/foi/new", http.StatusOK, "有进展时发邮件告诉我")
	if len(form.All("[name=notice_sms]")) > 0 {
		t.Error("short messages are offered, and none go out")
	}
	clerk.post("/desk/foi/new", in, http.StatusUnprocessableEntity, "不能晚于今天", "有进展时发邮件告诉我")
	in.Set("submitted", "2023-10-09")
	clerk.post("/desk/foi/new", in, http.StatusOK, "已经登记")
	_, _ = run.RunDue(t.Context()) // the server refuses
	rows, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/foi/case/%d", rows.Items[0].ID)
	v, err := w.Requests.View(w.as(w.clerk), rows.Items[0].ID)
	must(t, err)
	settle := fmt.Sprintf("/desk/foi/notice/%d", v.Notices[0].ID)
	clerk.get("/desk", http.StatusOK, "没有送到的通知", rows.Items[0].Number)
	doc := clerk.get(page, http.StatusOK, "通知申请人", "没有送到", "登记另行告知", "w***@example.com")
	if strings.Contains(doc.One(t, "main").Text(), "wang@example.com") {
		t.Error("the page tells the address")
	}
	other.get(settle, http.StatusNotFound)
	clerk.post(settle, url.Values{"rev": {"2"}}, http.StatusUnprocessableEntity)
	clerk.send(settle, url.Values{"rev": {"2"}, "reason": {"电话告知"}}, page)
	clerk.get(page, http.StatusOK, "已另行告知", "电话告知")
}
