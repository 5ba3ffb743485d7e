package redact

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

const (
	wordSpaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"` +
		` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
	relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func element(name, inner string) string {
	return "<w:" + name + wordSpaces + ">" + inner + "</w:" + name + ">"
}
func para(inner string) string { return "<w:p>" + inner + "</w:p>" }
func text(words string) string { return "<w:r><w:t>" + words + "</w:t></w:r>" }
func field(code, shows string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + code + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + text(shows) + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func leads(rels ...string) string { // id, kind, target
	var b strings.Builder
	for i := 0; i+2 < len(rels); i += 3 {
		b.WriteString(`<Relationship Id="` + rels[i] + `" Type="` + relType + rels[i+1] + `" Target="` + rels[i+2] + `"/>`)
	}
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + b.String() + `</Relationships>`
}

// word makes a DOCX of a body and more parts, with the relations that they need.
func word(tb testing.TB, body string, more map[string]string, rels ...string) []byte {
	tb.Helper()
	parts := map[string]string{
		"[Content_Types].xml":          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                  leads("rId1", "officeDocument", "word/document.xml"),
		"word/document.xml":            element("document", "<w:body>"+body+"</w:body>"),
		"word/_rels/document.xml.rels": leads(rels...),
	}
	maps.Copy(parts, more)
	return zipped(tb, parts)
}

// tagged is a picture with words in it that no page shows.
func tagged(tb testing.TB, words string) string {
	tb.Helper()
	var b bytes.Buffer
	must(tb, png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))))
	chunk := append([]byte("tEXt"), "Comment\x00"+words...)
	out := slices.Clone(b.Bytes()[:33])
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return string(append(out, b.Bytes()[33:]...))
}

func drawing(attrs, crop string) string {
	return `<w:r><w:drawing><wp:inline><wp:docPr id="1" ` + attrs + `/><a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="秘名.png" descr="秘名"/></pic:nvPicPr>` +
		`<pic:blipFill><a:blip r:embed="rId9"/>` + crop + `</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
}

func TestWord(t *testing.T) {
	box := func(words string) string {
		return `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>` + para(text(words)) + `</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>` +
			`<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>` + para(text(words)) + `</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
	}
	for name, c := range map[string]struct{ body, want string }{
		"one run":       {para(text("申请人张三来访")), "申请人" + hole + "来访\n"},
		"several runs":  {para(text("申请人张") + `<w:r><w:rPr><w:b/></w:rPr><w:t>三</w:t></w:r>` + text("来访")), "申请人" + hole + "来访\n"},
		"a line break":  {para("<w:r><w:t>张</w:t><w:br/><w:t>三来访</w:t></w:r>"), hole + "来访\n"},
		"two lines":     {para(text("张")) + para(text("三来访")), hole + "\n来访\n"},
		"entities":      {para(text("&#24352;&#19977;&amp;李四")), hole + "&李四\n"},
		"inserted":      {para(text("张") + `<w:ins w:author="秘名">` + text("三") + `</w:ins>` + text("来访")), hole + "来访\n"},
		"deleted":       {para(text("来访") + `<w:del w:author="张三"><w:r><w:delText>张三</w:delText></w:r></w:del>` + text("张三")), "来访" + hole + "\n"},
		"moved":         {para(`<w:moveFrom>` + text("张三") + `</w:moveFrom>` + text("来访") + `<w:moveTo>` + text("张三") + `</w:moveTo>`), "来访" + hole + "\n"},
		"hidden":        {para(text("张三来访") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>张三</w:t></w:r>`), hole + "来访\n"},
		"link":          {para(`<w:hyperlink r:id="rId8" w:tooltip="张三">` + text("张三") + `</w:hyperlink>` + text("来访")), hole + "来访\n"},
		"field":         {para(field(`HYPERLINK "mailto:张三@example.cn"`, "张三") + text("来访")), hole + "来访\n"},
		"field in one":  {para(field(`IF `+`</w:instrText></w:r>`+field("REF 张三", "x")+`<w:r><w:instrText>`, "张三") + text("来访")), hole + "来访\n"},
		"simple field":  {para(`<w:fldSimple w:instr="AUTHOR 张三">` + text("张三") + `</w:fldSimple>`), hole + "\n"},
		"page number":   {para(text("张三第") + field(" PAGE ", "1")), hole + "第1\n"},
		"bookmark":      {para(`<w:bookmarkStart w:id="1" w:name="张三"/>` + text("张三") + `<w:bookmarkEnd w:id="1"/>`), hole + "\n"},
		"control":       {`<w:sdt><w:sdtPr><w:alias w:val="张三"/></w:sdtPr><w:sdtContent>` + para(text("张三来访")) + `</w:sdtContent></w:sdt>`, hole + "来访\n"},
		"comment":       {para(`<w:commentRangeStart w:id="0"/>` + text("张三") + `<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>`), hole + "\n"},
		"smart tag":     {para(`<w:smartTag w:element="张三">` + text("张三") + `</w:smartTag>`), hole + "\n"},
		"table":         {`<w:tbl><w:tr><w:tc>` + para(text("张三")) + `</w:tc><w:tc>` + para(text("局长")) + `</w:tc></w:tr></w:tbl>`, hole + "\t局长\t\n"},
		"merged":        {`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>` + para(text("张三")) + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>` + para(text("张三")) + `</w:tc></w:tr></w:tbl>`, hole + "\t\n\t\n"},
		"row deleted":   {`<w:tbl><w:tr><w:tc>` + para(text("张三")) + `</w:tc></w:tr><w:tr><w:trPr><w:del w:author="x"/></w:trPr><w:tc>` + para(text("张三")) + `</w:tc></w:tr></w:tbl>`, hole + "\t\n"},
		"box":           {para(text("张三") + box("张三的电话")), hole + "\n|" + hole + "的电话\n"},
		"box in a word": {para(text("张") + box("李四") + text("三")), hole + "\n|李四\n"},
		"watermark":     {para(text("张三")) + para(`<w:r><w:pict><v:shape o:gfxdata="张三" alt="张三"><v:textpath string="张三 草稿"/></v:shape></w:pict></w:r>`), hole + "\n" + hole + "\n\n"},
		"saves":         {`<w:p w:rsidR="00112233">` + text("张三") + `</w:p>`, hole + "\n"},
		"other prefix":  {`<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>张三</x:t></x:r><x:del><x:r><x:delText>张三</x:delText></x:r></x:del></x:p>`, hole + "\n"},
		"foreign":       {para(text("张三") + `<f:note xmlns:f="urn:f">张三</f:note>`), hole + "\n"},
		"loose text":    {para(text("张三") + `<w:r>张三</w:r>`), hole + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, "a.docx", word(t, c.body, nil))
			r := apply(t, d, marks(t, d, "张三"))
			absent(t, r, "张三", "秘名", "00112233")
			var got []string
			for _, p := range open(t, "b.docx", r.Data).Parts {
				got = append(got, p.Text)
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("%q, want %q", s, c.want)
			}
		})
	}
}

// everywhere is a document that holds a name in every place that a file has.
func everywhere(tb testing.TB) []byte {
	tb.Helper()
	body := para(text("申请人张三")) + para(drawing(`name="张三" descr="张三的照片"`, "")) + para(`<w:r><w:footnoteReference w:id="2"/></w:r>`) +
		`<w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>`
	return word(tb, body, map[string]string{
		"word/header1.xml":                 element("hdr", para(text("张三案"))),
		"word/footnotes.xml":               element("footnotes", `<w:footnote w:id="2">`+para(text("见张三信"))+`</w:footnote>`),
		"word/comments.xml":                element("comments", `<w:comment w:id="0" w:author="张三">`+para(text("张三问"))+`</w:comment>`),
		"word/settings.xml":                element("settings", `<w:docVars><w:docVar w:name="张三" w:val="张三"/></w:docVars><w:defaultTabStop w:val="420"/>`),
		"word/styles.xml":                  element("styles", `<w:style w:styleId="a"><w:name w:val="Normal"/></w:style>`),
		"word/people.xml":                  `<p author="张三"/>`,
		"word/glossary/document.xml":       element("glossaryDocument", para(text("张三"))),
		"word/media/image1.png":            tagged(tb, "Zhang San 张三"),
		"word/media/image2.png":            tagged(tb, "张三"),
		"word/embeddings/a.docx":           string(word(tb, para(text("张三")), nil)),
		"word/vbaProject.bin":              "张三",
		"word/fonts/font1.odttf":           "张三",
		"docProps/core.xml":                "<c><creator>张三</creator></c>",
		"docProps/app.xml":                 "<c><Company>张三</Company></c>",
		"docProps/thumbnail.jpeg":          "张三",
		"customXml/item1.xml":              "<x>张三</x>",
		"_rels/.rels":                      leads("rId1", "officeDocument", "word/document.xml", "rId2", "core-properties", "docProps/core.xml", "rId3", "thumbnail", "docProps/thumbnail.jpeg"),
		"word/_rels/comments.xml.rels":     leads("rId1", "image", "media/image2.png"),
		"word/_rels/glossary.xml.rels":     leads("rId1", "image", "media/image2.png"),
		"word/张三.xml":                      "<a>张三</a>",
		"word/glossary/_rels/settings.xml": "张三",
	}, "rId2", "header", "header1.xml", "rId3", "footnotes", "footnotes.xml", "rId4", "comments", "comments.xml", "rId5", "settings", "settings.xml", "rId6", "styles", "styles.xml",
		"rId7", "people", "people.xml", "rId9", "image", "media/image1.png", "rId10", "glossaryDocument", "glossary/document.xml", "rId11", "vbaProject", "vbaProject.bin")
}

func TestWordEverywhere(t *testing.T) {
	d := open(t, "a.docx", everywhere(t))
	r := apply(t, d, marks(t, d, "张三"))
	absent(t, r, "张三", "Zhang San", "秘名")
	places := map[string]bool{}
	for _, m := range r.Removed {
		places[m.Part] = true
	}
	for _, p := range []string{"word/document.xml", "word/document.xml#alt", "word/header1.xml", "word/footnotes.xml"} {
		if !places[p] {
			t.Errorf("nothing was removed from %s: %v", p, places)
		}
	}
	for _, kind := range []string{extract.Comment, extract.Metadata, extract.Macro, extract.Embedded} {
		if !slices.ContainsFunc(r.Stripped, func(tr Trace) bool { return tr.Kind == kind }) {
			t.Errorf("%s is not among %v", kind, r.Stripped)
		}
	}
	// Another reader of documents takes it.
	got, err := document.Read("a.docx", r.Data, document.Limits{})
	must(t, err)
	if len(got.Pictures) != 1 || got.Pictures[0].Name != "image1.png" || !strings.HasPrefix(got.Text, "申请人"+hole) {
		t.Errorf("%q %v", got.Text, got.Pictures)
	}
}

func TestWordPicture(t *testing.T) {
	d := open(t, "a.docx", everywhere(t))
	r := apply(t, d, append(marks(t, d, "张三"), Mark{Part: "word/media/image1.png", Limb: "third"}))
	j := job{doc: d, out: r.Data}
	all, err := j.members()
	must(t, err)
	i := slices.IndexFunc(all, func(m member) bool { return m.name == "word/media/image1.png" })
	m, err := png.Decode(bytes.NewReader(all[i].data))
	must(t, err)
	if m.Bounds().Dx() == 8 {
		t.Error("the picture is still there")
	}
}

func TestWordRefuses(t *testing.T) {
	for name, c := range map[string]struct{ body, key string }{
		"object":  {para(`<w:r><w:object><o:OLEObject/></w:object></w:r>`), "redact.object"},
		"chunk":   {`<w:altChunk r:id="rId3"/>`, "redact.object"},
		"chart":   {para(`<w:r><w:drawing><wp:inline><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rId3"/></wp:inline></w:drawing></w:r>`), "redact.object"},
		"cropped": {para(drawing(`name="x"`, `<a:srcRect l="20000"/>`)), "redact.cropped"},
		"drawn":   {para(drawing(`name="x"`, "")), "redact.picture"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open("a.docx", word(t, para(text("张三"))+c.body, map[string]string{"word/media/a.emf": "\x01\x00\x00\x00张三"}, "rId9", "image", "media/a.emf"))
			wants(t, err, c.key)
		})
	}
}

// TestWordBroken breaks one step of cleaning after the other: the search of the
// finished file has to see each of them.
func TestWordBroken(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		table map[string]bool
		entry string
	}{
		"deletions":   {para(text("张三") + `<w:del w:author="x"><w:r><w:delText>张三</w:delText></w:r></w:del>`), gone, "w:del"},
		"moves":       {para(text("张三") + `<w:moveFrom><w:r><w:t>张三</w:t></w:r></w:moveFrom>`), gone, "w:moveFrom"},
		"bookmarks":   {para(`<w:bookmarkStart w:id="1" w:name="张三"/>` + text("张三")), gone, "w:bookmarkStart"},
		"controls":    {`<w:sdt><w:sdtPr><w:alias w:val="张三"/></w:sdtPr><w:sdtContent>` + para(text("张三")) + `</w:sdtContent></w:sdt>`, gone, "w:sdtPr"},
		"fallbacks":   {para(text("张三") + `<w:r><mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback><w:pict><v:textbox><w:txbxContent>` + para(text("张三")) + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`), gone, "mc:Fallback"},
		"captions":    {`<w:tbl><w:tblPr><w:tblCaption w:val="张三"/></w:tblPr></w:tbl>` + para(text("张三")), gone, "w:tblCaption"},
		"revisions":   {para(`<w:pPr><w:pPrChange w:author="x"><w:pPr/></w:pPrChange></w:pPr>` + text("张三")), gone, "w:pPrChange"},
		"links":       {para(`<w:hyperlink w:tooltip="张三">` + text("张三") + `</w:hyperlink>`), unwrapped, "w:hyperlink"},
		"insertions":  {para(`<w:ins w:author="x">` + text("张三") + `</w:ins>`), unwrapped, "w:ins"},
		"smart tags":  {para(`<w:smartTag w:element="张三">` + text("张三") + `</w:smartTag>`), unwrapped, "w:smartTag"},
		"shape data":  {para(text("张三") + `<w:r><w:pict><v:shape o:gfxdata="张三"/></w:pict></w:r>`), dropped, "o:gfxdata"},
		"shape words": {para(text("张三") + `<w:r><w:pict><v:shape alt="张三"/></w:pict></w:r>`), dropped, "alt"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, "a.docx", word(t, c.body, nil))
			m := marks(t, d, "张三")
			apply(t, d, m)
			if !c.table[c.entry] {
				t.Fatalf("%s is no step", c.entry)
			}
			delete(c.table, c.entry)
			defer func() { c.table[c.entry] = true }()
			r, err := d.Apply(m, label)
			if err == nil || len(r.Data) > 0 {
				t.Error("a broken step goes unseen")
			}
		})
	}
}

// TestTampered puts what was removed back into finished files, in every place and form.
func TestTampered(t *testing.T) {
	d := open(t, "a.docx", everywhere(t))
	j, err := d.plan(marks(t, d, "张三"), label)
	must(t, err)
	must(t, j.rewrite())
	all, err := j.members()
	must(t, err)
	for name, change := range map[string]func(map[string]string){
		"properties": func(p map[string]string) { p["docProps/core.xml"] = "<c><creator>张三</creator></c>" },
		"any author": func(p map[string]string) { p["docProps/core.xml"] = "<c><creator>李四</creator></c>" },
		"comments": func(p map[string]string) {
			p["word/comments.xml"] = element("comments", `<w:comment>`+para(text("x"))+`</w:comment>`)
		},
		"custom":    func(p map[string]string) { p["customXml/item1.xml"] = "<x>张 三</x>" },
		"attribute": func(p map[string]string) { p["word/styles.xml"] = element("styles", `<w:style w:styleId="张三"/>`) },
		"split runs": func(p map[string]string) {
			p["word/numbering.xml"] = element("numbering", "<w:a>张</w:a><w:b>三</w:b>")
		},
		"header":    func(p map[string]string) { p["word/header1.xml"] = element("hdr", para(text("張 三"))) },
		"file name": func(p map[string]string) { p["word/theme/张三.xml"] = "<a/>" },
		"utf-16": func(p map[string]string) {
			p["word/media/image1.png"] += string(encodings("张三")[1])
		},
		"gb18030":  func(p map[string]string) { p["word/theme/a.bin"] = string(encodings("张三")[3]) },
		"embedded": func(p map[string]string) { p["word/embeddings/a.txt"] = "x" },
	} {
		t.Run(name, func(t *testing.T) {
			parts := map[string]string{}
			for _, m := range all {
				parts[m.name] = string(m.data)
			}
			change(parts)
			bad := *j
			bad.out = zipped(t, parts)
			if err := bad.search(); err == nil {
				t.Error("it goes unseen")
			}
		})
	}
	must(t, j.search())
}

// FuzzWord: whatever stands in a document, the result does not hold the name that was marked.
func FuzzWord(f *testing.F) {
	f.Add(para(text("张三") + `<w:del><w:r><w:delText>张三</w:delText></w:r></w:del>`))
	f.Add(para(field("REF 张三", "张三")) + `<w:tbl><w:tr><w:tc>` + para(text("张三")) + `</w:tc></w:tr></w:tbl>`)
	f.Add(para(drawing(`descr="张三"`, "") + `<w:sym w:char="5F20"/>` + text("三")))
	f.Fuzz(func(t *testing.T, inner string) {
		d, err := Open("a.docx", word(t, inner, nil))
		if err != nil || d.Type != "docx" {
			return
		}
		m, err := d.Find("张三", "third")
		if err != nil || len(m) == 0 {
			return
		}
		if r, err := d.Apply(m, label); err == nil {
			absent(t, r, "张三")
		} else if k := fault.Of(err); k != fault.Invalid && k != fault.TooLarge {
			t.Errorf("fault of kind %s: %v", k, err)
		}
	})
}
