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
	splitting struct {
		foi.Split
		evidence
	}
	unreaching struct {
		foi.Unreach
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

func (a *API) split(ctx context.Context, id foi.ID, in splitting) (*foi.Request, error) {
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Requests.Split(ctx, id, in.Split, scans...)
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

func (a *API) unreach(ctx context.Context, id foi.ConsultID, in unreaching) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartConsult, int64(id))
	if err != nil {
		return nil, err
	}
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Requests.Unreach(ctx, of, id, in.Unreach, scans...)
}

func (a *API) dispatch(ctx context.Context, id letterID, in foi.Serve) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	return a.Requests.Dispatch(ctx, of, int64(id), in)
}

func (a *API) back(ctx context.Context, id letterID, in foi.On) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	return a.Requests.Back(ctx, of, int64(id), in)
}
