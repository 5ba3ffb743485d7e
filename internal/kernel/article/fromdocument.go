package article

import (
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/document"
)

// FromDocument writes what was read from a file as a text of an item, with notes on what was left out
// and what a person has to add. Headings keep their numbers; a heading by style alone gets the sign of one.
func FromDocument(d document.Document) (text string, notes []Note) {
	c := &docText{doc: &d, pictures: d.Pictures, warnings: d.Warnings}
	c.top = topHeading(d.Blocks)
	before := 0
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if !c.rest(b.Span.Start-1) && strings.Count(d.Text[before:max(before, b.Span.Start)], "\n") > 1 {
			c.blank()
		}
		c.block(i, b)
		before = b.Span.End
	}
	c.rest(len(d.Text))
	return c.text.String(), c.notes
}

// docText writes the blocks of a document.
type docText struct {
	writer
	doc      *document.Document
	top      bool // the first heading is the title, the others are one level higher
	pictures []document.Picture
	warnings []document.Warning
	count    int // pictures so far
}

// topHeading reports whether the only heading of the highest level comes first: it is the title.
func topHeading(blocks []document.Block) bool {
	n, others := 0, 0
	for _, b := range blocks {
		switch {
		case b.Level == 1:
			n++
		case b.Level > 1:
			others++
		}
	}
	return n == 1 && others > 0 && len(blocks) > 0 && blocks[0].Level == 1
}

func (c *docText) block(i int, b *document.Block) {
	at := c.runes
	raw := c.doc.Text[b.Span.Start:b.Span.End]
	switch {
	case b.Table != nil:
		c.table(c.grid(b.Table))
	case b.Level > 0 && c.top && i == 0:
		c.lines(raw)
	case b.Level > 0 && !strings.Contains(raw, "\n"):
		level := b.Level
		if c.top {
			level--
		}
		c.heading(raw, level)
	case b.Bullet:
		c.lines("- " + trim(raw))
	default:
		c.lines(raw)
	}
	c.warn(b.Span.End, at)
	c.rest(b.Span.End)
}

// rest writes the pictures up to a place and reports whether there were any. At the end it notes the warnings that are left.
func (c *docText) rest(until int) bool {
	n := c.count
	for len(c.pictures) > 0 && c.pictures[0].At <= until {
		p := c.pictures[0]
		c.pictures = c.pictures[1:]
		c.count++
		if p.Name == "" {
			p.Name = "image" + strconv.Itoa(c.count) + ".png"
		}
		c.picture(p.Name, p.Alt)
	}
	if until == len(c.doc.Text) {
		c.warn(until, c.runes)
	}
	return c.count > n
}

// warn notes the warnings up to a place of the document, at the text that begins at.
func (c *docText) warn(until, at int) {
	for len(c.warnings) > 0 && c.warnings[0].Span.Start <= until {
		if w := c.warnings[0]; w.Key != "document.image" {
			c.notes = append(c.notes, Note{w.Text, Span{at, max(at, c.runes-1)}})
		}
		c.warnings = c.warnings[1:]
	}
}

func (c *docText) grid(t *document.Table) merged {
	cells := map[*document.Cell]*span{}
	m := merged{}
	for i := range t.Rows {
		var row []*span
		for j := range t.Cols {
			from := t.At(i, j)
			if from == nil {
				row = append(row, nil)
				continue
			}
			s := cells[from]
			if s == nil {
				s = &span{row: from.Row, down: from.RowSpan, across: from.ColSpan, text: unquoted(c.doc, trim(c.doc.Text[from.Span.Start:from.Span.End]))}
				cells[from] = s
			}
			row = append(row, s)
		}
		m.rows = append(m.rows, row)
	}
	return m
}

// unquoted takes the quotation marks from a cell of a pasted table that holds line breaks.
func unquoted(d *document.Document, s string) string {
	if in, ok := strings.CutPrefix(s, `"`); ok && d.Format == document.Plain && strings.HasSuffix(in, `"`) && strings.Contains(in, "\n") {
		return strings.ReplaceAll(strings.TrimSuffix(in, `"`), `""`, `"`)
	}
	return s
}
