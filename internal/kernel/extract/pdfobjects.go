package extract

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// objects reads what a PDF has beside its pages: who made it, what runs, what
// lies within.
func (s *source) objects(data []byte) error {
	f, err := parseFlat(data)
	if err != nil {
		return err
	}
	info := reference(pdfGet(f.trailer, "Info"))
	var links strings.Builder
	for _, o := range f.objects {
		if o.num == info {
			s.info(o)
		}
		s.dictionary(o, &links)
		switch {
		case string(o.get("Type")) == "/Metadata":
			s.xmp(o.content())
		case isJPEG(o):
			s.inner(o)
		}
	}
	s.part("links", links.String(), true)
	return nil
}

// info reads the dictionary of who made the file, with what and when.
func (s *source) info(o pdfObject) {
	var said strings.Builder
	for _, e := range o.entries() {
		if text := strings.TrimSpace(pdfWords(e.value)); text != "" {
			said.WriteString(e.key + ": " + text + "\n")
			s.trace(Metadata, "info", e.key+": "+text)
		}
	}
	s.part("info", said.String(), true)
}

// telling are the keys of dictionaries that are a trace by being there.
var telling = map[string]string{
	"JS": Script, "JavaScript": Script, "Launch": Script, "EmbeddedFiles": Attachment, "EF": Attachment, "PieceInfo": Metadata, "RichMedia": Embedded,
	"XFA": Embedded, "ByteRange": Signature,
}

// actions are the kinds of actions (ISO 32000-1, 12.6.4) that do more than lead somewhere.
var actions = []string{"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}

// dictionary looks through a dictionary and those in it.
func (s *source) dictionary(o pdfObject, links *strings.Builder) {
	const deepest = 20
	var walk func(value []byte, depth int)
	walk = func(value []byte, depth int) {
		if depth > deepest {
			return
		}
		for _, e := range pdfEntries(value) {
			s.tell(o.num, e, links)
			walk(e.value, depth+1)
		}
		for _, v := range pdfArray(value) {
			walk(v, depth+1)
		}
	}
	walk(o.value, 0)
}

// tell notes what one key of a dictionary says.
func (s *source) tell(num int, e pdfEntry, links *strings.Builder) {
	kind, tells := telling[e.key]
	switch {
	case tells && len(e.value) > 0 && string(e.value) != "null":
		s.trace(kind, "object", e.key)
	case e.key == "S" && slices.Contains(actions, string(e.value)):
		s.trace(Script, "object", string(e.value))
	case e.key == "URI":
		links.WriteString(pdfWords(e.value) + "\n")
	case e.key == "OFF" && len(bytes.Trim(e.value, "[] \r\n")) > 0: // layers that are not shown
		s.trace(HiddenText, "object", "layer")
	}
	if e.key == "JS" {
		s.part(fmt.Sprintf("script:%d", num), pdfWords(e.value), true)
	}
}

func isJPEG(o pdfObject) bool {
	return string(o.get("Subtype")) == "/Image" && strings.Trim(string(o.get("Filter")), "[] ") == "/DCTDecode"
}

// inner reads what a photograph in the file carries along.
func (s *source) inner(o pdfObject) {
	all, err := jpegSegments(o.stream)
	if err != nil { // the page shows it all the same, or does not
		return
	}
	in := &source{reader: s.reader, at: fmt.Sprintf("%simage:%d/", s.at, o.num), data: o.stream, depth: s.depth}
	in.segments(all)
}

const pdfStates = 5 // earlier states of a file that are read

// revisions reads the earlier states of a file that was changed by adding to
// its end: what was taken from a page is still there.
func (s *source) revisions(now []pdfPage, ends []int) {
	if bytes.Contains(s.data[:min(len(s.data), 1024)], []byte("/Linearized")) && len(ends) > 0 {
		ends = ends[1:] // the first is that of the first page, by design
	}
	for i, n := len(ends)-2, 1; i >= 0; i, n = i-1, n+1 {
		name := fmt.Sprintf("revision:%d", n)
		s.trace(Revision, name, "")
		if n > pdfStates || ends[i] <= 0 || ends[i] > len(s.data) {
			continue
		}
		var pages []pdfPage
		if err := withPDF(s.data[:ends[i]], func(p *pdf) (err error) { pages, err = p.pages(); return err }); err != nil {
			continue // the state cannot be opened by itself; that it is there is said
		}
		for k, p := range pages {
			if k >= len(now) || p.text != now[k].text {
				s.part(fmt.Sprintf("%s/page:%d", name, k+1), p.text, true)
			}
		}
	}
}
