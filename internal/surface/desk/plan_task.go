package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A taskView is a task with everything that happened to it.
type taskView struct {
	plan.TaskPage
	Facts   []web.Fact
	Buttons []web.Button
	Owed    []owedRow
	Counted bool // some are owed more than once
	Told    []reportRow
	History []web.Event
}

// An owedRow is a duty of a task.
type owedRow struct {
	dutyRow
	Term   string // the period in words
	Count  string // how many of how many; "" for a single one
	Report string // address of the form to report; "" for a reader who does not
}

// onTask is what the form of an act shows beside its fields.
type onTask struct {
	Act  plan.TaskAct
	Page plan.TaskPage
}

type (
	taskForm struct {
		plan.EditTask
		pointView
		Task plan.Task
	}
	cancelForm struct {
		plan.Because
		onTask
	}
	laterForm struct {
		duty.Extend
		onTask
	}
)

var (
	taskShow   = web.MustPage[taskView](pages, web.Desk, "pages/plan/task.html")
	taskEdit   = web.MustPage[web.FormView[taskForm]](pages, web.Desk, "pages/plan/task-edit.html")
	taskCancel = web.MustPage[web.FormView[cancelForm]](pages, web.Desk, "pages/plan/task-act.html")
	taskLater  = web.MustPage[web.FormView[laterForm]](pages, web.Desk, "pages/plan/task-act.html")
)

func (d *Desk) taskRoutes() []web.Route {
	back := web.Cancel(taskPath + "/{id}")
	return []web.Route{
		web.GET(taskPath+"/{id}", plan.See, web.Show(taskShow, d.task)),
		web.Form(taskPath+"/{id}/edit", plan.Edit, web.Act(taskEdit, d.taskForm, d.editTask, taskPointURL, back)),
		web.Form(taskPath+"/{id}/extend", plan.Edit, web.Act(taskLater, d.laterForm, d.extendTask, taskURL, web.Submit("plan.extend"), web.Done("plan.done.extend"), back)),
		web.Form(taskPath+"/{id}/cancel", plan.Edit, web.Act(taskCancel, d.cancelForm, d.cancelTask, taskURL, web.Submit("plan.cancel"), web.Done("plan.done.cancel"), back)),
	}
}

func taskURL(t *plan.Task) string { return refURL(t.Ref()) }

// taskPointURL is the point of a task: where the officer goes on.
func taskPointURL(t *plan.Task) string { return pointIDURL(t.PointID) }

func (d *Desk) task(ctx context.Context, id plan.TaskID) (v taskView, err error) {
	if v.TaskPage, err = d.Plans.Task(ctx, id); err != nil {
		return v, err
	}
	a := auth.From(ctx)
	v.Facts, v.Buttons = taskFacts(&v.TaskPage), taskButtons(a, &v.TaskPage)
	for _, s := range v.Duties {
		row := owedRow{dutyRow: dutyRow{s, v.Names[s.UnitID]}, Report: tellURL(a, &s.Duty), Term: periodName(s.Period)}
		if s.Need > 1 {
			v.Counted = true
			row.Count = i18n.T("desk.have_of", s.Have, s.Need)
		}
		v.Owed = append(v.Owed, row)
	}
	refs := []string{v.Task.Ref(), v.Point.Ref()}
	for i := range v.Reports {
		v.Told = append(v.Told, rowOfReport(&v.Reports[i]))
		refs = append(refs, v.Reports[i].Ref())
	}
	v.History, err = d.planHistory(ctx, refs...)
	return v, err
}

func taskFacts(v *plan.TaskPage) []web.Fact {
	t := &v.Task
	facts := []web.Fact{
		{Label: "plan.of_point", Text: v.Point.Number + v.Point.Title, Href: pointURL(&v.Point)},
		{Label: "plan.terms", Text: terms(t)},
		{Label: "desk.state", Text: i18n.T("plan.task_status." + string(t.Status)), Note: t.Note},
		{Label: "plan.kind", Text: kindName(t.Kind)},
	}
	for _, r := range plan.Roles {
		if names := v.Units[r]; len(names) > 0 {
			facts = append(facts, web.Fact{Label: "plan.role." + string(r), Text: joined(names)})
		}
	}
	return facts
}

func kindName(k plan.Kind) string {
	if k == plan.Free {
		return i18n.T("plan.kind_free")
	}
	return i18n.T("plan.kind." + string(k))
}

func taskButtons(a auth.Actor, v *plan.TaskPage) []web.Button {
	var out []web.Button
	at := taskURL(&v.Task)
	if v.Plan.Status == plan.Draft && a.Can(plan.Edit) {
		out = append(out, web.Button{Href: at + "/edit", Label: i18n.T(string(plan.ActTask))})
	}
	for _, act := range v.Acts {
		path, ok := map[plan.TaskAct]string{plan.ActExtend: "/extend", plan.ActCancel: "/cancel"}[act]
		if ok && (act != plan.ActExtend || v.Task.Cadence.Dated()) {
			out = append(out, web.Button{Href: at + path, Label: i18n.T(string(act)), Secondary: true})
		}
	}
	return out
}

// tellURL is the form to report on a duty; "" for a reader who does not report
// on it, and for a duty on which nothing is to be reported.
func tellURL(a auth.Actor, x *duty.Duty) string {
	if x.Rule != plan.RuleReport || x.Status != duty.Open || x.Claimed != "" || !a.CanAt(plan.Account, x.UnitID) {
		return ""
	}
	return fmt.Sprintf("%s/duty/%d/report", planPath, x.ID)
}

func (d *Desk) taskForm(ctx context.Context, id plan.TaskID) (in taskForm, err error) {
	v, err := d.Plans.Task(ctx, id)
	if err != nil {
		return in, err
	}
	in.Task = v.Task
	if in.pointView, err = d.pointView(ctx, v.Point.ID); err != nil {
		return in, err
	}
	if in.Words, in.Groups, err = d.directory(ctx); err != nil {
		return in, err
	}
	in.EditTask, err = d.Plans.TaskForm(ctx, id)
	return in, err
}

func (d *Desk) editTask(ctx context.Context, id plan.TaskID, in taskForm) (*plan.Task, error) {
	return d.Plans.EditTask(ctx, id, in.EditTask)
}

func (d *Desk) onTask(ctx context.Context, id plan.TaskID, act plan.TaskAct) (onTask, int64, error) {
	v, err := d.Plans.Task(ctx, id)
	return onTask{act, v}, v.Task.Rev, err
}

func (d *Desk) cancelForm(ctx context.Context, id plan.TaskID) (in cancelForm, err error) {
	in.onTask, in.Rev, err = d.onTask(ctx, id, plan.ActCancel)
	return in, err
}

func (d *Desk) cancelTask(ctx context.Context, id plan.TaskID, in cancelForm) (*plan.Task, error) {
	return d.Plans.Cancel(ctx, id, in.Because)
}

func (d *Desk) laterForm(ctx context.Context, id plan.TaskID) (in laterForm, err error) {
	in.onTask, in.Rev, err = d.onTask(ctx, id, plan.ActExtend)
	return in, err
}

func (d *Desk) extendTask(ctx context.Context, id plan.TaskID, in laterForm) (*plan.Task, error) {
	return d.Plans.Extend(ctx, id, in.Extend)
}
