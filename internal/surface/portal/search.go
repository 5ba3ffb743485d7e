package portal

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web"
)

// A searchFind is a search as its address has it: each filter is one value.
type searchFind struct {
	Q      string       `form:"q" label:"portal.q" max:"500"`
	Unit   int64        `form:"unit" label:"publish.unit"`
	Column int64        `form:"column" label:"publish.column"`
	Year   int          `form:"year" label:"portal.year"`
	Genre  string       `form:"genre" label:"publish.genre"`
	State  search.State `form:"state" label:"publish.validity" options:"valid,amended,pending,suspended,lapsed,repealed,withdrawn"`
	From   calendar.Day `form:"from" label:"portal.from"`
	To     calendar.Day `form:"to" label:"portal.to"`
	Newest bool         `form:"newest" label:"portal.newest"`
	Page   int          `form:"page" label:"portal.page"`
}

// Check asks for days that are days.
func (q searchFind) Check() error {
	var c fault.Check
	c.That(q.From == "" || q.From.Valid(), "from", "publish.bad_day")
	c.That(q.To == "" || q.To.Valid(), "to", "publish.bad_day")
	return c.Err()
}

func (q searchFind) query() search.Query {
	out := search.Query{Text: q.Q, From: q.From, To: q.To, Newest: q.Newest, Page: q.Page}
	if q.Unit > 0 {
		out.Units = []int64{q.Unit}
	}
	if q.Column > 0 {
		out.Columns = []int64{q.Column}
	}
	if q.Year > 0 {
		out.Years = []int{q.Year}
	}
	if q.Genre != "" {
		out.Kinds = []string{q.Genre}
	}
	if q.State != "" {
		out.States = []search.State{q.State}
	}
	return out
}

// address is the search with other values: pairs of a name and a value, an empty
// value takes it away. Another filter begins again at the first page.
func (q searchFind) address(path string, pairs ...string) string {
	v := url.Values{}
	for _, f := range []struct{ name, value string }{
		{"q", q.Q},
		{"unit", positive(q.Unit)},
		{"column", positive(q.Column)},
		{"year", positive(int64(q.Year))},
		{"genre", q.Genre},
		{"state", string(q.State)},
		{"from", string(q.From)},
		{"to", string(q.To)},
	} {
		if f.value != "" {
			v.Set(f.name, f.value)
		}
	}
	if q.Newest {
		v.Set("newest", "true")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Del(pairs[i])
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func positive(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// searchURL is a path with a query of pairs.
func searchURL(path string, pairs ...string) string { return searchFind{}.address(path, pairs...) }

// A searchView is what a search found.
type searchView struct {
	Find    searchFind
	Asked   bool // something was asked for
	Result  search.Result
	Hits    []hitRow
	Facets  []facet
	Chosen  []web.Chosen
	Search  web.Search
	Orders  []web.Tab
	Similar []web.Line // titles that may have been meant
	First   string
	Next    string
	Feed    string
	Mail    string // where to subscribe
	Apply   string
}

// Meta is what the head says about the page.
func (v searchView) Meta() web.Meta {
	return web.Meta{Column: searchColumn, Feeds: []web.Link{{Href: v.Feed, Label: i18n.T("portal.search_feed", v.Find.Q)}}}
}

// A hitRow is one hit.
type hitRow struct {
	search.Hit
	Href, Unit, Column string
	Mark               string // before the title of what is no more
	Tag                web.Tag
}

// A facet is the values that hits have in one respect, with counts.
type facet struct {
	Title string
	Links []facetLink
	More  []facetLink // behind the first few
}

// A facetLink narrows the search to one value.
type facetLink struct {
	Href, Label string
	N           int
}

// facetFew is how many values of a facet are seen at once, facetMost how many there are.
const (
	facetFew  = 6
	facetMost = 40
	similar   = 5
)

var searchShow = web.MustPage[searchView](pages, web.Portal, "pages/search.html")

func (p *Portal) searchRoutes() []web.Route {
	return []web.Route{
		web.Public(searchPath, web.Look(searchShow, p.search)).On("publish", "plan", "message", "survey", "consult", "event", "finder", "faq"),
		web.Public(searchPath+feedName, p.searchFeed).On("publish", "plan", "message", "survey", "consult", "event", "finder", "faq"),
	}
}

// heard notes the words of a search, for what people look for most. Who turns to the next page or narrows down what was
// found has searched before.
func (p *Portal) heard(ctx context.Context, q searchFind) error {
	if q.address("", "q", "") != "" || q.Page > 1 {
		return nil
	}
	return p.Hotspots.Heard(visitor(ctx), q.Q)
}

func (p *Portal) search(ctx context.Context, q searchFind) (v searchView, err error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	v = searchView{Find: q, Feed: q.address(searchPath + feedName), Apply: s.applyPath()}
	if p.Subscriptions.On() {
		v.Mail = q.address(subscribePath+searchPath, "newest", "")
	}
	v.Asked = strings.TrimSpace(q.Q) != "" || q.address("") != ""
	err = p.DB.Read(visitor(ctx), func(tx *db.Tx) error {
		if !v.Asked {
			return nil
		}
		if v.Result, err = p.Search.Find(tx, q.query()); err != nil || v.Result.Total > 0 {
			return err
		}
		return v.suggest(tx, p.Search)
	})
	if err != nil {
		return v, err
	}
	if err := p.heard(ctx, q); err != nil {
		return v, err
	}
	for _, h := range v.Result.Hits {
		row := hitRow{Hit: h, Href: hitURL(h.Noun, h.ID), Unit: s.unitName(h.Unit), Tag: hitTag(h.State)}
		if row.Mark = over(publish.Validity(h.State)); row.Mark != "" {
			row.Tag = web.Tag{}
		}
		if c := s.column[h.Column]; c != nil {
			row.Column = c.Name
		}
		v.Hits = append(v.Hits, row)
	}
	v.facets(s)
	v.pages()
	return v, err
}

// suggest finds titles that begin as what was typed does, or as its beginning.
func (v *searchView) suggest(tx *db.Tx, x *search.Index) error {
	runes := []rune(strings.TrimSpace(v.Find.Q))
	for n := len(runes); n > 1 && len(v.Similar) == 0; n /= 2 {
		found, err := x.Suggest(tx, string(runes[:min(n, 40)]), similar)
		if err != nil {
			return err
		}
		for _, f := range found {
			line := web.Line{Href: hitURL(f.Noun, f.ID), Title: textOf(f.Title), Sub: f.Number, Tag: hitTag(f.State)}
			if mark := over(publish.Validity(f.State)); mark != "" {
				line.Title, line.Tag = mark+line.Title, web.Tag{}
			}
			v.Similar = append(v.Similar, line)
		}
	}
	return nil
}

// hitEntries are hits for readers of feeds, in their order.
func (s *shelf) hitEntries(tx *db.Tx, hits []search.Hit) ([]web.Entry, error) {
	ids := make([]publish.ID, len(hits))
	for i, h := range hits {
		ids[i] = publish.ID(h.ID) // one of another noun is no item
	}
	items, err := publish.ListedOf(tx, ids)
	if err != nil {
		return nil, err
	}
	of := map[int64]web.Entry{}
	for i, e := range s.entries(items) {
		of[int64(items[i].ID)] = e
	}
	var out []web.Entry
	for _, h := range hits {
		if h.Noun != publish.Noun {
			of[h.ID] = web.Entry{Path: hitURL(h.Noun, h.ID), Title: textOf(h.Title), Author: s.unitName(h.Unit), Published: h.On.Start(), Text: h.Number}
		}
		if e, there := of[h.ID]; there {
			out = append(out, e)
		}
	}
	return out, nil
}

// hitURL is where something that was found is read.
func hitURL(noun string, id int64) string {
	switch noun {
	case plan.Noun:
		return planURL(plan.ID(id))
	case message.Noun:
		return messageURL(message.ID(id))
	case survey.Noun:
		return surveyURL(survey.ID(id))
	case consult.Noun:
		return consultURL(consult.ID(id))
	case event.Noun:
		return eventURL(event.ID(id))
	case faq.Noun:
		return faqURL(faq.ID(id))
	case finder.Noun:
		return measureURL(finder.ID(id))
	}
	return itemURL(publish.ID(id))
}

func textOf(pieces []search.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// hitTag marks what does not hold as it did.
func hitTag(s search.State) web.Tag {
	if s == search.Withdrawn {
		return web.Tag{Kind: "bad", Text: i18n.T("publish.status.withdrawn")}
	}
	return validityTag(publish.Validity(s))
}

// pages are the orders and the pages of the result, bounded for everybody.
func (v *searchView) pages() {
	q := v.Find
	v.Orders = []web.Tab{
		{Href: q.address(searchPath, "newest", ""), Label: i18n.T("portal.order_best"), Here: !q.Newest},
		{Href: q.address(searchPath, "newest", "true"), Label: i18n.T("portal.order_newest"), Here: q.Newest},
	}
	if v.Result.Page > 1 {
		v.First = q.address(searchPath)
	}
	if v.Result.Page < v.Result.Pages {
		v.Next = q.address(searchPath, "page", strconv.Itoa(v.Result.Page+1))
	}
}

// facets are the filters as links, and those that are in force.
func (v *searchView) facets(s *shelf) {
	q, f := v.Find, v.Result.Facets
	unitName := func(n int64) string { return s.unitName(n) }
	columnName := func(n int64) string {
		if c := s.column[n]; c != nil {
			return c.Path
		}
		return ""
	}
	year := func(n int) string { return i18n.T("portal.in_year", n) }
	state := func(w search.State) string {
		if w == search.Withdrawn {
			return i18n.T("publish.status.withdrawn")
		}
		if !slices.Contains(publish.Validities, publish.Validity(w)) {
			return ""
		}
		return i18n.T("publish.validity." + string(w))
	}
	genre := func(c string) string { return className(law.Genre, c) }
	addFacet(v, "unit", "publish.unit", f.Units, q.Unit, func(n int64) (string, string) { return positive(n), unitName(n) })
	addFacet(v, "column", "publish.column", f.Columns, q.Column, func(n int64) (string, string) { return positive(n), columnName(n) })
	addFacet(v, "year", "portal.year", f.Years, q.Year, func(n int) (string, string) { return strconv.Itoa(n), year(n) })
	addFacet(v, "genre", "publish.genre", f.Kinds, q.Genre, func(c string) (string, string) { return c, genre(c) })
	addFacet(v, "state", "publish.validity", f.States, q.State, func(w search.State) (string, string) { return string(w), state(w) })
	for _, d := range []struct {
		name, label string
		day         calendar.Day
	}{{"from", "portal.from", q.From}, {"to", "portal.to", q.To}} {
		if d.day != "" {
			v.Chosen = append(v.Chosen, web.Chosen{Label: i18n.T(d.label), Value: string(d.day), Without: q.address(searchPath, d.name, "")})
		}
	}
	v.Search = web.Search{Q: q.Q, Dates: true, From: q.From, To: q.To}
	for _, k := range []web.Kept{{Name: "unit", Value: positive(q.Unit)}, {Name: "column", Value: positive(q.Column)}, {Name: "year", Value: positive(int64(q.Year))}, {Name: "genre", Value: q.Genre}, {Name: "state", Value: string(q.State)}} {
		if k.Value != "" {
			v.Search.Keep = append(v.Search.Keep, k)
		}
	}
	for _, l := range v.Similar {
		if l.Tag.Text == "" { // what no longer holds is named only with its mark
			v.Search.Titles = append(v.Search.Titles, l.Title)
		}
	}
}

// addFacet adds the values of one respect; one that is in force is a chip to be taken away.
func addFacet[T comparable](v *searchView, name, label string, counts []search.Count[T], chosen T, of func(T) (value, words string)) {
	var none T
	if chosen != none {
		_, words := of(chosen)
		v.Chosen = append(v.Chosen, web.Chosen{Label: i18n.T(label), Value: orText(words, i18n.T("portal.unknown")), Without: v.Find.address(searchPath, name, "")})
		return
	}
	f := facet{Title: i18n.T(label)}
	for _, c := range counts[:min(len(counts), facetMost)] {
		value, words := of(c.Value)
		if words == "" {
			continue
		}
		l := facetLink{Href: v.Find.address(searchPath, name, value), Label: words, N: c.N}
		if len(f.Links) < facetFew {
			f.Links = append(f.Links, l)
		} else {
			f.More = append(f.More, l)
		}
	}
	if len(f.Links) > 1 {
		v.Facets = append(v.Facets, f)
	}
}

// searchFeed is the newest hits of a search, for who wants to be told of more.
func (p *Portal) searchFeed(r *web.Req) (web.Reply, error) {
	q, err := web.Bind[searchFind](r)
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	q.Newest, q.Page = true, 0
	ask := q.query()
	ask.Size, ask.Strict = feedPage, true
	var entries []web.Entry
	err = p.DB.Read(visitor(r.Context()), func(tx *db.Tx) error {
		found, err := p.Search.Find(tx, ask)
		if err != nil {
			return err
		}
		entries, err = s.hitEntries(tx, found.Hits)
		return err
	})
	if err != nil {
		return nil, err
	}
	q.Newest = false
	return web.Feed{
		Path: q.address(searchPath), Self: q.address(searchPath + feedName), Title: i18n.T("portal.search_feed", q.Q), Author: s.home().Name,
		Since: p.opened(s).Start(), Entries: entries,
	}, nil
}
