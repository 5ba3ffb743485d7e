package user

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Assign gives a person a post.
func (s *Service) Assign(ctx context.Context, id int64, in Assign) (p Post, err error) {
	defer fault.Wrap(&err, "user.Assign(%d)", id)
	if err := in.Check(); err != nil {
		return p, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := manage(tx, id)
		if err != nil {
			return err
		}
		p, err = assign(tx, a.Person, in)
		return err
	})
	return p, err
}

func assign(tx *db.Tx, to Person, in Assign) (Post, error) {
	if err := reaches(tx, in.Unit); err != nil {
		return Post{}, err
	}
	if in.Starts == "" {
		in.Starts = tx.Today
	}
	if in.Ends != "" && in.Ends < in.Starts {
		return Post{}, fault.Field("ends", "user.ends_early")
	}
	held, err := postsOf(tx, to.ID)
	if err != nil {
		return Post{}, err
	}
	for _, h := range held {
		if h.Unit == in.Unit && h.Role == in.Role && !h.Over(in.Starts) && (in.Ends == "" || h.Starts <= in.Ends) {
			return Post{}, fault.New(fault.Conflict, "user.post_twice")
		}
	}
	p := Post{ID: tx.ID(), Account: to.ID, Unit: in.Unit, Role: in.Role, Starts: in.Starts, Ends: in.Ends}
	if err := db.Insert(tx, posts, p); err != nil {
		return Post{}, err
	}
	return p, journal.Add(tx, "user.assign", to.Ref(), p)
}

// EndPost takes a post away, from this moment on.
func (s *Service) EndPost(ctx context.Context, post int64) (err error) {
	defer fault.Wrap(&err, "user.EndPost(%d)", post)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := db.Get[Post](tx, "FROM user_post WHERE id = ?", post)
		if err != nil {
			return err
		}
		a, err := manage(tx, p.Account)
		if err != nil {
			return err
		}
		if p.Over(tx.Today) {
			return fault.New(fault.Conflict, "user.post_over")
		}
		err = keepAdmin(tx, func() error {
			_, err := tx.Exec("UPDATE user_post SET ended_at = ? WHERE id = ?", tx.Now, p.ID)
			return err
		})
		if err != nil {
			return err
		}
		return journal.Add(tx, "user.end_post", a.Ref(), map[string]any{"post": p.ID, "unit": p.Unit, "role": p.Role})
	})
}

// manage loads an account for a change. Outside what the actor may know of
// there is none. It takes Edit over the person's office and over every unit
// where the person has a post: who could set the password of somebody with
// wider rights would have those rights.
func manage(tx *db.Tx, id int64) (account, error) {
	p, err := see(tx, id)
	if err != nil {
		return account{}, err
	}
	over := tx.Actor.Over(Edit)
	ok := over.Has(p.Unit)
	for _, h := range p.Posts {
		ok = ok && (h.Over(tx.Today) || over.Has(h.Unit))
	}
	if !ok {
		return account{}, fault.New(fault.Forbidden, "not_allowed")
	}
	a, err := load(tx, id)
	a.Posts = p.Posts
	return a, err
}

// reaches asks that there is such a unit still, and that the actor manages its people.
func reaches(tx *db.Tx, id int64) error {
	if !tx.Actor.CanAt(Edit, id) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	u, err := unit.Get(tx, id)
	if fault.Of(err) == fault.NotFound || err == nil && u.Closed != "" {
		return fault.Field("unit", "user.bad_unit")
	}
	return err
}

// keepAdmin makes a change, unless it would leave nobody who manages the whole district.
func keepAdmin(tx *db.Tx, change func() error) error {
	top, err := unit.Root(tx)
	if err != nil {
		return err
	}
	before, err := countAdmins(tx, top.ID)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := countAdmins(tx, top.ID)
	if err == nil && before > 0 && after == 0 {
		err = fault.New(fault.Conflict, "user.last_admin")
	}
	return err
}

// countAdmins counts who manages the whole district today, with no last day set.
func countAdmins(tx *db.Tx, top int64) (int64, error) {
	return db.One[int64](tx, `SELECT count(DISTINCT a.id) FROM user_post p JOIN user_account a ON a.id = p.account_id
		WHERE p.role = ? AND p.unit_id = ? AND p.ended_at = 0 AND p.ends = '' AND p.starts <= ? AND a.state = ?`,
		auth.Admin, top, tx.Today, Active)
}

// Actor returns who acts when account does, with the rights of today's posts.
func (s *Service) Actor(ctx context.Context, account int64) (a auth.Actor, err error) {
	defer fault.Wrap(&err, "user.Actor(%d)", account)
	err = s.db.Read(ctx, func(tx *db.Tx) error { a, err = s.ActorIn(tx, account); return err })
	return a, err
}

// ActorIn is Actor within a transaction; a SignIn fault if the account may not be used.
func (s *Service) ActorIn(tx *db.Tx, account int64) (auth.Actor, error) {
	p, err := db.Get[Person](tx, "FROM user_account WHERE id = ? AND state = ?", account, Active)
	if fault.Of(err) == fault.NotFound {
		return auth.Actor{}, fault.New(fault.SignIn, "sign_in")
	}
	if err != nil {
		return auth.Actor{}, err
	}
	a := auth.Actor{Kind: auth.Person, ID: p.ID, Name: p.Name, Unit: p.Unit}
	held, err := postsOf(tx, p.ID)
	if err != nil {
		return auth.Actor{}, err
	}
	for _, h := range held {
		if !h.Holds(tx.Today) {
			continue
		}
		units, err := reach(tx, h)
		if err != nil {
			return auth.Actor{}, err
		}
		a.Grants = append(a.Grants, auth.Grant{Role: h.Role, Perms: s.policy.Perms(h.Role), Units: units})
	}
	return a, nil
}

// wide are the roles that look after the whole district from its root, whatever
// units there will be.
var wide = []auth.Role{auth.Office, auth.Supervisor, auth.Admin}

// reach is what a post reaches.
func reach(tx *db.Tx, h Post) (auth.Units, error) {
	if slices.Contains(wide, h.Role) {
		top, err := unit.Root(tx)
		if err != nil || top.ID == h.Unit {
			return auth.Units{All: true}, err
		}
	}
	ids, err := unit.Below(tx, h.Unit)
	return auth.Units{IDs: ids}, err
}

// self is the account of the person who acts, or 0.
func self(a auth.Actor) int64 {
	if a.Kind != auth.Person {
		return 0
	}
	return a.ID
}
