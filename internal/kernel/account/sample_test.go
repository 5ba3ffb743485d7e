package account_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// A sample is a report that obeys every identity, to be spoilt.
type sample struct {
	form   *account.Form
	year   int
	cells  map[account.Place]string
	lines  map[string][]string // of each section
	titles map[string]string   // that stand in place of those of the form
}

// newSample has another number in each cell that is free to have one.
func newSample(version string) *sample {
	s := &sample{form: account.FormOf(version), year: map[string]int{"2021": 2023, "2019": 2020}[version], cells: map[account.Place]string{}, titles: map[string]string{}}
	values := map[account.Place]account.Number{}
	n := 1
	for _, t := range account.Tables {
		for _, p := range s.form.Places(t) {
			if p.Column == account.Total || p.Row == account.RowSum {
				continue
			}
			values[p] = account.Whole(n % 23)
			n += 7
		}
	}
	for _, column := range []string{"made", "abolished", "inforce"} { // a district makes no 规章
		if p := (account.Place{Table: account.Disclosed, Row: "rules", Column: column}); version == "2021" {
			values[p] = 0
		}
	}
	totals(s.form, values)
	for _, k := range s.form.Of(law.ReportApplicant) {
		at := func(row string) account.Place {
			return account.Place{Table: account.Requests, Row: row, Column: k.Code}
		}
		values[at(account.RowNew)] = values[at(account.RowSum)] + values[at(account.RowAfter)] - values[at(account.RowBefore)]
	}
	for p, v := range values {
		s.cells[p] = v.String()
	}
	total := func(row string) string {
		return s.cells[account.Place{Table: account.Requests, Row: row, Column: account.Total}]
	}
	year := fmt.Sprint(s.year)
	s.lines = map[string][]string{
		"":  {"本报告根据《中华人民共和国政府信息公开条例》编制，统计期限为" + year + "年1月1日至" + year + "年12月31日。"},
		"1": {"（一）主动公开。" + year + "年制发行政规范性文件" + s.cells[account.Place{Table: account.Disclosed, Row: "normative", Column: "made"}] + "件。", "（二）依申请公开。全年共收到政府信息公开申请" + total("1") + "件，上年结转" + total("2") + "件，办结" + total("3.7") + "件，结转下年度办理" + total("4") + "件。"},
		"5": {"公开目录更新不够及时，少数答复的说理不够充分。下一年将逐件核查目录，组织答复文书评查。"},
		"6": {"本年没有收取信息处理费。"},
	}
	return s
}

func (s *sample) title() string {
	return fmt.Sprintf("某某区%d年政府信息公开工作年度报告", s.year)
}

func (s *sample) heading(h law.ReportLabel) string {
	if t, ok := s.titles[h.Code]; ok {
		return t
	}
	return h.Label
}

func (s *sample) at(t account.Table, row, column string) string {
	return s.cells[account.Place{Table: t, Row: row, Column: column}]
}

// A box is a cell that reaches over several places.
type box struct {
	text         string
	down, across int
}

// tables are the three as the form draws them.
func (s *sample) tables() map[string][][]box {
	one := func(t string) box { return box{t, 1, 1} }
	var second [][]box
	for _, b := range s.form.Of(law.ReportBlock) {
		second = append(second, []box{{b.Label, 1, 4}})
		head := []box{one("信息内容")}
		var heads []law.ReportLabel
		for _, h := range s.form.Of(law.ReportHead) {
			if h.Group == b.Code {
				heads = append(heads, h)
			}
		}
		wide := func(i int) int {
			if i == len(heads)-1 {
				return 4 - len(heads)
			}
			return 1
		}
		for i, h := range heads {
			head = append(head, box{h.Label, 1, wide(i)})
		}
		second = append(second, head)
		for _, l := range s.form.Of(law.ReportLine) {
			if l.Group != b.Code {
				continue
			}
			row := []box{one(l.Label)}
			for i, h := range heads {
				row = append(row, box{s.at(account.Disclosed, l.Code, h.Code), 1, wide(i)})
			}
			second = append(second, row)
		}
	}
	return map[string][][]box{"2": second, "3": s.third(), "4": s.fourth()}
}

func (s *sample) third() [][]box {
	kinds := s.form.Of(law.ReportApplicant)
	rows := [][]box{
		{{"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3}, {"申请人情况", 1, 7}},
		{{kinds[0].Label, 2, 1}, {kinds[1].Group, 1, 5}, {kinds[6].Label, 2, 1}},
		nil,
	}
	for _, k := range kinds[1:6] {
		rows[2] = append(rows[2], box{k.Label, 1, 1})
	}
	over := s.form.Of(law.ReportTitle)
	below := func(code string) (n int) {
		for _, r := range s.form.Of(law.ReportRow) {
			if strings.HasPrefix(r.Code, code+".") {
				n++
			}
		}
		return n
	}
	begun := map[string]bool{}
	for _, r := range s.form.Of(law.ReportRow) {
		var row []box
		depth := strings.Count(r.Code, ".")
		for _, o := range over {
			if strings.HasPrefix(r.Code, o.Code+".") && !begun[o.Code] {
				begun[o.Code] = true
				row = append(row, box{o.Label, below(o.Code), 1})
			}
		}
		row = append(row, box{r.Label, 1, 3 - depth})
		for _, k := range kinds {
			row = append(row, box{s.at(account.Requests, r.Code, k.Code), 1, 1})
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *sample) fourth() [][]box {
	rows := [][]box{{{"行政复议", 1, 5}, {"行政诉讼", 1, 10}}, nil, nil, nil}
	ends := s.form.Of(law.ReportEnd)
	for i, p := range s.form.Of(law.ReportPath) {
		if i > 0 {
			rows[1] = append(rows[1], box{p.Label, 1, 5})
		}
		for _, e := range ends {
			if i == 0 {
				rows[1] = append(rows[1], box{e.Label, 2, 1})
			} else {
				rows[2] = append(rows[2], box{e.Label, 1, 1})
			}
			rows[3] = append(rows[3], box{s.at(account.Remedies, p.Code, e.Code), 1, 1})
		}
	}
	return rows
}

// html is the report as the site of a government has it.
func (s *sample) html() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html><html><head><title>x</title></head><body><div><h1>%s</h1>", s.title())
	tables := s.tables()
	put := func(code string) {
		for _, l := range s.lines[code] {
			fmt.Fprintf(&b, "<p>　　%s</p>", html.EscapeString(l))
		}
		if t, ok := tables[code]; ok {
			b.WriteString("<table>")
			for _, row := range t {
				b.WriteString("<tr>")
				for _, c := range row {
					fmt.Fprintf(&b, `<td rowspan="%d" colspan="%d"><p>%s</p></td>`, c.down, c.across, html.EscapeString(c.text))
				}
				b.WriteString("</tr>")
			}
			b.WriteString("</table>")
		}
	}
	put("")
	for _, h := range s.form.Of(law.ReportSection) {
		if s.heading(h) != "" {
			fmt.Fprintf(&b, "<p><strong>%s</strong></p>", html.EscapeString(s.heading(h)))
		}
		put(h.Code)
	}
	b.WriteString("</div></body></html>")
	return []byte(b.String())
}

// docx is the report as an office writes it.
func (s *sample) docx(t testing.TB) []byte {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	para := func(text string) string {
		return "<w:p><w:r><w:t>" + html.EscapeString(text) + "</w:t></w:r></w:p>"
	}
	tables := s.tables()
	put := func(code string) {
		for _, l := range s.lines[code] {
			b.WriteString(para(l))
		}
		if rows, ok := tables[code]; ok {
			b.WriteString("<w:tbl>")
			open := map[int]box{} // columns into which a cell above still reaches
			for _, row := range rows {
				b.WriteString("<w:tr>")
				col := 0
				below := func() {
					for open[col].down > 0 {
						o := open[col]
						fmt.Fprintf(&b, `<w:tc><w:tcPr><w:gridSpan w:val="%d"/><w:vMerge/></w:tcPr><w:p/></w:tc>`, o.across)
						o.down--
						open[col] = o
						col += o.across
					}
				}
				for _, c := range row {
					below()
					merge := ""
					if c.down > 1 {
						merge = `<w:vMerge w:val="restart"/>`
						open[col] = box{down: c.down - 1, across: c.across}
					}
					fmt.Fprintf(&b, `<w:tc><w:tcPr><w:gridSpan w:val="%d"/>%s</w:tcPr>%s</w:tc>`, c.across, merge, para(c.text))
					col += c.across
				}
				below()
				b.WriteString("</w:tr>")
			}
			b.WriteString("</w:tbl>")
		}
	}
	b.WriteString(para(s.title()))
	put("")
	for _, h := range s.form.Of(law.ReportSection) {
		b.WriteString(para(s.heading(h)))
		put(h.Code)
	}
	b.WriteString("</w:body></w:document>")
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   b.String(),
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// xlsx is the report as a book of tables, merged cells left blank.
func (s *sample) xlsx(t testing.TB) []byte {
	t.Helper()
	var rows []sheet.Row
	add := func(texts ...string) { rows = append(rows, sheet.Texts(len(rows)+1, texts...)) }
	add(s.title())
	tables := s.tables()
	put := func(code string) {
		for _, l := range s.lines[code] {
			add(l)
		}
		open := map[int]box{}
		for _, row := range tables[code] {
			var texts []string
			below := func() {
				for open[len(texts)].down > 0 {
					at := len(texts)
					o := open[at]
					texts = append(texts, make([]string, o.across)...)
					o.down--
					open[at] = o
				}
			}
			for _, c := range row {
				below()
				if c.down > 1 {
					open[len(texts)] = box{down: c.down - 1, across: c.across}
				}
				texts = append(append(texts, c.text), make([]string, c.across-1)...)
			}
			below()
			add(texts...)
		}
	}
	put("")
	for _, h := range s.form.Of(law.ReportSection) {
		add(s.heading(h))
		put(h.Code)
	}
	data, err := sheet.Write(sheet.Book{Sheets: []sheet.Sheet{{Name: "年度报告", Rows: rows}}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// totals adds what the form has sums for: 总计 of the kinds and of the endings, and the results.
func totals(f *account.Form, values map[account.Place]account.Number) {
	sum := func(t account.Table, row string, columns []law.ReportLabel) {
		for _, c := range columns {
			if c.Code != account.Total {
				values[account.Place{Table: t, Row: row, Column: account.Total}] += values[account.Place{Table: t, Row: row, Column: c.Code}]
			}
		}
	}
	kinds := f.Of(law.ReportApplicant)
	for _, row := range f.Of(law.ReportRow) {
		for _, k := range kinds {
			if strings.HasPrefix(row.Code, "3.") && row.Code != account.RowSum && k.Code != account.Total {
				values[account.Place{Table: account.Requests, Row: account.RowSum, Column: k.Code}] += values[account.Place{Table: account.Requests, Row: row.Code, Column: k.Code}]
			}
		}
		sum(account.Requests, row.Code, kinds)
	}
	for _, b := range f.Of(law.ReportPath) {
		sum(account.Remedies, b.Code, f.Of(law.ReportEnd))
	}
}
