package desk

import (
	"context"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const incomingPath = foiPath + "/incoming"

// An incomingRow is a letter as the list shows it.
type incomingRow struct {
	foi.IncomingRow
	Unit string
}

func incomingURL(id foi.IncomingID) string { return fmt.Sprintf("%s/%d", incomingPath, id) }

func incomingTag(s foi.Sorted) web.Tag {
	kind := map[foi.Sorted]string{foi.Unsorted: "warn", foi.Registered: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("foi.incoming_state." + string(s))}
}

// subject is what a letter is called.
func subject(text string) string {
	if text == "" {
		return i18n.T("foi.incoming_no_subject")
	}
	return text
}

var incomingList = web.ListPage[foi.FindIncoming, incomingRow](web.Desk, "foi.incoming",
	web.Col[incomingRow]{Label: "foi.incoming_state", Class: "o1", Cell: func(r incomingRow) web.Cell { return web.Cell{Tag: incomingTag(r.Status)} }},
	web.Col[incomingRow]{Label: "foi.incoming_subject", Class: "ti", Cell: func(r incomingRow) web.Cell {
		return web.Cell{Text: subject(r.Subject), Href: incomingURL(r.ID)}
	}},
	web.Col[incomingRow]{Label: "foi.incoming_sender", Cell: func(r incomingRow) web.Cell { return web.Cell{Text: r.Shown} }},
	web.Col[incomingRow]{Label: "foi.incoming_unit", Class: "xs", Cell: func(r incomingRow) web.Cell { return web.Cell{Text: r.Unit} }},
	web.Col[incomingRow]{Label: "foi.incoming_files", Class: "xs", Cell: func(r incomingRow) web.Cell { return web.Cell{Text: filesOf(r.Files, r.Refused)} }},
	web.Col[incomingRow]{Label: "foi.incoming_arrived", Class: "num o2", Cell: func(r incomingRow) web.Cell { return web.Cell{Text: moment(r.At)} }},
)

func filesOf(kept, refused int) string {
	switch {
	case refused > 0:
		return i18n.T("foi.incoming_refused_of", kept, refused)
	case kept > 0:
		return i18n.T("foi.incoming_files_of", kept)
	}
	return web.Nothing
}

// An incomingView is the page of a letter.
type incomingView struct {
	foi.IncomingView
	Title   string
	State   web.Tag
	Facts   []web.Fact
	Sealed  []attachedLine // its attachments
	Flaws   []string
	Buttons []web.Button
	History []web.Event
}

type (
	registerForm struct {
		foi.Register
		Of  incomingView
		Can foi.Tellable
	}
	asideForm struct {
		Rev    int64  `form:"rev" type:"hidden"`
		Reason string `form:"reason" label:"foi.incoming_why" hint:"foi.set_aside_hint" type:"textarea" required:"true" max:"500"`
		Of     incomingView
	}
	upholdForm struct {
		foi.Seen
		Of incomingView
	}
	backForm struct {
		foi.Seen
		Of incomingView
	}
	openForm struct {
		Reason string `form:"reason" label:"foi.reason" hint:"foi.open_hint" type:"textarea" required:"true" max:"500"`
		Of     incomingView
	}
	// An openedView shows once what a letter says.
	openedView struct {
		foi.Content
		ID   foi.IncomingID
		From string
	}
)

const incomingParts = "pages/foi/incoming-parts.html"

var (
	incomingShow = web.MustPage[incomingView](pages, web.Desk, "pages/foi/incoming.html", incomingParts)
	registerPage = web.MustPage[web.FormView[registerForm]](pages, web.Desk, "pages/foi/register.html", incomingParts)
	asidePage    = web.MustPage[web.FormView[asideForm]](pages, web.Desk, "pages/foi/set-aside.html", incomingParts)
	upholdPage   = web.MustPage[web.FormView[upholdForm]](pages, web.Desk, "pages/foi/uphold.html", incomingParts)
	backPage     = web.MustPage[web.FormView[backForm]](pages, web.Desk, "pages/foi/take-back.html", incomingParts)
	openPage     = web.MustPage[web.FormView[openForm]](pages, web.Desk, "pages/foi/open.html", incomingParts)
	openedPage   = web.MustPage[openedView](pages, web.Desk, "pages/foi/opened.html")
)

func (d *Desk) incomingRoutes() []web.Route {
	back := web.Cancel(incomingPath + "/{id}")
	to := func(x *foi.Incoming) string { return incomingURL(x.ID) }
	return []web.Route{
		web.GET(incomingPath, foi.Take, web.List(incomingList, d.findIncoming, web.Options("unit", d.unitsOver(foi.Take)), web.Empty("foi.incoming_empty"))),
		web.GET(incomingPath+"/{id}", foi.Take, web.Show(incomingShow, d.incoming)),
		web.Form(incomingPath+"/{id}/register", foi.Take, web.Act(registerPage, d.blankRegister, d.register, nil, web.Options("unit", d.unitsOver(foi.Take)), web.Submit("foi.register"), back)),
		web.Form(incomingPath+"/{id}/set-aside", foi.Take, web.Act(asidePage, func(ctx context.Context, id foi.IncomingID) (asideForm, error) {
			v, err := d.incoming(ctx, id)
			return asideForm{Rev: v.Rev, Of: v}, err
		}, func(ctx context.Context, id foi.IncomingID, in asideForm) (*foi.Incoming, error) {
			return d.Requests.SetAside(ctx, id, foi.Because{Rev: in.Rev, Reason: in.Reason})
		}, func(*foi.Incoming) string { return incomingPath }, web.Submit("foi.set_aside"), web.Done("foi.done"), back)),
		web.Form(incomingPath+"/{id}/uphold", foi.Take, web.Act(upholdPage, func(ctx context.Context, id foi.IncomingID) (upholdForm, error) {
			v, err := d.incoming(ctx, id)
			return upholdForm{foi.Seen{Rev: v.Rev}, v}, err
		}, func(ctx context.Context, id foi.IncomingID, in upholdForm) (*foi.Incoming, error) {
			return d.Requests.Uphold(ctx, id, in.Seen)
		}, func(*foi.Incoming) string { return incomingPath }, web.Submit("foi.uphold"), web.Done("foi.done"), back)),
		web.Form(incomingPath+"/{id}/take-back", foi.Take, web.Act(backPage, func(ctx context.Context, id foi.IncomingID) (backForm, error) {
			v, err := d.incoming(ctx, id)
			return backForm{foi.Seen{Rev: v.Rev}, v}, err
		}, func(ctx context.Context, id foi.IncomingID, in backForm) (*foi.Incoming, error) {
			return d.Requests.TakeBack(ctx, id, in.Seen)
		}, to, web.Submit("foi.take_back"), web.Done("foi.done"), back)),
		web.Form(incomingPath+"/{id}/open", foi.Take, web.Act(openPage, func(ctx context.Context, id foi.IncomingID) (openForm, error) {
			v, err := d.incoming(ctx, id)
			return openForm{Of: v}, err
		}, d.openIncoming, nil, web.Submit("foi.open_incoming"), back)),
	}
}

func (d *Desk) findIncoming(ctx context.Context, q foi.FindIncoming, p db.Page) (db.Rows[incomingRow], error) {
	found, err := d.Requests.FindIncoming(ctx, q, p)
	if err != nil {
		return db.Rows[incomingRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(x foi.IncomingRow) incomingRow { return incomingRow{x, names[x.UnitID]} }), err
}

func (d *Desk) incoming(ctx context.Context, id foi.IncomingID) (v incomingView, err error) {
	if v.IncomingView, err = d.Requests.Incoming(ctx, id); err != nil {
		return v, err
	}
	v.Title, v.State = subject(v.Subject), incomingTag(v.Status)
	v.Facts = []web.Fact{
		{Label: "foi.incoming_unit", Text: d.unitName(ctx, v.UnitID)},
		{Label: "foi.incoming_sender", Text: v.Shown},
		{Label: "foi.incoming_arrived", Text: moment(v.At)},
		{Label: "foi.incoming_written", Text: string(v.Written)},
	}
	if v.Machine {
		v.Facts[1].Note = i18n.T("foi.incoming_machine")
	}
	if v.Receipt {
		v.Facts[2].Note = i18n.T("foi.incoming_receipt")
	}
	if v.Number != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "foi.incoming_request", Text: v.Number, Href: caseURL(v.Request)})
	}
	if v.Reason != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "foi.incoming_why", Text: v.Reason})
	}
	v.Sealed = attachedLines(v.Kept)
	for _, f := range v.Faults {
		v.Flaws = append(v.Flaws, i18n.T("foi.incoming_flaw."+string(f)))
	}
	v.Buttons = append(web.Buttons(v.Acts, incomingURL(id), "foi"), web.Button{Href: incomingURL(id) + "/open", Label: i18n.T("foi.open_incoming"), Secondary: true})
	v.History, err = d.history(ctx, v.Ref(), briefEvent)
	return v, err
}

// blankRegister is the form of a receipt with what the letter says already. That
// the letter was opened for it stays in its history.
func (d *Desk) blankRegister(ctx context.Context, id foi.IncomingID) (in registerForm, err error) {
	if in.Of, err = d.incoming(ctx, id); err != nil {
		return in, err
	}
	in.Can = d.Requests.Tells()
	in.Register, err = d.Requests.Filing(ctx, id)
	return in, err
}

// Hides leaves out what the applicant is not asked, and how nobody can be told.
func (in registerForm) Hides(field string) bool {
	return in.Applicant.Hides(field) || in.Can.Hides(field)
}

func (d *Desk) register(ctx context.Context, id foi.IncomingID, in registerForm) (web.Reply, error) {
	out, err := d.Requests.Register(ctx, id, in.Register)
	if err != nil {
		return nil, err
	}
	return d.filed(ctx, out)
}

func (d *Desk) openIncoming(ctx context.Context, id foi.IncomingID, in openForm) (web.Reply, error) {
	c, err := d.Requests.OpenIncoming(ctx, id, foi.Because{Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return openedPage.With(openedView{Content: c, ID: id, From: strings.TrimSpace(c.Name + " " + c.Address)}), nil
}

// incomingWait counts the letters that nobody has looked at, for the menu.
func (d *Desk) incomingWait(ctx context.Context) (int, error) {
	rows, err := d.Requests.FindIncoming(ctx, foi.FindIncoming{Status: foi.Unsorted}, db.Page{Size: db.CountOnly})
	return rows.Total, err
}

// incomingBlock is the letters that stand in a way, for the page of today: those that nobody
// has looked at, or those that wait for the eyes of another.
func (d *Desk) incomingBlock(ctx context.Context, title string, status foi.Sorted) (b Block, err error) {
	if !auth.From(ctx).Can(foi.Take) {
		return b, nil
	}
	rows, err := d.findIncoming(ctx, foi.FindIncoming{Status: status}, db.Page{Size: blockLines})
	b = Block{Title: title, All: web.Link{Href: incomingPath + "?state=" + string(status), Label: i18n.T("foi.block_all", rows.Total)}}
	for _, r := range rows.Items {
		b.Lines = append(b.Lines, Line{Href: incomingURL(r.ID), Title: subject(r.Subject), Note: r.Shown + "\u3000" + moment(r.At)})
	}
	return b, err
}
