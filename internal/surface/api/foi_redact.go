package api

import (
	"context"
	"net/http"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/surface/web"
)

// redactionEndpoints are about the records of which an item gets a copy without
// what may not be given.
func (a *API) redactionEndpoints() []Endpoint {
	s := a.Requests
	return []Endpoint{
		act("/request-items/{id}/redact", "foi.redact", foi.Handle, a.keepRecord),
		get("/redactions/{id}", "foi.redaction", foi.See, func(ctx context.Context, id foi.RedactionID) (v foi.Record, err error) {
			return onRecord(a, func(ctx context.Context, of foi.ID, id foi.RedactionID, _ struct{}) (foi.Record, error) {
				return s.Record(ctx, of, id)
			})(ctx, id, struct{}{})
		}),
		act("/redactions/{id}/inspect", "foi.inspect", foi.See, onRecord(a, s.Inspect)),
		act("/redactions/{id}/words", "foi.redact_words", foi.Handle, onRecord(a, s.MarkWords)),
		act("/redactions/{id}/found", "foi.redact_found", foi.Handle, onRecord(a, s.MarkProposed)),
		act("/redactions/{id}/place", "foi.redact_place", foi.Handle, onRecord(a, s.MarkAt)),
		act("/redactions/{id}/unmark", "foi.redact_unmark", foi.Handle, onRecord(a, s.Unmark)),
		act("/redactions/{id}/copy", "foi.redact_copy", foi.Handle, onRecord(a, s.Copy)),
		act("/redactions/{id}/discard", "foi.redact_discard", foi.Handle, onRecord(a, s.Discard)),
	}
}

// onRecord finds the request of a record.
func onRecord[In, Out any](a *API, do func(context.Context, foi.ID, foi.RedactionID, In) (Out, error)) func(context.Context, foi.RedactionID, In) (Out, error) {
	return func(ctx context.Context, id foi.RedactionID, in In) (out Out, err error) {
		of, err := a.Requests.Of(ctx, foi.PartRecord, int64(id))
		if err != nil {
			return out, err
		}
		return do(ctx, of, id, in)
	}
}

// A paperID names a paper or a copy of an item.
type paperID int64

// itemPaper sends a paper or a copy of an item.
func (a *API) itemPaper(r *http.Request, id paperID) (out web.Bytes, err error) {
	f, err := a.Requests.Paper(r.Context(), int64(id))
	if err != nil {
		return out, err
	}
	return a.content(r.Context(), f)
}

// A copyUpload is the copy of a document that goes to the applicant.
type copyUpload struct {
	foi.Give
	File     web.Upload `form:"file" label:"foi.give_file" hint:"foi.give_file_hint" max:"20MB" required:"true"`
	Original web.Upload `form:"original" label:"foi.give_original" hint:"foi.give_original_hint" max:"20MB"`
}

func (a *API) giveCopy(ctx context.Context, id foi.ItemID, in copyUpload) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartItem, int64(id))
	if err != nil {
		return nil, err
	}
	return a.Requests.Give(ctx, of, id, in.Give, foi.Sheaf{Name: in.File.Name, Data: in.File.Bytes}, foi.Sheaf{Name: in.Original.Name, Data: in.Original.Bytes})
}

// A recordUpload is a record to be redacted.
type recordUpload struct {
	Title string     `form:"title" label:"foi.redact.title" hint:"foi.redact.title_hint" required:"true" max:"200"`
	File  web.Upload `form:"file" label:"foi.redact.file" hint:"foi.redact.file_hint" max:"20MB" required:"true"`
}

func (a *API) keepRecord(ctx context.Context, id foi.ItemID, in recordUpload) (x foi.Redaction, err error) {
	of, err := a.Requests.Of(ctx, foi.PartItem, int64(id))
	if err != nil {
		return x, err
	}
	return a.Requests.AddRecord(ctx, of, id, strings.TrimSpace(in.Title), in.File.Name, in.File.Bytes)
}
