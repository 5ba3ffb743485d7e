package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// concern is one that the office has found.
func (w *world) concern() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/concerns", "officer", fmt.Sprintf(
		`{"unit":%d,"title":"网传补贴停发","found_on":%q,"found_time":"00:00","place":"红谷滩区","source":"video","theme":"hardship","about":"视频称补贴停发。"}`, w.district(), w.DB.Today()), 201)
}

// TestResponse: the hours run by the API as at the desk, four eyes hold, and nothing of a
// record is public.
func TestResponse(t *testing.T) {
	w := newWorld(t)
	bad := w.call("POST", "/api/concerns", "officer", fmt.Sprintf(`{"unit":%d,"title":"网传","found_on":"2023-10-09","found_time":"9","place":"区","source":"video","theme":"hardship","about":"网传"}`, w.district()), 422)
	if text(at(bad, "errors", "0", "field")) != "found_time" {
		t.Errorf("says %v", bad)
	}
	c := w.concern()
	one := "/api/concerns/" + text(c["id"])
	w.call("GET", one, "clerk", "", 404)
	judge := fmt.Sprintf(`{"rev":1,"why":"hot","level":"ordinary","unit":%d,"opinion":"先核实"}`, w.resolve("区农业农村局"))
	w.call("POST", one+"/judge", "clerk", judge, 403)
	w.call("POST", one+"/judge", "officer", judge, 200)
	seen := w.call("GET", one, "clerk", "", 200)
	if at(seen, "answer", "due") == nil || text(at(seen, "lacks", "0")) != "release" {
		t.Errorf("a clerk who answers sees %v", seen)
	}
	w.call("POST", one+"/settle", "clerk", `{"rev":2}`, 409)
	if wrong := w.call("POST", one+"/link", "clerk", `{"rev":2,"item":"/publish/9"}`, 422); text(at(wrong, "errors", "0", "field")) != "item" {
		t.Errorf("says %v", wrong)
	}
	w.call("POST", one+"/doubt", "officer", `{"rev":2,"ground":"untrue","reason":"查无此事"}`, 200)
	w.call("POST", one+"/dismiss", "officer", `{"rev":3}`, 403)
	public := text(w.call("GET", "/api/public/responses", "", "", 200))
	if !strings.Contains(public, "0") || strings.Contains(public, "网传") {
		t.Errorf("everybody reads %s", public)
	}
	months := w.call("GET", "/api/concern-figures", "officer", "", 200)
	if text(at(months, "months", "0", "n", "came")) != "1" {
		t.Errorf("counted %v", months)
	}
}
