package house

import (
	"crypto/sha256"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDependencies asks for a line of reason for every module that we chose.
func TestDependencies(t *testing.T) {
	doc := read(t, "docs/dependencies.md")
	inBlock := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)
	for _, m := range inBlock.FindAllStringSubmatch(read(t, "go.mod"), -1) {
		if !strings.Contains(doc, m[1]) {
			t.Errorf("%s has no line in docs/dependencies.md", m[1])
		}
	}
}

// TestMigrations keeps released steps as they are: migrations.sum has a hash a
// file, and a file that is in it may not change.
func TestMigrations(t *testing.T) {
	const dir = "internal/platform/db/migrations/"
	sums := read(t, dir+"migrations.sum")
	number := regexp.MustCompile(`^(\d{4})_[a-z]+\.sql$`)
	var want strings.Builder
	for i, f := range tree(t, func(p string) bool { return strings.HasPrefix(p, dir) && strings.HasSuffix(p, ".sql") }) {
		name := path.Base(f.path)
		m := number.FindStringSubmatch(name)
		if m == nil || m[1] != fmt.Sprintf("%04d", i+1) {
			t.Errorf("%s: want number %04d and a noun", name, i+1)
		}
		fmt.Fprintf(&want, "%x  %s\n", sha256.Sum256([]byte(f.src)), name)
	}
	if sums != want.String() {
		t.Errorf("migrations.sum does not fit; a released step may never change. It should be:\n%s", want.String())
	}
}

// TestPages keeps screens on the one form and the one list.
func TestPages(t *testing.T) {
	banned := []string{"<input", "<select", "<textarea", "style=", "onclick", "<script", "http://", "javascript:"}
	for _, f := range tree(t, func(p string) bool {
		return strings.HasSuffix(p, ".html") && strings.HasPrefix(p, "internal/surface/") && !strings.HasPrefix(p, "internal/surface/web/")
	}) {
		for _, b := range banned {
			if strings.Contains(f.src, b) {
				t.Errorf("%s: %s; the kit draws forms and assets", f.path, b)
			}
		}
	}
}

// TestNouns asks that tables and permissions bear the name of their package.
func TestNouns(t *testing.T) {
	var nouns []string
	for name := range layers {
		nouns = append(nouns, path.Base(name))
	}
	table := regexp.MustCompile(`CREATE TABLE (\w+)`)
	for _, f := range tree(t, func(p string) bool { return strings.HasSuffix(p, ".sql") }) {
		_, noun, _ := strings.Cut(strings.TrimSuffix(path.Base(f.path), ".sql"), "_")
		if !slices.Contains(nouns, noun) {
			t.Errorf("%s: %s is no package", f.path, noun)
		}
		for _, m := range table.FindAllStringSubmatch(f.src, -1) {
			if m[1] != noun && !strings.HasPrefix(m[1], noun+"_") {
				t.Errorf("%s: table %s does not bear the name of its noun", f.path, m[1])
			}
		}
	}
	perm := regexp.MustCompile(`(?m)^\s*(?:"([a-z]+)\.[a-z_]+":\s*\{auth\.|\w+\s+auth\.Perm\s*=\s*"([a-z]+)\.)`)
	for _, f := range goFiles(t) {
		for _, m := range perm.FindAllStringSubmatch(f.src, -1) {
			if noun := m[1] + m[2]; path.Base(path.Dir(f.path)) != noun {
				t.Errorf("%s: a permission of %s", f.path, noun)
			}
		}
	}
}

// TestClocks keeps the wall clock, the environment and background contexts in their homes.
func TestClocks(t *testing.T) {
	homes := map[string][]string{
		"time.Now(":            {"internal/platform/db/", "internal/surface/web/", "internal/cli/"},
		"os.Getenv(":           {"internal/platform/config/"},
		"os.Environ(":          {"internal/platform/config/", "cmd/"},
		"context.Background()": {"cmd/", "internal/cli/"},
		"http.Error(":          {},
	}
	for _, f := range goFiles(t) {
		if f.test() {
			continue
		}
		for call, at := range homes {
			if strings.Contains(f.src, call) && !slices.ContainsFunc(at, func(h string) bool { return strings.HasPrefix(f.path, h) }) {
				t.Errorf("%s: %s has its home in %v", f.path, call, at)
			}
		}
	}
}

func read(t *testing.T, p string) string {
	t.Helper()
	return tree(t, func(q string) bool { return q == p })[0].src
}
