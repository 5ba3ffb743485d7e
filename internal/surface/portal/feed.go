package portal

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// xmlReply sends v as an XML document.
type xmlReply struct {
	typ string
	v   any
}

// Render writes the document.
func (x xmlReply) Render(w http.ResponseWriter, _ *web.Req) error {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	e := xml.NewEncoder(&out)
	e.Indent("", " ")
	if err := e.Encode(x.v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", x.typ+"; charset=utf-8")
	_, err := out.WriteTo(w)
	return err
}

// An atomFeed is a feed of RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomName    `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomName struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Updated   string     `xml:"updated"`
	Published string     `xml:"published"`
	Author    atomName   `xml:"author"`
	Links     []atomLink `xml:"link"`
	Content   atomText   `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feedMost is how many reports a feed has.
const feedMost = 200

// planFeed is the reports of a plan, the newest first, and the plan itself.
func (p *Portal) planFeed(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.ID](r)
	if err != nil {
		return nil, err
	}
	page, err := p.page(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return xmlReply{"application/atom+xml", atom(page, p.base(r))}, nil
}

// atom is the feed of a plan, on the site at base.
func atom(page *plan.Page, base string) atomFeed {
	self := planURL(page.Plan.ID)
	on := page.Plan.IssuedOn
	if on == "" { // the ledger of an earlier year
		on = calendar.Date(page.Plan.Year, time.January, 1)
	}
	issued := string(on) + "T00:00:00+08:00"
	f := atomFeed{
		Lang: "zh-CN", ID: base + self, Title: page.Plan.Title, Updated: issued, Author: atomName{page.Plan.Issuer},
		Links: []atomLink{{"self", "application/atom+xml", base + self + "/feed.xml"}, {"alternate", "text/html", base + self}},
	}
	if f.Author.Name == "" {
		f.Author.Name = i18n.T("portal.plan")
	}
	all := newestFirst(page)
	if len(all) > 0 {
		f.Updated = atomTime(all[0].Published)
	}
	for _, t := range all[:min(len(all), feedMost)] {
		f.Entries = append(f.Entries, entryOf(t, base))
	}
	if page.Plan.IssuedOn != "" {
		f.Entries = append(f.Entries, atomEntry{
			ID: base + self + "#issued", Title: i18n.T("portal.feed_issued", page.Plan.Title), Updated: issued, Published: issued, Author: f.Author,
			Links:   []atomLink{{"alternate", "text/html", base + self}},
			Content: atomText{"text", i18n.T("portal.plan_about", page.Plan.Title, len(page.Points), page.Total.All())},
		})
	}
	return f
}

// entryOf is one report.
func entryOf(t plan.PageTold, base string) atomEntry {
	v := toldOf(t)
	text := []string{t.Task, t.Progress}
	for _, e := range v.Evidence {
		text = append(text, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Form, e.Title, e.Note)))
	}
	return atomEntry{
		ID: base + v.Href, Title: i18n.T("portal.report_title", t.Unit.Short, v.Heading), Updated: atomTime(t.Published), Published: atomTime(t.Published),
		Author: atomName{t.Unit.Short}, Links: []atomLink{{"alternate", "text/html", base + v.Href}},
		Content: atomText{"text", strings.Join(text, "\n")},
	}
}

// atomTime is a moment as RFC 3339 writes it, in the civil time of the country.
func atomTime(t time.Time) string { return t.In(calendar.Zone).Format(time.RFC3339) }
