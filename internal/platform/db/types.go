package db

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A column is one field of a row type. The stored form depends on the Go type
// alone: text for strings and days, BIGINT for whole numbers, milliseconds for
// times (0 is no time), 0 and 1 for bools, BYTEA for bytes, JSON as text where
// the tag says so.
type column struct {
	name  string // as in the tag: a column, or an expression for rows that are only read
	index []int
	json  bool
	key   bool // a plain column name, so it can be written
}

var plans sync.Map // reflect.Type -> []column

func columns(t reflect.Type) []column {
	if c, ok := plans.Load(t); ok {
		return c.([]column)
	}
	c := collect(t, nil, nil)
	if len(c) == 0 {
		panic(fmt.Sprintf("db: %v has no db tags", t))
	}
	plans.Store(t, c)
	return c
}

func collect(t reflect.Type, at []int, out []column) []column {
	for f := range t.Fields() {
		index := append(append([]int{}, at...), f.Index...)
		tag, ok := f.Tag.Lookup("db")
		if !ok {
			if f.Anonymous && f.Type.Kind() == reflect.Struct {
				out = collect(f.Type, index, out)
			}
			continue
		}
		name, isJSON := strings.CutSuffix(tag, ",json")
		out = append(out, column{name: name, index: index, json: isJSON, key: !strings.ContainsAny(name, " .()'")})
	}
	return out
}

func selectOf(t reflect.Type) string {
	cols := columns(t)
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.name
	}
	return "SELECT " + strings.Join(names, ", ") + " "
}

// encode gives the stored form of a value.
func encode(v any) any {
	switch v := v.(type) {
	case time.Time:
		if v.IsZero() {
			return int64(0)
		}
		return v.UnixMilli()
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case nil, string, int64, []byte, float64:
		return v
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.Bool:
		return encode(r.Bool())
	default:
		return v
	}
}

// encodeAll encodes arguments. Text that is not UTF-8 or holds a NUL is Invalid:
// PostgreSQL keeps neither, and what one engine refuses the other does not take.
func encodeAll(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = encode(a)
		if s, is := out[i].(string); is && (!utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0) {
			return nil, fault.New(fault.Invalid, "db.bad_text")
		}
	}
	return out, nil
}

func (c column) value(row reflect.Value) (any, error) {
	f := row.FieldByIndex(c.index)
	if !c.json {
		return encode(f.Interface()), nil
	}
	b, err := json.Marshal(f.Interface())
	if err != nil {
		return nil, fmt.Errorf("column %s: %w", c.name, err)
	}
	return string(b), nil
}

// dest returns where Scan puts the column.
func (c column) dest(row reflect.Value) any {
	f := row.FieldByIndex(c.index)
	if c.json {
		return jsonDest{f.Addr().Interface()}
	}
	if t, isTime := reflect.TypeAssert[*time.Time](f.Addr()); isTime {
		return timeDest{t}
	}
	if f.Kind() == reflect.Bool {
		return boolDest{f}
	}
	return f.Addr().Interface()
}

type jsonDest struct{ to any }

func (d jsonDest) Scan(v any) error {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
		return json.Unmarshal([]byte(v), d.to)
	case []byte:
		return json.Unmarshal(v, d.to)
	}
	return fmt.Errorf("db: %T is not JSON", v)
}

type timeDest struct{ to *time.Time }

func (d timeDest) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("db: %T is not a time", v)
	}
	if ms == 0 {
		*d.to = time.Time{}
	} else {
		*d.to = time.UnixMilli(ms).UTC()
	}
	return nil
}

type boolDest struct{ to reflect.Value }

func (d boolDest) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("db: %T is not a bool", v)
	}
	d.to.SetBool(n != 0)
	return nil
}

var (
	_ sql.Scanner = jsonDest{}
	_ sql.Scanner = timeDest{}
	_ sql.Scanner = boolDest{}
)
