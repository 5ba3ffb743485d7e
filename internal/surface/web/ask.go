package web

import (
	"context"
	"reflect"
	"slices"

	"gongkai.example/gongkai/internal/platform/i18n"
)

// Ask is the question q as a form that leads to path: {{template "ask" .}} draws
// its fields as the filters of lists are drawn, {{template "search-box" .}} those
// of a search. Hidden fields go along if they have a value.
func Ask[Q any](ctx context.Context, path string, q Q, opts ...Opt) (*FormDraw, error) {
	o := newOpts(opts)
	fields, err := drawFields(ctx, q, shapeOf(reflect.TypeFor[Q]()), encode(&q), nil, o.sources)
	return &FormDraw{Action: path, Fields: fields, Buttons: []SubmitButton{{Label: i18n.T(o.submit)}}}, err
}

// Words is the field of a search box that takes the words; its choices are
// offered while somebody types.
func (d *FormDraw) Words() Field {
	i := slices.IndexFunc(d.Fields, Field.words)
	if i < 0 {
		return Field{}
	}
	return d.Fields[i]
}

func (f Field) words() bool { return f.Type == "search" }

// Kept is what goes along unseen.
func (d *FormDraw) Kept() []Field {
	return slices.DeleteFunc(slices.Clone(d.Fields), func(f Field) bool { return f.Type != "hidden" })
}

// Narrows is what a search box asks beside the words.
func (d *FormDraw) Narrows() []Field {
	return slices.DeleteFunc(slices.Clone(d.Fields), func(f Field) bool { return f.Type == "hidden" || f.words() })
}

// Narrowed reports whether something beside the words was answered.
func (d *FormDraw) Narrowed() bool {
	return slices.ContainsFunc(d.Narrows(), func(f Field) bool { return f.Value != "" })
}
