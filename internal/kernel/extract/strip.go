package extract

import (
	"bytes"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// strippers say for each type what a program may take out, and how. A type that
// is not here has none: it is refused. A kind of trace that is not named is one
// that only a person may decide about: tracked changes, hidden text, what lies
// in a file, what runs, a signature.
var strippers = map[string]struct {
	removes []string
	strip   func(data []byte) ([]byte, error)
}{
	"docx": {[]string{Metadata, Comment, Location, Camera}, stripPackage},
	"xlsx": {[]string{Metadata, Comment, Location, Camera}, stripPackage},
	"pdf":  {[]string{Metadata, Revision, Location, Camera}, stripPDF},
	"jpg":  {[]string{Metadata, Location, Camera, Embedded}, stripPicture},
	"png":  {[]string{Metadata, Location, Camera, Embedded}, stripPicture},
	"gif":  {[]string{Metadata, Location, Camera, Embedded}, stripPicture},
	"webp": {[]string{Metadata, Location, Camera, Embedded}, stripPicture},
	"txt":  {nil, asItIs},
	"csv":  {nil, asItIs},
	"mp4":  {nil, asItIs},
}

func asItIs(data []byte) ([]byte, error) { return data, nil }

// Strip takes out what a file carries along beside what it says: properties,
// comments, the data of cameras, earlier states. It returns the file without
// them and what it took out. A file with nothing to take out comes back as it is.
//
// It never decides what a file says: with tracked changes, hidden text or
// anything else of the kind the file is refused, with a row for each. The result
// is read again; if anything is left, or what the file shows has changed, it is
// refused too.
func Strip(name string, data []byte) (out []byte, removed []Trace, err error) {
	defer fault.Wrap(&err, "extract.Strip")
	before, err := Read(name, data)
	if err != nil {
		return nil, nil, err
	}
	how, ok := strippers[before.Type]
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "extract.no_strip", before.Type)
	}
	if err := refuse(before, how.removes); err != nil {
		return nil, nil, err
	}
	if len(before.Traces) == 0 {
		return data, nil, nil
	}
	if out, err = how.strip(data); err != nil {
		return nil, nil, err
	}
	after, err := Read(name, out)
	if err != nil || len(after.Traces) > 0 {
		return nil, nil, fault.Caused(err, fault.Invalid, "extract.not_stripped", left(after))
	}
	if !sameShown(before, after) {
		return nil, nil, fault.New(fault.Invalid, "extract.changed")
	}
	return out, before.Traces, nil
}

const maxRows = 50 // of a fault: enough to begin with

// refuse returns a fault with a row for each trace that only a person may remove.
func refuse(f File, removes []string) error {
	var rows []fault.Row
	for _, t := range f.Traces {
		if !slices.Contains(removes, t.Kind) && len(rows) < maxRows {
			rows = append(rows, fault.Row{File: t.Part, Text: fault.T("extract.kind."+t.Kind, t.Text)})
		}
	}
	return fault.Rows(rows)
}

// left names the parts that still have traces.
func left(f File) string {
	var parts []string
	for _, t := range f.Traces {
		if !slices.Contains(parts, t.Part) {
			parts = append(parts, t.Part)
		}
	}
	return strings.Join(parts, " ")
}

// sameShown reports whether two files show the same.
func sameShown(a, b File) bool {
	shown := func(f File) (out []Part) {
		for _, p := range f.Parts {
			if !p.Hidden {
				out = append(out, p)
			}
		}
		return out
	}
	return slices.Equal(shown(a), shown(b))
}

// stripPicture keeps the segments that the picture needs, and how to turn it.
func stripPicture(data []byte) ([]byte, error) {
	p, ok := pictureOf(data)
	if !ok {
		return nil, errDamaged
	}
	all, err := p.segments(data)
	if err != nil {
		return nil, err
	}
	var turned uint16
	for _, g := range all {
		if g.kind == exifSegment && turned == 0 {
			turned = orientation(g.payload)
		}
	}
	var out bytes.Buffer
	for i, g := range all {
		if g.kind == "" {
			out.Write(data[g.start:g.end])
		}
		if turned > 1 && i == p.turnAfter {
			out.Write(p.turn(onlyOrientation(turned)))
		}
	}
	return p.finish(out.Bytes(), turned > 1), nil
}
