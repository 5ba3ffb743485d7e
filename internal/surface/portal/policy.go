package portal

import (
	"cmp"
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// policyPath is the library of normative documents (规范性文件库).
const policyPath = "/policy"

// policyDay is the day on which a document is looked at.
type policyDay struct {
	On calendar.Day `form:"on" label:"portal.policy.on" hint:"portal.policy.on_hint" type:"date"`
}

// policyDays are the two days whose texts are compared.
type policyDays struct {
	From calendar.Day `form:"from" label:"portal.from" type:"date"`
	To   calendar.Day `form:"to" label:"portal.to" type:"date"`
}

// A policyView is the page of a document on a day.
type policyView struct {
	*policy.Page
	Article web.Article
	Tag     web.Tag
	Says    string // how it stands on that day, in a sentence
	Kind    string // of that note
	Other   bool   // another day than today was asked for
	Here    string
	Facts   []web.Fact
	Chain   []policyLink  // what was done to it and what it does, in order
	Days    []web.Link    // on which something changes
	Compare string        // its last two texts side by side; "" for one text
	Filters *web.FormDraw // asks for another day
	Chosen  []web.Chosen
	Beside  *interpret.Link // its interpretation; nil for none
	Gives   []measureRow    // to whom it gives what, today
	Answers []faqRow        // the answers that quote it
}

// A policyLink is a relation to another document in words.
type policyLink struct{ Text, Label, Href string }

// Meta is what the head says about the page.
func (v policyView) Meta() web.Meta {
	return web.Meta{Column: policyColumn, Title: v.Article.Mark + v.Title, Published: v.Issued.Start(), Source: v.Organ, About: v.Title, Ref: policy.RefOf(v.ID)}
}

// A policyTwo is two texts of a document side by side.
type policyTwo struct {
	Title, Href string
	From, To    calendar.Day
	Text        web.Comparison
}

// Meta is what the head says about the page.
func (v policyTwo) Meta() web.Meta { return web.Meta{Column: policyColumn} }

var (
	policyList = web.ListPage[policy.Browse, policy.Listed](web.Portal, "portal.policy",
		web.Col[policy.Listed]{Label: "policy.title", Class: "ti", Cell: func(l policy.Listed) web.Cell {
			return titleCell(publish.Validity(l.Standing), l.Title, policyURL(l.ID), l.Number)
		}},
		web.Col[policy.Listed]{Label: "publish.validity", Cell: func(l policy.Listed) web.Cell {
			return web.Cell{Text: i18n.T("publish.validity." + string(l.Standing)), Sub: l.StandingBy}
		}},
		web.Col[policy.Listed]{Label: "policy.code", Class: "xs", Cell: func(l policy.Listed) web.Cell { return web.Cell{Text: l.Code} }},
		web.Col[policy.Listed]{Label: "policy.issued", Class: "nw", Cell: func(l policy.Listed) web.Cell { return web.Cell{Text: string(l.Issued)} }},
		web.Col[policy.Listed]{Label: "policy.starts", Class: "nw xs", Cell: func(l policy.Listed) web.Cell { return web.Cell{Text: string(l.Starts)} }},
		web.Col[policy.Listed]{Label: "policy.until", Class: "o2 nw", Cell: func(l policy.Listed) web.Cell { return web.Cell{Text: string(l.Ends)} }},
	).In(policyColumn)
	policyShow    = web.MustPage[policyView](pages, web.Portal, "pages/policy.html")
	policyCompare = web.MustPage[policyTwo](pages, web.Portal, "pages/policy_compare.html")
)

func (p *Portal) policyRoutes() []web.Route {
	find := func(ctx context.Context, q policy.Browse, page db.Page) (db.Rows[policy.Listed], error) {
		return p.Documents.Library(visitor(ctx), q, page)
	}
	one := policyPath + "/{id}"
	return []web.Route{
		web.Public(policyPath, web.List(policyList, find, web.Options("organ", p.policyOrgans), web.Options("theme", classChoices(law.Theme)),
			web.Empty("portal.policy.empty"), web.Along(web.Item{Label: "cleanup.cleanups", Path: cleanupPath}), web.Says(p.depositLatest), web.Download(policyPath+".csv"))).On("policy", "publish", "unit", "deposit"),
		web.Public(policyPath+".csv", web.CSV(policyList, "portal.policy", find)).On("policy", "publish"),
		web.Public(one, p.policy).On("policy/{id}", "cleanup", "gazette", "publish", "unit", "finder", "faq"),
		web.Public(one+"/compare", p.comparePolicy).On("policy/{id}", "publish"),
	}
}

func policyURL(id policy.ID) string { return "/" + policy.RefOf(id) }

// policyOn is the page of a document as it stands on a day.
func policyOn(id policy.ID, day calendar.Day) string {
	return searchURL(policyURL(id), "on", string(day))
}

// clauseURL leads to the clause of a document that is named as documents cite it: today, or on a day.
func clauseURL(id policy.ID, name string, on calendar.Day) string {
	page := policyURL(id)
	if on != "" {
		page = policyOn(id, on)
	}
	if a, ok := clause.ParseAddress(name); ok {
		return page + "#" + a.ID()
	}
	return page
}

func (p *Portal) policyOrgans(ctx context.Context) (out []web.Option, err error) {
	units, err := p.Documents.Organs(visitor(ctx))
	for _, u := range units {
		out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Short})
	}
	return out, err
}

func (p *Portal) policy(r *web.Req) (web.Reply, error) {
	id, err := web.ID[policy.ID](r)
	if err != nil {
		return nil, err
	}
	q, err := web.Bind[policyDay](r)
	if err != nil {
		return nil, err
	}
	page, early, err := p.policyPage(r.Context(), id, q.On)
	if err != nil {
		return nil, err
	}
	v := policyView{
		Page: page, Here: policyURL(id), Tag: standingTag(page.State.Standing), Other: page.On != p.DB.Today(),
		Article: web.Article{Doc: web.Numbered(page.Body, apartMarks(page)), Title: page.Title, By: []string{page.Organ, page.Number}},
	}
	v.Article.State, v.Article.Mark = v.Tag, over(publish.Validity(page.State.Standing))
	v.Says, v.Kind = standingText(page)
	for _, a := range page.Apart {
		v.Says, v.Kind = v.Says+apartText(a), cmp.Or(v.Kind, "y")
	}
	if early != "" {
		v.Says, v.Kind = early+v.Says, cmp.Or(v.Kind, "y")
	}
	v.Facts = policyFacts(page)
	cleaned, err := p.Cleanups.Of(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	for _, o := range cleaned {
		v.Facts = append(v.Facts, web.Fact{Label: "portal.cleanup.result", Text: i18n.T("portal.cleanup.outcome", o.Title, judgementText(cleanup.Listed{Judgement: o.Judgement})), Href: cleanupURL(o.Cleanup)})
	}
	places, err := p.Gazettes.Of(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	v.Facts = append(v.Facts, placeFacts(places)...)
	v.Chain = policyChain(page)
	for _, day := range page.Changes {
		if day != page.On && day >= page.Issued {
			v.Days = append(v.Days, web.Link{Href: searchURL(v.Here, "on", string(day)), Label: longDay(day)})
		}
	}
	if page.From > page.Texts[0].From {
		v.Compare = searchURL(v.Here+"/compare", "to", string(page.On))
	}
	if v.Beside, err = p.Interprets.Beside(visitor(r.Context()), id); err != nil {
		return nil, err
	}
	if v.Gives, err = p.measuresOf(r.Context(), id); err != nil {
		return nil, err
	}
	if v.Answers, err = p.faqsOf(r.Context(), id); err != nil {
		return nil, err
	}
	v.Filters, err = web.Filters(r.Context(), v.Here, policyDay{On: page.On})
	return policyShow.With(v), err
}

// policyPage is a document on a day. Who asks for a day before there was one reads since when there is,
// and what it says today.
func (p *Portal) policyPage(ctx context.Context, id policy.ID, on calendar.Day) (page *policy.Page, early string, err error) {
	if page, err = p.Documents.Page(visitor(ctx), id, on); fault.Of(err) != fault.NotFound || on == "" {
		return page, "", err
	}
	if page, err = p.Documents.Page(visitor(ctx), id, ""); err == nil {
		early = i18n.T("portal.policy.early", longDay(on), longDay(page.Issued))
	}
	return page, early, err
}

// standingTag is how a document stands, on its own page: in force is said too.
func standingTag(s policy.Standing) web.Tag {
	if t := validityTag(publish.Validity(s)); t.Text != "" {
		return t
	}
	return web.Tag{Kind: "ok", Text: i18n.T("publish.validity.valid")}
}

// standingText says how a document stands on the day that was asked for, since when,
// until when, and what did it.
func standingText(page *policy.Page) (text, kind string) {
	s := page.State
	by := ""
	if page.StateBy != nil {
		by = i18n.T("portal.policy.by", authorText(*page.StateBy))
	}
	until := ""
	if s.Until != "" && s.Standing != policy.Pending {
		until = i18n.T("portal.policy.until", longDay(s.Until))
	}
	kind = map[policy.Standing]string{policy.Amended: "y", policy.Pending: "y", policy.Suspended: "y", policy.Lapsed: "r", policy.Repealed: "r"}[s.Standing]
	since := s.Since
	if s.Standing == policy.Pending {
		since = page.Starts
	}
	return i18n.T("portal.policy.says."+string(s.Standing), longDay(page.On), longDay(since), by, until), kind
}

// apartText says how clauses stand that stand otherwise than the whole.
func apartText(a policy.Apart) string {
	by, until := "", ""
	if a.By != nil {
		by = i18n.T("portal.policy.by", authorText(*a.By))
	}
	if a.Until != "" {
		until = i18n.T("portal.policy.until", longDay(a.Until))
	}
	return i18n.T("portal.policy.apart."+string(a.Standing), joined(a.Clauses), longDay(a.From), by, until)
}

// apartMarks are what the text says of each of them, where it stands.
func apartMarks(page *policy.Page) map[int]string {
	out := map[int]string{}
	for _, a := range page.Apart {
		for _, at := range a.Heads {
			out[at] = i18n.T("portal.policy.mark."+string(a.Standing), a.From)
		}
	}
	return out
}

// policyFacts is the record of a document as the public sees it. What is not filled in is not there.
func policyFacts(page *policy.Page) (out []web.Fact) {
	for _, f := range []web.Fact{
		{Label: "policy.organ", Text: page.Organ},
		{Label: "policy.joint", Text: page.Joint},
		{Label: "policy.number", Text: page.Number},
		{Label: "policy.code", Text: page.Code},
		{Label: "policy.old_index", Text: page.OldIndex},
		{Label: "publish.theme", Text: className(law.Theme, page.Theme)},
		{Label: "publish.genre", Text: className(law.Genre, page.Genre)},
		{Label: "policy.issued", Text: string(page.Issued)},
		{Label: "policy.starts", Text: string(page.Starts)},
		{Label: "policy.until", Text: string(page.Ends)},
		{Label: "policy.basis", Text: page.Basis},
		{Label: "policy.filed_no", Text: page.FiledNo},
		{Label: "policy.cleaned", Text: page.Cleaned},
		{Label: "policy.contact", Text: page.Contact},
		{Label: "portal.policy.item", Text: i18n.T("portal.policy.item_text"), Href: itemURL(page.Item)},
	} {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out
}

// authorText is a document as others speak of it; one that is in no library may have but a number.
func authorText(a policy.Author) string {
	if a.Title == "" {
		return a.Number
	}
	return i18n.T("policy.name", a.Title, a.Number)
}

// policyChain is the relations of a document, in both directions.
func policyChain(page *policy.Page) (out []policyLink) {
	link := func(way string, r policy.Relation) policyLink {
		until := ""
		if r.Until != "" {
			until = i18n.T("portal.policy.until", longDay(r.Until))
		}
		out := policyLink{Text: i18n.T("portal.policy."+way+"."+string(r.Kind), longDay(r.From), until), Label: authorText(r.Other)}
		if len(r.Clauses) > 0 {
			out.Text = i18n.T("portal.policy.part", out.Text, joined(r.Clauses))
		}
		if r.Other.Ref != "" {
			out.Href = "/" + r.Other.Ref
		}
		return out
	}
	for _, r := range page.Done {
		out = append(out, link("done", r))
	}
	for _, r := range page.Does {
		out = append(out, link("does", r))
	}
	return out
}

func (p *Portal) comparePolicy(r *web.Req) (web.Reply, error) {
	id, err := web.ID[policy.ID](r)
	if err != nil {
		return nil, err
	}
	q, err := web.Bind[policyDays](r)
	if err != nil {
		return nil, err
	}
	two, err := p.Documents.Compare(visitor(r.Context()), id, q.From, q.To)
	if err != nil {
		return nil, err
	}
	return policyCompare.With(policyTwo{two.Page.Title, policyURL(id), two.From, two.To, web.ByClause(two.Old, two.New, policyOn(id, two.From), policyOn(id, two.To))}), nil
}
