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

// libraryTable is a library that was kept elsewhere: one document.
const libraryTable = "名称,发文机关,文号,发布日期,有效性,正文,公开属性,栏目\n耕地补贴办法,区农业农村局,红农发〔2019〕1号,2019-01-05,有效,第一条 补贴发给种地的人。,主动公开,zcwj-gfxwj\n"

// library is the answer to a library that a program hands in.
func (w *world) library(table string, fields map[string]string, status int) map[string]any {
	w.t.Helper()
	return w.upload("/api/policy-imports", "officer", fields, upload{"file", "library.csv", []byte(table)}, status)
}

// TestPolicyImport: a program takes a library over: tried first, which keeps nothing; what is
// wrong names its row and column; read again, it is known.
func TestPolicyImport(t *testing.T) {
	w := newWorld(t)
	if dry := w.library(libraryTable, map[string]string{"dry": "true"}, 200); text(dry["total"]) != "1" || dry["import"] != nil {
		t.Errorf("tried: %v", dry)
	}
	if rows := w.call("GET", "/api/policy-imports", "officer", "", 200); text(rows["total"]) != "0" {
		t.Errorf("a trial is kept: %v", rows)
	}
	bad := w.library(strings.Replace(libraryTable, "有效,第一条", "作废,第一条", 1), nil, 422)
	if says := text(bad["rows"]); !strings.Contains(says, "有效性") {
		t.Errorf("says %v", bad)
	}
	kept := w.library(libraryTable, nil, 200)
	one := w.call("GET", "/api/policy-imports/"+text(at(kept, "import", "id")), "officer", "", 200)
	if text(at(one, "lines", "0", "title")) != "耕地补贴办法" {
		t.Errorf("the report: %v", one)
	}
	if again := w.library(libraryTable, nil, 200); text(again["known"]) != "1" || again["import"] != nil {
		t.Errorf("read again: %v", again)
	}
	w.call("GET", "/api/policy-imports", "clerk", "", 403)
}
