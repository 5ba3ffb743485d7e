package desk

import (
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A withheldRow is an edition that is proposed as not open.
type withheldRow struct {
	itemRow
	Why   string // its ground
	Due   string // last day to look at it again
	Light web.Light
}

// A deadRow is a link that leads nowhere.
type deadRow struct {
	publish.DeadLink
	Unit string // short name
}

// A reviewsView is the secrecy reviews of a month (审查汇总表).
type reviewsView struct {
	Month string
	Prev  string
	Next  string
	Rows  []reviewRow
}

// A reviewRow is one line of the table.
type reviewRow struct {
	N                               int
	Title, When, By, Verdict, Where string
	Href                            string
}

var (
	withheldList = web.ListPage[publish.Withhold, withheldRow](web.Desk, "publish.withheld",
		web.Col[withheldRow]{Label: "publish.status", Class: "o1", Cell: func(r withheldRow) web.Cell { return web.Cell{Tag: r.State} }},
		web.Col[withheldRow]{Label: "publish.title", Class: "ti", Cell: func(r withheldRow) web.Cell { return web.Cell{Text: r.Title, Href: r.Href()} }},
		web.Col[withheldRow]{Label: "publish.unit", Cell: func(r withheldRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[withheldRow]{Label: "publish.attribute", Cell: func(r withheldRow) web.Cell { return web.Cell{Text: r.Open(), Sub: r.Why} }},
		web.Col[withheldRow]{Label: "publish.reassess_by", Class: "num o2", Cell: func(r withheldRow) web.Cell { return web.Cell{Text: r.Due, Light: r.Light} }},
	)
	deadList = web.ListPage[publish.FindDead, deadRow](web.Desk, "publish.dead",
		web.Col[deadRow]{Label: "publish.link", Class: "o1 nw", Cell: func(r deadRow) web.Cell { return web.Cell{Text: i18n.T("publish.link." + string(r.Kind))} }},
		web.Col[deadRow]{Label: "publish.dead_link", Class: "ti", Cell: func(r deadRow) web.Cell { return web.Cell{Text: r.Link} }},
		web.Col[deadRow]{Label: "publish.title", Cell: func(r deadRow) web.Cell {
			return web.Cell{Text: r.Title, Href: editionURL(r.Edition), Sub: i18n.T("publish.dead_version", r.Version)}
		}},
		web.Col[deadRow]{Label: "publish.unit", Cell: func(r deadRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[deadRow]{Label: "publish.dead_since", Class: "num o2", Cell: func(r deadRow) web.Cell {
			return web.Cell{Text: moment(r.FoundAt), Sub: i18n.T("publish.dead_seen", moment(r.SeenAt))}
		}},
	)
	reviewsShow = web.MustPage[reviewsView](pages, web.Desk, "pages/publish/reviews.html")
)

func (d *Desk) publishTableRoutes() []web.Route {
	return []web.Route{
		web.GET(withheldPath, publish.Judge, web.List(withheldList, d.withheld, web.Options("unit", d.unitChoices), web.Empty("publish.nothing_withheld"))),
		web.GET(deadPath, publish.See, web.List(deadList, d.dead, web.Options("unit", d.unitChoices), web.Empty("publish.nothing_dead"))),
		web.GET(reviewsPath, publish.See, web.Look(reviewsShow, d.reviews)),
		web.GET(reviewsPath+".csv", publish.See, d.reviewsCSV),
		web.GET(reviewsPath+".xlsx", publish.See, d.reviewsXLSX),
	}
}

func (d *Desk) withheld(ctx context.Context, q publish.Withhold, p db.Page) (out db.Rows[withheldRow], err error) {
	found, err := d.Items.Withheld(ctx, q, p)
	if err != nil {
		return out, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r publish.Withheld) withheldRow {
		limb, _ := law.LimbOf(r.Limb)
		row := withheldRow{itemRow: itemRow{r.Row, names[r.UnitID], itemTag(r.Status)}, Why: limb.Name, Due: web.Nothing}
		if r.Due != "" {
			row.Due, row.Light = string(r.Due), web.Light{Kind: string(r.Light), Text: lightName(r.Light)}
		}
		return row
	}), err
}

// dead lists the links that lead nowhere.
func (d *Desk) dead(ctx context.Context, q publish.FindDead, p db.Page) (out db.Rows[deadRow], err error) {
	found, err := d.Items.Dead(ctx, q, p)
	if err != nil {
		return out, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(l publish.DeadLink) deadRow { return deadRow{l, names[l.UnitID]} }), err
}

func (d *Desk) reviews(ctx context.Context, q publish.Month) (v reviewsView, err error) {
	month, all, err := d.Items.Judgements(ctx, q)
	if err != nil {
		return v, err
	}
	v.Month = month
	first := publish.Month{Month: month}.First()
	v.Prev, v.Next = string(first.AddMonths(-1))[:len("2006-01")], string(first.AddMonths(1))[:len("2006-01")]
	for i, j := range all {
		v.Rows = append(v.Rows, reviewRow{
			N: i + 1, Title: j.Title, When: moment(j.At), By: j.By, Verdict: i18n.T("publish.verdict." + string(j.Record.Verdict)),
			Where: channelNames(j.Record.Channels), Href: editionURL(j.Edition),
		})
	}
	return v, nil
}

// table is the reviews as rows of text, the heads first.
func (v reviewsView) table() [][]string {
	out := [][]string{{
		i18n.T("publish.serial"), i18n.T("publish.name"), i18n.T("publish.judged_at"), i18n.T("publish.judged_by"), i18n.T("publish.conclusion"), i18n.T("publish.channel"),
	}}
	for _, r := range v.Rows {
		out = append(out, []string{strconv.Itoa(r.N), r.Title, r.When, r.By, r.Verdict, r.Where})
	}
	return out
}

// reviewsOf is the table that a request asks for, and the name of its file.
func (d *Desk) reviewsOf(r *web.Req) (v reviewsView, name string, err error) {
	q, err := web.Bind[publish.Month](r)
	if err == nil {
		v, err = d.reviews(r.Context(), q)
	}
	return v, i18n.T("publish.reviews") + v.Month, err
}

func (d *Desk) reviewsCSV(r *web.Req) (web.Reply, error) {
	v, name, err := d.reviewsOf(r)
	if err != nil {
		return nil, err
	}
	return web.CSVOf(name, v.table())
}

func (d *Desk) reviewsXLSX(r *web.Req) (web.Reply, error) {
	v, name, err := d.reviewsOf(r)
	if err != nil {
		return nil, err
	}
	s := sheet.Sheet{Name: v.Month}
	for i, texts := range v.table() {
		s.Rows = append(s.Rows, sheet.Texts(i+1, texts...))
	}
	file, err := sheet.Write(sheet.Book{Sheets: []sheet.Sheet{s}})
	return web.Bytes{Name: name + ".xlsx", Type: files.XLSX.MIME(), Data: file}, err
}
