package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// What an operator has to look after, beside what the program needs to start.
const (
	roomLeast = 1 << 30 // bytes that are free, below which something has to be done
	roomShare = 10      // percent that are free, below which somebody should look

	backupDue  = 26 * time.Hour // a nightly backup, and the time that it takes
	backupLate = 7 * 24 * time.Hour

	skewMost = 2 * time.Second // between the clocks of two machines: deadlines are days, sessions are minutes

	certSoon = 21 * 24 * time.Hour // ACME gets the next one thirty days before

	// verifyMost is the largest log that is verified on the way: some seconds.
	verifyMost = 300_000
	// sampled is how many of the newest attachments are read.
	sampled = 20
)

// room asks whether the disk is about to be full.
func (x *examination) room() {
	free, total, err := roomIn(x.config.Data)
	if err != nil || total == 0 { // no folder, which is said already, or a system that does not say
		return
	}
	x.rooms(free, total)
}

// rooms judges a disk of so many bytes, of which some are free.
func (x *examination) rooms(free, total uint64) {
	percent := free * 100 / total
	switch {
	case free < roomLeast:
		x.add("room", Bad, fault.T("app.doctor.room", free>>20, percent), fault.T("app.do.room"))
	case percent < roomShare:
		x.add("room", Warn, fault.T("app.doctor.room", free>>20, percent), fault.T("app.do.room"))
	default:
		x.ok("room", "app.doctor.room", free>>20, percent)
	}
}

// backups asks when the last one was made that is whole.
func (x *examination) backups() {
	last, bad, err := lastBackup(x.config.Backup)
	age := x.now.Sub(last)
	when := stampOf(last)
	switch {
	case x.config.Backup == "":
		x.add("backup", Warn, fault.T("app.doctor.backup_off"), fault.T("app.do.backup"))
	case fault.Of(err) == fault.NotFound, err == nil && last.IsZero():
		x.add("backup", Bad, fault.T("app.doctor.backup_none", x.config.Backup), fault.T("app.do.backup"))
	case err != nil:
		x.fail("backup", err, "app.do.backup")
	case age > backupLate:
		x.add("backup", Bad, fault.T("app.doctor.backup", when), fault.T("app.do.backup"))
	case age > backupDue:
		x.add("backup", Warn, fault.T("app.doctor.backup", when), fault.T("app.do.backup"))
	default:
		x.ok("backup", "app.doctor.backup", when)
	}
	for _, b := range bad {
		x.add("backup", Warn, fault.T("app.doctor.backup_bad", b.Name, fault.As(b.Err).Text), fault.T("app.do.backup_bad"))
	}
}

// stampOf is a time as an operator reads it.
func stampOf(t time.Time) string { return t.In(calendar.Zone).Format("2006-01-02 15:04") }

// lastBackup is when the newest backup of a folder was made, zero if there is none, and
// those that cannot be read.
func lastBackup(dir string) (last time.Time, bad []backup.Bad, err error) {
	if dir == "" {
		return last, nil, nil
	}
	all, bad, err := backup.List(dir)
	if len(all) > 0 {
		last = all[len(all)-1].MadeAt
	}
	return last, bad, err
}

// skew asks whether this machine and the server of the database agree on the time.
func (x *examination) skew(ctx context.Context, d *db.DB) {
	if d.Engine() == "sqlite" {
		return
	}
	ahead, err := d.Skew(ctx)
	switch {
	case err != nil:
		x.fail("skew", err, "app.do.database")
	case ahead.Abs() > skewMost:
		x.add("skew", Bad, fault.T("app.doctor.skew", ahead.Round(time.Millisecond)), fault.T("app.do.clock"))
	default:
		x.ok("skew", "app.doctor.skew", ahead.Round(time.Millisecond))
	}
}

// verify computes the log again, if it is not too long for a look.
func (x *examination) verify(ctx context.Context, j *journal.Journal) {
	signed, err := j.Checkpoint(ctx)
	if err != nil { // which is said already
		return
	}
	if c, err := j.Key().Open(signed); err != nil || c.Size > verifyMost {
		x.ok("verified", "app.doctor.verify_long", verifyMost)
		return
	}
	r, err := j.Verify(ctx, nil)
	switch {
	case err != nil:
		x.fail("verified", err, "app.do.journal")
	case r.Finding != nil:
		x.add("verified", Bad, r.Finding.Text, fault.T("app.do.journal"))
	default:
		x.ok("verified", "app.doctor.verified", r.Size, r.Heads)
	}
}

// attachments reads the newest ones again: a folder that was not mounted, or a bucket of
// another site, has none of them.
func (x *examination) attachments(ctx context.Context, a *App) {
	var some []files.File
	err := a.DB.Read(ctx, func(tx *db.Tx) (err error) { some, err = files.Newest(tx, sampled); return err })
	if err != nil {
		x.fail("attachments", err, "app.do.database")
		return
	}
	for _, f := range some {
		if err := a.Files.Verify(ctx, f); err != nil {
			x.fail("attachments", err, "app.do.attachments")
			return
		}
	}
	x.ok("attachments", "app.doctor.attachments", len(some))
}

// certificate asks how long readers will be able to come over HTTPS: by the files of the
// settings, or by what answers at the address of the site.
func (x *examination) certificate(ctx context.Context) {
	c := x.config
	host, err := url.Parse(c.HTTP.PublicURL)
	if !c.HTTPS() || err != nil {
		return
	}
	var leaf *x509.Certificate
	if c.TLS.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.TLS.Cert, c.TLS.Key)
		if err != nil {
			x.add("certificate", Bad, fault.T("app.bad_certificate", c.TLS.Cert, c.TLS.Key), fault.T("app.do.certificate"))
			return
		}
		leaf = pair.Leaf
	} else if leaf, err = shown(ctx, host); err != nil {
		x.add("certificate", Warn, fault.T("app.doctor.certificate_away", host.Host), fault.T("app.do.certificate_away"))
		return
	}
	left := leaf.NotAfter.Sub(x.now)
	until := leaf.NotAfter.In(calendar.Zone).Format("2006-01-02")
	switch {
	case leaf.VerifyHostname(host.Hostname()) != nil:
		x.add("certificate", Bad, fault.T("app.doctor.certificate_name", host.Hostname()), fault.T("app.do.certificate"))
	case left <= 0:
		x.add("certificate", Bad, fault.T("app.doctor.certificate_over", until), fault.T("app.do.certificate"))
	case left < certSoon:
		x.add("certificate", Warn, fault.T("app.doctor.certificate", until), fault.T("app.do.certificate"))
	default:
		x.ok("certificate", "app.doctor.certificate", until)
	}
}

// shown is the certificate that the site shows. Whether it is believed is looked at
// afterwards, so that one that is over is found to be over.
func shown(ctx context.Context, site *url.URL) (*x509.Certificate, error) {
	port := site.Port()
	if port == "" {
		port = "443"
	}
	ctx, stop := context.WithTimeout(ctx, askWithin/4)
	defer stop()
	d := tls.Dialer{Config: &tls.Config{ServerName: site.Hostname(), InsecureSkipVerify: true}} //nolint:gosec // nothing is sent; the certificate is what is looked at
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(site.Hostname(), port))
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	c, ok := conn.(*tls.Conn)
	if !ok || len(c.ConnectionState().PeerCertificates) == 0 {
		return nil, errors.New("no certificate is shown")
	}
	return c.ConnectionState().PeerCertificates[0], nil
}
