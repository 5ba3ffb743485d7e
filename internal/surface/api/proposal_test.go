package api_test

import (
	"fmt"
	"testing"
)

// raised is a proposal of the officer about what a request asks for.
func (w *world) raised(request string) string {
	w.t.Helper()
	item := text(at(w.call("GET", "/api/requests/"+request, "officer", "", 200), "items", "0", "id"))
	return text(w.call("POST", "/api/request-items/"+item+"/raise", "officer", `{"reason":"每年都有人申请"}`, 200)["id"])
}

// TestProposal: a clerk proposes, the office decides, and a program may do both.
func TestProposal(t *testing.T) {
	w := newWorld(t)
	request, _ := w.request()
	item := text(at(w.call("GET", "/api/requests/"+request, "clerk", "", 200), "items", "0", "id"))
	raise := "/api/request-items/" + item + "/raise"
	w.call("POST", raise, "clerk", `{"reason":""}`, 422)
	w.call("POST", raise, "other", `{"reason":"每年都有人申请"}`, 404)
	made := w.call("POST", raise, "clerk", `{"reason":"每年都有人申请"}`, 200)
	w.call("POST", raise, "clerk", `{"reason":"每年都有人申请"}`, 409)
	one := "/api/proposals/" + text(made["id"])
	w.call("GET", one, "other", "", 404)
	seen := w.call("GET", one, "clerk", "", 200)
	if at(seen, "evidence", "0", "words") != "每年都有人申请" || text(at(seen, "proposal", "requests")) != "1" {
		t.Errorf("seen: %v", seen)
	}
	accept := `{"rev":1,"title":"2022年度部门决算","reason":"属于财政决算"}`
	w.call("POST", one+"/accept", "clerk", accept, 403)
	w.call("POST", one+"/accept", "officer", `{"rev":1,"title":"2022年度部门决算"}`, 422)
	done := w.call("POST", one+"/accept", "officer", accept, 200)
	if done["state"] != "accepted" || text(done["item_id"]) == "" {
		t.Errorf("accepted: %v", done)
	}
	w.call("GET", "/api/items/"+text(done["item_id"]), "clerk", "", 200)
	w.call("POST", one+"/draft", "officer", `{"rev":2,"title":"再来一份"}`, 409)
	w.call("POST", one+"/decline", "officer", `{"rev":1,"reason":"不宜公开"}`, 409)
	if out := w.call("POST", one+"/decline", "officer", `{"rev":2,"reason":"不宜公开"}`, 200); out["state"] != "declined" {
		t.Errorf("declined: %v", out)
	}
	if rows := w.call("GET", "/api/proposals?state=declined", "officer", "", 200); text(rows["total"]) != "1" {
		t.Errorf("rows: %v", fmt.Sprint(rows))
	}
}
