package api

import (
	"context"
	"net/http"
	"reflect"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
)

// An Endpoint is one line of the API.
type Endpoint struct {
	Method string
	Path   string    // pattern of net/http, such as "/api/plans/{id}"
	Name   string    // of the operation, "plan.issue"; its summary is the i18n key "api.plan.issue"
	Perm   auth.Perm // auth.Public needs no token

	in      *form        // what it asks for; nil is nothing
	out     reflect.Type // what it answers; nil is a file of type media
	media   string
	status  int
	texts   bool // the answer has messages, which are sent in words too
	handler func(*http.Request) (any, error)
}

func endpoint[Out any](method, path, name string, p auth.Perm, h func(*http.Request) (any, error)) Endpoint {
	out := reflect.TypeFor[Out]()
	return Endpoint{
		Method: method, Path: root + path, Name: name, Perm: p, out: out, status: http.StatusOK,
		texts: hasTexts(out, map[reflect.Type]bool{}), handler: h,
	}
}

// get answers the one thing {id}.
func get[K ~int64, V any](path, name string, p auth.Perm, find func(context.Context, K) (V, error)) Endpoint {
	return endpoint[V](http.MethodGet, path, name, p, func(r *http.Request) (any, error) {
		id, err := idOf[K](r)
		if err != nil {
			return nil, err
		}
		return find(r.Context(), id)
	})
}

// look answers what a question finds.
func look[Q, V any](path, name string, p auth.Perm, find func(context.Context, Q) (V, error)) Endpoint {
	asks := formOf(reflect.TypeFor[Q]())
	e := endpoint[V](http.MethodGet, path, name, p, func(r *http.Request) (any, error) {
		q, err := query[Q](r, asks)
		if err != nil {
			return nil, err
		}
		return find(r.Context(), q)
	})
	e.in = asks
	return e
}

// list answers a page of a list narrowed by Q.
func list[Q, Row any](path, name string, p auth.Perm, find func(context.Context, Q, db.Page) (db.Rows[Row], error)) Endpoint {
	asks := formOf(reflect.TypeFor[db.Page]()).with(formOf(reflect.TypeFor[Q]()))
	e := endpoint[db.Rows[Row]](http.MethodGet, path, name, p, func(r *http.Request) (any, error) {
		q, err := query[Q](r, asks)
		if err != nil {
			return nil, err
		}
		pg, err := query[db.Page](r, asks)
		if err != nil {
			return nil, err
		}
		rows, err := find(r.Context(), q, pg)
		if rows.Items == nil {
			rows.Items = []Row{}
		}
		return rows, err
	})
	e.in = asks
	return e
}

// act does something with the thing {id}.
func act[K ~int64, In, Out any](path, name string, p auth.Perm, do func(context.Context, K, In) (Out, error)) Endpoint {
	return edit(path, name, p, nil, do)
}

// edit is act on something that is stored: what the body leaves out stays as load gives it.
func edit[K ~int64, In, Out any](
	path, name string, p auth.Perm, load func(context.Context, K) (In, error), do func(context.Context, K, In) (Out, error),
) Endpoint {
	return post[In, Out](path, name, p, func(r *http.Request, read func(*In) (In, error)) (any, error) {
		id, err := idOf[K](r)
		if err != nil {
			return nil, err
		}
		var stored *In
		if load != nil {
			now, err := load(r.Context(), id)
			if err != nil {
				return nil, err
			}
			stored = &now
		}
		in, err := read(stored)
		if err != nil {
			return nil, err
		}
		return do(r.Context(), id, in)
	})
}

// run does something that is not about one thing that exists.
func run[In, Out any](path, name string, p auth.Perm, do func(context.Context, In) (Out, error)) Endpoint {
	return post[In, Out](path, name, p, func(r *http.Request, read func(*In) (In, error)) (any, error) {
		in, err := read(nil)
		if err != nil {
			return nil, err
		}
		return do(r.Context(), in)
	})
}

// post is an endpoint that takes an input, which do reads when it knows what is stored.
func post[In, Out any](path, name string, p auth.Perm, do func(r *http.Request, read func(stored *In) (In, error)) (any, error)) Endpoint {
	asks := formOf(reflect.TypeFor[In]())
	e := endpoint[Out](http.MethodPost, path, name, p, func(r *http.Request) (any, error) {
		return do(r, func(stored *In) (In, error) { return body(r, asks, stored) })
	})
	e.in = asks
	return e
}

// create is run that makes a thing.
func create[In, Out any](path, name string, p auth.Perm, do func(context.Context, In) (Out, error)) Endpoint {
	e := run(path, name, p, do)
	e.status = http.StatusCreated
	return e
}

// file sends a file that a question finds.
func file[Q any](path, name string, p auth.Perm, media string, find func(*http.Request, Q) (web.Bytes, error)) Endpoint {
	asks := formOf(reflect.TypeFor[Q]())
	e := endpoint[any](http.MethodGet, path, name, p, func(r *http.Request) (any, error) {
		q, err := query[Q](r, asks)
		if err != nil {
			return nil, err
		}
		return find(r, q)
	})
	e.in, e.out, e.media = asks, nil, media
	return e
}

// save sends a file about the thing {id}.
func save[K ~int64](path, name string, p auth.Perm, media string, find func(*http.Request, K) (web.Bytes, error)) Endpoint {
	e := endpoint[any](http.MethodGet, path, name, p, func(r *http.Request) (any, error) {
		id, err := idOf[K](r)
		if err != nil {
			return nil, err
		}
		return find(r, id)
	})
	e.out, e.media = nil, media
	return e
}

// take sends a file that an input names: what stands in the body stands in no log.
func take[In any](path, name string, p auth.Perm, find func(context.Context, In) (web.Bytes, error)) Endpoint {
	e := run(path, name, p, func(ctx context.Context, in In) (any, error) { return find(ctx, in) })
	e.out, e.media = nil, anyFile
	return e
}

// anyFile is the media type of a file that may be of any.
const anyFile = "application/octet-stream"

func idOf[K ~int64](r *http.Request) (K, error) { return web.ID[K](&web.Req{Request: r}) }
