package extract

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A segment is a stretch of a picture file. The picture itself has no kind.
type segment struct {
	kind       string // one of those below, "" for what the picture needs
	start, end int    // of the whole segment
	payload    []byte // of one with a kind
}

// The kinds of segments that are no part of the picture.
const (
	exifSegment  = "exif"
	xmpSegment   = "xmp"
	iptcSegment  = "iptc"
	textSegment  = "text"
	otherSegment = "other" // of a program, for itself
	tailSegment  = "tail"  // bytes behind the end of the picture
)

// A picture is a format of pictures: how it begins, how it is cut up, and how
// Exif data is put back into it, behind which of its segments.
type picture struct {
	name      string
	is        func(data []byte) bool
	segments  func(data []byte) ([]segment, error)
	turnAfter int
	turn      func(exif []byte) []byte
	finish    func(file []byte, turned bool) []byte
}

func begins(magics ...string) func([]byte) bool {
	return func(b []byte) bool {
		return slices.ContainsFunc(magics, func(m string) bool { return bytes.HasPrefix(b, []byte(m)) })
	}
}

func isWebP(b []byte) bool {
	return len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}

var pictures = []picture{
	{"jpg", begins("\xff\xd8\xff"), jpegSegments, 0, jpegTurn, asWritten},
	{"png", begins(pngMagic), pngSegments, 1, pngTurn, asWritten},
	{"gif", begins("GIF87a", "GIF89a"), gifSegments, 0, noTurn, asWritten},
	{"webp", isWebP, webpSegments, 2, webpTurn, webpFinish},
}

func pictureOf(data []byte) (picture, bool) {
	for _, p := range pictures {
		if p.is(data) {
			return p, true
		}
	}
	return picture{}, false
}

var errDamaged = fault.New(fault.Invalid, "extract.damaged")

// read reads what a picture carries along.
func (p picture) read(s *source) error {
	all, err := p.segments(s.data)
	if err == nil {
		s.segments(all)
	}
	return err
}

// segments reads those that are no part of the picture.
func (s *source) segments(all []segment) {
	for _, g := range all {
		switch g.kind {
		case exifSegment:
			s.exif(g.payload)
		case xmpSegment:
			s.xmp(g.payload)
		case iptcSegment, textSegment:
			s.said(g)
		case otherSegment:
			s.trace(Metadata, g.kind, string(bytes.ToValidUTF8(g.payload[:min(len(g.payload), 32)], nil)))
		case tailSegment:
			s.trace(Embedded, g.kind, printable(g.payload))
		}
	}
}

// said reads plain text of a picture.
func (s *source) said(g segment) {
	text := printable(g.payload)
	if strings.TrimSpace(text) != "" {
		s.part(g.kind, text, true)
	}
	s.trace(Metadata, g.kind, text)
}

// printable is what can be read of bytes: in UTF-8 if they are, else in Latin-1.
func printable(b []byte) string {
	const most = 1 << 20
	b = b[:min(len(b), most)]
	text := string(b)
	if !bytes.Equal(bytes.ToValidUTF8(b, nil), b) {
		if out, err := charmap.ISO8859_1.NewDecoder().Bytes(b); err == nil {
			text = string(out)
		}
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return '\n'
		}
		return r
	}, text)
}

// xmp reads the words of an XMP packet (ISO 16684-1), in elements and attributes.
func (s *source) xmp(data []byte) {
	var b, place strings.Builder
	x := archive.NewXML(bytes.NewReader(bytes.Trim(data, "\x00")), limits.Depth)
	for {
		t, err := x.Next()
		if err != nil { // what came before the damage is said all the same
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			xmpElement(t, &b, &place)
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				b.WriteString(text + "\n")
			}
		}
	}
	s.part(xmpSegment, b.String(), true)
	if place.Len() > 0 {
		s.trace(Location, xmpSegment, place.String())
	}
	s.trace(Metadata, xmpSegment, b.String())
}

// xmpElement reads the attributes of an element, and whether it says where.
func xmpElement(e xml.StartElement, said, place *strings.Builder) {
	const latitudeLongitude = "GPSL"
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Local == "about" {
			continue
		}
		said.WriteString(a.Name.Local + ": " + a.Value + "\n")
		if strings.HasPrefix(a.Name.Local, latitudeLongitude) {
			place.WriteString(a.Value + " ")
		}
	}
	if strings.HasPrefix(e.Name.Local, latitudeLongitude) {
		place.WriteString(e.Name.Local + " ")
	}
}
