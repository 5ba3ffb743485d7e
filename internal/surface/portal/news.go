package portal

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/search"
)

// News is what the public can be told of by mail, by noun. A column and a unit
// are named by their code, a plan and an item by their number, and a search by
// its query as its address has it.
func (p *Portal) News() map[string]subscribe.Source {
	return map[string]subscribe.Source{
		"plan":    {Title: p.planTitle, News: p.planNews},
		"publish": {Title: p.itemTitle, News: p.itemNews},
		"column":  {Title: p.columnTitle, News: p.columnNews},
		"unit":    {Title: p.unitTitle, News: p.unitNews},
		"search":  {Title: p.searchTitle, News: p.searchNews},
	}
}

// planSubject is what a subscription to a plan is about.
func planSubject(id plan.ID) subscribe.Subject { return subscribe.Subject(fmt.Sprintf("plan/%d", id)) }

// numbered is the number in a subject.
func numbered[K ~int64](of string) (K, error) {
	id, err := strconv.ParseInt(of, 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "not_found")
	}
	return K(id), nil
}

func (p *Portal) planOf(ctx context.Context, of string) (*plan.Page, error) {
	id, err := numbered[plan.ID](of)
	if err != nil {
		return nil, err
	}
	return p.page(ctx, id)
}

func (p *Portal) planTitle(ctx context.Context, of string) (string, error) {
	page, err := p.planOf(ctx, of)
	if err != nil {
		return "", err
	}
	return page.Plan.Title, nil
}

// planNews is the reports that became public.
func (p *Portal) planNews(ctx context.Context, of string, since time.Time) (out subscribe.News, err error) {
	page, err := p.planOf(ctx, of)
	if err != nil {
		return out, err
	}
	for _, t := range newestFirst(page) {
		if t.Published.After(since) {
			v := toldOf(t)
			out.Items = append(out.Items, subscribe.Item{Title: i18n.T("portal.report_title", t.Unit.Short, v.Heading), Path: v.Href})
		}
	}
	out.Total = len(out.Items)
	return out, nil
}

func (p *Portal) itemOf(ctx context.Context, of string) (*publish.Page, error) {
	id, err := numbered[publish.ID](of)
	if err != nil {
		return nil, err
	}
	return p.Items.Page(visitor(ctx), id)
}

// itemTitle is the title of an item; of one that was removed, its number: who
// follows it is still to be told of that.
func (p *Portal) itemTitle(ctx context.Context, of string) (string, error) {
	page, err := p.itemOf(ctx, of)
	if err != nil {
		return "", err
	}
	if page.Content == nil {
		return i18n.T("portal.news.removed", page.Index), nil
	}
	return page.Content.Title, nil
}

// itemNews is what was done to an item before everybody's eyes.
func (p *Portal) itemNews(ctx context.Context, of string, since time.Time) (out subscribe.News, err error) {
	page, err := p.itemOf(ctx, of)
	if err != nil {
		return out, err
	}
	acts, err := p.publicActs(ctx, publish.RefOf(page.ID))
	if err != nil {
		return out, err
	}
	for _, e := range slices.Backward(acts) {
		if e.At.After(since) {
			out.Items = append(out.Items, subscribe.Item{Title: i18n.T("portal.news.act", actName(e), moment(e.At)), Path: itemURL(page.ID)})
		}
	}
	out.Total = len(out.Items)
	return out, nil
}

// columnSubject is what a subscription to a column is about, and to all below it.
func columnSubject(code string) subscribe.Subject { return subscribe.Subject("column/" + code) }

func (p *Portal) columnTitle(ctx context.Context, of string) (string, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return "", err
	}
	c, err := s.columnNamed(of)
	if err != nil {
		return "", err
	}
	return i18n.T("portal.news.column", c.Name), nil
}

func (p *Portal) columnNews(ctx context.Context, of string, since time.Time) (out subscribe.News, err error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return out, err
	}
	c, err := s.columnNamed(of)
	if err != nil {
		return out, err
	}
	return p.newsIn(ctx, s, publish.Look{Columns: s.within(c), Since: since})
}

// unitSubject is what a subscription to a unit is about.
func unitSubject(code string) subscribe.Subject { return subscribe.Subject("unit/" + code) }

func (p *Portal) unitTitle(ctx context.Context, of string) (string, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return "", err
	}
	u, err := s.unitNamed(of)
	if err != nil {
		return "", err
	}
	return i18n.T("portal.news.unit", u.Short), nil
}

func (p *Portal) unitNews(ctx context.Context, of string, since time.Time) (out subscribe.News, err error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return out, err
	}
	u, err := s.unitNamed(of)
	if err != nil {
		return out, err
	}
	return p.newsIn(ctx, s, publish.Look{Units: []int64{u.ID}, Since: since})
}

// newsIn is the items of a list that are news.
func (p *Portal) newsIn(ctx context.Context, s *shelf, look publish.Look) (out subscribe.News, err error) {
	rows, err := p.Items.Latest(visitor(ctx), look, db.Page{Size: subscribe.NewsMost})
	if err != nil {
		return out, err
	}
	out = subscribe.News{Items: s.news(rows.Items), Total: rows.Total, More: rows.More}
	return out, nil
}

// news are items as a mail names them.
func (s *shelf) news(items []publish.Listed) []subscribe.Item {
	out := make([]subscribe.Item, len(items))
	for i, it := range items {
		out[i] = subscribe.Item{Title: i18n.T("portal.news.item", marked(it), s.unitName(it.UnitID), calendar.DayOf(it.Released)), Path: itemURL(it.ID)}
	}
	return out
}

// searchSubject is what a subscription to a search is about: its words and
// filters. The order of its hits and the page are of no matter.
func searchSubject(q searchFind) subscribe.Subject {
	q.Newest, q.Page = false, 0
	return subscribe.Subject("search" + strings.Replace(q.address(""), "?", "/", 1))
}

// searchOf is the search in a subject.
func searchOf(of string) (q searchFind, err error) {
	none := fault.New(fault.NotFound, "not_found")
	v, err := url.ParseQuery(of)
	if err != nil {
		return q, none
	}
	q = searchFind{Q: v.Get("q"), Genre: v.Get("genre"), State: search.State(v.Get("state")), From: calendar.Day(v.Get("from")), To: calendar.Day(v.Get("to"))}
	for name, to := range map[string]*int64{"unit": &q.Unit, "column": &q.Column} {
		if *to, err = numbered[int64]("0" + v.Get(name)); err != nil {
			return q, none
		}
	}
	year, err := numbered[int64]("0" + v.Get("year"))
	q.Year = int(year)
	// A search has one name: whoever asks for it in another way follows the same.
	if err != nil || q.Check() != nil || of == "" || searchSubject(q) != subscribe.Subject("search/"+of) {
		return q, none
	}
	return q, nil
}

// searchTitle says what is looked for, with the filters in words.
func (p *Portal) searchTitle(ctx context.Context, of string) (string, error) {
	q, err := searchOf(of)
	if err != nil {
		return "", err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return "", err
	}
	v := searchView{Find: q}
	v.facets(s)
	var words []string
	if q.Q != "" {
		words = append(words, i18n.T("portal.news.words", q.Q))
	}
	for _, c := range v.Chosen {
		words = append(words, i18n.T("portal.news.filter", c.Label, c.Value))
	}
	return i18n.T("portal.search_feed", strings.Join(words, i18n.T("portal.news.and"))), nil
}

// searchNews is the hits that are news: those with every word, for a few words
// of many would be a mail about something else.
func (p *Portal) searchNews(ctx context.Context, of string, since time.Time) (out subscribe.News, err error) {
	q, err := searchOf(of)
	if err != nil {
		return out, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return out, err
	}
	ask := q.query()
	ask.Newest, ask.Strict, ask.Size = true, true, feedPage
	ask.From = max(ask.From, calendar.DayOf(since))
	err = p.DB.Read(visitor(ctx), func(tx *db.Tx) error {
		out = subscribe.News{}
		for ask.Page = 1; ; ask.Page++ {
			found, err := p.Search.Find(tx, ask)
			if err != nil {
				return err
			}
			items, err := s.hitNews(tx, found.Hits, since)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, items...)
			out.Total = len(out.Items)
			if ask.Page >= found.Pages {
				out.More = found.Total > ask.Page*ask.Size
				return nil
			}
		}
	})
	return out, err
}

// hitNews is what is new among hits, in their order: items that were released, and
// circulars that were issued.
func (s *shelf) hitNews(tx *db.Tx, hits []search.Hit, since time.Time) (out []subscribe.Item, err error) {
	ids := make([]publish.ID, len(hits))
	for i, h := range hits {
		ids[i] = publish.ID(h.ID) // one of another noun is no item
	}
	items, err := publish.NewsOf(tx, ids, since)
	if err != nil {
		return nil, err
	}
	of := map[int64]subscribe.Item{}
	for i, it := range s.news(items) {
		of[int64(items[i].ID)] = it
	}
	for _, h := range hits {
		if h.Noun == plan.Noun {
			at, err := plan.IssuedAt(tx, plan.ID(h.ID))
			if err != nil {
				return nil, err
			}
			if at.After(since) {
				of[h.ID] = subscribe.Item{Title: i18n.T("portal.news.item", textOf(h.Title), s.unitName(h.Unit), calendar.DayOf(at)), Path: hitURL(h.Noun, h.ID)}
			}
		}
		if it, there := of[h.ID]; there {
			out = append(out, it)
		}
	}
	return out, nil
}
