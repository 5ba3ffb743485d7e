package api

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/surface/web"
)

// policyEndpoints are about normative documents in the making. The legal review and the
// procedure ask for a file each: the evidence.
func (a *API) policyEndpoints() []Endpoint {
	s := a.Documents
	return []Endpoint{
		list("/policies", "policy.list", policy.See, s.Find),
		create("/policies", "policy.make", policy.Write, func(ctx context.Context, in policyInput) (*policy.Document, error) {
			return s.Make(ctx, in.Unit, in.Edit)
		}),
		get("/policies/{id}", "policy.get", policy.See, s.View),
		save("/policies/{id}/files/{file}", "policy.evidence", policy.See, "application/octet-stream", a.policyFile),
		edit("/policies/{id}/edit", "policy.edit", policy.Write, a.policyForm, s.Edit),
		list("/policy-imports", "policy.imports", policy.Register, s.Imports),
		run("/policy-imports", "policy.import", policy.Register, func(ctx context.Context, in libraryInput) (policy.Imported, error) {
			return s.Import(ctx, policy.Archive{Name: in.File.Name, File: in.File.Bytes}, policy.How{Dry: in.Dry, Partial: in.Partial})
		}),
		get("/policy-imports/{id}", "policy.import_report", policy.Register, s.ImportOf),
		get("/citations/{id}", "policy.citation", policy.See, s.Citation),
		act("/citations/{id}/look", "policy.look", policy.Write, s.Look),
		act("/policies/{id}/affect", "policy.affect", policy.Write, s.Affect),
		act("/policies/{id}/unaffect", "policy.unaffect", policy.Write, s.Unaffect),
		act("/policies/{id}/evaluate", "policy.evaluate", policy.Write, s.Evaluate),
		act("/policies/{id}/assess", "policy.assess", policy.Write, a.taken(s.Assess)),
		act("/policies/{id}/consult", "policy.consult", policy.Write, a.taken(s.Consult)),
		act("/policies/{id}/fair", "policy.fair", policy.Write, a.taken(s.Fair)),
		act("/policies/{id}/ask", "policy.ask", policy.Write, s.Ask),
		act("/policies/{id}/judge", "policy.judge", policy.Judge, a.taken(s.Judge)),
		act("/policies/{id}/deliberate", "policy.deliberate", policy.Write, a.deliberate),
		act("/policies/{id}/return", "policy.return", policy.Register, s.Return),
		act("/policies/{id}/register", "policy.register", policy.Register, s.Register),
		act("/policies/{id}/void", "policy.void", policy.Register, s.Void),
		act("/policies/{id}/file", "policy.file", policy.Write, s.File),
		act("/policies/{id}/discard", "policy.discard", policy.Write, s.Discard),
	}
}

type (
	// policyInput is a document of a unit.
	policyInput struct {
		Unit int64 `form:"unit" label:"policy.unit" required:"true"`
		policy.Edit
	}
	// libraryInput is a library that was kept elsewhere.
	libraryInput struct {
		File    web.Upload `form:"file" label:"policy.import.file" hint:"policy.import.file_hint" max:"50MB" required:"true"`
		Dry     bool       `form:"dry" label:"api.dry" hint:"api.dry_hint"`
		Partial bool       `form:"partial" label:"policy.import.partial" hint:"policy.import.partial_hint"`
	}
	// stepInput is a step with its evidence.
	stepInput struct {
		policy.Taken
		File web.Upload `form:"file" label:"policy.step_file" hint:"policy.step_file_hint" max:"20MB" required:"true"`
	}
	// meetingInput is the decision of a meeting with its evidence.
	meetingInput struct {
		policy.Deliberation
		File web.Upload `form:"file" label:"policy.step_file" hint:"policy.step_file_hint" max:"20MB" required:"true"`
	}
)

func (a *API) taken(do func(context.Context, policy.ID, policy.Taken, policy.Evidence) (*policy.Document, error)) func(context.Context, policy.ID, stepInput) (*policy.Document, error) {
	return func(ctx context.Context, id policy.ID, in stepInput) (*policy.Document, error) {
		e, err := a.Documents.Attach(ctx, in.File.Name, bytes.NewReader(in.File.Bytes))
		if err != nil {
			return nil, err
		}
		return do(ctx, id, in.Taken, e)
	}
}

func (a *API) deliberate(ctx context.Context, id policy.ID, in meetingInput) (*policy.Document, error) {
	e, err := a.Documents.Attach(ctx, in.File.Name, bytes.NewReader(in.File.Bytes))
	if err != nil {
		return nil, err
	}
	return a.Documents.Deliberate(ctx, id, in.Deliberation, e)
}

func (a *API) policyForm(ctx context.Context, id policy.ID) (policy.Edit, error) {
	v, err := a.Documents.View(ctx, id)
	return policy.FormOf(&v.Document), err
}

// policyFile sends the evidence of a step that the reader may see.
func (a *API) policyFile(r *http.Request, id policy.ID) (out web.Bytes, err error) {
	file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return out, fault.New(fault.NotFound, "not_found")
	}
	f, err := a.Documents.Attachment(r.Context(), id, file)
	if err != nil {
		return out, err
	}
	return a.content(r.Context(), f)
}
