package article

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML writes a page, or the part of one that was pasted, as a text of an item. What a reader does not see
// is left out: scripts, styles, comments, hidden elements and what Word and WPS add for themselves.
func FromHTML(source string) (text string, notes []Note) {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil { // the parser repairs everything; only a reader fails
		return "", nil
	}
	h := &pageText{ranks: map[int]int{}}
	h.rank(root)
	h.children(root)
	h.flush()
	h.placed()
	return h.text.String(), h.notes
}

// pageText writes the nodes of a page.
type pageText struct {
	writer
	current  bytes.Buffer // that is being written
	flushes  int
	ranks    map[int]int // for each level of heading in the page, its level in the text; 0 is the title
	lists    []listAt
	cell     bool      // within a table: pictures wait until it is written
	waiting  []Picture // that stand in a table
	pictures int
}

// A listAt is a list that was begun: the number of its next item, 0 without numbers.
type listAt struct{ next int }

// gone are elements that show nothing, or nothing that is text.
var gone = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Head: true, atom.Template: true, atom.Iframe: true, atom.Object: true,
	atom.Embed: true, atom.Svg: true, atom.Canvas: true, atom.Audio: true, atom.Video: true, atom.Noscript: true, atom.Del: true,
	atom.Input: true, atom.Select: true, atom.Textarea: true, atom.Button: true, atom.Map: true, atom.Rt: true, atom.Rp: true,
}

// breaks are elements that begin and end a line.
var breaks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true, atom.Main: true, atom.Aside: true,
	atom.Nav: true, atom.Blockquote: true, atom.Address: true, atom.Figure: true, atom.Figcaption: true, atom.Dl: true, atom.Dt: true, atom.Dd: true,
	atom.Fieldset: true, atom.Legend: true, atom.Form: true, atom.Details: true, atom.Summary: true, atom.Center: true, atom.Body: true, atom.Hr: true,
	atom.Tr: true, atom.Td: true, atom.Th: true, atom.Caption: true, atom.Pre: true,
}

func (h *pageText) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		h.chars(n.Data)
	case n.Type != html.ElementNode:
	case gone[n.DataAtom] || hidden(n) || strings.HasPrefix(n.Data, "xml") || strings.HasPrefix(n.Data, "v:"):
	case ofList(n):
		h.number(n)
	case n.DataAtom == atom.Br:
		h.flush()
	case n.DataAtom == atom.Table:
		h.flush()
		h.grid(n)
	case headingLevel(n) > 0:
		h.headed(n)
	case n.DataAtom == atom.Ul || n.DataAtom == atom.Ol:
		h.list(n)
	case n.DataAtom == atom.Li:
		h.item(n)
	case n.DataAtom == atom.A:
		h.link(n)
	case n.DataAtom == atom.Img:
		h.image(n)
	case n.DataAtom == atom.Sup:
		h.current.WriteString(superscript(content(n)))
	case breaks[n.DataAtom]:
		h.flush()
		h.children(n)
		h.flush()
	default:
		h.children(n)
	}
}

func (h *pageText) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.node(c)
	}
}

// chars adds text to the line as a browser shows it: blanks are one space, and the line ends of the
// source between Chinese characters are none.
func (h *pageText) chars(s string) {
	space, broken := false, false
	for _, r := range s {
		if unicode.IsSpace(r) && r != '\u3000' || r == '\u200b' || r == '\ufeff' {
			space, broken = space || r != '\u200b' && r != '\ufeff', broken || r == '\n'
			continue
		}
		before, _ := utf8.DecodeLastRune(h.current.Bytes())
		if space && h.current.Len() > 0 && before != ' ' && (!broken || before <= 0x2e80 || r <= 0x2e80) {
			h.current.WriteByte(' ')
		}
		space, broken = false, false
		h.current.WriteRune(r)
	}
	if before, _ := utf8.DecodeLastRune(h.current.Bytes()); space && h.current.Len() > 0 && before != ' ' && (!broken || before <= 0x2e80) {
		h.current.WriteByte(' ')
	}
}

// flush ends the line.
func (h *pageText) flush() {
	if s := trim(h.current.String()); s != "" {
		h.line(s)
	}
	h.current.Reset()
	h.flushes++
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// styled returns the style of an element, without blanks and in small letters.
func styled(n *html.Node) string {
	return strings.ToLower(strings.Join(strings.Fields(attribute(n, "style")), "")) + ";"
}

// hidden reports whether a browser does not show an element.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" {
			return true
		}
	}
	s := styled(n)
	for _, h := range []string{"display:none", "visibility:hidden", "mso-hide:all", "font-size:0;", "font-size:0px", "font-size:0pt"} {
		if strings.Contains(s, h) {
			return true
		}
	}
	return false
}

// content is the text of a node, without what is hidden.
func content(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type == html.ElementNode && (gone[n.DataAtom] || hidden(n)) {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(content(c))
	}
	return b.String()
}

func headingLevel(n *html.Node) int {
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}

// rank finds which levels of headings a page has. Its only h1 is the title.
func (h *pageText) rank(root *html.Node) {
	var count [7]int
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			count[headingLevel(n)]++
		}
	}
	rank := 1
	for level := 1; level <= 6; level++ {
		if level == 1 && count[1] == 1 {
			h.ranks[1] = 0
		} else if count[level] > 0 {
			h.ranks[level] = rank
			rank++
		}
	}
}

func (h *pageText) headed(n *html.Node) {
	h.flush()
	h.children(n)
	s := trim(h.current.String())
	h.current.Reset()
	if rank := h.ranks[headingLevel(n)]; s != "" && rank > 0 {
		h.heading(s, rank)
	} else if s != "" {
		h.line(s)
	}
}

func (h *pageText) list(n *html.Node) {
	h.flush()
	at := listAt{}
	if n.DataAtom == atom.Ol {
		at.next = 1
		if s, err := strconv.Atoi(attribute(n, "start")); err == nil && s > 0 && s < 1000 {
			at.next = s
		}
	}
	h.lists = append(h.lists, at)
	h.children(n)
	h.flush()
	h.lists = h.lists[:len(h.lists)-1]
}

func (h *pageText) item(n *html.Node) {
	h.flush()
	mark := "- "
	if len(h.lists) > 0 {
		if at := &h.lists[len(h.lists)-1]; at.next > 0 {
			mark = strconv.Itoa(at.next) + ". "
			at.next++
		}
	}
	h.current.WriteString(mark)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if breaks[c.DataAtom] && h.current.String() == mark { // a paragraph in the item is the item
			h.children(c)
			continue
		}
		if c.Type == html.TextNode && h.current.String() == mark && trim(c.Data) == "" {
			continue
		}
		h.node(c)
	}
	if h.current.String() == mark {
		h.current.Reset()
	}
	h.flush()
}

// ofList reports whether an element is the number or the sign that Word writes before an item.
func ofList(n *html.Node) bool { return strings.Contains(styled(n), "mso-list:ignore") }

// number writes the number that Word put before an item; a sign of a symbol font is a bullet.
func (h *pageText) number(n *html.Node) {
	s := strings.Join(strings.Fields(content(n)), "")
	if m := lang().marked(s + " ").mark; m == plain || m == bullet {
		s = "- "
	}
	h.current.WriteString(s)
}

// superscript writes digits raised, as in m2; anything else as it is.
func superscript(s string) string {
	const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return []rune(raised)[r-'0']
	}, trim(s))
}

// link writes a link that leads to the network; of another its words stay, with a note.
func (h *pageText) link(n *html.Node) {
	from, flushes := h.current.Len(), h.flushes
	h.children(n)
	if h.flushes != flushes {
		return // it holds lines or pictures of its own
	}
	shown := trim(string(h.current.Bytes()[from:]))
	href := trim(attribute(n, "href"))
	if shown == "" || href == "" || href[0] == '#' {
		return
	}
	h.current.Truncate(from)
	to, ok := reachable(href)
	switch {
	case ok && (shown == to || shown == href):
		h.current.WriteString(to)
	case ok:
		h.current.WriteString("[" + strings.NewReplacer("[", "［", "]", "］").Replace(shown) + "](" + to + ")")
	default:
		h.current.WriteString(shown)
		if low := strings.ToLower(href); !strings.HasPrefix(low, "mailto:") && !strings.HasPrefix(low, "tel:") {
			h.note(Span{h.runes, h.runes + utf8.RuneCount(h.current.Bytes())}, "article.link_dropped", shown)
		}
	}
}

// reachable returns an address as a text may hold it.
func reachable(href string) (string, bool) {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c > ' ' && c < 0x7f && !strings.ContainsRune(`()[]<>"|\^{}`+"`", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String(), address(b.String()) == b.Len() && plausible(b.String())
}

// image writes a picture on a line of its own, and what a person has to do. One of a single point counts visits and shows nothing.
func (h *pageText) image(n *html.Node) {
	if attribute(n, "width") == "1" || attribute(n, "height") == "1" {
		return
	}
	h.pictures++
	p := Picture{Alt: attribute(n, "alt"), Name: pictureName(attribute(n, "src"), h.pictures)}
	if h.cell {
		h.waiting = append(h.waiting, p)
		return
	}
	h.flush()
	h.placePicture(p)
}

func (h *pageText) placePicture(p Picture) {
	at := h.runes
	h.picture(p.Name, p.Alt)
	h.note(Span{at, max(at, h.runes-1)}, "article.picture", p.Name)
}

// placed writes the pictures that stood in a table.
func (h *pageText) placed() {
	for _, p := range h.waiting {
		h.placePicture(p)
	}
	h.waiting = nil
}

// pictureName is the name of the file that an address ends in, or one made of its number.
func pictureName(src string, n int) string {
	numbered := "image" + strconv.Itoa(n)
	if rest, ok := strings.CutPrefix(strings.ToLower(src[:min(len(src), 40)]), "data:image/"); ok {
		kind, _, _ := strings.Cut(rest, ";")
		if kind == "jpeg" || kind == "gif" || kind == "webp" {
			return numbered + "." + kind
		}
		return numbered + ".png"
	}
	u, err := url.Parse(strings.ReplaceAll(src, `\`, "/"))
	if err != nil {
		return numbered + ".png"
	}
	switch ext := strings.ToLower(path.Ext(u.Path)); ext {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp":
		return path.Base(u.Path)
	}
	return numbered + ".png"
}
