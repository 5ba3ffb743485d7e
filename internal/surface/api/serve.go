package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// serve answers at an endpoint.
func (a *API) serve(e *Endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(mostText)
		if e.in != nil && e.in.files {
			most = mostFiles
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		defer a.dropFiles(r)
		err := a.admit(w, r, e)
		var out any
		if err == nil {
			out, err = e.handler(r)
		}
		if err == nil {
			err = e.send(w, r, out)
		}
		if err != nil {
			a.refuse(w, r, err)
		}
	})
}

// dropFiles removes the temporary files of an upload.
func (a *API) dropFiles(r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		a.Log.WarnContext(r.Context(), "temporary files of an upload stay", "err", err)
	}
}

// admit finds out by the token who asks, and whether they may. A cookie counts
// for nothing here: no other site can make a browser act through the API.
func (a *API) admit(w http.ResponseWriter, r *http.Request, e *Endpoint) error {
	var who auth.Actor
	if given := r.Header.Get("Authorization"); given != "" {
		scheme, token, _ := strings.Cut(given, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return fault.New(fault.SignIn, "api.want_bearer")
		}
		var err error
		if who, err = a.Users.TokenActor(r.Context(), strings.TrimSpace(token)); err != nil {
			return err
		}
	}
	*r = *r.WithContext(auth.With(r.Context(), who))
	switch {
	case who.Can(e.Perm):
		return nil
	case who.Kind == auth.Visitor:
		return fault.New(fault.SignIn, "api.want_token")
	}
	w.Header().Set("WWW-Authenticate", `Bearer realm="gongkai", error="insufficient_scope", scope="`+string(e.Perm)+`"`)
	return fault.New(fault.Forbidden, "api.want_perm", e.Perm)
}

// send writes the answer: a file, or JSON.
func (e *Endpoint) send(w http.ResponseWriter, r *http.Request, out any) error {
	h := w.Header()
	file, isFile := out.(web.Bytes)
	if isFile && e.open() && r.Header.Get("Authorization") == "" {
		file.Head(h)
		h.Set("Vary", "Authorization")
		web.SendPublic(w, r, e.status, file.Data)
		return nil
	}
	if isFile {
		h.Set("Cache-Control", "no-store")
		return file.Render(w, nil)
	}
	b, err := encode(out, e.texts)
	if err != nil {
		return err
	}
	h.Set("Content-Type", "application/json")
	if next, ok := out.(interface{ After() string }); ok && next.After() != "" {
		q := r.URL.Query()
		q.Set("after", next.After())
		h.Set("Link", web.NextLink(r.URL.Path+"?"+q.Encode()))
	}
	if e.open() && r.Header.Get("Authorization") == "" {
		h.Set("Vary", "Authorization")
		web.SendPublic(w, r, e.status, b)
		return nil
	}
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(e.status)
	_, _ = w.Write(b) // the reader has gone if this fails
	return nil
}

// open reports whether anybody may read here: programs of other sites too.
func (e *Endpoint) open() bool { return e.Perm == auth.Public && e.Method == http.MethodGet }

// encode is v as JSON. With texts, each message has its words beside its key.
func encode(v any, texts bool) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil || !texts {
		return b.Bytes(), err
	}
	var tree any
	d := json.NewDecoder(&b)
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	say(tree)
	b.Reset()
	err := e.Encode(tree)
	return b.Bytes(), err
}

// A wording is a fault.Text as the API sends it.
type wording struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
	Text string `json:"text"`
}

// say puts the words of each message in tree beside its key.
func say(tree any) {
	switch v := tree.(type) {
	case []any:
		for _, x := range v {
			say(x)
		}
	case map[string]any:
		for _, x := range v {
			say(x)
		}
		if t, ok := textIn(v); ok {
			v["text"] = i18n.Text(t)
		}
	}
}

// textIn is the message that an object is: it has a key of the catalogue, and nothing else but arguments.
func textIn(v map[string]any) (fault.Text, bool) {
	key, ok := v["key"].(string)
	args, has := v["args"].([]any)
	if n := len(v); !ok || !i18n.Has(key) || has && n != 2 || !has && n != 1 {
		return fault.Text{}, false
	}
	t := fault.Text{Key: key, Args: make([]any, len(args))}
	for i, x := range args {
		t.Args[i] = x
		if inner, ok := x.(map[string]any); ok {
			t.Args[i] = inner["text"]
		}
	}
	return t, true
}

var textType = reflect.TypeFor[fault.Text]()

// hasTexts reports whether values of t have messages in them.
func hasTexts(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == textType {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return hasTexts(t.Elem(), seen)
	case reflect.Struct:
		for f := range t.Fields() {
			if f.Tag.Get("json") != "-" && hasTexts(f.Type, seen) {
				return true
			}
		}
	default:
	}
	return false
}

// A document is a description of the API, made when it is first asked for.
type document struct {
	media string
	make  func() ([]byte, error)
}

func (d document) handler(a *API) http.Handler {
	made := sync.OnceValues(d.make)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := made()
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", d.media)
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(b) // the reader has gone if this fails
	})
}
