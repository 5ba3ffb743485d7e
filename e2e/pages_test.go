package e2e

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPages walks every link of the demo district, as a visitor and as the
// people of the desk: no link may lead nowhere, and one page of each kind is
// looked at in Chromium, wide and on a telephone, in the plain view and in
// that for the elderly.
func TestPages(t *testing.T) {
	w := filledWorld(t)
	window := browser(t, w.base)
	looked := map[string]bool{} // by kind
	for _, who := range []struct{ login, start, within string }{{"", "/", "/"}, {"gongkai", "/desk", "/desk"}, {"admin", "/desk/user", "/desk"}} {
		enter := func(t *testing.T) *tab {
			c := window(cmp.Or(who.login, "visitor"))
			c.T = t
			if who.login != "" {
				c.signIn(who.login)
			}
			return c
		}
		c := enter(t)
		c.open(who.start)
		kinds := c.walk(who.start, who.within)
		if len(kinds) < 8 {
			t.Errorf("only %d kinds of page: %v", len(kinds), kinds)
		}
		kinds = slices.DeleteFunc(kinds, func(path string) bool {
			kind := kindOf(path)
			defer func() { looked[kind] = true }()
			return looked[kind]
		})
		for half := range slices.Chunk(kinds, len(kinds)/2+1) {
			t.Run(cmp.Or(who.login, "visitor"), func(t *testing.T) {
				t.Parallel()
				c := enter(t)
				c.each(half)
				c.open("/view?v=elder&back=/about")
				c.phone(true)
				c.each(half)
			})
		}
	}
}

// each looks at pages.
func (w *tab) each(paths []string) {
	w.Helper()
	for _, path := range paths {
		w.open(path)
		w.sound()
	}
}

// What differs between pages of one kind: numbers, the days and versions of
// editions, and the codes of units, columns, topics and domains.
var (
	numbers = regexp.MustCompile(`\d{4}-\d\d-\d\d-v[\d.]+\d|\d{5,}|/\d+\b`)
	codes   = regexp.MustCompile(`^((?:/hant)?/(?:unit|column|topic|catalogue))/[^/.]+|^(/desk/jobs)/[^/]+`)
)

func kindOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return numbers.ReplaceAllString(codes.ReplaceAllString(path, "$1$2/N"), "N")
}

// walk follows every link from start that leads to an address which begins as
// within does, asks that each answers, and returns one address of each kind of
// page. It follows three of a kind.
func (w *tab) walk(start, within string) []string {
	w.Helper()
	seen, count := map[string]bool{start: true}, map[string]int{}
	var kinds []string
	for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		res := eval[struct {
			Status int
			Type   string
			Links  []string
		}](w, `fetch("`+path+`", {redirect: "follow"}).then(async r => {
			const kept = (r.headers.get("content-disposition") || "").startsWith("attachment"); // a download is no page
			const type = kept ? "" : r.headers.get("content-type") || "";
			const doc = type.includes("html") ? new DOMParser().parseFromString(await r.text(), "text/html") : null;
			return {Status: r.status, Type: type, Links: doc ? [...doc.querySelectorAll("a[href]")].map(a => a.getAttribute("href")) : []};
		})`)
		if res.Status != http.StatusOK {
			w.Errorf("%s answers %d", path, res.Status)
		}
		kind := kindOf(path)
		if strings.Contains(res.Type, "html") && !slices.ContainsFunc(kinds, func(p string) bool { return kindOf(p) == kind }) {
			kinds = append(kinds, path)
		}
		for _, l := range res.Links {
			l, _, _ = strings.Cut(l, "#")
			k := kindOf(l)
			if !strings.HasPrefix(l, within) || strings.HasPrefix(l, "/view") || strings.HasPrefix(l, "/sign-out") || seen[l] || count[k] >= 3 {
				continue
			}
			seen[l] = true
			count[k]++
			queue = append(queue, l)
		}
	}
	slices.Sort(kinds)
	return kinds
}
