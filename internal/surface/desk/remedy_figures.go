package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A remedyTableView is table 4 of a year.
type remedyTableView struct {
	remedy.Table
	Unit   string
	Before web.Link
	After  web.Link
	Blocks []remedyBlock
	Faults []string // blocks that do not add up, in words
	CSV    string
}

// A remedyBlock is one block of the table.
type remedyBlock struct {
	Name  string
	Cells []remedyCell // 总计 is the last
}

// A remedyCell is one number, with the list behind it.
type remedyCell struct {
	Name, Href string
	N          int
	Total      bool
}

func (d *Desk) remedyTable(ctx context.Context, q remedy.Span) (v remedyTableView, err error) {
	if v.Table, err = d.Remedies.Table(ctx, q); err != nil {
		return v, err
	}
	if q.Unit != 0 {
		names, err := d.Units.Shorts(ctx)
		if err != nil {
			return v, err
		}
		v.Unit = names[q.Unit]
	}
	year := func(y int) web.Link {
		return web.Link{Href: fmt.Sprintf("%s?year=%d&unit=%d", remedyFigure, y, q.Unit), Label: i18n.T("remedy.year_of", y)}
	}
	v.Before, v.After = year(v.Span.Year-1), year(v.Span.Year+1)
	link := func(b remedy.Block, cell law.Cell, n int) remedyCell {
		return remedyCell{
			i18n.T("remedy.cell." + string(cell)), fmt.Sprintf("%s?block=%s&cell=%s&year=%d&unit=%d", remedyPath, b, cell, v.Span.Year, q.Unit), n, cell == remedy.Total,
		}
	}
	for _, b := range remedy.Blocks {
		block := remedyBlock{Name: i18n.T("remedy.block." + string(b))}
		for _, n := range v.Counts {
			if n.Block == b {
				block.Cells = append(block.Cells, link(b, n.Cell, n.N))
			}
		}
		block.Cells = append(block.Cells, link(b, remedy.Total, v.Sums[b]))
		v.Blocks = append(v.Blocks, block)
		if slices.Contains(v.Faulty, b) {
			v.Faults = append(v.Faults, i18n.T("remedy.figures_bad", block.Name))
		}
	}
	v.CSV = fmt.Sprintf("%s.csv?year=%d&unit=%d", remedyFigure, v.Span.Year, q.Unit)
	return v, nil
}

// remedyTableCSV is table 4 as the form of the annual report has it: two rows of
// headings over one of fifteen cells.
func (d *Desk) remedyTableCSV(r *web.Req) (web.Reply, error) {
	q, err := web.Bind[remedy.Span](r)
	if err != nil {
		return nil, err
	}
	v, err := d.remedyTable(r.Context(), q)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, 3)
	for _, b := range v.Blocks {
		for _, c := range b.Cells {
			rows[0] = append(rows[0], b.Name)
			rows[1] = append(rows[1], c.Name)
			rows[2] = append(rows[2], strconv.Itoa(c.N))
		}
	}
	return web.CSVOf(i18n.T("remedy.figures")+i18n.T("remedy.figures_span", v.Span.Year), rows)
}
