// Package redact takes out of a record what the law lets nobody see, and proves
// that it is gone. 政府信息公开条例, Article 37: 政府信息中含有不应当公开的内容，但是能够作区分处理的，
// 行政机关应当向申请人提供可以公开的政府信息内容.
//
// [Open] shows what a reader of the file sees, part by part; a person, a word or a
// rule of screening marks what has to go. [Doc.Apply] writes a new file that is built
// only of what may be seen, opens it again and searches it in every form for what
// was removed. If anything is found, or cannot be searched, there is no file.
//
// What stands in place of a removed text is the same whatever it was, so that its
// length says nothing. Of a PDF the pages become pictures with black areas, under
// a text that has only what may be seen.
package redact

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Doc is a record that is being redacted. It may be used by many at once.
type Doc struct {
	Name  string `json:"name"`
	Type  string `json:"type"` // txt, csv, docx, xlsx, pdf
	Parts []Part `json:"parts"`
	Pages []Page `json:"pages"` // of a PDF
	Scan  bool   `json:"scan"`  // a PDF with pages that have no text: areas have to be marked

	data   []byte
	traces []extract.Trace
}

// A Part is one stretch of text that a reader of the file sees, or a picture.
type Part struct {
	Name    string  `json:"name"` // text, word/document.xml, sheet:名单, page:3, word/media/image1.png
	Text    string  `json:"text"`
	Picture bool    `json:"picture"` // it has no text and goes as a whole
	Places  []Place `json:"places"`
}

// A Place is a unit of a part, for people to find it by.
type Place struct {
	Name  string `json:"name"`  // of a line or a paragraph its number, of a cell B3, in a document table:row:column
	Start int    `json:"start"` // in runes of the text
	End   int    `json:"end"`   // excluded
}

// A Page is the size of a page in points.
type Page struct {
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// A Mark is what has to go: runes of a part, an area of a page, or a picture.
type Mark struct {
	Part  string      `json:"part"`
	Start int         `json:"start"`
	End   int         `json:"end"`           // excluded
	Box   extract.Box `json:"box,omitzero"`  // of a page, instead of Start and End
	Limb  string      `json:"limb"`          // of law/limbs.tsv
	Only  bool        `json:"only,omitzero"` // the same words may stay elsewhere: somebody looked at each place
}

// A Removal is one thing that was removed. It says nothing of what it was.
type Removal struct {
	Part    string `json:"part"`
	Place   string `json:"place"`
	Runes   int    `json:"runes"` // how many characters went, 0 of a picture or an area without text
	Limb    string `json:"limb"`
	Derived bool   `json:"derived,omitzero"` // a cell that was computed from one that is marked
}

// A Trace is something that the file carried along beside what it shows, and the result does not.
type Trace struct {
	Kind string `json:"kind"` // of package extract
	Part string `json:"part"`
}

// A Result is a file that may go out.
type Result struct {
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	Data     []byte    `json:"-"`
	Hash     string    `json:"hash"`   // SHA-256 of Data
	Source   string    `json:"source"` // SHA-256 of the original
	Removed  []Removal `json:"removed"`
	Stripped []Trace   `json:"stripped"`
}

const (
	maxMarks = 20_000
	maxRows  = 50 // of a fault: enough to begin with
)

// formats are the readers of the types that can be redacted.
var formats = map[string]func(name string, data []byte) (*content, error){
	"txt": openText, "csv": openText, "docx": openDOCX, "xlsx": openXLSX,
}

// Open reads a file for redaction.
//
// Errors: Invalid for a file that extract.Read refuses, of a type that cannot be
// redacted, or with parts that no program can redact, a row for each; TooLarge
// for one over a limit.
func Open(name string, data []byte) (_ *Doc, err error) {
	defer fault.Wrap(&err, "redact.Open")
	f, err := extract.Read(name, data)
	if err != nil {
		return nil, err
	}
	d := &Doc{Name: name, Type: f.Type, data: data, traces: f.Traces}
	if f.Type == "pdf" {
		return d, d.readPages()
	}
	open, ok := formats[f.Type]
	if !ok {
		return nil, fault.New(fault.Invalid, "redact.type", f.Type)
	}
	c, err := open(name, data)
	if err != nil {
		return nil, err
	}
	for _, p := range c.parts {
		d.Parts = append(d.Parts, p.Part)
	}
	return d, nil
}

// part returns the part of a name, nil if there is none.
func (d *Doc) part(name string) *Part {
	i := slices.IndexFunc(d.Parts, func(p Part) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Parts[i]
}

// at names the place of a part where a rune stands.
func (p Part) at(rune int) string {
	for _, pl := range p.Places {
		if rune < pl.End || rune == pl.Start {
			return pl.Name
		}
	}
	return ""
}

// lines makes a place of every line that says something.
func lines(text string) (out []Place) {
	at, n := 0, 0
	for line := range strings.Lines(text) {
		n++
		length := utf8.RuneCountInString(line)
		if strings.TrimSpace(line) != "" {
			out = append(out, Place{strconv.Itoa(n), at, at + utf8.RuneCountInString(strings.TrimRight(line, "\r\n"))})
		}
		at += length
	}
	return out
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// Apply writes the file without what is marked. label gives the words that
// stand in its place, one for each limb. The result is opened again and searched.
//
// Errors: Invalid with a row for each mark that does not fit, for each place
// where the same words would stay, and for each place where the finished file
// was found to hold what was removed: then there is no file.
func (d *Doc) Apply(marks []Mark, label func(limb string) string) (_ Result, err error) {
	defer fault.Wrap(&err, "redact.Apply")
	j, err := d.plan(marks, label)
	if err != nil {
		return Result{}, err
	}
	if d.Type == "pdf" {
		err = j.pages()
	} else {
		err = j.rewrite()
	}
	if err != nil {
		return Result{}, err
	}
	r := Result{Name: j.name(), Type: d.Type, Data: j.out, Hash: sum(j.out), Source: sum(d.data), Removed: j.removed(), Stripped: []Trace{}}
	for _, t := range d.traces {
		if tr := (Trace{t.Kind, t.Part}); !slices.Contains(r.Stripped, tr) {
			r.Stripped = append(r.Stripped, tr)
		}
	}
	return r, nil
}
