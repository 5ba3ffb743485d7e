package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// remedy registers a review and returns its id.
func (w *world) remedy() string {
	w.t.Helper()
	return text(w.call("POST", "/api/remedies", "officer", fmt.Sprintf(
		`{"kind":"review","unit":%d,"way":"notice","received":"2023-08-14","organ":"某某区人民政府","file_number":"复〔2023〕5号"}`, w.resolve("区农业农村局")), 201)["id"])
}

// TestRemedy is the life of a review by programs.
func TestRemedy(t *testing.T) {
	w := newWorld(t)
	page := "/api/remedies/" + w.remedy()
	w.call("GET", page, "other", "", 404)
	w.call("POST", page+"/answer", "officer", `{"rev":1,"day":"2023-08-14","note":""}`, 422)
	w.call("POST", page+"/answer", "officer", `{"rev":1,"day":"2023-08-14","note":"已提交答复书"}`, 200)
	w.call("POST", page+"/judge", "officer", `{"rev":2,"outcome":"founded","answer":"属实"}`, 409)
	w.call("POST", page+"/decide", "officer", `{"rev":2,"outcome":"ordered","day":"2023-08-14","days":10,"count":"workday"}`, 200)
	w.call("POST", page+"/fulfil", "officer", `{"rev":2,"day":"2023-08-14","note":"已公开"}`, 409) // an old page
	done := w.call("POST", page+"/fulfil", "officer", `{"rev":3,"day":"2023-08-14","note":"已公开"}`, 200)
	if done["state"] != "fulfilled" || text(done["act_by"]) != "2023-08-28" {
		t.Errorf("fulfilled: %v", done)
	}
	told := text(w.call("POST", "/api/remedies", "officer", fmt.Sprintf(
		`{"kind":"complaint","unit":%d,"way":"phone","received":"2023-08-14","text":"电话没有人接","name":"王小明","contact":"13800000009"}`, w.resolve("区农业农村局")), 201)["id"])
	seen := w.call("GET", "/api/remedies/"+told, "officer", "", 200)
	if words := fmt.Sprint(at(seen, "words")); strings.Contains(words, "13800000009") || strings.Contains(words, "王小明") || !strings.Contains(words, "***09") {
		t.Errorf("programs see %s", words)
	}
	w.call("POST", "/api/remedies/"+told+"/complainant", "officer", `{"reason":""}`, 422)
	if who := w.call("POST", "/api/remedies/"+told+"/complainant", "officer", `{"reason":"电话核实"}`, 200); text(who["contact"]) != "13800000009" {
		t.Errorf("opened: %v", who)
	}
	figures := w.call("GET", "/api/remedies/figures?year=2023", "officer", "", 200)
	if n := text(at(figures, "sums", "review")); n != "1" {
		t.Errorf("figures: %v", figures)
	}
}
