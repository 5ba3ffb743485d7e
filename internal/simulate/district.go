package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

// Password is that of every person who is hired here: nobody real works in a
// simulated district. It is printed with the address that is served.
const Password = "yangguang-2023"

// A District is a program that a story is told through, with its profile and its time.
type District struct {
	*app.App
	Profile *profile.Profile
	Clock   *Clock
}

// Cheap is the price of a password where nobody real has one.
var Cheap = secret.Params{Memory: 64, Passes: 1, Threads: 1}

// Open starts a program under a clock.
func Open(ctx context.Context, c app.Config, clock *Clock) (d District, err error) {
	d.Clock, c.Clock, c.Hash = clock, clock.Now, Cheap
	if d.Profile, err = profile.Open(c.Profile); err == nil {
		d.App, err = app.New(ctx, c)
	}
	return d, err
}

// A Person is somebody whom the reader may sign in as.
type Person struct {
	Login string `json:"login"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
}

// A Cast is the people of a district and the offices that they work for.
type Cast struct {
	Named  []Person // those of the profile, whom a reader knows by their titles
	Office auth.Actor
	Root   unit.Unit
	ByCode map[string]unit.Unit
	Desks  []unit.Unit // those that somebody works for, in the order of the tree

	people []auth.Actor
	clerks map[int64]auth.Actor // by unit
}

// Hire gives every person of the profile an account and posts, and every unit a
// clerk and a head where it has none. Whoever is there already is left as is, so that it may be
// called again.
func (d District) Hire(ctx context.Context, seed uint64) (*Cast, error) {
	ctx = auth.With(ctx, auth.Machine("simulate"))
	tree, err := d.Units.Tree(ctx)
	if err != nil {
		return nil, err
	}
	h := hiring{District: d, Cast: &Cast{Root: tree[0], ByCode: map[string]unit.Unit{}, clerks: map[int64]auth.Actor{}}}
	if err := h.known(ctx); err != nil {
		return nil, err
	}
	for _, u := range tree {
		h.ByCode[u.Code] = u
	}
	for _, p := range d.Profile.People {
		u := h.ByCode[p.Unit]
		roles := make([]auth.Role, len(p.Roles))
		for i, r := range p.Roles {
			roles[i] = auth.Role(r)
		}
		if err := h.account(ctx, p.Login, p.Name, u, roles); err != nil {
			return nil, err
		}
		h.Named = append(h.Named, Person{p.Login, p.Name, p.Title, u.Short})
	}
	if err := h.staff(ctx, seed); err != nil {
		return nil, err
	}
	for i, u := range tree {
		if u.Kind == unit.Village || u.Kind == unit.Community || u.Closed != "" {
			continue
		}
		if err := h.desk(ctx, seed, i, u); err != nil {
			return nil, err
		}
	}
	return h.Cast, nil
}

// desk gives a unit a clerk and a head where it has none; the government itself has no
// clerks, and somebody who answers for its drafts.
func (h *hiring) desk(ctx context.Context, seed uint64, i int, u unit.Unit) error {
	roles := []auth.Role{auth.Head}
	if u.Kind != unit.Government {
		h.Desks, roles = append(h.Desks, u), []auth.Role{auth.Clerk, auth.Head}
	}
	for _, r := range roles {
		if h.has(u.ID, r) {
			continue
		}
		name := words().name(Luck(seed, r, u.Code))
		if err := h.account(ctx, fmt.Sprintf("demo%02d%s", i, logins[r]), name, u, []auth.Role{r}); err != nil {
			return err
		}
	}
	return nil
}

// officers is how many the office needs, so that its own report has one who writes it,
// one who answers for it, and one who accepts it.
const officers = 3

// staff hires for the office whom it needs.
func (h *hiring) staff(ctx context.Context, seed uint64) error {
	n := 0
	for _, a := range h.people {
		if a.CanAt(annual.Accept, h.Root.ID) {
			n++
		}
	}
	u, err := h.unitOf(h.Office.Unit)
	for ; err == nil && n < officers; n++ {
		err = h.account(ctx, fmt.Sprintf("demo.%s%d", u.Code, n), words().name(Luck(seed, "office", n)), u, []auth.Role{auth.Office})
	}
	return err
}

// logins end the names of those who are hired.
var logins = map[auth.Role]string{auth.Head: ".fzr"}

// has reports whether a unit has somebody in a role of its own.
func (h *hiring) has(unitID int64, r auth.Role) bool {
	p := map[auth.Role]auth.Perm{auth.Clerk: foi.Handle, auth.Head: publish.Review}[r]
	return slices.ContainsFunc(h.people, func(a auth.Actor) bool { return a.Unit == unitID && a.CanAt(p, unitID) })
}

type hiring struct {
	District
	*Cast
	there map[string]user.Person // by login
}

func (h *hiring) known(ctx context.Context) error {
	h.there = map[string]user.Person{}
	people, err := all(ctx, h.Users.List, user.Find{})
	for _, p := range people {
		h.there[p.Login] = p
	}
	return err
}

// account makes an account with its posts, or what it lacks. The office, the secrecy
// reviewer, the counsel, the supervisor and the administrator work for the whole district, so
// their posts are at its root: a unit without a legal reviewer of its own has one named for
// it (国办发〔2018〕115号).
func (h *hiring) account(ctx context.Context, login, name string, at unit.Unit, roles []auth.Role) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", login, err)
		}
	}()
	p, known := h.there[strings.ToLower(login)] // as logins are kept
	if !known || p.MustChange {
		if p, err = h.begin(ctx, p, user.Create{Login: login, Name: name, Unit: at.ID}); err != nil {
			return err
		}
	}
	for _, r := range roles {
		in := user.Assign{Unit: at.ID, Role: r}
		if r == auth.Office || r == auth.Secrecy || r == auth.Counsel || r == auth.Supervisor || r == auth.Admin {
			in.Unit = h.Root.ID
		}
		if slices.ContainsFunc(p.Posts, func(has user.Post) bool { return has.Unit == in.Unit && has.Role == r }) {
			continue
		}
		if _, err := h.Users.Assign(ctx, p.ID, in); err != nil {
			return err
		}
	}
	actor, err := h.Users.Actor(ctx, p.ID)
	if err != nil {
		return err
	}
	h.people = append(h.people, actor)
	if actor.Can(plan.Account) && h.clerks[at.ID].ID == 0 {
		h.clerks[at.ID] = actor
	}
	if actor.Can(plan.Decide) && h.Office.ID == 0 {
		h.Office = actor
	}
	return nil
}

// begin makes an account that somebody can sign in to.
func (h *hiring) begin(ctx context.Context, p user.Person, in user.Create) (user.Person, error) {
	var made user.Created
	var err error
	if p.ID == 0 {
		made, err = h.Users.Create(ctx, in)
	} else { // made, and left before its password was set
		made, err = h.Users.ResetPassword(ctx, p.ID)
	}
	if err != nil {
		return p, err
	}
	self := auth.With(ctx, auth.Actor{Kind: auth.Person, ID: made.Person.ID, Name: in.Name, Unit: in.Unit})
	if _, err := h.Users.ChangePassword(self, user.ChangePassword{Old: made.Password, New: Password, Again: Password}); err != nil {
		return p, err
	}
	made.Person.Posts = p.Posts
	return made.Person, nil
}

// Clerk is who keeps the desk of a unit.
func (c *Cast) Clerk(unitID int64) (auth.Actor, bool) {
	a, ok := c.clerks[unitID]
	return a, ok
}

// unitOf is the unit with an id.
func (c *Cast) unitOf(id int64) (unit.Unit, error) {
	for _, u := range c.ByCode {
		if u.ID == id {
			return u, nil
		}
	}
	return unit.Unit{}, fmt.Errorf("no unit %d", id)
}

// codeOf is the code of a unit: the same in every database, as ids are not.
func (c *Cast) codeOf(id int64) string {
	u, _ := c.unitOf(id) // one that is not there has no code
	return u.Code
}

// Holder is somebody who has a permission over a unit and is not one of those who
// acted already: one of the unit itself if there is one.
func (c *Cast) Holder(unitID int64, p auth.Perm, not ...int64) (found auth.Actor, err error) {
	for _, a := range c.people {
		if !a.CanAt(p, unitID) || slices.Contains(not, a.ID) {
			continue
		}
		if a.Unit == unitID {
			return a, nil
		}
		if found.ID == 0 {
			found = a
		}
	}
	if found.ID == 0 {
		err = fmt.Errorf("nobody has %s over unit %d", p, unitID)
	}
	return found, err
}
