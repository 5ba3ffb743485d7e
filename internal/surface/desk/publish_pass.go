package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const passPath = publishPath + "/pass"

// A passView is the page of one false alarm.
type passView struct {
	publish.PassView
	What    string // the rule in words
	State   web.Tag
	Facts   []web.Fact
	Found   string // the edition that has it
	Buttons []web.Button
	History []web.Event
}

// passForm agrees to a false alarm, or takes it back.
type passForm struct {
	publish.Agree
	Act publish.PassAct
	Of  passView
}

// Hides the words: the reason is the proposer's.
func (passForm) Hides(field string) bool { return field == "words" }

var (
	passList = web.ListPage[publish.FindPass, publish.Pass](web.Desk, "publish.passes",
		web.Col[publish.Pass]{Label: "publish.pass_status", Class: "o1", Cell: func(p publish.Pass) web.Cell { return web.Cell{Tag: passTag(p.Status)} }},
		web.Col[publish.Pass]{Label: "publish.pass_rule", Class: "ti", Cell: func(p publish.Pass) web.Cell {
			return web.Cell{Text: i18n.T("screen." + p.Rule), Href: passURL(&p)}
		}},
		web.Col[publish.Pass]{Label: "publish.reason", Cell: func(p publish.Pass) web.Cell { return web.Cell{Text: p.Reason} }},
		web.Col[publish.Pass]{Label: "publish.pass_at", Class: "num o2", Cell: func(p publish.Pass) web.Cell { return web.Cell{Text: moment(p.At)} }},
	)
	passShow = web.MustPage[passView](pages, web.Desk, "pages/publish/pass.html")
	passAct  = web.MustPage[web.FormView[passForm]](pages, web.Desk, "pages/publish/pass-act.html")
)

func (d *Desk) passRoutes() []web.Route {
	one := passPath + "/{id}"
	act := func(name publish.PassAct, do func(context.Context, publish.PassID, publish.Agree) (*publish.Pass, error)) web.Route {
		load := func(ctx context.Context, id publish.PassID) (passForm, error) {
			v, err := d.pass(ctx, id)
			return passForm{publish.Agree{Rev: v.Pass.Rev}, name, v}, err
		}
		return web.Form(one+"/"+web.ActPath(name), publish.Passing, web.Act(passAct, load, func(ctx context.Context, id publish.PassID, in passForm) (*publish.Pass, error) {
			return do(ctx, id, in.Agree)
		}, passURL, web.Submit(string(name)), web.Done("publish.done.pass"), web.Cancel(one)))
	}
	return []web.Route{
		web.GET(passPath, publish.See, web.List(passList, d.Items.Passes, web.Empty("publish.no_passes"))),
		web.GET(one, publish.See, web.Show(passShow, d.pass)),
		act(publish.ActAccept, d.Items.AcceptPass),
		act(publish.ActRevoke, d.Items.RevokePass),
	}
}

func passURL(p *publish.Pass) string { return refURL(p.Ref()) }

func passTag(s publish.PassStatus) web.Tag {
	kind := map[publish.PassStatus]string{publish.PassProposed: "warn", publish.PassAccepted: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("publish.pass_status." + string(s))}
}

func (d *Desk) pass(ctx context.Context, id publish.PassID) (v passView, err error) {
	if v.PassView, err = d.Items.Pass(ctx, id); err != nil {
		return v, err
	}
	p := &v.Pass
	v.What, v.State = i18n.T("screen."+p.Rule), passTag(p.Status)
	v.Facts = []web.Fact{
		{Label: "publish.reason", Text: p.Reason},
		{Label: "publish.unit", Text: d.unitName(ctx, p.UnitID)},
		{Label: "publish.pass_at", Text: moment(p.At)},
	}
	if v.Edition != 0 {
		v.Found = editionURL(v.Edition)
	}
	for i, act := range v.Acts {
		v.Buttons = append(v.Buttons, web.Button{Href: passURL(p) + "/" + web.ActPath(act), Label: i18n.T(string(act)), Secondary: i > 0})
	}
	v.History, err = d.history(ctx, p.Ref(), itemEvent)
	return v, err
}

// passBlocks is the false alarms that wait for a second person, on the page of today.
func (d *Desk) passBlocks(ctx context.Context) ([]Block, error) {
	if !auth.From(ctx).Can(publish.Passing) {
		return nil, nil
	}
	rows, err := d.Items.Passes(ctx, publish.FindPass{Status: publish.PassProposed}, db.Page{Size: blockLines})
	b := Block{Title: i18n.T("publish.block.pass"), All: web.Link{Href: passPath + "?state=" + string(publish.PassProposed), Label: i18n.T("publish.block_all", rows.Total)}}
	for i := range rows.Items {
		p := &rows.Items[i]
		b.Lines = append(b.Lines, Line{Href: passURL(p), Title: i18n.T("screen." + p.Rule), Note: p.Reason + "\u3000" + moment(p.At)})
	}
	return []Block{b}, err
}
