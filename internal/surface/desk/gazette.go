package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const gazettePath = "/desk/gazette"

type (
	// A gazetteRow is an issue as lists show it.
	gazetteRow struct {
		gazette.Listed
		Unit string
	}
	// A gazetteView is the page of an issue.
	gazetteView struct {
		gazette.View
		Name    string
		State   web.Tag
		Facts   []web.Fact
		Parts   []gazettePart
		Item    string // at the desk
		Public  string
		Buttons []web.Button
		History []web.Event
	}
	gazettePart struct {
		Name    string
		Entries []gazetteEntry
	}
	gazetteEntry struct {
		gazette.Entry
		Href string
	}
	// onGazette is what the form of an act shows beside its fields.
	onGazette struct {
		Act gazette.Act
		Of  gazetteView
		May bool
	}
	gazetteNew struct {
		Unit int64 `form:"unit" label:"gazette.unit" type:"select" required:"true"`
		gazette.Begin
	}
	gazetteEdit struct {
		gazette.Content
		onGazette
	}
	gazetteSeen struct {
		gazette.Seen
		onGazette
	}
	gazetteWhy struct {
		gazette.Because
		onGazette
	}
)

// About says what follows from the act.
func (in onGazette) About() string { return i18n.T("gazette.about." + web.ShortAct(in.Act)) }

// Options are the texts that the issue has, and the documents that no issue has yet.
func (in gazetteEdit) Options(field string) (out []web.Option) {
	if field != "documents" {
		return nil
	}
	add := func(id publish.ID, title, number string) {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(id), 10), Label: strings.TrimSpace(title + "\u3000" + number)})
	}
	for _, e := range in.Of.Entries {
		add(e.Item, e.Title, e.Number)
	}
	for _, c := range in.Of.Waiting {
		add(c.Item, c.Title, c.Number)
	}
	return out
}

var (
	gazetteList = lineList[gazette.Find]("gazette", gazetteRow.line,
		web.Col[gazetteRow]{Label: "gazette.issued", Class: "num o2", Cell: func(r gazetteRow) web.Cell { return dayCell(r.Issued) }},
	)
	gazetteShow     = web.MustPage[gazetteView](pages, web.Desk, "pages/gazette/show.html")
	gazetteNewPage  = web.FormPage[gazetteNew](web.Desk, "gazette.make")
	gazetteEditPage = actPage[gazetteEdit]("gazette")
	gazetteSeenPage = actPage[gazetteSeen]("gazette")
	gazetteWhyPage  = actPage[gazetteWhy]("gazette")
)

func (d *Desk) gazetteRoutes() []web.Route {
	s, columns := d.Gazettes, web.Options("column", d.columnChoices)
	why := func(act gazette.Act, do func(context.Context, gazette.ID, gazette.Because) (*gazette.Gazette, error)) web.Route {
		return onGazettes(d, gazetteWhyPage, act, func(rev int64, on onGazette) gazetteWhy { return gazetteWhy{gazette.Because{Rev: rev}, on} },
			func(ctx context.Context, id gazette.ID, in gazetteWhy) (*gazette.Gazette, error) {
				return do(ctx, id, in.Because)
			})
	}
	return []web.Route{
		web.GET(gazettePath, gazette.See, web.List(gazetteList, d.findGazettes, web.Empty("gazette.empty"),
			web.Create(web.Item{Label: "gazette.make", Path: gazettePath + "/new", Perm: gazette.Edit}))),
		web.Form(gazettePath+"/new", gazette.Edit, web.Make(gazetteNewPage, nil, func(ctx context.Context, in gazetteNew) (*gazette.Gazette, error) {
			return s.Make(ctx, in.Unit, in.Begin)
		}, gazetteNext, web.Options("unit", d.unitsOver(gazette.Edit)), columns, web.Submit("gazette.make"), web.Done("gazette.done"), web.Cancel(gazettePath))),
		web.GET(gazettePath+"/{id}", gazette.See, web.Show(gazetteShow, d.gazette)),
		onGazettes(d, gazetteEditPage, gazette.ActEdit, func(rev int64, on onGazette) gazetteEdit {
			g := &on.Of.Gazette
			in := gazetteEdit{gazette.Content{Rev: rev, Begin: gazette.Begin{Column: g.Column, Total: g.Total, Note: g.Note}}, on}
			for _, e := range on.Of.Entries {
				in.Documents = append(in.Documents, strconv.FormatInt(int64(e.Item), 10))
			}
			return in
		}, func(ctx context.Context, id gazette.ID, in gazetteEdit) (*gazette.Gazette, error) {
			return s.Edit(ctx, id, in.Content)
		}, columns),
		onGazettes(d, gazetteSeenPage, gazette.ActCompile, func(rev int64, on onGazette) gazetteSeen { return gazetteSeen{gazette.Seen{Rev: rev}, on} },
			func(ctx context.Context, id gazette.ID, in gazetteSeen) (*gazette.Gazette, error) {
				return s.Compile(ctx, id, in.Seen)
			}),
		why(gazette.ActReopen, s.Reopen),
		why(gazette.ActDiscard, s.Discard),
	}
}

// onGazettes is the form of one act on an issue. The permission of each is in the table.
func onGazettes[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act gazette.Act, blank func(rev int64, on onGazette) Form,
	do func(context.Context, gazette.ID, Form) (*gazette.Gazette, error), more ...web.Opt,
) web.Route {
	at := gazettePath + "/{id}"
	load := func(ctx context.Context, id gazette.ID) (in Form, err error) {
		v, err := d.gazette(ctx, id)
		return blank(v.Gazette.Rev, onGazette{act, v, slices.Contains(v.Acts, act)}), err
	}
	return web.Form(at+"/"+web.ActPath(act), gazette.See, web.Act(page, load, do, gazetteNext, append(more, web.Submit(string(act)), web.Done("gazette.done"), web.Cancel(at))...))
}

func gazetteNext(g *gazette.Gazette) string { return refURL(g.Ref()) }

func (r gazetteRow) line() Line {
	kind := map[gazette.Status]string{gazette.Draft: "warn", gazette.Compiled: "info", gazette.Issued: "ok"}[r.Status]
	return Line{Href: refURL(r.Ref()), Title: r.Name, Note: r.Unit, Tag: web.Tag{Kind: kind, Text: i18n.T("gazette.state." + string(r.Status))}}
}

func (d *Desk) findGazettes(ctx context.Context, q gazette.Find, p db.Page) (db.Rows[gazetteRow], error) {
	found, err := d.Gazettes.Find(ctx, q, p)
	if err != nil {
		return db.Rows[gazetteRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(g gazette.Listed) gazetteRow { return gazetteRow{g, names[g.UnitID]} }), err
}

func (d *Desk) gazette(ctx context.Context, id gazette.ID) (v gazetteView, err error) {
	if v.View, err = d.Gazettes.View(ctx, id); err != nil {
		return v, err
	}
	g := &v.Gazette
	v.Name = d.Gazettes.Name(g)
	v.State = gazetteRow{Listed: gazette.Listed{Gazette: *g}}.line().Tag
	at, err := d.columnPath(ctx, g.Column)
	if err != nil {
		return v, err
	}
	for _, f := range []web.Fact{
		{Label: "gazette.unit", Text: v.Unit},
		{Label: "gazette.column", Text: at},
		{Label: "gazette.note", Text: g.Note},
		{Label: "gazette.compiled", Text: string(g.Compiled)},
		{Label: "gazette.issued", Text: string(g.Issued)},
		{Label: "gazette.reason", Text: g.Reason},
	} {
		if f.Text != "" {
			v.Facts = append(v.Facts, f)
		}
	}
	for _, part := range gazette.Parts {
		one := gazettePart{Name: i18n.T("gazette.part." + string(part))}
		for _, e := range v.Entries {
			if e.Part == part {
				one.Entries = append(one.Entries, gazetteEntry{e, refURL(publish.RefOf(e.Item))})
			}
		}
		if len(one.Entries) > 0 {
			v.Parts = append(v.Parts, one)
		}
	}
	if g.Item != 0 {
		v.Item = refURL(publish.RefOf(g.Item))
	}
	if g.Status == gazette.Issued {
		v.Public = fmt.Sprintf("/%s", g.Ref())
	}
	v.Buttons = web.Buttons(v.Acts, gazetteNext(g), "gazette")
	v.History, err = d.history(ctx, g.Ref(), reasonOf)
	return v, err
}
