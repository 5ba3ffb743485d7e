package extract_test

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// pack makes an archive of the parts, in the order of their names.
func pack(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		must(tb, err)
		_, err = io.WriteString(w, parts[name])
		must(tb, err)
	}
	must(tb, z.Close())
	return b.Bytes()
}

const ns = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
	` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" `

func element(name, inner string) string { return "<w:" + name + ns + ">" + inner + "</w:" + name + ">" }
func para(inner string) string          { return "<w:p>" + inner + "</w:p>" }
func run(text string) string            { return "<w:r><w:t>" + text + "</w:t></w:r>" }

// word makes a DOCX of a body and more parts.
func word(tb testing.TB, body string, more map[string]string) []byte {
	tb.Helper()
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml":   element("document", "<w:body>"+body+"</w:body>"),
	}
	maps.Copy(parts, more)
	return pack(tb, parts)
}

func read(tb testing.TB, name string, data []byte) extract.File {
	tb.Helper()
	f, err := extract.Read(name, data)
	must(tb, err)
	return f
}

// part returns the text of a part and whether it is hidden.
func part(t *testing.T, f extract.File, name string) (string, bool) {
	t.Helper()
	for _, p := range f.Parts {
		if p.Name == name {
			return p.Text, p.Hidden
		}
	}
	t.Errorf("no part %q in %+v", name, f.Parts)
	return "", false
}

type want struct {
	part, text string
	hidden     bool
	kind       string // of a trace of the file; "" is none
	trace      string // what stands in it
}

func check(t *testing.T, f extract.File, w want) {
	t.Helper()
	if w.part != "" {
		text, hidden := part(t, f, w.part)
		if strings.TrimSpace(text) != w.text || hidden != w.hidden {
			t.Errorf("part %s: %q hidden=%v, want %q %v", w.part, text, hidden, w.text, w.hidden)
		}
	}
	if w.kind == "" {
		if len(f.Traces) > 0 {
			t.Errorf("traces of a plain file: %+v", f.Traces)
		}
		return
	}
	for _, tr := range f.Traces {
		if tr.Kind == w.kind && strings.Contains(tr.Text, w.trace) {
			return
		}
	}
	t.Errorf("no trace %s %q in %+v", w.kind, w.trace, f.Traces)
}

const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

func TestWord(t *testing.T) {
	styles := element("styles", `<w:style w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="T"><w:basedOn w:val="S"/></w:style>`)
	box := func(text string) string {
		return `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>` + para(run(text[:3])+run(text[3:])) + `</w:txbxContent></w:drawing></mc:Choice>` +
			`<mc:Fallback><w:pict><w:txbxContent>` + para(run(text)) + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>`
	}
	for name, c := range map[string]struct {
		body string
		more map[string]string
		want want
	}{
		"plain":       {para(run("公") + run("开")), nil, want{part: "word/document.xml", text: "公开"}},
		"deletion":    {para(run("甲") + `<w:del w:author="张三"><w:r><w:delText>11010</w:delText></w:r><w:r><w:delText>5</w:delText></w:r></w:del>`), nil, want{"word/document.xml#deleted", "110105", true, extract.Deletion, "张三 110105"}},
		"insertion":   {para(run("甲") + `<w:ins w:author="李四">` + run("乙") + run("丙") + `</w:ins>`), nil, want{"word/document.xml", "甲乙丙", false, extract.Insertion, "李四 乙丙"}},
		"move":        {para(`<w:moveFrom w:author="李四">` + run("旧") + `</w:moveFrom>` + run("新")), nil, want{"word/document.xml#deleted", "旧", true, extract.Deletion, "李四"}},
		"mark":        {`<w:p><w:pPr><w:rPr><w:del w:author="王五"/></w:rPr></w:pPr>` + run("甲") + "</w:p>" + para(run("乙")), nil, want{"word/document.xml", "甲乙", false, extract.Deletion, "王五"}},
		"formatting":  {`<w:p><w:pPr><w:pPrChange w:author="王五"><w:pPr/></w:pPrChange></w:pPr>` + run("甲") + "</w:p>", nil, want{"word/document.xml", "甲", false, extract.Formatting, "王五"}},
		"hidden":      {para(run("甲") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>码</w:t></w:r>`), nil, want{"word/document.xml#hidden", "密码", true, extract.HiddenText, "密码"}},
		"not hidden":  {para(`<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>甲</w:t></w:r>`), nil, want{part: "word/document.xml", text: "甲"}},
		"by style":    {`<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr>` + run("密") + "</w:p>" + para(run("甲")), map[string]string{"word/styles.xml": styles}, want{"word/document.xml#hidden", "密", true, extract.HiddenText, "密"}},
		"run style":   {para(`<w:r><w:rPr><w:rStyle w:val="S"/></w:rPr><w:t>密</w:t></w:r>` + run("甲")), map[string]string{"word/styles.xml": styles}, want{"word/document.xml", "甲", false, extract.HiddenText, "密"}},
		"merged cell": {`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>` + para(run("甲")) + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>` + para(run("压")) + `</w:tc></w:tr></w:tbl>`, nil, want{"word/document.xml#hidden", "压", true, extract.HiddenText, "压"}},
		"box":         {para(run("甲") + "<w:r>" + box("文本框") + "</w:r>"), nil, want{part: "word/document.xml#box", text: "文本框"}},
		"fallback":    {para(`<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>另说</w:t></mc:Fallback></mc:AlternateContent></w:r>` + run("甲")), nil, want{"word/document.xml#hidden", "另说", true, extract.HiddenText, "另说"}},
		"picture":     {para(`<w:r><w:drawing><wp:docPr descr="C:\张三\照片.jpg"/></w:drawing></w:r>` + run("甲")), nil, want{part: "word/document.xml#alt", text: `C:\张三\照片.jpg`, hidden: true}},
		"field":       {para(`<w:r><w:instrText>HYPERLINK "mailto:a@b.cn"</w:instrText></w:r>` + run("甲")), nil, want{part: "word/document.xml#field", text: `HYPERLINK "mailto:a@b.cn"`, hidden: true}},
		"header":      {para(run("甲")), map[string]string{"word/header1.xml": element("hdr", para(run("内部")+run("资料")))}, want{part: "word/header1.xml", text: "内部资料"}},
		"note":        {para(run("甲")), map[string]string{"word/footnotes.xml": element("footnotes", "<w:footnote>"+para(run("脚注"))+"</w:footnote>")}, want{part: "word/footnotes.xml", text: "脚注"}},
		"comment":     {para(run("甲")), map[string]string{"word/comments.xml": element("comments", `<w:comment w:author="张三">`+para(run("问")+run("他"))+`</w:comment>`)}, want{"word/comments.xml", "问他", true, extract.Comment, "张三 问他"}},
		"properties":  {para(run("甲")), map[string]string{"docProps/core.xml": `<p xmlns:dc="d"><dc:creator>张三</dc:creator><dc:title>题</dc:title></p>`}, want{"docProps/core.xml", "张三\n题", true, extract.Metadata, "张三"}},
		"people":      {para(run("甲")), map[string]string{"word/people.xml": `<w15:people xmlns:w15="x"><w15:person w15:author="张三"/></w15:people>`}, want{"word/people.xml", "张三", true, extract.Metadata, "张三"}},
		"variables":   {para(run("甲")), map[string]string{"word/settings.xml": element("settings", `<w:docVars><w:docVar w:name="身份证" w:val="110105"/></w:docVars>`)}, want{part: "word/settings.xml", text: "身份证\n110105", hidden: true}},
		"template":    {para(run("甲")), map[string]string{"word/_rels/settings.xml.rels": rels + `<Relationship Target="file:///C:\Users\zhangsan\a.dotx" TargetMode="External"/></Relationships>`}, want{"links", `file:///C:\Users\zhangsan\a.dotx`, true, extract.Metadata, "zhangsan"}},
		"link":        {para(run("甲")), map[string]string{"word/_rels/document.xml.rels": rels + `<Relationship Target="https://example.cn/" TargetMode="External"/></Relationships>`}, want{part: "links", text: "https://example.cn/", hidden: true}},
		"macro":       {para(run("甲")), map[string]string{"word/vbaProject.bin": "x"}, want{kind: extract.Macro}},
		"object":      {para(run("甲")), map[string]string{"word/embeddings/oleObject1.bin": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, want{kind: extract.Embedded}},
		"unknown":     {para(run("甲")), map[string]string{"word/secret.xml": "<x><y>藏</y></x>"}, want{"word/secret.xml", "藏", true, extract.HiddenText, "藏"}},
		"file":        {para(run("甲")), map[string]string{"word/embeddings/a.docx": string(word(t, para(run("内")), nil))}, want{"word/embeddings/a.docx/word/document.xml", "内", false, extract.Embedded, "a.docx"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "a.docx", word(t, c.body, c.more))
			check(t, f, c.want)
			if f.Type != "docx" || f.Scan {
				t.Errorf("%+v", f)
			}
		})
	}
}

func gbk(t *testing.T, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	must(t, err)
	return []byte(b)
}

func TestText(t *testing.T) {
	const words = "序号,单位\n1,教体局\n"
	for name, c := range map[string]struct {
		file string
		data []byte
		typ  string
		want want
	}{
		"text":      {"a.txt", []byte("政务公开\n"), "txt", want{part: "text", text: "政务公开"}},
		"gb18030":   {"a.txt", gbk(t, "政务公开工作"), "txt", want{part: "text", text: "政务公开工作"}},
		"csv":       {"a.csv", []byte(words), "csv", want{part: "text", text: strings.TrimSpace(words)}},
		"page":      {"a.txt", []byte("<!DOCTYPE html><p>公<b>开</b></p>"), "html", want{part: "text", text: "公开"}},
		"gb page":   {"a.html", gbk(t, "<p>政务公开工作要点</p>"), "html", want{part: "text", text: "政务公开工作要点"}},
		"unseen":    {"a.html", []byte(`<p>甲</p><p style="Display: none">密</p>`), "html", want{"hidden", "密", true, extract.HiddenText, "密"}},
		"comment":   {"a.html", []byte(`<p>甲</p><!-- 草稿 -->`), "html", want{"hidden", "草稿", true, extract.Comment, "草稿"}},
		"script":    {"a.html", []byte(`<p>甲</p><script>alert("x")</script>`), "html", want{"hidden", `alert("x")`, true, extract.Script, "script"}},
		"handler":   {"a.html", []byte(`<p onclick="x()">甲</p>`), "html", want{"text", "甲", false, extract.Script, "onclick"}},
		"url":       {"a.html", []byte(`<a href=" JavaScript:x()">甲</a>`), "html", want{"text", "甲", false, extract.Script, "href"}},
		"attribute": {"a.html", []byte(`<img alt="张三的照片"><p>甲</p>`), "html", want{part: "hidden", text: "张三的照片", hidden: true}},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, c.file, c.data)
			check(t, f, c.want)
			if f.Type != c.typ {
				t.Error(f.Type)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	utf16 := func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			b.WriteString(s[i:i+1] + "\x00")
		}
		return b.String()
	}
	good := word(t, para(run("甲")), nil)
	for name, key := range map[string]string{"通知.DOCX": "extract.not_its_type", "清单.xlsx": "extract.not_its_type", "说明.pdf": "extract.not_its_type", "说明.txt": "", "名单.csv": ""} {
		if _, err := extract.Read(name, []byte("这是文字")); (err != nil) != (key != "") || err != nil && fault.As(err).Text.Key != key {
			t.Errorf("text under the name %s: %v", name, err)
		}
	}
	body := element("document", "<w:body>"+para(run("甲"))+"</w:body>")
	for name, c := range map[string]struct {
		data []byte
		kind fault.Kind
		key  string
	}{
		"empty":       {nil, fault.Invalid, "extract.empty"},
		"blank":       {[]byte(" \n"), fault.Invalid, "extract.empty"},
		"too large":   {make([]byte, 64<<20+1), fault.TooLarge, "extract.too_large"},
		"binary":      {[]byte("a\x00b"), fault.Invalid, "document.binary"},
		"encrypted":   {[]byte(ole + utf16("EncryptedPackage")), fault.Invalid, "extract.encrypted"},
		"old":         {[]byte(ole + "WordDocument"), fault.Invalid, "extract.old_office"},
		"zip":         {pack(t, map[string]string{"a.txt": "x"}), fault.Invalid, "extract.no_reader"},
		"ofd":         {pack(t, map[string]string{"OFD.xml": "x"}), fault.Invalid, "extract.no_reader"},
		"rtf":         {[]byte("\ufeff\n" + `{\rtf1\ansi \u31192?\u23494?}`), fault.Invalid, "extract.no_reader"},
		"rar":         {[]byte("Rar!\x1a\x07"), fault.Invalid, "extract.no_reader"},
		"page in one": {[]byte("MIME-Version: 1.0\n"), fault.Invalid, "extract.no_reader"},
		"cut":         {good[:len(good)/2], fault.Invalid, "archive.damaged"},
		"bomb":        {pack(t, map[string]string{"[Content_Types].xml": "", "word/document.xml": strings.Repeat(" ", 300<<20)}), fault.TooLarge, "archive.bomb"},
		"entity":      {word(t, "", map[string]string{"word/document.xml": `<!DOCTYPE d [<!ENTITY x "y">]>` + body}), fault.Invalid, "archive.xml_entity"},
		"deep":        {word(t, "", map[string]string{"word/secret.xml": strings.Repeat("<a>", 100_000)}), fault.TooLarge, "archive.xml_deep"},
		"damaged":     {word(t, "", map[string]string{"word/document.xml": body[:len(body)-20]}), fault.Invalid, "archive.xml_damaged"},
		"much text":   {bytes.Repeat([]byte("政"), 33<<20/3), fault.TooLarge, "extract.text"},
		"cut box":     {word(t, "", map[string]string{"word/document.xml": strings.TrimSuffix(element("document", "<w:txbxContent>"), "</w:document>")}), fault.Invalid, "archive.xml_damaged"},
		"cut picture": {[]byte("\xff\xd8\xff\xe1\xff\xff"), fault.Invalid, "extract.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := extract.Read("a.txt", c.data)
			if err == nil || fault.Of(err) != c.kind || fault.As(err).Text.Key != c.key {
				t.Errorf("%v, want %s %s", err, c.kind, c.key)
			}
		})
	}
}

// TestNested: a file within a file within a file ends somewhere.
func TestNested(t *testing.T) {
	data := word(t, para(run("底")), nil)
	for range 8 {
		data = word(t, para(run("层")), map[string]string{"word/embeddings/a.docx": string(data)})
	}
	f := read(t, "a.docx", data)
	check(t, f, want{kind: extract.Unreadable})
	if len(f.Parts) != 3 {
		t.Errorf("%d parts", len(f.Parts))
	}
}

// TestDrawing: the words of a picture that is drawn by words are read, however it cuts them.
func TestDrawing(t *testing.T) {
	const name = "word/media/image1.svg"
	svg := func(inner string) extract.File {
		return read(t, "a.docx", word(t, para(run("正文")), map[string]string{name: `<svg xmlns="http://www.w3.org/2000/svg"><style>.a{}</style>` + inner + `</svg>`}))
	}
	f := svg(`<title>作者张三</title><text><tspan>11010519</tspan><tspan>491231002X</tspan></text><text>流程</text>`)
	if text, hidden := part(t, f, name); text != "11010519491231002X\n流程\n" || hidden {
		t.Errorf("%q", text)
	}
	if text, hidden := part(t, f, name+"#alt"); text != "作者张三\n" || !hidden {
		t.Errorf("%q", text)
	}
	if len(f.Traces) != 0 {
		t.Errorf("%+v", f.Traces)
	}
	for _, inner := range []string{`<script>alert(1)</script>`, `<rect onload="x()"/>`, `<a href=" javascript:x()"/>`} {
		if f := svg(inner); len(f.Traces) != 1 || f.Traces[0].Kind != extract.Script {
			t.Errorf("%s: %+v", inner, f.Traces)
		}
	}
	if f := svg(`<text>`); len(f.Traces) != 1 || f.Traces[0].Kind != extract.Unreadable {
		t.Errorf("broken: %+v", f.Traces)
	}
}
