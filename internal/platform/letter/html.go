package letter

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"strings"
)

//go:embed letter.html letter.css
var pageFiles embed.FS

// pages are the templates of letter.html; a fault in them is a fault of the program.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"view":    view,
	"outline": outline,
	"inc":     func(i int) int { return i + 1 },
}).ParseFS(pageFiles, "letter.html"))

// HTML is a document as a page of its own, to look at and to print.
//
// Errors: TooLarge if the address of the QR code is too long.
func HTML(d Document) ([]byte, error) {
	sheet, err := pageFiles.ReadFile("letter.css")
	if err != nil {
		return nil, fmt.Errorf("letter.HTML: %w", err)
	}
	return d.execute("page", template.CSS(sheet)) //nolint:gosec // our own file
}

// Body is a document as part of a page of the site, which draws it with the sheet
// of articles.
//
// Errors: as HTML.
func Body(d Document) (template.HTML, error) {
	b, err := d.execute("letter", "")
	return template.HTML(b), err //nolint:gosec // written by html/template
}

// A sheetPage is what letter.html draws.
type sheetPage struct {
	Document
	Sheet    template.CSS
	Lines    []string // of the title
	Attached string   // the word before what is attached
	Several  bool     // things attached
	Inside   bool     // part of a page that has a title of its own
	QR       *drawing
}

// A drawing is a QR code as a path of SVG.
type drawing struct {
	Side int
	Path string
	Text string
}

func (d Document) execute(name string, sheet template.CSS) ([]byte, error) {
	v := sheetPage{Document: d, Sheet: sheet, Attached: signs()["attached"], Several: len(d.Enclosed) > 1, Inside: sheet == ""}
	if d.Title != "" {
		v.Lines = strings.Split(d.Title, "\n")
	}
	if d.Code.URL != "" {
		s, err := d.Code.square()
		if err != nil {
			return nil, err
		}
		var path strings.Builder
		s.runs(func(x, y, n int) { fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, n, n) })
		v.QR = &drawing{s.n, path.String(), d.Code.Text}
	}
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, v); err != nil {
		return nil, fmt.Errorf("letter.HTML: %w", err)
	}
	return b.Bytes(), nil
}

// A ranked block knows its place in the outline of a page. A letter may begin with
// 1. and a page may not leave out a level, so the level says how it looks and the
// rank what it is.
type ranked struct {
	Block
	Rank int
}

func outline(blocks []Block) []ranked {
	out := make([]ranked, len(blocks))
	last := 0
	for i, b := range blocks {
		out[i].Block = b
		if b.Kind == Heading {
			last = min(b.Level, last+1)
			out[i].Rank = last
		}
	}
	return out
}

// A tableView is a table as letter.html draws it.
type tableView struct {
	Caption, Unit string
	Form          bool
	Cols          []int // widths, in per cent
	Top, Rest     [][]cellView
}

type cellView struct {
	Cell
	Head  bool
	Blank bool
	Lines []string
}

// view arranges a table: every place has its cell, also where a row was too short.
func view(t *Table) tableView {
	g := t.grid()
	out := tableView{Caption: t.Caption, Unit: t.Unit, Form: t.Blank > 0}
	for _, w := range t.widths(&g) {
		out.Cols = append(out.Cols, int(math.Round(100*w)))
	}
	for r := range g.at {
		var cells []cellView
		for c := 0; c < len(g.at[r]); c += g.at[r][c].across {
			s := g.at[r][c]
			if s.row != r {
				continue
			}
			cell := s.cell
			cell.Across, cell.Down = s.across, s.down
			if cell.Align == "" {
				cell.Align = Left
			}
			cells = append(cells, cellView{cell, r < t.Head && cell.Text != "", cell.Text == "", strings.Split(cell.Text, "\n")})
		}
		if r < t.Head {
			out.Top = append(out.Top, cells)
		} else {
			out.Rest = append(out.Rest, cells)
		}
	}
	return out
}
