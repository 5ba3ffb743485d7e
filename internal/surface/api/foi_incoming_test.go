package api_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
)

// incoming is the id of a letter that came by mail.
func (w *world) incoming() string {
	w.t.Helper()
	w.server.Put(w.DB.Now(), "From: wang@example.com\r\nSubject: letter\r\n\r\nhello\r\n")
	must(w.t, w.Requests.Collect(auth.With(w.t.Context(), auth.Machine("foi.collect"))))
	rows := w.call("GET", "/api/incoming?state=unsorted", "officer", "", 200)
	return text(at(rows, "items", "0", "id"))
}

// TestIncoming: a program sorts letters by the same rules as the desk.
func TestIncoming(t *testing.T) {
	w := newWorld(t)
	id := w.incoming()
	path := "/api/incoming/" + id
	if x := w.call("GET", path, "officer", "", 200); x["sender"] != "w***@example.com" || x["content"] != nil {
		t.Errorf("a letter: %v", x)
	}
	w.call("GET", path, "clerk", "", 404)
	w.call("POST", path+"/open", "officer", `{}`, 422)
	if c := w.call("POST", path+"/open", "officer", `{"rev":1,"reason":"核对"}`, 200); c["address"] != "wang@example.com" {
		t.Errorf("opened: %v", c)
	}
	w.call("POST", path+"/set-aside", "officer", `{"rev":1,"reason":"垃圾邮件"}`, 200)
	w.call("POST", path+"/take-back", "officer", `{"rev":2}`, 200)
	w.call("POST", path+"/register", "officer", `{"rev":3}`, 422)
	in := fmt.Sprintf(`{"rev":3,"kind":"citizen","name":"王小明","paper":"id","paper_no":"110101196001010011","mail":"wang@example.com","unit":%d,"want":"2022年度决算","form":"email","way":"email"}`, w.resolve("区农业农村局"))
	out := w.call("POST", path+"/register", "officer", in, 200)
	r := w.call("GET", "/api/requests/"+text(out["id"]), "officer", "", 200)
	if at(r, "request", "channel") != string(foi.Mail) || at(r, "request", "state") != string(foi.Waiting) || text(at(r, "incoming", "0", "id")) != id {
		t.Errorf("registered: %v", r)
	}
}
