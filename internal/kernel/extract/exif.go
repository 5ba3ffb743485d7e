package extract

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"
)

// tags are the fields of Exif that tell of people, things and times (CIPA
// DC-008, tables 4 to 12), with the trace that each is.
var tags = map[uint16]struct{ name, kind string }{
	0x010e: {"ImageDescription", Metadata}, 0x010f: {"Make", Camera}, 0x0110: {"Model", Camera}, 0x0131: {"Software", Metadata},
	0x0132: {"DateTime", Camera}, 0x013b: {"Artist", Camera}, 0x013c: {"HostComputer", Camera}, 0x8298: {"Copyright", Metadata},
	0x9003: {"DateTimeOriginal", Camera}, 0x9004: {"DateTimeDigitized", Camera}, 0x9286: {"UserComment", Metadata}, 0x927c: {"MakerNote", Camera},
	0x9c9b: {"XPTitle", Metadata}, 0x9c9c: {"XPComment", Metadata}, 0x9c9d: {"XPAuthor", Camera}, 0x9c9e: {"XPKeywords", Metadata}, 0x9c9f: {"XPSubject", Metadata},
	0xa420: {"ImageUniqueID", Metadata}, 0xa430: {"CameraOwnerName", Camera}, 0xa431: {"BodySerialNumber", Camera}, 0xa433: {"LensMake", Camera}, 0xa434: {"LensModel", Camera},
	0xa435: {"LensSerialNumber", Camera},
}

const (
	orientationTag = 0x0112
	exifPointer    = 0x8769
	gpsPointer     = 0x8825
	thumbnailTag   = 0x0201
	makerNote      = 0x927c
	userComment    = 0x9286
	tiffBegin      = "Exif\x00\x00"
)

// A tiff is Exif data being read.
type tiff struct {
	order binary.ByteOrder
	data  []byte
	seen  map[uint32]bool // directories, so that none is read twice
}

// A field is one entry of a directory.
type field struct {
	tag, typ uint16
	count    uint32
	value    []byte
}

// sizes of a value by its type.
var typeSizes = [...]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}

func openTIFF(data []byte) (*tiff, bool) {
	data = bytes.TrimPrefix(data, []byte(tiffBegin))
	t := &tiff{data: data, seen: map[uint32]bool{}}
	switch {
	case len(data) < 8:
		return nil, false
	case string(data[:2]) == "II":
		t.order = binary.LittleEndian
	case string(data[:2]) == "MM":
		t.order = binary.BigEndian
	default:
		return nil, false
	}
	return t, true
}

// directory returns the fields of the directory at an offset and the offset of
// the next. What does not lie within the data is left out.
func (t *tiff) directory(at uint32) (out []field, next uint32) {
	const most = 500
	if at == 0 || t.seen[at] || uint64(at)+2 > uint64(len(t.data)) {
		return nil, 0
	}
	t.seen[at] = true
	n := int(t.order.Uint16(t.data[at:]))
	for i := range min(n, most) {
		from := uint64(at) + 2 + 12*uint64(i)
		if from+12 > uint64(len(t.data)) {
			return out, 0
		}
		e := t.data[from : from+12]
		f := field{tag: t.order.Uint16(e), typ: t.order.Uint16(e[2:]), count: t.order.Uint32(e[4:]), value: e[8:12]}
		if int(f.typ) >= len(typeSizes) || f.typ == 0 {
			continue
		}
		size := typeSizes[f.typ] * uint64(f.count)
		if size > 4 {
			begin := uint64(t.order.Uint32(e[8:]))
			if begin+size > uint64(len(t.data)) {
				continue
			}
			f.value = t.data[begin : begin+size]
		} else {
			f.value = f.value[:size]
		}
		out = append(out, f)
	}
	if end := uint64(at) + 2 + 12*uint64(n); n <= most && end+4 <= uint64(len(t.data)) { //nolint:gosec // at most 65,535
		next = t.order.Uint32(t.data[end:])
	}
	return out, next
}

// exif reads what Exif tells of people, places and times.
func (s *source) exif(data []byte) {
	t, ok := openTIFF(data)
	if !ok {
		s.trace(Metadata, exifSegment, "")
		return
	}
	var said strings.Builder
	queue := []uint32{t.order.Uint32(t.data[4:])}
	for len(queue) > 0 && len(t.seen) < 16 {
		fields, next := t.directory(queue[0])
		if queue = queue[1:]; next > 0 {
			queue = append(queue, next)
		}
		for _, f := range fields {
			switch {
			case f.tag == exifPointer && len(f.value) == 4:
				queue = append(queue, t.order.Uint32(f.value))
			case f.tag == gpsPointer && len(f.value) == 4:
				s.gps(t, t.order.Uint32(f.value), &said)
			case f.tag == thumbnailTag:
				s.trace(Metadata, exifSegment, "thumbnail")
			case tags[f.tag].name != "":
				line := tags[f.tag].name + ": " + t.text(f)
				said.WriteString(line + "\n")
				s.trace(tags[f.tag].kind, exifSegment, line)
			}
		}
	}
	s.part(exifSegment, said.String(), true)
}

// text is the value of a field for a reader.
func (t *tiff) text(f field) string {
	switch {
	case f.tag >= 0x9c9b && f.tag <= 0x9c9f: // UTF-16, little end first
		u := make([]uint16, len(f.value)/2)
		for i := range u {
			u[i] = binary.LittleEndian.Uint16(f.value[2*i:])
		}
		return strings.Trim(string(utf16.Decode(u)), "\x00")
	case f.tag == makerNote:
		return strconv.Itoa(len(f.value)) + " bytes"
	case f.tag == userComment && len(f.value) >= 8:
		return printable(bytes.Trim(f.value[8:], "\x00 "))
	case f.typ == 2 || f.typ == 7:
		return printable(bytes.Trim(f.value, "\x00 "))
	}
	return hex.EncodeToString(f.value)
}

// gps reads where a picture was taken, in degrees.
func (s *source) gps(t *tiff, at uint32, said *strings.Builder) {
	const latitudeRef, latitude, longitudeRef, longitude = 1, 2, 3, 4
	got := map[uint16]field{}
	fields, _ := t.directory(at)
	for _, f := range fields {
		got[f.tag] = f
	}
	if len(got) == 0 {
		return
	}
	var place strings.Builder
	for _, c := range []struct{ ref, val uint16 }{{latitudeRef, latitude}, {longitudeRef, longitude}} {
		if v, ok := t.degrees(got[c.val]); ok {
			place.WriteString(string(bytes.Trim(got[c.ref].value, "\x00 ")) + " " + strconv.FormatFloat(v, 'f', 5, 64) + " ")
		}
	}
	said.WriteString("GPS: " + place.String() + "\n")
	s.trace(Location, exifSegment, place.String())
}

// degrees reads three fractions: degrees, minutes, seconds.
func (t *tiff) degrees(f field) (float64, bool) {
	if f.typ != 5 || len(f.value) < 24 {
		return 0, false
	}
	v, unit := 0.0, 1.0
	for i := range 3 {
		num, den := t.order.Uint32(f.value[8*i:]), t.order.Uint32(f.value[8*i+4:])
		if den != 0 {
			v += float64(num) / float64(den) / unit
		}
		unit *= 60
	}
	return v, true
}

// orientation is how a viewer turns the picture, 1 to 8; 0 if Exif does not say.
func orientation(data []byte) uint16 {
	t, ok := openTIFF(data)
	if !ok {
		return 0
	}
	fields, _ := t.directory(t.order.Uint32(t.data[4:]))
	for _, f := range fields {
		if f.tag == orientationTag && f.typ == 3 && len(f.value) >= 2 {
			if v := t.order.Uint16(f.value); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return 0
}

// onlyOrientation is Exif data that says how to turn the picture and nothing else.
func onlyOrientation(v uint16) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	b = binary.BigEndian.AppendUint16(b, v)
	return append(b, 0, 0, 0, 0, 0, 0)
}
