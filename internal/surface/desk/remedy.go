package desk

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	remedyPath   = "/desk/remedy"
	remedyFigure = remedyPath + "/figures"
)

// A remedyRow is a case as lists show it.
type remedyRow struct {
	remedy.Case
	Unit string
	Lamp web.Light
}

// Href is the page of the case.
func (r remedyRow) Href() string { return refURL(r.Ref()) }

// A remedyView is the page of a case.
type remedyView struct {
	remedy.View
	State   web.Tag
	Lamp    web.Light
	Facts   []web.Fact
	Person  []web.Fact // who complains, masked
	Kept    []remedyPaper
	Buttons []web.Button
	Log     []web.Event
}

// onRemedy is what the form of an act shows beside its fields.
type onRemedy struct {
	Act remedy.Act
	Of  remedyView
}

// About says what follows from the act.
func (in onRemedy) About() string {
	return i18n.T("remedy.about." + web.ShortAct(in.Act))
}

type (
	remedyOn struct {
		remedy.On
		onRemedy
	}
	remedyDecide struct {
		remedy.Decision
		onRemedy
	}
	remedyJudge struct {
		remedy.Judgement
		onRemedy
	}
	remedyWhy struct {
		remedy.Because
		onRemedy
	}
	remedyPass struct {
		remedy.Pass
		onRemedy
	}
	remedyAmend struct {
		remedy.Amend
		onRemedy
	}
)

// Options are how this kind of case can end.
func (in onRemedy) Options(field string) []web.Option {
	if field != "outcome" {
		return nil
	}
	var out []web.Option
	for _, o := range law.Outcomes(string(in.Of.Case.Kind)) {
		out = append(out, web.Option{Value: o.Code, Label: o.Name})
	}
	return out
}

// A remedyAnew begins the new answer that the outcome ordered.
type remedyAnew struct {
	remedy.Anew
	onRemedy
}

const remedyActFile = "pages/remedy/act.html"

var (
	remedyList = web.ListPage[remedy.Find, remedyRow](web.Desk, "remedy.cases",
		web.Col[remedyRow]{Label: "remedy.lamp", Class: "o1", Cell: func(r remedyRow) web.Cell { return web.Cell{Light: r.Lamp} }},
		web.Col[remedyRow]{Label: "remedy.number", Class: "ti", Cell: func(r remedyRow) web.Cell {
			return web.Cell{Text: r.Number, Href: r.Href(), Sub: strings.TrimSpace(r.Organ + "\u3000" + r.FileNo)}
		}},
		web.Col[remedyRow]{Label: "remedy.kind", Cell: func(r remedyRow) web.Cell { return web.Cell{Text: kindOfRemedy(r.Case)} }},
		web.Col[remedyRow]{Label: "remedy.unit", Cell: func(r remedyRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[remedyRow]{Label: "remedy.request_no", Cell: func(r remedyRow) web.Cell { return requestCell(r.Case) }},
		web.Col[remedyRow]{Label: "remedy.received", Class: "num", Cell: func(r remedyRow) web.Cell { return dayCell(r.Received) }},
		web.Col[remedyRow]{Label: "remedy.outcome", Class: "o2", Cell: func(r remedyRow) web.Cell { return web.Cell{Text: outcomeName(r.Case)} }},
	)
	remedyShow       = web.MustPage[remedyView](pages, web.Desk, "pages/remedy/case.html")
	remedyTable      = web.MustPage[remedyTableView](pages, web.Desk, "pages/remedy/figures.html")
	remedyNew        = web.FormPage[remedy.Entry](web.Desk, "remedy.register")
	remedyOnPage     = web.MustPage[web.FormView[remedyOn]](pages, web.Desk, remedyActFile)
	remedyDecidePage = web.MustPage[web.FormView[remedyDecide]](pages, web.Desk, remedyActFile)
	remedyJudgePage  = web.MustPage[web.FormView[remedyJudge]](pages, web.Desk, remedyActFile)
	remedyPassPage   = web.MustPage[web.FormView[remedyPass]](pages, web.Desk, remedyActFile)
	remedyAmendPage  = web.MustPage[web.FormView[remedyAmend]](pages, web.Desk, remedyActFile)
	remedyAnewPage   = web.MustPage[web.FormView[remedyAnew]](pages, web.Desk, remedyActFile)
	remedyWhyPage    = web.MustPage[web.FormView[remedyWhy]](pages, web.Desk, remedyActFile)
)

// remedyStep is the form of one act on a case.
func remedyStep[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act remedy.Act, blank func(onRemedy) Form, told func(Form) In, do func(context.Context, remedy.ID, In) (*remedy.Case, error),
) web.Route {
	one := remedyPath + "/{id}"
	load := func(ctx context.Context, id remedy.ID) (in Form, err error) {
		v, err := d.remedy(ctx, id)
		return blank(onRemedy{act, v}), err
	}
	return web.Form(one+"/"+web.ActPath(act), remedy.See, web.Act(page, load, func(ctx context.Context, id remedy.ID, in Form) (*remedy.Case, error) {
		return do(ctx, id, told(in))
	}, func(c *remedy.Case) string { return refURL(c.Ref()) }, web.Submit(string(act)), web.Done("remedy.done"), web.Cancel(one)))
}

func (d *Desk) remedyRoutes() []web.Route {
	s := d.Remedies
	on := func(act remedy.Act, do func(context.Context, remedy.ID, remedy.On) (*remedy.Case, error)) web.Route {
		return remedyStep(d, remedyOnPage, act, func(o onRemedy) remedyOn {
			return remedyOn{remedy.On{Rev: o.Of.Case.Rev, Day: d.DB.Today()}, o}
		}, func(in remedyOn) remedy.On { return in.On }, do)
	}
	why := func(act remedy.Act, do func(context.Context, remedy.ID, remedy.Because) (*remedy.Case, error)) web.Route {
		return remedyStep(d, remedyWhyPage, act, func(o onRemedy) remedyWhy { return remedyWhy{remedy.Because{Rev: o.Of.Case.Rev}, o} },
			func(in remedyWhy) remedy.Because { return in.Because }, do)
	}
	return []web.Route{
		web.GET(remedyPath, remedy.See, web.List(remedyList, d.findRemedies, web.Options("unit", d.unitChoices), web.Empty("remedy.empty"), web.Download(remedyPath+".csv"),
			web.Create(web.Item{Label: "remedy.register", Path: remedyPath + "/register", Perm: remedy.Take}))),
		web.GET(remedyPath+".csv", remedy.See, web.CSV(remedyList, "remedy.cases", d.findRemedies)),
		web.GET(remedyFigure, remedy.See, web.Look(remedyTable, d.remedyTable)),
		web.GET(remedyFigure+".csv", remedy.See, d.remedyTableCSV),
		web.Form(remedyPath+"/register", remedy.Take, web.Make(remedyNew, d.blankRemedy, s.Register, func(c *remedy.Case) string { return refURL(c.Ref()) },
			web.Options("unit", d.unitsOver(remedy.Take)), web.Done("remedy.done"), web.Submit("remedy.register"), web.Cancel(remedyPath))),
		web.GET(remedyPath+"/{id}", remedy.See, web.Show(remedyShow, d.remedy)),
		on(remedy.ActAnswer, s.AnswerBy), on(remedy.ActFulfil, s.Fulfil),
		remedyStep(d, remedyDecidePage, remedy.ActDecide, func(o onRemedy) remedyDecide {
			return remedyDecide{remedy.Decision{Rev: o.Of.Case.Rev, Day: d.DB.Today()}, o}
		}, func(in remedyDecide) remedy.Decision { return in.Decision }, s.Decide),
		remedyStep(d, remedyJudgePage, remedy.ActJudge, func(o onRemedy) remedyJudge { return remedyJudge{remedy.Judgement{Rev: o.Of.Case.Rev}, o} },
			func(in remedyJudge) remedy.Judgement { return in.Judgement }, s.Judge),
		remedyStep(d, remedyPassPage, remedy.ActPass, func(o onRemedy) remedyPass {
			return remedyPass{remedy.Pass{Rev: o.Of.Case.Rev, Organ: o.Of.Case.Organ, Day: d.DB.Today()}, o}
		}, func(in remedyPass) remedy.Pass { return in.Pass }, s.Pass),
		remedyStep(d, remedyAmendPage, remedy.ActAmend, func(o onRemedy) remedyAmend {
			return remedyAmend{remedy.Amend{Decision: remedy.Decision{Rev: o.Of.Case.Rev, Outcome: o.Of.Case.Outcome, Day: o.Of.Case.Decided}}, o}
		}, func(in remedyAmend) remedy.Amend { return in.Amend }, s.Amend),
		remedyStep(d, remedyAnewPage, remedy.ActRedo, func(o onRemedy) remedyAnew {
			return remedyAnew{remedy.Anew{Rev: o.Of.Case.Rev, FileNo: o.Of.Case.FileNo, Got: d.DB.Today()}, o}
		}, func(in remedyAnew) remedy.Anew { return in.Anew }, s.Redo), why(remedy.ActWithdraw, s.WithdrawOnPaper), why(remedy.ActVoid, s.Void),
	}
}

func (d *Desk) blankRemedy(context.Context) (in remedy.Entry, err error) {
	in.Kind, in.Way, in.Received = remedy.Review, remedy.Notice, d.DB.Today()
	return in, nil
}

func (d *Desk) findRemedies(ctx context.Context, q remedy.Find, p db.Page) (db.Rows[remedyRow], error) {
	found, err := d.Remedies.Find(ctx, q, p)
	if err != nil {
		return db.Rows[remedyRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return db.Rows[remedyRow]{}, err
	}
	lamp, err := d.remedyLamp(ctx)
	return db.Map(found, func(c remedy.Case) remedyRow { return remedyRow{c, names[c.UnitID], lamp(&c)} }), err
}

// remediesOf are the cases about a request, for its page; none for who may not see them.
func (d *Desk) remediesOf(ctx context.Context, number string) ([]remedyRow, error) {
	if !auth.From(ctx).Can(remedy.See) {
		return nil, nil
	}
	rows, err := d.findRemedies(ctx, remedy.Find{Request: number}, db.Page{})
	return rows.Items, err
}

// remedyLamp says how what is owed on a case stands today.
func (d *Desk) remedyLamp(ctx context.Context) (func(*remedy.Case) web.Light, error) {
	soon, err := read(ctx, d, d.Duties.SoonDay)
	if err != nil {
		return nil, err
	}
	cal, err := d.Holidays.Current(ctx)
	today := d.DB.Today()
	until := func(last calendar.Day) web.Light {
		switch {
		case last < today:
			return web.Light{Kind: "late", Text: i18n.T("foi.lamp.late", cal.WorkBetween(last, today))}
		case last <= soon:
			return web.Light{Kind: "soon", Text: i18n.T("foi.lamp.left", cal.WorkBetween(today, last))}
		}
		return web.Light{Kind: "intime", Text: i18n.T("foi.lamp.left", cal.WorkBetween(today, last))}
	}
	return func(c *remedy.Case) web.Light {
		switch {
		case c.Status == remedy.Open:
			return until(c.Due)
		case c.Status == remedy.Decided && c.RedoBy != "":
			return until(c.RedoBy)
		case c.Status == remedy.Pending:
			return web.Light{Kind: "paused", Text: i18n.T("remedy.state.pending")}
		case c.Status == remedy.Void, c.Status == remedy.Withdrawn:
			return web.Light{Kind: "void", Text: i18n.T("remedy.state." + string(c.Status))}
		}
		return web.Light{Kind: "done", Text: i18n.T("remedy.state." + string(c.Status))}
	}, err
}

func kindOfRemedy(c remedy.Case) string {
	if c.Kind == remedy.Suit {
		return i18n.T("remedy.suit_of." + string(suitBlock(c.After)))
	}
	return i18n.T("remedy.kind." + string(c.Kind))
}

func suitBlock(after bool) remedy.Block {
	if after {
		return remedy.After
	}
	return remedy.Direct
}

func outcomeName(c remedy.Case) string {
	o, _ := c.Ended()
	return o.Name
}

func requestCell(c remedy.Case) web.Cell {
	if c.Request == 0 {
		return web.Cell{Text: web.Nothing}
	}
	return web.Cell{Text: c.RequestNo, Href: caseURL(c.Request)}
}

func (d *Desk) remedy(ctx context.Context, id remedy.ID) (v remedyView, err error) {
	if v.View, err = d.Remedies.View(ctx, id); err != nil {
		return v, err
	}
	lamp, err := d.remedyLamp(ctx)
	if err != nil {
		return v, err
	}
	c := &v.Case
	v.State, v.Lamp = web.Tag{Text: i18n.T("remedy.state." + string(c.Status))}, lamp(c)
	v.Facts, v.Person, v.Kept = remedyFacts(&v), complainantFacts(v.Words), papersOfRemedy(&v.View)
	v.Buttons = web.Buttons(v.Acts, refURL(c.Ref()), "remedy")
	v.Log, err = d.history(ctx, c.Ref(), remedyEvent)
	return v, err
}

// remedyFacts are what is known of a case. What is not filled in is not there.
func remedyFacts(v *remedyView) []web.Fact {
	c := &v.Case
	organ, due, answered := "remedy.organ", "remedy.due", "remedy.answered"
	switch {
	case c.Kind == remedy.Complaint && c.Organ != "":
		organ, due, answered = "remedy.pass_organ", "remedy.pass_due", "remedy.pass_day"
	case c.Status == remedy.Withdrawn:
		answered = "remedy.withdrawn"
	}
	all := []web.Fact{
		{Label: "remedy.kind", Text: kindOfRemedy(*c)},
		{Label: "remedy.unit", Text: v.Unit},
		{Label: "remedy.judge_unit", Text: v.Judge},
		{Label: "remedy.request_no", Text: c.RequestNo, Href: requestCell(*c).Href},
		{Label: "remedy.way", Text: i18n.T("remedy.way." + string(c.Way))},
		{Label: organ, Text: c.Organ},
		{Label: "remedy.file_no", Text: c.FileNo},
		{Label: "remedy.received", Text: string(c.Received)},
		{Label: due, Text: string(c.Due)},
		{Label: answered, Text: string(c.Answered)},
		{Label: "remedy.outcome", Text: outcomeName(*c)},
		{Label: "remedy.decided", Text: string(c.Decided)},
		sueFact(v.Sue),
		{Label: "remedy.redo_by", Text: string(c.RedoBy)},
		redoFact(c),
		{Label: "remedy.fulfilled", Text: string(c.Fulfilled)},
		{Label: "remedy.reason", Text: c.Reason},
		{Label: "remedy.forgotten", Text: string(c.Forgotten)},
	}
	return slices.DeleteFunc(all, func(f web.Fact) bool { return f.Text == "" })
}

// redoFact leads to the request that is answered anew for the case.
func redoFact(c *remedy.Case) web.Fact {
	if c.RedoID == 0 {
		return web.Fact{}
	}
	return web.Fact{Label: "remedy.redo", Text: i18n.T("remedy.redo_open_it"), Href: caseURL(c.RedoID)}
}

// sueFact is until when, and where, a suit is open after a review; nothing if there is none.
func sueFact(m *remedy.Means) web.Fact {
	if m == nil {
		return web.Fact{}
	}
	return web.Fact{Label: "remedy.sue_last", Text: lastOf(*m), Note: i18n.T("remedy.sue_note", m.Days, m.Where)}
}

// lastOf is the last day of a means, and whether it is past.
func lastOf(m remedy.Means) string {
	if m.Unsigned {
		return web.FromReceipt(m.Within.N, string(m.Within.Unit))
	}
	if m.Over {
		return i18n.T("remedy.my.over", m.Last)
	}
	return string(m.Last)
}

// whereOf is to whom one goes, and for what of a reply that has both ways.
func whereOf(m remedy.Means) string {
	if m.Mixed {
		return i18n.T("remedy."+string(m.Kind)+"_mixed", m.Where)
	}
	return m.Where
}

// canBeDone is what the applicant of a request can do about it and until when, for the
// page of the request.
func (d *Desk) canBeDone(ctx context.Context, id foi.ID) (out []web.Fact, err error) {
	if !auth.From(ctx).Can(remedy.See) {
		return nil, nil
	}
	s, err := d.Remedies.Standing(ctx, id)
	for _, m := range s.Means {
		if m.Kind != remedy.Complaint {
			out = append(out, web.Fact{Label: "remedy.kind." + string(m.Kind), Text: whereOf(m), Note: lastOf(m)})
		}
	}
	return out, err
}

// remedyEvent adds to an entry the day that it is about and what staff wrote.
func remedyEvent(e journal.Entry, out *web.Event) {
	var b remedy.Brief
	if e.Decode(&b) != nil {
		return
	}
	out.Text = b.Note
	if b.Was != "" {
		was, _ := law.OutcomeOf(string(b.Kind), b.Was)
		now, _ := law.OutcomeOf(string(b.Kind), b.Outcome)
		out.Text = strings.TrimSpace(now.Name + " " + string(b.Day) + "\u3000" + i18n.T("remedy.was", was.Name, b.WasDay) + "\u3000" + b.Note)
	}
	if b.Due != "" {
		out.Text = strings.TrimSpace(out.Text + " " + i18n.T("foi.event_due", b.Due))
	}
}

// remedyBlocks is what waits for the reader on the page of today.
func (d *Desk) remedyBlocks(ctx context.Context) ([]Block, error) {
	if !auth.From(ctx).Can(remedy.Handle) {
		return nil, nil
	}
	rows, err := d.findRemedies(ctx, remedy.Find{Owing: true}, db.Page{Size: blockLines})
	if err != nil || rows.Total == 0 {
		return nil, err
	}
	b := Block{Title: i18n.T("remedy.waiting"), All: web.Link{Href: remedyPath + "?owing=true", Label: i18n.T("foi.block_all", rows.Total)}}
	for _, r := range rows.Items {
		b.Lines = append(b.Lines, Line{Href: r.Href(), Title: kindOfRemedy(r.Case) + "\u3000" + r.Number, Note: r.Unit + "\u3000" + r.Lamp.Text})
	}
	return []Block{b}, nil
}

// remedyWait counts what waits for the reader, for the menu.
func (d *Desk) remedyWait(ctx context.Context) (int, error) {
	if !auth.From(ctx).Can(remedy.Handle) {
		return 0, nil
	}
	rows, err := d.Remedies.Find(ctx, remedy.Find{Owing: true}, db.Page{Size: db.CountOnly})
	return rows.Total, err
}
