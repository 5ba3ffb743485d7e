package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const catalogueImportPath = cataloguePath + "/import"

// catalogueFile is the file of a catalogue.
type catalogueFile struct {
	File   web.Upload   `form:"file" label:"catalogue.file" hint:"catalogue.file_hint" accept:".xlsx,.csv" max:"4MB" required:"true"`
	Domain string       `form:"domain" label:"catalogue.domain" type:"select" required:"true"`
	Title  string       `form:"title" label:"catalogue.title" hint:"catalogue.title_hint" max:"200"`
	Dated  calendar.Day `form:"dated" label:"catalogue.dated" hint:"catalogue.dated_hint"`
}

// catalogueTried is a catalogue whose dry run the reader has seen. The file goes
// with the form, so that nothing is kept in between.
type catalogueTried struct {
	carried
	Domain  string       `form:"domain" type:"hidden"`
	Title   string       `form:"title" type:"hidden"`
	Dated   calendar.Day `form:"dated" type:"hidden"`
	Found   catalogue.Imported
	Changes []catalogueChange
	Doubts  []web.RowError
}

var (
	catalogueImport    = web.MustPage[web.FormView[catalogueFile]](pages, web.Desk, "pages/catalogue/import.html")
	catalogueConfirmed = web.MustPage[web.FormView[catalogueTried]](pages, web.Desk, "pages/catalogue/confirm.html")
)

func (d *Desk) catalogueImportRoutes() []web.Route {
	confirm := web.POST(catalogueImportPath+"/confirm", catalogue.Edit, web.Make(catalogueConfirmed, nil, d.importCatalogue, versionURL,
		web.Submit("catalogue.import"), web.Done("catalogue.done.import"), web.Cancel(catalogueImportPath)).Handle)
	confirm.Body = confirmBody
	return []web.Route{
		web.Form(catalogueImportPath, catalogue.Edit, web.Make(catalogueImport, nil, d.tryCatalogue, nil, web.Submit("catalogue.dry_run"),
			web.Options("domain", domainChoices), web.Cancel(cataloguePath+"/versions"))),
		confirm,
	}
}

// tryCatalogue shows what importing the file would do, with a form that does it.
func (d *Desk) tryCatalogue(ctx context.Context, in catalogueFile) (web.Reply, error) {
	c := catalogueTried{carried: carry(in.File), Domain: in.Domain, Title: in.Title, Dated: in.Dated}
	var err error
	if c.Found, err = d.Catalogues.Import(ctx, c.upload(), true); err != nil {
		return nil, err
	}
	c.Doubts = warningsOf(&catalogue.Version{Warnings: c.Found.Warnings})
	if c.Found.Base != 0 {
		c.Changes = catalogueChanges(c.Found.Difference)
	}
	form := &web.FormDraw{Action: catalogueImportPath + "/confirm", Cancel: catalogueImportPath, Buttons: []web.SubmitButton{{Label: i18n.T("catalogue.import")}}}
	for _, f := range [][2]string{{"name", c.Name}, {"data", c.Data}, {"domain", c.Domain}, {"title", c.Title}, {"dated", string(c.Dated)}} {
		form.Fields = append(form.Fields, web.Field{Name: f[0], Type: "hidden", Value: f[1]})
	}
	return catalogueConfirmed.With(web.FormView[catalogueTried]{In: c, Form: form}), nil
}

func (in catalogueTried) upload() catalogue.Upload {
	return catalogue.Upload{Name: in.Name, File: in.file(), Domain: in.Domain, Title: in.Title, Dated: in.Dated}
}

func (d *Desk) importCatalogue(ctx context.Context, in catalogueTried) (*catalogue.Version, error) {
	out, err := d.Catalogues.Import(ctx, in.upload(), false)
	return out.Version, err
}
