package document

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

func readDOCX(data []byte, lim Limits) (*Document, error) {
	a, main, err := openDOCX(data, lim)
	if err != nil {
		return nil, err
	}
	num, err := readNumbering(a, main)
	if err != nil {
		return nil, err
	}
	r := newDOCX(num, lim)
	if r.media, err = pictures(a, main); err != nil {
		return nil, err
	}
	if err := a.XML(main, r.read); err != nil {
		return nil, err
	}
	r.doc.Text = r.text.String()
	return r.doc, nil
}

// openDOCX opens the archive and finds its main part.
func openDOCX(data []byte, lim Limits) (a *archive.Archive, main string, err error) {
	a, err = archive.Open(data, archive.Limits{Entries: lim.Entries, Inflated: lim.Inflated, Ratio: lim.Ratio, Depth: lim.Depth})
	if err != nil {
		return nil, "", err
	}
	if a.Has("OFD.xml") {
		return nil, "", fault.New(fault.Invalid, "document.ofd")
	}
	if main, err = relation(a, "_rels/.rels", "/officeDocument"); err != nil {
		return nil, "", err
	}
	if main == "" {
		main = "word/document.xml"
	}
	if !a.Has(main) || !strings.HasPrefix(path.Base(main), "document") {
		return nil, "", fault.New(fault.Invalid, "document.not_docx")
	}
	return a, main, nil
}

// relation returns the target of the first relationship of the kind, "" if there is none.
func relation(a *archive.Archive, rels, kind string) (string, error) {
	target := ""
	err := a.XML(rels, func(x *archive.XML) error {
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			e, ok := t.(xml.StartElement)
			if ok && target == "" && tag(e.Name) == "rel:Relationship" && strings.HasSuffix(archive.Attr(e, "Type"), kind) {
				target = archive.Attr(e, "Target")
			}
		}
	})
	if target != "" && !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir(path.Dir(rels)), target)
	}
	return strings.TrimPrefix(path.Clean("/"+target), "/"), err
}

// pictures returns the names of the pictures of a part by their relation.
func pictures(a *archive.Archive, main string) (map[string]string, error) {
	out := map[string]string{}
	err := a.XML(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), func(x *archive.XML) error {
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			e, ok := t.(xml.StartElement)
			if ok && tag(e.Name) == "rel:Relationship" && strings.HasSuffix(archive.Attr(e, "Type"), "/image") && archive.Attr(e, "TargetMode") != "External" {
				out[archive.Attr(e, "Id")] = path.Base(archive.Attr(e, "Target"))
			}
		}
	})
	return out, err
}

// docx walks through the body of a DOCX and writes the canonical text.
type docx struct {
	xml   *archive.XML
	doc   *Document
	num   *numbering
	media map[string]string
	alt   string // of the drawing that was begun last
	text  strings.Builder
	cells int

	para   paragraph
	inText bool         // within w:t
	hidden bool         // of the run
	muted  int          // > 0 within a merged cell that is not shown
	unseen int          // > 0 within tables of such a cell
	tables []*docxTable // that are being read, the innermost last
	within string       // w:pPr or w:trPr
	aside  *asides      // nil: what stands beside the text is only warned of
}

func newDOCX(num *numbering, lim Limits) *docx {
	return &docx{doc: &Document{Format: DOCX, Warnings: []Warning{}}, num: num, cells: lim.Cells}
}

type paragraph struct {
	open    bool
	start   int
	style   string
	outline int // level of a heading, set beside the style; 0 is none
	numID   string
	level   int
	hidden  bool // by its style
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

// shown elements are characters.
var shown = map[string]string{"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}

func (r *docx) read(x *archive.XML) error {
	r.xml = x
	for {
		t, err := r.xml.Next()
		if err != nil {
			r.endParagraph(true)
			return err
		}
		if err := r.token(t); err != nil {
			return err
		}
	}
}

func (r *docx) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		return r.end(tag(t.Name))
	case xml.CharData:
		if r.inText {
			r.chars(string(t))
		}
	}
	return nil
}

func (r *docx) start(e xml.StartElement) error {
	name := tag(e.Name)
	switch {
	case name == "w:del" && r.within != "":
		r.para.joined = r.within == "w:pPr"
		if t := r.inTable(); t != nil && r.unseen == 0 {
			t.rowGone = r.within == "w:trPr"
		}
		return r.leave(name, e)
	case skipped[name]:
		return r.leave(name, e)
	case name == "pic:pic":
		return r.picture()
	case name == "w:txbxContent" && r.aside != nil:
		return r.box()
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
	case "w:pStyle", "w:outlineLvl", "w:ilvl", "w:numId":
		r.para.set(name, archive.Attr(e, "val"))
		r.para.hidden = r.num.hides(r.para.style)
	case "w:r":
		r.hidden = r.para.hidden
	case "w:rStyle":
		r.hidden = r.hidden || r.num.hides(archive.Attr(e, "val"))
	case "w:vanish":
		r.hidden = on(archive.Attr(e, "val"))
	case "w:t", "m:t":
		r.inText = true
	case "w:sym":
		r.symbol(archive.Attr(e, "char"))
	default:
		r.chars(shown[name])
		r.beside(name, e)
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
	case "w:ins", "w:moveTo", "w:comment":
		r.endAside()
	}
	return nil
}

// picture leaves out a picture with a warning, and notes its name and what it shows.
func (r *docx) picture() error {
	p := Picture{At: r.text.Len(), Alt: r.alt}
	r.alt = ""
	for depth := r.xml.Depth; r.xml.Depth >= depth; {
		t, err := r.xml.Next()
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && tag(e.Name) == "a:blip" && p.Name == "" {
			p.Name = r.media[archive.Attr(e, "embed")]
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
	text, err := r.gather()
	if err == nil && key != "" {
		r.warn(key, excerpt(text))
	}
	return err
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
		r.conceal(s)
	case r.hidden && strings.TrimSpace(s) != "":
		r.warn("document.hidden", excerpt(s))
		r.conceal(s)
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
	r.beginLine()
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
	r.reveal()
	p := &r.para
	if !p.open || p.joined && !last {
		return
	}
	p.open, p.joined = false, false
	if r.muted > 0 {
		return
	}
	s, into := Span{p.start, r.text.Len()}, &r.doc.Blocks
	if t := r.inTable(); t != nil {
		into = &t.inner
	} else {
		r.text.WriteByte('\n')
	}
	if strings.TrimSpace(r.text.String()[s.Start:s.End]) != "" {
		lvl := p.outline
		if lvl == 0 {
			lvl = r.num.heading(p.style)
		}
		*into = append(*into, Block{Span: s, Level: max(lvl, 0), Bullet: r.num.bullet(p.numID, p.level)})
	}
}
