package web

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// A fieldShape is what the tags of one field say.
type fieldShape struct {
	name, label, hint, typ, group string
	autocomplete, accept          string
	required, later, many         bool  // later: not now, but no choice either
	max                           int64 // runes of text, or bytes of one file
	rows                          int
	options                       []string // allowed values; nil allows all
	kind                          valueKind
	index                         []int
	each                          string // what the rows of a field are called: a key with the number and the label
	row                           int    // of several that are alike, from 1; 0 is none
}

// A shape is the fields of one input type, embedded structs flattened.
type shape struct {
	fields []*fieldShape
	files  int64 // most bytes of all its files together
}

var shapes sync.Map // reflect.Type → *shape

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{}
	s.add(t, nil)
	got, _ := shapes.LoadOrStore(t, s)
	return got.(*shape)
}

func (s *shape) add(t reflect.Type, at []int) {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("web: input %s is not a struct", t))
	}
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int{}, at...), i)
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			s.add(sf.Type, index)
			continue
		}
		name, ok := sf.Tag.Lookup("form")
		if !ok || !sf.IsExported() {
			continue
		}
		if sf.Type.Kind() == reflect.Array {
			s.addRows(name, sf, index)
			continue
		}
		f := newField(name, sf)
		f.index = index
		s.fields = append(s.fields, f)
		if f.kind == kindUpload {
			n := int64(1)
			if f.many {
				n = maxFiles
			}
			s.files += n * f.max
		}
	}
}

// addRows adds the fields of an array: so many rows of the same questions, which are typed
// beside one another and not into one text with signs between. Their names are parts.1.what.
func (s *shape) addRows(name string, of reflect.StructField, at []int) {
	for n := range of.Type.Len() {
		first := len(s.fields)
		s.add(of.Type.Elem(), append(slices.Clone(at), n))
		for _, f := range s.fields[first:] {
			f.name, f.row, f.each = fmt.Sprintf("%s.%d.%s", name, n+1, f.name), n+1, of.Tag.Get("each")
		}
		if n == 0 && first < len(s.fields) {
			s.fields[first].group = of.Tag.Get("group")
		}
	}
}

// valueAt is the value of a field: its index leads through structs and rows.
func valueAt(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Array {
			v = v.Index(i)
		} else {
			v = v.Field(i)
		}
	}
	return v
}

// Used is how many of the rows of an input there are up to the last one that says something:
// whatever was typed is drawn again, with blank rows before it or not.
func Used[Row comparable](rows []Row) int {
	var blank Row
	n := len(rows)
	for n > 0 && rows[n-1] == blank {
		n--
	}
	return n
}

// Spare reports whether a field is one of the rows of a name behind the last one that is
// drawn, for Hides.
func Spare(field, rows string, drawn int) bool {
	rest, of := strings.CutPrefix(field, rows+".")
	if !of {
		return false
	}
	number, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(number)
	return err == nil && n > drawn
}

// Limits of a field whose tag names none.
const (
	maxFiles    = 5 // files of one field
	maxLine     = 1000
	maxText     = 100_000
	maxFileSize = 20 << 20
)

func newField(name string, sf reflect.StructField) *fieldShape {
	tag := sf.Tag.Get
	f := &fieldShape{
		name: name, label: tag("label"), hint: tag("hint"), typ: tag("type"), group: tag("group"),
		autocomplete: tag("autocomplete"), accept: tag("accept"), required: tag("required") == "true", later: tag("required") == "later", rows: 5,
	}
	f.kind, f.many = kindOf(sf.Type)
	if o := tag("options"); o != "" {
		f.options = strings.Split(o, ",")
	}
	if f.typ == "" {
		f.typ = f.usualType()
	}
	f.max = f.usualMax()
	if m := tag("max"); m != "" {
		f.max = parseSize(m)
	}
	if r := tag("rows"); r != "" {
		f.rows = int(parseSize(r))
	}
	return f
}

func (f *fieldShape) usualType() string {
	switch {
	case f.kind == kindUpload:
		return "file"
	case f.kind == kindSquares:
		return "grid"
	case f.kind == kindBool:
		return "checkbox"
	case f.kind == kindDay:
		return "date"
	case f.many:
		return "checks"
	case len(f.options) > 5:
		return "select"
	case f.options != nil:
		return "radio"
	case f.kind == kindInt:
		return "number"
	}
	return "text"
}

func (f *fieldShape) usualMax() int64 {
	switch f.typ {
	case "file":
		return maxFileSize
	case "textarea", "hidden":
		return maxText
	}
	return maxLine
}

// chosen reports whether the field is answered by choosing and not by writing.
func (f *fieldShape) chosen() bool {
	switch f.typ {
	case "select", "radio", "checks", "date", "file":
		return true
	}
	return false
}

func (f *fieldShape) missing() fault.Text {
	key := "web.required"
	if f.chosen() {
		key = "web.required_choice"
	}
	if f.typ == "checkbox" {
		key = "web.required_tick"
	}
	return fault.T(key, i18n.T(f.label))
}
