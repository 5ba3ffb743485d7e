package api_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

// TestPublicRequest: an applicant asks, is asked to make it clear, does so, follows
// and takes back, all by a program without a token; sent twice it is one request.
func TestPublicRequest(t *testing.T) {
	w := newWorld(t)
	at0 := w.resolve("区农业农村局")
	w.hire("head", "孙长明", at0, auth.Head, w.policy(t))
	units := w.call("GET", "/api/public/requests/units", "", "", 200)["units"]
	if !strings.Contains(fmt.Sprint(units), fmt.Sprintf("id:%d", at0)) {
		t.Errorf("units %v", units)
	}
	form := func(change ...string) string {
		return strings.NewReplacer(change...).Replace(fmt.Sprintf(`{"kind":"citizen","name":"王小明","paper":"id","paper_no":"110101196001010011","phone":"13800000001",
			"unit":%d,"want":"近几年的决算","form":"email","way":"portal","token":"0123456789abcdef"}`, at0))
	}
	for field, body := range map[string]string{
		"name": form("王小明", ""), "paper_no": form("0011", "0012"), "token": form("0123456789abcdef", "short"), "unit": form(fmt.Sprint(at0), "7"), "want": form("近几年的决算", "算"),
	} {
		problem := w.call("POST", "/api/public/requests", "", body, 422)
		if !strings.Contains(fmt.Sprint(problem["errors"]), "field:"+field) {
			t.Errorf("%s: %v", field, problem)
		}
	}
	filed := w.call("POST", "/api/public/requests", "", form(), 201)
	again := w.call("POST", "/api/public/requests", "", form(), 201)
	other := w.call("POST", "/api/public/requests", "", form("王小明", "王大明"), 201)
	if filed["number"] != again["number"] || filed["code"] != again["code"] || again["again"] != true || other["number"] == filed["number"] {
		t.Errorf("sent twice: %v, %v; somebody else with the same token: %v", filed, again, other)
	}
	apart := form(`"want"`, `"parts":["2022年度部门决算","2022年度部门预算"],"want"`, "0123456789abcdef", "fedcba9876543210")
	two, twice := w.call("POST", "/api/public/requests", "", apart, 201), w.call("POST", "/api/public/requests", "", apart, 201)
	if others, _ := two["others"].([]any); len(others) != 1 || fmt.Sprint(twice["others"]) != fmt.Sprint(others) || twice["number"] != two["number"] {
		t.Errorf("two things apart: %v, then %v", two, twice)
	}
	access := fmt.Sprintf(`"number":"%v","code":"%v"`, filed["number"], filed["code"])
	mine := w.call("POST", "/api/public/requests/track", "", "{"+access+"}", 200)
	if mine["state"] != "waiting" || strings.Contains(fmt.Sprint(mine), "110101196001010011") || strings.Contains(fmt.Sprint(mine), "王小明") {
		t.Errorf("%v", mine)
	}
	w.call("POST", "/api/public/requests/amend", "", "{"+access+`,"want":"2022年度部门决算"}`, 409)
	id := text(filed["id"])
	w.call("POST", "/api/requests/"+id+"/confirm", "clerk", `{"rev":1,"day":"2023-08-14","how":"电话"}`, 200)
	w.call("POST", "/api/requests/"+id+"/assign", "head", `{"rev":2,"person":`+w.people["clerk"]+`}`, 200)
	w.call("POST", "/api/requests/"+id+"/clarify", "clerk", `{"rev":3,"what":"没有写明年度","tip":"请写明年度","how":"electronic","day":"2023-08-14"}`, 200)
	mine = w.call("POST", "/api/public/requests/amend", "", "{"+access+`,"want":"2022年度部门决算"}`, 200)
	if mine["state"] != "handling" || !strings.Contains(text(mine["want"]), "2022年度部门决算") {
		t.Errorf("made clear: %v", mine)
	}
	if mine = w.call("POST", "/api/public/requests/withdraw", "", "{"+access+"}", 200); mine["state"] != "withdrawn" {
		t.Errorf("taken back: %v", mine)
	}
	w.call("POST", "/api/public/requests/withdraw", "", "{"+access+"}", 409)
}

// TestPublicRequestGuessed: wrong codes are one answer, and too many are refused; so
// is who fills the office's desk.
func TestPublicRequestGuessed(t *testing.T) {
	w := newWorld(t)
	unit := w.resolve("区农业农村局")
	file := func(token string, status int) map[string]any {
		t.Helper()
		return w.call("POST", "/api/public/requests", "", fmt.Sprintf(`{"kind":"citizen","name":"王小明","paper":"id","paper_no":"110101196001010011","phone":"13800000001",
			"unit":%d,"want":"2022年度部门决算","form":"email","way":"portal","token":"%s"}`, unit, token), status)
	}
	filed := file("0123456789abcdef", 201)
	for i := range 10 {
		problem := w.call("POST", "/api/public/requests/track", "", fmt.Sprintf(`{"number":"%v","code":"%012d"}`, filed["number"], i), 422)
		if !strings.Contains(fmt.Sprint(problem["errors"]), "field:code") {
			t.Fatalf("%v", problem)
		}
	}
	w.call("POST", "/api/public/requests/track", "", fmt.Sprintf(`{"number":"%v","code":"%v"}`, filed["number"], filed["code"]), 429)
	for i := range 99 {
		file(fmt.Sprintf("token-%010d", i), 201)
	}
	file("token-of-one-too-many", 429)
}
