package portal_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
	"gongkai.example/gongkai/profiles"
)

// TestCatalogue shows a catalogue that is in force to anybody, and none that is not.
func TestCatalogue(t *testing.T) {
	w := lived
	webtest.Run(t, empty.handler,
		webtest.Scenario{Name: "none", URL: "/catalogue", Has: []string{"还没有公布标准目录"}},
		webtest.Scenario{Name: "not there", URL: "/catalogue/assistance", Status: 404},
	)
	office := w.office(t.Context())
	file, err := profiles.Files.ReadFile("honggutan/catalogues/education.csv")
	check(err)
	_, err = w.Catalogues.Import(office, catalogue.Upload{Name: "a.csv", File: file, Domain: "health"}, false) // stays a draft
	check(err)
	page, err := w.Catalogues.Page(t.Context(), "assistance")
	check(err)
	under := page.Rows[6].ID
	w.Catalogues.Published = func(*db.Tx, []catalogue.RowID) (map[catalogue.RowID][]catalogue.Publication, error) {
		return map[catalogue.RowID][]catalogue.Publication{under: {
			{Title: "低保办事指南", URL: "/item/7", On: "2023-08-20"},
			{Title: "二", URL: "/item/6"},
			{Title: "三", URL: "/item/5"},
			{Title: "四", URL: "/item/4"},
			{Title: "五", URL: "/item/3"},
			{Title: "六", URL: "/item/2"},
		}}, nil
	}
	w.Memory.Forget() // nothing was written, so nothing tells that the pages change
	defer func() { w.Catalogues.Published = publish.UnderRows; w.Memory.Forget() }()
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "list", URL: "/catalogue", Has: []string{"css:.list a[href=/catalogue/assistance]", "21 个事项，其中 1 个已有公开内容", "css:link[rel=alternate][href=/catalogue/feed.xml]", "css:.tools a[href=/catalogue/feed.xml]", `<meta name="ColumnName" content="标准目录">`}, Not: []string{"医疗卫生"}},
		webtest.Scenario{Name: "catalogue", URL: "/catalogue/assistance", Has: []string{
			"社会救助领域基层政务公开标准目录", "css:table.rt th[scope=col]", "最低生活保障", "css:td a[href=/item/7]", "2023-08-20", "另有 1 条", "暂无",
			"区民政局、各乡镇、街道", "制定或者获取信息之日起10个工作日内", "社区/企事业单位/村公示栏（电子屏）", "备注：涉及个人的名单", "css:a[href=/catalogue/assistance.csv]", "css:link[rel=alternate][href=/catalogue/assistance/feed.xml]", "css:.tools a[href=/catalogue/assistance/feed.xml]", "2023 年 8 月 14 日",
		}},
		webtest.Scenario{Name: "draft", URL: "/catalogue/health", Status: 404},
		webtest.Scenario{Name: "other ending", URL: "/catalogue/assistance.pdf", Status: 404},
		webtest.Scenario{Name: "map", URL: "/sitemap", Has: []string{"css:a[href=/catalogue/assistance]"}},
		webtest.Scenario{Name: "home", URL: "/", Has: []string{"css:.dir a[href=/catalogue]"}},
	)
	res, body := get(t, w.handler, "/catalogue/assistance.json")
	if res.Header.Get("Content-Type") != "application/json; charset=utf-8" || !strings.Contains(body, `"title":"低保办事指南"`) {
		t.Errorf("JSON: %s", res.Header.Get("Content-Type"))
	}
	for path, title := range map[string]string{"/catalogue/feed.xml": "标准目录", "/catalogue/assistance/feed.xml": "社会救助领域基层政务公开标准目录"} {
		res, body := get(t, w.handler, path) // what stands in it: publish.TestCatalogue
		if res.StatusCode != 200 || !strings.Contains(body, "<title>"+title+"</title>") || strings.Contains(body, richTitle) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
	if res, _ := get(t, w.handler, "/catalogue/health/feed.xml"); res.StatusCode != 404 {
		t.Errorf("a feed of no catalogue: %d", res.StatusCode)
	}
	_, body = get(t, w.handler, "/catalogue/assistance.csv")
	if !strings.Contains(body, "低保办事指南 /item/7") || strings.Count(body, "最低生活保障,") != 6 {
		t.Errorf("CSV: %s", body)
	}
}
