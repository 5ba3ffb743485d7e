package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// ledger is answered in a table of two numbers below merged heads.
type ledger struct {
	Rev   int64             `form:"rev" type:"hidden"`
	Cells map[string]string `form:"cells" label:"各格" max:"5"`
}

func (ledger) Grids(string) []web.Grid {
	at := func(key string) web.GridSquare { return web.GridSquare{Key: key, Label: "第一行，" + key} }
	return []web.Grid{{
		ID: "g", Name: "表", Head: [][]web.GridSquare{{{Text: "件数", Scope: "colgroup", Across: 3}}},
		Rest: [][]web.GridSquare{{{Text: "第一行", Scope: "row", Down: 2}, at("a/1"), at("a/2")}},
	}}
}

// TestGrid: answers of a table are kept, their faults stand at their squares and lead there,
// and who was slower sees what is stored beside what was typed.
func TestGrid(t *testing.T) {
	stored := ledger{Rev: 2, Cells: map[string]string{"a/1": "7", "a/2": "8"}}
	var saved ledger
	do := func(_ context.Context, _ thingID, in ledger) (string, error) {
		switch {
		case in.Rev != stored.Rev:
			return "", fault.New(fault.Conflict, "db.rev")
		case in.Cells["a/1"] == "九":
			return "", fault.Field("cells.a/1", "web.bad_number", "九")
		}
		saved = in
		return "", nil
	}
	page := web.FormPage[ledger](web.Bare, "录入")
	zero := web.Aside("zero", "填零", func(_ context.Context, in ledger) (ledger, error) {
		in.Cells = map[string]string{"a/1": in.Cells["a/1"], "a/2": "0"}
		return in, nil
	})
	load := func(context.Context, thingID) (ledger, error) { return stored, nil }
	h := webtest.Kit(time.Now()).Handler([]web.Route{web.Form("/{id}", auth.Public, web.Act(page, load, do, func(string) string { return "/" }, zero))})
	at := func(rev, one, two string) url.Values {
		return url.Values{"rev": {rev}, "cells.a/1": {one}, "cells.a/2": {two}}
	}
	one, two := "css:input[name='cells.a/1']", "css:input[name='cells.a/2']"
	webtest.Run(t, h,
		webtest.Scenario{Name: "first", URL: "/1", Has: []string{one + "[value='7'][aria-label='第一行，a/1']", two + "[value='8']", "css:th[colspan='3'][scope=colgroup]", "css:th[rowspan='2']"}},
		webtest.Scenario{
			Name: "wrong", Method: http.MethodPost, URL: "/1", Form: at("2", "九", "3"), Status: http.StatusUnprocessableEntity,
			Has: []string{one + "[value='九'][aria-invalid=true]", two + "[value='3']", "css:.esum a[href='#f-cells-a-1']", "第一行，a/1："}, Not: []string{two + "[aria-invalid]"},
		},
		webtest.Scenario{
			Name: "too long", Method: http.MethodPost, URL: "/1", Form: at("2", "1", "123456"), Status: http.StatusUnprocessableEntity,
			Has: []string{two + "[value='123456'][aria-invalid=true]", "最多 5 字"},
		},
		webtest.Scenario{
			Name: "slower", Method: http.MethodPost, URL: "/1", Form: at("1", "7", "9"), Status: http.StatusConflict,
			Has: []string{two + "[value='9']", "现在保存的是：8", "css:input[name=rev][value='2']"}, Not: []string{"现在保存的是：7"},
		},
		webtest.Scenario{Name: "aside", Method: http.MethodPost, URL: "/1", Form: url.Values{"rev": {"2"}, "cells.a/1": {"5"}, "do": {"zero"}}, Has: []string{one + "[value='5']", two + "[value='0']"}},
		webtest.Scenario{Name: "saved", Method: http.MethodPost, URL: "/1", Form: at("2", " 4 ", ""), Status: http.StatusSeeOther, Location: "/"},
	)
	if len(saved.Cells) != 1 || saved.Cells["a/1"] != "4" {
		t.Errorf("saved %v", saved.Cells)
	}
	many := url.Values{"rev": {"2"}}
	for i := range 2001 {
		many.Set(fmt.Sprintf("cells.x/%d", i), "1")
	}
	webtest.Run(t, h, webtest.Scenario{Name: "too many", Method: http.MethodPost, URL: "/1", Form: many, Status: http.StatusUnprocessableEntity, Has: []string{"一次最多填写 2000 格"}})
	if strings.Contains(fmt.Sprint(saved.Cells), "x/") {
		t.Error("a square that is too many is kept")
	}
}
