package article

import (
	"strings"
	"unicode/utf8"
)

// An Anchor is a link of a text: its address, and where in the source that stands.
type Anchor struct {
	Href string `json:"href"`
	Span Span   `json:"span"`
}

// Links lists the links of a text in their order.
func Links(text string) []Anchor {
	if !strings.Contains(text, "://") {
		return nil
	}
	doc := Parse(text)
	var out []Anchor
	at, runes := 0, 0 // the same place, in bytes and in characters
	for i := range doc.Blocks {
		for _, href := range doc.Blocks[i].hrefs() {
			n := strings.Index(text[at:], href)
			if n < 0 { // a cell that was put together from several lines
				out = append(out, Anchor{href, doc.Blocks[i].Span})
				continue
			}
			runes += utf8.RuneCountInString(text[at : at+n])
			end := runes + utf8.RuneCountInString(href)
			out = append(out, Anchor{href, Span{runes, end}})
			at, runes = at+n+len(href), end
		}
	}
	return out
}

// hrefs lists the addresses of a block in their order.
func (b *Block) hrefs() []string {
	var out []string
	add := func(in []Inline) {
		for _, s := range in {
			if s.Href != "" {
				out = append(out, s.Href)
			}
		}
	}
	add(b.Text)
	for _, it := range b.Items {
		add(it.Text)
	}
	if b.Grid != nil {
		for _, c := range b.Grid.Head {
			add(c.Text)
		}
		for _, r := range b.Grid.Rows {
			for _, c := range r.Cells {
				add(c.Text)
			}
		}
	}
	return out
}
