package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestYear lives through the journey of a plan: read, corrected, issued, reported on, seen.
func TestYear(t *testing.T) {
	w := newWorld(t)
	read := w.upload("/api/plans", "officer", nil, upload{"file", "要点.txt", circular(t)}, 201)
	id := text(read["id"])
	plan := "/api/plans/" + id

	w.call("GET", plan, "clerk", "", 404) // a draft is the office's own
	w.call("GET", "/api/public/plans/"+id, "", "", 404)
	heading := w.call("POST", plan+"/heading", "officer", `{"rev":1,"title":"2023年政务公开工作要点"}`, 200)
	if heading["number"] != "红谷府办发〔2023〕55号" || heading["title"] != "2023年政务公开工作要点" {
		t.Errorf("what was not sent is gone: %v", heading)
	}
	stale := w.call("POST", plan+"/heading", "officer", `{"rev":1,"title":"别人的标题"}`, 409)
	if stale["key"] != "db.rev" {
		t.Errorf("the second of two: %v", stale)
	}
	gaps := w.call("POST", plan+"/issue", "officer", "", 422)
	if n := len(gaps["rows"].([]any)); n != 18 {
		t.Errorf("%d rows of gaps: %v", n, gaps)
	}
	w.ready(plan)
	preview := w.call("GET", plan+"/preview", "officer", "", 200)
	if text(preview["gaps"]) != "" || text(preview["tasks"]) != "15" {
		t.Errorf("preview: %v", preview)
	}
	if issued := w.call("POST", plan+"/issue", "officer", "{}", 200); issued["state"] != "issued" {
		t.Errorf("issued: %v", issued)
	}
	if again := w.call("POST", plan+"/issue", "officer", "", 409); again["detail"] == "" {
		t.Errorf("issued twice: %v", again)
	}

	report := w.report()
	w.call("GET", "/api/public/reports/"+report, "", "", 404) // nobody has decided yet
	w.call("POST", "/api/reports/"+report+"/accept", "clerk", "{}", 403)
	w.call("POST", "/api/reports/"+report+"/accept", "officer", `{"note":"很好"}`, 422) // what was seen is not said
	accepted := w.call("POST", "/api/reports/"+report+"/accept", "officer", `{"note":"很好","rev":1}`, 200)
	if accepted["state"] != "accepted" {
		t.Errorf("accepted: %v", accepted)
	}
	public := w.call("GET", "/api/public/reports/"+report, "", "", 200)
	if at(public, "report", "progress") != "已经清理完毕。" || at(public, "report", "evidence", "1", "title") != "清单.txt" {
		t.Errorf("public report: %v", public)
	}
	if _, err := w.Journal.Sequence(w.as("officer")); err != nil {
		t.Fatal(err)
	}
	proof := w.call("GET", "/api/public/proof?ref=plan/report/"+report, "", "", 200)
	if proof["format"] != "gongkai-proof/1" || !strings.Contains(text(proof["content"]), "已经清理完毕。") {
		t.Errorf("proof: %v", proof)
	}
	if head := w.call("GET", "/api/public/checkpoint", "", "", 200); text(head["size"]) == "0" || !strings.Contains(text(head["checkpoint"]), "gongkai.example/log") {
		t.Errorf("checkpoint: %v", head)
	}
	w.nobodyIn("/api/public/plans", "/api/public/plans/"+id, "/api/public/reports/"+report, "/api/public/proof?ref=plan/"+id, "/api/public/proof?ref=plan/report/"+report, "/api/due/terms")
	w.answersAll(id, report)
}

// ready corrects and checks every point of a draft.
func (w *world) ready(plan string) {
	w.t.Helper()
	for _, line := range w.call("GET", plan, "officer", "", 200)["points"].([]any) {
		in := map[string]any{"rev": at(line, "point", "rev"), "checked": true}
		if at(line, "point", "parties") == nil {
			in["responsible"] = "各乡镇、街道、区政府各部门"
		}
		b, err := json.Marshal(in)
		must(w.t, err)
		w.call("POST", "/api/points/"+text(at(line, "point", "id"))+"/edit", "officer", string(b), 200)
	}
}

// report hands in a report of the clerk for the clean-up of documents, with a link and a file.
func (w *world) report() string {
	w.t.Helper()
	owed := w.call("GET", "/api/duties?text=规范政务信息管理&size=50", "clerk", "", 200)
	duty := text(at(owed, "items", "0", "id"))
	if text(at(owed, "items", "0", "due")) != "2023-10-31" {
		w.t.Fatalf("duties of the clerk: %v", owed)
	}
	w.call("POST", "/api/duties/"+duty+"/report", "other", `{"progress":"不是我的"}`, 404)
	empty := w.call("POST", "/api/duties/"+duty+"/report", "clerk", `{"public":"yes","links":"http://example.gov.cn/"}`, 422)
	for _, field := range []string{"progress", "public", "links"} {
		if !strings.Contains(text(empty["errors"]), `"field":"`+field+`"`) {
			w.t.Errorf("no word about %s: %v", field, empty)
		}
	}
	wrong := w.call("POST", "/api/duties/"+duty+"/report/briefing", "clerk", `{"progress":"听取了汇报"}`, 422)
	if !strings.Contains(text(wrong["errors"]), `"field":"chair"`) {
		w.t.Errorf("a briefing without a chair: %v", wrong)
	}
	bad := w.upload("/api/duties/"+duty+"/report", "clerk", map[string]string{"progress": "有附件"}, upload{"files", "x.exe", []byte("MZ\x90\x00\x03")}, 422)
	if at(bad, "errors", "0", "field") != "files" {
		w.t.Errorf("a program as evidence: %v", bad)
	}
	odd := w.upload("/api/duties/"+duty+"/report", "clerk", map[string]string{"progress": "名称不对", "open": "true"}, upload{"file", "x.txt", []byte("x")}, 422)
	if at(odd, "errors", "0", "field") != "file" || at(odd, "errors", "1", "field") != "open" {
		w.t.Errorf("parts with other names: %v", odd)
	}
	fields := map[string]string{"progress": "已经清理完毕。", "links": "https://example.gov.cn/art/1.html", "public": "true", "final": "true"}
	told := w.upload("/api/duties/"+duty+"/report", "clerk", fields, upload{"files", "清单.txt", []byte("一、废止三件\n")}, 201)
	id := text(told["id"])
	res := w.send("GET", "/api/reports/"+id+"/files/"+text(at(told, "evidence", "1", "file")), "officer", "", http.NoBody)
	if body := webtest.Body(w.t, res); res.StatusCode != 200 || body != "一、废止三件\n" {
		w.t.Errorf("the file comes back as %d %q", res.StatusCode, body)
	}
	return id
}

// nobodyIn looks for the people of the district in what anybody may read.
func (w *world) nobodyIn(paths ...string) {
	w.t.Helper()
	for _, p := range paths {
		body := text(w.call("GET", p, "", "", 200))
		for _, name := range append([]string{"officer", "clerk"}, people...) {
			if strings.Contains(body, name) {
				w.t.Errorf("%s names %s", p, name)
			}
		}
	}
}

// answersAll asks every GET for what is there.
func (w *world) answersAll(plan, report string) {
	w.t.Helper()
	about := w.call("GET", "/api/reports/"+report, "officer", "", 200)
	item := w.item()
	version := w.enforced("assistance")
	shown, err := w.Items.Page(w.t.Context(), w.released("防汛通知", ""))
	must(w.t, err)
	asked, aid := w.request()
	yearly := w.yearly()
	consulted := w.consulted()
	compared := w.compared()
	ids := map[string]string{
		"/requests/": asked, "/aid/": aid, "/remedies/": w.remedy(), "/incoming/": w.incoming(), "/request-batches/": w.paper(), "/redactions/": w.redaction(asked), "/request-papers/": w.kept(asked), "/proposals/": w.raised(asked), "/corrections/": w.claimed("区农业农村局"), "/messages/": w.publicLetter(), "/message-templates/": w.worded(), "/concerns/": text(w.concern()["id"]), "/hotspots/": w.spot(),
		"/annual-reports/": yearly, "/consults/": consulted[0], "/events/": w.invited(), "/opinions/": consulted[1], "/hearings/": consulted[2],
		"/items/": text(item["item_id"]), "/editions/": text(item["id"]), "/files/": text(at(item, "attachments", "0", "file")),
		"/batches/": text(at(w.batch(), "batch", "id")), "/passes/": text(w.falseAlarm()["id"]), "/topics/": text(w.topic()["id"]), "/policies/": text(w.document()["id"]), "/policy-imports/": text(at(w.library(libraryTable, nil, 200), "import", "id")), "/interpretations/": text(w.interpretation()["id"]), "/surveys/": text(w.survey()["id"]), "/measures/": text(w.measure()["id"]), "/faqs/": text(w.entry()["id"]), "/cleanups/": text(w.cleanup()["id"]), "/differences/": compared[0], "/difference-lines/": compared[1], "/gazettes/": text(w.gazette()["id"]),
		"/catalogues/": version, "/columns/": text(at(w.call("GET", "/api/public/columns", "", "", 200), "columns", "0", "id")),
		"/plans/": plan, "/points/": text(at(about, "point", "id")), "/tasks/": text(at(about, "task", "id")), "/reports/": report,
		"/duties/": text(at(about, "duty", "id")), "/units/": text(at(about, "report", "unit_id")),
		"/journal/": text(at(w.call("GET", "/api/journal?ref=plan/"+plan, "officer", "", 200), "items", "0", "id")),
	}
	queries := map[string]string{
		"/api/difference-lines":     "?difference=" + compared[0],
		"/api/consults/opinions":    "?consult=" + consulted[0],
		"/api/annual-reports/cases": "?table=3&row=1&column=total&id=" + yearly,
		"/api/due":                  "?from=2023-09-15&workdays=20", "/api/due/events": "?term=foi.reply&events=receive%202026-01-28",
		"/api/public/catalogue": "?domain=assistance", "/api/public/proof": "?ref=plan/" + plan, "/api/units/resolve": "?name=区农业农村局",
		"/api/public/edition": "?address=" + shown.History[0].Address, "/api/public/suggest": "?q=防汛",
	}
	for _, e := range w.Endpoints() {
		if e.Method != http.MethodGet || e.Name == "plan.preview" || e.Name == "plan.report_file" || e.Name == "policy.evidence" || e.Name == "deposit.get" || e.Name == "deposit.documents" || e.Name == "public.policy" || e.Name == "public.interpretation" || e.Name == "public.measure" || e.Name == "public.faq" || e.Name == "policy.citation" || e.Name == "public.cleanup" || e.Name == "public.gazette" || e.Name == "public.cleanup_documents" || e.Name == "cleanup.verdict_get" || e.Name == "public.topic" || e.Name == "public.topic_table" || e.Name == "public.item" {
			continue // of a draft, asked for above, or not there
		}
		path := e.Path + queries[e.Path]
		for noun, id := range ids {
			path = strings.Replace(path, noun+"{id}", noun+id, 1)
			path = strings.Replace(path, noun+"{file}", noun+id, 1)
		}
		res := w.send("GET", path, "officer", "", http.NoBody)
		if body := webtest.Body(w.t, res); res.StatusCode != 200 || len(body) < 10 {
			w.t.Errorf("%s answers %d %s", path, res.StatusCode, body)
		}
	}
}

// yearly begins the report of the clerk's unit on this year.
func (w *world) yearly() string {
	w.t.Helper()
	in := fmt.Sprintf(`{"unit":%d,"year":%d,"source":"records"}`, w.resolve("区农业农村局"), w.DB.Today().Year())
	id := text(w.call("POST", "/api/annual-reports", "officer", in, 201)["id"])
	// A place writes itself as a text: embedded in what it stands in, it wrote the whole as one.
	first := at(w.call("GET", "/api/annual-reports/"+id, "officer", "", 200), "numbers", "0")
	number, is := at(first, "number").(json.Number)
	if place := at(first, "place"); place != "2/rules/made" || !is || number != "0" || at(first, "listed") != false {
		w.t.Errorf("a number of a report is written as %v", first)
	}
	return id
}

// TestCells: the cells of a report are sent as an object of texts, and what is wrong with
// one is said under its own name.
func TestCells(t *testing.T) {
	w := newWorld(t)
	in := fmt.Sprintf(`{"unit":%d,"year":%d,"source":"paper"}`, w.resolve("区农业农村局"), w.DB.Today().Year()-1)
	path := "/api/annual-reports/" + text(w.call("POST", "/api/annual-reports", "officer", in, 201)["id"]) + "/fill"
	for _, row := range []struct {
		body, at string
		status   int
	}{
		{`{"rev":1,"cells":{"3/1/citizen":"四"},"sure":true}`, "cells.3/1/citizen", 422},
		{`{"rev":1,"cells":{"3/1":"4"}}`, "cells.3/1", 422},
		{`{"rev":1,"cells":{"3/1/citizen":4}}`, "cells", 422},
		{`{"rev":1,"cells":["4"]}`, "cells", 422},
		{`{"rev":1,"cells":{"3/1/citizen":"4"},"sure":true}`, "", 200},
	} {
		got := w.call("POST", path, "officer", row.body, row.status)
		if row.at != "" && !strings.Contains(fmt.Sprint(got), row.at+" ") && !strings.Contains(fmt.Sprint(got), row.at+"]") && !strings.Contains(fmt.Sprint(got), row.at+":") {
			t.Errorf("%s: %v", row.body, got)
		}
	}
}

func TestRows(t *testing.T) {
	w := newWorld(t)
	for _, row := range []struct {
		method, path, login, body string
		status                    int
		has                       string
	}{
		{"GET", "/api/plans", "", "", 401, `"key":"api.want_token"`},
		{"GET", "/api/plans", "officer", "", 200, `"items":[]`},
		{"GET", "/api/public/plans", "", "", 200, `"total":0`},
		{"GET", "/api/public/plans?state=draft", "", "", 422, `"field":"state"`},
		{"GET", "/api/public/checkpoint", "", "", 503, "journal.not_yet"},
		{"GET", "/api/plans?size=x", "officer", "", 422, `"field":"size"`},
		{"GET", "/api/plans?after=zzz", "officer", "", 422, `"key":"db.bad_page"`},
		{"GET", "/api/plans/9007199254740993", "officer", "", 404, "not_found"},
		{"GET", "/api/plans/x", "officer", "", 404, "not_found"},
		{"PUT", "/api/plans", "officer", "", 405, "api.bad_method"},
		{"GET", "/api/plans/import", "officer", "", 404, ""},
		{"GET", "/api/nothing", "", "", 404, "api.no_endpoint"},
		{"POST", "/api/plans", "officer", `{"text":"只有一句话。"}`, 422, `"field":"text"`},
		{"POST", "/api/plans", "officer", `{"text":`, 422, "api.bad_json"},
		{"POST", "/api/plans", "officer", `{"text":"a"} {"text":"b"}`, 422, "api.bad_json"},
		{"POST", "/api/plans", "officer", `{"file":"a"}`, 422, "api.file_in_json"},
		{"POST", "/api/plans", "clerk", `{"text":"a"}`, 403, "api.want_perm"},
		{"POST", "/api/plans/import", "officer", `{"year":2022}`, 422, `"field":"title"`},
		{"POST", "/api/holidays/import", "officer", `{"text":"date,kind,name,source\n2027-13-01,off,x,y\n","dry":true}`, 422, `"line":2`},
		{"POST", "/api/holidays/import", "clerk", `{"text":""}`, 403, "holidays.edit"},
		{"GET", "/api/due?from=2023-09-15&workdays=20", "", "", 200, `"due":"2023-10-19","provisional":false,"state":"running"`},
		{"GET", "/api/due?from=2023-09-15&workdays=20&days=3", "", "", 422, "api.one_term"},
		{"GET", "/api/due?from=2023-09-31&workdays=20", "", "", 422, `"field":"from"`},
		{"GET", "/api/due?from=2023-09-15&term=foi.nothing", "", "", 422, `"field":"term"`},
		{"GET", "/api/due/events?term=foi.reply&events=receive+2026-01-28;ask+A+2026-02-03;ask+B+2026-02-10;heard+A+2026-03-02;heard+B+2026-03-06", "", "", 200, `"due":"2026-03-30","provisional":false`},
		{"GET", "/api/due/events?term=foi.reply&events=heard+A+2026-02-03", "", "", 409, "heard A 2026-02-03"},
		{"GET", "/api/units/resolve?name=区农业农村渔业局", "officer", "", 200, `{"similar":[{"units":[`},
		{"GET", "/api/units/tree", "clerk", "", 200, `"parent_id"`},
		{"GET", "/api/holidays?year=2023", "clerk", "", 200, `"date":"2023-10-07"`},
		{"GET", "/api/journal", "clerk", "", 403, "journal.find"},
		{"GET", "/api/journal?to=2023-01-01&from=2023-02-01", "officer", "", 422, `"field":"to"`},
	} {
		typ := ""
		if row.body != "" {
			typ = "application/json"
		}
		path := strings.ReplaceAll(row.path, ";", "%3B")
		res := w.send(row.method, path, row.login, typ, strings.NewReader(row.body))
		body := webtest.Body(t, res)
		if res.StatusCode != row.status || !strings.Contains(body, row.has) {
			t.Errorf("%s %s answers %d, want %d with %s\n%.600s", row.method, row.path, res.StatusCode, row.status, row.has, body)
		}
		if want := "application/problem+json"; row.status >= 400 && res.Header.Get("Content-Type") != want {
			t.Errorf("%s %s: %s", row.method, row.path, res.Header.Get("Content-Type"))
		}
		if row.status >= 400 && !strings.Contains(body, `"request_id":"`+res.Header.Get("X-Request-Id")+`"`) {
			t.Errorf("%s %s has no request id: %s", row.method, row.path, body)
		}
	}
}

// TestMoveHolidays imports a notice, first dry.
func TestMoveHolidays(t *testing.T) {
	w := newWorld(t)
	const in = `{"text":"date,kind,name,source\n2027-01-01,holiday,元旦,国办发明电〔2026〕9号\n","dry":%t}`
	dry := w.call("POST", "/api/holidays/import", "officer", fmt.Sprintf(in, true), 200)
	if at(dry, "changes", "0", "date") != "2027-01-01" || dry["dry"] != true {
		t.Errorf("dry: %v", dry)
	}
	if got := w.call("GET", "/api/holidays?year=2027", "officer", "", 200); len(got["days"].([]any)) != 0 {
		t.Errorf("a dry run kept %v", got)
	}
	w.call("POST", "/api/holidays/import", "officer", fmt.Sprintf(in, false), 200)
	if got := w.call("GET", "/api/holidays?year=2027", "officer", "", 200); len(got["days"].([]any)) != 1 {
		t.Errorf("imported: %v", got)
	}
}

func TestTokens(t *testing.T) {
	w := newWorld(t)
	w.tokens["wrong"] = "gongkai_nothing"
	res := w.send("GET", "/api/public/plans", "wrong", "", http.NoBody)
	if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != 401 || !strings.Contains(got, `error="invalid_token"`) {
		t.Errorf("a wrong token at a public endpoint: %d %s", res.StatusCode, got)
	}
	res = w.send("GET", "/api/duties", "", "", http.NoBody)
	if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != 401 || got != `Bearer realm="gongkai"` {
		t.Errorf("no token: %d %s", res.StatusCode, got)
	}
	officer, err := w.Users.TokenActor(t.Context(), w.tokens["officer"])
	must(t, err)
	w.tokens["narrow"] = w.token(officer.Owner, "duty.see")
	w.call("GET", "/api/duties", "narrow", "", 200)
	res = w.send("GET", "/api/plans", "narrow", "", http.NoBody)
	if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != 403 || !strings.Contains(got, `scope="plan.see"`) {
		t.Errorf("another right than the token has: %d %s", res.StatusCode, got)
	}
	must(t, w.Users.Disable(w.machine(), officer.Owner))
	w.call("GET", "/api/duties", "narrow", "", 401)
}

// TestInternalStaysInside asks for what a broken service answers.
func TestInternalStaysInside(t *testing.T) {
	w := newWorld(t)
	must(t, w.DB.Close())
	res := w.send("GET", "/api/public/plans", "", "", http.NoBody)
	body := webtest.Body(t, res)
	if res.StatusCode < 500 || strings.Contains(body, "sql") || strings.Contains(body, "database is closed") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	rec := w.problem(fault.Caused(fmt.Errorf("secret of the house"), fault.Internal, "plan.not_draft"))
	if body := webtest.Body(t, rec); rec.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(body, `"key":"internal"`) {
		t.Errorf("%d %s", rec.StatusCode, body)
	}
	rec = w.problem(fault.New(fault.TooMany, "not_allowed"))
	if rec.StatusCode != 429 || rec.Header.Get("Retry-After") == "" {
		t.Errorf("%d, try again after %q", rec.StatusCode, rec.Header.Get("Retry-After"))
	}
}

func TestDocs(t *testing.T) {
	w := newWorld(t)
	res := w.send("GET", "/api", "", "", http.NoBody)
	body := webtest.Body(t, res)
	webtest.Parse(t, body).Sound(t)
	if strings.Contains(body, "<script src=\"http") || res.Header.Get("Content-Security-Policy") == "" {
		t.Error("the page is not under the policy")
	}
	for _, e := range w.Endpoints() {
		if !strings.Contains(body, e.Method+" "+e.Path+"<") {
			t.Errorf("the page has no %s %s", e.Method, e.Path)
		}
	}
}

func TestTemplates(t *testing.T) { webtest.Pages(t) }
