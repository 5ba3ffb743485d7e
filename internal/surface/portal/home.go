package portal

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
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

	Search  web.Search
	Items   []web.Line // the newest
	Year    int        // items made public this year, counted up to the limit of lists
	More    bool       // there are more
	All     int
	Columns []columnBranch
	Topics  []web.Link
	Open    []web.Tab // the disclosure platform of the government
	Unit    string
}

// Meta is what the head says about the page.
func (v homeView) Meta() web.Meta {
	return web.Meta{Column: homeColumn, Feeds: []web.Link{{Href: publishPath + feedName, Label: i18n.T("portal.publish")}}}
}

// A tile is a way in.
type tile struct{ Href, Icon, Title, Text string }

// A way is a way in as it is written down; its texts are portal.<kind>.<key> and portal.<kind>_text.<key>.
type way struct{ href, icon, key string }

func tiles(kind string, ways ...way) (out []tile) {
	for _, w := range ways {
		out = append(out, tile{w.href, w.icon, i18n.T("portal." + kind + "." + w.key), i18n.T("portal." + kind + "_text." + w.key)})
	}
	return out
}

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
	return []web.Route{web.Public("/{$}", web.Look(homeShow, p.home)).On("plan", "publish", "topic", journal.Signed)}
}

func (p *Portal) home(ctx context.Context, _ struct{}) (v homeView, err error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	v.Tiles = tiles("tile",
		way{publishPath, "list", "publish"}, way{s.applyPath(), "doc", "request"}, way{talkPath, "talk", "talk"},
		way{planPath, "chart", "plan"}, way{duePath, "clock", "due"}, way{journalPath + "/verify", "shield", "verify"},
	)
	if err := p.homeItems(ctx, s, &v); err != nil {
		return v, err
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

// itemsMost is how many items the front page shows.
const itemsMost = 8

// homeItems is what the front page shows of what is public.
func (p *Portal) homeItems(ctx context.Context, s *shelf, v *homeView) error {
	rows, err := p.Items.Latest(visitor(ctx), publish.Look{}, db.Page{Size: itemsMost})
	if err != nil {
		return err
	}
	v.Items = s.lines(rows.Items, true)
	today := calendar.DayOf(p.DB.Now())
	year, err := p.Items.Latest(visitor(ctx), publish.Look{From: calendar.Date(today.Year(), time.January, 1)}, db.Page{Size: db.CountOnly})
	if err != nil {
		return err
	}
	v.Year, v.More = year.Total, year.More
	if v.All, err = p.Items.Count(visitor(ctx)); err != nil {
		return err
	}
	if v.Topics, err = p.topicLinks(ctx); err != nil {
		return err
	}
	v.Columns, v.Unit = s.branches(0), s.home().Name
	for _, at := range sections {
		v.Open = append(v.Open, web.Tab{Href: unitURL(s.home()) + "/" + string(at), Label: at.title()})
	}
	v.Open = append(v.Open, web.Tab{Href: cataloguePath, Label: i18n.T("portal.catalogue")})
	return nil
}

// applyPath is the page that says how to apply for what is not public.
func (s *shelf) applyPath() string { return unitURL(s.home()) + "/" + string(sectionRequest) }
