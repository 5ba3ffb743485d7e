package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/surface/web"
)

// batchInput is a file with items of an earlier site.
type batchInput struct {
	File web.Upload `form:"file" label:"publish.batch_file" hint:"publish.batch_file_hint" max:"50MB" required:"true"`
	Dry  bool       `form:"dry" label:"api.dry" hint:"api.dry_hint"`
}

// batchEndpoints are about what an earlier site had, and what the screening finds.
func (a *API) batchEndpoints() []Endpoint {
	s := a.Items
	return []Endpoint{
		list("/batches", "publish.batches", publish.See, s.Batches),
		run("/batches", "publish.import", publish.Import, func(ctx context.Context, in batchInput) (publish.Imported, error) {
			return s.Import(ctx, publish.Source{Name: in.File.Name, File: in.File.Bytes}, in.Dry)
		}),
		get("/batches/{id}", "publish.batch", publish.See, s.Batch),
		act("/batches/{id}/admit", "publish.admit_batch", publish.Admit, s.Admit),
		act("/batches/{id}/undo", "publish.undo", publish.Import, s.Undo),
		act("/editions/{id}/screen", "publish.screen", publish.Draft, func(ctx context.Context, id publish.EditionID, _ struct{}) (publish.Screening, error) {
			return s.Screen(ctx, id)
		}),
		act("/editions/{id}/repair", "publish.repair", publish.Draft, s.Repair),
		act("/editions/{id}/answer", "publish.answer", publish.Passing, s.Answer),
		act("/editions/{id}/propose", "publish.propose_pass", publish.Passing, s.Propose),
		list("/passes", "publish.passes", publish.See, s.Passes),
		get("/passes/{id}", "publish.pass", publish.See, s.Pass),
		act("/passes/{id}/accept", "publish.accept_pass", publish.Passing, s.AcceptPass),
		act("/passes/{id}/revoke", "publish.revoke_pass", publish.Passing, s.RevokePass),
	}
}
