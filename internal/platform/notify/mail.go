package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// Security is how the way to the mail server is encrypted.
type Security string

// The ways. The zero value is StartTLS: mail is never sent in the clear by omission.
const (
	StartTLS Security = "starttls" // a plain connection that has to become TLS, usually port 587
	TLS      Security = "tls"      // TLS from the first byte, usually port 465
	Plain    Security = "none"     // in the clear, for a server on the same machine
)

// SMTP is a mail server. The zero value sends nothing.
type SMTP struct {
	Host     string
	Port     int    // 0 is the usual one of Security
	User     string // "": the server asks for no sign-in
	Password string
	From     string // address of the sender, perhaps with a name: 政务公开 <gk@example.gov.cn>
	TLS      Security
	Roots    *x509.CertPool // who may vouch for Host; nil is whom the system trusts
}

// On reports whether mail goes out.
func (c SMTP) On() bool { return c.Host != "" }

// Sender is the address of the sender without its name; "" if nothing is sent.
func (c SMTP) Sender() string {
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return ""
	}
	return from.Address
}

// Reach asks the server whether it lets us in. It sends nothing.
func (c SMTP) Reach(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return discreet(err)
	}
	return client.Close()
}

// check reports what would keep mail from going out.
func (c SMTP) check() error {
	if !c.On() {
		return nil
	}
	if _, err := c.client(); err != nil {
		return err
	}
	if err := mail.NewMsg().From(c.From); err != nil {
		return fmt.Errorf("notify: the sender: %w", err)
	}
	return nil
}

// sendWithin is how long one mail may take.
const sendWithin = 30 * time.Second

// signIns are the ways to sign in, the best first. The last two tell the
// password, and the library refuses them in the clear but on the same machine.
var signIns = []mail.SMTPAuthType{
	mail.SMTPAuthSCRAMSHA256PLUS, mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthCramMD5, mail.SMTPAuthPlain, mail.SMTPAuthLogin,
}

func (c SMTP) client(opts ...mail.Option) (*mail.Client, error) {
	opts = append(opts, mail.WithTimeout(sendWithin), mail.WithHELO("localhost"), mail.WithTLSConfig(c.tls()))
	switch c.TLS {
	case StartTLS, "":
		opts = append(opts, mail.WithTLSPortPolicy(mail.TLSMandatory))
	case TLS:
		opts = append(opts, mail.WithSSLPort(false))
	case Plain:
		opts = append(opts, mail.WithTLSPortPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("notify: no way to a mail server is called %q", c.TLS)
	}
	if c.Port != 0 {
		opts = append(opts, mail.WithPort(c.Port))
	}
	if c.User != "" {
		opts = append(opts, mail.WithOpportunisticSMTPAuth(signIns...), mail.WithUsername(c.User), mail.WithPassword(c.Password))
	}
	return mail.NewClient(c.Host, opts...)
}

func (c SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12, RootCAs: c.Roots}
}

// send sends m. The connection is opened here, so that it is closed however the
// talk ends: the library leaves one open whose TLS or sign-in failed.
func (c SMTP) send(ctx context.Context, m *mail.Msg) error {
	var open net.Conn
	dial := func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		plain := &net.Dialer{}
		if c.TLS == TLS {
			conn, err = (&tls.Dialer{NetDialer: plain, Config: c.tls()}).DialContext(ctx, network, address)
		} else {
			conn, err = plain.DialContext(ctx, network, address)
		}
		open = conn
		return conn, err
	}
	client, err := c.client(mail.WithDialContextFunc(dial))
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, m)
	if open != nil {
		_ = open.Close() // usually closed already
	}
	return discreet(err)
}

// A letter is the job to mail one notice. It holds no address and no words:
// both are looked up when it is sent.
type letter struct {
	Notice int64 `json:"notice"`
}

// post sends a notice by mail, unless the person has read it meanwhile.
func (s *Service) post(ctx context.Context, l letter) error {
	if !s.cfg.SMTP.On() || s.cfg.Address == nil {
		return nil // it was on when the notice was left
	}
	var n Notice
	var to string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if n, err = db.Get[Notice](tx, "FROM notify_notice WHERE id = ?", l.Notice); err == nil {
			to, err = s.cfg.Address(tx, n.Account)
		}
		return err
	})
	if fault.Of(err) == fault.NotFound {
		return nil // the notice is too old, or the account is gone
	}
	if err != nil || to == "" || !n.Read.IsZero() {
		return err
	}
	return s.mailOnce(ctx, s.letterOf(n, to), n.At)
}

// maxSubject is the most characters of a subject; what is longer stands in the body.
const maxSubject = 60

// A Letter is one mail to somebody who has no account.
type Letter struct {
	To      string
	Name    string // no two letters have one: it is sent once, and its id is made of it
	Subject string
	Text    string
	Stop    string // address that ends such letters with one click (RFC 8058)
}

// On reports whether mail goes out.
func (s *Service) On() bool { return s.cfg.SMTP.On() }

// Send sends a letter, once by its name. Errors tell no address; an address or a letter that can
// never be sent is a fatal error of the job that sends it.
func (s *Service) Send(ctx context.Context, l Letter) error {
	return s.mailOnce(ctx, l, s.db.Now())
}

func (s *Service) mailOnce(ctx context.Context, l Letter, at time.Time) error {
	m, err := s.compose(l, at)
	if err != nil {
		return jobs.Fatal(err)
	}
	return s.once(ctx, l.Name, func() error { return s.cfg.SMTP.send(ctx, m) })
}

// letterOf is the mail of a notice.
func (s *Service) letterOf(n Notice, to string) Letter {
	return Letter{To: to, Name: fmt.Sprintf("notice.%d", n.ID), Subject: oneLine(n.Text), Text: s.body(n)}
}

// compose writes the mail. Sent again it has the same id, so that a second copy
// of it can be told from news.
func (s *Service) compose(l Letter, at time.Time) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := m.From(s.cfg.SMTP.From); err != nil {
		return nil, errSender
	}
	if err := m.To(l.To); err != nil {
		return nil, errAddress
	}
	subject := []rune(strings.Join(strings.Fields(l.Subject), " "))
	if len(subject) > maxSubject {
		subject = append(subject[:maxSubject-1], '…')
	}
	m.Subject(string(subject))
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(l.Name + "@" + domain(m.GetFromString()))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answer by a machine
	if l.Stop != "" {
		m.SetGenHeader("List-Unsubscribe", "<"+l.Stop+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	return m, nil
}

func (s *Service) body(n Notice) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", i18n.Text(n.Text))
	if len(n.Lines) > 0 {
		b.WriteString("\n")
	}
	for _, l := range n.Lines {
		fmt.Fprintf(&b, "- %s\n", oneLine(l))
	}
	if s.cfg.Desk != "" {
		fmt.Fprintf(&b, "\n%s\n%s/notice/%d\n", i18n.T("notify.mail_link"), s.cfg.Desk, n.ID)
	}
	fmt.Fprintf(&b, "\n%s\n", i18n.T("notify.mail_foot"))
	return b.String()
}

func oneLine(t fault.Text) string { return strings.Join(strings.Fields(i18n.Text(t)), " ") }

// domain is what follows the @ of the first sender.
func domain(from []string) string {
	for _, f := range from {
		if _, after, ok := strings.Cut(f, "@"); ok {
			return strings.Trim(after, "<> ")
		}
	}
	return "localhost"
}

var (
	errSender  = errors.New("notify: the address of the sender cannot be used")
	errAddress = errors.New("notify: the address of the account cannot be used")
	errMail    = errors.New("notify: the mail could not be sent")
)

// discreet is err as it may stand in the log and in the job: never with an
// address, which the library and the answers of servers have in them. What the
// server refuses for good is not tried again.
func discreet(err error) error {
	if err == nil {
		return nil
	}
	if sent, ok := errors.AsType[*mail.SendError](err); ok && sent.ErrorCode() != 0 {
		return refused(sent.ErrorCode())
	}
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		return refused(answer.Code)
	}
	if bad, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("%w: %w", errMail, bad)
	}
	if lost, ok := errors.AsType[net.Error](err); ok {
		return fmt.Errorf("%w: %w", errMail, lost)
	}
	return errMail
}

func refused(code int) error {
	err := fmt.Errorf("%w: the server answered %d", errMail, code)
	if code/100 == 5 && code != 535 && code != 530 { // a wrong sign-in is put right by the administrator
		return jobs.Fatal(err)
	}
	return err
}
