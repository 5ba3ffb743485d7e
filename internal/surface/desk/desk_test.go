package desk_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestRoutes asks that no page of the desk answers a visitor.
func TestRoutes(t *testing.T) {
	w := newWorld(t)
	for _, rt := range w.Routes() {
		path := strings.NewReplacer("{id}", "1", "{post}", "1", "{year}", "2023").Replace(rt.Path)
		if !strings.HasPrefix(path, "/desk") {
			continue
		}
		for method := range strings.FieldsSeq(rt.Method) {
			res := webtest.Scenario{Method: method, URL: path}.Do(t, w.handler)
			want := http.StatusSeeOther
			if method == http.MethodPost {
				want = http.StatusUnauthorized
			}
			if res.StatusCode != want {
				t.Errorf("%s %s answers a visitor with %d, want %d", method, path, res.StatusCode, want)
			}
			if to := res.Header.Get("Location"); method == http.MethodGet && !strings.HasPrefix(to, "/sign-in") {
				t.Errorf("%s leads a visitor to %q", path, to)
			}
		}
		if own := regexp.MustCompile(`^/desk($|/me|/notice)`); rt.Perm == auth.Public && !own.MatchString(path) {
			t.Errorf("%s needs no permission", path)
		}
	}
}

func TestTemplates(t *testing.T) { webtest.Pages(t) }

// TestEmpty looks at every page of a desk without any data but people and units.
func TestEmpty(t *testing.T) {
	w := newWorld(t)
	_, err := w.Users.Assign(w.machine(), w.admin, user.Assign{Unit: w.unit("QL"), Role: auth.Office})
	must(t, err)
	b := w.signedIn("admin")
	for _, rt := range w.Routes() {
		if strings.Contains(rt.Path, "{") || !strings.HasPrefix(rt.Path, "/desk") || !strings.Contains(rt.Method, "GET") || strings.HasSuffix(rt.Path, ".csv") {
			continue
		}
		b.get(rt.Path, http.StatusOK)
	}
}
