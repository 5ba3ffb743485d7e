package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A coverageView is the board: domains by units.
type coverageView struct {
	Total   coverageCell
	Missing int // domains whose catalogue was not imported
	Units   []string
	Rows    []coverageLine
	Sums    []coverageCell // of the units
}

// A coverageLine is a domain.
type coverageLine struct {
	Title, Href string
	Imported    bool
	Total       coverageCell
	Unbound     int
	Cells       []coverageCell
}

// A coverageCell is how rows stand: what is public, what is owed and what is late.
type coverageCell struct {
	catalogue.Tally
	Light string
	Words string // for the reader who does not see the shape
	Href  string
}

func coverageOf(t catalogue.Tally, href string) coverageCell {
	c := coverageCell{Tally: t, Href: href, Light: "void", Words: i18n.T("catalogue.words", t.Rows, t.Live, t.Owed, t.Late, t.Never())}
	switch {
	case t.Late > 0:
		c.Light = "late"
	case t.Owed > 0:
		c.Light = "soon"
	case t.Live == t.Rows:
		c.Light = "done"
	}
	return c
}

// A rowView is the page of a row in force.
type rowView struct {
	Row     catalogue.Row
	Domain  string
	Facts   []web.Fact
	Buttons []web.Button
	Units   []catalogue.Covered
	Records []formedLine
	History []web.Event
}

// A formedLine is something that a unit has formed.
type formedLine struct {
	catalogue.Formed
	Unit string
	Duty string // its page
	Link string // what was published
}

// formedForm says that a unit has formed information of a row.
type formedForm struct {
	catalogue.FormInput
	Row catalogue.Row
}

var (
	catalogueBoard = web.MustPage[coverageView](pages, web.Desk, "pages/catalogue/board.html")
	coverageList   = web.ListPage[catalogue.Question, catalogue.Covered](web.Desk, "catalogue.rows",
		web.Col[catalogue.Covered]{Label: "catalogue.item", Class: "ti", Cell: func(c catalogue.Covered) web.Cell {
			return web.Cell{Text: c.Name(), Href: refURL(c.Ref()), Sub: domainName(c.Domain)}
		}},
		web.Col[catalogue.Covered]{Label: "catalogue.unit", Cell: func(c catalogue.Covered) web.Cell { return web.Cell{Text: c.Short} }},
		web.Col[catalogue.Covered]{Label: "catalogue.term_text", Class: "xs", Cell: func(c catalogue.Covered) web.Cell { return web.Cell{Text: c.TermText} }},
		web.Col[catalogue.Covered]{Label: "catalogue.latest", Cell: latestCell},
		web.Col[catalogue.Covered]{Label: "catalogue.coverage", Class: "o1", Cell: func(c catalogue.Covered) web.Cell { return web.Cell{Light: coveredLight(c.Tally)} }},
	)
	catalogueRow    = web.MustPage[rowView](pages, web.Desk, "pages/catalogue/row.html")
	catalogueFormed = web.MustPage[web.FormView[formedForm]](pages, web.Desk, "pages/catalogue/formed.html")
)

func latestCell(c catalogue.Covered) web.Cell {
	if len(c.Live) == 0 {
		return web.Cell{Text: web.Nothing}
	}
	p := c.Live[0]
	return web.Cell{Text: p.Title, Href: p.URL, Sub: string(p.On)}
}

// coveredLight is how one row stands for one unit.
func coveredLight(t catalogue.Tally) web.Light {
	switch {
	case t.Late > 0:
		return web.Light{Kind: "late", Text: i18n.T("catalogue.coverage.late")}
	case t.Owed > 0:
		return web.Light{Kind: "soon", Text: i18n.T("catalogue.coverage.owed")}
	case t.Live > 0:
		return web.Light{Kind: "done", Text: i18n.T("catalogue.coverage.live")}
	}
	return web.Light{Kind: "void", Text: i18n.T("catalogue.coverage.never")}
}

func (d *Desk) catalogueRowRoutes() []web.Route {
	return []web.Route{
		web.GET(cataloguePath+"/rows", catalogue.See, web.List(coverageList, d.findCovered, web.Size(100), web.Options("domain", domainChoices),
			web.Options("unit", d.unitChoices), web.Download(cataloguePath+"/rows.csv"))),
		web.GET(cataloguePath+"/rows.csv", catalogue.See, web.CSV(coverageList, "catalogue.rows", d.findCovered)),
		web.GET(cataloguePath+"/row/{id}", catalogue.See, web.Show(catalogueRow, d.catalogueRow)),
		web.Form(cataloguePath+"/formed/{id}", catalogue.Form, web.Act(catalogueFormed, d.formedForm, d.formed, formedURL,
			web.Submit("catalogue.formed"), web.Done("catalogue.done.formed"), web.Options("unit", d.unitChoices), web.Cancel(cataloguePath+"/row/{id}"))),
	}
}

func (d *Desk) catalogueBoard(ctx context.Context, _ struct{}) (v coverageView, err error) {
	b, err := d.Catalogues.Board(ctx)
	if err != nil {
		return v, err
	}
	v.Total = coverageOf(b.Total, "")
	sums := map[int64]catalogue.Tally{}
	for _, r := range b.Rows {
		if r.Version == 0 {
			v.Missing++
			v.Rows = append(v.Rows, coverageLine{Title: r.Domain.Name, Href: catalogueImportPath})
			continue
		}
		line := coverageLine{
			Imported: true, Title: r.Domain.Name, Href: versionURL(&catalogue.Version{ID: r.Version}), Unbound: r.Unbound,
			Total: coverageOf(r.Total, rowsURL(catalogue.Question{Domain: r.Domain.Code})),
		}
		at := map[int64]catalogue.Tally{}
		for _, c := range r.Cells {
			at[c.UnitID] = c.Tally
			sums[c.UnitID] = sums[c.UnitID].Add(c.Tally)
		}
		for _, u := range b.Units {
			line.Cells = append(line.Cells, coverageOf(at[u], rowsURL(catalogue.Question{Domain: r.Domain.Code, Unit: u})))
		}
		v.Rows = append(v.Rows, line)
	}
	for _, u := range b.Units {
		v.Units = append(v.Units, b.Names[u])
		v.Sums = append(v.Sums, coverageOf(sums[u], rowsURL(catalogue.Question{Unit: u})))
	}
	return v, nil
}

func (d *Desk) catalogueRow(ctx context.Context, id catalogue.RowID) (v rowView, err error) {
	if v.Row, err = d.Catalogues.Row(ctx, id); err != nil {
		return v, err
	}
	r := v.Row
	v.Domain = domainName(r.Domain)
	v.Facts = []web.Fact{
		{Label: "catalogue.domain", Text: v.Domain, Href: rowVersionURL(&r)},
		{Label: "catalogue.content", Text: r.Content},
		{Label: "catalogue.basis", Text: r.Basis},
		{Label: "catalogue.term_text", Text: r.TermText, Note: i18n.T("catalogue.counted", i18n.Text(r.Term.Law(r.Domain).Text()))},
		{Label: "catalogue.subject", Text: r.Subject},
		{Label: "catalogue.channels", Text: joined(r.Channels)},
		{Label: "catalogue.audience", Text: joined(r.Audience)},
		{Label: "catalogue.modes", Text: joined(r.Modes)},
		{Label: "catalogue.tiers", Text: joined(r.Tiers)},
	}
	if v.Units, err = d.Catalogues.Coverage(ctx, catalogue.Question{Row: id}); err != nil {
		return v, err
	}
	for _, c := range v.Units {
		if c.MayAdd {
			v.Buttons = []web.Button{{Href: versionStep("formed", id), Label: i18n.T("catalogue.formed")}}
		}
	}
	if v.Records, err = d.formedLines(ctx, id); err != nil {
		return v, err
	}
	v.History, err = d.history(ctx, r.Ref(), nil)
	return v, err
}

// recordsShown is how many records the page of a row has: those of some years.
const recordsShown = 100

func (d *Desk) formedLines(ctx context.Context, id catalogue.RowID) ([]formedLine, error) {
	rows, err := d.Catalogues.Records(ctx, id, db.Page{Size: recordsShown})
	if err != nil {
		return nil, err
	}
	names, err := d.Units.Shorts(ctx)
	out := make([]formedLine, len(rows.Items))
	for i, f := range rows.Items {
		out[i] = formedLine{f, names[f.UnitID], fmt.Sprintf("%s/%d", dutyPath, f.DutyID), refURL(f.PublishedAs)}
	}
	return out, err
}

// formedForm begins with the unit of the reader, and today.
func (d *Desk) formedForm(ctx context.Context, id catalogue.RowID) (in formedForm, err error) {
	in.Row, err = d.Catalogues.Row(ctx, id)
	in.Unit, in.Day = auth.From(ctx).Unit, d.DB.Today()
	return in, err
}

func (d *Desk) formed(ctx context.Context, id catalogue.RowID, in formedForm) (*catalogue.Formed, error) {
	return d.Catalogues.Formed(ctx, id, in.FormInput)
}

func formedURL(f *catalogue.Formed) string { return fmt.Sprintf("%s/row/%d", cataloguePath, f.RowID) }
