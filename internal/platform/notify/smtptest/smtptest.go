// Package smtptest is a mail server in the process of a test, which keeps what it is
// sent. It knows just enough of RFC 5321, and can be told to refuse.
package smtptest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/platform/notify"
)

// A Server keeps mails.
type Server struct {
	tb     testing.TB
	listen net.Listener
	tls    *tls.Config // nil: it has none
	first  bool        // TLS from the first byte, else STARTTLS

	mu       sync.Mutex
	got      []Mail
	taken    int // how many of them were taken
	signedIn int
	answer   string
}

// A Mail is one that was sent.
type Mail struct {
	From, To      string
	Head          mail.Header
	Subject, Text string
	Secret        bool // it came over TLS
}

// New starts a server that knows no TLS.
func New(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, &Server{})
}

// Secure starts a server with a certificate: TLS from the first byte, or when it is asked for.
func Secure(tb testing.TB, own *tls.Config, first bool) *Server {
	tb.Helper()
	return start(tb, &Server{tls: own, first: first})
}

func start(tb testing.TB, s *Server) *Server {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.tb, s.listen = tb, l
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
	tb.Cleanup(func() {
		_ = l.Close()
		wg.Wait()
	})
	return s
}

// Config is how to send by the server.
func (s *Server) Config() notify.SMTP {
	return notify.SMTP{Host: "127.0.0.1", Port: s.listen.Addr().(*net.TCPAddr).Port, From: "Gongkai <gk@example.gov.cn>", TLS: notify.Plain}
}

// Refuse has the server give an answer such as "550 no such user" to every address; "" takes all.
func (s *Server) Refuse(answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

// Mails are those sent so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

// Take are the mails since the last time.
func (s *Server) Take() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.got[s.taken:]
	s.taken = len(s.got)
	return out
}

// SignedIn is how often somebody signed in.
func (s *Server) SignedIn() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signedIn
}

// address is the one between the brackets of a line such as MAIL FROM:<a@example.cn> BODY=8BITMIME.
func address(line string) string {
	_, rest, _ := strings.Cut(line, "<")
	out, _, _ := strings.Cut(rest, ">")
	return out
}

func (s *Server) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	var m Mail
	if s.first {
		c, m.Secret = tls.Server(c, s.tls), true
	}
	in := bufio.NewReader(c)
	say := func(line string) { _, _ = fmt.Fprintf(c, "%s\r\n", line) }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.FieldsFunc(line+" -", func(r rune) bool { return r == ' ' || r == ':' || r == '\r' })[0]); verb {
		case "EHLO":
			say(s.abilities(m.Secret))
		case "STARTTLS":
			say("220 go on")
			c = tls.Server(c, s.tls)
			in, m.Secret = bufio.NewReader(c), true
		case "AUTH":
			s.signIn()
			say("235 ok")
		case "MAIL":
			m.From = address(line)
			say("250 ok")
		case "RCPT":
			m.To = address(line)
			say(s.toRecipient())
		case "DATA":
			say("354 go on")
			s.keep(m, in)
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// abilities is the answer to EHLO.
func (s *Server) abilities(secret bool) string {
	lines := "250-test\r\n250-AUTH PLAIN LOGIN\r\n"
	if s.tls != nil && !secret {
		lines += "250-STARTTLS\r\n"
	}
	return lines + "250 8BITMIME"
}

func (s *Server) signIn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signedIn++
}

// toRecipient is the answer to an address.
func (s *Server) toRecipient() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answer != "" {
		return s.answer
	}
	return "250 ok"
}

func (s *Server) keep(m Mail, in *bufio.Reader) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	got, err := mail.ReadMessage(strings.NewReader(b.String()))
	if err != nil {
		s.tb.Errorf("no mail: %v", err)
		return
	}
	m.Head = got.Header
	m.Subject, _ = new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	text, _ := io.ReadAll(quotedprintable.NewReader(got.Body))
	m.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, m)
}
