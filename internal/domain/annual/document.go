package annual

import (
	"context"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/letter"
)

// A Format is a form in which a report is written.
type Format string

// The formats.
const (
	HTML Format = "html"
	DOCX Format = "docx"
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
)

// An Output is a report as a file.
type Output struct {
	Name string
	Type string
	Data []byte
}

var types = map[Format]string{HTML: "text/html; charset=utf-8", DOCX: files.DOCX.MIME(), PDF: files.PDF.MIME(), XLSX: files.XLSX.MIME()}

// Output writes a report in the layout of the form.
//
// Errors: NotFound for a format that there is not, or for PDF where the machine has no font.
func (s *Service) Output(ctx context.Context, id ID, as Format) (out Output, err error) {
	defer fault.Wrap(&err, "annual.Output(%d, %s)", id, as)
	v, err := s.View(ctx, id)
	if err != nil {
		return out, err
	}
	return s.write(v.composed, as)
}

func (s *Service) write(r *account.Report, as Format) (out Output, err error) {
	out = Output{Name: r.Title + "." + string(as), Type: types[as]}
	switch as {
	case HTML:
		out.Data, err = letter.HTML(document(r))
	case DOCX:
		out.Data, err = letter.DOCX(onPaper(r))
	case PDF:
		var p letter.Printed
		p, err = s.fonts.PDF(onPaper(r))
		out.Data = p.Data
	case XLSX:
		out.Data, err = sheet.Write(book(r))
	default:
		err = fault.New(fault.NotFound, "not_found")
	}
	return out, err
}

// Sizes of the characters of tables, in points: table 3 has ten columns and table 4
// fifteen on the width of a page.
var sizes = map[account.Table]float64{account.Disclosed: 10.5, account.Requests: 9, account.Remedies: 9}

// widths are the shares of the columns of a table.
var widths = map[account.Table][]float64{
	account.Requests: {1.25, 1.5, 4.25, 1.25, 1.25, 1.25, 1.25, 1.25, 1.25, 1.25},
}

// document is a report as a page of an official document.
func document(r *account.Report) letter.Document {
	d := letter.Document{Title: r.Title, Pages: true}
	for _, s := range r.Sections {
		if s.Title != "" {
			d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Heading, Level: 1, Text: s.Title})
		}
		for _, line := range s.Lines {
			d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Paragraph, Text: line})
		}
		if t := account.Table(s.Code); r.Has(t) {
			d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Tabular, Table: printed(r, t)})
		}
	}
	return d
}

// onPaper is a report as it is printed: the name of the organ stands on a line of its
// own, so that no word of the title is broken.
func onPaper(r *account.Report) letter.Document {
	d := document(r)
	d.Title = strings.Replace(d.Title, strconv.Itoa(r.Year), "\n"+strconv.Itoa(r.Year), 1)
	return d
}

// printed is a table of a report with its merged heads.
func printed(r *account.Report, t account.Table) *letter.Table {
	g := r.Form.Grid(t)
	out := &letter.Table{Head: g.Head, Size: sizes[t], Widths: widths[t]}
	for _, row := range g.Rows {
		var cells []letter.Cell
		for _, q := range row {
			c := letter.Cell{Text: q.Text, Across: q.Across, Down: q.Down, Align: letter.Center}
			if q.Place != nil {
				c.Text = r.Values[*q.Place].Text
			}
			cells = append(cells, c)
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// book is a report as a workbook: a sheet for each section, tables with their merged
// heads and numbers as numbers.
func book(r *account.Report) sheet.Book {
	var b sheet.Book
	for i, s := range r.Sections {
		if i == 0 {
			continue
		}
		x := sheet.Sheet{Name: s.Title, Plain: true}
		if i == 1 {
			x.Rows = append(x.Rows, sheet.Texts(1, r.Title))
			for _, line := range r.Sections[0].Lines {
				x.Rows = append(x.Rows, sheet.Texts(len(x.Rows)+1, line))
			}
		}
		x.Rows = append(x.Rows, sheet.Texts(len(x.Rows)+1, s.Title))
		for _, line := range s.Lines {
			x.Rows = append(x.Rows, sheet.Texts(len(x.Rows)+1, line))
		}
		if t := account.Table(s.Code); r.Has(t) {
			spread(&x, r, r.Form.Grid(t))
		}
		b.Sheets = append(b.Sheets, x)
	}
	return b
}

// spread puts a table below what a sheet has.
func spread(x *sheet.Sheet, r *account.Report, g account.Grid) {
	top := len(x.Rows)
	taken := map[[2]int]bool{}
	for y, row := range g.Rows {
		cells := make([]sheet.Cell, g.Wide)
		col := 0
		for _, q := range row {
			for taken[[2]int{y, col}] {
				col++
			}
			across, down := max(q.Across, 1), max(q.Down, 1)
			for dy := range down {
				for dx := range across {
					taken[[2]int{y + dy, col + dx}] = true
				}
			}
			if across > 1 || down > 1 {
				x.Spans = append(x.Spans, sheet.Span{Row: top + y, Column: col, Across: across, Down: down})
			}
			cells[col] = sheet.Cell{Text: q.Text, Kind: sheet.Text}
			if q.Place != nil {
				cells[col] = sheet.Cell{Text: r.Values[*q.Place].Text, Kind: sheet.Number}
			}
		}
		x.Rows = append(x.Rows, sheet.Row{Line: top + y + 1, Cells: cells})
	}
}
