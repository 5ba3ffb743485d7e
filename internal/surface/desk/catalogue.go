package desk

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const cataloguePath = "/desk/catalogue"

// A catalogueView is one version of a catalogue.
type catalogueView struct {
	catalogue.View
	State    web.Tag
	Facts    []web.Fact
	Buttons  []web.Button
	Warnings []web.RowError
	Changes  []catalogueChange
	Lines    []catalogueLine
	Unbound  int
	History  []web.Event
}

// A catalogueChange is what a version changes in one row.
type catalogueChange struct {
	Title   string
	Verdict web.Tag
	Fields  []web.Change
}

// A catalogueLine is a row as the desk shows it.
type catalogueLine struct {
	catalogue.ViewRow
	Term string // as duties count it
	Bind string // address of the form; "" for a reader who may not
	Href string // the page of the row, when it is in force
}

// Who is the units of the row in words.
func (l catalogueLine) Who() string { return joined(l.Names) }

// catalogueConfirm is a decision about a version.
type catalogueConfirm struct {
	catalogue.Confirm
	Act     catalogue.Act
	Version *catalogue.Version
	Unbound int
}

// bindForm sets the units and the term of a row.
type bindForm struct {
	catalogue.Binding
	Row catalogue.Row
}

var (
	catalogueList = web.ListPage[catalogue.Find, catalogue.Version](web.Desk, "catalogue.versions",
		web.Col[catalogue.Version]{Label: "catalogue.domain", Class: "ti", Cell: func(v catalogue.Version) web.Cell {
			return web.Cell{Text: domainName(v.Domain), Href: refURL(v.Ref())}
		}},
		web.Col[catalogue.Version]{Label: "catalogue.number", Class: "num", Cell: func(v catalogue.Version) web.Cell { return web.Cell{Text: strconv.Itoa(v.Number)} }},
		web.Col[catalogue.Version]{Label: "catalogue.title", Class: "xs", Cell: func(v catalogue.Version) web.Cell { return web.Cell{Text: v.Title} }},
		web.Col[catalogue.Version]{Label: "catalogue.dated", Cell: func(v catalogue.Version) web.Cell { return web.Cell{Text: string(v.Dated)} }},
		web.Col[catalogue.Version]{Label: "catalogue.in_force", Cell: func(v catalogue.Version) web.Cell { return web.Cell{Text: dayOr(string(v.InForce))} }},
		web.Col[catalogue.Version]{Label: "catalogue.state", Class: "o1", Cell: func(v catalogue.Version) web.Cell { return web.Cell{Tag: catalogueTag(v.Status)} }},
	)
	catalogueShow = web.MustPage[catalogueView](pages, web.Desk, "pages/catalogue/show.html")
	catalogueAct  = web.MustPage[web.FormView[catalogueConfirm]](pages, web.Desk, "pages/catalogue/act.html")
	catalogueBind = web.MustPage[web.FormView[bindForm]](pages, web.Desk, "pages/catalogue/bind.html")
)

func (d *Desk) catalogueRoutes() []web.Route {
	confirm := func(act catalogue.Act, do func(context.Context, catalogue.ID, catalogue.Confirm) (*catalogue.Version, error), next func(*catalogue.Version) string) *web.FormScreen {
		load := func(ctx context.Context, id catalogue.ID) (in catalogueConfirm, err error) {
			v, err := d.Catalogues.View(ctx, id)
			if err != nil {
				return in, err
			}
			return catalogueConfirm{catalogue.Confirm{Rev: v.Version.Rev}, act, v.Version, unbound(v.Rows)}, nil
		}
		return web.Act(catalogueAct, load, func(ctx context.Context, id catalogue.ID, in catalogueConfirm) (*catalogue.Version, error) {
			return do(ctx, id, in.Confirm)
		}, next, web.Submit(string(act)), web.Done("catalogue.done."+web.ShortAct(act)), web.Cancel(cataloguePath+"/{id}"))
	}
	return slices.Concat([]web.Route{
		web.GET(cataloguePath, catalogue.See, web.Look(catalogueBoard, d.catalogueBoard)),
		web.GET(cataloguePath+"/versions", catalogue.See, web.List(catalogueList, d.Catalogues.Find, web.Size(100),
			web.Options("domain", domainChoices), web.Empty("catalogue.empty"),
			web.Create(web.Item{Label: "catalogue.import", Path: cataloguePath + "/import", Perm: catalogue.Edit}))),
		web.GET(cataloguePath+"/{id}", catalogue.See, web.Show(catalogueShow, d.catalogue)),
		web.GET(cataloguePath+"/export/{id}", catalogue.See, d.exportCatalogue),
		web.Form(cataloguePath+"/enforce/{id}", catalogue.Edit, confirm(catalogue.ActEnforce, d.Catalogues.Enforce, versionURL)),
		web.Form(cataloguePath+"/discard/{id}", catalogue.Edit, confirm(catalogue.ActDiscard, d.Catalogues.Discard, func(*catalogue.Version) string { return cataloguePath + "/versions" })),
		web.Form(cataloguePath+"/bind/{id}", catalogue.Edit, web.Act(catalogueBind, d.bindForm, d.bind, rowVersionURL, web.Done("catalogue.done.bind"), web.Cancel(cataloguePath))),
	}, d.catalogueRowRoutes(), d.catalogueImportRoutes())
}

func versionURL(v *catalogue.Version) string { return refURL(v.Ref()) }

// rowVersionURL is the place of a row on the page of its version.
func rowVersionURL(r *catalogue.Row) string {
	return fmt.Sprintf("%s#r%d", versionURL(&catalogue.Version{ID: r.VersionID}), r.TextID)
}

// versionStep is the page of an act on a version or a row.
func versionStep[K ~int64](act string, id K) string {
	return fmt.Sprintf("%s/%s/%d", cataloguePath, act, id)
}

func domainName(code string) string {
	d, ok := catalogue.DomainOf(code)
	if !ok {
		return code
	}
	return d.Name
}

func domainChoices(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, d := range catalogue.Domains {
		out = append(out, web.Option{Value: d.Code, Label: d.Name})
	}
	return out, nil
}

func catalogueTag(s catalogue.Status) web.Tag {
	kind := map[catalogue.Status]string{catalogue.Draft: "warn", catalogue.InForce: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("catalogue.status." + string(s))}
}

func unbound(rows []catalogue.ViewRow) (n int) {
	for _, r := range rows {
		if len(r.Units) == 0 {
			n++
		}
	}
	return n
}

func (d *Desk) catalogue(ctx context.Context, id catalogue.ID) (v catalogueView, err error) {
	if v.View, err = d.Catalogues.View(ctx, id); err != nil {
		return v, err
	}
	version, a := v.Version, auth.From(ctx)
	v.State, v.Unbound = catalogueTag(version.Status), unbound(v.Rows)
	v.Facts = []web.Fact{
		{Label: "catalogue.domain", Text: v.Domain.Name},
		{Label: "catalogue.number", Text: strconv.Itoa(version.Number)},
		{Label: "catalogue.dated", Text: string(version.Dated)},
		{Label: "catalogue.in_force", Text: dayOr(string(version.InForce))},
		{Label: "catalogue.source_name", Text: version.SourceName},
		{Label: "catalogue.notes", Text: strings.Join(version.Notes, "\n")},
	}
	if version.Until != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "catalogue.until", Text: string(version.Until)})
	}
	next := catalogue.Flow.Next(a, version)
	for _, act := range next {
		if act != catalogue.ActSupersede { // comes with the next version
			v.Buttons = append(v.Buttons, web.Button{Href: versionStep(web.ActPath(act), id), Label: i18n.T(string(act)), Secondary: act == catalogue.ActDiscard})
		}
	}
	if version.Status == catalogue.Draft {
		v.Warnings = warningsOf(version)
	}
	v.Changes = catalogueChanges(v.Difference)
	mayBind := a.CanAt(catalogue.Edit, version.UnitID) && (version.Status == catalogue.Draft || version.Status == catalogue.InForce)
	for _, r := range v.Rows {
		l := catalogueLine{ViewRow: r, Term: d.Catalogues.TermWords(r.Term)}
		if mayBind {
			l.Bind = versionStep("bind", r.TextID)
		}
		if version.Status == catalogue.InForce {
			l.Href = refURL(r.Ref())
		}
		v.Lines = append(v.Lines, l)
	}
	v.History, err = d.history(ctx, version.Ref(), nil)
	return v, err
}

func warningsOf(v *catalogue.Version) []web.RowError {
	out := make([]web.RowError, len(v.Warnings))
	for i, w := range v.Warnings {
		out[i] = web.RowError{File: w.File, Line: w.Line, Column: w.Column, Text: i18n.Text(w.Text)}
	}
	return out
}

// catalogueChanges draws a difference.
func catalogueChanges(ds []catalogue.Difference) []catalogueChange {
	kinds := map[string]string{catalogue.Added: "ok", catalogue.Removed: "bad", catalogue.Changed: "info"}
	out := make([]catalogueChange, len(ds))
	for i, x := range ds {
		out[i] = catalogueChange{Title: x.Name, Verdict: web.Tag{Kind: kinds[x.How], Text: i18n.T("catalogue.how." + x.How)}}
		for _, f := range x.Fields {
			out[i].Fields = append(out[i].Fields, web.Change{Label: f.Heading(), Old: f.Old, New: f.New})
		}
	}
	return out
}

func (d *Desk) bindForm(ctx context.Context, id catalogue.TextID) (in bindForm, err error) {
	in.Row, in.Binding, err = d.Catalogues.BindingOf(ctx, id)
	return in, err
}

func (d *Desk) bind(ctx context.Context, id catalogue.TextID, in bindForm) (*catalogue.Row, error) {
	return d.Catalogues.Bind(ctx, id, in.Binding)
}

// exportCatalogue sends a version as a table.
func (d *Desk) exportCatalogue(r *web.Req) (web.Reply, error) {
	id, err := web.ID[catalogue.ID](r)
	if err != nil {
		return nil, err
	}
	file, v, err := d.Catalogues.Export(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return web.Bytes{Name: v.Title + ".xlsx", Type: files.XLSX.MIME(), Data: file}, nil
}

// rowsURL is the rows of the board that answer a question.
func rowsURL(q catalogue.Question) string {
	v := url.Values{}
	for key, value := range map[string]string{"domain": q.Domain, "state": q.State} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if q.Unit != 0 {
		v.Set("unit", strconv.FormatInt(q.Unit, 10))
	}
	return cataloguePath + "/rows?" + v.Encode()
}

func (d *Desk) findCovered(ctx context.Context, q catalogue.Question, p db.Page) (db.Rows[catalogue.Covered], error) {
	return d.Catalogues.Rows(ctx, q, p)
}
