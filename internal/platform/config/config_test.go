package config_test

import (
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
)

var update = flag.Bool("update", false, "write docs/config.md")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDefaults(t *testing.T) {
	c, err := config.Load([]string{"PATH=/bin", "GONGKAI_TEST_POSTGRES=postgres://x", "GONGKAI_LISTEN="})
	must(t, err)
	if c.Database() != filepath.Join("data", "gongkai.db") || c.Files() != filepath.Join("data", "files") || c.URL() != "http://127.0.0.1:8080" ||
		c.HTTPS() || c.Origin() != "localhost/log" || !c.SQLite() || c.LogKey() != filepath.Join("data", "keys", "log.key") ||
		c.Session.Idle != 30*time.Minute || c.Log.Level != slog.LevelInfo || c.Mail.Host != "" || c.Limits.Upload != 50 || !c.Migrate || c.Fetch.On || len(c.Fetch.Allow) > 0 {
		t.Errorf("%+v", c)
	}
}

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	must(t, os.WriteFile(file, []byte("  geheim \r\n"), 0o600))
	c, err := config.Load([]string{
		"GONGKAI_DSN=postgres://a:b@db/gongkai?sslmode=require", "GONGKAI_PUBLIC_URL=https://www.example.gov.cn/",
		"GONGKAI_LISTEN=:1", "GONGKAI_TRUSTED_PROXIES=10.0.0.1, 192.168.0.0/16,::1", "GONGKAI_SMTP_HOST=mail.example.gov.cn", "GONGKAI_SMTP_USER=gk",
		"GONGKAI_SMTP_PASSWORD_FILE=" + file, "GONGKAI_SMTP_FROM=公开办 <gk@example.gov.cn>", "GONGKAI_LOG_LEVEL=warn", config.Flag("listen", ":9000"), config.Flag("session-idle", "5m"),
	})
	must(t, err)
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("::1/128")}
	if c.HTTP.Listen != ":9000" || c.Session.Idle != 5*time.Minute || c.URL() != "https://www.example.gov.cn" || !c.HTTPS() || c.Origin() != "www.example.gov.cn/log" || c.SQLite() || c.Mail.Password != "  geheim " ||
		!slices.Equal(c.HTTP.Trusted, want) || c.Log.Level != slog.LevelWarn || !strings.HasPrefix(c.Database(), "postgres://") {
		t.Errorf("%+v", c)
	}
	for _, f := range c.Describe() {
		if strings.Contains(f.Value, "geheim") || strings.Contains(f.Value, "a:b") {
			t.Errorf("%s shows the secret", f.Name)
		}
		if f.Name == "GONGKAI_TRUSTED_PROXIES" && f.Value != "10.0.0.1/32,192.168.0.0/16,::1/128" {
			t.Errorf("%+v", f)
		}
	}
}

func TestRefused(t *testing.T) {
	big := filepath.Join(t.TempDir(), "big")
	must(t, os.WriteFile(big, make([]byte, 1<<17), 0o600))
	mail := []string{"SMTP_HOST=mail", "SMTP_FROM=a@b.cn"}
	short := []string{"SMS_KEY=k", "SMS_SECRET=0123456789abcdef", "SMS_TEMPLATES=answered:SMS_1"}
	box := []string{"IMAP_HOST=mail", "IMAP_USER=u", "IMAP_PASSWORD=p", "IMAP_UNIT=qfb"}
	bucket := []string{"FILES_BUCKET=b", "FILES_KEY=k", "FILES_SECRET=s"}
	for _, c := range []struct {
		vars []string
		want string // variable and key, sorted
	}{
		{[]string{"LISTNE=:80"}, "LISTNE config.unknown"},
		{[]string{"WORKERS=many", "MIGRATE=perhaps", "SHUTDOWN=30"}, "MIGRATE config.unreadable, SHUTDOWN config.unreadable, WORKERS config.unreadable"},
		{[]string{"TRUSTED_PROXIES=here", "LOG_LEVEL=loud", "UPLOAD_MB=1.5"}, "LOG_LEVEL config.unreadable, TRUSTED_PROXIES config.unreadable, UPLOAD_MB config.unreadable"},
		{[]string{"WORKERS=0", "SHUTDOWN=0s", "UPLOAD_MB=0"}, "SHUTDOWN config.between, UPLOAD_MB config.between, WORKERS config.between"},
		{[]string{"SESSION_IDLE=2h", "SESSION_LIFE=1h"}, "SESSION_LIFE config.between"},
		{[]string{"SESSION_IDLE=1s"}, "SESSION_IDLE config.between"},
		{[]string{"DSN=mysql://x"}, "DSN config.dsn"},
		{[]string{"LISTEN=8080"}, "LISTEN config.listen"},
		{[]string{"LISTEN=:99999"}, "LISTEN config.listen"},
		{[]string{"PUBLIC_URL=www.example.gov.cn"}, "PUBLIC_URL config.url"},
		{[]string{"PUBLIC_URL=http://x/?a=1"}, "PUBLIC_URL config.url"},
		{[]string{"PUBLIC_URL=https://x/gongkai"}, "PUBLIC_URL config.url"},
		{[]string{"METRICS_TOKEN=short"}, "METRICS_TOKEN config.short_token"},
		{[]string{"TRUSTED_PROXIES=0.0.0.0/0"}, "TRUSTED_PROXIES config.all"},
		{[]string{"FETCH_TIMEOUT=0s", "FETCH_REDIRECTS=21", "FETCH_DAILY=0"}, "FETCH_DAILY config.between, FETCH_REDIRECTS config.between, FETCH_TIMEOUT config.between"},
		{[]string{"FETCH_ALLOW=10.0.0.0/8,::/0"}, "FETCH_ALLOW config.allow_all"},
		{[]string{"LOG_FORMAT=xml"}, "LOG_FORMAT config.one_of"},
		{[]string{"TLS_CERT=a.pem"}, "PUBLIC_URL config.https, TLS_KEY config.pair"},
		{[]string{"ACME_MAIL=a@b.cn", "HTTP_LISTEN=:80"}, "ACME required, TLS_CERT required"},
		{[]string{"ACME=true", "PUBLIC_URL=https://x", "ACME_DIRECTORY=http://x", "ACME_MAIL=a", "HTTP_LISTEN=80"}, "ACME_DIRECTORY config.acme, ACME_MAIL config.address, HTTP_LISTEN config.listen"},
		{[]string{"ACME=true", "PUBLIC_URL=https://x", "TLS_CERT=a", "TLS_KEY=b"}, "ACME config.twice"},
		{[]string{"REPLICA_BUCKET=b"}, "REPLICA_S3 required"},
		{[]string{"REPLICA_S3=http://s3.example.cn", "DSN=postgres://x"}, "REPLICA_BUCKET required, REPLICA_KEY required, REPLICA_S3 config.open_store, REPLICA_SECRET required"},
		{[]string{"REPLICA_S3=https://s3.example.cn", "REPLICA_BUCKET=b", "REPLICA_KEY=k", "REPLICA_SECRET=s", "DSN=postgres://x"}, "REPLICA_S3 config.replica"},
		{[]string{"SMTP_FROM=a@b.cn"}, "SMTP_HOST required"},
		{[]string{"SMTP_HOST=mail"}, "SMTP_FROM config.address"},
		{append(mail, "SMTP_USER=u"), "SMTP_PASSWORD config.pair"},
		{append(mail, "SMTP_USER=u", "SMTP_PASSWORD=p", "SMTP_TLS=none"), "SMTP_TLS config.open_password"},
		{append(mail, "SMTP_TLS=ssl"), "SMTP_TLS config.one_of"},
		{append(mail, "SMTP_PORT=65536"), "SMTP_PORT config.between"},
		{[]string{"IMAP_USER=u"}, "IMAP_HOST required"},
		{[]string{"IMAP_HOST=mail"}, "IMAP_PASSWORD required, IMAP_UNIT required, IMAP_USER required"},
		{append(box, "IMAP_TLS=none", "IMAP_PORT=-1"), "IMAP_PORT config.between, IMAP_TLS config.open_password"},
		{append(box, "IMAP_TLS=ssl"), "IMAP_TLS config.one_of"},
		{[]string{"SMS_KEY=k"}, "SMS_URL required"},
		{[]string{"SMS_URL=https://sms.example.cn/send"}, "SMS_KEY required, SMS_SECRET config.short_token, SMS_TEMPLATES required"},
		{append(short, "SMS_URL=http://sms.example.cn/send"), "SMS_URL config.open_gateway"},
		{append(short, "SMS_URL=sms.example.cn"), "SMS_URL config.gateway"},
		{append(short, "SMS_URL=https://sms.example.cn", "SMS_TEMPLATES=answered"), "SMS_TEMPLATES config.unreadable"},
		{[]string{"FILES_BUCKET=b"}, "FILES_S3 required"},
		{[]string{"FILES_S3=https://s3.example.cn"}, "FILES_BUCKET required, FILES_KEY required, FILES_SECRET required"},
		{append(bucket, "FILES_S3=s3.example.cn"), "FILES_S3 config.s3"},
		{append(bucket, "FILES_S3=https://k:s@s3.example.cn"), "FILES_S3 config.s3"},
		{append(bucket, "FILES_S3=https://s3.example.cn/b"), "FILES_S3 config.s3"},
		{append(bucket, "FILES_S3=http://s3.example.cn"), "FILES_S3 config.open_store"},
		{[]string{"FILES_CLAMD=/run/clamd"}, "FILES_CLAMD config.clamd"},
		{[]string{"FILES_CLAMD=tcp://clamd"}, "FILES_CLAMD config.clamd"},
		{[]string{"FILES_CLAMD=unix://clamd"}, "FILES_CLAMD config.clamd"},
		{[]string{"SMTP_PASSWORD_FILE=/does/not/exist"}, "SMTP_PASSWORD_FILE config.no_file"},
		{[]string{"SMTP_PASSWORD_FILE=" + big}, "SMTP_PASSWORD_FILE config.no_file"},
		{[]string{"DSN=a.db", "DSN_FILE=" + big}, "DSN_FILE config.twice"},
		{[]string{"LISTEN_FILE=" + big}, "LISTEN_FILE config.unknown"},
	} {
		environ := make([]string, len(c.vars))
		for i, v := range c.vars {
			environ[i] = "GONGKAI_" + v
		}
		_, err := config.Load(environ)
		if err == nil {
			t.Errorf("%v: accepted", c.vars)
			continue
		}
		e := fault.As(err)
		var got []string
		for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
			got = append(got, strings.TrimPrefix(f, "GONGKAI_")+" "+e.Fields[f].Key)
		}
		if s := strings.Join(got, ", "); s != c.want || e.Kind != fault.Invalid {
			t.Errorf("%v: %s, want %s", c.vars, s, c.want)
		}
		for _, text := range e.Fields {
			if !i18n.Has(text.Key) {
				t.Errorf("%s has no text", text.Key)
			}
		}
	}
	c, err := config.Load([]string{"GONGKAI_FILES_S3=http://127.0.0.1:9000", "GONGKAI_FILES_BUCKET=b", "GONGKAI_FILES_KEY=schluessel", "GONGKAI_FILES_SECRET=geheim", "GONGKAI_FILES_CLAMD=unix:///run/clamd"})
	must(t, err)
	for _, f := range c.Describe() {
		if strings.Contains(f.Value, "geheim") || strings.Contains(f.Value, "schluessel") {
			t.Errorf("%s shows the secret", f.Name)
		}
	}
	c, err = config.Load([]string{"GONGKAI_SMS_URL=https://sms.example.cn/send", "GONGKAI_SMS_KEY=k", "GONGKAI_SMS_SECRET=0123456789abcdef", "GONGKAI_SMS_TEMPLATES=fee:SMS_2,answered:SMS_1"})
	must(t, err)
	for _, f := range c.Describe() {
		if strings.Contains(f.Value, "0123456789abcdef") || f.Name == "GONGKAI_SMS_TEMPLATES" && f.Value != "answered:SMS_1,fee:SMS_2" {
			t.Errorf("%+v", f)
		}
	}
	if _, err := config.Load([]string{"GONGKAI_SMTP_HOST=localhost", "GONGKAI_SMTP_FROM=a@b.cn", "GONGKAI_SMTP_USER=u", "GONGKAI_SMTP_PASSWORD=p", "GONGKAI_SMTP_TLS=none"}); err != nil {
		t.Errorf("a relay on this machine: %v", err)
	}
}

// The page in docs is what the struct says, and every setting has its words.
func TestDocument(t *testing.T) {
	const page = "../../../docs/config.md"
	c, err := config.Load(nil)
	must(t, err)
	fields := c.Describe()
	for _, f := range fields {
		if !i18n.Has(f.Text.Key) || !i18n.Has(f.Type.Key) {
			t.Errorf("%s has no words: %v %v", f.Name, f.Text, f.Type)
		}
		if pair := config.Flag(f.Flag, "x"); pair != f.Name+"=x" {
			t.Errorf("flag %s gives %s", f.Flag, pair)
		}
		if f.Default != "" && !f.Secret && !strings.HasPrefix(strings.ToLower(f.Value), f.Default) {
			t.Errorf("%s: the default is %s, the value %s", f.Name, f.Default, f.Value)
		}
	}
	want := config.Markdown(fields, i18n.Text)
	if *update {
		must(t, os.WriteFile(page, []byte(want), 0o600))
	}
	got, err := os.ReadFile(page)
	must(t, err)
	if string(got) != want {
		t.Errorf("docs/config.md is not what the settings are; run go generate ./internal/platform/config\n%s", fmt.Sprint(want))
	}
}
