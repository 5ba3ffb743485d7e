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
	"strings"
	"time"
)

// Prefix starts the name of every variable.
const Prefix = "GONGKAI_"

// Config is every setting. The tag env is the variable without Prefix, and
// secret says that the value may come from the file named by the variable with
// _FILE behind it, and is never shown.
type Config struct {
	EnvFile string `env:"ENV_FILE"`          // "NAME=value" lines, below the environment; "" is none
	DSN     string `env:"DSN" secret:"true"` // "" is the SQLite file in Data
	Data    string `env:"DATA" envDefault:"data"`
	Profile string `env:"PROFILE" envDefault:"honggutan"`
	Workers int    `env:"WORKERS" envDefault:"4"`    // background jobs at a time
	Migrate bool   `env:"MIGRATE" envDefault:"true"` // bring the schema up to date at start
	Fonts   string `env:"FONTS"`                     // folder of the fonts for PDF; "" is those of the system
	Backup  string `env:"BACKUP"`                    // folder of the backups; "" is told by nobody
	HTTP    HTTP
	TLS     Certificate
	Session Session
	Limits  Limits
	Store   Store
	Replica Replica
	Mail    Mail
	IMAP    IMAP
	SMS     SMS
	Fetch   Fetch
	Log     Log
}

// HTTP is how the program is reached.
type HTTP struct {
	Listen    string         `env:"LISTEN" envDefault:"127.0.0.1:8080"`
	PublicURL string         `env:"PUBLIC_URL"` // "" is http:// and Listen; https:// brings secure cookies and HSTS
	Trusted   []netip.Prefix `env:"TRUSTED_PROXIES"`
	Shutdown  time.Duration  `env:"SHUTDOWN" envDefault:"30s"`
	// Metrics is the token that /metrics asks of other machines; "" lets none in.
	Metrics string `env:"METRICS_TOKEN" secret:"true"`
}

// Certificate is what the program answers HTTPS with by itself: files, or one that it
// gets from a certificate authority by ACME. With neither it speaks HTTP, behind a proxy.
type Certificate struct {
	Cert string `env:"TLS_CERT"` // file, PEM, with the chain
	Key  string `env:"TLS_KEY"`  // file, PEM
	ACME bool   `env:"ACME" envDefault:"false"`
	// Directory is where the authority says what it offers; "" is Let's Encrypt.
	Directory string `env:"ACME_DIRECTORY"`
	Root      string `env:"ACME_ROOT"`   // file, PEM: whom the directory is believed; "" is those of the system
	Mail      string `env:"ACME_MAIL"`   // told to the authority
	Listen    string `env:"HTTP_LISTEN"` // also answers HTTP here: leads to HTTPS, and proves the name to the authority
}

// On reports whether the program answers HTTPS by itself.
func (c Certificate) On() bool { return c.Cert != "" || c.ACME }

// Session is how long a sign-in lasts.
type Session struct {
	Idle time.Duration `env:"SESSION_IDLE" envDefault:"30m"`
	Life time.Duration `env:"SESSION_LIFE" envDefault:"12h"`
}

// Limits bound what one request may bring and what is kept in memory, in MiB.
type Limits struct {
	Upload int64 `env:"UPLOAD_MB" envDefault:"50"` // one attachment
	Pages  int64 `env:"PAGES_MB" envDefault:"32"`  // public pages kept in memory
}

// Store is where attachments are kept and how they are looked at. With no S3 they
// are in Data.
type Store struct {
	S3     string `env:"FILES_S3"` // address of the server
	Bucket string `env:"FILES_BUCKET"`
	Region string `env:"FILES_REGION"`
	Key    string `env:"FILES_KEY" secret:"true"`
	Secret string `env:"FILES_SECRET" secret:"true"`
	Clamd  string `env:"FILES_CLAMD"` // "" is no virus scanner
}

// Replica is the bucket that the SQLite file is copied to without a pause. With no S3 it is not.
type Replica struct {
	S3     string `env:"REPLICA_S3"` // address of the server: better another one than that of attachments
	Bucket string `env:"REPLICA_BUCKET"`
	Region string `env:"REPLICA_REGION"`
	Prefix string `env:"REPLICA_PREFIX" envDefault:"gongkai"` // of the names in the bucket
	Key    string `env:"REPLICA_KEY" secret:"true"`
	Secret string `env:"REPLICA_SECRET" secret:"true"`
	// Keep is how far back the state of a moment can be restored.
	Keep time.Duration `env:"REPLICA_KEEP" envDefault:"168h"`
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
	Host     string `env:"SMTP_HOST"`
	Port     int    `env:"SMTP_PORT"` // 0 is the usual one of TLS
	User     string `env:"SMTP_USER"`
	Password string `env:"SMTP_PASSWORD" secret:"true"`
	From     string `env:"SMTP_FROM"`
	TLS      TLS    `env:"SMTP_TLS" envDefault:"starttls"`
}

// IMAP is the mailbox to which requests for information are sent. With no Host none is read.
type IMAP struct {
	Host     string `env:"IMAP_HOST"`
	Port     int    `env:"IMAP_PORT"` // 0 is the usual one of TLS
	User     string `env:"IMAP_USER"`
	Password string `env:"IMAP_PASSWORD" secret:"true"`
	Folder   string `env:"IMAP_FOLDER"` // "" is INBOX
	TLS      TLS    `env:"IMAP_TLS" envDefault:"tls"`
	Unit     string `env:"IMAP_UNIT"` // code of the unit whose mailbox it is
	Receipt  bool   `env:"IMAP_RECEIPT" envDefault:"true"`
}

// SMS is the gateway for short messages to applicants (docs/sms.md). With no URL none is sent.
type SMS struct {
	URL       string            `env:"SMS_URL"`
	Key       string            `env:"SMS_KEY"`
	Secret    string            `env:"SMS_SECRET" secret:"true"`
	Templates map[string]string `env:"SMS_TEMPLATES"` // kind of message to template
}

// Fetch is whether and how far the program asks other servers: where the links of
// what is published lead. It asks nobody unless somebody has decided that it may.
type Fetch struct {
	On        bool           `env:"FETCH_ON" envDefault:"false"`
	Timeout   time.Duration  `env:"FETCH_TIMEOUT" envDefault:"8s"`  // of one question
	Redirects int            `env:"FETCH_REDIRECTS" envDefault:"5"` // followed at most
	Allow     []netip.Prefix `env:"FETCH_ALLOW"`                    // inside, and asked all the same
	Daily     int            `env:"FETCH_DAILY" envDefault:"2000"`  // links of what is public that are looked at in a day
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

// SQLite reports whether the database is a file, and not a server.
func (c Config) SQLite() bool { return !isPostgres(c.Database()) }

// Files is the folder of attachments.
func (c Config) Files() string { return filepath.Join(c.Data, "files") }

// Keys is the folder of the keys that must never be in the database.
func (c Config) Keys() string { return filepath.Join(c.Data, "keys") }

// ACME is the folder of the certificate that an authority gave.
func (c Config) ACME() string { return filepath.Join(c.Data, "acme") }

// LogKey is the file of the key that signs the public log.
func (c Config) LogKey() string { return filepath.Join(c.Keys(), "log.key") }

// BoxKey is the file of the key that seals secrets in the database.
func (c Config) BoxKey() string { return filepath.Join(c.Keys(), "box.key") }

// URL is where the reader finds the site, with no slash at the end.
func (c Config) URL() string {
	if c.HTTP.PublicURL != "" {
		return c.HTTP.PublicURL
	}
	return "http://" + c.HTTP.Listen
}

// HTTPS reports whether readers come over HTTPS.
func (c Config) HTTPS() bool { return strings.HasPrefix(c.HTTP.PublicURL, "https://") }

// Origin is the name that a new public log gets: the address of the site
// without its scheme. A log keeps its name when the site moves.
func (c Config) Origin() string {
	_, site, ok := strings.Cut(c.HTTP.PublicURL, "://")
	if !ok {
		site = "localhost"
	}
	return site + "/log"
}
