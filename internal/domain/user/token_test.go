package user_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Head)
		ctx := d.as(id)
		_, err := d.MakeToken(ctx, user.MakeToken{Name: "x", Perms: []string{"plan.issue"}})
		fails(t, err, "user.not_yours")
		_, err = d.MakeToken(ctx, user.MakeToken{Name: "x", Perms: []string{""}})
		fails(t, err, "user.not_yours")
		tok, err := d.MakeToken(ctx, user.MakeToken{Name: "上报", Perms: []string{"plan.report"}, Days: 10})
		must(t, err)
		a, err := d.TokenActor(t.Context(), tok.Text)
		must(t, err)
		if a.Kind != auth.Token || a.ID != tok.Token.ID || !a.CanAt("plan.report", station) || a.CanAt("plan.report", town) || a.Can(user.See) {
			t.Errorf("the token may %+v", a.Grants)
		}
		for name, bad := range map[string]string{"none": "", "other": tok.Text + "x", "digest": tok.Token.Digest} {
			if _, err := d.TokenActor(t.Context(), bad); fault.Of(err) != fault.SignIn {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := d.MakeToken(dbtest.As(t, a), user.MakeToken{Name: "y", Perms: []string{"plan.report"}}); fault.Of(err) != fault.SignIn {
			t.Errorf("a token made a token: %v", err)
		}
		mine, err := d.Tokens(ctx)
		must(t, err)
		if len(mine) != 1 || mine[0].Used != "2026-03-02" || mine[0].Expires != "2026-03-12" {
			t.Errorf("listed %+v", mine)
		}
		// what the maker loses, the token loses
		p, err := d.Get(ctx, id)
		must(t, err)
		must(t, d.EndPost(d.machine(), p.Posts[0].ID))
		a, err = d.TokenActor(t.Context(), tok.Text)
		must(t, err)
		if len(a.Grants) != 0 {
			t.Errorf("after the post ended the token may %+v", a.Grants)
		}
		d.clock.Set("2026-03-12")
		_, err = d.TokenActor(t.Context(), tok.Text)
		must(t, err)
		d.clock.Set("2026-03-13")
		_, err = d.TokenActor(t.Context(), tok.Text)
		fails(t, err, "user.bad_token")
	})
}

func TestRevokeToken(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx, other := d.as(d.hire("wang", bureau, auth.Head)), d.as(d.hire("li", bureau, auth.Head))
		var last user.MadeToken
		for range 20 {
			var err error
			last, err = d.MakeToken(ctx, user.MakeToken{Name: "x", Perms: []string{"plan.report"}})
			must(t, err)
		}
		if last.Token.Expires != "2026-05-31" { // 90 days
			t.Errorf("until %s", last.Token.Expires)
		}
		_, err := d.MakeToken(ctx, user.MakeToken{Name: "x", Perms: []string{"plan.report"}})
		fails(t, err, "user.too_many_tokens")
		fails(t, d.RevokeToken(other, last.Token.ID), "not_found")
		must(t, d.RevokeToken(ctx, last.Token.ID))
		must(t, d.RevokeToken(ctx, last.Token.ID))
		_, err = d.TokenActor(t.Context(), last.Text)
		fails(t, err, "user.bad_token")
		_, err = d.MakeToken(ctx, user.MakeToken{Name: "x", Perms: []string{"plan.report"}})
		must(t, err)
	})
}
