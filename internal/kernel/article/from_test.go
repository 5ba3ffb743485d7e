package article

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/document"
)

// docx makes a Word file of a body, with three styles of headings, a list of bullets and a picture.
func docx(tb testing.TB, body string) document.Document {
	tb.Helper()
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	var styles strings.Builder
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		styles.WriteString(`<w:style w:styleId="h` + n + `"><w:name w:val="heading ` + n + `"/></w:style>`)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"word/document.xml":            `<w:document ` + w + `><w:body>` + body + `</w:body></w:document>`,
		"word/styles.xml":              `<w:styles ` + w + `>` + styles.String() + `</w:styles>`,
		"word/numbering.xml":           `<w:numbering ` + w + `><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
		"word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://x/image" Target="media/image1.png"/></Relationships>`,
	} {
		f, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	d, err := document.Read("稿件.docx", b.Bytes(), document.Limits{})
	if err != nil {
		tb.Fatal(err)
	}
	return *d
}

func p(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }
func style(id, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + id + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func numbered(level, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}
func tr(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
func tc(props, text string) string {
	return `<w:tc><w:tcPr>` + props + `</w:tcPr>` + p(text) + `</w:tc>`
}

const drawing = `<w:r><w:drawing><d:inline xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><d:docPr descr="ALT"/>` +
	`<p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><a:blip r:embed="r1"/></p:pic></d:inline></w:drawing></w:r>`

const down, on, two = `<w:vMerge w:val="restart"/>`, `<w:vMerge/>`, `<w:gridSpan w:val="2"/>`

func TestFromDocument(t *testing.T) {
	for _, c := range []struct{ name, body, text, notes string }{
		{"headings that say their level stay", style("h1", "一、总则") + p("正文。") + style("h2", "（一）目标") + p("正文。"), "一、总则\n正文。\n（一）目标\n正文。\n", ""},
		{"headings without a number get a sign", style("h1", "总则") + p("正文。") + style("h2", "目标") + p("正文。") + style("h1", "附则") + p("正文。") + style("h5", "更小"), "# 总则\n正文。\n## 目标\n正文。\n# 附则\n正文。\n#### 更小\n", ""},
		{"the only first heading is the title", style("h1", "滨河公园简介") + style("h2", "位置") + p("在滨河路。"), "滨河公园简介\n# 位置\n在滨河路。\n", ""},
		{"a paragraph in the style of a heading", style("h1", strings.Repeat("这是一段正文，", 10)) + p("正文。"), strings.Repeat("这是一段正文，", 10) + "\n正文。\n", ""},
		{"automatic numbers and bullets", numbered("1", "申请") + numbered("1", "受理") + numbered("0", "甲") + numbered("0", "乙"), "（一）申请\n（二）受理\n- 甲\n- 乙\n", ""},
		{"blank paragraphs, tabs and line breaks", p("甲") + p("") + `<w:p><w:r><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r></w:p>`, "甲\n\n乙 丙\n丁\n", ""},
		{"a picture", p("见图。") + `<w:p>` + strings.Replace(drawing, "ALT", "", 1) + `</w:p>` + p("完。"), "见图。\n![](image1.png)\n完。\n", "article.no_alt[image1.png]@4-19"},
		{"a picture that says what it shows", `<w:p><w:r><w:t>见图。</w:t></w:r>` + strings.Replace(drawing, "ALT", "办事流程图", 1) + `</w:p>`, "见图。\n![办事流程图](image1.png)\n", ""},
		{"a table", "<w:tbl>" + tr(tc("", "项目"), tc("", "金额")) + tr(tc("", "修|路"), tc("", "100")) + "</w:tbl>" + p("完。"), "| 项目 | 金额 |\n| --- | --- |\n| 修\\|路 | 100 |\n\n完。\n", ""},
		{"a table of one column", "<w:tbl>" + tr(tc("", "提示：")) + tr(tc("", "请带身份证。")) + "</w:tbl>", "提示：\n请带身份证。\n", ""},
		{
			"merged cells", "<w:tbl>" + tr(tc(`<w:gridSpan w:val="4"/>`, "公开目录")) + tr(tc(down, "序号"), tc(two, "公开事项"), tc(down, "时限")) + tr(tc(on, ""), tc("", "一级"), tc("", "二级"), tc(on, "")) +
				tr(tc("", "1"), tc(down, "社会救助"), tc("", "低保"), tc("", "10日")) + tr(tc("", "2"), tc(on, ""), tc("", "特困"), tc("", "10日")) + tr(tc(`<w:gridSpan w:val="4"/>`, "以下空白")) + "</w:tbl>",
			"公开目录\n| 序号 | 公开事项－一级 | 公开事项－二级 | 时限 |\n| --- | --- | --- | --- |\n| 1 | 社会救助 | 低保 | 10日 |\n| 2 | 社会救助 | 特困 | 10日 |\n| 以下空白 |  |  |  |\n\n", "article.merged[]@5-129",
		},
		{"what is left out", `<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id="1"/></w:r></w:p>` + p("乙"), "甲\n乙\n", "document.footnote[]@0-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, notes := FromDocument(docx(t, c.body))
			if text != c.text {
				t.Errorf("%q, want %q", text, c.text)
			}
			if got := list(notes); got != c.notes {
				t.Errorf("notes %s, want %s", got, c.notes)
			}
			whole(t, text, Parse(text))
		})
	}
}

func list(notes []Note) string {
	var out []string
	for _, n := range notes {
		args := strings.Trim(strings.ReplaceAll(strings.TrimSpace(strings.Join(strings.Fields(sprint(n.Args)), " ")), "\n", " "), " ")
		out = append(out, n.Key+args+"@"+sprint(n.Span.Start)+"-"+sprint(n.Span.End))
	}
	return strings.Join(out, " ")
}

// TestRoundTrip: a text that is read as a file and written as a text is the same document.
func TestRoundTrip(t *testing.T) {
	for _, text := range samples(t) {
		if trim(text) == "" || strings.ContainsAny(text, "\x00\ufeff\u2028") {
			continue
		}
		out, _ := FromDocument(*document.FromText(text))
		if got, want := dump(Parse(out)), dump(Parse(text)); got != want {
			t.Errorf("%.60q\n%s\nwant\n%s", text, got, want)
		}
	}
}

func TestFromHTML(t *testing.T) {
	for _, c := range []struct{ name, page, text, notes string }{
		{"a web page", `<html><head><title>x</title><style>p{}</style></head><body><h1>关于绿化的公告</h1><p>现将有关
事项公告如下：</p><h2>时间</h2><p>2024年  3月<br>全天</p><h3>地点</h3><div>滨河路</div><script>alert(1)</script></body></html>`, "关于绿化的公告\n现将有关事项公告如下：\n# 时间\n2024年 3月\n全天\n## 地点\n滨河路\n", ""},
		{"what is not shown", `<p>甲<span style="display: none">密</span><b hidden>密</b><!-- 密 --><span style='mso-hide:all'>密</span><span style="font-size:0">密</span><template>密</template><textarea>密</textarea>乙</p><del>密</del><style>密</style><noscript>密</noscript>`, "甲乙\n", ""},
		{"numbers that say it stay", `<h2>一、总则</h2><p>正文。</p><h3>（一）目标</h3><p>正文。</p>`, "一、总则\n正文。\n（一）目标\n正文。\n", ""},
		{"lists", `<ul><li>甲</li><li><p>乙</p><ul><li>丙</li></ul></li><li></li></ul><ol start="3"><li>丁<li> <b>戊</b></ol>`, "- 甲\n- 乙\n- 丙\n3. 丁\n4. 戊\n", ""},
		{"Word", `<html xmlns:o="urn:schemas-microsoft-com:office:office"><!--[if gte mso 9]><xml><w:WordDocument>密</w:WordDocument></xml><![endif]--><body><!--StartFragment-->` +
			`<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>甲<o:p></o:p></p>` +
			`<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>乙</p><p class=MsoNormal><span lang=EN-US>2024</span>年<o:p>&nbsp;</o:p></p><xml>密</xml><!--EndFragment--></body></html>`, "1.甲\n- 乙\n2024年\n", ""},
		{
			"links", `<p>见<a href="https://a.gov.cn/x(1)?q=低保">[办事]指南</a>、<a href="https://a.gov.cn/">https://a.gov.cn/</a>、<a href="#top">上面</a>和<a href="javascript:alert(1)">这里</a>、<a href="../1.docx">附件1</a>、<a href="mailto:a@b.cn">邮箱</a>。</p>`,
			"见[［办事］指南](https://a.gov.cn/x%281%29?q=%E4%BD%8E%E4%BF%9D)、https://a.gov.cn/、上面和这里、附件1、邮箱。\n", "article.link_dropped[这里]@0-81 article.link_dropped[附件1]@0-85",
		},
		{
			"pictures", `<p>甲<img src="/u/2024/liucheng.png?x=1" alt="办事
流程图"><img src="data:image/jpeg;base64,AA==" alt=""><img width=1 src="/count.gif">乙</p><img src="file:///C:\Users\a\image002.jpg" alt="x](y">`, "甲\n![办事 流程图](liucheng.png)\n![](image2.jpeg)\n乙\n![x y](image002.jpg)\n",
			"article.picture[liucheng.png]@2-25 article.no_alt[image2.jpeg]@26-42 article.picture[image2.jpeg]@26-42 article.picture[image002.jpg]@45-65",
		},
		{"a table", `<table><caption>收入</caption><thead><tr><th>项目<th>金额</thead><tr><td>税|收<td>1<br>万元</table><p>完`, "收入\n\n| 项目 | 金额 |\n| --- | --- |\n| 税\\|收 | 1 万元 |\n\n完\n", ""},
		{"merged cells", `<table><tr><td rowspan=2>序号<td colspan=2>事项</tr><tr><td>一级<td>二级</tr><tr><td>1<td rowspan=0>救助<td>低保</tr><tr><td>2<td>特困</tr></table>`, "| 序号 | 事项－一级 | 事项－二级 |\n| --- | --- | --- |\n| 1 | 救助 | 低保 |\n| 2 | 救助 | 特困 |\n\n", "article.merged[]@0-75"},
		{"a table that lays out", `<table><tr><td><p>导航</p><td><table><tr><td>甲<td>乙<tr><td>丙<td><img src=a.png alt=图></table></table>`, "导航\n\n| 甲 | 乙 |\n| --- | --- |\n| 丙 |  |\n\n![图](a.png)\n", "article.picture[a.png]@38-49"},
		{"a table of two parts", `<table><tr><td colspan=2>第一项<tr><td>内容<td>件数<tr><td>规章<td>0<tr><td colspan=2>第五项<tr><td>许可<td>3<tr><td colspan=2>注：全年</table>`, "| 第一项 |  |\n| 内容 | 件数 |\n| 规章 | 0 |\n| 第五项 |  |\n| 许可 | 3 |\n| 注：全年 |  |\n\n", "article.merged[]@0-68"},
		{"a table with a title and a note", `<table><tr><td colspan=2>汇总表<tr><td>内容<td>件数<tr><td>规章<td>0<tr><td colspan=2>注：全年</table>`, "汇总表\n| 内容 | 件数 |\n| --- | --- |\n| 规章 | 0 |\n| 注：全年 |  |\n\n", "article.merged[]@4-53"},
		{"cells without end", `<table><tr><td colspan=99999 rowspan=99999>甲<td>乙<tr><td>丙</table>`, "", "?"},
		{"square metres", `<p>12m<sup>2</sup></p>`, "12m²\n", ""},
		{"nothing", ``, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, notes := FromHTML(c.page)
			whole(t, text, Parse(text))
			if c.notes == "?" {
				if len(text) > 1<<12 {
					t.Errorf("%d bytes", len(text))
				}
				return
			}
			if text != c.text {
				t.Errorf("%q, want %q", text, c.text)
			}
			if got := list(notes); got != c.notes {
				t.Errorf("notes %s, want %s", got, c.notes)
			}
		})
	}
}

func FuzzFromHTML(f *testing.F) {
	f.Add(`<h1>甲</h1><ul><li>乙<table><tr><td rowspan=2>丙<td colspan=3>丁<tr><td><img src=a></table></ul><a href=http://a.cn>x</a>`)
	f.Add(`<p style='mso-list:Ignore'>1.</p><ol><li><p>a</ol><svg><p>b`)
	f.Fuzz(func(t *testing.T, page string) {
		text, notes := FromHTML(page)
		whole(t, text, Parse(text))
		n := len([]rune(text))
		for _, note := range notes {
			if note.Span.Start > note.Span.End || note.Span.End > n {
				t.Fatalf("%+v in %d characters", note, n)
			}
		}
	})
}

func sprint(v any) string { return fmt.Sprint(v) }
