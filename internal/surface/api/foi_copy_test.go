package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// kept puts a paper on file with the item of a request that is handled.
func (w *world) kept(request string) string {
	w.t.Helper()
	id, err := strconv.ParseInt(request, 10, 64)
	must(w.t, err)
	v, err := w.Requests.View(w.as("officer"), foi.ID(id))
	must(w.t, err)
	staged, err := w.Files.Stage(w.t.Context(), strings.NewReader("检索记录：没有找到。\n"))
	must(w.t, err)
	f, err := w.Requests.Attach(w.as("officer"), foi.ID(id), v.Items[0].ID, "检索记录.txt", staged)
	must(w.t, err)
	return strconv.FormatInt(f.ID, 10)
}

// TestGiveByProgram: the copy comes by an operation of its own; evidence never is one.
func TestGiveByProgram(t *testing.T) {
	w := newWorld(t)
	asked, _ := w.request()
	page := "/api/requests/" + asked
	w.call("POST", page+"/assign", "officer", `{"rev":1,"person":`+w.people["officer"]+`}`, 200)
	items := func() any { return at(w.call("GET", page, "officer", "", 200), "items", "0") }
	item := "/api/request-items/" + text(at(items(), "id"))
	rev := func() string { return text(at(items(), "rev")) }
	w.upload(item+"/decide", "officer", map[string]string{"rev": rev(), "result": "A2", "facts": "form=email", "given": "决算"}, upload{"files", "决算.txt", []byte("内部审批单\n")}, 200)
	if got := items(); at(got, "papers", "0", "name") != "决算.txt" || at(got, "copies", "0") != nil || at(got, "given", "0", "file") != nil {
		t.Fatalf("evidence is given out: %v", got)
	}
	w.upload(item+"/give", "officer", map[string]string{"rev": rev(), "document": "预算"}, upload{"file", "a.txt", []byte("公开的决算\n")}, 422)
	w.upload(item+"/give", "officer", map[string]string{"rev": "1", "document": "决算"}, upload{"file", "a.txt", []byte("公开的决算\n")}, 409)
	w.upload(item+"/give", "officer", map[string]string{"rev": rev(), "document": "决算"}, upload{"file", "a.txt", []byte("公开的决算\n")}, 200)
	file := "/api/request-papers/" + text(at(items(), "given", "0", "file"))
	res := w.send("GET", file, "officer", "", http.NoBody)
	if body := webtest.Body(t, res); body != "公开的决算\n" {
		t.Errorf("the copy is %q", body)
	}
	w.call("GET", file, "other", "", 404)
	w.call("POST", file+"/take-out", "other", `{"rev":`+rev()+`}`, 404)
	w.call("POST", file+"/take-out", "officer", `{"rev":`+rev()+`}`, 200)
	w.call("GET", file, "officer", "", 404)
}
