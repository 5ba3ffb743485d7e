package desk

import (
	"context"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const userPath = "/desk/user"

// A userRow is a person as the list shows them.
type userRow struct {
	user.Person
	UnitName string
	Roles    string // held today
}

// A userView is the page of one person.
type userView struct {
	Person  user.Person
	Facts   []web.Fact
	Posts   []postRow
	Buttons []web.Button
	Dangers []web.Button
	Edits   bool // the reader manages people
	History []web.Event
}

// A postRow is a post as a page shows it.
type postRow struct {
	user.Post
	UnitName string
	State    web.Tag
	End      string // address that ends it; "" if it is over
}

// A question is a form without fields: what will be done, and to whom.
type question struct {
	Act  string // i18n key
	Text string // what follows from it
	Name string
	Back string
}

var (
	userList = web.ListPage[user.Find, userRow](web.Desk, "desk.user",
		web.Col[userRow]{Label: "user.name", Class: "ti", Cell: func(p userRow) web.Cell { return web.Cell{Text: p.Name, Href: refURL(p.Ref())} }},
		web.Col[userRow]{Label: "user.login", Cell: func(p userRow) web.Cell { return web.Cell{Text: p.Login} }},
		web.Col[userRow]{Label: "user.unit", Cell: func(p userRow) web.Cell { return web.Cell{Text: p.UnitName} }},
		web.Col[userRow]{Label: "user.role", Cell: func(p userRow) web.Cell { return web.Cell{Text: p.Roles} }},
		web.Col[userRow]{Label: "user.state", Class: "o2", Cell: func(p userRow) web.Cell { return web.Cell{Tag: stateTag(p.State)} }},
	)
	userShow     = web.MustPage[userView](pages, web.Desk, "pages/user/show.html")
	userCreate   = web.FormPage[user.Create](web.Desk, "user.create")
	userEdit     = web.FormPage[user.Details](web.Desk, "user.edit")
	userAssign   = web.FormPage[user.Assign](web.Desk, "user.assign")
	userPassword = web.MustPage[user.Created](pages, web.Desk, "pages/user/password.html")
	confirmPage  = web.MustPage[web.FormView[question]](pages, web.Desk, "pages/user/confirm.html")
)

func stateTag(s user.State) web.Tag {
	t := web.Tag{Kind: "ok", Text: i18n.Text(s.Label())}
	if s == user.Disabled {
		t.Kind = ""
	}
	return t
}

func (d *Desk) userRoutes() []web.Route {
	units := web.Options("unit", d.unitChoices)
	roles := web.Options("role", roleChoices)
	cancel := web.Cancel(userPath + "/{id}")
	ask := func(act string, do func(context.Context, int64) error) *web.FormScreen {
		return web.Act(confirmPage, d.question(act), func(ctx context.Context, id int64, _ question) (int64, error) {
			return id, do(ctx, id)
		}, userURL, web.Submit("user."+act), cancel)
	}
	reset := web.Act(confirmPage, d.question("reset_password"), func(ctx context.Context, id int64, _ question) (web.Reply, error) {
		return password(d.Users.ResetPassword(ctx, id))
	}, nil, web.Submit("user.reset_password"), cancel)
	return []web.Route{
		web.GET(userPath, user.See, web.List(userList, d.findUsers, units, web.Create(web.Item{Label: "user.create", Path: userPath + "/new", Perm: user.Edit}))),
		web.Form(userPath+"/new", user.Edit, web.Make(userCreate, nil, d.createUser, nil, units, roles, web.Submit("user.create"), web.Cancel(userPath))),
		web.GET(userPath+"/{id}", user.See, web.Show(userShow, d.user)),
		web.Form(userPath+"/{id}/edit", user.Edit, web.Act(userEdit, d.userDetails, d.Users.Edit, personURL, units, cancel)),
		web.Form(userPath+"/{id}/assign", user.Edit, web.Act(userAssign, nil, d.assign, userURL, units, roles, web.Submit("user.assign"), cancel)),
		web.POST(userPath+"/{id}/post/{post}/end", user.Edit, web.Do(d.endPost, userURL, web.Done("desk.post_ended"))),
		web.Form(userPath+"/{id}/reset-password", user.Edit, reset),
		web.Form(userPath+"/{id}/reset-totp", user.Edit, ask("reset_totp", d.Users.ResetTOTP)),
		web.Form(userPath+"/{id}/sign-out-everywhere", user.Edit, ask("sign_out_everywhere", d.Users.SignOutEverywhere)),
		web.Form(userPath+"/{id}/disable", user.Edit, ask("disable", d.Users.Disable)),
		web.Form(userPath+"/{id}/enable", user.Edit, ask("enable", d.Users.Enable)),
	}
}

func userURL(id int64) string { return userPath + "/" + strconv.FormatInt(id, 10) }

func personURL(p user.Person) string { return userURL(p.ID) }

// roleChoices are the roles that a post may have.
func roleChoices(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, r := range auth.Roles {
		out = append(out, web.Option{Value: string(r), Label: i18n.Text(user.Post{Role: r}.Label())})
	}
	return out, nil
}

func (d *Desk) findUsers(ctx context.Context, q user.Find, p db.Page) (db.Rows[userRow], error) {
	found, err := d.Users.List(ctx, q, p)
	if err != nil {
		return db.Rows[userRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	today := d.DB.Today()
	return db.Map(found, func(p user.Person) userRow {
		var held []string
		for _, post := range p.Posts {
			if post.Holds(today) {
				held = append(held, i18n.Text(post.Label()))
			}
		}
		return userRow{p, names[p.Unit], strings.Join(held, i18n.T("list_comma"))}
	}), err
}

func (d *Desk) createUser(ctx context.Context, in user.Create) (web.Reply, error) {
	return password(d.Users.Create(ctx, in))
}

// password shows a one-time password, this once.
func password(c user.Created, err error) (web.Reply, error) {
	if err != nil {
		return nil, err
	}
	return userPassword.With(c), nil
}

func (d *Desk) user(ctx context.Context, id int64) (v userView, err error) {
	if v.Person, err = d.Users.Get(ctx, id); err != nil {
		return v, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return v, err
	}
	a, p := auth.From(ctx), v.Person
	v.Facts = personFacts(p, names[p.Unit])
	v.Edits = a.CanAt(user.Edit, p.Unit)
	v.Posts = d.postRows(p, names, v.Edits)
	if v.Edits {
		v.Buttons, v.Dangers = userButtons(p, p.ID == a.ID)
	}
	v.History, err = d.history(ctx, p.Ref(), nil)
	return v, err
}

func personFacts(p user.Person, unit string) []web.Fact {
	state := web.Fact{Label: "user.state", Text: i18n.Text(p.State.Label())}
	if p.MustChange {
		state.Note = i18n.T("desk.must_change")
	}
	return []web.Fact{
		{Label: "user.login", Text: p.Login},
		{Label: "user.name", Text: p.Name},
		{Label: "user.unit", Text: unit},
		{Label: "user.phone", Text: p.Phone},
		{Label: "user.mail", Text: p.Mail},
		{Label: "user.mail", Text: p.Mail},
		state,
		{Label: "desk.factor", Text: i18n.T("desk.factor." + strconv.FormatBool(p.Factor))},
		{Label: "desk.made", Text: moment(p.Made)},
	}
}

func (d *Desk) postRows(p user.Person, names map[int64]string, edits bool) []postRow {
	today := d.DB.Today()
	out := make([]postRow, len(p.Posts))
	for i, post := range p.Posts {
		row := postRow{Post: post, UnitName: names[post.Unit], State: web.Tag{Text: i18n.T("desk.post.over")}}
		switch {
		case post.Holds(today):
			row.State = web.Tag{Kind: "ok", Text: i18n.T("desk.post.held")}
		case !post.Over(today):
			row.State = web.Tag{Kind: "info", Text: i18n.T("desk.post.later")}
		}
		if edits && !post.Over(today) {
			row.End = userURL(p.ID) + "/post/" + strconv.FormatInt(post.ID, 10) + "/end"
		}
		out[i] = row
	}
	return out
}

// Label is the role for a reader.
func (r postRow) Label() string { return i18n.Text(r.Post.Label()) }

// EndButton takes the post away.
func (r postRow) EndButton() []web.Button {
	if r.End == "" {
		return nil
	}
	return []web.Button{{Href: r.End, Label: i18n.T("user.end_post"), Post: true, Secondary: true}}
}

func userButtons(p user.Person, self bool) (plain, dangers []web.Button) {
	at := userURL(p.ID)
	plain = web.Buttons([]string{"assign", "edit"}, at, "user")
	if self {
		return plain, nil // one's own account is changed on one's own page, with the password
	}
	acts := []string{"reset_password", "sign_out_everywhere"}
	if p.Factor {
		acts = append(acts, "reset_totp")
	}
	if p.State == user.Active {
		acts = append(acts, "disable")
	} else {
		acts = append(acts, "enable")
	}
	dangers = web.Buttons(acts, at, "user")
	dangers[0].Secondary = true
	return plain, dangers
}

func (d *Desk) userDetails(ctx context.Context, id int64) (user.Details, error) {
	p, err := d.Users.Get(ctx, id)
	return user.Details{Rev: p.Rev, Name: p.Name, Phone: p.Phone, Mail: p.Mail, Unit: p.Unit}, err
}

func (d *Desk) assign(ctx context.Context, id int64, in user.Assign) (int64, error) {
	_, err := d.Users.Assign(ctx, id, in)
	return id, err
}

// which names a post in the address of its person.
type which struct {
	Post int64 `form:"post"`
}

func (d *Desk) endPost(ctx context.Context, id int64, in which) (int64, error) {
	return id, d.Users.EndPost(ctx, in.Post)
}

// question asks once more before an act on a person.
func (d *Desk) question(act string) func(context.Context, int64) (question, error) {
	return func(ctx context.Context, id int64) (question, error) {
		p, err := d.Users.Get(ctx, id)
		return question{Act: "user." + act, Text: i18n.T("desk.ask." + act), Name: p.Name, Back: userURL(id)}, err
	}
}
