package web

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An Asker is an input one of whose fields is a set of questions that are not known when the
// program is written. The field is a map from the keys of the questions to what was answered,
// choices or one text; a question without an answer is not in it. Of what Asked returns the
// name is the key, and it says type, label, choices, limits, and whether an answer is
// needed; the input itself checks that.
type Asker interface {
	Asked(field string) []Field
}

// asked reads the answers of a field that is a set of questions by their names.
func (b *binder) asked(f *fieldShape, v reflect.Value) {
	got, n := map[string][]string{}, 0
	for _, name := range slices.Sorted(maps.Keys(b.r.PostForm)) {
		key, ok := strings.CutPrefix(name, squareName(f.name, ""))
		if !ok {
			continue
		}
		var said []string
		for _, raw := range b.r.PostForm[name] {
			s, t, ok := readText(f, raw)
			if n++; n > squaresMost {
				b.fail(f.name, fault.T("web.too_many_squares", squaresMost))
				return
			}
			if !ok {
				b.fail(name, t)
			}
			if s != "" {
				said = append(said, s)
			}
		}
		if b.typed[name] = said; len(said) > 0 {
			got[key] = said
		}
	}
	v.Set(reflect.ValueOf(got))
}

// drawAsked draws each question with what was answered.
func drawAsked(in any, f *fieldShape, typed map[string][]string) []Field {
	a, ok := in.(Asker)
	if !ok {
		return nil
	}
	asked := a.Asked(f.name)
	for i := range asked {
		q := &asked[i]
		said := typed[squareName(f.name, q.Name)]
		options := make([]Option, len(q.Choices))
		for j, c := range q.Choices {
			options[j] = Option{Value: c.Value, Label: c.Label, Group: c.Group}
		}
		of := fieldShape{name: squareName(f.name, q.Name), typ: q.Type, required: q.Required, max: f.max, rows: q.Rows}
		drawn := drawField(&of, said, options)
		drawn.Label, drawn.Hint, drawn.Group = q.Label, q.Hint, q.Group
		*q = drawn
	}
	return asked
}
