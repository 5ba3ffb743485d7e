package letter

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // pictures are JPEG or PNG
	"math"

	"github.com/signintech/gopdf"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// The limits of a stamped copy.
const (
	stampDPI    = 150      // of a copy: a card can be read, and nobody prints another one from it
	stampPixels = 64 << 20 // of a picture
	stampAlpha  = 0.35     // how much the mark covers
	stampAngle  = 30       // degrees
	quality     = 85       // of a JPEG
)

// A sheet is a page that is a picture. Its size is in points.
type sheet struct {
	data          []byte // JPEG
	width, height float64
}

// Stamped is a copy of a picture (JPEG or PNG) or of a PDF as a PDF of pictures, with
// a line of text drawn over each page again and again, so that whoever meets the copy
// elsewhere knows where it came from. The line is in the pixels: it cannot be taken off
// like a layer, and nothing of the file but what one sees is in the copy.
//
// Errors: NotFound if the machine has no font for it; Invalid or TooLarge for a file
// that cannot be read.
func (f *Fonts) Stamped(data []byte, text string) ([]byte, error) {
	f.once.Do(f.load)
	if f.err != nil {
		return nil, f.err
	}
	pages, err := sheets(data)
	if err != nil {
		return nil, err
	}
	over, err := f.bound(pages, text)
	if err != nil {
		return nil, err
	}
	if pages, err = drawn(over); err != nil {
		return nil, err
	}
	return f.bound(pages, "")
}

// sheets are the pages of a picture or a PDF.
func sheets(data []byte) ([]sheet, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return drawn(data)
	}
	if c.Width*c.Height > stampPixels {
		return nil, fault.New(fault.TooLarge, "letter.picture_size")
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fault.New(fault.Invalid, "extract.damaged")
	}
	one, err := packed(m)
	scale := pageHeight / float64(max(c.Width, c.Height))
	one.width, one.height = float64(c.Width)*scale, float64(c.Height)*scale
	return []sheet{one}, err
}

// drawn are the pages of a PDF as they print.
func drawn(data []byte) (out []sheet, err error) {
	_, err = extract.Draw(data, func(int) bool { return true }, stampDPI, func(d *extract.Drawing) error {
		one, err := packed(d.Image)
		one.width, one.height = d.Width, d.Height
		out = append(out, one)
		return err
	})
	return out, err
}

func packed(m image.Image) (sheet, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	return sheet{data: b.Bytes()}, err
}

// bound makes a PDF of pages, with the text over each unless there is none.
func (f *Fonts) bound(pages []sheet, text string) ([]byte, error) {
	p := &printer{fonts: f, missing: map[rune]bool{}, added: map[string]bool{}}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	for _, s := range pages {
		size := gopdf.Rect{W: s.width, H: s.height}
		p.pdf.AddPageWithOption(gopdf.PageOption{PageSize: &size})
		img, err := gopdf.ImageHolderByBytes(s.data)
		if err != nil {
			return nil, fmt.Errorf("letter.Stamped: %w", err)
		}
		p.fail(p.pdf.ImageByHolder(img, 0, 0, &size))
		if text != "" {
			p.stamp(s, text)
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	var out bytes.Buffer
	if _, err := p.pdf.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("letter.Stamped: %w", err)
	}
	return surrogates(out.Bytes())
}

// stamp draws the text over a page, from edge to edge in slanting lines.
func (p *printer) stamp(s sheet, text string) {
	size := math.Max(12, math.Min(s.width, s.height)/32)
	r := set(p.glyphs([]span{{hei, text}}, size), false)
	p.faint = &gopdf.Transparency{Alpha: stampAlpha, BlendModeType: gopdf.NormalBlendMode}
	p.pdf.SetTextColor(0xd0, 0, 0)
	p.pdf.Rotate(stampAngle, s.width/2, s.height/2)
	reach := math.Hypot(s.width, s.height) / 2 // from the middle to a corner
	step, gap := size*7, size*4
	for y, odd := s.height/2-reach, false; y < s.height/2+reach; y, odd = y+step, !odd {
		x := s.width/2 - reach
		if odd {
			x -= (r.wide + gap) / 2
		}
		for ; x < s.width/2+reach; x += r.wide + gap {
			p.row(r, x, y, size, size, 0)
		}
	}
	p.pdf.RotateReset()
	p.faint = nil
	p.pdf.SetTextColor(0, 0, 0)
}
