package portal

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/calendar"
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
	return web.Meta{Column: aboutColumn}
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
	mapShow   = web.MustPage[mapView](pages, web.Portal, "pages/sitemap.html").In(aboutColumn)
)

func (p *Portal) aboutRoutes() []web.Route {
	return []web.Route{
		web.Public(aboutPath, web.Look(aboutShow, p.about)).On("holidays"),
		web.Public(mapPath, web.Look(mapShow, p.siteMap)).On(onMap...),
		web.Public(mapPath+".xml", p.mapIndex).On(onMap...),
		web.Public(mapPath+"/{part}", p.mapPart).On(onMap...),
		web.Public("/robots.txt", p.robots).On(),
		web.Public("/.well-known/security.txt", p.security).On("profile"),
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

// onMap is what the site map lists.
var onMap = append([]string{"publish", "topic", "policy", "interpret", "catalogue", "survey", "event"}, onPlans...)

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
	if err := p.mapShelf(ctx, group, link); err != nil {
		return v, err
	}
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
	if err := p.mapTalk(ctx, group, link); err != nil {
		return v, err
	}
	group("portal.due", link(duePath, "portal.due_term"), link(duePath+"/count", "portal.due_count_title"))
	group("portal.journal", link(journalPath, "portal.journal"), link(journalPath+"/verify", "portal.verify"))
	group("portal.others", link(homePath, "portal.home"), link(unitPath, "portal.unit"), link(aboutPath, "portal.about"), link(apiPath, "portal.api"))
	return v, nil
}

// mapShelf lists the columns, the topics and the platforms of the units.
func (p *Portal) mapShelf(ctx context.Context, group func(string, ...web.Link), link func(href, key string) web.Link) error {
	s, err := p.shelf(ctx)
	if err != nil {
		return err
	}
	topics, err := p.topicLinks(ctx)
	if err != nil {
		return err
	}
	group("portal.publish", link(publishPath, "portal.publish"), link(policyPath, "portal.policy"), link(interpretPath, "portal.interpret"), link(finderPath, "portal.finder"), link(faqPath, "portal.faq"), link(searchPath, "portal.search"))
	columns := []web.Link{link(columnPath, "portal.column")}
	for i := range s.columns {
		if c := &s.columns[i]; !c.Hidden {
			columns = append(columns, web.Link{Href: columnURL(c), Label: c.Path})
		}
	}
	group("portal.column", columns...)
	group("portal.topic", append([]web.Link{link(topicPath, "portal.topic")}, topics...)...)
	var units []web.Link
	for i := range s.units {
		if u := &s.units[i]; u.Closed == "" {
			units = append(units, web.Link{Href: unitURL(u), Label: u.Short})
		}
	}
	group("portal.platforms", units...)
	return nil
}

// mapTalk lists where one asks the government and where it asks: the newest surveys, and the
// events to come.
func (p *Portal) mapTalk(ctx context.Context, group func(string, ...web.Link), link func(href, key string) web.Link) error {
	asked, err := p.Surveys.Shown(visitor(ctx), db.Page{})
	talk := []web.Link{
		link(talkPath, "portal.talk"), link(foiPath, "portal.tile.request"), link(messagePath, "portal.message_list"), link(responsePath, "portal.response"), link(messagePath+"/new", "portal.message_new"),
		link(messageTrack, "portal.message_track"), link(messageMonths, "portal.message_months"), link(consultPath, "consult.consults"), link(surveyPath, "survey.surveys"), link(eventPath, "event.events"),
	}
	for i := range asked.Items {
		talk = append(talk, web.Link{Href: surveyURL(asked.Items[i].ID), Label: asked.Items[i].Title})
	}
	if err != nil {
		return err
	}
	coming, err := p.Events.Coming(visitor(ctx))
	for i := range coming {
		talk = append(talk, web.Link{Href: eventURL(coming[i].ID), Label: coming[i].Title})
	}
	group("portal.talk", talk...)
	return err
}

// apiPath is the page about the programs' way in; package api serves it.
const apiPath = "/api"
