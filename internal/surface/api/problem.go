package api

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// A Problem is a fault as RFC 9457 has it, with the fields and rows at fault.
type Problem struct {
	Type      string         `json:"type"`   // "/api#invalid"; the page there explains the kind
	Title     string         `json:"title"`  // of the kind
	Status    int            `json:"status"` // the HTTP status
	Detail    string         `json:"detail"` // what happened, for people
	Key       string         `json:"key"`    // what happened, for programs
	Errors    []ProblemField `json:"errors,omitempty"`
	Rows      []ProblemRow   `json:"rows,omitempty"`
	RequestID string         `json:"request_id"` // what the log names the request
}

// A ProblemField is one field at fault.
type ProblemField struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Key     string `json:"key"`
}

// A ProblemRow is one row of a file at fault.
type ProblemRow struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"` // from 1
	Column  string `json:"column,omitempty"`
	Message string `json:"message"`
	Key     string `json:"key"`
}

const requestHeader = "X-Request-Id"

func problemOf(e *fault.Error, w http.ResponseWriter) Problem {
	p := Problem{
		Type: root + "#" + string(e.Kind), Title: i18n.T("api.error." + string(e.Kind)), Status: e.Kind.Status(),
		Detail: i18n.Text(e.Text), Key: e.Text.Key, RequestID: w.Header().Get(requestHeader),
	}
	if e.Kind == fault.Internal { // whatever it says, it is not for the reader
		p.Detail, p.Key = i18n.T("internal"), "internal"
		return p
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		p.Errors = append(p.Errors, ProblemField{f, i18n.Text(e.Fields[f]), e.Fields[f].Key})
	}
	for _, row := range e.Rows {
		p.Rows = append(p.Rows, ProblemRow{row.File, row.Line, row.Column, i18n.Text(row.Text), row.Text.Key})
	}
	return p
}

func (p Problem) send(w http.ResponseWriter, status int) {
	p.Status = status
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Authorization")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(p) // the reader has gone if this fails
}

// Seconds after which it is worth to try again.
const (
	retryBusy = "2"
	retryMany = "60"
)

// ServeProblem sends a fault that the frame around the API found. It is the Problem of web.Kit.
func (a *API) ServeProblem(w http.ResponseWriter, r *http.Request, e *fault.Error, id string) {
	h := w.Header()
	h.Set(requestHeader, id)
	switch e.Kind {
	case fault.SignIn:
		challenge := `Bearer realm="gongkai"`
		if strings.TrimSpace(r.Header.Get("Authorization")) != "" {
			challenge += `, error="invalid_token"`
		}
		h.Set("WWW-Authenticate", challenge)
	case fault.Busy:
		h.Set("Retry-After", retryBusy)
	case fault.TooMany:
		h.Set("Retry-After", retryMany)
	case fault.Internal, fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict, fault.TooLarge:
	}
	problemOf(e, w).send(w, e.Kind.Status())
}

// refuse sends a fault of an endpoint, and logs what is not for the reader.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := fault.As(err)
	id := w.Header().Get(requestHeader)
	if level := slog.LevelWarn; e.Err != nil || e.Kind.Status() >= http.StatusInternalServerError {
		if e.Kind.Status() >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		a.Log.Log(r.Context(), level, "request refused", "path", r.URL.Path, "err", err, "id", id)
	}
	a.ServeProblem(w, r, e, id)
}
