package api

import (
	"context"
	"net/http"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/surface/web"
)

// annualCases asks for the cases behind a number of a report.
type annualCases struct {
	ID annual.ID `form:"id" json:"id"`
	annual.Behind
}

// annualFile is a report on paper, as the file that it was published as.
type annualFile struct {
	Rev  int64      `form:"rev" json:"rev" required:"true"`
	File web.Upload `form:"file" json:"file" required:"true" max:"4MB"`
	Dry  bool       `form:"dry_run" json:"dry_run"`
	Sure bool       `form:"sure" json:"sure"` // what is blank or does not add up stands so on paper
}

func (a *API) readAnnual(ctx context.Context, id annual.ID, in annualFile) (annual.Read, error) {
	return a.Reports.Read(ctx, id, annual.File{Rev: in.Rev, Name: in.File.Name, Data: in.File.Bytes, Sure: in.Sure}, in.Dry)
}

// annualOutput sends a report in a form.
func (a *API) annualOutput(as annual.Format, media string) Endpoint {
	return save("/annual-reports/{id}/report."+string(as), "annual."+string(as), annual.See, media, func(r *http.Request, id annual.ID) (web.Bytes, error) {
		out, err := a.Reports.Output(r.Context(), id, as)
		return web.Bytes{Name: out.Name, Type: out.Type, Data: out.Data}, err
	})
}

// annualEndpoints are about the annual reports (Articles 49 and 50).
func (a *API) annualEndpoints() []Endpoint {
	s := a.Reports
	return []Endpoint{
		list("/annual-reports", "annual.list", annual.See, s.Find),
		create("/annual-reports", "annual.begin", annual.Write, s.Begin),
		get("/annual-reports/{id}", "annual.get", annual.See, s.View),
		list("/annual-reports/cases", "annual.cases", annual.See, func(ctx context.Context, q annualCases, p db.Page) (db.Rows[annual.Case], error) {
			return s.Cases(ctx, q.ID, q.Behind, p)
		}),
		a.annualOutput(annual.HTML, "text/html"),
		a.annualOutput(annual.DOCX, files.DOCX.MIME()),
		a.annualOutput(annual.PDF, files.PDF.MIME()),
		a.annualOutput(annual.XLSX, files.XLSX.MIME()),
		act("/annual-reports/{id}/edit", "annual.edit", annual.Write, s.Edit),
		act("/annual-reports/{id}/enter", "annual.enter", annual.Write, s.Enter),
		act("/annual-reports/{id}/read", "annual.read", annual.Write, a.readAnnual),
		act("/annual-reports/{id}/fill", "annual.fill", annual.Write, s.Fill),
		act("/annual-reports/{id}/freeze", "annual.freeze", annual.Write, s.Freeze),
		act("/annual-reports/{id}/submit", "annual.submit", annual.Write, s.Submit),
		act("/annual-reports/{id}/approve", "annual.approve", annual.Approve, s.Approve),
		act("/annual-reports/{id}/accept", "annual.accept", annual.Accept, s.Accept),
		act("/annual-reports/{id}/return", "annual.return", annual.See, s.Return),
		act("/annual-reports/{id}/draft", "annual.draft", annual.Write, s.Draft),
		act("/annual-reports/{id}/restate", "annual.restate", annual.Write, s.Restate),
		act("/annual-reports/{id}/discard", "annual.discard", annual.Accept, s.Discard),
	}
}
