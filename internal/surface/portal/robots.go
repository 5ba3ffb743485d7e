package portal

import (
	"context"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

// A MapPart is the public pages of one noun, for search engines. Pages says into
// how many files they go, of mapMost addresses each at most, and List gives those
// of one file, the first being 1. A file keeps its pages when new ones come.
type MapPart struct {
	Name  string // small letters
	Pages func(context.Context) (int, error)
	List  func(ctx context.Context, page int) ([]MapURL, error)
}

// mapMost is the most addresses of one file; the protocol allows five times as many.
const mapMost = 10_000

// A MapURL is one page of a site map of sitemaps.org.
type MapURL struct {
	Loc     string `xml:"loc"` // path
	LastMod string `xml:"lastmod,omitempty"`
}

type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []MapURL `xml:"url"`
}

type sitemapindex struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Parts   []MapURL `xml:"sitemap"`
}

// mapParts lists who has public pages.
func (p *Portal) mapParts() []MapPart {
	one := func(context.Context) (int, error) { return 1, nil }
	return append([]MapPart{{"page", one, p.mapOwn}, {"plan", one, p.mapPlans}, p.mapItems()}, p.Maps...)
}

// mapIndex is the list of the files of the site map.
func (p *Portal) mapIndex(r *web.Req) (web.Reply, error) {
	var out sitemapindex
	for _, part := range p.mapParts() {
		n, err := part.Pages(r.Context())
		if err != nil {
			return nil, err
		}
		for i := range n {
			out.Parts = append(out.Parts, MapURL{Loc: fmt.Sprintf("%s%s/%s-%d.xml", r.Base(), mapPath, part.Name, i+1)})
		}
	}
	return web.XML{Type: "application/xml", V: out}, nil
}

// mapPart is one file of the site map.
func (p *Portal) mapPart(r *web.Req) (web.Reply, error) {
	name, isXML := strings.CutSuffix(r.PathValue("part"), ".xml")
	name, number, _ := strings.Cut(name, "-")
	n, err := strconv.Atoi(number)
	for _, part := range p.mapParts() {
		if err != nil || !isXML || part.Name != name {
			continue
		}
		most, err := part.Pages(r.Context())
		if err != nil {
			return nil, err
		}
		if n < 1 || n > most {
			break
		}
		urls, err := part.List(r.Context(), n)
		if err != nil {
			return nil, err
		}
		for i := range urls {
			urls[i].Loc = r.Base() + urls[i].Loc
		}
		return web.XML{Type: "application/xml", V: urlset{URLs: urls[:min(len(urls), mapMost)]}}, nil
	}
	return nil, fault.New(fault.NotFound, "not_found")
}

// mapOwn is what the page of the site map lists.
func (p *Portal) mapOwn(ctx context.Context, _ int) (out []MapURL, err error) {
	v, err := p.siteMap(ctx, struct{}{})
	for _, g := range v.Groups {
		for _, l := range g.Links {
			out = append(out, MapURL{Loc: l.Href})
		}
	}
	return out, err
}

// mapPlans is every public report of the plans under way.
func (p *Portal) mapPlans(ctx context.Context, _ int) (out []MapURL, err error) {
	plans, err := p.Plans.Find(visitor(ctx), plan.Find{Status: plan.Issued}, db.Page{Size: 20})
	if err != nil {
		return nil, err
	}
	for _, of := range plans.Items {
		page, err := p.page(ctx, of.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range newestFirst(page) {
			out = append(out, MapURL{reportURL(t.ID), web.AtomTime(t.Published)})
		}
	}
	return out, nil
}

// robots keeps search engines off what is for staff and for programs.
func (p *Portal) robots(r *web.Req) (web.Reply, error) {
	text := []string{"User-agent: *", "Disallow: /desk", "Disallow: /sign-in", "Disallow: /view", "Disallow: /subscribe/", "Disallow: /search", "Disallow: /api/", "Allow: /api/public/dcat.jsonld", "Allow: /api/public/items", "Sitemap: " + r.Base() + mapPath + ".xml"}
	return raw{typ: plain, data: []byte(strings.Join(text, "\n") + "\n")}, nil
}

// security says where to report a weakness (RFC 9116), if the profile says it
// and it still holds: without an end it is not valid.
func (p *Portal) security(r *web.Req) (web.Reply, error) {
	s, err := p.Units.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	contact, end := s.Text(profile.SiteSecurity), calendar.Day(s.Text(profile.SiteExpires))
	if contact == "" || !end.Valid() || end < r.Today {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if !strings.Contains(contact, "://") {
		contact = "mailto:" + contact
	}
	last := end.Start().AddDate(0, 0, 1).Add(-time.Second)
	text := []string{"Contact: " + contact, "Expires: " + web.AtomTime(last), "Preferred-Languages: zh, en", "Canonical: " + r.Base() + "/.well-known/security.txt"}
	return raw{typ: plain, data: []byte(strings.Join(text, "\n") + "\n")}, nil
}
