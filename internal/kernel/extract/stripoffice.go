package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// stripPackage writes an office file anew, without the parts that are metadata
// or comments and without what refers to them.
func stripPackage(data []byte) ([]byte, error) {
	a, err := archive.Open(data, limits)
	if err != nil {
		return nil, err
	}
	gone, err := dropped(a)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range a.Names() {
		if gone[name] {
			continue
		}
		b, err := a.Bytes(name)
		if err != nil {
			return nil, err
		}
		if b, err = stripPart(name, b, gone); err != nil {
			return nil, err
		}
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(b); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return out.Bytes(), err
}

// dropped are the parts that are left out: those of metadata and comments, and
// the drawings of the notes of a sheet.
func dropped(a *archive.Archive) (map[string]bool, error) {
	gone := map[string]bool{}
	for _, name := range a.Names() {
		lower := strings.ToLower(name)
		kind := ruleOf(name).kind
		switch {
		case kind == Metadata, kind == Comment, strings.HasPrefix(lower, "word/comments"), strings.HasPrefix(lower, "customxml/"):
			gone[name] = true
		case strings.HasSuffix(lower, ".vml"):
			b, err := a.Bytes(name)
			if err != nil {
				return nil, err
			}
			all := bytes.Count(b, []byte("ObjectType="))
			gone[name] = all > 0 && all == bytes.Count(b, []byte(`ObjectType="Note"`))
		}
	}
	for _, name := range a.Names() { // the relations of what is gone
		dir, file := path.Split(name)
		if path.Ext(name) == ".rels" && gone[path.Join(path.Dir(path.Clean(dir)), strings.TrimSuffix(file, ".rels"))] {
			gone[name] = true
		}
	}
	return gone, nil
}

// stripPart takes out of a part what refers to parts that are gone.
func stripPart(name string, b []byte, gone map[string]bool) ([]byte, error) {
	lower := strings.ToLower(name)
	switch {
	case lower == "[content_types].xml":
		return cut(b, func(e xml.StartElement) bool {
			return e.Name.Local == "Override" && gone[strings.TrimPrefix(archive.Attr(e, "PartName"), "/")]
		})
	case path.Ext(lower) == ".rels":
		base := path.Dir(path.Dir(name))
		return cut(b, func(e xml.StartElement) bool { return e.Name.Local == "Relationship" && leadsTo(e, base, gone) })
	case strings.HasPrefix(lower, "word/") && path.Ext(lower) == ".xml":
		return cut(b, func(e xml.StartElement) bool { return wordMarks[e.Name.Local] })
	case lower == "xl/workbook.xml":
		return cut(b, func(e xml.StartElement) bool { return e.Name.Local == "absPath" || e.Name.Local == "fileSharing" })
	case strings.HasPrefix(lower, "xl/worksheets/") && path.Ext(lower) == ".xml":
		b, err := cut(b, func(e xml.StartElement) bool { return sheetMarks[e.Name.Local] })
		return printerID.ReplaceAll(b, []byte("$1")), err
	case strings.Contains(lower, "/media/"):
		if _, ok := pictureOf(b); ok {
			return stripPicture(b)
		}
	}
	return b, nil
}

// wordMarks are the elements of a document that point at comments, at the
// writer's own template, or are left by macros and forms.
var wordMarks = map[string]bool{
	"commentRangeStart": true, "commentRangeEnd": true, "commentReference": true, "attachedTemplate": true, "docVars": true, "rsids": true,
}

// sheetMarks are those of a sheet: they point at the drawings of notes and at
// what programs leave for themselves.
var sheetMarks = map[string]bool{"legacyDrawing": true, "customProperties": true}

// printerID is the relation of a sheet to the settings of the writer's printer.
var printerID = regexp.MustCompile(`(<(?:\w+:)?pageSetup\b[^>]*?)\s\w+:id="[^"]*"`)

// leadsTo reports whether a relation leads to a part that is gone, or to the template on the writer's machine.
func leadsTo(e xml.StartElement, base string, gone map[string]bool) bool {
	target := archive.Attr(e, "Target")
	if archive.Attr(e, "TargetMode") == "External" {
		return strings.HasSuffix(archive.Attr(e, "Type"), "/attachedTemplate")
	}
	if !strings.HasPrefix(target, "/") {
		target = path.Join("/", base, target)
	}
	return gone[strings.TrimPrefix(path.Clean(target), "/")]
}

// cut takes elements out of XML and leaves every other byte as it is.
func cut(b []byte, drop func(xml.StartElement) bool) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var out bytes.Buffer
	kept := int64(0)
	for {
		start := d.InputOffset()
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			out.Write(b[kept:])
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, fault.Caused(err, fault.Invalid, "archive.xml_damaged")
		}
		if e, ok := t.(xml.StartElement); ok && drop(e) {
			if err := d.Skip(); err != nil {
				return nil, fault.Caused(err, fault.Invalid, "archive.xml_damaged")
			}
			out.Write(b[kept:start])
			kept = d.InputOffset()
		}
	}
}
