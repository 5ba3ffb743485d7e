package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/session"
)

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.leads("/desk/duty?light=late", "/sign-in?back=%2Fdesk%2Fduty%3Flight%3Dlate")
	doc := b.get("/sign-in?back=/desk/duty", 200, "工作台登录")
	if got := doc.One(t, "input[name=back]").Attr("value"); got != "/desk/duty" {
		t.Errorf("back is %q", got)
	}
	b.post("/sign-in", url.Values{"login": {""}, "password": {""}}, 422, "请填写登录名", "请填写密码")
	doc = b.post("/sign-in", url.Values{"login": {"clerk"}, "password": {"wrong"}, "back": {"/desk/duty"}}, 422, "登录名或密码不正确")
	if got := doc.One(t, "#f-login").Attr("value"); got != "clerk" {
		t.Errorf("the login that was typed is gone: %q", got)
	}
	if doc.One(t, "#f-password").Attr("value") != "" {
		t.Error("the password stands in the page")
	}
	b.send("/sign-in", url.Values{"login": {"clerk"}, "password": {phrase}, "back": {"/desk/duty"}}, "/desk/duty")
	b.get("/desk", 200, "用户 clerk", "县教育局")
	b.leads("/sign-in?back=//elsewhere.example", "/desk") // signed in already, and never led away
	if c := b.cookies["gongkai"]; c == "" {
		t.Errorf("cookies %v", b.cookies)
	}
	stolen := w.browser()
	stolen.cookies["gongkai"] = b.cookies["gongkai"]
	b.send("/sign-out", url.Values{}, "/sign-in")
	if _, left := b.cookies["gongkai"]; left {
		t.Error("the cookie stays after signing out")
	}
	stolen.leads("/desk", "/sign-in") // the session is over, whoever has the token
	stolen.get("/sign-in", 200, "登录已过期")
}

func TestLockOut(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for range 5 {
		b.post("/sign-in", url.Values{"login": {"clerk"}, "password": {"wrong"}}, 422)
	}
	b.post("/sign-in", url.Values{"login": {"clerk"}, "password": {phrase}}, 429, "请在 1 分钟后再试")
	w.clock.Add(2 * time.Minute)
	b.send("/sign-in", url.Values{"login": {"clerk"}, "password": {phrase}}, "/desk")
}

func TestFirstPassword(t *testing.T) {
	w := newWorld(t)
	c, err := w.Users.Create(w.machine(), user.Create{Login: "newcomer", Name: "新人", Unit: w.education, Role: auth.Clerk})
	must(t, err)
	b := w.browser()
	b.send("/sign-in", url.Values{"login": {"newcomer"}, "password": {c.Password}, "back": {"/desk/duty"}}, "/sign-in/password?back=%2Fdesk%2Fduty")
	b.leads("/desk/duty", "/sign-in/password?back=%2Fdesk%2Fduty")
	b.leads("/desk/me", "/sign-in/password?back=%2Fdesk%2Fme")
	b.post("/desk/me/sign-out-everywhere", url.Values{}, 401)
	b.post("/sign-in/password", url.Values{"old": {c.Password}, "new": {"short"}, "again": {"other"}}, 422, "两次输入的新密码不一致")
	before := b.cookies["gongkai"]
	b.send("/sign-in/password", url.Values{"old": {c.Password}, "new": {phrase}, "again": {phrase}, "back": {"/desk/duty"}}, "/desk/duty")
	if b.cookies["gongkai"] == before {
		t.Error("the session keeps its token")
	}
	b.get("/desk/duty", 200)
}

func TestSecondFactor(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("clerk")
	b.post("/desk/me/totp", url.Values{"password": {"wrong"}}, 422, "密码不正确")
	doc := b.post("/desk/me/totp", url.Values{"password": {phrase}}, 200, "绑定验证器", "otpauth://totp/")
	secret := doc.One(t, "input[name=secret]").Attr("value")
	form := url.Values{"secret": {secret}, "url": {doc.One(t, "input[name=url]").Attr("value")}, "code": {"000000"}}
	b.post("/desk/me/totp/confirm", form, 422, "验证码不正确", secret)
	form.Set("code", code(t, secret, w.clock.Now()))
	b.send("/desk/me/totp/confirm", form, "/desk/me")
	b.get("/desk/me", 200, "已启用动态验证码", "停用动态验证码")

	w.clock.Add(time.Minute)
	b = w.browser()
	b.send("/sign-in", url.Values{"login": {"clerk"}, "password": {phrase}, "back": {"/desk/me"}}, "/sign-in/code?back=%2Fdesk%2Fme")
	b.leads("/desk", "/sign-in/code") // not signed in yet
	b.get("/sign-in/code?back=/desk/me", 200, "动态验证码")
	b.post("/sign-in/code", url.Values{"code": {"123"}}, 422, "验证码不正确")
	b.send("/sign-in/code", url.Values{"code": {code(t, secret, w.clock.Now())}, "back": {"/desk/me"}}, "/desk/me")
	b.send("/desk/me/totp/disable", url.Values{"password": {phrase}}, "/desk/me")
	b.get("/desk/me", 200, "未启用")
}

func TestMyAccount(t *testing.T) {
	w := newWorld(t)
	b, elsewhere := w.signedIn("clerk"), w.signedIn("clerk")
	doc := b.get("/desk/me", 200, "Firefox · Linux", "本机")
	ends := doc.All("form[method=post]")
	var end string
	for _, f := range ends {
		if strings.HasPrefix(f.Attr("action"), "/desk/me/session/") {
			end = f.Attr("action")
		}
	}
	b.send(end, url.Values{}, "/desk/me")
	elsewhere.leads("/desk", "/sign-in")

	b.post("/desk/me/token/new", url.Values{"name": {"接口"}}, 422, "请选择允许的操作")
	doc = b.post("/desk/me/token/new", url.Values{"name": {"接口"}, "perms": {"duty.see"}}, 200, "只显示这一次")
	if !strings.Contains(doc.One(t, "main").Text(), "gongkai_") {
		t.Error("the token is not shown")
	}
	b.post("/desk/me/token/new", url.Values{"name": {"接口"}, "perms": {"user.edit"}}, 422, "不能把自己没有的权限交给令牌")
	doc = b.get("/desk/me", 200, "查看时限事项")
	for _, f := range doc.All("form[method=post]") {
		if strings.HasSuffix(f.Attr("action"), "/revoke") {
			b.send(f.Attr("action"), url.Values{}, "/desk/me")
		}
	}
	b.get("/desk/me", 200, "已撤销")

	const better = "seven lanterns by the canal"
	b.send("/desk/me/password", url.Values{"old": {phrase}, "new": {better}, "again": {better}}, "/desk/me")
	b.send("/desk/me/sign-out-everywhere", url.Values{}, "/sign-in")
	b.send("/sign-in", url.Values{"login": {"clerk"}, "password": {better}}, "/desk")
}

// code is what another authenticator shows for a secret.
func code(t *testing.T, secret string, now time.Time) string {
	t.Helper()
	c, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), now)
	must(t, err)
	return c
}

// TestSecureCookie asks for the strictest cookie where readers come by HTTPS.
func TestSecureCookie(t *testing.T) {
	w := newWorld(t)
	w.Sessions = session.New(w.DB, session.Config{Secure: true})
	w.Sessions.Actor = w.Users.ActorIn
	b := w.browser()
	form := url.Values{"login": {"clerk"}, "password": {phrase}}
	cookie := b.do(http.MethodPost, "/sign-in", formType, form.Encode()).Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-gongkai=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q has no %s", cookie, want)
		}
	}
	b.get("/desk", 200, "用户 clerk")
}

// TestRightsHaveNames looks at what each role may give to a token.
func TestRightsHaveNames(t *testing.T) {
	w := newWorld(t)
	for _, r := range auth.Roles {
		login := "role-" + string(r)
		w.hire(login, w.unit("QL"), r)
		labels := w.signedIn(login).get("/desk/me/token/new", 200).All("fieldset label")
		if len(labels) == 0 {
			t.Errorf("%s may give nothing to a token", r)
		}
		for _, l := range labels {
			if strings.Contains(l.Text(), ".") {
				t.Errorf("the right %s has no name", l.Text())
			}
		}
	}
}
