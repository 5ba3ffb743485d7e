package redact

import (
	"bytes"

	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
)

const bom = "\ufeff"

// openText takes text and CSV apart: one piece. What is written is UTF-8, with
// the mark that spreadsheet programs want before CSV.
func openText(name string, data []byte) (*content, error) {
	text, _, err := document.Decode(data)
	if err != nil {
		return nil, err
	}
	b := newBuilder("text")
	b.text(&text)
	p := b.done()
	if p == nil { // nothing but the mark of an encoding
		return nil, fault.New(fault.Invalid, "extract.empty")
	}
	p.Places = lines(p.Text)
	mark := ""
	if bytes.HasPrefix(data, []byte(bom)) {
		mark = bom
	}
	return &content{parts: []*part{p}, write: func() ([]byte, error) { return []byte(mark + text), nil }}, nil
}
