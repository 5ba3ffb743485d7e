package api_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// request takes in a request for the bureau and returns its id and that of a question to counsel.
func (w *world) request() (id, aid string) {
	w.t.Helper()
	unit := w.resolve("区农业农村局")
	filed := w.call("POST", "/api/requests", "officer", fmt.Sprintf(`{"kind":"citizen","name":"王小明","paper":"id","paper_no":"110101196001010011","phone":"13800000001","mail":"wang@example.com",
		"unit":%d,"want":"2022年度部门决算；绩效考核讨论记录","form":"email","way":"email","channel":"counter","submitted":"2023-08-14"}`, unit), 201)
	if len(text(filed["code"])) != 12 {
		w.t.Errorf("filed: %v", filed)
	}
	id = text(filed["id"])
	ask := w.call("POST", "/api/requests/"+id+"/seek", "officer", fmt.Sprintf(`{"rev":1,"kind":"help","unit":%d,"question":"请提供决算文件"}`, unit), 200)
	return id, text(ask["id"])
}

// paper takes over a case of an earlier year and returns the id of the batch.
func (w *world) paper() string {
	w.t.Helper()
	table := "单位,编号,申请人类型,提交方式,收到日期,答复日期,办理结果\n区农业农村局,1,公民,信函,2021-03-01,2021-03-20,3.2\n"
	out := w.upload("/api/request-batches", "officer", nil, upload{"file", "2021.csv", []byte(table)}, 200)
	return text(at(out, "batch", "id"))
}

// TestCase is the life of a request by programs: what the desk can do, they can,
// and no more.
func TestCase(t *testing.T) {
	w := newWorld(t)
	policy := w.policy(t)
	at0 := w.resolve("区农业农村局")
	w.hire("head", "孙长明", at0, auth.Head, policy)
	w.hire("secrecy", "吴守正", at0, auth.Secrecy, policy)
	w.hire("signer", "郑文远", at0, auth.Signer, policy)
	id, _ := w.request()
	page := "/api/requests/" + id
	rev := 1
	do := func(who, act, body string) map[string]any {
		t.Helper()
		out := w.call("POST", page+"/"+act, who, fmt.Sprintf(`{"rev":%d%s}`, rev, body), 200)
		rev++
		return out
	}
	seen := w.call("GET", page, "clerk", "", 200)
	if s := fmt.Sprint(seen); strings.Contains(s, "王小明") || strings.Contains(s, "110101196001010011") || strings.Contains(s, "13800000001") {
		t.Errorf("a case tells its applicant: %v", at(seen, "applicant"))
	}
	w.call("GET", page, "other", "", 404)
	w.call("POST", page+"/sign", "signer", `{"rev":1}`, 409)
	clerk := text(w.call("GET", "/api/requests?open=true", "clerk", "", 200)["total"])
	if clerk != "1" {
		t.Errorf("%s requests", clerk)
	}
	w.call("POST", page+"/assign", "head", `{"rev":1,"person":1}`, 422)
	do("head", "assign", `,"person":`+w.people["clerk"])
	do("clerk", "split", `,"items":"2022年度部门决算\n绩效考核讨论记录","reason":"两件事","agreed_how":"call","agreed_on":"2023-08-14","agreed_note":"电话说明后同意"`)
	items := w.call("GET", page, "clerk", "", 200)["items"].([]any)
	decide := func(i int, body string, status int) {
		t.Helper()
		w.call("POST", "/api/request-items/"+text(at(items[i], "id"))+"/decide", "clerk", `{"rev":1,`+body+`}`, status)
	}
	decide(0, `"result":"A1","facts":["title=2022年度部门决算","url=https://gk.example.gov.cn/","public_proof=网页存卷"]`, 422) // a home page
	decide(0, `"result":"A1","facts":["title=2022年度部门决算","url=https://gk.example.gov.cn/publish/17","public_proof=网页存卷"]`, 200)
	decide(1, `"result":"N5","facts":["affair=personnel","affair_proof=说明存卷"],"reason":"该记录是内部人事管理的工作过程","whole":true`, 200)
	rev += 2
	do("clerk", "draft", `,"remedy":["R-B"],"online":"https://xzfy.example.gov.cn"`)
	w.call("POST", page+"/submit", "clerk", fmt.Sprintf(`{"rev":%d}`, rev), 409)
	do("clerk", "draft", `,"remedy":["R-A","R-B"],"online":"https://xzfy.example.gov.cn"`)
	do("clerk", "submit", "")
	w.call("POST", page+"/review", "clerk", fmt.Sprintf(`{"rev":%d}`, rev), 403)
	do("head", "review", "")
	do("secrecy", "clear", "")
	do("signer", "sign", "")
	done := do("clerk", "serve", `,"how":"electronic","day":"2023-08-14"`)
	if done["state"] != "answered" || done["answered"] != "2023-08-14" {
		t.Errorf("served: %v", done)
	}
	figures := w.call("GET", "/api/requests/figures", "clerk", "", 200)
	if s := fmt.Sprint(figures["rows"]); !strings.Contains(s, "row:3.1") || !strings.Contains(s, "row:3.3.5") {
		t.Errorf("figures: %v", s)
	}
}

// TestDecisionAndFiles: what is refused leaves no file behind, least of all one that is secret.
func TestDecisionAndFiles(t *testing.T) {
	w := newWorld(t)
	policy := w.policy(t)
	w.hire("head", "孙长明", w.resolve("区农业农村局"), auth.Head, policy)
	id, _ := w.request()
	page := "/api/requests/" + id
	w.call("POST", page+"/assign", "head", `{"rev":1,"person":`+w.people["clerk"]+`}`, 200)
	item := text(at(w.call("GET", page, "clerk", "", 200)["items"].([]any)[0], "id"))
	decide := "/api/request-items/" + item + "/decide"
	record := upload{"files", "检索记录.txt", []byte("没有找到。\n")}
	kept := func() (n int) {
		t.Helper()
		must(t, w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			n, err = db.One[int](tx, "SELECT count(*) FROM files_file WHERE noun = 'foi_item'")
			return err
		}))
		return n
	}
	fields := map[string]string{"rev": "1", "result": "U1", "facts": "scope=文书档案"}
	w.upload(decide, "clerk", fields, record, 422)
	w.upload(decide, "clerk", map[string]string{"rev": "1", "result": "N1", "facts": "level=plain"}, record, 422)
	if n := kept(); n != 0 {
		t.Errorf("%d files of decisions that were refused", n)
	}
}
