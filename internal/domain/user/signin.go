package user

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/session"
)

// SignIn is what a person signs in with. The code may come later, by SecondFactor.
type SignIn struct {
	Login    string `form:"login" json:"login" label:"user.login" required:"true" max:"64" autocomplete:"username"`
	Password string `form:"password" json:"password" label:"user.password" type:"password" required:"true" max:"128" autocomplete:"current-password"`
	Code     string `form:"code" json:"code,omitempty" max:"16" autocomplete:"one-time-code"`
}

// Check says which fields break a rule.
func (in SignIn) Check() error {
	var c fault.Check
	c.That(in.Login != "", "login", "required")
	c.That(in.Password != "", "password", "required")
	c.That(len(in.Password) <= 4*passwordMax, "password", "user.password_long", passwordMax)
	return c.Err()
}

// Code is the one-time code of an authenticator app.
type Code struct {
	Code string `form:"code" json:"code" label:"user.code" hint:"user.code_hint" required:"true" max:"16" autocomplete:"one-time-code"`
}

// Check says which fields break a rule.
func (in Code) Check() error {
	var c fault.Check
	c.That(in.Code != "", "code", "required")
	return c.Err()
}

// ChangePassword is a person's own change of password.
type ChangePassword struct {
	Old   string `form:"old" json:"old" label:"user.old_password" type:"password" required:"true" max:"128" autocomplete:"current-password"`
	New   string `form:"new" json:"new" label:"user.new_password" hint:"user.password_hint" type:"password" required:"true" max:"128" autocomplete:"new-password"`
	Again string `form:"again" json:"again" label:"user.again" type:"password" required:"true" max:"128" autocomplete:"new-password"`
}

// Check says which fields break a rule; whether the password is a good one depends on whose it is.
func (in ChangePassword) Check() error {
	var c fault.Check
	c.That(in.Old != "", "old", "required")
	c.That(in.New != "", "new", "required")
	c.That(in.New == in.Again, "again", "user.not_again")
	c.That(in.New != in.Old, "new", "user.password_same")
	return c.Err()
}

// SignIn begins a session. Its stage says what is next: the code, a new
// password, or nothing. Whatever is wrong, a wrong password, a name that nobody
// has, a closed account, the answer and the time it takes are the same.
func (s *Service) SignIn(ctx context.Context, in SignIn, from session.Client) (out session.Started, err error) {
	defer fault.Wrap(&err, "user.SignIn")
	if err := in.Check(); err != nil {
		return out, err
	}
	try := session.Try{Login: normal(in.Login), Address: from.Address}
	was, err := s.tried(ctx, try)
	if err != nil {
		return out, err
	}
	ok, stale, err := s.hasher.Verify(ctx, was.Hash, in.Password)
	if err != nil {
		return out, err
	}
	if !ok || was.State != Active {
		return out, fault.New(fault.Invalid, "user.refused")
	}
	fresh := was.Hash
	if stale {
		if fresh, err = s.hasher.Hash(ctx, in.Password); err != nil {
			return out, err
		}
	}
	cur, _ := session.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := load(tx, was.ID)
		if err != nil {
			return err
		}
		if a.Hash != was.Hash || a.State != Active { // changed while the password was being checked
			return fault.New(fault.Invalid, "user.refused")
		}
		if stale {
			if _, err := tx.Exec("UPDATE user_account SET hash = ? WHERE id = ?", fresh, a.ID); err != nil {
				return err
			}
		}
		if err := session.End(tx, cur); err != nil { // of whoever sat here before
			return err
		}
		out, err = s.begin(tx, a, in.Code, try, from)
		return err
	})
	return out, err
}

// begin starts the session of a person whose password was right.
func (s *Service) begin(tx *db.Tx, a account, code string, try session.Try, from session.Client) (session.Started, error) {
	if a.Factor && code == "" {
		if err := session.Forgive(tx, try); err != nil {
			return session.Started{}, err
		}
		return s.sessions.Start(tx, a.ID, session.Factor, from)
	}
	if a.Factor {
		if err := s.useCode(tx, a, code); err != nil {
			return session.Started{}, err
		}
	}
	if err := s.signedIn(tx, a, try); err != nil {
		return session.Started{}, err
	}
	return s.sessions.Start(tx, a.ID, a.stage(), from)
}

// SecondFactor takes the code that the session of ctx owes and gives it a new token.
func (s *Service) SecondFactor(ctx context.Context, in Code) (out session.Started, err error) {
	defer fault.Wrap(&err, "user.SecondFactor")
	if err := in.Check(); err != nil {
		return out, err
	}
	cur, ok := session.From(ctx)
	if !ok || !cur.OwesCode() {
		return out, fault.New(fault.SignIn, "sign_in")
	}
	login, err := s.loginOf(ctx, cur.Account)
	if err != nil {
		return out, err
	}
	try := session.Try{Login: login, Address: cur.Address}
	if _, err := s.tried(ctx, try); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := load(tx, cur.Account)
		if err != nil {
			return err
		}
		if a.State != Active || !a.Factor {
			return fault.New(fault.SignIn, "sign_in")
		}
		if err := s.useCode(tx, a, in.Code); err != nil {
			return err
		}
		if err := s.signedIn(tx, a, try); err != nil {
			return err
		}
		out, err = s.sessions.Rotate(tx, cur, a.stage())
		return err
	})
	return out, err
}

// ChangePassword sets a person's own new password, ends the other sessions, and
// gives the session of ctx, if there is one, a new token and its full rights.
func (s *Service) ChangePassword(ctx context.Context, in ChangePassword) (out session.Started, err error) {
	defer fault.Wrap(&err, "user.ChangePassword")
	if err := in.Check(); err != nil {
		return out, err
	}
	was, err := s.confirm(ctx, "old", in.Old)
	if err != nil {
		return out, err
	}
	var c fault.Check
	checkPassword(&c, "new", in.New, was.Person)
	if err := c.Err(); err != nil {
		return out, err
	}
	hash, err := s.hasher.Hash(ctx, in.New)
	if err != nil {
		return out, err
	}
	cur, _ := session.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec("UPDATE user_account SET hash = ?, must_change = ? WHERE id = ? AND hash = ?", hash, false, was.ID, was.Hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "db.rev")
		}
		if err := journal.Add(tx, "user.change_password", was.Ref(), nil); err != nil {
			return err
		}
		out, err = s.renew(tx, was, cur)
		return err
	})
	return out, err
}

// tried counts an attempt against a name and loads its account, in a
// transaction of its own: the count stays whatever comes after.
func (s *Service) tried(ctx context.Context, try session.Try) (a account, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := session.Count(tx, try); err != nil {
			return err
		}
		a, err = byLogin(tx, try.Login)
		return err
	})
	return a, err
}

// signedIn notes a whole sign-in, by the person who now acts, with the failures before it.
func (s *Service) signedIn(tx *db.Tx, a account, try session.Try) error {
	failed, err := session.Clear(tx, try)
	if err != nil {
		return err
	}
	if tx.Actor, err = s.ActorIn(tx, a.ID); err != nil {
		return err
	}
	return journal.Add(tx, "user.sign_in", a.Ref(), map[string]any{"failed": failed, "factor": a.Factor})
}

// confirm asks the person who acts for the password once more and returns the
// account. Guessing here costs the same waits as at the door.
func (s *Service) confirm(ctx context.Context, field, password string) (account, error) {
	id := self(auth.From(ctx))
	if id == 0 {
		return account{}, fault.New(fault.SignIn, "sign_in")
	}
	login, err := s.loginOf(ctx, id)
	if err != nil {
		return account{}, err
	}
	a, err := s.tried(ctx, session.Try{Login: login})
	if err != nil {
		return account{}, err
	}
	ok, _, err := s.hasher.Verify(ctx, a.Hash, password)
	if err == nil && !ok {
		err = fault.Field(field, "user.wrong_password")
	}
	return a, err
}

func (s *Service) loginOf(ctx context.Context, id int64) (login string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		login, err = db.One[string](tx, "SELECT login FROM user_account WHERE id = ?", id)
		return err
	})
	return login, err
}

// renew ends a step that changed how a person signs in: the failures are over,
// the other sessions end, and the present one, if there is one, gets a new token.
func (s *Service) renew(tx *db.Tx, a account, cur session.Session) (session.Started, error) {
	if _, err := session.Clear(tx, session.Try{Login: a.Login}); err != nil {
		return session.Started{}, err
	}
	if err := session.EndAll(tx, a.ID, cur.ID); err != nil || cur.ID == 0 {
		return session.Started{}, err
	}
	return s.sessions.Rotate(tx, cur, session.Full)
}

// stage is what a session of the account is good for once the person is known.
func (a account) stage() session.Stage {
	if a.MustChange {
		return session.Change
	}
	return session.Full
}
