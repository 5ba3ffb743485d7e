package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A columnsView is the list of all columns.
type columnsView struct{ Top []columnBranch }

// Meta is what the head says about the page.
func (v columnsView) Meta() web.Meta { return web.Meta{Column: publishColumn} }

// A columnBranch is a column with those below it.
type columnBranch struct {
	Href, Name, About string
	Archived          bool
	Below             []columnBranch
}

// A columnView is one column.
type columnView struct {
	web.Lines
	Column column.Column
	Keeper string
	Crumbs []web.Link
	Below  []columnBranch
	Blank  bool // nothing was ever published in it
	Guide  string
	Up     *web.Link // where else to look
	Apply  string
	Mail   string // where to subscribe
	feed   string
}

// Meta is what the head says about the page.
func (v columnView) Meta() web.Meta {
	return web.Meta{Column: webColumn(&v.Column), Feeds: []web.Link{{Href: v.feed, Label: v.Column.Name}}}
}

var (
	columnsShow = web.MustPage[columnsView](pages, web.Portal, "pages/columns.html")
	columnShow  = web.MustPage[columnView](pages, web.Portal, "pages/column.html")
)

func (p *Portal) columnRoutes() []web.Route {
	return []web.Route{
		web.Public(columnPath, web.Look(columnsShow, p.columns)).On(),
		web.Public(columnPath+"/{code}", p.column).On("publish"),
		web.Public(columnPath+"/{code}"+feedName, p.columnFeed).On("publish"),
	}
}

func columnURL(c *column.Column) string { return columnPath + "/" + c.Code }

func (p *Portal) columns(ctx context.Context, _ struct{}) (v columnsView, err error) {
	s, err := p.shelf(ctx)
	if err == nil {
		v.Top = s.branches(0)
	}
	return v, err
}

// branches is the tree below a column.
func (s *shelf) branches(id column.ID) []columnBranch {
	var out []columnBranch
	for _, c := range s.below(id) {
		out = append(out, columnBranch{columnURL(c), c.Name, c.About, c.Archived, s.branches(c.ID)})
	}
	return out
}

func (p *Portal) column(r *web.Req) (web.Reply, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	c, err := s.columnNamed(r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	rows, err := p.Items.Latest(visitor(r.Context()), publish.Look{Columns: s.within(c)}, db.Page{After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	v := columnView{
		Lines: s.listOf(r, rows, true, columnURL(c)+feedName), Column: *c, Keeper: s.unitName(c.KeeperID), Below: s.branches(c.ID),
		Crumbs: []web.Link{{Href: homePath, Label: i18n.T("portal.home")}, {Href: columnPath, Label: i18n.T("portal.column")}}, Mail: p.subscribeURL(columnSubject(c.Code)), feed: columnURL(c) + feedName,
	}
	above := s.above(c)
	for _, at := range above {
		v.Crumbs = append(v.Crumbs, web.Link{Href: columnURL(at), Label: at.Name})
	}
	if len(above) > 0 {
		up := above[len(above)-1]
		v.Up = &web.Link{Href: columnURL(up), Label: up.Name}
	}
	v.Crumbs = append(v.Crumbs, web.Link{Label: c.Name})
	v.Blank = len(rows.Items) == 0 && !r.URL.Query().Has("after")
	home := s.home()
	v.Apply = s.applyPath()
	if at := place(c.Platform); at != "" && c.Platform != platformHome {
		v.Guide = unitURL(home) + "/" + string(at)
	}
	return columnShow.With(v), nil
}

func (p *Portal) columnFeed(r *web.Req) (web.Reply, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	c, err := s.columnNamed(r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	return p.feed(r, feedOf{path: columnURL(c), title: c.Name, look: publish.Look{Columns: s.within(c)}})
}
