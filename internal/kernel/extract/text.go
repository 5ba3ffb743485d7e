package extract

import (
	"strings"

	"golang.org/x/net/html"

	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// readText takes text and CSV as they stand, so that a place in the part is a
// place in the file.
func readText(s *source) error {
	text, _, err := document.Decode(s.data)
	if err != nil {
		return err
	}
	s.part("text", text, false)
	return nil
}

// isPage reports whether text begins as a web page does.
func isPage(data []byte) bool {
	head := strings.ToLower(string(data[:min(len(data), 512)]))
	head = strings.TrimLeft(strings.TrimPrefix(head, "\ufeff"), " \t\r\n")
	for _, begin := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if strings.HasPrefix(head, begin) {
			return true
		}
	}
	return false
}

// readHTML reads a web page: what a browser shows, and what it does not.
func readHTML(s *source) error {
	text, _, err := document.Decode(s.data)
	if err != nil {
		return err
	}
	root, err := html.ParseWithOptions(strings.NewReader(text), html.ParseOptionEnableScripting(false))
	if err != nil {
		return fault.Caused(err, fault.Invalid, "extract.damaged")
	}
	p := &page{source: s}
	p.walk(root, false, 0)
	s.part("text", p.shown.String(), false)
	s.part("hidden", p.hidden.String(), true)
	return nil
}

// A page is a web page being read.
type page struct {
	*source
	shown, hidden strings.Builder
}

const maxNodes = 500 // of nesting; what lies deeper is read as hidden text of its own

func (p *page) walk(n *html.Node, hidden bool, depth int) {
	switch n.Type {
	case html.TextNode:
		p.text(n.Data, hidden)
	case html.CommentNode:
		p.text(n.Data+"\n", true)
		p.trace(Comment, "comment", n.Data)
	case html.ElementNode:
		hidden = p.element(n, hidden)
	case html.DocumentNode, html.DoctypeNode, html.RawNode, html.ErrorNode:
	}
	if depth > maxNodes {
		p.trace(HiddenText, "depth", "")
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, hidden, depth+1)
	}
	if n.Type == html.ElementNode && !inline[n.Data] {
		p.text("\n", hidden)
	}
}

func (p *page) text(s string, hidden bool) {
	if hidden {
		p.hidden.WriteString(s)
	} else {
		p.shown.WriteString(s)
	}
}

// inline elements join their text to what stands beside them; all others end a line.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "bdo": true, "cite": true, "code": true, "del": true, "em": true, "font": true, "i": true, "ins": true,
	"kbd": true, "label": true, "mark": true, "q": true, "s": true, "small": true, "span": true, "strong": true, "sub": true, "sup": true, "u": true, "wbr": true,
}

// unseen elements have text that is no text of the page.
var unseen = map[string]string{
	"script": Script, "style": "", "template": HiddenText, "noscript": "", "iframe": Embedded, "object": Embedded, "embed": Embedded,
}

// worded attributes hold words.
var worded = map[string]bool{"alt": true, "title": true, "value": true, "content": true, "placeholder": true, "aria-label": true, "summary": true, "label": true}

// element notes what an element says without text, and reports whether its text is hidden.
func (p *page) element(n *html.Node, hidden bool) bool {
	if kind, ok := unseen[n.Data]; ok {
		hidden = true
		if kind != "" {
			p.trace(kind, n.Data, n.Data)
		}
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
			p.trace(Script, n.Data, a.Key)
		case a.Key == "hidden", a.Key == "style" && concealed(a.Val):
			hidden = true
			p.trace(HiddenText, n.Data, own(n))
		case worded[a.Key], strings.HasPrefix(a.Key, "data-"):
			p.text(a.Val+"\n", true)
		}
	}
	return hidden
}

// own is the text that stands directly in an element.
func own(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// concealed reports whether a style hides what it is of.
func concealed(style string) bool {
	style = strings.ToLower(strings.Join(strings.Fields(style), ""))
	for _, rule := range []string{"display:none", "visibility:hidden", "font-size:0", "opacity:0;", "mso-hide:all"} {
		if strings.Contains(style+";", rule) {
			return true
		}
	}
	return false
}
