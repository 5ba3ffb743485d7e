package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

type (
	// papersForm takes what proves who applies, and who may for another.
	papersForm struct {
		Identity  []web.Upload `form:"identity" label:"foi.identity" hint:"foi.identity_hint" group:"foi.group.papers" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
		Authority []web.Upload `form:"authority" label:"foi.authority" hint:"foi.authority_hint" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
	}
	bringForm struct {
		papersForm
		onPart
	}
	unsealForm struct {
		Reason string `form:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
		onPart
	}
	sealedID int64
)

var (
	bringPage  = web.MustPage[web.FormView[bringForm]](pages, web.Desk, partFile)
	unsealPage = web.MustPage[web.FormView[unsealForm]](pages, web.Desk, partFile)
)

func (d *Desk) foiSealedRoutes() []web.Route {
	return []web.Route{
		d.recodeRoute(),
		web.Form(foiPath+"/bring/{id}", foi.Take, web.Act(bringPage, func(ctx context.Context, id foi.ID) (in bringForm, err error) {
			_, err = d.Requests.View(ctx, id)
			in.onPart = onPart{Title: i18n.T("foi.bring"), Back: caseURL(id)}
			return in, err
		}, d.bring, casePage, web.Submit("foi.bring"), web.Done("foi.done"), web.Cancel(casePath+"/{id}"))),
		web.Form(foiPath+"/sealed/{id}", foi.Unmask, web.Act(unsealPage, d.blankOpen, d.openSealed, nil, web.Submit("foi.unseal"), web.Cancel(foiPath))),
	}
}

// sealed stages the files of a field locked.
func (d *Desk) sealed(ctx context.Context, field string, all []web.Upload) (out []files.Upload, err error) {
	for _, u := range all {
		staged, err := d.Requests.StageSealed(ctx, u.Name, u.Bytes)
		if err != nil {
			return nil, ofField(field, err)
		}
		out = append(out, staged)
	}
	return out, nil
}

func (d *Desk) staged(ctx context.Context, in papersForm) (p foi.Papers, err error) {
	if p.Identity, err = d.sealed(ctx, "identity", in.Identity); err != nil {
		return p, err
	}
	p.Authority, err = d.sealed(ctx, "authority", in.Authority)
	return p, err
}

func (d *Desk) bring(ctx context.Context, id foi.ID, in bringForm) (*foi.Request, error) {
	p, err := d.staged(ctx, in.papersForm)
	if err != nil {
		return nil, err
	}
	return d.Requests.Bring(ctx, id, p)
}

// sealedFacts are locked files as links to the form that asks why.
func sealedFacts(label string, all []files.File) (out []web.Fact) {
	for i, f := range all {
		out = append(out, web.Fact{Label: label, Text: i18n.T("foi.sealed_file", i+1), Href: fmt.Sprintf("%s/sealed/%d", foiPath, f.ID)})
	}
	return out
}

// attachedLines are the attachments of a letter by mail as links to the form that asks
// why. Their names may name people, and are not shown.
func attachedLines(all []files.File) (out []attachedLine) {
	for i, f := range all {
		out = append(out, attachedLine{fmt.Sprintf("%s/sealed/%d", foiPath, f.ID), i18n.T("foi.sealed_file", i+1), strings.ToUpper(string(f.Type)), f.Size})
	}
	return out
}

type attachedLine struct {
	Href, Text, Kind string
	Size             int64
}

func (d *Desk) blankOpen(ctx context.Context, id sealedID) (in unsealForm, err error) {
	of, f, err := d.Requests.Sealed(ctx, int64(id))
	back := caseURL(of)
	if of == 0 {
		back = incomingURL(foi.IncomingID(f.Ref))
	}
	in.onPart = onPart{Title: i18n.T("foi.unseal"), Back: back, Lines: []web.Fact{{Label: "foi.sealed_kind", Text: i18n.T("foi.sealed." + f.Noun)}}}
	return in, err
}

// openSealed sends a marked copy of a locked file to who has said why; what is no picture
// and no PDF cannot be drawn on, and goes as it is.
func (d *Desk) openSealed(ctx context.Context, id sealedID, in unsealForm) (web.Reply, error) {
	_, f, err := d.Requests.Sealed(ctx, int64(id))
	if err != nil {
		return nil, err
	}
	if !slices.Contains(files.Pictures, f.Type) {
		_, content, err := d.Requests.Open(ctx, int64(id), foi.Because{Reason: in.Reason})
		return web.Bytes{Name: f.Name, Type: f.Type.MIME(), Data: content, Private: true}, err
	}
	return d.marked(ctx, "foi.sealed."+f.Noun, "foi.only_here", func() ([]byte, error) {
		_, content, err := d.Requests.Open(ctx, int64(id), foi.Because{Reason: in.Reason})
		return content, err
	})
}
