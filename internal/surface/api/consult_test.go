package api_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/auth"
)

// drafting is a consultation that was drafted.
func (w *world) drafting() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/consults", "officer", fmt.Sprintf(`{"unit":%d,"title":"征求养犬管理办法意见","kind":"major","explain":"说明","draft":"第一条 每户限养一只犬。","days":30,"contact":"0791-80000000"}`, w.district()), 201)
}

// consulted is an open consultation with an opinion and a hearing: their ids.
func (w *world) consulted() [3]string {
	w.t.Helper()
	x := w.drafting()
	id := text(x["id"])
	w.call("POST", "/api/consults/"+id+"/ask", "officer", `{"rev":1}`, 200)
	w.call("POST", "/api/consults/"+id+"/approve", "officer", `{"rev":2}`, 403) // whoever wrote it
	machine := auth.With(w.t.Context(), auth.Machine("test"))
	var n int64
	_, err := fmt.Sscan(id, &n)
	must(w.t, err)
	_, err = w.Consults.Approve(machine, consult.ID(n), consult.Seen{Rev: 2})
	must(w.t, err)
	filed := w.call("POST", "/api/public/consults/"+id+"/opinion", "", `{"clause":1,"text":"建议导盲犬除外。"}`, 200)
	found := w.call("GET", "/api/consults/opinions?consult="+id, "officer", "", 200)
	if at(found, "items", "0", "number") != filed["number"] {
		w.t.Errorf("sent %v, found %v", filed, found)
	}
	today := w.DB.Today()
	hearing := w.call("POST", "/api/consults/"+id+"/call", "officer", fmt.Sprintf(`{"day":%q,"time":"9:00","place":"会议室","seats":2,"until":%q,"source":"公开的号码"}`, today.Add(20), today.Add(5)), 200)
	w.call("POST", "/api/public/consults/hearings/"+text(hearing["id"])+"/enrol", "", `{"name":"王一","phone":"13900000000","side":"for"}`, 200)
	return [3]string{id, text(at(found, "items", "0", "id")), text(hearing["id"])}
}

// TestConsult: the receipt opens with number and code and takes the opinion back; a fault
// names its field; what is not begun is nobody's business.
func TestConsult(t *testing.T) {
	w := newWorld(t)
	hidden := text(w.drafting()["id"])
	w.call("GET", "/api/public/consults/"+hidden, "", "", 404)
	w.call("POST", "/api/public/consults/"+hidden+"/opinion", "", `{"text":"建议。"}`, 404)
	bad := w.call("POST", "/api/consults/"+hidden+"/edit", "officer", `{"rev":1,"title":"甲","kind":"major","explain":"说明","draft":"第一条 甲。","days":10,"contact":"0791"}`, 422)
	if text(at(bad, "errors", "0", "field")) != "short" {
		t.Errorf("no field: %v", bad)
	}
	id := w.consulted()[0]
	filed := w.call("POST", "/api/public/consults/"+id+"/opinion", "", `{"text":"建议再听听小区的意见。"}`, 200)
	access := fmt.Sprintf(`{"number":%q,"code":%q}`, filed["number"], filed["code"])
	if m := w.call("POST", "/api/public/consults/track", "", access, 200); m["text"] != "建议再听听小区的意见。" || m["state"] != "received" {
		t.Errorf("receipt: %v", m)
	}
	if m := w.call("POST", "/api/public/consults/withdraw", "", access, 200); m["state"] != "withdrawn" {
		t.Errorf("withdrawn: %v", m)
	}
	if shown := w.call("GET", "/api/public/consults/"+id, "", "", 200); text(shown["received"]) != "2" {
		t.Errorf("shown: %v", shown)
	}
}
