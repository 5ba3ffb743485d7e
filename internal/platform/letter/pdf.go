package letter

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/signintech/gopdf"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Printed is a document as PDF. The same document gives the same bytes.
type Printed struct {
	Data    []byte
	Pages   int
	Annexes []int  // the page on which each annex begins
	Missing []rune // characters that no font has, in order; a geta mark stands for each
}

// PDF draws a document.
//
// Errors: NotFound if the machine has no font for it; TooLarge if the address of
// the QR code is too long.
func (f *Fonts) PDF(d Document) (Printed, error) {
	f.once.Do(f.load)
	if f.err != nil {
		return Printed{}, f.err
	}
	p := &printer{fonts: f, numbered: d.Pages, missing: map[rune]bool{}, added: map[string]bool{}, breaker: breaker{signs()["no_start"], signs()["no_end"]}}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: strings.ReplaceAll(d.Title, "\n", "")})
	p.newPage()
	pieces := flowOf(d)
	for i, one := range pieces {
		switch {
		case one.par != nil:
			p.par(one.par, p.followers(pieces[i:]))
		case one.table != nil:
			p.table(one.table)
		case one.code != nil:
			p.code(*one.code)
		}
	}
	if p.err != nil {
		return Printed{}, p.err
	}
	var out bytes.Buffer
	if _, err := p.pdf.WriteTo(&out); err != nil {
		return Printed{}, fmt.Errorf("letter.PDF: %w", err)
	}
	data, err := surrogates(out.Bytes())
	return Printed{data, p.page, p.annexes, slices.Sorted(maps.Keys(p.missing))}, err
}

// A printer draws on pages from above to below.
type printer struct {
	breaker
	pdf      gopdf.GoPdf
	fonts    *Fonts
	numbered bool
	missing  map[rune]bool
	added    map[string]bool // fonts that the file has
	faint    *gopdf.Transparency
	page     int
	annexes  []int // the pages on which they begin
	y        float64
	err      error // the first
}

func (p *printer) fail(err error) {
	if p.err == nil && err != nil {
		p.err = fault.Caused(err, fault.Internal, "internal")
	}
}

// newPage begins a page, with its number 7 mm below the text: on the right of odd
// pages and on the left of even ones, a character from the edge (7.5).
func (p *printer) newPage() {
	p.pdf.AddPage()
	p.page++
	p.y = top
	if !p.numbered {
		return
	}
	dash := signs()["page"]
	gs := p.glyphs([]span{{num, fmt.Sprintf("%s %d %s", dash, p.page, dash)}}, small)
	r := set(gs, false)
	x := left + width - small - r.wide
	if p.page%2 == 0 {
		x = left + small
	}
	p.row(r, x, top+height+7*mm, small, small, 0)
}

// room begins a page unless so much is free on this one.
func (p *printer) room(h float64) {
	if p.y+h > top+height+0.5 && p.y > top {
		p.newPage()
	}
}

// glyphs are the characters of spans as they are set.
func (p *printer) glyphs(spans []span, size float64) []glyph {
	var out []glyph
	space := 0.0
	if size == em {
		space = pitch
	}
	for _, s := range spans {
		for _, r := range s.text {
			if r == '\n' {
				out = append(out, glyph{r: r})
				continue
			}
			one, wide, ok := p.fonts.find(s.face, r)
			if !ok {
				p.missing[r] = true
				r = []rune(signs()["missing"])[0]
				if one, wide, ok = p.fonts.find(s.face, r); !ok {
					r = '?'
					one, wide, _ = p.fonts.find(s.face, r)
				}
			}
			out = append(out, glyph{r, one, wide*size + space})
		}
	}
	return out
}

// followers is how much room a paragraph that is kept with the next ones needs
// below its own lines.
func (p *printer) followers(pieces []piece) float64 {
	h := 0.0
	for i, one := range pieces {
		switch {
		case one.code != nil:
			return h + line/2 + side + underCode
		case one.par == nil:
			return h + line // the first row of a table
		case i > 0 && one.par.keep:
			h += one.par.before + one.par.line*float64(len(p.lines(one.par)))
		case i > 0:
			h += one.par.before + one.par.line
		}
		if !one.par.keep {
			return h
		}
	}
	return h
}

// par draws a paragraph.
func (p *printer) par(t *par, below float64) {
	if t.page {
		if p.y > top {
			p.newPage()
		}
		p.annexes = append(p.annexes, p.page)
	}
	room := width - t.indent - t.right
	rows := p.lines(t)
	p.room(t.before + float64(len(rows))*min(t.line, height/float64(len(rows)))*keeps(t) + t.line*(1-keeps(t)) + below)
	p.y += t.before
	if t.rule && !t.red {
		p.pdf.SetLineWidth(0.7)
		p.pdf.Line(left, p.y-2, left+width, p.y-2)
	}
	if t.style == styleMark {
		p.pdf.SetTextColor(0xe6, 0, 0x12)
		defer p.pdf.SetTextColor(0, 0, 0)
	}
	for i, r := range rows {
		p.room(t.line)
		x, room := left+t.indent, room
		if i == 0 {
			x, room = x+t.first, room-t.first
		}
		p.aligned(r, t, x, p.y, room)
		p.y += t.line
	}
	if t.rule && t.red {
		p.y += 4 * mm
		p.pdf.SetStrokeColor(0xe6, 0, 0x12)
		p.pdf.SetLineWidth(2.25)
		p.pdf.Line(left, p.y, left+width, p.y)
		p.pdf.SetStrokeColor(0, 0, 0)
		p.y += 2.25
	}
	p.y += t.after
}

// lines are the lines of a paragraph.
func (p *printer) lines(t *par) []row {
	room := width - t.indent - t.right
	return p.rows(p.glyphs(append([]span{{fang, t.label}}, t.spans...), t.size), room-t.first, room)
}

// keeps is 1 if all lines of a paragraph belong on one page, else 0.
func keeps(t *par) float64 {
	if t.keep {
		return 1
	}
	return 0
}

// aligned draws a line in a room: stretched to both sides if it is full and no
// other way is asked for.
func (p *printer) aligned(r row, t *par, x, y, room float64) {
	stretch := 0.0
	switch a := t.align; {
	case a == Center:
		x += (room - r.wide) / 2
	case a == Right:
		x += room - r.wide
	case a == "" && r.full && len(r.glyphs) > 1:
		stretch = (room - r.wide) / float64(len(r.glyphs)-1)
	}
	p.row(r, x, y, t.size, t.line, stretch)
}

// The middle of a Chinese character stands so far above its base line, in ems.
const middle = 0.36

// row draws a line: a run of each font.
func (p *printer) row(r row, x, y, size, leading, stretch float64) {
	space := stretch
	if size == em {
		space += pitch
	}
	base := y + leading/2 + middle*size
	for start := 0; start < len(r.glyphs); {
		one, end, wide := r.glyphs[start].font, start, 0.0
		var text strings.Builder
		for end < len(r.glyphs) && r.glyphs[end].font == one {
			text.WriteRune(r.glyphs[end].r)
			wide += r.glyphs[end].wide + stretch
			end++
		}
		p.use(one, size)
		p.fail(p.pdf.SetCharSpacing(space))
		p.pdf.SetXY(x, base)
		p.write(text.String(), wide, size)
		x, start = x+wide, end
	}
}

// write writes text from the pen on; faintly if the printer is told so.
func (p *printer) write(text string, wide, size float64) {
	if p.faint == nil {
		p.fail(p.pdf.Text(text))
		return
	}
	p.fail(p.pdf.CellWithOption(&gopdf.Rect{W: wide, H: size}, text, gopdf.CellOption{Transparency: p.faint}))
}

// use sets the font, which becomes part of the file when it is first used.
func (p *printer) use(one *font, size float64) {
	if !p.added[one.key] {
		p.added[one.key] = true
		p.fail(p.pdf.AddTTFFontFromFontContainer(one.key, &p.fonts.shared))
	}
	p.fail(p.pdf.SetFont(one.key, "", size))
}

// code draws a QR code with its line of text beside it.
func (p *printer) code(c Code) {
	s, err := c.square()
	if err != nil && p.err == nil {
		p.err = err
		return
	}
	p.room(line/2 + side + underCode)
	p.y += line / 2
	module := side / float64(s.n)
	p.pdf.SetFillColor(0, 0, 0)
	s.runs(func(x, y, n int) {
		p.pdf.RectFromUpperLeftWithStyle(left+2*em+float64(x)*module, p.y+float64(y)*module, float64(n)*module, module, "F")
	})
	const size, leading = 12.0, 18.0
	x := left + 2*em + side + codeGap
	rows := p.rows(p.glyphs([]span{{fang, c.Text}}, size), left+width-x, left+width-x)
	y := p.y + max(0, (side-leading*float64(len(rows)))/2)
	for _, r := range rows {
		p.row(r, x, y, size, leading, 0)
		y += leading
	}
	p.y = max(p.y+side, y)
}

// codeGap is between a QR code and the text beside it.
const codeGap = 8.0

// underCode is what an office program needs below a picture in a line of text: both files
// end their pages at the same place.
const underCode = 6.0
