package redact

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"
	"strconv"
)

// packed is a picture as a PDF keeps it.
type packed struct {
	width, height int
	space         string // of its colours
	bits          int
	filter        string
	data          []byte
}

func (p packed) object() string {
	return fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent %d/Filter/%s/Length %d>>\nstream\n%s\nendstream",
		p.width, p.height, p.space, p.bits, p.filter, len(p.data), p.data)
}

// packImage packs a page by what is on it: text in sixteen greys, text with a red
// head or a seal in few colours, both without loss; a photograph or a scan as JPEG.
func packImage(m *image.RGBA) (packed, error) {
	p := packed{width: m.Rect.Dx(), height: m.Rect.Dy(), filter: "FlateDecode"}
	coloured, busy := survey(m)
	const most = 0.35 // of a page of text is not paper
	if busy > most {
		return p.jpeg(m, coloured)
	}
	raw := greys(m)
	p.space, p.bits = "/DeviceGray", 4
	if coloured {
		raw = few(m)
		p.space, p.bits = palette(), 8
	}
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(raw) // a buffer takes everything
	_ = z.Close()
	p.data = b.Bytes()
	return p, nil
}

// survey reports whether there are colours on a page, and how much of it is
// neither paper nor plain ink.
func survey(m *image.RGBA) (coloured bool, busy float64) {
	const (
		tint  = 32
		paper = 0xe8
		ink   = 0x30
	)
	colours, other := 0, 0
	for i := 0; i+3 < len(m.Pix); i += 4 {
		r, g, b := int(m.Pix[i]), int(m.Pix[i+1]), int(m.Pix[i+2])
		low, high := min(r, g, b), max(r, g, b)
		if high-low > tint {
			colours++
		}
		if low < paper && high > ink {
			other++
		}
	}
	all := max(len(m.Pix)/4, 1)
	return colours*10_000 > all, float64(other) / float64(all)
}

// jpeg packs a picture with loss that nobody sees in print.
func (p packed) jpeg(m *image.RGBA, coloured bool) (packed, error) {
	const quality = 72
	var from image.Image = m
	p.space, p.bits, p.filter = "/DeviceRGB", 8, "DCTDecode"
	if !coloured {
		g := image.NewGray(m.Rect)
		for i := range g.Pix {
			g.Pix[i] = grey(m.Pix[4*i:])
		}
		from, p.space = g, "/DeviceGray"
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, from, &jpeg.Options{Quality: quality})
	p.data = b.Bytes()
	return p, err
}

func grey(px []byte) byte {
	return byte((299*int(px[0]) + 587*int(px[1]) + 114*int(px[2]) + 500) / 1000) //nolint:gosec // at most 255
}

// greys makes two pixels a byte.
func greys(m *image.RGBA) []byte {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	row := (w + 1) / 2
	out := make([]byte, row*h)
	for y := range h {
		px := m.Pix[y*m.Stride:]
		line := out[y*row:]
		for x := range w {
			v := byte((int(grey(px[4*x:]))*15 + 127) / 255) //nolint:gosec // at most 15
			line[x/2] |= v << (4 * (1 - x%2))
		}
	}
	return out
}

const (
	levels = 6          // of each colour
	cube   = 6 * 6 * 6  // colours
	tones  = 256 - cube // greys behind them
)

// palette has a cube of colours and the greys between.
func palette() string {
	var b bytes.Buffer
	for i := range cube {
		for _, v := range []int{i / (levels * levels), i / levels % levels, i % levels} {
			fmt.Fprintf(&b, "%02X", v*255/(levels-1))
		}
	}
	for i := range tones {
		v := i * 255 / (tones - 1)
		fmt.Fprintf(&b, "%02X%02X%02X", v, v, v)
	}
	return fmt.Sprintf("[/Indexed/DeviceRGB 255<%s>]", b.String())
}

// few gives each pixel its place in the palette.
func few(m *image.RGBA) []byte {
	const tint = 24
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := make([]byte, w*h)
	level := func(v byte) int { return (int(v)*(levels-1) + 127) / 255 }
	for y := range h {
		px := m.Pix[y*m.Stride:]
		for x := range w {
			c := px[4*x : 4*x+3]
			i := levels*levels*level(c[0]) + levels*level(c[1]) + level(c[2])
			if max(c[0], c[1], c[2])-min(c[0], c[1], c[2]) <= tint {
				i = cube + (int(grey(c))*(tones-1)+127)/255
			}
			out[y*w+x] = byte(i) //nolint:gosec // at most 255
		}
	}
	return out
}

func encodePNG(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m)
	return b.Bytes(), err
}

var (
	streamBegin = regexp.MustCompile(`/Filter/(\w+)/Length (\d+)>>\nstream\n`)
	pictureDict = regexp.MustCompile(`/Subtype/Image/Width (\d+)/Height (\d+)/ColorSpace(?:/(\w+)|\[/Indexed/DeviceRGB 255<([0-9A-F]+)>\])/BitsPerComponent (\d+)$`)
	hexed       = regexp.MustCompile(`<([0-9A-F]+)>`)
)

// A section is a stream of a finished file with what stands before it.
type section struct {
	before, data []byte
	filter       string
}

// sections cuts a file of this program's up by its streams; the last has none.
func sections(file []byte) (out []section) {
	for {
		m := streamBegin.FindSubmatchIndex(file)
		if m == nil {
			return append(out, section{before: file})
		}
		n, _ := strconv.Atoi(string(file[m[4]:m[5]])) // digits
		end := min(m[1]+n, len(file))
		out = append(out, section{file[:m[0]], file[m[1]:end], string(file[m[2]:m[3]])})
		file = file[end:]
	}
}

// pictures are the pictures of a finished file, page by page.
func pictures(file []byte) (out []packed) {
	for _, s := range sections(file) {
		m := pictureDict.FindSubmatch(s.before)
		if m == nil {
			continue
		}
		p := packed{space: string(m[3]) + string(m[4]), filter: s.filter, data: s.data}
		p.width, _ = strconv.Atoi(string(m[1])) // digits
		p.height, _ = strconv.Atoi(string(m[2]))
		p.bits, _ = strconv.Atoi(string(m[5]))
		out = append(out, p)
	}
	return out
}

// unpack is the picture as a reader of the file sees it.
func (p packed) unpack() (image.Image, error) {
	if p.filter == "DCTDecode" {
		return jpeg.Decode(bytes.NewReader(p.data))
	}
	raw := inflate(p.data)
	r := image.Rect(0, 0, p.width, p.height)
	row := (p.width*p.bits + 7) / 8
	if len(raw) != row*p.height {
		return nil, io.ErrUnexpectedEOF
	}
	if p.bits == 8 {
		colours, err := hex.DecodeString(p.space)
		if err != nil {
			return nil, err
		}
		m := &image.Paletted{Pix: raw, Stride: row, Rect: r}
		for i := 0; i+2 < len(colours); i += 3 {
			m.Palette = append(m.Palette, color.RGBA{colours[i], colours[i+1], colours[i+2], 255})
		}
		return m, nil
	}
	m := image.NewGray(r)
	for y := range p.height {
		for x := range p.width {
			m.Pix[y*m.Stride+x] = raw[y*row+x/2] >> (4 * (1 - x%2)) & 15 * 17
		}
	}
	return m, nil
}

// streams are the parts of a finished file, unpacked, but for the points of its
// pictures; the text of a page once more in one piece.
func streams(file []byte) (out []member) {
	var rest bytes.Buffer
	for _, s := range sections(file) {
		rest.Write(s.before)
		if s.filter != "FlateDecode" || pictureDict.Match(s.before) {
			continue
		}
		data := inflate(s.data)
		var text bytes.Buffer
		for _, h := range hexed.FindAllSubmatch(data, -1) {
			text.Write(h[1])
		}
		out = append(out, member{"stream", data}, member{"text", text.Bytes()})
	}
	return append(out, member{"file", rest.Bytes()})
}

func inflate(b []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(r) // of what this program wrote; damage ends it
	return out
}
