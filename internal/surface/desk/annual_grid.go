package desk

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// annualFill is a report on paper, copied cell by cell.
type annualFill struct {
	annual.Filled
	onAnnual
}

// Grids are the three tables to write in, by the form of the year.
func (in annualFill) Grids(string) []web.Grid {
	r := in.Of.Report
	return annualGrids(r.Form(), func(p account.Place) web.GridSquare {
		return web.GridSquare{Key: p.Key(), Label: placeName(&r, p)}
	})
}

var annualFillPage = web.MustPage[web.FormView[annualFill]](pages, web.Desk, annualAct)

func (d *Desk) annualFillRoute() web.Route {
	at := annualPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(annual.ActFill), annual.Write, web.Act(annualFillPage, func(ctx context.Context, id annual.ID) (annualFill, error) {
		v, err := d.annual(ctx, id)
		return annualFill{annual.FilledOf(&v.Report), onAnnual{annual.ActFill, v, slices.Contains(v.Acts, annual.ActFill)}}, err
	}, func(ctx context.Context, id annual.ID, in annualFill) (*annual.Report, error) {
		return d.Reports.Fill(ctx, id, in.Filled)
	}, annualURL, web.Submit("annual.keep_draft"), web.Done("annual.done.fill"), web.Cancel(at), web.Aside("zero", "annual.zero", func(_ context.Context, in annualFill) (annualFill, error) {
		in.Cells = in.Zeroed(in.Of.Report.Form())
		return in, nil
	})))
}

// annualTables lays the three tables out, every number with the list of what it counts.
func annualTables(v *annualView) []web.Grid {
	r := &v.Report
	known := map[account.Place]annual.Numbered{}
	for _, n := range v.Numbers {
		known[n.Place] = n
	}
	return annualGrids(r.Form(), func(p account.Place) web.GridSquare {
		n, is := known[p]
		q := web.GridSquare{Text: n.Number.String(), Note: n.From}
		if !is || n.Blank {
			q.Text = i18n.T("annual.blank_square")
		}
		if n.Listed && n.Number != 0 {
			q.Href = casesURL(r, p)
		}
		return q
	})
}

// annualGrids lays the three tables of a form out; number is what stands at a place.
func annualGrids(f *account.Form, number func(account.Place) web.GridSquare) (out []web.Grid) {
	names := map[string]string{}
	for _, h := range f.Headings() {
		names[h.Code] = h.Label
	}
	for _, t := range account.Tables {
		g := f.Grid(t)
		table := web.Grid{ID: "t" + string(t), Name: names[string(t)]}
		for y, row := range g.Rows {
			squares := make([]web.GridSquare, len(row))
			for i, q := range row {
				squares[i] = web.GridSquare{Text: q.Text, Scope: scopeOf(q, y < g.Head, row)}
				if q.Place != nil {
					squares[i] = number(*q.Place)
				}
				squares[i].Across, squares[i].Down = q.Across, q.Down
			}
			if y < g.Head {
				table.Head = append(table.Head, squares)
			} else {
				table.Rest = append(table.Rest, squares)
			}
		}
		out = append(out, table)
	}
	return out
}

// scopeOf says what a label of a table is the head of, for who hears it read.
func scopeOf(q account.Square, head bool, row []account.Square) string {
	numbers := slices.ContainsFunc(row, func(q account.Square) bool { return q.Place != nil })
	switch {
	case (head || !numbers) && q.Across > 1:
		return "colgroup"
	case head || !numbers:
		return "col"
	case q.Down > 1:
		return "rowgroup"
	}
	return "row"
}

// placeName is a cell in words.
func placeName(r *annual.Report, p account.Place) string {
	row, column := r.Form().Labels(p)
	if p.Column == "" { // a finding about a whole row
		return i18n.T("annual.place_row", string(p.Table), row)
	}
	return i18n.T("annual.place", string(p.Table), row, column)
}
