package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

const hiring = "吸纳高校毕业生补贴办法\n第一条　为鼓励企业吸纳高校毕业生，制定本办法。\n第二条　在本区登记的企业，新招用毕业生三人以上的，每招一人补贴1000元。\n第三条　从业人数不超过300人的企业或者高新技术企业适用本办法。\n第四条　本办法自公布之日起施行。"

// measure is one that everybody knows of, of a document in force.
func (l *library) measure(d *policy.Document) *finder.Measure {
	l.Helper()
	clerk, head := l.as(9101, auth.Clerk), l.as(9103, auth.Head)
	m, err := l.Finders.Make(clerk, d.ID, finder.Edit{
		Title: "吸纳高校毕业生补贴", Who: finder.Company, Gives: "每招一人 1000 元。", By: "第二条", Apply: "到区财政局窗口，带劳动合同。", Contact: "0791-00000000",
		Conditions: "1. 注册地 是 红谷滩区，依据 第二条\n2. 新招用毕业生 至少 3，依据 第二条\n3. 任一符合\n3.1 从业人数 至多 300，依据 第三条\n3.2 高新技术企业认定 是 有，依据 第三条",
	})
	check(err)
	m, err = l.Finders.Ask(clerk, m.ID, finder.Seen{Rev: m.Rev})
	check(err)
	m, err = l.Finders.Approve(head, m.ID, finder.Seen{Rev: m.Rev})
	check(err)
	return m
}

// TestFinder: a company is asked what still matters, hears why it fits, clause by clause, and
// leaves nothing in any address; the document and its measure lead to each other.
func TestFinder(t *testing.T) {
	l := newLibrary(t)
	d := l.issue("吸纳高校毕业生补贴办法", hiring, nil)
	m := l.measure(d)
	opened := l.DB.Today()
	page, ask := "/"+m.Ref(), "/finder/company"
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "list", URL: "/finder", Has: []string{"吸纳高校毕业生补贴", "每招一人 1000 元", "css:a[href=" + page + "]", "css:a[href='/finder/person']"}},
		webtest.Scenario{Name: "map", URL: "/sitemap", Has: []string{"css:a[href='/finder']"}},
		webtest.Scenario{Name: "home", URL: "/", Has: []string{"css:a[href='/finder']"}},
		webtest.Scenario{Name: "search", URL: "/search?q=吸纳高校毕业生补贴", Has: []string{page}},
		webtest.Scenario{Name: "document", URL: "/" + d.Ref(), Has: []string{"这份文件给谁什么", page}},
		webtest.Scenario{Name: "measure", URL: page, Has: []string{"要符合的条件", "第三条</a>　从业人数不超过300人", "css:main a[href='/" + d.Ref() + "']", "css:main a[href='/" + d.Ref() + "#article3']", "长期受理", "回答几个问题"}, Not: []string{"待核"}},
		webtest.Scenario{Name: "nobody's", URL: "/finder/1", Status: http.StatusNotFound},
		webtest.Scenario{Name: "nothing for people", URL: "/finder/person", Has: []string{"现在没有要问的"}},
		webtest.Scenario{Name: "first question", URL: ask, Has: []string{"css:input[name=now][value=place]", "css:input[type=radio][name='q.place']", "不清楚，下一题", "直接看结果"}, Not: []string{"q.hires"}},
	)
	steps := []struct {
		name string
		send url.Values
		code int
		has  []string
		not  []string
	}{
		{"no answer", url.Values{"now": {"place"}}, 422, []string{"请回答这个问题", "q.place"}, nil},
		{"no option", url.Values{"now": {"place"}, "q.place": {"月球"}}, 422, []string{"没有这个选项"}, nil},
		{"elsewhere", url.Values{"now": {"place"}, "q.place": {"南昌市以外"}}, 200, []string{"不符合条件（1 项）", "红谷滩区"}, []string{"符合条件（1 项）\n"}},
		{"next", url.Values{"now": {"place"}, "q.place": {"红谷滩区"}}, 200, []string{`type="hidden" name="q.place" value="红谷滩区"`, `name="q.hires"`, "已经回答 1 题"}, nil},
		{"no number", url.Values{"now": {"hires"}, "q.place": {"红谷滩区"}, "q.hires": {"很多"}}, 422, []string{"请填 0 到 100000 之间的整数", "很多", `name="q.place" value="红谷滩区"`}, nil},
		{"then", url.Values{"now": {"hires"}, "q.place": {"红谷滩区"}, "q.hires": {"５"}}, 200, []string{`name="q.staff"`}, nil},
		{"not known", url.Values{"do": {"", "skip"}, "now": {"staff"}, "q.place": {"红谷滩区"}, "q.hires": {"5"}}, 200, []string{`name="q.hightech"`, `name="q.staff" value="?"`}, nil},
		{"fits", url.Values{"now": {"hightech"}, "q.place": {"红谷滩区"}, "q.hires": {"5"}, "q.staff": {"?"}, "q.hightech": {"有"}}, 200, []string{"符合条件（1 项）", "怎么办：", "到区财政局窗口", "第三条", "可以直接打印", `name="q.staff" value=""`, "按这些回答继续"}, nil},
		{"open", url.Values{"do": {"result"}, "now": {"hires"}, "q.place": {"红谷滩区"}}, 200, []string{"还不清楚（1 项）", "还要知道：", "新招用毕业生"}, nil},
		{"changed", url.Values{"again": {"place hires"}, "q.place": {"红谷滩区"}, "q.hires": {"2"}}, 200, []string{"不符合条件（1 项）"}, nil},
		{"emptied", url.Values{"again": {"place hires"}, "q.place": {"红谷滩区"}}, 200, []string{`name="q.hires" value="?"`, `name="q.staff"`}, nil},
	}
	for _, s := range steps {
		webtest.Run(t, l.handler, webtest.Scenario{Name: s.name, URL: ask, Form: s.send, Status: s.code, Has: s.has, Not: s.not})
	}
	res := webtest.Scenario{URL: ask, Form: steps[3].send}.Do(t, l.handler)
	webtest.Body(t, res)
	if cc := res.Header.Get("Cache-Control"); !strings.Contains(cc, "no-store") {
		t.Errorf("answers may be kept: %q", cc)
	}
	l.clock.Set(l.DB.Today().Add(20))
	words := "将第三条中的“300人”修改为“500人”。"
	l.issue("关于修改吸纳高校毕业生补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: strings.Replace(hiring, "300人", "500人", 1)})
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "doubted", URL: page, Has: []string{"待核", "第三条 的文字有变化", "不超过500人", "不超过300人", "css:main a[href='/" + d.Ref() + "?on=" + string(opened) + "#article3']"}},
		webtest.Scenario{Name: "doubted in the list", URL: "/finder", Has: []string{"待核"}},
	)
	l.issue("关于废止补贴办法的决定", "第一条　废止补贴办法。", &policy.Affect{Kind: policy.Repeal, Target: d.Number})
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "fallen", URL: page, Has: []string{"现在不能申请", "不在有效期内"}, Not: []string{"css:main a[href='/finder/company']"}},
		webtest.Scenario{Name: "not in the list", URL: "/finder", Not: []string{"吸纳高校毕业生补贴"}},
	)
}
