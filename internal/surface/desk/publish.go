package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// publish/7 is an item and publish/edition/7 one edition of it. What is about an
// item stands before its id, as with plans: /desk/publish/revise/7.
const (
	publishPath  = "/desk/publish"
	editionPath  = publishPath + "/edition"
	todoPath     = publishPath + "/todo"
	withheldPath = publishPath + "/withheld"
	deadPath     = publishPath + "/links"
	reviewsPath  = publishPath + "/reviews"
)

// An itemRow is an edition as lists show it.
type itemRow struct {
	publish.Row
	Unit  string // short name
	State web.Tag
}

// Href is the page of the edition.
func (r itemRow) Href() string { return editionURL(r.ID) }

// Open is the attribute in words, for the columns of lists.
func (r itemRow) Open() string { return attributeName(r.Attribute) }

var (
	publishList = web.MustPage[web.ListView[publish.Find, itemRow]](pages, web.Desk, "pages/publish/list.html")
	publishTodo = web.ListPage[publish.Wait, itemRow](web.Desk, "publish.todo",
		web.Col[itemRow]{Label: "publish.status", Class: "o1", Cell: func(r itemRow) web.Cell { return web.Cell{Tag: r.State} }},
		web.Col[itemRow]{Label: "publish.title", Class: "ti", Cell: func(r itemRow) web.Cell { return web.Cell{Text: r.Title, Href: r.Href()} }},
		web.Col[itemRow]{Label: "publish.unit", Cell: func(r itemRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[itemRow]{Label: "publish.attribute", Class: "xs", Cell: func(r itemRow) web.Cell { return web.Cell{Text: r.Open()} }},
		web.Col[itemRow]{Label: "publish.edited", Class: "num o2", Cell: func(r itemRow) web.Cell { return web.Cell{Text: moment(r.EditAt)} }},
	)
)

func (d *Desk) publishRoutes() []web.Route {
	return slices.Concat([]web.Route{
		web.GET(publishPath, publish.See, web.List(publishList, d.findItems, web.Options("unit", d.unitChoices), web.Options("column", d.columnFilter), web.Empty("publish.empty"))),
		web.GET(todoPath, publish.See, web.List(publishTodo, d.waitingItems, web.Empty("publish.nothing_waits"))),
		web.GET(publishPath+"/{id}", publish.See, d.item),
		web.GET(editionPath+"/{id}", publish.See, web.Show(editionShow, d.edition)),
		web.GET(editionPath+"/{id}/record", publish.See, web.Show(editionRecord, d.edition)),
		web.GET(editionPath+"/{id}/file/{file}", publish.See, download(d, d.Items.Attachment)),
		web.GET(publishPath+"/compare/{id}", publish.See, web.Look(editionCompare, d.compareEditions)),
	}, d.draftRoutes(), d.editionRoutes(), d.publishTableRoutes(), d.batchRoutes(), d.foundRoutes(), d.passRoutes())
}

// item leads to the edition of an item that is worked on, else to the one that stands, else to the last.
func (d *Desk) item(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	it, all, err := d.Items.Item(r.Context(), id)
	if err != nil {
		return nil, err
	}
	to := all[len(all)-1].ID
	for _, e := range []publish.EditionID{it.Standing, it.Working} {
		if e != 0 {
			to = e
		}
	}
	return web.Redirect(editionURL(to)), nil
}

func editionURL(id publish.EditionID) string { return fmt.Sprintf("%s/%d", editionPath, id) }

func editionPage(e *publish.Edition) string { return editionURL(e.ID) }

func (d *Desk) itemRows(ctx context.Context, found db.Rows[publish.Row], err error) (db.Rows[itemRow], error) {
	if err != nil {
		return db.Rows[itemRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r publish.Row) itemRow { return itemRow{r, names[r.UnitID], itemTag(r.Status)} }), err
}

func (d *Desk) findItems(ctx context.Context, q publish.Find, p db.Page) (db.Rows[itemRow], error) {
	found, err := d.Items.Find(ctx, q, p)
	return d.itemRows(ctx, found, err)
}

func (d *Desk) waitingItems(ctx context.Context, q publish.Wait, p db.Page) (db.Rows[itemRow], error) {
	found, err := d.Items.Waiting(ctx, q, p)
	return d.itemRows(ctx, found, err)
}

// itemsWait counts what waits for the reader, for the menu.
func (d *Desk) itemsWait(ctx context.Context) (int, error) {
	rows, err := d.Items.Waiting(ctx, publish.Wait{}, db.Page{Size: db.CountOnly})
	return rows.Total, err
}

// publishBlocks is what waits for the reader on the page of today, state by state.
func (d *Desk) publishBlocks(ctx context.Context) ([]Block, error) {
	var out []Block
	for _, state := range publish.TurnsOf(auth.From(ctx)) {
		rows, err := d.waitingItems(ctx, publish.Wait{Status: state}, db.Page{Size: blockLines})
		if err != nil {
			return nil, err
		}
		b := Block{
			Title: i18n.T("publish.block." + string(state)),
			All:   web.Link{Href: todoPath + "?state=" + string(state), Label: i18n.T("publish.block_all", rows.Total)},
		}
		for _, r := range rows.Items {
			b.Lines = append(b.Lines, Line{Href: r.Href(), Title: r.Title, Note: r.Unit + "\u3000" + moment(r.EditAt)})
		}
		out = append(out, b)
	}
	return out, nil
}

func itemTag(s publish.Status) web.Tag {
	kind := map[publish.Status]string{
		publish.Submitted: "info", publish.Reviewed: "info", publish.Cleared: "info", publish.Approved: "info", publish.Scheduled: "info",
		publish.Returned: "warn", publish.Withdrawn: "bad", publish.Live: "ok",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("publish.status." + string(s))}
}

func attributeName(a publish.Attribute) string {
	if a == "" {
		return i18n.T("publish.undecided")
	}
	return i18n.T("publish.attribute." + string(a))
}

// columnChoices are the columns that take content, under the one at the top.
func (d *Desk) columnChoices(ctx context.Context) ([]web.Option, error) {
	return d.columnsThat(ctx, func(c *column.Column) bool { return !c.Archived })
}

// columnFilter are the columns that have content.
func (d *Desk) columnFilter(ctx context.Context) ([]web.Option, error) {
	return d.columnsThat(ctx, func(*column.Column) bool { return true })
}

func (d *Desk) columnsThat(ctx context.Context, fit func(*column.Column) bool) ([]web.Option, error) {
	all, err := d.Columns.Tree(ctx)
	var out []web.Option
	top := ""
	for i := range all {
		c := &all[i]
		if c.Depth == 1 {
			top = c.Name
		}
		if c.Leaf() && fit(c) {
			out = append(out, web.Option{Value: strconv.FormatInt(int64(c.ID), 10), Label: c.Path, Group: top})
		}
	}
	return out, err
}
