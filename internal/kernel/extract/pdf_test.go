package extract_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A maker writes PDF files object by object. Objects 1 to 4 are the catalog,
// the pages, the page and its content.
type maker struct {
	b       bytes.Buffer
	offsets map[int]int
	last    int // where the last table begins
	most    int
	trailer string
}

func (m *maker) add(num int, body string) {
	m.offsets[num] = m.b.Len()
	m.most = max(m.most, num)
	fmt.Fprintf(&m.b, "%d 0 obj\n%s\nendobj\n", num, body)
}

// end writes the table of what was added since the last end.
func (m *maker) end() {
	at := m.b.Len()
	m.b.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for n := 1; n <= m.most; n++ {
		if off, ok := m.offsets[n]; ok {
			fmt.Fprintf(&m.b, "%d 1\n%010d 00000 n \n", n, off)
		}
	}
	prev := ""
	if m.last > 0 {
		prev = fmt.Sprintf("/Prev %d", m.last)
	}
	fmt.Fprintf(&m.b, "trailer\n<</Size %d/Root 1 0 R%s%s>>\nstartxref\n%d\n%%%%EOF\n", m.most+1, m.trailer, prev, at)
	m.last = at
	m.offsets = map[int]int{}
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// gbFont is a font that lies in no file: the reader has to know what its codes are.
const gbFont = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/%s/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light" +
	"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]>>"

func ucs2(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

type pdfCase struct {
	content string
	catalog string // more keys
	page    string
	trailer string
	objects map[int]string // from 10
}

const showFont = "BT /F1 12 Tf 72 700 Td "

func begin(c pdfCase) *maker {
	m := &maker{offsets: map[int]int{}, trailer: c.trailer}
	m.b.WriteString("%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
	m.add(1, "<</Type/Catalog/Pages 2 0 R"+c.catalog+">>")
	m.add(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	m.add(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>/XObject<</I 7 0 R>>>>"+c.page+">>")
	m.add(4, stream("", c.content))
	m.add(5, fmt.Sprintf(gbFont, "UniGB-UCS2-H"))
	m.add(6, fmt.Sprintf(gbFont, "GBK-EUC-H"))
	for n := 7; n < 40; n++ {
		if o, ok := c.objects[n]; ok {
			m.add(n, o)
		}
	}
	return m
}

func makePDF(c pdfCase) []byte {
	m := begin(c)
	m.end()
	return m.b.Bytes()
}

func photo(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	must(tb, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
	return b.Bytes()
}

func imageObject(data []byte) string {
	return stream("/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", string(data))
}

func TestPDF(t *testing.T) {
	words := showFont + "<" + ucs2("政务公开") + "> Tj ET"
	bits := gbk(t, "按国标编码的字")
	withPhoto := map[int]string{7: imageObject(tagged(t, photo(t)))}
	for name, c := range map[string]struct {
		pdf  pdfCase
		want want
	}{
		"plain":      {pdfCase{content: words}, want{part: "page:1", text: "政务公开"}},
		"gbk":        {pdfCase{content: fmt.Sprintf("BT /F2 12 Tf 72 700 Td <%X> Tj ET", bits)}, want{part: "page:1", text: "按国标编码的字"}},
		"black box":  {pdfCase{content: words + " 0 g 60 690 200 30 re f"}, want{part: "page:1", text: "政务公开"}},
		"white":      {pdfCase{content: "1 g " + words}, want{part: "page:1", text: "政务公开"}},
		"no ink":     {pdfCase{content: words + " BT /F1 12 Tf 3 Tr 72 600 Td <" + ucs2("隐去的字") + "> Tj ET"}, want{"page:1#hidden", "隐去的字", true, extract.HiddenText, "隐去的字"}},
		"info":       {pdfCase{content: words, trailer: "/Info 10 0 R", objects: map[int]string{10: "<</Author<FEFF" + ucs2("张三") + ">/Company(A \\(B\\))>>"}}, want{"info", "Author: 张三\nCompany: A (B)", true, extract.Metadata, "Author: 张三"}},
		"xmp":        {pdfCase{content: words, catalog: "/Metadata 10 0 R", objects: map[int]string{10: stream("/Type/Metadata/Subtype/XML", `<x xmlns:d="d"><d:creator>李四</d:creator></x>`)}}, want{"xmp", "李四", true, extract.Metadata, "李四"}},
		"annotation": {pdfCase{content: words, page: "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T<FEFF" + ucs2("王五") + ">/Contents<FEFF" + ucs2("待核") + ">>>]"}, want{"page:1#notes", "待核", true, extract.Annotation, "王五 待核"}},
		"link":       {pdfCase{content: words, page: "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.cn/)>>>>]"}, want{part: "links", text: "https://example.cn/", hidden: true}},
		"script":     {pdfCase{content: words, catalog: "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"}, want{"script:1", "app.alert(1)", true, extract.Script, "JavaScript"}},
		"launch":     {pdfCase{content: words, catalog: "/OpenAction<</S/Launch/F(a.exe)>>"}, want{kind: extract.Script, trace: "Launch"}},
		"layer":      {pdfCase{content: words, catalog: "/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]>>>>", objects: map[int]string{10: "<</Type/OCG/Name(x)>>"}}, want{kind: extract.HiddenText, trace: "layer"}},
		"signature":  {pdfCase{content: words, catalog: "/AcroForm<</Fields[10 0 R]/SigFlags 3>>", objects: map[int]string{10: "<</FT/Sig/T(s)/V<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>>>"}}, want{kind: extract.Signature}},
		"attachment": {pdfCase{content: words, catalog: "/Names<</EmbeddedFiles<</Names[(a.txt) 10 0 R]>>>>", objects: map[int]string{10: "<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 11 0 R>>>>", 11: stream("/Type/EmbeddedFile", "名单")}}, want{"attachment:a.txt/text", "名单", false, extract.Attachment, "a.txt"}},
		"photo":      {pdfCase{content: words + " q 100 0 0 100 0 0 cm /I Do Q", objects: withPhoto}, want{"image:7/exif", exifWords, true, extract.Location, "N 28.68333"}},
		"ocr":        {pdfCase{content: "q 595 0 0 842 0 0 cm /I Do Q BT /F1 12 Tf 3 Tr 72 600 Td <" + ucs2("扫描识别的文字") + "> Tj ET", objects: map[int]string{7: imageObject(photo(t))}}, want{part: "page:1", text: "扫描识别的文字"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "a.pdf", makePDF(c.pdf))
			check(t, f, c.want)
			if f.Type != "pdf" {
				t.Error(f.Type)
			}
		})
	}
}

func TestScan(t *testing.T) {
	picture := map[int]string{7: imageObject(photo(t))}
	if f := read(t, "a.pdf", makePDF(pdfCase{content: "q 595 0 0 842 0 0 cm /I Do Q", objects: picture})); !f.Scan || len(f.Parts) != 0 {
		t.Errorf("a picture is no scan: %+v", f)
	}
	long := strings.Repeat("公开", 20)
	if f := read(t, "a.pdf", makePDF(pdfCase{content: "q 50 0 0 50 0 0 cm /I Do Q " + showFont + "<" + ucs2(long) + "> Tj ET", objects: picture})); f.Scan {
		t.Error("text with a picture is a scan")
	}
	if f := read(t, "a.pdf", makePDF(pdfCase{content: "0 0 9 9 re f"})); f.Scan {
		t.Error("a page with no picture is a scan")
	}
}

// TestRevisions: what was taken from a page is still in the file.
func TestRevisions(t *testing.T) {
	m := begin(pdfCase{content: showFont + "<" + ucs2("原来的姓名") + "> Tj ET"})
	m.end()
	m.add(4, stream("", showFont+"<"+ucs2("已经删去")+"> Tj ET"))
	m.end()
	f := read(t, "a.pdf", m.b.Bytes())
	check(t, f, want{"revision:1/page:1", "原来的姓名", true, extract.Revision, ""})
	if text, _ := part(t, f, "page:1"); strings.TrimSpace(text) != "已经删去" {
		t.Error(text)
	}
}

// TestPrinted reads a file that Chromium printed: Type 3 fonts, object streams,
// characters beyond the basic plane, and text of its own colour under a box.
func TestPrinted(t *testing.T) {
	data, err := os.ReadFile("testdata/printed.pdf")
	must(t, err)
	text, _ := part(t, read(t, "a.pdf", data), "page:1")
	for _, want := range []string{"关于印发政务公开工作要点的通知\n", "红府办发〔2024〕3号，", "０７９１—83838383", "110105194912310027x", "𠮷野家 㑇 臺", "被遮住的密级内容文字"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}

func TestPDFRefused(t *testing.T) {
	good := makePDF(pdfCase{content: "0 0 9 9 re f"})
	password, err := os.ReadFile("testdata/password.pdf")
	must(t, err)
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"password": {password, "extract.encrypted"},
		"empty":    {[]byte("%PDF-1.7\n"), "extract.damaged"},
		"cut":      {good[:150], "extract.damaged"},
	} {
		if _, err := extract.Read("a.pdf", c.data); err == nil || fault.As(err).Text.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	restricted, err := os.ReadFile("testdata/restricted.pdf")
	must(t, err)
	if text, _ := part(t, read(t, "a.pdf", restricted), "page:1"); strings.TrimSpace(text) != "x" {
		t.Errorf("%q", text)
	}
	loop := pdfCase{content: "0 0 9 9 re f"}
	m := begin(loop)
	m.add(2, "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>")
	m.end()
	if _, err := extract.Read("a.pdf", m.b.Bytes()); err != nil && fault.Of(err) == fault.Internal {
		t.Error(err)
	}
}
