// Package extract says what a file says, part by part, including what a reader
// does not see: tracked changes, comments, hidden sheets, text under a black
// box, where a picture was taken. It takes bytes and opens nothing; every
// reader stops at a limit of size, depth, entries and time.
//
// The text of a [Part] is for screening and for search. What must not go out
// is a [Trace]. [Strip] takes out the traces that a program can take out without
// changing what the file says, and refuses the others: those are for a person.
package extract

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A File is the content of a file.
type File struct {
	Type   string  `json:"type"` // docx, xlsx, pdf, txt, csv, html, png, jpg, gif, webp, mp4
	Parts  []Part  `json:"parts"`
	Traces []Trace `json:"traces"`
	Scan   bool    `json:"scan"` // a PDF of pictures with next to no text
}

// A Part is one stretch of text of a file.
type Part struct {
	Name   string `json:"name"`
	Text   string `json:"text"`
	Hidden bool   `json:"hidden"` // a reader of the file does not see it at once
}

// A Trace is something that a file carries along beside what it shows.
type Trace struct {
	Kind string `json:"kind"`
	Part string `json:"part"`
	Text string `json:"text"` // what it is, shortened
}

// The kinds of traces.
const (
	Insertion    = "insertion" // tracked, with its author
	Deletion     = "deletion"
	Formatting   = "formatting" // a tracked change of form
	Comment      = "comment"
	Metadata     = "metadata"
	HiddenText   = "hidden_text"
	HiddenSheet  = "hidden_sheet"
	HiddenRow    = "hidden_row"
	HiddenColumn = "hidden_column"
	HiddenCell   = "hidden_cell"
	Copy         = "copy"     // data of another place that the file keeps: a pivot table's, a linked file's
	Revision     = "revision" // an earlier state of the file
	Macro        = "macro"
	Script       = "script"
	Embedded     = "embedded"
	Attachment   = "attachment"
	Annotation   = "annotation"
	Location     = "location"  // where a picture was taken
	Camera       = "camera"    // with what, when and by whom
	Signature    = "signature" // of a PDF: it falls with any change
	Unreadable   = "unreadable"
)

// What a file may cost.
const (
	maxBytes  = 64 << 20
	maxText   = 32 << 20 // of all parts
	maxTraces = 1000
	maxDepth  = 3 // of files within files
	excerpt   = 160
)

var limits = archive.Limits{Entries: 5000, Inflated: 256 << 20, Ratio: 400, Depth: 200}

// Read reads a file. What it is follows from its content; the name tells CSV
// from text and web pages from other text.
//
// Errors: Invalid for a file that is empty, damaged, encrypted or of a type
// that has no reader; TooLarge for one over a limit.
//
// Others may have got the same File: it is not to be changed.
func Read(name string, data []byte) (_ File, err error) {
	defer fault.Wrap(&err, "extract.Read")
	of := contentOf(name, data)
	if f, ok := recent.Get(of); ok {
		return f, nil
	}
	r := &reader{left: maxText}
	if err := r.read(name, "", data, 0); err != nil {
		return File{}, err
	}
	keep(of, r.file)
	return r.file, nil
}

// A reader collects a file and what lies in it.
type reader struct {
	file File
	left int // bytes of text that may still come
}

// read reads a file, or one that lies in another: then inside is its place.
func (r *reader) read(name, inside string, data []byte, depth int) error {
	if len(data) > maxBytes {
		return fault.New(fault.TooLarge, "extract.too_large", maxBytes>>20)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return fault.New(fault.Invalid, "extract.empty")
	}
	f, err := recognise(name, data)
	if err != nil {
		return err
	}
	if inside == "" {
		r.file.Type = f.name
	} else {
		inside += "/"
	}
	s := &source{reader: r, name: name, at: inside, data: data, depth: depth}
	if err := f.read(s); err != nil {
		return err
	}
	if r.left < 0 {
		return fault.New(fault.TooLarge, "extract.text", maxText>>20)
	}
	return nil
}

// A source is one file being read.
type source struct {
	*reader
	name  string
	at    string // "" or the place within another file, with a slash
	data  []byte
	depth int
}

// part adds text; one that says nothing is left out.
func (s *source) part(name, text string, hidden bool) {
	text = strings.ToValidUTF8(text, "")
	if strings.TrimSpace(text) == "" {
		return
	}
	if s.left -= len(text); s.left >= 0 {
		s.file.Parts = append(s.file.Parts, Part{s.at + name, text, hidden})
	}
}

// trace adds a trace; from maxTraces on only the kinds that are not known yet.
func (s *source) trace(kind, part, text string) {
	if len(s.file.Traces) >= maxTraces && s.has(kind) {
		return
	}
	s.file.Traces = append(s.file.Traces, Trace{kind, s.at + part, short(text)})
}

func (f File) has(kind string) bool {
	for _, t := range f.Traces {
		if t.Kind == kind {
			return true
		}
	}
	return false
}

func (r *reader) has(kind string) bool { return r.file.has(kind) }

// short makes one line of a text, of at most excerpt characters.
func short(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if utf8.RuneCountInString(s) > excerpt {
		return string([]rune(s)[:excerpt]) + "…"
	}
	return s
}

// A format is a type of file and its reader.
type format struct {
	name string
	read func(*source) error
}

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// recognise names the type of a file by its content.
func recognise(name string, data []byte) (format, error) {
	switch {
	case bytes.HasPrefix(data, []byte(zipMagic)):
		return recogniseZip(data)
	case bytes.HasPrefix(data, []byte(oleMagic)):
		return format{}, old(data)
	case isPDF(data):
		return format{"pdf", readPDF}, nil
	case isVideo(data):
		return format{"mp4", readVideo}, nil
	}
	if p, ok := pictureOf(data); ok {
		return format{p.name, p.read}, nil
	}
	if name := foreign(data); name != "" {
		return format{}, fault.New(fault.Invalid, "extract.no_reader", name)
	}
	ext := strings.ToLower(path.Ext(name))
	switch {
	case ext == ".html" || ext == ".htm" || ext == ".xhtml" || isPage(data):
		return format{"html", readHTML}, nil
	case ext == ".csv":
		return format{"csv", readText}, nil
	case packed[ext]:
		return format{}, fault.New(fault.Invalid, "extract.not_its_type", ext)
	}
	return format{"txt", readText}, nil
}

// packed are endings of files that are never plain text: what is under one of them
// and reads as text is damaged or something else.
var packed = map[string]bool{
	".docx": true, ".docm": true, ".dotx": true, ".xlsx": true, ".xlsm": true, ".pptx": true, ".pdf": true, ".ofd": true, ".doc": true, ".xls": true, ".ppt": true,
	".wps": true, ".et": true, ".dps": true, ".odt": true, ".ods": true, ".zip": true, ".rar": true, ".7z": true, ".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true,
}

// signatures are the beginnings of formats that look like text, or nearly so, and
// have no reader: what they say stands in codes that no rule would see.
var signatures = []struct{ magic, name string }{
	{"{\\rt", "RTF"},
	{"Rar!", "RAR"},
	{"7z\xbc\xaf", "7Z"},
	{"\x1f\x8b", "GZIP"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"%!PS", "PostScript"},
	{"MIME-Version:", "MHT"},
	{"PK\x05\x06", "ZIP"},
}

// foreign names a format that has no reader; "" for any other.
func foreign(data []byte) string {
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return s.name
		}
	}
	return ""
}

func recogniseZip(data []byte) (format, error) {
	a, err := archive.Open(data, limits)
	switch {
	case err != nil:
		return format{}, err
	case a.Has("xl/workbook.xml"):
		return format{"xlsx", readXLSX}, nil
	case a.Has("OFD.xml"):
		return format{}, fault.New(fault.Invalid, "extract.no_reader", "OFD")
	case a.Has("[Content_Types].xml"):
		return format{"docx", readDOCX}, nil
	}
	return format{}, fault.New(fault.Invalid, "extract.no_reader", "ZIP")
}

// isPDF reports whether data is a PDF, which may begin within the first kilobyte.
func isPDF(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-"))
}

// old says why a compound file is not read: it has a password, or it is of an
// office program before 2007.
func old(data []byte) error {
	if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
		return fault.New(fault.Invalid, "extract.encrypted")
	}
	return fault.New(fault.Invalid, "extract.old_office")
}
