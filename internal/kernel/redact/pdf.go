package redact

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// dpi is fine enough to print, and a third of what scanners do.
const dpi = 150

const pagePrefix = "page:"

// pageOf is the number from 0 of the page that is a part.
func pageOf(part string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(part, pagePrefix))
	return n - 1, err == nil && strings.HasPrefix(part, pagePrefix)
}

func every(int) bool { return true }

// readPages makes a part of each page. A page with a text whose font lies in no file
// is refused: a reader sees what this program cannot draw.
func (d *Doc) readPages() error {
	var rows []fault.Row
	_, err := extract.Draw(d.data, every, 0, func(p *extract.Drawing) error {
		part := Part{Name: pagePrefix + strconv.Itoa(p.Page+1), Text: pageText(p.Chars)}
		part.Places = lines(part.Text)
		d.Parts = append(d.Parts, part)
		d.Pages = append(d.Pages, Page{p.Width, p.Height})
		d.Scan = d.Scan || len(part.Places) == 0
		lost := func(c extract.Char) bool { return c.Lost && !unicode.IsSpace(c.Rune) }
		if slices.ContainsFunc(p.Chars, lost) && len(rows) < maxRows {
			rows = append(rows, fault.Row{File: part.Name, Text: fault.T("redact.font")})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return fault.Rows(rows)
}

// pageText is the text of a page, a rune for each of its characters.
func pageText(chars []extract.Char) string {
	out := make([]rune, len(chars))
	for i, c := range chars {
		out[i] = c.Rune
	}
	return string(out)
}

// Image draws a page from 0 for a person to mark areas on, as a PNG.
func (d *Doc) Image(page int) (out []byte, err error) {
	defer fault.Wrap(&err, "redact.Image")
	if page < 0 || page >= len(d.Pages) {
		return nil, fault.New(fault.NotFound, "redact.page")
	}
	_, err = extract.Draw(d.data, func(i int) bool { return i == page }, dpi*2/3, func(p *extract.Drawing) (err error) {
		out, err = encodePNG(p.Image)
		return err
	})
	return out, err
}

// resolve adds to areas the characters that lie in them.
func (d *Doc) resolve(cuts []cut) ([]cut, error) {
	if !slices.ContainsFunc(cuts, cut.area) {
		return cuts, nil
	}
	pages := map[int]bool{}
	for _, c := range cuts {
		if n, ok := pageOf(c.part); ok && c.area() {
			pages[n] = true
		}
	}
	out := cuts
	_, err := extract.Draw(d.data, func(i int) bool { return pages[i] }, 0, func(p *extract.Drawing) error {
		name := pagePrefix + strconv.Itoa(p.Page+1)
		for i := range cuts {
			if cuts[i].part == name && cuts[i].area() {
				out = append(out, cuts[i].touched(p.Chars)...)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, order)
	return out, nil
}

// touched returns the stretches of characters that an area touches.
func (c cut) touched(chars []extract.Char) (out []cut) {
	const some = 0.1 // of the character
	for i, ch := range chars {
		b := cmp.Or(ch.Ink, ch.Cell)
		if b.Empty() || overlap(b, c.box) < some {
			continue
		}
		if n := len(out) - 1; n >= 0 && blankBetween(chars[out[n].end:i]) {
			out[n].end = i + 1
			continue
		}
		out = append(out, cut{part: c.part, start: i, end: i + 1, limb: c.limb, only: c.only, inside: true})
	}
	return out
}

// blankBetween reports whether nothing but blanks parts two characters of an area.
func blankBetween(chars []extract.Char) bool {
	return !slices.ContainsFunc(chars, func(c extract.Char) bool { return !unicode.IsSpace(c.Rune) })
}

// overlap is how much of a lies in b.
func overlap(a, b extract.Box) float64 {
	w, h := min(a.Right, b.Right)-max(a.Left, b.Left), min(a.Bottom, b.Bottom)-max(a.Top, b.Top)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / ((a.Right - a.Left) * (a.Bottom - a.Top))
}

// pages redacts a PDF: each page becomes a picture with black areas, and a text
// of what is left to see.
func (j *job) pages() error {
	var err error
	if j.cuts, err = j.doc.resolve(j.cuts); err != nil {
		return err
	}
	if err := j.expect(j.doc.Parts); err != nil {
		return err
	}
	w := newPress(len(j.doc.Pages))
	boxes := map[int][]extract.Box{}
	_, err = extract.Draw(j.doc.data, every, dpi, func(p *extract.Drawing) error {
		if pageText(p.Chars) != j.doc.Parts[p.Page].Text {
			return fault.New(fault.Invalid, "redact.changed")
		}
		t := j.layout(p)
		if len(t.boxes) > 0 {
			boxes[p.Page] = t.boxes
		}
		return w.page(p, t.runs)
	})
	if e := w.close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	j.out = w.file()
	if err := j.search(); err != nil {
		return err
	}
	return j.black(boxes)
}

// A layout is what becomes of a page: where it is black, and what may be read.
type layout struct {
	boxes []extract.Box
	runs  []run
}

// A run is a stretch of text on one line.
type run struct {
	runes []rune
	boxes []extract.Box
}

const margin = 1.0 // points around what goes: rounding, and the soft edges of drawn characters

// layout paints the areas black and finds what can still be seen.
func (j *job) layout(p *extract.Drawing) layout {
	var l layout
	cuts := j.of(pagePrefix + strconv.Itoa(p.Page+1))
	first := map[int]string{} // labels, by the character that they stand for
	gone := make([]bool, len(p.Chars))
	var apart []run // labels of areas
	for _, c := range cuts {
		if c.area() {
			l.boxes = append(l.boxes, c.box)
			apart = append(apart, labelled(j.labels[c.limb], c.box))
			continue
		}
		for i := c.start; i < c.end; i++ {
			gone[i] = true
		}
		if !c.inside {
			first[c.start] = j.labels[c.limb]
			l.boxes = append(l.boxes, around(p.Chars[c.start:c.end])...)
		}
	}
	for _, b := range l.boxes {
		draw.Draw(p.Image, pixels(b, p.Scale, 0), image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	l.runs = append(visible(p, gone, first), apart...)
	return l
}

// around are the boxes of characters, one for each line, with a margin.
func around(chars []extract.Char) (out []extract.Box) {
	for _, c := range chars {
		if c.Cell.Empty() {
			continue
		}
		b := c.Cell.Union(c.Ink)
		b = extract.Box{Left: b.Left - margin, Top: b.Top - margin, Right: b.Right + margin, Bottom: b.Bottom + margin}
		if n := len(out) - 1; n >= 0 && sameLine(out[n], b) && b.Left-out[n].Right < b.Bottom-b.Top && out[n].Left-b.Right < b.Bottom-b.Top {
			out[n] = out[n].Union(b)
			continue
		}
		out = append(out, b)
	}
	return out
}

// sameLine reports whether two boxes stand beside each other.
func sameLine(a, b extract.Box) bool {
	return min(a.Bottom, b.Bottom)-max(a.Top, b.Top) > 0.5*min(a.Bottom-a.Top, b.Bottom-b.Top)
}

// pixels is where a box lies in a picture, smaller by some pixels on each side.
func pixels(b extract.Box, scale float64, less int) image.Rectangle {
	return image.Rect(int(math.Floor(b.Left*scale)), int(math.Floor(b.Top*scale)), int(math.Ceil(b.Right*scale)), int(math.Ceil(b.Bottom*scale))).Inset(less)
}

// labelled fits a label into a box.
func labelled(label string, b extract.Box) run {
	r := run{runes: []rune(label)}
	step := (b.Right - b.Left) / float64(max(len(r.runes), 1))
	for i := range r.runes {
		left := b.Left + float64(i)*step
		r.boxes = append(r.boxes, extract.Box{Left: left, Top: b.Top, Right: left + step, Bottom: b.Bottom})
	}
	return r
}

// visible are the characters that can be seen in the picture, line by line, and
// the labels at their places.
func visible(p *extract.Drawing, gone []bool, first map[int]string) (out []run) {
	open := false // the last run may go on
	for i, c := range p.Chars {
		if l := first[i]; l != "" {
			if b := around(p.Chars[i : i+1]); len(b) > 0 {
				out = append(out, labelled(l, b[0]))
			}
			open = false
		}
		switch {
		case gone[i], c.Rune == '\n':
			open = false
		case unicode.IsSpace(c.Rune):
			if open {
				last := &out[len(out)-1]
				end := last.boxes[len(last.boxes)-1]
				last.runes, last.boxes = append(last.runes, ' '), append(last.boxes, extract.Box{Left: end.Right, Top: end.Top, Right: end.Right, Bottom: end.Bottom})
			}
		case c.Cell.Empty() || !unicode.IsPrint(c.Rune) || !inked(p, cmp.Or(c.Ink, c.Cell)):
		default:
			if n := len(out) - 1; !open || !follows(out[n].boxes[len(out[n].boxes)-1], c.Cell) {
				out = append(out, run{})
				open = true
			}
			last := &out[len(out)-1]
			last.runes, last.boxes = append(last.runes, c.Rune), append(last.boxes, c.Cell)
		}
	}
	return out
}

// follows reports whether b is the next character of a's line.
func follows(a, b extract.Box) bool {
	height := max(a.Bottom-a.Top, b.Bottom-b.Top)
	return sameLine(a, b) && b.Left >= a.Left-0.2*height && b.Left-a.Right < 2*height
}

// inked reports whether anything is drawn in a box: white on white, or under a
// black area, there is nothing to see.
func inked(p *extract.Drawing, b extract.Box) bool {
	const least = 12 // of 255
	r := pixels(b, p.Scale, 0).Intersect(p.Image.Rect)
	low, high := 255, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.Image.Pix[p.Image.PixOffset(r.Min.X, y):]
		for x := 0; x < 4*r.Dx(); x += 4 {
			g := (299*int(row[x]) + 587*int(row[x+1]) + 114*int(row[x+2])) / 1000
			low, high = min(low, g), max(high, g)
		}
		if high-low >= least {
			return true
		}
	}
	return false
}

// black unpacks the pictures of the pages that lost something and looks at what
// lies where it was: nothing but black.
func (j *job) black(boxes map[int][]extract.Box) error {
	const (
		edge  = 1  // points that packing with loss may blend
		light = 40 // of 255, for the same reason
	)
	all := pictures(j.out)
	if len(all) != len(j.doc.Pages) {
		return fault.New(fault.Invalid, "redact.changed")
	}
	for page, some := range boxes {
		m, err := all[page].unpack()
		if err != nil {
			return fault.Caused(err, fault.Invalid, "redact.changed")
		}
		scale := float64(m.Bounds().Dx()) / j.doc.Pages[page].Width
		for _, b := range some {
			if !dark(m, pixels(b, scale, edge).Intersect(m.Bounds()), light) {
				return fault.Rows([]fault.Row{{File: pagePrefix + strconv.Itoa(page+1), Text: fault.T("redact.seen")}})
			}
		}
	}
	return nil
}

// dark reports whether every point of a rectangle is darker than a limit.
func dark(m image.Image, r image.Rectangle, limit uint8) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c, _ := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
			if max(c.R, c.G, c.B) > limit {
				return false
			}
		}
	}
	return true
}
