package export

import (
	"net/http"
	"os"
	"testing"

	"gongkai.example/gongkai/internal/visitor"
)

// TestTooLarge: a table that the site does not make is left out, and one that it fails to
// make ends the export.
func TestTooLarge(t *testing.T) {
	for status, want := range map[int]bool{http.StatusOK: true, http.StatusRequestEntityTooLarge: true, http.StatusInternalServerError: false} {
		root, err := os.OpenRoot(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == tables["items.csv"] {
				w.WriteHeader(status)
			}
		})
		w := &writer{Site: Site{Visitor: visitor.Visitor{Handler: h}}, ctx: t.Context(), root: root, sums: map[string]string{}}
		if err := w.tables(); (err == nil) != want {
			t.Errorf("%d: %v", status, err)
		}
		if _, there := w.sums["data/items.csv"]; there != (status == http.StatusOK) {
			t.Errorf("%d: written %v", status, there)
		}
		if err := root.Close(); err != nil {
			t.Error(err)
		}
	}
}
