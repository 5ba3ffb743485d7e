// Package fault is the one error type of the program: a kind that decides the
// HTTP status and the exit code, a message for the reader, the fields at fault
// and, for imported files, the rows at fault.
package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Kind says what sort of failure an error is. Every surface maps it once.
type Kind string

// The kinds.
const (
	Internal  Kind = "internal"  // anything not named below; shown as "internal error"
	Invalid   Kind = "invalid"   // the input breaks a rule; Fields or Rows say where
	NotFound  Kind = "not_found" // no such thing, or not for this reader to know of
	Forbidden Kind = "forbidden" // known reader, not allowed
	SignIn    Kind = "sign_in"   // unknown reader
	Conflict  Kind = "conflict"  // the state table has no such step from here, or somebody else was first
	TooLarge  Kind = "too_large" // the input is over a limit
	TooMany   Kind = "too_many"  // too many tries; wait
	Busy      Kind = "busy"      // try again
)

// A Text is a message for a reader: a key of the i18n catalogue and its arguments.
type Text struct {
	Key  string `json:"key"`
	Args Args   `json:"args,omitempty"`
}

// Args are what a text says of the case at hand. They are stored with it.
type Args []any

// UnmarshalJSON reads arguments that were stored: one that is a text itself, or a list of them, is one again.
func (a *Args) UnmarshalJSON(b []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*a = nil
	for _, one := range raw {
		v, err := argument(one)
		if err != nil {
			return err
		}
		*a = append(*a, v)
	}
	return nil
}

func argument(raw json.RawMessage) (any, error) {
	switch raw[0] {
	case '{':
		var one Text
		err := json.Unmarshal(raw, &one)
		return one, err
	case '[':
		var all []Text
		err := json.Unmarshal(raw, &all)
		return all, err
	}
	var plain any
	err := json.Unmarshal(raw, &plain)
	return plain, err
}

// T returns a Text.
func T(key string, args ...any) Text { return Text{key, args} }

// A Row is one fault in a file that somebody wrote: where it stands and what is wrong there.
type Row struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`   // from 1; 0 means the whole file
	Column string `json:"column,omitempty"` // name of the column or field
	Text   Text   `json:"text"`
}

func (r Row) String() string {
	return fmt.Sprintf("%s:%d %s: %s %v", r.File, r.Line, r.Column, r.Text.Key, r.Text.Args)
}

// Error is a failure that a reader may be told about.
type Error struct {
	Kind   Kind
	Text   Text            // what to tell the reader, never internals
	Fields map[string]Text // input name to what is wrong with it
	Rows   []Row           // faults of an imported file
	Err    error           // cause, for the log only
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Kind, e.Text.Key)
	if len(e.Text.Args) > 0 {
		fmt.Fprintf(&b, " %v", e.Text.Args)
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		fmt.Fprintf(&b, "; %s: %s", f, e.Fields[f].Key)
	}
	for i, r := range e.Rows {
		if i == 5 {
			fmt.Fprintf(&b, "; and %d more rows", len(e.Rows)-i)
			break
		}
		fmt.Fprintf(&b, "; %v", r)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of kind k with a message key for the reader.
func New(k Kind, key string, args ...any) error { return &Error{Kind: k, Text: T(key, args...)} }

// Caused is New with the cause, which goes to the log and never to the reader.
func Caused(err error, k Kind, key string, args ...any) error {
	return &Error{Kind: k, Text: T(key, args...), Err: err}
}

// Field returns an Invalid error about one field.
func Field(field, key string, args ...any) error {
	return &Error{Kind: Invalid, Text: T("invalid"), Fields: map[string]Text{field: T(key, args...)}}
}

// Rows returns an Invalid error about rows of a file, or nil if there are none.
func Rows(rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: T("invalid_rows", len(rows)), Rows: rows}
}

// Of returns the kind of err: Internal for anything that is not an *Error, "" for nil.
func Of(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// As returns err as an *Error; one that is not is wrapped as Internal.
func As(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Internal, Text: T("internal"), Err: err}
}

// Wrap adds where the error happened; it is deferred: defer fault.Wrap(&err, "plan.Read(%q)", name).
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}

// Status is the HTTP status of a kind. It is the only such table in the program.
func (k Kind) Status() int {
	switch k {
	case Invalid:
		return http.StatusUnprocessableEntity
	case NotFound:
		return http.StatusNotFound
	case Forbidden:
		return http.StatusForbidden
	case SignIn:
		return http.StatusUnauthorized
	case Conflict:
		return http.StatusConflict
	case TooLarge:
		return http.StatusRequestEntityTooLarge
	case TooMany:
		return http.StatusTooManyRequests
	case Busy:
		return http.StatusServiceUnavailable
	case Internal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// Check collects the field errors of one input. The first message of a field stays.
type Check struct{ fields map[string]Text }

// That records a message against field unless ok.
func (c *Check) That(ok bool, field, key string, args ...any) {
	if ok {
		return
	}
	if c.fields == nil {
		c.fields = map[string]Text{}
	}
	if _, told := c.fields[field]; !told {
		c.fields[field] = T(key, args...)
	}
}

// Err returns an Invalid error, or nil if every check held.
func (c *Check) Err() error {
	if c.fields == nil {
		return nil
	}
	return &Error{Kind: Invalid, Text: T("invalid"), Fields: c.fields}
}
