package portal_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/unit/unittest"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Author  string `xml:"author>name"`
		Content string `xml:"content"`
		Links   []link `xml:"link"`
	} `xml:"entry"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

// TestPlansFeed tells of each circular that is public, at the page that lists them.
func TestPlansFeed(t *testing.T) {
	webtest.Run(t, lived.handler, webtest.Scenario{Name: "list", URL: "/plan", Has: []string{"css:link[rel=alternate][href=/plan/feed.xml]", "css:main a[href=/plan/feed.xml]"}})
	_, body := get(t, lived.handler, "/plan/feed.xml")
	var f feed
	if err := xml.Unmarshal([]byte(body), &f); err != nil || len(f.Entries) == 0 || !strings.Contains(body, lived.planURL("")+`"`) || strings.Contains(body, draftTitle) {
		t.Errorf("%v\n%s", err, body)
	}
	for _, e := range f.Entries {
		if e.Title == "" || e.Content == "" || e.Author == "" {
			t.Errorf("%+v", e)
		}
	}
}

// TestFeed holds the feed to what RFC 4287 asks of one.
func TestFeed(t *testing.T) {
	res, body := get(t, lived.handler, lived.planURL("/feed.xml"))
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/atom+xml") {
		t.Fatal(res.StatusCode, res.Header)
	}
	var f feed
	if err := xml.Unmarshal([]byte(body), &f); err != nil {
		t.Fatal(err)
	}
	self := "https://www.example.gov.cn" + lived.planURL("")
	if f.ID != self || f.Title == "" || f.Author == "" || len(f.Links) != 2 || f.Links[0] != (link{"self", self + "/feed.xml"}) || f.Links[1] != (link{"alternate", self}) {
		t.Errorf("%+v", f)
	}
	ids, last := map[string]bool{}, f.Updated
	for i, e := range f.Entries {
		if ids[e.ID] || !strings.HasPrefix(e.ID, "https://www.example.gov.cn/plan/") || e.Title == "" || e.Author == "" || e.Content == "" || len(e.Links) != 1 {
			t.Errorf("entry %d: %+v", i, e)
		}
		ids[e.ID] = true
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
			t.Errorf("entry %d: %v", i, err)
		}
		if e.Updated > last {
			t.Errorf("entry %d is newer than the one before it: %s, %s", i, e.Updated, last)
		}
		last = e.Updated
	}
	if n := len(f.Entries); n < 50 || !ids["https://www.example.gov.cn"+reportURL(lived.open, "")] || !strings.HasPrefix(f.Entries[n-1].Title, "印发：") {
		t.Errorf("%d entries", n)
	}
}

// TestJSON reads the JSON of a plan back into its type.
func TestJSON(t *testing.T) {
	res, body := get(t, lived.handler, lived.planURL(".json"))
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		t.Error(res.Header)
	}
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	var v plan.Page
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	if v.Plan.ID != lived.plan || len(v.Points) != 15 || v.Total.All() == 0 || strings.Contains(body, ":null") {
		t.Errorf("%+v", v.Plan)
	}
}

// TestSiteMap has every page with its whole address, in files that the index lists.
func TestSiteMap(t *testing.T) {
	var index struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Files   []string `xml:"sitemap>loc"`
	}
	_, body := get(t, lived.handler, "/sitemap.xml")
	if err := xml.Unmarshal([]byte(body), &index); err != nil || len(index.Files) < 2 {
		t.Fatal(err, body)
	}
	at := map[string]bool{}
	for _, file := range index.Files {
		var m struct {
			XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
			URLs    []string `xml:"url>loc"`
		}
		_, body := get(t, lived.handler, strings.TrimPrefix(file, "https://www.example.gov.cn"))
		if err := xml.Unmarshal([]byte(body), &m); err != nil {
			t.Fatal(file, err)
		}
		for _, u := range m.URLs {
			at[u] = true
		}
	}
	for _, path := range []string{"/", "/plan", lived.planURL(""), reportURL(lived.open, ""), "/due", "/journal"} {
		if !at["https://www.example.gov.cn"+path] {
			t.Errorf("%s is not on the map", path)
		}
	}
	if at["https://www.example.gov.cn"+reportURL(lived.inside, "")] {
		t.Error("the map has what was kept inside")
	}
	for _, path := range []string{"/sitemap/plan-0.xml", "/sitemap/plan-2.xml", "/sitemap/plan-1", "/sitemap/other-1.xml", "/sitemap/plan.xml"} {
		if res, _ := get(t, lived.handler, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
}

// TestRobots says where the map is, and where to report a weakness if that is known.
func TestRobots(t *testing.T) {
	if _, robots := get(t, empty.handler, "/robots.txt"); !strings.Contains(robots, "Sitemap: http://example.com/sitemap.xml\n") {
		t.Errorf("without an address of its own the site is where it is asked: %s", robots)
	}
	_, robots := get(t, lived.handler, "/robots.txt")
	if !strings.Contains(robots, "Disallow: /desk\n") || !strings.Contains(robots, "Allow: /api/public/dcat.jsonld\n") || !strings.Contains(robots, "Sitemap: https://www.example.gov.cn/sitemap.xml\n") {
		t.Error(robots)
	}
	const path = "/.well-known/security.txt"
	if res, _ := get(t, empty.handler, path); res.StatusCode != http.StatusNotFound {
		t.Errorf("a profile that says nothing has a security.txt: %d", res.StatusCode)
	}
	for day, want := range map[string]int{"2024-01-31": http.StatusOK, "2020-01-31": http.StatusNotFound, "": http.StatusNotFound} {
		err := lived.DB.Write(t.Context(), func(tx *db.Tx) error {
			for key, value := range map[string]string{"site.security": "security@example.gov.cn", "site.expires": day} {
				if err := unittest.Set(tx, key, value); err != nil {
					return err
				}
			}
			tx.Changed("profile/test")
			return nil
		})
		check(err)
		res, body := get(t, lived.handler, path)
		if res.StatusCode != want || want == http.StatusOK && body != "Contact: mailto:security@example.gov.cn\nExpires: 2024-01-31T23:59:59+08:00\n"+
			"Preferred-Languages: zh, en\nCanonical: https://www.example.gov.cn/.well-known/security.txt\n" {
			t.Errorf("until %q: %d\n%s", day, res.StatusCode, body)
		}
	}
}
