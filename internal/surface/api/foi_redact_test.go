package api_test

import (
	"fmt"
	"testing"
)

// redaction has the officer handle a request, and returns the id of a record with
// one word marked for its item.
func (w *world) redaction(request string) string {
	w.t.Helper()
	w.call("POST", "/api/requests/"+request+"/assign", "officer", `{"rev":1,"person":`+w.people["officer"]+`}`, 200)
	item := text(at(w.call("GET", "/api/requests/"+request, "officer", "", 200), "items", "0", "id"))
	file := upload{"file", "纪要.txt", []byte("张三丰发言\n同意执行\n")}
	x := w.upload("/api/request-items/"+item+"/redact", "officer", map[string]string{"title": "会议纪要"}, file, 200)
	id := text(x["id"])
	w.call("POST", "/api/redactions/"+id+"/words", "officer", `{"rev":1,"words":"张三丰","limb":"third"}`, 200)
	return id
}

// TestRedaction: a program redacts a record as the desk does, and no more.
func TestRedaction(t *testing.T) {
	w := newWorld(t)
	asked, _ := w.request()
	id := w.redaction(asked)
	page := "/api/redactions/" + id
	w.call("GET", page, "other", "", 404)
	w.call("POST", page+"/words", "officer", `{"rev":2,"words":"李四光","limb":"third"}`, 422)
	w.call("POST", page+"/copy", "officer", `{"rev":1}`, 409)
	w.call("POST", page+"/place", "officer", `{"rev":2,"part":"text","place":"9","limb":"third"}`, 422)
	w.call("POST", page+"/unmark", "officer", `{"rev":2,"marks":["0"]}`, 200)
	w.call("POST", page+"/found", "officer", `{"rev":3,"places":["0.0.3"],"limb":"third"}`, 200)
	made := w.call("POST", page+"/copy", "officer", `{"rev":4}`, 200)
	if made["state"] != "made" || text(at(made, "removed", "third")) != "1" {
		t.Errorf("made: %v", made)
	}
	given := at(w.call("GET", "/api/requests/"+asked, "officer", "", 200), "items", "0", "given", "0")
	if fmt.Sprint(at(given, "file")) != fmt.Sprint(made["copy"]) {
		t.Errorf("given: %v", given)
	}
	w.call("POST", page+"/discard", "officer", `{"rev":5}`, 200)
	w.call("GET", page, "officer", "", 404)
}
