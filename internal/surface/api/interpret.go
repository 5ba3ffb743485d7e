package api

import (
	"bytes"
	"context"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
)

// interpretEndpoints are about the interpretations of documents.
func (a *API) interpretEndpoints() []Endpoint {
	s := a.Interprets
	return []Endpoint{
		list("/interpretations", "interpret.list", interpret.See, s.Find),
		look("/interpretations/figures", "interpret.figures", interpret.See, s.Count),
		create("/interpretations", "interpret.make", interpret.Write, s.Make),
		get("/interpretations/{id}", "interpret.get", interpret.See, s.View),
		edit("/interpretations/{id}/edit", "interpret.edit", interpret.Write, a.interpretForm, s.Edit),
		act("/interpretations/{id}/add", "interpret.add", interpret.Write, a.addPiece),
		act("/interpretations/{id}/drop", "interpret.drop", interpret.Write, s.Drop),
		act("/interpretations/{id}/except", "interpret.except", interpret.Except, s.Except),
		act("/interpretations/{id}/discard", "interpret.discard", interpret.Write, s.Discard),
	}
}

// publicInterpretEndpoints are the interpretations that are public, for everybody.
func (a *API) publicInterpretEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/interpretations", "public.interpretations", auth.Public, a.Interprets.Library),
		look("/public/interpretation", "public.interpretation", auth.Public, a.publicInterpretation),
	}
}

type (
	// pieceInput is a piece with its files.
	pieceInput struct {
		interpret.Add
		File     web.Upload `form:"file" label:"interpret.file" hint:"interpret.file_hint" max:"50MB"`
		Captions web.Upload `form:"captions" label:"interpret.captions" hint:"interpret.captions_hint" max:"2MB"`
	}
	interpretOf struct {
		ID interpret.ID `form:"id" label:"interpret.interpretations" required:"true"`
	}
)

func (a *API) interpretForm(ctx context.Context, id interpret.ID) (interpret.Edit, error) {
	v, err := a.Interprets.View(ctx, id)
	return interpret.FormOf(&v.Interpretation), err
}

func (a *API) publicInterpretation(ctx context.Context, in interpretOf) (*interpret.Page, error) {
	return a.Interprets.Page(ctx, in.ID)
}

func (a *API) addPiece(ctx context.Context, id interpret.ID, in pieceInput) (*interpret.Interpretation, error) {
	var taken [2]interpret.File
	for i, f := range []struct {
		field string
		web.Upload
	}{{"file", in.File}, {"captions", in.Captions}} {
		if f.Name == "" {
			continue
		}
		var err error
		if taken[i], err = a.Interprets.Attach(ctx, f.field, f.Name, bytes.NewReader(f.Bytes)); err != nil {
			return nil, err
		}
	}
	return a.Interprets.Add(ctx, id, in.Add, taken[0], taken[1])
}
