package api_test

import (
	"fmt"
	"testing"
)

// entry is one that was drafted, without a quote.
func (w *world) entry() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/faqs", "officer", fmt.Sprintf(entryMade, text(w.document()["unit_id"]), ""), 201)
}

const entryMade = `{"unit":%s,"question":"小店改造有补助吗？","topic":"创业","audience":"小餐饮店","explanation":"有。","contact":"0791-00000000"%s}`

// TestFAQs: the same rules name the field, whoever wrote an answer does not make it public, and
// everybody may ask for what is.
func TestFAQs(t *testing.T) {
	w := newWorld(t)
	unit := text(w.document()["unit_id"])
	bad := w.call("POST", "/api/faqs", "officer", fmt.Sprintf(entryMade, unit, `,"quotes.1.document":"《没有的办法》","quotes.1.clause":"第一条"`), 422)
	if at(bad, "fields", "quotes.1.document") == "" {
		t.Errorf("no field: %v", bad)
	}
	w.call("POST", "/api/faqs", "", fmt.Sprintf(entryMade, unit, ""), 401)
	e := w.entry()
	one := "/api/faqs/" + text(e["id"])
	w.call("POST", one+"/ask", "officer", `{"rev":1,"sure":true}`, 409)
	w.call("POST", one+"/approve", "officer", `{"rev":1}`, 409)
	w.call("POST", one+"/discard", "officer", `{"rev":1}`, 422)
	if v := w.call("GET", one, "officer", "", 200); text(at(v, "entry", "state")) != "draft" || text(at(v, "written", "question")) != "小店改造有补助吗？" {
		t.Errorf("view: %v", v)
	}
	if all := w.call("GET", "/api/public/faqs?q=小店", "", "", 200); text(at(all, "topics", "0")) != "生育" || len(all["entries"].([]any)) != 0 {
		t.Errorf("public: %v", all)
	}
	w.call("GET", "/api/public/faq?id="+text(e["id"]), "", "", 404)
}
