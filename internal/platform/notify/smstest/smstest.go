// Package smstest is a gateway for short messages in the process of a test, which keeps
// what it is sent.
package smstest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/platform/notify"
)

// A Gateway keeps short messages.
type Gateway struct {
	server *httptest.Server

	mu     sync.Mutex
	got    []Short
	status int
}

// A Short is one short message.
type Short struct {
	ID, Phone, Template string
	Params              []string
}

// New starts a gateway.
func New(tb testing.TB) *Gateway {
	tb.Helper()
	g := &Gateway{status: http.StatusOK}
	g.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		var s Short
		if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
			tb.Errorf("no short message: %v", err)
		}
		if w.WriteHeader(g.status); g.status == http.StatusOK {
			g.got = append(g.got, s)
		}
	}))
	tb.Cleanup(g.server.Close)
	return g
}

// Config is how to send through the gateway the kinds that have a template.
func (g *Gateway) Config(templates map[string]string) notify.SMS {
	return notify.SMS{URL: g.server.URL, Key: "gongkai", Secret: "0123456789abcdef", Templates: templates}
}

// Answer has the gateway answer with a status; what it does not answer with 200, it does not keep.
func (g *Gateway) Answer(status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.status = status
}

// Shorts are those taken so far.
func (g *Gateway) Shorts() []Short {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.got
}
