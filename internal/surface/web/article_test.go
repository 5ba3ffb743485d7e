package web_test

import (
	"testing"
	"testing/fstest"
	"time"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

type twoTexts struct {
	Text web.Text
	Diff web.Comparison
}

var textPage = web.MustPage[twoTexts](fstest.MapFS{
	"text.html": {Data: []byte(`{{define "title"}}文{{end}}{{define "main"}}<h1>文</h1><h2>正文</h2>{{template "article" .V.Text}}<h2>变化</h2>{{template "compared" .V.Diff}}{{end}}`)},
}, web.Desk, "text.html")

// TestArticle draws every kind of block, and two texts compared in words and not in colour alone.
func TestArticle(t *testing.T) {
	const old = "关于公布收费目录的通知\n各有关单位：\n一、收费项目\n现将目录予以公布，详见 https://www.example.gov.cn/a 。\n- 甲\n- 乙\n| 项目 | 金额 |\n| 甲 | 100 |\n![办事大厅](hall.png)\n![](none.png)\n区财政局\n2023年10月20日\n"
	const now = "关于公布收费目录的通知\n各有关单位：\n一、收费项目\n现将新的目录予以公布，详见 https://www.example.gov.cn/a 。\n- 甲\n| 项目 | 金额 |\n| 甲 | 100 |\n![办事大厅](hall.png)\n区财政局\n2023年10月20日\n二、<b>其他</b>。\n"
	h := webtest.Kit(time.Now()).Handler([]web.Route{
		web.GET("/", auth.Public, func(*web.Req) (web.Reply, error) {
			return textPage.With(twoTexts{web.TextOf(old, map[string]string{"hall.png": "/file/1"}), web.CompareTexts(old, now)}), nil
		}),
		web.GET("/same", auth.Public, func(*web.Req) (web.Reply, error) {
			return textPage.With(twoTexts{web.TextOf(old, nil), web.CompareTexts(old, old)}), nil
		}),
	})
	webtest.Run(t, h,
		webtest.Scenario{
			Name: "two", URL: "/",
			Has: []string{
				"css:h3.a-t", "css:h3.a-h1", "css:a[href=https://www.example.gov.cn/a]", "css:ul.a-l li", "css:table.grid td.num", "css:img[src=/file/1][alt=办事大厅]", "（图片：none.png）",
				"css:ins", "css:del", "增加：", "删去：", "修改</span>", "&lt;b&gt;其他",
			},
			Not: []string{"<b>其他"},
		},
		webtest.Scenario{Name: "same", URL: "/same", Has: []string{"正文没有变化", "（图片：办事大厅）"}, Not: []string{"css:ins", "css:img"}},
	)
}
