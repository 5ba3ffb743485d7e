package config

import (
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Field is one setting as the documentation and the command line show it.
type Field struct {
	Name    string     // of the variable
	Flag    string     // of the command line, without the dashes
	Type    fault.Text // what a value looks like
	Default string     // "" is none
	Secret  bool       // may come from a file, and is never shown
	Text    fault.Text // what it is for
	Value   string     // of the Config described; of a secret only whether it is set
}

// Describe lists every setting of c in the order of the struct.
func (c Config) Describe() []Field {
	values := reflect.ValueOf(c)
	all := variables()
	out := make([]Field, len(all))
	for i, v := range all {
		out[i] = Field{
			Name: Prefix + v.key, Flag: strings.ToLower(strings.ReplaceAll(v.key, "_", "-")), Type: fault.T("config.type." + v.kind),
			Default: v.def, Secret: v.secret, Text: fault.T("config.var." + strings.ToLower(v.key)), Value: show(values.FieldByIndex(v.index)),
		}
		if v.secret && out[i].Value != "" {
			out[i].Value = "***"
		}
	}
	return out
}

func show(v reflect.Value) string {
	if nets, ok := reflect.TypeAssert[[]netip.Prefix](v); ok {
		parts := make([]string, len(nets))
		for i, n := range nets {
			parts[i] = n.String()
		}
		return strings.Join(parts, ",")
	}
	if pairs, ok := reflect.TypeAssert[map[string]string](v); ok {
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(pairs)) {
			parts = append(parts, k+":"+pairs[k])
		}
		return strings.Join(parts, ",")
	}
	return fmt.Sprint(v.Interface())
}

// Markdown is the table of docs/config.md, with text looking up the words.
func Markdown(fields []Field, text func(fault.Text) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n| --- | --- | --- | --- | --- |\n", text(fault.T("config.doc.title")), text(fault.T("config.doc.intro")), text(fault.T("config.doc.head")))
	for _, f := range fields {
		def, name := "", "`"+f.Name+"`"
		if f.Default != "" {
			def = "`" + f.Default + "`"
		}
		if f.Secret {
			name += "<br>`" + f.Name + "_FILE`"
		}
		fmt.Fprintf(&b, "| %s | `--%s` | %s | %s | %s |\n", name, f.Flag, text(f.Type), def, text(f.Text))
	}
	return b.String()
}

// A variable is one field of Config with an env tag.
type variable struct {
	key, def, kind string
	secret         bool
	index          []int
}

func variables() []variable { return collect(reflect.TypeFor[Config](), nil) }

func collect(t reflect.Type, at []int) []variable {
	var out []variable
	for f := range t.Fields() {
		index := append(append([]int{}, at...), f.Index...)
		key, ok := f.Tag.Lookup("env")
		if !ok {
			out = append(out, collect(f.Type, index)...)
			continue
		}
		out = append(out, variable{key: key, def: f.Tag.Get("envDefault"), kind: kindOf(f.Type), secret: f.Tag.Get("secret") == "true", index: index})
	}
	return out
}

func kindOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "duration"
	case reflect.TypeFor[slog.Level]():
		return "level"
	case reflect.TypeFor[[]netip.Prefix]():
		return "nets"
	case reflect.TypeFor[map[string]string]():
		return "pairs"
	}
	switch {
	case t.Kind() == reflect.Bool:
		return "bool"
	case t.Kind() == reflect.String:
		return "string"
	}
	return "number"
}
