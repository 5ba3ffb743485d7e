package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/web"
)

// back is where a person wanted to go before signing in.
type back struct {
	Back string `form:"back" type:"hidden"`
}

// Out offers to give up.
func (back) Out() []web.Button {
	return []web.Button{{Href: signOutPath, Label: i18n.T("desk.sign_out"), Post: true, Secondary: true}}
}

type (
	signIn struct {
		user.SignIn
		back
	}
	secondFactor struct {
		user.Code
		back
	}
	firstPassword struct {
		user.ChangePassword
		back
	}
)

var (
	signInPage = web.MustPage[web.FormView[signIn]](pages, web.Bare, "pages/session/sign-in.html")
	codePage   = web.MustPage[web.FormView[secondFactor]](pages, web.Bare, "pages/session/code.html")
	changePage = web.MustPage[web.FormView[firstPassword]](pages, web.Bare, "pages/session/password.html")
)

// The pages of signing in are open to all: the session says which of them is next.
func (d *Desk) sessionRoutes() []web.Route {
	const both = "GET POST"
	return []web.Route{
		{Method: both, Path: signInPath, Handler: d.stage("", d.signIn)},
		{Method: both, Path: codePath, Handler: d.stage(session.Factor, web.Make(codePage, nil, d.secondFactor, nil, web.Submit("desk.sign_in")).Handle)},
		{Method: both, Path: changePath, Handler: d.stage(session.Change, web.Make(changePage, nil, d.firstPassword, nil, web.Submit("desk.change_password")).Handle)},
		web.POST(signOutPath, auth.Public, d.signOut),
	}
}

// stage lets a page answer whose session stands at s, and leads all others to
// the page that is next for them. "" is no session.
func (d *Desk) stage(s session.Stage, page web.Handler) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		cur, _ := session.From(r.Context())
		if cur.Stage == s || s == "" && r.Method == http.MethodPost {
			return page(r)
		}
		return web.Redirect(next(cur.Stage, r.URL.Query().Get("back"))), nil
	}
}

// next is the page that a session at a stage is led to.
func next(s session.Stage, back string) string {
	to := map[session.Stage]string{"": signInPath, session.Factor: codePath, session.Change: changePath}[s]
	if back = web.Local(back, home); to == "" {
		return back
	}
	if back == home {
		return to
	}
	return to + "?back=" + url.QueryEscape(back)
}

func (d *Desk) signIn(r *web.Req) (web.Reply, error) {
	client := session.Client{Address: web.ClientAddress(r.Context()), UserAgent: r.UserAgent()}
	do := func(ctx context.Context, in signIn) (web.Reply, error) {
		started, err := d.Users.SignIn(ctx, in.SignIn, client)
		if err != nil {
			return nil, err
		}
		return d.carry(started, next(started.Session.Stage, in.Back))
	}
	return web.Make(signInPage, nil, do, nil, web.Submit("desk.sign_in")).Handle(r)
}

func (d *Desk) secondFactor(ctx context.Context, in secondFactor) (web.Reply, error) {
	started, err := d.Users.SecondFactor(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return d.carry(started, next(started.Session.Stage, in.Back))
}

func (d *Desk) firstPassword(ctx context.Context, in firstPassword) (web.Reply, error) {
	started, err := d.Users.ChangePassword(ctx, in.ChangePassword)
	if err != nil {
		return nil, err
	}
	return d.carry(started, next(started.Session.Stage, in.Back))
}

func (d *Desk) signOut(r *web.Req) (web.Reply, error) {
	if err := d.Sessions.SignOut(r.Context()); err != nil {
		return nil, err
	}
	return d.withToken("", web.Saved{To: signInPath, Text: fault.T("desk.signed_out")})
}

// carry hands the token of a session to the browser and leads on.
func (d *Desk) carry(s session.Started, to string) (web.Reply, error) {
	return d.withToken(s.Token, web.Redirect(to))
}

// withToken is rep with the cookie of the session; the token "" takes it away.
func (d *Desk) withToken(token string, rep web.Reply) (web.Reply, error) {
	c, err := http.ParseSetCookie(d.Sessions.Cookie(token))
	if err != nil {
		return nil, err
	}
	return web.WithCookie(c, rep), nil
}

// renewed hands a renewed session to the browser. A person who acts without one has none to renew.
func (d *Desk) renewed(s session.Started, saved web.Saved) (web.Reply, error) {
	if s.Token == "" {
		return saved, nil
	}
	return d.withToken(s.Token, saved)
}

// errVisitor is the answer for most who ask, so it is made once.
var errVisitor = fault.New(fault.SignIn, "sign_in")

// Actor says who asks, by the cookie of the session, and puts the session into
// the context of r. Without a session, or with one that is over, the fault is SignIn.
func (d *Desk) Actor(r *http.Request) (auth.Actor, error) {
	c, err := r.Cookie(d.Sessions.CookieName())
	if err != nil || c.Value == "" {
		return auth.Actor{}, errVisitor
	}
	cur, err := d.Sessions.Resume(r.Context(), c.Value)
	if err != nil {
		return auth.Actor{}, err
	}
	*r = *r.WithContext(cur.In(r.Context()))
	return cur.Actor, nil
}

// Gate keeps everybody from the desk who is not signed in whole: who owes the
// code or a password of their own is led to where that is asked for.
func (d *Desk) Gate(r *web.Req) (web.Reply, error) {
	if r.URL.Path != home && !strings.HasPrefix(r.URL.Path, home+"/") {
		return nil, nil //nolint:nilnil // no reply lets the page answer
	}
	cur, _ := session.From(r.Context())
	if r.SignedIn() && !cur.MustChange() {
		return nil, nil //nolint:nilnil // as above
	}
	if r.Method == http.MethodPost {
		return nil, fault.New(fault.SignIn, "sign_in")
	}
	to := web.Redirect(next(cur.Stage, r.Here()))
	if c, err := r.Cookie(d.Sessions.CookieName()); cur.ID == 0 && err == nil && c.Value != "" {
		return web.Saved{To: string(to), Text: fault.T("session.over")}, nil
	}
	return to, nil
}
