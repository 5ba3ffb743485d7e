package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// item is a draft of the clerk with a file, by the answer that made it.
func (w *world) item() map[string]any {
	w.t.Helper()
	column := ""
	tree, err := w.Columns.Tree(w.as("clerk"))
	must(w.t, err)
	for i := range tree {
		if tree[i].Leaf() && !tree[i].Archived {
			column = strconv.FormatInt(int64(tree[i].ID), 10)
		}
	}
	return w.upload("/api/items", "clerk", map[string]string{
		"unit": strconv.FormatInt(w.resolve("区农业农村局"), 10), "title": "耕地地力保护补贴公示", "body": "现将补贴情况予以公示。\n",
		"attribute": "open", "anchor": "foi:20-8", "column": column, "made_on": "2023-08-10",
	}, upload{"files", "清单.csv", []byte("村组,户数\n甲村,12\n")}, 201)
}

// TestItem takes an item through the whole review by programs, each with the token of the person whose turn it is.
func TestItem(t *testing.T) {
	w := newWorld(t)
	bureau := w.resolve("区农业农村局")
	for login, role := range map[string]auth.Role{"head": auth.Head, "secrecy": auth.Secrecy, "signer": auth.Signer} {
		w.hire(login, "某 "+login, bureau, role, publish.Policy)
	}
	made := w.item()
	edition, item := "/api/editions/"+text(made["id"]), "/api/items/"+text(made["item_id"])
	act := func(who, name string, fields map[string]any, status int) map[string]any {
		t.Helper()
		rev := at(w.call("GET", edition, "clerk", "", 200), "edition", "rev")
		in := map[string]any{"rev": rev}
		maps.Copy(in, fields)
		body, err := json.Marshal(in)
		must(t, err)
		return w.call("POST", edition+"/"+name, who, string(body), status)
	}
	w.call("GET", edition, "other", "", 404) // of another unit: it does not exist
	if stale := w.call("POST", edition+"/edit", "clerk", `{"rev":9,"title":"甲"}`, 409); stale["key"] != "db.rev" {
		t.Errorf("the second of two: %v", stale)
	}
	if edited := act("clerk", "edit", map[string]any{"summary": "补贴公示"}, 200); edited["summary"] != "补贴公示" || at(edited, "attachments", "0", "name") != "清单.csv" || edited["title"] != made["title"] {
		t.Errorf("what was not sent is gone: %v", edited)
	}
	rev := text(at(w.call("GET", edition, "clerk", "", 200), "edition", "rev"))
	if more := w.upload(edition+"/edit", "clerk", map[string]string{"rev": rev}, upload{"files", "说明.txt", []byte("说明\n")}, 200); more["title"] != made["title"] || at(more, "attachments", "1", "name") != "说明.txt" {
		t.Errorf("a file was added, and something is gone: %v", more)
	}
	if bad := act("clerk", "submit", map[string]any{"carrier": "document"}, 422); !strings.Contains(text(bad["errors"]), `"field":"sure"`) {
		t.Errorf("handed in without a look: %v", bad)
	}
	act("clerk", "submit", map[string]any{"carrier": "document", "channels": []string{"site"}, "sure": true}, 200)
	act("clerk", "review", nil, 403)
	waits := w.call("GET", "/api/editions/waiting", "head", "", 200)
	if text(waits["total"]) != "1" || text(at(waits, "items", "0", "id")) != text(made["id"]) {
		t.Errorf("waits for the head: %v", waits)
	}
	act("head", "review", map[string]any{"words": "同意"}, 200)
	act("secrecy", "clear", map[string]any{"verdict": "publish", "together": "无"}, 200)
	act("signer", "sign", nil, 200)
	live := act("clerk", "release", nil, 200)
	if live["state"] != "live" || text(live["major"]) != "1" {
		t.Errorf("released: %v", live)
	}
	if seen := w.call("GET", item, "officer", "", 200); seen["item"] == nil || len(seen["editions"].([]any)) != 1 {
		t.Errorf("the item: %v", seen)
	}
	reviews := w.call("GET", "/api/editions/reviews?month=2023-08", "officer", "", 200)
	if !strings.HasPrefix(text(at(reviews, "reviews", "0", "by")), "某 secrecy") {
		t.Errorf("reviews: %v", reviews)
	}
	res := w.send("GET", edition+"/files/"+text(at(live, "attachments", "0", "file")), "head", "", http.NoBody)
	if body := webtest.Body(t, res); res.StatusCode != 200 || !strings.Contains(body, "甲村") {
		t.Errorf("the file comes back as %d %q", res.StatusCode, body)
	}
	if next := w.call("POST", item+"/revise", "clerk", "", 200); next["state"] != "draft" {
		t.Errorf("the next edition: %v", next)
	}
	act("officer", "withdraw", map[string]any{"reason": "数据有误"}, 200)
}
