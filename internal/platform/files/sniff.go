package files

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Type is a sort of content that may be attached.
type Type string

// The types. Doc and XLS are the formats before 2007.
const (
	PDF  Type = "pdf"
	OFD  Type = "ofd" // GB/T 33190
	DOCX Type = "docx"
	XLSX Type = "xlsx"
	Doc  Type = "doc"
	XLS  Type = "xls"
	PNG  Type = "png"
	JPEG Type = "jpg"
	Text Type = "txt"
	CSV  Type = "csv"
	MP4  Type = "mp4" // a video
	VTT  Type = "vtt" // WebVTT: what is said in one
)

// ZIP is of what the program packs ([Store.StageMade]). Nobody may attach one.
const ZIP Type = "zip"

type format struct {
	mime string
	exts []string
}

var types = map[Type]format{
	PDF:  {"application/pdf", []string{".pdf"}},
	OFD:  {"application/ofd", []string{".ofd"}},
	DOCX: {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}},
	XLSX: {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}},
	Doc:  {"application/msword", []string{".doc"}},
	XLS:  {"application/vnd.ms-excel", []string{".xls"}},
	PNG:  {"image/png", []string{".png"}},
	JPEG: {"image/jpeg", []string{".jpg", ".jpeg"}},
	Text: {"text/plain", []string{".txt"}},
	CSV:  {"text/csv", []string{".csv"}},
	MP4:  {"video/mp4", []string{".mp4"}},
	VTT:  {"text/vtt", []string{".vtt"}},
}

// made are the types that nobody may attach.
var made = map[Type]format{ZIP: {"application/zip", []string{".zip"}}}

func (t Type) format() format {
	if f, ok := made[t]; ok {
		return f
	}
	return types[t]
}

// MIME is the media type to send with content of the type.
func (t Type) MIME() string { return t.format().mime }

// Ext is the usual ending of a name: ".pdf".
func (t Type) Ext() string { return t.format().exts[0] }

// Text is the name of the type for a reader.
func (t Type) Text() fault.Text { return fault.T("files.type." + string(t)) }

// Accept lists the endings of every allowed type, for the file field of a form.
func Accept() []string {
	var out []string
	for _, f := range types {
		out = append(out, f.exts...)
	}
	slices.Sort(out)
	return out
}

// Types lists every allowed type.
func Types() []Type { return slices.Sorted(maps.Keys(types)) }

const headSize = 3072

// A looker watches content go by: its head, whether it can be text, and the
// directory entries of an OLE2 file.
type looker struct {
	head   []byte
	text   textLooker
	ole    oleLooker
	locked finder // the mark of a PDF with a password or limited rights
	active finder // what runs, in an SVG
}

func (l *looker) Write(p []byte) (int, error) {
	if room := headSize - len(l.head); room > 0 {
		l.head = append(l.head, p[:min(room, len(p))]...)
	}
	if n := min(len(l.head), len(oleMagic)); bytes.Equal(l.head[:n], oleMagic[:n]) {
		l.ole.write(p)
	}
	if bytes.HasPrefix(l.head, pdfMagic) {
		l.locked.write(p, 16, func(b []byte) bool { return bytes.Contains(b, lockedKey) })
	}
	if isSVG(l.head) {
		l.active.write(p, 512, active.Match)
	}
	if !l.text.binary {
		l.text.write(p)
	}
	return len(p), nil
}

var (
	errBroken = fault.New(fault.Invalid, "files.broken")
	zipMagic  = []byte("PK\x03\x04")
	pdfMagic  = []byte("%PDF-")
	oleMagic  = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
)

// typeOf names what went by and lies in f, or refuses it.
func (l *looker) typeOf(f io.ReaderAt, size int64) (Type, error) {
	if bytes.HasPrefix(l.head, zipMagic) {
		return zipType(f, size)
	}
	if bytes.HasPrefix(l.head, oleMagic) {
		return l.ole.typeOf()
	}
	if key := l.harmful(); key != "" {
		return "", fault.New(fault.Invalid, key)
	}
	m := mimetype.Detect(l.head)
	for _, t := range []Type{PDF, PNG, JPEG, MP4} {
		if m.Is(types[t].mime) {
			return t, nil
		}
	}
	if m.Is(types[VTT].mime) && l.text.ok() {
		return VTT, nil
	}
	// Markup is refused even where its ending says that it is text: a browser
	// might take it for a page.
	plain := m.Is("text/plain") || m.Is("text/csv") || m.Is("text/tab-separated-values") || m.Is("application/json") || m.Is("application/x-ndjson")
	if plain && l.text.ok() {
		return Text, nil
	}
	name, _, _ := strings.Cut(m.String(), ";")
	if plain {
		return "", fault.New(fault.Invalid, "files.encoding")
	}
	return "", fault.New(fault.Invalid, "files.not_allowed", name)
}

// programs are the beginnings of what a machine would run: of Windows, Linux and
// Macs in all their orders of bytes, of Java, and scripts that name their
// interpreter.
var programs = [][]byte{
	[]byte("MZ"), []byte("\x7fELF"), []byte("\xfe\xed\xfa\xce"), []byte("\xfe\xed\xfa\xcf"), []byte("\xce\xfa\xed\xfe"), []byte("\xcf\xfa\xed\xfe"),
	[]byte("\xca\xfe\xba\xbe"), []byte("#!"), []byte("<?php"), []byte("@echo off"), []byte("L\x00\x00\x00\x01\x14\x02\x00"),
}

// active is what makes a picture in SVG more than a picture.
var active = regexp.MustCompile(`(?i)<script|<foreignobject|<iframe|<embed|<object|<handler|\son[a-z]+\s*=|javascript:|<!entity|<use[^>]+href\s*=\s*["']?\s*(https?:|data:|//)`)

// harmful returns the message for what must not lie on the site, "" if it is
// nothing of the kind. A bitmap may begin with MZ, text of a person hardly.
func (l *looker) harmful() string {
	head := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(l.head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, p := range programs {
		if bytes.HasPrefix(l.head, p) || bytes.HasPrefix(head, bytes.ToLower(p)) && p[0] < 0x7f && len(p) > 2 {
			return "files.program"
		}
	}
	m := mimetype.Detect(l.head)
	switch {
	case l.locked.found:
		return "files.encrypted"
	case m.Is("image/svg+xml"), isSVG(head):
		if l.active.found || active.Match(l.head) {
			return "files.svg_active"
		}
		return "files.svg"
	case m.Is("text/html"), bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")):
		return "files.html"
	case m.Is("text/javascript"), m.Is("application/javascript"), m.Is("text/x-python"), m.Is("text/x-perl"), m.Is("text/x-lua"), m.Is("text/x-shellscript"):
		return "files.program"
	}
	return ""
}

func isSVG(head []byte) bool { return bytes.Contains(bytes.ToLower(head), []byte("<svg")) }

// lockedKey is the key of the dictionary that says how a PDF is locked.
var lockedKey = []byte("/Encrypt")

// A finder looks for something in what goes by in pieces.
type finder struct {
	rest  []byte
	found bool
}

// write looks at p and at the last bytes of what came before.
func (f *finder) write(p []byte, keep int, is func([]byte) bool) {
	if f.found {
		return
	}
	f.rest = append(f.rest, p...)
	f.found = is(f.rest)
	f.rest = append(f.rest[:0], f.rest[max(0, len(f.rest)-keep):]...)
}

const (
	zipEntries = 20_000
	zipInflate = 1 << 30 // bytes that the entries say they have
	zipRatio   = 200     // of inflated to stored, over a free part
	zipFree    = 64 << 20
)

// zipType looks into the directory of a ZIP file and inflates nothing.
func zipType(f io.ReaderAt, size int64) (Type, error) {
	z, err := zip.NewReader(f, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) || z == nil {
		return "", errBroken
	}
	if len(z.File) > zipEntries {
		return "", fault.New(fault.Invalid, "files.bomb")
	}
	var inflated, most uint64 = 0, zipFree
	if size > 0 {
		most += zipRatio * uint64(size)
	}
	names := map[string]bool{}
	for _, e := range z.File {
		inflated += e.UncompressedSize64
		if e.UncompressedSize64 > zipInflate || inflated > zipInflate || inflated > most {
			return "", fault.New(fault.Invalid, "files.bomb")
		}
		if e.Flags&1 != 0 {
			return "", fault.New(fault.Invalid, "files.encrypted")
		}
		name := strings.TrimPrefix(e.Name, "/")
		if path.Base(name) == "vbaProject.bin" {
			return "", fault.New(fault.Invalid, "files.macro")
		}
		names[name] = true
	}
	switch {
	case names["OFD.xml"]:
		return OFD, nil
	case names["[Content_Types].xml"] && names["word/document.xml"]:
		return DOCX, nil
	case names["[Content_Types].xml"] && names["xl/workbook.xml"]:
		return XLSX, nil
	}
	return "", fault.New(fault.Invalid, "files.archive")
}

// oleEntry is the size of a directory entry of an OLE2 file; they lie at
// multiples of it, so no chain has to be followed to find them.
const oleEntry = 128

type oleLooker struct {
	rest  []byte
	found map[string]bool
}

func (o *oleLooker) write(p []byte) {
	if o.found == nil {
		o.found = map[string]bool{}
	}
	o.rest = append(o.rest, p...)
	n := len(o.rest) / oleEntry * oleEntry
	for at := 0; at < n; at += oleEntry {
		o.entry(o.rest[at : at+oleEntry])
	}
	o.rest = append(o.rest[:0], o.rest[n:]...)
}

// entry notes the streams that say what the file is. An entry is a name in
// UTF-16 of up to 64 bytes, its length in bytes with the closing zero, and the
// type, 2 for a stream.
func (o *oleLooker) entry(e []byte) {
	length := int(binary.LittleEndian.Uint16(e[64:]))
	if e[66] != 2 || length < 4 || length > 64 || length%2 != 0 {
		return
	}
	name := make([]byte, 0, 32)
	for i := 0; i < length-2; i += 2 {
		if e[i] == 0 || e[i+1] != 0 {
			return
		}
		name = append(name, e[i])
	}
	switch string(name) {
	case "WordDocument", "Workbook", "Book", "EncryptedPackage", "_VBA_PROJECT":
		o.found[string(name)] = true
	}
}

func (o *oleLooker) typeOf() (Type, error) {
	switch {
	case o.found["EncryptedPackage"]:
		return "", fault.New(fault.Invalid, "files.encrypted")
	case o.found["_VBA_PROJECT"]:
		return "", fault.New(fault.Invalid, "files.macro")
	case o.found["WordDocument"]:
		return Doc, nil
	case o.found["Workbook"], o.found["Book"]:
		return XLS, nil
	}
	return "", fault.New(fault.Invalid, "files.not_allowed", "OLE2")
}

// A textLooker says whether bytes are text in UTF-8 or GB18030.
type textLooker struct {
	binary, notUTF8, notGB bool

	rest []byte // the beginning of a character in UTF-8
	gb   int    // bytes of a character in GB18030 that went by
}

func (t *textLooker) ok() bool {
	return !t.binary && (!t.notUTF8 && len(t.rest) == 0 || !t.notGB && t.gb == 0)
}

func (t *textLooker) write(p []byte) {
	for _, b := range p {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f {
			t.binary = true
		}
		if !t.notGB {
			t.gbByte(b)
		}
		if t.notUTF8 {
			continue
		}
		if t.rest = append(t.rest, b); utf8.FullRune(t.rest) {
			r, n := utf8.DecodeRune(t.rest)
			t.notUTF8 = r == utf8.RuneError && n == 1
			t.rest = t.rest[:0]
		}
	}
}

func (t *textLooker) gbByte(b byte) {
	lead := b >= 0x81 && b <= 0xfe
	digit := b >= '0' && b <= '9'
	switch {
	case t.gb == 0 && b < 0x80:
	case t.gb == 0 && lead:
		t.gb = 1
	case t.gb == 1 && digit:
		t.gb = 2
	case t.gb == 1 && b >= 0x40 && b <= 0xfe && b != 0x7f:
		t.gb = 0
	case t.gb == 2 && lead:
		t.gb = 3
	case t.gb == 3 && digit:
		t.gb = 0
	default:
		t.notGB = true
	}
}
