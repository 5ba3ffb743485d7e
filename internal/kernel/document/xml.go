package document

import (
	"encoding/xml"
	"errors"
	"io"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An xmlReader is a decoder that refuses declarations of entities and deep nesting.
type xmlReader struct {
	dec   *xml.Decoder
	depth int
	limit int
}

func newXML(r io.Reader, limit int) *xmlReader {
	return &xmlReader{dec: xml.NewDecoder(r), limit: limit}
}

// next returns the next token, and io.EOF at the end. Tokens are valid until the next call.
func (x *xmlReader) next() (xml.Token, error) {
	t, err := x.dec.Token()
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
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

// ended returns nil for the end of a part, which is no error.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Names of elements are told by the prefix that the standard uses for their namespace.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           "w:",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       "w:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m:",
	"http://purl.oclc.org/ooxml/officeDocument/math":                         "m:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            "mc:",
	"http://schemas.openxmlformats.org/drawingml/2006/picture":               "pic:",
	"http://purl.oclc.org/ooxml/drawingml/picture":                           "pic:",
	"http://schemas.openxmlformats.org/package/2006/relationships":           "rel:",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a:",
	"http://purl.oclc.org/ooxml/drawingml/main":                              "a:",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             "wp:",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
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
