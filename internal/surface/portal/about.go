package portal

import (
	"context"
	"encoding/xml"
	"strings"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// An aboutView is the page about the site itself.
type aboutView struct {
	First, Last calendar.Day // the years whose notice of holidays is in force
	Origin      string
	Print       string // fingerprint of the key of the log
}

// Meta is what the head says about the page.
func (v aboutView) Meta() web.Meta {
	return web.Meta{Column: i18n.T("portal.about"), Description: i18n.T("portal.about_about")}
}

// A mapView is the page that lists every page.
type mapView struct{ Groups []mapGroup }

// A mapGroup is the pages under one heading.
type mapGroup struct {
	Title string
	Links []web.Link
}

var (
	aboutShow = web.MustPage[aboutView](pages, web.Portal, "pages/about.html")
	mapShow   = web.MustPage[mapView](pages, web.Portal, "pages/sitemap.html")
)

func (p *Portal) aboutRoutes() []web.Route {
	return []web.Route{
		web.GET(aboutPath, auth.Public, web.Look(aboutShow, p.about)),
		web.GET(mapPath, auth.Public, web.Look(mapShow, p.siteMap)),
		web.GET(mapPath+".xml", auth.Public, p.siteMapXML),
		web.GET("/robots.txt", auth.Public, p.robots),
	}
}

func (p *Portal) about(ctx context.Context, _ struct{}) (v aboutView, err error) {
	cal, err := p.Holidays.Current(ctx)
	if err != nil {
		return v, err
	}
	v.First, v.Last = cal.Covered()
	v.Origin, v.Print = p.Journal.Key().Origin(), p.Journal.Key().Fingerprint()
	return v, nil
}

// siteMap lists the pages by column.
func (p *Portal) siteMap(ctx context.Context, _ struct{}) (v mapView, err error) {
	all, err := p.plans(ctx, struct{}{})
	if err != nil {
		return v, err
	}
	group := func(key string, links ...web.Link) {
		v.Groups = append(v.Groups, mapGroup{i18n.T(key), links})
	}
	link := func(href, key string) web.Link { return web.Link{Href: href, Label: i18n.T(key)} }
	plans := []web.Link{link(planPath, "portal.plans")}
	for _, r := range all.Plans {
		plans = append(plans, web.Link{Href: r.Href, Label: r.Title})
	}
	group("portal.plan", plans...)
	catalogues, err := p.catalogues(ctx, struct{}{})
	if err != nil {
		return v, err
	}
	tables := []web.Link{link(cataloguePath, "portal.catalogue")}
	for _, r := range catalogues.Catalogues {
		tables = append(tables, web.Link{Href: r.Href, Label: r.Title})
	}
	group("portal.catalogue", tables...)
	group("portal.due", link(duePath, "portal.due_term"), link(duePath+"/count", "portal.due_count_title"))
	group("portal.journal", link(journalPath, "portal.journal"), link(journalPath+"/verify", "portal.verify"))
	group("portal.others", link(homePath, "portal.home"), link(unitPath, "portal.unit"), link(aboutPath, "portal.about"), link(apiPath, "portal.api"))
	return v, nil
}

// apiPath is the page about the programs' way in; package api serves it.
const apiPath = "/api"

// urlset is a site map of sitemaps.org.
type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []mapURL `xml:"url"`
}

type mapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// siteMapXML lists the pages for search engines, with every public report of the plans under way.
func (p *Portal) siteMapXML(r *web.Req) (web.Reply, error) {
	v, err := p.siteMap(r.Context(), struct{}{})
	if err != nil {
		return nil, err
	}
	var set urlset
	base := p.base(r)
	for _, g := range v.Groups {
		for _, l := range g.Links {
			set.URLs = append(set.URLs, mapURL{Loc: base + l.Href})
		}
	}
	plans, err := p.Plans.Find(visitor(r.Context()), plan.Find{Status: plan.Issued}, db.Page{Size: 20})
	if err != nil {
		return nil, err
	}
	for _, of := range plans.Items {
		page, err := p.page(r.Context(), of.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range newestFirst(page) {
			set.URLs = append(set.URLs, mapURL{base + reportURL(t.ID), atomTime(t.Published)})
		}
	}
	return xmlReply{"application/xml", set}, nil
}

// robots keeps search engines off what is for staff and for programs.
func (p *Portal) robots(r *web.Req) (web.Reply, error) {
	text := []string{"User-agent: *", "Disallow: /desk", "Disallow: /sign-in", "Disallow: /view", "Disallow: /api/", "Sitemap: " + p.base(r) + mapPath + ".xml"}
	return raw{typ: plain, data: []byte(strings.Join(text, "\n") + "\n")}, nil
}
