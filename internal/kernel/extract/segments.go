package extract

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"
)

// jpegSegments cuts up a JPEG file (ITU-T T.81, annex B).
func jpegSegments(b []byte) ([]segment, error) {
	const sos, eoi, com, app0, app15 = 0xda, 0xd9, 0xfe, 0xe0, 0xef
	out := []segment{{start: 0, end: 2}}
	for at := 2; ; {
		at += jpegFill(b[at:])
		if at+4 > len(b) || b[at] != 0xff {
			return nil, errDamaged
		}
		marker := b[at+1]
		n := int(binary.BigEndian.Uint16(b[at+2:]))
		end := at + 2 + n
		if n < 2 || end > len(b) {
			return nil, errDamaged
		}
		g := segment{start: at, end: end, payload: b[at+4 : end]}
		switch {
		case marker == sos:
			end = jpegScanEnd(b, end)
			g.end = end
		case marker == com:
			g.kind = textSegment
		case marker >= app0 && marker <= app15:
			g.kind, g.payload = jpegApp(marker, g.payload)
		}
		out = append(out, g)
		at = end
		if at+2 <= len(b) && b[at] == 0xff && b[at+1] == eoi {
			out = append(out, segment{start: at, end: at + 2})
			if rest := b[at+2:]; len(rest) > 0 {
				out = append(out, segment{tailSegment, at + 2, len(b), rest})
			}
			return out, nil
		}
		if at >= len(b) {
			return nil, errDamaged
		}
	}
}

// jpegFill counts the bytes that fill up before a marker.
func jpegFill(b []byte) (n int) {
	for n+1 < len(b) && b[n] == 0xff && b[n+1] == 0xff {
		n++
	}
	return n
}

// jpegScanEnd finds the marker behind the data of a scan.
func jpegScanEnd(b []byte, at int) int {
	for ; at+1 < len(b); at++ {
		if b[at] == 0xff && b[at+1] != 0 && (b[at+1] < 0xd0 || b[at+1] > 0xd7) {
			return at
		}
	}
	return len(b)
}

// jpegApp tells the segments of programs apart. JFIF, colour profiles and the
// way of Adobe are needed to show the picture.
func jpegApp(marker byte, p []byte) (kind string, payload []byte) {
	const xmp = "http://ns.adobe.com/xap/1.0/\x00"
	const more = "http://ns.adobe.com/xmp/extension/\x00"
	switch {
	case marker == 0xe0 && bytes.HasPrefix(p, []byte("JFIF\x00")), marker == 0xe2 && bytes.HasPrefix(p, []byte("ICC_PROFILE\x00")), marker == 0xee && bytes.HasPrefix(p, []byte("Adobe")):
		return "", p
	case bytes.HasPrefix(p, []byte(tiffBegin)):
		return exifSegment, p
	case bytes.HasPrefix(p, []byte(xmp)):
		return xmpSegment, p[len(xmp):]
	case bytes.HasPrefix(p, []byte(more)) && len(p) > len(more)+40:
		return xmpSegment, p[len(more)+40:]
	case marker == 0xed:
		return iptcSegment, p
	}
	return otherSegment, p
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngNeeded are the chunks beside the critical ones that the look depends on.
const pngNeeded = " tRNS gAMA cHRM sRGB iCCP cICP mDCv cLLi sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT "

// pngSegments cuts up a PNG file (ISO/IEC 15948).
func pngSegments(b []byte) ([]segment, error) {
	out := []segment{{start: 0, end: len(pngMagic)}}
	for at := len(pngMagic); ; {
		if at+12 > len(b) {
			return nil, errDamaged
		}
		n := int(binary.BigEndian.Uint32(b[at:]))
		if n > len(b)-at-12 {
			return nil, errDamaged
		}
		end := at + 12 + n
		typ, p := string(b[at+4:at+8]), b[at+8:end-4]
		g := segment{start: at, end: end, payload: p}
		switch typ {
		case "tEXt":
			g.kind, g.payload = textSegment, bytes.ReplaceAll(p, []byte{0}, []byte(": "))
		case "zTXt", "iTXt":
			g.kind, g.payload = pngText(typ, p)
		case "eXIf":
			g.kind = exifSegment
		default:
			if typ[0] >= 'a' && !strings.Contains(pngNeeded, " "+typ+" ") {
				g.kind = otherSegment
				g.payload = []byte(typ)
			}
		}
		out = append(out, g)
		at = end
		if typ == "IEND" {
			if at < len(b) {
				out = append(out, segment{tailSegment, at, len(b), b[at:]})
			}
			return out, nil
		}
	}
}

// pngText reads a text chunk, which may be compressed.
func pngText(typ string, p []byte) (kind string, payload []byte) {
	key, rest, _ := bytes.Cut(p, []byte{0})
	packed := typ == "zTXt"
	if typ == "zTXt" && len(rest) > 0 {
		rest = rest[1:]
	}
	if typ == "iTXt" && len(rest) > 2 {
		packed = rest[0] == 1
		_, rest, _ = bytes.Cut(rest[2:], []byte{0}) // the language
		_, rest, _ = bytes.Cut(rest, []byte{0})     // the key in that language
	}
	if packed {
		rest = inflate(rest)
	}
	if string(key) == "XML:com.adobe.xmp" {
		return xmpSegment, rest
	}
	return textSegment, append(append(bytes.Clone(key), ": "...), rest...)
}

// inflate unpacks text up to a limit; what is damaged ends it.
func inflate(b []byte) []byte {
	const most = 4 << 20
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(r, most))
	return out
}

// gifSegments cuts up a GIF file (GIF89a).
func gifSegments(b []byte) ([]segment, error) {
	if len(b) < 13 {
		return nil, errDamaged
	}
	at := 13
	if b[10]&0x80 != 0 {
		at += 3 << (b[10]&7 + 1)
	}
	out := []segment{{start: 0, end: min(at, len(b))}}
	for at < len(b) {
		g := segment{start: at}
		var body []byte
		ok := false
		switch b[at] {
		case 0x3b: // the end
			out = append(out, segment{start: at, end: at + 1})
			if at+1 < len(b) {
				out = append(out, segment{tailSegment, at + 1, len(b), b[at+1:]})
			}
			return out, nil
		case 0x2c: // an image
			if at+10 < len(b) {
				begin := at + 10
				if b[at+9]&0x80 != 0 {
					begin += 3 << (b[at+9]&7 + 1)
				}
				_, g.end, ok = gifBlocks(b, begin+1)
			}
		case 0x21: // an extension
			if at+2 < len(b) {
				body, g.end, ok = gifBlocks(b, at+2)
				g.kind, g.payload = gifExtension(b[at+1], body)
			}
		}
		if !ok {
			return nil, errDamaged
		}
		out = append(out, g)
		at = g.end
	}
	return nil, errDamaged
}

// gifBlocks joins blocks up to the empty one.
func gifBlocks(b []byte, at int) (body []byte, end int, ok bool) {
	for at < len(b) {
		n := int(b[at])
		if n == 0 {
			return body, at + 1, true
		}
		if at+1+n > len(b) {
			break
		}
		body = append(body, b[at+1:at+1+n]...)
		at += 1 + n
	}
	return nil, 0, false
}

func gifExtension(label byte, body []byte) (kind string, payload []byte) {
	switch {
	case label == 0xfe:
		return textSegment, body
	case label == 0xff && bytes.HasPrefix(body, []byte("XMP DataXMP")):
		return xmpSegment, body[11:]
	case label == 0xff && !bytes.HasPrefix(body, []byte("NETSCAPE2.0")) && !bytes.HasPrefix(body, []byte("ICCRGBG1012")):
		return otherSegment, body
	case label == 0x01: // text drawn over the picture
		return textSegment, body
	}
	return "", body
}

// webpSegments cuts up a WebP file (RFC 9649).
func webpSegments(b []byte) ([]segment, error) {
	whole := int(binary.LittleEndian.Uint32(b[4:])) + 8
	if whole > len(b) || whole < 12 {
		return nil, errDamaged
	}
	out := []segment{{start: 0, end: 12}}
	for at := 12; at < whole; {
		if at+8 > whole {
			return nil, errDamaged
		}
		n := int(binary.LittleEndian.Uint32(b[at+4:]))
		if n > whole-at-8 {
			return nil, errDamaged
		}
		stop := min(at+8+n+n&1, whole)
		g := segment{start: at, end: stop, payload: b[at+8 : at+8+n]}
		switch string(b[at : at+4]) {
		case "EXIF":
			g.kind = exifSegment
		case "XMP ":
			g.kind = xmpSegment
		case "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP":
		default:
			g.kind = otherSegment
		}
		out = append(out, g)
		at = stop
	}
	if whole < len(b) {
		out = append(out, segment{tailSegment, whole, len(b), b[whole:]})
	}
	return out, nil
}
