package letter

import "math"

// The page of GB/T 9704-2012 (5.1, 5.2), in points: A4, 37 mm above, 28 mm on the
// left, and between them a text of 156 mm by 225 mm with 22 lines of 28 characters.
const (
	mm         = 72 / 25.4
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	top        = 37 * mm
	left       = 28 * mm
	width      = 156 * mm
	height     = 225 * mm
	line       = 28.95 // 225 mm by 22, less what rounding to twips could add
	em         = 16.0  // 三号
	small      = 14.0  // 四号, and the numbers of pages
	pitch      = -0.25 // between characters, so that 28 go into a line
	large      = 22.0  // 二号, titles
	largeLine  = 35.0
)

// A face is a role that a font plays, by the names of fonts.tsv.
type face string

// The faces of GB/T 9704-2012 (5.2.2, 7.3).
const (
	fang face = "fang" // 仿宋: the text
	song face = "song" // 小标宋: the mark and the title
	hei  face = "hei"  // 黑体: headings of the first level
	kai  face = "kai"  // 楷体: of the second
	num  face = "num"  // 宋体: numbers of pages
)

// A span is words in one face.
type span struct {
	face face
	text string
}

// A style is a name that the paragraphs of an office program go by.
type style string

// The styles.
const (
	styleMark    style = "Mark"
	styleNumber  style = "Number"
	styleTitle   style = "Title"
	styleLine    style = "Line" // flush left
	styleBody    style = "Body"
	styleH1      style = "Heading1"
	styleH2      style = "Heading2"
	styleH3      style = "Heading3"
	styleH4      style = "Heading4"
	styleItem    style = "Item"
	styleSign    style = "Signature"
	styleCaption style = "Caption"
	styleUnit    style = "Unit"
	styleImprint style = "Imprint"
)

// A par is a paragraph as it is laid out. PDF and DOCX draw the same ones, so
// that they come to the same pages.
type par struct {
	style  style
	spans  []span
	size   float64
	line   float64 // from one line to the next
	before float64
	after  float64
	first  float64 // indent of the first line
	indent float64 // of all lines
	right  float64 // indent from the right
	align  Align   // "" is both sides
	label  string  // number of a list item, within first
	list   int     // which list the item is of; 0 is none
	keep   bool    // on one page with what follows
	page   bool    // begins a page
	rule   bool    // a line: above, or in red below
	red    bool    // the line is red
}

// A piece is what a page is made of: one of them.
type piece struct {
	par   *par
	table *Table
	code  *Code
}

// A flow is the pieces of a document in their order.
type flow struct {
	pieces []piece
	lists  int
}

func flowOf(d Document) []piece {
	var f flow
	f.head(d)
	f.blocks(d.Blocks)
	f.enclosed(d.Enclosed)
	coded := d.Code.URL != "" // then all from the signature on stands on one page: a code alone on the last one belongs to nothing
	f.signature(d.Signature, coded || len(d.Notes) > 0)
	for i, n := range d.Notes {
		p := body(span{fang, n})
		p.align, p.keep = Left, coded || i < len(d.Notes)-1
		if i == 0 && d.Signature.Seal {
			p.before = line // the seal reaches below the date
		}
		f.add(p)
	}
	if coded {
		f.pieces = append(f.pieces, piece{code: &d.Code})
	}
	for _, a := range d.Annexes {
		f.add(par{style: styleLine, spans: []span{{hei, a.Label}}, page: true, keep: true})
		f.title(a.Title)
		f.blocks(a.Blocks)
	}
	for i, s := range d.Imprint {
		p := par{style: styleImprint, spans: []span{{fang, s}}, size: small, line: 24, indent: small, right: small, align: Left, rule: true}
		if i == 0 {
			p.before = line
		}
		f.add(p)
	}
	return f.pieces
}

func (f *flow) add(p par) {
	if p.size == 0 {
		p.size = em
	}
	if p.line == 0 {
		p.line = line
	}
	f.pieces = append(f.pieces, piece{par: &p})
}

func body(spans ...span) par { return par{style: styleBody, spans: spans, first: 2 * em} }

// head is the mark with its red line, the title and whom the document addresses.
func (f *flow) head(d Document) {
	number := par{style: styleNumber, spans: []span{{fang, d.Number}}, align: Center, after: line / 2}
	if d.Mark != "" {
		// 7.2.4: the mark 35 mm below the edge of the text; 7.2.5, 7.2.7: the number and the line below it.
		size := min(44, math.Floor(0.97*width/max(ems(d.Mark), 1)))
		f.add(par{style: styleMark, spans: []span{{song, d.Mark}}, size: size, line: size * 1.25, before: 35 * mm, align: Center})
		number.before, number.after, number.rule, number.red = 2*line, 0, true, true
		if d.Number == "" {
			number.before = 0
		}
		f.add(number)
	}
	f.title(d.Title)
	if d.Mark == "" && d.Number != "" {
		f.add(number)
	}
	if d.Addressee != "" {
		f.add(par{style: styleLine, spans: []span{{fang, d.Addressee}}})
	}
}

func (f *flow) title(title string) {
	if title == "" {
		return
	}
	f.add(par{style: styleTitle, spans: []span{{song, title}}, size: large, line: largeLine, before: line, after: line / 2, align: Center, keep: true})
}

// headings are the faces of the four levels (7.3.3).
var headings = map[int]struct {
	style style
	face  face
}{1: {styleH1, hei}, 2: {styleH2, kai}, 3: {styleH3, fang}, 4: {styleH4, fang}}

func (f *flow) blocks(blocks []Block) {
	for _, b := range blocks {
		switch b.Kind {
		case Heading:
			h := headings[min(max(b.Level, 1), len(headings))]
			f.add(par{style: h.style, spans: []span{{h.face, b.Text}}, first: 2 * em, align: Left, keep: true})
		case Paragraph:
			lead := fang
			if b.Lead != "" && b.Level > 0 {
				lead = headings[min(b.Level, len(headings))].face
			}
			f.add(body(span{lead, b.Lead}, span{fang, b.Text}))
		case List:
			f.lists++
			for _, it := range b.Items {
				p := body(span{fang, it.Text})
				p.style, p.label, p.list = styleItem, it.Label, f.lists
				f.add(p)
			}
		case Tabular:
			f.table(b.Table)
		}
	}
}

func (f *flow) table(t *Table) {
	if t.Caption != "" {
		f.add(par{style: styleCaption, spans: []span{{hei, t.Caption}}, size: small, align: Center, keep: true})
	}
	if t.Unit != "" {
		f.add(par{style: styleUnit, spans: []span{{fang, t.Unit}}, size: 12, line: 20, align: Right, keep: true})
	}
	f.pieces = append(f.pieces, piece{table: t})
}

// enclosed lists what is attached, a line below the text (7.3.6): the names of
// several stand below one another.
func (f *flow) enclosed(names []string) {
	for i, n := range names {
		p := body(span{fang, enclosure(i, len(names)) + n})
		p.align = Left
		if i == 0 {
			p.before = line
		} else {
			p.indent, p.first = 5*em, 0
		}
		f.add(p)
	}
}

// signature puts who signs in the middle above the date, the date four characters
// from the right (7.3.5); with a seal two lines are left free above, for it covers both.
// keep has it on one page with what follows.
func (f *flow) signature(s Signature, keep bool) {
	date, away := ems(s.Date)*em, 2*em
	above := line
	if s.Seal {
		away, above = 4*em, 2*line
	}
	for i, name := range s.Issuers {
		right := away + (date-ems(name)*em)/2
		if right < 2*em {
			away += 2*em - right
			right = 2 * em
		}
		p := par{style: styleSign, spans: []span{{fang, name}}, right: right, align: Right, keep: true}
		if i == 0 {
			p.before = above
		}
		f.add(p)
	}
	if s.Date != "" {
		f.add(par{style: styleSign, spans: []span{{fang, s.Date}}, right: away, align: Right, keep: keep})
	}
}
