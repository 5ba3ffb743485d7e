package notify_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
)

// certificate is a new one for the address of the server.
func certificate(t *testing.T) (own *tls.Config, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	must(t, err)
	parsed, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// A post is a service that mails through a server, and its jobs.
type post struct {
	*notify.Service
	d    *db.DB
	run  *jobs.Runner
	logs *bytes.Buffer
}

const secretAddress = "li.na@unit.example.cn"

func through(t *testing.T, d *db.DB, c notify.SMTP) *post {
	t.Helper()
	p := &post{d: d, logs: &bytes.Buffer{}}
	p.Service = open(t, d, notify.Config{SMTP: c, Desk: "https://gk.example.gov.cn/desk", Address: func(_ *db.Tx, account int64) (string, error) {
		switch account {
		case 1:
			return secretAddress, nil
		case 2:
			return "", nil
		}
		return "", fault.New(fault.NotFound, "not_found")
	}})
	var err error
	p.run, err = jobs.NewRunner(d, jobs.Config{Log: slog.New(slog.NewTextHandler(p.logs, nil))}, p.Kinds()...)
	must(t, err)
	return p
}

// kept returns the jobs of mails, with everything that is kept of them.
func (p *post) kept(t *testing.T) (all []jobs.Job) {
	t.Helper()
	must(t, p.d.Read(t.Context(), func(tx *db.Tx) (err error) {
		all, err = db.All[jobs.Job](tx, "FROM jobs_job WHERE kind = 'notify.mail' ORDER BY id")
		return err
	}))
	return all
}

func digest(account int64) notify.Notice {
	return notify.Notice{
		Account: account, Key: "digest", Text: fault.T("plan.gap_no_unit", "第一行\r\nBcc: wu@example.cn"),
		Lines: []fault.Text{fault.T("plan.gap_no_day", "清理规范性文件")}, Link: "duty",
	}
}

func TestMail(t *testing.T) {
	clock := dbtest.At("2023-10-09")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-10-09")
		smtp := smtptest.New(t)
		p := through(t, d, smtp.Config())
		tell(t, d, p.Service, digest(1), digest(2), digest(3))
		tell(t, d, p.Service, digest(1))
		_, err := p.run.RunDue(t.Context())
		must(t, err)
		got := smtp.Mails()
		if len(got) != 1 {
			t.Fatalf("%d mails, want one: the others have no address", len(got))
		}
		if got[0].From != "gk@example.gov.cn" || got[0].To != secretAddress {
			t.Errorf("from %q to %q", got[0].From, got[0].To)
		}
		id := list(t, p.Service, 1, notify.Find{})[0].ID
		h, subject, body := got[0].Head, got[0].Subject, got[0].Text
		if want := "未明确责任单位：第一行 Bcc: wu@example.cn"; subject != want || h.Get("Bcc") != "" {
			t.Errorf("subject %q, want %q", subject, want)
		}
		for _, want := range []string{"\n- 没有完成时限：清理规范性文件\n", fmt.Sprintf("\nhttps://gk.example.gov.cn/desk/notice/%d\n", id), "请勿回复"} {
			if !strings.Contains(body, want) {
				t.Errorf("the body has no %q:\n%s", want, body)
			}
		}
		if h.Get("Auto-Submitted") != "auto-generated" || h.Get("Message-ID") != fmt.Sprintf("<notice.%d@example.gov.cn>", id) {
			t.Errorf("head %v", h)
		}
		if at, err := h.Date(); err != nil || !at.Equal(d.Now()) {
			t.Errorf("date %v %v", at, err)
		}
		for _, j := range p.kept(t) {
			if j.State != jobs.Done || strings.Contains(j.Args, "@") {
				t.Errorf("job %+v", j)
			}
		}
	})
}

// TestMailWaits leaves a mail that the server does not take now, and gives up
// what it refuses for good; neither is told to anybody with the address in it.
func TestMailWaits(t *testing.T) {
	clock := dbtest.At("2023-10-09")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-10-09")
		smtp := smtptest.New(t)
		p := through(t, d, smtp.Config())
		smtp.Refuse("451 4.3.2 <" + secretAddress + "> not now")
		tell(t, d, p.Service, digest(1))
		_, err := p.run.RunDue(t.Context())
		quiet(t, p, err)
		if j := p.kept(t)[0]; j.State != jobs.Ready || !strings.Contains(j.LastError, "451") {
			t.Errorf("refused for now: %+v", j)
		}
		smtp.Refuse("")
		clock.Add(time.Minute)
		_, err = p.run.RunDue(t.Context())
		must(t, err)
		if n := len(smtp.Mails()); n != 1 {
			t.Errorf("%d mails after the second try", n)
		}
		smtp.Refuse("550 5.1.1 <" + secretAddress + "> nobody here")
		again := digest(1)
		again.Key = "second"
		tell(t, d, p.Service, again)
		_, err = p.run.RunDue(t.Context())
		quiet(t, p, err)
		if js := p.kept(t); js[len(js)-1].State != jobs.Dead || len(smtp.Mails()) != 1 {
			t.Errorf("refused for good: %+v", js)
		}
	})
}

func quiet(t *testing.T, p *post, err error) {
	t.Helper()
	if err == nil {
		t.Error("a mail that was refused is no error")
	}
	said := fmt.Sprint(err, p.logs.String(), p.kept(t))
	if strings.Contains(said, secretAddress) || strings.Contains(said, "example.cn") || strings.Contains(said, "责任") {
		t.Errorf("an address or a text is told: %s", said)
	}
}

func TestMailIsNotSentOnceRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		smtp := smtptest.New(t)
		p := through(t, d, smtp.Config())
		tell(t, d, p.Service, digest(1))
		must(t, p.MarkAllRead(as(t, 1)))
		_, err := p.run.RunDue(t.Context())
		must(t, err)
		if len(smtp.Mails()) != 0 {
			t.Error("a notice that was read is mailed")
		}
	})
}

func TestMailSecurity(t *testing.T) {
	own, roots := certificate(t)
	t.Run("tls is used", func(t *testing.T) {
		smtp := smtptest.Secure(t, own, false)
		c := smtp.Config()
		c.TLS, c.Roots, c.User, c.Password = notify.StartTLS, roots, "gk", "secret"
		sent(t, c)
		if m := smtp.Mails(); len(m) != 1 || !m[0].Secret || smtp.SignedIn() != 1 {
			t.Errorf("mails %+v", m)
		}
	})
	t.Run("from the first byte", func(t *testing.T) {
		smtp := smtptest.Secure(t, own, true)
		c := smtp.Config()
		c.TLS, c.Roots, c.User, c.Password = notify.TLS, roots, "gk", "secret"
		sent(t, c)
		if m := smtp.Mails(); len(m) != 1 || !m[0].Secret || smtp.SignedIn() != 1 {
			t.Errorf("mails %+v", m)
		}
	})
	t.Run("and not given up", func(t *testing.T) {
		smtp := smtptest.New(t)
		c := smtp.Config()
		c.TLS = ""
		refused(t, c, smtp)
	})
	t.Run("nor for a stranger", func(t *testing.T) {
		smtp := smtptest.Secure(t, own, false)
		c := smtp.Config()
		c.TLS = notify.StartTLS
		refused(t, c, smtp)
	})
	t.Run("nobody listens", func(t *testing.T) {
		smtp := smtptest.New(t)
		c := smtp.Config()
		c.Port = 1
		refused(t, c, smtp)
	})
}

func sent(t *testing.T, c notify.SMTP) {
	t.Helper()
	p := through(t, dbtest.SQLite(t, nil), c)
	tell(t, p.d, p.Service, digest(1))
	_, err := p.run.RunDue(t.Context())
	must(t, err)
}

func refused(t *testing.T, c notify.SMTP, smtp *smtptest.Server) {
	t.Helper()
	p := through(t, dbtest.SQLite(t, nil), c)
	tell(t, p.d, p.Service, digest(1))
	_, err := p.run.RunDue(t.Context())
	quiet(t, p, err)
	if j := p.kept(t)[0]; j.State != jobs.Ready || len(smtp.Mails()) != 0 {
		t.Errorf("job %+v, %d mails", j, len(smtp.Mails()))
	}
}

func TestNewRefuses(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	ok := notify.SMTP{Host: "mail.example.cn", From: "gk@example.cn"}
	for name, c := range map[string]notify.SMTP{
		"way":    {Host: ok.Host, From: ok.From, TLS: "perhaps"},
		"sender": {Host: ok.Host, From: "gk"},
		"port":   {Host: ok.Host, From: ok.From, Port: 70_000},
	} {
		if _, err := notify.New(d, notify.Config{SMTP: c}); err == nil {
			t.Errorf("a wrong %s is taken", name)
		}
	}
	if _, err := notify.New(d, notify.Config{SMTP: ok}); err != nil {
		t.Error(err)
	}
	if _, err := notify.New(d, notify.Config{}); err != nil {
		t.Error(err)
	}
}

// TestMailOnce: a mail whose job is delivered twice, before its end is written down and long
// after, goes out once; one that the server did not take goes out when it does.
func TestMailOnce(t *testing.T) {
	clock := dbtest.At("2023-10-09")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-10-09")
		smtp := smtptest.New(t)
		p := through(t, d, smtp.Config())
		again, err := jobs.NewRunner(d, jobs.Config{Doubt: func() bool { return true }}, p.Kinds()...)
		must(t, err)
		start := d.Now()
		tell(t, d, p.Service, digest(1))
		_, err = again.RunDue(t.Context())
		must(t, err)
		if _, err := again.Redeliver(t.Context(), start); err != nil {
			t.Fatal(err)
		}
		l := notify.Letter{To: "wu@example.cn", Name: "incoming.7", Subject: "来信", Text: "已收到"}
		for range 2 {
			must(t, p.Send(t.Context(), l))
		}
		if got := smtp.Mails(); len(got) != 2 || got[0].To != secretAddress || got[1].To != l.To {
			t.Errorf("%d mails", len(got))
		}
		if sent, err := p.Sent(t.Context(), l.Name); !sent || err != nil {
			t.Errorf("not noted: %v", err)
		}
	})
}
