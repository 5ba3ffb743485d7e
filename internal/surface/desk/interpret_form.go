package desk

import (
	"bytes"
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// onInterpret is what the form of an act shows beside its fields.
type onInterpret struct {
	Act interpret.Act
	Of  interpretView
	May bool
}

// About says what follows from the act.
func (in onInterpret) About() string { return i18n.T("interpret.about." + web.ShortAct(in.Act)) }

type (
	interpretEdit struct {
		interpret.Edit
		onInterpret
	}
	interpretAdd struct {
		interpret.Add
		File     web.Upload `form:"file" label:"interpret.file" hint:"interpret.file_hint" accept:".png,.jpg,.jpeg,.mp4" max:"50MB"`
		Captions web.Upload `form:"captions" label:"interpret.captions" hint:"interpret.captions_hint" accept:".vtt" max:"2MB"`
		onInterpret
	}
	interpretDrop struct {
		interpret.Drop
		onInterpret
	}
	interpretExcept struct {
		interpret.Exception
		onInterpret
	}
	interpretWhy struct {
		interpret.Because
		onInterpret
	}
)

// Hides reports whether the form of the piece has no such field.
func (in interpretAdd) Hides(field string) bool {
	has, _ := interpret.Has(in.Form, field)
	return !has && field != "rev" && field != "kind" && field != "title"
}

// Demands reports whether the form of the piece needs the field.
func (in interpretAdd) Demands(field string) bool {
	_, must := interpret.Has(in.Form, field)
	return must
}

// About says which form the piece has, and what to mind.
func (in interpretAdd) About() string {
	return i18n.T("interpret.about.add", i18n.T("interpret.forms."+string(in.Form)))
}

// Options are the pieces that are there.
func (in interpretDrop) Options(field string) (out []web.Option) {
	if field != "piece" {
		return nil
	}
	for i := range in.Of.Interpretation.Content.Pieces {
		p := &in.Of.Interpretation.Content.Pieces[i]
		out = append(out, web.Option{Value: strconv.FormatInt(p.ID, 10), Label: in.Of.piece(p).Title})
	}
	return out
}

// addPiece takes in the files of a piece, and adds it.
func (d *Desk) addPiece(ctx context.Context, id interpret.ID, in interpretAdd) (*interpret.Interpretation, error) {
	file, err := d.attachPiece(ctx, "file", in.File)
	if err != nil {
		return nil, err
	}
	captions, err := d.attachPiece(ctx, "captions", in.Captions)
	if err != nil {
		return nil, err
	}
	return d.Interprets.Add(ctx, id, in.Add, file, captions)
}

func (d *Desk) attachPiece(ctx context.Context, field string, f web.Upload) (interpret.File, error) {
	if f.Name == "" {
		return interpret.File{}, nil
	}
	return d.Interprets.Attach(ctx, field, f.Name, bytes.NewReader(f.Bytes))
}
