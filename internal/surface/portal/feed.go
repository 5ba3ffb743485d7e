package portal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

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
	on := page.Plan.On().Start()
	self := planURL(id)
	f := web.Feed{Path: self, Self: self + "/feed.xml", Title: page.Plan.Title, Author: cmp.Or(page.Plan.Issuer, planColumn.Name), Since: on}
	all := newestFirst(page)
	for _, t := range all[:min(len(all), feedMost)] {
		f.Entries = append(f.Entries, entryOf(t))
	}
	if page.Plan.IssuedOn != "" {
		f.Entries = append(f.Entries, web.Entry{
			Path: self + "#issued", Title: i18n.T("portal.feed_issued", page.Plan.Title), Author: f.Author, Published: on,
			Text: i18n.T("portal.plan_about", page.Plan.Title, len(page.Points), page.Total.All()),
		})
	}
	return f, nil
}

// plansFeed tells of each circular, the newest first.
func (p *Portal) plansFeed(r *web.Req) (web.Reply, error) {
	v, err := p.plans(r.Context(), struct{}{})
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	f := web.Feed{Path: planPath, Self: planPath + feedName, Title: planColumn.Name, Author: s.home().Name, Since: p.opened(s).Start()}
	for _, row := range v.Plans {
		f.Entries = append(f.Entries, web.Entry{
			Path: row.Href, Title: row.Title, Author: cmp.Or(row.Issuer, f.Author), Published: row.On().Start(), Text: cmp.Or(row.Number, row.Title),
		})
	}
	slices.SortStableFunc(f.Entries, func(a, b web.Entry) int { return b.Published.Compare(a.Published) })
	return f, nil
}

// entryOf is one report.
func entryOf(t plan.PageTold) web.Entry {
	v := toldOf(t)
	text := []string{t.Task, t.Progress}
	for _, e := range v.Evidence {
		text = append(text, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Form, e.Title, e.Note)))
	}
	return web.Entry{
		Path: v.Href, Title: i18n.T("portal.report_title", t.Unit.Short, v.Heading), Author: t.Unit.Short, Published: t.Published,
		Text: strings.Join(text, "\n"),
	}
}
