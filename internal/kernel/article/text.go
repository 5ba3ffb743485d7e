package article

import (
	"strings"
	"unicode/utf8"
)

// An Entry is a line of a table of contents.
type Entry struct {
	ID    string `json:"id"`
	Level int    `json:"level"` // 0 for an annex and the title of an attached document
	Text  string `json:"text"`
}

// Outline lists the headings, and those that paragraphs begin with, in their order.
func (d Doc) Outline() []Entry {
	var out []Entry
	for _, b := range d.Blocks {
		if b.ID == "" {
			continue
		}
		text := Words(b.Text)
		if b.Kind == Paragraph {
			text = strings.TrimRight(b.Text[0].Text, stops+colons)
		}
		out = append(out, Entry{b.ID, b.Level, strings.ReplaceAll(text, "\n", "")})
	}
	return out
}

// Images lists the pictures, for a check of their attachments and of their alternative texts.
func (d Doc) Images() []Picture {
	var out []Picture
	for _, b := range d.Blocks {
		if b.Picture != nil {
			out = append(out, *b.Picture)
		}
	}
	return out
}

// Plain is the text as one reads it, a line a paragraph, item or row: without the signs that mark
// links, tables, lists and headings. A picture is what it shows.
func (d Doc) Plain() string {
	var b strings.Builder
	for i := range d.Blocks {
		for _, s := range d.Blocks[i].plain() {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// plain returns the lines of a block as one reads them.
func (b *Block) plain() []string {
	var out []string
	switch b.Kind {
	case List, Attachments:
		for i, it := range b.Items {
			s := it.Label + Words(it.Text)
			if i == 0 {
				s = Words(b.Text) + s
			}
			out = append(out, s)
		}
	case Table:
		for _, s := range []string{b.Grid.Caption, b.Grid.Unit} {
			if s != "" {
				out = append(out, s)
			}
		}
		if b.Grid.Head != nil {
			out = append(out, joined(b.Grid.Head))
		}
		for _, r := range b.Grid.Rows {
			out = append(out, joined(r.Cells))
		}
	case Image:
		if b.Picture.Alt != "" {
			out = append(out, b.Picture.Alt)
		}
	case Title, Subtitle, Mark, Number, Heading, Paragraph, Addressee, Signature, Date, Annotation, Annex, Imprint:
		out = append(out, Words(b.Text))
	}
	return out
}

// joined is a row with a space between its cells.
func joined(cells []Cell) string {
	s := make([]string, 0, len(cells))
	for _, c := range cells {
		if w := Words(c.Text); w != "" {
			s = append(s, w)
		}
	}
	return strings.Join(s, " ")
}

// Lead is the beginning of the text in at most n characters, as a description: the first paragraphs
// and items without what frames them, whole sentences when one fits, and else cut with an ellipsis.
func (d Doc) Lead(n int) string {
	var b strings.Builder
	size := 0
	for i := range d.Blocks {
		if k := d.Blocks[i].Kind; k != Paragraph && k != List {
			continue
		}
		for _, s := range d.Blocks[i].plain() {
			if size > n {
				break
			}
			if size > 0 && !endsIn(b.String(), stops+pauses+colons) {
				b.WriteString("；")
				size++
			}
			b.WriteString(s)
			size += utf8.RuneCountInString(s)
		}
	}
	return shorten(b.String(), n)
}

// shorten cuts s after the last whole sentence of at most n characters; if that is less than half of them, within the sentence.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	count, stop, stopCount, cut := 0, 0, 0, 0
	for i, r := range s {
		if count == n-1 {
			cut = i
		}
		if count == n {
			break
		}
		count++
		if strings.ContainsRune("。！？", r) {
			stop, stopCount = i+len(string(r)), count
		}
	}
	if stopCount*2 >= n {
		return s[:stop]
	}
	return strings.TrimRight(s[:cut], pauses+colons+stops+" ") + "…"
}
