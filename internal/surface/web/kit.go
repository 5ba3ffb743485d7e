package web

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// A Kit serves routes. The fields are set once by app; those that are functions
// and marked optional may be nil.
type Kit struct {
	Site     func() Site
	Nav      []Item              // of the portal
	Menu     []Item              // of the desk
	URL      string              // where readers find the site, with no slash at the end; "" is the host that they ask
	Codes    map[byte]string     // nouns whose things have short addresses, by a letter of their own: 'P' is "plan"
	Hant     func([]byte) []byte // optional: a page in traditional characters
	SignIn   string              // page to sign in at; it is given back=
	SignOut  string              // path to POST to; "" draws no button
	Account  string              // page about oneself; "" draws no link
	Home     string              // of the desk
	HTTPS    bool                // readers come over HTTPS: secure cookies and HSTS
	Log      *slog.Logger
	Now      func() time.Time
	Memory   *Memory                                                        // optional: keeps what public routes answer
	Steady   func(context.Context) (context.Context, func())                // optional: what is read until it is done is of one moment
	Actor    func(*http.Request) (auth.Actor, error)                        // a fault of kind SignIn is a visitor
	Gate     func(*Req) (Reply, error)                                      // optional: asked first, may answer in place of the handler
	Missing  Handler                                                        // optional: asked about a path that leads nowhere
	UnitName func(context.Context, int64) string                            // optional
	DayNote  func(context.Context, calendar.Day) string                     // optional: what kind of day it is
	Address  func(*http.Request) string                                     // optional: the reader's address behind a proxy
	Problem  func(http.ResponseWriter, *http.Request, *fault.Error, string) // optional: faults of mounts, with the request id

	mux *http.ServeMux
}

// A Mount is a handler of another kind, such as the API, in the same safe frame.
type Mount struct {
	Path    string // pattern of net/http, such as "/api/"
	Handler http.Handler
	Body    int64 // most bytes of a request body; 0 is 1 MB
}

// Handler serves routes and mounts, the static files and the page that changes
// the view. It panics at a page that does not parse.
func (k *Kit) Handler(routes []Route, mounts ...Mount) http.Handler {
	parsePages()
	mux := http.NewServeMux()
	k.mux = mux
	for _, rt := range slices.Concat(routes, []Route{GET(viewPath, auth.Public, setView), Public(shortPath+"{code}", k.openShort).On()}) {
		for m := range strings.FieldsSeq(rt.Method) {
			mux.Handle(m+" "+rt.Path, k.route(rt))
			if rt.public && k.Hant != nil {
				hant := rt
				hant.hant = true
				mux.Handle(m+" "+hantPrefix+rt.Path, k.route(hant))
			}
		}
		if rt.public {
			mux.HandleFunc("OPTIONS "+rt.Path, Preflight)
		}
	}
	for _, m := range mounts {
		mux.Handle(m.Path, k.mount(m))
	}
	mux.Handle("/", k.route(Route{Handler: k.missing}))

	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(k.route(Route{Handler: func(*Req) (Reply, error) {
		return nil, fault.New(fault.Forbidden, "web.cross_origin")
	}}))
	return k.frame(guard.Handler(mux))
}

func (k *Kit) mount(m Mount) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r, err := k.request(w, hr)
		if err != nil {
			k.fail(w, r, err)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, cmp.Or(m.Body, DefaultBody))
		m.Handler.ServeHTTP(w, r.Request)
	})
}

func (k *Kit) route(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r, err := k.request(w, hr)
		r.public, r.traditional = rt.public, rt.hant
		switch {
		case err != nil:
			k.fail(w, r, err)
		case rt.public:
			k.shown(hr.Context(), w, r, rt)
		default:
			k.whole(hr.Context(), r, rt).send(w, r)
		}
	})
}

// dropFiles removes the temporary files of an upload; net/http would, if the
// request it made were the one that read the form.
func dropFiles(ctx context.Context, r *Req) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		r.kit.Log.WarnContext(ctx, "temporary files of an upload stay", "err", err, "id", r.RequestID)
	}
}

// request finds out who asks.
func (k *Kit) request(w http.ResponseWriter, hr *http.Request) (*Req, error) {
	now := k.Now()
	r := &Req{
		Request: hr, View: viewOf(hr), RequestID: requestID(hr.Context()),
		Today: calendar.DayOf(now), kit: k, now: now, flash: flashOf(hr), raw: w,
	}
	a, err := k.Actor(hr)
	if err != nil && fault.Of(err) != fault.SignIn {
		return r, err
	}
	if a.Kind != auth.Visitor || auth.From(hr.Context()).Kind != auth.Visitor {
		r.Actor = a
		r.Request = hr.WithContext(auth.With(hr.Context(), a))
	}
	return r, nil
}

// whole is the answer of a route: what its handler returns, or the page of a fault.
func (k *Kit) whole(ctx context.Context, r *Req, rt Route) *held {
	r.Body = http.MaxBytesReader(r.raw, r.Body, cmp.Or(rt.Body, DefaultBody))
	defer dropFiles(ctx, r)
	// What is made for everybody, and kept, must not be older than it is taken to be.
	if k.Steady != nil && !rt.public && isRead(r.Method) {
		own, done := k.Steady(r.Context())
		defer done()
		r.Request, r.done = r.WithContext(own), done //nolint:contextcheck // the context of r knows who asks
	}
	held := newHeld()
	rep, err := k.ask(r, rt)
	if err == nil {
		err = rep.Render(held, r)
		held.streamed = r.streamed
	}
	if err != nil {
		held = k.refusal(ctx, r, err)
	}
	if rt.hant {
		held.traditional(k)
	}
	return held
}

func (k *Kit) ask(r *Req, rt Route) (Reply, error) {
	if k.Gate != nil {
		if rep, err := k.Gate(r); rep != nil || err != nil {
			return rep, err
		}
	}
	if !r.Actor.Can(rt.Perm) {
		if r.Actor.Kind != auth.Visitor {
			return nil, fault.New(fault.Forbidden, "not_allowed")
		}
		if r.Method != http.MethodPost && k.SignIn != "" {
			return Redirect(k.SignIn + "?back=" + url.QueryEscape(Local(r.Here(), "/"))), nil
		}
		return nil, fault.New(fault.SignIn, "sign_in")
	}
	return rt.Handler(r)
}

func (k *Kit) missing(r *Req) (Reply, error) {
	if k.Missing != nil && isRead(r.Method) {
		return k.Missing(r)
	}
	return nil, fault.New(fault.NotFound, "not_found")
}
