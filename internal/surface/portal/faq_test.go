package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// answer is an entry that everybody knows of, about a document in force.
func (l *library) answer(d *policy.Document) *faq.Entry {
	l.Helper()
	clerk, head := l.as(9101, auth.Clerk), l.as(9103, auth.Head)
	in := faq.Begin{Unit: l.unit, Edit: faq.Edit{Question: "招了大学毕业生，企业能拿多少补贴？", Others: "公司用应届生有什么好处", Topic: "就业", Audience: "本区企业", Explanation: "每招一名毕业生补 1000 元。", Contact: "0791-00000000"}}
	in.Quotes[0] = faq.Quoted{Document: d.Number, Clause: "第二条", Words: "每招一人补贴1000元"}
	in.Links[0] = faq.Linked{Label: "就业补贴申请", Href: "https://www.jxzwfww.gov.cn/"}
	e, err := l.FAQs.Make(clerk, in)
	check(err)
	e, err = l.FAQs.Ask(clerk, e.ID, faq.Asking{Rev: e.Rev})
	check(err)
	e, err = l.FAQs.Approve(head, e.ID, faq.Seen{Rev: e.Rev})
	check(err)
	return e
}

// TestFAQ: a question in everyday words finds the answer, whose quote leads to the clause; when
// that changes everybody is told, and who finds nothing is told where to ask.
func TestFAQ(t *testing.T) {
	l := newLibrary(t)
	d := l.issue("吸纳高校毕业生补贴办法", hiring, nil)
	e := l.answer(d)
	opened := l.DB.Today()
	page, quote := "/"+e.Ref(), "css:main a[href='/"+d.Ref()+"?on="+string(opened)+"#article2']"
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "list", URL: "/faq", Has: []string{"招了大学毕业生", "就业（1 条）", "css:a[href=" + page + "]", "css:main input[name=q]", "css:main a[href='/faq?topic=%E5%B0%B1%E4%B8%9A']"}},
		webtest.Scenario{Name: "topic", URL: "/faq?topic=就业", Has: []string{page}},
		webtest.Scenario{Name: "topic without", URL: "/faq?topic=养老", Has: []string{"现在还没有问答", "css:main a[href='/message/new']"}, Not: []string{page}},
		webtest.Scenario{Name: "plain words", URL: "/faq?q=" + url.QueryEscape("我们公司招了应届毕业生能领钱吗"), Has: []string{"找到 1 条", page}},
		webtest.Scenario{Name: "nothing", URL: "/faq?q=" + url.QueryEscape("<script>alert(1)</script>"), Has: []string{"没有找到“&lt;script&gt;", "css:main a[href='/message/new']", "css:main a[href='/finder']"}, Not: []string{"<script>alert"}},
		webtest.Scenario{Name: "too long", URL: "/faq?q=" + strings.Repeat("a", 101), Status: http.StatusUnprocessableEntity},
		webtest.Scenario{Name: "map", URL: "/sitemap", Has: []string{"css:a[href='/faq']"}},
		webtest.Scenario{Name: "search", URL: "/search?q=" + url.QueryEscape("招了大学毕业生"), Has: []string{page}},
		webtest.Scenario{Name: "document", URL: "/" + d.Ref(), Has: []string{"关于这份文件的问答", page}},
		webtest.Scenario{Name: "entry", URL: page, Has: []string{"每招一名毕业生补 1000 元", "css:main blockquote", "每招一人补贴1000元", quote, "本区企业", "就业补贴申请", "css:main form[action='" + page + "/useful']"}, Not: []string{"待核：", "css:main input[type=text]"}},
		webtest.Scenario{Name: "nobody's", URL: "/faq/1", Status: http.StatusNotFound},
		webtest.Scenario{Name: "of use", URL: page + "/useful", Form: url.Values{}, Status: http.StatusSeeOther, Location: page},
		webtest.Scenario{Name: "no use", URL: page + "/useless", Form: url.Values{}, Status: http.StatusSeeOther, Location: page},
		webtest.Scenario{Name: "of no entry", URL: "/faq/1/useful", Form: url.Values{}, Status: http.StatusNotFound},
	)
	if v, err := l.FAQs.View(l.as(9103, auth.Head), e.ID); err != nil || v.Votes != (faq.Votes{Useful: 1, Useless: 1}) {
		t.Errorf("votes: %+v, %v", v.Votes, err)
	}
	l.clock.Set(opened.Add(20))
	words := "将第三条中的“300人”修改为“500人”。"
	text := strings.Replace(hiring, "300人", "500人", 1)
	l.issue("关于修改吸纳高校毕业生补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: text})
	webtest.Run(t, l.handler, webtest.Scenario{Name: "another clause", URL: page, Not: []string{"待核："}})
	words = "将第二条中的“1000元”修改为“1500元”。"
	l.issue("关于再次修改吸纳高校毕业生补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: strings.Replace(text, "1000元", "1500元", 1)})
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "doubted", URL: page, Has: []string{"待核", "第二条 的文字有变化", "补贴1500元", "css:main p.text.m", "css:main a[href='/" + d.Ref() + "#article2']", quote}},
		webtest.Scenario{Name: "doubted in the list", URL: "/faq", Has: []string{"待核"}},
		webtest.Scenario{Name: "doubted at the document", URL: "/" + d.Ref(), Has: []string{"待核"}},
	)
	v, err := l.FAQs.View(l.as(9103, auth.Head), e.ID)
	check(err)
	_, err = l.FAQs.End(l.as(9103, auth.Head), e.ID, faq.Because{Rev: v.Entry.Rev, Reason: "重新编写"})
	check(err)
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "ended", URL: page, Has: []string{"这条问答已经失效"}, Not: []string{"css:main form"}},
		webtest.Scenario{Name: "ended in the list", URL: "/faq", Not: []string{page}},
	)
}
