package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// A homeView is the front page.
type homeView struct {
	Tiles  []tile
	Plan   *plan.PagePlan // the newest that is under way; nil before the first
	URL    string
	Totals totals
	Points []pointRow
	Latest []told
	Log    logFigures
}

// Meta is what the head says about the page.
func (v homeView) Meta() web.Meta {
	return web.Meta{Column: homeColumn}
}

// A tile is a way in.
type tile struct{ Href, Icon, Title, Text string }

// A pointRow is one point in short.
type pointRow struct {
	Href, Title string
	Totals      totals
	Light       web.Light
}

// latestMost is how many reports the front page shows.
const latestMost = 6

var homeShow = web.MustPage[homeView](pages, web.Portal, "pages/home.html")

func (p *Portal) homeRoutes() []web.Route {
	return []web.Route{web.Public("/{$}", web.Look(homeShow, p.home)).On("plan", journal.Signed)}
}

func (p *Portal) home(ctx context.Context, _ struct{}) (v homeView, err error) {
	for _, t := range []struct{ href, icon, key string }{
		{planPath, "list", "plan"},
		{cataloguePath, "list", "catalogue"},
		{duePath, "clock", "due"},
		{journalPath + "/verify", "shield", "verify"},
		{unitPath, "house", "unit"},
	} {
		v.Tiles = append(v.Tiles, tile{t.href, t.icon, i18n.T("portal.tile." + t.key), i18n.T("portal.tile_text." + t.key)})
	}
	page, ok, err := p.newest(ctx)
	if err != nil {
		return v, err
	}
	if ok {
		v.Plan, v.URL, v.Totals, v.Latest = &page.Plan, planURL(page.Plan.ID), totalsOf(page.Total), latest(page, latestMost)
		for _, pt := range page.Points {
			v.Points = append(v.Points, pointRow{v.URL + "#" + pointAnchor(pt.ID), heading(pt.Number + pt.Title), totalsOf(pt.Total), lightOf(pt.Total)})
		}
	}
	v.Log, err = p.logFigures(ctx)
	return v, err
}
