package app

import (
	"net/http"
	"net/netip"
	"testing"

	"gongkai.example/gongkai/internal/platform/config"
)

// TestClientAddress believes proxies that are trusted, and nobody else.
func TestClientAddress(t *testing.T) {
	near, wide := netip.MustParsePrefix("10.0.0.1/32"), netip.MustParsePrefix("192.168.0.0/16")
	for _, c := range []struct {
		name, peer, header, want string
		trusted                  []netip.Prefix
	}{
		{"a reader", "203.0.113.9:5000", "", "203.0.113.9", nil},
		{"a reader who pretends", "203.0.113.9:5000", "198.51.100.1", "203.0.113.9", []netip.Prefix{near}},
		{"a proxy that is not trusted", "10.0.0.1:5000", "203.0.113.9", "10.0.0.1", nil},
		{"a proxy", "10.0.0.1:5000", "203.0.113.9", "203.0.113.9", []netip.Prefix{near}},
		{"a proxy, of a reader who pretends", "10.0.0.1:5000", "198.51.100.1, 203.0.113.9", "203.0.113.9", []netip.Prefix{near}},
		{"two proxies", "10.0.0.1:5000", "203.0.113.9, 192.168.4.4", "203.0.113.9", []netip.Prefix{near, wide}},
		{"only proxies", "10.0.0.1:5000", "192.168.4.4", "192.168.4.4", []netip.Prefix{near, wide}},
		{"a proxy that says nothing", "10.0.0.1:5000", "", "10.0.0.1", []netip.Prefix{near}},
		{"a proxy that says nonsense", "10.0.0.1:5000", "unknown", "10.0.0.1", []netip.Prefix{near}},
		{"IPv4 in IPv6", "[::ffff:203.0.113.9]:5000", "", "203.0.113.9", nil},
		{"IPv6", "[2001:db8::1]:5000", "", "2001:db8::1", nil},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		if got := clientAddress(config.HTTP{Trusted: c.trusted}, r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
