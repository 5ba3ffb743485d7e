package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

// What is printed of a case, as the paths name it.
var sheets = map[string]string{"record": foi.SheetRecord, "receipt": foi.SheetReceipt, "approval": foi.SheetApproval}

func sheetURL(id foi.ID, name string) string { return caseURL(id) + "/sheet/" + name }

func (d *Desk) foiSheetRoutes() (out []web.Route) {
	for name, kind := range sheets {
		at := casePath + "/{id}/sheet/" + name
		out = append(out,
			web.GET(at, foi.See, web.Show(letterShow, func(ctx context.Context, id foi.ID) (letterView, error) { return d.sheet(ctx, id, kind, name) })),
			web.GET(at+"/{form}", foi.Handle, func(r *web.Req) (web.Reply, error) { return d.sheetFile(r, kind) }))
	}
	return out
}

// sheet shows a sheet of a case, with the buttons of its files for who may take it out.
func (d *Desk) sheet(ctx context.Context, id foi.ID, kind, name string) (v letterView, err error) {
	c, err := d.Requests.View(ctx, id)
	if err != nil {
		return v, err
	}
	clerk, err := d.clerkOf(ctx, &c)
	if err != nil {
		return v, err
	}
	doc, err := d.Requests.Sheet(ctx, id, kind, clerk)
	if err != nil {
		return v, err
	}
	k, _ := law.LetterOf(kind)
	v.ID, v.Name = id, k.Name
	if auth.From(ctx).CanAt(foi.Handle, c.Request.UnitID) {
		v.Buttons = downloads(sheetURL(id, name))
	}
	v.Body, err = letter.Body(doc)
	return v, err
}

// clerkOf is the name of who handles a request; "" while nobody does.
func (d *Desk) clerkOf(ctx context.Context, v *foi.View) (string, error) {
	if v.Request.Handler == 0 {
		return "", nil
	}
	names, err := d.Users.Names(ctx, []int64{v.Request.Handler})
	return names[v.Request.Handler], err
}

func (d *Desk) sheetFile(r *web.Req, kind string) (web.Reply, error) {
	id, err := web.ID[foi.ID](r)
	if err != nil {
		return nil, err
	}
	v, err := d.Requests.View(r.Context(), id)
	if err != nil {
		return nil, err
	}
	clerk, err := d.clerkOf(r.Context(), &v)
	if err != nil {
		return nil, err
	}
	doc, err := d.Requests.IssueSheet(r.Context(), id, kind, clerk)
	if err != nil {
		return nil, err
	}
	k, _ := law.LetterOf(kind)
	return d.fileOf(doc, fmt.Sprintf("%s %s", k.Name, v.Request.Number), r.PathValue("form"))
}

// sheetLinks are the sheets that there are of a case.
func sheetLinks(r *foi.Request) (out []web.Link) {
	for _, kind := range r.Sheets() {
		for name, of := range sheets {
			if k, ok := law.LetterOf(kind); ok && of == kind {
				out = append(out, web.Link{Href: sheetURL(r.ID, name), Label: k.Name})
			}
		}
	}
	return out
}

// receiptOf is the receipt of a request that was just registered, for the page that
// the applicant takes along.
func (d *Desk) receiptOf(ctx context.Context, id foi.ID) (any, error) {
	doc, err := d.Requests.IssueSheet(ctx, id, foi.SheetReceipt, "")
	if err != nil {
		return "", err
	}
	return letter.Body(doc)
}

type endorseForm struct {
	foi.Endorse
	onCase
}

// Hides leaves out the opinion on the law where somebody else gives it.
func (in endorseForm) Hides(field string) bool { return field == "legal" && in.Act != foi.ActClear }

var endorsePage = stepPage[endorseForm]()

// endorseRoutes are the three signatures, each with what whoever gives it has to say.
func (d *Desk) endorseRoutes() (out []web.Route) {
	for _, act := range []foi.Act{foi.ActReview, foi.ActClear, foi.ActSign} {
		out = append(out, onRequests(d, endorsePage, act, func(on onCase) endorseForm { return endorseForm{foi.Endorse{Rev: on.rev()}, on} },
			func(in endorseForm) foi.Endorse { return in.Endorse },
			func(ctx context.Context, id foi.ID, in foi.Endorse) (*foi.Request, error) {
				return d.Requests.Endorse(ctx, id, act, in)
			}))
	}
	return out
}
