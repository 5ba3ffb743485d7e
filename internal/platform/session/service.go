package session

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Config says how long sessions last.
type Config struct {
	Idle   time.Duration // without any request; 0 is 30 minutes
	Life   time.Duration // since sign-in, whatever happens; 0 is 12 hours
	Secure bool          // the site is reached by HTTPS
}

// Table has who is signed in. A backup leaves it out: whoever signed out after it was
// made is not to be signed in again by it.
const Table = "session_session"

const (
	defaultIdle = 30 * time.Minute
	defaultLife = 12 * time.Hour
	factorLife  = 10 * time.Minute // to type in the one-time code
	seenEvery   = time.Minute      // how exactly Seen is kept: a request within writes nothing
)

// Service is every action on sessions.
type Service struct {
	// Actor says who an account is and what that person may do; a SignIn fault
	// if the account may not be used. Package app sets it.
	Actor func(tx *db.Tx, account int64) (auth.Actor, error)

	db   *db.DB
	conf Config
}

// New returns the service over an open database.
func New(d *db.DB, c Config) *Service {
	if c.Idle <= 0 {
		c.Idle = defaultIdle
	}
	if c.Life <= 0 {
		c.Life = defaultLife
	}
	return &Service{db: d, conf: c}
}

// Start begins a session of account with a new token.
func (s *Service) Start(tx *db.Tx, account int64, stage Stage, from Client) (Started, error) {
	token, digest := NewToken()
	n := Session{
		ID: tx.ID(), Account: account, Digest: digest, Stage: stage,
		Device: deviceOf(from.UserAgent), Address: from.Address, Started: tx.Now, Seen: tx.Now,
	}
	if err := db.Insert(tx, "session_session", n); err != nil {
		return Started{}, err
	}
	return Started{token, n}, journal.Add(tx, "session.start", n.Ref(), map[string]any{"account": account, "stage": stage, "device": n.Device})
}

// Rotate gives a session a new token at a new stage, so that whoever knew the
// old token gains nothing by the step. It still ends when it would have ended.
func (s *Service) Rotate(tx *db.Tx, old Session, stage Stage) (Started, error) {
	token, digest := NewToken()
	now := old
	now.Digest, now.Stage, now.Seen = digest, stage, tx.Now
	n, err := tx.Exec("UPDATE session_session SET digest = ?, stage = ?, seen_at = ? WHERE id = ? AND digest = ?",
		now.Digest, now.Stage, now.Seen, old.ID, old.Digest)
	if err != nil {
		return Started{}, err
	}
	if n == 0 {
		return Started{}, fault.New(fault.SignIn, "session.over")
	}
	return Started{token, now}, journal.Add(tx, "session.rotate", now.Ref(), map[string]any{"stage": stage})
}

// Resume returns the session of a token and who acts in it, and notes that it
// was seen. A SignIn fault says that there is none, or that it is over.
func (s *Service) Resume(ctx context.Context, token string) (c Current, err error) {
	defer fault.Wrap(&err, "session.Resume")
	stale := false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := db.Get[Session](tx, "FROM session_session WHERE digest = ?", Digest(token))
		if fault.Of(err) == fault.NotFound {
			return fault.New(fault.SignIn, "sign_in")
		}
		if err != nil {
			return err
		}
		if s.over(n, tx.Now) {
			return fault.New(fault.SignIn, "session.over")
		}
		c, stale = Current{Session: n}, tx.Now.Sub(n.Seen) >= seenEvery
		if n.Stage == Factor {
			return nil
		}
		c.Actor, err = s.Actor(tx, n.Account)
		if n.Stage != Full {
			c.Actor.Grants = nil
		}
		return err
	})
	if err != nil || !stale {
		return c, err
	}
	return c, s.db.Write(ctx, func(tx *db.Tx) error {
		c.Session.Seen = tx.Now
		_, err := tx.Exec("UPDATE session_session SET seen_at = ? WHERE id = ? AND seen_at < ?", tx.Now, c.Session.ID, tx.Now)
		return err
	})
}

func (s *Service) over(n Session, now time.Time) bool {
	life := s.conf.Life
	if n.Stage == Factor {
		life = factorLife
	}
	return now.Sub(n.Started) >= life || now.Sub(n.Seen) >= s.conf.Idle
}

// SignOut ends the session of ctx, if there is one.
func (s *Service) SignOut(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "session.SignOut")
	cur, ok := From(ctx)
	if !ok {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return End(tx, cur) })
}

// End ends one session of the person who acts.
func (s *Service) End(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "session.End(%d)", id)
	account, err := Self(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.Get[Session](tx, "FROM session_session WHERE id = ? AND account_id = ?", id, account)
		if err != nil {
			return err
		}
		return End(tx, n)
	})
}

// End ends a session; one that has ended already is no fault.
func End(tx *db.Tx, n Session) error {
	gone, err := tx.Exec("DELETE FROM session_session WHERE id = ?", n.ID)
	if err != nil || gone == 0 {
		return err
	}
	return journal.Add(tx, "session.end", n.Ref(), map[string]any{"account": n.Account})
}

// EndAll ends every session of account but keep, which may be 0.
func EndAll(tx *db.Tx, account, keep int64) error {
	all, err := db.All[Session](tx, "FROM session_session WHERE account_id = ? ORDER BY started_at, id", account)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID == keep {
			continue
		}
		if err := End(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// Mine lists the sessions of the person who acts, the first one first; those that are over are left out.
func (s *Service) Mine(ctx context.Context) (mine []Session, err error) {
	defer fault.Wrap(&err, "session.Mine")
	account, err := Self(ctx)
	if err != nil {
		return nil, err
	}
	mine = []Session{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.All[Session](tx, "FROM session_session WHERE account_id = ? ORDER BY started_at, id", account)
		for _, n := range all {
			if !s.over(n, tx.Now) {
				mine = append(mine, n)
			}
		}
		return err
	})
	return mine, err
}

// Self returns the account of the person who acts. Programs have none, and who
// has yet to choose a password acts for nothing else.
func Self(ctx context.Context) (int64, error) {
	a := auth.From(ctx)
	if a.Kind != auth.Person {
		return 0, fault.New(fault.SignIn, "sign_in")
	}
	if cur, ok := From(ctx); ok && cur.Stage != Full {
		return 0, fault.New(fault.Forbidden, "session.change_first")
	}
	return a.ID, nil
}

// Prune deletes sessions that are over, and failures that no longer count. It is a job.
func (s *Service) Prune(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "session.Prune")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM session_session WHERE seen_at <= ? OR started_at <= ?", tx.Now.Add(-s.conf.Idle), tx.Now.Add(-s.conf.Life))
		if err != nil {
			return err
		}
		if _, err = tx.Exec("DELETE FROM session_attempt WHERE last_at < ? AND until_at < ?", tx.Now.Add(-forget), tx.Now); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM session_try WHERE at < ?", tx.Now.Add(-triesKept))
		return err
	})
}

// CookieName is the name of the cookie. By HTTPS browsers let nobody but this
// very host set a name that starts with __Host-.
func (s *Service) CookieName() string {
	if s.conf.Secure {
		return "__Host-gongkai"
	}
	return "gongkai"
}

// Cookie is the value of the Set-Cookie header that hands a token to the
// browser, until that is closed; the token "" takes the cookie away.
func (s *Service) Cookie(token string) string {
	c := s.CookieName() + "=" + token + "; Path=/; HttpOnly; SameSite=Lax"
	if s.conf.Secure {
		c += "; Secure"
	}
	if token == "" {
		c += "; Max-Age=0"
	}
	return c
}
