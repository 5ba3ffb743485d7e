package desk

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/web"
)

// A meView is the page about oneself.
type meView struct {
	Facts    []web.Fact
	Posts    []postRow
	Buttons  []web.Button
	Sessions []sessionRow
	Leave    []web.Button
	Tokens   []tokenRow
	Make     []web.Button
}

// A sessionRow is one browser in which the person is signed in.
type sessionRow struct {
	session.Session
	Here bool
	End  []web.Button
}

// A tokenRow is a token as the page shows it.
type tokenRow struct {
	user.Token
	Scopes string
	State  web.Tag
	Revoke []web.Button
}

// newTOTP is the page on which an authenticator app is told its secret. The
// secret goes with the form, so that it still stands there after a wrong code.
type newTOTP struct {
	user.Code
	Secret string `form:"secret" type:"hidden" max:"100"`
	URL    string `form:"url" type:"hidden" max:"500"`
}

var (
	mePage       = web.MustPage[meView](pages, web.Desk, "pages/me/me.html")
	myPassword   = web.FormPage[user.ChangePassword](web.Desk, "user.change_password")
	enrolPage    = web.FormPage[user.Confirm](web.Desk, "user.enrol_totp")
	disablePage  = web.FormPage[user.Confirm](web.Desk, "user.disable_totp")
	totpPage     = web.MustPage[web.FormView[newTOTP]](pages, web.Desk, "pages/me/totp.html")
	tokenPage    = web.FormPage[user.MakeToken](web.Desk, "user.make_token")
	newTokenPage = web.MustPage[user.MadeToken](pages, web.Desk, "pages/me/token.html")
)

// These pages need no permission, only a person: Gate asks for one.
func (d *Desk) meRoutes() []web.Route {
	cancel := web.Cancel(mePath)
	form := func(path string, s *web.FormScreen) web.Route { return web.Form(mePath+path, auth.Public, s) }
	confirm := web.Make(totpPage, nil, d.confirmTOTP, nil, web.Submit("desk.totp_confirm"), cancel)
	return []web.Route{
		web.GET(mePath, auth.Public, web.Look(mePage, d.me)),
		form("/password", web.Make(myPassword, nil, d.changePassword, nil, web.Submit("user.change_password"), cancel)),
		form("/totp", web.Make(enrolPage, nil, d.enrolTOTP, nil, web.Submit("desk.totp_secret"), cancel)),
		web.POST(mePath+"/totp/confirm", auth.Public, confirm.Handle),
		form("/totp/disable", web.Make(disablePage, nil, d.disableTOTP, nil, web.Submit("user.disable_totp"), cancel)),
		web.POST(mePath+"/session/{id}/end", auth.Public, web.Do(d.endSession, toMe, web.Done("desk.session_ended"))),
		web.POST(mePath+"/sign-out-everywhere", auth.Public, d.leaveAll),
		form("/token/new", web.Make(tokenPage, nil, d.makeToken, nil, web.Options("perms", permChoices), web.Submit("user.make_token"), cancel)),
		web.POST(mePath+"/token/{id}/revoke", auth.Public, web.Do(d.revokeToken, toMe, web.Done("desk.token_revoked"))),
	}
}

func toMe(struct{}) string { return mePath }

func (d *Desk) me(ctx context.Context, _ struct{}) (v meView, err error) {
	id := auth.From(ctx).ID
	p, err := d.Users.Get(ctx, id)
	if err != nil {
		return v, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return v, err
	}
	v.Facts, v.Posts = personFacts(p, names[p.Unit]), d.postRows(p, names, false)
	v.Buttons = []web.Button{{Href: mePath + "/password", Label: i18n.T("user.change_password")}}
	if p.Factor {
		v.Buttons = append(v.Buttons, web.Button{Href: mePath + "/totp/disable", Label: i18n.T("user.disable_totp"), Secondary: true})
	} else {
		v.Buttons = append(v.Buttons, web.Button{Href: mePath + "/totp", Label: i18n.T("user.enrol_totp"), Secondary: true})
	}
	v.Leave = []web.Button{{Href: mePath + "/sign-out-everywhere", Label: i18n.T("user.sign_out_everywhere"), Post: true, Secondary: true}}
	v.Make = []web.Button{{Href: mePath + "/token/new", Label: i18n.T("user.make_token"), Secondary: true}}
	if v.Sessions, err = d.mySessions(ctx); err != nil {
		return v, err
	}
	v.Tokens, err = d.myTokens(ctx)
	return v, err
}

func (d *Desk) mySessions(ctx context.Context) ([]sessionRow, error) {
	all, err := d.Sessions.Mine(ctx)
	here, _ := session.From(ctx)
	out := make([]sessionRow, len(all))
	for i, s := range all {
		out[i] = sessionRow{Session: s, Here: s.ID == here.ID}
		if !out[i].Here {
			out[i].End = []web.Button{{Href: mePath + "/session/" + strconv.FormatInt(s.ID, 10) + "/end", Label: i18n.T("desk.sign_out"), Post: true, Secondary: true}}
		}
	}
	return out, err
}

func (d *Desk) myTokens(ctx context.Context) ([]tokenRow, error) {
	all, err := d.Users.Tokens(ctx)
	out := make([]tokenRow, len(all))
	for i, t := range all {
		scopes := make([]string, len(t.Perms))
		for j, p := range t.Perms {
			scopes[j] = i18n.T(string(p))
		}
		out[i] = tokenRow{Token: t, Scopes: strings.Join(scopes, i18n.T("list_comma")), State: web.Tag{Text: i18n.T("desk.token.over")}}
		switch {
		case !t.Revoked.IsZero():
			out[i].State.Text = i18n.T("desk.token.revoked")
		case t.Works(d.DB.Today()):
			out[i].State = web.Tag{Kind: "ok", Text: i18n.T("desk.token.works")}
			out[i].Revoke = []web.Button{{Href: mePath + "/token/" + strconv.FormatInt(t.ID, 10) + "/revoke", Label: i18n.T("user.revoke_token"), Post: true, Secondary: true}}
		}
	}
	return out, err
}

func (d *Desk) changePassword(ctx context.Context, in user.ChangePassword) (web.Reply, error) {
	s, err := d.Users.ChangePassword(ctx, in)
	if err != nil {
		return nil, err
	}
	return d.renewed(s, web.Saved{To: mePath, Text: fault.T("desk.password_changed")})
}

func (d *Desk) enrolTOTP(ctx context.Context, in user.Confirm) (web.Reply, error) {
	e, err := d.Users.EnrolTOTP(ctx, in)
	if err != nil {
		return nil, err
	}
	return totpPage.With(web.FormView[newTOTP]{In: newTOTP{Secret: e.Secret, URL: e.URL}, Form: &web.FormDraw{
		Action: mePath + "/totp/confirm", Cancel: mePath,
		Fields: []web.Field{
			{Name: "code", ID: "f-code", Type: "text", Label: i18n.T("user.code"), Hint: i18n.T("user.code_hint"), Required: true, Max: 16, Autocomplete: "one-time-code"},
			{Name: "secret", Type: "hidden", Value: e.Secret},
			{Name: "url", Type: "hidden", Value: e.URL},
		},
		Buttons: []web.SubmitButton{{Label: i18n.T("desk.totp_confirm")}},
	}}), nil
}

func (d *Desk) confirmTOTP(ctx context.Context, in newTOTP) (web.Reply, error) {
	s, err := d.Users.ConfirmTOTP(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return d.renewed(s, web.Saved{To: mePath, Text: fault.T("desk.totp_on")})
}

func (d *Desk) disableTOTP(ctx context.Context, in user.Confirm) (web.Reply, error) {
	s, err := d.Users.DisableTOTP(ctx, in)
	if err != nil {
		return nil, err
	}
	return d.renewed(s, web.Saved{To: mePath, Text: fault.T("desk.totp_off")})
}

func (d *Desk) endSession(ctx context.Context, id int64, _ struct{}) (struct{}, error) {
	return struct{}{}, d.Sessions.End(ctx, id)
}

func (d *Desk) leaveAll(r *web.Req) (web.Reply, error) {
	if err := d.Users.SignOutEverywhere(r.Context(), r.Actor.ID); err != nil {
		return nil, err
	}
	return d.withToken("", web.Saved{To: signInPath, Text: fault.T("desk.signed_out_everywhere")})
}

// permChoices are the rights that the person has, to give to a token.
func permChoices(ctx context.Context) ([]web.Option, error) {
	mine := map[auth.Perm]bool{}
	for _, g := range auth.From(ctx).Grants {
		maps.Copy(mine, g.Perms)
	}
	var out []web.Option
	for _, p := range slices.Sorted(maps.Keys(mine)) {
		out = append(out, web.Option{Value: string(p), Label: i18n.T(string(p))})
	}
	return out, nil
}

func (d *Desk) makeToken(ctx context.Context, in user.MakeToken) (web.Reply, error) {
	t, err := d.Users.MakeToken(ctx, in)
	if err != nil {
		return nil, err
	}
	return newTokenPage.With(t), nil
}

func (d *Desk) revokeToken(ctx context.Context, id int64, _ struct{}) (struct{}, error) {
	return struct{}{}, d.Users.RevokeToken(ctx, id)
}
