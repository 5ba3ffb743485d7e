package desk

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A reportRow is a report as lists show it.
type reportRow struct {
	plan.ReportSeen
	State web.Tag
}

// Href is the page of the report.
func (r reportRow) Href() string { return reportURL(&r.Report) }

// Term is the period in words.
func (r reportRow) Term() string { return periodName(r.Period) }

// Short is the beginning of what was told.
func (r reportRow) Short() string {
	text := []rune(r.Progress)
	if len(text) <= shortText {
		return r.Progress
	}
	return string(text[:shortText-1]) + "…"
}

// shortText is how many characters of a report a list shows.
const shortText = 60

func rowOfReport(r *plan.ReportSeen) reportRow { return reportRow{*r, reportTag(r.Status)} }

// reportLine is a report on the page of today.
func reportLine(r *plan.ReportSeen) Line {
	return Line{Href: reportURL(&r.Report), Title: r.Task, Note: r.Unit + "\u3000" + moment(r.ReportedAt), Tag: reportTag(r.Status)}
}

func reportTag(s plan.ReportStatus) web.Tag {
	kind := map[plan.ReportStatus]string{plan.Submitted: "info", plan.Returned: "warn", plan.Accepted: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("plan.report_status." + string(s))}
}

func reportURL(r *plan.Report) string { return refURL(r.Ref()) }

// A reportView is the page of one report.
type reportView struct {
	plan.ReportPage
	State   web.Tag
	Facts   []web.Fact
	Buttons []web.Button
	Proof   []proofLine
	Session []web.Fact // of a briefing or a training
	History []web.Event
}

// A proofLine is a piece of evidence that leads somewhere.
type proofLine struct {
	Form, Title, Href string
	Note              string
	Away              bool // to another site
	Save              bool // a file
}

// onReport is what the form of a decision shows beside its fields.
type onReport struct {
	Act plan.ReportAct
	On  reportView
}

type (
	acceptForm struct {
		plan.Decision
		onReport
	}
	reasonForm struct {
		plan.Because
		onReport
	}
)

var (
	reportList = web.ListPage[plan.FindReport, reportRow](web.Desk, "plan.reports",
		web.Col[reportRow]{Label: "plan.report_status", Class: "o1", Cell: func(r reportRow) web.Cell { return web.Cell{Tag: r.State} }},
		web.Col[reportRow]{Label: "plan.task_title", Class: "ti", Cell: func(r reportRow) web.Cell { return web.Cell{Text: r.Task, Href: r.Href()} }},
		web.Col[reportRow]{Label: "plan.unit", Cell: func(r reportRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[reportRow]{Label: "desk.period", Cell: func(r reportRow) web.Cell { return web.Cell{Text: r.Term()} }},
		web.Col[reportRow]{Label: "plan.reported_at", Class: "num o2", Cell: func(r reportRow) web.Cell { return web.Cell{Text: moment(r.ReportedAt)} }},
	)
	reportShow   = web.MustPage[reportView](pages, web.Desk, "pages/plan/report.html")
	reportAccept = web.MustPage[web.FormView[acceptForm]](pages, web.Desk, "pages/plan/report-act.html")
	reportReason = web.MustPage[web.FormView[reasonForm]](pages, web.Desk, "pages/plan/report-act.html")
)

func (d *Desk) reportRoutes() []web.Route {
	back := web.Cancel(reportPath + "/{id}")
	because := func(act plan.ReportAct, do func(context.Context, plan.ReportID, plan.Because) (*plan.Report, error), done string) *web.FormScreen {
		load := func(ctx context.Context, id plan.ReportID) (in reasonForm, err error) {
			in.onReport, in.Rev, err = d.onReport(ctx, id, act)
			return in, err
		}
		return web.Act(reportReason, load, func(ctx context.Context, id plan.ReportID, in reasonForm) (*plan.Report, error) {
			return do(ctx, id, in.Because)
		}, reportURL, web.Submit(string(act)), web.Done(done), back)
	}
	return append([]web.Route{
		web.GET(reportPath, plan.See, web.List(reportList, d.findReports, web.Options("unit", d.unitChoices), web.Empty("plan.no_reports"))),
		web.GET(reportPath+"/{id}", plan.See, web.Show(reportShow, d.report)),
		web.GET(reportPath+"/{id}/file/{file}", plan.See, download(d, d.Plans.Attachment)),
		web.Form(reportPath+"/{id}/accept", plan.Decide, web.Act(reportAccept, d.acceptForm, d.accept, reportURL, web.Submit(string(plan.ActAccept)), web.Done("plan.done.accept"), back)),
		web.Form(reportPath+"/{id}/return", plan.Decide, because(plan.ActReturn, d.Plans.Return, "plan.done.return")),
		web.Form(reportPath+"/{id}/withdraw", plan.Account, because(plan.ActWithdraw, d.Plans.Withdraw, "plan.done.withdraw")),
	}, d.tellRoutes()...)
}

func (d *Desk) findReports(ctx context.Context, q plan.FindReport, p db.Page) (db.Rows[reportRow], error) {
	found, err := d.Plans.FindReports(ctx, q, p)
	return db.Map(found, func(r plan.ReportSeen) reportRow { return rowOfReport(&r) }), err
}

// waiting counts the reports that wait for a decision of the office, for the menu.
func (d *Desk) waiting(ctx context.Context) (int, error) {
	if !auth.From(ctx).Can(plan.Decide) {
		return 0, nil
	}
	rows, err := d.Plans.FindReports(ctx, plan.FindReport{Status: plan.Submitted}, db.Page{Size: db.CountOnly})
	return rows.Total, err
}

func (d *Desk) report(ctx context.Context, id plan.ReportID) (v reportView, err error) {
	if v.ReportPage, err = d.Plans.ReportPage(ctx, id); err != nil {
		return v, err
	}
	v.State = reportTag(v.Report.Status)
	v.Buttons = web.Buttons(v.Acts, reportURL(&v.Report), "plan")
	v.Facts = reportFacts(&v.ReportPage)
	for i := range v.Report.Evidence {
		e := &v.Report.Evidence[i]
		if e.Form == plan.Meeting || e.Form == plan.Course {
			v.Session = sessionFacts(e)
			continue
		}
		v.Proof = append(v.Proof, proofOf(&v.Report, e))
	}
	v.History, err = d.planHistory(ctx, v.Report.Ref())
	return v, err
}

func reportFacts(v *plan.ReportPage) []web.Fact {
	r := &v.Report
	facts := []web.Fact{
		{Label: "plan.unit", Text: v.Unit},
		{Label: "plan.task_title", Text: v.Task.Title, Href: taskURL(&v.Task)},
		{Label: "plan.duty", Text: i18n.T("plan.see_derivation"), Href: dutyURL(&v.Duty.Duty), Light: lampOf(v.Duty), Note: dutyNote(&v.Duty.Duty)},
		{Label: "plan.reported_at", Text: moment(r.ReportedAt)},
		{Label: "plan.stage", Text: stage(v)},
		{Label: "plan.open", Text: i18n.T("web.tick." + strconv.FormatBool(r.Open))},
	}
	if !r.DecidedAt.IsZero() {
		facts = append(facts, web.Fact{Label: "plan.decided_at", Text: moment(r.DecidedAt)})
	}
	if r.Reason != "" {
		facts = append(facts, web.Fact{Label: "plan.decision_note", Text: r.Reason})
	}
	return facts
}

// stage says whether the task is done with the report.
func stage(v *plan.ReportPage) string {
	if v.Task.Cadence != plan.Once {
		return i18n.T("plan.stage.period")
	}
	return i18n.T("plan.stage." + strconv.FormatBool(v.Report.Final))
}

// dutyNote is the period of a duty and its last day.
func dutyNote(x *duty.Duty) string {
	if x.Due == "" {
		return periodName(x.Period)
	}
	return i18n.T("plan.period_due", periodName(x.Period), x.Due)
}

// periodName is a period in words: 2023-Q4 and its like.
func periodName(key string) string {
	if len(key) < len("2023-01") {
		return i18n.T("plan.period.year", key)
	}
	switch year, part := key[:4], key[5:]; part[0] {
	case 'H':
		return i18n.T("plan.period.half"+part[1:], year)
	case 'Q':
		return i18n.T("plan.period.quarter", year, part[1:])
	default:
		return i18n.T("plan.period.month", year, part)
	}
}

func proofOf(r *plan.Report, e *plan.Evidence) proofLine {
	p := proofLine{Form: i18n.T("plan.form." + string(e.Form)), Title: e.Title}
	switch e.Form {
	case plan.Link:
		p.Href, p.Away = e.URL, true
		if e.Title != e.URL {
			p.Note = e.URL
		}
	case plan.Record:
		p.Href, p.Note = refURL(e.Ref), e.Ref
	case plan.File:
		p.Href, p.Save, p.Note = fmt.Sprintf("%s/file/%d", reportURL(r), e.FileID), true, "SHA-256 "+e.SHA256
	case plan.Meeting, plan.Course:
	}
	return p
}

// sessionFacts is the record of a briefing or of a training.
func sessionFacts(e *plan.Evidence) []web.Fact {
	if e.Form == plan.Meeting {
		return []web.Fact{
			{Label: "plan.briefing_day", Text: string(e.Day)},
			{Label: "plan.briefing_meeting", Text: e.Title},
			{Label: "plan.briefing_chair", Text: e.Chair},
			{Label: "plan.briefing_topic", Text: e.Topic},
			{Label: "plan.briefing_minutes", Text: e.Minutes},
		}
	}
	return []web.Fact{
		{Label: "plan.training_day", Text: string(e.Day)},
		{Label: "plan.training_topic", Text: e.Topic},
		{Label: "plan.training_audience", Text: e.Audience},
		{Label: "plan.training_people", Text: strconv.Itoa(e.People)},
		{Label: "plan.training_hours", Text: fieldWords("hours", e.Hours)},
		{Label: "plan.training_chair", Text: e.Chair},
	}
}

// onReport is what the form of an act shows, and the rev that it is about.
func (d *Desk) onReport(ctx context.Context, id plan.ReportID, act plan.ReportAct) (onReport, int64, error) {
	v, err := d.report(ctx, id)
	return onReport{act, v}, v.Report.Rev, err
}

func (d *Desk) acceptForm(ctx context.Context, id plan.ReportID) (in acceptForm, err error) {
	in.onReport, in.Rev, err = d.onReport(ctx, id, plan.ActAccept)
	return in, err
}

func (d *Desk) accept(ctx context.Context, id plan.ReportID, in acceptForm) (*plan.Report, error) {
	return d.Plans.Accept(ctx, id, in.Decision)
}

// attach stores the files of a form before anything is written about them.
func (d *Desk) attach(ctx context.Context, in []web.Upload) ([]plan.Attached, error) {
	var out []plan.Attached
	for _, u := range in {
		staged, err := d.Files.Stage(ctx, bytes.NewReader(u.Bytes))
		if err != nil {
			return nil, ofField("files", err)
		}
		out = append(out, plan.Attached{Name: u.Name, Staged: staged})
	}
	return out, nil
}
