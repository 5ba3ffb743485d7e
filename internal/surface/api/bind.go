package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/surface/web"
)

// A form is the fields of an input. The API takes them as JSON, in a query or
// in parts with files, and hands them to the binder of the desk's forms: what is
// allowed in a field, and what is said of it, is the same for both.
type form struct {
	name   string // of the type
	fields []field
	files  bool
}

// A field is one value, or many.
type field struct {
	name     string // in the API
	form     string // in the form of the desk
	index    []int  // in the struct
	typ      reflect.Type
	many     bool
	keyed    bool // texts by their keys
	required bool
	max      int
	options  []string
	label    string
	hint     string
}

// Most bytes of a body: of one that has no files, and of one that has.
const (
	mostText  = web.DefaultBody
	mostFiles = 101 << 20
)

// defaultMax is how many characters the binder takes in a field that names no limit.
const defaultMax = 1000

var (
	uploadType = reflect.TypeFor[web.Upload]()
	dayType    = reflect.TypeFor[calendar.Day]()
)

func formOf(t reflect.Type) *form {
	f := &form{name: t.Name()}
	for _, sf := range reflect.VisibleFields(t) {
		tag, ok := sf.Tag.Lookup("form")
		if !ok || !sf.IsExported() {
			continue
		}
		x := newField(sf, tag)
		f.fields, f.files = append(f.fields, x), f.files || x.typ == uploadType
	}
	return f
}

func newField(sf reflect.StructField, name string) field {
	tag := sf.Tag.Get
	x := field{name: name, form: name, index: sf.Index, typ: sf.Type, required: tag("required") == "true", label: tag("label"), hint: tag("hint")}
	if as, _, _ := strings.Cut(tag("json"), ","); as != "" {
		x.name = as
	}
	if x.typ.Kind() == reflect.Slice {
		x.typ, x.many = x.typ.Elem(), true
	}
	if x.typ.Kind() == reflect.Map {
		x.typ, x.keyed = x.typ.Elem(), true
	}
	if o := tag("options"); o != "" {
		x.options = strings.Split(o, ",")
	}
	if x.typ.Kind() == reflect.String && x.typ != dayType && x.options == nil {
		n, err := strconv.Atoi(tag("max"))
		if x.max = n; err != nil && tag("type") != "textarea" && tag("type") != "hidden" {
			x.max = defaultMax
		}
	}
	return x
}

// with is f and the fields of more.
func (f *form) with(more *form) *form {
	return &form{name: more.name, fields: append(append([]field{}, more.fields...), f.fields...)}
}

func (f *form) find(name string) *field {
	for i := range f.fields {
		if f.fields[i].name == name {
			return &f.fields[i]
		}
	}
	return nil
}

// query reads the query, which must have no name but those of all.
func query[Q any](r *http.Request, all *form) (Q, error) {
	var c fault.Check
	for name := range r.URL.Query() {
		c.That(all.find(name) != nil, name, "api.unknown_field")
	}
	if err := c.Err(); err != nil {
		var none Q
		return none, err
	}
	return web.Bind[Q](&web.Req{Request: r})
}

// body reads the body of a POST, as JSON or in parts. What it leaves out is as in
// stored, if that is there; only a rev has to be sent.
func body[In any](r *http.Request, f *form, stored *In) (in In, err error) {
	bad := map[string]fault.Text{}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case f.files && media == "multipart/form-data":
		if err = f.parts(r, bad); err != nil {
			return in, err
		}
	case media == "application/json", err != nil && r.ContentLength == 0:
		if r.PostForm, err = f.decode(r.Body, bad); err != nil {
			return in, err
		}
		r.Form = r.PostForm
		r.Header.Del("Content-Type")
	default:
		return in, fault.New(fault.Invalid, "api.bad_media", f.media())
	}
	if stored != nil {
		f.complete(r.PostForm, reflect.ValueOf(stored).Elem(), bad)
	}
	in, err = web.Bind[In](&web.Req{Request: r})
	if err != nil && fault.Of(err) != fault.Invalid || err == nil && len(bad) == 0 {
		return in, err
	}
	return in, f.blame(err, bad)
}

// partsMemory is how much of a body in parts stays in memory.
const partsMemory = 8 << 20

// parts reads a body in parts, and gives its fields the names of the form.
func (f *form) parts(r *http.Request, bad map[string]fault.Text) error {
	if err := r.ParseMultipartForm(partsMemory); err != nil { //nolint:gosec // serve bounds the body
		return unread(err, "web.bad_form")
	}
	values := url.Values{}
	for name, v := range r.MultipartForm.Value {
		if x := f.find(name); x != nil && x.typ != uploadType {
			values[x.form] = v
		} else {
			bad[name] = fault.T("api.unknown_field")
		}
	}
	for name := range r.MultipartForm.File {
		if x := f.find(name); x == nil || x.typ != uploadType {
			bad[name] = fault.T("api.unknown_field")
		}
	}
	r.PostForm = values
	return nil
}

// unread is the fault of a body that is too large, or else wrong in the way of key.
func unread(err error, key string) error {
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return fault.Caused(err, fault.TooLarge, "web.body_too_large")
	}
	return fault.Caused(err, fault.Invalid, key)
}

// blame joins what is wrong with the JSON to what the binder found, under the names of the API.
func (f *form) blame(found error, bad map[string]fault.Text) error {
	out := fault.Error{Kind: fault.Invalid, Text: fault.T("invalid")}
	if found != nil {
		out = *fault.As(found)
	}
	named := map[string]fault.Text{}
	for name, t := range out.Fields {
		for _, x := range f.fields {
			if x.form == name {
				name = x.name
				break
			}
		}
		named[name] = t
	}
	maps.Copy(named, bad)
	out.Fields = named
	return &out
}

// media is what a body may be.
func (f *form) media() string {
	if f.files {
		return "multipart/form-data, application/json"
	}
	return "application/json"
}

// decode reads a JSON object as the values of a form. What has the wrong type,
// or no field, goes into bad. No body is an object without fields.
func (f *form) decode(r io.Reader, bad map[string]fault.Text) (url.Values, error) {
	out := url.Values{}
	var got map[string]any
	d := json.NewDecoder(r)
	d.UseNumber()
	err := d.Decode(&got)
	if errors.Is(err, io.EOF) {
		return out, nil
	}
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errTrailing
		}
	}
	if err != nil {
		return nil, unread(err, "api.bad_json")
	}
	for name, v := range got {
		x := f.find(name)
		switch {
		case x == nil:
			bad[name] = fault.T("api.unknown_field")
		case x.typ == uploadType:
			bad[name] = fault.T("api.file_in_json")
		case x.keyed:
			if !x.spread(out, v) {
				bad[name] = fault.T("api.want", fault.T(x.wants()))
			}
		default:
			if texts, ok := x.texts(v); ok {
				out[x.form] = texts
			} else {
				bad[name] = fault.T("api.want", fault.T(x.wants()))
			}
		}
	}
	return out, nil
}

// complete adds to values what they leave out of an input that is stored.
func (f *form) complete(values url.Values, stored reflect.Value, bad map[string]fault.Text) {
	for _, x := range f.fields {
		if _, sent := values[x.form]; sent || bad[x.name].Key != "" {
			continue
		}
		if x.name == "rev" {
			bad[x.name] = fault.T("api.want_rev")
			continue
		}
		v := stored.FieldByIndex(x.index)
		switch {
		case v.IsZero() || x.typ == uploadType:
		case x.many:
			for i := range v.Len() {
				values.Add(x.form, fmt.Sprint(v.Index(i).Interface()))
			}
		default:
			values.Set(x.form, fmt.Sprint(v.Interface()))
		}
	}
}

var errTrailing = errors.New("something follows the JSON object")

// texts is a JSON value as a form has it.
func (x *field) texts(v any) ([]string, bool) {
	if v == nil {
		return nil, true
	}
	if !x.many {
		s, ok := x.text(v)
		return []string{s}, ok
	}
	all, ok := v.([]any)
	out := make([]string, len(all))
	for i, one := range all {
		s, fits := x.text(one)
		ok = ok && fits
		out[i] = s
	}
	return out, ok
}

// spread writes an object of texts as the squares of a form have them.
func (x *field) spread(out url.Values, v any) bool {
	all, ok := v.(map[string]any)
	for key, one := range all {
		s, fits := x.text(one)
		ok = ok && fits
		out.Set(x.form+"."+key, s)
	}
	return ok || v == nil
}

func (x *field) text(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, x.typ.Kind() == reflect.String
	case json.Number:
		return v.String(), x.typ.Kind() == reflect.Int || x.typ.Kind() == reflect.Int64
	case bool:
		return strconv.FormatBool(v), x.typ.Kind() == reflect.Bool
	}
	return "", false
}

// wants is the key of the kind of value that the field takes.
func (x *field) wants() string {
	switch {
	case x.many:
		return "api.type.list"
	case x.keyed:
		return "api.type.object"
	}
	switch x.typ.Kind() {
	case reflect.Bool:
		return "api.type.bool"
	case reflect.Int, reflect.Int64:
		return "api.type.number"
	default:
		return "api.type.text"
	}
}
