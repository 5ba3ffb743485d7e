package account

import (
	"bytes"
	"strings"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// sizeMost bounds a page of the web, in bytes.
const sizeMost = 20 << 20

// Read finds the report in a file: DOCX, XLSX, HTML or plain text, by its content.
//
// Errors: Invalid or TooLarge about a file that cannot be read. A file that is no
// report is read without one: Check then has nothing to assess.
func Read(name string, data []byte) (_ *Report, err error) {
	defer fault.Wrap(&err, "account.Read(%q)", name)
	switch {
	case len(data) > sizeMost:
		return nil, fault.New(fault.TooLarge, "document.too_large", sizeMost>>20, (len(data)+1<<20-1)>>20)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")) && bytes.Contains(data, []byte("xl/workbook")):
		return readBook(name, data)
	}
	if text, _, err := document.Decode(data); err == nil && lang().page.MatchString(text) {
		text, _ = article.FromHTML(text)
		return assemble(name, ofText(text)), nil
	}
	d, err := document.Read(name, data, document.Limits{})
	if err != nil {
		return nil, err
	}
	text, _ := article.FromDocument(*d)
	return assemble(name, ofText(text)), nil
}

// ofText are the parts of a text in the form of package article.
func ofText(text string) (out []part) {
	d := article.Parse(text)
	source := []rune(text)
	for _, b := range d.Blocks {
		if b.Kind != article.Table {
			for line := range strings.Lines(string(source[b.Span.Start:b.Span.End])) {
				if line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#")); line != "" {
					out = append(out, part{text: line})
				}
			}
			continue
		}
		if c := strings.TrimSpace(b.Grid.Caption); c != "" {
			out = append(out, part{text: c})
		}
		var grid [][]string
		if b.Grid.Head != nil {
			grid = append(grid, texts(b.Grid.Head))
		}
		for _, r := range b.Grid.Rows {
			grid = append(grid, texts(r.Cells))
		}
		out = append(out, part{grid: grid})
	}
	return out
}

func texts(cells []article.Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		for _, in := range c.Text {
			out[i] += in.Text
		}
	}
	return out
}

// readBook takes each sheet as a table; a row of one cell is also a paragraph.
func readBook(name string, data []byte) (*Report, error) {
	b, err := sheet.Read(name, data, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	var out []part
	for _, s := range b.Sheets {
		var grid [][]string
		for _, r := range s.Rows {
			row, words := make([]string, len(r.Cells)), 0
			for i, c := range r.Cells {
				if row[i] = c.Text; c.Text != "" && !c.Merged {
					words++
				}
			}
			if words == 1 && r.At(0) != "" {
				out, grid = flushed(out, grid), nil
				for line := range strings.Lines(r.At(0)) {
					out = append(out, part{text: strings.TrimSpace(line)})
				}
				continue
			}
			grid = append(grid, row)
		}
		out = flushed(out, grid)
	}
	return assemble(name, out), nil
}

// flushed adds the table that was begun, if there is one.
func flushed(out []part, grid [][]string) []part {
	if grid != nil {
		out = append(out, part{grid: grid})
	}
	return out
}
