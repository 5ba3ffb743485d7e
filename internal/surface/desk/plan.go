package desk

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// The act stands before the id, /desk/plan/issue/7: /desk/plan/{id}/issue and
// /desk/plan/task/{id} would both fit /desk/plan/task/issue.
const (
	planPath   = "/desk/plan"
	pointPath  = planPath + "/point"
	taskPath   = planPath + "/task"
	reportPath = planPath + "/report"
)

// circularForm is a circular to be read.
type circularForm struct {
	File web.Upload `form:"file" label:"plan.file" hint:"plan.file_hint" accept:".docx,.txt" max:"20MB"`
	Text string     `form:"text" label:"plan.text" hint:"plan.text_hint" type:"textarea" rows:"10" max:"300000"`
}

func (in circularForm) reading(year int) plan.Reading {
	return plan.Reading{Name: in.File.Name, File: in.File.Bytes, Text: in.Text, Year: year}
}

type (
	readForm struct {
		circularForm
		Year int `form:"year" label:"plan.year" hint:"plan.year_hint"`
	}
	rereadForm struct {
		circularForm
		Plan *plan.Plan
	}
	headingForm struct {
		plan.EditPlan
		Plan *plan.Plan
	}
	issueForm struct {
		plan.Confirm
		plan.Preview
	}
	planConfirm struct {
		plan.Confirm
		Act  plan.Act
		Plan *plan.Plan
	}
)

// An overviewView is a plan before anything is owed: a draft, or an old ledger.
type overviewView struct {
	plan.Overview
	Facts   []web.Fact
	Buttons []web.Button
	Points  []pointRow
	Checked int
}

// A pointRow is a point as the overview shows it.
type pointRow struct {
	plan.Line
	Heading string // of the section that begins here
	Roles   []roleNames
	Tasks   []taskLine
	More    int // tasks that only the page of the point lists
}

// tasksShown is how many tasks of a point the overview lists.
const tasksShown = 20

// roleNames is the units of one role, as the circular names them.
type roleNames struct {
	Label string
	Names []string
}

// Words is the names in a row.
func (r roleNames) Words() string { return joined(r.Names) }

// A taskLine is a task with its terms in words.
type taskLine struct {
	Title, Terms, Href string
	Tag                web.Tag
}

var (
	planList     = web.MustPage[web.ListView[plan.Find, planRow]](pages, web.Desk, "pages/plan/list.html")
	planNew      = web.MustPage[web.FormView[readForm]](pages, web.Desk, "pages/plan/new.html")
	planReread   = web.MustPage[web.FormView[rereadForm]](pages, web.Desk, "pages/plan/reread.html")
	planHeading  = web.MustPage[web.FormView[headingForm]](pages, web.Desk, "pages/plan/heading.html")
	planOverview = web.MustPage[overviewView](pages, web.Desk, "pages/plan/overview.html")
	planIssue    = web.MustPage[web.FormView[issueForm]](pages, web.Desk, "pages/plan/issue.html")
	planAct      = web.MustPage[web.FormView[planConfirm]](pages, web.Desk, "pages/plan/act.html")
)

func (d *Desk) planRoutes() []web.Route {
	back := web.Cancel(planPath + "/{id}")
	confirm := func(act plan.Act, do func(context.Context, plan.ID, plan.Confirm) (*plan.Plan, error), next func(*plan.Plan) string) *web.FormScreen {
		load := func(ctx context.Context, id plan.ID) (in planConfirm, err error) {
			in.Act = act
			if in.Plan, err = d.Plans.Get(ctx, id); err == nil {
				in.Rev = in.Plan.Rev
			}
			return in, err
		}
		return web.Act(planAct, load, func(ctx context.Context, id plan.ID, in planConfirm) (*plan.Plan, error) {
			return do(ctx, id, in.Confirm)
		}, next, web.Submit(string(act)), web.Done("plan.done."+web.ShortAct(act)), back)
	}
	return slices.Concat([]web.Route{
		web.GET(planPath, plan.See, web.List(planList, d.findPlans, web.Empty("plan.empty"))),
		web.Form(planPath+"/new", plan.Edit, web.Make(planNew, nil, d.readPlan, planURL, web.Submit("plan.read"), web.Done("plan.done.read"), web.Cancel(planPath))),
		web.GET(planPath+"/{id}", plan.See, d.plan),
		web.GET(planPath+"/source/{id}", plan.See, web.Show(planSource, d.source)),
		web.Form(planPath+"/edit/{id}", plan.Edit, web.Act(planHeading, d.headingForm, d.editHeading, planURL, back)),
		web.Form(planPath+"/reread/{id}", plan.Edit, web.Act(planReread, d.rereadForm, d.reread, differenceURL, web.Submit("plan.reread"), web.Done("plan.done.reread"), back)),
		web.GET(planPath+"/difference/{id}", plan.Edit, web.Show(planDifference, d.difference)),
		web.Form(planPath+"/issue/{id}", plan.Issue, web.Act(planIssue, d.issueForm, d.issue, planURL, web.Submit("plan.issue"), web.Done("plan.done.issue"), back)),
		web.Form(planPath+"/archive/{id}", plan.Issue, confirm(plan.ActArchive, d.Plans.Archive, planURL)),
		web.Form(planPath+"/discard/{id}", plan.Issue, confirm(plan.ActDiscard, d.Plans.Discard, func(*plan.Plan) string { return planPath })),
		web.Form(planPath+"/close/{id}", plan.Issue, confirm(plan.ActClose, d.Plans.Close, planURL)),
	}, d.ledgerRoutes(), d.pointRoutes(), d.taskRoutes(), d.reportRoutes())
}

func planURL(p *plan.Plan) string { return refURL(p.Ref()) }

func differenceURL(p *plan.Plan) string { return planStep("difference", p.ID) }

// planStep is the page of an act on a plan.
func planStep(act string, id plan.ID) string { return fmt.Sprintf("%s/%s/%d", planPath, act, id) }

// A planRow is a plan in the list, with how far it is.
type planRow struct {
	plan.Row
	State  web.Tag
	Lights []web.Light
}

// Href is the page of the plan.
func (r planRow) Href() string { return planURL(&r.Plan) }

func (d *Desk) findPlans(ctx context.Context, q plan.Find, p db.Page) (db.Rows[planRow], error) {
	found, err := d.Plans.Rows(ctx, q, p)
	return db.Map(found, func(r plan.Row) planRow { return planRow{r, planTag(r.Status), lightsOf(r.Tally)} }), err
}

func planTag(s plan.Status) web.Tag {
	kind := map[plan.Status]string{plan.Draft: "warn", plan.Issued: "info", plan.Closed: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("plan.status." + string(s))}
}

// lightsOf is a tally in words: each light that is there, with its number.
func lightsOf(t duty.Tally) []web.Light {
	var out []web.Light
	for i, n := range []int{t.Late, t.Soon, t.InTime, t.Claimed, t.Paused, t.DoneLate, t.Done} {
		if n > 0 {
			out = append(out, web.Light{Kind: string(duty.Lights[i]), Text: i18n.T("plan.light_n", lightName(duty.Lights[i]), n)})
		}
	}
	return out
}

func (d *Desk) readPlan(ctx context.Context, in readForm) (*plan.Plan, error) {
	return d.Plans.Read(ctx, in.reading(in.Year))
}

func (d *Desk) rereadForm(ctx context.Context, id plan.ID) (in rereadForm, err error) {
	in.Plan, err = d.Plans.Get(ctx, id)
	return in, err
}

func (d *Desk) reread(ctx context.Context, id plan.ID, in rereadForm) (*plan.Plan, error) {
	return d.Plans.Reread(ctx, id, in.reading(0))
}

func (d *Desk) headingForm(ctx context.Context, id plan.ID) (in headingForm, err error) {
	if in.Plan, err = d.Plans.Get(ctx, id); err != nil {
		return in, err
	}
	in.EditPlan, err = d.Plans.Heading(ctx, id)
	return in, err
}

func (d *Desk) editHeading(ctx context.Context, id plan.ID, in headingForm) (*plan.Plan, error) {
	return d.Plans.EditHeading(ctx, id, in.EditPlan)
}

func (d *Desk) issueForm(ctx context.Context, id plan.ID) (in issueForm, err error) {
	in.Preview, err = d.Plans.Preview(ctx, id)
	in.Rev = in.Plan.Rev
	return in, err
}

func (d *Desk) issue(ctx context.Context, id plan.ID, in issueForm) (*plan.Plan, error) {
	return d.Plans.Issue(ctx, id, in.Confirm)
}

// plan draws the board of a plan that runs, and the overview of any other.
func (d *Desk) plan(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.ID](r)
	if err != nil {
		return nil, err
	}
	p, err := d.Plans.Get(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if p.Status == plan.Issued || p.Status == plan.Closed {
		return web.Show(planBoard, d.board)(r)
	}
	return web.Show(planOverview, d.overview)(r)
}

func (d *Desk) overview(ctx context.Context, id plan.ID) (v overviewView, err error) {
	if v.Overview, err = d.Plans.Overview(ctx, id); err != nil {
		return v, err
	}
	v.Facts, v.Buttons = planFacts(&v.Plan), planButtons(auth.From(ctx), &v.Plan, v.Acts)
	section := ""
	for _, l := range v.Lines {
		row := pointRow{Line: l, Roles: roles(l.Point.Parties)}
		if l.Point.Section != section {
			section, row.Heading = l.Point.Section, l.Point.Section
		}
		for i := range min(len(l.Tasks), tasksShown) {
			row.Tasks = append(row.Tasks, taskRow(&l.Tasks[i]))
		}
		row.More = len(l.Tasks) - len(row.Tasks)
		if l.Point.Checked {
			v.Checked++
		}
		v.Points = append(v.Points, row)
	}
	return v, nil
}

func planFacts(p *plan.Plan) []web.Fact {
	edit := ""
	if p.Status == plan.Draft {
		edit = planStep("edit", p.ID)
	}
	facts := []web.Fact{
		{Label: "plan.title", Text: p.Title, Edit: edit},
		{Label: "plan.number", Text: p.Number, Edit: edit},
		{Label: "plan.issuer", Text: p.Issuer, Edit: edit},
		{Label: "plan.attribute", Text: p.Attribute, Edit: edit},
		{Label: "plan.year", Text: fmt.Sprint(p.Year), Edit: edit},
		{Label: "plan.source", Text: i18n.T("plan.see_source"), Href: planStep("source", p.ID), Note: p.SourceName},
	}
	if p.IssuedOn != "" {
		facts = append(facts, web.Fact{Label: "plan.issued_on", Text: string(p.IssuedOn)})
	}
	return facts
}

// planButtons offers the next acts on a plan, and the change of its heading while it may be changed.
func planButtons(a auth.Actor, p *plan.Plan, acts []plan.Act) []web.Button {
	button := func(act plan.Act) web.Button {
		return web.Button{Href: planStep(web.ActPath(act), p.ID), Label: i18n.T(string(act))}
	}
	var out []web.Button
	for _, act := range []plan.Act{plan.ActIssue, plan.ActReread, plan.ActClose, plan.ActArchive, plan.ActDiscard} {
		if slices.Contains(acts, act) {
			out = append(out, button(act))
		}
	}
	for i := range out {
		out[i].Secondary = i > 0
	}
	if len(p.Difference) > 0 && a.Can(plan.Edit) {
		b := button("plan.difference")
		b.Secondary = true
		out = append(out, b)
	}
	return out
}

// roles is the parties by role, as the circular names them.
func roles(ps []plan.Party) []roleNames {
	var out []roleNames
	for _, r := range plan.Roles {
		row := roleNames{Label: i18n.T("plan.role." + string(r))}
		for _, p := range ps {
			if p.Role == r {
				row.Names = append(row.Names, p.Raw)
			}
		}
		if len(row.Names) > 0 {
			out = append(out, row)
		}
	}
	return out
}

// taskRow is a task in a list.
func taskRow(t *plan.Task) taskLine {
	l := taskLine{Title: t.Title, Terms: terms(t), Href: refURL(t.Ref())}
	if t.Status == plan.TaskCancelled {
		l.Tag = web.Tag{Text: i18n.T("plan.task_status." + string(t.Status))}
	}
	return l
}

// terms says how often a task is owed, and until when.
func terms(t *plan.Task) string {
	words := i18n.T("plan.cadence." + string(t.Cadence))
	switch {
	case t.Cadence == plan.Count:
		words = i18n.T("plan.terms.count", t.Due, t.Need)
	case t.Cadence == plan.Once && t.Due != "":
		words = i18n.T("plan.terms.once", t.Due)
	}
	if t.Target != "" {
		words = i18n.T("plan.terms.target", words, t.Target)
	}
	return words
}

// planBlocks is what plans put on the page of today: for the office the reports
// that wait and the drafts, for a unit the reports that came back.
func (d *Desk) planBlocks(ctx context.Context) ([]Block, error) {
	a := auth.From(ctx)
	var out []Block
	for _, b := range []struct {
		perm  auth.Perm
		state plan.ReportStatus
		title string
	}{{plan.Decide, plan.Submitted, "plan.block.submitted"}, {plan.Account, plan.Returned, "plan.block.returned"}} {
		if !a.Can(b.perm) {
			continue
		}
		rows, err := d.Plans.FindReports(ctx, plan.FindReport{Status: b.state}, db.Page{Size: blockLines})
		if err != nil {
			return nil, err
		}
		block := Block{Title: i18n.T(b.title), All: web.Link{Href: reportPath + "?state=" + string(b.state), Label: i18n.T("plan.block.all", rows.Total)}}
		for i := range rows.Items {
			block.Lines = append(block.Lines, reportLine(&rows.Items[i]))
		}
		out = append(out, block)
	}
	if !a.Can(plan.Edit) {
		return out, nil
	}
	rows, err := d.Plans.Rows(ctx, plan.Find{Status: plan.Draft}, db.Page{Size: blockLines})
	block := Block{Title: i18n.T("plan.block.draft"), All: web.Link{Href: planPath + "?state=draft", Label: i18n.T("plan.block.all", rows.Total)}}
	for i := range rows.Items {
		p := &rows.Items[i]
		block.Lines = append(block.Lines, Line{Href: planURL(&p.Plan), Title: p.Title, Note: i18n.T("plan.gaps", p.Gaps)})
	}
	return append(out, block), err
}

// blockLines is how many lines a block of the page of today shows.
const blockLines = 5

// ofField makes the fault of a file one of the field that it came by.
func ofField(field string, err error) error {
	if e := fault.As(err); e.Kind == fault.Invalid && len(e.Fields) == 0 || e.Kind == fault.TooLarge {
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{field: e.Text}, Err: err}
	}
	return err
}
