package house

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// A source is one file of the tree.
type source struct {
	path string // from the root of the project
	src  string
}

func (s source) test() bool {
	return strings.HasSuffix(s.path, "_test.go") || slices.ContainsFunc([]string{"/dbtest/", "/webtest/", "/unittest/", "/policytest/"}, func(dir string) bool { return strings.Contains(s.path, dir) })
}

var root = os.DirFS("../..")

// tree returns every file whose path keep accepts. Folders that are not ours
// to check (.git, node_modules, data written at run time) are left out.
func tree(t *testing.T, keep func(p string) bool) []source {
	t.Helper()
	var out []source
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch path.Base(p) {
			case ".git", "node_modules", "testdata", "data":
				return fs.SkipDir
			}
			return nil
		}
		if !keep(p) {
			return nil
		}
		b, err := fs.ReadFile(root, p)
		out = append(out, source{p, string(b)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("no file to check: is the test run from its folder?")
	}
	return out
}

func goFiles(t *testing.T) []source {
	t.Helper()
	return tree(t, func(p string) bool { return strings.HasSuffix(p, ".go") && !strings.HasPrefix(p, "tools/") })
}
