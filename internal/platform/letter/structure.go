package letter

import (
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// pen is how high a row of a form is that somebody fills in by hand, in points.
const pen = 56

// document reads the structure of what has been written, and puts the values in.
func (f *filler) document(kind law.LetterKind) (Document, error) {
	d := Document{Pages: kind.Form != law.Sheet}
	doc := article.Parse(f.frame(&d))
	d.Signature.Seal = kind.Sealed
	var annex *Annex
	for _, b := range doc.Blocks {
		to := &d.Blocks
		if annex != nil {
			to = &annex.Blocks
		}
		switch b.Kind {
		case article.Image:
			return d, fault.New(fault.Invalid, "letter.picture")
		case article.Annex:
			d.Annexes = append(d.Annexes, Annex{Label: f.words(b.Text)})
			annex = &d.Annexes[len(d.Annexes)-1]
		case article.Title:
			if annex != nil {
				annex.Title = f.words(b.Text)
			} else {
				d.Title = f.words(b.Text)
			}
		case article.Mark:
			d.Mark = f.words(b.Text)
		case article.Number:
			d.Number = f.words(b.Text)
		case article.Addressee:
			d.Addressee = f.words(b.Text)
		case article.Attachments:
			for _, it := range b.Items {
				d.Enclosed = append(d.Enclosed, f.words(it.Text))
			}
		case article.Signature:
			d.Signature.Issuers = append(d.Signature.Issuers, strings.Split(f.words(b.Text), "\n")...)
		case article.Date:
			d.Signature.Date = f.words(b.Text)
		case article.Annotation:
			d.Notes = append(d.Notes, f.words(b.Text))
		case article.Imprint:
			d.Imprint = append(d.Imprint, f.words(b.Text))
		case article.Subtitle, article.Heading, article.Paragraph, article.List, article.Table:
			*to = append(*to, f.blocks(b, kind)...)
		}
	}
	return d, nil
}

// frame takes the lines that a placeholder makes part of the frame out of the text,
// and returns the rest: the number below the title, who signs and when, the red
// head, the line beside the QR code.
func (f *filler) frame(d *Document) string {
	lines := strings.Split(f.text.String(), "\n")
	var out []string
	for i, l := range lines {
		role, text := f.alone(l)
		if f.holds(l, law.VerifyOf) {
			role = law.VerifyOf
		}
		switch role {
		case law.MarkOf:
			d.Mark = text
		case law.NumberOf:
			d.Number = text
		case law.DateOf:
			d.Signature.Date = text
		case law.VerifyOf:
			for _, r := range l {
				if v, ok := f.value(r); ok && v.role == law.VerifyOf {
					d.Code.URL = v.text
				}
			}
			d.Code.Text = strings.ReplaceAll(f.resolve(strings.TrimSpace(l)), "\n", " ")
		case law.IssuerOf:
			if next, _ := f.alone(following(lines[i+1:])); next == law.DateOf {
				d.Signature.Issuers = append(d.Signature.Issuers, text)
				continue
			}
			out = append(out, l)
		case law.PlainText, law.Flag, law.RowsOf, law.ItemsOf, law.PartOf, law.RemedyOf, law.Ordinal, "":
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// following returns the first line that is not blank.
func following(lines []string) string {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return l
		}
	}
	return ""
}

// alone returns the value that a line consists of.
func (f *filler) alone(line string) (law.Role, string) {
	r, n := utf8.DecodeRuneInString(strings.TrimSpace(line))
	v, ok := f.value(r)
	if !ok || n != len(strings.TrimSpace(line)) {
		return "", ""
	}
	return v.role, v.text
}

func (f *filler) holds(line string, role law.Role) bool {
	return strings.ContainsFunc(line, func(r rune) bool {
		v, ok := f.value(r)
		return ok && v.role == role
	})
}

// value returns the value that a character stands for.
func (f *filler) value(r rune) (value, bool) {
	if i := int(r) - firstStandIn; i >= 0 && i < len(f.values) {
		return f.values[i], true
	}
	return value{}, false
}

// resolve puts the values into a text, each once: what a value holds is not looked at.
// A sentence that ends with a value ends once.
func (f *filler) resolve(s string) string {
	var b strings.Builder
	stop := signs()["stop"]
	for _, r := range s {
		v, ok := f.value(r)
		last, _ := utf8.DecodeLastRuneInString(b.String())
		switch {
		case ok:
			b.WriteString(v.text)
		case !strings.ContainsRune(stop, r) || !strings.ContainsRune(stop, last):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (f *filler) words(in []article.Inline) string {
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
	}
	return f.resolve(b.String())
}

// blocks are the blocks of a letter that a block of the text becomes: a paragraph
// whose value has several lines is as many paragraphs.
func (f *filler) blocks(b article.Block, kind law.LetterKind) []Block {
	if b.Kind == article.Heading {
		return []Block{{Kind: Heading, Level: b.Level, Text: flat(f.words(b.Text))}}
	}
	if b.Kind == article.List {
		out := Block{Kind: List}
		for _, it := range b.Items {
			out.Items = append(out.Items, Item{it.Label, flat(f.words(it.Text))})
		}
		return []Block{out}
	}
	if b.Kind == article.Table {
		return []Block{{Kind: Tabular, Table: f.table(b.Grid, kind.Form == law.Sheet)}}
	}
	lead := ""
	if len(b.Text) > 0 && b.Text[0].Lead {
		lead, b.Text = flat(f.resolve(b.Text[0].Text)), b.Text[1:]
	}
	var out []Block
	for line := range strings.SplitSeq(f.words(b.Text), "\n") {
		if line = strings.TrimSpace(line); line != "" || lead != "" {
			out = append(out, Block{Kind: Paragraph, Level: b.Level, Lead: lead, Text: line})
		}
		lead, b.Level = "", 0
	}
	return out
}

func flat(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// table makes the table of a grid. In a form the first row is like the others, and
// empty cells are for a pen.
func (f *filler) table(g *article.Grid, form bool) *Table {
	t := &Table{Caption: f.resolve(g.Caption), Unit: f.resolve(g.Unit)}
	rows := [][]article.Cell{}
	if g.Head != nil {
		rows = append(rows, g.Head)
		t.Head = 1
	}
	for _, r := range g.Rows {
		rows = append(rows, r.Cells)
	}
	if form {
		t.Head, t.Blank, t.Size = 0, pen, small
	}
	texts := make([][]string, len(rows))
	for i, r := range rows {
		for _, c := range r {
			texts[i] = append(texts[i], joined(c.Text))
		}
	}
	for i, r := range texts {
		var cells []Cell
		for j, s := range r {
			if s == signs()["left"] && j > 0 || s == signs()["up"] && i > 0 {
				continue
			}
			cells = append(cells, f.cell(texts, i, j, form))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// centered is how wide a cell of a letter may be to stand in the middle, in ems.
const centered = 12

// cell makes a cell with those that belong to it. What the template says itself
// stands in the middle, and so do short values outside of forms.
func (f *filler) cell(texts [][]string, i, j int, form bool) Cell {
	s := texts[i][j]
	c := Cell{Text: f.resolve(s), Across: reach(texts[i][j+1:], signs()["left"]), Down: 1}
	for y := i + 1; y < len(texts) && j < len(texts[y]) && texts[y][j] == signs()["up"]; y++ {
		c.Down++
	}
	valued := strings.ContainsFunc(s, func(r rune) bool { _, ok := f.value(r); return ok })
	if !valued || !form && ems(c.Text) <= centered {
		c.Align = Center
	}
	return c
}

func joined(in []article.Inline) string {
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
	}
	return b.String()
}

// reach is how many cells a cell covers whose followers are these.
func reach(cells []string, sign string) int {
	n := 1
	for _, s := range cells {
		if s != sign {
			break
		}
		n++
	}
	return n
}
