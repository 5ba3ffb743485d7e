package portal_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

func TestTemplates(t *testing.T) { webtest.Pages(t) }

func get(t *testing.T, h http.Handler, path string) (*http.Response, string) {
	t.Helper()
	res := webtest.Scenario{URL: path}.Do(t, h)
	return res, webtest.Body(t, res)
}

func (w *world) planURL(rest string) string { return fmt.Sprintf("/plan/%d%s", w.plan, rest) }

func reportURL(id plan.ReportID, rest string) string {
	return fmt.Sprintf("/plan/report/%d%s", id, rest)
}

func TestPages(t *testing.T) {
	w := lived
	late := []string{"css:.pt .lt.late", "只看逾期"}
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "home", URL: "/", Has: []string{"css:.tiles a[href=/due]", "css:.tiles a[href=/journal/verify]", "css:.nums dd", "最新进展", `<meta name="ColumnName" content="首页">`}},
		webtest.Scenario{Name: "years", URL: "/plan", Has: []string{"2023 年", "正在落实", "css:a[href=" + w.planURL("") + "]"}},
		webtest.Scenario{Name: "plan", URL: w.planURL(""), Has: []string{
			"红谷府办发〔2023〕55号", "（十一）规范政务信息管理", "一、持续推进主动公开", "2023 年 10 月 31 日前完成", "css:svg.share[role=img] rect.late", "css:.figs th[scope=col]",
			"牵头单位", "每季度报告", "css:.toc a", `<meta name="ArticleTitle" content="2023年红谷滩区政务公开工作要点">`, `<meta name="PubDate" content="2023-08-14 00:00">`, "css:.told a[rel]",
		}},
		webtest.Scenario{Name: "late only", URL: w.planURL("?late=true"), Has: late, Not: []string{"（十三）强化组织领导"}},
		webtest.Scenario{Name: "unit that has no part", URL: w.planURL("?unit=1"), Has: []string{"没有符合条件的要点"}},
		webtest.Scenario{Name: "bad filter", URL: w.planURL("?unit=x"), Status: 422},
		webtest.Scenario{Name: "report", URL: reportURL(w.open, ""), Has: []string{"已经清理完毕。", "清理结果", "css:a[download]", fmt.Sprintf("/file/%d", w.fileID), "SHA-256"}},
		webtest.Scenario{Name: "hearing", URL: reportURL(w.hearing, ""), Has: []string{"局长办公会", "2023 年 10 月 20 日"}},
		webtest.Scenario{Name: "units", URL: "/unit", Has: []string{"工作部门", "区财政局", "css:.units a"}},
		webtest.Scenario{Name: "journal", URL: "/journal", Has: []string{w.Journal.Key().Fingerprint(), "www.example.gov.cn/log", "印发：2023年红谷滩区政务公开工作要点"}},
		webtest.Scenario{Name: "about", URL: "/about", Has: []string{"css:h2#access", "css:h2#privacy", "css:h2#contact", "2026 年的安排"}},
		webtest.Scenario{Name: "map", URL: "/sitemap", Has: []string{"css:a[href=/survey]", "css:a[href=/message/track]", "css:a[href=/due/count]", "css:a[href=" + w.planURL("") + "]"}},
		webtest.Scenario{Name: "elder", URL: w.planURL(""), Header: map[string]string{"Cookie": "view=elder.contrast"}, Has: []string{"css:html.elder.hc", "css:nav.ebar"}},
		webtest.Scenario{Name: "nothing there", URL: "/nothing", Status: 404, Has: []string{"没有找到这个页面"}},
	)
}

// TestHidden asks for what the public may not have, at every address that it could have.
func TestHidden(t *testing.T) {
	w := lived
	draft := fmt.Sprintf("/plan/%d", w.draft)
	for _, path := range []string{
		draft, draft + ".json", draft + "/feed.xml", draft + "/proof.json", "/plan/x", "/plan/0", "/plan/-1", "/plan/.json", "/plan/report", w.planURL("/other"), w.planURL("/"),
		reportURL(w.inside, ""), reportURL(w.inside, "/proof.json"), reportURL(w.inside, fmt.Sprintf("/file/%d", w.fileID)),
		reportURL(w.waiting, ""), reportURL(w.waiting, "/proof.json"), reportURL(w.open, "/file/1"), reportURL(w.open, "/file/x"),
		reportURL(w.hearing, fmt.Sprintf("/file/%d", w.fileID)), "/plan/report/1", "/journal/tile/x", "/journal/tile/0/999",
	} {
		if res, body := get(t, w.handler, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d\n%s", path, res.StatusCode, body)
		}
	}
}

func TestFile(t *testing.T) {
	w := lived
	res, body := get(t, w.handler, reportURL(w.open, fmt.Sprintf("/file/%d", w.fileID)))
	if res.StatusCode != http.StatusOK || body != fileText || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("%d %v %q", res.StatusCode, res.Header, body)
	}
}

// TestWhole follows every link of the site: each leads somewhere, each page is
// sound and well formed, and nothing on any of them was kept inside.
func TestWhole(t *testing.T) {
	w := lived
	for _, p := range w.people {
		if slices.Contains(secrets, p.Name) {
			t.Fatal("a demo person has the name of a secret")
		}
	}
	hidden := slices.Clone(secrets)
	for _, p := range w.people {
		hidden = append(hidden, p.Name)
	}
	seen := map[string]map[string]bool{} // page to its ids
	var anchors []string
	queue := []string{"/", w.planURL(".json"), "/sitemap.xml", "/robots.txt"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] != nil {
			continue
		}
		res, body := get(t, w.handler, path)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", path, res.StatusCode)
			continue
		}
		for _, s := range hidden {
			if strings.Contains(body, s) {
				t.Errorf("%s has %q", path, s)
			}
		}
		seen[path] = map[string]bool{}
		if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			continue
		}
		if err := wellFormed(body); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		doc := webtest.Parse(t, body)
		for _, f := range append(doc.Faults(), doc.Tags()...) {
			t.Errorf("%s: %s", path, f)
		}
		if c := doc.All("link[rel=canonical]"); len(c) > 1 || len(c) == 0 && !strings.Contains(path, "?") || len(c) == 1 && c[0].Attr("href") != "https://www.example.gov.cn"+strings.Split(path, "?")[0] {
			t.Errorf("%s: its canonical addresses are %v", path, c)
		}
		for _, n := range doc.All("[id]") {
			seen[path][n.Attr("id")] = true
		}
		for _, a := range doc.All("a[href]") {
			u, err := url.Parse(a.Attr("href"))
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if u.Host != "" || u.Scheme != "" || u.Path == "" || elsewhere(u.Path) {
				continue
			}
			if u.Fragment != "" {
				anchors = append(anchors, u.RequestURI()+"#"+u.Fragment)
			}
			queue = append(queue, u.RequestURI())
		}
	}
	for _, a := range anchors {
		page, id, _ := strings.Cut(a, "#")
		if seen[page] == nil || !seen[page][id] {
			t.Errorf("a link leads to %s, and nothing there has that id", a)
		}
	}
	if len(seen) < 100 {
		t.Errorf("%d pages: %v", len(seen), slices.Sorted(maps.Keys(seen)))
	}
}

// elsewhere reports whether a path is served by another surface, or changes the view.
func elsewhere(path string) bool {
	return path == "/signin" || path == "/view" || path == "/api" || path == "/api/public/dcat.jsonld"
}

// wellFormed checks that every element that is opened is closed in its order.
func wellFormed(page string) error {
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true}
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				return z.Err()
			}
			if len(open) > 0 {
				return fmt.Errorf("%v is not closed", open)
			}
			return nil
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return fmt.Errorf("</%s> within %v", name, open)
			}
			open = open[:len(open)-1]
		case html.TextToken, html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

func TestWellFormed(t *testing.T) {
	for page, want := range map[string]bool{"<p><b>x</b></p>": true, "<p><br>": false, "<p></b></p>": false, "<p>x</p></div>": false, "<svg><rect/></svg>": true} {
		if got := wellFormed(page) == nil; got != want {
			t.Errorf("%s: %v, want %v", page, got, want)
		}
	}
}

// TestPublicTypes looks into every type that the JSON of a plan is made of, so
// that no field of the office's own records can come in with an embedded type.
func TestPublicTypes(t *testing.T) {
	private := []string{"reported_by", "decided_by", "made_by", "decided_at", "made_at", "reason", "note", "chair", "minutes", "audience", "people", "actor", "actor_name", "account", "login", "phone", "rev", "source_name", "difference", "proposal"}
	offices := []reflect.Type{reflect.TypeFor[plan.Plan](), reflect.TypeFor[plan.Report](), reflect.TypeFor[plan.Point](), reflect.TypeFor[plan.Task](), reflect.TypeFor[plan.Evidence]()}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type, string)
	walk = func(ty reflect.Type, at string) {
		if slices.Contains(offices, ty) {
			t.Errorf("%s is a record of the office: %v", at, ty)
		}
		switch ty.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(ty.Elem(), at+"[]")
		case reflect.Struct:
			if seen[ty] || ty.PkgPath() == "time" {
				return
			}
			seen[ty] = true
			for f := range ty.Fields() {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if slices.Contains(private, name) {
					t.Errorf("%s.%s is shown as %q", at, f.Name, name)
				}
				walk(f.Type, at+"."+f.Name)
			}
		}
	}
	walk(reflect.TypeFor[plan.Page](), "Page")
	walk(reflect.TypeFor[plan.PageTold](), "PageTold")
	if len(seen) < 7 {
		t.Errorf("only %d types were looked at", len(seen))
	}
}

// TestCached asks twice: the second time nothing is sent, until something changes.
func TestCached(t *testing.T) {
	for _, path := range []string{"/", lived.planURL(""), lived.planURL(".json"), lived.planURL("/feed.xml"), "/journal/checkpoint"} {
		res, body := get(t, lived.handler, path)
		tag := res.Header.Get("ETag")
		again := webtest.Scenario{URL: path, Header: map[string]string{"If-None-Match": tag}}.Do(t, lived.handler)
		if tag == "" || body == "" || again.StatusCode != http.StatusNotModified || webtest.Body(t, again) != "" {
			t.Errorf("%s: ETag %q, then %d", path, tag, again.StatusCode)
		}
	}
	res, data := get(t, lived.handler, "/journal/tile/0/000")
	if res.StatusCode != http.StatusOK || len(data) != 256*32 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("a full tile: %d, %d bytes, %q", res.StatusCode, len(data), res.Header.Get("Cache-Control"))
	}
}

// TestFresh changes something and looks again: what is kept in memory never hides it.
func TestFresh(t *testing.T) {
	ctx := t.Context()
	path := lived.planURL("")
	_, before := get(t, lived.handler, path)
	id := lived.tell(ctx, plan.Free, func(context.Context) plan.Telling {
		return plan.Tell{Told: plan.Told{Progress: "刚刚完成的一项。", Links: "https://www.example.gov.cn/a/2.html", Open: true}, Final: true}.Telling(nil)
	})
	_, err := lived.Plans.Accept(lived.office(ctx), id, plan.Decision{})
	check(err)
	_, after := get(t, lived.handler, path)
	if strings.Contains(before, "刚刚完成的一项") || !strings.Contains(after, "刚刚完成的一项") {
		t.Error("the page does not show what was accepted a moment ago")
	}
}

// TestEmpty looks at every page of a county that has issued nothing.
func TestEmpty(t *testing.T) {
	for _, rt := range empty.Routes() {
		path := strings.TrimSuffix(rt.Path, "{$}")
		if strings.Contains(path, "{") || !strings.Contains(rt.Method, "GET") || strings.HasSuffix(path, "/result") {
			continue
		}
		want := map[string]int{"/journal/checkpoint": http.StatusServiceUnavailable, "/.well-known/security.txt": http.StatusNotFound, "/subscribe/confirm": http.StatusNotFound, "/subscribe/search": http.StatusNotFound}[path]
		if want == 0 {
			want = http.StatusOK
		}
		res, body := get(t, empty.handler, path)
		if res.StatusCode != want {
			t.Errorf("%s answers %d\n%s", path, res.StatusCode, body)
		}
		if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			webtest.Parse(t, body).Sound(t)
		}
	}
	webtest.Run(t, empty.handler,
		webtest.Scenario{Name: "home", URL: "/", Has: []string{"政务公开，件件可查"}, Not: []string{"最新进展"}},
		webtest.Scenario{Name: "units", URL: "/unit", Has: []string{"css:.units details summary", "下属"}},
	)
}

// TestSampleHasOtherNames asks that nothing of the reference district is written into the pages.
func TestSampleHasOtherNames(t *testing.T) {
	for _, path := range []string{"/", "/unit", "/about", "/plan", "/due"} {
		if _, body := get(t, empty.handler, path); strings.Contains(body, "红谷滩") || !strings.Contains(body, "</html>") {
			t.Errorf("%s names the reference district", path)
		}
	}
}

// TestShort follows the short address that a plan and a report have on paper.
func TestShort(t *testing.T) {
	for _, path := range []string{lived.planURL(""), reportURL(lived.open, "")} {
		_, body := get(t, lived.handler, path)
		_, rest, ok := strings.Cut(body, "https://www.example.gov.cn/s/")
		code, _, _ := strings.Cut(rest, "<")
		res, _ := get(t, lived.handler, "/s/"+code)
		if !ok || !strings.Contains(body, `<svg class="qr"`) || res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != path {
			t.Errorf("%s: %q leads with %d to %q", path, code, res.StatusCode, res.Header.Get("Location"))
		}
	}
	if res, _ := get(t, lived.handler, "/s/P000"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a code that is none answers %d", res.StatusCode)
	}
}
