package portal

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A cataloguesView is the list of the standard catalogues.
type cataloguesView struct {
	Catalogues []catalogueRow
	Rows       int
}

// Meta is what the head says about the page.
func (v cataloguesView) Meta() web.Meta {
	return web.Meta{Column: catalogueColumn, Feeds: []web.Link{{Href: cataloguePath + feedName, Label: i18n.T("portal.catalogue")}}}
}

// A catalogueRow is one catalogue in the list.
type catalogueRow struct {
	catalogue.Listed
	Href string
}

// A catalogueView is one catalogue.
type catalogueView struct {
	catalogue.Page
	Groups []catalogueGroup
	Live   int // rows with something public under them
	Data   string
}

// Meta is what the head says about the page.
func (v catalogueView) Meta() web.Meta {
	return web.Meta{
		Column: catalogueColumn, About: i18n.T("portal.catalogue_of", v.Domain.Name, len(v.Rows)),
		Feeds: []web.Link{{Href: v.Data + feedName, Label: v.Title}},
	}
}

// A catalogueGroup is the rows of one item of the first level.
type catalogueGroup struct {
	Title string
	Rows  []catalogueLine
}

// A catalogueLine is a row in words.
type catalogueLine struct {
	Title, Content, Basis string
	Term, Who, Channels   string
	Audience, Mode        string
	Published             []catalogue.Publication
	More                  int // further publications, which the data has
}

var (
	cataloguesShow = web.MustPage[cataloguesView](pages, web.Portal, "pages/catalogues.html")
	catalogueShow  = web.MustPage[catalogueView](pages, web.Portal, "pages/catalogue.html")
)

func (p *Portal) catalogueRoutes() []web.Route {
	return []web.Route{
		web.Public(cataloguePath, web.Look(cataloguesShow, p.catalogues)).On("catalogue", "publish"),
		web.Public(cataloguePath+feedName, func(r *web.Req) (web.Reply, error) {
			return p.feed(r, feedOf{path: cataloguePath, title: i18n.T("portal.catalogue"), look: publish.Look{Listed: true}})
		}).On("publish"),
		web.Public(cataloguePath+"/{domain}"+feedName, p.catalogueFeed).On("catalogue", "publish"),
		web.Public(cataloguePath+"/{domain}", p.catalogueOrData).On("catalogue", "publish"),
	}
}

func catalogueURL(d catalogue.Domain) string { return cataloguePath + "/" + d.Code }

func (p *Portal) catalogues(ctx context.Context, _ struct{}) (v cataloguesView, err error) {
	all, err := p.Catalogues.Public(visitor(ctx))
	for _, l := range all {
		v.Catalogues = append(v.Catalogues, catalogueRow{l, catalogueURL(l.Domain)})
		v.Rows += l.Rows
	}
	return v, err
}

// catalogueOrData draws a catalogue, or sends it as JSON or CSV if its address has that ending.
func (p *Portal) catalogueOrData(r *web.Req) (web.Reply, error) {
	domain, as, _ := strings.Cut(r.PathValue("domain"), ".")
	page, err := p.Catalogues.Page(visitor(r.Context()), domain)
	if err != nil {
		return nil, err
	}
	switch as {
	case "":
		return catalogueShow.With(catalogueViewOf(page)), nil
	case "json":
		return web.JSON{V: page}, nil
	case "csv":
		data, err := sheet.WriteCSV(p.Catalogues.PageSheet(page))
		return web.Bytes{Name: page.Title + ".csv", Type: "text/csv; charset=utf-8", Data: data}, err
	}
	return nil, fault.New(fault.NotFound, "not_found")
}

// catalogueFeed is what was made public under the rows of a catalogue in force.
func (p *Portal) catalogueFeed(r *web.Req) (web.Reply, error) {
	page, err := p.Catalogues.Page(visitor(r.Context()), r.PathValue("domain"))
	if err != nil {
		return nil, err
	}
	var look publish.Look
	for _, row := range page.Rows {
		look.Rows = append(look.Rows, int64(row.ID))
	}
	return p.feed(r, feedOf{path: catalogueURL(page.Domain), title: page.Title, look: look})
}

// publishedMost is how many publications a row shows; the data has them all.
const publishedMost = 5

func catalogueViewOf(page catalogue.Page) catalogueView {
	v := catalogueView{Page: page, Data: catalogueURL(page.Domain)}
	for _, r := range page.Rows {
		if len(v.Groups) == 0 || v.Groups[len(v.Groups)-1].Title != r.Level1 {
			v.Groups = append(v.Groups, catalogueGroup{Title: r.Level1})
		}
		g := &v.Groups[len(v.Groups)-1]
		l := catalogueLine{
			Title: strings.TrimPrefix(r.Name(), r.Level1+" / "), Content: r.Content, Basis: r.Basis, Term: r.TermText, Who: r.Subject,
			Channels: joined(r.Channels), Audience: joined(r.Audience), Mode: joined(r.Modes),
		}
		if len(r.Published) > 0 {
			v.Live++
		}
		n := min(len(r.Published), publishedMost)
		l.Published, l.More = r.Published[:n], len(r.Published)-n
		g.Rows = append(g.Rows, l)
	}
	return v
}

// joined writes words in a row.
func joined(words []string) string { return strings.Join(words, i18n.T("list_comma")) }
