package subscribe

import (
	"context"
	"crypto/subtle"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// Service is every action on subscriptions.
type Service struct {
	// Subjects knows the subjects by their noun. Package app sets it.
	Subjects map[string]Source

	db      *db.DB
	box     *secret.Box
	mail    *notify.Service
	site    string // where readers find the site, with no slash at the end
	confirm *jobs.Kind[asked]
	digest  *jobs.Kind[round]
}

// New returns the service. Links in mails lead to the site at url.
func New(d *db.DB, box *secret.Box, m *notify.Service, url string) *Service {
	s := &Service{db: d, box: box, mail: m, site: url}
	s.confirm = jobs.Define("subscribe.confirm", s.sendConfirm, jobs.Timeout(time.Minute))
	s.digest = jobs.Define("subscribe.digest", s.sendDigest, jobs.Timeout(time.Minute))
	return s
}

// On reports whether mail goes out; without it nobody can subscribe.
func (s *Service) On() bool { return s.mail.On() }

// Title is a subject in words.
//
// Errors: NotFound if there is none; Invalid for one that is too long to keep.
func (s *Service) Title(ctx context.Context, about Subject) (string, error) {
	source, ok := s.Subjects[about.Noun()]
	if !ok {
		return "", fault.New(fault.NotFound, "not_found")
	}
	if len(about) > subjectBytes {
		return "", fault.New(fault.Invalid, "subscribe.too_long")
	}
	return source.Title(ctx, about.Of())
}

// Ask has a mail sent to an address that asks to confirm. The answer is the same
// whether the address is known or not, and whether it has been written to too
// often. client is the network address of whoever asks.
//
// Errors: Conflict if no mail goes out; NotFound for a subject that is none;
// TooMany for a client that asks too often.
func (s *Service) Ask(ctx context.Context, about Subject, in Ask, client string) (err error) {
	defer fault.Wrap(&err, "subscribe.Ask(%s)", about.Noun()) // what somebody searches for is not for the log
	if !s.On() {
		return fault.New(fault.Conflict, "subscribe.no_mail")
	}
	if err := in.Check(); err != nil {
		return err
	}
	if _, err := s.Title(ctx, about); err != nil {
		return err
	}
	mark := s.box.Mark(same(in.Address), "subscribe.address")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := s.admit(tx, s.box.Mark(session.Network(client), "subscribe.client"), time.Hour, perClient)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.TooMany, "subscribe.too_many")
		}
		if ok, err = s.admit(tx, mark, 24*time.Hour, perAddress); err != nil || !ok {
			return err
		}
		if ok, err = s.room(tx, mark, about); err != nil || !ok {
			return err
		}
		id, err := s.note(tx, about, mark, in.Address)
		if err != nil {
			return err
		}
		return jobs.Put(tx, s.confirm, asked{id}, jobs.Opts{})
	})
}

// Look is the subject of a mail that asks to confirm.
func (s *Service) Look(ctx context.Context, in Confirm) (title string, err error) {
	defer fault.Wrap(&err, "subscribe.Look")
	var x subscription
	err = s.db.Read(ctx, func(tx *db.Tx) error { x, err = asking(tx, in.Token); return err })
	if err != nil {
		return "", err
	}
	return s.Title(ctx, x.Subject)
}

// Confirm makes a subscription live. To do it twice is no fault.
//
// Errors: NotFound for a token that is none, or older than a day.
func (s *Service) Confirm(ctx context.Context, in Confirm) (err error) {
	defer fault.Wrap(&err, "subscribe.Confirm")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := asking(tx, in.Token)
		if err != nil || !x.Confirmed.IsZero() {
			return err
		}
		_, err = tx.Exec("UPDATE subscribe_subscription SET confirmed_at = ?, told_at = ? WHERE id = ?", tx.Now, tx.Now, x.ID)
		return err
	})
}

// Stop ends a subscription and deletes the address with it. One that has ended
// already is no fault.
//
// Errors: NotFound for a key that does not fit.
func (s *Service) Stop(ctx context.Context, in Stop) (err error) {
	defer fault.Wrap(&err, "subscribe.Stop(%d)", in.ID)
	if subtle.ConstantTimeCompare([]byte(in.Key), []byte(s.stopKey(in.ID, in.All))) != 1 {
		return fault.New(fault.NotFound, "subscribe.no_link")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		where := "WHERE id = ?"
		if in.All {
			where = "WHERE mark = (SELECT mark FROM subscribe_subscription WHERE id = ?)"
		}
		_, err := tx.Exec("DELETE FROM subscribe_subscription "+where, in.ID)
		return err
	})
}

// stopKey proves that the link is from a mail of ours.
func (s *Service) stopKey(id int64, all bool) string {
	return s.box.Mark(strconv.FormatInt(id, 10)+"/"+strconv.FormatBool(all), "subscribe.stop")
}
