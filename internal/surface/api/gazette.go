package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/platform/auth"
)

// gazetteEndpoints are the issues of the official gazette.
func (a *API) gazetteEndpoints() []Endpoint {
	s := a.Gazettes
	return []Endpoint{
		list("/gazettes", "gazette.list", gazette.See, s.Find),
		create("/gazettes", "gazette.make", gazette.Edit, func(ctx context.Context, in gazetteInput) (*gazette.Gazette, error) {
			return s.Make(ctx, in.Unit, in.Begin)
		}),
		get("/gazettes/{id}", "gazette.get", gazette.See, s.View),
		act("/gazettes/{id}/edit", "gazette.edit", gazette.Edit, s.Edit),
		act("/gazettes/{id}/compile", "gazette.compile", gazette.Edit, s.Compile),
		act("/gazettes/{id}/reopen", "gazette.reopen", gazette.Edit, s.Reopen),
		act("/gazettes/{id}/discard", "gazette.discard", gazette.Edit, s.Discard),
	}
}

// publicGazetteEndpoints are the issues for everybody.
func (a *API) publicGazetteEndpoints() []Endpoint {
	s := a.Gazettes
	return []Endpoint{
		list("/public/gazettes", "public.gazettes", auth.Public, s.Shown),
		look("/public/gazette", "public.gazette", auth.Public, func(ctx context.Context, in gazetteAsked) (*gazette.Page, error) {
			return s.Page(ctx, in.ID)
		}),
	}
}

type (
	// gazetteInput is an issue of the unit that edits it.
	gazetteInput struct {
		Unit int64 `form:"unit" label:"gazette.unit" required:"true"`
		gazette.Begin
	}
	// gazetteAsked names an issue.
	gazetteAsked struct {
		ID gazette.ID `form:"id" label:"gazette.gazettes" required:"true"`
	}
)
