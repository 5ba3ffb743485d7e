package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// errorView is what the one error page draws.
type errorView struct {
	Status int
	Title  string
	Text   string   // what happened
	Next   string   // what to do
	Fields []string // what is wrong, where there is no form to show it in
	Rows   []RowError
	ID     string // for the administrator; only where the log has more to say
	SignIn string
}

// errorPages has the error page in every layout.
var errorPages = map[string]*Page[errorView]{
	Portal: errorPage(Portal), Desk: errorPage(Desk), Bare: errorPage(Bare),
}

func errorPage(layout string) *Page[errorView] {
	return newPage[errorView](layout, "error", mainIs("page-error"))
}

// fail sends the one error page.
func (k *Kit) fail(w http.ResponseWriter, r *Req, err error) {
	k.refusal(r.Context(), r, err).send(w, r)
}

// refusal is the one error page, or the fault as JSON.
func (k *Kit) refusal(ctx context.Context, r *Req, err error) *held {
	e := fault.As(err)
	status := e.Kind.Status()
	switch {
	case status >= http.StatusInternalServerError:
		k.Log.ErrorContext(ctx, "request failed", "path", r.URL.Path, "err", err, "id", r.RequestID)
	case e.Err != nil:
		k.Log.WarnContext(ctx, "request refused", "path", r.URL.Path, "err", err, "id", r.RequestID)
	}
	held := newHeld()
	if k.Problem != nil && wantsJSON(r.Request) {
		k.Problem(held, r.Request, e, r.RequestID)
		return held
	}
	rep := WithStatus(status, errorPages[layoutFor(r, status)].With(viewOfFault(e, r)))
	if err := rep.Render(held, r); err != nil {
		k.Log.ErrorContext(ctx, "error page failed", "err", err, "id", r.RequestID)
		held = newHeld()
		held.head.Set("Content-Type", "text/plain; charset=utf-8")
		held.WriteHeader(status)
		_, _ = held.body.WriteString(i18n.T("internal") + "\n" + r.RequestID + "\n")
	}
	return held
}

func viewOfFault(e *fault.Error, r *Req) errorView {
	kind := e.Kind
	v := errorView{
		Status: kind.Status(), Title: i18n.T("web.error." + string(kind)), Text: i18n.Text(e.Text),
		Next: i18n.T("web.next." + string(kind)),
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		v.Fields = append(v.Fields, i18n.Text(e.Fields[f]))
	}
	for _, row := range e.Rows {
		v.Rows = append(v.Rows, RowError{File: row.File, Line: row.Line, Column: row.Column, Text: i18n.Text(row.Text)})
	}
	switch kind {
	case fault.Internal, fault.Busy:
		v.ID = r.RequestID
	case fault.SignIn:
		v.SignIn = r.kit.SignIn
	case fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict, fault.TooLarge, fault.TooMany:
	}
	return v
}

// layoutFor chooses a layout that will draw: a menu that counts needs the
// database, which may be what failed.
func layoutFor(r *Req, status int) string {
	home := r.kit.Home
	switch {
	case status >= http.StatusInternalServerError:
		return Bare
	case r.Actor.Kind == auth.Person && home != "" && under(r.URL.Path, home):
		return Desk
	}
	return Portal
}

// wantsJSON reports whether the client reads JSON rather than pages.
func wantsJSON(r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}
