package desk

import (
	"context"
	"fmt"
	"path"

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

type (
	proveForm struct {
		foi.Prove
		Scans []web.Upload `form:"scans" label:"foi.scans" hint:"foi.scans_hint" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
		onPart
	}
	openForm struct {
		Reason string `form:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
		onPart
	}
	sealedID int64
)

var (
	provePage = web.MustPage[web.FormView[proveForm]](pages, web.Desk, partFile)
	openPage  = web.MustPage[web.FormView[openForm]](pages, web.Desk, partFile)
)

func letterURL(id int64) string { return fmt.Sprintf("%s/letter/%d", foiPath, id) }

func (d *Desk) foiServeRoutes() []web.Route {
	out := []web.Route{
		web.GET(foiPath+"/letter/{id}", foi.See, web.Show(letterShow, d.letter)),
		web.GET(foiPath+"/letter/{id}/{form}", foi.Handle, d.letterFile),
		web.Form(foiPath+"/prove/{id}", foi.Handle, web.Act(provePage, d.blankProof, d.prove, casePage, web.Submit("foi.prove"), web.Done("foi.done"), web.Cancel(foiPath+"/letter/{id}"))),
		web.Form(foiPath+"/sealed/{id}", foi.Unmask, web.Act(openPage, d.blankOpen, d.openSealed, nil, web.Submit("foi.unseal"), web.Cancel(foiPath))),
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
	var scans []files.Upload
	for _, u := range in.Scans {
		staged, err := d.Requests.StageSealed(ctx, u.Name, u.Bytes)
		if err != nil {
			return nil, ofField("scans", err)
		}
		scans = append(scans, staged)
	}
	return d.Requests.Prove(ctx, of, int64(id), in.Prove, scans...)
}

// proofFacts is the proof of service of a letter, with what names people masked.
func proofFacts(p foi.Proof) []web.Fact {
	out := []web.Fact{{Label: "foi.outcome", Text: i18n.T("foi.outcome." + string(p.Outcome)), Note: p.Shown}, {Label: "foi.proof_day", Text: string(p.Day)}}
	return append(out, sealedFacts("foi.scans", p.Scans)...)
}

// sealedFacts are locked files as links to the form that asks why.
func sealedFacts(label string, all []files.File) (out []web.Fact) {
	for i, f := range all {
		out = append(out, web.Fact{Label: label, Text: i18n.T("foi.sealed_file", i+1), Href: fmt.Sprintf("%s/sealed/%d", foiPath, f.ID)})
	}
	return out
}

func (d *Desk) blankOpen(ctx context.Context, id sealedID) (in openForm, err error) {
	of, f, err := d.Requests.Sealed(ctx, int64(id))
	in.onPart = onPart{Title: i18n.T("foi.unseal"), Back: caseURL(of), Lines: []web.Fact{{Label: "foi.sealed_kind", Text: i18n.T("foi.sealed." + f.Noun)}}}
	return in, err
}

// openSealed sends a locked file to who has said why, under a name that says what it may be used for.
func (d *Desk) openSealed(ctx context.Context, id sealedID, in openForm) (web.Reply, error) {
	f, content, err := d.Requests.Open(ctx, int64(id), foi.Because{Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	name := i18n.T("foi.sealed."+f.Noun) + i18n.T("foi.only_here") + path.Ext(f.Name)
	return web.Bytes{Name: name, Type: f.Type.MIME(), Data: content}, nil
}
