package app

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A door is one address at which requests are answered.
type door struct {
	server   *http.Server
	listener net.Listener
}

func (d door) serve() error {
	if d.server.TLSConfig != nil {
		return d.server.ServeTLS(d.listener, "", "")
	}
	return d.server.Serve(d.listener)
}

// openDoors makes the site ready to answer at the addresses of Listen.
func (a *App) openDoors() ([]door, error) {
	c := a.Config.TLS
	site := door{a.server(a.Handler()), a.listener}
	if !c.On() {
		return []door{site}, nil
	}
	plain := http.Handler(http.HandlerFunc(a.toHTTPS))
	if c.ACME {
		m, err := a.authority()
		if err != nil {
			return nil, err
		}
		site.server.TLSConfig, plain = m.TLSConfig(), m.HTTPHandler(plain)
	} else {
		pair, err := newPair(c.Cert, c.Key, a.DB.Now)
		if err != nil {
			return nil, err
		}
		site.server.TLSConfig = &tls.Config{GetCertificate: pair.get, MinVersion: tls.VersionTLS12}
	}
	if a.plain == nil {
		return []door{site}, nil
	}
	return []door{site, {a.server(plain), a.plain}}, nil
}

func (a *App) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(a.Config.Log.Handler(), slog.LevelWarn),
	}
}

// toHTTPS leads a reader to the same page under the address of the settings: never to
// the host that a request names, which anybody may write.
func (a *App) toHTTPS(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Connection", "close")
	http.Redirect(w, r, a.Config.HTTP.PublicURL+r.URL.RequestURI(), http.StatusMovedPermanently) //nolint:gosec // always to our own host
}

// authority gets the certificate of the site, keeps it in the data folder, and gets the next
// one thirty days before it ends.
func (a *App) authority() (*autocert.Manager, error) {
	c := a.Config
	host, err := url.Parse(c.HTTP.PublicURL)
	if err != nil {
		return nil, err
	}
	client := &acme.Client{DirectoryURL: c.TLS.Directory}
	if client.DirectoryURL == "" {
		client.DirectoryURL = autocert.DefaultACMEDirectory
	}
	if c.TLS.Root != "" {
		roots := x509.NewCertPool()
		text, err := os.ReadFile(c.TLS.Root)
		if err != nil || !roots.AppendCertsFromPEM(text) {
			return nil, fault.Caused(err, fault.Invalid, "app.bad_roots", c.TLS.Root)
		}
		client.HTTPClient = &http.Client{Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		}}
	}
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(c.ACME()), HostPolicy: autocert.HostWhitelist(host.Hostname()), Email: c.TLS.Mail, Client: client,
	}, nil
}

// lookEvery is how long a new certificate file may wait until it is used.
const lookEvery = time.Minute

// A pair is a certificate with its key, read anew when the file was changed.
type pair struct {
	cert, key string
	now       func() time.Time

	mu      sync.Mutex
	looked  time.Time
	changed time.Time // of the file that was read
	held    *tls.Certificate
}

func newPair(cert, key string, now func() time.Time) (*pair, error) {
	p := &pair{cert: cert, key: key, now: now}
	_, err := p.get(nil)
	return p, err
}

// get is the certificate as its file was a minute ago or later. A file that cannot be
// read changes nothing: the one that is held goes on.
func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.now(); p.held == nil || now.Sub(p.looked) >= lookEvery {
		p.looked = now
		if err := p.read(); err != nil && p.held == nil {
			return nil, fault.Caused(err, fault.Invalid, "app.bad_certificate", p.cert, p.key)
		}
	}
	return p.held, nil
}

func (p *pair) read() error {
	a, err := os.Stat(p.cert)
	b, keyErr := os.Stat(p.key)
	if err := errors.Join(err, keyErr); err != nil {
		return err
	}
	changed := a.ModTime()
	if b.ModTime().After(changed) {
		changed = b.ModTime()
	}
	if p.held != nil && changed.Equal(p.changed) {
		return nil
	}
	c, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err == nil {
		p.held, p.changed = &c, changed
	}
	return err
}
