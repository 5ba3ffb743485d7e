package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
)

// ca is a certificate authority of its own.
type ca struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	n    atomic.Int64
}

func newCA(t *testing.T) *ca {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	must(t, err)
	c, err = x509.ParseCertificate(der)
	must(t, err)
	return &ca{cert: c, key: key}
}

// sign gives a certificate for a name until a time.
func (c *ca) sign(t *testing.T, name string, key any, until time.Time) []byte {
	t.Helper()
	of := &x509.Certificate{SerialNumber: big.NewInt(c.n.Add(1) + 1), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, of, c.cert, key, c.key)
	must(t, err)
	return der
}

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// pair writes a new certificate and its key.
func (c *ca) pair(t *testing.T, cert, key, name string, until time.Time) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(k)
	must(t, err)
	must(t, os.WriteFile(key, pemOf("PRIVATE KEY", der), 0o600))
	must(t, os.WriteFile(cert, pemOf("CERTIFICATE", c.sign(t, name, &k.PublicKey, until)), 0o600))
}

// ask asks for a page at an address as if it were that of a host, believing one authority.
func (c *ca) ask(t *testing.T, address, host string) *http.Response {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(c.cert)
	client := &http.Client{
		Transport:     &http.Transport{ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: host, MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	r, err := http.NewRequestWithContext(patient(t), http.MethodGet, address, nil)
	must(t, err)
	r.Host = host
	res, err := client.Do(r)
	must(t, err)
	_, err = io.Copy(io.Discard, res.Body)
	must(t, err)
	must(t, res.Body.Close())
	return res
}

const named = "www.example.gov.cn"

// TestCertificate: the program answers HTTPS with the files of the settings, HTTP leads
// there, and a new file is used without a new start.
func TestCertificate(t *testing.T) {
	authority, dir := newCA(t), t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	authority.pair(t, cert, key, named, time.Now().AddDate(0, 0, 10))
	var ahead atomic.Int64
	c := settings(t, "GONGKAI_PUBLIC_URL=https://"+named, "GONGKAI_TLS_CERT="+cert, "GONGKAI_TLS_KEY="+key, "GONGKAI_HTTP_LISTEN=127.0.0.1:0")
	c.Clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	a := start(t, c)
	at, stop := open(t, a)
	url, plain := "https://"+at.Site.String(), at.Plain.String()
	res := authority.ask(t, url+"/healthz", named)
	if res.StatusCode != http.StatusOK || res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d %s %v", res.StatusCode, res.Proto, res.Header)
	}
	first := res.TLS.PeerCertificates[0].SerialNumber
	if res := authority.ask(t, "http://"+plain+"/plan?year=2023", "evil.example"); res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != "https://"+named+"/plan?year=2023" {
		t.Errorf("HTTP answers %d %v", res.StatusCode, res.Header)
	}
	for _, f := range app.Examine(t.Context(), c, time.Now()) {
		if f.Check == "certificate" && f.State != app.Warn {
			t.Errorf("a certificate of ten days: %+v", f)
		}
	}
	authority.pair(t, cert, key, named, time.Now().AddDate(0, 3, 0))
	must(t, os.Chtimes(cert, time.Now(), time.Now().Add(time.Second)))
	ahead.Store(int64(2 * time.Minute))
	if again := authority.ask(t, url+"/healthz", named).TLS.PeerCertificates[0].SerialNumber; again.Cmp(first) == 0 {
		t.Error("the old certificate is still used")
	}
	must(t, os.WriteFile(cert, []byte("half of"), 0o600))
	ahead.Store(int64(4 * time.Minute))
	authority.ask(t, url+"/healthz", named)
	must(t, stop())

	b := start(t, c)
	for what, begin := range map[string]func() error{
		"listens": func() error { _, err := b.Listen(t.Context()); return err }, // before anybody is told that it has started
		"serves":  func() error { return b.Serve(t.Context()) },
	} {
		if err := begin(); fault.As(err).Text.Key != "app.bad_certificate" {
			t.Errorf("%s with half a certificate: %v", what, err)
		}
	}
}

// TestACME: the program gets its certificate from an authority for its own name alone,
// and keeps it.
func TestACME(t *testing.T) {
	authority := newCA(t)
	var orders atomic.Int64
	srv := acmeServer(t, authority, &orders)
	root := filepath.Join(t.TempDir(), "root.pem")
	must(t, os.WriteFile(root, pemOf("CERTIFICATE", srv.Certificate().Raw), 0o600))
	c := settings(t, "GONGKAI_PUBLIC_URL=https://"+named, "GONGKAI_ACME=true", "GONGKAI_ACME_DIRECTORY="+srv.URL, "GONGKAI_ACME_ROOT="+root, "GONGKAI_ACME_MAIL=gk@example.gov.cn", "GONGKAI_HTTP_LISTEN=127.0.0.1:0")
	for range 2 { // the second time from the folder
		a := start(t, c)
		at, stop := open(t, a)
		url := "https://" + at.Site.String()
		if res := authority.ask(t, url+"/healthz", named); res.StatusCode != http.StatusOK || res.ProtoMajor != 2 {
			t.Errorf("%d %s", res.StatusCode, res.Proto)
		}
		d := tls.Dialer{Config: &tls.Config{ServerName: "other.example", InsecureSkipVerify: true}}
		if conn, err := d.DialContext(patient(t), "tcp", at.Site.String()); err == nil {
			t.Error("a certificate for another name")
			_ = conn.Close()
		}
		must(t, stop())
	}
	if orders.Load() != 1 {
		t.Errorf("%d orders", orders.Load())
	}
	if _, err := config.Load([]string{"GONGKAI_ACME=true"}); fault.As(err).Fields["GONGKAI_PUBLIC_URL"].Key != "config.https" {
		t.Errorf("ACME without a name: %v", err)
	}
}

// acmeServer speaks as much of RFC 8555 as an order needs whose name was proved before.
func acmeServer(t *testing.T, by *ca, orders *atomic.Int64) *httptest.Server {
	t.Helper()
	var cert []byte
	var srv *httptest.Server
	order := func(w http.ResponseWriter, status string) {
		w.Header().Set("Location", srv.URL+"/order")
		_, _ = fmt.Fprintf(w, `{"status":%q,"authorizations":[],"finalize":"%s/finalize","certificate":"%s/cert"}`, status, srv.URL, srv.URL)
	}
	srv = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Replay-Nonce", "bm9uY2U")
		var jws struct{ Payload string }
		_ = json.NewDecoder(r.Body).Decode(&jws)
		payload, _ := base64.RawURLEncoding.DecodeString(jws.Payload)
		switch r.URL.Path {
		case "/":
			_, _ = fmt.Fprintf(w, `{"newNonce":"%[1]s/nonce","newAccount":"%[1]s/account","newOrder":"%[1]s/new"}`, srv.URL)
		case "/nonce":
		case "/account":
			w.Header().Set("Location", srv.URL+"/account/1")
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"status":"valid"}`)
		case "/new":
			orders.Add(1)
			w.Header().Set("Location", srv.URL+"/order")
			w.WriteHeader(http.StatusCreated)
			order(w, "ready")
		case "/finalize":
			var in struct{ CSR string }
			_ = json.Unmarshal(payload, &in)
			der, _ := base64.RawURLEncoding.DecodeString(in.CSR)
			csr, err := x509.ParseCertificateRequest(der)
			if err != nil || len(csr.DNSNames) != 1 || csr.DNSNames[0] != named {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			cert = by.sign(t, named, csr.PublicKey, time.Now().AddDate(0, 3, 0))
			order(w, "valid")
		case "/order":
			order(w, "valid")
		case "/cert":
			_, _ = w.Write(pemOf("CERTIFICATE", cert))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}
