package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/platform/auth"
)

// cleanupEndpoints are about the clean-up of normative documents.
func (a *API) cleanupEndpoints() []Endpoint {
	s := a.Cleanups
	return []Endpoint{
		list("/cleanups", "cleanup.list", cleanup.See, s.Find),
		create("/cleanups", "cleanup.make", cleanup.Lead, func(ctx context.Context, in cleanupInput) (*cleanup.Cleanup, error) {
			return s.Make(ctx, in.Unit, in.Edit)
		}),
		get("/cleanups/{id}", "cleanup.get", cleanup.See, s.View),
		act("/cleanups/{id}/edit", "cleanup.edit", cleanup.Lead, s.Edit),
		act("/cleanups/{id}/start", "cleanup.start", cleanup.Lead, s.Start),
		act("/cleanups/{id}/extend", "cleanup.extend", cleanup.Lead, s.Extend),
		act("/cleanups/{id}/compile", "cleanup.compile", cleanup.Lead, s.Compile),
		act("/cleanups/{id}/reopen", "cleanup.reopen", cleanup.Lead, s.Reopen),
		act("/cleanups/{id}/stop", "cleanup.stop", cleanup.Lead, s.Stop),
		act("/cleanups/{id}/discard", "cleanup.discard", cleanup.Lead, s.Discard),
		list("/verdicts", "cleanup.verdicts", cleanup.See, s.Verdicts),
		get("/verdicts/{id}", "cleanup.verdict_get", cleanup.See, s.Verdict),
		act("/verdicts/{id}/propose", "cleanup.propose", cleanup.Write, s.Propose),
		act("/verdicts/{id}/approve", "cleanup.approve", cleanup.Approve, s.Approve),
		act("/verdicts/{id}/refuse", "cleanup.refuse", cleanup.Approve, s.Refuse),
		act("/verdicts/{id}/back", "cleanup.back", cleanup.Lead, s.Back),
	}
}

// publicCleanupEndpoints are the clean-ups for everybody.
func (a *API) publicCleanupEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/cleanups", "public.cleanups", auth.Public, a.Cleanups.Shown),
		look("/public/cleanup", "public.cleanup", auth.Public, func(ctx context.Context, in cleanupAsked) (*cleanup.Page, error) {
			return a.Cleanups.Page(ctx, in.ID)
		}),
		list("/public/cleanup-documents", "public.cleanup_documents", auth.Public, a.Cleanups.Documents),
	}
}

type (
	// cleanupInput is a clean-up of the unit that leads it.
	cleanupInput struct {
		Unit int64 `form:"unit" label:"cleanup.leads" required:"true"`
		cleanup.Edit
	}
	// cleanupAsked names a clean-up.
	cleanupAsked struct {
		ID cleanup.ID `form:"id" label:"cleanup.cleanups" required:"true"`
	}
)
