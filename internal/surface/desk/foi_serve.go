package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

// What goes with a letter, as the paths name it.
var slips = map[string]string{"envelope": foi.SlipEnvelope, "proof": foi.SlipProof}

type proveForm struct {
	foi.Prove
	Scans []web.Upload `form:"scans" label:"foi.scans" hint:"foi.scans_hint" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
	onPart
}

var provePage = web.MustPage[web.FormView[proveForm]](pages, web.Desk, partFile)

func letterURL(id int64) string { return fmt.Sprintf("%s/letter/%d", foiPath, id) }

func (d *Desk) foiServeRoutes() []web.Route {
	out := []web.Route{
		web.GET(foiPath+"/letter/{id}", foi.See, web.Show(letterShow, d.letter)),
		web.GET(foiPath+"/letter/{id}/{form}", foi.Handle, d.letterFile),
		web.Form(foiPath+"/prove/{id}", foi.Handle, web.Act(provePage, d.blankProof, d.prove, casePage, web.Submit("foi.prove"), web.Done("foi.done"), web.Cancel(foiPath+"/letter/{id}"))),
	}
	for name, kind := range slips {
		at := foiPath + "/letter/{id}/" + name
		out = append(out,
			web.GET(at, foi.See, web.Show(letterShow, func(ctx context.Context, id int64id) (letterView, error) { return d.slip(ctx, id, kind, name) })),
			web.GET(at+"/{form}", foi.Handle, func(r *web.Req) (web.Reply, error) { return d.slipFile(r, kind) }))
	}
	return out
}

// slip shows what goes with a letter.
func (d *Desk) slip(ctx context.Context, id int64id, kind, name string) (v letterView, err error) {
	if v.ID, err = d.Requests.Of(ctx, foi.PartLetter, int64(id)); err != nil {
		return v, err
	}
	doc, err := d.Requests.Slip(ctx, v.ID, int64(id), kind)
	if err != nil {
		return v, err
	}
	k, _ := law.LetterOf(kind)
	at := letterURL(int64(id))
	v.Name, v.Back = k.Name, at
	c, err := d.Requests.View(ctx, v.ID)
	if err != nil {
		return v, err
	}
	if auth.From(ctx).CanAt(foi.Handle, c.Request.UnitID) {
		v.Buttons = downloads(at + "/" + name)
	}
	v.Body, err = letter.Body(doc)
	return v, err
}

// downloads are the buttons of a letter as files.
func downloads(at string) []web.Button {
	return []web.Button{
		{Href: at + "/pdf", Label: i18n.T("foi.get_pdf"), Secondary: true},
		{Href: at + "/docx", Label: i18n.T("foi.get_docx"), Secondary: true},
	}
}

func (d *Desk) slipFile(r *web.Req, kind string) (web.Reply, error) {
	id, err := web.ID[int64id](r)
	if err != nil {
		return nil, err
	}
	of, err := d.Requests.Of(r.Context(), foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	doc, err := d.Requests.IssueSlip(r.Context(), of, int64(id), kind)
	if err != nil {
		return nil, err
	}
	k, _ := law.LetterOf(kind)
	return d.fileOf(doc, k.Name, r.PathValue("form"))
}

// fileOf is a letter as a file of a form: docx or pdf.
func (d *Desk) fileOf(doc letter.Document, name, form string) (web.Reply, error) {
	switch form {
	case "docx":
		data, err := letter.DOCX(doc)
		return web.Bytes{Name: name + ".docx", Type: files.DOCX.MIME(), Data: data}, err
	case "pdf":
		p, err := d.Fonts.PDF(doc)
		return web.Bytes{Name: name + ".pdf", Type: files.PDF.MIME(), Data: p.Data}, err
	}
	return nil, fault.New(fault.NotFound, "not_found")
}

func (d *Desk) blankProof(ctx context.Context, id int64id) (in proveForm, err error) {
	v, err := d.partOf(ctx, foi.PartLetter, int64(id))
	if err != nil {
		return in, err
	}
	in.Rev, in.Day, in.onPart = v.Request.Rev, d.DB.Today(), onPart{Title: i18n.T("foi.prove"), Back: letterURL(int64(id))}
	for _, m := range v.Letters {
		if m.ID != int64(id) {
			continue
		}
		if in.Outcome = foi.BySelf; m.How == foi.Electronic {
			in.Outcome = foi.ByRecord
		}
		if m.Got != "" {
			in.Day = m.Got
		}
		line := letterLineOf(m, false)
		in.Lines = []web.Fact{{Label: "foi.letter_name", Text: line.Name}, {Label: "foi.doc_no", Text: m.Number}, {Label: "foi.serve_how", Text: line.Way}, {Label: "foi.sent", Text: string(m.Sent)}, {Label: "foi.post_no", Text: m.Tracking}}
	}
	return in, nil
}

func (d *Desk) prove(ctx context.Context, id int64id, in proveForm) (*foi.Request, error) {
	of, err := d.Requests.Of(ctx, foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	scans, err := d.sealed(ctx, "scans", in.Scans)
	if err != nil {
		return nil, err
	}
	return d.Requests.Prove(ctx, of, int64(id), in.Prove, scans...)
}

// proofFacts is the proof of service of a letter, with what names people masked.
func proofFacts(p foi.Proof) []web.Fact {
	out := []web.Fact{{Label: "foi.outcome", Text: i18n.T("foi.outcome." + string(p.Outcome)), Note: p.Shown}, {Label: "foi.proof_day", Text: string(p.Day)}}
	return append(out, sealedFacts("foi.scans", p.Scans)...)
}
