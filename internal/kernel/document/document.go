package document

import (
	"bytes"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Format is what a file was recognised as.
type Format string

// The formats that are read.
const (
	Plain Format = "text"
	DOCX  Format = "docx"
)

// A Document is the content of a file.
type Document struct {
	Name     string    `json:"name"`
	Format   Format    `json:"format"`
	Encoding string    `json:"encoding,omitempty"` // of plain text: utf-8, utf-16 or gb18030
	Text     string    `json:"text"`
	Blocks   []Block   `json:"blocks"`
	Pictures []Picture `json:"pictures,omitempty"`
	Warnings []Warning `json:"warnings"`
}

// A Span is a range of bytes of Document.Text, End excluded.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// A Block is a paragraph, or a table if Table is set. A paragraph with a Level is a heading by its
// style: 1 is the highest of the nine of Word. A Bullet, whose sign is not in the text, stands before an item of a list.
type Block struct {
	Span   Span   `json:"span"`
	Level  int    `json:"level,omitempty"`
	Bullet bool   `json:"bullet,omitempty"`
	Table  *Table `json:"table,omitempty"`
}

// A Picture stands in the text at a place; its content is not read.
type Picture struct {
	At   int    `json:"at"`
	Name string `json:"name"` // of the file in the archive, "" if it lies elsewhere
	Alt  string `json:"alt"`  // what the author says that it shows
}

// A Warning says what was left out or not understood, and where.
type Warning struct {
	fault.Text
	Span Span `json:"span"`
}

// Limits bound what a file may cost. A field that is zero takes the value of Standard.
type Limits struct {
	Bytes    int64 // of the file
	Entries  int   // of an archive
	Inflated int64 // bytes of an archive unpacked
	Ratio    int64 // unpacked to packed, of an entry above 1 MB
	Cells    int   // of the grids of all tables
	Depth    int   // of nested XML elements
}

// Standard is what a district's file may cost: the longest circular known has 200 KB.
var Standard = Limits{Bytes: 20 << 20, Entries: 2000, Inflated: 100 << 20, Ratio: 200, Cells: 1 << 20, Depth: 200}

func (l Limits) orStandard() Limits {
	set := func(v *int64, std int64) {
		if *v <= 0 {
			*v = std
		}
	}
	entries, cells, depth := int64(l.Entries), int64(l.Cells), int64(l.Depth)
	set(&l.Bytes, Standard.Bytes)
	set(&l.Inflated, Standard.Inflated)
	set(&l.Ratio, Standard.Ratio)
	set(&entries, int64(Standard.Entries))
	set(&cells, int64(Standard.Cells))
	set(&depth, int64(Standard.Depth))
	l.Entries, l.Cells, l.Depth = int(entries), int(cells), int(depth)
	return l
}

// Read reads a file. name is kept for the reader; the content decides the format.
// The error is a fault of kind Invalid or TooLarge whose key names what is wrong.
func Read(name string, data []byte, lim Limits) (_ *Document, err error) {
	defer fault.Wrap(&err, "document.Read(%q)", name)
	lim = lim.orStandard()
	if int64(len(data)) > lim.Bytes {
		return nil, fault.New(fault.TooLarge, "document.too_large", lim.Bytes>>20, (len(data)+1<<20-1)>>20)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fault.New(fault.Invalid, "document.empty")
	}
	if err := foreign(data); err != nil {
		return nil, err
	}
	var d *Document
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		d, err = readDOCX(data, lim)
	} else {
		d, err = readPlain(data, lim)
	}
	if err != nil {
		return nil, err
	}
	if len(d.Blocks) == 0 {
		return nil, fault.New(fault.Invalid, "document.no_text")
	}
	d.Name = name
	return d, nil
}

// FromText returns the document of a text that was pasted.
func FromText(text string) *Document {
	d := &Document{Format: Plain, Encoding: "utf-8", Text: text, Warnings: []Warning{}}
	d.Blocks = textBlocks(text, Standard.Cells)
	return d
}

// signatures are the beginnings of formats that are not read, with what to tell the reader.
var signatures = []struct{ magic, key string }{
	{"%PDF-", "document.pdf"},
	{"{\\rtf", "document.rtf"},
	{"<!DOCTYPE html", "document.html"},
	{"<!doctype html", "document.html"},
	{"<html", "document.html"},
	{"<HTML", "document.html"},
	{"\x89PNG", "document.picture"},
	{"\xff\xd8\xff", "document.picture"},
	{"GIF8", "document.picture"},
	{"II*\x00", "document.picture"},
	{"MM\x00*", "document.picture"},
	{"Rar!", "document.archive"},
	{"7z\xbc\xaf", "document.archive"},
	{"\x1f\x8b", "document.archive"},
	{"PK\x05\x06", "document.archive"},
}

const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// foreign refuses the formats that are known and not read.
func foreign(data []byte) error {
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(bomUTF8)), " \t\r\n")
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return fault.New(fault.Invalid, s.key)
		}
	}
	if !bytes.HasPrefix(data, []byte(ole)) {
		return nil
	}
	// [MS-OFFCRYPTO]: an encrypted OOXML file is a compound file with this stream.
	if bytes.Contains(data, utf16LE("EncryptedPackage")) {
		return fault.New(fault.Invalid, "document.password")
	}
	return fault.New(fault.Invalid, "document.old_word")
}

func utf16LE(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}
