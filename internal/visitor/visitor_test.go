package visitor_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"golang.org/x/net/html"

	"gongkai.example/gongkai/internal/visitor"
)

// TestGet: the status, the head and the body are those of the handler, which is asked
// from the address of the site.
func TestGet(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/nothing":
		default:
			_, _ = w.Write([]byte(r.Host + r.RequestURI))
		}
	})
	for _, row := range []struct {
		url, at string
		status  int
		body    string
	}{
		{"", "/a?b=1", 200, "localhost/a?b=1"}, {"https://www.example.gov.cn", "/a", 200, "www.example.gov.cn/a"}, {"", "/gone", 410, ""}, {"", "/nothing", 200, ""},
	} {
		a, err := visitor.Visitor{Handler: h, URL: row.url}.Get(t.Context(), row.at)
		if err != nil || a.Status != row.status || string(a.Body) != row.body || a.Type() != "text/plain" {
			t.Errorf("%s: %d %q %v", row.at, a.Status, a.Body, err)
		}
	}
}

// TestLinks: every address that a reader could come to, and none from an attribute that leads nowhere.
func TestLinks(t *testing.T) {
	for _, row := range []struct {
		typ, body string
		want      []string
	}{
		{"text/html; charset=utf-8", `<a href="/a?x=1&amp;y=2">a</a><img src="b.png"><form action="/c"><form method="post" action="/sent"><link href="/d.css"><p title="/e"><script src='/f.js'></script>`, []string{"/a?x=1&y=2", "b.png", "/c", "/d.css", "/f.js"}},
		{"application/xml", `<urlset><url><loc>https://www.example.gov.cn/a?b=1&amp;c=2</loc></url></urlset>`, []string{"https://www.example.gov.cn/a?b=1&c=2"}},
		{"application/rss+xml", `<item><link>/a</link></item>`, []string{"/a"}},
		{"text/plain", `<a href="/a">`, nil},
		{"", `<a href="/a">`, nil},
	} {
		a := visitor.Answer{Header: http.Header{"Content-Type": {row.typ}}, Body: []byte(row.body)}
		if got := a.Links(); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q, want %q", row.typ, got, row.want)
		}
	}
}

// TestEachTag: what is not changed stays byte for byte.
func TestEachTag(t *testing.T) {
	page := `<!doctype html><A HREF='/a' class=x>1 &lt; 2</A><br/><!-- <a href="/b"> -->`
	var out bytes.Buffer
	if err := visitor.EachTag([]byte(page), func(*html.Token) bool { return false }, &out); err != nil || out.String() != page {
		t.Errorf("%s, %v", out.String(), err)
	}
	out.Reset()
	err := visitor.EachTag([]byte(page), func(t *html.Token) bool {
		if t.Data == "a" {
			t.Attr[0].Val = "/c"
			return true
		}
		return false
	}, &out)
	if want := `<!doctype html><a href="/c" class="x">1 &lt; 2</A><br/><!-- <a href="/b"> -->`; err != nil || out.String() != want {
		t.Errorf("%s, %v", out.String(), err)
	}
}
