package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const importPath = planPath + "/import"

// ledgerForm is a ledger of an earlier year.
type ledgerForm struct {
	File    web.Upload `form:"file" label:"plan.table" hint:"plan.table_hint" accept:".xlsx,.csv" max:"4MB" required:"true"`
	Title   string     `form:"title" label:"plan.title" required:"true" max:"200"`
	Year    int        `form:"year" label:"plan.year" required:"true"`
	Columns string     `form:"columns" label:"plan.columns" hint:"plan.columns_hint" type:"textarea" rows:"3" max:"2000"`
}

// ledgerConfirm is a ledger whose dry run the reader has seen. The file goes
// with the form, so that nothing is kept in between.
type ledgerConfirm struct {
	carried
	Title   string `form:"title" type:"hidden"`
	Year    int    `form:"year" type:"hidden"`
	Columns string `form:"columns" type:"hidden"`
	Found   plan.Imported
}

// confirmBody is the most bytes of the form of a ledgerConfirm.
const confirmBody = 8 << 20

var (
	ledgerImport    = web.MustPage[web.FormView[ledgerForm]](pages, web.Desk, "pages/plan/import.html")
	ledgerConfirmed = web.MustPage[web.FormView[ledgerConfirm]](pages, web.Desk, "pages/plan/import-confirm.html")
)

func (d *Desk) ledgerRoutes() []web.Route {
	confirm := web.POST(importPath+"/confirm", plan.Edit, web.Make(ledgerConfirmed, nil, d.importLedger, planURL, web.Submit("plan.import"), web.Done("plan.done.import"), web.Cancel(importPath)).Handle)
	confirm.Body = confirmBody
	return []web.Route{
		web.GET(planPath+"/export/{id}", plan.See, d.exportPlan),
		web.Form(importPath, plan.Edit, web.Make(ledgerImport, nil, d.tryLedger, nil, web.Submit("plan.dry_run"), web.Cancel(planPath))),
		confirm,
	}
}

// tryLedger shows what importing the file would do, with a form that does it.
func (d *Desk) tryLedger(ctx context.Context, in ledgerForm) (web.Reply, error) {
	c := ledgerConfirm{carried: carry(in.File), Title: in.Title, Year: in.Year, Columns: in.Columns}
	var err error
	if c.Found, err = d.ledger(ctx, c, true); err != nil {
		return nil, err
	}
	form := &web.FormDraw{Action: importPath + "/confirm", Cancel: importPath, Buttons: []web.SubmitButton{{Label: i18n.T("plan.import")}}}
	for _, f := range []struct{ name, value string }{
		{"name", c.Name}, {"data", c.Data}, {"title", c.Title}, {"year", fieldWords("year", c.Year)}, {"columns", c.Columns},
	} {
		form.Fields = append(form.Fields, web.Field{Name: f.name, Type: "hidden", Value: f.value})
	}
	return ledgerConfirmed.With(web.FormView[ledgerConfirm]{In: c, Form: form}), nil
}

func (d *Desk) importLedger(ctx context.Context, in ledgerConfirm) (*plan.Plan, error) {
	out, err := d.ledger(ctx, in, false)
	return out.Plan, err
}

func (d *Desk) ledger(ctx context.Context, in ledgerConfirm, dry bool) (plan.Imported, error) {
	columns, err := plan.ReadColumns(in.Columns)
	if err != nil {
		return plan.Imported{}, err
	}
	return d.Plans.Import(ctx, plan.Ledger{Name: in.Name, File: in.file(), Year: in.Year, Title: in.Title, Columns: columns}, dry)
}

// exportPlan sends the ledger of a plan as a table.
func (d *Desk) exportPlan(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.ID](r)
	if err != nil {
		return nil, err
	}
	p, err := d.Plans.Get(r.Context(), id)
	if err != nil {
		return nil, err
	}
	file, err := d.Plans.Export(r.Context(), id)
	return web.Bytes{Name: p.Title + ".xlsx", Type: files.XLSX.MIME(), Data: file}, err
}
