// Package config is the settings of one running program: a documented struct,
// read from variables whose names start with GONGKAI_. What a district decides
// (its units, reminders, working hours) is in its profile and not here.
//
// The table in docs/config.md is made from the struct:
//
//go:generate go test -run TestDocument -update
package config

import (
	"log/slog"
	"net/netip"
	"path/filepath"
	"time"
)

// Prefix starts the name of every variable.
const Prefix = "GONGKAI_"

// Config is every setting. The tag env is the variable without Prefix, and
// secret says that the value may come from the file named by the variable with
// _FILE behind it, and is never shown.
type Config struct {
	DSN     string `env:"DSN" secret:"true"` // "" is the SQLite file in Data
	Data    string `env:"DATA" envDefault:"data"`
	Profile string `env:"PROFILE" envDefault:"sample"`
	Workers int    `env:"WORKERS" envDefault:"4"`    // background jobs at a time
	Migrate bool   `env:"MIGRATE" envDefault:"true"` // bring the schema up to date at start
	HTTP    HTTP
	Session Session
	Limits  Limits
	Mail    Mail
	Log     Log
}

// HTTP is how the program is reached.
type HTTP struct {
	Listen    string         `env:"LISTEN" envDefault:"127.0.0.1:8080"`
	PublicURL string         `env:"PUBLIC_URL"` // "" is http:// and Listen
	HTTPS     bool           `env:"HTTPS" envDefault:"false"`
	Trusted   []netip.Prefix `env:"TRUSTED_PROXIES"`
	Shutdown  time.Duration  `env:"SHUTDOWN" envDefault:"30s"`
}

// Session is how long a sign-in lasts.
type Session struct {
	Idle time.Duration `env:"SESSION_IDLE" envDefault:"30m"`
	Life time.Duration `env:"SESSION_LIFE" envDefault:"12h"`
}

// Limits bound what one request may bring, in MiB.
type Limits struct {
	Upload int64 `env:"UPLOAD_MB" envDefault:"50"` // one attachment
	Import int64 `env:"IMPORT_MB" envDefault:"20"` // one circular or table that is read
}

// TLS is how the connection to the mail server is protected.
type TLS string

// The ways of TLS.
const (
	StartTLS TLS = "starttls"
	Implicit TLS = "tls"
	NoTLS    TLS = "none"
)

// Mail is the server for reminders. With no Host nothing is sent by mail.
type Mail struct {
	Host     string        `env:"SMTP_HOST"`
	Port     int           `env:"SMTP_PORT" envDefault:"587"`
	User     string        `env:"SMTP_USER"`
	Password string        `env:"SMTP_PASSWORD" secret:"true"`
	From     string        `env:"SMTP_FROM"`
	TLS      TLS           `env:"SMTP_TLS" envDefault:"starttls"`
	Timeout  time.Duration `env:"SMTP_TIMEOUT" envDefault:"30s"`
}

// Log is what is written to the standard error.
type Log struct {
	Level  slog.Level `env:"LOG_LEVEL" envDefault:"info"`
	Format string     `env:"LOG_FORMAT" envDefault:"text"`
}

// Database is where the database is: DSN, or the SQLite file in Data.
func (c Config) Database() string {
	if c.DSN != "" {
		return c.DSN
	}
	return filepath.Join(c.Data, "gongkai.db")
}

// Files is the folder of attachments.
func (c Config) Files() string { return filepath.Join(c.Data, "files") }

// URL is where the reader finds the site, with no slash at the end.
func (c Config) URL() string {
	if c.HTTP.PublicURL != "" {
		return c.HTTP.PublicURL
	}
	return "http://" + c.HTTP.Listen
}
