package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An archive unpacks entries of a DOCX and counts what comes out.
type archive struct {
	files map[string]*zip.File
	lim   Limits
	out   int64 // bytes unpacked so far
}

// openArchive lists the entries and refuses what announces too much. The
// announced sizes may lie, so that reading counts again.
func openArchive(data []byte, lim Limits) (*archive, error) {
	// Every entry has a header of this signature in the directory; counting them costs no memory.
	if bytes.Count(data, []byte("PK\x01\x02")) > lim.Entries {
		return nil, fault.New(fault.TooLarge, "document.zip_entries", lim.Entries)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	a := &archive{files: map[string]*zip.File{}, lim: lim}
	var announced uint64
	for _, f := range z.File {
		announced += min(f.UncompressedSize64, 1<<62)
		if announced > uint64(lim.Inflated) {
			return nil, fault.New(fault.TooLarge, "document.zip_bomb", lim.Inflated>>20)
		}
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "document.password")
		}
		a.files[strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	return a, nil
}

// open returns the entry, or nil if there is none.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	return &entry{ReadCloser: r, archive: a, packed: max(1, int64(f.CompressedSize64))}, nil
}

// An entry is read through the limits of its archive.
type entry struct {
	io.ReadCloser
	archive *archive
	packed  int64
	out     int64
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	e.out += int64(n)
	e.archive.out += int64(n)
	lim := e.archive.lim
	if e.archive.out > lim.Inflated || e.out > 1<<20 && e.out/e.packed > lim.Ratio {
		return 0, fault.New(fault.TooLarge, "document.zip_bomb", lim.Inflated>>20)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	return n, err
}

// xmlReader is a decoder that refuses declarations of entities and deep nesting.
type xmlReader struct {
	dec   *xml.Decoder
	depth int
	limit int
}

func newXML(r io.Reader, limit int) *xmlReader {
	return &xmlReader{dec: xml.NewDecoder(r), limit: limit}
}

// next returns the next token, or nil at the end. Tokens are valid until the next call.
func (x *xmlReader) next() (xml.Token, error) {
	t, err := x.dec.Token()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil && fault.Of(err) != fault.Internal:
		return nil, err
	case err != nil:
		return nil, fault.Caused(err, fault.Invalid, "document.xml_damaged")
	}
	switch t.(type) {
	case xml.Directive:
		return nil, fault.New(fault.Invalid, "document.xml_entity")
	case xml.StartElement:
		if x.depth++; x.depth > x.limit {
			return nil, fault.New(fault.TooLarge, "document.xml_deep", x.limit)
		}
	case xml.EndElement:
		x.depth--
	}
	return t, nil
}

// Names of elements are told by the prefix that the standard uses for their namespace.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":             "w:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":   "m:",
	"http://purl.oclc.org/ooxml/officeDocument/math":               "m:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":  "mc:",
	"http://schemas.openxmlformats.org/drawingml/2006/picture":     "pic:",
	"http://purl.oclc.org/ooxml/drawingml/picture":                 "pic:",
	"http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
}

// tag is the name of an element with the usual prefix; "" in an unknown namespace.
func tag(n xml.Name) string {
	p, ok := prefixes[n.Space]
	if !ok {
		return ""
	}
	return p + n.Local
}

// attr returns the attribute of the local name.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
