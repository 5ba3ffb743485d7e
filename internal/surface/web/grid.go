package web

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// A Grid is a table with merged heads, as an official form prints it, to read or to write
// in. {{template "grid" .}} draws it; the page links the sheet report.
type Grid struct {
	ID, Name   string
	Head, Rest [][]GridSquare
}

// A GridSquare is a cell of a grid. As in HTML, a row has only the squares that begin in it.
type GridSquare struct {
	Text         string
	Across, Down int    // columns and rows that it covers; 0 is 1
	Scope        string // of a head: col, colgroup, row, rowgroup; "" is no head
	Href, Note   string // of a number: what it counts, and what is said below it
	Key          string // of an answer: its name within the field
	Label        string // of an answer: where it stands, for who does not see that
	Input        *Field // of an answer, as it is drawn
}

// A Gridder is an input one of whose fields is answered in tables. The field is a map from
// the keys of their squares to what is written there; a square without an answer is not in it.
type Gridder interface {
	Grids(field string) []Grid
}

// squaresMost bounds the answers of one field.
const squaresMost = 2000

// squareName is the name of an answer in the form.
func squareName(field, key string) string { return field + "." + key }

// squares reads the answers of a field that has many of them by their names.
func (b *binder) squares(f *fieldShape, v reflect.Value) {
	got := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(b.r.PostForm)) {
		key, ok := strings.CutPrefix(name, squareName(f.name, ""))
		if !ok {
			continue
		}
		if len(got) == squaresMost {
			b.fail(f.name, fault.T("web.too_many_squares", squaresMost))
			return
		}
		s, t, ok := readText(f, b.r.PostForm.Get(name))
		if !ok {
			b.fail(name, t)
		}
		if b.typed[name] = []string{s}; s != "" {
			got[key] = s
		}
	}
	v.Set(reflect.ValueOf(got))
}

// drawGrids puts what was answered into the tables of a field.
func drawGrids(in any, f *fieldShape, typed, stored map[string][]string) []Grid {
	g, ok := in.(Gridder)
	if !ok {
		return nil
	}
	first := func(m map[string][]string, name string) string { return strings.Join(m[name], "") }
	out := g.Grids(f.name)
	for i := range out {
		for _, row := range slices.Concat(out[i].Head, out[i].Rest) {
			for j := range row {
				q := &row[j]
				if q.Key == "" {
					continue
				}
				name := squareName(f.name, q.Key)
				q.Input = &Field{Name: name, ID: fieldID(name), Label: q.Label, Value: first(typed, name)}
				if was := first(stored, name); stored != nil && was != q.Input.Value {
					q.Input.Differs, q.Input.Stored = true, was
				}
			}
		}
	}
	return out
}

// answers are the squares that are answered, in their order.
func (f *Field) answers() (out []*Field) {
	for _, g := range f.Grids {
		for _, row := range slices.Concat(g.Head, g.Rest) {
			for i := range row {
				if row[i].Input != nil {
					out = append(out, row[i].Input)
				}
			}
		}
	}
	return out
}

// failSquares writes the faults of a field's answers where they stand.
func (d *FormDraw) failSquares(f *Field, left map[string]fault.Text) {
	for _, a := range f.answers() {
		t, ok := left[a.Name]
		if !ok {
			continue
		}
		a.Error = i18n.Text(t)
		d.Errors = append(d.Errors, FieldError{a.ID, i18n.T("web.at_square", a.Label, a.Error)})
		delete(left, a.Name)
	}
}
