package web

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// An Option is one choice of a field. Group heads the options of a select that follow it.
type Option struct{ Value, Label, Group string }

// A Chooser is an input that knows the choices of some of its fields.
type Chooser interface {
	Options(field string) []Option
}

// A Hider is an input some of whose fields are of no use in the case at hand.
type Hider interface {
	Hides(field string) bool
}

// A Demander is an input some of whose optional fields have to be answered in the case at hand.
type Demander interface {
	Demands(field string) bool
}

// FormView is what a form page draws: {{template "form" .V.Form}}.
type FormView[In any] struct {
	In   In // what was typed, over what was loaded
	Form *FormDraw
}

// Bad reports whether the form is drawn again because of a fault.
func (v FormView[In]) Bad() bool { return v.Form != nil && len(v.Form.Errors) > 0 }

// A FormDraw is a form as the one form template draws it.
type FormDraw struct {
	Action    string
	Fields    []Field
	Errors    []FieldError // in the order of the fields, those of no field first
	Rows      []RowError   // faults of an imported file
	Buttons   []SubmitButton
	Cancel    string // where to go without saving; "" draws no link
	Multipart bool
	Conflict  bool // somebody else saved; each field that differs shows what is stored
}

// A SubmitButton sends the form; Name and Value tell several apart.
type SubmitButton struct {
	Label, Name, Value string
	Secondary          bool
}

// A FieldError is one line of the error summary; ID is "" for a fault of the whole form.
type FieldError struct{ ID, Text string }

// A RowError is a fault in a file that somebody wrote.
type RowError struct {
	File, Column, Text string
	Line               int
}

// A Field is one question of a form, with what was answered and what is wrong with it.
type Field struct {
	Name, ID, Type, Group string
	Label, Hint, Error    string
	Value                 string
	Choices               []Choice
	Grids                 []Grid // that it is answered in
	Required, Multiple    bool
	Later                 bool // needed, though not yet: not called optional
	Max                   int64
	MaxSize               string // of one file
	Rows                  int
	Autocomplete, Accept  string
	Stored                string // in a conflict: what is stored now
	Differs               bool   // in a conflict: Stored is not what was typed
}

// A Choice is an option as a form draws it.
type Choice struct {
	ID, Value, Label, Group string
	Chosen                  bool
}

// Describes lists the ids that explain the field, for aria-describedby.
func (f Field) Describes() string {
	var ids []string
	if f.Hint != "" || f.MaxSize != "" {
		ids = append(ids, f.ID+"-h")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-e")
	}
	if f.Differs {
		ids = append(ids, f.ID+"-s")
	}
	return strings.Join(ids, " ")
}

// Grouped is Choices in runs of one group.
func (f Field) Grouped() [][]Choice {
	var out [][]Choice
	for i, c := range f.Choices {
		if i == 0 || c.Group != f.Choices[i-1].Group {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// Fieldset reports whether the field is a set of inputs under one legend.
func (f Field) Fieldset() bool { return f.Type == "radio" || f.Type == "checks" }

// manyChoices are more than a reader runs over with the eye: the set is folded up.
const manyChoices = 20

// Folded reports whether the choices stand behind a line that says what is chosen.
func (f Field) Folded() bool {
	return f.Type == "checks" && len(f.Choices) > manyChoices && f.Error == "" && !f.Differs
}

// Picked are the choices that are chosen.
func (f Field) Picked() []Choice {
	return slices.DeleteFunc(slices.Clone(f.Choices), func(c Choice) bool { return !c.Chosen })
}

// A Source gives the choices of a field that are not known when the program is written.
type Source func(ctx context.Context) ([]Option, error)

// options returns the choices of f: of the screen, of the input, or of the tag.
func options(ctx context.Context, in any, f *fieldShape, from map[string]Source) ([]Option, error) {
	if src, ok := from[f.name]; ok {
		return src(ctx)
	}
	if c, ok := in.(Chooser); ok {
		if o := c.Options(f.name); o != nil {
			return o, nil
		}
	}
	var out []Option
	for _, v := range f.options {
		out = append(out, Option{Value: v, Label: i18n.T(f.label + "." + v)})
	}
	return out, nil
}

// fieldID is the id of the first input of a field: what the error summary links to.
func fieldID(name string) string { return "f-" + strings.NewReplacer(".", "-", "/", "-").Replace(name) }

// drawField puts the description, the answer and the choices of one field together.
func drawField(f *fieldShape, typed []string, opts []Option) Field {
	out := Field{
		Name: f.name, ID: fieldID(f.name), Type: f.typ, Label: i18n.T(f.label),
		Required: f.required, Later: f.later, Multiple: f.many, Max: f.max, Rows: f.rows,
		Autocomplete: f.autocomplete, Accept: f.accept,
	}
	if f.each != "" {
		out.Label = i18n.T(f.each, f.row, out.Label)
	}
	if f.hint != "" && f.row <= 1 {
		out.Hint = i18n.T(f.hint)
	}
	if f.typ == "file" {
		out.MaxSize = sizeText(f.max)
	}
	if f.typ != "password" && len(typed) > 0 {
		out.Value = typed[0]
	}
	if _, ok := parseDay(out.Value); f.typ == "date" && out.Value != "" && !ok {
		out.Type = "text" // a date input would drop what cannot be read as a date
	}
	for i, o := range opts {
		c := Choice{ID: out.ID, Value: o.Value, Label: o.Label, Group: o.Group, Chosen: slices.Contains(typed, o.Value)}
		if i > 0 {
			c.ID += "-" + strconv.Itoa(i+1)
		}
		out.Choices = append(out.Choices, c)
	}
	if f.typ == "select" && f.required && len(out.Choices) == 1 { // there is nothing else to choose: the clerk of one unit
		out.Choices[0].Chosen = true
	}
	return out
}

// readable is an answer in the words of its choices.
func readable(f *fieldShape, vals []string, opts []Option) string {
	if f.typ == "checkbox" {
		return i18n.T("web.tick." + strconv.FormatBool(len(vals) > 0))
	}
	words := make([]string, len(vals))
	for i, v := range vals {
		words[i] = v
		for _, o := range opts {
			if o.Value == v {
				words[i] = o.Label
			}
		}
	}
	return strings.Join(words, i18n.T("list_comma"))
}

// drawn reports whether the form template shows the field.
func (f *fieldShape) drawn() bool { return f.label != "" || f.typ == "hidden" }

// drawFields draws the fields of in with the answers typed; stored, unless nil,
// is what somebody else saved meanwhile.
func drawFields(ctx context.Context, in any, sh *shape, typed, stored url.Values, from map[string]Source) ([]Field, error) {
	var out []Field
	group := "" // of a field that is not drawn: it heads the next one
	for _, f := range sh.fields {
		if f.drawn() && f.group != "" {
			group = i18n.T(f.group)
		}
		if !f.drawn() || hidden(in, f.name) {
			continue
		}
		if f.kind == kindAsked {
			out = append(out, drawAsked(in, f, typed)...)
			continue
		}
		opts, err := options(ctx, in, f, from)
		if err != nil {
			return nil, err
		}
		if f.typ == "checks" && len(opts) == 0 {
			continue // nothing to choose from
		}
		d := drawField(f, typed[f.name], opts)
		d.Group, group = group, ""
		if f.kind == kindSquares {
			d.Grids = drawGrids(in, f, typed, stored)
		}
		d.Required = d.Required || demanded(in, f.name)
		if stored != nil && f.differs(stored, typed) {
			d.Differs, d.Stored = true, readable(f, stored[f.name], opts)
		}
		out = append(out, d)
	}
	return out, nil
}

// differs reports whether what somebody else saved of a field is shown beside what was typed.
func (f *fieldShape) differs(stored, typed url.Values) bool {
	return f.typ != "hidden" && f.typ != "file" && f.typ != "password" && !slices.Equal(stored[f.name], typed[f.name])
}

// demanded reports whether in asks for one of its fields.
func demanded(in any, field string) bool {
	demander, ok := in.(Demander)
	return ok && demander.Demands(field)
}

// hidden reports whether in leaves out one of its fields.
func hidden(in any, field string) bool {
	hider, ok := in.(Hider)
	return ok && hider.Hides(field)
}

// fail writes the faults of e into the form.
func (d *FormDraw) fail(e *fault.Error) {
	left := map[string]fault.Text{}
	maps.Copy(left, e.Fields)
	for i := range d.Fields {
		f := &d.Fields[i]
		d.failSquares(f, left)
		rows, _, _ := strings.Cut(f.Name, ".")
		t, ok := left[f.Name]
		if !ok && rows != f.Name { // what is wrong with the rows stands at the first
			t, ok = left[rows]
			delete(left, rows)
		}
		if !ok || f.Type == "hidden" {
			continue
		}
		f.Error = i18n.Text(t)
		d.Errors = append(d.Errors, FieldError{f.ID, f.Error})
		delete(left, f.Name)
	}
	var whole []FieldError
	for _, k := range slices.Sorted(maps.Keys(left)) {
		whole = append(whole, FieldError{"", i18n.Text(left[k])})
	}
	if len(e.Fields) == 0 {
		whole = append(whole, FieldError{"", i18n.Text(e.Text)})
	}
	d.Errors = append(whole, d.Errors...)
	for _, r := range e.Rows {
		d.Rows = append(d.Rows, RowError{File: r.File, Line: r.Line, Column: r.Column, Text: i18n.Text(r.Text)})
	}
}

// Wide reports whether an answer is a table, which takes the width of the page.
func (d *FormDraw) Wide() bool {
	return slices.ContainsFunc(d.Fields, func(f Field) bool { return len(f.Grids) > 0 })
}

// ToFix is how many answers are at fault.
func (d *FormDraw) ToFix() int {
	n := 0
	for _, e := range d.Errors {
		if e.ID != "" {
			n++
		}
	}
	return n
}

// InputType is the type attribute of the field as a plain input.
func (f Field) InputType() string {
	switch f.Type {
	case "date", "password", "email", "tel", "search":
		return f.Type
	}
	return "text"
}

// Short reports whether the answer is a few characters long.
func (f Field) Short() bool {
	return f.Type == "number" || f.Type == "date" || f.Type == "password" || f.Max <= 30
}

// Counted reports whether the reader is told how much may be written.
func (f Field) Counted() bool { return f.Max <= 5000 }

// Dense reports whether there are so many choices that they stand close.
func (f Field) Dense() bool { return len(f.Choices) > 8 }
