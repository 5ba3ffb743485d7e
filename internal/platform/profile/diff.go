package profile

import (
	"reflect"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// What is changed.
const (
	OfUnit    = "unit"
	OfGroup   = "group"
	OfColumn  = "column"
	OfSetting = "setting"
	OfLetter  = "letter"
)

// How it is changed.
const (
	Added   = "added"
	Removed = "removed" // a unit is closed, and its past stays
	Renamed = "renamed" // the name or the short name
	Moved   = "moved"   // the parent
	Changed = "changed"
)

// A Change is one thing that a newer profile changes.
type Change struct {
	Of    string `json:"of"`              // OfUnit, OfGroup, OfColumn, OfSetting or OfLetter
	Key   string `json:"key"`             // code of the unit, column or letter, name of the group, key of the setting
	Name  string `json:"name"`            // for a reader
	How   string `json:"how"`             // Added, Removed, Renamed, Moved or Changed
	Field string `json:"field,omitempty"` // heading of the column
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Text describes the change in one sentence.
func (c Change) Text() fault.Text {
	of := fault.T("profile.of." + c.Of)
	switch c.How {
	case Changed:
		if c.Of == OfLetter { // the text is too long to tell
			return fault.T("profile.how.rewritten", of, c.Name, c.Field)
		}
		return fault.T("profile.how."+c.How, of, c.Name, c.Field, orNone(c.Old), orNone(c.New))
	case Added, Removed:
		return fault.T("profile.how."+c.How, of, c.Name)
	default:
		return fault.T("profile.how."+c.How, of, c.Name, c.Field, orNone(c.Old), orNone(c.New))
	}
}

func orNone(s string) any {
	if s == "" {
		return fault.T("profile.none")
	}
	return s
}

// Diff lists what loading the profile to would change in from, in the order of
// the files of to, the removed last. People are left out: they are made once,
// for the demo. Columns are kept by a noun of their own: see [DiffColumns].
func Diff(from, to *Profile) []Change {
	out := diffRows(from.Units, to.Units, unitsFile, OfUnit, func(u Unit) (string, string) { return u.Code, u.Name })
	out = append(out, diffRows(from.Groups, to.Groups, groupsFile, OfGroup, func(g Group) (string, string) { return g.Name, g.Name })...)
	return append(out, diffRows(from.Settings.List(), to.Settings.List(), settingsFile, OfSetting, func(s Setting) (string, string) { return s.Key, s.Name })...)
}

// DiffColumns lists what loading the columns to would change in from.
func DiffColumns(from, to []Column) []Change {
	return diffRows(from, to, columnsFile, OfColumn, func(c Column) (string, string) { return c.Code, c.Name })
}

func diffRows[T any](from, to []T, file, of string, ident func(T) (key, name string)) []Change {
	var out []Change
	old := map[string]T{}
	for _, row := range from {
		key, _ := ident(row)
		old[key] = row
	}
	kept := map[string]bool{}
	for _, row := range to {
		key, name := ident(row)
		kept[key] = true
		was, known := old[key]
		if !known {
			out = append(out, Change{Of: of, Key: key, Name: name, How: Added})
			continue
		}
		for _, c := range schemas[file] {
			a, b := cell(was, c), cell(row, c)
			if a != b {
				out = append(out, Change{Of: of, Key: key, Name: name, How: how(of, c.Field), Field: c.Heading, Old: a, New: b})
			}
		}
	}
	for _, row := range from {
		if key, name := ident(row); !kept[key] {
			out = append(out, Change{Of: of, Key: key, Name: name, How: Removed})
		}
	}
	return out
}

func how(of, field string) string {
	switch {
	case of == OfUnit && (field == "name" || field == "short"), of == OfColumn && field == "name":
		return Renamed
	case (of == OfUnit || of == OfColumn) && field == "parent":
		return Moved
	}
	return Changed
}

// cell returns the text of a field as a file would have it.
func cell[T any](row T, c column) string {
	kind, set, _ := strings.Cut(c.Type, ":")
	switch v := fieldOf(reflect.ValueOf(row), c.Field); kind {
	case "int":
		return strconv.FormatInt(v.Int(), 10)
	case "word":
		return written(set, v.String())
	case "words":
		var out []string
		for i := range v.Len() {
			out = append(out, written(set, v.Index(i).String()))
		}
		return strings.Join(out, "; ")
	case "flag":
		if v.Bool() {
			return written(kind, yes)
		}
		return ""
	case "every":
		return writtenEvery(v.String())
	case "list", "phrases":
		return strings.Join(v.Interface().([]string), "; ")
	default:
		return v.String()
	}
}
