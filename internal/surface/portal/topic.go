package portal

import (
	"context"
	"net/http"
	"slices"

	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A topicsView is the list of the topics (专题).
type topicsView struct{ Open, Closed []topicRow }

// Meta is what the head says about the page.
func (v topicsView) Meta() web.Meta {
	return web.Meta{Column: topicColumn, Feeds: []web.Link{{Href: topicPath + feedName, Label: topicColumn.Name}}}
}

// A topicRow is one topic in the list.
type topicRow struct {
	topic.Page
	Href string
}

// A topicView is one topic.
type topicView struct {
	web.Lines
	topic.Page
	Pins []web.Line
	Feed string
}

// Meta is what the head says about the page.
func (v topicView) Meta() web.Meta {
	return web.Meta{Column: topicColumn, About: v.Intro, Feeds: []web.Link{{Href: v.Feed, Label: v.Title}}}
}

var (
	topicsShow = web.MustPage[topicsView](pages, web.Portal, "pages/topics.html")
	topicGone  = web.MustPage[topic.Page](pages, web.Portal, "pages/topic_gone.html").In(topicColumn)
	topicShow  = web.MustPage[topicView](pages, web.Portal, "pages/topic.html")
)

func (p *Portal) topicRoutes() []web.Route {
	return []web.Route{
		web.Public(topicPath, web.Look(topicsShow, p.topics)).On("topic"),
		web.Public(topicPath+feedName, p.topicsFeed).On("topic"),
		web.Public(topicPath+"/{code}", p.topic).On("topic", "publish"),
		web.Public(topicPath+"/{code}"+feedName, p.topicFeed).On("topic", "publish"),
	}
}

func topicURL(code string) string { return topicPath + "/" + code }

func (p *Portal) topics(ctx context.Context, _ struct{}) (v topicsView, err error) {
	all, err := p.Topics.Public(visitor(ctx))
	for _, t := range all {
		if t.Closed {
			v.Closed = append(v.Closed, topicRow{t, topicURL(t.Code)})
		} else {
			v.Open = append(v.Open, topicRow{t, topicURL(t.Code)})
		}
	}
	return v, err
}

// topicsFeed tells of each topic that is opened, and when it is closed, the newest first.
func (p *Portal) topicsFeed(r *web.Req) (web.Reply, error) {
	all, err := p.Topics.Public(visitor(r.Context()))
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	f := web.Feed{Path: topicPath, Self: topicPath + feedName, Title: topicColumn.Name, Author: s.home().Name, Since: p.opened(s).Start()}
	for _, t := range all {
		e := web.Entry{Path: topicURL(t.Code), Title: t.Title, Author: f.Author, Published: t.OpenedAt, Text: t.Intro}
		if t.Closed {
			e.Title, e.Updated = i18n.T("portal.topic_closed", t.Title), t.ClosedAt
		}
		f.Entries = append(f.Entries, e)
	}
	slices.SortStableFunc(f.Entries, func(a, b web.Entry) int { return b.Published.Compare(a.Published) })
	return f, nil
}

func (p *Portal) topic(r *web.Req) (web.Reply, error) {
	code := r.PathValue("code")
	page, err := p.Topics.Page(visitor(r.Context()), code, db.Page{After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	if !page.RemovedAt.IsZero() {
		return web.WithStatus(http.StatusGone, topicGone.With(page)), nil
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	feed := topicURL(code) + feedName
	return topicShow.With(topicView{Lines: s.listOf(r, page.Items, true, feed), Page: page, Pins: s.lines(page.Pinned, true), Feed: feed}), nil
}

func (p *Portal) topicFeed(r *web.Req) (web.Reply, error) {
	code := r.PathValue("code")
	page, err := p.Topics.Page(visitor(r.Context()), code, db.Page{Size: feedPage, After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	if !page.RemovedAt.IsZero() {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	f := web.Feed{
		Path: topicURL(code), Self: topicURL(code) + feedName, Title: page.Title, Author: s.home().Name, Since: page.OpenedAt,
		Entries: s.entries(slices.Concat(page.Pinned, page.Items.Items)),
	}
	if page.Items.Next != "" {
		f.Next = searchURL(f.Self, "after", page.Items.Next)
	}
	return f, nil
}

// topicLinks are the topics under way, for other pages.
func (p *Portal) topicLinks(ctx context.Context) ([]web.Link, error) {
	v, err := p.topics(ctx, struct{}{})
	var out []web.Link
	for _, t := range v.Open {
		out = append(out, web.Link{Href: t.Href, Label: t.Title})
	}
	for _, t := range v.Closed {
		out = append(out, web.Link{Href: t.Href, Label: i18n.T("portal.topic_closed", t.Title)})
	}
	return out, err
}
