package api_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/auth"
)

// inviting is an event that was drafted.
func (w *world) inviting() map[string]any {
	w.t.Helper()
	day := w.DB.Today().Add(10)
	return w.call("POST", "/api/events", "officer", fmt.Sprintf(`{"unit":%d,"title":"政府开放日","kind":"openday","about":"看大厅","begins":%q,"starts":"9:00","ends":%q,"stops":"11:00",
		"place":"大厅","places":2,"most":2,"closes":%q,"who":"本区居民","contact":"0791-80000000"}`, w.district(), day, day, day.Add(-2)), 201)
}

// invited is an announced event: its id.
func (w *world) invited() string {
	w.t.Helper()
	id := text(w.inviting()["id"])
	w.call("POST", "/api/events/"+id+"/ask", "officer", `{"rev":1}`, 200)
	w.call("POST", "/api/events/"+id+"/approve", "officer", `{"rev":2}`, 403) // whoever wrote it
	var n int64
	_, err := fmt.Sscan(id, &n)
	must(w.t, err)
	_, err = w.Events.Approve(auth.With(w.t.Context(), auth.Machine("test")), event.ID(n), event.Seen{Rev: 2})
	must(w.t, err)
	return id
}

// TestEvent: the second waits, and has the place when the first gives it back; nothing names
// who enrolled; what is not announced is nobody's business.
func TestEvent(t *testing.T) {
	w := newWorld(t)
	hidden := text(w.inviting()["id"])
	w.call("GET", "/api/public/events/"+hidden, "", "", 404)
	w.call("POST", "/api/public/events/"+hidden+"/enrol", "", `{"name":"王一","phone":"13900000001","people":1}`, 404)
	id := w.invited()
	bad := w.call("POST", "/api/public/events/"+id+"/enrol", "", `{"name":"王一","phone":"13900000001","people":3}`, 422)
	if text(at(bad, "errors", "0", "field")) != "people" {
		t.Errorf("no field: %v", bad)
	}
	first := w.call("POST", "/api/public/events/"+id+"/enrol", "", `{"name":"王一","phone":"13900000001","people":2}`, 200)
	second := w.call("POST", "/api/events/"+id+"/take", "officer", `{"name":"李二","phone":"13900000002","people":1}`, 200)
	if first["state"] != "placed" || second["state"] != "waiting" {
		t.Errorf("first %v, second %v", first, second)
	}
	access := func(f map[string]any) string { return fmt.Sprintf(`{"number":%q,"code":%q}`, f["number"], f["code"]) }
	if m := w.call("POST", "/api/public/events/withdraw", "", access(first), 200); m["state"] != "withdrawn" {
		t.Errorf("withdrawn: %v", m)
	}
	if m := w.call("POST", "/api/public/events/track", "", access(second), 200); m["state"] != "placed" || at(m, "person", "name") != "李*" {
		t.Errorf("receipt: %v", m)
	}
	if v := w.call("GET", "/api/events/"+id, "officer", "", 200); text(at(v, "counts", "taken")) != "1" || text(at(v, "unreached")) != "1" {
		t.Errorf("view: %v", v)
	}
	w.call("POST", "/api/events/"+id+"/reach", "officer", `{"note":"电话通知"}`, 200)
}
