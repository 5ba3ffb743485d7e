package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Checker is an input that can say what is wrong with itself.
type Checker interface{ Check() error }

// An Upload is one file of a form. Name is what the sender called it: text, never a path.
type Upload struct {
	Name  string
	Size  int64
	Bytes []byte
}

// Bind fills an In from the path, the query and the form, by its tags, and lets
// it check itself. All faults of all fields come back together as one Invalid
// fault; the In holds whatever could be read. A fault in what the path names is NotFound.
func Bind[In any](r *Req) (In, error) {
	var in In
	_, err := bind(r, &in)
	return in, err
}

// bind reads the request into the struct that in points to, and returns what was typed, field
// by field, for the form to show again. It knows no type: there are hundreds of forms, and
// what is generic is compiled for each of them.
func bind(r *Req, in any) (url.Values, error) {
	b := binder{r: r, query: r.URL.Query(), typed: url.Values{}, bad: map[string]fault.Text{}}
	if err := b.parse(); err != nil {
		return nil, err
	}
	v := reflect.ValueOf(in).Elem()
	for _, f := range shapeOf(v.Type()).fields {
		b.field(f, valueAt(v, f.index))
	}
	if err := b.check(in); err != nil {
		return b.typed, err
	}
	for name := range b.bad { // nobody typed it: there is no such address
		if r.PathValue(name) != "" {
			return nil, fault.New(fault.NotFound, "not_found")
		}
	}
	if len(b.bad) > 0 {
		return b.typed, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: b.bad}
	}
	return b.typed, nil
}

type binder struct {
	r     *Req
	query url.Values
	typed url.Values
	bad   map[string]fault.Text
}

// formMemory is how much of a multipart form stays in memory; the rest goes to temporary files.
const formMemory = 8 << 20

func (b *binder) parse() error {
	var err error
	if strings.HasPrefix(b.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = b.r.ParseMultipartForm(formMemory)
	} else {
		err = b.r.ParseForm()
	}
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Caused(err, fault.TooLarge, "web.body_too_large", sizeText(over.Limit))
	}
	if err != nil {
		return fault.Caused(err, fault.Invalid, "web.bad_form")
	}
	return nil
}

// values returns what was sent under name: by the path, else by the form, else
// by the query. A form cannot name another thing than its address does.
func (b *binder) values(name string) []string {
	if v := b.r.PathValue(name); v != "" {
		return []string{v}
	}
	if v, ok := b.r.PostForm[name]; ok {
		return v
	}
	return b.query[name]
}

func (b *binder) fail(name string, t fault.Text) {
	if _, told := b.bad[name]; !told {
		b.bad[name] = t
	}
}

func (b *binder) field(f *fieldShape, v reflect.Value) {
	switch f.kind {
	case kindUpload:
		b.uploads(f, v)
		return
	case kindSquares:
		b.squares(f, v)
		return
	case kindAsked:
		b.asked(f, v)
		return
	case kindText, kindInt, kindBool, kindDay:
	}
	var got []string
	for _, raw := range b.values(f.name) {
		s, t, ok := readText(f, raw)
		if !ok {
			b.fail(f.name, t)
		}
		if s != "" {
			got = append(got, s)
		}
	}
	b.typed[f.name] = got
	if len(got) == 0 {
		if f.required {
			b.fail(f.name, f.missing())
		}
		return
	}
	if _, bad := b.bad[f.name]; bad {
		return
	}
	b.set(f, v, got)
}

// readText is what was typed into a field, fit to keep, and what is wrong with it.
func readText(f *fieldShape, raw string) (string, fault.Text, bool) {
	s, t, ok := cleanText(raw, f.typ)
	if n := int64(utf8.RuneCountInString(s)); ok && n > f.max {
		return s, fault.T("web.too_long", f.max, n), false
	}
	return s, t, ok
}

func (b *binder) set(f *fieldShape, v reflect.Value, got []string) {
	for _, s := range got {
		if f.options != nil && !slices.Contains(f.options, s) {
			b.fail(f.name, fault.T("web.bad_option"))
			return
		}
	}
	if !f.many {
		if t, ok := setOne(f.kind, v, got[0]); !ok {
			b.fail(f.name, t)
		}
		return
	}
	list := reflect.MakeSlice(v.Type(), len(got), len(got))
	for i, s := range got {
		if t, ok := setOne(f.kind, list.Index(i), s); !ok {
			b.fail(f.name, t)
			return
		}
	}
	v.Set(list)
}

// setOne puts s into v and reports what is wrong with s.
func setOne(k valueKind, v reflect.Value, s string) (fault.Text, bool) {
	switch k {
	case kindText:
		v.SetString(s)
	case kindDay:
		d, ok := parseDay(s)
		if !ok {
			return fault.T("web.bad_date", s), false
		}
		v.SetString(string(d))
	case kindInt:
		n, ok := parseInt(s)
		if !ok || v.OverflowInt(n) {
			return fault.T("web.bad_number", s), false
		}
		v.SetInt(n)
	case kindBool:
		v.SetBool(s != "false" && s != "0")
	case kindUpload, kindSquares, kindAsked:
	}
	return fault.Text{}, true
}

func (b *binder) uploads(f *fieldShape, v reflect.Value) {
	var heads []*multipart.FileHeader
	if b.r.MultipartForm != nil {
		heads = b.r.MultipartForm.File[f.name]
	}
	if len(heads) > maxFiles {
		b.fail(f.name, fault.T("web.too_many_files", maxFiles))
		return
	}
	var got []Upload
	for _, h := range heads {
		if h.Filename == "" {
			continue
		}
		u, t, ok := readUpload(h, f.max)
		if !ok {
			b.fail(f.name, t)
			continue
		}
		got = append(got, u)
	}
	switch {
	case len(got) == 0 && f.required:
		b.fail(f.name, f.missing())
	case f.many:
		v.Set(reflect.ValueOf(got))
	case len(got) > 0:
		v.Set(reflect.ValueOf(got[0]))
	}
}

func readUpload(h *multipart.FileHeader, limit int64) (Upload, fault.Text, bool) {
	name, t, ok := cleanText(h.Filename, "text")
	if !ok {
		return Upload{}, t, false
	}
	if h.Size > limit {
		return Upload{}, fault.T("web.file_too_large", name, sizeText(limit)), false
	}
	f, err := h.Open()
	if err != nil {
		return Upload{}, fault.T("web.bad_file", name), false
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil || int64(len(data)) != h.Size {
		return Upload{}, fault.T("web.bad_file", name), false
	}
	return Upload{Name: name, Size: h.Size, Bytes: data}, fault.Text{}, true
}

// check lets in check itself, and joins what it says to what is known already.
func (b *binder) check(in any) error {
	c, ok := in.(Checker)
	if !ok {
		return nil
	}
	err := c.Check()
	if fault.Of(err) != fault.Invalid {
		return err
	}
	e := fault.As(err)
	if len(e.Fields) == 0 && len(b.bad) == 0 {
		return err
	}
	for name, t := range e.Fields {
		b.fail(name, t)
	}
	return nil
}

// encode is the reverse of Bind: what a form shows of in before anything is typed.
func encode(in any) url.Values {
	out := url.Values{}
	v := reflect.Indirect(reflect.ValueOf(in))
	for _, f := range shapeOf(v.Type()).fields {
		fv := valueAt(v, f.index)
		if f.kind == kindUpload || fv.IsZero() {
			continue
		}
		if f.kind == kindAsked {
			for key, s := range fv.Interface().(map[string][]string) {
				out[squareName(f.name, key)] = s
			}
			continue
		}
		if f.kind == kindSquares {
			for key, s := range fv.Interface().(map[string]string) {
				out[squareName(f.name, key)] = []string{s}
			}
			continue
		}
		if !f.many {
			out[f.name] = []string{textOf(f.kind, fv)}
			continue
		}
		for i := range fv.Len() {
			out.Add(f.name, textOf(f.kind, fv.Index(i)))
		}
	}
	return out
}

func textOf(k valueKind, v reflect.Value) string {
	switch k {
	case kindInt:
		return strconv.FormatInt(v.Int(), 10)
	case kindBool:
		return strconv.FormatBool(v.Bool())
	case kindText, kindDay:
		return v.String()
	case kindUpload, kindSquares, kindAsked:
	}
	return ""
}

// overlay copies the bound fields of from onto to, which keeps everything else.
func overlay(to, from any) {
	dst, src := reflect.ValueOf(to).Elem(), reflect.ValueOf(from).Elem()
	for _, f := range shapeOf(dst.Type()).fields {
		valueAt(dst, f.index).Set(valueAt(src, f.index))
	}
}

// ID returns the {id} of the path. One that is no number is NotFound.
func ID[K ~int64](r *Req) (K, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.NotFound, "not_found")
	}
	return K(n), nil
}

var (
	dayType    = reflect.TypeFor[calendar.Day]()
	uploadType = reflect.TypeFor[Upload]()
	gridType   = reflect.TypeFor[map[string]string]()
	askedType  = reflect.TypeFor[map[string][]string]()
)

type valueKind int

const (
	kindText valueKind = iota
	kindInt
	kindBool
	kindDay
	kindUpload
	kindSquares
	kindAsked
)

// kindOf says how a field of type t is read, and whether it takes many values.
func kindOf(t reflect.Type) (valueKind, bool) {
	many := false
	if t.Kind() == reflect.Slice {
		t, many = t.Elem(), true
	}
	switch {
	case t == dayType:
		return kindDay, many
	case t == uploadType:
		return kindUpload, many
	case t == gridType:
		return kindSquares, false
	case t == askedType:
		return kindAsked, false
	case t.Kind() == reflect.String:
		return kindText, many
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return kindInt, many
	case t.Kind() == reflect.Bool && !many:
		return kindBool, many
	}
	panic(fmt.Sprintf("web.Bind cannot read a %s", t))
}
