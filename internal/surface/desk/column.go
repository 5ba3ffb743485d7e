package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

const columnPath = "/desk/column"

// A columnsView is how fresh the columns are, and what an inspection would find.
type columnsView struct {
	Counts []columnCount
	Parts  []columnPart
}

// A columnPart is the columns in one state.
type columnPart struct {
	State column.State
	Title string
	Total int
	Lines []columnLine
}

// A columnLine is one column of a part.
type columnLine struct {
	column.Row
	Href  string
	Light web.Light
}

// A columnCount is one of the numbers that an inspection counts.
type columnCount struct {
	Label    string
	N, Limit int
	Fails    bool
}

// A columnView is the page of one column.
type columnView struct {
	Column  column.Column
	State   web.Light
	Facts   []web.Fact
	History []web.Event
}

var (
	columnsPage = web.MustPage[columnsView](pages, web.Desk, "pages/column/fresh.html")
	columnList  = web.ListPage[column.Find, column.Row](web.Desk, "column.all",
		web.Col[column.Row]{Label: "column.name", Class: "ti", Cell: columnCell},
		web.Col[column.Row]{Label: "column.kind", Class: "xs", Cell: func(r column.Row) web.Cell { return web.Cell{Text: i18n.Text(r.Kind.Label())} }},
		web.Col[column.Row]{Label: "column.keeper", Cell: func(r column.Row) web.Cell { return web.Cell{Text: r.Keeper} }},
		web.Col[column.Row]{Label: "column.cadence", Class: "xs", Cell: func(r column.Row) web.Cell { return web.Cell{Text: everyWords(r.Interval())} }},
		web.Col[column.Row]{Label: "column.last", Cell: func(r column.Row) web.Cell { return web.Cell{Text: dayOr(string(r.Last))} }},
		web.Col[column.Row]{Label: "column.due", Class: "num", Cell: func(r column.Row) web.Cell { return web.Cell{Text: dayOr(string(r.Due))} }},
		web.Col[column.Row]{Label: "column.state", Class: "o1", Cell: func(r column.Row) web.Cell { return web.Cell{Light: freshness(r)} }},
	)
	columnShow = web.MustPage[columnView](pages, web.Desk, "pages/column/show.html")
)

func columnCell(r column.Row) web.Cell {
	c := web.Cell{Text: r.Path, Href: refURL(r.Ref())}
	switch {
	case r.Archived:
		c.Tag = web.Tag{Text: i18n.T("column.archived")}
	case r.Hidden:
		c.Tag = web.Tag{Text: i18n.T("column.hidden")}
	}
	return c
}

func dayOr(day string) string {
	if day == "" {
		return web.Nothing
	}
	return day
}

// everyWords is how often something is owed, in words.
func everyWords(e profile.Every) string {
	if e.Unit == "" {
		return i18n.T("column.every.none")
	}
	return i18n.T("column.every."+e.Unit, e.N)
}

// freshness is how fresh a column is, with the days that are left.
func freshness(r column.Row) web.Light {
	light := map[column.State]string{
		column.Late: "late", column.Blank: "soon", column.Soon: "soon", column.Fresh: "intime", column.Still: "void",
	}[r.State]
	words := i18n.T("column.state." + string(r.State))
	switch r.State {
	case column.Late:
		words = i18n.T("column.late_by", -r.Left)
	case column.Soon, column.Fresh:
		words = i18n.T("column.left", r.Left)
	case column.Blank, column.Still:
	}
	return web.Light{Kind: light, Text: words}
}

func (d *Desk) columnRoutes() []web.Route {
	return []web.Route{
		web.GET(columnPath, column.See, web.Look(columnsPage, d.columns)),
		web.GET(columnPath+"/all", column.See, web.List(columnList, d.Columns.Find, web.Size(100),
			web.Options("kind", columnKinds), web.Options("unit", d.unitChoices), web.Download(columnPath+"/all.csv"))),
		web.GET(columnPath+"/all.csv", column.See, web.CSV(columnList, "column.all", d.Columns.Find)),
		web.GET(columnPath+"/{id}", column.See, web.Show(columnShow, d.column)),
	}
}

func columnKinds(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, k := range column.Kinds() {
		out = append(out, web.Option{Value: string(k), Label: i18n.Text(k.Label())})
	}
	return out, nil
}

// columnsShown is how many columns of one state the page lists before "all".
const columnsShown = 50

func (d *Desk) columns(ctx context.Context, _ struct{}) (v columnsView, err error) {
	verdict, err := d.Columns.Inspect(ctx)
	if err != nil {
		return v, err
	}
	for _, c := range []struct {
		label string
		count column.Count
	}{{"column.stale", verdict.Stale}, {"column.overdue", verdict.Overdue}, {"column.blanks", verdict.Blank}} {
		v.Counts = append(v.Counts, columnCount{i18n.T(c.label), c.count.N, c.count.Limit, c.count.Fails()})
	}
	for _, state := range []column.State{column.Late, column.Blank, column.Soon} {
		rows, err := d.Columns.Find(ctx, column.Find{State: state}, db.Page{Size: columnsShown})
		if err != nil {
			return v, err
		}
		part := columnPart{State: state, Title: i18n.T("column.state." + string(state)), Total: rows.Total}
		for _, r := range rows.Items {
			part.Lines = append(part.Lines, columnLine{r, refURL(r.Ref()), freshness(r)})
		}
		v.Parts = append(v.Parts, part)
	}
	return v, nil
}

func (d *Desk) column(ctx context.Context, id column.ID) (v columnView, err error) {
	row, err := d.Columns.Row(ctx, id)
	if err != nil {
		return v, err
	}
	c := row.Column
	v.Column, v.State = c, freshness(row)
	anchors := make([]string, len(c.Anchors))
	for i, a := range c.Anchors {
		anchors[i] = i18n.T("column.anchor." + a)
	}
	v.Facts = []web.Fact{
		{Label: "column.state", Light: v.State},
		{Label: "column.keeper", Text: row.Keeper, Href: fmt.Sprintf("%s/%d", unitPath, c.KeeperID)},
		{Label: "column.kind", Text: i18n.Text(c.Kind.Label())},
		{Label: "column.about", Text: c.About},
		{Label: "column.keywords", Text: joined(c.Keywords)},
		{Label: "column.cadence", Text: everyWords(c.Interval())},
		{Label: "column.last", Text: dayOr(string(c.Last)), Href: refURL(c.LastRef)},
		{Label: "column.due", Text: dayOr(string(c.Due))},
		{Label: "column.code", Text: c.Code},
	}
	if len(anchors) > 0 {
		v.Facts = append(v.Facts, web.Fact{Label: "column.anchors", Text: joined(anchors)})
	}
	if c.Closed != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "column.closed", Text: string(c.Closed)})
	}
	v.History, err = d.history(ctx, c.Ref(), nil)
	return v, err
}
