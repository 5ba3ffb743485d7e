package redact

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/kernel/sheet"
)

func book(tb testing.TB, change func(f *excelize.File) error) []byte {
	tb.Helper()
	f := excelize.NewFile()
	must(tb, f.SetSheetRow("Sheet1", "A1", &[]any{"张三", 30, "局长"}))
	must(tb, change(f))
	var b bytes.Buffer
	must(tb, f.Write(&b))
	must(tb, f.Close())
	return b.Bytes()
}

func steps(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// computed sets a cell with a formula and what a program computed last.
func computedCell(f *excelize.File, cell, formula string, value any) error {
	return steps(f.SetCellValue("Sheet1", cell, value), f.SetCellFormula("Sheet1", cell, formula))
}

func TestBook(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f *excelize.File) error
		want   string
	}{
		"text": {func(*excelize.File) error { return nil }, hole + "\t30\t局长\n"},
		"rich": {func(f *excelize.File) error {
			return f.SetCellRichText("Sheet1", "A1", []excelize.RichTextRun{{Text: "申请人张"}, {Text: "三来访", Font: &excelize.Font{Bold: true}}})
		}, "申请人" + hole + "来访\t30\t局长\n"},
		"hidden row": {func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "A2", "张三密"), f.SetRowVisible("Sheet1", 2, false))
		}, hole + "\t30\t局长\n"},
		"hidden column": {func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "D1", "张三密"), f.SetColVisible("Sheet1", "D", false))
		}, hole + "\t30\t局长\n"},
		"hidden sheet": {func(f *excelize.File) error {
			_, err := f.NewSheet("名单")
			return steps(err, f.SetCellStr("名单", "A1", "张三"), f.SetSheetVisible("名单", false))
		}, hole + "\t30\t局长\n"},
		"merged": {func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "A3", "合"), f.SetCellStr("Sheet1", "B3", "张三"), f.MergeCell("Sheet1", "A3", "B3"))
		}, hole + "\t30\t局长\n合\n"},
		"comment": {func(f *excelize.File) error {
			return f.AddComment("Sheet1", excelize.Comment{Cell: "C1", Author: "张三", Paragraph: []excelize.RichTextRun{{Text: "张三说"}}})
		}, hole + "\t30\t局长\n"},
		"names": {func(f *excelize.File) error {
			return f.SetDefinedName(&excelize.DefinedName{Name: "张三", RefersTo: "Sheet1!$A$1", Comment: "张三"})
		}, hole + "\t30\t局长\n"},
		"list": {func(f *excelize.File) error {
			v := excelize.NewDataValidation(true)
			v.SetSqref("A1:A9")
			return steps(v.SetDropList([]string{"张三", "李四"}), f.AddDataValidation("Sheet1", v))
		}, hole + "\t30\t局长\n"},
		"condition": {func(f *excelize.File) error {
			return f.SetConditionalFormat("Sheet1", "A1:A9", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: `$A1="张三"`}})
		}, hole + "\t30\t局长\n"},
		"link": {func(f *excelize.File) error {
			return f.SetCellHyperLink("Sheet1", "A1", "https://example.cn/张三", "External")
		}, hole + "\t30\t局长\n"},
		"properties": {func(f *excelize.File) error { return f.SetDocProps(&excelize.DocProperties{Creator: "张三"}) }, hole + "\t30\t局长\n"},
		"a copy":     {func(f *excelize.File) error { return computedCell(f, "A2", "A1", "张三") }, hole + "\t30\t局长\n" + hole + "\n"},
		"a copy of it": {func(f *excelize.File) error {
			return steps(computedCell(f, "A2", "A1", "张三"), computedCell(f, "A3", `A2&"!"`, "张三!"), computedCell(f, "A4", "B1*2", 60))
		}, hole + "\t30\t局长\n" + hole + "\n" + hole + "\n60\n"},
		"a count":   {func(f *excelize.File) error { return computedCell(f, "B2", "COUNTA($A$1:A1)", 1) }, hole + "\t30\t局长\n" + hole + "\n"},
		"indirect":  {func(f *excelize.File) error { return computedCell(f, "B2", `INDIRECT("B"&1)`, 30) }, hole + "\t30\t局长\n" + hole + "\n"},
		"unrelated": {func(f *excelize.File) error { return computedCell(f, "B2", `SUM(B1:B1)+LOG10(1)`, 30) }, hole + "\t30\t局长\n30\n"},
		"escaped":   {func(f *excelize.File) error { return f.SetCellStr("Sheet1", "A2", "_x5F20_三") }, hole + "\t30\t局长\n" + hole + "\n"},
		"in a title": {func(f *excelize.File) error {
			return f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: "&C张三名单"})
		}, hole + "\t30\t局长\n|&C" + hole + "名单\n"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, "a.xlsx", book(t, c.change))
			r := apply(t, d, marks(t, d, "张三"))
			absent(t, r, "张三")
			var got []string
			for _, p := range open(t, "b.xlsx", r.Data).Parts[1:] {
				got = append(got, p.Text)
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("%q, want %q", s, c.want)
			}
			f, err := excelize.OpenReader(bytes.NewReader(r.Data))
			must(t, err)
			if v, err := f.GetCellValue("Sheet1", "C1"); err != nil || v != "局长" {
				t.Errorf("another reader sees %q: %v", v, err)
			}
			must(t, f.Close())
		})
	}
}

// TestBookNumber: a number goes as a whole, whatever its format shows, and its column and row get their usual size.
func TestBookNumber(t *testing.T) {
	d := open(t, "a.xlsx", book(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		return steps(err, f.SetCellValue("Sheet1", "D1", 45123), f.SetCellStyle("Sheet1", "D1", "D1", style), f.SetColWidth("Sheet1", "D", "D", 61), f.SetRowHeight("Sheet1", 1, 77))
	}))
	r := apply(t, d, marks(t, d, "2023-07-16"))
	absent(t, r, "45123", "2023-07-16")
	b, err := sheet.Read("a.xlsx", r.Data, sheet.Limits{})
	must(t, err)
	if got := b.Sheets[0].Rows[0].At(3); got != hole {
		t.Errorf("%q", got)
	}
	j := job{doc: d, out: r.Data}
	all, err := j.members()
	must(t, err)
	for _, m := range all {
		if bytes.Contains(m.data, []byte("61")) && strings.Contains(m.name, "worksheets") || bytes.Contains(m.data, []byte(`ht="77"`)) {
			t.Errorf("%s keeps a size", m.name)
		}
	}
}

// TestBookTab: the name of a sheet cannot hold a label, but loses its own.
func TestBookTab(t *testing.T) {
	d := open(t, "a.xlsx", book(t, func(f *excelize.File) error {
		_, err := f.NewSheet("张三")
		return steps(err, f.SetCellStr("张三", "A1", "来访"))
	}))
	r := apply(t, d, marks(t, d, "张三"))
	absent(t, r, "张三")
	b, err := sheet.Read("a.xlsx", r.Data, sheet.Limits{})
	must(t, err)
	if len(b.Sheets) != 2 || b.Sheets[1].Name != "Sheet2" {
		t.Errorf("%+v", b.Sheets)
	}
}

func TestBookRefuses(t *testing.T) {
	_, err := Open("a.xlsx", book(t, func(f *excelize.File) error {
		return f.AddChart("Sheet1", "E1", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$B$1:$B$1"}}})
	}))
	wants(t, err, "redact.drawing")
}

func TestRefers(t *testing.T) {
	for formula, want := range map[string]struct {
		blocks []hit
		all    bool
	}{
		"A1+$B$2":             {[]hit{{"", 2, 2, 1, 1}, {"", 2, 2, 1, 1}}, false},
		"SUM(A1:B3)":          {[]hit{{"", 2, 4, 1, 2}}, false},
		"'名 单'!C4":            {[]hit{{"名 单", 5, 5, 3, 3}}, false},
		"COUNTIF(A:A,\"B9\")": {[]hit{{"", 1, farLine, 0, farCol}}, false},
		"VAT*2":               {nil, true},
		"OFFSET(A1,1,1)":      {nil, true},
		"[1]Sheet1!A1":        {nil, true},
		"1+2":                 {nil, false},
	} {
		got, all := refers(formula, 1, 1)
		if all != want.all || !all && len(got) != len(want.blocks) {
			t.Errorf("%s: %+v %v", formula, got, all)
			continue
		}
		for i := range want.blocks {
			if !all && got[i] != want.blocks[i] {
				t.Errorf("%s: %+v, want %+v", formula, got[i], want.blocks[i])
			}
		}
	}
}

type hit = block

// TestBookBroken breaks steps: what is kept of a sheet beside its cells has to be seen by the search.
func TestBookBroken(t *testing.T) {
	for entry, change := range map[string]func(f *excelize.File) error{
		"x:dataValidations": func(f *excelize.File) error {
			v := excelize.NewDataValidation(true)
			v.SetSqref("A1:A9")
			return steps(v.SetDropList([]string{"张三", "李四"}), f.AddDataValidation("Sheet1", v))
		},
		"x:conditionalFormatting": func(f *excelize.File) error {
			return f.SetConditionalFormat("Sheet1", "A1:A9", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: `$A1="张三"`}})
		},
		"x:hyperlinks": func(f *excelize.File) error {
			return f.SetCellHyperLink("Sheet1", "A1", "Sheet1!张三", "Location", excelize.HyperlinkOpts{})
		},
		"x:autoFilter": func(f *excelize.File) error {
			return f.AutoFilter("Sheet1", "A1:B1", []excelize.AutoFilterOptions{{Column: "A", Expression: "x == 张三"}})
		},
	} {
		t.Run(entry, func(t *testing.T) {
			d := open(t, "a.xlsx", book(t, change))
			m := marks(t, d, "张三")
			apply(t, d, m)
			sheetKept[entry] = true
			defer delete(sheetKept, entry)
			if r, err := d.Apply(m, label); err == nil || len(r.Data) > 0 {
				t.Error("a broken step goes unseen")
			}
		})
	}
}
