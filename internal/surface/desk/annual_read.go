package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// annualUpload is a report on paper, as a file.
type annualUpload struct {
	Rev  int64      `form:"rev" type:"hidden"`
	File web.Upload `form:"file" label:"annual.file" hint:"annual.file_hint" accept:".docx,.xlsx,.html,.htm,.txt" max:"4MB" required:"true"`
	onAnnual
}

// annualTried is a file whose dry run the reader has seen. It goes with the form, so that
// nothing is kept in between.
type annualTried struct {
	Rev int64 `form:"rev" type:"hidden"`
	carried
	Of    annualView
	Found annual.Read

	Tables   []web.Grid
	Findings []annualFinding
}

var (
	annualReadPage    = web.MustPage[web.FormView[annualUpload]](pages, web.Desk, annualAct)
	annualConfirmPage = web.MustPage[web.FormView[annualTried]](pages, web.Desk, "pages/annual/confirm.html", annualParts)
)

func (d *Desk) annualReadRoutes() []web.Route {
	one := annualPath + "/{id}"
	confirm := web.POST(one+"/read/confirm", annual.Write, web.Act(annualConfirmPage, nil, d.readAnnual, annualURL, web.Submit("annual.keep"), web.Done("annual.done.read"), web.Cancel(one)).Handle)
	confirm.Body = confirmBody
	return []web.Route{
		web.Form(one+"/read", annual.Write, web.Act(annualReadPage, func(ctx context.Context, id annual.ID) (in annualUpload, err error) {
			v, err := d.annual(ctx, id)
			return annualUpload{Rev: v.Report.Rev, onAnnual: onAnnual{annual.ActRead, v, v.Report.Source == annual.Paper}}, err
		}, d.tryAnnual, nil, web.Submit("annual.try"), web.Cancel(one))),
		confirm,
	}
}

// tryAnnual shows what a file would bring, with a form that keeps it.
func (d *Desk) tryAnnual(ctx context.Context, id annual.ID, in annualUpload) (web.Reply, error) {
	t := annualTried{carried: carry(in.File)}
	var err error
	if t.Found, err = d.Reports.Read(ctx, id, annual.File{Rev: in.Rev, Name: in.File.Name, Data: in.File.Bytes}, true); err != nil {
		return nil, err
	}
	t.Rev = t.Found.Report.Rev
	if t.Of, err = d.annual(ctx, id); err != nil {
		return nil, err
	}
	shown := annualView{View: annual.View{Report: *t.Found.Report, Result: account.Result{Findings: t.Found.Findings}}}
	shown.Report.Version = t.Found.Version
	for p, n := range t.Found.Cells {
		shown.Numbers = append(shown.Numbers, annual.Numbered{Place: p, Number: n})
	}
	t.Tables = annualTables(&shown)
	t.Findings, _ = annualFindings(&shown)
	at := fmt.Sprintf("%s/%d", annualPath, id)
	form := &web.FormDraw{Action: at + "/read/confirm", Cancel: at + "/read", Buttons: []web.SubmitButton{{Label: i18n.T("annual.keep")}}}
	for _, f := range [][2]string{{"rev", fmt.Sprint(t.Rev)}, {"name", t.Name}, {"data", t.Data}} {
		form.Fields = append(form.Fields, web.Field{Name: f[0], Type: "hidden", Value: f[1]})
	}
	return annualConfirmPage.With(web.FormView[annualTried]{In: t, Form: form}), nil
}

func (d *Desk) readAnnual(ctx context.Context, id annual.ID, in annualTried) (*annual.Report, error) {
	out, err := d.Reports.Read(ctx, id, annual.File{Rev: in.Rev, Name: in.Name, Data: in.file()}, false)
	return out.Report, err
}
