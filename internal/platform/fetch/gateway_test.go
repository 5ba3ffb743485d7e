package fetch_test

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/platform/fetch"
)

func TestGateway(t *testing.T) {
	var got, head string
	followed := false
	mux := http.NewServeMux()
	mux.HandleFunc("POST /send", func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, head = string(b), r.Header.Get("X-Test")
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/followed", http.StatusFound) })
	mux.HandleFunc("/followed", func(http.ResponseWriter, *http.Request) { followed = true })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	g := fetch.Gateway{URL: server.URL + "/send", Timeout: 5 * time.Second, Roots: pool}
	if status, err := g.Post(t.Context(), map[string]string{"X-Test": "1"}, []byte("hello")); status != 200 || err != nil || got != "hello" || head != "1" {
		t.Errorf("%d, %v, got %q, %q", status, err, got, head)
	}
	g.URL = server.URL + "/away"
	if status, err := g.Post(t.Context(), nil, nil); status != http.StatusFound || err != nil || followed {
		t.Errorf("a redirect: %d, %v, followed %v", status, err, followed)
	}
	if err := g.Reach(t.Context()); err != nil {
		t.Error(err)
	}
	g.URL, g.Timeout = server.URL+"/slow", 50*time.Millisecond
	if _, err := g.Post(t.Context(), nil, nil); err == nil {
		t.Error("waits for ever")
	}
	g.Roots = nil
	if err := g.Reach(t.Context()); err == nil {
		t.Error("a certificate of nobody is trusted")
	}
}
