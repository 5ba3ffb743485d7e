package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Check returns a fault that names every variable whose value cannot be, or does
// not go with the others.
func (c Config) Check() error {
	var bad fault.Check
	in := func(ok bool, name, key string, args ...any) { bad.That(ok, Prefix+name, key, args...) }
	between := func(d time.Duration, low, high time.Duration, name string) {
		in(d >= low && d <= high, name, "config.between", low, high)
	}
	in(c.Data != "", "DATA", "required")
	in(c.Profile != "", "PROFILE", "required")
	in(c.DSN == "" || !strings.Contains(c.DSN, "://") || isPostgres(c.DSN), "DSN", "config.dsn")
	in(c.Workers >= 1 && c.Workers <= 64, "WORKERS", "config.between", 1, 64)
	in(isAddress(c.HTTP.Listen), "LISTEN", "config.listen")
	if c.HTTP.PublicURL != "" {
		u, err := url.Parse(c.HTTP.PublicURL)
		ok := err == nil && u.Host != "" && u.User == nil && u.Path == "" && u.RawQuery == "" && u.Fragment == "" && (u.Scheme == "http" || u.Scheme == "https")
		in(ok, "PUBLIC_URL", "config.url")
	}
	in(!slices.ContainsFunc(c.HTTP.Trusted, func(p netip.Prefix) bool { return p.Bits() == 0 }), "TRUSTED_PROXIES", "config.all")
	between(c.HTTP.Shutdown, time.Second, 10*time.Minute, "SHUTDOWN")
	between(c.Session.Idle, time.Minute, 24*time.Hour, "SESSION_IDLE")
	between(c.Session.Life, c.Session.Idle, 7*24*time.Hour, "SESSION_LIFE")
	in(c.Limits.Upload >= 1 && c.Limits.Upload <= 1024, "UPLOAD_MB", "config.between", 1, 1024)
	in(c.Limits.Pages >= 1 && c.Limits.Pages <= 4096, "PAGES_MB", "config.between", 1, 4096)
	in(c.HTTP.Metrics == "" || len(c.HTTP.Metrics) >= 16, "METRICS_TOKEN", "config.short_token", 16)
	in(slices.Contains([]string{"text", "json"}, c.Log.Format), "LOG_FORMAT", "config.one_of", "text json")
	c.TLS.check(in, c.HTTPS())
	c.Store.check(in)
	c.Replica.check(in)
	between(c.Replica.Keep, time.Hour, 366*24*time.Hour, "REPLICA_KEEP")
	in(c.Replica.S3 == "" || c.SQLite(), "REPLICA_S3", "config.replica")
	c.Mail.check(in)
	c.IMAP.check(in)
	c.SMS.check(in)
	between(c.Fetch.Timeout, time.Second, time.Minute, "FETCH_TIMEOUT")
	in(c.Fetch.Redirects >= 0 && c.Fetch.Redirects <= 20, "FETCH_REDIRECTS", "config.between", 0, 20)
	in(c.Fetch.Daily >= 1 && c.Fetch.Daily <= 100_000, "FETCH_DAILY", "config.between", 1, 100_000)
	in(!slices.ContainsFunc(c.Fetch.Allow, func(p netip.Prefix) bool { return p.Bits() == 0 }), "FETCH_ALLOW", "config.allow_all")
	return bad.Err()
}

func (c Certificate) check(in func(ok bool, name, key string, args ...any), https bool) {
	in((c.Cert == "") == (c.Key == ""), "TLS_KEY", "config.pair", Prefix+"TLS_CERT")
	in(c.Cert == "" || !c.ACME, "ACME", "config.twice", Prefix+"TLS_CERT")
	in(!c.On() || https, "PUBLIC_URL", "config.https")
	in(c.ACME || c.Directory == "" && c.Mail == "" && c.Root == "", "ACME", "required")
	in(c.On() || c.Listen == "", "TLS_CERT", "required")
	in(c.Listen == "" || isAddress(c.Listen), "HTTP_LISTEN", "config.listen")
	in(c.Directory == "" || strings.HasPrefix(c.Directory, "https://"), "ACME_DIRECTORY", "config.acme")
	_, err := mail.ParseAddress(c.Mail)
	in(c.Mail == "" || err == nil, "ACME_MAIL", "config.address")
}

func (s Store) check(in func(ok bool, name, key string, args ...any)) {
	network, address, _ := strings.Cut(s.Clamd, "://")
	in(s.Clamd == "" || network == "unix" && strings.HasPrefix(address, "/") || network == "tcp" && isAddress(address), "FILES_CLAMD", "config.clamd")
	bucket{s.S3, s.Bucket, s.Region, s.Key, s.Secret}.check(in, "FILES_")
}

func (r Replica) check(in func(ok bool, name, key string, args ...any)) {
	bucket{r.S3, r.Bucket, r.Region, r.Key, r.Secret}.check(in, "REPLICA_")
}

// A bucket is named whole or not at all, by variables that begin alike.
type bucket struct{ s3, name, region, key, secret string }

func (b bucket) check(in func(ok bool, name, key string, args ...any), of string) {
	if b.s3 == "" {
		in(b == bucket{}, of+"S3", "required")
		return
	}
	u, err := url.Parse(b.s3)
	ok := err == nil && u.Host != "" && u.User == nil && (u.Path == "" || u.Path == "/") && u.RawQuery == "" && (u.Scheme == "https" || u.Scheme == "http")
	in(ok, of+"S3", "config.s3")
	in(!ok || u.Scheme == "https" || isLocal(u.Hostname()), of+"S3", "config.open_store")
	in(b.name != "", of+"BUCKET", "required")
	in(b.key != "", of+"KEY", "required")
	in(b.secret != "", of+"SECRET", "required")
}

func (m Mail) check(in func(ok bool, name, key string, args ...any)) {
	in(m.TLS.known(), "SMTP_TLS", "config.one_of", ways)
	in(m.Port >= 0 && m.Port <= 65535, "SMTP_PORT", "config.between", 0, 65535)
	in(m.Host != "" || m.User == "" && m.Password == "" && m.From == "", "SMTP_HOST", "required")
	if m.Host == "" {
		return
	}
	_, err := mail.ParseAddress(m.From)
	in(err == nil, "SMTP_FROM", "config.address")
	in((m.User == "") == (m.Password == ""), "SMTP_PASSWORD", "config.pair", Prefix+"SMTP_USER")
	in(m.User == "" || m.TLS != NoTLS || isLocal(m.Host), "SMTP_TLS", "config.open_password")
}

func (m IMAP) check(in func(ok bool, name, key string, args ...any)) {
	in(m.TLS.known(), "IMAP_TLS", "config.one_of", ways)
	in(m.Port >= 0 && m.Port <= 65535, "IMAP_PORT", "config.between", 0, 65535)
	in(m.Host != "" || m.User == "" && m.Password == "" && m.Unit == "", "IMAP_HOST", "required")
	if m.Host == "" {
		return
	}
	in(m.User != "", "IMAP_USER", "required")
	in(m.Password != "", "IMAP_PASSWORD", "required")
	in(m.Unit != "", "IMAP_UNIT", "required")
	in(m.TLS != NoTLS || isLocal(m.Host), "IMAP_TLS", "config.open_password")
}

func (s SMS) check(in func(ok bool, name, key string, args ...any)) {
	if s.URL == "" {
		in(s.Key == "" && s.Secret == "" && len(s.Templates) == 0, "SMS_URL", "required")
		return
	}
	u, err := url.Parse(s.URL)
	ok := err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http")
	in(ok, "SMS_URL", "config.gateway")
	in(!ok || u.Scheme == "https" || isLocal(u.Hostname()), "SMS_URL", "config.open_gateway")
	in(s.Key != "", "SMS_KEY", "required")
	in(len(s.Secret) >= 16, "SMS_SECRET", "config.short_token", 16)
	in(len(s.Templates) > 0, "SMS_TEMPLATES", "required")
}

const ways = string(StartTLS + " " + Implicit + " " + NoTLS)

func (t TLS) known() bool { return slices.Contains([]TLS{StartTLS, Implicit, NoTLS}, t) }

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, numErr := strconv.Atoi(port)
	return err == nil && numErr == nil && n >= 0 && n <= 65535
}

func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
