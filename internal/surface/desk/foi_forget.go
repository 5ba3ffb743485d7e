package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A forgettableRow is a case whose term is over, or nearly.
type forgettableRow struct {
	foi.Forgettable
	Unit string
}

var forgetList = web.ListPage[foi.Forgetting, forgettableRow](web.Desk, "foi.forgettable",
	web.Col[forgettableRow]{Label: "foi.number", Class: "ti", Cell: func(r forgettableRow) web.Cell { return web.Cell{Text: r.Number, Href: caseURL(r.ID)} }},
	web.Col[forgettableRow]{Label: "foi.unit", Cell: func(r forgettableRow) web.Cell { return web.Cell{Text: r.Unit} }},
	web.Col[forgettableRow]{Label: "foi.archived_on", Class: "num xs", Cell: func(r forgettableRow) web.Cell { return dayCell(r.Archived) }},
	web.Col[forgettableRow]{Label: "foi.forget_on", Class: "num o1", Cell: func(r forgettableRow) web.Cell {
		if r.Kept {
			return web.Cell{Tag: web.Tag{Kind: "info", Text: i18n.T("foi.is_kept")}}
		}
		return dayCell(r.On)
	}},
)

type keepForm struct {
	foi.Keep
	onPart
}

var keepPage = web.MustPage[web.FormView[keepForm]](pages, web.Desk, partFile)

func (d *Desk) foiForgetRoutes() []web.Route {
	return []web.Route{
		web.GET(foiPath+"/forget", foi.Purge, web.List(forgetList, d.forgettable, web.Empty("foi.forget_empty"))),
		web.Form(foiPath+"/keep/{id}", foi.Purge, web.Act(keepPage, func(ctx context.Context, id foi.ID) (in keepForm, err error) {
			v, err := d.Requests.View(ctx, id)
			in.Rev, in.Kept = v.Request.Rev, v.Request.Kept
			in.onPart = onPart{Title: i18n.T("foi.keep"), Back: caseURL(id), Lines: []web.Fact{{Label: "foi.number", Text: v.Request.Number}, {Label: "foi.archived_on", Text: string(v.Request.Archived)}}}
			return in, err
		}, func(ctx context.Context, id foi.ID, in keepForm) (*foi.Request, error) {
			return d.Requests.Keep(ctx, id, in.Keep)
		},
			casePage, web.Done("foi.done"), web.Cancel(casePath+"/{id}"))),
	}
}

func (d *Desk) forgettable(ctx context.Context, q foi.Forgetting, p db.Page) (db.Rows[forgettableRow], error) {
	found, err := d.Requests.Forgettable(ctx, q, p)
	if err != nil {
		return db.Rows[forgettableRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r foi.Forgettable) forgettableRow { return forgettableRow{r, names[r.UnitID]} }), err
}
