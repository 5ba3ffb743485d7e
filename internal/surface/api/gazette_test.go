package api_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/platform/db"
)

// gazette is the draft of an issue.
func (w *world) gazette() map[string]any {
	w.t.Helper()
	var at int64
	must(w.t, w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		at = int64(c.ID)
		return err
	}))
	return w.call("POST", "/api/gazettes", "officer", fmt.Sprintf(`{"unit":%d,"column":%d,"total":3}`, w.district(), at), 201)
}

// TestGazette: an issue without texts is not compiled, and nobody else knows of a draft.
func TestGazette(t *testing.T) {
	w := newWorld(t)
	bad := w.call("POST", "/api/gazettes", "officer", fmt.Sprintf(`{"unit":%d,"column":0,"total":-1}`, w.district()), 422)
	if text(at(bad, "errors", "0", "field")) != "column" {
		t.Errorf("says %v", bad)
	}
	g := w.gazette()
	one := "/api/gazettes/" + text(g["id"])
	w.call("GET", one, "clerk", "", 404)
	w.call("GET", "/api/public/gazette?id="+text(g["id"]), "", "", 404)
	w.call("POST", one+"/compile", "officer", `{"rev":1}`, 409)
	w.call("POST", one+"/edit", "officer", `{"rev":1,"column":1,"documents":["7"]}`, 422)
	w.call("POST", one+"/discard", "officer", `{"rev":1,"reason":"不出"}`, 200)
	if all := w.call("GET", "/api/public/gazettes", "", "", 200); text(all["total"]) != "0" {
		t.Errorf("drafts are public: %v", all)
	}
}
