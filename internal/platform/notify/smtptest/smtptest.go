// Package smtptest is a mail server in the process of a test, which keeps what it is sent.
package smtptest

import (
	"bufio"
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

	mu     sync.Mutex
	got    []Mail
	answer string
}

// A Mail is one that was sent.
type Mail struct {
	To            string
	Head          mail.Header
	Subject, Text string
}

// New starts a server.
func New(tb testing.TB) *Server {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{tb: tb, listen: l}
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

func (s *Server) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	say := func(line string) { _, _ = fmt.Fprintf(c, "%s\r\n", line) }
	to := ""
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.FieldsFunc(line+" -", func(r rune) bool { return r == ' ' || r == ':' || r == '\r' })[0]); verb {
		case "RCPT":
			s.mu.Lock()
			answer := s.answer
			s.mu.Unlock()
			if to = strings.Trim(line[strings.IndexByte(line, ':')+1:], " <>\r\n"); answer == "" {
				answer = "250 ok"
			}
			say(answer)
		case "DATA":
			say("354 go on")
			s.keep(to, in)
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *Server) keep(to string, in *bufio.Reader) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	m, err := mail.ReadMessage(strings.NewReader(b.String()))
	if err != nil {
		s.tb.Errorf("no mail: %v", err)
		return
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	text, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, Mail{to, m.Header, subject, strings.ReplaceAll(string(text), "\r\n", "\n")})
}
