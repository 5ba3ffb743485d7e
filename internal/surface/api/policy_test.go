package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
)

// document is a draft of the clerk's unit.
func (w *world) document() map[string]any {
	w.t.Helper()
	in := fmt.Sprintf(`{"unit":%d,"organ":%d,"title":"小型餐饮服务管理办法","body":"第一条 为规范小型餐饮服务，制定本办法。","until":"2026-03-31"}`, w.resolve("区农业农村局"), w.resolve("区农业农村局"))
	return w.call("POST", "/api/policies", "officer", in, 201)
}

// step sends a step with its evidence.
func (w *world) policyStep(one, act, result string, rev any, status int) map[string]any {
	w.t.Helper()
	fields := map[string]string{"rev": text(rev), "result": result, "number": "1", "on": string(w.DB.Today())}
	return w.upload(one+"/"+act, "officer", fields, upload{"file", "材料.txt", []byte("材料")}, status)
}

// TestPolicy: a step is taken with its evidence, and a document without its steps is not
// handed over, whoever asks.
func TestPolicy(t *testing.T) {
	w := newWorld(t)
	made := w.document()
	one := "/api/policies/" + text(made["id"])
	if bad := w.call("POST", one+"/ask", "officer", `{"rev":1}`, 422); !strings.Contains(text(bad["errors"]), "column") {
		t.Errorf("says %v", bad)
	}
	taken := w.policyStep(one, "assess", "pass", made["rev"], 200)
	w.policyStep(one, "assess", "legal", taken["rev"], 422)
	seen := w.call("GET", one, "officer", "", 200)
	file := text(at(seen, "steps", "0", "file"))
	if res := w.send("GET", one+"/files/"+file, "officer", "", http.NoBody); res.StatusCode != 200 {
		t.Errorf("the evidence answers %d", res.StatusCode)
	}
	if none := w.call("GET", "/api/public/policies", "", "", 200); text(none["total"]) != "0" {
		t.Errorf("a draft is public: %v", none)
	}
	w.call("GET", "/api/public/policy?id="+text(made["id"]), "", "", 404)
	bad := w.call("POST", one+"/affect", "officer", fmt.Sprintf(`{"rev":%s,"kind":"repeal","target":"《没有的办法》"}`, text(taken["rev"])), 422)
	if text(at(bad, "errors", "0", "field")) != "target" {
		t.Errorf("says %v", bad)
	}
	w.hire("counsel", "某顾问", w.district(), auth.Counsel, policy.Policy)
	w.upload(one+"/judge", "counsel", map[string]string{"rev": text(taken["rev"]), "result": "legal", "number": "1"}, upload{"file", "意见书.txt", []byte("合法")}, 409)
	w.call("POST", one+"/discard", "officer", fmt.Sprintf(`{"rev":%s,"reason":"不再制定"}`, text(taken["rev"])), 200)
}
