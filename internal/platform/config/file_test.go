package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// settingsFile writes one, and returns the pair that names it.
func settingsFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "gongkai.env")
	must(t, os.WriteFile(file, []byte(text), 0o600))
	return "GONGKAI_ENV_FILE=" + file
}

// TestSettingsFile: a settings file is read as systemd reads it, below the environment.
func TestSettingsFile(t *testing.T) {
	password := filepath.Join(t.TempDir(), "password")
	must(t, os.WriteFile(password, []byte("geheim\n"), 0o600))
	file := settingsFile(t, "# a note\n\n ; another\r\n  GONGKAI_DATA = /var/lib/gongkai \nGONGKAI_LISTEN=:1\nGONGKAI_LISTEN=:2\r\nGONGKAI_WORKERS=3\n"+
		"GONGKAI_SMTP_HOST=mail\nGONGKAI_SMTP_FROM=\"公开办 <a@b.cn>\"\nGONGKAI_SMTP_USER='it''\nGONGKAI_FONTS=/a # b'\"\nGONGKAI_DSN_FILE=/not/there\n"+
		"GONGKAI_BACKUP=x\nGONGKAI_BACKUP=\nGONGKAI_SMTP_PASSWORD_FILE="+password)
	if _, err := config.Load([]string{file}); fault.Of(err) != fault.Invalid || len(fault.As(err).Rows) != 1 || fault.As(err).Rows[0].Line != 10 {
		t.Fatalf("a quote within quotes: %v", err)
	}
	name := strings.TrimPrefix(file, "GONGKAI_ENV_FILE=")
	text, err := os.ReadFile(name)
	must(t, err)
	must(t, os.WriteFile(name, []byte(strings.Replace(string(text), "'it''", `'it"s'`, 1)), 0o600))
	c, err := config.Load([]string{file, "GONGKAI_WORKERS=5", "GONGKAI_DSN=postgres://x"})
	must(t, err)
	if c.Data != "/var/lib/gongkai" || c.HTTP.Listen != ":2" || c.Workers != 5 || c.Mail.From != "公开办 <a@b.cn>" || c.Mail.User != `it"s` || c.Fonts != `/a # b'"` ||
		c.DSN != "postgres://x" || c.Backup != "" || c.Mail.Password != "geheim" || c.EnvFile != name {
		t.Errorf("%+v", c)
	}
	if c, err := config.Load([]string{file, "GONGKAI_DSN=", "GONGKAI_LISTEN="}); err != nil || c.DSN != "" || c.HTTP.Listen != "127.0.0.1:8080" {
		t.Errorf("what the environment says to be none: %v, %v", c, err)
	}
}

// TestSettingsFileRefused: what would be read in another way than it looks is refused, and named.
func TestSettingsFileRefused(t *testing.T) {
	for text, want := range map[string]string{
		"GONGKAI_LISTEN":                                         "1 config.bad_line",
		"GONGKAI_FONTS=a\\\nb":                                   "1 config.bad_line, 2 config.bad_line",
		"\nGONGKAI_FONTS=\"a":                                    "2 config.bad_line",
		"GONGKAI_FONTS='":                                        "1 config.bad_line",
		"GONGKAI_FONTS='a' b":                                    "1 config.bad_line",
		"LISTEN=:80\nGOMEMLIMIT=1GiB":                            "1 config.not_here, 2 config.not_here",
		"export GONGKAI_LISTEN=:80":                              "1 config.not_here",
		"GONGKAI_ENV_FILE=/etc/other":                            "1 config.not_here",
		"GONGKAI_LISTNE=:80":                                     "GONGKAI_LISTNE config.unknown",
		"GONGKAI_DSN=a.db\nGONGKAI_DSN_FILE=/etc/dsn":            "GONGKAI_DSN_FILE config.twice",
		strings.Repeat("# as large as no settings are\n", 1<<12): "GONGKAI_ENV_FILE config.no_file",
	} {
		_, err := config.Load([]string{settingsFile(t, text)})
		e := fault.As(err)
		var got []string
		for _, r := range e.Rows {
			got = append(got, fmt.Sprintf("%d %s", r.Line, r.Text.Key))
		}
		for name, text := range e.Fields {
			got = append(got, name+" "+text.Key)
		}
		if s := strings.Join(got, ", "); s != want || e.Kind != fault.Invalid || !i18n.Has(e.Text.Key) {
			t.Errorf("%.80q: %s, want %s (%v)", text, s, want, err)
		}
	}
	if _, err := config.Load([]string{"GONGKAI_ENV_FILE=" + t.TempDir()}); fault.As(err).Fields["GONGKAI_ENV_FILE"].Key != "config.no_file" {
		t.Errorf("a folder: %v", err)
	}
}
