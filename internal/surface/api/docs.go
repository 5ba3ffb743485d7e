package api

import (
	"embed"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

//go:embed pages
var pages embed.FS

// A docsView is the page for people: the same table that the server runs by.
type docsView struct {
	Nouns    []docsNoun
	Problems []docsProblem
}

// A docsNoun is the endpoints about one thing.
type docsNoun struct {
	Name, Title string
	Endpoints   []docsEndpoint
}

// A docsEndpoint is one endpoint in words.
type docsEndpoint struct {
	Method, Path, Does string
	Needs              string // the right that its token has to have; "" needs none
	Media              string // of the body
	Fields             []docsField
}

// A docsField is one field that an endpoint takes.
type docsField struct {
	Name, Kind, About string
	Required          bool
}

// A docsProblem is one kind of problem.
type docsProblem struct {
	Kind, Title string
	Status      int
}

var docsShow = web.MustPage[docsView](pages, web.Portal, "pages/docs.html").In(web.Column{
	Name: i18n.T("api.title"), About: i18n.T("api.docs_about"), Keywords: []string{i18n.T("api.docs_words")}, Kind: i18n.Text(column.Kind("opendata").Label()),
})

func (a *API) docsRoutes() []web.Route {
	view := docsOf(a.Endpoints())
	return []web.Route{web.GET(root, auth.Public, func(*web.Req) (web.Reply, error) { return docsShow.With(view), nil })}
}

func docsOf(all []Endpoint) (v docsView) {
	for i := range all {
		e := &all[i]
		if n := len(v.Nouns); n == 0 || v.Nouns[n-1].Name != e.noun() {
			v.Nouns = append(v.Nouns, docsNoun{Name: e.noun(), Title: i18n.T("api.noun." + e.noun())})
		}
		noun := &v.Nouns[len(v.Nouns)-1]
		noun.Endpoints = append(noun.Endpoints, e.docs())
	}
	for _, k := range []fault.Kind{
		fault.Invalid, fault.SignIn, fault.Forbidden, fault.NotFound, fault.Conflict, fault.TooLarge, fault.TooMany, fault.Busy, fault.Internal,
	} {
		v.Problems = append(v.Problems, docsProblem{string(k), i18n.T("api.error." + string(k)), k.Status()})
	}
	return v
}

func (e *Endpoint) docs() docsEndpoint {
	v := docsEndpoint{Method: e.Method, Path: e.Path, Does: e.summary()}
	if e.Perm != auth.Public {
		v.Needs = i18n.T("api.needs", fault.T(string(e.Perm)), e.Perm)
	}
	if e.in == nil {
		return v
	}
	if e.Method != "GET" {
		v.Media = e.in.media()
	}
	for i := range e.in.fields {
		x := &e.in.fields[i]
		v.Fields = append(v.Fields, docsField{x.name, x.kind(), x.words(), x.required})
	}
	return v
}

// kind says in words what the field takes.
func (x *field) kind() string {
	name := i18n.T(x.wants())
	switch {
	case x.typ == uploadType:
		name = i18n.T("api.type.file")
	case x.typ == dayType:
		name = i18n.T("api.type.day")
	case x.options != nil:
		return strings.Join(x.options, " | ")
	}
	return name
}
