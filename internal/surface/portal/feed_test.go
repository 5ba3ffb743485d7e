package portal_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
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

// TestSiteMap has every page with its whole address.
func TestSiteMap(t *testing.T) {
	_, body := get(t, lived.handler, "/sitemap.xml")
	var m struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []string `xml:"url>loc"`
	}
	if err := xml.Unmarshal([]byte(body), &m); err != nil {
		t.Fatal(err)
	}
	at := map[string]bool{}
	for _, u := range m.URLs {
		at[u] = true
	}
	for _, path := range []string{"/", "/plan", lived.planURL(""), reportURL(lived.open, ""), "/due", "/journal"} {
		if !at["https://www.example.gov.cn"+path] {
			t.Errorf("%s is not on the map", path)
		}
	}
	if at["https://www.example.gov.cn"+reportURL(lived.inside, "")] {
		t.Error("the map has what was kept inside")
	}
	if _, robots := get(t, empty.handler, "/robots.txt"); !strings.Contains(robots, "Sitemap: http://example.com/sitemap.xml\n") {
		t.Errorf("without an address of its own the site is where it is asked: %s", robots)
	}
	_, robots := get(t, lived.handler, "/robots.txt")
	if !strings.Contains(robots, "Disallow: /desk\n") || !strings.Contains(robots, "Sitemap: https://www.example.gov.cn/sitemap.xml\n") {
		t.Error(robots)
	}
}
