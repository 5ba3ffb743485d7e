package gazette

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/letter"
)

// A sheet is an issue as it is laid out: what it has, and its texts.
type sheet struct {
	of      *Gazette
	organ   string // whose gazette it is
	title   string
	entries []Entry
	texts   []publish.Edition // of each entry
}

// print lays an issue out as PDF and DOCX, and notes on which page each document begins. The contents
// stand in front and have those pages, so that it is drawn twice; a machine without a font prints
// DOCX alone.
func (s *Service) print(ctx context.Context, x *sheet) (attached []publish.Attached, err error) {
	put := func(ext string, data []byte) error {
		a, err := s.Items.Attach(ctx, x.title+ext, bytes.NewReader(data))
		attached = append(attached, a)
		return err
	}
	p, err := s.Fonts.PDF(s.document(x))
	switch {
	case fault.Of(err) == fault.NotFound:
	case err != nil:
		return nil, err
	default:
		for i := range x.entries {
			x.entries[i].Page = p.Annexes[i]
		}
		if p, err = s.Fonts.PDF(s.document(x)); err == nil {
			err = put(".pdf", p.Data)
		}
		if err != nil {
			return nil, err
		}
	}
	data, err := letter.DOCX(s.document(x))
	if err == nil {
		err = put(".docx", data)
	}
	return attached, err
}

// document is an issue with its contents in front, each text on pages of its own.
func (s *Service) document(x *sheet) letter.Document {
	d := letter.Document{Title: s.Words("gazette.masthead", x.organ) + "\n" + s.words(x.of, "gazette.cover", "gazette.cover_total"), Pages: true}
	for line := range strings.SplitSeq(x.of.Note, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Paragraph, Text: line})
		}
	}
	eachPart(x.entries, func(part Part, all []Entry) {
		t := &letter.Table{Size: 12, Head: 1, Widths: []float64{1, 7, 3, 1}, Rows: [][]letter.Cell{s.row(true, "gazette.seq", "gazette.title", "gazette.number", "gazette.page")}}
		for _, e := range all {
			t.Rows = append(t.Rows, s.row(false, strconv.Itoa(e.Seq), e.Title, e.Number, e.page()))
		}
		d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Heading, Level: 1, Text: s.Words("gazette.part." + string(part))}, letter.Block{Kind: letter.Tabular, Table: t})
	})
	for i, e := range x.entries {
		d.Annexes = append(d.Annexes, letter.Annex{Label: e.Number, Title: e.Title, Blocks: s.blocks(e.Title, &x.texts[i])})
	}
	return d
}

func (s *Service) row(head bool, texts ...string) (out []letter.Cell) {
	for i, text := range texts {
		if head {
			text = s.Words(text)
		}
		c := letter.Cell{Text: text, Align: letter.Center}
		if i == 1 && !head {
			c.Align = letter.Left
		}
		out = append(out, c)
	}
	return out
}

// eachPart calls f for each part that has entries, which are in the order of the parts.
func eachPart(all []Entry, f func(Part, []Entry)) {
	for _, part := range Parts {
		var of []Entry
		for _, e := range all {
			if e.Part == part {
				of = append(of, e)
			}
		}
		if len(of) > 0 {
			f(part, of)
		}
	}
}

// blocks are a text as it is printed, without its own title. What is a file on the site is named.
func (s *Service) blocks(title string, e *publish.Edition) (out []letter.Block) {
	for _, b := range article.Parse(e.Body).Blocks {
		text := article.Words(b.Text)
		switch b.Kind {
		case article.Title:
			if strings.Join(strings.Fields(text), "") == strings.Join(strings.Fields(title), "") {
				continue
			}
			out = append(out, letter.Block{Kind: letter.Heading, Level: 1, Text: text})
		case article.Heading:
			out = append(out, letter.Block{Kind: letter.Heading, Level: b.Level, Text: text})
		case article.List, article.Attachments:
			out = append(out, listed(&b))
		case article.Table:
			out = append(out, tabular(b.Grid))
		case article.Image:
			out = append(out, letter.Block{Kind: letter.Paragraph, Text: s.Words("gazette.picture", b.Picture.Alt)})
		case article.Subtitle, article.Mark, article.Number, article.Paragraph, article.Addressee, article.Signature, article.Date, article.Annotation, article.Annex, article.Imprint:
			for line := range strings.SplitSeq(text, "\n") {
				out = append(out, letter.Block{Kind: letter.Paragraph, Text: line})
			}
		}
	}
	if len(e.Attachments) > 0 {
		var names []string
		for _, a := range e.Attachments {
			names = append(names, a.Name)
		}
		out = append(out, letter.Block{Kind: letter.Paragraph, Text: s.Words("gazette.files", strings.Join(names, s.Words("list_comma")))})
	}
	return out
}

func listed(b *article.Block) letter.Block {
	out := letter.Block{Kind: letter.List}
	for _, it := range b.Items {
		out.Items = append(out.Items, letter.Item{Label: it.Label, Text: article.Words(it.Text)})
	}
	return out
}

func tabular(g *article.Grid) letter.Block {
	t := &letter.Table{Caption: g.Caption, Unit: g.Unit, Size: 12}
	l := g.Layout()
	t.Head = len(l.Head)
	for _, squares := range append(l.Head, l.Rows...) {
		var row []letter.Cell
		for _, q := range squares {
			c := letter.Cell{Text: article.Words(q.Text), Across: q.Across, Down: q.Down}
			if q.Number {
				c.Align = letter.Right
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return letter.Block{Kind: letter.Tabular, Table: t}
}
