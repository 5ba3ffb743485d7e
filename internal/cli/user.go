package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func userCommand(s *shell) *cobra.Command {
	var in user.Create
	var at, role string
	create := command("create", "user_create", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		in.Role = auth.Role(role)
		return s.createUser(cmd, in, at)
	})
	flags := create.Flags()
	flags.StringVar(&in.Login, "login", "", i18n.T("user.login_hint"))
	flags.StringVar(&in.Name, "name", "", i18n.T("user.name"))
	flags.StringVar(&at, "unit", "", i18n.T("cli.flag.unit"))
	flags.StringVar(&role, "role", "", i18n.T("cli.flag.role", strings.Join(roleNames(), " ")))
	flags.StringVar(&in.Phone, "phone", "", i18n.T("user.phone"))
	flags.StringVar(&in.Mail, "mail", "", i18n.T("user.mail"))

	var first user.Create
	var root string
	bootstrap := command("bootstrap", "user_bootstrap", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.bootstrap(cmd, first, root)
	})
	flags = bootstrap.Flags()
	flags.StringVar(&first.Login, "login", "", i18n.T("user.login_hint"))
	flags.StringVar(&first.Name, "name", "", i18n.T("user.name"))
	flags.StringVar(&root, "unit", "", i18n.T("cli.flag.root"))

	return group("user", "user",
		bootstrap, create,
		command("list", "user_list", takes(0, 0), s.listUsers),
		command("reset LOGIN", "user_reset", takes(1, 1), s.resetUser),
	)
}

func roleNames() []string {
	out := make([]string, len(auth.Roles))
	for i, r := range auth.Roles {
		out[i] = string(r)
	}
	return out
}

// unitAt is the unit of a code or a name; a fault about the flag if there is none.
func unitAt(ctx context.Context, a *app.App, text string) (unit.Unit, error) {
	if text == "" {
		return unit.Unit{}, fault.Field("unit", "required")
	}
	u, err := a.Units.ByCode(ctx, text)
	if fault.Of(err) != fault.NotFound {
		return u, err
	}
	names, err := a.Units.Names(ctx)
	if err != nil {
		return u, err
	}
	if m, ok := names.Resolve(text); ok && m.Group == "" {
		return m.Units[0], nil
	}
	return u, fault.Field("unit", "user.bad_unit")
}

func (s *shell) createUser(cmd *cobra.Command, in user.Create, at string) error {
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		u, err := unitAt(ctx, a, at)
		if err != nil {
			return err
		}
		in.Unit = u.ID
		made, err := a.Users.Create(ctx, in)
		if err != nil {
			return err
		}
		return s.showPassword(made.Person.Login, made.Password)
	})
}

// bootstrap opens the first account, of an administrator over the whole district.
func (s *shell) bootstrap(cmd *cobra.Command, in user.Create, root string) error {
	return s.with(cmd, begins, func(ctx context.Context, a *app.App) error {
		tree, err := a.Units.Tree(ctx)
		if err != nil {
			return err
		}
		at := tree[0] // a loaded district has its government, which comes first
		if root != "" {
			if at, err = unitAt(ctx, a, root); err != nil {
				return err
			}
		}
		in.Unit, in.Role = at.ID, auth.Admin
		if err := in.Check(); err != nil {
			return err
		}
		password, err := a.Users.Bootstrap(ctx, in.Login, in.Name, at.Code)
		if err != nil {
			return err
		}
		return s.showPassword(in.Login, password)
	})
}

// showPassword prints a one-time password; nothing keeps it.
func (s *shell) showPassword(login, password string) error {
	return s.show(map[string]string{"login": login, "password": password}, func(p *page) { p.say("cli.password", login, password) })
}

// A userRow is an account as the commands print it.
type userRow struct {
	ID    int64     `json:"id"`
	Login string    `json:"login"`
	Name  string    `json:"name"`
	Unit  string    `json:"unit"` // code
	State string    `json:"state"`
	Posts []userRef `json:"posts"`
}

type userRef struct {
	Role string `json:"role"`
	Unit string `json:"unit"`
}

func (s *shell) listUsers(cmd *cobra.Command, _ []string) error {
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		people, err := everybody(ctx, a, "")
		if err != nil {
			return err
		}
		units, err := everyUnit(ctx, a)
		if err != nil {
			return err
		}
		byID := map[int64]unit.Unit{}
		for _, u := range units {
			byID[u.ID] = u
		}
		out := make([]userRow, len(people))
		table := [][]string{heads("user.login", "user.name", "user.unit", "user.role", "user.state")}
		for i, x := range people {
			out[i] = userRow{x.ID, x.Login, x.Name, byID[x.Unit].Code, string(x.State), []userRef{}}
			var posts []string
			for _, post := range x.Posts {
				if post.Holds(a.DB.Today()) {
					out[i].Posts = append(out[i].Posts, userRef{string(post.Role), byID[post.Unit].Code})
					posts = append(posts, i18n.T("cli.post", post.Label(), byID[post.Unit].Short))
				}
			}
			table = append(table, []string{x.Login, x.Name, byID[x.Unit].Short, joined(posts), i18n.Text(x.State.Label())})
		}
		return s.show(map[string]any{"users": out}, func(p *page) {
			p.table("", table...)
			p.say("cli.users", len(out))
		})
	})
}

func everybody(ctx context.Context, a *app.App, text string) ([]user.Person, error) {
	return every(func(p db.Page) (db.Rows[user.Person], error) { return a.Users.List(ctx, user.Find{Text: text}, p) })
}

func (s *shell) resetUser(cmd *cobra.Command, args []string) error {
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		people, err := everybody(ctx, a, args[0])
		if err != nil {
			return err
		}
		i := slices.IndexFunc(people, func(p user.Person) bool { return p.Login == args[0] })
		if i < 0 {
			return fault.New(fault.NotFound, "cli.no_user", args[0])
		}
		made, err := a.Users.ResetPassword(ctx, people[i].ID)
		if err != nil {
			return err
		}
		return s.showPassword(made.Person.Login, made.Password)
	})
}
