package document

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Story is a part of a DOCX that has text of its own, as word processors call it.
type Story struct {
	Name   string // of the part in the archive
	Kind   StoryKind
	Text   string // canonical, as Document.Text
	Asides []Aside
}

// A StoryKind is where in the document a story stands.
type StoryKind string

// The kinds of stories. Blocks are building blocks that the file carries along and no page shows.
const (
	Main     StoryKind = "main"
	Header   StoryKind = "header"
	Footer   StoryKind = "footer"
	Notes    StoryKind = "notes"
	Comments StoryKind = "comments"
	Blocks   StoryKind = "blocks"
)

var storyRoots = map[string]StoryKind{
	"w:document": Main, "w:hdr": Header, "w:ftr": Footer, "w:footnotes": Notes, "w:endnotes": Notes, "w:comments": Comments, "w:glossaryDocument": Blocks,
}

// An Aside is what stands in a story beside its text.
type Aside struct {
	Kind   AsideKind
	Author string // as the program of the writer knew him
	Text   string
}

// An AsideKind is a sort of aside.
type AsideKind string

// The kinds of asides. Inserted text is also in the text of the story, deleted text is not.
const (
	Inserted  AsideKind = "inserted"
	Deleted   AsideKind = "deleted"
	Formatted AsideKind = "formatted"
	Concealed AsideKind = "hidden" // text that is set to be hidden, or lies under a merged cell
	Comment   AsideKind = "comment"
	Box       AsideKind = "box" // a text box: the page shows it
	Alt       AsideKind = "alt" // alternative text of a picture
	Field     AsideKind = "field"
)

// Stories reads a DOCX with everything that Read leaves out: headers, notes,
// comments, text boxes, revisions, hidden text. The main story comes first.
func Stories(data []byte, lim Limits) (_ []Story, err error) {
	defer fault.Wrap(&err, "document.Stories")
	lim = lim.orStandard()
	if int64(len(data)) > lim.Bytes {
		return nil, fault.New(fault.TooLarge, "document.too_large", lim.Bytes>>20, (len(data)+1<<20-1)>>20)
	}
	a, main, err := openDOCX(data, lim)
	if err != nil {
		return nil, err
	}
	num, err := readNumbering(a, main)
	if err != nil {
		return nil, err
	}
	names := []string{main}
	for _, n := range a.Names() {
		if n != main && path.Ext(n) == ".xml" {
			names = append(names, n)
		}
	}
	var out []Story
	for _, name := range names {
		s, err := readStory(a, name, num, lim)
		if err != nil {
			return nil, err
		}
		if s.Kind != "" {
			out = append(out, s)
		}
	}
	return out, nil
}

// readStory reads a part; its Kind is "" if it is another sort of part.
func readStory(a *archive.Archive, name string, num *numbering, lim Limits) (Story, error) {
	s := Story{Name: name}
	err := a.XML(name, func(x *archive.XML) error {
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			if e, ok := t.(xml.StartElement); ok {
				s.Kind = storyRoots[tag(e.Name)]
				break
			}
		}
		if s.Kind == "" {
			return nil
		}
		r := newDOCX(num, lim)
		r.aside = &asides{}
		err := r.read(x)
		s.Text, s.Asides = r.text.String(), r.aside.list
		return err
	})
	return s, err
}

// asides collects what stands beside the text of a story.
type asides struct {
	list   []Aside
	open   []openAside
	hidden strings.Builder
}

type openAside struct {
	Aside
	start int
}

func (a *asides) add(kind AsideKind, author, text string) {
	a.list = append(a.list, Aside{kind, author, strings.TrimSpace(strings.ToValidUTF8(text, ""))})
}

// gather reads to the end of the element that was just begun and returns its text.
func (r *docx) gather() (string, error) {
	var b strings.Builder
	text := false
	for depth := r.xml.Depth; r.xml.Depth >= depth; {
		t, err := r.xml.Next()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch tag(t.Name) {
			case "w:t", "w:delText", "m:t", "w:instrText", "w:delInstrText":
				text = true
			case "w:tab":
				b.WriteByte('\t')
			case "w:br", "w:cr":
				b.WriteByte('\n')
			}
		case xml.EndElement:
			text = false
			if n := tag(t.Name); n == "w:p" || n == "w:tc" {
				b.WriteByte('\n')
			}
		case xml.CharData:
			if text {
				b.Write(t)
			}
		}
	}
	return b.String(), nil
}

var leftKinds = map[string]AsideKind{
	"w:del": Deleted, "w:moveFrom": Deleted, "w:instrText": Field,
	"w:pPrChange": Formatted, "w:rPrChange": Formatted, "w:tblPrChange": Formatted, "w:trPrChange": Formatted, "w:tcPrChange": Formatted,
	"w:sectPrChange": Formatted, "w:numberingChange": Formatted, "w:tblGridChange": Formatted,
}

// leave reads over an element that is not shown, and keeps what it says if asides are wanted.
func (r *docx) leave(name string, e xml.StartElement) error {
	author := archive.Attr(e, "author")
	own := name == "w:instrText" // its text is its own
	var text string
	var err error
	if own {
		text, err = r.ownText()
	} else {
		text, err = r.gather()
	}
	if err != nil || r.aside == nil {
		return err
	}
	if kind, ok := leftKinds[name]; ok {
		r.aside.add(kind, author, text)
	}
	if name == "mc:Fallback" && strings.TrimSpace(text) != "" && !r.boxed(text) {
		r.aside.add(Concealed, "", text) // a program that knows the new form shows that instead
	}
	return nil
}

// ownText reads the characters of an element that holds no others.
func (r *docx) ownText() (string, error) {
	var b strings.Builder
	for depth := r.xml.Depth; r.xml.Depth >= depth; {
		t, err := r.xml.Next()
		if err != nil {
			return "", err
		}
		if c, ok := t.(xml.CharData); ok {
			b.Write(c)
		}
	}
	return b.String(), nil
}

// boxed reports whether a text box said the same in its newer form.
func (r *docx) boxed(text string) bool {
	fold := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return slices.ContainsFunc(r.aside.list, func(a Aside) bool {
		return a.Kind == Box && strings.Contains(fold(a.Text), fold(text))
	})
}

// box reads a text box as a text of its own.
func (r *docx) box() error {
	sub := &docx{xml: r.xml, doc: &Document{}, num: r.num, cells: r.cells, aside: &asides{}}
	depth := r.xml.Depth
	for r.xml.Depth >= depth {
		t, err := r.xml.Next()
		if err == nil && r.xml.Depth >= depth {
			err = sub.token(t)
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	sub.endParagraph(true)
	r.aside.add(Box, "", sub.text.String())
	r.aside.list = append(r.aside.list, sub.aside.list...)
	return nil
}

// beside notes elements that say something beside the text.
func (r *docx) beside(name string, e xml.StartElement) {
	if name == "wp:docPr" {
		r.alt = strings.Join(strings.Fields(archive.Attr(e, "descr")), " ")
	}
	if r.aside == nil {
		return
	}
	kind := map[string]AsideKind{"w:ins": Inserted, "w:moveTo": Inserted, "w:comment": Comment}[name]
	switch {
	case kind != "":
		r.aside.open = append(r.aside.open, openAside{Aside{Kind: kind, Author: archive.Attr(e, "author")}, r.text.Len()})
	case name == "wp:docPr" && archive.Attr(e, "descr") != "":
		r.aside.add(Alt, "", archive.Attr(e, "descr"))
	}
}

// endAside closes the insertion or comment that was begun last.
func (r *docx) endAside() {
	if r.aside == nil || len(r.aside.open) == 0 {
		return
	}
	last := r.aside.open[len(r.aside.open)-1]
	r.aside.open = r.aside.open[:len(r.aside.open)-1]
	r.aside.add(last.Kind, last.Author, r.text.String()[min(last.start, r.text.Len()):])
}

// conceal notes text that is not shown; reveal ends it with its paragraph.
func (r *docx) conceal(s string) {
	if r.aside != nil {
		r.aside.hidden.WriteString(s)
	}
}

func (r *docx) reveal() {
	if r.aside == nil || strings.TrimSpace(r.aside.hidden.String()) == "" {
		return
	}
	r.aside.add(Concealed, "", r.aside.hidden.String())
	r.aside.hidden.Reset()
}
