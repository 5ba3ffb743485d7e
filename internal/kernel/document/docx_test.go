package document

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// pack makes an archive of the parts.
func pack(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
	`xmlns:v="urn:schemas-microsoft-com:vml"`

func docxBody(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document ` + ns + `><w:body>` + body + `</w:body></w:document>`
}

func para(props, runs string) string { return "<w:p><w:pPr>" + props + "</w:pPr>" + runs + "</w:p>" }
func run(text string) string         { return "<w:r><w:t>" + text + "</w:t></w:r>" }
func row(cells string) string        { return "<w:tbl><w:tr>" + cells + "</w:tr></w:tbl>" }
func cell(props, text string) string {
	return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + para("", run(text)) + "</w:tc>"
}

func readBody(t *testing.T, body string, more map[string]string) *Document {
	t.Helper()
	parts := map[string]string{"word/document.xml": docxBody(body)}
	maps.Copy(parts, more)
	d, err := Read("要点.docx", pack(t, parts), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRuns(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"one text over several runs", para("", run("公")+run("开")), "公开\n"},
		{"tab and line break", para(`<w:tabs><w:tab w:val="left"/></w:tabs>`, "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"), "甲\t乙\n丙\n"},
		{"deleted left out, inserted kept", para("", run("公")+"<w:del><w:r><w:delText>密</w:delText></w:r></w:del><w:ins>"+run("开")+"</w:ins>"), "公开\n"},
		{"moved text once", para("", "<w:moveFrom>"+run("旧")+"</w:moveFrom><w:moveTo>"+run("新")+"</w:moveTo>"), "新\n"},
		{"deleted paragraph mark", para("<w:rPr><w:del/></w:rPr>", run("前半")) + para("", run("后半")), "前半后半\n"},
		{"field: the result, not the code", para("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>`+run("2024年")), "2024年\n"},
		{"symbol", para("", `<w:r><w:sym w:char="25A1"/><w:t>是</w:t></w:r>`), "□是\n"},
		{"content control", "<w:sdt><w:sdtPr><w:alias w:val=\"名\"/></w:sdtPr><w:sdtContent>" + para("", run("内")) + "</w:sdtContent></w:sdt>", "内\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := readBody(t, c.body, nil); d.Text != c.want {
				t.Errorf("%q, want %q", d.Text, c.want)
			}
		})
	}
}

// TestLeftOut: what stands beside the text is a warning at its place.
func TestLeftOut(t *testing.T) {
	box := "<mc:AlternateContent><mc:Choice><w:txbxContent>" + para("", run("框内文字")) + "</w:txbxContent></mc:Choice>" +
		"<mc:Fallback><v:textbox><w:txbxContent>" + para("", run("框内文字")) + "</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent>"
	for _, c := range []struct{ name, body, key, arg string }{
		{"text box", "<w:r>" + box + "</w:r>", "document.text_box", "框内文字"},
		{"footnote", `<w:r><w:footnoteReference w:id="1"/></w:r>`, "document.footnote", ""},
		{"comment", `<w:r><w:commentReference w:id="1"/></w:r>`, "document.comment", ""},
		{"hidden", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>", "document.hidden", "密"},
		{"picture", `<w:r><w:drawing><p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture"/></w:drawing></w:r>`, "document.image", ""},
		{"symbol of a font", `<w:r><w:sym w:char="F0A7"/></w:r>`, "document.symbol", "F0A7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := readBody(t, para("", run("前")+c.body+run("后")), nil)
			if d.Text != "前后\n" || len(d.Warnings) != 1 {
				t.Fatalf("%q %v", d.Text, d.Warnings)
			}
			w := d.Warnings[0]
			if w.Key != c.key || w.Span.Start != len("前") || c.arg != "" && w.Args[0] != c.arg {
				t.Errorf("%+v", w)
			}
		})
	}
}

const numberingPart = `<w:numbering ` + ns + `>
<w:abstractNum w:abstractNumId="3">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="9"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl>
 <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
</w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="8"><w:abstractNumId w:val="3"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="20"/></w:lvlOverride></w:num>
</w:numbering>`

const stylesPart = `<w:styles ` + ns + `><w:style w:styleId="H"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr></w:style>` +
	`<w:style w:styleId="H2"><w:basedOn w:val="H"/></w:style></w:styles>`

// TestNumbering: automatic numbers are written as Word shows them.
func TestNumbering(t *testing.T) {
	at := func(lvl, num, text string) string {
		return para(`<w:numPr><w:ilvl w:val="`+lvl+`"/><w:numId w:val="`+num+`"/></w:numPr>`, run(text))
	}
	d := readBody(t, para(`<w:pStyle w:val="H2"/>`, run("甲"))+at("1", "7", "乙")+at("1", "7", "丙")+at("1", "7", "丁")+at("2", "7", "戊")+
		para(`<w:pStyle w:val="H"/>`, run("己"))+at("1", "7", "庚")+at("3", "7", "辛")+at("0", "8", "壬")+at("0", "0", "癸"),
		map[string]string{"word/numbering.xml": numberingPart, "word/styles.xml": stylesPart})
	want := "一、甲\n（九）乙\n（十）丙\n（十一）丁\n1.1 戊\n二、己\n（九）庚\n辛\n二十、壬\n癸\n"
	if d.Text != want {
		t.Errorf("%q\nwant %q", d.Text, want)
	}
}

func TestNumerals(t *testing.T) {
	for _, c := range []struct {
		n      int
		format string
		want   string
	}{
		{3, "decimalZero", "03"},
		{12, "decimalZero", "12"},
		{27, "lowerLetter", "aa"},
		{2, "upperLetter", "B"},
		{9, "upperRoman", "IX"},
		{40, "upperRoman", "40"},
		{10, "decimalEnclosedCircleChinese", "⑩"},
		{21, "decimalEnclosedCircleChinese", "21"},
		{12, "chineseLegalSimplified", "拾贰"},
		{20, "chineseCounting", "二十"},
		{35, "japaneseCounting", "三十五"},
		{100, "chineseCounting", "100"},
		{12, "ideographDigital", "一二"},
		{7, "decimalFullWidth", "７"},
		{5, "unheardOf", "5"},
	} {
		if got := numeral(c.n, c.format); got != c.want {
			t.Errorf("%d %s: %q, want %q", c.n, c.format, got, c.want)
		}
	}
}

func TestMergedCells(t *testing.T) {
	tr := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	body := para("", run("表")) + "<w:tbl>" +
		tr(cell(`<w:gridSpan w:val="3"/>`, "一、公开")) +
		tr(cell(`<w:vMerge w:val="restart"/>`, "任务"), cell("", "甲"), cell("", "县数据局")) +
		tr(cell(`<w:vMerge/>`, ""), cell("", "乙"), "<w:tc>"+para("", run("县财政局"))+para("", run("县审计局"))+"</w:tc>") +
		"<w:tr><w:trPr><w:del/></w:trPr>" + cell("", "删") + "</w:tr>" +
		tr(cell("", "末"), "<w:tc>"+row(cell("", "内")+cell("", "表"))+para("", "")+"</w:tc>") +
		"</w:tbl>" + para("", run("后"))
	d := readBody(t, body, nil)
	tb := d.Blocks[1].Table
	if tb == nil || tb.Rows != 4 || tb.Cols != 3 {
		t.Fatalf("%+v\n%q", tb, d.Text)
	}
	for _, c := range []struct {
		row, col int
		want     string
	}{
		{0, 0, "一、公开"}, {0, 2, "一、公开"}, {1, 0, "任务"}, {2, 0, "任务"}, {2, 1, "乙"}, {2, 2, "县财政局\n县审计局"}, {3, 0, "末"},
	} {
		got := tb.At(c.row, c.col)
		if text := d.Text[got.Span.Start:got.Span.End]; text != c.want {
			t.Errorf("%d,%d: %q, want %q", c.row, c.col, text, c.want)
		}
	}
	if c := tb.At(1, 0); c.RowSpan != 2 || tb.At(0, 0).ColSpan != 3 {
		t.Errorf("spans %+v", c)
	}
	if !strings.HasSuffix(d.Text, "\n后\n") || !strings.Contains(d.Text, "内") {
		t.Errorf("%q", d.Text)
	}
}

// TestBomb: an archive that unpacks to far more than it weighs is refused while
// it is read, also if it lies about its sizes.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0"?><w:document `+ns+`><w:body><w:p><w:r><w:t>`); err != nil {
		t.Fatal(err)
	}
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	for range 90 {
		if _, err := w.Write(spaces); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Read("bomb.docx", b.Bytes(), Limits{})
	checkFault(t, err, fault.TooLarge, "archive.bomb")

	_, err = Read("bomb.docx", b.Bytes(), Limits{Ratio: 1e6, Inflated: 10 << 20})
	checkFault(t, err, fault.TooLarge, "archive.bomb")

	// Lie: the directory says 1 KB.
	lie := bytes.Clone(b.Bytes())
	at := bytes.LastIndex(lie, []byte("PK\x01\x02"))
	copy(lie[at+24:], []byte{0, 4, 0, 0})
	_, err = Read("bomb.docx", lie, Limits{})
	if err == nil || fault.Of(err) == fault.Internal {
		t.Errorf("a lie about the size: %v", err)
	}
}

func TestManyEntries(t *testing.T) {
	parts := map[string]string{}
	for i := range 2100 {
		parts[strings.Repeat("x", i+1)] = ""
	}
	_, err := Read("many.docx", pack(t, parts), Limits{})
	checkFault(t, err, fault.TooLarge, "archive.entries")
}

// TestHeadings: the level of a heading is that of its style, of one below it, or its own.
func TestHeadings(t *testing.T) {
	styles := `<w:styles ` + ns + `><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="11"><w:name w:val="章标题"/><w:basedOn w:val="1"/></w:style>` +
		`<w:style w:styleId="x"><w:name w:val="条"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>` +
		`<w:style w:styleId="n"><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style></w:styles>`
	style := func(id string) string { return `<w:pStyle w:val="` + id + `"/>` }
	d := readBody(t, para(style("1"), run("一"))+para(style("11"), run("二"))+para(style("x"), run("三"))+para(style("n"), run("四"))+
		para(style("1")+`<w:outlineLvl w:val="3"/>`, run("五"))+para(style("1")+`<w:outlineLvl w:val="9"/>`, run("六"))+para("", run("七")), map[string]string{"word/styles.xml": styles})
	var got []int
	for _, b := range d.Blocks {
		got = append(got, b.Level)
	}
	if want := []int{1, 1, 3, 0, 4, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestPictures: a picture has its place, its name and what it shows; one that is linked has no name.
func TestPictures(t *testing.T) {
	picture := func(alt, rel string) string {
		return `<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr descr="` + alt + `"/>` +
			`<p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><a:blip ` + rel + `/></p:pic></wp:inline></w:drawing></w:r>`
	}
	rels := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId4" Type="http://x/image" Target="media/image1.png"/>` +
		`<Relationship Id="rId5" Type="http://x/image" Target="http://a.example/b.png" TargetMode="External"/></Relationships>`
	d := readBody(t, para("", run("甲")+picture("办事 流程图", `r:embed="rId4"`)+run("乙"))+para("", picture("", `r:link="rId5"`)), map[string]string{"word/_rels/document.xml.rels": rels})
	want := []Picture{{At: 3, Name: "image1.png", Alt: "办事 流程图"}, {At: 7}}
	if !slices.Equal(d.Pictures, want) || len(d.Warnings) != 2 || d.Warnings[0].Key != "document.image" {
		t.Errorf("%+v %v", d.Pictures, d.Warnings)
	}
}

// shapes are the blocks of a document: the text of a paragraph, the cells of a table.
func shapes(d *Document) (out []string) {
	for _, b := range d.Blocks {
		if b.Table == nil {
			out = append(out, d.Text[b.Span.Start:b.Span.End])
			continue
		}
		var cells []string
		for _, c := range b.Table.Cells {
			cells = append(cells, d.Text[c.Span.Start:c.Span.End])
		}
		out = append(out, "["+strings.Join(cells, "|")+"]")
	}
	return out
}

// TestTablesInTables: a table that only frames others is none; in any other the table in a cell is text.
func TestTablesInTables(t *testing.T) {
	word := func(s string) string { return para("", run(s)) }
	in := func(content string) string { return "<w:tc><w:tcPr/>" + content + "</w:tc>" }
	line := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	table := func(lines ...string) string { return "<w:tbl>" + strings.Join(lines, "") + "</w:tbl>" }
	inner := table(line(cell("", "甲"), cell("", "乙")), line(cell("", "丙"), cell("", "丁")))
	gone := `<w:tr><w:trPr><w:del/></w:trPr>` + in(inner) + `</w:tr>`
	for name, c := range map[string]struct {
		body string
		want []string
		warn int
	}{
		"frame":          {table(line(in(word("前") + inner + word("后")))), []string{"前", "[甲|乙|丙|丁]", "后"}, 0},
		"frame alone":    {table(line(in(inner + word("")))), []string{"[甲|乙|丙|丁]"}, 0},
		"rows":           {table(line(in(word("一"))), line(in(inner+inner))), []string{"一", "[甲|乙|丙|丁]", "[甲|乙|丙|丁]"}, 0},
		"empty beside":   {table(line(in(word("")), in(inner+word("")), in(word("")))), []string{"[甲|乙|丙|丁]"}, 0},
		"frames":         {word("先") + table(line(in(table(line(in(word("前")+inner)))+word("后")))), []string{"先", "前", "[甲|乙|丙|丁]", "后"}, 0},
		"table":          {table(line(cell("", "名"), in(word("前")+inner+word("后")))), []string{"[名|前\n甲\t乙\n丙\t丁\n后]"}, 1},
		"merged":         {table(line(cell(`<w:vMerge w:val="restart"/>`, "名"), cell("", "一")), line("<w:tc><w:tcPr><w:vMerge/></w:tcPr>"+inner+word("")+"</w:tc>", cell("", "二"))), []string{"[名|一|二]"}, 0},
		"row gone":       {table(line(cell("", "名"), cell("", "一")), gone), []string{"[名|一]"}, 0},
		"frame and gone": {table(line(in(word("前")+inner)), gone), []string{"前", "[甲|乙|丙|丁]"}, 0},
	} {
		d := readBody(t, c.body, nil)
		if got := shapes(d); !slices.Equal(got, c.want) || len(d.Warnings) != c.warn {
			t.Errorf("%s: %q %v, want %q", name, got, d.Warnings, c.want)
		}
	}
}
