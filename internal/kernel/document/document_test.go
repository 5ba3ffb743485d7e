package document

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
)

const sample = "青浦河县人民政府办公室文件\n\n一、主动公开\n（一）公开预算。全县各部门在2024年3月底前公开。\n"

// encoded returns text in the encoding of enc.
func encoded(t *testing.T, enc func(string) (string, error), text string) []byte {
	t.Helper()
	s, err := enc(text)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(s)
}

func TestEncodings(t *testing.T) {
	gb := encoded(t, simplifiedchinese.GB18030.NewEncoder().String, sample+"㑇䶮𠮷")
	le := encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String, sample)
	be := encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String, sample)
	for _, c := range []struct {
		name     string
		data     []byte
		encoding string
		text     string
	}{
		{"utf-8", []byte(sample), "utf-8", sample},
		{"utf-8 with a mark", []byte(bomUTF8 + sample), "utf-8", sample},
		{"utf-16 little endian", le, "utf-16", sample},
		{"utf-16 big endian", be, "utf-16", sample},
		{"gb18030 with four-byte characters", gb, "gb18030", sample + "㑇䶮𠮷"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Read("要点.txt", c.data, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if d.Encoding != c.encoding || d.Text != c.text {
				t.Errorf("encoding %s, text %q", d.Encoding, d.Text)
			}
			if first := d.Blocks[0].Span; d.Text[first.Start:first.End] != "青浦河县人民政府办公室文件" {
				t.Errorf("first block %q", d.Text[first.Start:first.End])
			}
		})
	}
}

func TestLineEnds(t *testing.T) {
	d := FromText("一\r\n二\r三\f四\u2028五\n\n六")
	var got []string
	for _, b := range d.Blocks {
		got = append(got, d.Text[b.Span.Start:b.Span.End])
	}
	if s := strings.Join(got, "|"); s != "一|二|三|四|五|六" {
		t.Error(s)
	}
}

// TestRefused has what people upload by mistake, and what attackers do.
func TestRefused(t *testing.T) {
	compound := func(stream string) []byte {
		return append(append([]byte(ole), make([]byte, 1024)...), utf16LE(stream)...)
	}
	broken := []byte(strings.Repeat(sample, 3))
	broken[len(sample)+30] = 0xff
	random := make([]byte, 4096)
	for i := range random {
		random[i] = byte(0x81 + (i*7919+i*i*31)%0x7d)
	}
	body := docxBody("<w:p><w:r><w:t>一</w:t></w:r></w:p>")
	good := pack(t, map[string]string{"word/document.xml": body})
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
		key  string
	}{
		{"empty", nil, fault.Invalid, "document.empty"},
		{"blank", []byte(" \r\n\t\n"), fault.Invalid, "document.empty"},
		{"200 MB of text", bytes.Repeat([]byte("公开"), 200<<20/6), fault.TooLarge, "document.too_large"},
		{"PDF", []byte("%PDF-1.7\n1 0 obj"), fault.Invalid, "document.pdf"},
		{"RTF", []byte(`{\rtf1\ansi 公开}`), fault.Invalid, "document.rtf"},
		{"web page", []byte("\ufeff\n<!DOCTYPE html><p>公开</p>"), fault.Invalid, "document.html"},
		{"picture", []byte("\x89PNG\r\n\x1a\n0000"), fault.Invalid, "document.picture"},
		{"archive", []byte("Rar!\x1a\x07\x00"), fault.Invalid, "document.archive"},
		{"old Word", compound("WordDocument"), fault.Invalid, "document.old_word"},
		{"DOCX with a password", compound("EncryptedPackage"), fault.Invalid, "document.password"},
		{"program", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 512)...), fault.Invalid, "document.binary"},
		{"control characters", []byte("公开\x01\x02\x03\x04\x05"), fault.Invalid, "document.binary"},
		{"damaged UTF-8", broken, fault.Invalid, "document.bad_utf8"},
		{"unknown encoding", random, fault.Invalid, "document.bad_encoding"},
		{"half a UTF-16 character", []byte("\xff\xfe\x6c\x51\x00"), fault.Invalid, "document.bad_utf16"},
		{"cut archive", good[:len(good)/2], fault.Invalid, "archive.damaged"},
		{"workbook", pack(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), fault.Invalid, "document.not_docx"},
		{"OFD", pack(t, map[string]string{"OFD.xml": "<OFD/>"}), fault.Invalid, "document.ofd"},
		{"cut XML", pack(t, map[string]string{"word/document.xml": body[:len(body)-30]}), fault.Invalid, "archive.xml_damaged"},
		{"crossed tags", pack(t, map[string]string{"word/document.xml": "<a><b></a></b>"}), fault.Invalid, "archive.xml_damaged"},
		{"only pictures", pack(t, map[string]string{"word/document.xml": docxBody("<w:p/>")}), fault.Invalid, "document.no_text"},
		{"entity", pack(t, map[string]string{"word/document.xml": `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>`}), fault.Invalid, "archive.xml_entity"},
		{"unknown entity", pack(t, map[string]string{"word/document.xml": docxBody("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")}), fault.Invalid, "archive.xml_damaged"},
		{"deep XML", pack(t, map[string]string{"word/document.xml": strings.Repeat("<a>", 100000)}), fault.TooLarge, "archive.xml_deep"},
		{"wide table", pack(t, map[string]string{"word/document.xml": docxBody(row(cell(`<w:gridSpan w:val="2000000000"/>`, "一")))}), fault.TooLarge, "document.table_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("要点", c.data, Limits{})
			checkFault(t, err, c.kind, c.key)
		})
	}
}

func checkFault(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", key)
	}
	if f := fault.As(err); f.Kind != kind || f.Text.Key != key {
		t.Errorf("%v, want %s %s", err, kind, key)
	}
}

func TestDamagedLine(t *testing.T) {
	data := []byte("第一行\n第二行公开政府信息\n第三\xff行\n")
	_, err := Read("a.txt", data, Limits{})
	checkFault(t, err, fault.Invalid, "document.bad_utf8")
	if line := fault.As(err).Text.Args[0]; line != 3 {
		t.Errorf("line %v, want 3", line)
	}
}

func TestPastedTable(t *testing.T) {
	text := "任务表\n序号\t任务\t单位\n一、公开\n1\t\"修订\n指南\"\t县数据局\n2\t回应\t\n说明"
	d := FromText(text)
	if len(d.Blocks) != 3 || d.Blocks[1].Table == nil {
		t.Fatalf("blocks %+v", d.Blocks)
	}
	tb := d.Blocks[1].Table
	if tb.Rows != 4 || tb.Cols != 3 {
		t.Fatalf("%d rows, %d columns", tb.Rows, tb.Cols)
	}
	for _, c := range []struct {
		row, col int
		want     string
	}{{0, 1, "任务"}, {1, 0, "一、公开"}, {1, 2, "一、公开"}, {2, 1, "\"修订\n指南\""}, {3, 2, ""}} {
		cell := tb.At(c.row, c.col)
		if got := text[cell.Span.Start:cell.Span.End]; got != c.want {
			t.Errorf("cell %d,%d: %q, want %q", c.row, c.col, got, c.want)
		}
	}
	if tb.At(4, 0) != nil || tb.At(0, 3) != nil || tb.At(-1, 0) != nil {
		t.Error("a cell outside the grid")
	}
	if last := d.Blocks[2].Span; text[last.Start:last.End] != "说明" {
		t.Error("the line after the table is lost")
	}
}

// FuzzRead: no file makes the reader panic, and every span lies in the text.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("a\tb\n\"c\nd\"\te\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add(pack(f, map[string]string{"word/document.xml": docxBody(row(cell("", "一") + cell(`<w:vMerge w:val="restart"/>`, "二")))}))
	f.Fuzz(func(t *testing.T, data []byte) {
		checkBody(t, data)
		checkBody(t, pack(t, map[string]string{"word/document.xml": string(data)}))
		checkBody(t, pack(t, map[string]string{"word/document.xml": docxBody(string(data)), "word/numbering.xml": string(data)}))
	})
}

func checkBody(t *testing.T, data []byte) {
	t.Helper()
	d, err := Read("f", data, Limits{Bytes: 1 << 20})
	if err != nil {
		if k := fault.Of(err); k != fault.Invalid && k != fault.TooLarge {
			t.Fatalf("fault of kind %s: %v", k, err)
		}
		return
	}
	inside := func(s Span) {
		if s.Start < 0 || s.End < s.Start || s.End > len(d.Text) {
			t.Fatalf("span %v of %d bytes", s, len(d.Text))
		}
	}
	last := 0
	for _, b := range d.Blocks {
		inside(b.Span)
		if b.Span.Start < last {
			t.Fatal("blocks overlap")
		}
		last = b.Span.End
		if b.Table == nil {
			continue
		}
		for i, c := range b.Table.Cells {
			inside(c.Span)
			if b.Table.At(c.Row, c.Col) != &b.Table.Cells[i] {
				t.Fatalf("cell %d is not at its place", i)
			}
		}
	}
}
