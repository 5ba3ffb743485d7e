package house

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestNoTextInGo finds Chinese text in Go: it belongs in i18n, in templates,
// or in the data of law and profiles.
func TestNoTextInGo(t *testing.T) {
	fset := token.NewFileSet()
	for _, f := range goFiles(t) {
		if f.test() {
			continue
		}
		tree, err := parser.ParseFile(fset, f.path, f.src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.ContainsFunc(lit.Value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: text in Go: %s", fset.Position(lit.Pos()), lit.Value)
			}
			return true
		})
	}
}

// prefixes of keys that are made at run time: the rest of the key is data.
var made = regexp.MustCompile(`"([a-z_]+(?:\.[a-z_]+)*\.)"\s*\+`)

// optioned are the choices of a field: their texts are the label's key and the value.
var optioned = regexp.MustCompile(`label:"([a-z_.]+)".*options:"([A-Za-z0-9_.,-]+)"`)

// textKey is the key of a text, alone on its line with it.
var textKey = regexp.MustCompile(`(?m)^\s*"([^"]+)":`)

// TestKeys finds keys with no text or two, and texts that nothing uses.
func TestKeys(t *testing.T) {
	keys := map[string]bool{}
	nouns := map[string]bool{}
	for _, f := range tree(t, func(p string) bool { return strings.HasPrefix(p, "internal/platform/i18n/zh/") }) {
		noun := strings.TrimSuffix(path.Base(f.path), ".json")
		nouns[noun] = true
		var texts map[string]string
		if err := json.Unmarshal([]byte(f.src), &texts); err != nil {
			t.Fatal(f.path, err)
		}
		for _, m := range textKey.FindAllStringSubmatch(f.src, -1) {
			if keys[m[1]] {
				t.Errorf("%s: %s has two texts; the second hides the first", f.path, m[1])
			}
			keys[m[1]] = true
		}
		for k, v := range texts {
			if strings.TrimSpace(v) == "" {
				t.Errorf("%s: %s has no text", f.path, k)
			}
			if first, _, ok := strings.Cut(k, "."); noun != "house" && (!ok || first != noun) {
				t.Errorf("%s: %s does not start with its noun", f.path, k)
			}
		}
	}
	used, stems := map[string]string{}, map[string]bool{}
	quoted := regexp.MustCompile("[\"`]([a-z_0-9]+(?:\\.[a-z_0-9]+)+)[\"`]")
	bare := regexp.MustCompile(`"([a-z_]+)"`)
	for _, f := range tree(t, usesKeys) {
		for _, m := range made.FindAllStringSubmatch(f.src, -1) {
			stems[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`(?:printf|print) "([a-z_]+(?:\.[a-z_]+)*\.)`).FindAllStringSubmatch(f.src, -1) {
			stems[m[1]] = true
		}
		for _, m := range quoted.FindAllStringSubmatch(f.src, -1) {
			used[m[1]] = f.path
		}
		for _, m := range bare.FindAllStringSubmatch(f.src, -1) {
			used[m[1]] = f.path
		}
		for _, m := range optioned.FindAllStringSubmatch(f.src, -1) {
			for o := range strings.SplitSeq(m[2], ",") {
				used[m[1]+"."+o] = f.path
				if !keys[m[1]+"."+o] && f.path != "internal/surface/web/doc.go" {
					t.Errorf("%s: the choice %s.%s has no text", f.path, m[1], o)
				}
			}
		}
	}
	for k := range keys {
		if used[k] == "" && !hasStem(stems, k) {
			t.Errorf("%s is used nowhere", k)
		}
	}
	for _, k := range faultKeys(t) {
		if !keys[k.key] {
			t.Errorf("%s: key %s has no text", k.at, k.key)
		}
	}
}

func usesKeys(p string) bool {
	ext := path.Ext(p)
	return !strings.HasPrefix(p, "tools/") && !strings.HasPrefix(p, "internal/platform/i18n/zh/") &&
		(ext == ".go" && !strings.HasSuffix(p, "_test.go") || ext == ".html" || ext == ".tsv" || ext == ".csv" || ext == ".json")
}

func hasStem(stems map[string]bool, key string) bool {
	for s := range stems {
		if strings.HasPrefix(key, s) {
			return true
		}
	}
	return false
}

type usedKey struct{ at, key string }

// keyed are the functions whose argument of that number is a message key.
var keyed = map[string]int{"fault.New": 1, "fault.T": 0, "fault.Field": 1, "fault.Caused": 2, "i18n.T": 0, "That": 2}

// faultKeys returns the literal keys given to the functions that take one, and
// those in label and hint tags of inputs.
func faultKeys(t *testing.T) []usedKey {
	t.Helper()
	fset := token.NewFileSet()
	var out []usedKey
	tag := regexp.MustCompile(`(?:label|hint):"([a-z_.0-9]+)"`)
	tmpl := regexp.MustCompile(`\{\{-?\s*t "([a-z_.0-9]+)"`)
	for _, f := range tree(t, usesKeys) {
		if strings.HasSuffix(f.path, ".html") {
			for _, m := range tmpl.FindAllStringSubmatch(f.src, -1) {
				if !strings.HasSuffix(m[1], ".") {
					out = append(out, usedKey{f.path, m[1]})
				}
			}
			continue
		}
		if !strings.HasSuffix(f.path, ".go") {
			continue
		}
		tree, err := parser.ParseFile(fset, f.path, f.src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if i, ok := keyed[callee(n)]; ok && len(n.Args) > i {
					if lit, ok := n.Args[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						key, _ := strconv.Unquote(lit.Value)
						out = append(out, usedKey{fset.Position(n.Pos()).String(), key})
					}
				}
			case *ast.Field:
				if n.Tag != nil {
					for _, m := range tag.FindAllStringSubmatch(n.Tag.Value, -1) {
						out = append(out, usedKey{fset.Position(n.Pos()).String(), m[1]})
					}
				}
			}
			return true
		})
	}
	return out
}

func callee(c *ast.CallExpr) string {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if sel.Sel.Name == "That" {
		return "That"
	}
	if x, ok := sel.X.(*ast.Ident); ok {
		return x.Name + "." + sel.Sel.Name
	}
	return ""
}
