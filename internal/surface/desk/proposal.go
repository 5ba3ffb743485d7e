package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const proposalPath = "/desk/proposal"

// A proposalRow is a proposal as lists show it.
type proposalRow struct {
	proposal.Row
	Unit string
}

// A proposalView is the page of a proposal.
type proposalView struct {
	proposal.View
	State    web.Tag
	Facts    []web.Fact
	Evidence []evidenceLine
	Sees     bool // may open the requests
	Buttons  []web.Button
	History  []web.Event
}

// An evidenceLine is one request that speaks for the proposal, with all that it says.
type evidenceLine struct {
	proposal.Evidence
	Href, Came string
	Why        []web.Tag
	Said       []string
}

// onProposal is what the form of an act shows beside its fields.
type onProposal struct {
	Act proposal.Act
	Of  proposalView
	May bool
}

// About says what follows from the act.
func (in onProposal) About() string { return i18n.T("proposal.about." + web.ShortAct(in.Act)) }

// Options are the copies that were given out.
func (in onProposal) Options(field string) (out []web.Option) {
	if field != "files" {
		return nil
	}
	for _, f := range in.Of.Copies {
		out = append(out, web.Option{Value: strconv.FormatInt(f.ID, 10), Label: f.Name})
	}
	return out
}

type (
	proposalAccept struct {
		proposal.Accept
		onProposal
	}
	proposalDraft struct {
		proposal.Draft
		onProposal
	}
	proposalDecline struct {
		proposal.Because
		onProposal
	}
	proposalRaise struct {
		proposal.Why
		Text string // what was asked for
		Back string
	}
)

const (
	proposalAct   = "pages/proposal/act.html"
	proposalParts = "pages/proposal/parts.html"
)

var (
	proposalList = web.ListPage[proposal.Find, proposalRow](web.Desk, "proposal.proposals",
		web.Col[proposalRow]{Label: "proposal.state", Class: "o1", Cell: func(r proposalRow) web.Cell { return web.Cell{Tag: proposalTag(r.Status)} }},
		web.Col[proposalRow]{Label: "proposal.about", Class: "ti", Cell: func(r proposalRow) web.Cell { return web.Cell{Text: r.About, Href: refURL(r.Ref())} }},
		web.Col[proposalRow]{Label: "proposal.unit", Cell: func(r proposalRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[proposalRow]{Label: "proposal.requests", Class: "num", Cell: func(r proposalRow) web.Cell { return web.Cell{Text: i18n.T("proposal.count_requests", r.Requests)} }},
		web.Col[proposalRow]{Label: "proposal.applicants", Class: "num xs", Cell: func(r proposalRow) web.Cell { return web.Cell{Text: i18n.T("proposal.count_applicants", r.Applicants)} }},
		web.Col[proposalRow]{Label: "proposal.given", Class: "num xs", Cell: func(r proposalRow) web.Cell { return web.Cell{Text: i18n.T("proposal.count_given", r.Given)} }},
		web.Col[proposalRow]{Label: "proposal.opened", Class: "num o2", Cell: func(r proposalRow) web.Cell { return dayCell(r.Opened) }},
	)
	proposalShow        = web.MustPage[proposalView](pages, web.Desk, "pages/proposal/show.html", proposalParts)
	proposalAcceptPage  = web.MustPage[web.FormView[proposalAccept]](pages, web.Desk, proposalAct, proposalParts)
	proposalDraftPage   = web.MustPage[web.FormView[proposalDraft]](pages, web.Desk, proposalAct, proposalParts)
	proposalDeclinePage = web.MustPage[web.FormView[proposalDecline]](pages, web.Desk, proposalAct, proposalParts)
	proposalRaisePage   = web.MustPage[web.FormView[proposalRaise]](pages, web.Desk, "pages/proposal/raise.html")
)

func (d *Desk) proposalRoutes() []web.Route {
	s, one := d.Proposals, proposalPath+"/{id}"
	return []web.Route{
		web.GET(proposalPath, proposal.See, web.List(proposalList, d.findProposals, web.Options("unit", d.unitChoices), web.Empty("proposal.empty"), web.Download(proposalPath+".csv"))),
		web.GET(proposalPath+".csv", proposal.See, web.CSV(proposalList, "proposal.proposals", d.findProposals)),
		web.GET(one, proposal.See, web.Show(proposalShow, d.proposal)),
		onProposals(d, proposalAcceptPage, proposal.ActAccept, func(on onProposal) proposalAccept {
			return proposalAccept{proposal.Accept{Rev: on.Of.Proposal.Rev, Title: titleOf(on.Of), Files: copiesOf(on.Of)}, on}
		}, func(ctx context.Context, id proposal.ID, in proposalAccept) (*proposal.Proposal, error) {
			return s.Accept(ctx, id, in.Accept)
		}),
		onProposals(d, proposalDraftPage, proposal.ActDraft, func(on onProposal) proposalDraft {
			return proposalDraft{proposal.Draft{Rev: on.Of.Proposal.Rev, Title: titleOf(on.Of), Files: copiesOf(on.Of)}, on}
		}, func(ctx context.Context, id proposal.ID, in proposalDraft) (*proposal.Proposal, error) {
			return s.Draft(ctx, id, in.Draft)
		}),
		onProposals(d, proposalDeclinePage, proposal.ActDecline, func(on onProposal) proposalDecline {
			return proposalDecline{proposal.Because{Rev: on.Of.Proposal.Rev}, on}
		}, func(ctx context.Context, id proposal.ID, in proposalDecline) (*proposal.Proposal, error) {
			return s.Decline(ctx, id, in.Because)
		}),
		web.Form(foiPath+"/item/{id}/raise", proposal.Raise, web.Act(proposalRaisePage, d.blankRaise, func(ctx context.Context, id itemID, in proposalRaise) (*proposal.Proposal, error) {
			return s.Raise(ctx, foi.ItemID(id), in.Why)
		}, proposalURL, web.Submit("proposal.raise"), web.Done("proposal.done.raise"), web.Cancel(foiPath))),
	}
}

// onProposals is the form of one act on a proposal.
func onProposals[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act proposal.Act, blank func(onProposal) Form,
	do func(context.Context, proposal.ID, Form) (*proposal.Proposal, error),
) web.Route {
	at := proposalPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), proposal.Decide, web.Act(page, func(ctx context.Context, id proposal.ID) (in Form, err error) {
		v, err := d.proposal(ctx, id)
		return blank(onProposal{act, v, slices.Contains(v.Acts, act)}), err
	}, do, proposalURL, web.Submit(string(act)), web.Done("proposal.done."+web.ShortAct(act)), web.Cancel(at)))
}

func proposalURL(p *proposal.Proposal) string { return refURL(p.Ref()) }

func proposalTag(s proposal.Status) web.Tag {
	kind := map[proposal.Status]string{proposal.Open: "warn", proposal.Accepted: "info", proposal.Released: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("proposal.state." + string(s))}
}

// titleOf is the title that the office gave, never the words of an applicant.
func titleOf(v proposalView) string { return v.Proposal.Title }

func copiesOf(v proposalView) (out []int64) {
	for _, f := range v.Copies {
		out = append(out, f.ID)
	}
	return out
}

func (d *Desk) findProposals(ctx context.Context, q proposal.Find, p db.Page) (db.Rows[proposalRow], error) {
	found, err := d.Proposals.Find(ctx, q, p)
	if err != nil {
		return db.Rows[proposalRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r proposal.Row) proposalRow { return proposalRow{r, names[r.UnitID]} }), err
}

func (d *Desk) proposal(ctx context.Context, id proposal.ID) (v proposalView, err error) {
	if v.View, err = d.Proposals.View(ctx, id); err != nil {
		return v, err
	}
	p, a := &v.Proposal, auth.From(ctx)
	v.State, v.Sees = proposalTag(p.Status), a.CanAt(foi.See, p.UnitID)
	v.Facts = proposalFacts(&v, a.CanAt(publish.See, p.UnitID))
	v.Evidence = evidenceLines(v.View.Evidence, v.Sees)
	v.Buttons = web.Buttons(v.Acts, proposalURL(p), "proposal")
	v.History, err = d.history(ctx, p.Ref(), func(e journal.Entry, out *web.Event) {
		var b proposal.Brief
		if e.Decode(&b) == nil {
			out.Text = b.Note
		}
	})
	return v, err
}

// evidenceLines are the evidence, one line a request: as it was when the last was noted.
func evidenceLines(all []proposal.Evidence, sees bool) (out []evidenceLine) {
	for _, e := range all {
		i := slices.IndexFunc(out, func(l evidenceLine) bool { return l.Item == e.Item })
		if i < 0 {
			i, out = len(out), append(out, evidenceLine{})
		}
		l := &out[i]
		l.Evidence, l.Came = e, i18n.T("proposal.undecided")
		l.Why = append(l.Why, web.Tag{Kind: "info", Text: i18n.T("proposal.kind." + string(e.Kind))})
		if r, ok := law.ResultOf(e.Result); ok {
			l.Came = r.Name
		}
		if e.Words != "" {
			l.Said = append(l.Said, e.Words)
		}
		if sees {
			l.Href = caseURL(e.Request)
		}
	}
	return out
}

func proposalFacts(v *proposalView, sees bool) []web.Fact {
	p := &v.Proposal
	item := web.Fact{Label: "proposal.item"}
	if p.Item != 0 {
		item.Text = p.Title
		if v.Stage != "" {
			item.Note = i18n.T("publish.status." + string(v.Stage))
		}
		if sees {
			item.Href = refURL(publish.RefOf(p.Item))
		}
	}
	return slices.DeleteFunc([]web.Fact{
		{Label: "proposal.unit", Text: v.Unit},
		{Label: "proposal.requests", Text: i18n.T("proposal.count_requests", p.Requests)},
		{Label: "proposal.applicants", Text: i18n.T("proposal.count_applicants", p.Applicants)},
		{Label: "proposal.given", Text: i18n.T("proposal.count_given", p.Given)},
		{Label: "proposal.opened", Text: string(p.Opened)},
		{Label: "proposal.decided", Text: string(p.Decided)},
		{Label: "proposal.reason", Text: p.Reason},
		item,
		{Label: "proposal.released", Text: string(p.Released)},
	}, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) blankRaise(ctx context.Context, id itemID) (in proposalRaise, err error) {
	v, it, err := d.itemOf(ctx, id)
	return proposalRaise{Text: it.Text, Back: caseURL(v.Request.ID)}, err
}

// proposalLink leads from an item of a request to the proposal about it, or to the
// form that makes one once it is answered.
func (d *Desk) proposalLink(ctx context.Context, r *foi.Request, it foi.Item) (web.Link, error) {
	a := auth.From(ctx)
	if r.Answered == "" || !a.CanAt(proposal.See, r.UnitID) {
		return web.Link{}, nil
	}
	id, err := d.Proposals.About(ctx, it.ID)
	switch {
	case err != nil:
		return web.Link{}, err
	case id != 0:
		return web.Link{Href: fmt.Sprintf("%s/%d", proposalPath, id), Label: i18n.T("proposal.proposals")}, nil
	case a.CanAt(proposal.Raise, r.UnitID) && !it.IsPublic():
		return web.Link{Href: fmt.Sprintf("%s/item/%d/raise", foiPath, it.ID), Label: i18n.T("proposal.raise_item")}, nil
	}
	return web.Link{}, nil
}

// proposalsWait counts what waits for the reader to decide on, for the menu.
func (d *Desk) proposalsWait(ctx context.Context) (int, error) {
	if !auth.From(ctx).Can(proposal.Decide) {
		return 0, nil
	}
	rows, err := d.Proposals.Find(ctx, proposal.Find{Status: proposal.Open}, db.Page{Size: db.CountOnly})
	return rows.Total, err
}

// proposalBlocks is what waits for the reader on the page of today.
func (d *Desk) proposalBlocks(ctx context.Context) ([]Block, error) {
	if !auth.From(ctx).Can(proposal.Decide) {
		return nil, nil
	}
	rows, err := d.findProposals(ctx, proposal.Find{Status: proposal.Open}, db.Page{Size: blockLines})
	if err != nil {
		return nil, err
	}
	b := Block{Title: i18n.T("proposal.block"), All: web.Link{Href: fmt.Sprintf("%s?state=%s", proposalPath, proposal.Open), Label: i18n.T("proposal.block_all", rows.Total)}}
	for _, r := range rows.Items {
		b.Lines = append(b.Lines, Line{Href: refURL(r.Ref()), Title: r.About, Note: r.Unit + "\u3000" + i18n.T("proposal.count_requests", r.Requests)})
	}
	return []Block{b}, nil
}
