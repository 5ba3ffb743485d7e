package redact

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// blank is what stands in place of a picture: always the same, in its format.
func blank(ext string) ([]byte, error) {
	const side = 64
	m := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.Gray{Y: 0x40}, color.White})
	var b bytes.Buffer
	var err error
	switch ext {
	case ".png":
		err = png.Encode(&b, m)
	case ".jpg", ".jpeg":
		err = jpeg.Encode(&b, m, nil)
	case ".gif":
		err = gif.Encode(&b, m, nil)
	default:
		err = fault.New(fault.Invalid, "redact.picture", ext)
	}
	return b.Bytes(), err
}
