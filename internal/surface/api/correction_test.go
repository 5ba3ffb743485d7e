package api_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

// claimed is a correction that the officer took in for a unit.
func (w *world) claimed(unit string) string {
	w.t.Helper()
	out := w.call("POST", "/api/corrections", "officer", fmt.Sprintf(`{"kind":"citizen","name":"王小明","paper":"id","paper_no":"110101196001010011","phone":"13800000001",
		"unit":%d,"record":"农机购置补贴名单","wrong":"机型写错","right":"履带式","proof":"发票","channel":"counter","day":"2023-08-14"}`, w.resolve(unit)), 201)
	if len(text(out["code"])) != 12 {
		w.t.Errorf("filed: %v", out)
	}
	return text(out["id"])
}

// TestCorrection is the life of a correction by programs.
func TestCorrection(t *testing.T) {
	w := newWorld(t)
	w.hire("head", "孙长明", w.resolve("区农业农村局"), auth.Head, w.policy(t))
	one := "/api/corrections/" + w.claimed("区农业农村局")
	seen := fmt.Sprint(w.call("GET", one, "clerk", "", 200))
	if strings.Contains(seen, "王小明") || strings.Contains(seen, "110101196001010011") || !strings.Contains(seen, "履带式") {
		t.Errorf("seen: %s", seen)
	}
	w.call("GET", one, "other", "", 404)
	w.call("POST", one+"/applicant", "clerk", `{"reason":""}`, 422)
	w.proof(t)
	w.call("POST", one+"/correct", "clerk", `{"rev":1,"outcome":"已经更正"}`, 409)
	w.call("POST", one+"/check", "clerk", `{"rev":1}`, 200)
	w.call("POST", one+"/correct", "clerk", `{"rev":2}`, 422)
	w.call("POST", one+"/correct", "clerk", `{"rev":2,"outcome":"已经更正为履带式"}`, 200)
	w.call("POST", one+"/tell", "clerk", `{"rev":3,"how":"hand","day":"2023-08-14"}`, 403)
	w.call("POST", one+"/return", "head", `{"rev":3,"reason":"请附上台账"}`, 200)
	w.call("POST", one+"/refuse", "clerk", `{"rev":4,"outcome":"台账与发票一致"}`, 200)
	told := w.call("POST", one+"/tell", "head", `{"rev":5,"how":"hand","day":"2023-08-14"}`, 200)
	if told["state"] != "told" || told["result"] != "refused" || !strings.Contains(text(told["letter_number"]), "更〔2023〕1号") {
		t.Errorf("told: %v", told)
	}
	if rows := w.call("GET", "/api/corrections?state=told", "clerk", "", 200); text(rows["total"]) != "1" {
		t.Errorf("rows: %v", rows)
	}
	if rows := w.call("GET", "/api/requests/figures", "officer", "", 200)["rows"]; rows != nil { // 不计入表3
		t.Errorf("a correction is counted as a request: %v", rows)
	}
}

// proof hands in a correction with a file, which is opened with a reason.
func (w *world) proof(t *testing.T) {
	t.Helper()
	fields := map[string]string{
		"kind": "citizen", "name": "王小明", "paper": "id", "paper_no": "110101196001010011", "phone": "13800000001", "unit": fmt.Sprint(w.resolve("区农业农村局")),
		"record": "名单", "wrong": "错", "right": "对", "proof": "发票", "channel": "counter", "day": "2023-08-14",
	}
	w.upload("/api/corrections", "officer", fields, upload{"files", "x.exe", []byte("MZ\x90\x00\x03")}, 422)
	const text1 = "%PDF-1.4\n1 0 obj\n%%EOF\n"
	made := w.upload("/api/corrections", "officer", fields, upload{"files", "发票.pdf", []byte(text1)}, 201)
	seen := w.call("GET", "/api/corrections/"+text(made["id"]), "clerk", "", 200)
	open := "/api/correction-proofs/" + text(at(seen, "proofs", "0", "id")) + "/unseal"
	w.call("POST", open, "clerk", `{"reason":""}`, 422)
	w.call("POST", open, "other", `{"reason":"核对"}`, 404)
	got, err := base64.StdEncoding.DecodeString(text(w.call("POST", open, "clerk", `{"reason":"核对"}`, 200)["content"]))
	if err != nil || string(got) != text1 {
		t.Errorf("the proof comes back as %q %v", got, err)
	}
}
