package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// workbook makes an XLSX file with excelize.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	b, err := f.WriteToBuffer()
	must(t, err)
	must(t, f.Close())
	return b.Bytes()
}

// parts makes an XLSX file by hand, with one sheet of the given rows.
func parts(t testing.TB, rows string, more map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	}
	maps.Copy(all, more)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n, s := range all {
		w, err := z.Create(n)
		must(t, err)
		_, err = io.WriteString(w, s)
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

func read(t testing.TB, name string, data []byte) *sheet.Book {
	t.Helper()
	b, err := sheet.Read(name, data, sheet.Limits{})
	must(t, err)
	return b
}

// show writes a sheet as text: a line a row, cells with | between, marks for merged (^) and formulas (=).
func show(s sheet.Sheet) string {
	var b strings.Builder
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "%d:", r.Line)
		for _, c := range r.Cells {
			b.WriteString("|" + c.Text)
			if c.Merged {
				b.WriteString("^")
			}
			if c.Formula {
				b.WriteString("=")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestReadXLSX(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		set := func(cell string, v any) { must(t, f.SetCellValue("Sheet1", cell, v)) }
		set("A1", "2025年台账")
		must(t, f.MergeCell("Sheet1", "A1", "D1"))
		set("A2", " 序号\n")
		set("B2", "责任单位")
		set("C2", "完成时限")
		set("D2", "数量")
		set("A4", 1)
		set("B4", "区教体局")
		set("C4", time.Date(2025, 10, 31, 0, 0, 0, 0, time.UTC))
		set("D4", 0.1+0.2)
		set("A5", 2)
		must(t, f.MergeCell("Sheet1", "B4", "B5"))
		set("C5", time.Date(2025, 1, 2, 15, 4, 5, 0, time.UTC))
		must(t, f.SetCellFormula("Sheet1", "D5", "SUM(D4:D4)"))
		set("E5", true)
		_, err := f.NewSheet("隐藏")
		must(t, err)
		must(t, f.SetCellValue("隐藏", "A1", "=1+1"))
		must(t, f.SetSheetVisible("隐藏", false))
		must(t, f.SetRowVisible("Sheet1", 5, false))
	})
	b := read(t, "台账.xlsx", data)
	want := "1:|2025年台账|2025年台账^|2025年台账^|2025年台账^\n2:|序号|责任单位|完成时限|数量\n4:|1|区教体局|2025-10-31|0.3\n5:|2|区教体局^|2025-01-02 15:04:05||TRUE\n"
	if got := show(b.Sheets[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(b.Sheets) != 2 || b.Sheets[0].Hidden || !b.Sheets[1].Hidden || !b.Sheets[0].Rows[3].Hidden || b.Sheets[1].Rows[0].At(0) != "=1+1" {
		t.Errorf("%+v", b.Sheets)
	}
	kinds := []sheet.Kind{sheet.Number, sheet.Text, sheet.Date, sheet.Number}
	for i, c := range b.Sheets[0].Rows[2].Cells {
		if c.Kind != kinds[i] {
			t.Errorf("cell %d is %s", i, c.Kind)
		}
	}
	if len(b.Warnings) != 1 || b.Warnings[0].Line != 5 || b.Warnings[0].Column != "D" || b.Warnings[0].Text.Key != "sheet.formula" {
		t.Errorf("%v", b.Warnings)
	}
}

func TestCells(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="201" formatCode="&quot;days: &quot;0.0\d[Red]"/></numFmts>
		<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="201"/><xf numFmtId="20"/><xf numFmtId="57"/></cellXfs></styleSheet>`
	strs := `<sst><si><t>纯文本</t></si><si><r><t>富</t></r><r><t>文本_x000D_</t></r><rPh><t>fu</t></rPh></si></sst>`
	for name, c := range map[string]struct{ cell, text, kind string }{
		"shared":      {`<c t="s"><v>0</v></c>`, "纯文本", "text"},
		"rich":        {`<c t="s"><v>1</v></c>`, "富文本", "text"},
		"inline":      {`<c t="inlineStr"><is><t> 行内  </t></is></c>`, "行内", "text"},
		"formula":     {`<c t="str"><f>A1</f><v>结果</v></c>`, "结果", "text"},
		"empty":       {`<c t="str"><f>A1</f></c>`, "", ""},
		"true":        {`<c t="b"><v>1</v></c>`, "TRUE", "bool"},
		"error":       {`<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "#DIV/0!", "bad"},
		"iso":         {`<c t="d"><v>2025-10-31T00:00:00</v></c>`, "2025-10-31", "date"},
		"number":      {`<c><v>1.5E3</v></c>`, "1500", "number"},
		"percent":     {`<c><v>0.07000000000000001</v></c>`, "0.07", "number"},
		"nan":         {`<c><v>NaN</v></c>`, "NaN", "text"},
		"date":        {`<c s="1"><v>45961</v></c>`, "2025-10-31", "date"},
		"own date":    {`<c s="2"><v>45961</v></c>`, "2025-10-31", "date"},
		"not a date":  {`<c s="3"><v>45961</v></c>`, "45961", "number"},
		"east asian":  {`<c s="5"><v>45961</v></c>`, "2025-10-31", "date"},
		"time":        {`<c s="4"><v>0.5</v></c>`, "12:00:00", "date"},
		"moment":      {`<c s="1"><v>45961.75</v></c>`, "2025-10-31 18:00:00", "date"},
		"first day":   {`<c s="1"><v>1</v></c>`, "1900-01-01", "date"},
		"february":    {`<c s="1"><v>59</v></c>`, "1900-02-28", "date"},
		"march":       {`<c s="1"><v>61</v></c>`, "1900-03-01", "date"},
		"last day":    {`<c s="1"><v>2958465</v></c>`, "9999-12-31", "date"},
		"too late":    {`<c s="1"><v>2958466</v></c>`, "2958466", "number"},
		"negative":    {`<c s="1"><v>-1</v></c>`, "-1", "number"},
		"wrong style": {`<c s="99"><v>5</v></c>`, "5", "number"},
	} {
		b := read(t, "a.xlsx", parts(t, `<row>`+c.cell+`<c><v>9</v></c></row>`, map[string]string{"xl/styles.xml": styles, "xl/sharedStrings.xml": strs}))
		cell := b.Sheets[0].Rows[0].Cells[0]
		if c.text == "" { // nothing there: the next one came first
			if cell.Text != "9" || len(b.Warnings) != 1 {
				t.Errorf("%s: %+v %v", name, cell, b.Warnings)
			}
			continue
		}
		if cell.Text != c.text || string(cell.Kind) != c.kind {
			t.Errorf("%s: %q %s, want %q %s", name, cell.Text, cell.Kind, c.text, c.kind)
		}
	}
	old := map[string]string{"xl/styles.xml": styles, "xl/workbook.xml": `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="表" r:id="rId1"/></sheets></workbook>`}
	if got := read(t, "a.xlsx", parts(t, `<row><c s="1"><v>44499</v></c></row>`, old)).Sheets[0].Rows[0].At(0); got != "2025-10-31" {
		t.Errorf("counted from 1904: %s", got)
	}
}

func TestHostile(t *testing.T) {
	long := strings.Repeat("长", 40_000)
	zeros := strings.Repeat(" ", 4<<20)
	password := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), []byte(strings.Join(strings.Split("EncryptedPackage", ""), "\x00")+"\x00")...)
	real := workbook(t, func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", 1)) })
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"empty":         {nil, "sheet.empty"},
		"blank":         {[]byte(" \r\n\t"), "sheet.empty"},
		"large":         {make([]byte, 3<<20), "sheet.too_large"},
		"password":      {password, "sheet.encrypted"},
		"xls":           {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), "sheet.old_excel"},
		"not a book":    {docx(t), "sheet.not_table"},
		"page":          {[]byte("<html><table><tr><td>1"), "sheet.not_table"},
		"binary":        {[]byte("\x7fELF\x02\x01\x01\x00\x00"), "sheet.not_table"},
		"no encoding":   {[]byte("序号,\xff\xff\xff,单位"), "sheet.encoding"},
		"half utf-16":   {[]byte("\xff\xfe\x00\xd8"), "sheet.encoding"},
		"cut":           {real[:len(real)/2], "sheet.broken"},
		"not xml":       {parts(t, `<row><c`, nil), "sheet.broken"},
		"no sheet":      {parts(t, "", map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>`}), "sheet.broken"},
		"no book":       {parts(t, "", map[string]string{"xl/workbook.xml": "what was once a workbook"}), "sheet.broken"},
		"blank book":    {parts(t, "", map[string]string{"xl/workbook.xml": ""}), "sheet.broken"},
		"book of none":  {parts(t, "", map[string]string{"xl/workbook.xml": "<workbook/>"}), "sheet.broken"},
		"lost sheet":    {parts(t, "", map[string]string{"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="x" r:id="rId1"/><sheet name="y" r:id="rId9"/></sheets></workbook>`}), "sheet.broken"},
		"no table":      {parts(t, "", map[string]string{"xl/worksheets/sheet1.xml": "what was once a sheet"}), "sheet.broken"},
		"another part":  {parts(t, "", map[string]string{"xl/worksheets/sheet1.xml": "<styleSheet/>"}), "sheet.broken"},
		"bad string":    {parts(t, `<row><c t="s"><v>7</v></c></row>`, nil), "sheet.broken"},
		"rows back":     {parts(t, `<row r="5"/><row r="4"/>`, nil), "sheet.broken"},
		"row number":    {parts(t, `<row r="99999999999"/>`, nil), "sheet.broken"},
		"cells back":    {parts(t, `<row><c r="C1"><v>1</v></c><c r="A1"><v>1</v></c></row>`, nil), "sheet.broken"},
		"column name":   {parts(t, `<row><c r="ZZZZZZZZ1"><v>1</v></c></row>`, nil), "sheet.broken"},
		"merged":        {parts(t, `</sheetData><mergeCell ref="B2:A1"/><sheetData>`, nil), "sheet.broken"},
		"entity":        {parts(t, `<!DOCTYPE a [<!ENTITY x "y">]><row><c t="str"><v>&x;</v></c></row>`, nil), "sheet.broken"},
		"deep":          {parts(t, strings.Repeat("<c>", 20_000), nil), "sheet.broken"},
		"far row":       {parts(t, `<row r="1048576"><c><v>1</v></c></row>`, nil), "sheet.rows"},
		"far column":    {parts(t, `<row><c r="XFD1"><v>1</v></c></row>`, nil), "sheet.columns"},
		"long cell":     {parts(t, `<row><c t="str"><v>`+long+`</v></c></row>`, nil), "sheet.cell"},
		"many cells":    {parts(t, strings.Repeat(`<row>`+strings.Repeat(`<c><v>1</v></c>`, 50)+`</row>`, 30), nil), "sheet.cells"},
		"merged cells":  {parts(t, strings.Repeat(`<row>`+strings.Repeat(`<c><v>1</v></c>`, 20)+`</row>`, 40)+`</sheetData>`+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 9)+`<sheetData>`, nil), "sheet.cells"},
		"bomb, sheet":   {parts(t, zeros, nil), "sheet.bomb"},
		"bomb, strings": {parts(t, "", map[string]string{"xl/sharedStrings.xml": "<sst><si><t>" + zeros + "</t></si></sst>"}), "sheet.bomb"},
		"bomb, styles":  {parts(t, "", map[string]string{"xl/styles.xml": "<styleSheet>" + zeros}), "sheet.bomb"},
		"many parts":    {manyParts(t), "sheet.bomb"},
		"many sheets":   {parts(t, "", map[string]string{"xl/workbook.xml": `<workbook xmlns:r="r">` + strings.Repeat(`<sheet name="x" r:id="rId1"/>`, 101) + `</workbook>`}), "sheet.sheets"},
		"csv row":       {[]byte(strings.Repeat("\n", 2_000) + "1,2"), "sheet.rows"},
		"csv columns":   {[]byte(strings.Repeat("1,", 300) + "1"), "sheet.columns"},
		"csv cell":      {[]byte("a,b\n1," + long), "sheet.cell"},
	} {
		_, err := sheet.Read("文件.xlsx", c.data, sheet.Limits{Size: 2 << 20, Inflated: 2 << 20, Rows: 1000, Cells: 1000})
		if err == nil || fault.As(err).Text.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	// blank cells that are only formatted may reach to the edge of the sheet
	if b := read(t, "a.xlsx", parts(t, `<row r="1"><c><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>`, nil)); len(b.Sheets[0].Rows) != 1 {
		t.Errorf("%+v", b.Sheets)
	}
}

func docx(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, err := z.Create("word/document.xml")
	must(t, err)
	must(t, z.Close())
	return b.Bytes()
}

func manyParts(t *testing.T) []byte {
	t.Helper()
	more := map[string]string{}
	for i := range 2_000 {
		more[fmt.Sprint("x/", i)] = ""
	}
	return parts(t, "", more)
}

func FuzzRead(f *testing.F) {
	f.Add(parts(f, `<row r="1"><c r="A1" t="str"><v>x</v></c></row></sheetData><mergeCell ref="A1:B2"/><sheetData>`, nil))
	f.Add([]byte("a,b\n\"1\",2"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := sheet.Read("x.xlsx", data, sheet.Limits{Inflated: 1 << 20, Cells: 10_000})
		if err != nil {
			if fault.Of(err) == fault.Internal {
				t.Errorf("a fault of the program: %v", err)
			}
			return
		}
		for _, s := range b.Sheets {
			for _, r := range s.Rows {
				if r.Line < 1 || len(r.Cells) == 0 {
					t.Errorf("%+v", r)
				}
			}
		}
	})
}

func TestCSV(t *testing.T) {
	const text = "序号,单位,说明\r\n1,区教体局,\"两行\n说明\"\r\n\r\n2,乡镇、街办,\"引\"\"号\"\r\n"
	const want = "1:|序号|单位|说明\n2:|1|区教体局|两行\n说明\n5:|2|乡镇、街办|引\"号\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	must(t, err)
	u16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	must(t, err)
	for name, c := range map[string]struct{ data, encoding string }{
		"utf-8": {text, "utf-8"}, "bom": {"\ufeff" + text, "utf-8"}, "gb18030": {gb, "gb18030"}, "utf-16 tabs": {u16, "utf-16"},
		"semicolons": {strings.ReplaceAll(text, ",", ";"), "utf-8"},
	} {
		b := read(t, "目录/台账.csv", []byte(c.data))
		if got := show(b.Sheets[0]); got != want || b.Encoding != c.encoding || b.Sheets[0].Name != "台账" {
			t.Errorf("%s: %s %s\n%s", name, b.Encoding, b.Sheets[0].Name, got)
		}
	}
	for bad, line := range map[string]int{"a,b\n\"open,2\n3,4\n": 2, "a,b\n1,2\n3,x\"y\n": 3} {
		_, err = sheet.Read("a.csv", []byte(bad), sheet.Limits{})
		if e := fault.As(err); err == nil || len(e.Rows) != 1 || e.Rows[0].Text.Key != "sheet.csv" || e.Rows[0].Line != line {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func table(rows ...[]string) sheet.Sheet {
	s := sheet.Sheet{Name: "台账"}
	for i, r := range rows {
		row := sheet.Row{Line: i + 1}
		for _, v := range r {
			row.Cells = append(row.Cells, sheet.Cell{Text: v, Kind: sheet.Text})
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func TestWrite(t *testing.T) {
	s := table([]string{"序号", "任务", "完成时限"}, []string{"1", "=HYPERLINK(\"http://x\")", "2025-10-31"},
		[]string{"-2", "+1", "@SUM(A1)"}, []string{"360102199001011234", "很长的一段说明文字\n第二行", "x"})
	s.Rows[1].Cells[0].Kind, s.Rows[1].Cells[2].Kind = sheet.Number, sheet.Date
	s.Rows[2].Cells[0].Kind, s.Rows[3].Cells[0].Kind = sheet.Number, sheet.Number
	odd := sheet.Sheet{Name: "[很]长:" + strings.Repeat("名", 40), Hidden: true}
	book := sheet.Book{Sheets: []sheet.Sheet{s, odd, odd, {}}}
	data, err := sheet.Write(book)
	must(t, err)
	for range 8 { // 4 sheets in the same order by luck: 1 in 24, eight times
		again, err := sheet.Write(book)
		must(t, err)
		if !bytes.Equal(again, data) {
			t.Fatal("the same book is other bytes")
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer func() { must(t, f.Close()) }()
	for cell, want := range map[string]excelize.CellType{
		"A2": excelize.CellTypeUnset, "A3": excelize.CellTypeUnset, "B2": excelize.CellTypeInlineString, "B3": excelize.CellTypeInlineString,
		"C3": excelize.CellTypeInlineString, "A4": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset,
	} {
		got, err := f.GetCellType("台账", cell)
		formula, err2 := f.GetCellFormula("台账", cell)
		if got != want || formula != "" || err != nil || err2 != nil {
			t.Errorf("%s: type %v, formula %q, %v %v", cell, got, formula, err, err2)
		}
	}
	panes, err := f.GetPanes("台账")
	must(t, err)
	id, err := f.GetCellStyle("台账", "B1")
	must(t, err)
	head, err := f.GetStyle(id)
	must(t, err)
	width, err := f.GetColWidth("台账", "B")
	must(t, err)
	if !panes.Freeze || panes.YSplit != 1 || head.Font == nil || !head.Font.Bold || width < 20 || width > 60 {
		t.Errorf("panes %+v, head %+v, width %v", panes, head.Font, width)
	}
	if names := f.GetSheetList(); len(names) != 4 || names[1] == names[2] || len([]rune(names[2])) > 31 || names[3] != "Sheet" {
		t.Errorf("%q", names)
	}
	b := read(t, "a.xlsx", data)
	for i, r := range s.Rows {
		for j, c := range r.Cells {
			if got := b.Sheets[0].Rows[i].At(j); got != c.Text {
				t.Errorf("row %d, cell %d: %q becomes %q", i, j, c.Text, got)
			}
		}
	}
	if b.Sheets[0].Rows[1].Cells[2].Kind != sheet.Date || !b.Sheets[1].Hidden {
		t.Errorf("%+v", b.Sheets[0].Rows[1])
	}
	if _, err := sheet.Write(sheet.Book{}); err != nil {
		t.Errorf("a book with nothing in it: %v", err)
	}
}

func TestWriteCSV(t *testing.T) {
	s := table([]string{"序号", "任务"}, []string{"-1", "=1+1"}, []string{"2", "@x"}, []string{"3", "a,\"b\"\nc"})
	s.Rows[1].Cells[0].Kind = sheet.Number
	data, err := sheet.WriteCSV(s)
	must(t, err)
	if want := "\ufeff序号,任务\r\n-1,'=1+1\r\n2,'@x\r\n3,\"a,\"\"b\"\"\r\nc\"\r\n"; string(data) != want {
		t.Errorf("got\n%q\nwant\n%q", data, want)
	}
	for i, r := range read(t, "a.csv", data).Sheets[0].Rows {
		for j, c := range r.Cells {
			if c.Text != s.Rows[i].Cells[j].Text {
				t.Errorf("row %d, cell %d: %q", i, j, c.Text)
			}
		}
	}
}

var columns = []sheet.Column{
	{Key: "no", Names: []string{"序号", "编号"}, Required: true},
	{Key: "task", Names: []string{"工作任务", "任务"}, Required: true},
	{Key: "lead", Names: []string{"责任单位/牵头单位", "牵头单位"}, Required: true},
	{Key: "help", Names: []string{"配合单位"}},
	{Key: "due", Names: []string{"完成时限"}},
}

func TestMap(t *testing.T) {
	header := table([]string{"序 号", "工作\n任务*", "牵头单位", "", "完成时限（年月日）"}).Rows[0]
	index, problems := sheet.Map(header, columns)
	if fmt.Sprint(index) != "map[due:4 lead:2 no:0 task:1]" || len(problems) != 0 {
		t.Errorf("%v %v", index, problems)
	}
	_, problems = sheet.Map(table([]string{"编号", "任务", "任务"}).Rows[0], columns)
	keys := []string{}
	for _, p := range problems {
		keys = append(keys, p.Column+" "+p.Text.Key)
	}
	if !slices.Equal(keys, []string{"工作任务 sheet.two_columns", "责任单位/牵头单位 sheet.no_column"}) {
		t.Errorf("%v", keys)
	}
	// the exact name wins over the one with a note
	index, _ = sheet.Map(table([]string{"序号(旧)", "序号", "任务", "牵头单位"}).Rows[0], columns)
	if index["no"] != 1 {
		t.Errorf("%v", index)
	}
}

func TestFind(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		for i, row := range [][]any{
			{"红谷滩区2025年政务公开台账"},
			{"填报日期：2025年3月"},
			{"序号", "任务", "责任单位", "", "完成时限"},
			{"", "", "牵头单位", "配合单位", ""},
			{1, "做好公开", "区教体局", "区民政局", "10月底"},
			{2, "做好解读", "区司法局"},
		} {
			must(t, f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row))
		}
		for _, m := range [][2]string{{"A1", "E1"}, {"A3", "A4"}, {"B3", "B4"}, {"C3", "D3"}, {"E3", "E4"}} {
			must(t, f.MergeCell("Sheet1", m[0], m[1]))
		}
	})
	got, problems := sheet.Find(read(t, "a.xlsx", data).Sheets[0], columns)
	if fmt.Sprint(got.Index) != "map[due:4 help:3 lead:2 no:0 task:1]" || len(problems) != 0 || len(got.Body) != 2 || got.Body[0].Line != 5 {
		t.Errorf("%+v %v", got, problems)
	}
	one, problems := sheet.Find(table([]string{"台账"}, []string{"序号", "任务", "牵头单位"}, []string{"1", "x", "y"}), columns)
	if len(one.Index) != 3 || len(one.Body) != 1 || len(problems) != 0 || one.Header.Line != 2 {
		t.Errorf("%+v %v", one, problems)
	}
	none, problems := sheet.Find(sheet.Sheet{Name: "空"}, columns)
	if len(none.Index) != 0 || len(problems) != 3 || problems[0].File != "空" {
		t.Errorf("%+v %v", none, problems)
	}
}

func TestDay(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-01": "2026-03-01", "2026/3/1": "2026-03-01", "2026.3.1": "2026-03-01", "20260301": "2026-03-01",
		"2026年3月1日": "2026-03-01", " 2026 年 3 月 1 日 ": "2026-03-01", "２０２６年３月１日": "2026-03-01",
		"2026-02-29": "", "2026-13-01": "", "26-3-1": "", "10月底": "", "": "", "2026-3": "", "2026-3-1-1": "", "2026-003-1": "",
	} {
		got, ok := sheet.Day(in)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v", in, got, ok)
		}
	}
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := sheet.Letters(i); got != want {
			t.Errorf("%d: %s", i, got)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	var rows strings.Builder
	for range 10_000 {
		rows.WriteString("<row>" + strings.Repeat(`<c t="str"><v>区政务公开办</v></c>`, 10) + "</row>")
	}
	data := parts(b, rows.String(), nil)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := sheet.Read("a.xlsx", data, sheet.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
