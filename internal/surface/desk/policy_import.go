package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const policyImportPath = policyPath + "/library/import"

// A libraryFile is a library that was kept elsewhere.
type libraryFile struct {
	File web.Upload `form:"file" label:"policy.import.file" hint:"policy.import.file_hint" accept:".zip,.xlsx,.csv" max:"5MB" required:"true"`
}

// Guide says how the columns of the documents are read.
func (libraryFile) Guide() []batchGuide {
	return guideOf(policy.ImportColumns, func(key string) string { return i18n.T("policy.import_column." + key) })
}

// History says how those of their history are.
func (libraryFile) History() []batchGuide {
	return guideOf(policy.HistoryColumns, func(key string) string { return i18n.T("policy.history_column." + key) })
}

// A libraryTried is a library whose dry run the reader has seen.
type libraryTried struct {
	carried
	Partial bool `form:"partial" label:"policy.import.partial" hint:"policy.import.partial_hint"`
	Found   policy.Imported
}

// Hides reports whether nothing has to be left out.
func (in libraryTried) Hides(field string) bool {
	return field == "partial" && len(in.Found.Bad) == 0 && len(in.Found.Lines) > 0
}

// Faults are the rows that cannot be taken over.
func (in libraryTried) Faults() []web.RowError { return rowsAt(in.Found.Bad) }

// Doubts are those that want a look.
func (in libraryTried) Doubts() []web.RowError { return rowsAt(in.Found.Warnings) }

// Standings are how the documents stand that are added, with how many.
func (in libraryTried) Standings() (out []batchCount) {
	n := map[policy.Standing]int{}
	for _, l := range in.Found.Lines {
		if l.Outcome == policy.Added {
			n[l.Standing]++
		}
	}
	for _, s := range policy.Standings {
		if n[s] > 0 {
			out = append(out, batchCount{i18n.T("publish.validity." + string(s)), n[s]})
		}
	}
	return out
}

func (in libraryTried) archive() policy.Archive {
	return policy.Archive{Name: in.Name, File: in.file()}
}

// A libraryView is the page of one import.
type libraryView struct {
	Import policy.Import
	Facts  []web.Fact
	Lines  []libraryLine
	Report string
}

// A libraryLine is a row of the report.
type libraryLine struct {
	policy.ImportLine
	Href string
	Tag  web.Tag
	Says []string
}

var (
	libraryImport    = web.MustPage[web.FormView[libraryFile]](pages, web.Desk, "pages/policy/import.html")
	libraryConfirmed = web.MustPage[web.FormView[libraryTried]](pages, web.Desk, "pages/policy/import-confirm.html")
	libraryShow      = web.MustPage[libraryView](pages, web.Desk, "pages/policy/import-show.html")
	libraryList      = web.ListPage[struct{}](web.Desk, "policy.import.list",
		web.Col[policy.Import]{Label: "policy.import.file", Class: "ti", Cell: func(im policy.Import) web.Cell { return web.Cell{Text: im.Name, Href: libraryURL(&im)} }},
		web.Col[policy.Import]{Label: "policy.import.outcome.added", Class: "num", Cell: func(im policy.Import) web.Cell { return web.Cell{Text: strconv.Itoa(im.Count(policy.Added))} }},
		web.Col[policy.Import]{Label: "policy.import.outcome.left", Class: "num", Cell: func(im policy.Import) web.Cell { return web.Cell{Text: strconv.Itoa(im.Count(policy.Left))} }},
		web.Col[policy.Import]{Label: "policy.import.read_at", Class: "num o2", Cell: func(im policy.Import) web.Cell { return web.Cell{Text: moment(im.ReadAt)} }},
	)
)

func (d *Desk) libraryRoutes() []web.Route {
	confirm := web.POST(policyImportPath+"/confirm", policy.Register, web.Make(libraryConfirmed, nil, d.importLibrary, libraryURL,
		web.Submit("policy.import"), web.Done("policy.import.done"), web.Cancel(policyImportPath+"/new")).Handle)
	confirm.Body = confirmBody
	return []web.Route{
		web.GET(policyImportPath, policy.Register, web.List(libraryList, d.Documents.Imports, web.Empty("policy.import.empty"),
			web.Create(web.Item{Label: "policy.import", Path: policyImportPath + "/new", Perm: policy.Register}))),
		web.Form(policyImportPath+"/new", policy.Register, web.Make(libraryImport, nil, d.tryLibrary, nil, web.Submit("policy.import.try"), web.Cancel(policyImportPath))),
		confirm,
		web.GET(policyImportPath+"/{id}", policy.Register, web.Show(libraryShow, d.library)),
		web.GET(policyImportPath+"/{id}/report.xlsx", policy.Register, d.libraryReport),
	}
}

func libraryURL(im *policy.Import) string { return refURL(im.Ref()) }

// tryLibrary shows what taking the library over would do, with a form that does it.
func (d *Desk) tryLibrary(ctx context.Context, in libraryFile) (_ web.Reply, err error) {
	c := libraryTried{carried: carry(in.File)}
	if c.Found, err = d.Documents.Import(ctx, c.archive(), policy.How{Dry: true}); err != nil {
		return nil, err
	}
	return web.Fill(libraryConfirmed, policyImportPath+"/confirm", c, web.Submit("policy.import"), web.Cancel(policyImportPath+"/new")), nil
}

func (d *Desk) importLibrary(ctx context.Context, in libraryTried) (*policy.Import, error) {
	out, err := d.Documents.Import(ctx, in.archive(), policy.How{Partial: in.Partial})
	if err == nil && out.Import == nil { // it was taken over in another window
		err = fault.New(fault.Conflict, "policy.import.nothing")
	}
	return out.Import, err
}

func (d *Desk) library(ctx context.Context, id policy.ImportID) (v libraryView, err error) {
	if v.Import, err = d.Documents.ImportOf(ctx, id); err != nil {
		return v, err
	}
	im := &v.Import
	v.Report = libraryURL(im) + "/report.xlsx"
	v.Facts = []web.Fact{
		{Label: "policy.import.file", Text: im.Name},
		{Label: "policy.import.digest", Text: im.Digest},
		{Label: "policy.import.read_at", Text: moment(im.ReadAt)},
	}
	for _, o := range policy.Outcomes {
		v.Facts = append(v.Facts, web.Fact{Label: "policy.import.outcome." + string(o), Text: strconv.Itoa(im.Count(o))})
	}
	if auth.From(ctx).Can(publish.See) {
		v.Facts = append(v.Facts, web.Fact{Label: "policy.import.batch", Text: i18n.T("policy.import.batch_text"), Href: fmt.Sprintf("%s/%d", batchPath, im.Batch)})
	}
	for _, l := range im.Lines {
		line := libraryLine{ImportLine: l, Tag: outcomeTag(l.Outcome), Says: saysOf(l)}
		if l.Document != 0 {
			line.Href = refURL(policy.RefOf(l.Document))
		}
		v.Lines = append(v.Lines, line)
	}
	return v, nil
}

func outcomeTag(o policy.Outcome) web.Tag {
	kind := map[policy.Outcome]string{policy.Added: "ok", policy.Left: "bad"}[o]
	return web.Tag{Kind: kind, Text: i18n.T("policy.import.outcome." + string(o))}
}

// saysOf is what a row was told, each with its column.
func saysOf(l policy.ImportLine) (out []string) {
	for _, r := range l.Says {
		out = append(out, strings.TrimPrefix(r.Column+"\uff1a"+i18n.Text(r.Text), "\uff1a"))
	}
	return out
}

// libraryReport is what became of each row, as a table.
func (d *Desk) libraryReport(r *web.Req) (web.Reply, error) {
	id, err := web.ID[policy.ImportID](r)
	if err != nil {
		return nil, err
	}
	im, err := d.Documents.ImportOf(r.Context(), id)
	if err != nil {
		return nil, err
	}
	heads := []string{"policy.import.sheet", "policy.import.line", "policy.title", "policy.number", "policy.import.outcome", "publish.validity", "policy.import.says"}
	for i, key := range heads {
		heads[i] = i18n.T(key)
	}
	rows := []sheet.Row{sheet.Texts(1, heads...)}
	for i, l := range im.Lines {
		standing := ""
		if l.Standing != "" {
			standing = i18n.T("publish.validity." + string(l.Standing))
		}
		rows = append(rows, sheet.Texts(i+2, l.Sheet, strconv.Itoa(l.Line), l.Title, l.Number, i18n.T("policy.import.outcome."+string(l.Outcome)), standing, strings.Join(saysOf(l), "\n")))
	}
	title := i18n.T("policy.import.report")
	data, err := sheet.Write(sheet.Book{Sheets: []sheet.Sheet{{Name: title, Rows: rows}}})
	name := strings.Join(slices.Compact([]string{title, im.Name}), " ") + ".xlsx"
	return web.Bytes{Name: name, Type: files.XLSX.MIME(), Data: data}, err
}
