package web

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// An Opt changes one thing about a screen made by List, Make or Act.
type Opt func(*screenOpts)

type screenOpts struct {
	sources map[string]Source
	submit  string
	buttons []SubmitButton
	asides  map[string]making // by the value of the button
	beside  making
	done    string
	cancel  string
	size    int
	empty   string
	csv     string
	feed    string
	export  *Item
	create  *Item
	along   []Item
	says    func(context.Context) (string, error)
}

// making makes an input of one; both are pointers to the struct.
type making func(ctx context.Context, in any) (out any, err error)

func makingOf[In any](f func(context.Context, In) (In, error)) making {
	return func(ctx context.Context, in any) (any, error) {
		out, err := f(ctx, *in.(*In))
		return &out, err
	}
}

func newOpts(opts []Opt) *screenOpts {
	o := &screenOpts{sources: map[string]Source{}, asides: map[string]making{}, submit: "web.save", done: "web.saved", empty: "web.empty_hint"}
	for _, f := range opts {
		f(o)
	}
	return o
}

// Options gives the choices of a field, asked anew for each page.
func Options(field string, from Source) Opt {
	return func(o *screenOpts) { o.sources[field] = from }
}

// Submit names the main button of a form.
func Submit(key string) Opt { return func(o *screenOpts) { o.submit = key } }

// Also adds a second button that sends do=value; the input reads it as `form:"do"`.
func Also(value, key string) Opt {
	return func(o *screenOpts) {
		o.buttons = append(o.buttons, SubmitButton{Label: i18n.T(key), Name: "do", Value: value, Secondary: true})
	}
}

// Aside adds a second button that saves nothing: it draws the form again with
// what f makes of what was typed, such as a preview. Faults of other answers wait.
func Aside[In any](value, key string, f func(context.Context, In) (In, error)) Opt {
	return func(o *screenOpts) {
		Also(value, key)(o)
		o.asides[value] = makingOf(f)
	}
}

// Beside makes what a form shows beside its fields, which nobody types: of one that
// is loaded when it is sent back, of one that is not the first time as well.
func Beside[In any](f func(context.Context, In) (In, error)) Opt {
	return func(o *screenOpts) { o.beside = makingOf(f) }
}

// Done is the sentence that the next page shows.
func Done(key string) Opt { return func(o *screenOpts) { o.done = key } }

// Cancel is where to go without saving; {id} and its like are taken from the path of the request.
func Cancel(path string) Opt { return func(o *screenOpts) { o.cancel = path } }

// Size is how many rows a list shows at a time.
func Size(n int) Opt { return func(o *screenOpts) { o.size = n } }

// Empty is what a list without rows suggests to try.
func Empty(key string) Opt { return func(o *screenOpts) { o.empty = key } }

// Download adds a link to the same list as CSV at path.
func Download(path string) Opt { return func(o *screenOpts) { o.csv = path } }

// Syndicate adds a link to the feed of the same list at path, with the same filters.
func Syndicate(path string) Opt { return func(o *screenOpts) { o.feed = path } }

// Export adds a link to the same list as a file, for those who may take it out.
func Export(it Item) Opt { return func(o *screenOpts) { o.export = &it } }

// Along adds a link to a page that stands beside the list, for those who may see it.
func Along(it Item) Opt { return func(o *screenOpts) { o.along = append(o.along, it) } }

// Says has a sentence stand above the list; "" is none.
func Says(f func(context.Context) (string, error)) Opt { return func(o *screenOpts) { o.says = f } }

// Create adds a button that leads to the form for a new row, for those who may.
func Create(it Item) Opt { return func(o *screenOpts) { o.create = &it } }

// Show draws the one thing {id}.
func Show[K ~int64, V any](p *Page[V], get func(context.Context, K) (V, error)) Handler {
	return func(r *Req) (Reply, error) {
		id, err := ID[K](r)
		if err != nil {
			return nil, err
		}
		v, err := get(r.Context(), id)
		if err != nil {
			return nil, err
		}
		return p.With(v), nil
	}
}

// Look draws what a question finds: a board, a home page, anything that is neither one thing nor a list.
func Look[Q, V any](p *Page[V], get func(context.Context, Q) (V, error)) Handler {
	return func(r *Req) (Reply, error) {
		q, err := Bind[Q](r)
		if err != nil {
			return nil, err
		}
		v, err := get(r.Context(), q)
		if err != nil {
			return nil, err
		}
		return p.With(v), nil
	}
}

// List draws a list narrowed by Q, a page at a time.
func List[Q, Row any](p *Page[ListView[Q, Row]], find func(context.Context, Q, db.Page) (db.Rows[Row], error), opts ...Opt) Handler {
	o := newOpts(opts)
	return func(r *Req) (Reply, error) {
		var q Q
		typed, bad := bind(r, &q)
		if bad != nil && (typed == nil || fault.Of(bad) != fault.Invalid) {
			return nil, bad
		}
		var rows db.Rows[Row]
		if bad == nil {
			var err error
			pg := db.Page{Size: o.size, After: r.URL.Query().Get("after")}
			if rows, err = find(r.Context(), q, pg); err != nil {
				return nil, err
			}
		}
		v, err := drawList(r, o, q, typed, rows)
		if err != nil {
			return nil, err
		}
		if bad != nil {
			v.Filters.fail(fault.As(bad))
			return WithStatus(http.StatusUnprocessableEntity, p.With(v)), nil
		}
		return p.With(v), nil
	}
}

// A FormScreen is a form on GET and what it does on POST.
type FormScreen struct {
	Handle Handler
	body   int64
}

// Make is a form for a thing that does not exist yet. load, which may be nil,
// gives what the form shows at first; without it the query prefills the form.
// do takes what was typed and next says where to go then; next may be nil if
// Out is itself a Reply.
func Make[In, Out any](
	p *Page[FormView[In]], load func(context.Context) (In, error),
	do func(context.Context, In) (Out, error), next func(Out) string, opts ...Opt,
) *FormScreen {
	f := newForming(p, opts)
	if load != nil {
		f.load = func(r *Req) (any, error) {
			in, err := load(r.Context())
			return &in, err
		}
	}
	f.do = func(r *Req, in any) (Reply, error) {
		out, err := do(r.Context(), *in.(*In))
		return after(f.opts, out, next, err)
	}
	return f.screen()
}

// Act is a form about the thing {id}. load, which may be nil, gives what is
// stored; an input with a field `form:"rev" type:"hidden"` then shows both
// versions when somebody else saved first.
func Act[K ~int64, In, Out any](
	p *Page[FormView[In]], load func(context.Context, K) (In, error),
	do func(context.Context, K, In) (Out, error), next func(Out) string, opts ...Opt,
) *FormScreen {
	f := newForming(p, opts)
	if load != nil {
		f.load = func(r *Req) (any, error) {
			id, err := ID[K](r)
			if err != nil {
				return nil, err
			}
			in, err := load(r.Context(), id)
			return &in, err
		}
	}
	f.do = func(r *Req, in any) (Reply, error) {
		id, err := ID[K](r)
		if err != nil {
			return nil, err
		}
		out, err := do(r.Context(), id, *in.(*In))
		return after(f.opts, out, next, err)
	}
	return f.screen()
}

// Do is a button about the thing {id}: it has no page of its own, and a fault goes to the error page.
func Do[K ~int64, In, Out any](do func(context.Context, K, In) (Out, error), next func(Out) string, opts ...Opt) Handler {
	o := newOpts(opts)
	return func(r *Req) (Reply, error) {
		id, err := ID[K](r)
		if err != nil {
			return nil, err
		}
		in, err := Bind[In](r)
		if err != nil {
			return nil, err
		}
		out, err := do(r.Context(), id, in)
		return after(o, out, next, err)
	}
}

func after[Out any](o *screenOpts, out Out, next func(Out) string, err error) (Reply, error) {
	if err != nil {
		return nil, err
	}
	if rep, ok := any(out).(Reply); ok && next == nil {
		return rep, nil
	}
	return Saved{To: next(out), Text: fault.T(o.done)}, nil
}

// forming is a form screen. Every input in it is a pointer to the struct that it was made for,
// whose type only the functions know that Make and Act put into it.
type forming struct {
	input reflect.Type
	opts  *screenOpts
	load  func(*Req) (any, error) // nil: nothing is stored
	do    func(*Req, any) (Reply, error)
	show  func(in any, d *FormDraw) Reply
}

func newForming[In any](p *Page[FormView[In]], opts []Opt) *forming {
	return &forming{
		input: reflect.TypeFor[In](), opts: newOpts(opts),
		show: func(in any, d *FormDraw) Reply { return p.With(FormView[In]{In: *in.(*In), Form: d}) },
	}
}

func (f *forming) screen() *FormScreen {
	body := int64(DefaultBody)
	if files := shapeOf(f.input).files; files > 0 {
		body += files + overweight
	}
	return &FormScreen{Handle: f.handle, body: body}
}

// overweight is by how many bytes files may be too large together and are still read
// to their end: the form then comes back with what was typed and says which file it
// is. Beyond that the request is cut off.
const overweight = 64 << 20

// pressed is the value of the button that sent the form, which stands behind a hidden field of
// the same name.
func pressed(r *Req) string {
	if do := r.PostForm["do"]; len(do) > 0 {
		return do[len(do)-1]
	}
	return ""
}

func (f *forming) handle(r *Req) (Reply, error) {
	if r.Method != http.MethodPost {
		return f.first(r)
	}
	in := reflect.New(f.input).Interface()
	typed, err := bind(r, in)
	if aside := f.opts.asides[pressed(r)]; aside != nil && typed != nil {
		return f.beside(r, in, typed, aside)
	}
	if err == nil {
		var rep Reply
		if rep, err = f.do(r, in); err == nil {
			return rep, nil
		}
	}
	switch fault.Of(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.Busy:
		if typed != nil {
			return f.again(r, in, typed, fault.As(err))
		}
	case fault.Internal, fault.NotFound, fault.Forbidden, fault.SignIn, fault.TooLarge:
	}
	return nil, err
}

// first answers GET.
func (f *forming) first(r *Req) (Reply, error) {
	if f.load == nil {
		in := reflect.New(f.input).Interface()
		typed, err := bind(r, in)
		if typed == nil {
			return nil, err
		}
		out, err := f.besides(r, in)
		if err != nil {
			return nil, err
		}
		retype(typed, in, out)
		return f.draw(r, out, typed, nil, nil)
	}
	in, err := f.load(r)
	if err != nil {
		return nil, err
	}
	return f.draw(r, in, encode(in), nil, nil)
}

// beside draws the form with what a button makes of what was typed.
func (f *forming) beside(r *Req, in any, typed url.Values, aside making) (Reply, error) {
	if f.load != nil {
		base, err := f.load(r)
		if err != nil {
			return nil, err
		}
		overlay(base, in)
		in = base
	}
	out, err := aside(r.Context(), in)
	if fault.Of(err) == fault.Invalid {
		return f.draw(r, in, typed, nil, fault.As(err))
	}
	if err != nil {
		return nil, err
	}
	retype(typed, in, out)
	delete(typed, "do") // the button is no answer: the next one sends what it says itself
	return f.draw(r, out, typed, nil, nil)
}

// retype writes into what was typed what has been made of it. What could not be read stays
// as it was typed.
func retype(typed url.Values, in, out any) {
	now, was := encode(out), encode(in)
	for name, values := range now {
		if !slices.Equal(values, was[name]) {
			typed[name] = values
		}
	}
}

// Fill draws the form of p with in, to be sent to action: the second page of
// two, whose first page found out what it begins with.
func Fill[In any](p *Page[FormView[In]], action string, in In, opts ...Opt) Reply {
	return filled{newForming(p, opts), action, &in}
}

type filled struct {
	form   *forming
	action string
	in     any
}

// Render draws the form.
func (f filled) Render(w http.ResponseWriter, r *Req) error {
	d, err := f.form.view(r, f.in, encode(f.in), nil)
	if err != nil {
		return err
	}
	d.Action = f.action
	return f.form.show(f.in, d).Render(w, r)
}

// besides makes what the form shows beside its fields.
func (f *forming) besides(r *Req, in any) (any, error) {
	if f.opts.beside == nil {
		return in, nil
	}
	return f.opts.beside(r.Context(), in)
}

// again draws the form with everything that was typed and what is wrong with it.
func (f *forming) again(r *Req, in any, typed url.Values, e *fault.Error) (Reply, error) {
	in, err := f.besides(r, in)
	if err != nil {
		return nil, err
	}
	if f.load == nil {
		return f.draw(r, in, typed, nil, e)
	}
	base, err := f.load(r)
	if err != nil {
		return nil, err
	}
	stored := encode(base)
	overlay(base, in)
	if e.Text.Key != "db.rev" {
		return f.draw(r, base, typed, nil, e)
	}
	typed["rev"] = stored["rev"] // to save now is to save knowingly on top of what is stored
	return f.draw(r, base, typed, stored, e)
}

func (f *forming) draw(r *Req, in any, typed, stored url.Values, e *fault.Error) (Reply, error) {
	d, err := f.view(r, in, typed, stored)
	if err != nil {
		return nil, err
	}
	if e == nil {
		return f.show(in, d), nil
	}
	d.fail(e)
	return WithStatus(e.Kind.Status(), f.show(in, d)), nil
}

// view is the form with what was typed, beside what is stored in a conflict.
func (f *forming) view(r *Req, in any, typed, stored url.Values) (*FormDraw, error) {
	sh := shapeOf(f.input)
	fields, err := drawFields(r.Context(), reflect.ValueOf(in).Elem().Interface(), sh, typed, stored, f.opts.sources)
	if err != nil {
		return nil, err
	}
	d := &FormDraw{
		Action: r.URL.Path, Fields: fields, Multipart: sh.files > 0,
		Cancel: fillPath(f.opts.cancel, r), Conflict: stored != nil,
	}
	main := f.opts.submit
	if d.Conflict {
		main = "web.save_anyway"
	}
	d.Buttons = append([]SubmitButton{{Label: i18n.T(main)}}, f.opts.buttons...)
	return d, nil
}

// fillPath replaces {id} and its like by the values of the request's path.
func fillPath(path string, r *Req) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") && strings.HasSuffix(p, "}") {
			parts[i] = url.PathEscape(r.PathValue(p[1 : len(p)-1]))
		}
	}
	return strings.Join(parts, "/")
}
