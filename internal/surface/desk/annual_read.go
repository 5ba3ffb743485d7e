package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
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
	ID  annual.ID `form:"id" type:"hidden"` // of the address, for what stands beside the form
	Rev int64     `form:"rev" type:"hidden"`
	carried
	Sure  bool `form:"sure" label:"annual.sure"`
	Of    annualView
	Found annual.Read

	Tables   []web.Grid
	Findings []annualFinding
}

// Hides leaves out the question whether the paper has it so where there is nothing to ask.
func (in annualTried) Hides(field string) bool { return field == "sure" && len(in.Found.Unsure) == 0 }

// Refused are the cells for which the file cannot be kept.
func (in annualTried) Refused() []web.RowError { return rowsAt(in.Found.Refused) }

// Unsure are the cells that are kept only by who is sure of them.
func (in annualTried) Unsure() []web.RowError { return rowsAt(in.Found.Unsure) }

func (in annualTried) report() annual.File {
	return annual.File{Rev: in.Rev, Name: in.Name, Data: in.file(), Sure: in.Sure}
}

var (
	annualReadPage    = web.MustPage[web.FormView[annualUpload]](pages, web.Desk, annualAct)
	annualConfirmPage = web.MustPage[web.FormView[annualTried]](pages, web.Desk, "pages/annual/confirm.html", annualParts)
)

func (d *Desk) annualReadRoutes() []web.Route {
	one := annualPath + "/{id}"
	confirm := web.POST(one+"/read/confirm", annual.Write, web.Act(annualConfirmPage, nil, d.readAnnual, annualURL,
		web.Submit("annual.keep"), web.Done("annual.done.read"), web.Cancel(one+"/read"), web.Beside(d.besideAnnual)).Handle)
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
	t, err := d.besideAnnual(ctx, annualTried{ID: id, Rev: in.Rev, carried: carry(in.File)})
	if err != nil {
		return nil, err
	}
	t.Rev = t.Found.Report.Rev
	at := fmt.Sprintf("%s/%d/read", annualPath, id)
	return web.Fill(annualConfirmPage, at+"/confirm", t, web.Submit("annual.keep"), web.Cancel(at)), nil
}

// besideAnnual reads the file, and shows it as the report would be: also when it was
// refused, so that the answer can be given in sight of the cells.
func (d *Desk) besideAnnual(ctx context.Context, t annualTried) (_ annualTried, err error) {
	if t.Found, err = d.Reports.Read(ctx, t.ID, t.report(), true); err != nil {
		return t, err
	}
	if t.Of, err = d.annual(ctx, t.ID); err != nil {
		return t, err
	}
	shown := annualView{View: annual.View{Report: *t.Found.Report, Result: account.Result{Findings: t.Found.Findings}}}
	shown.Report.Version = t.Found.Version
	for p, n := range t.Found.Cells {
		shown.Numbers = append(shown.Numbers, annual.Numbered{Place: p, Number: n})
	}
	t.Tables = annualTables(&shown)
	t.Findings, _ = annualFindings(&shown)
	return t, nil
}

func (d *Desk) readAnnual(ctx context.Context, id annual.ID, in annualTried) (*annual.Report, error) {
	out, err := d.Reports.Read(ctx, id, in.report(), false)
	return out.Report, err
}
