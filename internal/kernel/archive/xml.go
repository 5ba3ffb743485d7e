package archive

import (
	"encoding/xml"
	"errors"
	"io"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// XML is a decoder that refuses declarations of entities and deep nesting.
type XML struct {
	Depth int // of the element that was begun last

	dec   *xml.Decoder
	limit int
}

// NewXML reads XML whose elements nest no deeper than the limit.
func NewXML(r io.Reader, limit int) *XML {
	return &XML{dec: xml.NewDecoder(r), limit: limit}
}

// Next returns the next token, and io.EOF at the end. Tokens are valid until the next call.
func (x *XML) Next() (xml.Token, error) {
	t, err := x.dec.Token()
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil && fault.Of(err) != fault.Internal:
		return nil, err
	case err != nil:
		return nil, fault.Caused(err, fault.Invalid, "archive.xml_damaged")
	}
	switch t.(type) {
	case xml.Directive:
		return nil, fault.New(fault.Invalid, "archive.xml_entity")
	case xml.StartElement:
		if x.Depth++; x.Depth > x.limit {
			return nil, fault.New(fault.TooLarge, "archive.xml_deep", x.limit)
		}
	case xml.EndElement:
		x.Depth--
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

// Attr returns the attribute of the local name.
func Attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
