package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/surface/web"
)

// evidence is the files of a report.
type evidence struct {
	Files []web.Upload `form:"files" label:"plan.files" hint:"plan.files_hint" max:"20MB"`
}

func (e evidence) uploads() []web.Upload { return e.Files }

// telling is an input that reports.
type telling interface {
	Telling(attached []plan.Attached) plan.Telling
	uploads() []web.Upload
}

// A report takes the form that its task asks for.
type (
	freeInput struct {
		plan.Tell
		evidence
	}
	periodInput struct {
		plan.TellPeriod
		evidence
	}
	briefingInput struct {
		plan.TellBriefing
		evidence
	}
	trainingInput struct {
		plan.TellTraining
		evidence
	}
)

func (a *API) reportEndpoints() []Endpoint {
	s := a.Plans
	return []Endpoint{
		list("/reports", "plan.report_list", plan.See, s.FindReports),
		get("/reports/{id}", "plan.report_get", plan.See, s.ReportPage),
		save("/reports/{id}/files/{file}", "plan.report_file", plan.See, "application/octet-stream", a.attachment),
		report[freeInput](a, "", "plan.report_free"),
		report[periodInput](a, "/period", "plan.report_period"),
		report[briefingInput](a, "/briefing", "plan.report_briefing"),
		report[trainingInput](a, "/training", "plan.report_training"),
		revise[freeInput](a, "", "plan.revise_free"),
		revise[periodInput](a, "/period", "plan.revise_period"),
		revise[briefingInput](a, "/briefing", "plan.revise_briefing"),
		revise[trainingInput](a, "/training", "plan.revise_training"),
		act("/reports/{id}/accept", "plan.report_accept", plan.Decide, s.Accept),
		act("/reports/{id}/return", "plan.report_return", plan.Decide, s.Return),
		act("/reports/{id}/withdraw", "plan.report_withdraw", plan.Account, s.Withdraw),
	}
}

func report[In telling](a *API, form, name string) Endpoint {
	e := act("/duties/{id}/report"+form, name, plan.Account, func(ctx context.Context, id duty.ID, in In) (*plan.Report, error) {
		told, err := a.told(ctx, in)
		if err != nil {
			return nil, err
		}
		return a.Plans.Report(ctx, id, told)
	})
	e.status = http.StatusCreated
	return e
}

func revise[In telling](a *API, form, name string) Endpoint {
	return act("/reports/{id}/revise"+form, name, plan.Account, func(ctx context.Context, id plan.ReportID, in In) (*plan.Report, error) {
		told, err := a.told(ctx, in)
		if err != nil {
			return nil, err
		}
		return a.Plans.Revise(ctx, id, told)
	})
}

// told stores the files of a report before anything is written about them.
func (a *API) told(ctx context.Context, in telling) (plan.Telling, error) {
	var attached []plan.Attached
	for _, u := range in.uploads() {
		staged, err := a.Files.Stage(ctx, bytes.NewReader(u.Bytes))
		if err != nil {
			return plan.Telling{}, blameFile(err)
		}
		attached = append(attached, plan.Attached{Name: u.Name, Staged: staged})
	}
	return in.Telling(attached), nil
}

// blameFile puts what is wrong with a file beside its field.
func blameFile(err error) error {
	e := fault.As(err)
	if e.Kind != fault.Invalid {
		return err
	}
	return fault.Field("files", e.Text.Key, e.Text.Args...)
}

// attachment sends a file of a report that the reader may see.
func (a *API) attachment(r *http.Request, id plan.ReportID) (out web.Bytes, err error) {
	file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return out, fault.New(fault.NotFound, "not_found")
	}
	f, err := a.Plans.Attachment(r.Context(), id, file)
	if err != nil {
		return out, err
	}
	return a.content(r.Context(), f)
}

// content reads a stored file.
func (a *API) content(ctx context.Context, f files.File) (out web.Bytes, err error) {
	content, err := a.Files.Open(ctx, f)
	if err != nil {
		return out, err
	}
	defer func() { _ = content.Close() }() // it was only read
	out = web.Bytes{Name: f.Name, Type: f.Type.MIME()}
	out.Data, err = io.ReadAll(content)
	return out, err
}
