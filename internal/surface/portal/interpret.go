package portal

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// interpretPath is where the interpretations of documents (政策解读) are.
const interpretPath = "/interpret"

// An interpretView is the page of an interpretation.
type interpretView struct {
	*interpret.Page
	Document string // address of what is interpreted
	Proof    string // of the item that carries it
	Elements []interpretElement
	Pieces   []interpretPiece
	Facts    []web.Fact
}

type interpretElement struct{ ID, Name, Text string }

// An interpretPiece is one piece with the addresses of its files.
type interpretPiece struct {
	interpret.Piece
	Form           string // in words
	Src, Track     string
	Facts          []web.Fact
	Questions      []interpret.Question
	Picture, Video bool
}

// Meta is what the head says about the page.
func (v interpretView) Meta() web.Meta {
	return web.Meta{Column: interpretColumn, Title: v.Title, Published: v.Released.Start(), Source: v.Organ, About: v.Title, Ref: interpret.RefOf(v.ID)}
}

var (
	interpretList = web.ListPage[interpret.Browse, interpret.Listed](web.Portal, "portal.interpret",
		web.Col[interpret.Listed]{Label: "interpret.title", Class: "ti", Cell: func(l interpret.Listed) web.Cell {
			return web.Cell{Text: l.Title, Href: "/" + interpret.RefOf(l.ID), Sub: i18n.T("portal.interpret.of", l.Subject)}
		}},
		web.Col[interpret.Listed]{Label: "interpret.forms", Cell: func(l interpret.Listed) web.Cell { return web.Cell{Text: formNames(l.Forms)} }},
		web.Col[interpret.Listed]{Label: "interpret.released", Class: "nw", Cell: func(l interpret.Listed) web.Cell { return web.Cell{Text: string(l.Released)} }},
	).In(interpretColumn)
	interpretShow = web.MustPage[interpretView](pages, web.Portal, "pages/interpret.html")
)

func (p *Portal) interpretRoutes() []web.Route {
	find := func(ctx context.Context, q interpret.Browse, page db.Page) (db.Rows[interpret.Listed], error) {
		return p.Interprets.Library(visitor(ctx), q, page)
	}
	return []web.Route{
		web.Public(interpretPath, web.List(interpretList, find, web.Options("unit", p.interpretOrgans), web.Empty("portal.interpret.empty"), web.Download(interpretPath+".csv"))).On("interpret", "publish", "unit"),
		web.Public(interpretPath+".csv", web.CSV(interpretList, "portal.interpret", find)).On("interpret", "publish"),
		web.Public(interpretPath+"/{id}", web.Show(interpretShow, p.interpretation)).On("interpret/{id}", "publish", "unit"),
	}
}

func (p *Portal) interpretOrgans(ctx context.Context) (out []web.Option, err error) {
	units, err := p.Interprets.Organs(visitor(ctx))
	for _, u := range units {
		out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Short})
	}
	return out, err
}

// formNames is the forms of an interpretation in words.
func formNames(forms string) string {
	var out []string
	for f := range strings.SplitSeq(strings.Trim(forms, "|"), "|") {
		if f != "" {
			out = append(out, i18n.T("interpret.forms."+f))
		}
	}
	return strings.Join(out, "\u3001")
}

func (p *Portal) interpretation(ctx context.Context, id interpret.ID) (v interpretView, err error) {
	page, err := p.Interprets.Page(visitor(ctx), id)
	if err != nil {
		return v, err
	}
	v = interpretView{Page: page, Document: "/" + page.DocumentRef(), Proof: itemURL(page.Item)}
	for _, e := range interpret.Elements {
		if text := page.Content.Elements[e]; text != "" {
			v.Elements = append(v.Elements, interpretElement{"e-" + string(e), i18n.T("interpret.element." + string(e)), text})
		}
	}
	for _, piece := range page.Content.Pieces {
		v.Pieces = append(v.Pieces, drawPiece(page, piece))
	}
	plan := page.Content.Plan
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "interpret.subject", Text: page.Subject, Href: v.Document},
		{Label: "interpret.organ", Text: page.Organ},
		{Label: "interpret.person", Text: strings.TrimSpace(plan.Person + "\u3000" + plan.Post)},
		{Label: "interpret.contact", Text: plan.Contact},
		{Label: "interpret.forms", Text: formNames(page.Forms)},
		{Label: "interpret.released", Text: longDay(page.Released)},
		{Label: "portal.interpret.item", Text: i18n.T("portal.interpret.item_text"), Href: v.Proof},
	}, func(f web.Fact) bool { return f.Text == "" })
	return v, nil
}

// drawPiece is a piece as the page shows it.
func drawPiece(page *interpret.Page, piece interpret.Piece) interpretPiece {
	at := func(name string) string {
		if id, ok := page.Files[name]; ok {
			return fileURL(itemURL(page.Item), id)
		}
		return ""
	}
	out := interpretPiece{
		Piece: piece, Form: i18n.T("interpret.forms." + string(piece.Form)), Src: at(piece.File), Track: at(piece.Captions),
		Picture: piece.Form == interpret.Picture, Video: piece.Form == interpret.Video || piece.Form == interpret.Scene,
	}
	if piece.Form == interpret.QA {
		out.Questions = interpret.Questions(piece.Text)
	}
	out.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "interpret.people", Text: piece.People},
		{Label: "interpret.day", Text: strings.TrimSpace(longOr(piece.On) + " " + piece.Clock)},
		{Label: "interpret.place", Text: piece.Place},
		{Label: "interpret.audience", Text: piece.Audience},
		{Label: "interpret.url", Text: piece.URL, Href: piece.URL},
	}, func(f web.Fact) bool { return f.Text == "" })
	return out
}

// aroundItem adds what leads from a document to its interpretation, and back, and whom to
// ask (政策咨询).
func (p *Portal) aroundItem(ctx context.Context, item publish.ID, v *itemView) error {
	l, err := p.Interprets.Around(visitor(ctx), item)
	if err != nil || l == nil {
		return err
	}
	kind, link := publish.Explains, web.Link{Href: "/" + interpret.RefOf(l.Interpretation), Label: l.Title}
	if l.Of {
		kind, link = publish.Explained, web.Link{Href: "/" + l.Document, Label: l.Subject}
		v.Links = append([]linkGroup{{i18n.T("portal.interpret.page"), []web.Link{{Href: "/" + interpret.RefOf(l.Interpretation), Label: l.Title}}}}, v.Links...)
	}
	title := i18n.T("portal.link." + string(kind))
	if i := slices.IndexFunc(v.Links, func(g linkGroup) bool { return g.Title == title }); i >= 0 {
		v.Links[i].Links = append([]web.Link{link}, v.Links[i].Links...)
	} else {
		v.Links = append([]linkGroup{{title, []web.Link{link}}}, v.Links...)
	}
	if l.Contact != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "interpret.contact", Text: l.Contact})
	}
	return nil
}
