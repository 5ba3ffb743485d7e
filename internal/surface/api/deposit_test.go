package api_test

import (
	"strings"
	"testing"
)

// compared is a difference and one of its lines.
func (w *world) compared() [2]string {
	w.t.Helper()
	list := upload{"file", "list.csv", []byte("文件名称,文号\n甲办法,外发[2023]1号\n")}
	d := w.upload("/api/differences", "officer", map[string]string{"on": string(w.DB.Today()), "scope": "all"}, list, 201)
	id := text(d["id"])
	line := w.call("GET", "/api/difference-lines?difference="+id, "officer", "", 200)
	return [2]string{id, text(at(line, "items", "0", "id"))}
}

// TestDeposit: what the library has no document of is not handed over, a difference is read with both sides and its sums, and the
// same rules hold as at the desk.
func TestDeposit(t *testing.T) {
	w := newWorld(t)
	if none := w.call("POST", "/api/deposits", "officer", "{}", 409); !strings.Contains(text(none["title"])+text(none["detail"]), "还没有公开") {
		t.Errorf("says %v", none)
	}
	w.call("POST", "/api/deposits", "clerk", "{}", 403)
	w.call("GET", "/api/deposits/7", "officer", "", 404)
	w.call("POST", "/api/deposits/7/hand-over", "officer", `{"rev":1,"channel":"pigeon","on":"2023-10-26"}`, 422)
	if rows := w.call("GET", "/api/deposits", "officer", "", 200); text(rows["total"]) != "0" {
		t.Errorf("deposits: %v", rows)
	}
	bad := upload{"file", "list.csv", []byte("a,b\n1,2\n")}
	w.upload("/api/differences", "officer", map[string]string{"on": string(w.DB.Today()), "scope": "all"}, bad, 422)
	ids := w.compared()
	d := w.call("GET", "/api/differences/"+ids[0], "officer", "", 200)
	if text(d["theirs"]) != "1" || text(d["only_theirs"]) != "1" || text(d["state"]) != "waiting" || text(d["left"]) != "1" {
		t.Errorf("the difference: %v", d)
	}
	one := "/api/difference-lines/" + ids[1]
	w.call("POST", one+"/explain", "clerk", `{"rev":1,"note":"why"}`, 403)
	w.call("POST", one+"/explain", "officer", `{"rev":1,"note":" "}`, 422)
	w.call("POST", one+"/explain", "officer", `{"rev":1,"note":"why"}`, 200)
	w.call("POST", one+"/explain", "officer", `{"rev":1,"note":"why"}`, 409)
	l := w.call("GET", one, "officer", "", 200)
	if text(at(l, "line", "kind")) != "theirs" || text(at(l, "line", "theirs", "row")) != "2" || text(at(l, "line", "state")) != "noted" || text(at(l, "difference", "state")) != "settled" {
		t.Errorf("the line: %v", l)
	}
}
