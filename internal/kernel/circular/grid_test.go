package circular

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/document"
)

// docx makes a DOCX whose table has the rows. A cell "<3 text" spans three columns,
// "^" goes on with the cell above, "v text" begins such a cell; | in a text is a new paragraph.
func docx(t *testing.T, before string, rows ...[]string) *document.Document {
	t.Helper()
	para := func(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
	var b strings.Builder
	b.WriteString(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for line := range strings.SplitSeq(before, "\n") {
		b.WriteString(para(line))
	}
	b.WriteString("<w:tbl>")
	for _, row := range rows {
		b.WriteString("<w:tr>")
		for _, c := range row {
			props := ""
			switch {
			case c == "^":
				props, c = "<w:vMerge/>", ""
			case strings.HasPrefix(c, "v "):
				props, c = `<w:vMerge w:val="restart"/>`, c[2:]
			case strings.HasPrefix(c, "<"):
				props, c = `<w:gridSpan w:val="`+c[1:2]+`"/>`, c[3:]
			}
			b.WriteString("<w:tc><w:tcPr>" + props + "</w:tcPr>")
			for p := range strings.SplitSeq(c, "|") {
				b.WriteString(para(p))
			}
			b.WriteString("</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl></w:body></w:document>")
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := document.Read("表.docx", out.Bytes(), document.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// readTable reads the table and writes a line for each point: section, number, title, units, deadlines, parts.
func readTable(t *testing.T, doc *document.Document) (*Circular, string) {
	t.Helper()
	c := Read(doc, nil)
	checkWhole(t, doc.Text, c)
	var out []string
	for _, p := range c.Points {
		section := "-"
		if p.Section > 0 {
			section = c.Sections[p.Section-1].Title
		}
		var times []string
		for _, d := range p.Deadlines {
			times = append(times, tell(d))
		}
		out = append(out, strings.Join([]string{section, p.Label, p.Title, p.Text, flags(p.Units), strings.Join(times, ", "), strings.Repeat("部", len(p.Parts))}, " / "))
	}
	return c, strings.Join(out, "\n")
}

// TestTable has section rows over all columns, a heading of two rows with a
// merged cell, a task over two rows, units one a line, and a heading repeated on the next page.
func TestTable(t *testing.T) {
	head1 := []string{"v 序号", "v 工作任务", "v 工作要求", "<2 责任分工", "v 完成时限"}
	head2 := []string{"^", "^", "^", "牵头单位", "责任单位", "^"}
	doc := docx(t, "松岭县人民政府办公室\n松岭县2022年政务公开任务分解表", head1, head2,
		[]string{"<6 一、主动公开"},
		[]string{"1", "v 公开财政信息", "公开预算和决算。", "县财政局", "县直各部门|各乡镇、街道", "10月底前"},
		[]string{"2", "^", "公开债务限额。", "v 县财政局", "县审计局|县金融办", "v 长期坚持"},
		[]string{"3", "公开学位", "及时公开招生范围。", "^", "县教育局（县招生办）", "^"},
		head1, head2,
		[]string{"<6 二、互动交流"},
		[]string{"v 4", "v 办好留言", "3日内转办。", "县政府办", "", "全年"},
		[]string{"^", "^", "15日内答复。", "县信访局", "各承办单位", "全年"},
		[]string{"5", "开展评议", "", "", "", ""},
	)
	c, got := readTable(t, doc)
	want := strings.Join([]string{
		"主动公开 / 1 / 公开财政信息 / 公开预算和决算。 / lead 县财政局 responsible 县直各部门* 各乡镇、街道* / absolute 2022-10-31 / ",
		"主动公开 / 2 / 公开财政信息 / 公开债务限额。 / lead 县财政局 responsible 县审计局 县金融办 / continuous / ",
		"主动公开 / 3 / 公开学位 / 及时公开招生范围。 / lead 县财政局 responsible 县教育局（县招生办）=县招生办 / continuous, continuous / ",
		"互动交流 / 4 / 办好留言 / 3日内转办。\n15日内答复。 / lead 县政府办 县信访局 responsible 各承办单位* / relative 3 day, absolute 2022-12-31, relative 15 day, absolute 2022-12-31 / 部部",
		"互动交流 / 5 / 开展评议 /  /  / unspecified / ",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if c.Document.Year != 2022 || c.Document.Title != "松岭县2022年政务公开任务分解表" || c.Document.Issuer != "松岭县人民政府办公室" || len(c.Warnings) != 0 {
		t.Errorf("%+v %v", c.Document, c.Warnings)
	}
}

// TestCategories: a first column that groups the rows makes sections.
func TestCategories(t *testing.T) {
	doc := docx(t, "2023年任务表",
		[]string{"类别", "重点任务", "责任科室", "备注"},
		[]string{"v 公开", "公开目录", "办公室牵头，各科室配合", "每季度更新"},
		[]string{"^", "公开指南", "法规科", ""},
		[]string{"解读", "同步解读", "宣传科", ""},
	)
	_, got := readTable(t, doc)
	want := strings.Join([]string{
		"公开 /  / 公开目录 / 每季度更新 / lead 办公室 cooperate 各科室* / recurring 1 quarter / ",
		"公开 /  / 公开指南 /  / responsible 法规科 / unspecified / ",
		"解读 /  / 同步解读 /  / responsible 宣传科 / continuous / ",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestUnknownTable: a table without known headings is text of the point it stands in.
func TestUnknownTable(t *testing.T) {
	doc := docx(t, "2023年要点\n一、公开\n（一）甲\n公开下列资金。（责任单位：县财政局）\n（二）乙\n按下表公开。（责任单位：县财政局）",
		[]string{"资金", "金额"}, []string{"直达资金", "5万元"})
	c, _ := readTable(t, doc)
	if len(c.Points) != 2 || !strings.Contains(c.Points[1].Text, "直达资金") || len(c.Warnings) != 1 || c.Warnings[0].Key != "circular.table_unknown" {
		t.Errorf("%+v\n%+v", c.Points, c.Warnings)
	}
}
