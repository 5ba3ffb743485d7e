package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
)

// What is noted later than it came, with the evidence of the day.
type (
	restoring struct {
		foi.Restore
		evidence
	}
	restoringFee struct {
		foi.RestoreFee
		evidence
	}
	hearing struct {
		foi.Hear
		evidence
	}
)

func (a *API) restore(ctx context.Context, id foi.ID, in restoring) (*foi.Request, error) {
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Requests.Restore(ctx, id, in.Restore, scans...)
}

func (a *API) restoreFee(ctx context.Context, id foi.ID, in restoringFee) (*foi.Request, error) {
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Requests.RestoreFee(ctx, id, in.RestoreFee, scans...)
}

func (a *API) hearAsked(ctx context.Context, id foi.ConsultID, in hearing) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartConsult, int64(id))
	if err != nil {
		return nil, err
	}
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Requests.Hear(ctx, of, id, in.Hear, scans...)
}
