package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/surface/web/webtest"
	"gongkai.example/gongkai/profiles"
)

// table is a catalogue of the reference district.
func table(t *testing.T, domain string) string {
	t.Helper()
	b, err := profiles.Files.ReadFile("honggutan/catalogues/" + domain + ".csv")
	must(t, err)
	return string(b)
}

// enforced imports a catalogue by token, puts it in force, and returns the id of the version.
func (w *world) enforced(domain string) string {
	w.t.Helper()
	out := w.upload("/api/catalogues", "officer", map[string]string{"domain": domain}, upload{"file", "a.csv", []byte(table(w.t, domain))}, 200)
	id := text(at(out, "version", "id"))
	w.call("POST", "/api/catalogues/"+id+"/enforce", "officer", `{"rev":1}`, 200)
	return id
}

func TestCatalogue(t *testing.T) {
	w := newWorld(t)
	w.call("GET", "/api/public/catalogue?domain=assistance", "", "", 404)
	dry := w.upload("/api/catalogues", "officer", map[string]string{"domain": "社会救助", "dry": "true"}, upload{"file", "a.csv", []byte(table(t, "assistance"))}, 200)
	if len(dry["rows"].([]any)) != 21 || dry["version"] != nil {
		t.Errorf("dry run: %v", dry["version"])
	}
	bad := w.upload("/api/catalogues", "officer", map[string]string{"domain": "19"}, upload{"file", "a.csv", []byte("姓名,电话\n某甲,1\n")}, 422)
	if !strings.Contains(text(bad["errors"]), `"field":"file"`) {
		t.Errorf("no word about the file: %v", bad)
	}
	w.upload("/api/catalogues", "clerk", map[string]string{"domain": "19"}, upload{"file", "a.csv", []byte(table(t, "assistance"))}, 403)
	id := w.enforced("assistance")
	page := w.call("GET", "/api/public/catalogue?domain=19", "", "", 200)
	if at(page, "rows", "6", "level2") != "办事指南" || text(at(page, "rows", "6", "term", "n")) != "10" {
		t.Errorf("public page: %v", at(page, "rows", "6"))
	}
	csv := webtest.Body(t, w.send("GET", "/api/public/catalogues/"+id+"/table", "", "", http.NoBody))
	if !strings.Contains(csv, "一级事项") || !strings.Contains(csv, "最低生活保障") {
		t.Errorf("table: %s", csv)
	}
	rows := w.call("GET", "/api/catalogue-rows?domain=assistance&text=资金使用&size=5", "officer", "", 200)
	row := at(rows, "items", "0")
	bound := w.call("POST", "/api/catalogue-texts/"+text(at(row, "text_id"))+"/bind", "officer", `{"rev":1,"units":"区农业农村局"}`, 200)
	if text(at(bound, "units", "1")) != "" || at(bound, "term", "every") != "quarter" {
		t.Errorf("bound: %v", bound)
	}
	unit := text(at(bound, "units", "0"))
	in := `{"unit":` + unit + `,"title":"某项资金","day":"2023-08-10"}`
	w.call("POST", "/api/catalogue-rows/"+text(at(row, "id"))+"/formed", "clerk", in, 422) // by the calendar
	w.call("POST", "/api/catalogue-texts/"+text(at(row, "text_id"))+"/bind", "officer", `{"rev":2,"term":"20个工作日内"}`, 200)
	formed := w.call("POST", "/api/catalogue-rows/"+text(at(row, "id"))+"/formed", "clerk", in, 200)
	duty := w.call("GET", "/api/duties/"+text(at(formed, "duty_id")), "clerk", "", 200)
	if duty["due"] != "2023-09-07" || duty["rule"] != "catalogue.publish" {
		t.Errorf("duty: %v", duty)
	}
	w.call("POST", "/api/catalogue-rows/"+text(at(row, "id"))+"/formed", "other", in, 403)
	board := w.call("GET", "/api/catalogues/board", "clerk", "", 200)
	if text(at(board, "total", "owed")) == "0" {
		t.Errorf("board: %v", board["total"])
	}
}

func TestColumns(t *testing.T) {
	w := newWorld(t)
	all := w.call("GET", "/api/public/columns", "", "", 200)["columns"].([]any)
	if len(all) < 60 || at(all[0], "code") != "zjhgt" {
		t.Errorf("%d columns", len(all))
	}
	unit := text(at(all[0], "keeper_id"))
	layout := w.call("GET", "/api/public/columns?unit="+unit, "", "", 200)["columns"].([]any)
	if len(layout) != 31 || at(layout[0], "platform") != "home" {
		t.Errorf("layout of %d columns, first %v", len(layout), at(layout[0], "name"))
	}
	w.call("GET", "/api/public/columns?unit=1", "", "", 404)
	w.clock.Set("2023-08-29")
	late := w.call("GET", "/api/columns?state=late", "clerk", "", 200)
	verdict := w.call("GET", "/api/columns/verdict", "clerk", "", 200)
	n, err := strconv.Atoi(text(at(verdict, "overdue", "n")))
	if err != nil || n != len(late["items"].([]any)) || n == 0 {
		t.Errorf("late %v, verdict %v", late["total"], verdict)
	}
}
