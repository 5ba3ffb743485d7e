package web

import (
	"context"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// ListView is what a list page draws: {{template "list" .V}}.
type ListView[Q, Row any] struct {
	Query   Q
	Rows    db.Rows[Row]
	Filters *FormDraw
	Chosen  []Chosen
	First   string // the first page; "" on it
	Next    string // the next page; "" on the last
	File    string // the same list to keep
	Feed    string // what is new in the same list
	Create  *Link
	Along   []Link // pages beside the list
	Says    string // a sentence above it
	Empty   string // what to try when there is nothing
	Head    []Head
	Body    [][]Cell
}

// Bad reports whether a filter could not be read.
func (v ListView[Q, Row]) Bad() bool { return v.Filters != nil && len(v.Filters.Errors) > 0 }

// NextLink is the header Link that leads to the next page of a list.
func NextLink(address string) string { return "<" + address + `>; rel="next"` }

// following is the address of the next page, for the head of the answer (RFC 8288).
func (v ListView[Q, Row]) following() string { return v.Next }

// feed is that of the list, for the head of the page.
func (v ListView[Q, Row]) feed() string { return v.Feed }

// Chosen is a filter in force, and the address without it.
type Chosen struct{ Label, Value, Without string }

// A Link leads somewhere.
type Link struct{ Href, Label string }

// A Head is the head of a column.
type Head struct{ Label, Class string }

// A Cell is one value of a row.
type Cell struct {
	Text  string
	Sub   string // second line, smaller
	Href  string // makes Text a link
	Light Light
	Tag   Tag
	Class string // set by the column
	Label string // set by the column: shown before the value on a phone
}

// A Col is one column of a list. Class places it: "num" is right-aligned, and
// on a phone "o1" stands first, "o2" beside it on the right, "ti" is the line
// below them, and "xs" is left out.
type Col[Row any] struct {
	Label string // i18n key
	Class string
	Cell  func(Row) Cell
}

// fill draws rows by columns into v.
func fill[Q, Row any](v *ListView[Q, Row], cols []Col[Row]) {
	for _, c := range cols {
		v.Head = append(v.Head, Head{i18n.T(c.Label), c.Class})
	}
	for _, row := range v.Rows.Items {
		cells := make([]Cell, len(cols))
		for i, c := range cols {
			cells[i] = c.Cell(row)
			cells[i].Class = c.Class
			if !heads(c.Class) {
				cells[i].Label = i18n.T(c.Label)
			}
		}
		v.Body = append(v.Body, cells)
	}
}

// heads reports whether a column stands at the head of a row on a phone, where it needs
// no name: the title, and what stands beside and over it.
func heads(class string) bool {
	return slices.ContainsFunc(strings.Fields(class), func(c string) bool { return c == "ti" || c == "o1" || c == "o2" })
}

func drawList[Q, Row any](r *Req, o *screenOpts, q Q, typed url.Values, rows db.Rows[Row]) (ListView[Q, Row], error) {
	v := ListView[Q, Row]{Query: q, Rows: rows, Empty: i18n.T(o.empty)}
	sh := shapeOf(reflect.TypeFor[Q]())
	fields, err := drawFields(r.Context(), q, sh, typed, nil, o.sources)
	if err != nil {
		return v, err
	}
	v.Filters = &FormDraw{Action: r.URL.Path, Fields: fields}
	base := url.Values{}
	for _, f := range sh.fields {
		if len(typed[f.name]) > 0 && r.PathValue(f.name) == "" {
			base[f.name] = typed[f.name]
		}
	}
	v.Chosen = chosen(r.URL.Path, fields, base)
	if r.URL.Query().Has("after") {
		v.First = address(r.URL.Path, base)
	}
	if rows.Next != "" {
		v.Next = address(r.URL.Path, base, "after", rows.Next)
	}
	if o.csv != "" {
		v.File = address(fillPath(o.csv, r), base)
	}
	if o.feed != "" {
		v.Feed = address(o.feed, base)
	}
	if x := o.export; x != nil && r.Actor.Can(x.Perm) {
		v.File = address(fillPath(x.Path, r), base)
	}
	for _, it := range o.along {
		if r.Actor.Can(it.Perm) {
			v.Along = append(v.Along, Link{fillPath(it.Path, r), i18n.T(it.Label)})
		}
	}
	if o.says != nil {
		if v.Says, err = o.says(r.Context()); err != nil {
			return v, err
		}
	}
	if c := o.create; c != nil && r.Actor.Can(c.Perm) {
		v.Create = &Link{fillPath(c.Path, r), i18n.T(c.Label)}
	}
	return v, nil
}

// Filters is the form that asks a question anew: {{template "filters" .}} draws it
// from a view with such a field and one of what is Chosen.
func Filters[Q any](ctx context.Context, action string, q Q, opts ...Opt) (*FormDraw, error) {
	fields, err := drawFields(ctx, q, shapeOf(reflect.TypeFor[Q]()), encode(&q), nil, newOpts(opts).sources)
	return &FormDraw{Action: action, Fields: fields}, err
}

// chosen lists the filters in force, one for each value.
func chosen(path string, fields []Field, base url.Values) []Chosen {
	var out []Chosen
	for _, f := range fields {
		if f.Type == "hidden" {
			continue
		}
		for i, val := range base[f.Name] {
			rest := maps.Clone(base)
			rest[f.Name] = slices.Delete(slices.Clone(base[f.Name]), i, i+1)
			words := val
			for _, c := range f.Choices {
				if c.Value == val {
					words = c.Label
				}
			}
			if f.Type == "checkbox" {
				words = ""
			}
			out = append(out, Chosen{f.Label, words, address(path, rest)})
		}
	}
	return out
}

// address is path with a query; more are pairs that replace what the query has.
func address(path string, q url.Values, more ...string) string {
	all := url.Values{}
	for k, v := range q {
		if len(v) > 0 {
			all[k] = v
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		all.Set(more[i], more[i+1])
	}
	if len(all) == 0 {
		return path
	}
	return path + "?" + all.Encode()
}
