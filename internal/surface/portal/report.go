package portal

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// told is a public report as lists draw it.
type told struct {
	plan.PageTold
	Href     string
	Lines    []string // of the progress
	Tag      web.Tag
	Evidence []evidence
}

// An evidence is one piece of it as a page draws it.
type evidence struct {
	Form, Title, Note, Href string
	Outside                 bool // the link leads to another site
}

// A reportView is the page of one report.
type reportView struct {
	Plan  plan.PagePlan
	Told  told
	Facts []web.Fact
	Back  string // the point on the page of its plan
	Proof string
}

// Meta is what the head says about the page.
func (v reportView) Meta() web.Meta {
	return web.Meta{Column: planColumn, Title: v.Title(), Published: v.Told.Published, Source: v.Told.Unit.Short, About: v.Told.Heading, Ref: fmt.Sprintf("plan/report/%d", v.Told.ID)}
}

// Title is the name of the page.
func (v reportView) Title() string {
	return i18n.T("portal.report_title", v.Told.Unit.Short, v.Told.Heading)
}

var reportShow = web.MustPage[reportView](pages, web.Portal, "pages/report.html")

func (p *Portal) reportRoutes() []web.Route {
	return []web.Route{
		web.Public(reportPath+"/{id}", web.Show(reportShow, p.report)).On(onPlans...),
		web.Public(reportPath+"/{id}/proof.json", p.reportProof).On("plan", journal.Signed),
		web.GET(reportPath+"/{id}/file/{file}", auth.Public, p.reportFile),
	}
}

func reportURL(id plan.ReportID) string { return fmt.Sprintf("%s/%d", reportPath, id) }

// toldOf draws a report.
func toldOf(t plan.PageTold) told {
	t.Heading = heading(t.Heading)
	v := told{PageTold: t, Href: reportURL(t.ID), Lines: lines(t.Progress)}
	switch {
	case strings.Contains(t.Period, "-"): // a report on a part of the year
		v.Tag = web.Tag{Kind: "info", Text: periodText(t.Period)}
	case t.Final:
		v.Tag = web.Tag{Kind: "ok", Text: i18n.T("portal.final")}
	default:
		v.Tag = web.Tag{Text: i18n.T("portal.stage")}
	}
	for _, e := range t.Evidence {
		v.Evidence = append(v.Evidence, v.evidence(e))
	}
	return v
}

// evidence draws one piece of evidence.
func (v *told) evidence(e plan.PageEvidence) evidence {
	out := evidence{Form: i18n.T("portal.form." + string(e.Form)), Title: cmp.Or(e.Title, e.URL, e.Ref)}
	switch e.Form {
	case plan.Link:
		out.Href, out.Outside = e.URL, true
		if u, err := url.Parse(e.URL); err == nil {
			out.Note = u.Host
		}
	case plan.File:
		out.Href, out.Note = fmt.Sprintf("%s/file/%d", v.Href, e.File), "SHA-256 "+e.SHA256
	case plan.Record:
		out.Note = e.Ref
	case plan.Meeting, plan.Course:
		out.Note = longDay(e.Day)
	}
	return out
}

// latest lists the newest reports of a plan.
func latest(page *plan.Page, n int) []told {
	all := newestFirst(page)
	out := make([]told, 0, n)
	for _, t := range all[:min(n, len(all))] {
		out = append(out, toldOf(t))
	}
	return out
}

// newestFirst is every report of a plan by when it became public.
func newestFirst(page *plan.Page) []plan.PageTold {
	var all []plan.PageTold
	for _, pt := range page.Points {
		all = append(all, pt.Told...)
	}
	slices.SortStableFunc(all, func(a, b plan.PageTold) int { return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(b.ID, a.ID)) })
	return all
}

func (p *Portal) report(ctx context.Context, id plan.ReportID) (v reportView, err error) {
	t, of, err := p.Plans.Told(visitor(ctx), id)
	if err != nil {
		return v, err
	}
	v = reportView{Plan: of, Told: toldOf(t), Back: planURL(of.ID) + "#" + pointAnchor(t.Point), Proof: reportURL(id) + "/proof.json"}
	v.Facts = []web.Fact{
		{Label: "portal.of_unit", Text: t.Unit.Short, Href: address(planURL(of.ID), t.Unit.ID, false)},
		{Label: "portal.of_point", Text: v.Told.Heading, Href: v.Back},
		{Label: "portal.of_task", Text: t.Task},
		{Label: "portal.of_period", Text: periodText(t.Period)},
		{Label: "portal.handed", Text: longDay(t.Handed)},
		{Label: "portal.published", Text: longDay(dayOf(t.Published))},
	}
	return v, nil
}

// reportProof sends the proof of a report that everybody may see.
func (p *Portal) reportProof(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.ReportID](r)
	if err != nil {
		return nil, err
	}
	if _, _, err := p.Plans.Told(visitor(r.Context()), id); err != nil {
		return nil, err
	}
	return p.bundle(r.Context(), fmt.Sprintf("plan/report/%d", id))
}

// planProof sends the proof of a plan that everybody may see.
func (p *Portal) planProof(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.ID](r)
	if err != nil {
		return nil, err
	}
	of, err := p.Plans.Get(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	return p.bundle(r.Context(), of.Ref())
}

// bundle sends the proof of the newest public act on a thing.
func (p *Portal) bundle(ctx context.Context, ref string) (web.Reply, error) {
	b, err := p.Journal.Proof(ctx, ref)
	if err != nil {
		return nil, err
	}
	return bundled(b)
}

// bundled is a proof as a file.
func bundled(b proof.Bundle) (web.Reply, error) {
	data, err := json.MarshalIndent(b, "", "  ")
	return web.Bytes{Name: i18n.T("portal.proof_name", b.Index) + ".json", Type: "application/json", Data: data}, err
}

// reportFile sends a file that is evidence of a public report.
func (p *Portal) reportFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.ReportID](r)
	if err != nil {
		return nil, err
	}
	file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	var f files.File
	err = p.DB.Read(visitor(r.Context()), func(tx *db.Tx) error {
		shows, err := p.Plans.Shows(tx, id, file)
		if err != nil {
			return err
		}
		if !shows {
			return fault.New(fault.NotFound, "not_found")
		}
		f, err = files.Get(tx, file)
		return err
	})
	if err != nil {
		return nil, err
	}
	content, err := p.Files.Open(r.Context(), f)
	if err != nil {
		return nil, err
	}
	return web.File{Name: f.Name, Type: f.Type.MIME(), Modified: f.MadeAt, Content: content}, nil
}
