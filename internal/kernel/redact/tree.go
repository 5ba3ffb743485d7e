package redact

import (
	"bytes"
	"encoding/xml"
	"errors"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A node is an element of a part of an office file, or text if it has no name.
type node struct {
	tag  string // with the usual prefix of its namespace: w:p; the namespace itself if it is not known
	name xml.Name
	attr []xml.Attr
	kids []*node
	text string
}

// spaces are the namespaces whose elements are kept; strict files have names of their own.
var spaces = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           "w:",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       "w:",
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":              "x:",
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                          "x:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m:",
	"http://purl.oclc.org/ooxml/officeDocument/math":                         "m:",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":    "r:",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                "r:",
	"http://schemas.openxmlformats.org/package/2006/relationships":           "rel:",
	"http://schemas.openxmlformats.org/package/2006/content-types":           "ct:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            "mc:",
	"http://schemas.openxmlformats.org/drawingml/2006/picture":               "pic:",
	"http://purl.oclc.org/ooxml/drawingml/picture":                           "pic:",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             "wp:",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a:",
	"http://purl.oclc.org/ooxml/drawingml/main":                              "a:",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":      "wps:",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup":      "wpg:",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas":     "wpc:",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing":    "wp14:",
	"http://schemas.microsoft.com/office/word/2010/wordml":                   "w14:",
	"urn:schemas-microsoft-com:vml":                                          "v:",
	"urn:schemas-microsoft-com:office:office":                                "o:",
	"urn:schemas-microsoft-com:office:word":                                  "w10:",
	"http://schemas.openxmlformats.org/drawingml/2006/chart":                 "c:",
	"http://purl.oclc.org/ooxml/drawingml/chart":                             "c:",
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":               "dgm:",
	"http://purl.oclc.org/ooxml/drawingml/diagram":                           "dgm:",
	"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main":          "x14:",
	"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing":    "xdr:",
	"http://schemas.microsoft.com/office/2006/xmlPackage":                    "pkg:",
	"http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas":          "lc:",
	"http://schemas.microsoft.com/office/drawing/2010/main":                  "a14:",
	xmlSpace: "xml:",
}

const (
	xmlSpace = "http://www.w3.org/XML/1998/namespace"
	maxNodes = 6 << 20 // of all parts of a file
)

func tagOf(n xml.Name) string {
	if p, ok := spaces[n.Space]; ok {
		return p + n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// known reports whether a tag is of a namespace that is kept.
func known(tag string) bool { return !strings.HasPrefix(tag, "{") }

// tree reads a part of an archive; nil if it is not there. Comments and
// instructions are left out. left counts the nodes that may still come.
func tree(a *archive.Archive, name string, left *int) (*node, error) {
	root := &node{}
	err := a.XML(name, func(x *archive.XML) error {
		open := []*node{root}
		for {
			t, err := x.Next()
			if err != nil {
				return err
			}
			if *left--; *left < 0 {
				return fault.New(fault.TooLarge, "redact.large")
			}
			top := open[len(open)-1]
			switch t := t.(type) {
			case xml.StartElement:
				n := &node{tag: tagOf(t.Name), name: t.Name, attr: slices.Clone(t.Attr)}
				top.kids = append(top.kids, n)
				open = append(open, n)
			case xml.EndElement:
				open = open[:len(open)-1]
			case xml.CharData:
				if len(open) > 1 {
					top.kids = append(top.kids, &node{text: string(t)})
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for _, n := range root.kids {
		return n, nil
	}
	return nil, nil //nolint:nilnil // a part that is not there
}

// is reports whether n is an element of the tag.
func (n *node) is(tag string) bool { return n != nil && n.tag == tag }

// child returns the first element of a tag in n, nil if there is none.
func (n *node) child(tag string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.tag == tag {
			return k
		}
	}
	return nil
}

// get returns the attribute of a local name.
func (n *node) get(local string) string {
	for _, a := range n.attr {
		if a.Name.Local == local && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// set sets the attribute of a local name without a namespace.
func (n *node) set(local, value string) {
	n.unset(func(a string) bool { return a == local })
	n.attr = append(n.attr, xml.Attr{Name: xml.Name{Local: local}, Value: value})
}

// unset takes attributes away by their tags, those of namespaces left alone.
func (n *node) unset(gone func(tag string) bool) {
	n.attr = slices.DeleteFunc(n.attr, func(a xml.Attr) bool {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			return false
		}
		if a.Name.Space == "" {
			return gone(a.Name.Local)
		}
		return gone(tagOf(a.Name))
	})
}

// walk calls f with n and everything in it.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, k := range n.kids {
		k.walk(f)
	}
}

// own is the text that stands directly in n.
func (n *node) own() string {
	var b strings.Builder
	for _, k := range n.kids {
		_, _ = b.WriteString(k.text)
	}
	return b.String()
}

// join makes one text of what stands directly in n, and returns where it is kept.
func (n *node) join() *string {
	t := &node{text: n.own()}
	n.kids = []*node{t}
	return &t.text
}

// opened returns what stands in n, with the prefixes that n declares.
func (n *node) opened() []*node {
	for _, a := range n.attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			continue
		}
		for _, k := range n.kids {
			if k.tag != "" && !slices.ContainsFunc(k.attr, func(o xml.Attr) bool { return o.Name == a.Name }) {
				k.attr = append(k.attr, a)
			}
		}
	}
	return n.kids
}

var errNames = fault.New(fault.Invalid, "archive.xml_damaged")

// A printer writes nodes as XML with the prefixes that they were read with.
type printer struct {
	b     bytes.Buffer
	names []binding
	err   error
}

type binding struct{ space, prefix string }

func (n *node) bytes() ([]byte, error) {
	p := &printer{names: []binding{{xmlSpace, "xml"}}}
	p.b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n")
	p.node(n)
	return p.b.Bytes(), p.err
}

func (p *printer) node(n *node) {
	if n.tag == "" {
		p.escape(n.text)
		return
	}
	scope := len(p.names)
	for _, a := range n.attr {
		switch {
		case a.Name.Space == "xmlns":
			p.names = append(p.names, binding{a.Value, a.Name.Local})
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			p.names = append(p.names, binding{a.Value, ""})
		}
	}
	name := p.name(n.name, true)
	p.b.WriteString("<" + name)
	for _, a := range n.attr {
		key := a.Name.Local
		switch a.Name.Space {
		case "":
		case "xmlns":
			key = "xmlns:" + key
		default:
			key = p.name(a.Name, false)
		}
		p.b.WriteString(" " + key + `="`)
		p.escape(a.Value)
		p.b.WriteByte('"')
	}
	if len(n.kids) == 0 {
		p.b.WriteString("/>")
	} else {
		p.b.WriteByte('>')
		for _, k := range n.kids {
			p.node(k)
		}
		p.b.WriteString("</" + name + ">")
	}
	p.names = p.names[:scope]
}

// name finds the prefix that a namespace has here; an attribute cannot do without one.
func (p *printer) name(n xml.Name, bare bool) string {
	if n.Space == "" {
		return n.Local
	}
	for i, b := range slices.Backward(p.names) {
		hid := slices.ContainsFunc(p.names[i+1:], func(o binding) bool { return o.prefix == b.prefix })
		switch {
		case b.space != n.Space || hid || b.prefix == "" && !bare:
		case b.prefix == "":
			return n.Local
		default:
			return b.prefix + ":" + n.Local
		}
	}
	p.err = errNames
	return n.Local
}

func (p *printer) escape(s string) {
	if err := xml.EscapeText(&p.b, []byte(s)); err != nil {
		p.err = errors.Join(p.err, err)
	}
}
