package letter

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"strings"
	"sync"
)

//go:embed names.tsv
var namesText string

// officeNames are the names of fonts by their roles, as names.tsv has them.
var officeNames = sync.OnceValue(func() map[face]string {
	out := map[face]string{}
	for l := range strings.Lines(namesText) {
		if role, name, ok := strings.Cut(strings.TrimRight(l, "\r\n"), "\t"); ok {
			out[face(role)] = name
		}
	}
	return out
})

// DOCX writes a document for an office program: real paragraphs with styles,
// numbered lists and tables with merged cells, in the fonts that an office has. The
// same document gives the same bytes, and nobody's name is in it.
//
// Errors: TooLarge if the address of the QR code is too long.
func DOCX(d Document) ([]byte, error) {
	w := &writer{}
	for _, one := range flowOf(d) {
		switch {
		case one.par != nil:
			w.par(*one.par)
		case one.table != nil:
			w.table(one.table)
		case one.code != nil:
			if err := w.code(*one.code); err != nil {
				return nil, err
			}
		}
	}
	return w.pack(d)
}

// A writer writes the body of a DOCX.
type writer struct {
	body    strings.Builder
	lists   []string // what stands for the number in each list, as the program of an office has it
	number  int      // of the list that was begun last
	picture []byte
}

// twips are twentieths of a point.
func twips(points float64) int { return int(points*20 + 0.5) }

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// run writes words in one face. In the text 28 characters go into a line.
func run(s span, size float64, red bool) string {
	if s.text == "" {
		return ""
	}
	extra := ""
	if red {
		extra = `<w:color w:val="E60012"/>`
	}
	if size == em {
		extra += fmt.Sprintf(`<w:spacing w:val="%d"/>`, int(pitch*20))
	}
	var text strings.Builder
	for i, l := range strings.Split(s.text, "\n") {
		if i > 0 {
			text.WriteString(`<w:br/>`)
		}
		text.WriteString(`<w:t xml:space="preserve">` + escaped(l) + `</w:t>`)
	}
	half := int(size*2 + 0.5)
	return `<w:r><w:rPr>` + faces(s.face) + extra + fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half) + `</w:rPr>` + text.String() + `</w:r>`
}

func faces(f face) string {
	name := officeNames()[f]
	return fmt.Sprintf(`<w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s" w:cs="%[1]s" w:hint="eastAsia"/>`, name)
}

// justified are the words for where a paragraph stands.
var justified = map[Align]string{"": "both", Left: "left", Center: "center", Right: "right"}

// par writes a paragraph with what makes it differ from its style.
func (w *writer) par(p par) {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:pStyle w:val="%s"/>`, p.style)
	if p.keep {
		b.WriteString(`<w:keepNext/><w:keepLines/>`)
	}
	if p.page {
		b.WriteString(`<w:pageBreakBefore/>`)
	}
	if numbered := w.listed(&p); numbered != "" {
		b.WriteString(numbered)
	}
	if p.rule && p.red {
		b.WriteString(`<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="11" w:color="E60012"/></w:pBdr>`)
	} else if p.rule {
		b.WriteString(`<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>`)
	}
	if p.line != line { // the grid would make it twice as high
		b.WriteString(`<w:snapToGrid w:val="0"/>`)
	}
	fmt.Fprintf(&b, `<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, twips(p.before), twips(p.after), twips(p.line))
	fmt.Fprintf(&b, `<w:ind w:left="%d" w:right="%d" w:firstLine="%d"/>`, twips(p.indent), twips(p.right), twips(p.first))
	fmt.Fprintf(&b, `<w:jc w:val="%s"/>`, justified[p.align])
	w.body.WriteString(`<w:p><w:pPr>` + b.String() + `</w:pPr>`)
	if p.label != "" {
		w.body.WriteString(run(span{fang, p.label}, p.size, false))
	}
	for _, s := range p.spans {
		w.body.WriteString(run(s, p.size, p.style == styleMark))
	}
	w.body.WriteString(`</w:p>`)
}

// listed makes the label of an item the number of a real list, if an office
// program can count that way, and takes it from the text.
func (w *writer) listed(p *par) string {
	if p.list == 0 {
		return ""
	}
	if p.list != w.number {
		form := counts(p.label)
		if form == "" {
			return ""
		}
		w.number = p.list
		w.lists = append(w.lists, form)
	}
	p.label = ""
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, len(w.lists))
}

// counts is how a list counts whose first label is this: the format and the text
// of its numbers; "" if it does not begin with one.
func counts(label string) string {
	for _, c := range []struct{ one, format string }{{"1", "decimal"}, {"\u2460", "decimalEnclosedCircle"}, {numeral(1), "chineseCounting"}} {
		if before, after, ok := strings.Cut(label, c.one); ok {
			return fmt.Sprintf(`<w:numFmt w:val="%s"/><w:suff w:val="nothing"/><w:lvlText w:val="%s%%1%s"/>`, c.format, escaped(before), escaped(after))
		}
	}
	return ""
}

// table writes a table. Below it stands a paragraph of the height that the PDF
// leaves free: a table has no space of its own.
func (w *writer) table(t *Table) {
	if len(t.Rows) == 0 {
		return
	}
	g := t.grid()
	widths := make([]int, 0, g.width())
	for _, share := range t.widths(&g) {
		widths = append(widths, twips(share*width))
	}
	b := &w.body
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + fmt.Sprint(twips(width)) + `" w:type="dxa"/><w:tblInd w:w="` + fmt.Sprint(twips(padAcross)) + `" w:type="dxa"/><w:tblBorders>`)
	for _, edge := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + edge + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	fmt.Fprintf(b, `</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="%[2]d" w:type="dxa"/><w:left w:w="%[1]d" w:type="dxa"/><w:bottom w:w="%[2]d" w:type="dxa"/><w:right w:w="%[1]d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`, twips(padAcross), twips(padDown))
	for _, c := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, c)
	}
	b.WriteString(`</w:tblGrid>`)
	for r := range g.at {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if g.blank(r) && t.Blank > 0 {
			fmt.Fprintf(b, `<w:trHeight w:val="%d" w:hRule="atLeast"/>`, twips(t.Blank))
		}
		if r < t.Head {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		for c := 0; c < len(g.at[r]); c += g.at[r][c].across {
			w.cell(t, g.at[r][c], r, widths)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	fmt.Fprintf(b, `<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/></w:pPr></w:p>`, twips(afterwards))
}

// cell writes a cell, or what goes on of one that began in a row above.
func (w *writer) cell(t *Table, s *slot, r int, widths []int) {
	wide := 0
	for _, c := range widths[s.col : s.col+s.across] {
		wide += c
	}
	b := &w.body
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, wide)
	if s.across > 1 {
		fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, s.across)
	}
	switch {
	case s.down > 1 && s.row == r:
		b.WriteString(`<w:vMerge w:val="restart"/>`)
	case s.down > 1:
		b.WriteString(`<w:vMerge/>`)
	}
	b.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	text := ""
	if s.row == r {
		text = s.cell.Text
	}
	align := s.cell.Align
	if align == "" {
		align = Left
	}
	for l := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="Cell"/><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/><w:jc w:val="%s"/></w:pPr>%s</w:p>`,
			twips(t.size()*leading), justified[align], run(span{fang, l}, t.size(), false))
	}
	b.WriteString(`</w:tc>`)
}

// code writes the QR code with its text beside it: a table without lines.
func (w *writer) code(c Code) error {
	s, err := c.square()
	if err != nil {
		return err
	}
	if w.picture, err = s.png(); err != nil {
		return fmt.Errorf("letter.DOCX: %w", err)
	}
	emu := int(side * 12700) // points in the unit of drawings
	fmt.Fprintf(&w.body, `<w:p><w:pPr><w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:line="%d" w:lineRule="exact"/></w:pPr></w:p><w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblInd w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="%[4]d"/><w:gridCol w:w="%[5]d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%[4]d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:snapToGrid w:val="0"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[6]d" cy="%[6]d"/><wp:docPr id="1" name="QR" descr="%[7]s"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="QR"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId7"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[6]d" cy="%[6]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p></w:tc><w:tc><w:tcPr><w:tcW w:w="%[5]d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="360" w:lineRule="exact"/></w:pPr>%[8]s</w:p></w:tc></w:tr></w:tbl>`,
		twips(line/2), twips(width-2*em), twips(2*em), twips(side+codeGap), twips(width-2*em-side-codeGap), emu, escaped(c.URL), run(span{fang, c.Text}, tableSize, false))
	w.body.WriteString(`<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>`)
	return nil
}

// pack puts the parts together.
func (w *writer) pack(d Document) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range w.parts(d) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate}) // of no time: the same bytes for the same document
		if err != nil {
			return nil, fmt.Errorf("letter.DOCX: %w", err)
		}
		if _, err := f.Write(part.data); err != nil {
			return nil, fmt.Errorf("letter.DOCX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("letter.DOCX: %w", err)
	}
	return out.Bytes(), nil
}
