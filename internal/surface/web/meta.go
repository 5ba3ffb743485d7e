package web

import (
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// Meta is what a public page says about itself in its head, by the names of the
// annex 网页设计规范 to the guideline for government sites (国办发〔2017〕47号), which
// inspections read. A page in a column has Column; a page of content has Title,
// Published and Source as well, and what it knows of the rest.
type Meta struct {
	Column    Column
	Title     string    // ArticleTitle
	Published time.Time // PubDate: when it was first to be seen
	Source    string    // ContentSource: the unit that published it, or where it is from
	Keywords  []string
	Author    string
	About     string // Description
	Image     string // address of a picture in the body
	Ref       string // "publish/17": gives the page a short address
	Scan      string // path that stands as a code to scan on the printed page in the place of its own: of a receipt, where to follow the matter
	Feeds     []Link // of the list that the page is, or belongs to
}

// A Column is where a page belongs. All of it is required of pages that have one.
type Column struct {
	Name     string
	About    string // what it is for and what is in it
	Keywords []string
	Kind     string // ColumnType, one of the words of the annex
}

// Words is the list as the tags have it.
func (c Column) Words() string { return strings.Join(c.Keywords, ",") }

// Words is the list as the tags have it.
func (m Meta) Words() string { return strings.Join(m.Keywords, ",") }

// PubDate is the time of release as the annex writes it.
func (m Meta) PubDate() string {
	if m.Published.IsZero() {
		return ""
	}
	return m.Published.In(calendar.Zone).Format("2006-01-02 15:04")
}

// In says to which column a page belongs whose V has no Meta: a form, a list.
func (p *Page[V]) In(c Column) *Page[V] {
	p.meta.Column = c
	return p
}

// Canonical is the one address of the page. A list that is narrowed by its query
// has none.
func (f *Frame) Canonical() string {
	path, query, _ := strings.Cut(f.path, "?")
	if query != "" && f.Meta.Title == "" || f.base == "" {
		return ""
	}
	return f.base + path
}

// Base is where readers find the site, with no slash at the end.
func (r *Req) Base() string {
	if r.kit.URL != "" {
		return r.kit.URL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
