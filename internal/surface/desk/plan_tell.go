package desk

import (
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// attachForm is the files of a report.
type attachForm struct {
	Files []web.Upload `form:"files" label:"plan.files" hint:"plan.files_hint" accept:".pdf,.docx,.xlsx,.txt,.jpg,.png" max:"20MB"`
}

// onDuty is what the form of a report shows beside its fields.
type onDuty struct {
	Plan     plan.Plan
	Point    plan.Point
	Task     plan.Task
	Unit     string
	Row      dutyRow
	Terms    string
	Waits    string          // address of the report that has to be dealt with first
	Returned *plan.Report    // the report that is handed in again
	attached []plan.Evidence // its files
}

// Options offers the files that may be kept.
func (in onDuty) Options(field string) []web.Option {
	if field != "keep" {
		return nil
	}
	out := []web.Option{}
	for _, e := range in.attached {
		out = append(out, web.Option{Value: strconv.FormatInt(e.FileID, 10), Label: e.Title})
	}
	return out
}

type (
	tellFree struct {
		plan.Tell
		attachForm
		onDuty
	}
	tellPeriod struct {
		plan.TellPeriod
		attachForm
		onDuty
	}
	tellBriefing struct {
		plan.TellBriefing
		attachForm
		onDuty
	}
	tellTraining struct {
		plan.TellTraining
		attachForm
		onDuty
	}
)

// telling is a form of a report.
type telling interface {
	Telling([]plan.Attached) plan.Telling
	uploads() []web.Upload
}

func (in attachForm) uploads() []web.Upload { return in.Files }

const tellFile = "pages/plan/tell.html"

var (
	tellFreePage     = web.MustPage[web.FormView[tellFree]](pages, web.Desk, tellFile)
	tellPeriodPage   = web.MustPage[web.FormView[tellPeriod]](pages, web.Desk, tellFile)
	tellBriefingPage = web.MustPage[web.FormView[tellBriefing]](pages, web.Desk, tellFile)
	tellTrainingPage = web.MustPage[web.FormView[tellTraining]](pages, web.Desk, tellFile)
)

// tellRoutes is the forms of reports: one address, and the form that the task asks for.
func (d *Desk) tellRoutes() []web.Route {
	first := map[plan.Kind]web.Route{
		plan.Free:     tellFirst(d, tellFreePage, func(v onDuty) tellFree { return tellFree{onDuty: v} }),
		ofPeriod:      tellFirst(d, tellPeriodPage, func(v onDuty) tellPeriod { return tellPeriod{onDuty: v} }),
		plan.Briefing: tellFirst(d, tellBriefingPage, func(v onDuty) tellBriefing { return tellBriefing{onDuty: v} }),
		plan.Training: tellFirst(d, tellTrainingPage, func(v onDuty) tellTraining { return tellTraining{onDuty: v} }),
	}
	again := map[plan.Kind]web.Route{
		plan.Free: tellAgain(d, tellFreePage, func(v *plan.Revision, on onDuty) tellFree { return tellFree{Tell: v.Tell(), onDuty: on} }),
		ofPeriod: tellAgain(d, tellPeriodPage, func(v *plan.Revision, on onDuty) tellPeriod {
			return tellPeriod{TellPeriod: v.Period(), onDuty: on}
		}),
		plan.Briefing: tellAgain(d, tellBriefingPage, func(v *plan.Revision, on onDuty) tellBriefing {
			return tellBriefing{TellBriefing: v.Briefing(), onDuty: on}
		}),
		plan.Training: tellAgain(d, tellTrainingPage, func(v *plan.Revision, on onDuty) tellTraining {
			return tellTraining{TellTraining: v.Training(), onDuty: on}
		}),
	}
	return []web.Route{
		byKind(first, func(ctx context.Context, id int64) (plan.Kind, error) {
			v, err := d.Plans.TellingPage(ctx, duty.ID(id))
			return formOf(&v.Task), err
		}),
		byKind(again, func(ctx context.Context, id int64) (plan.Kind, error) {
			v, err := d.Plans.ReportPage(ctx, plan.ReportID(id))
			return formOf(&v.Task), err
		}),
	}
}

// ofPeriod is the form for a period of a task that goes on.
const ofPeriod plan.Kind = "period"

// formOf is the form in which a task is reported.
func formOf(t *plan.Task) plan.Kind {
	if t.Kind == plan.Free && t.Cadence != plan.Once {
		return ofPeriod
	}
	return t.Kind
}

// byKind is a route that answers with the form of the kind of evidence that is asked for.
func byKind(forms map[plan.Kind]web.Route, kindOf func(context.Context, int64) (plan.Kind, error)) web.Route {
	rt := forms[plan.Free]
	rt.Handler = func(r *web.Req) (web.Reply, error) {
		id, err := web.ID[int64](r)
		if err != nil {
			return nil, err
		}
		kind, err := kindOf(r.Context(), id)
		if err != nil {
			return nil, err
		}
		return forms[kind].Handler(r)
	}
	return rt
}

func tellFirst[In telling](d *Desk, page *web.Page[web.FormView[In]], blank func(onDuty) In) web.Route {
	load := func(ctx context.Context, id duty.ID) (in In, err error) {
		v, err := d.Plans.TellingPage(ctx, id)
		if err != nil {
			return in, err
		}
		on := onDuty{Plan: v.Plan, Point: v.Point, Task: v.Task, Unit: v.Unit, Row: dutyRow{v.Duty, v.Unit}, Terms: terms(&v.Task)}
		if v.Waits != nil {
			on.Waits = reportURL(v.Waits)
		}
		return blank(on), nil
	}
	do := func(ctx context.Context, id duty.ID, in In) (*plan.Report, error) {
		attached, err := d.attach(ctx, in.uploads())
		if err != nil {
			return nil, err
		}
		return d.Plans.Report(ctx, id, in.Telling(attached))
	}
	return web.Form(planPath+"/duty/{id}/report", plan.Account,
		web.Act(page, load, do, reportURL, web.Submit(string(plan.ActReport)), web.Done("plan.done.report"), web.Cancel(dutyPath+"/{id}")))
}

func tellAgain[In telling](d *Desk, page *web.Page[web.FormView[In]], filled func(*plan.Revision, onDuty) In) web.Route {
	load := func(ctx context.Context, id plan.ReportID) (in In, err error) {
		v, err := d.Plans.Revision(ctx, id)
		if err != nil {
			return in, err
		}
		return filled(&v, onDuty{
			Plan: v.Plan, Point: v.Point, Task: v.Task, Unit: v.Unit, Row: dutyRow{v.Duty, v.Unit}, Terms: terms(&v.Task),
			Returned: &v.Report, attached: v.Attached,
		}), nil
	}
	do := func(ctx context.Context, id plan.ReportID, in In) (*plan.Report, error) {
		attached, err := d.attach(ctx, in.uploads())
		if err != nil {
			return nil, err
		}
		return d.Plans.Revise(ctx, id, in.Telling(attached))
	}
	return web.Form(reportPath+"/{id}/revise", plan.Account,
		web.Act(page, load, do, reportURL, web.Submit(string(plan.ActRevise)), web.Done("plan.done.revise"), web.Cancel(reportPath+"/{id}")))
}

// Lead says what a report of this kind is for.
func (in onDuty) Lead() string { return i18n.T("plan.lead." + string(in.Task.Kind)) }
