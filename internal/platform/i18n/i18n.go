// Package i18n holds every text that a person reads outside templates: one
// catalogue, one file a noun, keys that start with the noun.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

//go:embed zh/*.json
var files embed.FS

// catalogue is read once; a file that is not JSON, or a key that two files
// have, is a fault of the program and stops it at start.
var catalogue = must(read())

func must(m map[string]string, err error) map[string]string {
	if err != nil {
		panic(err)
	}
	return m
}

func read() (map[string]string, error) {
	out := map[string]string{}
	entries, err := files.ReadDir("zh")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		b, err := files.ReadFile(path.Join("zh", e.Name()))
		if err != nil {
			return nil, err
		}
		var texts map[string]string
		if err := json.Unmarshal(b, &texts); err != nil {
			return nil, fmt.Errorf("i18n/zh/%s: %w", e.Name(), err)
		}
		for k, v := range texts {
			if _, twice := out[k]; twice {
				return nil, fmt.Errorf("i18n/zh/%s: %s stands in two files", e.Name(), k)
			}
			out[k] = v
		}
	}
	return out, nil
}

// Has reports whether the catalogue has key.
func Has(key string) bool { _, ok := catalogue[key]; return ok }

// Keys returns the whole catalogue, for the house tests.
func Keys() map[string]string { return catalogue }

// T returns the text of key with {0}, {1} … replaced by args. An argument that
// is a fault.Text is itself looked up. A key with no text is shown as it is.
func T(key string, args ...any) string {
	text, ok := catalogue[key]
	if !ok {
		text = key
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 4*len(args))
	for i, a := range args {
		place, s := "{"+strconv.Itoa(i)+"}", show(a)
		pairs = append(pairs, opens+place, opens+inner.Replace(s), place, s)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// A title within a title has single marks (GB/T 15834—2011, 4.15).
const opens = "\u300a"

var inner = strings.NewReplacer("\u300a", "\u3008", "\u300b", "\u3009")

// Text returns the text of t.
func Text(t fault.Text) string { return T(t.Key, t.Args...) }

func show(a any) string {
	switch a := a.(type) {
	case fault.Text:
		return Text(a)
	case []fault.Text:
		parts := make([]string, len(a))
		for i, t := range a {
			parts[i] = Text(t)
		}
		return strings.Join(parts, T("list_comma"))
	}
	return fmt.Sprint(a)
}
