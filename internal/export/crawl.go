package export

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/visitor"
)

// live are the parts of the site that only do something when it runs, or that are for
// programs, or the same again in other characters: paths, where a star is the name of a
// thing. Links to them lead to the site.
var live = []string{"/desk", "/sign-in", "/account", "/view", "/search", "/foi", "/correction", "/message/new", "/message/track", "/survey/*/answer", "/finder/person", "/finder/company", "/consult/*/opinion", "/consult/track", "/consult/hearing/*/enrol", "/event/*/enrol", "/event/track", "/remedy", "/subscribe", "/due", "/api", "/hant", "/journal/tile", "/healthz", "/readyz", "/metrics"}

// verifyPath is the page of the site that checks proofs; the export has its own.
const verifyPath = "/journal/verify"

// isLive reports whether a path belongs to the running site alone.
func isLive(p string) bool {
	parts := strings.Split(p, "/")
	return slices.ContainsFunc(live, func(l string) bool {
		n := strings.Count(l, "/") + 1
		if len(parts) < n {
			return false
		}
		last, _, _ := strings.Cut(parts[n-1], ".")
		is, err := path.Match(l, strings.Join(append(slices.Clone(parts[:n-1]), last), "/"))
		return err == nil && is
	})
}

// A visit is one address that was asked for.
type visit struct {
	address string
	file    string // where its answer lies in the folder; "" if there is none
	html    bool
}

// A crawl follows every link from the front page.
type crawl struct {
	*writer
	seen map[string]*visit // by address, as wanted gives it
	todo []string
}

// wanted is a link of a page as the address that is to be asked for: of this site, a page
// for everybody, and of the queries only that which leads through a list. ok is false for
// every other link.
func (w *writer) wanted(base, href string) (address, fragment string, ok bool) {
	b, err := url.Parse(base)
	if err != nil {
		return "", "", false
	}
	u, err := b.Parse(href)
	if err != nil {
		return "", "", false
	}
	if own, err := url.Parse(w.Base()); u.Host != "" && (err != nil || u.Host != own.Host) || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return "", "", false
	}
	if u.Path == "" || isLive(u.Path) || u.Path == verifyPath {
		return "", "", false
	}
	address = u.EscapedPath()
	if q := u.Query(); len(q) == 1 && q.Has("after") {
		address += "?" + q.Encode()
	} else if len(q) > 0 {
		return "", "", false
	}
	return address, u.EscapedFragment(), true
}

// begin are the pages from which all others are found.
var begin = []string{"/", "/sitemap", "/sitemap.xml"}

// pages writes every page of the portal, and then has their links lead to one another.
func (w *writer) pages() error {
	c := &crawl{writer: w, seen: map[string]*visit{}}
	for _, a := range begin {
		c.add(a)
	}
	for len(c.todo) > 0 {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		next := c.todo[0]
		c.todo = c.todo[1:]
		if err := c.visit(next); err != nil {
			return fmt.Errorf("%s: %w", next, err)
		}
	}
	for address, v := range c.seen {
		if v.html && v.address == address { // what has moved is where it has moved to
			if err := c.relink(v); err != nil {
				return fmt.Errorf("%s: %w", address, err)
			}
		}
	}
	return nil
}

func (c *crawl) add(address string) {
	if c.seen[address] == nil {
		c.seen[address] = &visit{address: address}
		c.todo = append(c.todo, address)
	}
}

// visit asks for one address and writes the answer down. What is not there, or is no
// page for everybody, is left out; an address that the site fails on ends the export,
// which would else pass for the whole.
func (c *crawl) visit(address string) error {
	a, err := c.Get(c.ctx, address)
	if err != nil {
		return err
	}
	if a.Status >= http.StatusInternalServerError || a.Status == http.StatusTooManyRequests {
		return unanswered(address, a.Status)
	}
	if slices.Contains([]int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusPermanentRedirect}, a.Status) {
		if to, _, ok := c.wanted(c.Base()+address, a.Header.Get("Location")); ok && to != address {
			c.add(to)
			c.seen[address] = c.seen[to]
		}
		return nil
	}
	if !public(a) {
		return nil
	}
	v, typ := c.seen[address], a.Type()
	v.html = typ == "text/html"
	v.file = fileOf(address, typ, a.Header.Get("Content-Disposition"))
	switch {
	case v.html:
		c.Pages++
	case strings.Contains(address, "/proof"):
		c.Proofs++
	default:
		c.Files++
	}
	for _, href := range a.Links() {
		if to, _, ok := c.wanted(c.Base()+address, href); ok {
			c.add(to)
		}
	}
	return c.file(v.file, a.Body)
}

// public reports whether the answer is a page for everybody, or the notice of one that
// was withdrawn. The site marks what is for one reader alone.
func public(a visitor.Answer) bool {
	own := a.Header.Get("Cache-Control")
	return (a.Status == http.StatusOK || a.Status == http.StatusGone) && a.Header.Get("Set-Cookie") == "" &&
		!strings.Contains(own, "private") && !strings.Contains(own, "no-store")
}

// fileOf is where the answer of an address lies. A page is index.html in the folder of its
// name, since a disk has no index; a page of a list says which; an attachment has its own name.
func fileOf(address, typ, disposition string) string {
	p, query, _ := strings.Cut(address, "?")
	name, err := url.PathUnescape(p)
	if err != nil {
		name = p
	}
	name = path.Join(pagesDir, path.Clean("/"+name))
	if typ == "text/html" {
		page := "index"
		if after, ok := strings.CutPrefix(query, "after="); ok {
			page += "." + strings.Map(plain, after)
		}
		return path.Join(name, page+".html")
	}
	if _, with, err := mime.ParseMediaType(disposition); err == nil && path.Ext(name) == "" {
		return path.Join(name, strings.Map(plain, path.Base("/"+with["filename"])))
	}
	return name
}

// plain keeps a character out of a file name that a file system forbids, or that an
// address would have to escape.
func plain(r rune) rune {
	if strings.ContainsRune(`%<>:"/\|?*#`, r) || r < ' ' {
		return '-'
	}
	return r
}
