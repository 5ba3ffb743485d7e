package letter_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/letter"
)

// system are the fonts of this machine; the tests that need one say when they skip.
var system = sync.OnceValue(func() *letter.Fonts { return letter.OpenFonts("") })

func fonts(t testing.TB) *letter.Fonts {
	t.Helper()
	if _, err := system().Names(); err != nil {
		t.Skip("no Chinese TrueType font: apt install fonts-lxgw-wenkai fonts-arphic-gbsn00lp")
	}
	return system()
}

func printed(t testing.TB, d letter.Document) letter.Printed {
	t.Helper()
	p, err := fonts(t).PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func docx(t testing.TB, d letter.Document) []byte {
	t.Helper()
	b, err := letter.DOCX(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// report is a document such as an annual report: a red head, headings of all
// levels, cells that reach over several, an annex and an imprint.
func report() letter.Document {
	row := func(texts ...string) []letter.Cell {
		var out []letter.Cell
		for _, s := range texts {
			out = append(out, letter.Cell{Text: s, Align: letter.Center})
		}
		return out
	}
	table := &letter.Table{
		Caption: "三、收到和处理政府信息公开申请情况", Unit: "单位：件", Head: 2, Widths: []float64{3, 3, 6, 2, 2, 2},
		Rows: [][]letter.Cell{
			{{Text: "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", Across: 3, Down: 2}, {Text: "申请人情况", Across: 3, Align: letter.Center}},
			row("自然人", "法人", "总计"),
			append([]letter.Cell{{Text: "一、本年新收政府信息公开申请数量", Across: 3}}, row("119", "25", "144")...),
			append([]letter.Cell{{Text: "三、本年度办理结果", Down: 60}, {Text: "（三）不予公开", Down: 2}, {Text: "1.属于国家秘密"}}, row("0", "0", "0")...),
			append([]letter.Cell{{Text: "2.其他法律行政法规禁止公开"}}, row("0", "1", "1")...),
		},
	}
	for range 40 {
		table.Rows = append(table.Rows, append([]letter.Cell{{Text: "（七）总计", Across: 2}}, row("1", "2", "3")...))
	}
	d := letter.Document{
		Mark: "南昌市红谷滩区人民政府办公室文件", Number: "红谷府办发〔2026〕8号", Title: "南昌市红谷滩区2025年\n政府信息公开工作年度报告", Addressee: "各乡镇、街道：",
		Signature: letter.Signature{Issuers: []string{"南昌市红谷滩区人民政府办公室"}, Date: "2026年3月31日", Seal: true},
		Notes:     []string{"（此件公开发布）"}, Enclosed: []string{"统计表", "说明"}, Imprint: []string{"抄送：区委办公室。", "南昌市红谷滩区人民政府办公室　　2026年3月31日印发"}, Pages: true,
		Annexes: []letter.Annex{{Label: "附件1", Title: "统计表", Blocks: []letter.Block{{Kind: letter.Tabular, Table: table}}}},
	}
	for i, s := range []string{"一、总体情况", "（一）主动公开", "1.数量", "（1）其他"} {
		d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Heading, Level: i + 1, Text: s}, letter.Block{Kind: letter.Paragraph, Text: strings.Repeat("本年度按照要求做好各项工作，没有发生泄密事件；", 6)})
	}
	d.Blocks = append(d.Blocks, letter.Block{Kind: letter.List, Items: []letter.Item{{Label: "1.", Text: "甲"}, {Label: "2.", Text: "乙"}}})
	return d
}

// every is every kind of both districts with all its values, and the report.
func every(t testing.TB) map[string]letter.Document {
	t.Helper()
	out := map[string]letter.Document{"report": report()}
	for _, district := range districts {
		s := set(t, district)
		for _, k := range s.List() {
			v, err := s.Sample(k.Code, true)
			if err != nil {
				t.Fatal(err)
			}
			out[district+"-"+k.Code] = fill(t, s, k.Code, v)
		}
	}
	return out
}

// bare is a text without blanks, numbers of pages and the signs around them.
func bare(s string) string {
	s = regexp.MustCompile(`— ?\d+ ?—`).ReplaceAllString(s, "")
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// counted are the characters of a text by number: a reader may go through a table in another order.
func counted(s string) map[rune]int {
	out := map[rune]int{}
	for _, r := range bare(s) {
		out[r]++
	}
	return out
}

// pages are the pages of a PDF.
func pages(f extract.File) int {
	n := 0
	for _, part := range f.Parts {
		if strings.HasPrefix(part.Name, "page") {
			n++
		}
	}
	return n
}

// TestPDF reads every PDF back: the characters are those of the document, the pages
// as many as it says, the same bytes twice, a title and nobody's name.
func TestPDF(t *testing.T) {
	f := fonts(t)
	for name, d := range every(t) {
		p := printed(t, d)
		again, err := f.PDF(d)
		if err != nil || !bytes.Equal(p.Data, again.Data) {
			t.Errorf("%s: another file the second time: %v", name, err)
		}
		if len(p.Missing) > 0 || bytes.Contains(p.Data, []byte("/Author")) || bytes.Contains(p.Data, []byte("/CreationDate")) || d.Title != "" && !bytes.Contains(p.Data, []byte("/Title <FEFF")) {
			t.Errorf("%s: missing %q, or what a file should not say", name, string(p.Missing))
		}
		if strings.HasPrefix(name, "sample") && name != "sample-reply" { // the words of the two districts differ little
			continue
		}
		file, err := extract.Read("letter.pdf", p.Data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var text strings.Builder
		for _, part := range file.Parts {
			if strings.HasPrefix(part.Name, "page") {
				text.WriteString(part.Text)
			}
		}
		got, want := counted(text.String()), counted(d.Text())
		for r, n := range want {
			if name != "report" && got[r] != n || got[r] < n { // the report repeats the head of its table
				t.Errorf("%s: %q is there %d times, want %d", name, r, got[r], n)
			}
		}
		if n := pages(file); n != p.Pages {
			t.Errorf("%s: %d pages read, %d printed", name, n, p.Pages)
		}
	}
}

// TestRare: a name that the font of the text does not have comes from another font
// and can be copied; what no font has is told.
func TestRare(t *testing.T) {
	s, v := sample(t, "D3")
	v.Text["applicant"] = "𠮷㛃"
	v.Text["content"] = strings.Repeat("W", 200) + "\U000E0041\U000F1234=1+1"
	p := printed(t, fill(t, s, "D3", v))
	file, err := extract.Read("letter.pdf", p.Data)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, part := range file.Parts {
		text.WriteString(part.Text)
	}
	if len(p.Missing) == 0 || p.Missing[len(p.Missing)-1] != 0xF1234 {
		t.Errorf("missing %q", string(p.Missing))
	}
	for _, r := range "𠮷㛃" {
		if !strings.ContainsRune(string(p.Missing), r) && !strings.ContainsRune(text.String(), r) {
			t.Errorf("%q cannot be read: %.80s", r, text.String())
		}
	}
	if !strings.Contains(bare(text.String()), strings.Repeat("W", 200)) {
		t.Error("a long word is not whole")
	}
}

// TestKinsoku: no line of a PDF begins with punctuation or ends with an opening bracket.
func TestKinsoku(t *testing.T) {
	p := printed(t, letter.Document{Title: "通知", Blocks: []letter.Block{{Kind: letter.Paragraph, Text: strings.Repeat("“公开”（含部分公开）的，", 40)}, {Kind: letter.Paragraph, Text: strings.Repeat("甲、", 200)}}})
	file, err := extract.Read("letter.pdf", p.Data)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for l := range strings.Lines(file.Parts[0].Text) {
		l = strings.TrimSpace(l)
		lines++
		if l != "" && (strings.ContainsAny(l[:min(3, len(l))], "，。、）”") || strings.HasSuffix(l, "（") || strings.HasSuffix(l, "“")) {
			t.Errorf("line %q", l)
		}
	}
	if lines < 15 {
		t.Errorf("%d lines", lines)
	}
}

func TestNoFont(t *testing.T) {
	_, err := letter.OpenFonts(t.TempDir()).PDF(report())
	if fault.Of(err) != fault.NotFound || fault.As(err).Text.Key != "letter.no_font" {
		t.Errorf("%v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.ttf"), []byte("\x00\x01\x00\x00\xff\xff damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := letter.OpenFonts(dir).Names(); fault.Of(err) != fault.NotFound {
		t.Errorf("a damaged font: %v", err)
	}
}

func TestLongCode(t *testing.T) {
	d := letter.Document{Title: "通知", Code: letter.Code{URL: "https://x/" + strings.Repeat("a", 4000)}}
	if _, err := letter.DOCX(d); fault.Of(err) != fault.TooLarge {
		t.Errorf("DOCX: %v", err)
	}
	if _, err := letter.HTML(d); fault.Of(err) != fault.TooLarge {
		t.Errorf("HTML: %v", err)
	}
	if _, err := fonts(t).PDF(d); fault.Of(err) != fault.TooLarge {
		t.Errorf("PDF: %v", err)
	}
}

// TestDOCX takes every DOCX apart: each part is XML, nobody's name is in it, and our
// own reader finds the text of the document.
func TestDOCX(t *testing.T) {
	for name, d := range every(t) {
		data := docx(t, d)
		if !bytes.Equal(data, docx(t, d)) {
			t.Errorf("%s: another file the second time", name)
		}
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(f.Name, ".png") {
				continue
			}
			for x := xml.NewDecoder(bytes.NewReader(b)); err == nil; {
				_, err = x.Token()
			}
			if err != io.EOF { //nolint:errorlint // the decoder returns it as it is
				t.Errorf("%s: %s: %v", name, f.Name, err)
			}
			if f.Name == "docProps/core.xml" && (bytes.Contains(b, []byte("creator")) || bytes.Contains(b, []byte("lastModifiedBy"))) {
				t.Errorf("%s names somebody: %s", name, b)
			}
		}
		doc, err := document.Read("letter.docx", data, document.Standard)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, want := counted(doc.Text), counted(d.Text())
		for r, n := range want {
			if got[r] != n {
				t.Errorf("%s: %q is there %d times, want %d", name, r, got[r], n)
			}
		}
	}
}

// aliases gives the office's fonts the faces that the PDF has, so that LibreOffice
// measures what an office would, and not what it happens to put in their place.
const aliases = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>仿宋_GB2312</string></test><edit name="family" mode="assign" binding="same"><string>AR PL SungtiL GB</string></edit></match>
<match target="pattern"><test name="family"><string>方正小标宋简体</string></test><edit name="family" mode="assign" binding="same"><string>AR PL SungtiL GB</string></edit></match>
<match target="pattern"><test name="family"><string>宋体</string></test><edit name="family" mode="assign" binding="same"><string>AR PL SungtiL GB</string></edit></match>
<match target="pattern"><test name="family"><string>楷体_GB2312</string></test><edit name="family" mode="assign" binding="same"><string>LXGW WenKai</string></edit></match>
<match target="pattern"><test name="family"><string>黑体</string></test><edit name="family" mode="assign" binding="same"><string>LXGW WenKai</string></edit></match></fontconfig>`

// office opens documents with LibreOffice, as DOCX, and reads them back as it prints them.
func office(t *testing.T, all map[string]letter.Document) map[string]extract.File {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice: apt install libreoffice-writer-nogui")
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + dir + "/home", "--headless", "--convert-to", "pdf", "--outdir", filepath.Join(dir, "out")}
	for name, d := range all {
		file := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(file, docx(t, d), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	conf := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(conf, []byte(aliases), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), soffice, args...)
	cmd.Env = append(os.Environ(), "FONTCONFIG_FILE="+conf, "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out := map[string]extract.File{}
	for name := range all {
		data, err := os.ReadFile(filepath.Join(dir, "out", name+".pdf"))
		if err != nil {
			t.Errorf("LibreOffice did not open %s: %v", name, err)
			continue
		}
		if out[name], err = extract.Read("office.pdf", data); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestOffice opens the DOCX with LibreOffice and asks for as many pages as the PDF has.
func TestOffice(t *testing.T) {
	fonts(t)
	all := every(t)
	maps.DeleteFunc(all, func(name string, _ letter.Document) bool { // a part of a letter
		kind := name[strings.LastIndexByte(name, '-')+1:]
		return name != "report" && kind != "reply" && kind != "envelope" && kind[0] != 'D'
	})
	for name, file := range office(t, all) {
		p := printed(t, all[name])
		// Over many pages the two set a line differently here and there, so that a specimen with
		// everything in it may end just before or just behind the end of a page.
		if n := pages(file); n != p.Pages && (p.Pages < 6 || n != p.Pages+1) {
			t.Errorf("%s: LibreOffice has %d pages, the PDF %d", name, n, p.Pages)
		}
	}
}

// TestCodeKept makes a letter longer line by line: wherever its page ends, the code stands
// on one page with who signs, the date and the notes, and both files have as many pages.
func TestCodeKept(t *testing.T) {
	fonts(t)
	s, v := sample(t, "D3")
	all := map[string]letter.Document{}
	for n := range 24 { // a page has 22 lines
		d := fill(t, s, "D3", v)
		for i := range n {
			d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Paragraph, Text: fmt.Sprintf("第%d行。", i+1)})
		}
		all[fmt.Sprintf("letter%02d", n)] = d
	}
	closing := func(of string, d letter.Document, file extract.File) {
		last := ""
		for _, part := range file.Parts {
			if strings.HasPrefix(part.Name, "page") {
				last = bare(part.Text)
			}
		}
		for _, want := range append([]string{d.Signature.Date, d.Notes[0], d.Code.Text}, d.Signature.Issuers...) {
			if !strings.Contains(last, bare(want)) {
				t.Errorf("%s: the last page has no %s", of, want)
			}
		}
	}
	offices := office(t, all)
	for name, d := range all {
		p := printed(t, d)
		file, err := extract.Read("letter.pdf", p.Data)
		if err != nil {
			t.Fatal(err)
		}
		closing(name+" as PDF", d, file)
		closing(name+" as DOCX", d, offices[name])
		if n := pages(offices[name]); n != p.Pages {
			t.Errorf("%s: LibreOffice has %d pages, the PDF %d", name, n, p.Pages)
		}
	}
}

// TestTogether draws at once what many ask for: the fonts are shared.
func TestTogether(t *testing.T) {
	d := report()
	want := printed(t, d).Data
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if p, err := system().PDF(d); err != nil || !bytes.Equal(p.Data, want) {
				t.Errorf("another file: %v", err)
			}
		})
	}
	all.Wait()
}

func BenchmarkPDF(b *testing.B) {
	s, v := sample(b, "reply")
	d := fill(b, s, "reply", v)
	printed(b, d)
	for b.Loop() {
		printed(b, d)
	}
}

func BenchmarkDOCX(b *testing.B) {
	s, v := sample(b, "reply")
	d := fill(b, s, "reply", v)
	for b.Loop() {
		docx(b, d)
	}
}
