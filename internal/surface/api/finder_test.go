package api_test

import (
	"fmt"
	"testing"
)

// measure is one that was drafted.
func (w *world) measure() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/measures", "officer", fmt.Sprintf(`{"document":%s,"title":"小餐饮改造补助","who":"company","gives":"一次性补助 5000 元。","gives_by":"第一条","conditions":"1. 行业 是 住宿餐饮，依据 第一条\n2. 从业人数 至多 10，依据 第一条","apply":"到街道窗口。","contact":"0791-00000000"}`, text(w.document()["id"])), 201)
}

// TestMeasures: the same rules name the field and the line, whoever wrote a measure does not
// make it public, and answers are judged without being kept.
func TestMeasures(t *testing.T) {
	w := newWorld(t)
	m := w.measure()
	one := "/api/measures/" + text(m["id"])
	bad := w.call("POST", one+"/edit", "officer", `{"rev":1,"title":"甲","who":"company","gives":"乙","gives_by":"第一条","conditions":"1. 身高 至少 3，依据 第一条","apply":"丙","contact":"丁"}`, 422)
	if at(bad, "fields", "conditions") == "" {
		t.Errorf("no field: %v", bad)
	}
	w.call("POST", one+"/ask", "officer", `{"rev":1}`, 200)
	w.call("POST", one+"/approve", "officer", `{"rev":2}`, 403)
	if v := w.call("GET", one, "officer", "", 200); text(at(v, "lines", "1", "clause", "name")) != "第一条" {
		t.Errorf("lines: %v", v["lines"])
	}
	if all := w.call("GET", "/api/public/measures", "", "", 200); text(at(all, "attributes", "0", "code")) != "age" || len(all["measures"].([]any)) != 0 {
		t.Errorf("public: %v", all["measures"])
	}
	w.call("GET", "/api/public/measure?id="+text(m["id"]), "", "", 404)
	out := w.call("POST", "/api/public/finder", "", `{"who":"company","answers":["staff=8","industry=?"]}`, 200)
	if text(at(out, "said", "0", "value")) != "?" || text(at(out, "said", "1", "value")) != "8" {
		t.Errorf("said: %v", out)
	}
	w.call("POST", "/api/public/finder", "", `{"who":"company","answers":["staff=many"]}`, 422)
	w.call("POST", "/api/public/finder", "", `{"who":"dog","answers":[]}`, 422)
}
