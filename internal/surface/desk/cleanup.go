package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	cleanupPath = "/desk/cleanup"
	verdictPath = cleanupPath + "/verdict"
)

type (
	// A verdictRow is a document in a clean-up as lists show it.
	verdictRow struct {
		cleanup.Verdict
		Unit string
	}
	// A cleanupView is the page of a clean-up with its board.
	cleanupView struct {
		cleanup.View
		State   web.Tag
		Facts   []web.Fact
		Sum     []countCell
		Lines   []cleanupLine
		Item    string // the page of its announcement at the desk
		Public  string
		Buttons []web.Button
		History []web.Event
	}
	// A cleanupLine is how one unit stands.
	cleanupLine struct {
		Unit  string
		Cells []countCell
	}
	// A countCell is a number with the list behind it.
	countCell struct {
		Label string
		N     int
		Href  string
	}
	// A verdictView is the page of the verdict on a document.
	verdictView struct {
		cleanup.VerdictView
		State   web.Tag
		Facts   []web.Fact
		Buttons []web.Button
		History []web.Event
	}
	// onCleanup is what the form of an act shows beside its fields.
	onCleanup struct {
		Act   cleanup.Act
		Name  string
		Back  string // its page
		State web.Tag
		Facts []web.Fact
		May   bool
	}
	cleanupNew struct {
		Unit int64 `form:"unit" label:"cleanup.leads" type:"select" required:"true"`
		cleanup.Edit
	}
	cleanupEdit struct {
		cleanup.Edit
		onCleanup
	}
	cleanupSeen struct {
		cleanup.Seen
		onCleanup
	}
	cleanupWhy struct {
		cleanup.Because
		onCleanup
	}
	cleanupLater struct {
		cleanup.Later
		onCleanup
	}
	cleanupCompile struct {
		cleanup.Compile
		onCleanup
		strict bool
	}
	verdictPropose struct {
		cleanup.Proposal
		onCleanup
	}
)

// About says what follows from the act.
func (in onCleanup) About() string { return i18n.T("cleanup.about." + web.ShortAct(in.Act)) }

// Hides leaves out what only a clean-up asks for that makes void what is not on the list.
func (in cleanupCompile) Hides(field string) bool { return field == "sure" && !in.strict }

var (
	cleanupList = web.ListPage[cleanup.Find, cleanup.Cleanup](web.Desk, "cleanup.cleanups",
		web.Col[cleanup.Cleanup]{Label: "cleanup.state", Class: "o1", Cell: func(c cleanup.Cleanup) web.Cell { return web.Cell{Tag: cleanupTag(c.Status)} }},
		web.Col[cleanup.Cleanup]{Label: "cleanup.title", Class: "ti", Cell: func(c cleanup.Cleanup) web.Cell { return web.Cell{Text: c.Title, Href: refURL(c.Ref()), Sub: c.Basis} }},
		web.Col[cleanup.Cleanup]{Label: "cleanup.as_of", Class: "num", Cell: func(c cleanup.Cleanup) web.Cell { return dayCell(c.AsOf) }},
		web.Col[cleanup.Cleanup]{Label: "cleanup.due", Class: "num o2", Cell: func(c cleanup.Cleanup) web.Cell { return dayCell(c.Due) }},
	)
	verdictList = web.ListPage[cleanup.FindVerdict, verdictRow](web.Desk, "cleanup.documents",
		web.Col[verdictRow]{Label: "cleanup.stage", Class: "o1", Cell: func(r verdictRow) web.Cell { return web.Cell{Tag: stageTag(r.Stage)} }},
		web.Col[verdictRow]{Label: "policy.title", Class: "ti", Cell: func(r verdictRow) web.Cell { return web.Cell{Text: r.Title, Href: refURL(r.Ref()), Sub: r.Number} }},
		web.Col[verdictRow]{Label: "cleanup.unit", Cell: func(r verdictRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[verdictRow]{Label: "cleanup.verdict", Class: "o2", Cell: func(r verdictRow) web.Cell { return web.Cell{Text: judgementText(r.Judgement), Sub: r.Note} }},
		web.Col[verdictRow]{Label: "cleanup.issued", Class: "num xs", Cell: func(r verdictRow) web.Cell { return dayCell(r.Issued) }},
		web.Col[verdictRow]{Label: "cleanup.settled", Class: "num xs", Cell: func(r verdictRow) web.Cell { return dayCell(r.Settled) }},
	)
	cleanupShow        = web.MustPage[cleanupView](pages, web.Desk, "pages/cleanup/show.html")
	verdictShow        = web.MustPage[verdictView](pages, web.Desk, "pages/cleanup/verdict.html")
	cleanupNewPage     = web.FormPage[cleanupNew](web.Desk, "cleanup.make")
	cleanupEditPage    = actPage[cleanupEdit]("cleanup")
	cleanupSeenPage    = actPage[cleanupSeen]("cleanup")
	cleanupWhyPage     = actPage[cleanupWhy]("cleanup")
	cleanupLaterPage   = actPage[cleanupLater]("cleanup")
	cleanupCompilePage = actPage[cleanupCompile]("cleanup")
	verdictProposePage = actPage[verdictPropose]("cleanup")
)

func (d *Desk) cleanupRoutes() []web.Route {
	s := d.Cleanups
	columns := web.Options("column", d.columnChoices)
	return append([]web.Route{
		web.GET(cleanupPath, cleanup.See, web.List(cleanupList, s.Find, web.Empty("cleanup.empty"),
			web.Create(web.Item{Label: "cleanup.make", Path: cleanupPath + "/new", Perm: cleanup.Lead}))),
		web.Form(cleanupPath+"/new", cleanup.Lead, web.Make(cleanupNewPage, nil, func(ctx context.Context, in cleanupNew) (*cleanup.Cleanup, error) {
			return s.Make(ctx, in.Unit, in.Edit)
		}, cleanupURL, web.Options("unit", d.unitsOver(cleanup.Lead)), columns, web.Submit("cleanup.make"), web.Done("cleanup.done"), web.Cancel(cleanupPath))),
		web.GET(cleanupPath+"/{id}", cleanup.See, web.Show(cleanupShow, d.cleanup)),
		onCleanups(d, cleanupEditPage, cleanup.ActEdit, func(v *cleanupView, on onCleanup) cleanupEdit { return cleanupEdit{cleanup.FormOf(&v.Cleanup), on} },
			func(ctx context.Context, id cleanup.ID, in cleanupEdit) (*cleanup.Cleanup, error) {
				return s.Edit(ctx, id, in.Edit)
			}, columns),
		onCleanups(d, cleanupSeenPage, cleanup.ActStart, func(v *cleanupView, on onCleanup) cleanupSeen {
			return cleanupSeen{cleanup.Seen{Rev: v.Cleanup.Rev}, on}
		}, func(ctx context.Context, id cleanup.ID, in cleanupSeen) (*cleanup.Cleanup, error) {
			return s.Start(ctx, id, in.Seen)
		}),
		onCleanups(d, cleanupLaterPage, cleanup.ActExtend, func(v *cleanupView, on onCleanup) cleanupLater {
			return cleanupLater{cleanup.Later{Because: cleanup.Because{Rev: v.Cleanup.Rev}, Due: v.Cleanup.Due}, on}
		}, func(ctx context.Context, id cleanup.ID, in cleanupLater) (*cleanup.Cleanup, error) {
			return s.Extend(ctx, id, in.Later)
		}),
		onCleanups(d, cleanupCompilePage, cleanup.ActCompile, func(v *cleanupView, on onCleanup) cleanupCompile {
			return cleanupCompile{cleanup.Compile{Rev: v.Cleanup.Rev}, on, v.Cleanup.Strict}
		}, func(ctx context.Context, id cleanup.ID, in cleanupCompile) (*cleanup.Cleanup, error) {
			return s.Compile(ctx, id, in.Compile)
		}),
		d.endCleanup(cleanup.ActReopen, s.Reopen),
		d.endCleanup(cleanup.ActStop, s.Stop),
		d.endCleanup(cleanup.ActDiscard, s.Discard),
	}, d.verdictRoutes()...)
}

func (d *Desk) verdictRoutes() []web.Route {
	s := d.Cleanups
	why := func(act cleanup.Act, do func(context.Context, cleanup.VerdictID, cleanup.Because) (*cleanup.Verdict, error)) web.Route {
		return onVerdicts(d, cleanupWhyPage, act, func(v *verdictView, on onCleanup) cleanupWhy {
			return cleanupWhy{cleanup.Because{Rev: v.Verdict.Rev}, on}
		}, func(ctx context.Context, id cleanup.VerdictID, in cleanupWhy) (*cleanup.Verdict, error) {
			return do(ctx, id, in.Because)
		})
	}
	return []web.Route{
		web.GET(verdictPath, cleanup.See, web.List(verdictList, d.findVerdicts, web.Options("unit", d.unitChoices), web.Empty("cleanup.empty_documents"), web.Download(verdictPath+".csv"))),
		web.GET(verdictPath+".csv", cleanup.See, web.CSV(verdictList, "cleanup.documents", d.findVerdicts)),
		web.GET(verdictPath+"/{id}", cleanup.See, web.Show(verdictShow, d.verdict)),
		onVerdicts(d, verdictProposePage, cleanup.ActPropose, func(v *verdictView, on onCleanup) verdictPropose {
			return verdictPropose{cleanup.Proposal{Rev: v.Verdict.Rev, Verdict: v.Verdict.Judgement, Note: v.Verdict.Note}, on}
		}, func(ctx context.Context, id cleanup.VerdictID, in verdictPropose) (*cleanup.Verdict, error) {
			return s.Propose(ctx, id, in.Proposal)
		}),
		onVerdicts(d, cleanupSeenPage, cleanup.ActApprove, func(v *verdictView, on onCleanup) cleanupSeen {
			return cleanupSeen{cleanup.Seen{Rev: v.Verdict.Rev}, on}
		}, func(ctx context.Context, id cleanup.VerdictID, in cleanupSeen) (*cleanup.Verdict, error) {
			return s.Approve(ctx, id, in.Seen)
		}),
		why(cleanup.ActRefuse, s.Refuse),
		why(cleanup.ActBack, s.Back),
	}
}

func cleanupURL(c *cleanup.Cleanup) string { return refURL(c.Ref()) }

func verdictURL(v *cleanup.Verdict) string { return refURL(v.Ref()) }

// onCleanups is the form of one act on a clean-up. The permission of each is in the table.
func onCleanups[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act cleanup.Act, blank func(*cleanupView, onCleanup) Form,
	do func(context.Context, cleanup.ID, Form) (*cleanup.Cleanup, error), more ...web.Opt,
) web.Route {
	return web.Form(cleanupPath+"/"+web.ActPath(act)+"/{id}", cleanup.See, web.Act(page, func(ctx context.Context, id cleanup.ID) (in Form, err error) {
		v, err := d.cleanup(ctx, id)
		return blank(&v, onCleanup{act, v.Cleanup.Title, refURL(v.Cleanup.Ref()), v.State, v.Facts, slices.Contains(v.Acts, act)}), err
	}, do, cleanupURL, append(more, web.Submit(string(act)), web.Done("cleanup.done"), web.Cancel(cleanupPath+"/{id}"))...))
}

// endCleanup is the form of an act on a clean-up that asks for a reason.
func (d *Desk) endCleanup(act cleanup.Act, do func(context.Context, cleanup.ID, cleanup.Because) (*cleanup.Cleanup, error)) web.Route {
	return onCleanups(d, cleanupWhyPage, act, func(v *cleanupView, on onCleanup) cleanupWhy {
		return cleanupWhy{cleanup.Because{Rev: v.Cleanup.Rev}, on}
	}, func(ctx context.Context, id cleanup.ID, in cleanupWhy) (*cleanup.Cleanup, error) {
		return do(ctx, id, in.Because)
	})
}

// onVerdicts is the form of one act on a verdict.
func onVerdicts[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act cleanup.Act, blank func(*verdictView, onCleanup) Form,
	do func(context.Context, cleanup.VerdictID, Form) (*cleanup.Verdict, error),
) web.Route {
	at := verdictPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), cleanup.See, web.Act(page, func(ctx context.Context, id cleanup.VerdictID) (in Form, err error) {
		v, err := d.verdict(ctx, id)
		return blank(&v, onCleanup{act, v.Verdict.Title, refURL(v.Verdict.Ref()), v.State, v.Facts, slices.Contains(v.Acts, act)}), err
	}, do, verdictURL, web.Submit(string(act)), web.Done("cleanup.done"), web.Cancel(at)))
}

func cleanupTag(s cleanup.Status) web.Tag {
	kind := map[cleanup.Status]string{cleanup.Draft: "warn", cleanup.Running: "info", cleanup.Compiled: "info", cleanup.Announced: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("cleanup.state." + string(s))}
}

func stageTag(s cleanup.Stage) web.Tag {
	kind := map[cleanup.Stage]string{cleanup.Open: "warn", cleanup.Proposed: "info", cleanup.Approved: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("cleanup.stage." + string(s))}
}

func judgementText(j cleanup.Judgement) string {
	if j == "" {
		return web.Nothing
	}
	return i18n.T("cleanup.verdict." + string(j))
}

func (d *Desk) findVerdicts(ctx context.Context, q cleanup.FindVerdict, p db.Page) (db.Rows[verdictRow], error) {
	found, err := d.Cleanups.Verdicts(ctx, q, p)
	if err != nil {
		return db.Rows[verdictRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(v cleanup.Verdict) verdictRow { return verdictRow{v, names[v.UnitID]} }), err
}

func (d *Desk) cleanup(ctx context.Context, id cleanup.ID) (v cleanupView, err error) {
	if v.View, err = d.Cleanups.View(ctx, id); err != nil {
		return v, err
	}
	c := &v.Cleanup
	v.State, v.Facts = cleanupTag(c.Status), cleanupFacts(&v)
	v.Sum = countCells(c, 0, v.Total)
	for _, l := range v.Board {
		v.Lines = append(v.Lines, cleanupLine{l.Unit, countCells(c, l.UnitID, l.Tally)})
	}
	if c.Item != 0 {
		v.Item = refURL(publish.RefOf(c.Item))
	}
	if slices.Contains(cleanup.Public, c.Status) {
		v.Public = fmt.Sprintf("/cleanup/%d", id)
	}
	v.Buttons = web.Buttons(v.Acts, cleanupPath, "cleanup")
	for i := range v.Buttons {
		v.Buttons[i].Href += fmt.Sprintf("/%d", id)
	}
	v.History, err = d.history(ctx, c.Ref(), reasonOf)
	return v, err
}

// countCells are the numbers of a clean-up, each with its list; unit 0 is all of them.
func countCells(c *cleanup.Cleanup, unitID int64, t cleanup.Tally) (out []countCell) {
	for _, n := range []struct {
		label string
		n     int
		q     cleanup.FindVerdict
	}{
		{"cleanup.documents", t.Documents, cleanup.FindVerdict{}},
		{"cleanup.stage.open", t.Open, cleanup.FindVerdict{Stage: cleanup.Open}},
		{"cleanup.stage.proposed", t.Proposed, cleanup.FindVerdict{Stage: cleanup.Proposed}},
		{"cleanup.verdict.keep", t.Keep, cleanup.FindVerdict{Verdict: cleanup.Keep}},
		{"cleanup.verdict.amend", t.Amend, cleanup.FindVerdict{Verdict: cleanup.Amend}},
		{"cleanup.verdict.repeal", t.Repeal, cleanup.FindVerdict{Verdict: cleanup.Repeal}},
		{"cleanup.verdict.lapse", t.Lapse, cleanup.FindVerdict{Verdict: cleanup.Lapse}},
		{"cleanup.owed", t.Owed, cleanup.FindVerdict{Owed: true}},
	} {
		n.q.Cleanup, n.q.Unit = c.ID, unitID
		out = append(out, countCell{i18n.T(n.label), n.n, n.q.At(verdictPath)})
	}
	return out
}

func cleanupFacts(v *cleanupView) []web.Fact {
	c := &v.Cleanup
	void, strict := "", ""
	if c.Strict {
		void, strict = cmp.Or(string(c.VoidOn), i18n.T("cleanup.text.from_issue")), i18n.T("cleanup.strict")
	}
	return slices.DeleteFunc([]web.Fact{
		{Label: "cleanup.leads", Text: v.Unit},
		{Label: "cleanup.basis", Text: c.Basis},
		{Label: "cleanup.as_of", Text: string(c.AsOf)},
		{Label: "cleanup.due", Text: string(c.Due)},
		{Label: "cleanup.settle_by", Text: string(c.Settle)},
		{Label: "cleanup.void_on", Text: void, Note: strict},
		{Label: "cleanup.compiled", Text: string(c.Compiled)},
		{Label: "cleanup.announced", Text: string(c.Announced)},
		{Label: "cleanup.about", Text: c.About},
		{Label: "cleanup.contact", Text: c.Contact},
		{Label: "cleanup.reason", Text: c.Reason},
	}, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) verdict(ctx context.Context, id cleanup.VerdictID) (v verdictView, err error) {
	if v.VerdictView, err = d.Cleanups.Verdict(ctx, id); err != nil {
		return v, err
	}
	x := &v.Verdict
	v.State = stageTag(x.Stage)
	judgement := ""
	if x.Judgement != "" {
		judgement = judgementText(x.Judgement)
	}
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "cleanup.title", Text: v.Cleanup.Title, Href: refURL(v.Cleanup.Ref())},
		{Label: "policy.title", Text: x.Title, Href: refURL(policy.RefOf(x.Document))},
		{Label: "policy.number", Text: x.Number},
		{Label: "policy.organ", Text: x.Organ},
		{Label: "cleanup.unit", Text: v.Unit},
		{Label: "cleanup.issued", Text: string(x.Issued)},
		{Label: "cleanup.due", Text: string(v.Cleanup.Due)},
		{Label: "cleanup.verdict", Text: judgement},
		{Label: "cleanup.note", Text: x.Note},
		{Label: "cleanup.reason", Text: x.Reason},
		{Label: "cleanup.settled", Text: string(x.Settled)},
	}, func(f web.Fact) bool { return f.Text == "" })
	v.Buttons = web.Buttons(v.Acts, refURL(x.Ref()), "cleanup")
	v.History, err = d.history(ctx, x.Ref(), reasonOf)
	return v, err
}

// cleanupBlocks is what waits for the reader on the page of today.
func (d *Desk) cleanupBlocks(ctx context.Context) ([]Block, error) {
	b := Block{Title: i18n.T("cleanup.block"), All: web.Link{Href: cleanupPath, Label: i18n.T("cleanup.block_all")}}
	a := auth.From(ctx)
	for stage, p := range map[cleanup.Stage]auth.Perm{cleanup.Open: cleanup.Write, cleanup.Proposed: cleanup.Approve} {
		if !a.Can(p) || stage == cleanup.Open && a.Can(cleanup.Lead) { // the office asks the units
			continue
		}
		rows, err := d.Cleanups.Waiting(ctx, cleanup.FindVerdict{Stage: stage}, db.Page{Size: blockLines})
		if err != nil {
			return nil, err
		}
		for _, v := range rows.Items {
			b.Lines = append(b.Lines, Line{Href: refURL(v.Ref()), Title: v.Title, Note: v.Number, Tag: stageTag(v.Stage)})
		}
	}
	slices.SortStableFunc(b.Lines, func(x, y Line) int { return len(x.Tag.Kind) - len(y.Tag.Kind) })
	return []Block{b}, nil
}
