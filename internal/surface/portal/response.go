package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
)

const responsePath = "/response"

// responseList is what the government has said about what people are concerned about.
var responseList = web.ListPage[response.PublicFind, response.Public](web.Portal, "portal.response",
	web.Col[response.Public]{Label: "response.item_title", Class: "ti", Cell: func(r response.Public) web.Cell {
		return web.Cell{Text: r.Title, Href: itemURL(r.ID), Sub: r.Summary}
	}},
	web.Col[response.Public]{Label: "response.said_by", Cell: func(r response.Public) web.Cell { return web.Cell{Text: r.Unit} }},
	web.Col[response.Public]{Label: "response.said_on", Class: "nw", Cell: func(r response.Public) web.Cell {
		return web.Cell{Text: string(dayOf(r.FirstAt))}
	}},
).In(talkColumn)

func (p *Portal) responseRoutes() []web.Route {
	list := func(ctx context.Context, q response.PublicFind, page db.Page) (db.Rows[response.Public], error) {
		return p.Concerns.PublicList(visitor(ctx), q, page)
	}
	return []web.Route{
		web.Public(responsePath, web.List(responseList, list, web.Options("unit", p.unitChoices), web.Empty("portal.response_empty"))).On("response", "publish", "unit"),
	}
}
