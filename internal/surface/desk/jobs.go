package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	jobsPath = "/desk/jobs"
	jobsSee  = "jobs.see"
	jobsEdit = "jobs.edit"
)

// jobFind is jobs.Filter with the labels of its fields.
type jobFind struct {
	State jobs.State `form:"state" label:"jobs.state" options:"ready,running,done,dead,cancelled"`
	Kind  string     `form:"kind" label:"jobs.kind"`
}

// A jobView is the page of one job.
type jobView struct {
	Job     jobs.Job
	Name    string
	Facts   []web.Fact
	Args    string
	Buttons []web.Button
}

var (
	jobList = web.ListPage[jobFind, jobs.Job](web.Desk, "desk.jobs",
		web.Col[jobs.Job]{Label: "jobs.state", Class: "o2", Cell: func(j jobs.Job) web.Cell { return web.Cell{Tag: jobTag(j.State)} }},
		web.Col[jobs.Job]{Label: "jobs.kind", Class: "ti", Cell: func(j jobs.Job) web.Cell { return web.Cell{Text: i18n.T(j.Kind), Href: jobURL(j.ID), Sub: j.LastError} }},
		web.Col[jobs.Job]{Label: "jobs.run_at", Cell: func(j jobs.Job) web.Cell { return web.Cell{Text: moment(j.RunAt)} }},
		web.Col[jobs.Job]{Label: "jobs.done_at", Cell: func(j jobs.Job) web.Cell { return web.Cell{Text: moment(j.DoneAt)} }},
		web.Col[jobs.Job]{Label: "jobs.attempt", Class: "num", Cell: func(j jobs.Job) web.Cell { return web.Cell{Text: strconv.FormatInt(j.Attempt, 10)} }},
	)
	jobShow = web.MustPage[jobView](pages, web.Desk, "pages/jobs/show.html")
)

func jobTag(s jobs.State) web.Tag {
	kind := map[jobs.State]string{jobs.Running: "info", jobs.Done: "ok", jobs.Dead: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.Text(s.Text())}
}

// jobURL is the page of a job, whose id may have any signs in it.
func jobURL(id string) string { return jobsPath + "/" + url.PathEscape(id) }

func (d *Desk) jobsRoutes() []web.Route {
	return []web.Route{
		web.GET(jobsPath, jobsSee, web.List(jobList, d.findJobs, web.Options("kind", d.jobKinds))),
		web.GET(jobsPath+"/{id}", jobsSee, d.job),
		web.POST(jobsPath+"/{id}/retry", jobsEdit, d.moveJob("desk.job_retried", func(tx *db.Tx, id string) error { return d.Jobs.Retry(tx, id) })),
		web.POST(jobsPath+"/{id}/cancel", jobsEdit, d.moveJob("desk.job_cancelled", func(tx *db.Tx, id string) error { return d.Jobs.Cancel(tx, id) })),
	}
}

func (d *Desk) findJobs(ctx context.Context, q jobFind, p db.Page) (db.Rows[jobs.Job], error) {
	return read(ctx, d, func(tx *db.Tx) (db.Rows[jobs.Job], error) { return d.Jobs.List(tx, jobs.Filter(q), p) })
}

func (d *Desk) jobKinds(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, k := range d.Jobs.Kinds() {
		out = append(out, web.Option{Value: k, Label: i18n.T(k)})
	}
	return out, nil
}

// deadJobs counts the jobs that wait for a person, for the menu.
func (d *Desk) deadJobs(ctx context.Context) (int, error) {
	b, err := read(ctx, d, d.Jobs.Backlog)
	return int(b.Dead), err
}

func (d *Desk) job(r *web.Req) (web.Reply, error) {
	j, err := read(r.Context(), d, func(tx *db.Tx) (jobs.Job, error) { return d.Jobs.Get(tx, r.PathValue("id")) })
	if err != nil {
		return nil, err
	}
	v := jobView{Job: j, Name: i18n.T(j.Kind), Args: j.Args, Facts: []web.Fact{
		{Label: "jobs.state", Text: i18n.Text(j.State.Text())},
		{Label: "jobs.id", Text: j.ID},
		{Label: "jobs.put_at", Text: moment(j.PutAt)},
		{Label: "jobs.run_at", Text: moment(j.RunAt)},
		{Label: "jobs.done_at", Text: moment(j.DoneAt)},
		{Label: "jobs.attempt", Text: strconv.FormatInt(j.Attempt, 10)},
		{Label: "jobs.last_error", Text: j.LastError},
	}}
	if r.Actor.Can(jobsEdit) {
		v.Buttons = jobButtons(j)
	}
	return jobShow.With(v), nil
}

func jobButtons(j jobs.Job) []web.Button {
	var out []web.Button
	if slices.Contains([]jobs.State{jobs.Dead, jobs.Cancelled}, j.State) {
		out = append(out, web.Button{Href: jobURL(j.ID) + "/retry", Label: i18n.T("desk.job_retry"), Post: true})
	}
	if slices.Contains([]jobs.State{jobs.Ready, jobs.Dead}, j.State) {
		out = append(out, web.Button{Href: jobURL(j.ID) + "/cancel", Label: i18n.T("desk.job_cancel"), Post: true, Secondary: true})
	}
	return out
}

func (d *Desk) moveJob(done string, move func(*db.Tx, string) error) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		id := r.PathValue("id")
		err := d.DB.Write(r.Context(), func(tx *db.Tx) error { return move(tx, id) })
		return web.Saved{To: jobURL(id), Text: fault.T(done)}, err
	}
}
