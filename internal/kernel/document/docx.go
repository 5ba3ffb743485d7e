package document

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

func readDOCX(data []byte, lim Limits) (*Document, error) {
	a, err := openArchive(data, lim)
	if err != nil {
		return nil, err
	}
	if a.files["OFD.xml"] != nil {
		return nil, fault.New(fault.Invalid, "document.ofd")
	}
	main, err := a.relation("_rels/.rels", "/officeDocument")
	if err != nil {
		return nil, err
	}
	if main == "" {
		main = "word/document.xml"
	}
	if a.files[main] == nil || !strings.HasPrefix(path.Base(main), "document") {
		return nil, fault.New(fault.Invalid, "document.not_docx")
	}
	num, err := a.numbering(main)
	if err != nil {
		return nil, err
	}
	media, err := a.media(main)
	if err != nil {
		return nil, err
	}
	r := &docx{doc: &Document{Format: DOCX, Warnings: []Warning{}}, num: num, media: media, cells: lim.Cells}
	if err := a.read(main, r.read); err != nil {
		return nil, err
	}
	r.doc.Text = r.text.String()
	return r.doc, nil
}

// relation returns the target of the first relationship of the kind, "" if there is none.
func (a *archive) relation(rels, kind string) (string, error) {
	target := ""
	err := a.read(rels, func(x *xmlReader) error {
		for {
			t, err := x.next()
			if err != nil {
				return err
			}
			e, ok := t.(xml.StartElement)
			if ok && target == "" && tag(e.Name) == "rel:Relationship" && strings.HasSuffix(attr(e, "Type"), kind) {
				target = attr(e, "Target")
			}
		}
	})
	if target != "" && !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir(path.Dir(rels)), target)
	}
	return strings.TrimPrefix(path.Clean("/"+target), "/"), err
}

// media returns the names of the pictures of a part by their relation.
func (a *archive) media(main string) (map[string]string, error) {
	out := map[string]string{}
	err := a.read(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), func(x *xmlReader) error {
		for {
			t, err := x.next()
			if err != nil {
				return err
			}
			e, ok := t.(xml.StartElement)
			if ok && tag(e.Name) == "rel:Relationship" && strings.HasSuffix(attr(e, "Type"), "/image") && attr(e, "TargetMode") != "External" {
				out[attr(e, "Id")] = path.Base(attr(e, "Target"))
			}
		}
	})
	return out, err
}

// docx walks through the body of a DOCX and writes the canonical text.
type docx struct {
	xml   *xmlReader
	doc   *Document
	num   *numbering
	media map[string]string
	alt   string // of the drawing that was begun last
	text  strings.Builder
	cells int

	para    paragraph
	inText  bool // within w:t
	hidden  bool // of the run
	muted   int  // > 0 within a merged cell that is not shown
	nesting int  // of tables
	builder *tableBuilder
	table   Span
	cell    docxCell
	first   bool   // the next cell is the first of its row
	rowGone bool   // the row is a deleted revision
	within  string // w:pPr or w:trPr
}

type paragraph struct {
	open    bool
	start   int
	style   string
	outline int // level of a heading, set beside the style; 0 is none
	numID   string
	level   int
	counted bool // has its own w:numPr
	begun   bool // has its number
	joined  bool // its mark is deleted: the next paragraph continues it
}

// set takes a property of the paragraph.
func (p *paragraph) set(name, val string) {
	switch name {
	case "w:pStyle":
		p.style = val
	case "w:outlineLvl":
		p.outline = outlineLevel(val)
	case "w:ilvl":
		p.level, _ = strconv.Atoi(val)
	case "w:numId":
		p.numID, p.counted = val, true
	}
}

type docxCell struct {
	index      int // in the table, -1 if merged into another
	start      int
	span       int
	down, left bool // merged into the cell above, or before
	placed     bool
}

// skipped elements hold nothing that is shown, or what was before a revision.
var skipped = map[string]bool{
	"w:del": true, "w:moveFrom": true, "w:pPrChange": true, "w:rPrChange": true, "w:tblPrChange": true, "w:trPrChange": true,
	"w:tcPrChange": true, "w:sectPrChange": true, "w:numberingChange": true, "w:tblGridChange": true, "mc:Fallback": true,
	"w:sectPr": true, "w:sdtPr": true, "w:instrText": true, "w:tabs": true,
}

// noticed elements are left out with a warning.
var noticed = map[string]string{
	"w:txbxContent": "document.text_box", "w:footnoteReference": "document.footnote", "w:endnoteReference": "document.footnote",
	"w:commentReference": "document.comment", "w:altChunk": "document.embedded", "w:object": "document.embedded",
}

func (r *docx) read(x *xmlReader) error {
	r.xml = x
	for {
		t, err := r.xml.next()
		if err != nil {
			r.endParagraph(true)
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			err = r.start(t)
		case xml.EndElement:
			err = r.end(tag(t.Name))
		case xml.CharData:
			if r.inText {
				r.chars(string(t))
			}
		}
		if err != nil {
			return err
		}
	}
}

func (r *docx) start(e xml.StartElement) error {
	name := tag(e.Name)
	switch {
	case name == "w:del" && r.within != "":
		r.para.joined = r.within == "w:pPr"
		r.rowGone = r.within == "w:trPr"
		return r.skip("")
	case skipped[name]:
		return r.skip("")
	case name == "pic:pic":
		return r.picture()
	case noticed[name] != "":
		return r.skip(noticed[name])
	}
	switch name {
	case "w:tbl", "w:tr", "w:tc", "w:gridBefore", "w:gridSpan", "w:vMerge", "w:hMerge":
		return r.startTable(name, e)
	case "w:p":
		return r.startParagraph()
	case "w:pPr", "w:trPr":
		r.within = name
	case "wp:docPr":
		r.alt = strings.Join(strings.Fields(attr(e, "descr")), " ")
	case "w:pStyle", "w:outlineLvl", "w:ilvl", "w:numId":
		r.para.set(name, attr(e, "val"))
	case "w:r":
		r.hidden = false
	case "w:vanish":
		v := attr(e, "val")
		r.hidden = v != "0" && v != "false" && v != "off"
	case "w:t", "m:t":
		r.inText = true
	case "w:tab", "w:ptab":
		r.chars("\t")
	case "w:br", "w:cr":
		r.chars("\n")
	case "w:noBreakHyphen":
		r.chars("-")
	case "w:sym":
		r.symbol(attr(e, "char"))
	}
	return nil
}

func (r *docx) end(name string) error {
	switch name {
	case "w:pPr":
		r.within = ""
		r.number()
	case "w:trPr":
		r.within = ""
	case "w:p":
		r.endParagraph(false)
	case "w:t", "m:t":
		r.inText = false
	case "w:tc", "w:tr", "w:tbl":
		return r.endTable(name)
	}
	return nil
}

// picture leaves out a picture with a warning, and notes its name and what it shows.
func (r *docx) picture() error {
	p := Picture{At: r.text.Len(), Alt: r.alt}
	r.alt = ""
	for depth := r.xml.depth; r.xml.depth >= depth; {
		t, err := r.xml.next()
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && tag(e.Name) == "a:blip" && p.Name == "" {
			p.Name = r.media[attr(e, "embed")]
		}
	}
	if r.muted == 0 {
		r.doc.Pictures = append(r.doc.Pictures, p)
		r.warn("document.image", "")
	}
	return nil
}

// skip reads to the end of the element that was just begun. With a key it adds
// a warning with the beginning of the text that is left out.
func (r *docx) skip(key string) error {
	var lost strings.Builder
	for depth := r.xml.depth; r.xml.depth >= depth; {
		t, err := r.xml.next()
		if err != nil {
			return err
		}
		if c, ok := t.(xml.CharData); ok && lost.Len() < 240 {
			lost.Write(c)
		}
	}
	if key != "" {
		r.warn(key, excerpt(lost.String()))
	}
	return nil
}

// excerpt shortens a text for a message.
func excerpt(s string) string {
	const longest = 40 // characters
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

func (r *docx) warn(key, text string) {
	at := r.text.Len()
	w := Warning{Text: fault.T(key), Span: Span{at, at}}
	if text != "" {
		w.Args = []any{text}
	}
	r.doc.Warnings = append(r.doc.Warnings, w)
}

// chars writes text that is shown.
func (r *docx) chars(s string) {
	switch {
	case r.muted > 0:
	case r.hidden && strings.TrimSpace(s) != "":
		r.warn("document.hidden", excerpt(s))
	case !r.hidden:
		r.text.WriteString(strings.ToValidUTF8(strings.ReplaceAll(s, "\r", ""), ""))
	}
}

// symbol writes a character of a symbol font; those of the private area have no meaning outside the font.
func (r *docx) symbol(hex string) {
	n, err := strconv.ParseUint(hex, 16, 21)
	if err != nil || n < ' ' || n >= 0xe000 && n <= 0xf8ff {
		r.warn("document.symbol", hex)
		return
	}
	r.chars(string(rune(n)))
}

// startParagraph begins a paragraph. In a cell a line break stands before each but the first.
func (r *docx) startParagraph() error {
	if err := r.place(); err != nil {
		return err
	}
	if r.para.joined {
		r.para.joined = false
		return nil
	}
	r.hidden = false
	if r.nesting > 0 && r.muted == 0 && r.text.Len() > r.cell.start {
		r.text.WriteByte('\n')
	}
	r.para = paragraph{open: true, start: r.text.Len()}
	return nil
}

// number writes the automatic number of the paragraph.
func (r *docx) number() {
	p := &r.para
	if !p.open || p.begun || r.muted > 0 {
		return
	}
	p.begun = true
	if !p.counted {
		p.numID, p.level = r.num.ofStyle(p.style)
	}
	r.text.WriteString(r.num.next(p.numID, p.level))
}

// endParagraph ends the paragraph. One whose mark is deleted goes on unless it is the last.
func (r *docx) endParagraph(last bool) {
	p := &r.para
	if !p.open || p.joined && !last {
		return
	}
	p.open, p.joined = false, false
	if r.nesting > 0 || r.muted > 0 {
		return
	}
	s := Span{p.start, r.text.Len()}
	r.text.WriteByte('\n')
	if strings.TrimSpace(r.text.String()[s.Start:s.End]) != "" {
		lvl := p.outline
		if lvl == 0 {
			lvl = r.num.heading(p.style)
		}
		r.doc.Blocks = append(r.doc.Blocks, Block{Span: s, Level: max(lvl, 0), Bullet: r.num.bullet(p.numID, p.level)})
	}
}
