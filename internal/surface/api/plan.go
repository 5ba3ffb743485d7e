package api

import (
	"context"
	"net/http"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/surface/web"
)

// circularInput is a circular to be read: a file, or its text.
type circularInput struct {
	File web.Upload `form:"file" label:"plan.file" hint:"plan.file_hint" max:"20MB"`
	Text string     `form:"text" label:"plan.text" type:"textarea" max:"300000"`
}

func (in circularInput) reading(year int) plan.Reading {
	return plan.Reading{Name: in.File.Name, File: in.File.Bytes, Text: in.Text, Year: year}
}

type readInput struct {
	circularInput
	Year int `form:"year" label:"plan.year" hint:"plan.year_hint"`
}

// ledgerInput is the table of another year.
type ledgerInput struct {
	File    web.Upload `form:"file" label:"plan.table" hint:"plan.table_hint" max:"4MB" required:"true"`
	Year    int        `form:"year" label:"plan.year" required:"true"`
	Title   string     `form:"title" label:"plan.title" required:"true" max:"200"`
	Columns string     `form:"columns" label:"plan.columns" hint:"plan.columns_hint" type:"textarea" max:"2000"`
	Dry     bool       `form:"dry" label:"api.dry" hint:"api.dry_hint"`
}

func (a *API) planEndpoints() []Endpoint {
	s := a.Plans
	return []Endpoint{
		list("/plans", "plan.list", plan.See, s.Rows),
		create("/plans", "plan.read", plan.Edit, a.readPlan),
		run("/plans/import", "plan.import", plan.Edit, a.importLedger),
		get("/plans/{id}", "plan.get", plan.See, s.Overview),
		get("/plans/{id}/board", "plan.board", plan.See, s.Board),
		get("/plans/{id}/source", "plan.source", plan.See, a.source),
		get("/plans/{id}/preview", "plan.preview", plan.Issue, s.Preview),
		save("/plans/{id}/ledger", "plan.export", plan.See, files.XLSX.MIME(), a.exportLedger),
		edit("/plans/{id}/heading", "plan.heading", plan.Edit, s.Heading, s.EditHeading),
		act("/plans/{id}/reread", "plan.reread", plan.Edit, a.reread),
		act("/plans/{id}/issue", "plan.issue", plan.Issue, s.Issue),
		act("/plans/{id}/archive", "plan.archive", plan.Issue, s.Archive),
		act("/plans/{id}/close", "plan.close", plan.Issue, s.Close),
		act("/plans/{id}/discard", "plan.discard", plan.Issue, s.Discard),
	}
}

// pointEndpoints are about the points of a plan and their tasks.
func (a *API) pointEndpoints() []Endpoint {
	s := a.Plans
	return []Endpoint{
		get("/points/{id}", "plan.point", plan.See, s.Review),
		edit("/points/{id}/edit", "plan.point_edit", plan.Edit, a.pointForm, s.EditPoint),
		act("/points/{id}/split", "plan.point_split", plan.Edit, s.Split),
		act("/points/{id}/drop", "plan.point_drop", plan.Edit, s.DropPoint),
		act("/points/{id}/keep", "plan.point_keep", plan.Edit, s.KeepPoint),
		get("/tasks/{id}", "plan.task", plan.See, s.Task),
		edit("/tasks/{id}/edit", "plan.task_edit", plan.Edit, s.TaskForm, s.EditTask),
		act("/tasks/{id}/extend", "plan.task_extend", plan.Edit, s.Extend),
		act("/tasks/{id}/cancel", "plan.task_cancel", plan.Edit, s.Cancel),
	}
}

// pointForm is the point as it is stored: unlike at the desk, an edit does not
// mean that somebody compared it with the circular.
func (a *API) pointForm(ctx context.Context, id plan.PointID) (plan.EditPoint, error) {
	v, err := a.Plans.Review(ctx, id)
	if err != nil {
		return plan.EditPoint{}, err
	}
	in, err := a.Plans.PointForm(ctx, id)
	in.Checked = v.Point.Checked
	return in, err
}

func (a *API) readPlan(ctx context.Context, in readInput) (*plan.Plan, error) {
	return a.Plans.Read(ctx, in.reading(in.Year))
}

func (a *API) reread(ctx context.Context, id plan.ID, in circularInput) (*plan.Plan, error) {
	return a.Plans.Reread(ctx, id, in.reading(0))
}

// A Source is the text that the offsets of points and warnings are about, in bytes of UTF-8.
type Source struct {
	Text   string       `json:"text"`
	Doubts []plan.Doubt `json:"doubts"`
}

func (a *API) source(ctx context.Context, id plan.ID) (Source, error) {
	v, err := a.Plans.Source(ctx, id)
	return Source{v.Text, v.Doubts}, err
}

func (a *API) exportLedger(r *http.Request, id plan.ID) (web.Bytes, error) {
	p, err := a.Plans.Get(r.Context(), id)
	if err != nil {
		return web.Bytes{}, err
	}
	file, err := a.Plans.Export(r.Context(), id)
	return web.Bytes{Name: p.Title + ".xlsx", Type: files.XLSX.MIME(), Data: file}, err
}

func (a *API) importLedger(ctx context.Context, in ledgerInput) (out plan.Imported, err error) {
	columns, err := plan.ReadColumns(in.Columns)
	if err != nil {
		return out, err
	}
	return a.Plans.Import(ctx, plan.Ledger{Name: in.File.Name, File: in.File.Bytes, Year: in.Year, Title: in.Title, Columns: columns}, in.Dry)
}

func (a *API) dutyEndpoints() []Endpoint {
	s := a.Duties
	return []Endpoint{
		list("/duties", "duty.list", duty.See, s.Find),
		get("/duties/{id}", "duty.get", duty.See, s.Get),
		get("/duties/{id}/explain", "duty.explain", duty.See, a.explain),
		act("/duties/{id}/extend", "duty.extend", duty.Move, s.Extend),
		act("/duties/{id}/suspend", "duty.suspend", duty.Move, s.Suspend),
		act("/duties/{id}/resume", "duty.resume", duty.Move, s.Resume),
		act("/duties/{id}/waive", "duty.waive", duty.Move, s.Waive),
	}
}

// An Explained duty is a duty with the derivation of its last day.
type Explained struct {
	Duty duty.Duty `json:"duty"`
	Answer
}

func (a *API) explain(ctx context.Context, id duty.ID) (Explained, error) {
	d, err := a.Duties.Explain(ctx, id)
	return Explained{d.Duty, AnswerOf(d.Derivation)}, err
}
