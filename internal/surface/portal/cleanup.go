package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	cleanupPath      = "/cleanup"
	cleanupDocuments = cleanupPath + "/{cleanup}/documents"
)

type (
	// A cleanupView is the page of a clean-up, running or announced.
	cleanupView struct {
		*cleanup.Page
		Tag    web.Tag
		Says   string // how it stands, in a sentence
		Kind   string // of that note
		Notice string // the announcement
		Result bool
		Sum    []cleanupCount
		Lines  []cleanupLine
		Facts  []web.Fact
	}
	// A cleanupLine is how one unit stands.
	cleanupLine struct {
		Unit  string
		Cells []cleanupCount
	}
	// A cleanupCount is a number with the list behind it.
	cleanupCount struct {
		Label string
		N     int
		Href  string
	}
)

var (
	cleanupList = web.ListPage[struct{}, cleanup.Cleanup](web.Portal, "cleanup.cleanups",
		web.Col[cleanup.Cleanup]{Label: "cleanup.title", Class: "ti", Cell: func(c cleanup.Cleanup) web.Cell {
			return web.Cell{Text: c.Title, Href: cleanupURL(c.ID), Tag: cleanupTag(c.Status)}
		}},
		web.Col[cleanup.Cleanup]{Label: "cleanup.as_of", Class: "nw", Cell: func(c cleanup.Cleanup) web.Cell { return web.Cell{Text: string(c.AsOf)} }},
		web.Col[cleanup.Cleanup]{Label: "cleanup.due", Class: "nw", Cell: func(c cleanup.Cleanup) web.Cell { return web.Cell{Text: string(c.Due)} }},
		web.Col[cleanup.Cleanup]{Label: "cleanup.announced", Class: "nw", Cell: func(c cleanup.Cleanup) web.Cell { return web.Cell{Text: string(c.Announced)} }},
	).In(policyColumn)
	cleanedList = web.ListPage[cleanup.FindVerdict, cleanup.Listed](web.Portal, "cleanup.documents",
		web.Col[cleanup.Listed]{Label: "policy.title", Class: "ti", Cell: func(l cleanup.Listed) web.Cell {
			return titleCell(publish.Validity(l.Standing), l.Title, policyURL(l.Document), l.Number)
		}},
		web.Col[cleanup.Listed]{Label: "policy.organ", Cell: func(l cleanup.Listed) web.Cell { return web.Cell{Text: l.Organ} }},
		web.Col[cleanup.Listed]{Label: "cleanup.issued", Class: "nw", Cell: func(l cleanup.Listed) web.Cell { return web.Cell{Text: string(l.Issued)} }},
		web.Col[cleanup.Listed]{Label: "cleanup.verdict", Cell: func(l cleanup.Listed) web.Cell { return web.Cell{Text: judgementText(l)} }},
		web.Col[cleanup.Listed]{Label: "cleanup.settled", Class: "o2 nw", Cell: func(l cleanup.Listed) web.Cell { return web.Cell{Text: string(l.Settled)} }},
	).In(policyColumn)
	cleanupShow = web.MustPage[cleanupView](pages, web.Portal, "pages/cleanup/show.html").In(policyColumn)
)

func (p *Portal) cleanupRoutes() []web.Route {
	shown := func(ctx context.Context, q struct{}, page db.Page) (db.Rows[cleanup.Cleanup], error) {
		return p.Cleanups.Shown(visitor(ctx), q, page)
	}
	documents := func(ctx context.Context, q cleanup.FindVerdict, page db.Page) (db.Rows[cleanup.Listed], error) {
		return p.Cleanups.Documents(visitor(ctx), q, page)
	}
	return []web.Route{
		web.Public(cleanupPath, web.List(cleanupList, shown, web.Empty("cleanup.empty"))).On("cleanup"),
		web.Public(cleanupDocuments, web.List(cleanedList, documents, web.Options("unit", p.unitChoices), web.Empty("cleanup.empty_documents"),
			web.Download(cleanupDocuments+".csv"))).On("cleanup", "policy", "unit"),
		web.Public(cleanupDocuments+".csv", web.CSV(cleanedList, "cleanup.documents", documents)).On("cleanup", "policy", "unit"),
		web.Public(cleanupPath+"/{id}", p.cleanup).On("cleanup", "unit"),
	}
}

func cleanupURL(id cleanup.ID) string { return "/" + cleanup.RefOf(id) }

// cleanupTag is how far a clean-up is; that its announcement waits is nobody's business.
func cleanupTag(s cleanup.Status) web.Tag {
	if s == cleanup.Compiled {
		s = cleanup.Running
	}
	kind := map[cleanup.Status]string{cleanup.Running: "info", cleanup.Announced: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("cleanup.state." + string(s))}
}

func judgementText(l cleanup.Listed) string {
	switch {
	case l.Judgement != "":
		return i18n.T("cleanup.verdict." + string(l.Judgement))
	case l.Judged:
		return i18n.T("cleanup.judged")
	}
	return i18n.T("cleanup.unjudged")
}

func (p *Portal) cleanup(r *web.Req) (web.Reply, error) {
	id, err := web.ID[cleanup.ID](r)
	if err != nil {
		return nil, err
	}
	page, err := p.Cleanups.Page(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	v := cleanupView{Page: page, Tag: cleanupTag(page.Status), Result: page.Status == cleanup.Announced, Sum: cleanupCounts(page, 0, page.Total)}
	for _, l := range page.Units {
		v.Lines = append(v.Lines, cleanupLine{l.Unit, cleanupCounts(page, l.UnitID, l.Tally)})
	}
	v.Says = i18n.T("portal.cleanup.says."+string(page.Status), longDay(page.AsOf), page.Total.Documents, page.Total.Approved, longDay(page.Due), page.Reason)
	switch page.Status {
	case cleanup.Stopped:
		v.Kind = "r"
	case cleanup.Running:
		v.Kind = "y"
	case cleanup.Announced:
		v.Notice = itemURL(page.Item)
		v.Says = i18n.T("portal.cleanup.says.announced", longDay(page.AsOf), page.Total.Documents, longDay(page.Announced))
	case cleanup.Draft, cleanup.Compiled, cleanup.Discarded:
	}
	if page.Strict {
		v.Says += i18n.T("portal.cleanup.strict", voidFrom(page))
	}
	v.Facts = cleanupFacts(page)
	return cleanupShow.With(v), nil
}

// voidFrom is since when what is not on the list is void, in words.
func voidFrom(page *cleanup.Page) string {
	if day := max(page.From, page.VoidOn); day != "" {
		return longDay(day)
	}
	return i18n.T("cleanup.text.from_issue")
}

func cleanupFacts(page *cleanup.Page) (out []web.Fact) {
	for _, f := range []web.Fact{
		{Label: "cleanup.leads", Text: page.Unit},
		{Label: "cleanup.basis", Text: page.Basis},
		{Label: "cleanup.as_of", Text: string(page.AsOf)},
		{Label: "cleanup.due", Text: string(page.Due)},
		{Label: "cleanup.settle_by", Text: string(page.Settle)},
		{Label: "cleanup.announced", Text: string(page.Announced)},
		{Label: "cleanup.contact", Text: page.Contact},
	} {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out
}

// cleanupCounts are the numbers of a clean-up, each with its list; unit 0 is all of them.
func cleanupCounts(page *cleanup.Page, unitID int64, t cleanup.Tally) (out []cleanupCount) {
	add := func(label string, n int, q cleanup.FindVerdict) {
		q.Unit = unitID
		out = append(out, cleanupCount{i18n.T(label), n, q.At(cleanupURL(page.ID) + "/documents")})
	}
	add("cleanup.documents", t.Documents, cleanup.FindVerdict{})
	if page.Status != cleanup.Announced {
		add("cleanup.judged", t.Approved, cleanup.FindVerdict{Stage: cleanup.Approved})
		return out
	}
	add("cleanup.verdict.keep", t.Keep, cleanup.FindVerdict{Verdict: cleanup.Keep})
	add("cleanup.verdict.amend", t.Amend, cleanup.FindVerdict{Verdict: cleanup.Amend})
	add("cleanup.verdict.repeal", t.Repeal, cleanup.FindVerdict{Verdict: cleanup.Repeal})
	add("cleanup.verdict.lapse", t.Lapse, cleanup.FindVerdict{Verdict: cleanup.Lapse})
	if n := t.Documents - t.Approved; n > 0 {
		add("cleanup.unjudged", n, cleanup.FindVerdict{Stage: cleanup.Open})
	}
	add("cleanup.owed", t.Owed, cleanup.FindVerdict{Owed: true})
	return out
}
