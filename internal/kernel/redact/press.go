package redact

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"gongkai.example/gongkai/internal/kernel/extract"
)

// A press prints a PDF (ISO 32000-1) of pictures with a text under them that is
// not drawn: for search, and for those who have the page read to them. It has
// no metadata, no links, no time, and is the same for the same pages.
type press struct {
	pages []printed
	rare  map[rune]uint16 // characters beyond the first plane, by a code of the private area
	order []rune
	work  chan func()
	done  chan struct{}
	err   error
}

// printed is a page that is ready.
type printed struct {
	width, height float64
	image         packed
	content       []byte
}

// newPress begins a file. Pictures are packed while the next page is drawn.
func newPress(pages int) *press {
	w := &press{pages: make([]printed, pages), rare: map[rune]uint16{}, work: make(chan func(), 1), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for f := range w.work {
			f()
		}
	}()
	return w
}

// page adds a page; its picture may be reused when it returns.
func (w *press) page(p *extract.Drawing, runs []run) error {
	out := &w.pages[p.Page]
	out.width, out.height = p.Width, p.Height
	out.content = w.content(p, runs)
	m := *p.Image
	m.Pix = bytes.Clone(m.Pix)
	w.work <- func() {
		var err error
		if out.image, err = packImage(&m); err != nil && w.err == nil {
			w.err = err
		}
	}
	return nil
}

// close waits until the last picture is packed.
func (w *press) close() error {
	close(w.work)
	<-w.done
	return w.err
}

// content draws the picture over the whole page and lays the text over it.
func (w *press) content(p *extract.Drawing, runs []run) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "/Artifact BMC q %s 0 0 %s 0 0 cm /I Do Q EMC\n/P<</MCID 0>>BDC BT 3 Tr\n", num(p.Width), num(p.Height))
	for _, r := range runs {
		w.run(&b, p.Height, r)
	}
	b.WriteString("ET EMC\n")
	return b.Bytes()
}

// How wide the characters of the font are, in thousandths of its size.
const (
	wide   = 1000
	narrow = 500
	latin  = 0x2000 // below it they are narrow
)

// run writes a line with each character at its place.
func (w *press) run(b *bytes.Buffer, height float64, r run) {
	box := r.boxes[0]
	for _, c := range r.boxes {
		box = box.Union(c)
	}
	size := max(box.Bottom-box.Top, 1)
	fmt.Fprintf(b, "/F %s Tf 1 0 0 1 %s %s Tm [", num(size), num(box.Left), num(height-box.Bottom+0.2*size))
	pen := box.Left
	var codes strings.Builder
	flush := func() {
		if codes.Len() > 0 {
			b.WriteString("<" + codes.String() + ">")
			codes.Reset()
		}
	}
	for i, c := range r.runes {
		if off := math.Round((pen - r.boxes[i].Left) * wide / size); math.Abs(off) >= 20 {
			flush()
			b.WriteString(strconv.Itoa(int(off)))
			pen -= off * size / wide
		}
		code := w.code(c)
		fmt.Fprintf(&codes, "%04X", code)
		if code < latin {
			pen += narrow * size / wide
		} else {
			pen += size
		}
	}
	if len(r.runes) == 1 { // readers leave out a text that has no width, and the font has none to see
		codes.WriteString("0020")
	}
	flush()
	b.WriteString("]TJ\n")
}

// code is the code of a character in the font: itself, if it is of the first plane.
func (w *press) code(r rune) uint16 {
	const private, last = 0xe000, 0xf8ff
	switch {
	case r >= private && r <= last: // a sign of some font, which says nothing in another
		return ' '
	case r < 0x10000:
		return uint16(r) //nolint:gosec // just compared
	}
	if _, ok := w.rare[r]; !ok {
		if len(w.rare) > last-private {
			return ' '
		}
		w.rare[r] = private + uint16(len(w.rare)) //nolint:gosec // some thousand
		w.order = append(w.order, r)
	}
	return w.rare[r]
}

func num(f float64) string {
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
}

// The objects of a file: the first are fixed, then come three of each page.
const (
	catalogNum = 1 + iota
	pagesNum
	fontNum
	cidFontNum
	descriptorNum
	fontFileNum
	glyphsNum
	unicodeNum
	treeNum
	documentNum
	firstPageNum
	perPage = 4 // page, content, picture, element of the structure
)

// file writes the objects and the table of where they are.
func (w *press) file() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	last := firstPageNum + perPage*len(w.pages)
	at := make([]int, last)
	add := func(n int, body string) {
		at[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	var kids, elements, parents strings.Builder
	for i := range w.pages {
		n := firstPageNum + perPage*i
		fmt.Fprintf(&kids, "%d 0 R ", n)
		fmt.Fprintf(&elements, "%d 0 R ", n+3)
		fmt.Fprintf(&parents, "%d [%d 0 R] ", i, n+3)
	}
	add(catalogNum, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R>>", pagesNum, treeNum))
	add(pagesNum, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(w.pages), kids.String()))
	w.font(add)
	add(treeNum, fmt.Sprintf("<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>>>", documentNum, parents.String()))
	add(documentNum, fmt.Sprintf("<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>", treeNum, elements.String()))
	for i, p := range w.pages {
		n := firstPageNum + perPage*i
		add(n, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/StructParents %d/Contents %d 0 R/Resources<</Font<</F %d 0 R>>/XObject<</I %d 0 R>>>>>>",
			pagesNum, num(p.width), num(p.height), i, n+1, fontNum, n+2))
		add(n+1, stream("", deflate(p.content)))
		add(n+2, p.image.object())
		add(n+3, fmt.Sprintf("<</Type/StructElem/S/P/P %d 0 R/Pg %d 0 R/K 0>>", documentNum, n))
	}
	id := sha256.Sum256(b.Bytes())
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", last)
	for _, off := range at[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n", last, catalogNum, id[:16], id[:16], table)
	return b.Bytes()
}

// font writes a font that draws nothing: its codes are the characters themselves.
func (w *press) font(add func(int, string)) {
	add(fontNum, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/Unseen/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", cidFontNum, unicodeNum))
	add(cidFontNum, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/Unseen/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/DW %d/W[0 %d %d]/CIDToGIDMap %d 0 R>>", descriptorNum, wide, latin-1, narrow, glyphsNum))
	add(descriptorNum, fmt.Sprintf("<</Type/FontDescriptor/FontName/Unseen/Flags 5/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 800/StemV 80/FontFile2 %d 0 R>>", fontFileNum))
	file := unseenFont()
	add(fontFileNum, stream(fmt.Sprintf("/Length1 %d", len(file)), deflate(file)))
	add(glyphsNum, stream("", deflate(make([]byte, 2<<16))))
	add(unicodeNum, stream("", deflate(w.unicodes())))
}

// unicodes says what the codes mean.
func (w *press) unicodes() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Unseen def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	const block = 64 // ranges; a hundred is the most
	for high := 0; high < 256; high += block {
		fmt.Fprintf(&b, "%d beginbfrange\n", block)
		for h := high; h < high+block; h++ {
			fmt.Fprintf(&b, "<%02X00> <%02XFF> <%02X00>\n", h, h, h)
		}
		b.WriteString("endbfrange\n")
	}
	for _, r := range w.order {
		one, two := utf16.EncodeRune(r)
		fmt.Fprintf(&b, "1 beginbfchar <%04X> <%04X%04X> endbfchar\n", w.rare[r], one, two)
	}
	b.WriteString("endcmap\n" + strings.Repeat("end\n", 2))
	return b.Bytes()
}

func stream(dict string, packed []byte) string {
	return fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", dict, len(packed), packed)
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// unseenFont is a TrueType font of two glyphs with no outline.
func unseenFont() []byte {
	head := []uint16{1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 800, 0, 8, 2, 0, 0}
	hhea := []uint16{1, 0, 800, 0xff38, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 1}
	maxp := []uint16{1, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0}
	tables := []struct {
		name  string
		words []uint16
	}{
		{"glyf", make([]uint16, 2)}, {"head", head}, {"hhea", hhea}, {"hmtx", []uint16{1000, 0, 0}}, {"loca", []uint16{0, 0, 0}}, {"maxp", maxp},
	}
	var dir, body bytes.Buffer
	put := func(b *bytes.Buffer, words ...uint16) {
		for _, w := range words {
			_ = binary.Write(b, binary.BigEndian, w) // a buffer takes everything
		}
	}
	put(&dir, 1, 0, uint16(len(tables)), 64, 2, 32) //nolint:gosec // six
	start := 12 + 16*len(tables)
	for _, t := range tables {
		at := start + body.Len()
		put(&body, t.words...)
		for body.Len()%4 != 0 {
			body.WriteByte(0)
		}
		dir.WriteString(t.name)
		put(&dir, 0, 0, 0, uint16(at), 0, uint16(2*len(t.words))) //nolint:gosec // some hundred
	}
	return append(dir.Bytes(), body.Bytes()...)
}
