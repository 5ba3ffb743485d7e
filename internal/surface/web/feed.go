package web

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// XML sends V as an XML document.
type XML struct {
	Type string // media type
	V    any
}

// Render writes the document.
func (x XML) Render(w http.ResponseWriter, _ *Req) error {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	e := xml.NewEncoder(&out)
	e.Indent("", " ")
	if err := e.Encode(x.V); err != nil {
		return err
	}
	w.Header().Set("Content-Type", x.Type+"; charset=utf-8")
	_, err := out.WriteTo(w)
	return err
}

// A Feed is what is new in a list, for readers of feeds (Atom, RFC 4287).
type Feed struct {
	Path    string // of the page that the feed is of
	Self    string // of the feed
	Next    string // of the older entries (RFC 5005); "" on the last page
	Title   string
	Author  string // whose list it is
	Since   time.Time
	Entries []Entry // the newest first
}

// An Entry is one thing of a feed. Its path is its name for ever.
type Entry struct {
	Path      string
	Title     string
	Author    string
	Published time.Time
	Updated   time.Time // zero is Published
	Text      string    // plain
}

// Render writes the feed. It was updated when its newest entry was; without
// any, at Since.
func (f Feed) Render(w http.ResponseWriter, r *Req) error {
	base := r.Base()
	out := atomFeed{
		Lang: "zh-CN", ID: base + f.Path, Title: f.Title, Author: atomName{f.Author},
		Links: []atomLink{{"self", atomType, base + f.Self}, {"alternate", "text/html", base + f.Path}},
	}
	if f.Next != "" {
		out.Links = append(out.Links, atomLink{"next", atomType, base + f.Next})
	}
	newest := f.Since
	for _, e := range f.Entries {
		if e.Updated.IsZero() {
			e.Updated = e.Published
		}
		if e.Updated.After(newest) {
			newest = e.Updated
		}
		out.Entries = append(out.Entries, atomEntry{
			ID: base + e.Path, Title: e.Title, Updated: AtomTime(e.Updated), Published: AtomTime(e.Published), Author: atomName{e.Author},
			Links: []atomLink{{"alternate", "text/html", base + e.Path}}, Content: atomText{"text", e.Text},
		})
	}
	out.Updated = AtomTime(newest)
	return XML{atomType, out}.Render(w, r)
}

// AtomTime is a moment as RFC 3339 writes it, in the civil time of the country.
func AtomTime(t time.Time) string { return t.In(calendar.Zone).Format(time.RFC3339) }

const atomType = "application/atom+xml"

// An atomFeed is a feed as it is written.
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
