package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestFollow opens the forms from the pages that they are about. Where no mail goes out,
// no page leads to one.
func TestFollow(t *testing.T) {
	w := lived
	search := url.Values{"q": {"行政事业性收费"}, "year": {"2023"}}.Encode()
	for _, c := range []struct{ name, page, form, about string }{
		{"item", itemURL(w.items.rich), "/subscribe" + itemURL(w.items.rich), richTitle},
		{"column", "/column/" + columnCode, "/subscribe/column/" + columnCode, "“收费项目”栏目"},
		{"unit", "/unit/czj", "/subscribe/unit/czj", "区财政局公开的信息"},
		{"search", "/search?newest=true&" + search, "/subscribe/search?" + search, "搜索：“行政事业性收费”，年份为2023 年"},
		{"search without hits", "/search?q=" + url.QueryEscape("鑫鑫鑫鑫"), "/subscribe/search?q=" + url.QueryEscape("鑫鑫鑫鑫"), "鑫鑫鑫鑫"},
	} {
		t.Run(c.name, func(t *testing.T) {
			leads := func() (found bool) {
				w.Memory.Forget()
				_, body := get(t, w.handler, c.page)
				for _, a := range webtest.Parse(t, body).All("a[href]") {
					found = found || a.Attr("href") == c.form
				}
				return found
			}
			off := w.Subscriptions
			w.Subscriptions = w.mails
			on := leads()
			w.Subscriptions = off
			if !on || leads() {
				t.Errorf("%s leads to %s: %v where mail goes out", c.page, c.form, on)
			}
			webtest.Run(t, w.handler,
				webtest.Scenario{Name: "form", URL: c.form, Has: []string{c.about, "还没有开通邮件"}},
				webtest.Scenario{Name: "ask", URL: c.form, Form: url.Values{"address": {"a@example.com"}}, Status: http.StatusConflict, Has: []string{c.about}, Not: []string{"a@example.com"}},
			)
		})
	}
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "draft", URL: "/subscribe" + itemURL(w.items.draft), Status: 404, Not: []string{hiddenTitle}},
		webtest.Scenario{Name: "removed", URL: "/subscribe" + itemURL(w.items.removed), Has: []string{"索引号为 360113002/2023-"}, Not: []string{"已经删除的公示"}},
		webtest.Scenario{Name: "no column", URL: "/subscribe/column/none", Status: 404},
		webtest.Scenario{Name: "no unit", URL: "/subscribe/unit/none", Status: 404},
		webtest.Scenario{Name: "no number", URL: "/subscribe/publish/x", Status: 404},
		webtest.Scenario{Name: "empty search", URL: "/subscribe/search", Status: 404},
		webtest.Scenario{Name: "search by another path", URL: "/subscribe/search/newest=true", Status: 404},
		webtest.Scenario{Name: "bad filter", URL: "/subscribe/search?q=x&unit=x", Status: 422},
		webtest.Scenario{Name: "too long", URL: "/subscribe/search?q=" + url.QueryEscape(strings.Repeat("收", 400)), Status: 422, Has: []string{"这个搜索太长"}},
	)
}

// moment is a time after all that was done, and before all that will be.
func (w *world) moment() time.Time {
	at := w.DB.Now().Add(time.Millisecond)
	for !w.DB.Now().After(at.Add(time.Millisecond)) {
		time.Sleep(time.Millisecond)
	}
	return at
}

// TestNews has the sources tell of what happens, each of what is its own, and only of that.
func TestNews(t *testing.T) {
	w := lived
	ctx := t.Context()
	before := w.moment()
	e := w.release(ctx, w.edit("鸿鹄工程收费标准公告", "各单位：\n现予公布。\n"))
	_, err := w.Items.Draft(auth.With(ctx, w.items.clerk), w.items.unit, w.edit("鸿鹄工程尚未公开的收费标准", "各单位：\n内部。\n"), nil)
	check(err)
	has := func(noun, of string, since time.Time, want int, words ...string) {
		t.Helper()
		source := w.News()[noun]
		if _, err := source.Title(ctx, of); err != nil {
			t.Errorf("%s/%s: %v", noun, of, err)
		}
		n, err := source.News(ctx, of, since)
		if err != nil {
			t.Errorf("%s/%s: %v", noun, of, err)
			return
		}
		var text strings.Builder
		for _, it := range n.Items {
			text.WriteString(it.Title + " " + it.Path + "\n")
		}
		if len(n.Items) != want || n.Total != want || n.More || strings.Contains(text.String(), "尚未公开") {
			t.Errorf("%s/%s has %d of %d:\n%s", noun, of, len(n.Items), n.Total, &text)
		}
		for _, word := range words {
			if !strings.Contains(text.String(), word) {
				t.Errorf("%s/%s does not tell of %q:\n%s", noun, of, word, &text)
			}
		}
	}
	item := strings.TrimPrefix(publish.RefOf(e.ItemID), "publish/")
	q := url.Values{"q": {"鸿鹄工程 收费标准"}}.Encode()
	released := []string{"鸿鹄工程收费标准公告（区财政局，", itemURL(e.ItemID)}
	has("publish", item, before, 1, "发布（第 1.0 版）", itemURL(e.ItemID))
	has("column", columnCode, before, 1, released...)
	has("column", "zwgk", before, 1, released...)
	has("unit", "czj", before, 1, released...)
	has("unit", "sfj", before, 0)
	has("search", q, before, 1, released...)
	has("search", q+"&year=2019", before, 0)
	has("search", url.Values{"q": {"鸿鹄工程 火星开发"}}.Encode(), before, 0)

	circular := url.Values{"q": {`"2023年红谷滩区政务公开工作要点"`}}.Encode()
	has("search", circular, demo.Issued.Start().Add(-time.Hour), 2, "2023年红谷滩区政务公开工作要点（区政府办公室，2023-08-14）", lived.planURL(""))
	has("search", circular, before, 0) // it was issued before
	later := w.moment()
	for noun, of := range map[string]string{"publish": item, "column": columnCode, "unit": "czj", "search": q} {
		has(noun, of, later, 0)
	}
	_, err = w.Items.Remove(auth.With(ctx, w.items.signer), e.ID, publish.Remove{Because: publish.Because{Rev: e.Rev, Reason: "公示期满"}})
	check(err)
	has("publish", item, later, 1, "删除")
	has("column", columnCode, before, 0)
	has("search", q, before, 0)
}
