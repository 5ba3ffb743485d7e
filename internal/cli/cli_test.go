package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/platform/i18n"
)

var update = flag.Bool("update", false, "write docs/cli.md and the schemas")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// call runs one command in the test's own process.
func call(t *testing.T, environ []string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = Main(args, strings.NewReader(""), &stdout, &stderr, environ)
	return code, stdout.String(), stderr.String()
}

// everyCommand calls f with each command that does something.
func everyCommand(f func(*cobra.Command)) {
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.Hidden {
			f(c)
		}
		for _, below := range c.Commands() {
			walk(below)
		}
	}
	walk((&shell{}).root())
}

// TestTexts asks that each command says what it does, and what its JSON has.
func TestTexts(t *testing.T) {
	everyCommand(func(c *cobra.Command) {
		key := c.Annotations[textKey]
		if !i18n.Has("cli.short." + key) {
			t.Errorf("%s has no text cli.short.%s", c.CommandPath(), key)
		}
		if !c.HasSubCommands() && !i18n.Has("cli.out."+key) {
			t.Errorf("%s has no text cli.out.%s", c.CommandPath(), key)
		}
		if code, out, errs := call(t, nil, append(strings.Fields(c.CommandPath())[1:], "--help")...); code != 0 || !strings.Contains(out, c.CommandPath()) || errs != "" {
			t.Errorf("%s --help: %d\n%s%s", c.CommandPath(), code, out, errs)
		}
	})
}

func TestDocument(t *testing.T) {
	compare(t, filepath.Join("..", "..", "docs", "cli.md"), manual((&shell{}).root()))
}

func compare(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		must(t, os.WriteFile(file, []byte(want), 0o644))
		return
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the program says (%v); run the test with -update and look at the difference\n%s", file, err, want)
	}
}

// TestSchemas holds the fields of JSON stable: programs rely on them. A field
// may be added; one that goes or changes its kind breaks somebody's program.
func TestSchemas(t *testing.T) {
	data := "GONGKAI_DATA=" + filepath.Join(t.TempDir(), "data")
	seed := filepath.Join("..", "kernel", "circular", "testdata", "seed.txt")
	for name, calls := range map[string][][]string{
		"due": {
			{"due", "--from", "2023-09-15", "--workdays", "20"},
			{"due", "--term", "foi.reply", "--events", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02; extend 2026-03-10"},
			{"due", "--term", "foi.reply", "--events", "receive 2030-01-28; ask A 2030-02-03"},
			{"due", "--term", "annual.briefing", "--from", "2026-01-28"},
		},
		"plan-read": {{"plan", "read", seed}},
		"catalogue": {{"catalogue", "check", filepath.Join("..", "..", "profiles", "honggutan", "catalogues", "assistance.csv"), "--domain", "19"}},
		"user":      {{"user", "bootstrap", "--login", "admin", "--name", "某甲"}, {"user", "list"}},
		"unit":      {{"unit", "list", "--profile", "sample"}, {"unit", "resolve", "县教育局", "--profile", "sample"}},
		"profile":   {{"profile", "check"}, {"profile", "diff", "honggutan", "sample"}},
		"holidays":  {{"holidays", "list", "2026"}},
		"doctor":    {{"doctor"}, {"migrate", "status"}, {"version"}},
		"foi":       {{"foi", "fee", "--before", "33", "--pieces", "4"}, {"foi", "fee", "--pages", "201"}},
		"journal":   {{"journal", "verify"}, {"journal", "checkpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			fields := map[string]bool{}
			if name == "doctor" || name == "journal" {
				code, _, errs := call(t, []string{data}, "profile", "load")
				if code != 0 {
					t.Fatal(errs)
				}
			}
			for _, args := range calls {
				_, out, errs := call(t, []string{data}, append(args, "--json")...)
				var v any
				if err := json.Unmarshal([]byte(out), &v); err != nil || strings.Count(out, "\n") != 1 {
					t.Fatalf("%v: %v\n%s%s", args, err, out, errs)
				}
				collect(v, strings.Join(args[:min(2, len(args))], " "), fields)
			}
			compare(t, filepath.Join("testdata", name+".schema"), strings.Join(slices.Sorted(maps.Keys(fields)), "\n")+"\n")
		})
	}
}

// collect writes down the path and kind of every value in v.
func collect(v any, path string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			collect(x, path+" ."+k, into)
		}
	case []any:
		for _, x := range v {
			collect(x, path+"[]", into)
		}
		if len(v) == 0 {
			into[path+"[]"] = true
		}
	default:
		into[fmt.Sprintf("%s %T", path, v)] = true
	}
}

func TestColumns(t *testing.T) {
	var p page
	p.table("", []string{"区", "a"}, []string{"abcd", "b"}, []string{"（）", "c"})
	if want := "区    a\nabcd  b\n（）  c\n"; p.String() != want {
		t.Errorf("%q", p.String())
	}
}
