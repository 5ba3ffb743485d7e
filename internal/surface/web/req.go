package web

import (
	"net/http"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// A Req is a request whose actor is known.
type Req struct {
	*http.Request
	Actor     auth.Actor
	View      View
	RequestID string
	Today     calendar.Day

	kit      *Kit
	now      time.Time
	flash    string // sentence of the last save, shown once
	raw      http.ResponseWriter
	streamed bool   // the reply has gone to raw
	done     func() // see Kit.Steady; nil without

	public, traditional bool // of the route
}

// A Reply is what to send. Render writes it and nothing else does; what it
// writes is held back until it returns, so a failing Render leaves no half page.
type Reply interface {
	Render(w http.ResponseWriter, r *Req) error
}

// A Handler answers a request. An error goes to the one error page.
type Handler func(*Req) (Reply, error)

// A Route is one line of a surface: methods, path, who may, what it does.
type Route struct {
	Method  string // "GET", "POST", or "GET POST" for a form screen
	Path    string // pattern of net/http, such as "/desk/foi/{id}"
	Perm    auth.Perm
	Handler Handler
	Body    int64 // most bytes of a request body; 0 is 1 MB

	public bool // Public and PublicForm set it, On narrows it
	narrow bool
	hant   bool // the route stands below hantPrefix
	shows  []string
}

// DefaultBody is the limit of a request body on a route that names none: 1 MB.
const DefaultBody = 1 << 20

// GET is a route that changes nothing.
func GET(path string, p auth.Perm, h Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Perm: p, Handler: h}
}

// POST is a route that does something.
func POST(path string, p auth.Perm, h Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Perm: p, Handler: h}
}

// Form is a route that draws a form on GET and takes it on POST.
func Form(path string, p auth.Perm, s *FormScreen) Route {
	return Route{Method: "GET POST", Path: path, Perm: p, Handler: s.Handle, Body: s.body}
}

// local reports whether u is a path of this site, fit for a redirect.
func local(u string) bool {
	if !strings.HasPrefix(u, "/") || strings.HasPrefix(u, "//") {
		return false
	}
	return !strings.ContainsFunc(u, func(c rune) bool { return c < ' ' || c == '\\' || c == 0x7f })
}

// Local returns u if it is a path of this site, else or.
func Local(u, or string) string {
	if local(u) {
		return u
	}
	return or
}

// Here is the path and query of the request: where "back" leads.
func (r *Req) Here() string { return r.URL.RequestURI() }

// SignedIn reports whether a person asks, and not a visitor or a program.
func (r *Req) SignedIn() bool { return r.Actor.Kind == auth.Person }
