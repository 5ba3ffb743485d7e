package extract_test

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/kernel/extract"
)

// book makes a workbook with one cell that is seen and what change does to it.
func book(tb testing.TB, change func(f *excelize.File) error) []byte {
	tb.Helper()
	f := excelize.NewFile()
	must(tb, f.SetCellStr("Sheet1", "A1", "甲"))
	must(tb, change(f))
	var b bytes.Buffer
	must(tb, f.Write(&b))
	must(tb, f.Close())
	return b.Bytes()
}

// steps does one thing after the other.
func steps(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestWorkbook(t *testing.T) {
	sheet2 := func(f *excelize.File) error {
		_, err := f.NewSheet("人员")
		return steps(err, f.SetCellStr("人员", "A1", "张三"), f.SetCellStr("人员", "B2", "李四"))
	}
	for name, c := range map[string]struct {
		change func(f *excelize.File) error
		want   want
	}{
		"plain":       {func(f *excelize.File) error { return f.SetCellStr("Sheet1", "B1", "乙") }, want{part: "sheet:Sheet1", text: "甲\t乙", kind: extract.Metadata, trace: "xuri"}},
		"hidden":      {func(f *excelize.File) error { return steps(sheet2(f), f.SetSheetVisible("人员", false)) }, want{"sheet:人员", "张三\n李四", true, extract.HiddenSheet, "人员"}},
		"very hidden": {func(f *excelize.File) error { return steps(sheet2(f), f.SetSheetVisible("人员", false, true)) }, want{"sheet:人员", "张三\n李四", true, extract.HiddenSheet, "人员"}},
		"row": {func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "A2", "密"), f.SetRowVisible("Sheet1", 2, false))
		}, want{"sheet:Sheet1#hidden", "密", true, extract.HiddenRow, "2 密"}},
		"column": {func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "C1", "密"), f.SetColVisible("Sheet1", "B:D", false))
		}, want{"sheet:Sheet1#hidden", "密", true, extract.HiddenColumn, "C 密"}},
		"format": {func(f *excelize.File) error {
			code := ";;;"
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			return steps(err, f.SetCellStr("Sheet1", "B1", "密"), f.SetCellStyle("Sheet1", "B1", "B1", id))
		}, want{"sheet:Sheet1#hidden", "密", true, extract.HiddenCell, "B 密"}},
		"comment": {func(f *excelize.File) error {
			return f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "王五", Paragraph: []excelize.RichTextRun{{Text: "电话"}, {Text: "不公开"}}})
		}, want{"xl/comments1.xml", "王五\n电话不公开", true, extract.Comment, "王五 电话不公开"}},
		"name": {func(f *excelize.File) error {
			return f.SetDefinedName(&excelize.DefinedName{Name: "底数", RefersTo: `"张三"`})
		}, want{part: "xl/workbook.xml", text: `"张三"`, hidden: true, kind: extract.Metadata}},
		"margin": {func(f *excelize.File) error {
			return f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: "&C内部资料"})
		}, want{part: "sheet:Sheet1#margin", text: "&C内部资料", kind: extract.Metadata}},
		"formula": {func(f *excelize.File) error {
			return steps(f.SetCellFormula("Sheet1", "B1", "A1&\"x\""), f.SetCellStr("Sheet1", "B1", "甲x"))
		}, want{part: "sheet:Sheet1", text: "甲\t甲x", kind: extract.Metadata}},
		"merged": {func(f *excelize.File) error {
			return steps(f.SetCellStr("Sheet1", "C1", "丙"), f.MergeCell("Sheet1", "A1", "B1"))
		}, want{part: "sheet:Sheet1", text: "甲\t丙", kind: extract.Metadata}},
		"properties": {func(f *excelize.File) error {
			return f.SetDocProps(&excelize.DocProperties{Creator: "张三"})
		}, want{kind: extract.Metadata, trace: "张三"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "a.xlsx", book(t, c.change))
			check(t, f, c.want)
			if f.Type != "xlsx" {
				t.Error(f.Type)
			}
		})
	}
}

// TestWorkbookParts: what a workbook keeps of other places is read too.
func TestWorkbookParts(t *testing.T) {
	base := map[string]string{
		"[Content_Types].xml":        "<Types/>",
		"xl/_rels/workbook.xml.rels": rels + `<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c></row></sheetData></worksheet>`,
	}
	for name, c := range map[string]struct {
		part, text string
		want       want
	}{
		"pivot":    {"xl/pivotCache/pivotCacheRecords1.xml", `<x><s v="张三丰"/></x>`, want{"xl/pivotCache/pivotCacheRecords1.xml", "张三丰", true, extract.Copy, "张三丰"}},
		"linked":   {"xl/externalLinks/externalLink1.xml", `<x><v>李四</v></x>`, want{"xl/externalLinks/externalLink1.xml", "李四", true, extract.Copy, "李四"}},
		"revision": {"xl/revisions/revisionLog1.xml", `<x><t>旧值</t></x>`, want{"xl/revisions/revisionLog1.xml", "旧值", true, extract.Revision, "旧值"}},
		"drawing":  {"xl/drawings/drawing1.xml", `<x><p><r><t>图</t></r><r><t>中</t></r></p></x>`, want{part: "xl/drawings/drawing1.xml", text: "图中"}},
		"label":    {"docMetadata/LabelInfo.xml", "<x/>", want{kind: extract.Metadata, trace: "LabelInfo"}},
		"cells":    {"xl/cellimages.xml", `<x descr="照片"/>`, want{part: "xl/cellimages.xml", text: "照片"}},
		"path":     {"xl/workbook.xml", strings.Replace(base["xl/workbook.xml"], "<sheets>", `<a:absPath xmlns:a="a" url="C:\Users\zhangsan\"/><sheets>`, 1), want{kind: extract.Metadata, trace: "zhangsan"}},
		"macro":    {"xl/vbaProject.bin", "x", want{kind: extract.Macro}},
		"plain":    {"xl/calcChain.xml", "<x/>", want{part: "sheet:表", text: "甲乙"}},
	} {
		t.Run(name, func(t *testing.T) {
			parts := maps.Clone(base)
			parts[c.part] = c.text
			check(t, read(t, "a.xlsx", pack(t, parts)), c.want)
		})
	}
}
