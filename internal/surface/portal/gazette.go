package portal

import (
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// gazettePath is where the issues of the official gazette (政府公报) are.
const gazettePath = "/gazette"

// A gazetteView is the page of an issue.
type gazetteView struct {
	*gazette.Page
	Parts []gazettePart
	Files []fileLine
	Proof string // the item that carries it
	Organ string
}

type (
	gazettePart struct {
		Name    string
		Entries []gazetteEntry
	}
	gazetteEntry struct {
		gazette.Entry
		Href string
	}
)

// Meta is what the head says about the page.
func (v gazetteView) Meta() web.Meta {
	return web.Meta{Column: gazetteColumn, Title: v.Name, Published: v.Issued.Start(), Source: v.Organ, About: v.Name, Ref: gazette.RefOf(v.ID)}
}

var gazetteShow = web.MustPage[gazetteView](pages, web.Portal, "pages/gazette/show.html")

func (p *Portal) gazetteRoutes() []web.Route {
	list := web.ListPage[gazette.Browse, gazette.Listed](web.Portal, "portal.gazette",
		web.Col[gazette.Listed]{Label: "gazette.name_of", Class: "ti", Cell: func(g gazette.Listed) web.Cell { return web.Cell{Text: g.Name, Href: "/" + g.Ref()} }},
		web.Col[gazette.Listed]{Label: "gazette.issued", Class: "nw", Cell: func(g gazette.Listed) web.Cell { return web.Cell{Text: string(g.Issued)} }},
	).In(gazetteColumn)
	find := func(ctx context.Context, q gazette.Browse, page db.Page) (db.Rows[gazette.Listed], error) {
		return p.Gazettes.Shown(visitor(ctx), q, page)
	}
	return []web.Route{
		web.Public(gazettePath, web.List(list, find, web.Empty("gazette.empty"))).On("gazette"),
		web.Public(gazettePath+"/{id}", web.Show(gazetteShow, p.gazette)).On("gazette/{id}", "publish", "policy", "unit"),
	}
}

func (p *Portal) gazette(ctx context.Context, id gazette.ID) (v gazetteView, err error) {
	ctx = visitor(ctx)
	if v.Page, err = p.Gazettes.Page(ctx, id); err != nil {
		return v, err
	}
	v.Proof = itemURL(v.Item)
	page, err := p.Items.Page(ctx, v.Item)
	if err != nil {
		return v, err
	}
	v.Organ, v.Files = page.Unit, filesOf(page, false)
	for _, part := range gazette.Parts {
		one := gazettePart{Name: i18n.T("gazette.part." + string(part))}
		for _, e := range v.Entries {
			if e.Part != part {
				continue
			}
			href := itemURL(e.Item)
			if e.Document != 0 {
				href = policyURL(e.Document)
			}
			one.Entries = append(one.Entries, gazetteEntry{e, href})
		}
		if len(one.Entries) > 0 {
			v.Parts = append(v.Parts, one)
		}
	}
	return v, nil
}

// placeFacts say where a document is printed.
func placeFacts(all []gazette.Place) (out []web.Fact) {
	for _, x := range all {
		text := x.Name
		if x.Page > 0 {
			text = i18n.T("gazette.at_page", x.Name, strconv.Itoa(x.Page))
		}
		out = append(out, web.Fact{Label: "gazette.printed_in", Text: text, Href: "/" + gazette.RefOf(x.ID)})
	}
	return out
}
