// Package mailbox reads a mailbox over IMAP and takes the mails in it apart.
//
// The mailbox is only looked at (EXAMINE): nothing in it is marked, moved or
// deleted, so people may go on using it, and whatever happens here is lost to
// nobody. How far it was read is a [Place] that the reader keeps in the
// transaction in which it takes a mail down; a mail is therefore handed out again
// until it was taken down, and never skipped.
//
// A mail comes from anybody. [Parse] never fails: what cannot be read is said in
// the message, and its parts are bounded in number, depth and size.
package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Security is how the way to the server is encrypted.
type Security string

// The ways. The zero value is TLS: a password is never sent in the clear by omission.
const (
	TLS      Security = "tls"      // TLS from the first byte, usually port 993
	StartTLS Security = "starttls" // a plain connection that has to become TLS, usually port 143
	Plain    Security = "none"     // in the clear, for a server on the same machine
)

// Config says where the mailbox is. The zero value is none.
type Config struct {
	Host     string
	Port     int // 0 is the usual one of Security
	User     string
	Password string
	Folder   string // "" is INBOX
	TLS      Security
	Roots    *x509.CertPool // who may vouch for Host; nil is whom the system trusts
	Most     int64          // bytes of one mail that are read; of a larger one only its head
}

// On reports whether there is a mailbox.
func (c Config) On() bool { return c.Host != "" }

// A Place is how far a mailbox was read: the number of the last mail, which counts
// up as long as the mailbox keeps its validity (RFC 9051 §2.3.1.1).
type Place struct {
	Validity uint32
	UID      uint32
}

// A Mail is one mail as it lies in the mailbox.
type Mail struct {
	Place Place
	At    time.Time // when it came there
	Size  int64     // bytes
	Raw   []byte
	Cut   bool // it is larger than Config.Most: Raw is its head alone
}

const (
	dialWithin = 30 * time.Second
	headMost   = 256 << 10

	// Most is how many mails one reading hands out.
	Most = 200
)

// Read hands the mails behind a place to f, the oldest first, at most Most of them.
// In a mailbox that was not read before, or that has begun to count anew, these are
// the mails that came since a time; one that f knows may then come again. An error of f ends
// the reading.
//
// Errors: Busy when the server cannot be reached or does not let us in; those of f.
func (c Config) Read(ctx context.Context, from Place, since time.Time, f func(Mail) error) (err error) {
	client, validity, err := c.open(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = client.Close() })
	defer func() {
		stop()
		_ = client.Close()
	}()
	if from.Validity != validity {
		from = Place{Validity: validity}
	}
	found, err := find(client, from, since)
	if err != nil {
		return away(ctx, err)
	}
	for _, m := range found {
		if m.Raw, m.Cut, err = c.fetch(client, m); err != nil {
			return away(ctx, err)
		}
		if m.Raw == nil {
			continue // deleted meanwhile
		}
		if err := f(m); err != nil {
			return err
		}
	}
	return nil
}

// Reach asks the server whether the mailbox is there and opens to us.
func (c Config) Reach(ctx context.Context) error {
	client, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	return client.Close()
}

// open signs in and looks at the folder.
func (c Config) open(ctx context.Context) (*imapclient.Client, uint32, error) {
	client, err := c.dial(ctx)
	if err != nil {
		return nil, 0, away(ctx, err)
	}
	if err := client.Login(c.User, c.Password).Wait(); err != nil {
		_ = client.Close()
		return nil, 0, refused(ctx, err, "mailbox.refused")
	}
	folder := c.Folder
	if folder == "" {
		folder = "INBOX"
	}
	box, err := client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		_ = client.Close()
		return nil, 0, refused(ctx, err, "mailbox.no_folder")
	}
	return client, box.UIDValidity, nil
}

func (c Config) dial(ctx context.Context) (*imapclient.Client, error) {
	port := map[Security]int{TLS: 993, "": 993, StartTLS: 143, Plain: 143}[c.TLS]
	if c.Port != 0 {
		port = c.Port
	}
	conn, err := (&net.Dialer{Timeout: dialWithin}).DialContext(ctx, "tcp", net.JoinHostPort(c.Host, strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	secure := &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12, RootCAs: c.Roots}
	switch c.TLS {
	case TLS, "":
		secure.NextProtos = []string{"imap"}
		over := tls.Client(conn, secure)
		if err := over.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, err
		}
		return imapclient.New(over, nil), nil
	case StartTLS:
		client, err := imapclient.NewStartTLS(conn, &imapclient.Options{TLSConfig: secure})
		if err != nil {
			_ = conn.Close()
		}
		return client, err
	case Plain:
		return imapclient.New(conn, nil), nil
	}
	_ = conn.Close()
	return nil, fmt.Errorf("mailbox: no way to a server is called %q", c.TLS)
}

// find lists the mails behind a place, without their content.
func find(client *imapclient.Client, from Place, since time.Time) ([]Mail, error) {
	behind := imap.UIDSet{imap.UIDRange{Start: imap.UID(from.UID + 1)}}
	look := &imap.SearchCriteria{UID: []imap.UIDSet{behind}}
	if from.UID == 0 {
		look.Since = since.Add(-24 * time.Hour) // the server has days of its own zone
	}
	found, err := client.UIDSearch(look, nil).Wait()
	if err != nil {
		return nil, err
	}
	// A range up to the last always has the last in it, however old (RFC 9051 §6.4.9).
	uids := slices.DeleteFunc(found.AllUIDs(), func(u imap.UID) bool { return uint32(u) <= from.UID })
	slices.Sort(uids)
	uids = uids[:min(len(uids), Most)]
	if len(uids) == 0 {
		return nil, nil
	}
	all, err := client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
	if err != nil {
		return nil, err
	}
	var out []Mail
	for _, m := range all {
		out = append(out, Mail{Place: Place{from.Validity, uint32(m.UID)}, At: m.InternalDate, Size: m.RFC822Size})
	}
	slices.SortFunc(out, func(a, b Mail) int { return int(a.Place.UID) - int(b.Place.UID) })
	return out, nil
}

// fetch reads one mail, of a large one the head; nil if it is gone.
func (c Config) fetch(client *imapclient.Client, m Mail) (raw []byte, cut bool, err error) {
	part := &imap.FetchItemBodySection{Peek: true}
	if cut = c.Most > 0 && m.Size > c.Most; cut {
		part.Specifier = imap.PartSpecifierHeader
		part.Partial = &imap.SectionPartial{Size: headMost}
	}
	got, err := client.Fetch(imap.UIDSetNum(imap.UID(m.Place.UID)), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{part}}).Collect()
	if err != nil || len(got) == 0 || len(got[0].BodySection) == 0 {
		return nil, cut, err
	}
	return got[0].BodySection[0].Bytes, cut, nil
}

// away is the fault of a server that cannot be reached. Its words are for nobody:
// they may have addresses in them.
func away(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if bad, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fault.Caused(bad, fault.Busy, "mailbox.untrusted")
	}
	return fault.New(fault.Busy, "mailbox.away")
}

// refused is the fault of a server that says no.
func refused(ctx context.Context, err error, key string) error {
	if _, ok := errors.AsType[*imap.Error](err); ok {
		return fault.New(fault.Busy, key)
	}
	return away(ctx, err)
}
