package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// errBroken is the fault of a file that starts as XLSX and does not go on as one.
func errBroken(err error) error {
	if _, told := errors.AsType[*fault.Error](err); told {
		return err
	}
	return fault.Caused(err, fault.Invalid, "sheet.broken")
}

// A workbook is an XLSX file being read.
type workbook struct {
	counter
	parts map[string]*zip.File
	left  int64 // bytes that may still be inflated
	book  *Book

	strings  []string
	dates    []bool // by style: numbers are dates
	blank    []bool // by style: nothing is shown
	from1904 bool
}

func readXLSX(data []byte, lim Limits) (*Book, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errBroken(err)
	}
	if len(z.File) > lim.Entries {
		return nil, fault.New(fault.TooLarge, "sheet.bomb")
	}
	w := &workbook{counter: counter{lim: lim}, parts: map[string]*zip.File{}, left: lim.Inflated, book: &Book{}}
	for _, f := range z.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	if w.parts["xl/workbook.xml"] == nil {
		return nil, fault.New(fault.Invalid, "sheet.not_table")
	}
	for _, read := range []func() error{w.readStrings, w.readStyles, w.readSheets} {
		if err := read(); err != nil {
			return nil, errBroken(err)
		}
	}
	return w.book, nil
}

// open returns a part, of which no more can be read than the budget has left;
// what the directory of the file says about its size is not believed.
func (w *workbook) open(name string) (io.ReadCloser, error) {
	f := w.parts[name]
	if f == nil {
		return nil, io.ErrUnexpectedEOF
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &budget{r, &w.left}, nil
}

type budget struct {
	io.ReadCloser
	left *int64
}

func (b *budget) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if *b.left -= int64(n); *b.left < 0 {
		return 0, fault.New(fault.TooLarge, "sheet.bomb")
	}
	return n, err
}

// errRoot is a part that is not what its place says.
var errRoot = errors.New("sheet: a part with another root")

// each calls f with the start of every element of a part whose root has that name.
func (w *workbook) each(part, root string, f func(d *xml.Decoder, e xml.StartElement) error) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	for begun := false; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && begun {
			return nil
		}
		if err != nil {
			return err // a part that says nothing at all is damaged too
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if !begun && e.Name.Local != root {
			return errRoot
		}
		begun = true
		if err := f(d, e); err != nil {
			return err
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// rich is text in pieces; the reading aids of East Asian text (rPh) are no part of it.
type rich struct {
	T []string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

// escaped is how a character that XML cannot hold is written, such as _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func (r rich) String() string {
	var b strings.Builder
	for _, t := range r.T {
		b.WriteString(t)
	}
	for _, p := range r.R {
		b.WriteString(p.T)
	}
	return escaped.ReplaceAllStringFunc(b.String(), func(s string) string {
		n, err := strconv.ParseUint(s[2:6], 16, 16)
		if err != nil {
			return s
		}
		return string(rune(n))
	})
}

func (w *workbook) readStrings() error {
	const part = "xl/sharedStrings.xml"
	if w.parts[part] == nil {
		return nil
	}
	return w.each(part, "sst", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		var r rich
		if err := d.DecodeElement(&r, &e); err != nil {
			return err
		}
		w.strings = append(w.strings, clean(r.String()))
		return nil
	})
}

// readStyles finds which styles show a number as a date.
func (w *workbook) readStyles() error {
	const part = "xl/styles.xml"
	if w.parts[part] == nil {
		return nil
	}
	codes := map[string]string{}
	inCells := false
	return w.each(part, "styleSheet", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			codes[attr(e, "numFmtId")] = attr(e, "formatCode")
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := attr(e, "numFmtId")
				w.dates = append(w.dates, showsDate(id, codes[id]))
				w.blank = append(w.blank, codes[id] == ";;;")
			}
		}
		return nil
	})
}

// unread is what a number format shows as it stands or does not show.
var unread = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// showsDate reports whether a number format is one of dates: one of those that
// the standard numbers (ECMA-376 part 1, 18.8.30, with the East Asian ones), or
// a code with a letter of dates.
func showsDate(id, code string) bool {
	if code != "" {
		return strings.ContainsAny(strings.ToLower(unread.ReplaceAllString(code, "")), "ymdhs")
	}
	n, err := strconv.Atoi(id)
	if err != nil {
		return false
	}
	return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
}

func (w *workbook) readSheets() error {
	targets, err := w.targets()
	if err != nil {
		return err
	}
	var parts []string
	said := false
	err = w.each("xl/workbook.xml", "workbook", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			w.from1904 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case "sheet":
			part, known := targets[relation(e)]
			if said = true; !known {
				return errRoot // a sheet that is named and nowhere would go by unread
			}
			if part != "" { // a sheet of charts has no table
				state := attr(e, "state")
				w.book.Sheets = append(w.book.Sheets, Sheet{Name: clean(attr(e, "name")), Hidden: state == "hidden" || state == "veryHidden"})
				parts = append(parts, part)
			}
		}
		return nil
	})
	if err == nil && !said {
		err = errRoot
	}
	if err != nil {
		return err
	}
	if len(parts) > w.lim.Sheets {
		return fault.New(fault.TooLarge, "sheet.sheets", w.lim.Sheets)
	}
	for i, part := range parts {
		if err := w.readSheet(&w.book.Sheets[i], part); err != nil {
			return err
		}
	}
	return nil
}

// targets returns the parts of the sheets by the ids of their relations; "" for what is no table.
func (w *workbook) targets() (map[string]string, error) {
	out := map[string]string{}
	err := w.each("xl/_rels/workbook.xml.rels", "Relationships", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			out[attr(e, "Id")] = ""
		}
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/worksheet") {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			out[attr(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	return out, err
}

// relation is the id in the name space of relations (r:id); a plain id is another thing.
func relation(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}
