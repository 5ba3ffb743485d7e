package mailbox_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/platform/mailbox"
)

func gbk(s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func crlf(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// TestParse reads mails as the world writes them, one a line.
func TestParse(t *testing.T) {
	const want = "申请公开2022年度部门决算"
	for name, c := range map[string]struct {
		raw           []byte
		subject, text string
		parts         string
		broken        bool
	}{
		"plain":              {raw: crlf("From: a@b.cn", "Subject: hello", "", want), subject: "hello", text: want},
		"encoded word":       {raw: crlf("Subject: =?GB2312?B?"+b64(gbk("信息公开申请"))+"?=", "", want), subject: "信息公开申请", text: want},
		"raw GBK":            {raw: crlf("Subject: "+gbk("信息公开申请"), "Content-Type: text/plain", "", gbk(want)), subject: "信息公开申请", text: want},
		"GBK, declared":      {raw: crlf("Content-Type: text/plain; charset=gbk", "Content-Transfer-Encoding: base64", "", b64(gbk(want))), text: want},
		"says GBK, is UTF-8": {raw: crlf("Content-Type: text/plain; charset=gb2312", "", want), text: want},
		"says UTF-8, is GBK": {raw: crlf("Content-Type: text/plain; charset=utf-8", "", gbk(want)), text: want},
		"GB18030 only":       {raw: crlf("Content-Type: text/plain; charset=gb2312", "", gbk("申请人㐂")), text: "申请人㐂"},
		"no such charset":    {raw: crlf("Content-Type: text/plain; charset=x-none", "", gbk(want)), text: want},
		"HTML only":          {raw: crlf("Content-Type: text/html; charset=utf-8", "", "<style>p{}</style><p>"+want+"</p><script>alert(1)</script>"), text: want},
		"both forms":         {raw: crlf("Content-Type: multipart/alternative; boundary=x", "", "--x", "Content-Type: text/plain; charset=utf-8", "", want, "--x", "Content-Type: text/html", "", "<p>other</p>", "--x--"), text: want},
		"empty plain":        {raw: crlf("Content-Type: multipart/alternative; boundary=x", "", "--x", "Content-Type: text/plain", "", " ", "--x", "Content-Type: text/html; charset=utf-8", "", "<p>"+want+"</p>", "--x--"), text: want},
		"attached": {
			raw:  crlf("Content-Type: multipart/mixed; boundary=x", "", "--x", "", want, "--x", "Content-Type: application/pdf; name=\"=?utf-8?B?"+b64("申请表.pdf")+"?=\"", "Content-Transfer-Encoding: base64", "", b64("%PDF-1.4"), "--x--"),
			text: want, parts: "申请表.pdf application/pdf 8",
		},
		"name by RFC 2231": {raw: crlf("Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: image/png", "Content-Disposition: attachment; filename*=UTF-8''%E8%BA%AB%E4%BB%BD%E8%AF%81.png", "", "x", "--x--"), parts: "身份证.png image/png 1"},
		"sent on":          {raw: crlf("Content-Type: multipart/mixed; boundary=x", "", "--x", "", "请办理", "--x", "Content-Type: message/rfc822", "", "Subject: inner", "", want, "--x--"), text: "请办理\n\ninner\n\n" + want},
		"no end":           {raw: crlf("Content-Type: multipart/mixed; boundary=x", "", "--x", "", want), text: want, broken: true},
		"no boundary":      {raw: crlf("Content-Type: multipart/mixed", "", want), broken: true},
		"bad base64":       {raw: crlf("Content-Transfer-Encoding: base64", "", b64("hello ")+"!!!!"), text: "hello", broken: true},
		"no head":          {raw: []byte("\x00\xff\xfe garbage without any head"), broken: true, text: "\uFFFD garbage without any head"},
		"turned":           {raw: crlf("Subject: a\u202eb", "", "x\u202ey\x00z"), subject: "ab", text: "xyz"},
	} {
		m := mailbox.Parse(c.raw)
		var parts []string
		for _, p := range m.Parts {
			parts = append(parts, fmt.Sprintf("%s %s %d", p.Name, p.Type, len(p.Data)))
		}
		if m.Subject != c.subject || m.Text != c.text || strings.Join(parts, ", ") != c.parts || m.Broken != c.broken {
			t.Errorf("%s: subject %q, text %q, parts %q, broken %v", name, m.Subject, m.Text, parts, m.Broken)
		}
	}
}

// TestSender: what goes into an answer is one plain address, whatever the head says.
func TestSender(t *testing.T) {
	for from, want := range map[string]string{
		"Wang <wang@example.com>":                        "Wang|wang@example.com",
		"=?utf-8?B?" + b64("王小明") + "?= <w@example.com>": "王小明|w@example.com",
		gbk("王小明") + " <w@example.com>":                  "王小明|w@example.com",
		"=?utf-8?Q?a=0D=0ABcc:_x@y.cn?= <w@example.com>": "a Bcc: x@y.cn <w@example.com>|", // never answered
		"a@b.cn, c@d.cn":                                 "|a@b.cn",
		"nobody":                                         "nobody|",
		"":                                               "|",
	} {
		m := mailbox.Parse(crlf("From: "+from, "", "x"))
		if got := m.Name + "|" + m.Address; got != want {
			t.Errorf("%q: %q, want %q", from, got, want)
		}
	}
}

// TestAutomatic: mail by machines and to lists is never answered by a machine.
func TestAutomatic(t *testing.T) {
	for head, want := range map[string]bool{
		"From: wang@example.com":                                        false,
		"From: wang@example.com\r\nAuto-Submitted: no":                  false,
		"From: wang@example.com\r\nAuto-Submitted: auto-replied":        true,
		"From: wang@example.com\r\nPrecedence: Bulk":                    true,
		"From: wang@example.com\r\nList-Id: <x.example.com>":            true,
		"From: wang@example.com\r\nReturn-Path: <>":                     true,
		"From: wang@example.com\r\nReturn-Path: <wang@example.com>":     false,
		"From: MAILER-DAEMON@example.com":                               true,
		"From: no-reply@example.com":                                    true,
		"From: wang@example.com\r\nX-Auto-Response-Suppress: All":       true,
		"From: wang@example.com\r\nSubject: Auto-Submitted: auto-reply": false,
	} {
		if got := mailbox.Parse([]byte(head + "\r\n\r\nx")).Auto; got != want {
			t.Errorf("%q: %v", head, got)
		}
	}
}

// TestBounds: a mail that is made to be endless ends.
func TestBounds(t *testing.T) {
	deep := "x"
	for i := range 50 {
		deep = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n", i, i, deep, i)
	}
	if m := mailbox.Parse([]byte(deep)); !m.Broken {
		t.Error("a mail of fifty floors is whole")
	}
	many := "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n", 5000) + "--b--\r\n"
	if m := mailbox.Parse([]byte(many)); !m.Broken || len(m.Parts) > 100 {
		t.Errorf("%d parts of five thousand", len(m.Parts))
	}
	long := mailbox.Parse(crlf("Subject: "+strings.Repeat("题", 5000), "", strings.Repeat("文", 300_000)))
	if n := len([]rune(long.Text)); n != 200_000 || !long.Broken || len([]rune(long.Subject)) != 500 {
		t.Errorf("%d characters of text, %d of the subject", n, len([]rune(long.Subject)))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x--"))
	f.Add([]byte("Content-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\n\r\n<p>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := mailbox.Parse(raw)
		if strings.ContainsAny(m.Subject+m.Name+m.Address+m.ID, "\r\n\x00") {
			t.Errorf("a head of several lines: %q %q", m.Subject, m.Name)
		}
	})
}
