package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestPublicFiles: a program sends what proves who asks, is told what came in and what
// was given out, and gets the copy by number and code, once the reply is served.
func TestPublicFiles(t *testing.T) {
	w := newWorld(t)
	at0 := w.resolve("区农业农村局")
	for login, role := range map[string]auth.Role{"head": auth.Head, "secrecy": auth.Secrecy, "signer": auth.Signer} {
		w.hire(login, login, at0, role, w.policy(t))
	}
	card := upload{"identity", "王小明身份证.pdf", []byte("%PDF-1.4\n" + strings.Repeat("110101196001010011 ", 20) + "\n%%EOF\n")}
	fields := map[string]string{
		"kind": "citizen", "name": "王小明", "paper": "id", "paper_no": "110101196001010011", "phone": "13800000001",
		"unit": fmt.Sprint(at0), "want": "2022年度部门决算", "form": "email", "way": "portal", "token": "0123456789abcdef",
	}
	w.upload("/api/public/requests", "", fields, upload{"identity", "身份证.txt", []byte("只有文字")}, 422)
	filed := w.upload("/api/public/requests", "", fields, card, 201)
	if again := w.upload("/api/public/requests", "", fields, card, 201); again["number"] != filed["number"] || again["again"] != true {
		t.Errorf("sent twice: %v, %v", filed, again)
	}
	access := fmt.Sprintf(`"number":"%v","code":"%v"`, filed["number"], filed["code"])
	mine := w.call("POST", "/api/public/requests/track", "", "{"+access+"}", 200)
	if fmt.Sprint(mine["brought"]) != "[map[kind:identity type:pdf]]" || mine["files"] != nil {
		t.Errorf("before the reply: %v, %v", mine["brought"], mine["files"])
	}
	file := w.answered(text(filed["id"]))
	take := func(access, file string) *http.Response {
		return w.send("POST", "/api/public/requests/file", "", "application/json", strings.NewReader(fmt.Sprintf(`{%s,"file":%s}`, access, file)))
	}
	mine = w.call("POST", "/api/public/requests/track", "", "{"+access+"}", 200)
	if got := at(mine, "files", "0"); text(at(got, "id")) != file || at(got, "title") != "会议纪要" || at(got, "type") != "txt" || text(at(got, "size")) == "0" {
		t.Fatalf("given out: %v", mine["files"])
	}
	res := take(access, file)
	body := webtest.Body(t, res)
	if res.StatusCode != 200 || strings.Contains(body, "张三丰") || !strings.Contains(body, "同意执行") || !strings.Contains(res.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("%d %s %q", res.StatusCode, body, res.Header.Get("Cache-Control"))
	}
	other := w.call("POST", "/api/public/requests", "", fmt.Sprintf(`{"kind":"citizen","name":"王大明","paper":"id","paper_no":"110101196001010011","phone":"13800000001",
		"unit":%d,"want":"2022年度部门决算","form":"email","way":"portal","token":"fedcba9876543210"}`, at0), 201)
	for name, c := range map[string]struct {
		access, file string
		status       int
	}{
		"of another request": {fmt.Sprintf(`"number":"%v","code":"%v"`, other["number"], other["code"]), file, 404},
		"another file":       {access, "1", 404},
		"another code":       {fmt.Sprintf(`"number":"%v","code":"123412341234"`, filed["number"]), file, 422},
	} {
		if res := take(c.access, c.file); res.StatusCode != c.status || strings.Contains(webtest.Body(t, res), "同意执行") {
			t.Errorf("%s answers %d", name, res.StatusCode)
		}
	}
}

// answered has a request answered with a copy from which one name was taken out, and returns the file.
func (w *world) answered(id string) string {
	w.t.Helper()
	page, rev := "/api/requests/"+id, 1
	do := func(who, act, body string) {
		w.t.Helper()
		w.call("POST", page+"/"+act, who, fmt.Sprintf(`{"rev":%d%s}`, rev, body), 200)
		rev++
	}
	do("clerk", "confirm", `,"day":"2023-08-14","how":"电话"`)
	do("head", "assign", `,"person":`+w.people["clerk"])
	item := text(at(w.call("GET", page, "clerk", "", 200), "items", "0", "id"))
	x := w.upload("/api/request-items/"+item+"/redact", "clerk", map[string]string{"title": "会议纪要"}, upload{"file", "纪要.txt", []byte("张三丰月工资\n同意执行\n")}, 200)
	record := "/api/redactions/" + text(x["id"])
	w.call("POST", record+"/words", "clerk", `{"rev":1,"words":"张三丰月工资","limb":"internal"}`, 200)
	made := w.call("POST", record+"/copy", "clerk", `{"rev":2}`, 200)
	rows := w.call("GET", page, "clerk", "", 200)
	w.call("POST", "/api/request-items/"+item+"/decide", "clerk", fmt.Sprintf(`{"rev":%s,"result":"A3","facts":["form=email","original=存档","affair=personnel"],"given":"会议纪要","parts":"工资｜internal｜属于人事管理的内部事务信息｜遮盖"}`, text(at(rows, "items", "0", "rev"))), 200)
	rev, _ = strconv.Atoi(text(at(w.call("GET", page, "clerk", "", 200), "request", "rev")))
	do("clerk", "draft", `,"remedy":["R-A"],"online":"https://xzfy.example.gov.cn"`)
	do("clerk", "submit", "")
	do("head", "review", "")
	do("secrecy", "clear", "")
	do("signer", "sign", "")
	do("clerk", "serve", `,"how":"electronic","day":"2023-08-14"`)
	return text(made["copy"])
}
