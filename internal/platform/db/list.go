package db

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// A Page is a slice of a longer list, as the reader asked for it.
type Page struct {
	Size  int    `form:"size" json:"size,omitempty"`   // rows; 0 is 20, at most 200; -1 is none, only their number
	After string `form:"after" json:"after,omitempty"` // Next of the page before
}

// Rows is one page of a list.
type Rows[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // Page.After of the next page; "" on the last
	Total int    `json:"total"`          // rows of the whole list, counted up to 1,000
	More  bool   `json:"more,omitempty"` // the list has more than Total rows
}

// After is Next, for who does not know the type of the rows.
func (r Rows[T]) After() string { return r.Next }

// Map is the same page with another row for each.
func Map[From, To any](in Rows[From], f func(From) To) Rows[To] {
	out, _ := TryMap(in, func(row From) (To, error) { return f(row), nil })
	return out
}

// TryMap is Map with an f that may fail; the first error ends it.
func TryMap[From, To any](in Rows[From], f func(From) (To, error)) (out Rows[To], err error) {
	out = Rows[To]{Items: make([]To, len(in.Items)), Next: in.Next, Total: in.Total, More: in.More}
	for i, row := range in.Items {
		if out.Items[i], err = f(row); err != nil {
			return Rows[To]{}, err
		}
	}
	return out, nil
}

// CountOnly is the size of a page of which only Total is wanted: no row is read.
const CountOnly = -1

const (
	defaultSize = 20
	maxSize     = 200
	countCap    = 1000
)

// A Query is a list: what follows FROM, the conditions, and the columns that
// order it. Those must be columns of T, end with a unique one, and all go the
// same way, so that a page starts where the last one ended and no page is
// ever found by counting.
type Query struct {
	From  string
	Where Where
	Order []string
	Desc  bool
}

// List returns a page of rows as Ts.
func List[T any](tx *Tx, p Page, q Query) (Rows[T], error) {
	out := Rows[T]{Items: []T{}}
	if p.Size != CountOnly {
		var err error
		if out.Items, out.Next, err = pageOf[T](tx, p, q); err != nil {
			return out, err
		}
		if p.After == "" && out.Next == "" { // all of them
			out.Total = len(out.Items)
			return out, nil
		}
	}
	total, err := One[int](tx, "SELECT count(*) FROM (SELECT 1 FROM "+q.From+q.Where.String()+fmt.Sprintf(" LIMIT %d) counted", countCap+1), q.Where.Args...)
	out.Total, out.More = min(total, countCap), total > countCap
	return out, err
}

// pageOf reads the rows of a page, and after which the next one starts.
func pageOf[T any](tx *Tx, p Page, q Query) (items []T, next string, err error) {
	size := p.Size
	if size <= 0 {
		size = defaultSize
	}
	size = min(size, maxSize)
	w := Where{parts: slices.Clone(q.Where.parts), Args: slices.Clone(q.Where.Args)}
	if p.After != "" {
		key, err := decodeCursor(p.After, reflect.TypeFor[T](), q.Order)
		if err != nil {
			return nil, "", err
		}
		w.And("("+strings.Join(q.Order, ", ")+") "+q.compare()+" (?"+strings.Repeat(", ?", len(key)-1)+")", key...)
	}
	items, err = All[T](tx, "FROM "+q.From+w.String()+" ORDER BY "+q.orderBy()+fmt.Sprintf(" LIMIT %d", size+1), w.Args...)
	if items == nil {
		items = []T{}
	}
	if err != nil || len(items) <= size {
		return items, "", err
	}
	items = items[:size]
	next, err = encodeCursor(reflect.ValueOf(items[size-1]), q.Order)
	return items, next, err
}

func (q Query) compare() string {
	if q.Desc {
		return "<"
	}
	return ">"
}

func (q Query) orderBy() string {
	if !q.Desc {
		return strings.Join(q.Order, ", ")
	}
	return strings.Join(q.Order, " DESC, ") + " DESC"
}

func encodeCursor(row reflect.Value, order []string) (string, error) {
	key := make([]any, 0, len(order))
	for _, name := range order {
		c, err := columnOf(row.Type(), name)
		if err != nil {
			return "", err
		}
		v, err := c.value(row)
		if err != nil {
			return "", err
		}
		key = append(key, v)
	}
	b, err := json.Marshal(key)
	return base64.RawURLEncoding.EncodeToString(b), err
}

func columnOf(t reflect.Type, name string) (column, error) {
	cols := columns(t)
	i := slices.IndexFunc(cols, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, fmt.Errorf("db: list ordered by %s, which %v does not have", name, t)
	}
	return cols[i], nil
}

// decodeCursor reads what encodeCursor wrote; the reader may have changed it, so
// each part must be of the kind that its column stores.
func decodeCursor(s string, t reflect.Type, order []string) ([]any, error) {
	bad := fault.Field("after", "db.bad_page")
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, bad
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var key []any
	if err := d.Decode(&key); err != nil || len(key) != len(order) {
		return nil, bad
	}
	for i, v := range key {
		c, err := columnOf(t, order[i])
		if err != nil {
			return nil, err
		}
		isText := t.FieldByIndex(c.index).Type.Kind() == reflect.String
		switch v := v.(type) {
		case string:
			if !isText {
				return nil, bad
			}
		case json.Number:
			if key[i], err = v.Int64(); err != nil || isText {
				return nil, bad
			}
		default:
			return nil, bad
		}
	}
	return key, nil
}

// Where collects conditions, so that an optional filter stays one line.
type Where struct {
	parts []string
	Args  []any
}

// And adds a condition with one ? an argument.
func (w *Where) And(cond string, args ...any) {
	if strings.Count(cond, "?") != len(args) {
		panic(fmt.Sprintf("db: %q has %d arguments", cond, len(args)))
	}
	w.parts, w.Args = append(w.parts, cond), append(w.Args, args...)
}

// Or asks that one of several holds; with none nothing fits.
func (w *Where) Or(of ...Where) {
	if len(of) == 0 {
		w.And("1 = 0")
		return
	}
	var conds []string
	var args []any
	for _, o := range of {
		conds = append(conds, "("+strings.Join(append([]string{"1 = 1"}, o.parts...), " AND ")+")")
		args = append(args, o.Args...)
	}
	w.And("("+strings.Join(conds, " OR ")+")", args...)
}

// In asks that col is one of vals; with no vals nothing fits.
func (w *Where) In(col string, vals ...any) {
	if len(vals) == 0 {
		w.And("1 = 0")
		return
	}
	w.And(col+" IN (?"+strings.Repeat(", ?", len(vals)-1)+")", vals...)
}

// Anys is a list as the arguments of In.
func Anys[T any](of []T) []any {
	out := make([]any, len(of))
	for i, v := range of {
		out[i] = v
	}
	return out
}

// Units asks that col is a unit of u: the scope of a read.
func (w *Where) Units(col string, u auth.Units) {
	if u.All {
		return
	}
	w.In(col, Anys(u.IDs)...)
}

// Like asks that col holds text, with no wildcards in text.
func (w *Where) Like(col, text string) { w.LikeAny(col, text) }

// LikeAny asks that col holds one of texts, with no wildcards in them.
func (w *Where) LikeAny(col string, texts ...string) {
	esc := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	conds, args := make([]string, len(texts)), make([]any, len(texts))
	for i, text := range texts {
		conds[i], args[i] = col+` LIKE ? ESCAPE '\'`, "%"+esc.Replace(text)+"%"
	}
	cond := strings.Join(conds, " OR ")
	if len(conds) > 1 {
		cond = "(" + cond + ")"
	}
	w.And(cond, args...)
}

// String is the clause with a leading space, or nothing.
func (w *Where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}

// Plan returns how SQLite would run a query, one step a line.
func Plan(tx *Tx, query string, args ...any) (string, error) {
	type step struct{ id, parent, unused, detail any }
	rows, err := tx.query("EXPLAIN QUERY PLAN "+query, args)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	var b strings.Builder
	for rows.Next() {
		var s step
		if err := rows.Scan(&s.id, &s.parent, &s.unused, &s.detail); err != nil {
			return "", err
		}
		fmt.Fprintln(&b, s.detail)
	}
	return b.String(), rows.Err()
}
