package api_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

// lettered is a letter of the hotline to a unit, with one question.
func (w *world) lettered(source, unit string) string {
	w.t.Helper()
	out := w.call("POST", "/api/messages", "officer", fmt.Sprintf(`{"channel":"hotline","source":%q,"day":"2023-08-14","kind":"consult","unit":%d,
		"title":"农机补贴怎么领","text":"请问今年的农机购置补贴怎么领取？","name":"王小明","phone":"13800000001","consent":true}`, source, w.resolve(unit)), 201)
	return text(out["id"])
}

// publicLetter is one that was answered and made public.
func (w *world) publicLetter() string {
	w.t.Helper()
	w.hire("letterhead", "李审核", w.resolve("区农业农村局"), auth.Head, w.policy(w.t))
	id := w.lettered("NC2023081401", "区农业农村局")
	one := "/api/messages/" + id
	w.call("POST", one+"/sign", "clerk", `{"rev":1}`, 200)
	w.call("POST", one+"/reply", "clerk", `{"rev":2,"answers":["请带身份证和发票到镇农业服务中心申请，审核后打入一卡通。"]}`, 200)
	w.call("POST", one+"/sign-off", "letterhead", `{"rev":3}`, 200)
	masked := w.call("GET", one+"/publish", "officer", "", 200)
	w.call("POST", one+"/publish", "officer", fmt.Sprintf(`{"rev":4,"title":%q,"text":%q,"answer":%q,"sure":true}`, text(masked["title"]), text(masked["text"]), text(masked["answer"])), 200)
	return id
}

// TestMessage is the life of a work order of the hotline by programs, with what is wrong
// on the way, and what the public reads of it.
func TestMessage(t *testing.T) {
	w := newWorld(t)
	one := "/api/messages/" + w.publicLetter()
	seen := w.call("GET", one, "clerk", "", 200)
	if strings.Contains(text(seen), "13800000001") || text(at(seen, "message", "state")) != "replied" {
		t.Errorf("%v", seen)
	}
	w.call("POST", one+"/sender", "clerk", `{"reason":""}`, 422)
	if who := w.call("POST", one+"/sender", "clerk", `{"reason":"回访"}`, 200); text(who["phone"]) != "13800000001" {
		t.Errorf("%v", who)
	}
	w.call("POST", one+"/report", "clerk", `{"rev":5,"day":"2023-08-14"}`, 403)
	day := string(w.DB.Today())
	w.call("POST", one+"/report", "officer", fmt.Sprintf(`{"rev":5,"day":%q}`, day), 200)
	id := strings.TrimPrefix(one, "/api/messages/")
	public := w.call("GET", "/api/public/messages/"+id, "", "", 200)
	if text(public["title"]) != "农机补贴怎么领" || strings.Contains(text(public), "王小明") {
		t.Errorf("%v", public)
	}
	if rows := w.call("GET", "/api/public/messages?kind=consult", "", "", 200); text(rows["total"]) != "1" {
		t.Errorf("%v", rows)
	}
	if months := text(w.call("GET", "/api/public/messages/months", "", "", 200)); strings.Contains(months, "late") {
		t.Errorf("the public counts %s", months)
	}
	w.call("POST", "/api/messages", "officer", `{"channel":"hotline","day":"2023-08-14","kind":"consult","title":"无工单号","text":"没有工单号的留言"}`, 422)

	next := "/api/messages/" + w.lettered("NC2023081402", "区农业农村局")
	w.call("POST", next+"/reply", "clerk", `{"rev":1,"answers":["请到镇农业服务中心申请办理补贴。"]}`, 409)
	w.call("POST", next+"/sign", "clerk", `{"rev":1}`, 200)
	w.call("POST", next+"/reply", "clerk", `{"rev":2,"answers":["已收悉，请咨询相关部门。"]}`, 422)
	w.call("POST", next+"/wish", "clerk", `{"rev":2,"reason":"需要核实"}`, 200)
	w.call("POST", next+"/deny", "officer", `{"rev":3,"reason":"情况简单"}`, 200)
	w.call("POST", next+"/back", "clerk", `{"rev":4,"reason":"由财政部门负责"}`, 200)
	w.call("GET", next, "clerk", "", 404)
	w.call("POST", next+"/transfer", "officer", fmt.Sprintf(`{"rev":5,"unit":%d,"reason":"请办理"}`, w.resolve("区农业农村局")), 200)
	w.call("POST", next+"/refuse", "officer", `{"rev":6,"verdict":"rude","said":"x"}`, 422)
	w.call("POST", next+"/refuse", "officer", `{"rev":6,"verdict":"petition","said":"请向区信访局反映。"}`, 200)
}

// TestPublicMessage: sent, followed and taken back with number and code in the body.
func TestPublicMessage(t *testing.T) {
	w := newWorld(t)
	form := `{"kind":"suggest","title":"建议增设路灯","text":"滨江公园北门晚上太暗，建议增设路灯。","consent":true}`
	w.call("POST", "/api/public/messages", "", `{"kind":"suggest","title":"建议增设路灯"}`, 422)
	out := w.call("POST", "/api/public/messages", "", form, 201)
	if again := w.call("POST", "/api/public/messages", "", form, 201); again["again"] != true || again["code"] != out["code"] {
		t.Errorf("%v", again)
	}
	mine := fmt.Sprintf(`{"number":%q,"code":%q`, text(out["number"]), text(out["code"]))
	w.call("POST", "/api/public/messages/track", "", `{"number":"2023-000001","code":"000000000000"}`, 422)
	w.call("POST", "/api/public/messages/urge", "", mine+`}`, 409)
	w.call("POST", "/api/public/messages/rate", "", mine+`,"rating":"content"}`, 409)
	w.call("POST", "/api/public/messages/reopen", "", mine+`,"text":"x"}`, 409)
	w.call("POST", "/api/public/messages/appeal", "", mine+`,"text":"x"}`, 409)
	if m := w.call("POST", "/api/public/messages/withdraw", "", mine+`}`, 200); text(m["state"]) != "withdrawn" {
		t.Errorf("%v", m)
	}
}

// worded is a template of replies that the office keeps.
func (w *world) worded() string {
	w.t.Helper()
	return text(w.call("POST", "/api/message-templates", "officer", `{"name":"到账时间","text":"补贴将于【日期】前打入一卡通账户。"}`, 201)["id"])
}

// TestMessageTemplates keeps a template by programs; a clerk reads it.
func TestMessageTemplates(t *testing.T) {
	w := newWorld(t)
	w.call("POST", "/api/message-templates", "clerk", `{"name":"到账时间","text":"补贴将于【日期】前打入一卡通账户。"}`, 403)
	w.call("POST", "/api/message-templates", "officer", `{"name":"到账时间","text":"已收悉。"}`, 422)
	one := "/api/message-templates/" + w.worded()
	w.call("POST", one+"/edit", "officer", `{"rev":1,"name":"补贴到账","text":"补贴将于【日期】前打入一卡通账户。"}`, 200)
	w.call("POST", one+"/edit", "officer", `{"rev":1,"name":"旧的","text":"补贴将于【日期】前打入一卡通账户。"}`, 409)
	if seen := w.call("GET", one, "clerk", "", 200); text(seen["name"]) != "补贴到账" {
		t.Errorf("%v", seen)
	}
	w.call("POST", one+"/end", "officer", `{"rev":2}`, 200)
	if rows := w.call("GET", "/api/message-templates?state=used", "clerk", "", 200); text(rows["total"]) != "0" {
		t.Errorf("%v", rows)
	}
	w.call("POST", one+"/resume", "officer", `{"rev":3}`, 200)
}

// TestMessageOrders hands work orders of the hotline in twice, and fetches what came of them.
func TestMessageOrders(t *testing.T) {
	w := newWorld(t)
	table := []byte("工单号,时间,诉求类型,内容,承办单位\n2023081401,2023-08-14,咨询,今年的农机购置补贴怎么领取？,区农业农村局\n")
	for _, tt := range []struct {
		dry         string
		fresh, same string
	}{{"true", "1", "0"}, {"false", "1", "0"}, {"false", "0", "1"}} {
		out := w.upload("/api/message-orders", "officer", map[string]string{"dry": tt.dry}, upload{"file", "a.csv", table}, 200)
		if text(out["new"]) != tt.fresh || text(out["known"]) != tt.same {
			t.Errorf("%+v: %v", tt, out)
		}
	}
	w.upload("/api/message-orders", "officer", nil, upload{"file", "a.csv", []byte("工单号,时间,诉求类型,内容,承办单位\n1,昨天,咨询,今年的农机购置补贴怎么领取？,区农业农村局\n")}, 422)
	w.call("GET", "/api/message-orders?from=x", "officer", "", 422)
	if rows := w.call("GET", "/api/message-orders", "officer", "", 200); text(rows["total"]) != "1" || !strings.Contains(text(rows), "2023081401") {
		t.Errorf("%v", rows)
	}
}
