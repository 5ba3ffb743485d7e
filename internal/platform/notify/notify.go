// Package notify tells people what they have to know: in the site, and by mail
// if a mail server is configured and the person has given an address. Who has no account
// is written to by [Service.Send] and [Service.SendShort], as a noun's own job does it.
//
// A notice is a row put in the transaction whose news it is, once for each
// person and key; so what did not happen is not told, and a job that runs again
// tells nothing twice. The mail is a job of the same transaction.
//
// There are no receipts: who has read a notice is shown to that person alone
// (防治“指尖上的形式主义”, the rules against formalism at one's fingertips).
package notify

import (
	"context"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// A Notice is one thing that one person is told.
type Notice struct {
	ID      int64        `db:"id" json:"id"`
	Account int64        `db:"account_id" json:"-"`
	At      time.Time    `db:"at" json:"at"`
	Key     string       `db:"once" json:"-"` // a person is told one thing under a key
	Text    fault.Text   `db:"message,json" json:"text"`
	Lines   []fault.Text `db:"lines,json" json:"lines,omitempty"` // details, which a mail lists below the text
	Link    string       `db:"link" json:"link,omitempty"`        // page of the desk: a thing such as plan/17, or a list with its query; "" is none
	Read    time.Time    `db:"read_at" json:"read,omitzero"`
}

// Config says how mail goes out.
type Config struct {
	SMTP SMTP
	SMS  SMS
	// Desk is the address of the desk as readers outside reach it, such as
	// https://gk.example.gov.cn/desk. Mails link to a notice below it; "" leaves the link out.
	Desk string
	// Address is the mail address of an account; "" if it has none or is not
	// to be written to. nil: nobody has one.
	Address func(tx *db.Tx, account int64) (string, error)
}

// Service tells people, and shows them what they were told.
type Service struct {
	db   *db.DB
	cfg  Config
	mail *jobs.Kind[letter]
}

// New returns the service, or an error for a configuration that cannot send.
func New(d *db.DB, c Config) (*Service, error) {
	if err := c.SMTP.check(); err != nil {
		return nil, err
	}
	s := &Service{db: d, cfg: c}
	s.mail = jobs.Define("notify.mail", s.post, jobs.Timeout(2*sendWithin))
	return s, nil
}

// Kinds returns the jobs of the service: one mail, and forgetting old notices.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{s.mail, jobs.Define("notify.prune", s.prune, jobs.Daily("03:30"))}
}

// Tell leaves a notice for its account in the transaction, and puts the mail if
// mail goes out. A second one with the key of one that the account has is the
// same news and is left out. ID and At are set here.
func (s *Service) Tell(tx *db.Tx, n Notice) error {
	known, err := db.One[int64](tx, "SELECT count(*) FROM notify_notice WHERE account_id = ? AND once = ?", n.Account, n.Key)
	if err != nil || known > 0 {
		return err
	}
	n.ID, n.At, n.Read = tx.ID(), tx.Now, time.Time{}
	n.Text = settled(n.Text)
	lines := make([]fault.Text, len(n.Lines))
	for i, l := range n.Lines {
		lines[i] = settled(l)
	}
	n.Lines = lines
	if err := db.Insert(tx, "notify_notice", n); err != nil {
		return err
	}
	if !s.cfg.SMTP.On() || s.cfg.Address == nil {
		return nil
	}
	return jobs.Put(tx, s.mail, letter{n.ID}, jobs.Opts{ID: fmt.Sprint(n.ID)})
}

// settled is t with arguments that come back from JSON as they were: words.
func settled(t fault.Text) fault.Text {
	args := make([]any, len(t.Args))
	for i, a := range t.Args {
		if inner, ok := a.(fault.Text); ok {
			a = i18n.Text(inner)
		}
		args[i] = fmt.Sprint(a)
	}
	return fault.T(t.Key, args...)
}

// Unread counts what the person who acts has not read.
func (s *Service) Unread(ctx context.Context) (n int, err error) {
	err = s.mine(ctx, s.db.Read, func(tx *db.Tx, me int64) error {
		n, err = db.One[int](tx, "SELECT count(*) FROM notify_notice WHERE account_id = ? AND read_at = 0", me)
		return err
	})
	return n, err
}

// A Find narrows List.
type Find struct {
	Unread bool `form:"unread" json:"unread,omitempty" label:"notify.only_unread"`
}

// List returns what the person who acts was told, the latest first.
func (s *Service) List(ctx context.Context, q Find, p db.Page) (rows db.Rows[Notice], err error) {
	err = s.mine(ctx, s.db.Read, func(tx *db.Tx, me int64) error {
		var w db.Where
		w.And("account_id = ?", me)
		if q.Unread {
			w.And("read_at = 0")
		}
		rows, err = db.List[Notice](tx, p, db.Query{From: "notify_notice", Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// MarkRead marks one notice of the person who acts as read, and returns it.
func (s *Service) MarkRead(ctx context.Context, id int64) (n Notice, err error) {
	defer fault.Wrap(&err, "notify.MarkRead(%d)", id)
	err = s.mine(ctx, s.db.Write, func(tx *db.Tx, me int64) error {
		if n, err = db.Get[Notice](tx, "FROM notify_notice WHERE id = ? AND account_id = ?", id, me); err != nil {
			return err
		}
		if !n.Read.IsZero() {
			return nil
		}
		n.Read = tx.Now
		_, err = tx.Exec("UPDATE notify_notice SET read_at = ? WHERE id = ?", n.Read, n.ID)
		return err
	})
	return n, err
}

// MarkAllRead marks everything that the person who acts was told as read.
func (s *Service) MarkAllRead(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "notify.MarkAllRead")
	return s.mine(ctx, s.db.Write, func(tx *db.Tx, me int64) error {
		_, err := tx.Exec("UPDATE notify_notice SET read_at = ? WHERE account_id = ? AND read_at = 0", tx.Now, me)
		return err
	})
}

// mine runs f with the account of the person who acts: notices are shown to
// nobody else, neither to administrators nor to programs.
func (s *Service) mine(ctx context.Context, run func(context.Context, func(*db.Tx) error) error, f func(tx *db.Tx, me int64) error) error {
	a := auth.From(ctx)
	if a.Kind != auth.Person {
		return fault.New(fault.SignIn, "sign_in")
	}
	return run(ctx, func(tx *db.Tx) error { return f(tx, a.ID) })
}

const (
	keepFor    = 365 * 24 * time.Hour
	pruneBatch = 1000
)

// prune forgets what was told or sent more than a year ago.
func (s *Service) prune(ctx context.Context, _ jobs.Slot) error {
	for _, old := range []string{
		"DELETE FROM notify_notice WHERE id IN (SELECT id FROM notify_notice WHERE at < ? ORDER BY at, id LIMIT ?)",
		"DELETE FROM notify_sent WHERE name IN (SELECT name FROM notify_sent WHERE at < ? ORDER BY at, name LIMIT ?)",
	} {
		for n := int64(pruneBatch); n == pruneBatch; {
			err := s.db.Queue(ctx, func(tx *db.Tx) (err error) {
				n, err = tx.Exec(old, tx.Now.Add(-keepFor), pruneBatch)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Sent reports whether what has a name went out already.
func (s *Service) Sent(ctx context.Context, name string) (sent bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](tx, "SELECT count(*) FROM notify_sent WHERE name = ?", name)
		sent = n > 0
		return err
	})
	return sent, err
}

// once sends what has a name, unless it went out already: a job may be delivered twice.
// Only where the machine fails between the sending and its note does it go out again,
// and then its reader can tell by its id that it is the same.
func (s *Service) once(ctx context.Context, name string, send func() error) error {
	if sent, err := s.Sent(ctx, name); err != nil || sent {
		return err
	}
	if err := send(); err != nil {
		return err
	}
	return s.db.Queue(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO notify_sent (name, at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, tx.Now)
		return err
	})
}
