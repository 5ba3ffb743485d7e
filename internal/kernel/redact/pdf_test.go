package redact

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"gongkai.example/gongkai/internal/kernel/extract"
)

// A page is written in a font of black squares, a code for each character, so
// that it needs no font of the machine.
type pageCase struct {
	content string         // after the text
	words   string         // a line each
	catalog string         // more keys
	page    string         // more keys
	objects map[int]string // from 20
	trailer string
	rotate  int
}

// letters are the codes of the font.
func codes(words string) map[rune]byte {
	m := map[rune]byte{}
	for _, r := range words {
		if _, ok := m[r]; !ok && r != '\n' {
			m[r] = byte(1 + len(m))
		}
	}
	return m
}

func stringOf(m map[rune]byte, words string) string {
	var b strings.Builder
	for _, r := range words {
		fmt.Fprintf(&b, "%02X", m[r])
	}
	return "<" + b.String() + ">"
}

func body(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// makePDF writes a file of one page.
func makePDF(c pageCase) []byte {
	m := codes(c.words)
	var text, procs, diff, widths, uni strings.Builder
	for i, line := range strings.Split(c.words, "\n") {
		if line != "" {
			fmt.Fprintf(&text, "BT /F 20 Tf 1 0 0 1 72 %d Tm %s Tj ET\n", 700-40*i, stringOf(m, line))
		}
	}
	for n := 1; n <= len(m); n++ {
		fmt.Fprintf(&procs, "/g%d 11 0 R ", n)
		fmt.Fprintf(&diff, "/g%d ", n)
		widths.WriteString("1000 ")
	}
	for r, n := range m {
		fmt.Fprintf(&uni, "1 beginbfchar <%02X> <", n)
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&uni, "%04X", u)
		}
		uni.WriteString("> endbfchar\n")
	}
	all := map[int]string{
		1:  "<</Type/Catalog/Pages 2 0 R" + c.catalog + ">>",
		2:  "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		3:  fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Contents 4 0 R/Resources<</Font<</F 10 0 R>>/XObject<</I 12 0 R>>>>%s>>", c.rotate, c.page),
		4:  body("", text.String()+c.content),
		10: fmt.Sprintf("<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar %d/Widths[%s]/Encoding<</Type/Encoding/Differences[1 %s]>>/CharProcs<<%s>>/Resources<<>>/ToUnicode 13 0 R>>", len(m), widths.String(), diff.String(), procs.String()),
		11: body("", "1000 0 0 0 900 900 d1 100 0 700 300 re 100 500 700 300 re f"),
		12: body("/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8", "\x00\xff\xff\x00"),
		13: body("", "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"+uni.String()+"endcmap "+strings.Repeat("end ", 2)),
	}
	maps.Copy(all, c.objects)
	var b bytes.Buffer
	b.WriteString("%PDF-1.6\n")
	var table strings.Builder
	for n := 1; n < 40; n++ {
		if o, ok := all[n]; ok {
			fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, b.Len())
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, o)
		}
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 1\n0000000000 65535 f \n%strailer\n<</Size 40/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", table.String(), c.trailer, at)
	return b.Bytes()
}

// squeezed is the text of a file without blanks.
func squeezed(tb testing.TB, data []byte) string {
	tb.Helper()
	f, err := extract.Read("a.pdf", data)
	must(tb, err)
	var b strings.Builder
	for _, p := range f.Parts {
		b.WriteString(strings.Join(strings.Fields(p.Text), ""))
	}
	return b.String()
}

func TestPDF(t *testing.T) {
	const words = "申请人张三来访\n电话"
	box := func(y int) string { return fmt.Sprintf("0 g 60 %d 300 30 re f\n", y) }
	third := func(color, more string) string {
		return color + " BT /F 20 Tf " + more + " 1 0 0 1 72 620 Tm " + stringOf(codes(words), "电") + " Tj ET\n"
	}
	for name, c := range map[string]struct {
		pdf  pageCase
		want string
	}{
		"plain": {pageCase{words: words}, "申请人" + hole + "来访电话"},
		// A page that is turned is read as it lies.
		"turned":      {pageCase{words: words, rotate: 90}, "电话申请人" + hole + "来访"},
		"upside down": {pageCase{words: words, rotate: 180}, "访来" + hole + "人请申话电"},
		"cut page":    {pageCase{words: words, page: "/CropBox[50 50 500 800]"}, "申请人" + hole + "来访电话"},
		"black box":   {pageCase{words: words, content: box(655)}, "申请人" + hole + "来访"},
		"white":       {pageCase{words: words, content: third("1 g", "")}, "申请人" + hole + "来访电话"},
		"no ink":      {pageCase{words: words, content: third("0 g", "3 Tr")}, "申请人" + hole + "来访电话"},
		"metadata":    {pageCase{words: words, trailer: "/Info 20 0 R", objects: map[int]string{20: "<</Author(Zhang San)>>"}}, "申请人" + hole + "来访电话"},
		"outline":     {pageCase{words: words, catalog: "/Outlines 20 0 R", objects: map[int]string{20: "<</First 21 0 R/Count 1>>", 21: "<</Title(Zhang San)/Parent 20 0 R/Dest[3 0 R/Fit]>>"}}, "申请人" + hole + "来访电话"},
		"attachment":  {pageCase{words: words, catalog: "/Names<</EmbeddedFiles<</Names[(a.txt) 20 0 R]>>>>", objects: map[int]string{20: "<</Type/Filespec/F(a.txt)/EF<</F 21 0 R>>>>", 21: body("/Type/EmbeddedFile", "Zhang San")}}, "申请人" + hole + "来访电话"},
		"note":        {pageCase{words: words, page: "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(Zhang San)>>]"}, "申请人" + hole + "来访电话"},
		"script":      {pageCase{words: words, catalog: "/OpenAction<</S/JavaScript/JS(Zhang San)>>"}, "申请人" + hole + "来访电话"},
		"picture":     {pageCase{words: words, content: "q 100 0 0 100 300 100 cm /I Do Q\n"}, "申请人" + hole + "来访电话"},
		"clear":       {pageCase{words: words, page: "/Group<</S/Transparency>>", objects: nil}, "申请人" + hole + "来访电话"},
		"rare":        {pageCase{words: "张三𠮷"}, hole + "𠮷"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, "a.pdf", makePDF(c.pdf))
			r := apply(t, d, marks(t, d, "张三"))
			absent(t, r, "张三", "Zhang San")
			if got := squeezed(t, r.Data); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if d2 := open(t, "b.pdf", r.Data); d2.Pages[0] != d.Pages[0] {
				t.Errorf("the page has another size: %v %v", d2.Pages, d.Pages)
			}
		})
	}
}

// TestPDFArea: a scan has no text; what an area covers goes with it.
func TestPDFArea(t *testing.T) {
	scan := makePDF(pageCase{words: "", content: "q 595 0 0 842 0 0 cm /I Do Q\n"})
	d := open(t, "a.pdf", scan)
	if !d.Scan || len(d.Pages) != 1 {
		t.Errorf("%+v", d)
	}
	b, err := d.Image(0)
	must(t, err)
	if !bytes.HasPrefix(b, []byte("\x89PNG")) {
		t.Error("no picture to mark on")
	}
	r := apply(t, d, []Mark{{Part: "page:1", Box: extract.Box{Left: 100, Top: 100, Right: 400, Bottom: 300}, Limb: "third"}})
	m, err := pictures(r.Data)[0].unpack()
	must(t, err)
	s := float64(m.Bounds().Dx()) / 595
	if !dark(m, pixels(extract.Box{Left: 100, Top: 100, Right: 400, Bottom: 300}, s, 1), 40) || dark(m, pixels(extract.Box{Left: 350, Top: 100, Right: 550, Bottom: 300}, s, 1), 40) {
		t.Error("the area is not black, or more is")
	}
	near := extract.Box{Left: 99, Top: 99, Right: 401, Bottom: 301}
	area := func(b extract.Box) []Mark { return []Mark{{Part: "page:1", Box: b, Limb: "third"}} }
	if leaks, err := d.Leaks(area(near), area(extract.Box{Left: 100, Top: 100, Right: 400, Bottom: 300})); err != nil || len(leaks) > 0 {
		t.Errorf("nearly the same area: %v %v", leaks, err)
	}
	if leaks, err := d.Leaks(area(near), area(extract.Box{Left: 100, Top: 400, Right: 400, Bottom: 500})); err != nil || len(leaks) != 2 || leaks[0].Box != near || leaks[0].Shows[0] != 1 {
		t.Errorf("other areas: %v %v", leaks, err)
	}
}

// TestPDFAreaText: what an area covers of a text goes with it.
func TestPDFAreaText(t *testing.T) {
	d := open(t, "a.pdf", makePDF(pageCase{words: "申请人张三来访"}))
	area := Mark{Part: "page:1", Box: extract.Box{Left: 134, Top: 110, Right: 170, Bottom: 150}, Limb: "third"}
	r := apply(t, d, []Mark{area})
	absent(t, r, "张三")
	if got := squeezed(t, r.Data); got != "申请人"+hole+"来访" || r.Removed[0].Runes != 2 {
		t.Errorf("%q %+v", got, r.Removed)
	}
	leaks, err := d.Leaks([]Mark{area}, marks(t, d, "张三"))
	if err != nil || len(leaks) > 0 {
		t.Errorf("the same in two ways: %v %v", leaks, err)
	}
	if leaks, err := d.Leaks([]Mark{area}, marks(t, d, "来访")); err != nil || len(leaks) != 2 {
		t.Errorf("%v %v", leaks, err)
	}
	for _, box := range []extract.Box{{Left: 600, Top: 0, Right: 700, Bottom: 10}, {Left: -20, Top: -20, Right: -10, Bottom: -10}} {
		_, err := d.Apply([]Mark{{Part: "page:1", Box: box, Limb: "third"}}, label)
		wants(t, err, "redact.area")
	}
}

func TestPDFRefuses(t *testing.T) {
	for _, name := range []string{"password.pdf"} {
		b, err := os.ReadFile("../extract/testdata/" + name)
		must(t, err)
		_, err = Open(name, b)
		wants(t, err, "extract.encrypted")
	}
	const font = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]>>"
	_, err := Open("a.pdf", makePDF(pageCase{words: "x", objects: map[int]string{10: font}, content: "BT /F 20 Tf 72 500 Td <5F204E09> Tj ET\n"}))
	wants(t, err, "redact.font")
}

// TestPDFBroken tampers with finished files: what is not black, or says more than
// the page shows, is seen.
func TestPDFBroken(t *testing.T) {
	d := open(t, "a.pdf", makePDF(pageCase{words: "申请人张三来访"}))
	j, err := d.plan(marks(t, d, "张三"), label)
	must(t, err)
	must(t, j.pages())
	good := j.out
	boxes := map[int][]extract.Box{0: {{Left: 134, Top: 122, Right: 170, Bottom: 142}}}
	must(t, j.black(boxes))
	wants(t, j.black(map[int][]extract.Box{0: {{Left: 134, Top: 122, Right: 230, Bottom: 142}}}), "redact.seen")
	original := d.data
	for name, out := range map[string][]byte{
		"the original": original,
		"info":         bytes.Replace(good, []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Info<</Author(x)>>"), 1),
		"a comment":    append(slices.Clone(good), "%张三"...),
		"utf-16":       append(slices.Clone(good), encodings("张三")[2]...),
		"hexadecimal":  append(slices.Clone(good), encodings("张三")[5]...),
	} {
		bad := *j
		bad.out = out
		if bad.search() == nil && name != "info" {
			t.Errorf("%s goes unseen", name)
		}
	}
	must(t, j.search())
}
