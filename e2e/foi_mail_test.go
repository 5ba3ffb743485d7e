package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/mailbox"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
)

// TestFOIMail is a request that comes by mail: looked at, registered with what it says
// already, confirmed; and its applicant, who wants to be told, is told.
func TestFOIMail(t *testing.T) {
	mails := smtptest.New(t)
	c := mails.Config()
	w := newWorld(t, "", "GONGKAI_SMTP_HOST="+c.Host, fmt.Sprintf("GONGKAI_SMTP_PORT=%d", c.Port), "GONGKAI_SMTP_FROM="+c.From, "GONGKAI_SMTP_TLS=none")
	w.district.Clock.Set("2023-10-09")
	raw := strings.ReplaceAll(`From: 李秋白 <liqiubai@example.com>
Subject: 政府信息公开申请
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

您好！我叫李秋白，身份证号110101198507120014，电话13800000021。
现申请公开九龙湖片区2023年老旧小区改造项目清单。
--b
Content-Type: text/plain
Content-Disposition: attachment; filename="list.txt"

the list
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="setup.exe"

MZ
--b--
`, "\n", "\r\n")
	if err := w.district.Requests.Arrive(auth.With(t.Context(), auth.Machine("test")), "qfb", mailbox.Mail{At: w.district.Clock.Now(), Raw: []byte(raw)}); err != nil {
		t.Fatal(err)
	}
	window := browser(t, w.base)
	clerk := window("clerk")
	clerk.signIn("gongkai")
	clerk.open("/desk")
	clerk.has("待处理的来信", "政府信息公开申请")
	clerk.open("/desk/foi/incoming")
	clerk.has("l***@example.com", "1 个，另有 1 个没有接收")
	clerk.sound()
	clerk.shot("letters")
	clerk.click("政府信息公开申请")
	clerk.has("老旧小区改造项目清单", "没有接收", "原件还在邮箱里")
	for _, secret := range []string{"110101198507120014", "13800000021", "liqiubai@"} {
		if strings.Contains(clerk.text(), secret) {
			t.Errorf("the page of the letter tells %s", secret)
		}
	}
	clerk.sound()
	clerk.shot("letter")
	page := clerk.path()
	clerk.open(page + "/open")
	clerk.sound()
	clerk.shot("open")
	clerk.fill("reason", "核对是不是申请")
	clerk.press("main form button")
	clerk.has("110101198507120014", "liqiubai@example.com")
	clerk.shot("opened")
	clerk.open(page + "/register")
	clerk.sound()
	clerk.shot("register")
	clerk.tick("notice_mail", "true")
	clerk.press("main form button")
	clerk.has("已经登记", "查询码")
	clerk.open(page)
	clerk.has("已登记为申请")
	clerk.press(`main a[href^="/desk/foi/case/"]`)
	clerk.has("第 1 份", "有 1 个附件没有接收", "待确认")
	of := clerk.path()
	clerk.does(of, "confirm", func() { clerk.fill("how", "电话联系") })
	if _, err := w.district.Jobs.RunDue(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	got := mails.Mails() // the letter came; the request is confirmed
	for _, m := range got {
		if m.To != "liqiubai@example.com" || strings.Contains(m.Subject+m.Text, "老旧小区") || strings.Contains(m.Text, "李秋白") {
			t.Errorf("told %+v", m)
		}
	}
	if len(got) != 2 {
		t.Errorf("%d mails", len(got))
	}
	clerk.open(of)
	clerk.has("通知申请人", "已发出")
	clerk.sound()
	clerk.shot("case-by-mail")

	small := window("small")
	small.phone(false)
	small.signIn("gongkai")
	for name, at := range map[string]string{"letters-390": "/desk/foi/incoming", "letter-390": page, "case-390": of} {
		small.open(at)
		small.sound()
		small.shot(name)
	}
	citizen := window("citizen")
	citizen.phone(false)
	citizen.open("/foi")
	citizen.tick("kind", "citizen")
	citizen.fill("name", "王小明")
	citizen.tick("paper", "id")
	citizen.fill("paper_no", "110101199003070011")
	citizen.fill("mail", "wang@example.com")
	citizen.press("main form button")
	citizen.choose("unit", "财政局")
	citizen.fill("want", "2022年度部门决算")
	citizen.press("main form button")
	citizen.has("有进展时发邮件告诉我")
	citizen.sound()
	citizen.shot("how-390")
}
