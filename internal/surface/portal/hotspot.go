package portal

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const hotspotPath = "/hotspot"

// A spotView is the page of a theme.
type spotView struct {
	hotspot.Public
	Count   string
	Trend   string
	Answers []web.Line
	Letters []web.Line
}

// Meta is what the head says about the page.
func (v spotView) Meta() web.Meta {
	return web.Meta{Column: talkColumn, Title: v.Said.Name, Published: v.Open.Start(), Source: v.Unit, Ref: hotspot.RefOf(v.ID)}
}

var (
	spotList = web.ListPage[struct{}, hotspot.Public](web.Portal, "portal.hotspot",
		web.Col[hotspot.Public]{Label: "hotspot.name_of", Class: "ti", Cell: func(x hotspot.Public) web.Cell {
			return web.Cell{Text: x.Said.Name, Href: spotURL(x.ID), Sub: i18n.T("hotspot.public_period", x.Said.First, x.Said.Last)}
		}},
		web.Col[hotspot.Public]{Label: "hotspot.n", Class: "nw", Cell: func(x hotspot.Public) web.Cell { return web.Cell{Text: spotCount(x.Said)} }},
		web.Col[hotspot.Public]{Label: "hotspot.trend", Class: "nw", Cell: func(x hotspot.Public) web.Cell { return web.Cell{Text: spotTrend(x.Said)} }},
		web.Col[hotspot.Public]{Label: "hotspot.shown_on", Class: "nw", Cell: func(x hotspot.Public) web.Cell { return web.Cell{Text: string(x.Open)} }},
	).In(talkColumn)
	spotShow = web.MustPage[spotView](pages, web.Portal, "pages/hotspot/show.html").In(talkColumn)
)

func (p *Portal) hotspotRoutes() []web.Route {
	list := func(ctx context.Context, q struct{}, page db.Page) (db.Rows[hotspot.Public], error) {
		return p.Hotspots.PublicList(visitor(ctx), q, page)
	}
	return []web.Route{
		web.Public(hotspotPath, web.List(spotList, list, web.Empty("portal.hotspot_empty"))).On("hotspot", "policy", "message"),
		web.Public(hotspotPath+"/{id}", web.Show(spotShow, p.spot)).On("hotspot", "policy", "publish", "message"),
	}
}

func spotURL(id hotspot.ID) string { return fmt.Sprintf("%s/%d", hotspotPath, id) }

// spotCount is how many a theme has; of few only that they are few.
func spotCount(s hotspot.Said) string {
	if s.N == 0 {
		return i18n.T("hotspot.fewer", s.Least)
	}
	return i18n.T("hotspot.pieces", s.N)
}

func spotTrend(s hotspot.Said) string {
	if s.N == 0 {
		return web.Nothing
	}
	return i18n.T("hotspot.trend." + string(s.Trend))
}

func (p *Portal) spot(ctx context.Context, id hotspot.ID) (v spotView, err error) {
	if v.Public, err = p.Hotspots.PublicOne(visitor(ctx), id); err != nil {
		return v, err
	}
	v.Count, v.Trend = spotCount(v.Said), spotTrend(v.Said)
	for _, a := range v.Public.Answers {
		v.Answers = append(v.Answers, web.Line{Href: "/" + policy.RefOf(a.Policy), Title: a.Title, Sub: a.Number})
	}
	for i := range v.Public.Letters {
		l := &v.Public.Letters[i]
		v.Letters = append(v.Letters, web.Line{Href: "/" + message.RefOf(l.ID), Title: l.Title, Day: l.Open})
	}
	return v, nil
}

// spotsNow are the themes that were shown last, as lines.
func (p *Portal) spotsNow(ctx context.Context, most int) (out []web.Line, err error) {
	rows, err := p.Hotspots.PublicList(visitor(ctx), struct{}{}, db.Page{Size: most})
	for _, x := range rows.Items {
		out = append(out, web.Line{Href: spotURL(x.ID), Title: x.Said.Name, Sub: spotCount(x.Said), Day: x.Open})
	}
	return out, err
}
