package user

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// Needs is what the service stands on.
type Needs struct {
	DB       *db.DB
	Policy   auth.Policy // of all nouns together
	Sessions *session.Service
	Hasher   *secret.Hasher
	Box      *secret.Box
	Issuer   string // name of the site in authenticator apps
}

// Service is every action on people; all surfaces call it and nothing else.
type Service struct {
	db       *db.DB
	policy   auth.Policy
	sessions *session.Service
	hasher   *secret.Hasher
	box      *secret.Box
	issuer   string
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, policy: n.Policy, sessions: n.Sessions, hasher: n.Hasher, box: n.Box, issuer: n.Issuer}
}

// Get returns a person with all posts.
func (s *Service) Get(ctx context.Context, id int64) (p Person, err error) {
	defer fault.Wrap(&err, "user.Get(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error { p, err = see(tx, id); return err })
	return p, err
}

// List finds people by login.
func (s *Service) List(ctx context.Context, q Find, page db.Page) (rows db.Rows[Person], err error) {
	defer fault.Wrap(&err, "user.List")
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, page); return err })
	return rows, err
}

// Create opens an account with a one-time password, which is returned here and nowhere else.
func (s *Service) Create(ctx context.Context, in Create) (out Created, err error) {
	defer fault.Wrap(&err, "user.Create(%q)", in.Login)
	if err := in.Check(); err != nil {
		return out, err
	}
	if !auth.From(ctx).CanAt(Edit, in.Unit) {
		return out, fault.New(fault.Forbidden, "not_allowed")
	}
	var hash string
	if out.Password, hash, err = s.initial(ctx); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out.Person, err = create(tx, in, hash)
		return err
	})
	if err != nil {
		return Created{}, err
	}
	return out, nil
}

// Bootstrap opens the account of the first administrator, over the whole
// district. It is for the command line, and refuses as soon as there is one.
func (s *Service) Bootstrap(ctx context.Context, login, name, unitCode string) (password string, err error) {
	defer fault.Wrap(&err, "user.Bootstrap")
	if auth.From(ctx).Kind != auth.System {
		return "", fault.New(fault.Forbidden, "not_allowed")
	}
	password, hash, err := s.initial(ctx)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		top, err := unit.Root(tx)
		if err != nil {
			return err
		}
		at, err := unit.ByCode(tx, unitCode)
		if err != nil {
			return err
		}
		if at.ID != top.ID {
			return fault.Field("unit", "user.not_root")
		}
		n, err := countAdmins(tx, top.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "user.has_admin")
		}
		in := Create{Login: login, Name: name, Unit: top.ID, Role: auth.Admin}
		if err := in.Check(); err != nil {
			return err
		}
		_, err = create(tx, in, hash)
		return err
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

func create(tx *db.Tx, in Create, hash string) (Person, error) {
	if err := reaches(tx, in.Unit); err != nil {
		return Person{}, err
	}
	a := account{
		Person: Person{
			ID: tx.ID(), Rev: 1, Unit: in.Unit, Login: normal(in.Login), Name: strings.TrimSpace(in.Name), Phone: in.Phone, Mail: in.Mail,
			State: Active, MustChange: true, Made: tx.Now, Posts: []Post{},
		},
		Hash: hash,
	}
	taken, err := byLogin(tx, a.Login)
	if err != nil {
		return Person{}, err
	}
	if taken.ID != 0 {
		return Person{}, fault.Field("login", "user.login_taken")
	}
	if err := db.Insert(tx, accounts, a); err != nil {
		return Person{}, err
	}
	if err := journal.Add(tx, "user.create", a.Ref(), map[string]any{"login": a.Login, "name": a.Name, "unit": a.Unit}); err != nil {
		return Person{}, err
	}
	if in.Role != "" {
		p, err := assign(tx, a.Person, Assign{Unit: in.Unit, Role: in.Role})
		if err != nil {
			return Person{}, err
		}
		a.Posts = []Post{p}
	}
	return a.Person, nil
}

// Edit changes what is known of a person.
func (s *Service) Edit(ctx context.Context, id int64, in Details) (p Person, err error) {
	defer fault.Wrap(&err, "user.Edit(%d)", id)
	if err := in.Check(); err != nil {
		return p, err
	}
	err = s.change(ctx, id, "user.edit", func(tx *db.Tx, a *account) (any, error) {
		if a.Unit != in.Unit {
			if err := reaches(tx, in.Unit); err != nil {
				return nil, err
			}
		}
		a.Rev, a.Name, a.Phone, a.Mail, a.Unit = in.Rev, strings.TrimSpace(in.Name), in.Phone, in.Mail, in.Unit
		err := db.Update(tx, accounts, a)
		p = a.Person
		return map[string]any{"name": p.Name, "unit": p.Unit}, err
	})
	return p, err
}

// Disable closes an account: its sessions end, and its tokens no longer open anything.
func (s *Service) Disable(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "user.Disable(%d)", id)
	return s.change(ctx, id, "user.disable", func(tx *db.Tx, a *account) (any, error) {
		if a.State == Disabled {
			return nil, fault.New(fault.Conflict, "user.is_disabled")
		}
		if err := another(tx, a); err != nil {
			return nil, err
		}
		a.State = Disabled
		err := keepAdmin(tx, func() error { return db.Update(tx, accounts, a) })
		if err != nil {
			return nil, err
		}
		return nil, session.EndAll(tx, a.ID, 0)
	})
}

// Enable opens a closed account again.
func (s *Service) Enable(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "user.Enable(%d)", id)
	return s.change(ctx, id, "user.enable", func(tx *db.Tx, a *account) (any, error) {
		if a.State == Active {
			return nil, fault.New(fault.Conflict, "user.is_active")
		}
		a.State = Active
		return nil, db.Update(tx, accounts, a)
	})
}

// ResetPassword gives a person a new one-time password. Sessions end, tokens are
// revoked and waits are over, for it may be that somebody else was at work.
func (s *Service) ResetPassword(ctx context.Context, id int64) (out Created, err error) {
	defer fault.Wrap(&err, "user.ResetPassword(%d)", id)
	if !auth.From(ctx).Can(Edit) {
		return out, fault.New(fault.Forbidden, "not_allowed")
	}
	password, hash, err := s.initial(ctx)
	if err != nil {
		return out, err
	}
	err = s.change(ctx, id, "user.reset_password", func(tx *db.Tx, a *account) (any, error) {
		if err := another(tx, a); err != nil {
			return nil, err
		}
		a.Hash, a.MustChange = hash, true
		if err := db.Update(tx, accounts, a); err != nil {
			return nil, err
		}
		out = Created{a.Person, password}
		if err := revokeAll(tx, a.ID); err != nil {
			return nil, err
		}
		if _, err := session.Clear(tx, session.Try{Login: a.Login}); err != nil {
			return nil, err
		}
		return nil, session.EndAll(tx, a.ID, 0)
	})
	if err != nil {
		return Created{}, err
	}
	return out, nil
}

// SignOutEverywhere ends all sessions of a person, of oneself too.
func (s *Service) SignOutEverywhere(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "user.SignOutEverywhere(%d)", id)
	if id != self(auth.From(ctx)) {
		return s.change(ctx, id, "user.sign_out_everywhere", func(tx *db.Tx, a *account) (any, error) {
			return nil, session.EndAll(tx, a.ID, 0)
		})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := session.EndAll(tx, id, 0); err != nil {
			return err
		}
		return journal.Add(tx, "user.sign_out_everywhere", Person{ID: id}.Ref(), nil)
	})
}

// change loads an account that the actor may manage, lets do change it, and
// writes down the act with what do returns, in one transaction.
func (s *Service) change(ctx context.Context, id int64, act string, do func(*db.Tx, *account) (any, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := manage(tx, id)
		if err != nil {
			return err
		}
		body, err := do(tx, &a)
		if err != nil {
			return err
		}
		return journal.Add(tx, act, a.Ref(), body)
	})
}

// another asks that the account is not the actor's own: whoever sits down at an
// open desk must not get around the question for the present password.
func another(tx *db.Tx, a *account) error {
	if a.ID == self(tx.Actor) {
		return fault.New(fault.Conflict, "user.not_self")
	}
	return nil
}

// initial makes a one-time password and its hash, before any transaction is open.
func (s *Service) initial(ctx context.Context) (password, hash string, err error) {
	password = secret.Initial()
	hash, err = s.hasher.Hash(ctx, password)
	return password, hash, err
}
