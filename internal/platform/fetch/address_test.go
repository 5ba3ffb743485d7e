package fetch_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/fetch"
)

// addresses says of each whether it is of the public network.
var addresses = map[string]bool{
	"114.114.114.114": true, "223.5.5.5": true, "8.8.8.8": true, "172.15.255.255": true, "172.32.0.1": true, "100.63.255.255": true, "100.128.0.1": true,
	"192.0.1.1": true, "198.17.255.255": true, "223.255.255.255": true,
	"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "100.64.0.1": false, "100.127.255.255": false, "127.0.0.1": false, "127.255.255.254": false,
	"169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false, "192.0.0.170": false, "192.0.2.1": false, "192.88.99.1": false, "192.168.1.1": false,
	"198.18.0.1": false, "198.19.255.255": false, "198.51.100.7": false, "203.0.113.9": false, "224.0.0.1": false, "239.255.255.250": false,
	"240.0.0.1": false, "255.255.255.255": false,

	"2400:3200::1": true, "2001:200::1": true, "2606:4700:4700::1111": true,
	"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "2400:3200::1%eth0": false, "fec0::1": false, "fc00::1": false, "fd12:3456::1": false,
	"ff02::1": false, "2001:db8::1": false, "3fff::1": false, "2001::1": false, "2001:2::1": false, "2001:10::1": false, "100::1": false, "5f00::1": false, "4000::1": false,

	"::ffff:8.8.8.8": true, "::ffff:10.0.0.1": false, "::ffff:127.0.0.1": false, "::10.0.0.1": false, "::8.8.8.8": false,
	"64:ff9b::8.8.8.8": true, "64:ff9b::10.0.0.1": false, "64:ff9b::169.254.169.254": false, "64:ff9b:1::8.8.8.8": false,
	"2002:808:808::1": true, "2002:a00:1::1": false, "2002:7f00:1::": false, "2002:c0a8:101::1": false,
}

func TestPublic(t *testing.T) {
	for s, want := range addresses {
		if got := fetch.Public(netip.MustParseAddr(s)); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
	if fetch.Public(netip.Addr{}) {
		t.Error("no address at all is of the public network")
	}
}

// FuzzPublic: what the standard library calls private, loopback, link-local,
// multicast or nothing is never public, in whatever way it is written.
func FuzzPublic(f *testing.F) {
	for s := range addresses {
		a := netip.MustParseAddr(s).As16()
		f.Add(a[:])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 16 {
			return
		}
		inner := netip.AddrFrom4([4]byte(b[12:16]))
		v4 := inner.As4()
		nat := netip.AddrFrom16([16]byte{0, 0x64, 0xff, 0x9b, 12: v4[0], 13: v4[1], 14: v4[2], 15: v4[3]})
		to := netip.AddrFrom16([16]byte{0x20, 0x02, v4[0], v4[1], v4[2], v4[3], 15: 1})
		mapped := netip.AddrFrom16([16]byte{10: 0xff, 11: 0xff, 12: v4[0], 13: v4[1], 14: v4[2], 15: v4[3]})
		for _, a := range []netip.Addr{inner, mapped, nat, to, netip.AddrFrom16([16]byte(b[:16]))} {
			bare := a.Unmap()
			if fetch.Public(a) && (bare.IsPrivate() || bare.IsLoopback() || bare.IsLinkLocalUnicast() || bare.IsMulticast() || bare.IsUnspecified() || !bare.IsGlobalUnicast()) {
				t.Errorf("%s is public", a)
			}
		}
		for _, a := range []netip.Addr{mapped, nat, to} {
			if fetch.Public(a) != fetch.Public(inner) {
				t.Errorf("%s is not as %s", a, inner)
			}
		}
	})
}

// words says of addresses what their words alone tell.
var words = map[string]fetch.Kind{
	"http://www.example.gov.cn/a?b=c": "", "https://www.example.gov.cn": "", "https://www.example.gov.cn:443/": "", "http://114.114.114.114/": "", "http://[2400:3200::1]/": "",
	"HTTP://WWW.EXAMPLE.GOV.CN/": "", "http://www.example.gov.cn./": "",
	"https://www.example.gov.cn:8443/": fetch.Unasked, "http://114.114.114.114:22/": fetch.Unasked,
	"ftp://www.example.gov.cn/": fetch.NoWeb, "file:///etc/passwd": fetch.NoWeb, "gopher://www.example.gov.cn/": fetch.NoWeb, "javascript:alert(1)": fetch.NoWeb,
	"//www.example.gov.cn/": fetch.NoWeb, "/publish/1": fetch.NoWeb, "": fetch.NoWeb, "http://": fetch.NoWeb, "http:www.example.gov.cn": fetch.NoWeb,
	"http://user@www.example.gov.cn/": fetch.NoWeb, "http://user:word@www.example.gov.cn/": fetch.NoWeb, "http://localhost/": fetch.NoWeb, "http://oa/": fetch.NoWeb,
	"http://2130706433/": fetch.NoWeb, "http://a b.cn/": fetch.NoWeb, "http://www.example.gov.cn\n.evil.cn/": fetch.NoWeb,
	"http://127.0.0.1/": fetch.Inside, "http://127.0.0.1:8080/": fetch.Inside, "http://10.1.2.3": fetch.Inside, "http://[::1]/": fetch.Inside, "http://[::ffff:10.0.0.1]/": fetch.Inside,
	"http://[64:ff9b::7f00:1]/": fetch.Inside, "http://[fe80::1%25eth0]/": fetch.Inside, "https://169.254.169.254/latest/meta-data/": fetch.Inside, "http://0.0.0.0/": fetch.Inside,
}

func TestWords(t *testing.T) {
	c := fetch.New(fetch.Config{})
	for s, want := range words {
		if _, got := c.Asks(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	if _, got := c.Asks("http://www.example.gov.cn/" + strings.Repeat("a", 3000)); got != fetch.NoWeb {
		t.Errorf("a long one: %q", got)
	}
	if to, got := c.Asks("http://\u653f\u52a1.\u4e2d\u56fd/a#b"); got != "" || to != "http://xn--zfr164b.xn--fiqs8s/a" {
		t.Errorf("a name in Chinese: %s %q", to, got)
	}
}

// FuzzWords: what would be asked is http or https on 80 or 443, of a host that
// is a name or a public address, with nobody's name before it.
func FuzzWords(f *testing.F) {
	for s := range words {
		f.Add(s)
	}
	c := fetch.New(fetch.Config{})
	f.Fuzz(func(t *testing.T, s string) {
		asked, kind := c.Asks(s)
		if kind != "" {
			return
		}
		u, err := url.Parse(asked)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "80" && u.Port() != "443" {
			t.Fatalf("%q is asked as %q", s, asked)
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !fetch.Public(a) {
			t.Fatalf("%q is asked", s)
		}
	})
}
