package extract

import (
	"encoding/xml"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A drawing is what a picture says that is drawn by words.
type drawing struct {
	within       string // innermost element that was opened
	seen, unseen strings.Builder
	runs         bool // a program is in it
}

// svg reads a picture that is drawn by words: they are seen, its description is not,
// and what runs in it is a trace. One that is no XML is a trace too.
func (s *source) svg(a *archive.Archive, name string) error {
	var d drawing
	err := a.XML(name, func(x *archive.XML) error {
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			d.take(t)
		}
	})
	if fault.Of(err) == fault.Invalid {
		s.trace(Unreadable, name, path.Base(name))
		return nil
	}
	if err != nil {
		return err
	}
	s.part(name, d.seen.String(), false)
	s.part(name+"#alt", d.unseen.String(), true)
	if d.runs {
		s.trace(Script, name, path.Base(name))
	}
	return nil
}

// described are the elements that a reader does not see.
var described = []string{"title", "desc", "metadata"}

func (d *drawing) take(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		d.within = t.Name.Local
		d.runs = d.runs || d.within == "script" || slices.ContainsFunc(t.Attr, isActive)
	case xml.EndElement:
		if slices.Contains(described, t.Name.Local) {
			d.unseen.WriteByte('\n')
		}
		if t.Name.Local == "text" { // its pieces are one line, however it is cut
			d.seen.WriteByte('\n')
		}
		d.within = ""
	case xml.CharData:
		switch {
		case d.within == "style", d.within == "script":
		case slices.Contains(described, d.within):
			d.unseen.Write(t)
		default:
			d.seen.WriteString(strings.TrimSpace(string(t)))
		}
	}
}

// isActive reports whether an attribute runs something.
func isActive(at xml.Attr) bool {
	return strings.HasPrefix(strings.ToLower(at.Name.Local), "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(at.Value)), "javascript:")
}
