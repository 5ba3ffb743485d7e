package extract_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/extract"
)

const exifWords = "Make: Phone\nArtist: Zhang San\nGPS: N 28.68333 E 115.90000"

// exif is what a telephone writes: Make, turned by 90 degrees, Artist, and where.
func exif() []byte {
	b := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00")
	tag := func(id, typ uint16, count, value uint32) {
		b = binary.LittleEndian.AppendUint16(b, id)
		b = binary.LittleEndian.AppendUint16(b, typ)
		b = binary.LittleEndian.AppendUint32(b, count)
		b = binary.LittleEndian.AppendUint32(b, value)
	}
	const ifd, gps, words = 8, 8 + 2 + 4*12 + 4, 8 + 2 + 4*12 + 4 + 2 + 4*12 + 4
	b = binary.LittleEndian.AppendUint16(b, 4)
	tag(0x010f, 2, 6, words)
	tag(0x0112, 3, 1, 6)
	tag(0x013b, 2, 10, words+6)
	tag(0x8825, 4, 1, gps)
	b = append(b, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint16(b, 4)
	tag(1, 2, 2, 'N')
	tag(2, 5, 3, words+16)
	tag(3, 2, 2, 'E')
	tag(4, 5, 3, words+16+24)
	b = append(b, 0, 0, 0, 0)
	b = append(b, "Phone\x00Zhang San\x00"...)
	for _, v := range []uint32{28, 1, 41, 1, 0, 1, 115, 1, 54, 1, 0, 1} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

func app(marker byte, payload string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
	return append(b, payload...)
}

// tagged puts Exif into a JPEG file.
func tagged(tb testing.TB, data []byte) []byte {
	tb.Helper()
	return insert(data, 2, app(0xe1, string(exif())))
}

func insert(data []byte, at int, more []byte) []byte {
	return append(append(bytes.Clone(data[:at]), more...), data[at:]...)
}

func chunk(typ, payload string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	b = append(b, typ+payload...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngFile(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	must(tb, png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))))
	return b.Bytes()
}

const afterIHDR = 33

func gifFile(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	must(tb, gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White}), nil))
	return b.Bytes()
}

// webp is a lossless picture of one black pixel, with chunks before it.
func webp(more ...string) []byte {
	var body strings.Builder
	body.WriteString("WEBP")
	if len(more) > 0 {
		body.WriteString("VP8X\x0a\x00\x00\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	}
	body.WriteString("VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
	for _, m := range more {
		body.WriteString(m)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body.String()))), body.String()...)
}

func riff(typ, payload string) string {
	b := binary.LittleEndian.AppendUint32([]byte(typ), uint32(len(payload)))
	b = append(b, payload...)
	if len(payload)%2 == 1 {
		b = append(b, 0)
	}
	return string(b)
}

func packed(tb testing.TB, s string) string {
	tb.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write([]byte(s))
	must(tb, err)
	must(tb, w.Close())
	return b.String()
}

const xmpPacket = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="r"><r:Description xmlns:e="e" xmlns:d="d" e:GPSLatitude="28,41N" d:creator="李四"/></r:RDF></x:xmpmeta>`

const xmpWords = "GPSLatitude: 28,41N\ncreator: 李四"

func pictureCases(t *testing.T) map[string]struct {
	data []byte
	typ  string
	want want
} {
	j, p, g := photo(t), pngFile(t), gifFile(t)
	return map[string]struct {
		data []byte
		typ  string
		want want
	}{
		"jpeg":         {j, "jpg", want{}},
		"jpeg exif":    {tagged(t, j), "jpg", want{"exif", exifWords, true, extract.Location, "N 28.68333 E 115.90000"}},
		"jpeg artist":  {tagged(t, j), "jpg", want{kind: extract.Camera, trace: "Zhang San"}},
		"jpeg xmp":     {insert(j, 2, app(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+xmpPacket)), "jpg", want{"xmp", xmpWords, true, extract.Location, "28,41N"}},
		"jpeg comment": {insert(j, 2, app(0xfe, "张三摄")), "jpg", want{"text", "张三摄", true, extract.Metadata, "张三摄"}},
		"jpeg iptc":    {insert(j, 2, app(0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x09\x1c\x02\x50\x00\x04Zhao")), "jpg", want{kind: extract.Metadata, trace: "Zhao"}},
		"jpeg program": {insert(j, 2, app(0xe5, "maker data")), "jpg", want{kind: extract.Metadata, trace: "maker"}},
		"jpeg tail":    {append(bytes.Clone(j), "PK\x03\x04secret"...), "jpg", want{kind: extract.Embedded, trace: "secret"}},
		"png":          {p, "png", want{}},
		"png text":     {insert(p, afterIHDR, chunk("tEXt", "Author\x00Zhang San")), "png", want{"text", "Author: Zhang San", true, extract.Metadata, "Zhang San"}},
		"png packed":   {insert(p, afterIHDR, chunk("zTXt", "Author\x00\x00"+packed(t, "Zhang"))), "png", want{"text", "Author: Zhang", true, extract.Metadata, "Zhang"}},
		"png xmp":      {insert(p, afterIHDR, chunk("iTXt", "XML:com.adobe.xmp\x00\x01\x00\x00\x00"+packed(t, xmpPacket))), "png", want{"xmp", xmpWords, true, extract.Location, "28"}},
		"png exif":     {insert(p, afterIHDR, chunk("eXIf", strings.TrimPrefix(string(exif()), "Exif\x00\x00"))), "png", want{"exif", exifWords, true, extract.Location, "115.9"}},
		"png time":     {insert(p, afterIHDR, chunk("tIME", "\x07\xea\x01\x01\x00\x00\x00")), "png", want{kind: extract.Metadata, trace: "tIME"}},
		"png tail":     {append(bytes.Clone(p), "cut picture"...), "png", want{kind: extract.Embedded, trace: "cut"}},
		"gif":          {g, "gif", want{}},
		"gif comment":  {insert(g, len(g)-1, []byte("\x21\xfe\x09Zhang San\x00")), "gif", want{"text", "Zhang San", true, extract.Metadata, "Zhang San"}},
		"gif program":  {insert(g, len(g)-1, []byte("\x21\xff\x0bADOBE:IR1.0\x02ab\x00")), "gif", want{kind: extract.Metadata, trace: "ADOBE"}},
		"gif tail":     {append(bytes.Clone(g), "more"...), "gif", want{kind: extract.Embedded, trace: "more"}},
		"webp":         {webp(), "webp", want{}},
		"webp exif":    {webp(riff("EXIF", string(exif()))), "webp", want{"exif", exifWords, true, extract.Location, "28.68"}},
		"webp xmp":     {webp(riff("XMP ", xmpPacket)), "webp", want{"xmp", xmpWords, true, extract.Metadata, "李四"}},
		"webp other":   {webp(riff("ABCD", "xyz")), "webp", want{kind: extract.Metadata, trace: "xyz"}},
		"webp tail":    {append(webp(), "tail"...), "webp", want{kind: extract.Embedded, trace: "tail"}},
	}
}

func TestPictures(t *testing.T) {
	for name, c := range pictureCases(t) {
		t.Run(name, func(t *testing.T) {
			f := read(t, "a", c.data)
			check(t, f, c.want)
			if f.Type != c.typ {
				t.Error(f.Type)
			}
		})
	}
}

// TestCutPictures: a picture that ends early is refused, and nothing breaks.
func TestCutPictures(t *testing.T) {
	for name, c := range pictureCases(t) {
		for n := 4; n < len(c.data)-1; n += 7 {
			_, _ = extract.Read(name, c.data[:n])
		}
	}
	for _, data := range [][]byte{photo(t), pngFile(t), gifFile(t), webp()} {
		if _, err := extract.Read("a", data[:len(data)-6]); err == nil {
			t.Errorf("%q is taken", data[:8])
		}
	}
}

// TestExifLoop: a directory that leads back to itself ends.
func TestExifLoop(t *testing.T) {
	b := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x08\x00\x00\x00")
	read(t, "a", insert(photo(t), 2, app(0xe1, string(b))))
}
