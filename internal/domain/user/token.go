package user

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/session"
)

// A Token is what a program may do in a person's name, and until when: never
// more than the person may on that day.
type Token struct {
	ID      int64        `db:"id" json:"id"`
	Account int64        `db:"account_id" json:"-"`
	Name    string       `db:"name" json:"name"`
	Digest  string       `db:"digest" json:"-"`
	Perms   []auth.Perm  `db:"perms,json" json:"perms"`
	Made    time.Time    `db:"made_at" json:"made"`
	Expires calendar.Day `db:"expires" json:"expires"` // last day
	Used    calendar.Day `db:"used" json:"used,omitempty"`
	Revoked time.Time    `db:"revoked_at" json:"revoked,omitzero"`
}

// Ref names the token in the journal.
func (t Token) Ref() string { return fmt.Sprintf("user/%d/token/%d", t.Account, t.ID) }

// Works reports whether the token opens anything on day.
func (t Token) Works(day calendar.Day) bool { return t.Revoked.IsZero() && day <= t.Expires }

// tokenMark lets people and scanners of source code see that a text is a secret of this program.
const tokenMark = "gongkai_"

// Days that a token lasts, and how many one person may have.
const (
	tokenDays    = 90
	tokenMaxDays = 366
	tokenMost    = 20
)

// MakeToken is a new token.
type MakeToken struct {
	Name  string   `form:"name" json:"name" label:"user.token_name" hint:"user.token_name_hint" required:"true" max:"50" autocomplete:"off"`
	Perms []string `form:"perms" json:"perms" label:"user.token_perms" type:"checks" required:"true"`
	Days  int      `form:"days" json:"days,omitempty" label:"user.token_days" hint:"user.token_days_hint"`
}

// Check says which fields break a rule.
func (in MakeToken) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Name) != "", "name", "required")
	c.That(len(in.Perms) > 0, "perms", "required")
	c.That(0 <= in.Days && in.Days <= tokenMaxDays, "days", "user.bad_token_days", tokenMaxDays)
	return c.Err()
}

// MadeToken is a new token and its text, which is shown to whoever made it and kept nowhere.
type MadeToken struct {
	Token Token  `json:"token"`
	Text  string `json:"text"`
}

// MakeToken gives a program some of the rights of the person who acts.
func (s *Service) MakeToken(ctx context.Context, in MakeToken) (out MadeToken, err error) {
	defer fault.Wrap(&err, "user.MakeToken")
	if err := in.Check(); err != nil {
		return out, err
	}
	if in.Days == 0 {
		in.Days = tokenDays
	}
	id, err := session.Self(ctx)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](tx, "SELECT count(*) FROM user_token WHERE account_id = ? AND revoked_at = 0 AND expires >= ?", id, tx.Today)
		if err != nil {
			return err
		}
		if n >= tokenMost {
			return fault.New(fault.Conflict, "user.too_many_tokens", tokenMost)
		}
		t := Token{ID: tx.ID(), Account: id, Name: strings.TrimSpace(in.Name), Made: tx.Now, Expires: tx.Today.Add(in.Days)}
		for _, p := range in.Perms {
			if p == "" || !tx.Actor.Can(auth.Perm(p)) {
				return fault.Field("perms", "user.not_yours")
			}
			t.Perms = append(t.Perms, auth.Perm(p))
		}
		text, _ := session.NewToken()
		out.Text = tokenMark + text
		t.Digest = session.Digest(out.Text)
		out.Token = t
		if err := db.Insert(tx, tokens, t); err != nil {
			return err
		}
		return journal.Add(tx, "user.make_token", t.Ref(), map[string]any{"name": t.Name, "perms": t.Perms, "expires": t.Expires})
	})
	if err != nil {
		return MadeToken{}, err
	}
	return out, nil
}

// Tokens lists the tokens of the person who acts, the oldest first.
func (s *Service) Tokens(ctx context.Context) (mine []Token, err error) {
	defer fault.Wrap(&err, "user.Tokens")
	id, err := session.Self(ctx)
	if err != nil {
		return nil, err
	}
	mine = []Token{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.All[Token](tx, "FROM user_token WHERE account_id = ? ORDER BY made_at, id", id)
		mine = append(mine, all...)
		return err
	})
	return mine, err
}

// RevokeToken ends a token of the person who acts.
func (s *Service) RevokeToken(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "user.RevokeToken(%d)", id)
	account, err := session.Self(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := db.Get[Token](tx, "FROM user_token WHERE id = ? AND account_id = ?", id, account)
		if err != nil {
			return err
		}
		return revoke(tx, t)
	})
}

func revoke(tx *db.Tx, t Token) error {
	n, err := tx.Exec("UPDATE user_token SET revoked_at = ? WHERE id = ? AND revoked_at = 0", tx.Now, t.ID)
	if err != nil || n == 0 {
		return err
	}
	return journal.Add(tx, "user.revoke_token", t.Ref(), nil)
}

func revokeAll(tx *db.Tx, account int64) error {
	all, err := db.All[Token](tx, "FROM user_token WHERE account_id = ? AND revoked_at = 0", account)
	if err != nil {
		return err
	}
	for _, t := range all {
		if err := revoke(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// TokenActor returns the program that acts with a token: the rights that were
// given to the token and that its maker still has.
func (s *Service) TokenActor(ctx context.Context, text string) (a auth.Actor, err error) {
	defer fault.Wrap(&err, "user.TokenActor")
	var t Token
	var today calendar.Day
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, err = db.Get[Token](tx, "FROM user_token WHERE digest = ?", session.Digest(text))
		if fault.Of(err) == fault.NotFound || err == nil && !t.Works(tx.Today) {
			return fault.New(fault.SignIn, "user.bad_token")
		}
		if err != nil {
			return err
		}
		owner, err := s.ActorIn(tx, t.Account)
		if err != nil {
			return err
		}
		today = tx.Today
		a = auth.Actor{Kind: auth.Token, ID: t.ID, Owner: t.Account, Name: owner.Name + " / " + t.Name, Unit: owner.Unit, Grants: narrow(owner.Grants, t.Perms)}
		return nil
	})
	if err != nil || t.Used == today {
		return a, err
	}
	return a, s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE user_token SET used = ? WHERE id = ?", tx.Today, t.ID)
		return err
	})
}

// narrow leaves of grants what perms name.
func narrow(grants []auth.Grant, perms []auth.Perm) []auth.Grant {
	var out []auth.Grant
	for _, g := range grants {
		left := map[auth.Perm]bool{}
		for p := range g.Perms {
			if slices.Contains(perms, p) {
				left[p] = true
			}
		}
		if len(left) > 0 {
			out = append(out, auth.Grant{Role: g.Role, Perms: left, Units: g.Units})
		}
	}
	return out
}
