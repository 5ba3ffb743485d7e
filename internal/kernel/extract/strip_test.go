package extract_test

import (
	"bytes"
	"image"
	_ "image/gif"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// strip strips a file and checks what every stripped file must keep to.
func strip(t *testing.T, data []byte) (out []byte, removed []extract.Trace) {
	t.Helper()
	before := bytes.Clone(data)
	out, removed, err := extract.Strip("a", data)
	must(t, err)
	if !bytes.Equal(data, before) {
		t.Error("the original was changed")
	}
	again, more, err := extract.Strip("a", out)
	if err != nil || len(more) > 0 || !bytes.Equal(again, out) {
		t.Errorf("stripped twice: %v %v", more, err)
	}
	return out, removed
}

func TestStripPictures(t *testing.T) {
	for name, c := range pictureCases(t) {
		t.Run(name, func(t *testing.T) {
			out, removed := strip(t, c.data)
			if c.want.kind != "" && !slices.ContainsFunc(removed, func(tr extract.Trace) bool { return tr.Kind == c.want.kind }) {
				t.Errorf("%s is not among %v", c.want.kind, removed)
			}
			if c.want.kind == "" && !bytes.Equal(out, c.data) {
				t.Error("a picture with nothing in it is written anew")
			}
			for _, secret := range []string{"Zhang", "Phone", "张三", "李四", "secret", "28,41N", "maker data", "ADOBE"} {
				if bytes.Contains(out, []byte(secret)) {
					t.Errorf("%s is still there", secret)
				}
			}
			if c.typ == "webp" {
				return // the standard library does not read it
			}
			if m, _, err := image.Decode(bytes.NewReader(out)); err != nil || m.Bounds().Dx() != 8 {
				t.Errorf("the picture does not open any more: %v", err)
			}
		})
	}
	out, _ := strip(t, tagged(t, photo(t)))
	if !bytes.Contains(out, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
		t.Error("the picture does not know how it is turned any more")
	}
}

func TestStripWord(t *testing.T) {
	commented := word(t, `<w:p><w:commentRangeStart w:id="0"/>`+run("公开")+`<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`, map[string]string{
		"[Content_Types].xml":            `<Types><Override PartName="/word/comments.xml" ContentType="c"/><Override PartName="/word/document.xml" ContentType="d"/></Types>`,
		"_rels/.rels":                    rels + `<Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://x/core-properties" Target="docProps/core.xml"/></Relationships>`,
		"word/_rels/document.xml.rels":   rels + `<Relationship Id="r1" Type="http://x/comments" Target="comments.xml"/><Relationship Id="r2" Type="http://x/image" Target="media/a.jpg"/></Relationships>`,
		"word/comments.xml":              element("comments", `<w:comment w:author="张三">`+para(run("问"))+`</w:comment>`),
		"word/people.xml":                `<p author="张三"/>`,
		"word/media/a.jpg":               string(tagged(t, photo(t))),
		"docProps/core.xml":              "<c><creator>张三</creator></c>",
		"docProps/app.xml":               "<c><Company>某局</Company></c>",
		"customXml/item1.xml":            "<x>张三</x>",
		"customXml/_rels/item1.xml.rels": rels + "</Relationships>",
		"word/settings.xml":              element("settings", `<w:attachedTemplate r:id="r1"/><w:docVars><w:docVar w:name="名" w:val="张三"/></w:docVars>`),
		"word/_rels/settings.xml.rels":   rels + `<Relationship Id="r1" Type="http://x/attachedTemplate" Target="file:///C:\Users\zhangsan\a.dotx" TargetMode="External"/></Relationships>`,
	})
	out, removed := strip(t, commented)
	if len(removed) < 6 {
		t.Errorf("removed %v", removed)
	}
	d, err := document.Read("a.docx", out, document.Limits{})
	must(t, err)
	if d.Text != "公开\n" || len(d.Warnings) != 0 {
		t.Errorf("%q %v", d.Text, d.Warnings)
	}
	f := read(t, "a.docx", out)
	for _, p := range f.Parts {
		if p.Hidden || strings.Contains(p.Text, "张三") {
			t.Errorf("left: %+v", p)
		}
	}
}

func TestStripWorkbook(t *testing.T) {
	data := book(t, func(f *excelize.File) error {
		return steps(
			f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "王五", Paragraph: []excelize.RichTextRun{{Text: "不公开"}}}),
			f.SetDocProps(&excelize.DocProperties{Creator: "张三"}),
		)
	})
	out, _ := strip(t, data)
	b, err := sheet.Read("a.xlsx", out, sheet.Limits{})
	must(t, err)
	if b.Sheets[0].Rows[0].At(0) != "甲" {
		t.Errorf("%+v", b)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	must(t, err)
	defer func() { must(t, f.Close()) }()
	if c, err := f.GetComments("Sheet1"); err != nil || len(c) > 0 {
		t.Errorf("comments %v %v", c, err)
	}
}

func TestStripPDF(t *testing.T) {
	m := begin(pdfCase{
		content: showFont + "<" + ucs2("原来的姓名") + "> Tj ET q 100 0 0 100 0 0 cm /I Do Q", trailer: "/Info 10 0 R", catalog: "/Lang(zh-CN)/Metadata 11 0 R/MarkInfo<</Marked true>>",
		objects: map[int]string{7: imageObject(tagged(t, photo(t))), 10: "<</Author(Zhang San)>>", 11: stream("/Type/Metadata/Subtype/XML", "<x>Zhang San</x>")},
	})
	m.end()
	m.add(4, stream("", showFont+"<"+ucs2("政务公开")+"> Tj ET q 100 0 0 100 0 0 cm /I Do Q"))
	m.end()
	out, removed := strip(t, m.b.Bytes())
	for _, kind := range []string{extract.Metadata, extract.Revision, extract.Location, extract.Camera} {
		if !slices.ContainsFunc(removed, func(tr extract.Trace) bool { return tr.Kind == kind }) {
			t.Errorf("%s is not among %v", kind, removed)
		}
	}
	for _, secret := range []string{"Zhang", "Phone", ucs2("原来的姓名")} {
		if bytes.Contains(out, []byte(secret)) {
			t.Errorf("%s is still there", secret)
		}
	}
	for _, kept := range []string{"/Lang", "/Marked true"} {
		if !bytes.Contains(out, []byte(kept)) {
			t.Errorf("%s is lost", kept)
		}
	}
	printed, err := os.ReadFile("testdata/printed.pdf")
	must(t, err)
	if out, _ := strip(t, printed); bytes.Contains(out, []byte("Chrome")) || !bytes.Contains(out, []byte("/StructTreeRoot")) {
		t.Error("the printed file keeps its maker, or loses its tags")
	}
}

// TestStripRefuses: what a person has to decide is not decided here.
func TestStripRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		kind string
	}{
		"deletion":   {word(t, para(run("甲")+`<w:del w:author="张三"><w:r><w:delText>乙</w:delText></w:r></w:del>`), nil), extract.Deletion},
		"insertion":  {word(t, para(`<w:ins w:author="张三">`+run("甲")+`</w:ins>`), nil), extract.Insertion},
		"formatting": {word(t, `<w:p><w:pPr><w:pPrChange w:author="张三"><w:pPr/></w:pPrChange></w:pPr>`+run("甲")+"</w:p>", nil), extract.Formatting},
		"hidden":     {word(t, para(run("甲")+`<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>`), nil), extract.HiddenText},
		"macro":      {word(t, para(run("甲")), map[string]string{"word/vbaProject.bin": "x"}), extract.Macro},
		"embedded":   {word(t, para(run("甲")), map[string]string{"word/embeddings/a.docx": string(word(t, para(run("内")), nil))}), extract.Embedded},
		"annotation": {makePDF(pdfCase{content: "0 0 9 9 re f", page: "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>]"}), extract.Annotation},
		"script":     {makePDF(pdfCase{content: "0 0 9 9 re f", catalog: "/OpenAction<</S/JavaScript/JS(x)>>"}), extract.Script},
		"signature":  {makePDF(pdfCase{content: "0 0 9 9 re f", catalog: "/AcroForm<</Fields[10 0 R]>>", objects: map[int]string{10: "<</FT/Sig/V<</ByteRange[0 1 2 3]>>>>"}}), extract.Signature},
		"sheet": {book(t, func(f *excelize.File) error {
			_, err := f.NewSheet("人员")
			return steps(err, f.SetCellStr("人员", "A1", "张三"), f.SetSheetVisible("人员", false))
		}), extract.HiddenSheet},
		"row": {book(t, func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "A2", "密"), f.SetRowVisible("Sheet1", 2, false))
		}), extract.HiddenRow},
	} {
		_, _, err := extract.Strip("a", c.data)
		e := fault.As(err)
		if err == nil || len(e.Rows) == 0 || !slices.ContainsFunc(e.Rows, func(r fault.Row) bool { return r.Text.Key == "extract.kind."+c.kind }) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, r := range e.Rows {
			if !i18n.Has(r.Text.Key) {
				t.Errorf("%s has no text", r.Text.Key)
			}
		}
	}
	if _, _, err := extract.Strip("a.html", []byte("<p>x</p>")); fault.As(err).Text.Key != "extract.no_strip" {
		t.Error(err)
	}
	// A link to a file of the writer's machine is no metadata that can go: it is in the text.
	linked := word(t, para(run("甲")), map[string]string{"word/_rels/document.xml.rels": rels + `<Relationship Id="r9" Type="http://x/hyperlink" Target="file:///C:\a" TargetMode="External"/></Relationships>`})
	if _, _, err := extract.Strip("a", linked); fault.As(err).Text.Key != "extract.not_stripped" {
		t.Error(err)
	}
}
