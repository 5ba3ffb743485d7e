package portal

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// compareFind names two versions of an item.
type compareFind struct {
	From string `form:"from" max:"20"`
	To   string `form:"to" max:"20"`
}

// A compareView is what became of one edition in another.
type compareView struct {
	Title, Href string
	From, To    publish.Past
	Older       []web.Tab // every version in place of the one or the other
	Newer       []web.Tab
	Text        web.Comparison
	Changes     []web.Change // of what is beside the text
}

// Meta is what the head says about the page.
func (v compareView) Meta() web.Meta { return web.Meta{Column: publishColumn} }

var compareShow = web.MustPage[compareView](pages, web.Portal, "pages/publish_compare.html")

// compare sets two editions of an item side by side: the newest and the one
// before it, or those that are named.
func (p *Portal) compare(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	q, err := web.Bind[compareFind](r)
	if err != nil {
		return nil, err
	}
	ctx := visitor(r.Context())
	page, err := p.Items.Page(ctx, id)
	if err != nil {
		return nil, err
	}
	if page.Content == nil {
		return p.drawItem(r, page, false)
	}
	h := slices.DeleteFunc(page.History, func(e publish.Past) bool { return e.Status == publish.Removed })
	to := q.To
	if to == "" {
		to = h[0].Version
	}
	newer := slices.IndexFunc(h, func(e publish.Past) bool { return e.Version == to })
	older := slices.IndexFunc(h, func(e publish.Past) bool { return e.Version == q.From })
	if q.From == "" && newer >= 0 {
		older = min(newer+1, len(h)-1)
	}
	if newer < 0 || older < 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	var two [2]*publish.Page
	for i, at := range []int{older, newer} {
		if two[i], err = p.Items.PageAt(ctx, id, strings.TrimPrefix(h[at].Address, publish.RefOf(id)+"/")); err != nil {
			return nil, err
		}
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	text, err := p.comparison(ctx, id, two[0].Content.Body, two[1].Content.Body)
	if err != nil {
		return nil, err
	}
	v := compareView{
		Title: page.Content.Title, Href: itemURL(id), From: h[older], To: h[newer], Text: text, Changes: s.changes(two[0].Content, two[1].Content),
	}
	for _, e := range h {
		at := v.Href + "/compare"
		v.Older = append(v.Older, web.Tab{Href: searchURL(at, "from", e.Version, "to", to), Label: e.Version, Here: e.Version == v.From.Version})
		v.Newer = append(v.Newer, web.Tab{Href: searchURL(at, "from", v.From.Version, "to", e.Version), Label: e.Version, Here: e.Version == to})
	}
	return compareShow.With(v), nil
}

// comparison is by clause for what is a normative document, here as in the library, and by
// paragraph for what has no clauses.
func (p *Portal) comparison(ctx context.Context, id publish.ID, old, text string) (web.Comparison, error) {
	_, err := p.Documents.OfItem(ctx, id)
	switch {
	case err == nil:
		return web.ByClause(old, text, "", ""), nil
	case fault.Of(err) == fault.NotFound:
		return web.Compared(article.Compare(old, text)), nil
	}
	return web.Comparison{}, err
}

// changes lists what differs beside the text, in the words of the page.
func (s *shelf) changes(a, b *publish.Content) []web.Change {
	was, is := s.attributes(a), s.attributes(b)
	var out []web.Change
	for i := range was {
		if was[i].Text != is[i].Text {
			out = append(out, web.Change{Label: i18n.T(was[i].Label), Old: was[i].Text, New: is[i].Text})
		}
	}
	return out
}

// attributes is all that a reader sees of an edition beside its text.
func (s *shelf) attributes(c *publish.Content) []web.Fact {
	at := ""
	if col := s.column[c.ColumnID]; col != nil {
		at = col.Path
	}
	var files, links []string
	for _, f := range c.Attachments {
		files = append(files, f.Name+" SHA-256 "+f.SHA256)
	}
	for _, l := range c.Related {
		address := l.URL
		if l.Item != 0 {
			address = itemURL(l.Item)
		}
		links = append(links, strings.TrimSpace(i18n.T("portal.link."+string(l.Kind))+" "+l.Title+" "+address))
	}
	return []web.Fact{
		{Label: "publish.title", Text: c.Title},
		{Label: "publish.number", Text: c.Number},
		{Label: "publish.made_on", Text: longOr(c.MadeOn)},
		{Label: "publish.column", Text: at},
		{Label: "publish.anchor", Text: anchorText(c.Anchor)},
		{Label: "publish.theme", Text: className(law.Theme, c.Theme)},
		{Label: "publish.genre", Text: className(law.Genre, c.Genre)},
		{Label: "publish.until", Text: longOr(calendar.Day(c.Until))},
		{Label: "publish.summary", Text: c.About()},
		{Label: "publish.keywords", Text: c.Keywords},
		{Label: "publish.source", Text: c.Source},
		{Label: "publish.author", Text: c.Author},
		{Label: "portal.files", Text: strings.Join(files, "\n")},
		{Label: "portal.links", Text: strings.Join(links, "\n")},
	}
}
