package portal

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// faqPath is questions about documents in force, with their answers (政策问答).
const faqPath = "/faq"

type (
	// A faqView is what was found, or all that there is, by topic.
	faqView struct {
		Q, Topic string
		Search   web.Search
		Topics   []web.Tab
		Found    []faqRow // of a search
		Groups   []faqGroup
	}
	// A faqGroup is the entries of a topic.
	faqGroup struct {
		Topic string
		All   []faqRow
	}
	// A faqRow is an entry in a list.
	faqRow struct {
		faq.Shown
		Href, Unit string
		Tag        web.Tag
	}
	// A faqEntry is the page of an entry.
	faqEntry struct {
		faqRow
		Quotes  []faqQuote
		Facts   []web.Fact
		Doubts  []clauseDoubt
		Buttons []web.Button
	}
	// A faqQuote is words of a clause, with the way to it.
	faqQuote struct{ Words, Source, Href, Looked string }
)

// Meta is what the head says about the page.
func (v faqEntry) Meta() web.Meta {
	return web.Meta{Column: faqColumn, Title: v.Question, Published: v.Opened.Start(), Source: v.Unit, About: v.Question, Ref: faq.RefOf(v.ID)}
}

var (
	faqHome = web.MustPage[faqView](pages, web.Portal, "pages/faq/list.html").In(faqColumn)
	faqShow = web.MustPage[faqEntry](pages, web.Portal, "pages/faq/show.html", "pages/doubts.html")
)

func (p *Portal) faqRoutes() []web.Route {
	one := faqPath + "/{id}"
	vote := func(useful bool) web.Handler {
		return web.Do(func(ctx context.Context, id faq.ID, _ struct{}) (faq.ID, error) {
			return id, p.FAQs.Vote(visitor(ctx), id, useful)
		}, faqURL, web.Done("faq.thanks"))
	}
	return []web.Route{
		web.Public(faqPath, web.Look(faqHome, p.faqs)).On("faq", "policy", "publish", "unit"),
		web.Public(one, web.Show(faqShow, p.faq)).On("faq/{id}", "policy", "publish", "unit"),
		web.POST(one+"/useful", auth.Public, vote(true)),
		web.POST(one+"/useless", auth.Public, vote(false)),
	}
}

func faqURL(id faq.ID) string { return "/" + faq.RefOf(id) }

// faqs answers a question in plain words, or lists what there is.
func (p *Portal) faqs(ctx context.Context, q faq.Browse) (v faqView, err error) {
	q.Q = strings.TrimSpace(q.Q)
	v.Q, v.Topic = q.Q, q.Topic
	topics, err := p.FAQs.Topics(visitor(ctx))
	if err != nil {
		return v, err
	}
	v.Search = web.Search{Q: q.Q, Action: faqPath, Label: i18n.T("faq.q"), Hint: i18n.T("faq.q_hint")}
	all, err := p.FAQs.Browse(visitor(ctx), q)
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	rows := make([]faqRow, len(all))
	for i := range all {
		rows[i] = s.faqRow(all[i])
	}
	if q.Q != "" {
		v.Found = rows
		return v, nil
	}
	v.Topics = append(v.Topics, web.Tab{Href: faqPath, Label: i18n.T("faq.all_topics"), Here: q.Topic == ""})
	for _, t := range topics {
		v.Topics = append(v.Topics, web.Tab{Href: searchURL(faqPath, "topic", t), Label: t, Here: q.Topic == t})
	}
	v.Groups = faqGroups(topics, rows)
	return v, nil
}

// faqGroups sorts entries by topic, in the order of the district; one that it does not have any
// more comes last.
func faqGroups(topics []string, rows []faqRow) (out []faqGroup) {
	for _, r := range rows {
		if !slices.Contains(topics, r.Topic) {
			topics = append(slices.Clone(topics), r.Topic)
		}
	}
	for _, t := range topics {
		g := faqGroup{Topic: t}
		for _, r := range rows {
			if r.Topic == t {
				g.All = append(g.All, r)
			}
		}
		if len(g.All) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (s *shelf) faqRow(e faq.Shown) faqRow {
	return faqRow{e, faqURL(e.ID), s.unitName(e.UnitID), faqTag(e.Status)}
}

// faqTag says what of an entry does not hold as it did; none for one that holds.
func faqTag(s faq.Status) web.Tag {
	kind := map[faq.Status]string{faq.Doubted: "warn"}[s]
	if s == faq.Open {
		return web.Tag{}
	}
	return web.Tag{Kind: kind, Text: i18n.T("faq.state." + string(s))}
}

func (p *Portal) faq(ctx context.Context, id faq.ID) (v faqEntry, err error) {
	e, err := p.FAQs.Show(visitor(ctx), id)
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	v = faqEntry{faqRow: s.faqRow(e)}
	for _, q := range e.Quotes {
		v.Quotes = append(v.Quotes, faqQuote{q.Words, authorText(policy.Author{Title: q.Subject, Number: q.Number}) + q.Name, clauseURL(q.Document, q.Name, e.Looked), i18n.T("faq.quoted_on", longDay(e.Looked))})
	}
	for _, d := range e.Doubts {
		v.Doubts = append(v.Doubts, doubtOf(i18n.Text(d.Text()), d.Doubt, d.Document, e.Looked))
	}
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "faq.audience", Text: e.Audience},
		{Label: "faq.contact", Text: e.Contact},
		{Label: "faq.unit", Text: v.Unit},
		{Label: "faq.topic", Text: e.Topic, Href: searchURL(faqPath, "topic", e.Topic)},
		{Label: "faq.opened", Text: longOr(e.Opened)},
		{Label: "faq.looked", Text: longOr(e.Looked)},
		{Label: "faq.until", Text: longOr(e.Until)},
	}, func(f web.Fact) bool { return f.Text == "" })
	if e.Status != faq.Ended {
		v.Buttons = []web.Button{{Href: v.Href + "/useful", Label: i18n.T("faq.useful"), Post: true, Secondary: true}, {Href: v.Href + "/useless", Label: i18n.T("faq.useless"), Post: true, Secondary: true}}
	}
	return v, nil
}

// faqsOf are the links to the answers that quote a document.
func (p *Portal) faqsOf(ctx context.Context, id policy.ID) (out []faqRow, err error) {
	all, err := p.FAQs.Of(visitor(ctx), id)
	for i := range all {
		out = append(out, faqRow{Shown: all[i], Href: faqURL(all[i].ID), Tag: faqTag(all[i].Status)})
	}
	return out, err
}
