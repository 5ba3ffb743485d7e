package notify_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
)

// A server is a mail server that keeps what it is sent. It knows just enough of
// RFC 5321, and can be told to refuse.
type server struct {
	net.Listener
	tls   *tls.Config // nil: no STARTTLS
	first bool        // TLS from the first byte

	mu       sync.Mutex
	got      []received
	signedIn int
	answer   map[string]string // verb to the answer given in place of the usual one
}

// A received mail.
type received struct {
	from, to string
	data     string
	secret   bool // it came over TLS
}

func serve(t *testing.T, secure *tls.Config) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s := &server{Listener: l, tls: secure, answer: map[string]string{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.talk(c) })
		}
	})
	t.Cleanup(func() {
		must(t, l.Close())
		wg.Wait()
	})
	return s
}

func (s *server) say(verb, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer[verb] = answer
}

func (s *server) mails() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func (s *server) talk(c net.Conn) {
	defer func() { c.Close() }()
	var m received
	if s.first {
		c, m.secret = tls.Server(c, s.tls), true
	}
	r := bufio.NewReader(c)
	fmt.Fprint(c, "220 mail.test\r\n")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ':' || r == '\r' })[0])
		s.mu.Lock()
		refusal := s.answer[verb]
		s.mu.Unlock()
		if refusal != "" {
			fmt.Fprintf(c, "%s\r\n", refusal)
			continue
		}
		switch verb {
		case "EHLO":
			fmt.Fprint(c, "250-mail.test\r\n250-AUTH PLAIN LOGIN\r\n")
			if s.tls != nil && !m.secret {
				fmt.Fprint(c, "250-STARTTLS\r\n")
			}
			fmt.Fprint(c, "250 8BITMIME\r\n")
		case "STARTTLS":
			fmt.Fprint(c, "220 go\r\n")
			c = tls.Server(c, s.tls)
			r, m.secret = bufio.NewReader(c), true
		case "MAIL":
			m.from = line
			fmt.Fprint(c, "250 ok\r\n")
		case "RCPT":
			m.to = line
			fmt.Fprint(c, "250 ok\r\n")
		case "DATA":
			fmt.Fprint(c, "354 go\r\n")
			m.data = readData(r)
			s.mu.Lock()
			s.got = append(s.got, m)
			s.mu.Unlock()
			fmt.Fprint(c, "250 ok\r\n")
		case "AUTH":
			s.mu.Lock()
			s.signedIn++
			s.mu.Unlock()
			fmt.Fprint(c, "235 ok\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

func readData(r *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

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

func (s *server) config() notify.SMTP {
	return notify.SMTP{Host: "127.0.0.1", Port: s.Addr().(*net.TCPAddr).Port, From: "红谷滩区政务公开 <gk@example.gov.cn>", TLS: notify.Plain}
}

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

// read takes a mail apart.
func read(t *testing.T, data string) (h mail.Header, subject, body string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(data))
	must(t, err)
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	must(t, err)
	b, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	must(t, err)
	return m.Header, subject, strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestMail(t *testing.T) {
	clock := dbtest.At("2023-10-09")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-10-09")
		smtp := serve(t, nil)
		p := through(t, d, smtp.config())
		tell(t, d, p.Service, digest(1), digest(2), digest(3))
		tell(t, d, p.Service, digest(1))
		_, err := p.run.RunDue(t.Context())
		must(t, err)
		got := smtp.mails()
		if len(got) != 1 {
			t.Fatalf("%d mails, want one: the others have no address", len(got))
		}
		if !strings.Contains(got[0].from, "<gk@example.gov.cn>") || !strings.Contains(got[0].to, "<"+secretAddress+">") {
			t.Errorf("from %q to %q", got[0].from, got[0].to)
		}
		id := list(t, p.Service, 1, notify.Find{})[0].ID
		h, subject, body := read(t, got[0].data)
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
		smtp := serve(t, nil)
		p := through(t, d, smtp.config())
		smtp.say("RCPT", "451 4.3.2 <"+secretAddress+"> not now")
		tell(t, d, p.Service, digest(1))
		_, err := p.run.RunDue(t.Context())
		quiet(t, p, err)
		if j := p.kept(t)[0]; j.State != jobs.Ready || !strings.Contains(j.LastError, "451") {
			t.Errorf("refused for now: %+v", j)
		}
		smtp.say("RCPT", "")
		clock.Add(time.Minute)
		_, err = p.run.RunDue(t.Context())
		must(t, err)
		if n := len(smtp.mails()); n != 1 {
			t.Errorf("%d mails after the second try", n)
		}
		smtp.say("RCPT", "550 5.1.1 <"+secretAddress+"> nobody here")
		again := digest(1)
		again.Key = "second"
		tell(t, d, p.Service, again)
		_, err = p.run.RunDue(t.Context())
		quiet(t, p, err)
		if js := p.kept(t); js[len(js)-1].State != jobs.Dead || len(smtp.mails()) != 1 {
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
		smtp := serve(t, nil)
		p := through(t, d, smtp.config())
		tell(t, d, p.Service, digest(1))
		must(t, p.MarkAllRead(as(t, 1)))
		_, err := p.run.RunDue(t.Context())
		must(t, err)
		if len(smtp.mails()) != 0 {
			t.Error("a notice that was read is mailed")
		}
	})
}

func TestMailSecurity(t *testing.T) {
	own, roots := certificate(t)
	t.Run("tls is used", func(t *testing.T) {
		smtp := serve(t, own)
		c := smtp.config()
		c.TLS, c.Roots, c.User, c.Password = notify.StartTLS, roots, "gk", "secret"
		sent(t, c)
		if m := smtp.mails(); len(m) != 1 || !m[0].secret || smtp.signedIn != 1 {
			t.Errorf("mails %+v", m)
		}
	})
	t.Run("from the first byte", func(t *testing.T) {
		smtp := serve(t, own)
		smtp.first = true
		c := smtp.config()
		c.TLS, c.Roots, c.User, c.Password = notify.TLS, roots, "gk", "secret"
		sent(t, c)
		if m := smtp.mails(); len(m) != 1 || !m[0].secret || smtp.signedIn != 1 {
			t.Errorf("mails %+v", m)
		}
	})
	t.Run("and not given up", func(t *testing.T) {
		smtp := serve(t, nil)
		c := smtp.config()
		c.TLS = ""
		refused(t, c, smtp)
	})
	t.Run("nor for a stranger", func(t *testing.T) {
		smtp := serve(t, own)
		c := smtp.config()
		c.TLS = notify.StartTLS
		refused(t, c, smtp)
	})
	t.Run("nobody listens", func(t *testing.T) {
		smtp := serve(t, nil)
		c := smtp.config()
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

func refused(t *testing.T, c notify.SMTP, smtp *server) {
	t.Helper()
	p := through(t, dbtest.SQLite(t, nil), c)
	tell(t, p.d, p.Service, digest(1))
	_, err := p.run.RunDue(t.Context())
	quiet(t, p, err)
	if j := p.kept(t)[0]; j.State != jobs.Ready || len(smtp.mails()) != 0 {
		t.Errorf("job %+v, %d mails", j, len(smtp.mails()))
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
