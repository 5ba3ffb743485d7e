package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// The layouts.
const (
	Portal = "portal" // for the public: red head, navigation, foot
	Desk   = "desk"   // for staff: the rail with the menu
	Bare   = "bare"   // nothing around: sign-in, printed sheets
)

//go:embed parts/*.html
var partFiles embed.FS

// parts is the templates that pages share; none is drawn itself.
var parts = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("parts").Funcs(funcs).ParseFS(partFiles, "parts/*.html"))
})

// A Page is a template that draws a V in a layout, and nothing else. Its file
// defines "main", and may define "title", "crumb" and "aside"; the dot of each is
// a *Screen[V], so what the page is about is .V and who looks at it is beside.
type Page[V any] struct {
	page
	prepare func(*V)
}

// page is what does not hang on the type that is drawn.
type page struct {
	t      func() *template.Template // parsed when it is first drawn
	layout string
	title  string // i18n key, for pages made without a file
	meta   Meta   // of a V that has none of its own
}

// Made is a page as the tests see it: they type-check Template against Dot.
type Made struct {
	Name     string
	Template func() *template.Template // parsed anew, never drawn
	Dot      any
}

var made []Made

// Pages lists every page made so far.
func Pages() []Made { return made }

// MustPage is a page of one file of fsys, and of those with parts that it shares
// with other pages. Pages are package variables and are tried when a server
// starts (parsePages), so that a bad one stops it; the commands that serve
// nothing need not wait for them.
func MustPage[V any](fsys fs.FS, layout, file string, shared ...string) *Page[V] {
	return newPage[V](layout, file, filesOf(fsys, file, shared))
}

// filesOf parses the file of a page, and those with what it shares.
func filesOf(fsys fs.FS, file string, shared []string) func(*template.Template) (*template.Template, error) {
	return func(t *template.Template) (*template.Template, error) {
		return t.ParseFS(fsys, append(slices.Clone(shared), file)...)
	}
}

// FormPage is a page that is a form and nothing else, under the title key.
func FormPage[In any](layout, title string) *Page[FormView[In]] {
	p := newPage[FormView[In]](layout, title, mainIs("page-form"))
	p.title = title
	return p
}

// ListPage is a page that is a list and nothing else, under the title key.
func ListPage[Q, Row any](layout, title string, cols ...Col[Row]) *Page[ListView[Q, Row]] {
	p := newPage[ListView[Q, Row]](layout, title, mainIs("page-list"))
	p.title = title
	p.prepare = func(v *ListView[Q, Row]) { fill(v, cols) }
	return p
}

// mainIs makes a part the "main" of a page.
func mainIs(part string) func(*template.Template) (*template.Template, error) {
	return func(t *template.Template) (*template.Template, error) {
		return t.Parse(`{{define "main"}}{{template "` + part + `" .}}{{end}}`)
	}
}

func newPage[V any](layout, name string, parse func(*template.Template) (*template.Template, error)) *Page[V] {
	return &Page[V]{page: makePage(layout, name, &Screen[V]{}, parse), prepare: func(*V) {}}
}

func makePage(layout, name string, dot any, parse func(*template.Template) (*template.Template, error)) page {
	fresh := func() *template.Template {
		own, err := parse(template.New(name).Funcs(funcs))
		if err == nil {
			own, err = gather(layout, own, parts())
		}
		if err != nil {
			panic(fmt.Sprintf("web: page %s: %v", name, err))
		}
		return own
	}
	made = append(made, Made{Name: layout + " " + name, Template: fresh, Dot: dot})
	return page{t: sync.OnceValue(fresh), layout: layout}
}

// parsePages parses every page, once, and panics at a bad one. It keeps none: a
// page is parsed again when it is first drawn, in less than a millisecond, and a
// server does not hold those that nobody looks at.
var parsePages = sync.OnceFunc(func() {
	for _, p := range made {
		p.Template()
	}
})

// With returns the page drawn with v.
func (p *Page[V]) With(v V) Reply {
	p.prepare(&v)
	return drawn{&p.page, v, func(f *Frame) any { return &Screen[V]{f, v} }}
}

type drawn struct {
	p   *page
	v   any
	dot func(*Frame) any
}

// Render draws the page in its frame.
func (d drawn) Render(w http.ResponseWriter, r *Req) error {
	f := newFrame(r, d.p.layout)
	if d.p.title != "" {
		f.Title = i18n.T(d.p.title)
	}
	if e, ok := d.v.(errorView); ok {
		f.Title, f.base = e.Title, "" // a fault has no address of its own
	}
	if b, ok := d.v.(interface{ Bad() bool }); ok {
		f.Bad = b.Bad()
	}
	f.Meta = d.p.meta
	if m, ok := d.v.(interface{ Meta() Meta }); ok {
		f.Meta = m.Meta()
	}
	if l, ok := d.v.(interface{ feed() string }); ok && l.feed() != "" {
		f.Meta.Feeds = append(f.Meta.Feeds, Link{Href: l.feed(), Label: f.Title})
	}
	f.Short = r.kit.short(f.Meta.Ref, r.Base())
	if f.Meta.Scan != "" {
		f.Short = scanned(r.Base() + f.Meta.Scan)
	}
	if l, ok := d.v.(interface{ following() string }); ok && l.following() != "" {
		w.Header().Set("Link", NextLink(l.following()))
	}
	if r.flash != "" {
		http.SetCookie(w, r.kit.cookie(flashCookie, "", -1))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return d.p.t().Execute(w, d.dot(f))
}

// A Screen is the dot of a page: the thing drawn and the frame around it.
type Screen[V any] struct {
	*Frame
	V V
}

// A Frame is what a layout needs of the request.
type Frame struct {
	Site      Site
	View      View
	Actor     auth.Actor
	Unit      string // name of the actor's unit
	Today     calendar.Day
	DayNote   string // "working day", or the holiday's name
	Title     string
	Bad       bool // the page is drawn again because of a fault
	Flash     string
	Meta      Meta
	Nav       []MenuGroup
	SignInURL string
	Short     *Short  // nil: the page has no short address
	Script    *Script // nil: the page is there in one script only
	SignOut   string  // path to POST to; "" draws no button
	Account   string
	Home      string // of the desk

	path, layout string // path has the query of the request
	base         string
}

func newFrame(r *Req, layout string) *Frame {
	k := r.kit
	f := &Frame{
		Site: k.Site(), View: r.View, Actor: r.Actor, Today: r.Today, Flash: r.flash,
		SignOut: k.SignOut, Account: k.Account, Home: k.Home, path: r.Here(), layout: layout, base: r.Base(), Script: scriptOf(r),
	}
	if k.SignIn != "" {
		f.SignInURL = k.SignIn
		if r.URL.Path != k.SignIn {
			f.SignInURL += "?back=" + url.QueryEscape(f.Back())
		}
	}
	switch layout {
	case Portal:
		f.Nav = menu(r, k.Nav)
	case Desk:
		f.Nav = menu(r, k.Menu)
		if k.UnitName != nil && r.Actor.Unit != 0 {
			f.Unit = k.UnitName(r.Context(), r.Actor.Unit)
		}
		if k.DayNote != nil {
			f.DayNote = k.DayNote(r.Context(), r.Today)
		}
	}
	return f
}

// SignedIn reports whether a person looks at the page.
func (f *Frame) SignedIn() bool { return f.Actor.Kind == auth.Person }

// Can reports whether the reader has p anywhere.
func (f *Frame) Can(p auth.Perm) bool { return f.Actor.Can(p) }

// Back is the address of this page.
func (f *Frame) Back() string { return Local(f.path, "/") }

// ViewURL is the link that changes how pages are drawn and comes back here.
func (f *Frame) ViewURL(what string) string {
	return viewPath + "?" + url.Values{"v": {what}, "back": {f.Back()}}.Encode()
}

// Sheet is the style sheet of the layout.
func (f *Frame) Sheet() string {
	if f.layout == Desk {
		return "desk.css"
	}
	return "portal.css"
}
