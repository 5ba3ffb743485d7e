package api_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/platform/auth"
)

// district is the unit above all others.
func (w *world) district() int64 {
	w.t.Helper()
	tree, err := w.Units.Tree(w.machine())
	must(w.t, err)
	return tree[0].ID
}

var oldTable = []byte("标题,发布单位,栏目,正文,发布日期\n收费公告,区税务局,收费项目,现将收费项目予以公布。,2022-03-05\n")

// batch is items of an earlier site that the office has read in.
func (w *world) batch() map[string]any {
	w.t.Helper()
	return w.upload("/api/batches", "officer", nil, upload{"file", "old.csv", oldTable}, 200)
}

// topic is a draft of the office.
func (w *world) topic() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/topics", "officer", `{"title":"耕地补贴","code":"gdbt","order":"newest","words":"补贴"}`, 201)
}

// falseAlarm is one that the head of the bureau has proposed, in an item of the clerk.
func (w *world) falseAlarm() map[string]any {
	w.t.Helper()
	w.hire("head", "某负责人", w.resolve("区农业农村局"), auth.Head, publish.Policy)
	edition := "/api/editions/" + text(w.item()["id"])
	w.call("POST", edition+"/edit", "clerk", `{"rev":1,"body":"内部资料，注意保存。\n"}`, 200)
	found := w.call("POST", edition+"/screen", "clerk", "", 200)
	return w.call("POST", edition+"/propose", "head", `{"print":"`+text(at(found, "findings", "0", "print"))+`","reason":"刊物名称"}`, 200)
}

// TestBatch: a program takes an earlier site over with the token of the office,
// and another person's token puts it on line.
func TestBatch(t *testing.T) {
	w := newWorld(t)
	w.hire("leader", "某领导", w.district(), auth.Signer, publish.Policy)
	tried := w.upload("/api/batches", "officer", map[string]string{"dry": "true"}, upload{"file", "old.csv", oldTable}, 200)
	if text(tried["total"]) != "1" || tried["batch"] != nil || len(tried["columns"].(map[string]any)) != 1 {
		t.Errorf("dry run: %v", tried)
	}
	bad := w.upload("/api/batches", "officer", nil, upload{"file", "old.csv", []byte("标题,发布单位,栏目\n甲,区天文局,收费项目\n")}, 422)
	if !strings.Contains(text(bad["rows"]), "区天文局") {
		t.Errorf("a row at fault: %v", bad)
	}
	w.upload("/api/batches", "clerk", nil, upload{"file", "old.csv", oldTable}, 403)
	made := w.batch()
	one := "/api/batches/" + text(at(made, "batch", "id"))
	if seen := w.call("GET", one, "officer", "", 200); text(at(seen, "items", "draft")) != "1" || text(at(seen, "acts", "0")) != "publish.undo" {
		t.Errorf("the batch: %v", seen)
	}
	if all := w.call("GET", "/api/batches?state=read", "officer", "", 200); text(all["total"]) != "1" {
		t.Errorf("the list: %v", all)
	}
	w.call("POST", one+"/admit", "officer", `{"rev":1}`, 403)
	if moving := w.call("POST", one+"/admit", "leader", `{"rev":1}`, 200); moving["state"] != "releasing" {
		t.Errorf("put on line: %v", moving)
	}
	w.call("POST", one+"/undo", "officer", `{"rev":2,"reason":"重复"}`, 409) // a job is at it
	second := w.batch()
	if moving := w.call("POST", "/api/batches/"+text(at(second, "batch", "id"))+"/undo", "officer", `{"rev":1,"reason":"重复"}`, 200); moving["state"] != "undoing" {
		t.Errorf("undone: %v", moving)
	}
	w.call("GET", one, "other", "", 404)
}

// TestFindings: a finding is masked by a call, a hold answered, a false alarm agreed to by a second person.
func TestFindings(t *testing.T) {
	w := newWorld(t)
	bureau := w.resolve("区农业农村局")
	alarm := w.falseAlarm()
	w.hire("secrecy", "某审查员", bureau, auth.Secrecy, publish.Policy)
	made := w.item()
	edition := "/api/editions/" + text(made["id"])
	edited := w.call("POST", edition+"/edit", "clerk", `{"rev":1,"body":"身份证号11010519491231002X\n内部资料，注意保存。\n"}`, 200)
	w.call("POST", edition+"/repair", "clerk", `{"rev":`+text(edited["rev"])+`}`, 409) // not screened yet
	if found := w.call("POST", edition+"/screen", "clerk", "", 200); !strings.Contains(text(found["findings"]), "id_card") {
		t.Errorf("found: %v", found)
	}
	if repaired := w.call("POST", edition+"/repair", "clerk", `{"rev":`+text(edited["rev"])+`}`, 200); !strings.Contains(text(repaired["body"]), "110105********002X") {
		t.Errorf("repaired: %v", repaired["body"])
	}
	hold := at(w.call("GET", edition, "head", "", 200), "findings", "0")
	reply := `{"print":"` + text(hold.(map[string]any)["print"]) + `","reason":"刊物名称"}`
	w.call("POST", edition+"/answer", "clerk", reply, 403)
	w.call("POST", edition+"/answer", "head", reply, 200)
	one := "/api/passes/" + text(alarm["id"])
	w.call("POST", one+"/accept", "head", `{"rev":1}`, 403)
	if agreed := w.call("POST", one+"/accept", "secrecy", `{"rev":1}`, 200); agreed["state"] != "accepted" {
		t.Errorf("agreed: %v", agreed)
	}
	if seen := w.call("GET", one, "secrecy", "", 200); seen["edition"] == nil {
		t.Errorf("the false alarm: %v", seen)
	}
	w.call("POST", one+"/revoke", "secrecy", `{"rev":2}`, 200)
	if all := w.call("GET", "/api/passes?state=revoked", "head", "", 200); text(all["total"]) != "1" {
		t.Errorf("the list: %v", all)
	}
}

// TestTopic: one writes a topic, another opens it, and what the rule finds is in the answer.
func TestTopic(t *testing.T) {
	w := newWorld(t)
	w.hire("second", "某副主任", w.district(), auth.Office, topic.Policy)
	if bad := w.call("POST", "/api/topics", "officer", `{"title":"全部","code":"all","order":"newest"}`, 422); !strings.Contains(text(bad["errors"]), `"field":"words"`) {
		t.Errorf("no rule: %v", bad)
	}
	made := w.topic()
	one := "/api/topics/" + text(made["id"])
	w.call("GET", one, "clerk", "", 404)
	w.call("POST", one+"/open", "officer", `{"rev":1}`, 403)
	w.call("POST", one+"/open", "second", `{"rev":1}`, 200)
	w.call("POST", one+"/edit", "officer", `{"rev":2,"title":"耕地地力保护补贴"}`, 200)
	seen := w.call("GET", one, "second", "", 200)
	if text(at(seen, "topic", "title")) != "耕地补贴" || text(at(seen, "topic", "next", "title")) != "耕地地力保护补贴" || text(at(seen, "topic", "next", "words")) != "补贴" {
		t.Errorf("what waits: %v", seen)
	}
	w.call("POST", one+"/close", "officer", `{"rev":3}`, 200)
	if all := w.call("GET", "/api/topics?state=closed", "officer", "", 200); text(all["total"]) != "1" {
		t.Errorf("the list: %v", all)
	}
	draft := w.call("POST", "/api/topics", "officer", `{"title":"重复","code":"again","order":"made","words":"补贴"}`, 201)
	w.call("POST", "/api/topics/"+text(draft["id"])+"/discard", "officer", `{"rev":1}`, 200)
}
