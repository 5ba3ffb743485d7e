package web_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

const edit auth.Perm = "thing.edit"

var clerk = auth.Actor{Kind: auth.Person, ID: 1, Name: "王小明", Unit: 3, Grants: []auth.Grant{{Perms: map[auth.Perm]bool{edit: true}, Units: auth.Units{All: true}}}}

type thingID int64

type change struct {
	Rev   int64        `form:"rev" type:"hidden"`
	Title string       `form:"title" label:"标题" hint:"一句话" required:"true" max:"20"`
	Text  string       `form:"text" label:"要求" type:"textarea" group:"内容"`
	Due   calendar.Day `form:"due" label:"时限"`
	Unit  int64        `form:"unit" label:"单位" type:"select"`
	Units []int64      `form:"units" label:"配合单位"`
	Kind  string       `form:"kind" label:"web.tick" options:"true,false"`
	Pub   bool         `form:"pub" label:"公开"`
	Do    string       `form:"do"`
	Note  string       // what the page shows beside the form; never bound
}

func (c change) Check() error {
	var k fault.Check
	k.That(c.Title != "征地", "title", "“{0}”范围较大", c.Title)
	return k.Err()
}

type find struct {
	Q     string       `form:"q" label:"关键词" type:"search"`
	Unit  []int64      `form:"unit" label:"单位" type:"select"`
	Since calendar.Day `form:"since" label:"不早于"`
	Mine  bool         `form:"mine" label:"只看我的"`
}

type row struct {
	ID    int64
	Title string
}

var (
	files = fstest.MapFS{
		"show.html": {Data: []byte(`{{define "title"}}{{.V.Title}}{{end}}{{define "crumb"}}{{template "crumbs" (links "一" "/" "二")}}{{end}}` +
			`{{define "main"}}<h1>{{.V.Title}}</h1>{{if $.Can "thing.edit"}}<p id="may">{{.V.Note}}</p>{{end}}{{end}}`)},
		"rows.html": {Data: []byte(`{{define "main"}}<h1>行</h1>{{template "list" .V}}{{end}}{{define "head-row"}}<th scope="col">题</th>{{end}}{{define "row"}}<td>{{.Title}}!</td>{{end}}`)},
		"pieces.html": {Data: []byte(`{{define "sheets"}}{{sheet "list" "board" "progress"}}{{end}}{{define "main"}}<h1>件</h1>{{template "facts" .V.Facts}}{{template "history" .V.History}}` +
			`{{template "buttons" .V.Buttons}}{{template "steps" .V.Steps}}{{template "changes" .V.Changes}}{{light .V.Kind "逾期"}}{{lightof "soon"}}{{light "what" "<b>"}}{{tag "bad" "<i>"}}{{bar "late" 3 10}}` +
			`{{day ""}} {{longday "2026-01-02"}} {{weekday "2026-01-02"}} {{when .V.At}} {{num 1234}} {{size 2048}} {{icon "doc"}} {{url "/a" "b" "c d" "e" ""}}{{end}}`)},
	}
	show    = web.MustPage[change](files, web.Portal, "show.html")
	rows    = web.MustPage[web.ListView[find, row]](files, web.Desk, "rows.html")
	pieces  = web.MustPage[partsView](files, web.Desk, "pieces.html")
	form    = web.FormPage[change](web.Desk, "修改")
	bare    = web.FormPage[change](web.Bare, "登录")
	listing = web.ListPage[find, row](web.Portal, "清单",
		web.Col[row]{Label: "题", Class: "ti", Cell: func(r row) web.Cell { return web.Cell{Text: r.Title, Href: fmt.Sprintf("/thing/%d", r.ID)} }},
		web.Col[row]{Label: "时限", Cell: func(row) web.Cell { return web.Cell{Light: web.Light{Kind: "late", Text: "逾期"}, Sub: "注"} }},
	)
)

type lamp string

type partsView struct {
	Facts   []web.Fact
	History []web.Event
	Buttons []web.Button
	Steps   []web.Step
	Changes []web.Change
	Kind    lamp
	At      time.Time
}

// store is one thing, and somebody who may save it meanwhile.
type store struct{ now change }

func (s *store) load(context.Context, thingID) (change, error) {
	c := s.now
	c.Note = "旁注"
	return c, nil
}

func (s *store) save(_ context.Context, id thingID, in change) (change, error) {
	switch {
	case in.Title == "不准":
		return in, fault.New(fault.Conflict, "现在不行")
	case in.Title == "坏":
		return in, errors.New("disk on fire")
	case in.Rev != s.now.Rev:
		return in, fault.New(fault.Conflict, "db.rev")
	}
	in.Rev++
	s.now = in
	return in, nil
}

func units(context.Context) ([]web.Option, error) {
	return []web.Option{{Value: "1", Label: "区财政局", Group: "部门"}, {Value: "2", Label: "<b>区审计局", Group: "部门"}, {Value: "3", Label: "石桥镇", Group: "镇"}}, nil
}

func found(_ context.Context, q find, p db.Page) (db.Rows[row], error) {
	switch {
	case q.Q == "无":
		return db.Rows[row]{}, nil
	case p.After == "k2":
		return db.Rows[row]{Items: []row{{3, "=1+1"}}, Total: 1000, More: true}, nil
	}
	return db.Rows[row]{Items: []row{{1, "甲<b>"}, {2, "乙" + q.Q}}, Next: "k2", Total: 1000, More: true}, nil
}

func to(change) string { return "/thing/1" }

func handler(t *testing.T, with ...func(*web.Kit)) http.Handler {
	t.Helper()
	s := &store{now: changeNow}
	k := webtest.Kit(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	k.Nav = []web.Item{{Label: "首页", Path: "/"}, {Label: "清单", Path: "/thing"}}
	k.Menu = []web.Item{
		{Label: "待办", Path: "/desk", Count: func(context.Context) (int, error) { return 1200, nil }},
		{Label: "台账", Path: "/desk/thing", Group: "组"},
		{Label: "管理", Path: "/desk/admin", Perm: "admin.all", Group: "组"},
	}
	k.UnitName = func(context.Context, int64) string { return "区政务公开办" }
	for _, f := range with {
		f(k)
	}
	sources := []web.Opt{web.Options("unit", units), web.Options("units", units)}
	return k.Handler([]web.Route{
		web.GET("/thing", auth.Public, web.List(listing, found, web.Options("unit", units), web.Download("/thing.csv"),
			web.Create(web.Item{Label: "新建", Path: "/desk/thing/new", Perm: edit}))),
		web.GET("/thing.csv", auth.Public, web.CSV(listing, "清单", found)),
		web.GET("/thing/{id}", auth.Public, web.Show(show, s.load)),
		web.GET("/desk", edit, web.List(rows, found)),
		web.GET("/desk/admin", "admin.all", func(*web.Req) (web.Reply, error) { return web.JSON{V: 1}, nil }),
		web.Form("/desk/thing/{id}/edit", edit, web.Act(form, s.load, s.save, to, append(sources, web.Cancel("/thing/{id}"), web.Also("draft", "存草稿"))...)),
		web.Form("/desk/thing/new", edit, web.Make(form, nil, func(_ context.Context, in change) (change, error) { return in, nil }, to, sources...)),
		web.POST("/desk/thing/{id}/go", edit, web.Do(func(_ context.Context, _ thingID, in struct{}) (string, error) { return "/desk", nil }, func(u string) string { return u })),
		web.Form("/signin", auth.Public, web.Make(bare, nil, func(context.Context, change) (web.Reply, error) {
			return web.WithCookie(&http.Cookie{Name: "s", Value: "1"}, web.Redirect("/desk")), nil
		}, nil, sources...)),
		web.GET("/boom", auth.Public, func(*web.Req) (web.Reply, error) { panic("<secret>") }),
		web.GET("/busy", auth.Public, func(*web.Req) (web.Reply, error) { return nil, fault.New(fault.Busy, "db.unreachable") }),
		web.GET("/many", auth.Public, func(*web.Req) (web.Reply, error) { return nil, fault.New(fault.TooMany, "慢一点") }),
		web.GET("/large", auth.Public, func(*web.Req) (web.Reply, error) { return nil, fault.New(fault.TooLarge, "太大") }),
		web.GET("/rows", auth.Public, func(*web.Req) (web.Reply, error) {
			return nil, fault.Rows([]fault.Row{{File: "a.csv", Line: 3, Column: "单位", Text: fault.T("没有这个单位")}})
		}),
		web.GET("/out", auth.Public, func(*web.Req) (web.Reply, error) { return web.Redirect("https://evil.example"), nil }),
		web.GET("/file", auth.Public, func(*web.Req) (web.Reply, error) {
			return web.File{Name: "附件.html", Type: "text/html", Content: strings.NewReader("<script>alert(1)</script>")}, nil
		}),
		web.GET("/pieces", auth.Public, func(*web.Req) (web.Reply, error) { return pieces.With(somePieces), nil }),
	}, web.Mount{Path: "/api/", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
		_, _ = io.WriteString(w, auth.From(r.Context()).Name)
	}), Body: 10})
}

var changeNow = change{Rev: 4, Title: "公开行政处罚", Unit: 1, Units: []int64{1, 3}, Pub: true, Due: "2026-12-01"}

var somePieces = partsView{
	Facts:   []web.Fact{{Label: "web.save", Text: "值<b>", Href: "/a", Edit: "/b", Note: "注", Light: web.Light{Kind: "soon", Text: "剩 2 日"}}, {Label: "web.saved"}},
	History: []web.Event{{Title: "下达", When: "2026-04-03", Who: "李红", Kind: "hold", Text: "话", Tag: web.Tag{Kind: "warn", Text: "待"}, Link: &web.Link{Href: "/x", Label: "看"}, Diff: []web.Change{{Label: "时限", Old: "旧", New: "新"}}}},
	Buttons: append(web.Buttons([]lamp{"hand_in", "extend"}, "/t/1", "act"), web.Button{Href: "/go", Label: "办", Post: true}),
	Steps:   []web.Step{{Label: "一", State: "done"}, {Label: "二", State: "now"}, {Label: "三"}},
	Changes: []web.Change{{Label: "空", Old: "旧"}},
	Kind:    "late", At: time.Date(2026, 11, 23, 1, 2, 0, 0, time.UTC),
}

func TestPages(t *testing.T) { webtest.Pages(t) }

func TestScreens(t *testing.T) {
	webtest.Run(t, handler(t),
		webtest.Scenario{Name: "show", URL: "/thing/1", Has: []string{"<title>公开行政处罚 — Open government</title>", `css:nav.crumb li[aria-current=page]`}, Not: []string{"css:#may"}},
		webtest.Scenario{Name: "show to one who may", As: clerk, URL: "/thing/1", Has: []string{"css:#may", "旁注"}},
		webtest.Scenario{Name: "an id that is no number", URL: "/thing/x", Status: 404},
		webtest.Scenario{Name: "list", URL: "/thing", Has: []string{"超过 1,000 条", "甲&lt;b&gt;", `css:td.ti a[href=/thing/1]`, `css:span.lt.late svg`, `css:nav.pager a[rel=next][href=/thing?after=k2]`, `css:li a[aria-current=page][href=/thing]`}, Not: []string{"甲<b>", `css:a[rel=first]`, "新建"}},
		webtest.Scenario{Name: "list to one who may add", As: clerk, URL: "/thing", Has: []string{"css:a.btn[href=/desk/thing/new]"}},
		webtest.Scenario{Name: "the last page", URL: "/thing?after=k2&q=x", Has: []string{`css:a[rel=first][href=/thing?q=x]`, "已经是最后一页"}, Not: []string{`css:a[rel=next]`}},
		webtest.Scenario{
			Name: "filters", URL: "/thing?q=%3Cb%3E&unit=1&unit=3&mine=true", Has: []string{
				`css:a.chip[href=/thing?mine=true&unit=1&unit=3]`, `css:a.chip[href=/thing?mine=true&q=%3Cb%3E&unit=3]`, `css:a.chip[href=/thing?q=%3Cb%3E&unit=1&unit=3]`,
				"单位：石桥镇", `css:a[rel=next][href=/thing?after=k2&mine=true&q=%3Cb%3E&unit=1&unit=3]`, `css:a[href=/thing.csv?mine=true&q=%3Cb%3E&unit=1&unit=3]`,
			}, Not: []string{"乙<b>"},
		},
		webtest.Scenario{Name: "a filter that cannot be read", URL: "/thing?since=soon", Status: 422, Has: []string{"<title>错误：", `css:input[id=f-since][value=soon][aria-invalid=true]`, `css:div.esum a[href=#f-since]`}},
		webtest.Scenario{Name: "nothing found", URL: "/thing?q=%E6%97%A0", Has: []string{"没有符合条件的内容"}, Not: []string{"<table"}},
		webtest.Scenario{Name: "rows by a template", As: clerk, URL: "/desk", Has: []string{"乙!", "1,200", "区政务公开办　王小明", "2026 年 11 月 23 日　星期一", "css:form[action=/signout] button"}, Not: []string{"/desk/admin"}},
		webtest.Scenario{Name: "button", As: clerk, URL: "/desk/thing/1/go", Form: url.Values{}, Status: 303, Location: "/desk"},
		webtest.Scenario{Name: "out may be a reply", URL: "/signin", Form: url.Values{"title": {"x"}}, Status: 303, Location: "/desk"},
		webtest.Scenario{
			Name: "every part", URL: "/pieces", Has: []string{
				"值&lt;b&gt;", "css:dl.sl dd.ed a[href=/b]", "css:ol.tl li.hold", "css:del", "css:ins", `css:a.btn[href=/t/1/hand-in]`, `css:form[action=/go][method=post]`,
				`css:li.on[aria-current=step]`, "&lt;i&gt;", `css:progress.bar.late[value=3]`, "2026 年 1 月 2 日", "星期五", "2026-11-23 09:02", "1,234", "2 kB", "/a?b=c&#43;d", "已清空",
			}, Not: []string{"<i>", "值<b>"},
		},
	)
}

func TestForm(t *testing.T) {
	h := handler(t)
	const at = "/desk/thing/1/edit"
	doc := webtest.Parse(t, webtest.Body(t, webtest.Scenario{As: clerk, URL: at}.Do(t, h)))
	doc.Sound(t)
	for sel, attr := range map[string][2]string{
		"input[name=rev]":                {"value", "4"},
		"input#f-title":                  {"value", "公开行政处罚"},
		"input#f-due":                    {"type", "date"},
		"select#f-unit option[selected]": {"value", "1"},
		"form.form":                      {"action", at},
		"form.form button[name=do]":      {"value", "draft"},
		"form.form a.link":               {"href", "/thing/1"},
	} {
		if got := doc.One(t, sel).Attr(attr[0]); got != attr[1] {
			t.Errorf("%s: %s is %q, want %q", sel, attr[0], got, attr[1])
		}
	}
	if d := doc.One(t, "#f-title").Attr("aria-describedby"); d != "f-title-h" {
		t.Errorf("title is described by %q", d)
	}
	if n := len(doc.All("fieldset input[checked]")); n != 2 {
		t.Errorf("%d units are ticked, want 2", n)
	}
	if len(doc.All("select optgroup")) != 2 {
		t.Error("the choices are not in their groups")
	}
	if strings.Contains(doc.One(t, "label[for=f-title]").Text(), "选填") || !strings.Contains(doc.One(t, "label[for=f-due]").Text(), "选填") {
		t.Error("the optional ones are to be marked, and only those")
	}

	bad := url.Values{"rev": {"4"}, "title": {"征地"}, "text": {"</textarea><script>"}, "due": {"下周"}, "unit": {"x"}, "units": {"3"}, "kind": {"true"}}
	res := webtest.Scenario{As: clerk, URL: at, Form: bad}.Do(t, h)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", res.StatusCode)
	}
	page := webtest.Body(t, res)
	doc = webtest.Parse(t, page)
	doc.Sound(t)
	if !strings.Contains(page, "<title>错误：修改") || strings.Contains(page, "</textarea><script>") {
		t.Error("title or escaping")
	}
	if got := doc.One(t, "h2#es").Text(); got != "还有 3 处需要修改" {
		t.Error(got)
	}
	if got := doc.One(t, "div.esum a[href=#f-title]").Text(); got != "“征地”范围较大" || doc.One(t, "p#f-title-e").Text() != "错误："+got {
		t.Errorf("the summary says %q, the field %q", got, doc.One(t, "p#f-title-e").Text())
	}
	if d := doc.One(t, "#f-title").Attr("aria-describedby"); d != "f-title-h f-title-e" {
		t.Errorf("described by %q", d)
	}
	if doc.One(t, "#f-due").Attr("value") != "下周" || doc.One(t, "#f-due").Attr("type") != "text" {
		t.Error("what was typed is lost")
	}
	if doc.One(t, "textarea").Text() != "</textarea><script>" || len(doc.All("fieldset input[checked]")) != 2 {
		t.Error("what was typed is lost")
	}
}

func TestSaveSaysSoOnce(t *testing.T) {
	h := handler(t)
	good := url.Values{"rev": {"4"}, "title": {"新题"}}
	res := webtest.Scenario{As: clerk, URL: "/desk/thing/1/edit", Form: good}.Do(t, h)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/thing/1" {
		t.Fatal(res.Status, res.Header)
	}
	c := res.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("%+v", c)
	}
	next := webtest.Scenario{As: clerk, URL: "/thing/1", Header: map[string]string{"Cookie": c.Name + "=" + c.Value}}.Do(t, h)
	if body := webtest.Body(t, next); !strings.Contains(body, "已保存") || !strings.Contains(body, "新题") {
		t.Error(body)
	}
	if cs := next.Cookies(); len(cs) != 1 || cs[0].MaxAge >= 0 || next.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the note would be shown again: %+v", next.Header)
	}
}

func TestTwoSaveOneThing(t *testing.T) {
	h := handler(t)
	mine := url.Values{"rev": {"3"}, "title": {"我的题"}, "unit": {"3"}, "units": {"1", "3"}, "pub": {"true"}, "due": {"2026-12-01"}}
	res := webtest.Scenario{As: clerk, URL: "/desk/thing/1/edit", Form: mine}.Do(t, h)
	if res.StatusCode != http.StatusConflict {
		t.Fatal(res.Status)
	}
	doc := webtest.Parse(t, webtest.Body(t, res))
	doc.Sound(t)
	if doc.One(t, "#f-title").Attr("value") != "我的题" || !strings.HasSuffix(doc.One(t, "#f-title-s").Text(), "公开行政处罚") {
		t.Error("both versions are to be seen")
	}
	if !strings.HasSuffix(doc.One(t, "#f-unit-s").Text(), "区财政局") {
		t.Error("a stored choice is to be told in words:", doc.One(t, "#f-unit-s").Text())
	}
	if n := len(doc.All("div.was")); n != 2 {
		t.Errorf("%d fields are said to differ, want 2", n)
	}
	if doc.One(t, "input[name=rev]").Attr("value") != "4" {
		t.Error("to send the form again must save on top of what is stored now")
	}
	mine.Set("rev", "4")
	if res := (webtest.Scenario{As: clerk, URL: "/desk/thing/1/edit", Form: mine}).Do(t, h); res.StatusCode != http.StatusSeeOther {
		t.Error("saving knowingly on top:", res.Status)
	}
}

func TestFaults(t *testing.T) {
	h := handler(t)
	webtest.Run(t, h,
		webtest.Scenario{Name: "no such page", URL: "/nowhere", Status: 404, Has: []string{"没有找到这个页面", "css:nav.nav"}},
		webtest.Scenario{Name: "no such page at the desk", As: clerk, URL: "/desk/nowhere", Status: 404, Has: []string{"css:header.rail"}},
		webtest.Scenario{Name: "a path that only takes POST", As: clerk, URL: "/desk/thing/1/go", Status: 404},
		webtest.Scenario{Name: "visitor at the desk", URL: "/desk?q=1", Status: 303, Location: "/signin?back=%2Fdesk%3Fq%3D1"},
		webtest.Scenario{Name: "visitor who sends a form", URL: "/desk/thing/1/edit", Form: url.Values{}, Status: 401, Has: []string{"css:a[target=_blank][href=/signin]"}},
		webtest.Scenario{Name: "no right", As: clerk, URL: "/desk/admin", Status: 403, Has: []string{"css:header.rail"}},
		webtest.Scenario{Name: "not now", As: clerk, URL: "/desk/thing/1/edit", Form: url.Values{"title": {"不准"}}, Status: 409, Has: []string{"现在不行", "css:input[value=不准]", "没有办成"}},
		webtest.Scenario{Name: "a fault of ours", As: clerk, URL: "/desk/thing/1/edit", Form: url.Values{"title": {"坏"}}, Status: 500, Has: []string{"编号："}, Not: []string{"disk on fire", "css:header.rail"}},
		webtest.Scenario{Name: "panic", URL: "/boom", Status: 500, Has: []string{"编号："}, Not: []string{"secret"}},
		webtest.Scenario{Name: "busy", URL: "/busy", Status: 503},
		webtest.Scenario{Name: "too many", URL: "/many", Status: 429, Has: []string{"请等几分钟再试"}},
		webtest.Scenario{Name: "too large", URL: "/large", Status: 413},
		webtest.Scenario{Name: "rows of a file", URL: "/rows", Status: 422, Has: []string{"a.csv", "没有这个单位"}},
		webtest.Scenario{Name: "a redirect off the site", URL: "/out", Status: 500},
		webtest.Scenario{Name: "a form over 1 MB", As: clerk, URL: "/desk/thing/1/edit", Form: url.Values{"text": {strings.Repeat("a", web.DefaultBody)}}, Status: 413},
		webtest.Scenario{Name: "cross-site by the browser's word", As: clerk, URL: "/desk/thing/1/go", Form: url.Values{}, Header: map[string]string{"Sec-Fetch-Site": "cross-site"}, Status: 403, Has: []string{"不是从本网站的页面发出"}},
		webtest.Scenario{Name: "cross-site by its origin", As: clerk, URL: "/desk/thing/1/go", Form: url.Values{}, Header: map[string]string{"Origin": "https://evil.example"}, Status: 403},
		webtest.Scenario{Name: "same origin", As: clerk, URL: "/desk/thing/1/go", Form: url.Values{}, Header: map[string]string{"Sec-Fetch-Site": "same-origin"}, Status: 303, Location: "/desk"},
		webtest.Scenario{Name: "mount", As: clerk, URL: "/api/x", Has: []string{"王小明"}},
		webtest.Scenario{Name: "mount over its limit", URL: "/api/x", Form: url.Values{"a": {"12345678901"}}, Status: 413},
	)
}

func TestSignInFaultsAndGate(t *testing.T) {
	refuse := func(*http.Request) (auth.Actor, error) { return auth.Actor{}, fault.New(fault.SignIn, "sign_in") }
	broken := func(*http.Request) (auth.Actor, error) { return auth.Actor{}, fault.New(fault.Busy, "db.unreachable") }
	webtest.Run(t, handler(t, func(k *web.Kit) { k.Actor = refuse }), webtest.Scenario{Name: "a session that ran out is a visitor", URL: "/thing/1"})
	webtest.Run(t, handler(t, func(k *web.Kit) { k.Actor = broken }), webtest.Scenario{Name: "no sessions", URL: "/thing/1", Status: 503})
	gate := func(r *web.Req) (web.Reply, error) {
		if r.SignedIn() && r.URL.Path != "/signin" {
			return web.Redirect("/signin"), nil
		}
		return nil, nil //nolint:nilnil // a gate that has nothing to say lets the request by
	}
	webtest.Run(t, handler(t, func(k *web.Kit) { k.Gate = gate }),
		webtest.Scenario{Name: "gate", As: clerk, URL: "/desk", Status: 303, Location: "/signin"},
		webtest.Scenario{Name: "gate lets others by", URL: "/thing"})
	problem := func(w http.ResponseWriter, _ *http.Request, e *fault.Error, id string) {
		w.WriteHeader(e.Kind.Status())
		_, _ = io.WriteString(w, id+" is "+string(e.Kind))
	}
	h := handler(t, func(k *web.Kit) { k.Problem = problem })
	webtest.Run(t, h,
		webtest.Scenario{Name: "a client that reads JSON", URL: "/nowhere", Header: map[string]string{"Accept": "application/json"}, Status: 404, Has: []string{" is not_found"}},
		webtest.Scenario{Name: "a browser", URL: "/nowhere", Header: map[string]string{"Accept": "text/html,application/json"}, Status: 404, Has: []string{"<html"}})
}

func TestHeaders(t *testing.T) {
	h := handler(t, func(k *web.Kit) { k.HTTPS = true })
	for _, u := range []string{"/thing", "/nowhere", "/boom", "/api/x", "/file"} {
		res := webtest.Scenario{URL: u}.Do(t, h)
		for k, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Frame-Options": "DENY",
		} {
			if got := res.Header.Get(k); got != want {
				t.Errorf("%s: %s is %q", u, k, got)
			}
		}
		want := "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"
		if u == "/file" {
			want = "default-src 'none'; sandbox"
		}
		if got := res.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: %s", u, got)
		}
		if res.Header.Get("X-Request-Id") == "" || res.Header.Get("Permissions-Policy") == "" {
			t.Errorf("%s: %v", u, res.Header)
		}
	}
	if got := (webtest.Scenario{URL: "/file"}).Do(t, h).Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") {
		t.Error(got)
	}
	plain := handler(t)
	if got := (webtest.Scenario{URL: "/thing"}).Do(t, plain).Header.Get("Strict-Transport-Security"); got != "" {
		t.Error("HSTS without HTTPS:", got)
	}
}

func TestCaching(t *testing.T) {
	h := handler(t)
	first := webtest.Scenario{URL: "/thing"}.Do(t, h)
	tag := first.Header.Get("ETag")
	if tag == "" || first.Header.Get("Cache-Control") != "no-cache" || !strings.Contains(strings.Join(first.Header.Values("Vary"), ","), "Cookie") {
		t.Fatal(first.Header)
	}
	again := webtest.Scenario{URL: "/thing", Header: map[string]string{"If-None-Match": `"x", ` + tag}}.Do(t, h)
	if again.StatusCode != http.StatusNotModified || webtest.Body(t, again) != "" {
		t.Error(again.Status)
	}
	elder := webtest.Scenario{URL: "/thing", Header: map[string]string{"If-None-Match": tag, "Cookie": "view=elder"}}.Do(t, h)
	if elder.StatusCode != http.StatusOK {
		t.Error("the elder page is not the plain one:", elder.Status)
	}
	own := webtest.Scenario{As: clerk, URL: "/thing"}.Do(t, h)
	if own.Header.Get("ETag") != "" || own.Header.Get("Cache-Control") != "private, no-cache" {
		t.Error(own.Header)
	}
	zipped := webtest.Scenario{URL: "/thing", Header: map[string]string{"Accept-Encoding": "br, gzip;q=0.5"}}.Do(t, h)
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil || string(b) != webtest.Body(t, first) {
		t.Error("the gzipped page is another one", err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	head, err := http.Head(srv.URL + "/thing")
	if err != nil {
		t.Fatal(err)
	}
	defer head.Body.Close()
	if head.StatusCode != http.StatusOK || head.ContentLength <= 0 {
		t.Error(head.Status, head.ContentLength)
	}
}

func TestViews(t *testing.T) {
	h := handler(t)
	webtest.Run(t, h,
		webtest.Scenario{Name: "the way in is on every page", URL: "/thing?q=a", Has: []string{`css:a[href=/view?back=%2Fthing%3Fq%3Da&v=elder]`}},
		webtest.Scenario{Name: "elder", URL: "/thing", Header: map[string]string{"Cookie": "view=elder"}, Has: []string{"css:html.elder", "css:nav.ebar button[data-read][hidden]", `css:nav.ebar a[href=tel:07000000000]`, `css:link[media=screen]`}},
		// 政府网站发展指引: both are on every page, in every view
		webtest.Scenario{Name: "foot for the elderly", URL: "/thing", Header: map[string]string{"Cookie": "view=elder"}, Has: []string{"css:.foot a[href=https://badge.example/]", "css:.foot a[href=https://mistake.example/]"}, Not: []string{"css:.foot .xe"}},
		webtest.Scenario{Name: "contrast at the desk", As: clerk, URL: "/desk", Header: map[string]string{"Cookie": "view=contrast"}, Has: []string{"css:html.hc"}, Not: []string{"css:nav.ebar"}},
		webtest.Scenario{Name: "both", URL: "/thing", Header: map[string]string{"Cookie": "view=elder.large.contrast"}, Has: []string{"css:html.elder.large.hc"}},
		webtest.Scenario{Name: "nonsense", URL: "/thing", Header: map[string]string{"Cookie": `view="><script>`}, Not: []string{"css:html.elder", `"><script>`}},
	)
	for _, c := range []struct{ from, v, back, cookie, to string }{
		{"", "elder", "/thing?q=a", "elder", "/thing?q=a"},
		{"elder", "large", "/", "elder.large", "/"},
		{"elder.large", "contrast", "/", "elder.large.contrast", "/"},
		{"elder.contrast", "contrast", "/", "elder", "/"},
		{"elder.contrast", "plain", "//evil.example", "", "/"},
		{"", "nonsense", "https://evil.example", "", "/"},
		{"", "elder", "/\\evil.example", "elder", "/"},
	} {
		u := "/view?" + url.Values{"v": {c.v}, "back": {c.back}}.Encode()
		res := webtest.Scenario{URL: u, Header: map[string]string{"Cookie": "view=" + c.from}}.Do(t, h)
		if got := res.Cookies()[0].Value; got != c.cookie || res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != c.to {
			t.Errorf("%+v: cookie %q, %s to %s", c, got, res.Status, res.Header.Get("Location"))
		}
	}
}

func TestCSV(t *testing.T) {
	res := webtest.Scenario{URL: "/thing.csv?q=x"}.Do(t, handler(t))
	body, ok := strings.CutPrefix(webtest.Body(t, res), "\uFEFF")
	if !ok || !strings.Contains(res.Header.Get("Content-Disposition"), "filename*=UTF-8''%E6%B8%85%E5%8D%95.csv") {
		t.Error(res.Header)
	}
	got, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	want := [][]string{{"题", "时限"}, {"甲<b>", "逾期 注"}, {"乙x", "逾期 注"}, {"'=1+1", "逾期 注"}}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v %v", got, err)
	}
}

func TestLogHoldsNoQuery(t *testing.T) {
	var log strings.Builder
	h := handler(t, func(k *web.Kit) { k.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	webtest.Scenario{URL: "/thing?q=13800001111"}.Do(t, h)
	webtest.Scenario{URL: "/boom?q=13800001111"}.Do(t, h)
	if s := log.String(); strings.Contains(s, "13800001111") || !strings.Contains(s, "path=/thing status=200") || !strings.Contains(s, "panic") {
		t.Error(s)
	}
}
