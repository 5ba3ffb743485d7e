package export

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"gongkai.example/gongkai/internal/visitor"
)

// relink has the links of a page lead to the files beside it, or to the site.
// Our style sheets name no other file.
func (c *crawl) relink(v *visit) error {
	body, err := c.root.ReadFile(v.file)
	if err != nil {
		return spoken(err, c.dir)
	}
	var out bytes.Buffer
	err = visitor.EachTag(body, func(t *html.Token) (changed bool) {
		if t.Data == "link" && !loads(t) { // canonical, alternate: where the page is on the site
			return false
		}
		for i, a := range t.Attr {
			if visitor.IsLink(t.Data, a.Key) {
				t.Attr[i].Val, changed = c.link(v, a.Val), true
			}
		}
		return changed
	}, &out)
	if err != nil {
		return err
	}
	c.Bytes -= int64(len(body))
	return c.file(v.file, out.Bytes())
}

// loads reports whether a link is of a file that the page is drawn with.
func loads(t *html.Token) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "rel" && a.Val == "stylesheet" })
}

// link is where a link of a page leads from its file.
func (c *crawl) link(from *visit, href string) string {
	if strings.HasPrefix(href, "#") || href == "" {
		return href
	}
	base, err := url.Parse(c.Base() + from.address)
	if err != nil {
		return href
	}
	u, err := base.Parse(href)
	if err != nil || u.Scheme != base.Scheme || u.Host != base.Host { // elsewhere, mailto:, tel:, data:
		return href
	}
	if u.Path == verifyPath {
		return relative(from.file, "verify.html")
	}
	if to, fragment, ok := c.wanted(c.Base()+from.address, href); ok && c.seen[to] != nil && c.seen[to].file != "" {
		at := relative(from.file, c.seen[to].file)
		if fragment != "" {
			at += "#" + fragment
		}
		return at
	}
	if c.URL == "" {
		return relative(from.file, "live.html")
	}
	return u.String()
}

// relative is the way from one file to another, as an address.
func relative(from, to string) string {
	a, b := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	if path.Dir(from) == "." {
		a = nil
	}
	for len(a) > 0 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	way := url.URL{Path: strings.Repeat("../", len(a)) + strings.Join(b, "/")}
	return way.EscapedPath()
}
