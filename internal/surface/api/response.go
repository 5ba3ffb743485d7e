package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// responseEndpoints are about what the public is concerned about.
func (a *API) responseEndpoints() []Endpoint {
	s := a.Concerns
	return []Endpoint{
		list("/concerns", "response.list", response.See, s.Find),
		create("/concerns", "response.note", response.Note, func(ctx context.Context, in concernInput) (*response.Concern, error) {
			return s.Note(ctx, in.Unit, in.Edit)
		}),
		look("/concern-figures", "response.figures", response.See, a.concernFigures),
		get("/concerns/{id}", "response.get", response.See, s.View),
		act("/concerns/{id}/edit", "response.edit", response.Note, s.Edit),
		act("/concerns/{id}/judge", "response.judge", response.Judge, s.Judge),
		act("/concerns/{id}/draft", "response.draft", response.Handle, s.Draft),
		act("/concerns/{id}/link", "response.link", response.Handle, s.Link),
		act("/concerns/{id}/unlink", "response.unlink", response.Handle, s.Unlink),
		act("/concerns/{id}/press", "response.press", response.Handle, s.Press),
		act("/concerns/{id}/measure", "response.measure", response.Handle, s.Measure),
		act("/concerns/{id}/settle", "response.settle", response.Handle, s.Settle),
		act("/concerns/{id}/reopen", "response.reopen", response.Review, s.Reopen),
		act("/concerns/{id}/review", "response.review", response.Review, s.Review),
		act("/concerns/{id}/doubt", "response.doubt", response.Handle, s.Doubt),
		act("/concerns/{id}/refuse", "response.refuse", response.Judge, s.Refuse),
		act("/concerns/{id}/dismiss", "response.dismiss", response.Judge, s.Dismiss),
	}
}

// publicResponseEndpoints are the answers for everybody.
func (a *API) publicResponseEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/responses", "public.responses", auth.Public, func(ctx context.Context, q response.PublicFind, p db.Page) (db.Rows[response.Public], error) {
			return a.Concerns.PublicList(applicant(ctx), q, p)
		}),
	}
}

// concernInput is a concern with the unit that found it.
type concernInput struct {
	Unit int64 `form:"unit" label:"response.found_by" required:"true"`
	response.Edit
}

// ConcernMonths are the figures of a year, the latest month first.
type ConcernMonths struct {
	Months []response.Month `json:"months"`
}

func (a *API) concernFigures(ctx context.Context, q response.Span) (out ConcernMonths, err error) {
	out.Months, err = a.Concerns.Figures(ctx, q)
	return out, err
}
