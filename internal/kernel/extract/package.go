package extract

import (
	"bytes"
	"encoding/xml"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A rule says what a part of an office file is. The first that fits counts;
// parts that none fits are read as hidden text, because nobody knows them.
type rule struct {
	pattern string // of path.Match, over the name in lower case
	kind    string // of the trace; "" if it is none
	how     how
}

// how a part is read.
type how string

const (
	skipped    how = ""           // it has a reader of its own, or says nothing
	named      how = "named"      // that it is there is all
	spelled    how = "spelled"    // its words are its text
	attributed how = "attributed" // its words are in attributes too
	shown      how = "shown"      // the page shows its text
	defined    how = "defined"    // names that a workbook gives to places and values
	placed     how = "placed"     // where the writer keeps the file, and who he is
	variables  how = "variables"  // what macros and forms leave in the settings of a document
	nested     how = "nested"     // a file
	pictured   how = "pictured"   // a picture
	unknown    how = "unknown"
)

// rules are the parts of office files beside the stories of a document and the
// sheets of a workbook, which have readers of their own.
var rules = []rule{
	{"docprops/thumbnail.*", Metadata, named},
	{"docprops/*", Metadata, spelled},
	{"word/people.xml", Metadata, attributed},
	{"xl/persons/*", Metadata, attributed},
	{"customxml/itemprops*", "", skipped},
	{"customxml/*.xml", Metadata, spelled},
	{"customxml/*/*", "", skipped},
	{"*/vbaproject*.bin", Macro, named},
	{"*/vbadata.xml", Macro, named},
	{"*/activex/*", Macro, named},
	{"*/embeddings/*", Embedded, nested},
	{"*/media/*", "", pictured},
	{"xl/comments*", Comment, spelled},
	{"xl/threadedcomments/*", Comment, spelled},
	{"xl/pivotcache/_rels/*", "", skipped},
	{"xl/pivotcache/*", Copy, attributed},
	{"xl/externallinks/_rels/*", "", skipped},
	{"xl/externallinks/*", Copy, attributed},
	{"xl/connections.xml", Copy, attributed},
	{"xl/cellimages.xml", "", shown}, // of WPS: pictures that lie in cells
	{"docmetadata/*", Metadata, named},
	{"xl/customproperty*.bin", Metadata, named},
	{"xl/namedsheetviews/*", Metadata, named},
	{"xl/featurepropertybag/*", "", skipped},
	{"xl/revisions/_rels/*", "", skipped},
	{"xl/revisions/*", Revision, attributed},
	{"xl/drawings/*.xml", "", shown},
	{"*/charts/*.xml", "", shown},
	{"*/diagrams/data*.xml", "", shown},
	{"xl/workbook.xml", "", defined},
	{"word/settings.xml", "", variables},
	{"*.rels", "", skipped},
	{"*/*.rels", "", skipped},
	{"*/*/*.rels", "", skipped},
	{"*/*/*/*.rels", "", skipped},
	{"[[]content_types].xml", "", skipped},
	{"word/document*.xml", "", skipped},
	{"word/header*.xml", "", skipped},
	{"word/footer*.xml", "", skipped},
	{"word/footnotes.xml", "", skipped},
	{"word/endnotes.xml", "", skipped},
	{"word/comments.xml", "", skipped},
	{"word/comments*.xml", "", skipped},
	{"word/glossary/*", "", skipped},
	{"word/styles*.xml", "", skipped},
	{"word/numbering.xml", "", skipped},
	{"word/fonttable.xml", "", skipped},
	{"word/websettings.xml", "", skipped},
	{"word/theme/*", "", skipped},
	{"word/fonts/*", "", skipped},
	{"xl/theme/*", "", skipped},
	{"xl/styles.xml", "", skipped},
	{"xl/sharedstrings.xml", "", skipped},
	{"xl/worksheets/*.xml", "", skipped},
	{"xl/calcchain.xml", "", skipped},
	{"xl/metadata.xml", "", skipped},
	{"xl/printersettings/*", Metadata, named},
	{"xl/tables/*", "", skipped},
	{"xl/pivottables/*", "", skipped},
	{"xl/drawings/*.vml", "", skipped},
	{"xl/ctrlprops/*", "", skipped},
	{"xl/chartsheets/*", "", skipped},
	{"*/charts/*", "", skipped},
	{"*/diagrams/*", "", skipped},
	{"xl/slicer*/*", "", skipped},
	{"xl/querytables/*", Copy, attributed},
	{"xl/richdata/*", "", skipped},
	{"word/printersettings*", Metadata, named},
	{"word/stylesWithEffects.xml", "", skipped},
	{"customxml/*", "", skipped},
	{"word/customizations.xml", "", skipped},
}

// ruleOf finds the rule of a part.
func ruleOf(name string) rule {
	for _, r := range rules {
		if ok, err := path.Match(strings.ToLower(r.pattern), strings.ToLower(name)); ok && err == nil {
			return r
		}
	}
	return rule{kind: HiddenText, how: unknown}
}

// besides reads the parts of an office file beside its main text.
func (s *source) besides() error {
	a, err := archive.Open(s.data, limits)
	if err != nil {
		return err
	}
	for _, name := range a.Names() {
		if err := s.beside(a, name, ruleOf(name)); err != nil {
			return err
		}
	}
	return s.links(a)
}

func (s *source) beside(a *archive.Archive, name string, r rule) error {
	switch r.how {
	case skipped:
	case named:
		s.trace(r.kind, name, path.Base(name))
	case defined:
		if err := s.words(a, name, rule{kind: Metadata, how: placed}); err != nil {
			return err
		}
		return s.words(a, name, r)
	case spelled, attributed, variables, placed:
		return s.words(a, name, r)
	case shown:
		text, err := gather(a, name, spoken[shown], true)
		s.part(name, text, false)
		return err
	case nested:
		return s.nested(a, name)
	case pictured:
		return s.pictured(a, name)
	case unknown:
		if path.Ext(name) == ".xml" {
			return s.words(a, name, rule{kind: r.kind, how: attributed})
		}
		s.trace(Embedded, name, path.Base(name))
	}
	return nil
}

// spoken says which attributes hold words.
var spoken = map[how]func(xml.StartElement, xml.Attr) bool{
	spelled: func(xml.StartElement, xml.Attr) bool { return false },
	shown:   func(_ xml.StartElement, at xml.Attr) bool { return at.Name.Local == "descr" },
	attributed: func(_ xml.StartElement, at xml.Attr) bool {
		return at.Name.Space != "xmlns" && at.Name.Local != "xmlns" && len(at.Value) > 2
	},
	defined: func(e xml.StartElement, at xml.Attr) bool {
		return e.Name.Local == "definedName" && at.Name.Local == "comment"
	},
	placed: func(e xml.StartElement, at xml.Attr) bool {
		return e.Name.Local == "absPath" && at.Name.Local == "url" || e.Name.Local == "fileSharing" && at.Name.Local == "userName"
	},
	variables: func(e xml.StartElement, at xml.Attr) bool {
		return e.Name.Local == "docVar" && (at.Name.Local == "name" || at.Name.Local == "val")
	},
}

// words makes a hidden part of the text of a part, and a trace if it is of a kind.
func (s *source) words(a *archive.Archive, name string, r rule) error {
	text, err := gather(a, name, spoken[r.how], r.how != placed)
	if err != nil || strings.TrimSpace(text) == "" {
		return err
	}
	s.part(name, text, true)
	if r.kind != "" {
		s.trace(r.kind, name, text)
	}
	return nil
}

// runs are elements that cut a text without ending a line.
var runs = map[string]bool{"r": true, "t": true, "rPr": true, "b": true, "i": true, "sz": true, "color": true, "rFont": true, "family": true, "charset": true, "fld": true}

// gather returns the words of an XML part: of attributes, and its text with a
// line for each element that is no run.
func gather(a *archive.Archive, name string, attr func(xml.StartElement, xml.Attr) bool, chars bool) (string, error) {
	var b strings.Builder
	err := a.XML(name, func(x *archive.XML) error {
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			switch t := t.(type) {
			case xml.StartElement:
				attributes(&b, t, attr)
			case xml.EndElement:
				if n := b.Len(); n > 0 && b.String()[n-1] != '\n' && !runs[t.Name.Local] {
					b.WriteByte('\n')
				}
			case xml.CharData:
				if s := string(t); chars && strings.TrimSpace(s) != "" {
					b.WriteString(s)
				}
			}
		}
	})
	return b.String(), err
}

func attributes(b *strings.Builder, e xml.StartElement, wanted func(xml.StartElement, xml.Attr) bool) {
	for _, at := range e.Attr {
		if wanted(e, at) {
			b.WriteString(at.Value + "\n")
		}
	}
}

// nested reads a file within the file. One that cannot be read is a trace, and
// no reason to refuse the rest.
func (s *source) nested(a *archive.Archive, name string) error {
	s.trace(Embedded, name, path.Base(name))
	data, err := a.Bytes(name)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	if s.depth+1 >= maxDepth {
		s.trace(Unreadable, name, path.Base(name))
		return nil
	}
	if err := s.read(path.Base(name), s.at+name, data, s.depth+1); err != nil {
		if fault.Of(err) != fault.Invalid {
			return err
		}
		s.trace(Unreadable, name, path.Base(name))
	}
	return nil
}

// pictured reads what the pictures of a document carry along.
func (s *source) pictured(a *archive.Archive, name string) error {
	data, err := a.Bytes(name)
	if err != nil {
		return err
	}
	if strings.EqualFold(path.Ext(name), ".svg") {
		return s.svg(a, name)
	}
	if _, ok := pictureOf(data); !ok {
		return nil
	}
	err = s.read(path.Base(name), s.at+name, data, s.depth+1)
	if fault.Of(err) == fault.Invalid {
		s.trace(Unreadable, name, path.Base(name))
		return nil
	}
	return err
}

// links reads the relations that lead out of the file. A path on the writer's
// machine says who that is.
func (s *source) links(a *archive.Archive) error {
	var all strings.Builder
	for _, name := range a.Names() {
		if path.Ext(name) != ".rels" {
			continue
		}
		targets, err := external(a, name)
		if err != nil {
			return err
		}
		for _, target := range targets {
			all.WriteString(target + "\n")
			if isLocal(target) {
				s.trace(Metadata, name, target)
			}
		}
	}
	s.part("links", all.String(), true)
	return nil
}

// external lists where the relations of a part lead out of the file.
func external(a *archive.Archive, name string) (out []string, err error) {
	err = a.XML(name, func(x *archive.XML) error {
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			if e, ok := t.(xml.StartElement); ok && archive.Attr(e, "TargetMode") == "External" {
				out = append(out, archive.Attr(e, "Target"))
			}
		}
	})
	return out, err
}

// isLocal reports whether a link leads to a file of the writer's machine or network.
func isLocal(target string) bool {
	t := strings.ToLower(target)
	return strings.HasPrefix(t, "file:") || strings.HasPrefix(t, `\\`) || len(t) > 2 && t[1] == ':' && (t[2] == '\\' || t[2] == '/')
}
