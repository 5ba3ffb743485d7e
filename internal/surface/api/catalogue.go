package api

import (
	"context"
	"net/http"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
)

// catalogueInput is the file of a catalogue.
type catalogueInput struct {
	File   web.Upload   `form:"file" label:"catalogue.file" hint:"catalogue.file_hint" max:"4MB" required:"true"`
	Domain string       `form:"domain" label:"catalogue.domain" hint:"api.domain_hint" required:"true" max:"40"`
	Title  string       `form:"title" label:"catalogue.title" hint:"catalogue.title_hint" max:"200"`
	Dated  calendar.Day `form:"dated" label:"catalogue.dated" hint:"catalogue.dated_hint"`
	Dry    bool         `form:"dry" label:"api.dry" hint:"api.dry_hint"`
}

func (a *API) catalogueEndpoints() []Endpoint {
	s := a.Catalogues
	return []Endpoint{
		list("/catalogues", "catalogue.list", catalogue.See, s.Find),
		run("/catalogues", "catalogue.import", catalogue.Edit, a.importCatalogue),
		look("/catalogues/board", "catalogue.board", catalogue.See, func(ctx context.Context, _ struct{}) (catalogue.Board, error) { return s.Board(ctx) }),
		get("/catalogues/{id}", "catalogue.get", catalogue.See, s.View),
		act("/catalogues/{id}/enforce", "catalogue.enforce", catalogue.Edit, s.Enforce),
		act("/catalogues/{id}/discard", "catalogue.discard", catalogue.Edit, s.Discard),
		edit("/catalogue-texts/{id}/bind", "catalogue.bind", catalogue.Edit, a.binding, s.Bind),
		list("/catalogue-rows", "catalogue.rows", catalogue.See, s.Rows),
		act("/catalogue-rows/{id}/formed", "catalogue.formed", catalogue.Form, s.Formed),
	}
}

func (a *API) importCatalogue(ctx context.Context, in catalogueInput) (catalogue.Imported, error) {
	return a.Catalogues.Import(ctx, catalogue.Upload{Name: in.File.Name, File: in.File.Bytes, Domain: in.Domain, Title: in.Title, Dated: in.Dated}, in.Dry)
}

func (a *API) binding(ctx context.Context, id catalogue.TextID) (catalogue.Binding, error) {
	_, in, err := a.Catalogues.BindingOf(ctx, id)
	return in, err
}

func (a *API) columnEndpoints() []Endpoint {
	return []Endpoint{
		list("/columns", "column.list", column.See, a.Columns.Find),
		look("/columns/verdict", "column.verdict", column.See, func(ctx context.Context, _ struct{}) (column.Verdict, error) { return a.Columns.Inspect(ctx) }),
		get("/columns/{id}", "column.get", column.See, a.Columns.Row),
	}
}

// publicCatalogueEndpoints answer anybody.
func (a *API) publicCatalogueEndpoints() []Endpoint {
	return []Endpoint{
		look("/public/columns", "public.columns", auth.Public, a.publicColumns),
		file("/public/columns.csv", "public.columns_table", auth.Public, "text/csv", a.columnsTable),
		look("/public/catalogues", "public.catalogues", auth.Public, a.publicCatalogues),
		look("/public/catalogue", "public.catalogue", auth.Public, a.publicCatalogue),
		save("/public/catalogues/{id}/table", "public.catalogue_table", auth.Public, "text/csv", a.catalogueTable),
	}
}

// PublicColumns is the columns of the site that are not hidden, from top to
// bottom; for a unit, those of the platform of disclosure as it shows them.
type PublicColumns struct {
	Columns []column.Column `json:"columns"`
}

// unitInput names a unit, if wished.
type unitInput struct {
	Unit int64 `form:"unit" label:"column.unit" hint:"api.unit_hint"`
}

func (a *API) publicColumns(ctx context.Context, in unitInput) (out PublicColumns, err error) {
	all, err := a.Columns.Tree(ctx)
	out.Columns = []column.Column{}
	if err == nil && in.Unit != 0 {
		u, err := a.Units.Get(ctx, in.Unit)
		if err != nil {
			return out, err
		}
		all = column.Layout(all, u.Kind)
	}
	for _, c := range all {
		if !c.Hidden {
			out.Columns = append(out.Columns, c)
		}
	}
	return out, err
}

// PublicCatalogues is the catalogues in force.
type PublicCatalogues struct {
	Catalogues []catalogue.Listed `json:"catalogues"`
}

func (a *API) publicCatalogues(ctx context.Context, _ struct{}) (out PublicCatalogues, err error) {
	out.Catalogues, err = a.Catalogues.Public(ctx)
	return out, err
}

// domainInput names a domain.
type domainInput struct {
	Domain string `form:"domain" label:"catalogue.domain" hint:"api.domain_hint" required:"true" max:"40"`
}

func (a *API) publicCatalogue(ctx context.Context, in domainInput) (catalogue.Page, error) {
	return a.Catalogues.Page(ctx, in.Domain)
}

// catalogueTable is the catalogue in force of the domain of a version.
func (a *API) catalogueTable(r *http.Request, id catalogue.ID) (web.Bytes, error) {
	ctx := auth.With(r.Context(), auth.Actor{})
	v, err := a.Catalogues.View(ctx, id)
	if err != nil {
		return web.Bytes{}, err
	}
	p, err := a.Catalogues.Page(ctx, v.Version.Domain)
	if err != nil {
		return web.Bytes{}, err
	}
	data, err := sheet.WriteCSV(a.Catalogues.PageSheet(p))
	return web.Bytes{Name: p.Title + ".csv", Type: "text/csv; charset=utf-8", Data: data}, err
}
