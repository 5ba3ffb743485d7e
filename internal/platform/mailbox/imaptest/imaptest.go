// Package imaptest is an IMAP server in the process of a test.
package imaptest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"log"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"gongkai.example/gongkai/internal/platform/mailbox"
)

// The account of the mailbox.
const (
	User     = "shenqing@example.gov.cn"
	Password = "mailbox-2023"
	folder   = "INBOX"
)

// A Server has one mailbox.
type Server struct {
	tb     testing.TB
	user   *imapmemserver.User
	config mailbox.Config
}

// New starts a server that speaks TLS from the first byte.
func New(tb testing.TB) *Server {
	tb.Helper()
	secure, roots := certificate(tb)
	user := imapmemserver.NewUser(User, Password)
	must(tb, user.Create(folder, nil))
	mem := imapmemserver.New()
	mem.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps:   imap.CapSet{imap.CapIMAP4rev1: {}},
		Logger: log.New(silent{}, "", 0),
	})
	l, err := tls.Listen("tcp", "127.0.0.1:0", secure)
	must(tb, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l) // ends with the listener
	}()
	tb.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return &Server{tb, user, mailbox.Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, User: User, Password: Password, Roots: roots, Most: 1 << 20}}
}

// Config is how to reach the mailbox.
func (s *Server) Config() mailbox.Config { return s.config }

// Put lays a mail into the mailbox as one that came at a time.
func (s *Server) Put(at time.Time, raw string) {
	s.tb.Helper()
	_, err := s.user.Append(folder, literal{bytes.NewReader([]byte(raw)), int64(len(raw))}, &imap.AppendOptions{Time: at})
	must(s.tb, err)
}

// Renew empties the mailbox and has it count anew, as after a server was replaced.
func (s *Server) Renew() {
	s.tb.Helper()
	must(s.tb, s.user.Delete(folder))
	must(s.tb, s.user.Create(folder, nil))
}

type literal struct {
	*bytes.Reader
	size int64
}

func (l literal) Size() int64 { return l.size }

type silent struct{}

func (silent) Write(p []byte) (int, error) { return len(p), nil }

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func certificate(tb testing.TB) (*tls.Config, *x509.CertPool) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(tb, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	must(tb, err)
	parsed, err := x509.ParseCertificate(der)
	must(tb, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, pool
}
