package portal_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestGazette: an issue is read with its contents and its files, and each document says where it is printed.
func TestGazette(t *testing.T) {
	l := newLibrary(t)
	d := l.issue("甲管理办法", "第一条　甲。", nil)
	office := l.office(t.Context())
	g, err := l.Gazettes.Make(office, l.unit, gazette.Begin{Column: l.column, Note: "卷首的话"})
	check(err)
	one := "/" + g.Ref()
	webtest.Run(t, l.handler, webtest.Scenario{Name: "a draft", URL: one, Status: 404}, webtest.Scenario{Name: "none yet", URL: "/gazette", Has: []string{"还没有出版政府公报"}})
	g, err = l.Gazettes.Compile(office, g.ID, gazette.Seen{Rev: g.Rev})
	check(err)
	l.release(g.Item)
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "the list", URL: "/gazette", Has: []string{"2023年第1期政府公报", "css:a[href=" + one + "]"}},
		webtest.Scenario{Name: "another year", URL: "/gazette?year=2022", Not: []string{"第1期"}},
		webtest.Scenario{Name: "an issue", URL: one, Has: []string{"出版", "标准文本", "卷首的话", "整期下载", "2023年第1期政府公报.docx", "部门、镇、街道文件", "css:a[href=/" + d.Ref() + "]", "css:a[href=/" + publish.RefOf(g.Item) + "]"}},
		webtest.Scenario{Name: "its item", URL: "/" + publish.RefOf(g.Item), Has: []string{"本期刊登 1 件", "甲管理办法", d.Number}},
		webtest.Scenario{Name: "a document that it has", URL: "/" + d.Ref(), Has: []string{"刊登", "2023年第1期政府公报", "css:a[href=" + one + "]"}},
	)
}
