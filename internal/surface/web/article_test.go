package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

type articleView struct {
	Text     web.Article
	Contents []article.Entry
	Compared web.Comparison
}

var articlePage = web.MustPage[articleView](fstest.MapFS{
	"article.html": {Data: []byte(`{{define "sheets"}}{{sheet "article"}}{{end}}{{define "title"}}{{.V.Text.Title}}{{end}}` +
		`{{define "main"}}{{template "contents" .V.Contents}}{{template "article" .V.Text}}<section>{{template "compare" .V.Compared}}</section>{{end}}`)},
}, web.Portal, "article.html")

const notice = "石桥区人民政府办公室文件\n石府办发〔2024〕12号\n关于缴费的通知\n各乡镇：\n为做好<b>缴费</b>工作，通知如下：\n一、对象\n（一）居民。年满16周岁的可以参加。\n1.低保\n由区财政代缴。\n（1）其他\n详见[指南](https://a.gov.cn/1)。\n" +
	"- 甲\n- 乙\n①丙\n②丁\n表1 标准\n单位：元\n|档次|缴费|\n|一档|300|\n![流程图](a.png)\n![](missing.png)\n附件：1.表\n2.册\n石桥区民政局\n石桥区财政局\n2024年1月3日\n（此件主动公开）\n附件1\n缴费标准\n无。\n抄送：区委办。"

// articles serves one page: a text as an item, and what became of another in it.
func articles(title, was, text string) http.Handler {
	d := article.Parse(text)
	v := articleView{web.Article{Doc: d, Title: title, Files: map[string]string{"a.png": "/file/1/a.png"}}, d.Outline(), web.Compared(article.Compare(was, text))}
	get := func(context.Context, thingID) (articleView, error) { return v, nil }
	return webtest.Kit(time.Now()).Handler([]web.Route{web.GET("/a/{id}", auth.Public, web.Show(articlePage, get))})
}

// TestArticle: the blocks of a text are the elements that mean them, and nothing of it is markup.
func TestArticle(t *testing.T) {
	webtest.Run(t, articles("公告", "", notice),
		webtest.Scenario{Name: "elements", URL: "/a/1", Has: []string{
			`css:p.mark`, `css:p.number`, `<h1 class="ti">公告</h1>`, `<h2 class="ti">关于缴费的通知</h2>`, `css:p.addressee`, `为做好&lt;b&gt;缴费&lt;/b&gt;工作`, `css:h2#s1`, `<p id="s2" class="l2"><b>（一）居民。</b>年满`, `css:h4#s3`,
			`css:a[href=https://a.gov.cn/1]`, `css:ul.dots`, `<li><span class="no">①</span>丙</li>`, `css:div.scroll[tabindex=0]`, `aria-label="表1 标准，可以左右移动"`, `css:th[scope=col]`, `<caption>表1 标准<span class="unit">单位：元</span>`,
			`<td class="num">300</td>`, `css:img[alt=流程图]`, `css:img[src=/file/1/a.png]`, `图片“missing.png”还没有上传`, "石桥区民政局\n石桥区财政局", `css:p.date`, `css:p.annotation`, `css:p.annex`, `css:p.imprint`, `css:nav.toc`, `css:a[href=#s1]`,
		}},
		webtest.Scenario{Name: "for the elderly, in high contrast", URL: "/a/1", Header: map[string]string{"Cookie": "view=elder.contrast"}, Has: []string{"css:html.elder.hc", "css:div.gw"}},
	)
	webtest.Run(t, articles("关于缴费 的通知", "", notice),
		webtest.Scenario{Name: "a title that the text has is drawn in its place", URL: "/a/1", Has: []string{"12号</p>\n<h1 class=\"ti\">关于缴费的通知</h1>", "缴费标准</h2>"}})
}

// TestTables: tables of one text have names of their own, so that who hears them can tell them apart.
func TestTables(t *testing.T) {
	const text = "公告\n一、继续有效\n|名称|文号|\n|甲|1|\n二、失效\n|名称|文号|\n|乙|2|\n三、标准\n表1 标准\n|档次|缴费|\n|一档|300|"
	webtest.Run(t, articles("公告", "", text), webtest.Scenario{URL: "/a/1", Has: []string{`aria-label="表格（1），可以左右移动"`, `aria-label="表格（2），可以左右移动"`, `aria-label="表1 标准，可以左右移动"`}})
}

// TestNumbered: each clause is an element with its id, whatever draws it, and the title keeps its own.
func TestNumbered(t *testing.T) {
	const text = "补贴办法\n第一章　总则\n第一条　给予补贴：\n（一）老人；\n（二）儿童。\n另有规定的除外。\n附件1\n标准\n一、金额\n|档次|缴费|\n|一档|300|\n1.按月\n2.按季"
	v := articleView{Text: web.Article{Doc: web.Numbered(text, map[int]string{2: "暂停施行"}), Title: "补贴办法"}, Compared: web.ByClause(text, strings.Replace(text, "老人", "老年人", 1), "/a/1?on=1", "/a/1")}
	get := func(context.Context, thingID) (articleView, error) { return v, nil }
	webtest.Run(t, webtest.Kit(time.Now()).Handler([]web.Route{web.GET("/a/{id}", auth.Public, web.Show(articlePage, get))}), webtest.Scenario{URL: "/a/1", Has: []string{
		`<h1 class="ti">补贴办法</h1>`, "css:h2#chapter1", "css:p#article1", "css:#article1-item1", "css:#article1-item2", "css:p#article1-paragraph2", "css:p#annex1", "css:#annex1-part1", "css:#annex1-part1-point1", "css:#annex1-part1-point2",
		`给予补贴： <span class="tag y">暂停施行</span></p>`, `css:a[href=/a/1?on=1#article1-item1]`, `css:a[href=/a/1#article1-item1]`,
	}})
}

// TestComparison: what was added and removed is said in words.
func TestComparison(t *testing.T) {
	const was = "各单位要按时报送材料。\n第二段没有变化。\n第三段也没有变化。\n这一段将被删去，不再保留。\n|甲项|1|\n|乙项|2|\n绿化由住建局负责。检查结果每季度公布一次。"
	const now = "各单位要及时报送材料。\n第二段没有变化。\n第三段也没有变化。\n|甲项|3|\n|乙项|4|\n全新的内容在此。\n绿化由住建局负责。\n检查结果每季度公布一次。"
	webtest.Run(t, articles("公告", was, now), webtest.Scenario{Name: "changes", URL: "/a/1", Has: []string{
		"改动 4 段，新增 1 段，删除 1 段，移动 0 段。", "<del><small>删除</small>按</del><ins><small>新增</small>及</ins>", "<summary>相同：2 段</summary>",
		"css:div.ch.removed", "<b>删除</b>　原第 4 段</p>", "<b>新增</b>　现第 6 段</p>", "现第 7 至 8 段", `<tr class="changed"><th scope="row">改动</th><td><span class="pre">甲项</span></td><td><del><small>删除</small>1</del><ins><small>新增</small>3</ins></td>`, "分段<span",
	}})
	webtest.Run(t, articles("公告", was, was), webtest.Scenario{Name: "no change", URL: "/a/1", Has: []string{"两个版本的文字相同"}, Not: []string{"css:ins", "css:del"}})
}
