package letter

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// quiet is the margin that readers ask for, in modules (ISO/IEC 18004).
const quiet = 4

// side is how wide the code is drawn, with its margin.
const side = 26 * mm

// A square is a QR code: dark tells of each module, with the margin.
type square struct {
	n    int
	dark func(x, y int) bool
}

// square draws the address.
//
// Errors: TooLarge if no code can hold it.
func (c Code) square() (square, error) {
	code, err := qr.Encode(c.URL, qr.M, qr.Auto)
	if err != nil {
		return square{}, fault.Caused(err, fault.TooLarge, "letter.code_too_long")
	}
	n := code.Bounds().Dx()
	return square{n + 2*quiet, func(x, y int) bool {
		x, y = x-quiet, y-quiet
		if x < 0 || y < 0 || x >= n || y >= n {
			return false
		}
		r, _, _, _ := code.At(x, y).RGBA()
		return r == 0
	}}, nil
}

// runs calls draw for each run of dark modules of a row.
func (s square) runs(draw func(x, y, n int)) {
	for y := range s.n {
		for x := 0; x < s.n; x++ {
			n := 0
			for x+n < s.n && s.dark(x+n, y) {
				n++
			}
			if n > 0 {
				draw(x, y, n)
				x += n
			}
		}
	}
}

// png is the code as a picture, some points a module.
func (s square) png() ([]byte, error) {
	const zoom = 8
	img := image.NewPaletted(image.Rect(0, 0, s.n*zoom, s.n*zoom), color.Palette{color.White, color.Black})
	s.runs(func(x, y, n int) {
		for i := x * zoom; i < (x+n)*zoom; i++ {
			for j := y * zoom; j < (y+1)*zoom; j++ {
				img.SetColorIndex(i, j, 1)
			}
		}
	})
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}
