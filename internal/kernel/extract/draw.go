package extract

import (
	"image"
	"math"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Box is a rectangle on a page as a reader sees it: in points (1/72 inch) from
// its top left corner, turned the way the page is shown.
type Box struct {
	Left   float64 `json:"left"`
	Top    float64 `json:"top"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
}

// Empty reports whether nothing lies in b.
func (b Box) Empty() bool { return b.Right <= b.Left || b.Bottom <= b.Top }

// Union is the smallest box that holds both.
func (b Box) Union(c Box) Box {
	switch {
	case b.Empty():
		return c
	case c.Empty():
		return b
	}
	return Box{min(b.Left, c.Left), min(b.Top, c.Top), max(b.Right, c.Right), max(b.Bottom, c.Bottom)}
}

// A Char is one character of a page. One that the engine made up to set words
// and lines apart has no Cell.
type Char struct {
	Rune rune
	Cell Box // with the room above and beside it
	Ink  Box // of the drawing of it alone
	// Lost says that its font lies in no file, so that another program may draw
	// it where the engine could not.
	Lost bool
}

// A Drawing is a page as it prints.
type Drawing struct {
	Page          int // from 0
	Width, Height float64
	Chars         []Char
	Image         *image.RGBA // nil if no resolution was asked for; it may be drawn on, and is gone after the call
	Scale         float64     // pixels a point
}

const (
	drawPage   = 2 * time.Second // a page may cost, on average
	drawPixels = 24 << 20        // of one page; a larger one is drawn coarser
)

// Draw gives the pages that are wanted to f, drawn as they print at a resolution
// in dots per inch; at 0 only their characters. Notes and fields that print are
// part of the page. It returns how many pages the file has.
//
// Errors: as of [Read], and those of f.
func Draw(data []byte, want func(page int) bool, dpi int, f func(d *Drawing) error) (pages int, err error) {
	defer fault.Wrap(&err, "extract.Draw")
	switch {
	case len(data) > maxBytes:
		return 0, fault.New(fault.TooLarge, "extract.too_large", maxBytes>>20)
	case !isPDF(data):
		return 0, fault.New(fault.Invalid, "extract.damaged")
	}
	err = withPDF(data, func(p *pdf) error {
		n, err := p.engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: p.doc})
		if err != nil {
			return err
		}
		pages = n.PageCount
		if pages > pdfPages {
			return fault.New(fault.TooLarge, "extract.pages", pdfPages)
		}
		p.late.Reset(max(pdfTime, time.Duration(pages)*drawPage))
		for i := range pages {
			if !want(i) {
				continue
			}
			if err := p.draw(i, dpi, f); err != nil {
				return err
			}
		}
		return nil
	})
	return pages, err
}

// draw draws a page with the notes and fields that print on it.
func (p *pdf) draw(index, dpi int, f func(*Drawing) error) error {
	loaded, err := p.engine.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.doc, Index: index})
	if err != nil {
		return err
	}
	defer func() { _, _ = p.engine.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	page := requests.Page{ByReference: &loaded.Page}
	flat, err := p.flatten(page)
	if err != nil {
		return err
	}
	if flat { // what was put into the page is text of it when it is loaded anew
		again, err := p.engine.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.doc, Index: index})
		if err != nil {
			return err
		}
		defer func() { _, _ = p.engine.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: again.Page}) }()
		page = requests.Page{ByReference: &again.Page}
	}
	size, err := p.engine.GetPageSize(&requests.GetPageSize{Page: page})
	if err != nil {
		return err
	}
	d := &Drawing{Page: index, Width: size.Width, Height: size.Height}
	if d.Chars, err = p.chars(page, d); err != nil {
		return err
	}
	if dpi == 0 {
		return f(d)
	}
	return p.paint(page, d, dpi, f)
}

// flatten puts the notes and fields that print into the page, and reports whether there were any.
func (p *pdf) flatten(page requests.Page) (bool, error) {
	n, err := p.engine.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil || n.Count == 0 {
		return false, err
	}
	_, err = p.engine.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page, Usage: requests.FPDFPage_FlattenUsagePrint})
	return true, err
}

// paint draws the page and calls f while the picture is there.
func (p *pdf) paint(page requests.Page, d *Drawing, dpi int, f func(*Drawing) error) error {
	const inch = 72
	for dpi > inch/4 && d.Width*d.Height*float64(dpi*dpi)/(inch*inch) > drawPixels {
		dpi = dpi * 3 / 4
	}
	r, err := p.engine.RenderPageInDPI(&requests.RenderPageInDPI{Page: page, DPI: dpi})
	if err != nil {
		return err
	}
	defer r.Cleanup()
	m, ok := r.Result.RenderedImage.(*image.RGBA)
	if !ok {
		return errDamaged
	}
	if r.Result.HasTransparency {
		onWhite(m)
	}
	d.Image, d.Scale = m, float64(dpi)/inch
	return f(d)
}

// onWhite lays a picture on paper.
func onWhite(m *image.RGBA) {
	for i := 0; i+3 < len(m.Pix); i += 4 {
		a := uint32(m.Pix[i+3])
		if a == 255 {
			continue
		}
		for k := range 3 {
			m.Pix[i+k] = uint8((uint32(m.Pix[i+k])*a + 255*(255-a)) / 255) //nolint:gosec // at most 255
		}
		m.Pix[i+3] = 255
	}
}

// chars reads the characters of a page in the order in which the engine reads it.
func (p *pdf) chars(page requests.Page, d *Drawing) ([]Char, error) {
	text, err := p.engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	defer func() {
		_, _ = p.engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	}()
	count, err := p.engine.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return nil, err
	}
	onPage, err := p.frame(page, d)
	if err != nil {
		return nil, err
	}
	var out []Char
	for i := range count.Count {
		u, err := p.engine.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text.TextPage, Index: i})
		if err != nil {
			return nil, err
		}
		c := Char{Rune: rune(u.Unicode)}                            //nolint:gosec // of Unicode
		if n := len(out) - 1; n >= 0 && utf16.IsSurrogate(c.Rune) { // the second half of a character beyond the first plane
			if whole := utf16.DecodeRune(out[n].Rune, c.Rune); whole != unicode.ReplacementChar {
				out[n].Rune = whole
				continue
			}
		}
		if pdfText(string(c.Rune)) == "" {
			continue
		}
		p.place(text.TextPage, i, &c, onPage)
		out = append(out, c)
	}
	return out, nil
}

// place finds where a character stands and whether its font is there.
func (p *pdf) place(text references.FPDF_TEXTPAGE, i int, c *Char, onPage func(Box) Box) {
	if r, err := p.engine.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: i}); err == nil && r.Right > r.Left {
		c.Ink = onPage(Box{r.Left, r.Top, r.Right, r.Bottom})
	}
	made, err := p.engine.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text, Index: i})
	if err == nil && made.IsGenerated {
		return
	}
	c.Cell = c.Ink
	if r, err := p.engine.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i}); err == nil {
		loose := onPage(Box{float64(r.Rect.Left), float64(r.Rect.Top), float64(r.Rect.Right), float64(r.Rect.Bottom)})
		c.Cell = c.Cell.Union(loose)
	}
	const latin = 0x250 // the engine draws these from fonts of its own
	if c.Rune >= latin {
		c.Lost = p.lost(text, i)
	}
}

// lost reports whether the font of a character lies in no file.
func (p *pdf) lost(text references.FPDF_TEXTPAGE, i int) bool {
	obj, err := p.engine.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: text, Index: i})
	if err != nil {
		return false
	}
	if mode, err := p.engine.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: obj.TextObject}); err != nil || mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_INVISIBLE {
		return false
	}
	font, err := p.engine.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: obj.TextObject})
	if err != nil {
		return false
	}
	in, err := p.engine.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
	return err == nil && !in.IsEmbedded
}

// frame returns how a place in the page's own measure, whose origin and turn
// are the file's, is seen. It follows from where three points come to lie.
func (p *pdf) frame(page requests.Page, d *Drawing) (func(Box) Box, error) {
	const fine = 1000.0 // of a point
	at := func(x, y float64) (float64, float64, error) {
		r, err := p.engine.FPDF_PageToDevice(&requests.FPDF_PageToDevice{Page: page, SizeX: int(d.Width * fine), SizeY: int(d.Height * fine), PageX: x, PageY: y})
		if err != nil {
			return 0, 0, err
		}
		return float64(r.DeviceX) / fine, float64(r.DeviceY) / fine, nil
	}
	const far = 1000
	ox, oy, err := at(0, 0)
	if err != nil {
		return nil, err
	}
	xx, xy, err := at(far, 0)
	if err != nil {
		return nil, err
	}
	yx, yy, err := at(0, far)
	if err != nil {
		return nil, err
	}
	place := func(x, y float64) (float64, float64) {
		return ox + x*(xx-ox)/far + y*(yx-ox)/far, oy + x*(xy-oy)/far + y*(yy-oy)/far
	}
	return func(b Box) Box {
		x1, y1 := place(b.Left, b.Top)
		x2, y2 := place(b.Right, b.Bottom)
		return Box{math.Min(x1, x2), math.Min(y1, y2), math.Max(x1, x2), math.Max(y1, y2)}
	}, nil
}
