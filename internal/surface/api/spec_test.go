package api_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

//go:generate go test -run TestCommitted . -update

var update = flag.Bool("update", false, "write the description into docs")

// TestCommitted compares the description with the one that readers of the project have.
func TestCommitted(t *testing.T) {
	w := newWorld(t)
	want := webtest.Body(t, w.send("GET", "/api/openapi.yaml", "", "", nil))
	file := filepath.Join("..", "..", "..", "docs", "api", "openapi.yaml")
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("docs/api/openapi.yaml is not what the program says (%v); run go generate ./internal/surface/api", err)
	}
}

func TestDescription(t *testing.T) {
	w := newWorld(t)
	spec := w.call("GET", "/api/openapi.json", "", "", 200)
	if spec["openapi"] != "3.1.0" {
		t.Errorf("OpenAPI %v", spec["openapi"])
	}
	known := at(spec, "components", "schemas").(map[string]any)
	used := map[string]bool{}
	for _, ref := range refs(spec) {
		name, ok := strings.CutPrefix(ref, "#/components/schemas/")
		if used[name] = true; !ok || known[name] == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	}
	for name := range known {
		if !used[name] {
			t.Errorf("nothing uses the schema %s", name)
		}
	}
	paths, seen := spec["paths"].(map[string]any), map[string]bool{}
	for _, e := range w.Endpoints() {
		op, ok := at(paths, e.Path, strings.ToLower(e.Method)).(map[string]any)
		switch {
		case !ok:
			t.Errorf("%s %s is not described", e.Method, e.Path)
			continue
		case seen[e.Name]:
			t.Errorf("two operations are %s", e.Name)
		case !i18n.Has("api.do." + e.Name):
			t.Errorf("%s has no summary", e.Name)
		case e.Perm != "" && (!i18n.Has(string(e.Perm)) || at(op, "security", "0", "token", "0") != string(e.Perm)):
			t.Errorf("%s does not say that it needs %s: %v", e.Name, e.Perm, op["security"])
		case strings.Count(e.Path, "{") != count(op["parameters"], "path"):
			t.Errorf("%s: parameters %v", e.Path, op["parameters"])
		}
		seen[e.Name] = true
	}
	for key := range i18n.Keys() {
		if name, ok := strings.CutPrefix(key, "api.do."); ok && !seen[name] {
			t.Errorf("%s is the summary of nothing", key)
		}
	}
	for _, tag := range spec["tags"].([]any) {
		if !i18n.Has("api.noun." + text(at(tag, "name"))) {
			t.Errorf("no words for %v", tag)
		}
	}
}

// refs lists every $ref of a tree.
func refs(v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, refs(x)...)
		}
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && k == "$ref" {
				out = append(out, s)
			}
			out = append(out, refs(x)...)
		}
	}
	return out
}

func count(parameters any, in string) (n int) {
	all, _ := parameters.([]any)
	for _, p := range all {
		if at(p, "in") == in {
			n++
		}
	}
	return n
}

// acts says which operation of the API is what a form of the desk does.
var acts = map[string]string{
	"/desk/plan/new":            "plan.read",
	"/desk/plan/import":         "plan.import",
	"/desk/plan/import/confirm": "plan.import",
	"/desk/plan/edit/{id}":      "plan.heading",
	"/desk/plan/reread/{id}":    "plan.reread",
	"/desk/plan/issue/{id}":     "plan.issue",
	"/desk/plan/archive/{id}":   "plan.archive",
	"/desk/plan/discard/{id}":   "plan.discard",
	"/desk/plan/close/{id}":     "plan.close",

	"/desk/plan/point/{id}":       "plan.point_edit",
	"/desk/plan/point/{id}/split": "plan.point_split",
	"/desk/plan/point/{id}/drop":  "plan.point_drop",
	"/desk/plan/point/{id}/keep":  "plan.point_keep",
	"/desk/plan/task/{id}/edit":   "plan.task_edit",
	"/desk/plan/task/{id}/extend": "plan.task_extend",
	"/desk/plan/task/{id}/cancel": "plan.task_cancel",

	"/desk/plan/duty/{id}/report":     "plan.report_free",
	"/desk/plan/report/{id}/revise":   "plan.revise_free",
	"/desk/plan/report/{id}/accept":   "plan.report_accept",
	"/desk/plan/report/{id}/return":   "plan.report_return",
	"/desk/plan/report/{id}/withdraw": "plan.report_withdraw",

	"/desk/publish/new":         "publish.draft",
	"/desk/publish/draft":       "publish.draft",
	"/desk/publish/revise/{id}": "publish.revise",

	"/desk/publish/edition/{id}/submit":     "publish.submit",
	"/desk/publish/edition/{id}/review":     "publish.review",
	"/desk/publish/edition/{id}/clear":      "publish.clear",
	"/desk/publish/edition/{id}/sign":       "publish.sign",
	"/desk/publish/edition/{id}/return":     "publish.return",
	"/desk/publish/edition/{id}/keep":       "publish.keep",
	"/desk/publish/edition/{id}/oppose":     "publish.oppose",
	"/desk/publish/edition/{id}/reassess":   "publish.reassess",
	"/desk/publish/edition/{id}/reopen":     "publish.reopen",
	"/desk/publish/edition/{id}/schedule":   "publish.schedule",
	"/desk/publish/edition/{id}/unschedule": "publish.unschedule",
	"/desk/publish/edition/{id}/release":    "publish.release",
	"/desk/publish/edition/{id}/emergency":  "publish.emergency",
	"/desk/publish/edition/{id}/confirm":    "publish.confirm",
	"/desk/publish/edition/{id}/withdraw":   "publish.withdraw",
	"/desk/publish/edition/{id}/archive":    "publish.archive",
	"/desk/publish/edition/{id}/remove":     "publish.remove",
	"/desk/publish/edition/{id}/mark":       "publish.mark",
	"/desk/publish/edition/{id}/discard":    "publish.discard",
	"/desk/publish/edition/{id}/edit":       "publish.edit",

	"/desk/publish/edition/{id}/screen":          "publish.screen",
	"/desk/publish/edition/{id}/repair":          "publish.repair",
	"/desk/publish/edition/{id}/answer/{print}":  "publish.answer",
	"/desk/publish/edition/{id}/propose/{print}": "publish.propose_pass",
	"/desk/publish/pass/{id}/accept-pass":        "publish.accept_pass",
	"/desk/publish/pass/{id}/revoke-pass":        "publish.revoke_pass",
	"/desk/publish/batch/import":                 "publish.import",
	"/desk/publish/batch/import/confirm":         "publish.import",
	"/desk/publish/batch/{id}/admit-batch":       "publish.admit_batch",
	"/desk/publish/batch/{id}/undo":              "publish.undo",

	"/desk/remedy/register":       "remedy.register",
	"/desk/remedy/{id}/answer":    "remedy.answer",
	"/desk/remedy/{id}/decide":    "remedy.decide",
	"/desk/remedy/{id}/judge":     "remedy.judge",
	"/desk/remedy/{id}/fulfil":    "remedy.fulfil",
	"/desk/remedy/{id}/void":      "remedy.void",
	"/desk/remedy/{id}/pass":      "remedy.pass",
	"/desk/remedy/{id}/amend":     "remedy.amend",
	"/desk/remedy/{id}/withdraw":  "remedy.withdraw",
	"/desk/remedy/{id}/applicant": "remedy.unmask",
	"/desk/remedy/{id}/redo":      "remedy.redo",
	"/desk/remedy/{id}/bring":     "remedy.bring",
	"/desk/remedy/{of}/scan/{id}": "remedy.unseal",
	"/desk/foi/case/{id}/redo":    "foi.redo",
	"/desk/foi/case/{id}/restore": "foi.restore", "/desk/foi/case/{id}/restore-fee": "foi.restore_fee",
	"/desk/foi/case/{id}/confirm":       "foi.confirm",
	"/desk/foi/case/{id}/close":         "foi.close",
	"/desk/foi/case/{id}/propose-close": "foi.propose_close",
	"/desk/foi/case/{id}/assign":        "foi.assign",
	"/desk/foi/case/{id}/transfer":      "foi.transfer",
	"/desk/foi/case/{id}/split":         "foi.split",
	"/desk/foi/case/{id}/clarify":       "foi.clarify",
	"/desk/foi/case/{id}/amend":         "foi.amend",
	"/desk/foi/case/{id}/wonder":        "foi.wonder",
	"/desk/foi/case/{id}/weigh":         "foi.weigh",
	"/desk/foi/case/{id}/delay":         "foi.delay",
	"/desk/foi/case/{id}/ask":           "foi.ask",
	"/desk/foi/case/{id}/propose":       "foi.propose",
	"/desk/foi/case/{id}/extend":        "foi.extend",
	"/desk/foi/case/{id}/charge":        "foi.charge",
	"/desk/foi/case/{id}/propose-fee":   "foi.propose_fee", "/desk/foi/case/{id}/decline-fee": "foi.decline_fee",
	"/desk/foi/case/{id}/pay":      "foi.pay",
	"/desk/foi/case/{id}/seek":     "foi.seek",
	"/desk/foi/case/{id}/draft":    "foi.draft",
	"/desk/foi/case/{id}/submit":   "foi.submit",
	"/desk/foi/case/{id}/review":   "foi.review",
	"/desk/foi/case/{id}/clear":    "foi.clear",
	"/desk/foi/case/{id}/sign":     "foi.sign",
	"/desk/foi/case/{id}/return":   "foi.return",
	"/desk/foi/case/{id}/serve":    "foi.serve",
	"/desk/foi/case/{id}/bounce":   "foi.bounce",
	"/desk/foi/case/{id}/resend":   "foi.resend",
	"/desk/foi/case/{id}/dismiss":  "foi.dismiss",
	"/desk/foi/overrule/{id}":      "foi.overrule",
	"/desk/foi/case/{id}/withdraw": "foi.withdraw",
	"/desk/foi/case/{id}/archive":  "foi.archive",

	"/desk/foi/notice/{id}": "foi.settle",

	"/desk/foi/incoming/{id}/open":      "foi.open_incoming",
	"/desk/foi/incoming/{id}/register":  "foi.register",
	"/desk/foi/incoming/{id}/set-aside": "foi.set_aside",
	"/desk/foi/incoming/{id}/take-back": "foi.take_back",
	"/desk/foi/incoming/{id}/uphold":    "foi.uphold",

	"/desk/foi/new":                                     "foi.receive",
	"/desk/foi/item/{id}":                               "foi.decide",
	"/desk/foi/item/{id}/facts":                         "foi.decide",
	"/desk/foi/reach/{id}":                              "foi.reach",
	"/desk/foi/hear/{id}":                               "foi.hear",
	"/desk/foi/got/{id}":                                "foi.got",
	"/desk/foi/dispatch/{id}":                           "foi.dispatch",
	"/desk/foi/back/{id}":                               "foi.back",
	"/desk/foi/unreach/{id}":                            "foi.unreach",
	"/desk/foi/refund/{id}":                             "foi.refund",
	"/desk/foi/aid/{id}":                                "foi.opine",
	"/desk/foi/applicant/{id}":                          "foi.unmask",
	"/desk/policy/library/import/new":                   "policy.import",
	"/desk/policy/library/import/confirm":               "policy.import",
	"/desk/policy/make":                                 "policy.make",
	"/desk/policy/{id}/edit":                            "policy.edit",
	"/desk/policy/{id}/assess":                          "policy.assess",
	"/desk/policy/{id}/consult":                         "policy.consult",
	"/desk/policy/{id}/fair":                            "policy.fair",
	"/desk/policy/{id}/ask":                             "policy.ask",
	"/desk/policy/{id}/judge":                           "policy.judge",
	"/desk/policy/{id}/deliberate":                      "policy.deliberate",
	"/desk/policy/{id}/return":                          "policy.return",
	"/desk/policy/{id}/register":                        "policy.register",
	"/desk/policy/{id}/void":                            "policy.void",
	"/desk/policy/{id}/file":                            "policy.file",
	"/desk/policy/{id}/discard":                         "policy.discard",
	"/desk/policy/{id}/affect":                          "policy.affect",
	"/desk/policy/{id}/unaffect":                        "policy.unaffect",
	"/desk/policy/{id}/evaluate":                        "policy.evaluate",
	"/desk/interpret/make":                              "interpret.make",
	"/desk/interpret/{id}/edit":                         "interpret.edit",
	"/desk/interpret/{id}/drop":                         "interpret.drop",
	"/desk/interpret/{id}/except":                       "interpret.except",
	"/desk/interpret/{id}/discard":                      "interpret.discard",
	"/desk/interpret/{id}/add/text":                     "interpret.add",
	"/desk/interpret/{id}/add/picture":                  "interpret.add",
	"/desk/interpret/{id}/add/video":                    "interpret.add",
	"/desk/interpret/{id}/add/scene":                    "interpret.add",
	"/desk/interpret/{id}/add/press":                    "interpret.add",
	"/desk/interpret/{id}/add/expert":                   "interpret.add",
	"/desk/interpret/{id}/add/qa":                       "interpret.add",
	"/desk/interpret/{id}/add/live":                     "interpret.add",
	"/desk/interpret/{id}/add/roadshow":                 "interpret.add",
	"/desk/topic/make":                                  "topic.make",
	"/desk/topic/{id}/edit":                             "topic.edit",
	"/desk/topic/{id}/open":                             "topic.open",
	"/desk/topic/{id}/close":                            "topic.close",
	"/desk/topic/{id}/discard":                          "topic.discard",
	"/desk/topic/{id}/remove":                           "topic.remove",
	"/desk/foi/code/{id}":                               "foi.recode",
	"/desk/foi/bring/{id}":                              "foi.bring",
	"/desk/foi/keep/{id}":                               "foi.keep",
	"/desk/foi/prove/{id}":                              "foi.prove",
	"/desk/foi/sealed/{id}":                             "foi.unseal",
	"/desk/foi/batch/import":                            "foi.import",
	"/desk/foi/batch/import/confirm":                    "foi.import",
	"/desk/foi/batch/{id}/undo":                         "foi.undo",
	"/desk/foi/item/{id}/give":                          "foi.give",
	"/desk/foi/file/{id}/take-out":                      "foi.take_out",
	"/desk/foi/item/{id}/redact":                        "foi.redact",
	"/desk/foi/redaction/{id}/inspect":                  "foi.inspect",
	"/desk/foi/redaction/{id}/words":                    "foi.redact_words",
	"/desk/foi/redaction/{id}/found":                    "foi.redact_found",
	"/desk/foi/redaction/{id}/place":                    "foi.redact_place",
	"/desk/foi/redaction/{id}/unmark":                   "foi.redact_unmark",
	"/desk/foi/redaction/{id}/copy":                     "foi.redact_copy",
	"/desk/foi/redaction/{id}/discard":                  "foi.redact_discard",
	"/desk/foi/item/{id}/raise":                         "proposal.raise",
	"/desk/correction/{of}/proof/{id}":                  "correction.unseal",
	"/desk/message/reply/template/new":                  "message.template",
	"/desk/message/reply/template/{id}/template-edit":   "message.template_edit",
	"/desk/message/reply/template/{id}/template-end":    "message.template_end",
	"/desk/message/reply/template/{id}/template-resume": "message.template_resume",
	"/desk/message/new":                                 "message.receive",
	"/desk/message/order/import":                        "message.import",
	"/desk/message/order/import/confirm":                "message.import",
	"/desk/message/{id}/sender":                         "message.unmask",
	"/desk/message/{id}/admit":                          "message.admit",
	"/desk/message/{id}/refuse":                         "message.refuse",
	"/desk/message/{id}/sign":                           "message.sign",
	"/desk/message/{id}/transfer":                       "message.transfer",
	"/desk/message/{id}/back":                           "message.back",
	"/desk/message/{id}/wish":                           "message.wish",
	"/desk/message/{id}/extend":                         "message.extend",
	"/desk/message/{id}/deny":                           "message.deny",
	"/desk/message/{id}/reply":                          "message.reply",
	"/desk/message/{id}/return":                         "message.return",
	"/desk/message/{id}/pass":                           "message.pass",
	"/desk/message/{id}/sign-off":                       "message.sign_off",
	"/desk/message/{id}/reject":                         "message.reject",
	"/desk/message/{id}/answer":                         "message.answer",
	"/desk/message/{id}/publish":                        "message.publish",
	"/desk/message/{id}/conceal":                        "message.conceal",
	"/desk/message/{id}/report":                         "message.report",
	"/desk/message/{id}/withdraw":                       "message.withdraw",
	"/desk/consult/new":                                 "consult.make",
	"/desk/consult/case/{id}/take":                      "consult.take",
	"/desk/consult/case/{id}/call":                      "consult.call",
	"/desk/consult/group/{id}/decide":                   "consult.decide",
	"/desk/consult/decision/{id}/change":                "consult.change",
	"/desk/consult/decision/{id}/undo":                  "consult.undo",
	"/desk/consult/opinion/{id}/sender":                 "consult.unmask",
	"/desk/consult/hearing/{id}/people":                 "consult.people",
	"/desk/consult/case/{id}/edit":                      "consult.edit",
	"/desk/consult/case/{id}/ask":                       "consult.ask",
	"/desk/consult/case/{id}/return":                    "consult.return",
	"/desk/consult/case/{id}/approve":                   "consult.approve",
	"/desk/consult/case/{id}/extend":                    "consult.extend",
	"/desk/consult/case/{id}/revise":                    "consult.revise",
	"/desk/consult/case/{id}/find":                      "consult.find",
	"/desk/consult/case/{id}/refuse":                    "consult.refuse",
	"/desk/consult/case/{id}/tell":                      "consult.tell",
	"/desk/consult/case/{id}/discard":                   "consult.discard",
	"/desk/consult/opinion/{id}/apart":                  "consult.apart",
	"/desk/consult/opinion/{id}/aside":                  "consult.aside",
	"/desk/consult/opinion/{id}/restore":                "consult.restore",
	"/desk/consult/hearing/{id}/postpone":               "consult.postpone",
	"/desk/consult/hearing/{id}/draw":                   "consult.draw",
	"/desk/consult/hearing/{id}/deliver":                "consult.deliver",
	"/desk/consult/hearing/{id}/hold":                   "consult.hold",
	"/desk/consult/hearing/{id}/cancel":                 "consult.cancel",
	"/desk/citation/{id}/look":                          "policy.look",
	"/desk/gazette/new":                                 "gazette.make",
	"/desk/gazette/{id}/edit":                           "gazette.edit",
	"/desk/gazette/{id}/compile":                        "gazette.compile",
	"/desk/gazette/{id}/reopen":                         "gazette.reopen",
	"/desk/gazette/{id}/discard":                        "gazette.discard",
	"/desk/deposit/new":                                 "deposit.make", "/desk/deposit/hand-over/{id}": "deposit.hand_over", "/desk/deposit/receive/{id}": "deposit.receive",
	"/desk/deposit/return/{id}": "deposit.return", "/desk/deposit/void/{id}": "deposit.void",
	"/desk/deposit/difference/new": "deposit.compare", "/desk/deposit/line/{id}/explain": "deposit.explain",
	"/desk/cleanup/new":                  "cleanup.make",
	"/desk/cleanup/edit/{id}":            "cleanup.edit",
	"/desk/cleanup/start/{id}":           "cleanup.start",
	"/desk/cleanup/extend/{id}":          "cleanup.extend",
	"/desk/cleanup/compile/{id}":         "cleanup.compile",
	"/desk/cleanup/reopen/{id}":          "cleanup.reopen",
	"/desk/cleanup/stop/{id}":            "cleanup.stop",
	"/desk/cleanup/discard/{id}":         "cleanup.discard",
	"/desk/cleanup/verdict/{id}/propose": "cleanup.propose",
	"/desk/cleanup/verdict/{id}/approve": "cleanup.approve",
	"/desk/cleanup/verdict/{id}/refuse":  "cleanup.refuse",
	"/desk/cleanup/verdict/{id}/back":    "cleanup.back",
	"/desk/event/new":                    "event.make",
	"/desk/event/{id}/edit":              "event.edit",
	"/desk/event/{id}/ask":               "event.ask",
	"/desk/event/{id}/return":            "event.return",
	"/desk/event/{id}/approve":           "event.approve",
	"/desk/event/{id}/change":            "event.change",
	"/desk/event/{id}/cancel":            "event.cancel",
	"/desk/event/{id}/take":              "event.take",
	"/desk/event/{id}/come":              "event.come",
	"/desk/event/{id}/reach":             "event.reach",
	"/desk/event/{id}/people":            "event.people",
	"/desk/event/{id}/add":               "event.add",
	"/desk/event/{id}/drop":              "event.drop",
	"/desk/event/{id}/note":              "event.note",
	"/desk/event/{id}/refuse":            "event.refuse",
	"/desk/event/{id}/tell":              "event.tell",
	"/desk/event/{id}/discard":           "event.discard",
	"/desk/hotspot/look/new":             "hotspot.look",
	"/desk/hotspot/{id}/concern":         "response.note",
	"/desk/hotspot/{id}/name":            "hotspot.name",
	"/desk/hotspot/{id}/show":            "hotspot.show",
	"/desk/hotspot/{id}/hide":            "hotspot.hide",
	"/desk/hotspot/{id}/merge":           "hotspot.merge",
	"/desk/hotspot/{id}/split":           "hotspot.split",
	"/desk/hotspot/{id}/confirm":         "hotspot.confirm",
	"/desk/hotspot/{id}/remove":          "hotspot.remove",
	"/desk/hotspot/{id}/aside":           "hotspot.aside",
	"/desk/hotspot/{id}/back":            "hotspot.back",
	"/desk/response/new":                 "response.note",
	"/desk/response/{id}/edit":           "response.edit",
	"/desk/response/{id}/judge":          "response.judge",
	"/desk/response/{id}/draft":          "response.draft",
	"/desk/response/{id}/link":           "response.link",
	"/desk/response/{id}/unlink":         "response.unlink",
	"/desk/response/{id}/press":          "response.press",
	"/desk/response/{id}/measure":        "response.measure",
	"/desk/response/{id}/settle":         "response.settle",
	"/desk/response/{id}/reopen":         "response.reopen",
	"/desk/response/{id}/review":         "response.review",
	"/desk/response/{id}/doubt":          "response.doubt",
	"/desk/response/{id}/refuse":         "response.refuse",
	"/desk/response/{id}/dismiss":        "response.dismiss",
	"/desk/survey/new":                   "survey.make",
	"/desk/faq/new":                      "faq.make",
	"/desk/faq/{id}/edit":                "faq.edit",
	"/desk/faq/{id}/ask":                 "faq.ask",
	"/desk/faq/{id}/return":              "faq.return",
	"/desk/faq/{id}/approve":             "faq.approve",
	"/desk/faq/{id}/uphold":              "faq.uphold",
	"/desk/faq/{id}/withdraw":            "faq.withdraw",
	"/desk/faq/{id}/end":                 "faq.end",
	"/desk/faq/{id}/discard":             "faq.discard",
	"/desk/finder/new":                   "finder.make",
	"/desk/finder/{id}/edit":             "finder.edit",
	"/desk/finder/{id}/ask":              "finder.ask",
	"/desk/finder/{id}/return":           "finder.return",
	"/desk/finder/{id}/approve":          "finder.approve",
	"/desk/finder/{id}/uphold":           "finder.uphold",
	"/desk/finder/{id}/withdraw":         "finder.withdraw",
	"/desk/finder/{id}/end":              "finder.end",
	"/desk/finder/{id}/discard":          "finder.discard",
	"/desk/survey/{id}/codes":            "survey.codes",
	"/desk/survey/{id}/edit":             "survey.edit",
	"/desk/survey/{id}/ask":              "survey.ask",
	"/desk/survey/{id}/return":           "survey.return",
	"/desk/survey/{id}/approve":          "survey.approve",
	"/desk/survey/{id}/extend":           "survey.extend",
	"/desk/survey/{id}/close":            "survey.close",
	"/desk/survey/{id}/find":             "survey.find",
	"/desk/survey/{id}/refuse":           "survey.refuse",
	"/desk/survey/{id}/tell":             "survey.tell",
	"/desk/survey/{id}/discard":          "survey.discard",
	"/desk/correction/new":               "correction.receive",
	"/desk/correction/{id}/applicant":    "correction.unmask",
	"/desk/correction/{id}/check":        "correction.check",
	"/desk/correction/{id}/transfer":     "correction.transfer",
	"/desk/correction/{id}/correct":      "correction.correct",
	"/desk/correction/{id}/refuse":       "correction.refuse",
	"/desk/correction/{id}/forward":      "correction.forward",
	"/desk/correction/{id}/return":       "correction.return",
	"/desk/correction/{id}/tell":         "correction.tell",
	"/desk/correction/{id}/withdraw":     "correction.withdraw",
	"/desk/proposal/{id}/accept":         "proposal.accept",
	"/desk/proposal/{id}/decline":        "proposal.decline",
	"/desk/proposal/{id}/draft":          "proposal.draft",

	"/desk/catalogue/import":         "catalogue.import",
	"/desk/catalogue/import/confirm": "catalogue.import",
	"/desk/catalogue/enforce/{id}":   "catalogue.enforce",
	"/desk/catalogue/discard/{id}":   "catalogue.discard",
	"/desk/catalogue/bind/{id}":      "catalogue.bind",
	"/desk/catalogue/formed/{id}":    "catalogue.formed",

	"/desk/duty/{id}/extend":         "duty.extend",
	"/desk/duty/{id}/suspend":        "duty.suspend",
	"/desk/duty/{id}/resume":         "duty.resume",
	"/desk/duty/{id}/waive":          "duty.waive",
	"/desk/holidays/import":          "holidays.import",
	"/desk/holidays/import/confirm":  "holidays.import",
	"/desk/annual/new":               "annual.begin",
	"/desk/annual/{id}/edit":         "annual.edit",
	"/desk/annual/{id}/enter":        "annual.enter",
	"/desk/annual/{id}/approve":      "annual.approve",
	"/desk/annual/{id}/accept":       "annual.accept",
	"/desk/annual/{id}/draft":        "annual.draft",
	"/desk/annual/{id}/freeze":       "annual.freeze",
	"/desk/annual/{id}/submit":       "annual.submit",
	"/desk/annual/{id}/return":       "annual.return",
	"/desk/annual/{id}/discard":      "annual.discard",
	"/desk/annual/{id}/restate":      "annual.restate",
	"/desk/annual/{id}/read":         "annual.read",
	"/desk/annual/{id}/fill":         "annual.fill",
	"/desk/annual/{id}/read/confirm": "annual.read",
}

// exceptions are the acts of the desk that the API leaves to it, and why.
var exceptions = map[string]string{
	`^/sign-(in|out)`:            "a token is no session",
	`^/desk/me/`:                 "one's own account is changed by oneself, with the password",
	`^/desk/user/`:               "one-time passwords are shown to a person, and a token must not widen the rights of whoever made it",
	`^/desk/notices?/`:           "notices are read by people",
	`^/desk/profile/load$`:       "reads a folder of the server; whoever may write there has the command line",
	`^/desk/jobs/\{id\}/`:        "operation of the machine",
	`^/desk/journal/log/verify$`: "changes nothing and takes long; the command line does it without a limit of time",
}
