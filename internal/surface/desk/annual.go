package desk

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const annualPath = "/desk/annual"

// An annualView is the page of a report.
type annualView struct {
	annual.View
	State    web.Tag
	Facts    []web.Fact
	Tables   []web.Grid
	Findings []annualFinding
	Verdict  web.Tag
	Moved    []movedLine
	Passed   []movedLine  // carried over otherwise than the report of last year has it
	Changed  []web.Change // numbers that would be others
	Units    []memberLine
	Missing  int
	Sections []account.Section
	Outputs  []web.Link
	Buttons  []web.Button
	History  []web.Event
	Early    bool // the year is not over
}

// An annualFinding is what the examination found, where, with both sides.
type annualFinding struct {
	Kind, Rule, Where, Text string
}

// A movedLine is a case that counts otherwise today than in the report.
type movedLine struct {
	Number, Href, Out, Into string
}

// A memberLine is a unit whose report is added.
type memberLine struct {
	Unit, Href, Edition string
	State               web.Tag
	Added               bool
	Moves, Blank        int
}

// onAnnual is what the form of an act shows beside its fields.
type onAnnual struct {
	Act annual.Act
	Of  annualView
	May bool
}

// About says what follows from the act.
func (in onAnnual) About() string { return i18n.T("annual.about." + web.ShortAct(in.Act)) }

type (
	annualEdit struct {
		annual.Written
		onAnnual
	}
	annualEnter struct {
		annual.Enter
		onAnnual
	}
	annualSeen struct {
		annual.Seen
		onAnnual
	}
	annualBecause struct {
		annual.Because
		onAnnual
	}
)

const (
	annualAct   = "pages/annual/act.html"
	annualParts = "pages/annual/parts.html"
)

var (
	annualList = web.ListPage[annual.Find, annual.Row](web.Desk, "annual.reports",
		web.Col[annual.Row]{Label: "annual.state", Class: "o1", Cell: func(r annual.Row) web.Cell { return web.Cell{Tag: annualTag(r.Status)} }},
		web.Col[annual.Row]{Label: "annual.unit", Class: "ti", Cell: func(r annual.Row) web.Cell { return web.Cell{Text: r.Unit, Href: refURL(r.Ref())} }},
		web.Col[annual.Row]{Label: "annual.year", Class: "num o2", Cell: func(r annual.Row) web.Cell { return web.Cell{Text: i18n.T("annual.year_of", r.Year)} }},
		web.Col[annual.Row]{Label: "annual.edition", Class: "num", Cell: func(r annual.Row) web.Cell { return web.Cell{Text: i18n.T("annual.edition_of", r.Edition)} }},
		web.Col[annual.Row]{Label: "annual.source", Class: "xs", Cell: func(r annual.Row) web.Cell { return web.Cell{Text: i18n.T("annual.source." + string(r.Source))} }},
		web.Col[annual.Row]{Label: "annual.due", Class: "num", Cell: func(r annual.Row) web.Cell { return dayCell(r.Due) }},
	)
	annualShow       = web.MustPage[annualView](pages, web.Desk, "pages/annual/show.html", annualParts)
	annualCases      = web.MustPage[web.ListView[annualBehind, annualCase]](pages, web.Desk, "pages/annual/cases.html")
	annualBegin      = web.FormPage[annual.Begin](web.Desk, "annual.begin")
	annualEditPage   = web.MustPage[web.FormView[annualEdit]](pages, web.Desk, annualAct)
	annualEnterPage  = web.MustPage[web.FormView[annualEnter]](pages, web.Desk, annualAct)
	annualSeenPage   = web.MustPage[web.FormView[annualSeen]](pages, web.Desk, annualAct)
	annualReasonPage = web.MustPage[web.FormView[annualBecause]](pages, web.Desk, annualAct)
)

func (d *Desk) annualRoutes() []web.Route {
	s, one := d.Reports, annualPath+"/{id}"
	routes := []web.Route{
		web.GET(annualPath, annual.See, web.List(annualList, s.Find, web.Options("unit", d.unitChoices), web.Empty("annual.empty"), web.Create(web.Item{Label: "annual.begin", Path: annualPath + "/new", Perm: annual.Write}))),
		web.Form(annualPath+"/new", annual.Write, web.Make(annualBegin, d.blankAnnual, s.Begin, annualURL, web.Options("unit", d.organs), web.Submit("annual.begin"), web.Cancel(annualPath))),
		web.GET(one, annual.See, web.Show(annualShow, d.annual)),
		web.GET(one+"/file/{format}", annual.See, d.annualFile),
		web.GET(one+"/cases", annual.See, web.List(annualCases, d.findAnnualCases, web.Empty("annual.no_cases"))),
		onReports(d, annualEditPage, annual.ActEdit, annual.Write, func(on onAnnual) annualEdit {
			r := on.Of.Report
			return annualEdit{annual.Written{Rev: r.Rev, Intro: r.Text.Intro, One: r.Text.One, Five: r.Text.Five, Six: r.Text.Six, Explain: r.Text.Explain}, on}
		}, func(ctx context.Context, id annual.ID, in annualEdit) (*annual.Report, error) {
			return s.Edit(ctx, id, in.Written)
		}),
		d.annualFillRoute(),
		onReports(d, annualEnterPage, annual.ActEnter, annual.Write, func(on onAnnual) annualEnter {
			return annualEnter{annual.EnterOf(&on.Of.Report), on}
		}, func(ctx context.Context, id annual.ID, in annualEnter) (*annual.Report, error) {
			return s.Enter(ctx, id, in.Enter)
		}),
	}
	for act, do := range map[annual.Act]func(context.Context, annual.ID, annual.Seen) (*annual.Report, error){
		annual.ActFreeze: s.Freeze, annual.ActSubmit: s.Submit, annual.ActApprove: s.Approve, annual.ActAccept: s.Accept, annual.ActDraft: s.Draft,
	} {
		routes = append(routes, onReports(d, annualSeenPage, act, annualPerm(act), func(on onAnnual) annualSeen {
			return annualSeen{annual.Seen{Rev: on.Of.Report.Rev}, on}
		}, func(ctx context.Context, id annual.ID, in annualSeen) (*annual.Report, error) {
			return do(ctx, id, in.Seen)
		}))
	}
	for act, do := range map[annual.Act]func(context.Context, annual.ID, annual.Because) (*annual.Report, error){
		annual.ActReturn: s.Return, annual.ActDiscard: s.Discard, annual.ActRestate: s.Restate,
	} {
		routes = append(routes, onReports(d, annualReasonPage, act, annual.See, func(on onAnnual) annualBecause {
			return annualBecause{annual.Because{Rev: on.Of.Report.Rev}, on}
		}, func(ctx context.Context, id annual.ID, in annualBecause) (*annual.Report, error) {
			return do(ctx, id, in.Because)
		}))
	}
	return append(routes, d.annualReadRoutes()...)
}

// annualPerm is who may make a step that needs nothing but that the report was seen.
func annualPerm(act annual.Act) auth.Perm {
	for _, row := range annual.Flow {
		if row.Act == act {
			return row.Perm
		}
	}
	return annual.Write
}

// onReports is the form of one act on a report.
func onReports[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act annual.Act, perm auth.Perm, blank func(onAnnual) Form,
	do func(context.Context, annual.ID, Form) (*annual.Report, error),
) web.Route {
	at := annualPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), perm, web.Act(page, func(ctx context.Context, id annual.ID) (in Form, err error) {
		v, err := d.annual(ctx, id)
		return blank(onAnnual{act, v, slices.Contains(v.Acts, act)}), err
	}, do, annualURL, web.Submit(string(act)), web.Done("annual.done."+web.ShortAct(act)), web.Cancel(at)))
}

func annualURL(r *annual.Report) string { return refURL(r.Ref()) }

func annualTag(s annual.Status) web.Tag {
	kind := map[annual.Status]string{
		annual.Draft: "info", annual.Frozen: "info", annual.Submitted: "warn", annual.Approved: "warn", annual.Returned: "warn", annual.Accepted: "ok", annual.Published: "ok",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("annual.state." + string(s))}
}

// blankAnnual begins with the reader's own unit and the year before this one.
func (d *Desk) blankAnnual(ctx context.Context) (annual.Begin, error) {
	return annual.Begin{Unit: auth.From(ctx).Unit, Year: d.DB.Today().Year() - 1, Source: annual.Records}, nil
}

func (d *Desk) annual(ctx context.Context, id annual.ID) (v annualView, err error) {
	if v.View, err = d.Reports.View(ctx, id); err != nil {
		return v, err
	}
	r := &v.Report
	v.State, v.Early = annualTag(r.Status), d.DB.Today().Year() <= r.Year
	v.Facts = annualFacts(&v, auth.From(ctx).CanAt(publish.See, r.Owner()))
	v.Tables = annualTables(&v)
	v.Findings, v.Verdict = annualFindings(&v)
	v.Sections = slices.DeleteFunc(slices.Clone(v.Composed().Sections), func(s account.Section) bool { return len(s.Lines) == 0 })
	for _, m := range v.Moves {
		v.Moved = append(v.Moved, movedOf(auth.From(ctx), r, m))
	}
	for _, c := range v.Carries {
		v.Passed = append(v.Passed, movedLine{Number: c.Number, Href: thingURL(auth.From(ctx), c.Case), Into: i18n.T("annual.way."+string(c.Way), c.Other)})
	}
	for _, c := range v.Differences {
		v.Changed = append(v.Changed, web.Change{Label: placeName(r, c.Place), Old: c.Was.String(), New: c.Now.String()})
	}
	v.Units, v.Missing = memberLines(v.Members)
	for _, f := range []annual.Format{annual.HTML, annual.DOCX, annual.PDF, annual.XLSX} {
		v.Outputs = append(v.Outputs, web.Link{Href: fmt.Sprintf("%s/file/%s", refURL(r.Ref()), f), Label: i18n.T("annual.format." + string(f))})
	}
	v.Buttons = web.Buttons(v.Acts, refURL(r.Ref()), "annual")
	v.History, err = d.history(ctx, r.Ref(), func(e journal.Entry, out *web.Event) {
		var b annual.Brief
		if e.Decode(&b) == nil {
			out.Text = b.Note
		}
	})
	return v, err
}

func annualFacts(v *annualView, sees bool) []web.Fact {
	r := &v.Report
	item := web.Fact{Label: "annual.item"}
	if r.Item != 0 {
		item.Text = v.Title
		if sees {
			item.Href = refURL(publish.RefOf(r.Item))
		}
	}
	by := ""
	if v.Compiler != "" {
		by = i18n.T("annual.compiler_of", v.Compiler)
	}
	return slices.DeleteFunc([]web.Fact{
		{Label: "annual.unit", Text: v.Unit},
		{Label: "annual.compiler", Text: by},
		{Label: "annual.source", Text: i18n.T("annual.source." + string(r.Source))},
		{Label: "annual.edition", Text: i18n.T("annual.edition_of", r.Edition)},
		{Label: "annual.form", Text: i18n.T("annual.form_of", r.Version)},
		{Label: "annual.due", Text: string(v.Due)},
		{Label: "annual.frozen_at", Text: strings.TrimPrefix(moment(r.FrozenAt), web.Nothing)},
		{Label: "annual.reason", Text: r.Reason},
		item,
	}, func(f web.Fact) bool { return f.Text == "" })
}

func casesURL(r *annual.Report, p account.Place) string {
	return refURL(r.Ref()) + "/cases?" + url.Values{"table": {string(p.Table)}, "row": {p.Row}, "column": {p.Column}}.Encode()
}

// findingsMost is how many findings of one rule are shown; the others are counted.
const findingsMost = 10

// annualFindings are what the examination found, and its verdict. A report on paper may
// leave most of its cells blank: each rule has a few of them here.
func annualFindings(v *annualView) (out []annualFinding, verdict web.Tag) {
	kinds := map[account.Verdict]string{account.Broken: "bad", account.NotAssessable: "bad", account.Doubtful: "warn", account.Passed: "ok"}
	n := map[account.Rule]int{}
	for _, f := range v.Result.Findings {
		if n[f.Rule]++; n[f.Rule] > findingsMost {
			continue
		}
		x := annualFinding{Kind: kinds[f.Verdict], Rule: i18n.T("account.rule." + string(f.Rule)), Text: i18n.Text(f.Text)}
		if f.Row != "" {
			x.Where = placeName(&v.Report, account.Place{Table: f.Table, Row: f.Row, Column: f.Column})
		}
		if f.Left != nil && f.Right != nil {
			x.Text = i18n.T("annual.sides", x.Text, f.Left.String(), f.Right.String())
		}
		out = append(out, x)
	}
	for _, r := range slices.Sorted(maps.Keys(n)) {
		if more := n[r] - findingsMost; more > 0 {
			out = append(out, annualFinding{Kind: "warn", Rule: i18n.T("account.rule." + string(r)), Text: i18n.T("annual.findings_more", more)})
		}
	}
	return out, web.Tag{Kind: kinds[v.Result.Verdict], Text: i18n.T("account.verdict." + string(v.Result.Verdict))}
}

func movedOf(a auth.Actor, r *annual.Report, m annual.Move) movedLine {
	c := m.Now
	if c == nil {
		c = m.Was
	}
	names := func(all []account.Place) string {
		var out []string
		for _, p := range all {
			out = append(out, placeName(r, p))
		}
		return strings.Join(out, "\uff1b")
	}
	return movedLine{c.Number, thingURL(a, *c), names(m.Out), names(m.Into)}
}

// thingURL is the page of a case that a number counts, for what the reader may see.
func thingURL(a auth.Actor, c annual.Case) string {
	ref := publish.RefOf(publish.ID(c.Thing))
	switch c.Table {
	case account.Requests:
		ref = fmt.Sprintf("foi/%d", c.Thing)
	case account.Remedies:
		ref = fmt.Sprintf("remedy/%d", c.Thing)
	case account.Disclosed:
	}
	return pageOf(a, ref)
}

func memberLines(all []annual.Member) (out []memberLine, missing int) {
	for _, m := range all {
		l := memberLine{Unit: m.Unit, Added: m.Added, Moves: m.Moves, Blank: m.Blank, State: web.Tag{Text: i18n.T("annual.state.none")}}
		if m.Report != nil {
			l.State, l.Href, l.Edition = annualTag(m.Report.Status), refURL(m.Report.Ref()), i18n.T("annual.edition_of", m.Report.Edition)
		}
		if !m.Added {
			missing++
		}
		out = append(out, l)
	}
	return out, missing
}

// annualFile sends a report in one of its forms.
func (d *Desk) annualFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[annual.ID](r)
	if err != nil {
		return nil, err
	}
	out, err := d.Reports.Output(r.Context(), id, annual.Format(r.PathValue("format")))
	return web.Bytes{Name: out.Name, Type: out.Type, Data: out.Data}, err
}

// An annualCase is a case behind a number.
type annualCase struct {
	annual.Case
	Unit, End, Href string
}

// annualBehind asks for the cases behind a number of the report {id}.
type annualBehind struct {
	ID annual.ID `form:"id"`
	annual.Behind
}

// Name is the cell in words; those of the form in force, which differs in no row that has a list.
func (q annualBehind) Name() string {
	return placeName(&annual.Report{}, account.Place{Table: q.Table, Row: q.Row, Column: q.Column})
}

func endName(c annual.Case) string {
	if c.Table == account.Remedies {
		kind := remedy.Suit
		if remedy.Block(c.Kind) == remedy.Reviews {
			kind = remedy.Review
		}
		for _, o := range law.Outcomes(string(kind)) {
			if o.Code == c.Result {
				return o.Name
			}
		}
	}
	return resultName(c.Result)
}

func (d *Desk) findAnnualCases(ctx context.Context, q annualBehind, p db.Page) (db.Rows[annualCase], error) {
	found, err := d.Reports.Cases(ctx, q.ID, q.Behind, p)
	if err != nil {
		return db.Rows[annualCase]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(c annual.Case) annualCase {
		return annualCase{c, names[c.UnitID], endName(c), thingURL(auth.From(ctx), c)}
	}), err
}

// annualWait counts the reports that wait for the reader: to be taken over, or to be
// answered for.
func (d *Desk) annualWait(ctx context.Context) (n int, err error) {
	a := auth.From(ctx)
	for perm, state := range map[auth.Perm]annual.Status{annual.Accept: annual.Approved, annual.Approve: annual.Submitted} {
		if !a.Can(perm) {
			continue
		}
		rows, err := d.Reports.Find(ctx, annual.Find{Status: state}, db.Page{Size: db.CountOnly})
		if err != nil {
			return n, err
		}
		n += rows.Total
	}
	return n, nil
}
