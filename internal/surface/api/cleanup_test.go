package api_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/platform/db"
)

// cleanup is the draft of one.
func (w *world) cleanup() map[string]any {
	w.t.Helper()
	var at int64
	must(w.t, w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		at = int64(c.ID)
		return err
	}))
	return w.call("POST", "/api/cleanups", "officer", fmt.Sprintf(`{"unit":%d,"title":"规范性文件清理","basis":"政务公开工作要点","as_of":"2022-08-31","due":"2099-10-31","settle":"2099-12-31","column":%d}`, w.district(), at), 201)
}

// TestCleanup: a draft is not for everybody, nothing in force starts nothing, and the same
// rules hold as at the desk.
func TestCleanup(t *testing.T) {
	w := newWorld(t)
	bad := w.call("POST", "/api/cleanups", "officer", fmt.Sprintf(`{"unit":%d,"title":"清理","basis":"要点","as_of":"2023-08-31","due":"2023-08-01","settle":"2023-12-31","column":1}`, w.district()), 422)
	if text(at(bad, "errors", "0", "field")) != "due" {
		t.Errorf("says %v", bad)
	}
	c := w.cleanup()
	one := "/api/cleanups/" + text(c["id"])
	w.call("GET", "/api/public/cleanup?id="+text(c["id"]), "", "", 404)
	w.call("GET", "/api/public/cleanup-documents?cleanup="+text(c["id"]), "", "", 404)
	w.call("GET", one, "clerk", "", 404)
	w.call("POST", one+"/start", "clerk", `{"rev":1}`, 403)
	if none := w.call("POST", one+"/start", "officer", `{"rev":1}`, 409); !strings.Contains(text(none["title"])+text(none["detail"]), "没有有效的规范性文件") {
		t.Errorf("says %v", none)
	}
	w.call("POST", one+"/compile", "officer", `{"rev":1}`, 409)
	w.call("POST", "/api/verdicts/7/propose", "officer", `{"rev":1,"verdict":"keep","note":"理由"}`, 404)
	w.call("POST", "/api/verdicts/7/propose", "officer", `{"rev":1,"verdict":"other","note":""}`, 422)
	if seen := w.call("GET", one, "officer", "", 200); text(at(seen, "cleanup", "state")) != "draft" || text(at(seen, "total", "documents")) != "0" {
		t.Errorf("a draft: %v", seen)
	}
	w.call("POST", one+"/discard", "officer", `{"rev":1,"reason":"重复"}`, 200)
	if all := w.call("GET", "/api/cleanups", "officer", "", 200); text(all["total"]) != "0" {
		t.Errorf("discarded and listed: %v", all)
	}
}
