package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

var beside = web.MustPage[web.FormView[change]](fstest.MapFS{
	"beside.html": {Data: []byte(`{{define "title"}}核对{{end}}{{define "main"}}<h1>核对</h1><p id="note">{{.V.In.Note}}：{{.V.In.Title}}</p>{{template "form" .V.Form}}{{end}}`)},
}, web.Desk, "beside.html")

// TestFormBesideWhatItIsAbout: what load brings without a tag is there again
// after a fault, and the tagged fields are those that were typed.
func TestFormBesideWhatItIsAbout(t *testing.T) {
	s := &store{now: changeNow}
	h := webtest.Kit(time.Now()).Handler([]web.Route{web.Form("/{id}", auth.Public, web.Act(beside, s.load, s.save, to, web.Options("unit", units), web.Options("units", units)))})
	webtest.Run(t, h,
		webtest.Scenario{Name: "first", URL: "/1", Has: []string{"旁注：公开行政处罚"}},
		webtest.Scenario{Name: "again", URL: "/1", Form: url.Values{"title": {"征地"}}, Status: 422, Has: []string{"旁注：征地"}},
	)
}

// TestNobodyPlantsASentence: a note on a page comes from the catalogue alone.
func TestNobodyPlantsASentence(t *testing.T) {
	h := handler(t)
	for _, planted := range []string{`{"key":"请到 evil.example 登录"}`, `{"key":"<b>"}`, `{"key":""}`, `no json`} {
		cookie := "flash=" + base64.RawURLEncoding.EncodeToString([]byte(planted))
		webtest.Run(t, h, webtest.Scenario{Name: planted, URL: "/thing/1", Header: map[string]string{"Cookie": cookie}, Not: []string{"css:div.note", "evil.example"}})
	}
	webtest.Run(t, h, webtest.Scenario{
		Name: "one of ours", URL: "/thing/1", Has: []string{"css:div.note[role=alert]", "最多 1 字，现在有 &lt;b&gt; 字"},
		Header: map[string]string{"Cookie": "flash=" + base64.RawURLEncoding.EncodeToString([]byte(`{"key":"web.too_long","args":["1","<b>"]}`))},
	})
}

type choice struct {
	Title string  `form:"title" label:"名称"`
	Keep  []int64 `form:"keep" label:"保留" type:"checks"`
}

// TestNothingToChoose: a set of boxes without a box is not drawn, and one of
// many is folded up under a line that says what is chosen, but for what is wrong.
func TestNothingToChoose(t *testing.T) {
	page := web.FormPage[choice](web.Bare, "选择")
	some := func(context.Context) ([]web.Option, error) { return []web.Option{{Value: "1", Label: "甲"}}, nil }
	many := func(context.Context) (out []web.Option, err error) {
		for i := range 30 {
			out = append(out, web.Option{Value: strconv.Itoa(i + 1), Label: fmt.Sprintf("第 %d 个", i+1)})
		}
		return out, nil
	}
	chosen := func(context.Context) (choice, error) { return choice{Keep: []int64{2, 30}}, nil }
	do := func(_ context.Context, in choice) (string, error) {
		if slices.Contains(in.Keep, 77) {
			return "", fault.Field("keep", "web.bad_option")
		}
		return in.Title, nil
	}
	h := webtest.Kit(time.Now()).Handler([]web.Route{
		web.Form("/none", auth.Public, web.Make(page, nil, do, func(string) string { return "/" })),
		web.Form("/some", auth.Public, web.Make(page, nil, do, func(string) string { return "/" }, web.Options("keep", some))),
		web.Form("/many", auth.Public, web.Make(page, chosen, do, func(string) string { return "/" }, web.Options("keep", many))),
	})
	webtest.Run(t, h,
		webtest.Scenario{Name: "none", URL: "/none", Has: []string{"css:input[name=title]"}, Not: []string{"css:fieldset", "保留"}},
		webtest.Scenario{Name: "some", URL: "/some", Has: []string{"css:fieldset input[name=keep]"}, Not: []string{"css:fieldset details"}},
		webtest.Scenario{Name: "many", URL: "/many", Has: []string{"css:fieldset details input[name=keep]", "已选：第 2 个；第 30 个", "已选 2 项，共 30 项"}},
		webtest.Scenario{
			Name: "wrong", Method: http.MethodPost, URL: "/many", Form: url.Values{"keep": {"77"}}, Status: http.StatusUnprocessableEntity,
			Has: []string{"css:fieldset input[name=keep]", "请从给出的选项中选择"}, Not: []string{"css:fieldset details"},
		},
	)
}

type posting struct {
	Unit int64 `form:"unit" label:"单位" type:"select" required:"true"`
	Row  int64 `form:"row" label:"目录" type:"select"`
}

// TestOnlyChoice: what has to be chosen and is the only choice is chosen already; what may
// be left out is not.
func TestOnlyChoice(t *testing.T) {
	page := web.FormPage[posting](web.Bare, "选择")
	one := func(context.Context) ([]web.Option, error) { return []web.Option{{Value: "7", Label: "甲"}}, nil }
	two := func(context.Context) ([]web.Option, error) {
		return []web.Option{{Value: "7", Label: "甲"}, {Value: "8", Label: "乙"}}, nil
	}
	do := func(context.Context, posting) (string, error) { return "", nil }
	h := webtest.Kit(time.Now()).Handler([]web.Route{
		web.Form("/one", auth.Public, web.Make(page, nil, do, func(string) string { return "/" }, web.Options("unit", one), web.Options("row", one))),
		web.Form("/two", auth.Public, web.Make(page, nil, do, func(string) string { return "/" }, web.Options("unit", two), web.Options("row", one))),
	})
	webtest.Run(t, h,
		webtest.Scenario{Name: "one", URL: "/one", Has: []string{"css:select#f-unit option[selected]"}, Not: []string{"css:select#f-row option[selected]"}},
		webtest.Scenario{Name: "two", URL: "/two", Not: []string{"css:select#f-unit option[selected]"}},
	)
}

type parcel struct {
	File web.Upload `form:"file" label:"文件" required:"true"`
}

// TestUploadLeavesNothing sends a file that does not fit the memory of a form.
func TestUploadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	size, spilled := int64(0), 0
	screen := web.Make(web.FormPage[parcel](web.Bare, "上传"), nil, func(_ context.Context, in parcel) (string, error) {
		left, err := os.ReadDir(dir)
		size, spilled = in.File.Size, len(left)
		return "/done", err
	}, func(u string) string { return u })
	h := webtest.Kit(time.Now()).Handler([]web.Route{web.Form("/up", auth.Public, screen)})

	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", "大.bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, 19<<20)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/up", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || size != 19<<20 || spilled == 0 {
		t.Fatalf("status %d, %d bytes, %d temporary files while at work", w.Code, size, spilled)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%d temporary files stay, %v", len(left), err)
	}
	webtest.Run(t, h,
		webtest.Scenario{Name: "form for files", URL: "/up", Has: []string{`css:form[enctype=multipart/form-data] input[type=file]`, "每个文件不超过 20 MB"}},
		webtest.Scenario{Name: "none chosen", URL: "/up", Form: url.Values{}, Status: 422, Has: []string{"请选择文件", "请重新选择"}},
	)
}

// TestQueryPrefills: a form without load takes its first answers from the query.
func TestQueryPrefills(t *testing.T) {
	res := webtest.Scenario{As: clerk, URL: "/desk/thing/new?title=" + url.QueryEscape(`"><b>`) + "&unit=3"}.Do(t, handler(t))
	doc := webtest.Parse(t, webtest.Body(t, res))
	if doc.One(t, "#f-title").Attr("value") != `"><b>` || doc.One(t, "select#f-unit option[selected]").Attr("value") != "3" {
		t.Error("the query is not taken")
	}
	if len(doc.All("div.esum")) != 0 || strings.Contains(doc.One(t, "title").Text(), "错误") {
		t.Error("an empty form is no fault yet")
	}
}

// A letter has an answer that is of no use without another, and a text that can be looked at first.
type letter struct {
	Title string `form:"title" label:"名称" required:"true"`
	Big   bool   `form:"big" label:"重大" group:"web.save"`
	Text  string `form:"text" label:"正文" type:"textarea"`
	Seen  string
}

func (in letter) Hides(field string) bool { return field == "big" && in.Title == "" }

var letterPage = web.MustPage[web.FormView[letter]](fstest.MapFS{
	"letter.html": {Data: []byte(`{{define "title"}}信{{end}}{{define "main"}}<h1>信</h1><p id="seen">{{.V.In.Seen}}</p>{{template "form" .V.Form}}{{end}}`)},
}, web.Desk, "letter.html")

// TestAside: a second button draws the form again with what was typed and what
// it makes of it, asks for no other answer, and saves nothing.
func TestAside(t *testing.T) {
	saved := 0
	look := func(_ context.Context, in letter) (letter, error) {
		if in.Text == "坏" {
			return in, fault.Field("text", "web.bad_file", "甲")
		}
		in.Seen, in.Text = "看到"+in.Text, in.Text+"。"
		return in, nil
	}
	do := func(_ context.Context, in letter) (string, error) { saved++; return in.Title, nil }
	opts := []web.Opt{web.Aside("look", "web.save", look)}
	h := webtest.Kit(time.Now()).Handler([]web.Route{
		web.Form("/letter", auth.Public, web.Make(letterPage, nil, do, func(string) string { return "/" }, opts...)),
		web.GET("/filled", auth.Public, func(*web.Req) (web.Reply, error) {
			return web.Fill(letterPage, "/letter", letter{Title: "公告", Seen: "第二页"}, opts...), nil
		}),
	})
	webtest.Run(t, h,
		webtest.Scenario{
			Name: "looked at", URL: "/letter", Form: url.Values{"do": {"look"}, "text": {"草稿"}},
			Has: []string{"看到草稿", "草稿。</textarea>", "css:button[name=do]"}, Not: []string{"css:div.esum", "css:input[name=big]"},
		},
		webtest.Scenario{Name: "what it says", URL: "/letter", Form: url.Values{"do": {"look"}, "text": {"坏"}}, Status: 422, Has: []string{"css:textarea[aria-invalid]", "坏</textarea>"}},
		webtest.Scenario{Name: "saved", URL: "/letter", Form: url.Values{"title": {"公告"}}, Status: 303, Location: "/"},
		webtest.Scenario{Name: "the second page", URL: "/filled", Has: []string{"第二页", "css:form[action=/letter]", `value="公告"`, "css:input[name=big]"}},
	)
	if saved != 1 {
		t.Errorf("saved %d times", saved)
	}
}

// TestHiddenHead: the heading of a group stays when its first field is not drawn.
func TestHiddenHead(t *testing.T) {
	h := webtest.Kit(time.Now()).Handler([]web.Route{web.GET("/", auth.Public, func(*web.Req) (web.Reply, error) {
		return web.Fill(letterPage, "/letter", letter{}), nil
	})})
	webtest.Run(t, h, webtest.Scenario{Name: "head", URL: "/", Has: []string{"css:h2.fg"}, Not: []string{"css:input[name=big]"}})
}
