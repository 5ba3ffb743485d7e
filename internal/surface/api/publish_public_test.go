package api_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// released makes an item public in a column and returns its id.
func (w *world) released(title, number string) publish.ID {
	w.t.Helper()
	policy, err := auth.Join(publish.Policy, topic.Policy)
	must(w.t, err)
	at := w.resolve("区农业农村局")
	as := func(id int64, r auth.Role) auth.Actor {
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: at, Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: auth.Units{IDs: []int64{at}}}}}
	}
	var fees int64
	must(w.t, w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zwgk-fd-xczx")
		fees = int64(c.ID)
		return err
	}))
	ctx := auth.With(w.t.Context(), as(8001, auth.Clerk))
	e, err := w.Items.Draft(ctx, at, publish.Edit{
		Title: title, Number: number, Body: "各乡镇：\n现予公布。\n", Attribute: publish.Open, Column: fees, Anchor: "foi:20-11", Genre: "08", Theme: "06", MadeOn: "2023-08-10",
	}, nil)
	must(w.t, err)
	hurry := auth.With(w.t.Context(), as(8002, auth.Signer))
	e, err = w.Items.Emergency(hurry, e.ID, publish.Because{Rev: e.Rev, Reason: "汛情"})
	must(w.t, err)
	return e.ItemID
}

func itoa(id publish.ID) string { return strconv.FormatInt(int64(id), 10) }

func TestPublicItems(t *testing.T) {
	w := newWorld(t)
	empty := w.call("GET", "/api/public/items", "", "", 200)
	if len(empty["items"].([]any)) != 0 {
		t.Errorf("%v", empty)
	}
	one, two := w.released("防汛通知", "红农字〔2023〕1号"), w.released("=秋种补贴公示", "")
	rows := w.call("GET", "/api/public/items?size=1&anchor=foi:20-11", "", "", 200)
	if at(rows, "items", "0", "title") != "=秋种补贴公示" || text(rows["next"]) == "" || text(rows["total"]) != "2" || at(rows, "items", "0", "summary") != "现予公布。" {
		t.Errorf("first page: %v", rows)
	}
	rows = w.call("GET", "/api/public/items?size=1&after="+text(rows["next"]), "", "", 200)
	if at(rows, "items", "0", "title") != "防汛通知" {
		t.Errorf("second page: %v", rows)
	}
	if rows = w.call("GET", "/api/public/items?from=2023-08-15", "", "", 200); text(rows["total"]) != "0" {
		t.Errorf("from another day: %v", rows)
	}
	w.call("GET", "/api/public/items?after=x", "", "", 422)
	item := w.call("GET", "/api/public/items/"+itoa(one), "", "", 200)
	address := text(at(item, "history", "0", "address"))
	if at(item, "content", "number") != "红农字〔2023〕1号" || item["version"] != "1.0" || item["summary"] != "现予公布。" || at(item, "history", "0", "emergency") != true {
		t.Errorf("item: %v", item)
	}
	if e := w.call("GET", "/api/public/edition?address="+address, "", "", 200); at(e, "content", "title") != "防汛通知" {
		t.Errorf("edition: %v", e)
	}
	for _, bad := range []string{"publish/x/y", "publish/1/2023-08-14-v1.0", "plan/1/2", address + "0", "publish/" + itoa(one)} {
		w.call("GET", "/api/public/edition?address="+bad, "", "", 404)
	}
	w.call("GET", "/api/public/items/1", "", "", 404)
	res := w.send("GET", "/api/public/items.csv", "", "", http.NoBody)
	table := webtest.Body(t, res)
	if !strings.Contains(table, ",'=秋种补贴公示,现予公布。,") || !strings.Contains(table, "/publish/"+itoa(two)) || res.Header.Get("ETag") == "" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("table: %v\n%s", res.Header, table)
	}
}

func TestPublicSearch(t *testing.T) {
	w := newWorld(t)
	id := w.released("防汛抗旱应急通知", "红农字〔2023〕1号")
	for _, q := range []string{"q=防汛", "q=红农字[2023]1号", "genre=08"} {
		found := w.call("GET", "/api/public/search?"+q, "", "", 200)
		if text(at(found, "hits", "0", "id")) != itoa(id) || text(at(found, "facets", "units", "0", "count")) != "1" {
			t.Errorf("%s: %v", q, found)
		}
	}
	if s := w.call("GET", "/api/public/suggest?q=防汛", "", "", 200); text(at(s, "titles", "0", "id")) != itoa(id) {
		t.Errorf("suggestions: %v", s)
	}
	e, err := w.Items.Page(t.Context(), id)
	must(t, err)
	if s := w.call("GET", "/api/public/suggest?q=防汛", "", "", 200); at(s, "titles", "0", "mark") != nil || e.Validity != publish.Valid {
		t.Errorf("a mark on what is in force: %v", s)
	}
	must(t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
		return w.Search.Put(tx, search.Doc{ID: 7, Noun: "publish", Title: "防汛旧通知", On: "2022-01-01", Year: 2022, State: search.Lapsed})
	}))
	if s := w.call("GET", "/api/public/suggest?q=防汛旧", "", "", 200); at(s, "titles", "0", "mark") != "已失效" {
		t.Errorf("what has lapsed is offered without its mark: %v", s)
	}
	w.call("GET", "/api/public/search?from=x", "", "", 422)
	w.call("GET", "/api/public/search?q=防汛&unit=-1", "", "", 422)
}

func TestPublicTopics(t *testing.T) {
	w := newWorld(t)
	w.released("防汛通知", "")
	if all := w.call("GET", "/api/public/topics", "", "", 200); len(all["topics"].([]any)) != 0 {
		t.Errorf("%v", all)
	}
	made, err := w.Topics.Make(w.as("officer"), topic.Change{Title: "防汛专题", Code: "flood", Words: "防汛", Order: topic.Newest})
	must(t, err)
	w.call("GET", "/api/public/topic?code=flood", "", "", 404)
	policy, err := auth.Join(topic.Policy)
	must(t, err)
	other := auth.Actor{Kind: auth.Person, ID: 8003, Name: "other", Grants: []auth.Grant{{Role: auth.Office, Perms: policy.Perms(auth.Office), Units: auth.Units{All: true}}}}
	_, err = w.Topics.Open(auth.With(t.Context(), other), made.ID, topic.Seen{Rev: made.Rev})
	must(t, err)
	if page := w.call("GET", "/api/public/topic?code=flood", "", "", 200); at(page, "items", "items", "0", "title") != "防汛通知" {
		t.Errorf("topic: %v", page)
	}
}

// TestDCAT reads the catalogue of data as a harvester does.
func TestDCAT(t *testing.T) {
	w := newWorld(t)
	w.URL = "https://www.example.gov.cn"
	w.released("防汛通知", "")
	res := w.send("GET", "/api/public/dcat.jsonld", "", "", http.NoBody)
	if res.Header.Get("Content-Type") != "application/ld+json" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v", res.Header)
	}
	var out map[string]any
	must(t, json.Unmarshal([]byte(webtest.Body(t, res)), &out))
	sets := out["dcat:dataset"].([]any)
	if out["@type"] != "dcat:Catalog" || at(out, "dct:publisher", "@type") != "foaf:Agent" || len(sets) != 1 {
		t.Fatalf("%v", out)
	}
	set := sets[0].(map[string]any)
	if set["@id"] != "https://www.example.gov.cn/column/zwgk-fd-xczx" || at(set, "dct:title", "@language") != "zh" || !strings.HasPrefix(text(at(set, "dct:modified", "@value")), "2023-08-14T") {
		t.Errorf("data set: %v", set)
	}
	for _, d := range set["dcat:distribution"].([]any) {
		path, ours := strings.CutPrefix(text(at(d, "dcat:downloadURL", "@id")), w.URL)
		if !ours || !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/column/") {
			t.Errorf("a distribution at %s", path)
		}
		if strings.HasPrefix(path, "/api/") {
			if got := w.send("GET", path, "", "", http.NoBody); got.StatusCode != http.StatusOK || !strings.Contains(webtest.Body(t, got), "防汛通知") {
				t.Errorf("%s answers %d", path, got.StatusCode)
			}
		}
	}
}

// TestPublicTables has every public list as a table too: the same things, in words.
func TestPublicTables(t *testing.T) {
	w := newWorld(t)
	w.URL = "https://www.example.gov.cn"
	id := w.released("防汛抗旱应急通知", "红农字〔2023〕1号")
	made, err := w.Topics.Make(w.as("officer"), topic.Change{Title: "防汛专题", Code: "flood", Words: "防汛", Pins: publish.RefOf(id), Order: topic.Newest})
	must(t, err)
	policy, err := auth.Join(topic.Policy)
	must(t, err)
	other := auth.Actor{Kind: auth.Person, ID: 8003, Name: "other", Grants: []auth.Grant{{Role: auth.Office, Perms: policy.Perms(auth.Office), Units: auth.Units{All: true}}}}
	_, err = w.Topics.Open(auth.With(t.Context(), other), made.ID, topic.Seen{Rev: made.Rev})
	must(t, err)
	item := "https://www.example.gov.cn/publish/" + itoa(id)
	for path, has := range map[string][]string{
		"items.csv":            {"防汛抗旱应急通知,现予公布。,红农字〔2023〕1号,2023-08-10,", "农业农村局,", item},
		"topic.csv?code=flood": {"防汛抗旱应急通知,现予公布。,红农字〔2023〕1号,2023-08-10,", item},
		"search.csv?q=防汛抗旱":    {"防汛抗旱应急通知,红农字〔2023〕1号,", "农业农村局,", ",2023,有效," + item},
		"search.csv?q=没有这样的内容": {"标题,发文字号,"},
		"columns.csv":          {"zwgk-fd-xczx,", ",https://www.example.gov.cn/column/zwgk-fd-xczx"},
		"units.csv":            {"农业农村局,", "https://www.example.gov.cn/unit/"},
		"plans.csv":            {"年度,", "已完成,逾期,网址"},
	} {
		res := w.send("GET", "/api/public/"+path, "", "", http.NoBody)
		table := webtest.Body(t, res)
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") || res.Header.Get("ETag") == "" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
		for _, words := range has {
			if !strings.Contains(table, words) {
				t.Errorf("%s has no %q:\n%.600s", path, words, table)
			}
		}
		if strings.Count(table, item) > 1 {
			t.Errorf("%s has an item twice:\n%s", path, table)
		}
	}
	w.call("GET", "/api/public/topic.csv?code=none", "", "", 404)
	w.call("GET", "/api/public/search.csv?unit=-1", "", "", 422)
	units := w.call("GET", "/api/public/units", "", "", 200)
	if at(units, "units", "0", "name") == "" || at(units, "units", "0", "code") == "" || at(units, "units", "0", "confidence") != nil {
		t.Errorf("units: %v", at(units, "units", "0"))
	}
}
