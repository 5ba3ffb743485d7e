package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const aidPath = foiPath + "/aid"

// A soughtRow is a question as the list of who is asked shows it.
type soughtRow struct {
	foi.SoughtRow
	Unit  string // who asks
	Light web.Light
}

func (r soughtRow) href() string { return fmt.Sprintf("%s/%d", aidPath, r.ID) }

type opineForm struct {
	foi.Opine
	onPart
}

var (
	opinePage = web.MustPage[web.FormView[opineForm]](pages, web.Desk, partFile)
	aidList   = web.ListPage[foi.FindAid, soughtRow](web.Desk, "foi.aids",
		web.Col[soughtRow]{Label: "foi.aid_state", Class: "o1", Cell: func(r soughtRow) web.Cell { return web.Cell{Light: r.Light} }},
		web.Col[soughtRow]{Label: "foi.aid_question", Class: "ti", Cell: func(r soughtRow) web.Cell {
			return web.Cell{Text: r.Question, Href: r.href(), Sub: r.Number}
		}},
		web.Col[soughtRow]{Label: "foi.aid_asker", Cell: func(r soughtRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[soughtRow]{Label: "foi.aid_asked", Class: "num xs", Cell: func(r soughtRow) web.Cell { return dayCell(r.Asked) }},
		web.Col[soughtRow]{Label: "foi.last_day", Class: "num o2", Cell: func(r soughtRow) web.Cell { return dayCell(r.Due) }},
		web.Col[soughtRow]{Label: "foi.aid_done", Class: "num xs", Cell: func(r soughtRow) web.Cell { return dayCell(r.Answered) }},
	)
)

// aidRoutes is what a unit, or counsel, is asked from the inside.
func (d *Desk) aidRoutes() []web.Route {
	return []web.Route{
		web.GET(aidPath, foi.Help, web.List(aidList, d.findAid, web.Empty("foi.aids_empty"))),
		web.Form(aidPath+"/{id}", foi.Help, web.Act(opinePage, d.blankOpine, func(ctx context.Context, id foi.AidID, in opineForm) (*foi.Aid, error) {
			a, err := d.Requests.Opine(ctx, id, in.Opine)
			return &a, err
		}, func(*foi.Aid) string { return aidPath }, web.Submit("foi.opine"), web.Done("foi.done"), web.Cancel(aidPath))),
	}
}

func (d *Desk) findAid(ctx context.Context, q foi.FindAid, p db.Page) (db.Rows[soughtRow], error) {
	found, err := d.Requests.FindAid(ctx, q, p)
	if err != nil {
		return db.Rows[soughtRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return db.Rows[soughtRow]{}, err
	}
	soon, err := read(ctx, d, d.Duties.SoonDay)
	today := d.DB.Today()
	return db.Map(found, func(r foi.SoughtRow) soughtRow {
		kind := "intime"
		switch {
		case r.Answered != "":
			kind = "done"
		case r.Due < today:
			kind = "late"
		case r.Due <= soon:
			kind = "soon"
		}
		state := foi.AidOpen
		if r.Answered != "" {
			state = foi.AidAnswered
		}
		return soughtRow{r, names[r.Asker], web.Light{Kind: kind, Text: i18n.T("foi.aid_state." + state)}}
	}), err
}

func (d *Desk) blankOpine(ctx context.Context, id foi.AidID) (in opineForm, err error) {
	q, err := d.Requests.Sought(ctx, id)
	in.Rev = q.Rev
	in.Answer = q.Answer
	in.onPart = onPart{Title: i18n.T("foi.opine"), Back: aidPath, Lines: []web.Fact{
		{Label: "foi.number", Text: q.Number}, {Label: "foi.want", Text: q.Want}, {Label: "foi.aid_question", Text: q.Question}, {Label: "foi.last_day", Text: string(q.Due)},
	}}
	return in, err
}

// aidWait counts what the reader is asked and has not answered, for the menu.
func (d *Desk) aidWait(ctx context.Context) (int, error) {
	rows, err := d.Requests.FindAid(ctx, foi.FindAid{State: foi.AidOpen}, db.Page{Size: db.CountOnly})
	return rows.Total, err
}

// aidBlock is what the reader is asked, for the page of today.
func (d *Desk) aidBlock(ctx context.Context) (b Block, err error) {
	if !auth.From(ctx).Can(foi.Help) {
		return b, nil
	}
	rows, err := d.findAid(ctx, foi.FindAid{State: foi.AidOpen}, db.Page{Size: blockLines})
	b = Block{Title: i18n.T("foi.aid_block"), All: web.Link{Href: aidPath + "?state=" + foi.AidOpen, Label: i18n.T("foi.block_all", rows.Total)}}
	for _, r := range rows.Items {
		b.Lines = append(b.Lines, Line{Href: r.href(), Title: r.Number, Note: r.Unit + "\u3000" + i18n.T("foi.last_day") + " " + string(r.Due)})
	}
	return b, err
}
