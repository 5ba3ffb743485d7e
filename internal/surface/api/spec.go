package api

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
)

// version is that of the API: fields are added within it, and none is taken away.
const version = "1"

// describe makes the OpenAPI description from the types of the endpoints.
func describe(all []Endpoint) *huma.OpenAPI {
	types := huma.NewMapRegistry("#/components/schemas/", schemaName)
	types.RegisterTypeAlias(textType, reflect.TypeFor[wording]())
	types.RegisterTypeAlias(reflect.TypeFor[journal.Body](), reflect.TypeFor[rawJSON]())
	types.RegisterTypeAlias(reflect.TypeFor[account.Number](), reflect.TypeFor[float64]()) // millionths in the program, a decimal in JSON
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: i18n.T("api.title"), Version: version, Description: i18n.T("api.about")},
		Components: &huma.Components{
			Schemas: types,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				tokenScheme: {Type: "http", Scheme: "bearer", Description: i18n.T("api.token_about")},
			},
		},
	}
	seen := map[string]bool{}
	for i := range all {
		e := &all[i]
		if tag := e.noun(); !seen[tag] {
			seen[tag] = true
			doc.Tags = append(doc.Tags, &huma.Tag{Name: tag, Description: i18n.T("api.noun." + tag)})
		}
		doc.AddOperation(e.operation(types))
	}
	for _, s := range types.Map() {
		if s.AdditionalProperties == false {
			s.AdditionalProperties = nil // a later release may add a field to an answer
		}
	}
	return doc
}

// rawJSON is any JSON.
type rawJSON struct{}

// Schema is for huma.
func (rawJSON) Schema(huma.Registry) *huma.Schema { return &huma.Schema{} }

const tokenScheme = "token"

// noun is the first word of the name: what the endpoint is about.
func (e *Endpoint) noun() string {
	noun, _, _ := strings.Cut(e.Name, ".")
	return noun
}

// summary says in words what the endpoint does.
func (e *Endpoint) summary() string { return i18n.T("api.do." + e.Name) }

var wildcard = regexp.MustCompile(`\{(\w+)\}`)

func (e *Endpoint) operation(types huma.Registry) *huma.Operation {
	op := &huma.Operation{
		Method: e.Method, Path: e.Path, OperationID: e.Name, Summary: e.summary(), Tags: []string{e.noun()},
		Security: []map[string][]string{}, Responses: map[string]*huma.Response{},
	}
	if e.Perm != auth.Public {
		op.Security = append(op.Security, map[string][]string{tokenScheme: {string(e.Perm)}})
		op.Description = i18n.T("api.needs", fault.T(string(e.Perm)), e.Perm)
	}
	for _, m := range wildcard.FindAllStringSubmatch(e.Path, -1) {
		op.Parameters = append(op.Parameters, &huma.Param{Name: m[1], In: "path", Required: true, Schema: idSchema()})
	}
	switch {
	case e.in == nil:
	case e.Method == http.MethodGet:
		for i := range e.in.fields {
			x := &e.in.fields[i]
			op.Parameters = append(op.Parameters, &huma.Param{Name: x.name, In: "query", Required: x.required, Description: x.words(), Schema: x.schema()})
		}
	default:
		op.RequestBody = e.in.body()
	}
	op.Responses[strconv.Itoa(e.status)] = e.response(types)
	op.Responses["default"] = &huma.Response{
		Description: i18n.T("api.problem"),
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: types.Schema(reflect.TypeFor[Problem](), true, "")}},
	}
	return op
}

func (e *Endpoint) response(types huma.Registry) *huma.Response {
	media := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	kind := e.media
	if e.out != nil {
		kind, media.Schema = "application/json", types.Schema(e.out, true, "")
	}
	return &huma.Response{Description: http.StatusText(e.status), Content: map[string]*huma.MediaType{kind: media}}
}

// idSchema is that of an id: below 2^53, so that JavaScript reads it whole.
func idSchema() *huma.Schema {
	least, most := 1.0, float64(1<<53-1)
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: &least, Maximum: &most}
}

// body describes the input as JSON and, if it has files, in parts.
func (f *form) body() *huma.RequestBody {
	out := &huma.RequestBody{Content: map[string]*huma.MediaType{}}
	asJSON := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	inParts := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
	needsFile := false
	for i := range f.fields {
		x := &f.fields[i]
		inParts.Properties[x.name] = x.described()
		if x.typ != uploadType {
			asJSON.Properties[x.name] = x.described()
		}
		if !x.required {
			continue
		}
		out.Required = true
		inParts.Required = append(inParts.Required, x.name)
		if x.typ == uploadType {
			needsFile = true
		} else {
			asJSON.Required = append(asJSON.Required, x.name)
		}
	}
	if !needsFile {
		out.Content["application/json"] = &huma.MediaType{Schema: asJSON}
	}
	if f.files {
		out.Content["multipart/form-data"] = &huma.MediaType{Schema: inParts}
	}
	return out
}

// words is the label and the hint.
func (x *field) words() string {
	if x.label == "" {
		return ""
	}
	if x.hint == "" {
		return i18n.T(x.label)
	}
	return i18n.T("api.label_hint", fault.T(x.label), fault.T(x.hint))
}

func (x *field) described() *huma.Schema {
	s := x.schema()
	s.Description = x.words()
	return s
}

func (x *field) schema() *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	switch {
	case x.typ == uploadType:
		s.Format = "binary"
	case x.typ == dayType:
		s.Format = "date"
	case x.typ.Kind() == reflect.Bool:
		s.Type = huma.TypeBoolean
	case x.typ.Kind() != reflect.String:
		s.Type, s.Format = huma.TypeInteger, "int64"
	case x.max > 0:
		s.MaxLength = &x.max
	}
	for _, o := range x.options {
		s.Enum = append(s.Enum, o)
	}
	if x.many {
		s = &huma.Schema{Type: huma.TypeArray, Items: s}
	}
	if x.keyed {
		s = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: s}
	}
	return s
}

// typeName finds the package and the name of a type in its text, whether it is
// the type itself or what a list is of.
var typeName = regexp.MustCompile(`(\w+)\.(\w+)\]?$`)

// schemaName names a type after its package, so that two nouns may have a Find:
// PlanTask, DutyTally, and Plan for plan.Plan; PlanRowRows for a page of them.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return hint
	}
	outer, _, generic := strings.Cut(t.Name(), "[")
	m := typeName.FindStringSubmatch(t.String())
	if m == nil {
		return upper(t.Name())
	}
	pkg, name := upper(m[1]), upper(m[2])
	if pkg != "Api" && !strings.HasPrefix(name, pkg) {
		name = pkg + name
	}
	if generic {
		name += upper(outer)
	}
	return name
}

func upper(s string) string { return fmt.Sprintf("%s%s", strings.ToUpper(s[:1]), s[1:]) }
