package letter

import (
	"fmt"
	"strings"
)

// A part is a file within a DOCX (ECMA-376).
type part struct {
	name string
	data []byte
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS   = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	officeNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgNS    = "http://schemas.openxmlformats.org/package/2006/"
	wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// parts are the files of a DOCX in their order.
func (w *writer) parts(d Document) []part {
	out := []part{
		{"[Content_Types].xml", []byte(w.types())},
		{"_rels/.rels", []byte(relations([][2]string{{officeNS + "/officeDocument", "word/document.xml"}, {pkgNS + "relationships/metadata/core-properties", "docProps/core.xml"}}))},
		{"docProps/core.xml", []byte(xmlHead + `<cp:coreProperties xmlns:cp="` + pkgNS + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escaped(strings.ReplaceAll(d.Title, "\n", "")) + `</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>`)},
		{"word/document.xml", []byte(w.document(d.Pages))},
		{"word/_rels/document.xml.rels", []byte(relations(w.links()))},
		{"word/styles.xml", []byte(styles())},
		{"word/numbering.xml", []byte(w.numbering())},
		{"word/fontTable.xml", []byte(fontTable())},
		{"word/settings.xml", []byte(xmlHead + `<w:settings` + wordNS + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/></w:settings>`)},
		{"word/footer1.xml", []byte(footer("right"))},
		{"word/footer2.xml", []byte(footer("left"))},
	}
	if w.picture != nil {
		out = append(out, part{"word/media/image1.png", w.picture})
	}
	return out
}

func (w *writer) types() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<Types xmlns="` + pkgNS + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`)
	for _, p := range [][2]string{{"document", "document.main"}, {"styles", "styles"}, {"numbering", "numbering"}, {"settings", "settings"}, {"footer1", "footer"}, {"footer2", "footer"}, {"fontTable", "fontTable"}} {
		out.WriteString(`<Override PartName="/word/` + p[0] + `.xml" ContentType="` + wordType + p[1] + `+xml"/>`)
	}
	return out.String() + `</Types>`
}

// links are what the document refers to; their places are rId1 and so on.
func (w *writer) links() [][2]string {
	out := [][2]string{
		{officeNS + "/settings", "settings.xml"},
		{officeNS + "/footer", "footer1.xml"},
		{officeNS + "/footer", "footer2.xml"},
		{officeNS + "/styles", "styles.xml"},
		{officeNS + "/numbering", "numbering.xml"},
		{officeNS + "/fontTable", "fontTable.xml"},
	}
	if w.picture != nil {
		out = append(out, [2]string{officeNS + "/image", "media/image1.png"})
	}
	return out
}

func relations(links [][2]string) string {
	var out strings.Builder
	out.WriteString(xmlHead + `<Relationships xmlns="` + pkgNS + `relationships">`)
	for i, l := range links {
		fmt.Fprintf(&out, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i+1, l[0], l[1])
	}
	return out.String() + `</Relationships>`
}

// document is the body with its page. The grid has lines alone: a grid of
// characters makes LibreOffice set them twice as far apart.
func (w *writer) document(pages bool) string {
	feet := ""
	if pages {
		feet = `<w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/>`
	}
	return xmlHead + `<w:document` + wordNS + ` xmlns:r="` + officeNS + `" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>` +
		w.body.String() + `<w:sectPr>` + feet +
		fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="%d"/></w:sectPr></w:body></w:document>`,
			twips(pageWidth), twips(pageHeight), twips(top), twips(pageWidth-left-width), twips(pageHeight-top-height), twips(left), twips(pageHeight-top-height-7*mm-small), twips(line))
}

// footer is the number of a page (GB/T 9704-2012, 7.5).
func footer(jc string) string {
	words := func(s string) string { return run(span{num, s}, small, false) }
	dash := signs()["page"]
	field := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	return xmlHead + `<w:ftr` + wordNS + `><w:p><w:pPr><w:ind w:left="` + fmt.Sprint(twips(small)) + `" w:right="` + fmt.Sprint(twips(small)) + `"/><w:jc w:val="` + jc + `"/></w:pPr>` +
		words(dash+" ") + field("begin") + `<w:r><w:rPr>` + faces(num) + `<w:sz w:val="28"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` + field("separate") + words("1") + field("end") + words(" "+dash) + `</w:p></w:ftr>`
}

// styles are the paragraphs by name. Spaces between scripts, hanging punctuation
// and the rules about lone lines are off, for the lines of the grid to hold.
func styles() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<w:styles` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr>` + faces(fang) + `<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:style>`)
	for _, s := range []struct {
		id    style
		name  string
		face  face
		size  float64
		level int // in the outline, 0 is none
	}{
		{styleMark, "Issuing Mark", song, em, 0},
		{styleNumber, "Document Number", fang, em, 0},
		{styleTitle, "Title", song, large, 0},
		{styleLine, "Line", fang, em, 0},
		{styleBody, "Body Text", fang, em, 0},
		{styleH1, "heading 1", hei, em, 1},
		{styleH2, "heading 2", kai, em, 2},
		{styleH3, "heading 3", fang, em, 3},
		{styleH4, "heading 4", fang, em, 4},
		{styleItem, "List Item", fang, em, 0},
		{styleSign, "Signature", fang, em, 0},
		{styleCaption, "caption", hei, small, 0},
		{styleUnit, "Unit", fang, tableSize, 0},
		{styleImprint, "Imprint", fang, small, 0},
		{"Cell", "Table Cell", fang, tableSize, 0},
	} {
		outline := ""
		if s.level > 0 {
			outline = fmt.Sprintf(`<w:pPr><w:outlineLvl w:val="%d"/></w:pPr>`, s.level-1)
		}
		fmt.Fprintf(&out, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/>%s<w:rPr>%s<w:sz w:val="%d"/></w:rPr></w:style>`, s.id, s.name, outline, faces(s.face), int(s.size*2))
	}
	return out.String() + `</w:styles>`
}

// fontTable names fonts that may stand in for those that a machine does not have.
func fontTable() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<w:fonts` + wordNS + `>`)
	for _, f := range []face{fang, song, hei, kai, num} {
		var others []string
		for l := range strings.Lines(fontsText) {
			if name, ok := strings.CutPrefix(strings.TrimRight(l, "\r\n"), string(f)+"\t"); ok && name != officeNames()[f] {
				others = append(others, name)
			}
		}
		out.WriteString(`<w:font w:name="` + officeNames()[f] + `"><w:altName w:val="` + escaped(strings.Join(others, ",")) + `"/></w:font>`)
	}
	return out.String() + `</w:fonts>`
}

// numbering has a definition for each list, so that each begins at one.
func (w *writer) numbering() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<w:numbering` + wordNS + `>`)
	for i, form := range w.lists {
		fmt.Fprintf(&out, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>%s<w:lvlJc w:val="left"/><w:rPr>%s<w:spacing w:val="%d"/><w:sz w:val="32"/></w:rPr></w:lvl></w:abstractNum>`, i, form, faces(fang), int(pitch*20))
	}
	for i := range w.lists {
		fmt.Fprintf(&out, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`, i+1, i)
	}
	return out.String() + `</w:numbering>`
}
